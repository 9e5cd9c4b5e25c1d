"""The About sheet: what the workbook is, how to use it, what its words mean, and how to make it again."""

from __future__ import annotations

from collections.abc import Iterator

from exports.voice.evidence import evidence_text
from exports.voice.finance import basis_of
from exports.voice.formats import number
from exports.voice.learning import learning_notes
from exports.voice.model_facts import option_title, preset_title, sources_of
from exports.voice.wording import in_a_sentence
from exports.workbook.about.texts import BROKEN, CUTS, LOOKS, STATISTICS, USE, Entries
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import bar
from exports.workbook.writer.text import height_of
from roi.case import EVIDENCE
from roi.model import Model
from roi.notation import numerals, written_day
from roi.sim.metrics import metrics_of
from roi.sim.remarks import remarks_on
from roi.sim.summary import WITHHELD_ABOVE
from roi.text import counted
from roi.version import __version__

TITLE = "About"
TOPIC, TEXT = 1, 2
WIDTHS = {TOPIC: 30.0, TEXT: 118.0}


def write_about(book: Book, page: Page, subject: Subject) -> None:
    """Write the page; the estimate file stands at its end, a line a row."""
    page.head("About this workbook", subject.model.case.header.title)
    page.widths(WIDTHS)
    row = 4
    for title, entries in _sections(subject):
        row = _section(page, row, title, entries)
        if title == _CONVENTIONS:
            row = _looks(page, row)
    page.print_setup(f"A1:B{row}", landscape=False, pages_high=1)
    if subject.contents.estimate_text:
        _estimate(page, row + 2, subject.contents.estimate_text)


_CONVENTIONS = "Conventions"
_SECOND_LOOK, _TO_BE_KNOWN = "Worth a second look", "To be known of the figures"
_CHANGED = ", as of export"  # follows these topics once inputs were changed


def _sections(subject: Subject) -> Iterator[tuple[str, Entries]]:
    yield "What this is", _purpose(subject)
    yield "How to use it", USE
    yield "Three cuts of the benefits", CUTS
    yield "Three views of one figure", STATISTICS
    yield "Measures", _measures(subject.model)
    yield _CONVENTIONS, _conventions(subject)
    yield (
        "Standards followed, and broken knowingly",
        (
            (
                "Followed",
                "FAST and the ICAEW's Twenty Principles: one formula a row over the months, no input hidden "
                "in a formula, inputs, workings and results apart, flags, checks with a verdict on every "
                "sheet. Numbers in formulas are those of laws (a quantile, a growth curve), of the timeline "
                "(12, 120 months), and of tolerances and weights of checks; every figure of the case stands "
                "in a cell of its own.",
            ),
            *BROKEN,
        ),
    )
    yield "How it was made", _making(subject)


def _purpose(subject: Subject) -> Entries:
    header = subject.model.case.header
    entries = [
        ("Subject", f"{header.title} ({header.sector}). {header.summary}".strip()),
        (
            "What it holds",
            f"A case over {counted(subject.model.horizon, 'month')} as a live model: "
            f"{len(subject.model.inputs)} inputs, the base case month by month, and "
            f"{number(subject.trials)} live trials of everything that is "
            "uncertain. Every number that can be a formula is one.",
        ),
    ]
    notes = learning_notes(subject.model, leave="")
    entries += [("What the answers tell", " ".join(notes))] if notes else []
    entries += [("What was claimed", header.headline)] if header.headline else []
    entries += [("What the evidence says", evidence_text(subject.model))] if header.evidence else []
    if subject.undefined_because:
        entries.append(("What is undefined", f"{_sentence(subject.undefined_because)}."))
    entries += [(_SECOND_LOOK, remark) for remark in subject.doubts]
    entries += [(_TO_BE_KNOWN, remark) for remark in remarks_on(subject.run)]
    return entries


def _measures(model: Model) -> Entries:
    more = {
        "irr": " Effective a year; where the flows change sign more than once it may be undefined.",
        "payback_months": " Interpolated inside the month; never where it is not reached.",
    }
    return [
        (
            row.label,
            f"{_sentence(row.meaning)}.{more.get(row.name, '')}{' Cash cut only.' if row.cash_only else ''}",
        )
        for row in metrics_of(model).values()
    ]


def _conventions(subject: Subject) -> Entries:
    ends = subject.model.case.header.discounting
    how = {
        "month-end": "A flow of month m is discounted by (1 + r)^(-m/12), the start (month 0) not at all.",
        "year-end": "Flows of year k are discounted by (1 + r)^-k, the start (month 0) not at all, as Forrester's "
        "Total Economic Impact does.",
    }[ends]
    return (
        (
            "Money",
            f"{basis_of(subject.model).capitalize()}, before tax, in {subject.model.currency}; all flows are "
            "incremental to doing nothing."
            + (" Finance has what is left after tax." if subject.model.finance else ""),
        ),
        ("Discounting", f"{how} r is the yearly discount rate on Inputs."),
        ("Percentages", "Cells hold fractions and show them as percentages: 35% is 0.35."),
        ("Payback that never comes", "Is held as 1E+9 and shown as never."),
        (
            "Undefined, withheld",
            "Undefined: costs are not stated, or no rate of return solves the flows. Withheld: the percentiles "
            f"of a measure that is undefined in more than {WITHHELD_ABOVE:.0%} of the draws, which would tell of "
            "the others only.",
        ),
        (
            "Trials",
            "Each trial keeps its own uniform numbers, correlated ones included, as stored values; its draws are "
            "live formulas of the ranges on Inputs. Correlations are therefore those of the export.",
        ),
        *_correlations(subject.model),
        (
            "Draws that are stored",
            "A distribution for which Excel has no formula does not follow Inputs, and says so.",
        ),
    )


def _correlations(model: Model) -> Entries:
    """Which draws move together, and how closely."""
    active = {item.id for item in model.inputs}
    texts = [
        f"{model.labels[correlation.between[0]]} and {in_a_sentence(model.labels[correlation.between[1]])}: "
        f"{numerals(f'{correlation.rank:.2g}')}"
        for correlation in model.correlations
        if active.issuperset(correlation.between)
    ]
    return (("Rank correlations", f"Spearman, of the draws. {'; '.join(texts)}."),) if texts else ()


def _making(subject: Subject) -> Entries:
    model, sampling = subject.model, subject.run.prepared.sampling
    option = option_title(model)
    preset = preset_title(model) if model.preset == EVIDENCE else f"{preset_title(model)} ({model.preset})"
    return (
        ("Written by", f"roi {__version__}, of an estimate dated {written_day(subject.created)}"),
        ("Case", f"{model.case.id}, digest {model.case.digest or 'none'}"),
        ("Preset", preset),
        ("Option", f"{option} ({model.option})" if model.option else "none"),
        *_region(model),
        (
            "Full simulation",
            f"{number(subject.run.draws_used)} draws, seed {sampling.seed}, sampler {sampling.sampler}; its "
            "results are pasted on Results beside the live ones.",
        ),
        (
            "Live trials",
            f"{number(subject.trials)}: the first of each replicate of the same sampling at that number",
        ),
        ("To repeat it", _repeat(subject)),
    )


def _region(model: Model) -> Entries:
    """Where it is deployed, and on whose word its figures differ there; Sources has the rest."""
    place = model.place
    if place is None:
        return ()
    moved = [item for item in model.inputs if item.layer == "region"]
    cited = "; ".join(f"{source.publisher}: {source.title}" for source in sources_of(model, moved))
    labels = ", ".join(item.spec.label for item in moved) or "no input"
    note = f" {place.note}" if place.note else ""
    return (
        ("Region", f"{place.title} ({place.id}); the case is written for {model.case.header.region}.{note}"),
        ("Moved by the region", f"{labels}. {cited}".rstrip(". ") + "."),
    )


def _repeat(subject: Subject) -> str:
    if not subject.contents.estimate_text:
        return "The case, seed, draws and sampler above give the same numbers bit by bit."
    return (
        "Copy the lines at the foot of this sheet, which are not printed, into a file, say acme.toml, and run it: "
        "roi run acme.toml"
    )


def _section(page: Page, row: int, title: str, entries: Entries) -> int:
    row += 1
    bar(page, row, TOPIC, TEXT, title)
    for topic, text in entries:
        row += 1
        longest = topic
        if topic in (_SECOND_LOOK, _TO_BE_KNOWN):
            longest += _CHANGED
            live = f'="{topic}"&IF(inputs_changed=0,"","{_CHANGED}")'
            page.put(row, TOPIC, live, value=topic, style="label_wrap")
        else:
            page.text(row, TOPIC, topic, style="label_wrap")
        page.text(row, TEXT, text, style="text_wrap")
        page.height(row, height_of([(longest, WIDTHS[TOPIC]), (text, WIDTHS[TEXT])]))
    return row + 1


def _looks(page: Page, row: int) -> int:
    """A sample of each look beside what it means."""
    row -= 1
    for look, meaning in LOOKS:
        row += 1
        page.put(row, TOPIC, 1234.5, style=f"{look if look != 'input' else 'sample'} number")
        page.text(row, TEXT, meaning, style="text_wrap")
    return row + 1


def _estimate(page: Page, row: int, text: str) -> None:
    bar(page, row, TOPIC, TEXT, "Estimate file")
    for place, line in enumerate(text.splitlines(), start=1):
        page.put(row + place, TOPIC, place, style="stored", form="0")
        page.text(row + place, TEXT, line, style="label")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
