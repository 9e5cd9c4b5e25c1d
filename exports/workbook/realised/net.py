"""Running net by month, as sold and as it stands, and the points of its chart."""

from __future__ import annotations

from itertools import accumulate

from exports.workbook.coordinates import letters
from exports.workbook.realised import places as at
from exports.workbook.realised.places import Sheet, month_label
from exports.workbook.writer.charts import GAIN, NET, Axis, ChartLine, lines
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import LINE as GREY_LINE

_HEADS = {
    at.LABEL: "Net by month", at.P10: "Running P10", at.P50: "Running P50", at.P90: "Running P90",
    at.EXPECTED: "Running, expected", at.ACTUAL: "Actual of the month",
    at.TAKEN: "Realised or forecast",
    at.VARIANCE: "Running", at.WORTH_EXPECTED: "Discount factor", at.WORTH: "Open so far", at.OPEN: "Open",
}  # fmt: skip
_POINTS = {at.POINT_X: "Point, month", at.POINT_Y: "Point, net"}


def write_net(sheet: Sheet) -> None:
    """The months in their rows, from what the blocks hold."""
    page, horizon = sheet.page, sheet.model.horizon
    first, _ = sheet.net
    at.write_headings(page, first - 1, _HEADS)
    headings(page, first - 1, _POINTS, right=_POINTS)
    expected, taken, actual, due = (
        _by_month(sheet, col) for col in (at.EXPECTED, at.TAKEN, at.ACTUAL, at.OPEN)
    )
    last = last_realised(sheet)
    running, sold = list(accumulate(taken)), list(accumulate(expected))
    bands = (
        (at.P10, sheet.plan.running.p10),
        (at.P50, sheet.plan.running.p50),
        (at.P90, sheet.plan.running.p90),
    )
    for month in range(horizon + 1):
        row = first + month
        page.put(row, at.MONTH, month, style="stored month")
        page.text(row, at.LABEL, month_label(month, sheet.model.case.header.start))
        for col, values in bands:
            page.put(row, col, values[month], style="stored money")
        page.put(row, at.WORTH_EXPECTED, sheet.plan.factors[month], style="stored factor")
        _sum(sheet, row, at.EXPECTED, at.EXPECTED, sold[month], above=month > 0)
        _sum(sheet, row, at.ACTUAL, at.ACTUAL, actual[month])
        _sum(sheet, row, at.TAKEN, at.TAKEN, taken[month])
        above = f"{letters(at.VARIANCE)}{row - 1}+" if month else ""
        page.put(
            row, at.VARIANCE, f"={above}{letters(at.TAKEN)}{row}", value=running[month], style="formula money"
        )
        if month == horizon:
            page.book.define("realised_running", page, row, at.VARIANCE)
        _open(sheet, row, due, month)
        cell = f"{letters(at.MONTH)}{row}"
        x = max(0, min(month, last))
        page.put(row, at.POINT_X, f"=MAX(0,MIN({cell},realised_last))", value=float(x), style="formula month")
        y = 0.0 if last < 0 else running[x]
        point = f"=IF(realised_last<0,0,INDEX({sheet.net_column(at.VARIANCE)},{letters(at.POINT_X)}{row}+1))"
        page.put(row, at.POINT_Y, point, value=y, style="formula money")


def _open(sheet: Sheet, row: int, due: list[float], month: int) -> None:
    """How many figures of the month are expected and not in, and of all months so far."""
    page, here = sheet.page, letters(at.OPEN)
    key = f"{letters(at.MONTH)}{row}"
    formula = "+".join(_sumif(rows, key, at.OPEN) for _, rows in sheet.kinds())
    page.put(row, at.OPEN, f"={formula or 0}", value=due[month], style="formula integer")
    above = f"{letters(at.WORTH)}{row - 1}+" if month else ""
    page.put(row, at.WORTH, f"={above}{here}{row}", value=sum(due[: month + 1]), style="formula integer")


def _sum(sheet: Sheet, row: int, col: int, of: int, value: float, *, above: bool = False) -> None:
    key = f"{letters(at.MONTH)}{row}"
    terms = "".join(f"{sign}{_sumif(rows, key, of)}" for sign, rows in sheet.kinds()).removeprefix("+")
    before = f"{letters(col)}{row - 1}+" if above else ""
    sheet.page.put(row, col, f"={before}{terms or 0}", value=value, style="formula money")


def _sumif(rows: tuple[int, int], key: str, col: int) -> str:
    months, values = (f"${letters(c)}${rows[0]}:${letters(c)}${rows[1]}" for c in (at.MONTH, col))
    return f"SUMIF({months},{key},{values})"


def _by_month(sheet: Sheet, col: int) -> list[float]:
    """The net of a column by month as of export: benefits less costs; of what is open the number."""
    values = [0.0] * (sheet.model.horizon + 1)
    for block in sheet.blocks:
        if block.each.counts:
            sign = 1.0 if block.each.benefit or col == at.OPEN else -1.0
            for row, month in enumerate(block.each.months, start=block.first):
                value = sheet.page.book.value(f"{at.TITLE}!{letters(col)}{row}")
                values[month] += 0.0 if isinstance(value, str) else sign * float(value)
    return values


def last_formula(sheet: Sheet) -> str:
    """The last month up to which nothing is open and something came in; −1 where there is none."""
    closed = f"COUNTIF({sheet.net_column(at.WORTH)},0)-1"
    ends = [
        f"SUMPRODUCT(MAX(ISNUMBER({block.column(at.ACTUAL)})*({block.column(at.MONTH)}+1)))-1"
        for block in sheet.blocks
        if block.each.counts
    ]
    return f"MAX(-1,MIN({closed},MAX({','.join(ends or ['-1'])})))"


def last_realised(sheet: Sheet) -> int:
    """The same as of export."""
    due = _by_month(sheet, at.OPEN)
    closed = next((month for month, count in enumerate(accumulate(due)) if count), len(due)) - 1
    seen = [
        month
        for block in sheet.blocks
        if block.each.counts
        for row, month in enumerate(block.each.months, start=block.first)
        if isinstance(sheet.page.book.value(f"{at.TITLE}!{letters(at.ACTUAL)}{row}"), int | float)
    ]
    return max(-1, min(closed, max(seen, default=-1)))


def write_chart(sheet: Sheet, anchor: str, size: tuple[float, float]) -> None:
    """The band of the estimate as lines, and the months that are realised as points."""

    def drawn(title: str, col: int, colour: str) -> ChartLine:
        return ChartLine(title, ref(at.MONTH), ref(col), colour, "none")

    def ref(col: int) -> str:
        return f"{at.TITLE}!{sheet.net_column(col)}"

    currency = sheet.model.currency
    series = (
        drawn("Estimate P10", at.P10, GREY_LINE),
        drawn("Estimate P50", at.P50, GAIN),
        drawn("Estimate P90", at.P90, GREY_LINE),
        drawn("Realised or forecast", at.VARIANCE, NET),
        ChartLine("Realised", ref(at.POINT_X), ref(at.POINT_Y), NET, joined=False, mark="circle"),
    )
    money = '#,##0;"−"#,##0;0'
    made = lines(f"Running net, {currency}, undiscounted", series, Axis("Month", "0"), Axis("", money), size)
    alt = (
        "Running net by month: P10, P50 and P90 of the estimate as lines, the months that are realised as points, "
        "and what is realised or forecast as a line."
    )
    sheet.page.chart(made, anchor, alt)
