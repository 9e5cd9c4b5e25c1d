"""The Finance sheet while it grows: its columns, and rows of money by month and year."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import field

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Constants
from exports.workbook.model import refs as model_at
from exports.workbook.model.irr import UNBOUNDED, UNDEFINED
from exports.workbook.model.places import ModelPlaces
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import GrowingSheet
from roi.arrays import Array
from roi.finance import Finance
from roi.records import dataclass
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import Cut
from roi.sim.flows import Financing
from roi.sim.metrics import METRICS

TITLE = "Finance"
LABEL, UNIT, PV, TOTAL, INITIAL = range(1, 6)
YEARS = MONTHS // 12
LAST_YEAR = INITIAL + YEARS
MONTH_0 = LAST_YEAR + 2  # one narrow column between
LAST_MONTH = MONTH_0 + MONTHS
HEADER, END, FACTOR = 6, 7, 8  # rows of the timeline


@dataclass(slots=True)
class FinanceSheet(GrowingSheet):
    """The page while it grows.  `spent`, `written`, `tied_up`: rows, 0 where the case has none."""

    COLUMNS = (LABEL, LAST_YEAR)
    constants: Constants
    model: ModelPlaces
    terms: Finance
    financing: Financing
    row: int = field(default=FACTOR + 2, kw_only=True)
    spent: int = 0
    written: int = 0
    tied_up: int = 0

    def number(self, key: str) -> float:
        """What the base case has under a key, as a formula sees it."""
        return float(self.financing.numbers[key][0])

    def named(self, key: str) -> str:
        """The defined name of the input of a key."""
        return f"in_{getattr(self.terms, key)}"

    @property
    def factors(self) -> Array:
        """Discount factors of months 0 … 120."""
        rate = float(self.financing.discount_rate[0])
        return discount_factors(rate, MONTHS, self.subject.model.case.header.discounting)[:, 0]

    def metric(self, cut: Cut, name: str, formula: str, style: str = "formula money") -> None:
        """A metric under its name `base_…`; undefined, whatever the formula, where costs are not stated."""
        row, subject = METRICS[name], self.subject
        value = subject.base.metric(name, cut) if subject.priced else math.nan
        shown: Value = UNDEFINED if math.isnan(value) else UNBOUNDED if math.isinf(value) else value
        text = formula if subject.priced else f'"{UNDEFINED}"'
        self.label(row.label, "%/year" if row.unit == "rate" else "", bold=True)
        self.page.put(self.row, PV, f"={text}", value=shown, style=style)
        self.book.define(f"base_{name}{cut.suffix}", self.page, self.row, PV)
        self.row += 1

    def months(
        self, formula: Callable[[int], str], values: Array, *, sums: bool = True, style: str = "formula"
    ) -> None:
        """A row of money by month and year, its total and worth; `formula` of the month's column on Model."""
        page, row = self.page, self.row
        for month, value in enumerate(values.tolist()):
            text = formula(model_at.MONTH_0 + month)
            page.put(row, MONTH_0 + month, f"={text}", value=value, style="formula money")
        if sums:
            area, numbers = this_row(row), model_row(model_at.YEAR)
            for year, col in enumerate(range(INITIAL, LAST_YEAR + 1)):
                money = values[0] if year == 0 else values[12 * year - 11 : 12 * year + 1].sum()
                text = f"=SUMIF({numbers},{letters(col)}${HEADER},{area})"
                page.put(row, col, text, value=float(money), style=f"{style} money")
            page.put(row, TOTAL, f"=SUM({area})", value=float(values.sum()), style=f"{style} money")
            worth = f"=SUMPRODUCT({area},{model_row(model_at.FACTOR)})"
            page.put(row, PV, worth, value=float(np.sum(values * self.factors)), style=f"{style} money")
        self.row += 1

    def years(self, formula: Callable[[int], str], values: Sequence[float] | Array) -> None:
        """A formula in each column of the years, the initial one first; the row stays."""
        for col, value in zip(range(INITIAL, LAST_YEAR + 1), values, strict=True):
            self.page.put(self.row, col, f"={formula(col)}", value=float(value), style="formula money")


def this_row(row: int) -> str:
    """Months 0 … 120 of a row of this sheet."""
    return f"${letters(MONTH_0)}${row}:${letters(LAST_MONTH)}${row}"


def model_row(row: int) -> str:
    """Months 0 … 120 of a row of Model."""
    return f"Model!${letters(model_at.MONTH_0)}${row}:${letters(model_at.LAST_MONTH)}${row}"


def to_own(col: int) -> int:
    """The column of this sheet with the month of a column of Model."""
    return col - model_at.MONTH_0 + MONTH_0


def padded_years(values: Array) -> Array:
    """The initial column, in which no tax falls, then the years, then nothing."""
    return np.concatenate([[0.0], values, np.zeros(YEARS - len(values))])
