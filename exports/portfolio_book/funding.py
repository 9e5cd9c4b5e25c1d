"""The Funding sheet: type a budget, and the priority list fills it, by formulas."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from exports.portfolio_book import frontier as at
from exports.portfolio_book.contents import Contents, Priority
from exports.portfolio_book.frontier import FrontierPlaces, flags
from exports.portfolio_book.pages import HEAD_ROW, Column, area, cell, heads, section, sentence, widths
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page, Value
from exports.workbook.writer.charts import GAIN, LOSS, NET, Axis, Line, Series, columns, lines
from exports.workbook.writer.styles import CAUTION, FORMATS, GOOD, marked
from exports.workbook.writer.text import height_of, wrapped

TITLE = "Funding"
PLACE, NAME, OPTION, START, NEEDED, WORTH, CUMULATED, IN, USED, PLANNED, SINCE = range(1, 12)
_FIGURE = NEEDED  # the column of the figures above the table
BUDGET, COUNT, MONEY, LEFT, OVER, VALUE, BELOW, BELOW_WORTH, ABOVE, ABOVE_WORTH = range(
    HEAD_ROW, HEAD_ROW + 10
)
_POSITION = (BUDGET, SINCE + 2)  # workings beside the printed page
_ROUNDING = 0.005  # half a cent: sums of money are not exact in binary
_IN_OR_OUT = '"in";"";"out"'
_CHART_ROWS = 16
_CHART_CM = (13.6, 7.6)

TOLD = (
    "From the top of the list, a deal is in where the budget still holds its money, all that it needs is in, and "
    "nothing that excludes it. This is not the best plan for the budget typed. The best plans were computed for "
    "the budgets of Frontier alone, with every option and start, money by quarter and people; between two of them "
    "this list only fills the budget in the order in which deals came to stay. `roi portfolio fund` computes the "
    "best plan for any budget."
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What the list gives for a budget, by deal: in or out, money used so far, and that of all down to here."""

    chosen: Sequence[bool]
    used: Sequence[float]
    together: Sequence[float]


def filled(priority: Sequence[Priority], budget: float) -> Filled:
    """The priority list filled from its top, as the formulas of the page do."""
    chosen: list[bool] = []
    used: list[float] = []
    state: dict[str, bool] = {}
    money = 0.0
    for each in priority:
        fits = each.way.money + money <= budget + _ROUNDING
        allowed = all(state.get(name, False) for name in each.needs)
        free = not any(state.get(name, False) for name in each.exclusive)
        state[each.name] = fits and allowed and free
        money += each.way.money if state[each.name] else 0.0
        chosen.append(state[each.name])
        used.append(money)
    return Filled(chosen, used, list(accumulate(each.way.money for each in priority)))


def table_columns(currency: str) -> Sequence[Column]:
    """The columns of the list."""
    return (
        Column("Place", 7, "place"), Column("Deal", 30), Column("Option", 18), Column("Starts in", 11),
        Column(f"Money needed, {currency}", 15, "money"), Column("NPV × chance of closing", 14, "money"),
        Column("Money of all down to here", 14, "money"), Column("In or out", 8, "place"),
        Column("Money used so far", 14, "money"), Column("In the plan of the computed budget", 18),
        Column("Stays in from budget", 14, "money"),
    )  # fmt: skip


def first_row(contents: Contents) -> int:
    """The row of the first deal."""
    return ABOVE_WORTH + 2 + len(wrapped(TOLD, _width(contents))) + _CHART_ROWS + 3


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
    last = first + len(contents.priority) - 1
    book.define("typed_budget", page, BUDGET, _FIGURE)
    _figures(page, contents, frontier, first, last)
    _quarters_over(page, contents, quarters)
    row = sentence(page, ABOVE_WORTH + 2, TOLD, _width(contents), "note")
    if contents.priority and frontier is not None:
        _charts(page, row, contents, frontier, quarters)
    heads(page, first - 1, table)
    done = filled(contents.priority, contents.budget)
    where = {each.name: first + place for place, each in enumerate(contents.priority)}
    for place, each in enumerate(contents.priority):
        _deal(page, first, place, each, done, where, contents, frontier)
    if contents.priority:
        marked(page.worksheet, f"H{first}:H{last}", f"H{first}=1", GOOD)
    row = max(last, first) + 2
    if contents.left_out:
        row = section(page, row, "In no computed plan, or not to stay", SINCE)
        for name, reason in contents.left_out:
            page.text(row, PLACE, "")
            page.text(row, NAME, name, style="text_side")
            page.text(row, OPTION, reason, style="label_indent")
            page.height(row, height_of([(name, 30.0)]))
            row += 1
    page.print_setup(f"A1:{letters(SINCE)}{row - 1}", rows=(first - 1, first - 1))


def _figures(page: Page, contents: Contents, frontier: FrontierPlaces | None, first: int, last: int) -> None:
    """The cell to type in, and what follows from it."""
    labels = {
        BUDGET: "Budget: type an amount", COUNT: "Deals in, by the priority list below",
        MONEY: "Money that they need", LEFT: "Budget left", VALUE: "Their NPV × chance of closing",
        BELOW: "Largest computed budget within that amount", BELOW_WORTH: "Expected NPV of the best plan computed "
        "for it",
        ABOVE: "Smallest computed budget beyond that amount", ABOVE_WORTH: "Expected NPV of the best plan computed "
        "for it",
    }  # fmt: skip
    for row, label in labels.items():
        page.text(row, PLACE, label, style="label_bold" if row == BUDGET else "label")
    page.put(BUDGET, _FIGURE, contents.budget, style="input money")
    page.validate(BUDGET, _FIGURE, low=0.0, says=f"An amount in {contents.currency}, 0 or more.")
    page.text(BUDGET, WORTH, f"{contents.currency}, all quarters together", style="note_side")
    done = filled(contents.priority, contents.budget)
    chosen = [each for each, inside in zip(contents.priority, done.chosen, strict=True) if inside]
    money = done.used[-1] if done.used else 0.0
    worth = float(sum(each.way.worth for each in chosen))
    put = _Figures(page)
    if contents.priority:
        inside = area(first, IN, last, IN)
        put.live(COUNT, f"SUM({inside})", float(len(chosen)), "integer")
        put.live(MONEY, f"{letters(USED)}{last}", money)
        put.live(VALUE, f"SUMPRODUCT({inside},{area(first, WORTH, last, WORTH)})", worth)
    else:
        for row in (COUNT, MONEY, VALUE):
            page.put(row, _FIGURE, 0.0, style="stored money")
    budget = cell(BUDGET, _FIGURE)
    put.live(LEFT, f"{budget}-{letters(_FIGURE)}{MONEY}", contents.budget - money)
    if frontier is None:
        return
    budgets = [point.budget for point in contents.computed]
    position = bisect_right(budgets, contents.budget + _ROUNDING)
    page.text(_POSITION[0], _POSITION[1] - 1, "Working: place of that budget", style="note")
    page.put(
        *_POSITION, f"=IFERROR(MATCH({budget}+{_ROUNDING},{frontier.row(at.BUDGET)},1),0)", value=float(position),
        style="formula integer",
    )  # fmt: skip
    own = cell(*_POSITION)
    for shift, rows in ((0, (BELOW, BELOW_WORTH)), (1, (ABOVE, ABOVE_WORTH))):
        place = position + shift
        there = f"{own}>0" if shift == 0 else f"{own}<{len(budgets)}"
        exists = place > 0 if shift == 0 else position < len(budgets)
        for row, source in zip(rows, (at.BUDGET, at.WORTH), strict=True):
            point = contents.computed[place - 1] if exists else None
            number = (point.budget if source == at.BUDGET else point.worth) if point else "none"
            index = f"INDEX({frontier.row(source)},{own}+{shift})"
            put.live(row, f'IF({there},{index},"none")', number)


def _quarters_over(page: Page, contents: Contents, quarters: Mapping[str, str]) -> None:
    """The list knows the money in all alone: in how many quarters its deals need more than is there."""
    page.text(OVER, PLACE, "Quarters in which they need more than is on the table")
    if not contents.priority or "limited" not in quarters:
        page.text(OVER, _FIGURE, "no limit", style="result")
        return
    needed = quarter_sums(contents)
    over = sum(have + _ROUNDING < need for have, need in zip(contents.by_quarter, needed, strict=False))
    formula = f"SUMPRODUCT(--({quarters['limited']}>{quarters['budget']}+{_ROUNDING}))"
    _Figures(page).live(OVER, formula, float(over), "integer")
    marked(page.worksheet, f"{letters(_FIGURE)}{OVER}", f"{letters(_FIGURE)}{OVER}>0", CAUTION)


def quarter_sums(contents: Contents) -> Sequence[float]:
    """What the deals that are in need in each quarter."""
    done = filled(contents.priority, contents.budget)
    inside = [
        each.way.quarters for each, chosen in zip(contents.priority, done.chosen, strict=True) if chosen
    ]
    return [float(sum(quarters[k] for quarters in inside)) for k in range(len(contents.quarters))]


@dataclass(frozen=True, slots=True)
class _Figures:
    page: Page

    def live(self, row: int, formula: str, value: Value, form: str = "money") -> None:
        """A figure that follows the budget."""
        self.page.put(row, _FIGURE, f"={formula}", value=value, style=f"result {form}")


def _deal(
    page: Page,
    first: int,
    place: int,
    each: Priority,
    done: Filled,
    where: Mapping[str, int],
    contents: Contents,
    frontier: FrontierPlaces | None,
) -> None:
    row, money = first + place, FORMATS["money"]
    page.put(row, PLACE, float(place + 1), style="text_centre_top integer")
    page.text(row, NAME, each.name, style="text_side")
    page.text(row, OPTION, each.way.option, style="text_side")
    page.text(
        row, START, contents.quarters[min(each.way.start, len(contents.quarters)) - 1], style="text_side"
    )
    page.put(row, NEEDED, each.way.money, style="stored_top", form=money)
    page.put(row, WORTH, each.way.worth, style="stored_top", form=money)
    needed, before = f"{letters(NEEDED)}{row}", f"{letters(CUMULATED)}{row - 1}+" if place else ""
    page.put(
        row, CUMULATED, f"={before}{needed}", value=done.together[place], style="formula_top", form=money
    )
    used = f"+{letters(USED)}{row - 1}" if place else ""
    tests = [f"{needed}{used}<={cell(BUDGET, _FIGURE)}+{_ROUNDING}"]
    inside = letters(IN)
    tests += [f"{inside}{where[name]}=1" if where.get(name, row) < row else "FALSE" for name in each.needs]
    tests += [f"{inside}{where[name]}=0" for name in each.exclusive if where.get(name, row) < row]
    page.put(
        row, IN, f"=IF(AND({','.join(tests)}),1,0)", value=float(done.chosen[place]), style="text_centre_top",
        form=_IN_OR_OUT,
    )  # fmt: skip
    before = f"{letters(USED)}{row - 1}+" if place else ""
    page.put(
        row, USED, f"={before}{inside}{row}*{needed}", value=done.used[place], style="formula_top", form=money
    )
    if frontier is not None:
        _planned(page, row, place, each, contents, frontier)
    page.put(row, SINCE, each.since, style="stored_top", form=money)
    page.height(row, height_of([(each.name, 30.0), (each.way.option, 18.0)]))


def _planned(
    page: Page, row: int, place: int, each: Priority, contents: Contents, frontier: FrontierPlaces
) -> None:
    """In which option the plan of the largest computed budget within the one typed takes the deal up."""
    budgets = [point.budget for point in contents.computed]
    position = bisect_right(budgets, contents.budget + _ROUNDING)
    way = contents.computed[position - 1].ways.get(each.name) if position else None
    own = cell(*_POSITION)
    index = f"INDEX({flags(frontier, place)},MAX(1,{own}))"
    formula = f'=IF({own}=0,"no plan",IF({index}="","out",{index}))'
    value = "no plan" if not position else "out" if way is None else way.option or "in"
    page.put(row, PLANNED, formula, value=value, style="link_side")


def _charts(
    page: Page, row: int, contents: Contents, frontier: FrontierPlaces, quarters: Mapping[str, str]
) -> None:
    money = Axis("", '#,##0,;"−"#,##0,;0')
    needed = [Series("Needed by the deals that are in", quarters["needed"], GAIN)]
    if "budget" in quarters:
        needed.append(Series("On the table", quarters["budget"], LOSS))
    chart = columns(
        f"Money by quarter, {contents.currency} thousand", quarters["names"], needed, Axis(), money, _CHART_CM
    )
    page.chart(
        chart,
        f"A{row + 1}",
        "Bars: expected outlay by quarter of the deals that are in for the budget typed.",
    )
    typed, worth = page.at(BUDGET, _FIGURE), page.at(VALUE, _FIGURE)
    drawn = [
        Line("Best plans computed", frontier.row(at.BUDGET), frontier.row(at.WORTH), NET),
        Line("The list, at the budget typed", typed, worth, LOSS, "diamond", joined=False),
    ]
    chart = lines(
        f"Expected NPV by budget, {contents.currency} thousand",
        drawn,
        Axis("", money.number_format),
        money,
        _CHART_CM,
    )
    page.chart(
        chart, f"F{row + 1}", "Points joined by lines: expected net present value of the best plan of each "
        "computed budget; a diamond: the priority list at the budget typed.",
    )  # fmt: skip
