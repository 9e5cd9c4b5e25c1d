"""A claim's line as a formula on its own column of inputs, at the month or over the months it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roi.case import AT, Claim
from roi.formula.excel import Form, render
from roi.formula.nodes import Shape
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model import Model, ModelLine
from roi.units import Conversion, Unit

Constant = Callable[[str, float], str]


@dataclass(frozen=True, slots=True)
class Placed:
    """References for the Excel face: inputs in cells of one column, lines in cells or written out in full.

    Attributes:
        model: the case under the claim's preset.
        cells: input or line → its cell; a line without one is written out where it is used.
        moment: the cell of the month, or the column of all months where `form` is "over_time".
        months: the column of all months, `across` the row of the same months.
        constant: the cell of a conversion ratio by its label.
    """

    model: Model
    cells: Mapping[str, str]
    moment: str
    months: str
    across: str
    constants: Constant
    form: Form = "cell"

    def value(self, name: str, shape: Shape) -> str:
        """A cell, or the line's own formula in brackets."""
        return self.cells[name] if name in self.cells else self._written(name)

    def varies(self, name: str) -> str:
        """Its inputs are numbers."""
        return ""

    def month(self) -> str:
        """The month of the claim, or all months."""
        return self.moment

    def constant(self, label: str, value: float) -> str:
        """The cell of a conversion ratio."""
        return self.constants(label, value)

    def running(self, name: str) -> str:
        """The sum over months 1 to this one."""
        every = self._moved(self.months, "over_time")._written(name)
        if self.form == "cell":
            return f"SUMPRODUCT(({self.months}>=1)*({self.months}<={self.moment})*{every})"
        return f"MMULT(({self.moment}>={self.across})*1,({self.months}>=1)*{every})"

    def lagged(self, name: str, months: str) -> str:
        """The line some months earlier, 0 before month 1."""
        if months == "0":
            return self.value(name, Shape(True, True))
        earlier = f"({self.moment}-{months})"
        if self.form == "cell":
            return f"IF({earlier}>=1,{self._moved(earlier, 'cell')._written(name)},0)"
        # A month below 1 must not spoil the sum with an error of its own.
        return f"(({earlier}>=1)*{self._moved(f'({earlier}*({earlier}>0))', 'over_time')._written(name)})"

    def _moved(self, moment: str, form: Form) -> Placed:
        """The same inputs at another moment: cells of lines hold the old one."""
        inputs = {name: cell for name, cell in self.cells.items() if not _is_line(self.model, name)}
        return Placed(self.model, inputs, moment, self.months, self.across, self.constants, form)

    def _written(self, name: str) -> str:
        return f"({render(self.model.line(name).node, self, self.form)})"


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


def summed(claim: Claim, line: ModelLine, refs: Placed, first: str, last: str) -> str:
    """The sum of a line from month `first` to `last`: of its payments where it is money, else of its values."""
    t = refs.months
    text = f"({t}>={first})*({t}<={last})"
    if line.spec.flow is not None:
        paid = {
            "monthly": f"({t}>=1)",
            "yearly-in-advance": f"({t}>=1)*(MOD({t}-1,12)=0)",
            "amount": f"({t}={line.timing.month})",
        }
        text += f"*{paid[line.timing.kind]}"
        assert line.payment is not None
        paying = converted(line.payment, refs.constant)
        return f"SUMPRODUCT({text}*{refs.value(line.id, Shape(True, True))}){paying}"
    return f"SUMPRODUCT({text}*{refs.value(line.id, Shape(True, True))})"


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
