"""The Funding sheet: type a budget, and the best plan computed within it is shown, by formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.portfolio_book import frontier as at
from exports.portfolio_book.contents import ROUNDING, Contents, Taking
from exports.portfolio_book.frontier import FrontierPlaces, flags
from exports.portfolio_book.pages import HEAD_ROW, BookColumn, area, cell, heads, section, sentence, widths
from exports.voice.formats import money
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.charts import GAIN, LOSS, NET, Axis, ChartLine, Series, columns, lines
from exports.workbook.writer.styles import FORMATS, GOOD, marked
from exports.workbook.writer.text import height_of, wrapped
from roi.records import dataclass

TITLE = "Funding"
PLACE, NAME, OPTION, START, NEEDED, WORTH, IN, SINCE = range(1, 9)
_FIGURE = NEEDED  # the column of the figures above the table
BUDGET, SHOWN, COUNT, MONEY, LEFT, VALUE, ABOVE, ABOVE_WORTH = range(HEAD_ROW, HEAD_ROW + 8)
_POSITION = (BUDGET, SINCE + 2)  # workings beside the printed page
_IN_OR_OUT = '"in";"";"out"'
_CHART_ROWS = 16
_CHART_CM = (11.8, 7.6)

PLANS = (
    "What is shown is the best plan of a computed budget, the largest within the amount typed: its deals, their "
    "options and starts are those of `roi portfolio fund` for that budget, with money by quarter, people, groups "
    "and prerequisites. Between two computed budgets a better plan may exist: run that command with the amount."
)
IN_ALL = "A budget is the money of all quarters together."
IN_PROPORTION = "A budget is what the portfolio states, so many times as large in each quarter."


def table_columns(currency: str) -> Sequence[BookColumn]:
    """The columns of the list."""
    return (
        BookColumn("Place", 7, "place"), BookColumn("Deal", 34), BookColumn("Option", 22),
        BookColumn("Starts in", 12),
        BookColumn(f"Money needed, {currency}", 16, "money"), BookColumn("NPV × chance of closing", 16, "money"),
        BookColumn("In or out", 10, "place"), BookColumn("Stays in from budget", 16, "money"),
    )  # fmt: skip


def introduction(contents: Contents) -> str:
    """What is shown, and what a budget is."""
    return f"{PLANS} {IN_PROPORTION if contents.by_quarter else IN_ALL}"


def first_row(contents: Contents) -> int:
    """The row of the first deal."""
    charts = _CHART_ROWS if contents.takings else 0
    return ABOVE_WORTH + 2 + len(wrapped(introduction(contents), _width(contents))) + charts + 3


def _width(contents: Contents) -> float:
    return sum(column.width for column in table_columns(contents.currency))


def write_funding(
    book: Book, page: Page, contents: Contents, frontier: FrontierPlaces | None, quarters: Mapping[str, str]
) -> None:
    """Fill the page.

    Args:
        book: the workbook.
        page: this page.
        contents: what the workbook is made of.
        frontier: where the computed budgets stand.
        quarters: ranges of the page of money: "names", "needed" and, where it is limited, "budget".
    """
    page.head("Funding", "Type a budget in the cell with a frame: deals, sums and both charts follow.")
    table = table_columns(contents.currency)
    widths(page, table)
    first = first_row(contents)
    last = first + len(contents.takings) - 1
    book.define("typed_budget", page, BUDGET, _FIGURE)
    _figures(page, contents, frontier, first, last)
    row = sentence(page, ABOVE_WORTH + 2, introduction(contents), _width(contents), "note")
    heads(page, first - 1, table)
    if contents.takings and frontier is not None:
        _charts(page, row, contents, frontier, quarters)
        for place in range(len(contents.takings)):
            _deal(page, first + place, place, contents, flags(frontier, place))
        marked(page.worksheet, f"{letters(IN)}{first}:{letters(IN)}{last}", f"{letters(IN)}{first}=1", GOOD)
    row = max(last, first) + 2
    if contents.left_out:
        when = (
            f"Out at a budget of {money(contents.budget, contents.currency)}, and why, when this was written"
        )
        row = section(page, row, when, SINCE)
        room = _width(contents) - 7 - 34
        for name, reason in contents.left_out:
            page.text(row, NAME, name, style="text_side")
            begin = row
            for line in wrapped(reason, room):
                page.text(row, OPTION, line, style="label_indent")
                row += 1
            page.height(begin, height_of([(name, 34.0)]))
    page.print_setup(f"A1:{letters(SINCE)}{row - 1}", rows=(first - 1, first - 1))


def _figures(page: Page, contents: Contents, frontier: FrontierPlaces | None, first: int, last: int) -> None:
    """The cell to type in, and what follows from it."""
    labels = {
        BUDGET: "Budget: type an amount", SHOWN: "Budget of the plan shown, the largest computed within it",
        COUNT: "Deals in that plan", MONEY: "Money that they need", LEFT: "Budget typed and not used",
        VALUE: "Their NPV × chance of closing", ABOVE: "Next computed budget beyond it",
        ABOVE_WORTH: "NPV × chance of the best plan of that",
    }  # fmt: skip
    for row, label in labels.items():
        page.text(row, PLACE, label, style="label_bold" if row == BUDGET else "label")
    page.put(BUDGET, _FIGURE, contents.budget, style="input money")
    page.validate(BUDGET, _FIGURE, low=0.0, says=f"An amount in {contents.currency}, 0 or more.")
    page.text(BUDGET, WORTH, f"{contents.currency}, all quarters together", style="note_side")
    inside = [each.way for each in contents.takings if contents.inside(each)]
    needed = float(sum(way.money for way in inside))
    put = _Figures(page)
    budget = cell(BUDGET, _FIGURE)
    if not contents.takings or frontier is None:
        for row in (SHOWN, COUNT, MONEY, VALUE):
            page.put(row, _FIGURE, 0.0, style="stored money")
        put.live(LEFT, f"{budget}-{letters(_FIGURE)}{MONEY}", contents.budget)
        return
    chosen = area(first, IN, last, IN)
    put.live(COUNT, f"SUM({chosen})", float(len(inside)), "integer")
    put.live(MONEY, f"SUMPRODUCT({chosen},{area(first, NEEDED, last, NEEDED)})", needed)
    worth = float(sum(way.worth for way in inside))
    put.live(VALUE, f"SUMPRODUCT({chosen},{area(first, WORTH, last, WORTH)})", worth)
    put.live(LEFT, f"{budget}-{letters(_FIGURE)}{MONEY}", contents.budget - needed)
    page.text(_POSITION[0], _POSITION[1] - 1, "Working: place of that budget", style="note")
    page.put(
        *_POSITION, f"=IFERROR(MATCH({budget}+{ROUNDING},{frontier.row(at.BUDGET)},1),0)",
        value=float(contents.shown), style="formula integer",
    )  # fmt: skip
    position = cell(*_POSITION)
    for row, source, shift in ((SHOWN, at.BUDGET, 0), (ABOVE, at.BUDGET, 1), (ABOVE_WORTH, at.WORTH, 1)):
        place = contents.shown + shift
        there = f"{position}>0" if shift == 0 else f"{position}<{len(contents.computed)}"
        point = contents.computed[place - 1] if 0 < place <= len(contents.computed) else None
        number = "none" if point is None else point.budget if source == at.BUDGET else point.worth
        put.live(row, f'IF({there},INDEX({frontier.row(source)},{position}+{shift}),"none")', number)


@dataclass(frozen=True, slots=True)
class _Figures:
    page: Page

    def live(self, row: int, formula: str, value: Value, form: str = "money") -> None:
        """A figure that follows the budget."""
        self.page.put(row, _FIGURE, f"={formula}", value=value, style=f"result {form}")


def _deal(page: Page, row: int, place: int, contents: Contents, inside: str) -> None:
    each: Taking = contents.takings[place]
    form, position = FORMATS["money"], cell(*_POSITION)
    page.put(row, PLACE, float(place + 1), style="text_centre_top integer")
    page.text(row, NAME, each.name, style="text_side")
    page.text(row, OPTION, each.way.option, style="text_side")
    page.text(row, START, contents.quarter(each.way.start), style="text_side")
    page.put(row, NEEDED, each.way.money, style="stored_top", form=form)
    page.put(row, WORTH, each.way.worth, style="stored_top", form=form)
    page.put(
        row, IN, f"=IF({position}=0,0,INDEX({inside},MAX(1,{position})))", value=float(contents.inside(each)),
        style="text_centre_top", form=_IN_OR_OUT,
    )  # fmt: skip
    if each.since is None:
        page.text(row, SINCE, "comes and goes", style="note_side")
    else:
        page.put(row, SINCE, each.since, style="stored_top", form=form)
    page.height(row, height_of([(each.name, 34.0), (each.way.option, 22.0)]))


def _charts(
    page: Page, row: int, contents: Contents, frontier: FrontierPlaces, quarters: Mapping[str, str]
) -> None:
    thousands = Axis("", '#,##0,;"−"#,##0,;0')
    needed = [Series("Needed by the deals that are in", quarters["needed"], GAIN)]
    if "budget" in quarters:
        needed.append(Series("On the table", quarters["budget"], LOSS))
    by_quarter = f"Money by quarter, {contents.currency} thousand"
    chart = columns(by_quarter, quarters["names"], needed, Axis(), thousands, _CHART_CM)
    page.chart(chart, f"A{row + 1}", "Bars: expected outlay by quarter of the deals of the plan shown.")
    typed, worth = page.at(BUDGET, _FIGURE), page.at(VALUE, _FIGURE)
    drawn = [
        ChartLine("Best plans computed", frontier.row(at.BUDGET), frontier.row(at.WORTH), NET),
        ChartLine("The plan shown, at the budget typed", typed, worth, LOSS, "diamond", joined=False),
    ]
    by_budget = f"Expected NPV by budget, {contents.currency} thousand"
    chart = lines(by_budget, drawn, Axis("", thousands.number_format), thousands, _CHART_CM)
    page.chart(
        chart, f"D{row + 1}", "Points joined by lines: expected net present value of the best plan of each "
        "computed budget; a diamond: the plan shown, at the budget typed.",
    )  # fmt: skip
