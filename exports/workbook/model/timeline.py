"""The timeline of the Model: months, flags of payment, discount factors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS
from exports.workbook.model.refs import (
    AT,
    DISCOUNTED,
    FACTOR,
    FISCAL,
    INITIAL,
    KIND,
    LABEL,
    LAST_MONTH,
    LAST_YEAR,
    MONTH,
    MONTH_0,
    MONTH_1,
    MONTHLY,
    PERIOD,
    PV,
    QUARTER,
    TOTAL,
    UNIT,
    VALUE,
    WHEN,
    WITHIN,
    WORDS,
    YEAR,
    YEARLY,
)  # fmt: skip
from exports.workbook.writer.book import Book, Page
from roi.case import Header
from roi.model import Model
from roi.sim.cashflow import discount_factors

Array = NDArray[np.float64]
HEADINGS = {
    LABEL: "Line", UNIT: "Unit", KIND: "Kind or class", WHEN: "Paid", AT: "In month", WORDS: "In words",
    VALUE: "Value", PV: "Present value", TOTAL: "Total",
}  # fmt: skip
WIDTHS = {
    LABEL: 42, UNIT: 14, KIND: 13, WHEN: 15, AT: 9, WORDS: 64, VALUE: 15, PV: 16, TOTAL: 16,
    LAST_YEAR + 1: 2,
}  # fmt: skip
YEAR_CELL = f"${letters(VALUE)}${YEAR}"  # the number of months in a year
YEAR_FORMAT = '[=0]"Initial";"Year "0'
MONTH_FORMAT = '"Month "0'
_NAMES = {
    MONTH: "time_month",
    MONTHLY: "time_flag",
    YEARLY: "time_yearly",
    DISCOUNTED: "time_years",
    FACTOR: "time_factor",
}


def write_timeline(book: Book, page: Page, model: Model, rate: float) -> Array:
    """Rows 6 to 13; returns the discount factors of months 0 … 120."""
    for col, text in HEADINGS.items():
        page.put(PERIOD, col, text, style="heading_right" if col >= VALUE else "heading")
    page.blank(PERIOD, LAST_YEAR + 1, "heading")
    for number, col in enumerate(range(INITIAL, LAST_YEAR + 1)):
        page.put(PERIOD, col, number, style="heading_right", form=YEAR_FORMAT)
    convention = model.case.header.discounting
    month: Array = np.arange(MONTHS + 1, dtype=np.float64)
    within: Array = np.asarray(month <= model.horizon, dtype=np.float64)
    monthly: Array = np.asarray(within * (month >= 1))
    yearly: Array = np.asarray(monthly * ((month - 1) % 12 == 0))
    year: Array = np.ceil(month / 12)
    years: Array = month / 12 if convention == "month-end" else year
    factors = discount_factors(rate, MONTHS, convention)[:, 0]
    page.put(YEAR, VALUE, 12, style="constant integer")
    page.put(YEAR, UNIT, "month/year", style="unit")
    book.define("months_a_year", page, YEAR, VALUE)
    m, year_row = f"{{c}}${MONTH}", f"{{c}}{YEAR}"
    _row(page, PERIOD, "", f"{{c}}{MONTH}", month, "heading_right", MONTH_FORMAT)
    _row(page, WITHIN, "Within the horizon (1 = yes)", f"({m}<=horizon)*1", within, "formula flag")
    _row(page, MONTHLY, "Paid monthly", f"({m}>=1)*({m}<=horizon)", monthly, "formula flag")
    first = f"(MOD({m}-1,{YEAR_CELL})=0)*{{c}}${MONTHLY}"
    _row(page, YEARLY, "First month of a contract year", first, yearly, "formula flag")
    _row(page, YEAR, "Year", f"ROUNDUP({m}/{YEAR_CELL},0)", year, "formula flag")
    discounted = f"{m}/{YEAR_CELL}" if convention == "month-end" else year_row
    _row(page, DISCOUNTED, f"Years of discounting, {convention}", discounted, years, "formula factor")
    power = f"(1+in_discount_rate)^(-{{c}}{DISCOUNTED})"
    _row(page, FACTOR, "Discount factor", power, factors, "formula factor")
    origin = calendar_origin(model.case.header)
    counted = origin + np.maximum(month, 1) - 1
    for row, label, length in ((FISCAL, "Fiscal year", 12), (QUARTER, "Quarter, counted on", 3)):
        text = f"INT((calendar_origin+MAX({m},1)-1)/{length})"
        _row(page, row, label, text, np.floor(counted / length), "formula flag")
    page.put(MONTH, LABEL, "Month")
    page.put(MONTH, MONTH_0, 0, style="constant month")
    for k in range(1, MONTHS + 1):
        before = letters(MONTH_0 + k - 1)
        page.put(MONTH, MONTH_0 + k, f"={before}{MONTH}+1", value=float(k), style="formula month")
    for row, name in _NAMES.items():
        book.define(name, page, row, MONTH_1, row, LAST_MONTH)
    page.widths(WIDTHS | dict.fromkeys(range(INITIAL, LAST_YEAR + 1), 15))
    page.widths(dict.fromkeys(range(MONTH_0, LAST_MONTH + 1), 13))
    return factors


def calendar_origin(header: Header) -> int:
    """Months from the beginning of fiscal year 0 to month 1; 0 where the case has no start."""
    if header.start is None:
        return 0
    year, month = (int(part) for part in header.start.split("-"))
    return 12 * year + month - header.fiscal_month


def _row(page: Page, row: int, label: str, formula: str, values: Array, style: str, form: str = "") -> None:
    if label:
        page.put(row, LABEL, label)
    for k, value in enumerate(values.tolist()):
        text = formula.format(c=letters(MONTH_0 + k))
        page.put(row, MONTH_0 + k, f"={text}", value=value, style=style, form=form)
