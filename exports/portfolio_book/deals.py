"""The Deals sheet: a row a deal with its own file behind its name, and live sums beneath."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from urllib.parse import quote

from exports.portfolio_book.contents import Contents, DealRow
from exports.portfolio_book.pages import HEAD_ROW, BookColumn, area, heads, section, sentence, widths
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.logo import place_logo
from exports.workbook.writer.styles import FORMATS, NEVER
from exports.workbook.writer.text import height_of
from roi.notation import grouped
from roi.records import dataclass
from roi.text import counted

TITLE = "Deals"
NAME, OWNER, STAGE, CLOSE, CHANCE, OPTION, MEAN, P10, P50, P90, LOSS, PAYBACK, WITHIN, NEEDED, WEIGHTED = (
    range(1, 16)
)
_SUMMED = (MEAN, NEEDED, WEIGHTED)
_LOGO_POINTS = 40  # title, subtitle and check stand beside it


@dataclass(frozen=True, slots=True)
class DealPlaces:
    """Where the deals stand: rows `first` to `last` of the page, by name of a deal; `last` < `first` for none."""

    page: Page
    first: int
    last: int
    rows: Mapping[str, int]

    def column(self, col: int) -> str:
        """A column of all deals, with the sheet."""
        return self.page.span(self.first, col, self.last, col)

    def at(self, name: str, col: int) -> str:
        """A cell of a deal, with the sheet."""
        return self.page.at(self.rows[name], col)


def columns(contents: Contents) -> Mapping[int, BookColumn]:
    """The columns of the table."""
    money = f", {contents.currency}"
    return {
        NAME: BookColumn("Deal", 30), OWNER: BookColumn("Owner", 14), STAGE: BookColumn("Stage", 13),
        CLOSE: BookColumn("Close", 12, "date"), CHANCE: BookColumn("Chance of closing", 9, "percent"),
        OPTION: BookColumn("Option", 20), MEAN: BookColumn(f"NPV, mean{money}", 13, "money"),
        P10: BookColumn("NPV, P10", 13, "money"), P50: BookColumn("NPV, P50", 13, "money"),
        P90: BookColumn("NPV, P90", 13, "money"), LOSS: BookColumn("Chance of a loss", 9, "percent"),
        PAYBACK: BookColumn("Payback, P50, months", 10, "months"),
        WITHIN: BookColumn(f"Pays back within {contents.within} months", 11, "percent"),
        NEEDED: BookColumn(f"Money needed{money}", 13, "money"),
        WEIGHTED: BookColumn("NPV × chance of closing", 13, "money"),
    }  # fmt: skip


FIGURES: Mapping[int, Callable[[DealRow], float]] = {
    CHANCE: lambda row: row.chance,
    MEAN: lambda row: row.mean,
    P10: lambda row: row.p10,
    P50: lambda row: row.p50,
    P90: lambda row: row.p90,
    LOSS: lambda row: row.loss,
    PAYBACK: lambda row: row.payback if math.isfinite(row.payback) else NEVER,
    WITHIN: lambda row: row.within,
    NEEDED: lambda row: row.money,
}


def write_deals(book: Book, page: Page, contents: Contents) -> DealPlaces:
    """Fill the page; returns where the deals stand."""
    table = columns(contents)
    page.head(
        contents.title, f"{counted(len(contents.rows), 'deal')} on common luck, money in {contents.currency}."
    )
    widths(page, list(table.values()))
    place_logo(page, 1, LOSS, WEIGHTED, _LOGO_POINTS)
    row = HEAD_ROW
    heads(page, row, list(table.values()))
    page.freeze(row + 1, 2)
    first = row + 1
    for place, deal in enumerate(contents.rows):
        _deal(page, first + place, deal, table)
    places = DealPlaces(
        page,
        first,
        first + len(contents.rows) - 1,
        {deal.name: first + k for k, deal in enumerate(contents.rows)},
    )
    row = _sums(page, places, contents)
    row = _failed(page, row + 1, contents) if contents.failed else row
    total = sum(column.width for column in table.values())
    row = sentence(
        page, row + 1, "A name opens the deal's own file, where that lies beside this workbook as it did when this "
        "was written. NPV is that of the deal if it closes; NPV × chance of closing counts that it may not. P10 "
        "and P90 of a sum are not the sums of P10 and P90, so they are not added.", total, "note",
    )  # fmt: skip
    page.print_setup(f"A1:{letters(WEIGHTED)}{row - 1}", rows=(HEAD_ROW, HEAD_ROW))
    if contents.rows:
        page.worksheet.auto_filter.ref = area(HEAD_ROW, NAME, places.last, WEIGHTED).replace("$", "")
    return places


def _deal(page: Page, row: int, deal: DealRow, table: Mapping[int, BookColumn]) -> None:
    address = page.text(row, NAME, deal.name, style="label_linked" if deal.file else "label_wrap")
    if deal.file:  # a relative link: whatever a file is called, it is a path and no other kind of address
        page.link(address, quote(deal.file, safe="/"))
    texts = {OWNER: deal.owner, STAGE: deal.stage, OPTION: deal.option}
    for col, text in texts.items():
        page.text(row, col, text, style="text_side")
    if deal.close is not None:
        page.put(row, CLOSE, deal.close, style="text_centre_top date")
    for col, figure in FIGURES.items():
        page.put(row, col, figure(deal), style="stored_top", form=FORMATS[table[col].kind])
    chance, mean = f"{letters(CHANCE)}{row}", f"{letters(MEAN)}{row}"
    page.put(row, WEIGHTED, f"={chance}*{mean}", value=deal.weighted, style="formula_top money")
    page.height(row, height_of((text, table[col].width) for col, text in {NAME: deal.name, **texts}.items()))


def _sums(page: Page, places: DealPlaces, contents: Contents) -> int:
    row = places.last + 1
    for col in range(NAME, WEIGHTED + 1):
        page.blank(row, col, "total")
    page.text(row, NAME, "All together", style="label_bold")
    figures = {
        MEAN: lambda deal: deal.mean,
        NEEDED: lambda deal: deal.money,
        WEIGHTED: lambda deal: deal.weighted,
    }
    for col in _SUMMED if contents.rows else ():
        value = float(sum(figures[col](deal) for deal in contents.rows))
        page.put(
            row, col, f"=SUM({area(places.first, col, places.last, col)})", value=value, style="total money"
        )
    return row + 1


def _failed(page: Page, row: int, contents: Contents) -> int:
    row = section(page, row, f"Left out: {grouped(len(contents.failed))} that could not be run", WEIGHTED)
    for name, reason in contents.failed:
        page.text(row, NAME, name, style="label_wrap")
        page.text(row, OWNER, reason, style="label_indent")
        page.height(row, height_of([(name, 30.0)]))
        row += 1
    return row
