"""Other rows of Inputs: the horizon and dates above the inputs, unit conversions and rates below them."""

from __future__ import annotations

import datetime

from exports.workbook.coordinates import letters
from exports.workbook.inputs import columns as at
from exports.workbook.inputs.attribution import change, define_changes, shown_number
from exports.workbook.inputs.conversions import Constant, constants, source_of, uses
from exports.workbook.layout import FIRST_MONTH, MONTHS, TYPED_HORIZON, Constants, Subject
from exports.workbook.model.timeline import calendar_origin
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import bar
from exports.workbook.writer.text import height_of_notes
from roi.case import Header
from roi.model import Model

_DATES = (36_526, 73_050)  # from 2000 to 2099, as spreadsheets count days


def section(page: Page, row: int, title: str, extra: int) -> None:
    bar(page, row, at.LABEL, at.OTHER + 2 * extra - 1, title)


def changed_since(row: int) -> str:
    taken, now, exported = (
        f"{letters(at.TAKEN)}{row}",
        f"{letters(at.NOW)}{row}",
        f"{letters(at.EXPORTED)}{row}",
    )
    return f'=IF(OR({taken}<>"",ABS({now}-{exported})>1E-9*ABS({exported})),"{at.IS_CHANGED}","")'


def write_time(book: Book, page: Page, subject: Subject, row: int) -> int:
    months = subject.model.horizon
    section(page, row, "Time", 0)
    row += 1
    page.put(row, at.LABEL, "Horizon")
    page.put(row, at.UNIT, "month", style="unit")
    page.put(row, at.LIKELY, months, style="input integer")
    page.put(row, at.WORDS, f"Whole months, 1 to {MONTHS}", style="note")
    page.validate(row, at.LIKELY, low=1, high=MONTHS, whole=True, says=f"A whole number from 1 to {MONTHS}.")
    typed, exported = f"{letters(at.LIKELY)}{row}", f"{letters(at.EXPORTED)}{row}"
    used = f"=IF(ISNUMBER({typed}),MAX(1,MIN({MONTHS},ROUND({typed},0))),{exported})"
    page.put(row, at.USED, used, value=float(months), style="formula integer")
    book.define("horizon", page, row, at.USED)
    book.define(TYPED_HORIZON, page, row, at.LIKELY)
    page.put(row, at.NOW, f"=N({letters(at.LIKELY)}{row})", value=float(months), style="formula")
    page.put(row, at.EXPORTED, months, style="stored")
    page.put(row, at.CHECK, _within(row), value=at.OK, style="check")
    page.put(row, at.CHANGED, changed_since(row), value="", style="formula")
    change(page, row, 0, shown_number("0", "months"), float(months), "0")
    return _dates(book, page, subject.model.case.header, row + 1)


def _dates(book: Book, page: Page, header: Header, row: int) -> int:
    """The calendar month of month 1, and the month in which fiscal years begin: they only date the sheet Years."""
    page.put(row, at.LABEL, "Month 1 is")
    page.put(row, at.WORDS, "Any day of the month; empty: years count from month 1", style="note")
    page.blank(row, at.LIKELY, "input", "yyyy-mm")
    if header.start is not None:
        page.put(
            row, at.LIKELY, datetime.date.fromisoformat(f"{header.start}-01"), style="input", form="yyyy-mm"
        )
    first = f"{letters(at.LIKELY)}{row}"
    says = "A date, such as 2027-04-01; or nothing."
    page.validate(row, at.LIKELY, low=_DATES[0], high=_DATES[1], says=says)
    book.define(FIRST_MONTH, page, row, at.LIKELY)
    page.put(
        row,
        at.CHECK,
        f'=IF(OR({first}="",ISNUMBER({first})),"{at.OK}","Check: a date")',
        value=at.OK,
        style="check",
    )
    row += 1
    page.put(row, at.LABEL, "Fiscal year begins in month")
    page.put(row, at.WORDS, "1 for January to 12 for December", style="note")
    page.put(row, at.LIKELY, header.fiscal_month, style="input integer")
    page.validate(row, at.LIKELY, low=1, high=12, whole=True, says="A whole number from 1 to 12.")
    cell = f"{letters(at.LIKELY)}{row}"
    used = f"=MAX(1,MIN(12,ROUND(N({cell}),0)))"
    page.put(row, at.USED, used, value=float(header.fiscal_month), style="formula integer")
    book.define("fiscal_month", page, row, at.USED)
    book.define("typed_fiscal_month", page, row, at.LIKELY)
    verdict = f'=IF(AND(ISNUMBER({cell}),N({cell})=fiscal_month),"{at.OK}","Check: 1 to 12")'
    page.put(row, at.CHECK, verdict, value=at.OK, style="check")
    page.put(row, at.OTHER, "Months from fiscal year 0 to month 1", style="note")
    origin = "=IF(ISNUMBER(first_month),12*YEAR(first_month)+MONTH(first_month)-fiscal_month,0)"
    page.put(row, at.OTHER + 1, origin, value=float(calendar_origin(header)), style="formula integer")
    book.define("calendar_origin", page, row, at.OTHER + 1)
    return row + 1


def _within(row: int) -> str:
    cell = f"{letters(at.LIKELY)}{row}"
    return f'=IF(AND(ISNUMBER({cell}),N({cell})=horizon),"{at.OK}","Check: 1 to {MONTHS} whole months")'


def write_conversions(book: Book, page: Page, model: Model, row: int, above: int) -> tuple[int, Constants]:
    """Labelled cells for every ratio a formula uses; rates of currencies may be changed.

    Returns the row after them, and the defined name of each ratio.
    """
    conversions = constants(model)
    define_changes(book, page, row + len(conversions) if conversions else above)
    if not conversions:
        return row, {}
    ratios: dict[tuple[str, float], str] = {}
    section(page, row, "Unit conversions and rates", 0)
    for each in conversions:
        row += 1
        page.text(row, at.LABEL, each.label)
        form = "#,##0" if each.value == round(each.value) else "0.000000"
        address = page.put(row, at.LIKELY, each.value, style="input" if each.rate else "constant", form=form)
        page.put(row, at.USED, f"={address}", value=each.value, style="formula", form=form)
        words = f"{source_of(each, model)}; {uses(each, model)}"
        page.text(row, at.WORDS, words, style="note_fit")
        page.height(row, height_of_notes([(each.label, at.WIDTHS[at.LABEL])], [(words, at.WIDTHS[at.WORDS])]))
        name = each.name
        while name in book.names:
            name += "_x"
        ratios[each.label, each.value] = book.define(name, page, row, at.USED)
        page.put(row, at.NOW, f"=N({address})", value=each.value, style="formula")
        page.put(row, at.EXPORTED, each.value, style="stored")
        page.put(row, at.CHECK, _ratio(address, each), value=at.OK, style="check")
        page.put(row, at.CHANGED, changed_since(row), value="", style="formula")
        change(page, row, above, shown_number(form, "–"), each.value, form)
        above = row
    return row + 1, ratios


def _ratio(address: str, constant: Constant) -> str:
    """A rate may be changed; that an hour has 60 minutes may not."""
    if constant.rate:
        return f'=IF(N({address})>0,"{at.OK}","Check: a number above 0")'
    return f'=IF(ABS(N({address})-{constant.value!r})<=1E-9,"{at.OK}","Check: a fixed ratio was changed")'
