"""What was paid of each benefit and cost by month: the estimate, a cream cell for the actual, what is taken."""

from __future__ import annotations

from collections.abc import Sequence

from exports.workbook.coordinates import letters
from exports.workbook.layout import ACTUALS, AS_OBSERVED, ORIGINS
from exports.workbook.realised import places as at
from exports.workbook.realised.places import Block, Sheet, month_label
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import bar
from exports.workbook.writer.setup import validation
from exports.workbook.writer.text import height_of
from roi.observed.realisation import PlannedLine
from roi.observed.realised import Realised
from roi.text import one_line

_HEADS = {
    at.LABEL: "Month", at.P10: "Estimate P10", at.P50: "Estimate P50", at.P90: "Estimate P90",
    at.EXPECTED: "Estimate, expected", at.ACTUAL: "Actual", at.TAKEN: "Realised or forecast",
    at.VARIANCE: "Variance", at.WORTH_EXPECTED: "Expected, worth today", at.WORTH: "Worth today",
    at.OPEN: "Open", at.ORIGIN: "Where from",
}  # fmt: skip


_ROW = 15.0  # points
_PAGE = 46 * _ROW  # that a printed page has beneath the rows it repeats, with some to spare


def write_blocks(sheet: Sheet) -> None:
    """A block a line; in print one that would break begins a page, so that its headings stand above its months."""
    left = _PAGE
    for block in sheet.blocks:
        high = 2 * _ROW + at.HEAD
        high += sum(_height(_origin(block.realised, month)) for month in block.each.months)
        if high > left < _PAGE:
            sheet.page.new_page(block.first - 2)
            left = _PAGE
        left -= high
        _block(sheet, block)


def _block(sheet: Sheet, block: Block) -> None:
    page, each, line = sheet.page, block.each, block.each.line
    title, head = block.first - 2, block.first - 1
    bar(page, title, at.MONTH, at.LAST)
    page.text(title, at.LABEL, line.spec.label, style="section")
    who = ", ".join(part for part in (block.kind, each.owner, each.account) if part)
    page.text(title, at.ACTUAL, who, style="section")
    at.write_headings(page, head, _HEADS)
    for row, month in enumerate(each.months, start=block.first):
        _month(sheet, each, row, month, block.realised)
    page.book.define(f"{ACTUALS}{line.id}", page, block.first, at.ACTUAL, block.last, at.ACTUAL)
    page.book.define(f"{ORIGINS}{line.id}", page, block.first, at.ORIGIN, block.last, at.ORIGIN)
    says = f"{line.spec.label}: what was paid in the month, in {sheet.model.currency}, as a plain number."
    rule = validation(None, None, False, (), says)
    rule.add(block.column(at.ACTUAL).replace("$", ""))
    page.worksheet.add_data_validation(rule)


def _month(sheet: Sheet, each: PlannedLine, row: int, month: int, realised: Realised | None) -> None:
    page = sheet.page
    page.put(row, at.MONTH, month, style="stored month")
    page.text(row, at.LABEL, month_label(month, sheet.model.case.header.start), style="label")
    bands = ((at.P10, each.bands.p10), (at.P50, each.bands.p50), (at.P90, each.bands.p90))
    for col, values in (*bands, (at.EXPECTED, each.mean)):
        page.put(row, col, values[month], style="stored money")
    known = None
    if realised is not None and month in realised.months:
        known = float(realised.amounts[realised.months.index(month)])
        page.put(row, at.ACTUAL, known, style="stored money")
        origin = _origin(realised, month)
        page.text(row, at.ORIGIN, origin, style="note_wrap")
        page.height(row, _height(origin))
    else:
        page.blank(row, at.ACTUAL, "input money")
        page.blank(row, at.ORIGIN, "input_text")
    actual, expected = f"{letters(at.ACTUAL)}{row}", f"{letters(at.EXPECTED)}{row}"
    taken = each.mean[month] if known is None else known
    page.put(
        row, at.TAKEN, f"=IF(ISNUMBER({actual}),{actual},{expected})", value=taken, style="formula money"
    )
    variance: Value = "" if known is None else known - each.mean[month]
    formula = f'=IF(ISNUMBER({actual}),{actual}-{expected},"")'
    page.put(row, at.VARIANCE, formula, value=variance, style="formula money")
    page.put(row, at.WORTH_EXPECTED, each.worth[month], style="stored money")
    factor = f"INDEX({sheet.net_column(at.WORTH_EXPECTED)},{letters(at.MONTH)}{row}+1)"
    worth = each.worth[month] if known is None else known * sheet.plan.factors[month]
    formula = f"=IF(ISNUMBER({actual}),{actual}*{factor},{letters(at.WORTH_EXPECTED)}{row})"
    page.put(row, at.WORTH, formula, value=worth, style="formula money")
    due = int(month in each.moving)
    value = float(0 if known is not None else due)
    page.put(row, at.OPEN, f"=IF(ISNUMBER({actual}),0,{due})", value=value, style="note", form="0;;")


def _height(origin: str) -> float:
    """Of a row of a month, in points."""
    return max(_ROW, height_of([(origin, at.WIDTHS[at.ORIGIN])]))


def _origin(realised: Realised | None, month: int) -> str:
    """Where the figures of a month come from, "" without any; of a sum over several months it is said."""
    if realised is None or month not in realised.months:
        return ""
    texts: Sequence[str] = [
        source for each in realised.figures if month in each.months for source in each.measured.sources
    ]
    named = ", ".join(dict.fromkeys(texts)) or "no source"
    part = ", part of a sum over months" if month in realised.spread else ""
    return f"{AS_OBSERVED}{one_line(named + part, 200)}"
