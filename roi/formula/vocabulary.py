"""The one table of words: how many arguments, what arrays do, what Excel writes, how it is said, its unit.

A word has two Excel forms.  The cell form stands in the column of one month; the array form stands
inside `SUMPRODUCT` over the whole timeline, where `MIN`, `MAX`, `AND`, `OR` and `IF` would collapse or
intersect, so that it is boolean arithmetic there.  The checker, the faces and the documentation
read this table; nothing else knows a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from roi.arrays import Array
from roi.formula import ties
from roi.formula import word_arrays as arrays
from roi.formula import word_forms as forms
from roi.formula import word_units as units
from roi.formula.nodes import MONTH, Node, Shape
from roi.formula.word_forms import ATOM, POWER, PRODUCT, SUM, ExcelForm
from roi.formula.word_units import CALENDAR_MONTH, CLOCK_HOURS_A_YEAR, HOURS_A_YEAR, UnitRule
from roi.records import dataclass

ArrayFunction = Callable[..., Array]


@dataclass(frozen=True, slots=True)
class Word:
    """One row.  `array` takes the month axis (H + 1, 1) first, then the arguments.

    `takes_line`: the first argument must be the name of a line.  `timed`: the result depends on the
    month whatever the arguments do.  `defined_at_1`: places of arguments for which Excel has an error
    in place of a number, and has none at 1; a branch over time that is not taken is worked out there.
    `whole_months`: the place of an argument that is written as a whole number of months.  `precedence`: of its
    Excel forms.
    `example`: a formula over the names of `EXAMPLE` and its value in the last month of that horizon.
    """

    name: str
    least: int
    most: int | None
    units: UnitRule
    array: ArrayFunction
    cell: ExcelForm
    over_time: ExcelForm
    phrase: Callable[[Sequence[str]], str]
    meaning: str
    example: tuple[str, float]
    takes_line: bool = False
    timed: bool = False
    defined_at_1: tuple[int, ...] = ()
    whole_months: int | None = None
    precedence: int = ATOM

    @property
    def arity(self) -> str:
        """The number of arguments in words."""
        if self.most is None:
            return f"{self.least} or more arguments"
        counts = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"{counts} argument{'' if self.most == 1 else 's'}"

    def shape(self, arguments: Sequence[Node]) -> Shape:
        """On what the result depends."""
        shape = MONTH if self.timed else Shape(False, False)
        for argument in arguments:
            shape = shape | argument.shape
        return shape


def _said(template: str) -> Callable[[Sequence[str]], str]:
    return lambda arguments: template.format(*arguments)


def _by_tier(start: str) -> Callable[[Sequence[str]], str]:
    """The first argument, then pairs of a threshold and a price."""

    def phrase(arguments: Sequence[str]) -> str:
        pairs = zip(arguments[1::2], arguments[2::2], strict=True)
        return f"{start} {arguments[0]}: {', '.join(f'{price} from {threshold} on' for threshold, price in pairs)}"

    return phrase


def _listed(start: str) -> Callable[[Sequence[str]], str]:
    return lambda arguments: f"{start} {', '.join(arguments[:-1])} and {arguments[-1]}"


def _drawn_each_year(arguments: Sequence[str]) -> str:
    spread, persistence, *luck = arguments
    drawn = f"a factor drawn anew each year by {', '.join(luck)}"
    return f"{drawn}, give or take {spread}, of which {persistence} carries over"


# What the examples speak of: name → number, unit; `level` is a line.  Its horizon is 24 months.
EXAMPLE = {
    "rate": (10.0, "%/year"),
    "delay": (14.0, "month"),
    "duration": (40.0, "month"),
    "level": (2.0, "1/month"),
}

# The table -------------------------------------------------------------------------------------

WORDS: dict[str, Word] = {
    word.name: word
    for word in (
        Word(
            "month", 0, 0, units.fixed(CALENDAR_MONTH), lambda months: months,
            lambda refs, _: refs.month(), lambda refs, _: refs.month(), _said("the month"),
            "the number of the month, a duration: 1 to the horizon, 0 in `start` lines",
            ("month", 24.0), timed=True,
        ),
        Word(
            "always_on", 0, 0, units.fixed(HOURS_A_YEAR), lambda months: np.asarray(CLOCK_HOURS_A_YEAR),
            lambda refs, _: refs.constant("hour/year, always on", CLOCK_HOURS_A_YEAR),
            lambda refs, _: refs.constant("hour/year, always on", CLOCK_HOURS_A_YEAR),
            _said("every hour of the year"),
            "8,766 clock hours a calendar year, for machines that never stop", ("always_on", 8766.0),
        ),
        Word(
            "grow", 2, 2, units.growth, arrays.grow, forms.filled("(1+{0})^{1}"), forms.filled("(1+{0})^{1}"),
            _said("growth at {0} a year over {1}"),
            "(1 + rate) ** (x / 1 year)", ("grow(rate, month)", 1.21),
            defined_at_1=(0,), precedence=POWER,
        ),
        Word(
            "ramp", 2, 2, units.same_to_one, arrays.ramp, forms.ramp, forms.ramp_over_time,
            _said("a straight ramp of {0} that is complete at {1}"),
            "0 up to x = 0, then a straight line to 1 at x = T", ("ramp(month - delay, duration)", 0.25),
        ),
        Word(
            "s_curve", 2, 2, units.same_to_one, arrays.s_curve, forms.s_curve, forms.s_curve_over_time,
            _said("an S-curve of {0} that reaches 95 % at {1}"),
            "0 up to x = 0, an S to 95 % at x = T, 1 in the end", ("s_curve(duration, duration)", 0.95),
        ),
        Word(
            "j_curve", 3, 3, units.same_and_share, arrays.j_curve, forms.j_curve, forms.j_curve_over_time,
            _said("an S-curve of {0} that first dips to minus {2} and reaches 95 % at {1}"),
            "0 up to x = 0, a dip to −depth, then as s_curve to 95 % at x = T and 1 in the end",
            ("j_curve(duration, duration, 20%)", 0.95),
        ),
        Word(
            "once", 1, 1, units.moment, arrays.once, forms.once, forms.once,
            _said("once, in the month that holds {0}"),
            "a rate of 1 a month in the month that holds x", ("once(month)", 1.0), timed=True,
        ),
        Word(
            "cumulative", 1, 1, units.accumulated, arrays.cumulative,
            lambda refs, arguments: refs.running(arguments[0]),
            lambda refs, arguments: refs.running(arguments[0]),
            _said("the running total of {0}"),
            "the running total of a line over months 1 to this one", ("cumulative(level)", 48.0),
            takes_line=True, timed=True,
        ),
        Word(
            "lag", 2, 2, units.kept, arrays.lag,
            lambda refs, arguments: refs.lagged(arguments[0], arguments[1]),
            lambda refs, arguments: refs.lagged(arguments[0], arguments[1]),
            _said("{0} of {1} months before"),
            "a line a whole number of months earlier, 0 before", ("lag(level, 3)", 2.0),
            takes_line=True, timed=True, whole_months=1,
        ),
        Word(
            "yearly", 3, None, units.plain_throughout, arrays.yearly, forms.yearly, forms.yearly_over_time,
            _drawn_each_year,
            "the factor of the year, 1 on average: of a spread, a persistence, and a luck for each year",
            ("yearly(30%, 60%, 0, -1)", 0.7459488650079661), timed=True,
        ),
        Word(
            "min", 2, None, units.same, arrays.smallest, forms.called("MIN"), forms.extreme("<"),
            _listed("the smallest of"), "the smallest", ("min(3, 2, 5)", 2.0),
        ),
        Word(
            "max", 2, None, units.same, arrays.largest, forms.called("MAX"), forms.extreme(">"),
            _listed("the largest of"), "the largest", ("max(3, 2, 5)", 5.0),
        ),
        Word(
            "clip", 3, 3, units.same, arrays.clip, forms.filled("MIN(MAX({0},{1}),{2})"), forms.clip_over_time,
            _said("{0}, but no less than {1} and no more than {2}"),
            "x kept between two bounds", ("clip(8, 1, 5)", 5.0),
        ),
        Word(
            "tiered", 3, None, units.graduated, arrays.tiered, forms.tiered, forms.tiered_over_time,
            _by_tier("the price by tiers of"),
            "the cost of x, each unit at the price of its own tier: x, then threshold, price, threshold, price …",
            ("tiered(5, 0, 3, 2, 2, 4, 1)", 11.0),
        ),
        Word(
            "volume_price", 3, None, units.by_volume, arrays.volume_price, forms.volume_price,
            forms.volume_price_over_time, _by_tier("the unit price for a volume of"),
            "the price of a unit in the tier that x reaches: x, then threshold, price, threshold, price …",
            ("volume_price(5, 0, 3, 2, 2, 4, 1)", 1.0),
        ),
        Word(
            "abs", 1, 1, units.same, lambda months, x: np.abs(x), forms.called("ABS"), forms.called("ABS"),
            _said("the size of {0}"), "the size without its sign", ("abs(-3)", 3.0),
        ),
        Word(
            "exp", 1, 1, units.plain, lambda months, x: np.exp(x), forms.called("EXP"), forms.called("EXP"),
            _said("e to the power of {0}"), "e to the power of x", ("exp(0)", 1.0),
            defined_at_1=(0,),
        ),
        Word(
            "log", 1, 1, units.plain, lambda months, x: np.log(x), forms.called("LN"), forms.called("LN"),
            _said("the natural logarithm of {0}"), "natural logarithm", ("log(1)", 0.0),
            defined_at_1=(0,),
        ),
        Word(
            "sqrt", 1, 1, units.root, lambda months, x: np.sqrt(x), forms.called("SQRT"), forms.called("SQRT"),
            _said("the square root of {0}"), "square root", ("sqrt(9)", 3.0), defined_at_1=(0,),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operator:
    """One row: array function, Excel (an infix with its own precedence, a comparison, or a form), English."""

    array: Callable[..., Array]
    phrase: str
    infix: str | None = None
    precedence: int = 0  # Excel's, see `roi.formula.word_forms`
    comparison: str = ""  # Excel's sign, see `roi.formula.word_forms.compared`
    cell: str = ""
    over_time: str = ""


OPERATORS: dict[str, Operator] = {
    "+": Operator(np.add, "plus", "+", SUM),
    "-": Operator(np.subtract, "less", "-", SUM),
    "*": Operator(np.multiply, "×", "*", PRODUCT),
    "/": Operator(np.divide, "÷", "/", PRODUCT),
    "**": Operator(np.power, "to the power of", "^", POWER),
    "<": Operator(ties.below, "is below", comparison="<"),
    "<=": Operator(ties.at_most, "is at most", comparison="<="),
    ">": Operator(ties.above, "is above", comparison=">"),
    ">=": Operator(ties.at_least, "is at least", comparison=">="),
    "==": Operator(ties.equal, "equals", comparison="="),
    "!=": Operator(ties.unequal, "differs from", comparison="<>"),
    "and": Operator(np.logical_and, "and", cell="(AND({0}<>0,{1}<>0)*1)", over_time="(({0}<>0)*({1}<>0))"),
    "or": Operator(
        np.logical_or, "or", cell="(OR({0}<>0,{1}<>0)*1)", over_time="(((({0}<>0)+({1}<>0))>0)*1)"
    ),
    "not": Operator(np.logical_not, "not", cell="(({0}=0)*1)", over_time="(({0}=0)*1)"),
}
IF_CELL = "IF({0}<>0,{1},{2})"
IF_OVER_TIME = "(({0}<>0)*{1}+({0}=0)*{2})"

# Words of spreadsheets and programming languages, and what to write here.
OTHER_WORDS = {
    "sum": "Write a + b; cumulative(line) is the running total of a line over the months.",
    "average": "Write the sum over the count, both with a unit; an average over draws is what a run shows.",
    **dict.fromkeys(
        (
            "range", "uniform", "normal", "triangular", "pert", "lognormal", "beta", "gamma", "dirichlet", "pareto",
            "bernoulli", "discrete", "poisson", "binomial", "metalog", "mixture", "truncate", "data", "sip",
            "mean_of", "rand", "random",
        ),
        "A distribution is the value of an input: give it one there, and name that input here.",
    ),
    **dict.fromkeys(("avg", "mean"), "Write the sum over the count: (a + b) / count, with the count an input."),
    "median": "A median over draws is what a run shows.",
    "round": "Figures are not rounded; they are rounded where they are shown.",
    "int": "Figures are not rounded; they are rounded where they are shown.",
    "floor": "Figures are not rounded; they are rounded where they are shown.",
    "ceil": "Figures are not rounded; they are rounded where they are shown.",
    "pow": "Powers are written `**`, as in (1 + rate) ** 2.",
    "power": "Powers are written `**`, as in (1 + rate) ** 2.",
    "ln": "Write log(x), the natural logarithm.",
    "npv": "Lines are discounted by themselves: give the line a `flow`.",
    "iif": "Write `a if condition else b`.",
    "if": "Write `a if condition else b`.",
}  # fmt: skip
# Names that are none here.
OTHER_NAMES = {
    "true": "Write 1; a comparison is 1 where it holds.",
    "false": "Write 0; a comparison is 0 where it does not hold.",
    **dict.fromkeys(("year", "years", "quarter", "t", "time", "period"),
                    "Write month, the number of the month of the plan, in month."),
    "pi": "Make it an input.",
}  # fmt: skip
