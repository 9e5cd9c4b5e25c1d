"""What the charts and tables of Summary are made of, beside the printed page: waterfall, labels, look-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exports.voice.facts import provenance
from exports.workbook.coordinates import letters
from exports.workbook.inputs.columns import IS_CHANGED
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Cells, Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.results.places import ResultsPlaces
from exports.workbook.writer.book import Page, Value
from exports.workbook.writer.live import STEPS, Live, fixed, minus, signed, words
from roi.case import COST_CLASSES
from roi.model import ModelInput
from roi.sim.cuts import HEADLINE

FIRST_COL = 11  # K: A to H are printed
BIN_LABELS, MONTH_LABELS = 5, 6  # every so many bins or months have a label
_PUBLISHER = 20  # letters of a publisher's name
_UNSOURCED = {"judgement": "our judgement", "implied": "worked out", "report": "the report"}
_MOST_BENEFITS = 5  # bars of benefits, above that by kind
STEP_HEADINGS = (
    "Step", "Value", "From", "To", "Hidden base", "Benefit", "Benefit below 0", "Cost", "Cost below 0",
    "Net present value", "NPV below 0",
)  # fmt: skip
(LABEL, VALUE, FROM, TO, BASE, GAIN, GAIN_BELOW, LOSS, LOSS_BELOW, NET, NET_BELOW) = range(11)


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


# Waterfall -------------------------------------------------------------------------------------


def waterfall_steps(work: Workings) -> Mapping[int, str]:
    """Rows from the benefits over the costs by class to the net present value; ranges by column.

    A bar from a to b is drawn as a part above zero and one below, on a hidden base up to the nearer end.
    """
    page, live = work.page, work.live
    work.heading(*STEP_HEADINGS)
    first, end = work.row + 1, 0.0
    for label, formula in _steps(work):
        work.row += 1
        page.text(work.row, FIRST_COL, label)
        value = _sum(live, formula)
        page.put(work.row, FIRST_COL + VALUE, f"={_text(formula)}", value=value, style="link money")
        start = _chained(work, first, end)
        end = start + value
        to = f"={_here(work, FROM)}+{_here(work, VALUE)}"
        page.put(work.row, FIRST_COL + TO, to, value=end, style="formula money")
        _bar(work, start, end, (GAIN, LOSS), value >= 0)
    if work.subject.priced:
        work.row += 1
        npv = live.number("base_npv") or 0.0
        page.text(work.row, FIRST_COL, "Net present value")
        page.put(work.row, FIRST_COL + VALUE, "=base_npv", value=npv, style="link money")
        page.put(work.row, FIRST_COL + FROM, 0, style="constant money")
        page.put(work.row, FIRST_COL + TO, f"={_here(work, VALUE)}", value=npv, style="formula money")
        _bar(work, 0.0, npv, (NET,), True)
    return {column: work.column(column, first, work.row) for column in range(len(STEP_HEADINGS))}


def _chained(work: Workings, first: int, end: float) -> float:
    page, col = work.page, FIRST_COL + FROM
    if work.row == first:
        page.put(work.row, col, 0, style="constant money")
        return 0.0
    page.put(work.row, col, f"={letters(FIRST_COL + TO)}{work.row - 1}", value=end, style="formula money")
    return end


def _bar(work: Workings, start: float, end: float, kinds: tuple[int, ...], gain: bool) -> None:
    page, row = work.page, work.row
    a, b = _here(work, FROM), _here(work, TO)
    low, high = min(start, end), max(start, end)
    base = f"=MAX(MIN({a},{b}),0)+MIN(MAX({a},{b}),0)"
    page.put(row, FIRST_COL + BASE, base, value=max(low, 0.0) + min(high, 0.0), style="formula money")
    above, below = max(high, 0.0) - max(low, 0.0), min(low, 0.0) - min(high, 0.0)
    up, down = f"(MAX({a},{b},0)-MAX(MIN({a},{b}),0))", f"(MIN({a},{b},0)-MIN(MAX({a},{b}),0))"
    for kind in (GAIN, LOSS, NET):
        shown = kind in kinds and (kind == NET or gain == (kind == GAIN))
        sign = {GAIN: f"*({_here(work, VALUE)}>=0)", LOSS: f"*({_here(work, VALUE)}<0)", NET: ""}[kind]
        for offset, text, value in ((0, up, above), (1, down, below)):
            if kind in kinds:
                page.put(
                    row,
                    FIRST_COL + kind + offset,
                    f"={text}{sign}",
                    value=value * shown,
                    style="formula money",
                )
            else:
                page.put(row, FIRST_COL + kind + offset, 0, style="stored money")


def _here(work: Workings, column: int) -> str:
    return f"{letters(FIRST_COL + column)}{work.row}"


Terms = list[tuple[int, str]]  # (sign, cell)


def _steps(work: Workings) -> Iterator[tuple[str, Terms]]:
    """Label and present values of each bar: benefits by line or kind, costs by class."""
    model, table = work.subject.model, work.model.table
    benefits = [line for line in model.lines if HEADLINE.counts(line)]
    cells = {
        line.id: table.line_cell(line.id, table.present_value)
        for line in model.lines
        if line.id in table.lines
    }
    if len(benefits) <= _MOST_BENEFITS:
        yield from ((line.spec.label, [(1, cells[line.id])]) for line in benefits)
    else:
        for kind in HEADLINE.kinds:
            members: Terms = [(1, cells[line.id]) for line in benefits if line.spec.kind == kind]
            if members:
                yield f"{kind.capitalize()} benefits", members
    for name in COST_CLASSES:
        costs: Terms = [(-1, cells[line.id]) for line in model.lines if line.spec.cost_class == name]
        if costs and name not in model.unstated:
            yield name.capitalize(), costs


def _text(terms: Terms) -> str:
    return "".join(
        f"{'+' if sign > 0 and place else '-' if sign < 0 else ''}{cell}"
        for place, (sign, cell) in enumerate(terms)
    )


def _sum(live: Live, terms: Terms) -> float:
    return sum(sign * (live.number(cell) or 0.0) for sign, cell in terms) + 0.0


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
        said = value_in_words(work, item)
        source = short_source(work.subject, item)
        page.text(work.row, FIRST_COL, item.spec.label)
        page.put(work.row, FIRST_COL + 1, f"={said[0]}", value=said[1], style="link")
        place = work.inputs.rows[item.id]
        page.put(work.row, FIRST_COL + 2, f"={place.grade}", value=item.spec.grade, style="link")
        text = f'=IF({place.changed}="{IS_CHANGED}","no source",{words(source).formula})'
        page.put(work.row, FIRST_COL + 3, text, value=source, style="link")
        rows.append((said[1], item.spec.grade, source))
    columns = tuple(work.column(place, first, work.row) for place in (1, 2, 3))
    return Lookup((columns[0], columns[1], columns[2]), tuple(rows))


def value_in_words(work: Workings, item: ModelInput) -> tuple[str, str]:
    """`35 %`, `10,000 seat`: a formula and its value."""
    code = work.inputs.rows[item.id].number_format
    decimals = len(code.partition(".")[2].rstrip("%"))
    value = work.live.number(f"in_{item.id}") or 0.0
    unit = item.unit.text.removeprefix("%") if item.unit.percent else f" {item.unit.text}"
    unit = "" if unit == " –" else unit
    if item.unit.percent:
        unit = f" %{unit}"
        return f'FIXED(100*in_{item.id},{decimals})&"{unit}"', f"{fixed(100 * value, decimals)}{unit}"
    return f'FIXED(in_{item.id},{decimals})&"{unit}"', f"{fixed(value, decimals)}{unit}"


def short_source(subject: Subject, item: ModelInput) -> str:
    """Publisher and year of the first source, and how many more there are."""
    if item.override is not None and item.override.who is not None:
        return item.override.by or item.override.who
    if not item.spec.source:
        return provenance(item.override) or _UNSOURCED.get(item.spec.grade, "no source")
    first, *more = item.spec.source
    found = subject.model.case.sources.get(first)
    said = first
    if found is not None:
        said = found.title if found.publisher == "not recorded" else found.publisher
    said = said if len(said) <= _PUBLISHER else f"{said[: _PUBLISHER - 1].rstrip()}…"
    said = f"{said} {found.year}" if found is not None and found.year else said
    return f"{said} +{len(more)}" if more else said
