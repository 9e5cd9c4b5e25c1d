"""Realised on Checks: its sums from the months alone, by another way than the sheet's own formulas take."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from exports.workbook.checks.page import Check, Rounding, agree
from exports.workbook.coordinates import letters
from exports.workbook.realised import places as at
from exports.workbook.realised.places import Sheet
from exports.workbook.writer.cells import Value

_NOTE = "From the months of all lines that count: what was typed, and what is expected of the empty ones."


def checks_of_realised(sheet: Sheet, allowed: Rounding) -> Iterator[Check]:
    """Realised to date, at completion and the variance of what counts; its expectations are the simulation's."""
    book = sheet.page.book
    pairs = [("Realised or forecast: months add up to lines", "realised_running", "realised_net")]
    if sheet.priced and not isinstance(book.value("full_npv_mean"), str):  # a mean that has no value
        pairs.append(("Realised: the expected NPV is that simulated", "realised_expected", "full_npv_mean"))
    for label, this, that in pairs:
        values = (book.value(this), book.value(that))
        yield agree(label, this, that, values, _allowed(that, values[1], allowed))
    sums: list[tuple[str, int, Callable[[tuple[int, int]], str]]] = [
        ("realised to date", at.ACTUAL, lambda rows: f"SUM({_column(at.ACTUAL, rows)})"),
        ("at completion", at.TAKEN, lambda rows: f"{_typed(rows)}+{_empty(at.EXPECTED, rows)}"),
        ("variance to date", at.VARIANCE, lambda rows: f"{_typed(rows)}-{_filled(at.EXPECTED, rows)}"),
    ]
    if sheet.priced:
        sums.append(
            (
                "net present value at completion",
                at.WORTH,
                lambda rows: f"{_worth(sheet, rows)}+{_empty(at.WORTH_EXPECTED, rows)}",
            )
        )
    for what, col, formula in sums:
        terms = [f"{sign}({formula(rows)})" for sign, rows in sheet.kinds()]
        this = "".join(terms).removeprefix("+") or "0"
        there = book.value(f"{at.TITLE}!{letters(col)}{sheet.total}")
        that = f"{at.TITLE}!{letters(col)}{sheet.total}"
        yield agree(
            f"Realised: {what}, from the months", this, that, (_by_month(sheet, col), there),
            _allowed(that, there, allowed), _NOTE,
        )  # fmt: skip


def _allowed(that: str, value: Value, allowed: Rounding) -> Rounding:
    """What rounding may come to where means lie so far beyond the plan that its size says nothing of them."""
    size = 0.0 if isinstance(value, str) else 1e-12 * abs(float(value))
    return (f"1E-12*ABS(N({that}))", size) if size > allowed[1] else allowed


def _column(col: int, rows: tuple[int, int]) -> str:
    return f"{at.TITLE}!${letters(col)}${rows[0]}:${letters(col)}${rows[1]}"


def _typed(rows: tuple[int, int]) -> str:
    return f"SUM({_column(at.ACTUAL, rows)})"


def _filled(col: int, rows: tuple[int, int]) -> str:
    """Of the months that have a figure; with a comma, since headings between blocks are no numbers."""
    return f"SUMPRODUCT(ISNUMBER({_column(at.ACTUAL, rows)})*1,{_column(col, rows)})"


def _empty(col: int, rows: tuple[int, int]) -> str:
    return f"SUM({_column(col, rows)})-{_filled(col, rows)}"


def _worth(sheet: Sheet, rows: tuple[int, int]) -> str:
    """What was typed, each at the discount factor of its month."""
    months, factors = (_column(col, sheet.net) for col in (at.MONTH, at.WORTH_EXPECTED))
    return f"SUMPRODUCT({_column(at.ACTUAL, rows)},SUMIF({months},{_column(at.MONTH, rows)},{factors}))"


def _by_month(sheet: Sheet, col: int) -> float:
    """The same as of export: benefits less costs."""
    values = []
    for block in sheet.blocks:
        for row in range(block.first, block.last + 1):
            value = sheet.page.book.value(f"{at.TITLE}!{letters(col)}{row}")
            if block.each.counts and not isinstance(value, str):
                values.append(float(value) if block.each.benefit else -float(value))
    return math.fsum(values)
