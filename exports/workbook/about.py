"""The About sheet: what the workbook is, how to use it, what its words mean, and how to make it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.voice.facts import option_title, preset_title
from exports.voice.learning import learning_notes
from exports.voice.remarks import remark_sentences
from exports.voice.wording import in_a_sentence
from exports.workbook.layout import MONTHS, Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.text import height_of
from roi.case import EVIDENCE
from roi.model import Model
from roi.sim.metrics import METRICS
from roi.sim.summary import WITHHELD_ABOVE
from roi.version import __version__

TITLE = "About"
TOPIC, TEXT = 1, 2
WIDTHS = {TOPIC: 30.0, TEXT: 118.0}
Entries = Sequence[tuple[str, str]]

_USE: Entries = (
    (
        "Change a figure",
        "Type into a blue cell on Inputs. Summary, Model, Trials, Results and Checks follow at once.",
    ),
    (
        "Your value",
        "On Inputs, what is typed there replaces the whole row by that one number, in the base case and in every "
        "trial. Clear the cell to bring the range back.",
    ),
    (
        "Change a range",
        "Low, likely and high must stay in order; the row's own check says when a range cannot be worked out.",
    ),
    (
        "Recalculation",
        "Nothing to press in automatic mode; F9 (in LibreOffice Ctrl+Shift+F9) works everything out again. The "
        "trials take a moment. No macro and no link to another file is used.",
    ),
    (
        "Learnt or set",
        "Answers that were given before the export are learnt where they are facts: inputs that they are "
        "correlated with have the law that the answers leave of them, say so on Inputs, and their draws are "
        "stored. What is typed here is set and moves no other input; `roi run` on this file learns from it.",
    ),
    (
        "Protection",
        "Sheets are protected without a password, against slips only: unprotect them to look or to change, "
        "and to fold groups of columns, which protection does not allow. The filter on Sources works as it "
        "is.",
    ),
    (
        "Checks",
        "The verdict under each title is worked out from all checks, on each sheet anew. Checks lists them: "
        "the model against itself, and of every sheet whether a formula, a stored figure or a word was "
        "overtyped. Inputs that were changed are no fault: they are counted, named on Summary, and lose the "
        "grade and source of the export; the full simulation, which is pasted, then no longer matches.",
    ),
)
_LOOKS: Sequence[tuple[str, str]] = (
    ("input", "Blue on cream with a border: an input; it may be changed."),
    ("constant", "Blue with a border: a number that was typed or published; locked."),
    ("formula", "Black: worked out on the same sheet."),
    ("link", "Green: brought from another sheet."),
    ("stored", "Grey: stored values, such as uniforms and the results of the full simulation."),
    ("total", "Bold with a line above: a sum."),
)
_CUTS: Entries = (
    ("Cash", "A named budget line falls, or margin comes from revenue that is flagged as new."),
    (
        "Headline",
        "Cash and capacity: time put to work that would otherwise be bought or hired, times the share that is "
        "realised. The cash cut stands beside it wherever a figure is summed up.",
    ),
    ("With soft benefits", "Benefits that are neither. They are worth nothing unless a case says otherwise."),
)
_STATISTICS: Entries = (
    (
        "Base case, or plan",
        "Every input at its likely value, as in the column In use. It assumes the likely turn of every luck.",
    ),
    (
        "Mean",
        "The average over all draws. None is given for IRR, nor for payback once a draw never pays back.",
    ),
    (
        "P10, P50, P90",
        "A tenth, half, nine tenths of the draws are at or below it. P10 is the bad end of NPV and the good end of "
        "payback. An order statistic: always the value of one draw, never between two.",
    ),
    ("Chance of NPV > 0", "The share of draws with a net present value above zero."),
    (
        "Standard error",
        "On Results: the standard deviation of 16 independent replicates divided by 4: sampling error, not the "
        "risk itself.",
    ),
)
_BROKEN: Entries = (
    (
        "Defined names",
        "The FAST standard advises against them. They are used here so that a formula can be read, and so that the "
        "workbook can be read back by name. Names have a prefix, such as in_, your_, base_, live_ or full_.",
    ),
    (
        "One-cell array formula",
        "IRR works out an expression of a row, which needs an array formula in one cell. It is used only where an "
        "IRR exists.",
    ),
    (
        "Not worked out a trial",
        "Discounted payback, cost of delay, and payback and IRR with soft benefits would each take 121 more cells "
        "a trial. Their base case is live on Model; percentiles of the first two, of the full simulation, stand on "
        "Results.",
    ),
    (
        "Long timeline",
        f"Model and Trials always have months 0 to {MONTHS}; a flag turns off what lies after the horizon, so that "
        "the horizon can be changed in the file.",
    ),
    (
        "Scale in sentences",
        "Sentences on Summary say money in thousands, millions or billions, by the size of the largest figure.",
    ),
)


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
    if subject.estimate_text:
        _estimate(page, row + 2, subject.estimate_text)


_CONVENTIONS = "Conventions"


def _sections(subject: Subject) -> Iterator[tuple[str, Entries]]:
    yield "What this is", _purpose(subject)
    yield "How to use it", _USE
    yield "Three cuts of the benefits", _CUTS
    yield "Three views of one figure", _STATISTICS
    yield "Measures", _measures()
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
            *_BROKEN,
        ),
    )
    yield "How it was made", _making(subject)


def _purpose(subject: Subject) -> Entries:
    header = subject.model.case.header
    entries = [
        ("Subject", f"{header.title} ({header.sector}). {header.summary}".strip()),
        (
            "What it holds",
            f"A case over {subject.model.horizon} months as a live model: {len(subject.model.inputs)} inputs, "
            f"the base case month by month, and {subject.trials:,} live trials of everything that is uncertain. "
            "Every number that can be a formula is one.",
        ),
    ]
    notes = learning_notes(subject.model, leave="")
    entries += [("What the answers tell", " ".join(notes))] if notes else []
    entries += [("What was claimed", header.headline)] if header.headline else []
    entries += [("What the evidence says", header.evidence)] if header.evidence else []
    if subject.undefined_because:
        entries.append(("What is undefined", f"{_sentence(subject.undefined_because)}."))
    entries += [("Worth a second look", remark) for remark in remark_sentences(subject.model)]
    entries += [("To be known of the figures", remark) for remark in subject.summary.remarks]
    return entries


def _measures() -> Entries:
    more = {
        "irr": " Effective a year; where the flows change sign more than once it may be undefined.",
        "payback_months": " Interpolated inside the month; never where it is not reached.",
    }
    return [
        (
            row.label,
            f"{_sentence(row.meaning)}.{more.get(row.name, '')}{' Cash cut only.' if row.cash_only else ''}",
        )
        for row in METRICS.values()
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
            f"Nominal, before tax, in {subject.model.currency}; all flows are incremental to doing nothing.",
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
    told = [
        f"{model.labels[one.between[0]]} and {in_a_sentence(model.labels[one.between[1]])}: {one.rank:.2g}"
        for one in model.correlations
        if active.issuperset(one.between)
    ]
    return (("Rank correlations", f"Spearman, of the draws. {'; '.join(told)}."),) if told else ()


def _making(subject: Subject) -> Entries:
    model, sampling = subject.model, subject.run.prepared.sampling
    option = option_title(model)
    preset = preset_title(model) if model.preset == EVIDENCE else f"{preset_title(model)} ({model.preset})"
    return (
        ("Written by", f"roi {__version__}, on {subject.created.isoformat()}"),
        ("Case", f"{model.case.id}, digest {model.case.digest or 'none'}"),
        ("Preset", preset),
        ("Option", f"{option} ({model.option})" if model.option else "none"),
        (
            "Full simulation",
            f"{subject.run.draws_used:,} draws, seed {sampling.seed}, sampler {sampling.sampler}; its results are "
            "pasted on Results beside the live ones.",
        ),
        (
            "Live trials",
            f"{subject.trials:,}: the first of each replicate of the same sampling at that number",
        ),
        ("To repeat it", _repeat(subject)),
    )


def _repeat(subject: Subject) -> str:
    if not subject.estimate_text:
        return "The case, seed, draws and sampler above give the same numbers bit by bit."
    return (
        "Copy the lines at the foot of this sheet, which are not printed, into a file, say acme.toml, and run it: "
        "roi run acme.toml"
    )


def _section(page: Page, row: int, title: str, entries: Entries) -> int:
    row += 1
    page.text(row, TOPIC, title, style="section")
    page.blank(row, TEXT, "section")
    for topic, text in entries:
        row += 1
        page.text(row, TOPIC, topic, style="label_wrap")
        page.text(row, TEXT, text, style="text_wrap")
        page.height(row, height_of([(topic, WIDTHS[TOPIC]), (text, WIDTHS[TEXT])]))
    return row + 1


def _looks(page: Page, row: int) -> int:
    """A sample of each look beside what it means."""
    row -= 1
    for look, meaning in _LOOKS:
        row += 1
        page.put(row, TOPIC, 1234.5, style=f"{look if look != 'input' else 'sample'} number")
        page.text(row, TEXT, meaning, style="text_wrap")
    return row + 1


def _estimate(page: Page, row: int, text: str) -> None:
    page.text(row, TOPIC, "Estimate file", style="section")
    page.blank(row, TEXT, "section")
    for number, line in enumerate(text.splitlines(), start=1):
        page.put(row + number, TOPIC, number, style="stored", form="0")
        page.text(row + number, TEXT, line, style="label")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
