"""The Frontier sheet: the plan of each computed budget, and which deals are in it."""

from __future__ import annotations

from exports.portfolio_book.contents import Contents
from exports.portfolio_book.pages import HEAD_ROW, BookColumn, heads, section, sentence
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from roi.records import dataclass

TITLE = "Frontier"
NAME, OPTION, START, FIRST = range(1, 5)  # the last is the column of the first budget
_WIDTHS = {NAME: 30.0, OPTION: 18.0, START: 10.0}
_COLUMN = 12.5
_ON_A_PAGE = 9  # budgets that print beside each other
BUDGET, WORTH, BOUND, GAP, MONEY, COUNT, NEXT = range(HEAD_ROW + 1, HEAD_ROW + 8)


@dataclass(frozen=True, slots=True)
class FrontierPlaces:
    """Where the computed budgets stand, a column each."""

    page: Page
    last: int  # column
    first_deal: int

    def row(self, row: int) -> str:
        """A row over all budgets, with the sheet."""
        return self.page.span(row, FIRST, row, self.last)


def write_frontier(book: Book, page: Page, contents: Contents) -> FrontierPlaces | None:
    """Fill the page; None where no budget was computed."""
    page.head(
        "Frontier",
        "The best plan the optimiser found for each of these budgets: which deals, in which option, from when.",
    )
    if not contents.computed:
        page.widths(_WIDTHS)
        sentence(page, HEAD_ROW, "No budget was computed: there is no deal to fund.", 100, "note")
        page.print_setup(f"A1:H{HEAD_ROW}")
        return None
    last = FIRST + len(contents.computed) - 1
    page.widths({**_WIDTHS, **dict.fromkeys(range(FIRST, last + 1), _COLUMN)})
    table = [BookColumn(f"Of each budget, {contents.currency}", 30), BookColumn("", 18), BookColumn("", 10)]
    table += [BookColumn(f"Budget {k}", _COLUMN, "money") for k in range(1, len(contents.computed) + 1)]
    heads(page, HEAD_ROW, table)
    labels = {
        BUDGET: "Budget in all", WORTH: "Expected NPV of its best plan", BOUND: "No plan is worth more than",
        GAP: "Gap to that bound", MONEY: "Money that the plan needs", COUNT: "Deals in it",
        NEXT: "NPV for each further unit of budget",
    }  # fmt: skip
    for row, label in labels.items():
        page.text(row, NAME, label, style="label")
    for k in range(len(contents.computed)):
        _point(page, contents, FIRST + k, k)
    places = FrontierPlaces(page, last, NEXT + 3)
    row = section(page, NEXT + 2, "Which deals are in, in which option and from when", last)
    for each in contents.takings:
        page.text(row, NAME, each.name, style="label_wrap")
        page.text(row, OPTION, each.way.option, style="label_wrap")
        page.text(row, START, contents.quarter(each.way.start), style="label_wrap")
        for k, inside in enumerate(each.inside):
            page.put(row, FIRST + k, float(inside), style="text_centre", form='"in";"";""')
        row += 1
    row = sentence(
        page, row + 1, "Computed when this was written, for these budgets and no others. NPV counts the chance of "
        "closing and a later start.", 58 + _COLUMN * len(contents.computed), "note",
    )  # fmt: skip
    page.freeze(HEAD_ROW + 1, FIRST)
    page.print_setup(
        f"A1:{letters(last)}{row - 1}",
        rows=(HEAD_ROW, BUDGET),
        columns=(NAME, START),
        split_after=FIRST + _ON_A_PAGE - 1 if len(contents.computed) > _ON_A_PAGE else 0,
    )
    return places


def _point(page: Page, contents: Contents, col: int, place: int) -> None:
    point = contents.computed[place]
    page.put(BUDGET, col, point.budget, style="stored_total money")
    page.put(WORTH, col, point.worth, style="stored money")
    page.put(BOUND, col, point.bound, style="stored money")
    worth, bound = (f"{letters(col)}{row}" for row in (WORTH, BOUND))
    gap = (point.bound - point.worth) / point.bound if point.bound > 0 else 0.0
    page.put(GAP, col, f"=IF({bound}>0,({bound}-{worth})/{bound},0)", value=gap, style="formula percent")
    page.put(MONEY, col, point.money, style="stored money")
    page.put(COUNT, col, float(len(point.ways)), style="stored integer")
    if place + 1 < len(contents.computed):
        after = contents.computed[place + 1]
        then = letters(col + 1)
        more = f"({then}{BUDGET}-{letters(col)}{BUDGET})"
        value = (after.worth - point.worth) / (after.budget - point.budget)
        page.put(NEXT, col, f"=({then}{WORTH}-{worth})/{more}", value=value, style="formula number")


def flags(places: FrontierPlaces, place: int) -> str:
    """The row of a taking over all budgets, 1 where it is in, with the sheet; `place` on the page from 0."""
    row = places.first_deal + place
    return places.page.span(row, FIRST, row, places.last)
