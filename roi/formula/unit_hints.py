"""How to mend a formula whose unit is another than the one that is expected."""

from __future__ import annotations

from roi.exchange import CURRENCIES
from roi.formula.nodes import Binary, Name, Node, Number, Unary, walk
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.units import ONE, Unit, Units


def unit_hint(node: Node, whole: Node, expected: Unit, units: Units) -> str:
    """What may be missing at a part of a formula, or be too much.

    Args:
        node: the part, with its unit.
        whole: the formula.
        expected: the unit that the part should convert to.
        units: of the case.
    """
    source = node.unit or ONE
    difference = units.dimension(source / expected)
    powers = dict(difference.powers)
    clock, calendar = powers.pop("second", 0), powers.pop("month", 0)
    if clock and clock == -calendar and not powers:
        return (
            "Clock time (hours of work) and calendar time (months of the plan) do not convert into each "
            "other: use an input with a source, such as working hours a year, or `always_on` for machines."
        )
    if isinstance(node, Number) or (isinstance(node, Unary) and isinstance(node.operand, Number)):
        return _of_months(whole) or f"A number alone has no unit: make it an input in {expected}."
    currencies = [power for name, power in powers.items() if name in CURRENCIES]
    if currencies and sum(currencies) == 0:
        return "Two currencies meet only through a dated rate under [rates]."
    if node.span == whole.span and not clock and not powers and _rate_and_amount(source, expected):
        return (
            f"One is a rate, the other an amount: give the line the unit {source}, if it is one (`when` says "
            "which a flow needs), or multiply or divide by a time."
        )
    if clock:  # said in hours, as people say it
        difference = difference * Unit((("second", -clock),)) * Unit((("hour", clock),))
    return (
        f"They differ by {difference}: divide by something in {difference}, "
        f"or multiply by something in {ONE / difference}."
    )


def _rate_and_amount(source: Unit, expected: Unit) -> bool:
    """Whether the two differ by one month or year in what they are a rate of: USD and USD/year."""
    return any(source in (expected * time, expected / time) for time in (CALENDAR_MONTH, CALENDAR_YEAR))


def _of_months(whole: Node) -> str:
    """Where the other side is `month / 6`: it is still in months, whatever the number here."""
    for part in walk(whole):
        match part:
            case Binary(op="/", left=Name(id="month"), right=Number(text=text)):
                return (
                    f"`month / {text}` is in month, since {text} has no unit: make {text} an input in month, "
                    "or write ramp(month, months), which rises from 0 to 1."
                )
    return ""
