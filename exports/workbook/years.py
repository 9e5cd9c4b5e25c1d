"""The Years sheet: the base case by fiscal year and by quarter, with each class of cost, live on Model.

Where no first month is known, years and quarters are counted from month 1.  Rows beyond the horizon stay
empty, so that the sheet follows a horizon that is changed in the file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Subject
from exports.workbook.model.places import ModelPlaces, RowKey
from exports.workbook.model.refs import FISCAL, LAST_MONTH, MONTH_0, QUARTER
from exports.workbook.model.timeline import calendar_origin
from exports.workbook.summary.tables import money_unit
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.prose import LINE_HIGH
from roi.case import COST_CLASSES
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.table import fiscal_name

TITLE = "Years"
KEY, LABEL, FIRST = 1, 2, 3
ROW = 6
NET = ((True, "net"),)
_HEAD_POINTS = 28.0
_MORE_POINTS = _HEAD_POINTS - LINE_HIGH + 10.0  # of the heads of the table and of the page above other rows
UNSEEN = ";;;"  # the number of a period, by which it is looked up: its name stands beside it


@dataclass(frozen=True, slots=True)
class _Period:
    """What a row of a table is: a year of twelve months, or a quarter of three.

    Attributes:
        title: of the table.
        months: of a period.
        timeline: the row of Model that numbers its periods.
        most: periods that 120 months can touch.
    """

    title: str
    months: int
    timeline: int
    most: int


YEAR = _Period("By fiscal year", 12, FISCAL, MONTHS // 12 + 1)
QUARTERS = _Period("By quarter", 3, QUARTER, MONTHS // 3 + 1)


@dataclass(frozen=True, slots=True)
class _MoneyColumn:
    """A column of money: the rows of Model that add up to it, less others.

    A row is named as in `roi.sim.table.Row.key`: whether it is a total, and its name.
    """

    heading: str
    rows: Sequence[RowKey]
    minus: Sequence[RowKey] = ()
    style: str = "link_right"


@dataclass(slots=True)
class _Table:
    """One of the two tables while it is written.  `numbers` are its periods inside the horizon as of export."""

    page: Page
    subject: Subject
    model: ModelPlaces
    period: _Period
    columns: Sequence[_MoneyColumn]
    form: str
    row: int

    @property
    def numbers(self) -> list[int]:
        """The periods of the horizon, as the timeline of Model counts them."""
        origin, last = calendar_origin(self.subject.model.case.header), self.subject.model.horizon - 1
        length = self.period.months
        return list(range(origin // length, (origin + last) // length + 1))

    @property
    def total(self) -> int:
        """The row of the total, above the periods: how many there are follows the horizon."""
        return self.row + 1

    @property
    def first(self) -> int:
        """The row of the first period."""
        return self.row + 2

    @property
    def last(self) -> int:
        """The row of the last period that there can be."""
        return self.first + self.period.most - 1


def write_years(book: Book, page: Page, subject: Subject, model: ModelPlaces) -> None:
    """Fill the page, after Model, to whose figures it links."""
    unit, form = money_unit(book, subject.model.currency)
    page.head(TITLE, f"As planned, by fiscal year and by quarter; {unit}, undiscounted")
    note = (
        "Dates follow “Month 1 is” and “Fiscal year begins in month” on Inputs; without a first month, years and "
        "quarters count from month 1. What is paid at the start stands with month 1."
    )
    page.text(ROW - 2, KEY, note, style="note")
    columns = _columns(subject)
    years = _Table(page, subject, model, YEAR, columns, form, ROW)
    _write(years)
    page.new_page(years.last + 2)
    quarters = _Table(page, subject, model, QUARTERS, columns, form, years.last + 2)
    _write(quarters)
    last = FIRST + len(columns)
    page.widths({KEY: 6, LABEL: 14, **dict.fromkeys(range(FIRST, last + 1), 12.5)})
    page.freeze(ROW, FIRST)
    highest = (3 + quarters.last - quarters.row + 1) * LINE_HIGH + _MORE_POINTS
    page.print_setup(f"A1:{letters(last)}{quarters.last}", rows=(1, 3), highest=(last, highest))


def _columns(subject: Subject) -> list[_MoneyColumn]:
    """Benefits, costs by class, and what remains; what the case does not have is left out."""
    model = subject.model
    kinds = {line.spec.kind for line in model.lines if line.counted}
    cash, counted = (True, CASH.benefits.id), (True, HEADLINE.benefits.id)
    columns = [_MoneyColumn(CASH.benefits.label, (cash,))]
    if kinds.intersection(HEADLINE.added):
        columns.append(_MoneyColumn("Capacity benefits", (counted,), (cash,)))
    columns.append(_MoneyColumn("Benefits", (counted,), style="link_bold_right"))
    if not subject.priced:
        return columns
    for name in COST_CLASSES:
        costs = [(False, line.id) for line in model.lines if line.spec.cost_class == name]
        if costs:
            columns.append(_MoneyColumn(name.capitalize(), costs))
    columns.append(_MoneyColumn("Costs", ((True, "costs"),), style="link_bold_right"))
    columns.append(_MoneyColumn(CASH.net.label, ((True, CASH.net.id),)))
    columns.append(_MoneyColumn("Net", NET, style="link_bold_right"))
    return columns


def _write(table: _Table) -> None:
    """The periods one under the other, and their total."""
    page, numbers = table.page, table.numbers
    page.text(table.row, KEY, "", style="heading")
    page.text(table.row, LABEL, table.period.title, style="heading")
    page.height(table.row, _HEAD_POINTS)
    for k in range(table.period.most):
        _period(table, k, numbers[k] if k < len(numbers) else None)
    page.text(table.total, LABEL, "Total", style="label_bold")
    for col, column in enumerate(table.columns, start=FIRST):
        _column(table, col, column)


def _period(table: _Table, k: int, number: int | None) -> None:
    """The number of the period and its name; empty beyond the horizon."""
    page, row, length = table.page, table.first + k, table.period.months
    above, last = f"{letters(KEY)}{row - 1}", f"INT((calendar_origin+horizon-1)/{length})"
    key = f'IF({above}="","",IF({above}>={last},"",{above}+1))' if k else f"INT(calendar_origin/{length})"
    page.put(row, KEY, f"={key}", value="" if number is None else float(number), style="note", form=UNSEEN)
    cell = f"{letters(KEY)}{row}"
    year = cell if table.period is YEAR else f"INT({cell}/4)"
    named = f'IF(fiscal_month=1,{year}&"",{year}&"/"&RIGHT({year}+1,2))'
    quarter = "" if table.period is YEAR else f'&" Q"&({cell}-4*{year}+1)'
    label = f'=IF({cell}="","",IF(ISNUMBER(first_month),{named},"Year "&({year}+1)){quarter})'
    page.put(row, LABEL, label, value=_name(table, number), style="label")


def _name(table: _Table, number: int | None) -> str:
    if number is None:
        return ""
    header = table.subject.model.case.header
    year, quarter = (number, "") if table.period is YEAR else (number // 4, f" Q{number % 4 + 1}")
    return f"{fiscal_name(year, header.fiscal_month) if header.start else f'Year {year + 1}'}{quarter}"


def _column(table: _Table, col: int, column: _MoneyColumn) -> None:
    """Money of each period, the total, and of the net the running sum beside it."""
    page, place = table.page, table.model.table
    a, z, values = letters(MONTH_0), letters(LAST_MONTH), _money(table, column)
    numbers = f"{place.page}!${a}${table.period.timeline}:${z}${table.period.timeline}"
    page.text(table.row, col, column.heading, style="heading_right")
    for k, value in enumerate(values):
        row, key = table.first + k, f"${letters(KEY)}{table.first + k}"
        sums = "".join(
            f"{sign}SUMIF({numbers},{key},{place.page}!${a}${place.row(name)}:${z}${place.row(name)})"
            for sign, names in (("+", column.rows), ("-", column.minus))
            for name in names
        ).removeprefix("+")
        page.put(row, col, f'=IF({key}="","",{sums})', value=value, style=column.style, form=table.form)
    numeric = [float(value) for value in values if value != ""]
    cells = f"{letters(col)}{table.first}:{letters(col)}{table.last}"
    page.put(table.total, col, f"=SUM({cells})", value=math.fsum(numeric), style="total", form=table.form)
    if column.rows == NET:
        _running(table, col, numeric)


def _running(table: _Table, net: int, values: Sequence[float]) -> None:
    page, col, cells = table.page, net + 1, letters(net)
    page.text(table.row, col, "Running net", style="heading_right")
    for k in range(table.period.most):
        row = table.first + k
        formula = f'=IF(${letters(KEY)}{row}="","",SUM({cells}${table.first}:{cells}{row}))'
        value: Value = math.fsum(values[: k + 1]) if k < len(values) else ""
        page.put(row, col, formula, value=value, style="formula", form=table.form)


def _money(table: _Table, column: _MoneyColumn) -> list[Value]:
    """The money of each period as of export, "" beyond the horizon."""
    model, length = table.subject.model, table.period.months
    months = np.zeros(model.horizon + 1)
    for names, sign in ((column.rows, 1.0), (column.minus, -1.0)):
        for name in names:
            months = months + sign * table.model.flows[name][: model.horizon + 1]
    origin = calendar_origin(model.case.header)
    numbered = (origin + np.maximum(np.arange(len(months)), 1) - 1) // length
    inside: list[Value] = [float(months[numbered == number].sum()) for number in table.numbers]
    return inside + [""] * (table.period.most - len(inside))
