"""The timeline of the Model: months, flags of payment, discount factors."""

from __future__ import annotations

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS
from exports.workbook.model import refs as at
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from roi.arrays import Array
from roi.case import Header
from roi.model import Model
from roi.sim.cashflow import discount_factors

HEADINGS = {
    at.LABEL: "Line", at.UNIT: "Unit", at.KIND: "Kind or class", at.WHEN: "Paid", at.AT: "In month",
    at.WORDS: "In words", at.VALUE: "Value", at.PV: "Present value", at.TOTAL: "Total",
}  # fmt: skip
WIDTHS = {
    at.LABEL: 42, at.UNIT: 14, at.KIND: 13, at.WHEN: 15, at.AT: 9, at.WORDS: 64, at.VALUE: 15, at.PV: 16,
    at.TOTAL: 16, at.LAST_YEAR + 1: 2,
}  # fmt: skip
YEAR_CELL = f"${letters(at.VALUE)}${at.YEAR}"  # the number of months in a year
YEAR_FORMAT = '[=0]"Initial";"Year "0'
MONTH_FORMAT = '"Month "0'
_NAMES = {
    at.MONTH: "time_month",
    at.MONTHLY: "time_flag",
    at.YEARLY: "time_yearly",
    at.DISCOUNTED: "time_years",
    at.FACTOR: "time_factor",
}


def write_timeline(book: Book, page: Page, model: Model, rate: float) -> Array:
    """Rows 6 to 13; returns the discount factors of months 0 … 120."""
    headings(page, at.PERIOD, HEADINGS, right=range(at.VALUE, at.LAST_MONTH + 1))
    page.blank(at.PERIOD, at.LAST_YEAR + 1, "heading")
    for number, col in enumerate(range(at.INITIAL, at.LAST_YEAR + 1)):
        page.put(at.PERIOD, col, number, style="heading_right", form=YEAR_FORMAT)
    convention = model.case.header.discounting
    month: Array = np.arange(MONTHS + 1, dtype=np.float64)
    within: Array = np.asarray(month <= model.horizon, dtype=np.float64)
    monthly: Array = np.asarray(within * (month >= 1))
    yearly: Array = np.asarray(monthly * ((month - 1) % 12 == 0))
    year: Array = np.ceil(month / 12)
    years: Array = month / 12 if convention == "month-end" else year
    factors = discount_factors(rate, MONTHS, convention)[:, 0]
    page.put(at.YEAR, at.VALUE, 12, style="constant integer")
    page.put(at.YEAR, at.UNIT, "month/year", style="unit")
    book.define("months_a_year", page, at.YEAR, at.VALUE)
    m, year_row = f"{at.HERE}${at.MONTH}", f"{at.HERE}{at.YEAR}"
    _row(page, at.PERIOD, "", f"{at.HERE}{at.MONTH}", month, "heading_right", MONTH_FORMAT)
    _row(page, at.WITHIN, "Within the horizon (1 = yes)", f"({m}<=horizon)*1", within, "formula flag")
    _row(page, at.MONTHLY, "Paid monthly", f"({m}>=1)*({m}<=horizon)", monthly, "formula flag")
    first = f"(MOD({m}-1,{YEAR_CELL})=0)*{at.HERE}${at.MONTHLY}"
    _row(page, at.YEARLY, "First month of a contract year", first, yearly, "formula flag")
    _row(page, at.YEAR, "Year", f"ROUNDUP({m}/{YEAR_CELL},0)", year, "formula flag")
    discounted = f"{m}/{YEAR_CELL}" if convention == "month-end" else year_row
    _row(page, at.DISCOUNTED, f"Years of discounting, {convention}", discounted, years, "formula factor")
    power = f"(1+in_discount_rate)^(-{at.HERE}{at.DISCOUNTED})"
    _row(page, at.FACTOR, "Discount factor", power, factors, "formula factor")
    origin = calendar_origin(model.case.header)
    counted = origin + np.maximum(month, 1) - 1
    for row, label, length in ((at.FISCAL, "Fiscal year", 12), (at.QUARTER, "Quarter, counted on", 3)):
        text = f"INT((calendar_origin+MAX({m},1)-1)/{length})"
        _row(page, row, label, text, np.floor(counted / length), "formula flag")
    page.put(at.MONTH, at.LABEL, "Month")
    page.put(at.MONTH, at.MONTH_0, 0, style="constant month")
    page.across(at.MONTH, at.MONTH_1, f"={at.HERE}{at.MONTH}+1", month[1:], style="formula month")
    book.define("time_all", page, at.MONTH, at.MONTH_1, at.MONTH, at.LAST_MONTH)
    for row, name in _NAMES.items():
        book.define(name, page, row, at.MONTH_1, row, at.LAST_MONTH, count="horizon")
    page.widths(WIDTHS | dict.fromkeys(range(at.INITIAL, at.LAST_YEAR + 1), 15))
    page.widths(dict.fromkeys(range(at.MONTH_0, at.LAST_MONTH + 1), 13))
    return factors


def calendar_origin(header: Header) -> int:
    """Months from the beginning of fiscal year 0 to month 1; 0 where the case has no start."""
    if header.start is None:
        return 0
    year, month = (int(part) for part in header.start.split("-"))
    return 12 * year + month - header.fiscal_month


def _row(page: Page, row: int, label: str, formula: str, values: Array, style: str, form: str = "") -> None:
    if label:
        page.put(row, at.LABEL, label)
    page.across(row, at.MONTH_0, f"={formula}", values, style=style, form=form)
