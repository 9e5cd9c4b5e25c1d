"""The Money sheet: the expected outlay of each deal by quarter, and of those that are in."""

from __future__ import annotations

from collections.abc import Mapping

from exports.portfolio_book import funding as at
from exports.portfolio_book.contents import Contents, Taking
from exports.portfolio_book.pages import HEAD_ROW, BookColumn, area, heads, sentence
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page

TITLE = "Money"
NAME, IN, FIRST = 1, 2, 3
_WIDTHS = {NAME: 30.0, IN: 8.0}
_COLUMN = 12.0
NEEDED, TABLE = HEAD_ROW + 1, HEAD_ROW + 2


def write_money(book: Book, page: Page, funding: Page, contents: Contents) -> Mapping[str, str]:
    """Fill the page; returns the ranges of the chart of money by quarter, by name."""
    page.head("Money by quarter", "Expected outlay, gross, in the quarters of the portfolio's calendar.")
    count = len(contents.quarters)
    last = FIRST + count  # the sum
    page.widths({**_WIDTHS, **dict.fromkeys(range(FIRST, last + 1), _COLUMN)})
    names = [BookColumn(f"Money, {contents.currency}", 30), BookColumn("In or out", 8, "place")]
    names += [BookColumn(name, _COLUMN, "money") for name in (*contents.quarters, "All")]
    heads(page, HEAD_ROW, names)
    first = TABLE + (1 if contents.by_quarter else 0) + 1
    end = first + len(contents.takings) - 1
    chosen = [each.way.quarters for each in contents.takings if contents.inside(each)]
    page.text(NEEDED, NAME, "Needed by the deals that are in", style="label_bold")
    if contents.by_quarter:
        page.text(TABLE, NAME, "On the table", style="label_bold")
    sums = [float(sum(quarters[k] for quarters in chosen)) for k in range(count)]
    typed = funding.at(at.BUDGET, at.NEEDED)
    for k in range(count):
        col = FIRST + k
        inside, needs = area(first, IN, end, IN), area(first, col, end, col)
        if contents.takings:
            page.put(NEEDED, col, f"=SUMPRODUCT({inside},{needs})", value=sums[k], style="result money")
        else:
            page.put(NEEDED, col, 0.0, style="stored money")
        if k < len(contents.by_quarter):
            share = contents.budget / contents.stated
            page.put(
                TABLE, col, f"={contents.by_quarter[k]!r}*{typed}/{contents.stated!r}",
                value=contents.by_quarter[k] * share, style="formula money",
            )  # fmt: skip
    _sum(page, NEEDED, last, "result money")
    if contents.by_quarter:
        _sum(
            page, TABLE, last, most=(typed, contents.budget)
        )  # less than its quarters, where all is limited too
    for place, each in enumerate(contents.takings):
        _deal(page, first + place, last, each, funding.at(at.first_row(contents) + place, at.IN), contents)
    bottom = sentence(
        page, max(end, first) + 2, "Each deal in each option and start in which some computed plan takes it up. A "
        "sum over a quarter is what is expected, not what must be kept ready: an outlay can turn out larger.",
        100, "note",
    )  # fmt: skip
    page.freeze(HEAD_ROW + 1, FIRST)
    page.print_setup(f"A1:{letters(last)}{bottom - 1}", rows=(HEAD_ROW, HEAD_ROW))
    ranges = {
        "names": page.span(HEAD_ROW, FIRST, HEAD_ROW, last - 1),
        "needed": page.span(NEEDED, FIRST, NEEDED, last - 1),
    }
    if contents.by_quarter:
        ranges["budget"] = page.span(TABLE, FIRST, TABLE, FIRST + len(contents.by_quarter) - 1)
    return ranges


def _deal(page: Page, row: int, last: int, each: Taking, source: str, contents: Contents) -> None:
    """A deal in one of its ways: whether it is in, by `source`, and its money by quarter."""
    page.text(row, NAME, each.name, style="label")
    inside = float(contents.inside(each))
    page.put(row, IN, f"={source}", value=inside, style="text_centre", form='"in";"";"out"')
    for k, amount in enumerate(each.way.quarters):
        page.put(row, FIRST + k, amount, style="stored money")
    _sum(page, row, last)


def _sum(
    page: Page, row: int, last: int, style: str = "formula money", *, most: tuple[str, float] | None = None
) -> None:
    """The sum of a row in its last column; `most`: what it is at most, by a cell and its value."""
    value = sum(float(page.book.value(page.at(row, col)) or 0.0) for col in range(FIRST, last))
    text = f"SUM({area(row, FIRST, row, last - 1)})"
    if most is not None:
        text, value = f"MIN({text},{most[0]})", min(value, most[1])
    page.put(row, last, f"={text}", value=value, style=style)
