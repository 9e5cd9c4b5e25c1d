"""Realised to date and at completion, a line each, and the net present value that comes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from exports.workbook.coordinates import letters
from exports.workbook.realised import places as at
from exports.workbook.realised.net import last_formula, last_realised
from exports.workbook.realised.places import Block, Sheet
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import bar
from exports.workbook.writer.text import height_of
from roi.text import one_line

_HEADS = {
    at.LABEL: "So far and at completion", at.P10: "Estimate P10", at.P50: "Estimate P50", at.P90: "Estimate P90",
    at.EXPECTED: "Estimate, expected", at.ACTUAL: "Realised to date", at.ORIGIN: "Who answers for it",
    at.TAKEN: "At completion", at.VARIANCE: "Variance to date", at.WORTH_EXPECTED: "Expected, worth today",
    at.WORTH: "At completion, worth today", at.OPEN: "Months in",
}  # fmt: skip
_SUMMED = (at.EXPECTED, at.ACTUAL, at.TAKEN, at.VARIANCE, at.WORTH_EXPECTED, at.WORTH)


def write_head(sheet: Sheet) -> None:
    """A row a line, then the sums, in the rows above the chart."""
    page, row = sheet.page, at.HEAD_FIRST
    at.write_headings(page, row, _HEADS)
    rows: dict[str, list[int]] = {"benefit": [], "cost": [], "": []}
    for block in sheet.blocks:
        row += 1
        _line(sheet, row, block)
        kind = "" if not block.each.counts else "benefit" if block.each.benefit else "cost"
        rows[kind].append(row)
    totals: list[tuple[int, int]] = []
    for label, kind, sign in (("Benefits", "benefit", 1), ("Costs", "cost", -1)):
        row += 1
        if rows[kind]:
            _total(sheet, row, label, [(1, each) for each in rows[kind]])
            totals.append((sign, row))
    row += 1
    _total(sheet, row, "Net" if sheet.priced else "Net of the costs that are stated", totals, bands=True)
    page.book.define("realised_net", page, row, at.TAKEN)
    page.book.define("realised_expected", page, row, at.WORTH_EXPECTED)
    _conclusion(sheet, row)


def _line(sheet: Sheet, row: int, block: Block) -> None:
    page, each = sheet.page, block.each
    label = each.line.spec.label if each.counts else f"{each.line.spec.label} (shown, not added)"
    page.text(row, at.LABEL, label, style="label_fit")
    page.height(row, max(15.0, height_of([(label, at.WIDTHS[at.LABEL])])))
    bands = ((at.P10, each.total.p10), (at.P50, each.total.p50), (at.P90, each.total.p90))
    for col, value in bands:
        page.put(row, col, value, style="stored money")
    page.text(
        row, at.ORIGIN, one_line(", ".join(filter(None, (each.owner, each.account)))), style="note_side"
    )
    values = {col: _numbers(sheet, block, col) for col in range(at.P10, at.OPEN + 1)}
    seen = [value is not None for value in values[at.ACTUAL]]

    def put(col: int, formula: str, value: float, style: str = "formula money") -> None:
        page.put(row, col, f"={formula}", value=value, style=style)

    for col in (at.EXPECTED, at.ACTUAL, at.TAKEN, at.VARIANCE, at.WORTH_EXPECTED, at.WORTH):
        put(col, f"SUM({block.column(col)})", math.fsum(x for x in values[col] if x is not None))
    put(at.OPEN, f"COUNT({block.column(at.ACTUAL)})", float(sum(seen)), "formula integer")


def _numbers(sheet: Sheet, block: Block, col: int) -> list[float | None]:
    cells = (f"{at.TITLE}!{letters(col)}{row}" for row in range(block.first, block.last + 1))
    values: Sequence[Value] = [sheet.page.book.value(cell) for cell in cells]
    return [None if isinstance(value, str) else float(value) for value in values]


def _total(
    sheet: Sheet, row: int, label: str, parts: Sequence[tuple[int, int]], *, bands: bool = False
) -> None:
    """The sum of rows, each with its sign; P10, P50 and P90 of the net are those of its last month."""
    page = sheet.page
    bar(page, row, at.MONTH, at.LAST, style="total")
    page.text(row, at.LABEL, label, style="label_bold")
    for col in _SUMMED:
        terms = "".join(f"{'+' if sign > 0 else '-'}{letters(col)}{each}" for sign, each in parts)
        value = math.fsum(
            sign * float(page.book.value(f"{at.TITLE}!{letters(col)}{each}")) for sign, each in parts
        )
        page.put(row, col, f"={terms.removeprefix('+') or '0'}", value=value, style="total money")
    if bands:
        running = sheet.plan.running
        for col, values in ((at.P10, running.p10), (at.P50, running.p50), (at.P90, running.p90)):
            page.put(row, col, values[-1], style="stored_total money")


def _conclusion(sheet: Sheet, net: int) -> None:
    """The net present value at completion beside that of the estimate, and up to which month all is in."""
    page, book, row = sheet.page, sheet.page.book, net + 1
    last = last_realised(sheet)
    page.text(row + 1, at.LABEL, "All figures are in up to month", style="label")
    page.put(
        row + 1,
        at.P10,
        f"={last_formula(sheet)}",
        value=float(last),
        style="formula month",
        form='0;"none";0',
    )
    book.define("realised_last", page, row + 1, at.P10)
    page.text(row, at.LABEL, "Net present value at completion", style="label_bold")
    if not sheet.priced:
        page.text(row, at.P10, "undefined", style="note")
        return
    worth, sold = (f"{letters(col)}{net}" for col in (at.WORTH, at.WORTH_EXPECTED))

    def value(cell: str) -> float:
        return float(book.value(f"{at.TITLE}!{cell}"))

    put: Callable[[int, str, float], object] = lambda col, formula, now: page.put(  # noqa: E731
        row, col, formula, value=now, style="result money"
    )
    put(at.P10, f"={worth}", value(worth))
    book.define("realised_npv", page, row, at.P10)
    page.text(row, at.P50, "expected:", style="figure_side")
    put(at.P90, f"={sold}", value(sold))
    page.text(row, at.EXPECTED, "difference:", style="figure_side")
    put(at.ACTUAL, f"={worth}-{sold}", value(worth) - value(sold))
