"""Of one cut: what is taxed and left, the same in other prices, MIRR, a second rate, a value at the horizon."""

from __future__ import annotations

import math

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.finance import rows as at
from exports.workbook.finance.rows import FinanceSheet, model_row, padded_years, this_row, to_own
from exports.workbook.layout import MONTHS
from exports.workbook.model import refs as model_at
from exports.workbook.model.irr import UNBOUNDED, UNDEFINED
from exports.workbook.model.refs import factors
from exports.workbook.model.rows import padded
from exports.workbook.model.timeline import YEAR_CELL
from exports.workbook.writer.cells import Value
from roi.arrays import Array
from roi.finance import TERMINAL
from roi.sim import after_tax as engine
from roi.sim.cashflow import discount_factors
from roi.sim.cuts import HEADLINE, Cut


def write_cut(sheet: FinanceSheet, cut: Cut) -> None:
    """The metrics of a cut, and the rows that lead there."""
    sheet.section(f"{cut.heading}")
    net = sheet.model.table.totals[cut.net.id]
    flows = sheet.model.flows[True, cut.net.id]
    sheet.label("Net before tax", bold=True)
    before = sheet.row
    sheet.months(lambda col: f"Model!{letters(col)}{net}", flows, style="total")
    after, values = before, flows
    if sheet.terms.tax_rate:
        after, values = _taxed(sheet, cut, before)
    if sheet.terms.inflation and cut == HEADLINE:
        _prices(sheet, after, values)
    if sheet.terms.has("finance_rate", "reinvestment_rate"):
        _modified_rate(sheet, cut, before)
    if sheet.terms.second_discount_rate:
        rate = f"(1+{sheet.named('second_discount_rate')})^(-{model_row(model_at.DISCOUNTED)})"
        sheet.metric(cut, "npv_second_rate", f"SUMPRODUCT({this_row(before)}*{rate})")
    if sheet.terms.has(*TERMINAL):
        _terminal(sheet, cut, before)
    sheet.row += 1


def _taxed(sheet: FinanceSheet, cut: Cut, before: int) -> tuple[int, Array]:
    """Taxable income, tax, and the net after it; the row of that and its money by month."""
    of_cut = sheet.subject.base.outcome.cut(cut)
    income = padded_years(engine.taxable_income(of_cut, sheet.financing)[:, 0])
    tax = padded_years(engine.tax_by_year(of_cut, sheet.financing)[:, 0])
    taxable = _income(sheet, before, income)
    taxed = _less_losses(sheet, taxable, income) if sheet.terms.losses == "carried-forward" else taxable
    paid = _tax(sheet, taxed, tax, since_last_year=taxed != taxable)
    sheet.label("Net after tax", bold=True)
    after = sheet.row
    values = padded(engine.after_tax(of_cut, sheet.financing)[:, 0])

    def left(col: int) -> str:
        here = letters(to_own(col))
        tied = f"+{here}{sheet.tied_up}" if sheet.tied_up else ""
        paid_years = f"${letters(at.INITIAL)}{paid}:${letters(at.LAST_YEAR)}{paid}"
        due_here = f"IF({here}${at.HEADER}>0,SUMIF({_year_ends()},{here}${at.HEADER},{paid_years}),0)"
        return f"{here}{before}+{due_here}{tied}"

    sheet.months(left, values, style="total")
    sheet.metric(cut, "npv_after_tax", f"{letters(at.PV)}{after}", style="total money")
    return after, values


def _income(sheet: FinanceSheet, before: int, income: Array) -> int:
    """The row of taxable income by year: before tax, with capitalised costs written off."""
    sheet.label("Taxable income")
    taxable = sheet.row

    def earned(col: int) -> str:
        if col == at.INITIAL:
            return "0"
        columns = [letters(col), *([letters(at.INITIAL)] if col == at.INITIAL + 1 else [])]
        parts = [f"{each}{before}" for each in columns]
        if sheet.spent:
            parts += [f"{each}{sheet.spent}" for each in columns]
        written = f"-{letters(col)}{sheet.written}" if sheet.written else ""
        return "+".join(parts) + written

    sheet.years(earned, income)
    sheet.row += 1
    return taxable


def _less_losses(sheet: FinanceSheet, taxable: int, income: Array) -> int:
    """The row of the income so far of which tax is due, where losses are carried forward."""
    reached = np.maximum.accumulate(np.maximum(np.cumsum(income), 0.0))
    sheet.label("Income less losses, the most so far")
    row, first = sheet.row, letters(at.INITIAL)

    def most(col: int) -> str:
        here = f"SUM(${first}{taxable}:{letters(col)}{taxable})"
        return f"MAX(0,{here})" if col == at.INITIAL else f"MAX({letters(col - 1)}{row},{here})"

    sheet.years(most, reached)
    sheet.row += 1
    return row


def _tax(sheet: FinanceSheet, taxed: int, tax: Array, *, since_last_year: bool) -> int:
    """The row of tax by year; `since_last_year`: of what the row `taxed` has gained in it."""
    sheet.label("Tax, paid")
    paid, rate = sheet.row, sheet.named("tax_rate")

    def due(col: int) -> str:
        base = f"{letters(col)}{taxed}"
        if since_last_year and col > at.INITIAL:
            base = f"({base}-{letters(col - 1)}{taxed})"
        return f"-{base}*{rate}"

    sheet.years(due, -tax)
    paid_cells = f"{letters(at.INITIAL)}{paid}:{letters(at.LAST_YEAR)}{paid}"
    page = sheet.page
    page.put(paid, at.TOTAL, f"=SUM({paid_cells})", value=float(-tax.sum()), style="formula money")
    worth = f"=SUMPRODUCT({paid_cells},{letters(at.INITIAL)}{at.FACTOR}:{letters(at.LAST_YEAR)}{at.FACTOR})"
    last_months = [min(12 * year, sheet.subject.model.horizon) for year in range(at.YEARS + 1)]
    at_ends = sheet.factors[last_months]
    page.put(paid, at.PV, worth, value=float(-(tax * at_ends).sum()), style="formula money")
    sheet.row += 1
    return paid


def _year_ends() -> str:
    """The months in which tax is paid."""
    return f"${letters(at.INITIAL)}${at.END}:${letters(at.LAST_YEAR)}${at.END}"


def _prices(sheet: FinanceSheet, row: int, values: Array) -> None:
    """The same money in the other of the two measures, at the rate that goes with it."""
    real = sheet.terms.basis == "nominal"
    rise, sign = sheet.named("inflation"), "-" if real else ""
    what = "in prices of the start" if real else "in money of its day"
    convention = sheet.subject.model.case.header.discounting
    prices = discount_factors(sheet.number("inflation"), MONTHS, convention)[:, 0] ** (1 if real else -1)
    sheet.label(f"The same {what}")

    def other(col: int) -> str:
        passed = f"Model!{letters(col)}${model_at.DISCOUNTED}"
        return f"{letters(to_own(col))}{row}*(1+{rise})^({sign}{passed})"

    rate = f"(1+in_discount_rate)/(1+{rise})" if real else f"(1+in_discount_rate)*(1+{rise})"
    here = sheet.row
    sheet.months(other, values * prices)
    worth = f"=SUMPRODUCT({this_row(here)}*({rate})^(-{model_row(model_at.DISCOUNTED)}))"
    sheet.page.put(here, at.PV, worth, value=float(np.sum(values * sheet.factors)), style="formula money")


def _modified_rate(sheet: FinanceSheet, cut: Cut, before: int) -> None:
    """By its definition, and by the function of that name: of months, or of years under the year-end convention."""
    rates = [
        sheet.named(key) if getattr(sheet.terms, key) else "in_discount_rate"
        for key in ("finance_rate", "reinvestment_rate")
    ]
    by_year = sheet.subject.by_year
    first, last = (at.INITIAL, at.LAST_YEAR) if by_year else (at.MONTH_0, at.LAST_MONTH)
    net = f"${letters(first)}${before}:${letters(last)}${before}"
    periods = f"${letters(first)}${at.HEADER}:${letters(last)}${at.HEADER}"
    a_year, power = ("1", "") if by_year else (f"Model!{YEAR_CELL}", f"^Model!{YEAR_CELL}")
    count = f"ROUNDUP(horizon/Model!{YEAR_CELL},0)" if by_year else "horizon"
    paid = f"SUMPRODUCT(({net}<0)*(-{net})*(1+{rates[0]})^(-{periods}/{a_year}))"
    gained = f"SUMPRODUCT(({net}>0)*{net}*(1+{rates[1]})^(({count}-{periods})/{a_year}))"
    rate = f"({gained}/{paid})^({a_year}/{count})-1"
    lossless = f'IF({gained}=0,"{UNDEFINED}","{UNBOUNDED}")'
    sheet.metric(cut, "mirr", f"IF({paid}=0,{lossless},IF({gained}=0,-1,{rate}))", style="formula irr")
    a_period = [each if by_year else f"(1+{each})^(1/{a_year})-1" for each in rates]
    area = f"{letters(first)}{before}:INDEX({net},1,{count}+1)"
    function = f'IFERROR((1+MIRR({area},{a_period[0]},{a_period[1]})){power}-1,"–")'
    value = sheet.subject.base.metric("mirr", cut) if sheet.subject.priced else math.nan
    shown: Value = value if math.isfinite(value) and value > -1 else "–"
    sheet.label("The same by the function MIRR()", "%/year")
    sheet.page.put(sheet.row, at.PV, f"={function}", value=shown, style="formula irr")
    sheet.book.define(f"base_mirr_by_function{cut.suffix}", sheet.page, sheet.row, at.PV)
    sheet.row += 1


def _terminal(sheet: FinanceSheet, cut: Cut, before: int) -> None:
    """Of the last twelve months, or the amount that the case names, after tax where there is one."""
    numbers = f"${letters(at.MONTH_0)}${at.HEADER}:${letters(at.LAST_MONTH)}${at.HEADER}"
    year = f"Model!{YEAR_CELL}"
    inside = f"({numbers}>MAX(0,horizon-{year}))*({numbers}<=horizon)"
    last = f"MAX(0,SUMPRODUCT({this_row(before)}*{inside}))*{year}/MIN({year},horizon)"
    if sheet.terms.residual_value:
        scale = factors(sheet.financing.terms.residual, sheet.constants)
        worth = f"{sheet.named('residual_value')}{scale}"
    elif sheet.terms.terminal_multiple:
        worth = f"{last}*{sheet.named('terminal_multiple')}"
    else:
        growth = sheet.named("terminal_growth")
        worth = f"{last}*(1+{growth})/(in_discount_rate-{growth})"
    kept = f"*(1-{sheet.named('tax_rate')})" if sheet.terms.tax_rate else ""
    sheet.metric(cut, "terminal_value", f"{worth}{kept}*INDEX({model_row(model_at.FACTOR)},1,horizon+1)")
