"""The Finance sheet: tax, capitalised costs, working capital, MIRR and the other rates of the base case, live."""

from __future__ import annotations

import math

import numpy as np

from exports.voice.finance import finance_sentences
from exports.workbook.coordinates import letters
from exports.workbook.finance import rows as at
from exports.workbook.finance.cut import write_cut
from exports.workbook.finance.rows import FinanceSheet, model_row, this_row, to_own
from exports.workbook.layout import Constants, Subject
from exports.workbook.model import refs as model_at
from exports.workbook.model.places import ModelPlaces
from exports.workbook.model.refs import factors
from exports.workbook.model.rows import padded
from exports.workbook.model.timeline import MONTH_FORMAT, YEAR_CELL, YEAR_FORMAT
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from roi.sim import after_tax as engine
from roi.sim.cuts import CASH, HEADLINE, SOFT
from roi.sim.flows import Financing


def write_finance(
    book: Book, page: Page, subject: Subject, financing: Financing, model: ModelPlaces, constants: Constants
) -> None:
    """Fill the page, after Model, for a case that has `[finance]`; each of its metrics is `base_<metric>`.

    `financing`: of the base case, benefits as in the headline.
    """
    sheet = FinanceSheet(page, subject, constants, model, financing.terms.terms, financing)
    page.head(
        at.TITLE, f"The base case beside the headline, which is before tax; money in {subject.model.currency}"
    )
    _timeline(sheet)
    if sheet.terms.tax_rate:
        _capitalised(sheet)
        _working_capital(sheet)
    for cut in (HEADLINE, CASH, *((SOFT,) if subject.soft else ())):
        write_cut(sheet, cut)
    sheet.section("What the case assumes")
    for sentence in finance_sentences(subject.model):
        page.text(sheet.row, at.LABEL, sentence, style="note")
        sheet.row += 1
    page.widths(
        {at.LABEL: 44, at.UNIT: 12, **dict.fromkeys(range(at.PV, at.LAST_YEAR + 1), 15), at.LAST_YEAR + 1: 2}
    )
    page.widths(dict.fromkeys(range(at.MONTH_0, at.LAST_MONTH + 1), 13))
    page.fold(at.MONTH_0, at.LAST_MONTH, closed=True)
    page.freeze(at.HEADER + 1, at.UNIT)
    last = letters(at.INITIAL + math.ceil(subject.model.horizon / 12))
    page.print_setup(f"A1:{last}{sheet.row}", rows=(at.HEADER, at.HEADER), columns=(at.LABEL, at.LABEL))


def _timeline(sheet: FinanceSheet) -> None:
    page, horizon = sheet.page, sheet.subject.model.horizon
    heads = {at.LABEL: "Line", at.UNIT: "Unit", at.PV: "Present value", at.TOTAL: "Total"}
    headings(page, at.HEADER, heads, right=(at.PV, at.TOTAL))
    page.put(at.END, at.LABEL, "Last month, in which tax is paid")
    page.put(at.FACTOR, at.LABEL, "Discount factor of that month")
    factors_of = sheet.factors
    for year, col in enumerate(range(at.INITIAL, at.LAST_YEAR + 1)):
        page.put(at.HEADER, col, year, style="heading_right", form=YEAR_FORMAT)
        end, cell = min(12 * year, horizon), letters(col)
        formula = f"=MIN({cell}${at.HEADER}*Model!{YEAR_CELL},horizon)"
        page.put(at.END, col, formula, value=float(end), style="formula integer")
        look = f"=INDEX({model_row(model_at.FACTOR)},1,{cell}${at.END}+1)"
        page.put(at.FACTOR, col, look, value=float(factors_of[end]), style="formula factor")
    for month, col in enumerate(range(at.MONTH_0, at.LAST_MONTH + 1)):
        link = f"=Model!{letters(model_at.MONTH_0 + month)}${model_at.MONTH}"
        page.put(at.HEADER, col, link, value=float(month), style="heading_right", form=MONTH_FORMAT)


def _capitalised(sheet: FinanceSheet) -> None:
    """What is spent on the capitalised classes, and what of it is written down in each tax year."""
    if not sheet.terms.capitalise:
        return
    sheet.section("Capitalised costs")
    rows = [sheet.model.table.lines[name] for name in sheet.financing.terms.capitalised]
    spent = sheet.financing.capitalised.total[:, 0]
    sheet.spent = sheet.row
    sheet.label("Capitalised costs")
    sheet.months(lambda col: "+".join(f"Model!{letters(col)}{row}" for row in rows) or "0", padded(spent))
    life = sheet.number("useful_life")
    sheet.label("Useful life", "month")
    scale = factors(sheet.financing.terms.years, sheet.constants)
    formula = f"{sheet.named('useful_life')}{scale}*Model!{YEAR_CELL}"
    cell = f"${letters(at.PV)}${sheet.row}"
    sheet.page.put(sheet.row, at.PV, f"={formula}", value=life * 12, style="formula months")
    sheet.row += 1
    written = engine.depreciation(spent[:, None], np.array([life]))[:, 0]
    so_far = np.concatenate([[0.0], np.cumsum(written), np.full(at.YEARS - len(written), spent.sum())])
    area, month = (
        this_row(sheet.spent),
        f"{letters(at.MONTH_0)}${at.HEADER}:{letters(at.LAST_MONTH)}${at.HEADER}",
    )
    month = "$" + month.replace(":", ":$")

    def cumulated(col: int) -> str:
        passed = f"({letters(col)}${at.END}-({month}>0)*({month}-1))"
        share = f"(({passed}>={cell})+({passed}>0)*({passed}<{cell})*{passed}/{cell})"
        whole = f"IF({letters(col)}${at.END}=horizon,SUM({area}),SUMPRODUCT({area}*{share}))"
        return f"IF({letters(col)}${at.HEADER}=0,0,{whole})"

    sheet.label("Written down so far")
    sheet.years(cumulated, so_far)
    sheet.row += 1
    sheet.written = sheet.row
    sheet.label("Written down")
    above = sheet.row - 1
    sheet.years(
        lambda col: "0" if col == at.INITIAL else f"{letters(col)}{above}-{letters(col - 1)}{above}",
        np.diff(so_far, prepend=0.0),
    )
    sheet.row += 2


def _working_capital(sheet: FinanceSheet) -> None:
    """What is tied up at the end of each month up to the horizon, and the money that it moves."""
    if sheet.financing.tied_up is None:
        return
    sheet.section("Working capital")
    name, horizon = sheet.terms.working_capital, sheet.subject.model.horizon
    row, timed = sheet.model.lines[name], sheet.subject.model.line(name).node.shape.month
    scale = factors(sheet.financing.terms.working_capital, sheet.constants)
    levels = sheet.financing.tied_up[:, 0].copy()
    levels[-1] = 0.0
    sheet.label("Tied up, until the horizon")
    level = sheet.row

    def tied(col: int) -> str:
        here = f"Model!{letters(col)}{row}" if timed else f"Model!${letters(model_at.VALUE)}${row}"
        return f"{here}{scale}*({letters(to_own(col))}${at.HEADER}<horizon)"

    sheet.months(tied, padded(levels), sums=False)
    sheet.tied_up = sheet.row
    sheet.label("Working capital, money")

    def moved(col: int) -> str:
        here = to_own(col)
        before = f"{letters(here - 1)}{level}-" if here > at.MONTH_0 else "-"
        return f"{before}{letters(here)}{level}"

    sheet.months(moved, padded(engine.working_capital(sheet.financing.tied_up)[:, 0]))
    sheet.row += 1
    assert len(levels) == horizon + 1
