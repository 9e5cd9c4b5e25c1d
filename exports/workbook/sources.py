"""The Sources sheet: every figure of the case with where it comes from, a row a figure and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exports.voice.model_facts import provenance
from exports.voice.wording import grade_word
from exports.workbook.coordinates import letters
from exports.workbook.inputs.attribution import CHANGED_SOURCE
from exports.workbook.inputs.columns import IS_CHANGED
from exports.workbook.inputs.places import InputPlace, InputsPlaces
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from exports.workbook.writer.live import words
from exports.workbook.writer.styles import CAUTION, marked, number_format
from exports.workbook.writer.text import height_of
from roi.case import Source
from roi.model import Model, ModelInput
from roi.records import dataclass

TITLE = "Sources"
HEADINGS: Mapping[str, float] = {
    "Kind": 7, "Figure": 42, "Value": 16, "Unit": 17, "Grade": 13, "Title": 56, "Publisher": 24, "Year": 7,
    "Read on": 11, "Seen": 10, "Address (text)": 60, "Remark": 100,
}  # fmt: skip
HEAD_ROW = 6
(KIND, FIGURE, VALUE, UNIT, GRADE, SOURCE, PUBLISHER, YEAR, READ, SEEN, ADDRESS, REMARK) = range(1, 13)
NO_SOURCE = "no source recorded"
_SAID_BY_FORMAT = ("%", "–")  # units that the number itself shows


@dataclass(frozen=True, slots=True)
class _Figure:
    """A row before its source: `formula` is live, `value` what it is worth.

    `place` is the row of Inputs, whose grade and source follow who changed it there.
    """

    kind: str
    label: str
    unit: str
    grade: str
    sources: tuple[str, ...]
    remark: str
    formula: str = ""
    value: float | None = None
    form: str = "General"
    place: InputPlace | None = None
    named: str = ""  # on whose word it is, where no source of the case is named


def write_sources(book: Book, page: Page, subject: Subject, inputs: InputsPlaces) -> None:
    """Write the page: inputs first, then rates, claims and risks; addresses are plain text, never links."""
    model = subject.model
    page.head("Sources", "Every figure, and whose word it is")
    page.text(
        HEAD_ROW - 2,
        VALUE,
        "Seen: whether the page itself was read, or one that quotes it. Addresses and remarks stand to the right "
        "and do not print; Inputs prints its notes.",
        style="note",
    )
    page.widths(dict(enumerate(HEADINGS.values(), start=1)))
    headings(page, HEAD_ROW, dict(enumerate(HEADINGS, start=1)), right=(VALUE, YEAR))
    row = HEAD_ROW
    for figure in _figures(model, inputs):
        for place, name in enumerate(figure.sources or (figure.named,)):
            row += 1
            _row(page, row, figure, model.case.sources.get(name), name, first=place == 0)
    last = letters(len(HEADINGS))
    page.worksheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{row}"
    page.freeze(HEAD_ROW + 1, VALUE)
    page.print_setup(f"A1:{letters(SEEN)}{row}", rows=(HEAD_ROW, HEAD_ROW))


def _figures(model: Model, inputs: InputsPlaces) -> Iterator[_Figure]:
    for item in model.inputs:
        yield _input(item, inputs.rows[item.id])
    for code, rate in model.case.rates.items():
        per = f"{model.case.header.currency}/{code}"
        yield _Figure(
            "rate", f"Worth of one {code}", per, "", (rate.source,), f"of {rate.date}", "", rate.value
        )
    for claim in model.case.claims:
        unit = model.units.declared(claim.unit)
        stated = None if claim.stated is None else claim.stated * unit.scale
        form = number_format(unit, [] if stated is None else [stated])
        text = "" if stated is None else claim.unit
        yield _Figure("claim", claim.text, text, "report", (claim.source,), "", "", stated, form)
        for name, given in claim.given.items():
            label, number = f"{name.replace('_', ' ')} (of the claim above)", _number(given.value)
            written = given.value.replace("_", ",")
            declared = model.units.declared(given.unit)
            value = None if number is None else number * declared.scale
            form = number_format(declared, [] if value is None else [value])
            remark = _joined("" if number is not None else written, given.note)
            yield _Figure("given", label, given.unit, "", given.source, remark, "", value, form)
    for risk in model.risks:
        yield _Figure("risk", risk.text, "", "", risk.source, "Listed, not priced.")


def _joined(*parts: str) -> str:
    """Sentences one after the other, each with its end."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _number(text: str) -> float | None:
    """The number of a text that is one; a distribution is shown as it is written."""
    try:
        return float(text)
    except ValueError:
        return None


def _input(item: ModelInput, place: InputPlace) -> _Figure:
    spec = item.spec
    return _Figure(
        kind="input", label=spec.label, unit=item.unit.text, grade=grade_word(spec.grade), sources=spec.source,
        remark=spec.note, formula=f"=in_{item.id}", value=item.likely, form=place.number_format,
        place=place, named=provenance(item.override),
    )  # fmt: skip


def _attributed(page: Page, row: int, figure: _Figure, title: str) -> None:
    """Grade and title of the source; of an input that a reader changed they are no longer those of its number."""
    if figure.place is None:
        page.text(row, GRADE, figure.grade, style="text_top")
        page.text(row, SOURCE, title, style="text_wrap")
        return
    changed = f'{figure.place.changed}="{IS_CHANGED}"'
    page.put(row, GRADE, f"={figure.place.grade}", value=figure.grade, style="text_top")
    text = f"=IF({changed},{words(_once_changed(title)).formula},{words(title).formula})"
    page.put(row, SOURCE, text, value=title, style="text_wrap")
    marked(page.worksheet, f"A{row}:{letters(REMARK)}{row}", changed, CAUTION)


def _once_changed(title: str) -> str:
    """What stands in place of a source once a reader changed the value."""
    return CHANGED_SOURCE if title == NO_SOURCE else f"{CHANGED_SOURCE}; at export: {title}"


def _row(page: Page, row: int, figure: _Figure, source: Source | None, named: str, *, first: bool) -> None:
    page.text(row, KIND, figure.kind, style="text_top")
    page.text(row, FIGURE, figure.label, style="text_wrap")
    if figure.formula and figure.value is not None:
        page.put(row, VALUE, figure.formula, value=figure.value, style="link_top", form=figure.form)
    elif figure.value is not None:
        page.put(row, VALUE, figure.value, style="constant_top", form=figure.form)
    page.text(row, UNIT, "" if figure.unit in _SAID_BY_FORMAT else figure.unit, style="source")
    # A source that the case does not describe is said in its own words: a person and a date.
    title = source.title if source is not None else named or NO_SOURCE
    _attributed(page, row, figure, title)
    page.text(row, PUBLISHER, source.publisher if source is not None else "", style="text_wrap")
    if source is not None:
        if source.year is not None:
            page.put(row, YEAR, source.year, style="text_top", form="0")
        page.put(row, READ, source.date, style="text_centre_top", form="yyyy-mm-dd")
        page.text(row, SEEN, source.seen, style="text_top")
        page.text(row, ADDRESS, source.url or "not recorded", style="source")
    remark = _joined(figure.remark if first else "", source.note if source else "")
    page.text(row, REMARK, remark, style="source")
    widths = list(HEADINGS.values())
    texts = [
        (figure.label, widths[FIGURE - 1]),
        (_once_changed(title) if figure.place is not None else title, widths[SOURCE - 1]),
        (remark, widths[REMARK - 1] * 1.1),
    ]
    if source is not None:
        # An address has no spaces to break at.
        texts += [(source.publisher, widths[PUBLISHER - 1]), (source.url, widths[ADDRESS - 1])]
    page.height(row, height_of(texts))
