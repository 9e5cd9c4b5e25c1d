"""The Finance sheet: tax, capitalised costs, working capital, MIRR and the other rates of the base case, live."""

from __future__ import annotations

import math

import numpy as np

from exports.voice.finance import finance_sentences
from exports.workbook.coordinates import letters
from exports.workbook.finance.cut import write_cut
from exports.workbook.finance.rows import (
    END,
    FACTOR,
    HEADER,
    INITIAL,
    LABEL,
    LAST_MONTH,
    LAST_YEAR,
    MONTH_0,
    PV,
    TITLE,
    TOTAL,
    UNIT,
    YEARS,
    FinanceSheet,
    discounting,
    label,
    model_row,
    months,
    section,
    this_row,
    to_own,
    years,
)  # fmt: skip
from exports.workbook.layout import Constants, Subject
from exports.workbook.model import refs as model_at
from exports.workbook.model.places import ModelPlaces
from exports.workbook.model.refs import factors
from exports.workbook.model.rows import padded
from exports.workbook.model.timeline import MONTH_FORMAT, YEAR_CELL, YEAR_FORMAT
from exports.workbook.writer.book import Book, Page
from roi.sim import after_tax as engine
from roi.sim.cuts import CASH, HEADLINE, SOFT
from roi.sim.flows import Financing


def write_finance(
    book: Book, page: Page, subject: Subject, financing: Financing, model: ModelPlaces, constants: Constants
) -> None:
    """Fill the page, after Model, for a case that has `[finance]`; each of its metrics is `base_<metric>`.

    `financing`: of the base case, benefits as in the headline.
    """
    sheet = FinanceSheet(book, page, subject, constants, model, financing.terms.terms, financing)
    page.head(
        TITLE, f"The base case beside the headline, which is before tax; money in {subject.model.currency}"
    )
    _timeline(sheet)
    if sheet.terms.tax_rate:
        _capitalised(sheet)
        _working_capital(sheet)
    for cut in (HEADLINE, CASH, *((SOFT,) if subject.soft else ())):
        write_cut(sheet, cut)
    section(sheet, "What the case assumes")
    for sentence in finance_sentences(subject.model):
        page.text(sheet.row, LABEL, sentence, style="note")
        sheet.row += 1
    page.widths({LABEL: 44, UNIT: 12, **dict.fromkeys(range(PV, LAST_YEAR + 1), 15), LAST_YEAR + 1: 2})
    page.widths(dict.fromkeys(range(MONTH_0, LAST_MONTH + 1), 13))
    page.fold(MONTH_0, LAST_MONTH, closed=True)
    page.freeze(HEADER + 1, UNIT)
    last = letters(INITIAL + math.ceil(subject.model.horizon / 12))
    page.print_setup(f"A1:{last}{sheet.row}", rows=(HEADER, HEADER), columns=(LABEL, LABEL))


def _timeline(sheet: FinanceSheet) -> None:
    page, horizon = sheet.page, sheet.subject.model.horizon
    for col, text in ((LABEL, "Line"), (UNIT, "Unit"), (PV, "Present value"), (TOTAL, "Total")):
        page.put(HEADER, col, text, style="heading_right" if col >= PV else "heading")
    page.put(END, LABEL, "Last month, in which tax is paid")
    page.put(FACTOR, LABEL, "Discount factor of that month")
    factors_of = discounting(sheet)
    for year, col in enumerate(range(INITIAL, LAST_YEAR + 1)):
        page.put(HEADER, col, year, style="heading_right", form=YEAR_FORMAT)
        end, cell = min(12 * year, horizon), letters(col)
        formula = f"=MIN({cell}${HEADER}*Model!{YEAR_CELL},horizon)"
        page.put(END, col, formula, value=float(end), style="formula integer")
        look = f"=INDEX({model_row(model_at.FACTOR)},1,{cell}${END}+1)"
        page.put(FACTOR, col, look, value=float(factors_of[end]), style="formula factor")
    for month, col in enumerate(range(MONTH_0, LAST_MONTH + 1)):
        link = f"=Model!{letters(model_at.MONTH_0 + month)}${model_at.MONTH}"
        page.put(HEADER, col, link, value=float(month), style="heading_right", form=MONTH_FORMAT)


def _capitalised(sheet: FinanceSheet) -> None:
    """What is spent on the capitalised classes, and what of it is written down in each tax year."""
    if not sheet.terms.capitalise:
        return
    section(sheet, "Capitalised costs")
    rows = [sheet.model.table.lines[name] for name in sheet.financing.terms.capitalised]
    spent = sheet.financing.capitalised.total[:, 0]
    sheet.spent = sheet.row
    label(sheet, "Capitalised costs")
    months(sheet, lambda col: "+".join(f"Model!{letters(col)}{row}" for row in rows) or "0", padded(spent))
    life = sheet.number("useful_life")
    label(sheet, "Useful life", "month")
    scale = factors(sheet.financing.terms.years, sheet.constants)
    formula = f"{sheet.named('useful_life')}{scale}*Model!{YEAR_CELL}"
    cell = f"${letters(PV)}${sheet.row}"
    sheet.page.put(sheet.row, PV, f"={formula}", value=life * 12, style="formula months")
    sheet.row += 1
    written = engine.depreciation(spent[:, None], np.array([life]))[:, 0]
    so_far = np.concatenate([[0.0], np.cumsum(written), np.full(YEARS - len(written), spent.sum())])
    area, month = this_row(sheet.spent), f"{letters(MONTH_0)}${HEADER}:{letters(LAST_MONTH)}${HEADER}"
    month = "$" + month.replace(":", ":$")

    def cumulated(col: int) -> str:
        passed = f"({letters(col)}${END}-({month}>0)*({month}-1))"
        share = f"(({passed}>={cell})+({passed}>0)*({passed}<{cell})*{passed}/{cell})"
        whole = f"IF({letters(col)}${END}=horizon,SUM({area}),SUMPRODUCT({area}*{share}))"
        return f"IF({letters(col)}${HEADER}=0,0,{whole})"

    label(sheet, "Written down so far")
    years(sheet, cumulated, so_far)
    sheet.row += 1
    sheet.written = sheet.row
    label(sheet, "Written down")
    above = sheet.row - 1
    years(
        sheet,
        lambda col: "0" if col == INITIAL else f"{letters(col)}{above}-{letters(col - 1)}{above}",
        np.diff(so_far, prepend=0.0),
    )
    sheet.row += 2


def _working_capital(sheet: FinanceSheet) -> None:
    """What is tied up at the end of each month up to the horizon, and the money that it moves."""
    if sheet.financing.tied_up is None:
        return
    section(sheet, "Working capital")
    name, horizon = sheet.terms.working_capital, sheet.subject.model.horizon
    row, timed = sheet.model.lines[name], sheet.subject.model.line(name).node.shape.month
    scale = factors(sheet.financing.terms.working_capital, sheet.constants)
    levels = sheet.financing.tied_up[:, 0].copy()
    levels[-1] = 0.0
    label(sheet, "Tied up, until the horizon")
    level = sheet.row

    def tied(col: int) -> str:
        here = f"Model!{letters(col)}{row}" if timed else f"Model!${letters(model_at.VALUE)}${row}"
        return f"{here}{scale}*({letters(to_own(col))}${HEADER}<horizon)"

    months(sheet, tied, padded(levels), sums=False)
    sheet.tied_up = sheet.row
    label(sheet, "Working capital, money")

    def moved(col: int) -> str:
        here = to_own(col)
        before = f"{letters(here - 1)}{level}-" if here > MONTH_0 else "-"
        return f"{before}{letters(here)}{level}"

    months(sheet, moved, padded(engine.working_capital(sheet.financing.tied_up)[:, 0]))
    sheet.row += 1
    assert len(levels) == horizon + 1
