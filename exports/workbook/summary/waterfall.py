"""What the waterfall of Summary is drawn from: a row a bar, from the benefits over the costs to what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exports.voice.steps import NET as NET_LABEL
from exports.voice.steps import waterfall_parts
from exports.workbook.coordinates import letters
from exports.workbook.summary.workings import FIRST_COL, Workings
from exports.workbook.writer.live import Live

STEP_HEADINGS = (
    "Step", "Value", "From", "To", "Hidden base", "Benefit", "Benefit below 0", "Cost", "Cost below 0",
    "Net present value", "NPV below 0",
)  # fmt: skip
(LABEL, VALUE, FROM, TO, BASE, GAIN, GAIN_BELOW, LOSS, LOSS_BELOW, NET, NET_BELOW) = range(11)


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
        page.text(work.row, FIRST_COL, NET_LABEL)
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
    table = work.model.table
    for part in waterfall_parts(work.subject.model):
        cells = (table.line_cell(line.id, table.present_value) for line in part.lines)
        yield part.label, [(part.sign, cell) for cell in cells]


def _text(terms: Terms) -> str:
    return "".join(
        f"{'+' if sign > 0 and place else '-' if sign < 0 else ''}{cell}"
        for place, (sign, cell) in enumerate(terms)
    )


def _sum(live: Live, terms: Terms) -> float:
    return sum(sign * (live.number(cell) or 0.0) for sign, cell in terms) + 0.0
