"""The unit that an answer was typed in: what was left unsaid is completed from the unit that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from roi.answers.figures import SaidFigure
from roi.answers.numbers import currencies_of
from roi.errors import RoiError
from roi.exchange import CURRENCIES
from roi.units import ONE, Unit, Units


def completed(
    figure: SaidFigure, wanted: Unit, units: Units, example: Callable[[], str], *, exact: bool = False
) -> Unit | None:
    """The unit that was typed, and of the unit wanted what was left unsaid.

    Args:
        figure: what was read.
        wanted: the unit of the question.
        units: the registry of the case.
        example: how an answer is typed, for a message.
        exact: whether only the wanted unit's own parts do, not what converts to them; currencies always may.

    Returns:
        The unit; None where it is another than the wanted one.

    Raises:
        RoiError: a currency for which the case has no rate.
    """
    left, typed = dict(wanted.powers), ONE
    parts = [(name, 1) for name in figure.above] + [(name, -1) for name in figure.below]
    if figure.money:
        money = _currency(figure.money, wanted, units, example)
        if money is None:
            return None
        parts.append((money, 1))
    for name, sign in parts:
        partner = _partner(name, sign, left, units, exact=exact and name not in CURRENCIES)
        if partner is None:
            return None
        left[partner] -= sign
        typed *= Unit(((name, sign),))
    return typed * Unit(tuple(sorted((name, power) for name, power in left.items() if power)))


def _partner(name: str, sign: int, left: Mapping[str, int], units: Units, *, exact: bool) -> str | None:
    """The part of the wanted unit that a name stands for: itself, or what it converts to."""
    if left.get(name, 0) * sign > 0:
        return name
    if exact:
        return None
    kind = units.dimension(Unit(((name, 1),)))
    fitting = (other for other, power in left.items() if power * sign > 0)
    return next((other for other in fitting if units.dimension(Unit(((other, 1),))) == kind), None)


def _currency(sign: str, wanted: Unit, units: Units, example: Callable[[], str]) -> str | None:
    """The currency that a sign means where this unit is wanted; None where no money is."""
    money = next((name for name, power in wanted.powers if power > 0 and name in CURRENCIES), None)
    if money is None or sign == "cent":
        return money
    meant = currencies_of(sign)
    if money in meant:
        return money
    known = [code for code in meant if units.conversion(Unit(((code, 1),)), Unit(((money, 1),)))]
    if len(known) == 1:
        return known[0]
    raise RoiError(f"the case has no rate for {sign}", hint=f"Type it in {money}. {example()}")
