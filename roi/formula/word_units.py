"""The units of the words: what the arguments must have, and what the result has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from roi.errors import RoiError
from roi.formula.nodes import Node
from roi.units import ONE, Unit

CLOCK_HOURS_A_YEAR = 8_766.0  # 365.25 days of 24 hours
PER_YEAR = Unit((("year", -1),))
PER_MONTH = Unit((("month", -1),))
CALENDAR_MONTH = Unit((("month", 1),))
CALENDAR_YEAR = Unit((("year", 1),))
HOURS_A_YEAR = Unit((("hour", 1), ("year", -1)))


class Unifier(Protocol):
    """What a unit rule may ask of the checker."""

    def to(self, node: Node, unit: Unit, hint: str = "") -> Node:
        """`node` converted to `unit`; refused where the dimensions differ, with this hint or one of its own."""

    def same(self, nodes: Sequence[Node]) -> tuple[list[Node], Unit]:
        """All nodes in the unit of the first that has one (a literal 0 takes any unit)."""

    def base(self, node: Node) -> Unit:
        """The unit of `node` in base units, without its factor."""

    def refuse(self, node: Node, message: str, hint: str = "") -> RoiError:
        """An error that marks the node in the formula."""


UnitRule = Callable[[Unifier, list[Node]], tuple[list[Node], Unit]]


def same(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """All in the unit of the first that has one, which is that of the result."""
    return unifier.same(nodes)


def same_to_one(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """All in one unit; the result has none."""
    return unifier.same(nodes)[0], ONE


def same_and_share(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """All but the last in one unit, the last a plain number; the result has no unit."""
    return [*unifier.same(nodes[:-1])[0], unifier.to(nodes[-1], ONE)], ONE


def _tiers(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit, Unit]:
    """x and thresholds in one unit, prices in another; the nodes and both units."""
    if len(nodes) % 2 == 0:
        message = "a threshold is without a price"
        raise unifier.refuse(nodes[-1], message, "Write x, then pairs: threshold, price, threshold, price …")
    amounts, unit = unifier.same([nodes[0], *nodes[1::2]])
    prices, price = unifier.same(nodes[2::2])
    pairs = [node for pair in zip(amounts[1:], prices, strict=True) for node in pair]
    return [amounts[0], *pairs], unit, price


def graduated(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """x, then thresholds in its unit, each followed by a price; the result is x times a price."""
    tiers, unit, price = _tiers(unifier, nodes)
    return tiers, unit * price


def by_volume(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """As `graduated`; the result is a price."""
    tiers, _, price = _tiers(unifier, nodes)
    return tiers, price


def plain(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """Plain numbers."""
    return [unifier.to(node, ONE) for node in nodes], ONE


def plain_throughout(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """Plain numbers that are the same in every month.

    Raises:
        RoiError: one differs from month to month, or is no plain number.
    """
    for node in nodes:
        if node.shape.month:
            raise unifier.refuse(
                node, "this differs from month to month, and one number is needed for all of them"
            )
    return plain(unifier, nodes)


_RATE_HINT = "`grow` takes a rate a year and a time, as in grow(rate, month): give the rate the unit %/year."


def growth(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """A rate a year, and a time in years."""
    return [unifier.to(nodes[0], PER_YEAR, _RATE_HINT), unifier.to(nodes[1], CALENDAR_YEAR)], ONE


def root(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """A square; the result is its side.

    Raises:
        RoiError: its unit is no square.
    """
    unit, base = nodes[0].unit or ONE, unifier.base(nodes[0])
    if _is_square(unit):
        return nodes, _halved(unit)
    if not _is_square(base):
        raise unifier.refuse(nodes[0], f"there is no square root of the unit {unit}")
    return [unifier.to(nodes[0], base)], _halved(base)  # month/year is a number, minute × hour a square


def _is_square(unit: Unit) -> bool:
    return all(power % 2 == 0 for _, power in unit.powers)


def _halved(unit: Unit) -> Unit:
    return Unit(tuple((name, power // 2) for name, power in unit.powers))


def moment(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """A time in months; the result is a rate a month."""
    return [unifier.to(nodes[0], CALENDAR_MONTH)], PER_MONTH


def accumulated(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """The unit of what is added up, times months."""
    return nodes, (nodes[0].unit or ONE) * CALENDAR_MONTH


def kept(unifier: Unifier, nodes: list[Node]) -> tuple[list[Node], Unit]:
    """The unit of the first."""
    return nodes, nodes[0].unit or ONE


def fixed(unit: Unit) -> UnitRule:
    """A unit of its own, whatever the arguments are."""
    return lambda unifier, nodes: (nodes, unit)
