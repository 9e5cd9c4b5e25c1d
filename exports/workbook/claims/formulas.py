"""A claim's line as formulas on its own column of inputs, at the month or over the months it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from exports.workbook.coordinates import letters
from roi.case import AT, Claim
from roi.formula.nodes import Call, Shape, walk
from roi.formula.vocabulary import WORDS
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.units import Conversion, Unit

Constant = Callable[[str, float], str]


@dataclass(frozen=True, slots=True)
class CellReferences:
    """References for the Excel face: inputs and lines in cells of one column, at one moment.

    Attributes:
        cells: input or line → its cell.
        moment: the cell of the month.
        ratio: the cell of a conversion ratio by its label.
    """

    cells: Mapping[str, str]
    moment: str
    ratio: Constant

    def value(self, name: str, shape: Shape) -> str:
        """Its cell."""
        return self.cells[name]

    def varies(self, name: str) -> str:
        """Its inputs are numbers."""
        return ""

    def month(self) -> str:
        """The month of the claim."""
        return self.moment

    def constant(self, label: str, value: float) -> str:
        """The cell of a conversion ratio."""
        return self.ratio(label, value)

    def running(self, name: str) -> str:
        """Never: a claim on what looks back in time has its months in cells.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{name} over months in one cell")

    def lagged(self, name: str, months: str) -> str:
        """Never, see `running`.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{name} over months in one cell")


@dataclass(frozen=True, slots=True)
class Monthly(CellReferences):
    """References for a row a line and a column a month; `moment` is the month over a cell.

    Attributes:
        rows: line → its row; `head`: that of the numbers of the months.
        first, last: columns of month 0 and of the last month; `here`: letters of the one at hand.
    """

    rows: Mapping[str, int]
    head: int
    first: int
    last: int
    here: str

    def value(self, name: str, shape: Shape) -> str:
        """The cell of an input, or of a line in this month."""
        return f"{self.here}{self.rows[name]}" if name in self.rows else self.cells[name]

    def running(self, name: str) -> str:
        """The sum over months 1 to this one."""
        row = self.rows[name]
        return f"IF({self.moment}<1,0,SUM(${letters(self.first + 1)}{row}:{self.here}{row}))"

    def lagged(self, name: str, months: str) -> str:
        """The line some months earlier, 0 before month 1."""
        return f"IF({self.moment}>{months},INDEX({self.all_of(name)},1,{self.moment}-{months}+1),0)"

    def all_of(self, name: str) -> str:
        """The months of a line."""
        return self.across(self.rows[name])

    def across(self, row: int) -> str:
        """All months of a row."""
        return f"${letters(self.first)}${row}:${letters(self.last)}${row}"


def looks_over_time(claim: Claim, model: Model, lines: Iterable[str]) -> bool:
    """Whether it takes the months of a line: a sum, or a moment of what looks back in time."""
    return not at_a_moment(claim) or any(
        isinstance(node, Call) and WORDS[node.function].takes_line
        for name in lines
        for node in walk(model.line(name).node)
    )


def behind(model: Model, line: str) -> tuple[list[str], list[str]]:
    """Ids of the inputs and of the lines that a line is made of, itself last, in the model's order."""
    wanted, open_ = {line}, [line]
    while open_:
        name = open_.pop()
        if _is_line(model, name):
            new = model.line(name).reads - wanted
            wanted |= new
            open_ += new
    inputs = [item.id for item in model.drawn if item.id in wanted]
    return inputs, [item.id for item in model.lines if item.id in wanted]


def at_a_moment(claim: Claim) -> bool:
    """Whether the claim speaks of one month, and not of a sum."""
    return claim.at in ("steady", "start")


def month_of(claim: Claim, model: Model) -> int:
    """The month of a claim of one month, or the last month of its sum."""
    if claim.at == "start":
        return 0
    match = AT.fullmatch(claim.at)
    year = match[1] if match is not None else None
    return model.horizon if year is None else min(12 * int(year), model.horizon)


def summed(line: ModelLine, values: str, months: str, ratio: Constant, first: str, last: str) -> str:
    """The sum of a line from month `first` to `last`: of its payments where it is money, else of its values.

    `values`, `months`: the cells of the line by month, and of the numbers of the months.
    """
    text = f"({months}>={first})*({months}<={last})"
    if line.spec.flow is None:
        return f"SUMPRODUCT({text}*{values})"
    paid = {
        "monthly": f"({months}>=1)",
        "yearly-in-advance": f"({months}>=1)*(MOD({months}-1,12)=0)",
        "amount": f"({months}={line.timing.month})",
    }
    assert line.payment is not None
    return f"SUMPRODUCT({text}*{paid[line.timing.kind]}*{values}){converted(line.payment, ratio)}"


def first_month(claim: Claim, line: ModelLine) -> int:
    """Where the sum of a claim begins; a whole flow begins with the start."""
    match = AT.fullmatch(claim.at)
    if match is None or match[1] is None:
        return 0 if line.spec.flow is not None else 1
    return 12 * int(match[1]) - 11


def to_claim(claim: Claim, line: ModelLine, model: Model) -> Conversion:
    """From what the line gives to the claim's unit, as the audit of claims has it."""
    target = model.units.declared(claim.unit).unit
    source = line.unit.unit
    if not at_a_moment(claim):
        flow = line.spec.flow is not None
        source = Unit(((model.currency, 1),)) if flow else line.unit.unit * CALENDAR_MONTH
        if model.units.conversion(source, target) is None:
            source = source / CALENDAR_YEAR
    conversion = model.units.conversion(source, target)
    assert conversion is not None, "the audit has refused such a claim"
    return conversion


def converted(conversion: Conversion, constant: Constant) -> str:
    """What follows a number in a formula to bring it to another unit: `*conv/conv`."""
    signs = (("*" if step.power > 0 else "/") + constant(step.label, step.value) for step in conversion.steps)
    return "".join(signs)


def _is_line(model: Model, name: str) -> bool:
    return any(line.id == name for line in model.lines)
