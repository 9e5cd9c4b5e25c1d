"""What the charts and tables of Summary are made of, beside the printed page: waterfall, labels, look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from exports.voice.model_facts import provenance
from exports.voice.wording import grade_word, unsourced
from exports.workbook.coordinates import letters
from exports.workbook.inputs.columns import IS_CHANGED
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Cells, Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.results.places import ResultsPlaces
from exports.workbook.writer.book import Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.live import STEPS, Live, fixed, minus, signed, words
from roi.model import ModelInput
from roi.records import dataclass

FIRST_COL = 11  # K: A to H are printed
BIN_LABELS, MONTH_LABELS = 5, 6  # every so many bins or months have a label
_PUBLISHER = 20  # letters of a publisher's name
_EACH_YEAR = "drawn each year"  # what is in use of the luck of years


@dataclass(slots=True)
class Workings:
    """The block of workings while it grows: blocks beneath each other, from the top of the page.

    `ratios`: the cells of conversions that Inputs does not have.
    """

    page: Page
    live: Live
    subject: Subject
    inputs: InputsPlaces
    model: ModelPlaces
    results: ResultsPlaces
    ratios: dict[tuple[str, float], str] = field(default_factory=dict)
    row: int = 5

    def heading(self, *titles: str) -> None:
        """A coloured row of headings after an empty one."""
        self.row += 2
        for place, title in enumerate(titles):
            self.page.text(self.row, FIRST_COL + place, title, style="section")

    def column(self, place: int, first: int, last: int) -> str:
        """The range of a column of the block for a chart."""
        return self.page.span(first, FIRST_COL + place, last, FIRST_COL + place)


def scale_cells(work: Workings, names: Sequence[str]) -> None:
    """The scale of the charts' labels: that of the largest of some figures, whatever it becomes."""
    largest = max(abs(work.live.number(name) or 0.0) for name in names)
    scale, _ = work.live.scaled(largest)
    page, book = work.page, work.page.book
    work.heading("Scale of money beside the axes of charts", "")
    sizes = f"MAX({','.join(f'ABS(N({name}))' for name in names)})"
    steps = "1"
    for step, _ in reversed(STEPS):
        steps = f"IF({letters(FIRST_COL + 1)}{work.row + 1}>={step:.0f},{step:.0f},{steps})"
    for label, formula, value in (("Largest figure", sizes, largest), ("Divide by", steps, scale)):
        work.row += 1
        page.text(work.row, FIRST_COL, label)
        page.put(work.row, FIRST_COL + 1, f"={formula}", value=value, style="formula")
    book.define("say_scale", page, work.row, FIRST_COL + 1)


@dataclass(slots=True)
class InWords:
    """Rows in which figures become words: the figure, by what it is divided, decimals, suffix, text."""

    page: Page
    col: int
    row: int

    def head(self) -> None:
        """The headings of the five columns."""
        for place, title in enumerate(("Money in words", "Divide by", "Decimals", "Suffix", "In words")):
            self.page.text(self.row, self.col + place, title, style="section")

    def put(self, place: int, formula: str, value: Value, *, new_row: bool = False) -> str:
        """See `exports.workbook.writer.live.Room`."""
        self.row += new_row
        style = "said" if isinstance(value, str) else "formula"
        self.page.put(self.row, self.col + place, f"={formula}", value=value, style=style)
        return f"${letters(self.col + place)}${self.row}"


def constant(work: Workings, label: str, value: float) -> str:
    """The cell of a conversion ratio: on Inputs, or one of its own here."""
    ratio = (label, value)
    if ratio in work.inputs.constants:
        return work.inputs.constants[ratio]
    if ratio not in work.ratios:
        work.row += 1
        work.page.text(work.row, FIRST_COL, label)
        work.page.put(work.row, FIRST_COL + 1, value, style="constant")
        work.ratios[ratio] = work.page.at(work.row, FIRST_COL + 1)
    return work.ratios[ratio]


# Labels of axes --------------------------------------------------------------------------------


def sparse_labels(
    work: Workings, title: str, cells: Cells, every: int, *, first: int = 0, money: bool
) -> str:
    """Labels of a few categories only, so that both programs leave them where they stand."""
    page, live = work.page, work.live
    work.heading(title)
    top = work.row + 1
    source = [
        f"{cells.page}!${letters(col)}${row}"
        for row in range(cells.row, cells.row2 + 1)
        for col in range(cells.col, cells.col2 + 1)
    ]
    spread = max((abs(live.number(cell) or 0.0) for cell in source), default=0.0)
    decimals = 0 if spread >= 10 * live.scale else 1
    for place, cell in enumerate(source):
        work.row += 1
        if place % every != first:
            page.text(work.row, FIRST_COL, "")
            continue
        number = live.number(cell) or 0.0
        text, value = f"=FIXED({cell},0)", fixed(number, 0)
        if money:
            text = f"={minus(f'FIXED({cell}/say_scale,{decimals})')}"
            value = signed(number / live.scale, decimals)
        page.put(work.row, FIRST_COL, text, value=value, style="said")
    return work.column(0, top, work.row)


# Assumptions -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lookup:
    """Ranges of a list of inputs: value in words, grade, source; and what they hold now, an input a row.

    By place, never by label: two inputs may have the same.
    """

    columns: tuple[str, str, str]
    rows: Sequence[tuple[str, str, str]]


def lookup(work: Workings, inputs: Sequence[ModelInput]) -> Lookup:
    """What Summary says of each input."""
    page = work.page
    work.heading("Input", "In use", "Grade", "Source")
    first = work.row + 1
    rows: list[tuple[str, str, str]] = []
    for item in inputs:
        work.row += 1
        in_words = value_in_words(work, item)
        source = short_source(work.subject, item)
        page.text(work.row, FIRST_COL, item.spec.label)
        page.put(work.row, FIRST_COL + 1, f"={in_words[0]}", value=in_words[1], style="link")
        place = work.inputs.rows[item.id]
        page.put(work.row, FIRST_COL + 2, f"={place.grade}", value=grade_word(item.spec.grade), style="link")
        text = f'=IF({place.changed}="{IS_CHANGED}","no source",{words(source).formula})'
        page.put(work.row, FIRST_COL + 3, text, value=source, style="link")
        rows.append((in_words[1], grade_word(item.spec.grade), source))
    columns = tuple(work.column(place, first, work.row) for place in (1, 2, 3))
    return Lookup((columns[0], columns[1], columns[2]), tuple(rows))


def value_in_words(work: Workings, item: ModelInput) -> tuple[str, str]:
    """`35 %`, `10,000 seat`: a formula and its value."""
    if item.luck_of:
        return f'"{_EACH_YEAR}"', _EACH_YEAR
    code = work.inputs.rows[item.id].number_format
    decimals = len(code.partition(".")[2].rstrip("%"))
    value = work.live.number(f"in_{item.id}") or 0.0
    unit = item.unit.text.removeprefix("%") if item.unit.percent else f" {item.unit.text}"
    unit = "" if unit == " –" else unit
    if item.unit.percent:
        unit = f" %{unit}"
        number = minus(f"FIXED(100*in_{item.id},{decimals})")
        return f'{number}&"{unit}"', f"{signed(100 * value, decimals)}{unit}"
    return f'{minus(f"FIXED(in_{item.id},{decimals})")}&"{unit}"', f"{signed(value, decimals)}{unit}"


def _unsourced(grade: str) -> str:
    return "our judgement" if grade == "judgement" else unsourced(grade)


def short_source(subject: Subject, item: ModelInput) -> str:
    """Publisher and year of the first source, and how many more there are."""
    if item.override is not None and item.override.who is not None:
        return item.override.by or item.override.who
    if not item.spec.source:
        return provenance(item.override) or _unsourced(item.spec.grade)
    first, *more = item.spec.source
    value = subject.model.case.sources.get(first)
    text = first
    if value is not None:
        text = value.title if value.publisher == "not recorded" else value.publisher
    text = text if len(text) <= _PUBLISHER else f"{text[: _PUBLISHER - 1].rstrip()}…"
    text = f"{text} {value.year}" if value is not None and value.year else text
    return f"{text} +{len(more)}" if more else text
