"""A line with its checked tree: what it is worth, when it is paid, what caps it.  Of many models it is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from roi.case import MAX_HORIZON, WHEN, Line
from roi.errors import NOWHERE, Place, RoiError, located
from roi.exchange import CURRENCIES
from roi.formula.check import Symbol, check
from roi.formula.nodes import Binary, Call, Convert, Name, Node, Number, names
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model.payments import Timing
from roi.model.read import units_at
from roi.model.shares import as_share
from roi.model.values import ModelInput, ModelLine, Parts
from roi.model.years import within_limits
from roi.units import Conversion, DeclaredUnit, Unit, Units

KEPT = 1_024  # lines that are kept checked, some dozens a case
_OTHER_TIMES = {
    **dict.fromkeys(("start", "upfront", "up front", "once", "initial", "one-off", "beginning"), "start"),
    **dict.fromkeys(("yearly", "annual", "annually", "every year"), "yearly-in-advance"),
    **dict.fromkeys(("monthly", "month", "every month"), "monthly"),
}
MOST_SHARERS = 30  # benefits that save on one line: each nests the formula of the next one deeper


class Due:
    """A line that is to be checked, as a key of a cache: the same one of the same document, in the same units."""

    def __init__(
        self,
        line: Line,
        parsed: Node,
        earlier: tuple[str, ...],
        level: ModelInput | None,
        part: tuple[str, Parts] | None,
        units: Units,
        currency: str,
    ) -> None:
        self.line, self.parsed, self.earlier = line, parsed, earlier
        self.level, self.part, self.units, self.currency = level, part, units, currency
        self._key = (id(line), id(parsed), earlier, id(level), id(part and part[1]), id(units), currency)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Due) and other._key == self._key


@lru_cache(maxsize=KEPT)
def checked_line(due: Due, read: tuple[tuple[str, Symbol], ...]) -> ModelLine:
    """A line, once for what its names stand for: of ways to deploy, presets and values most lines are the same."""
    return line_at(due, dict(read), NOWHERE)


def line_at(due: Due, symbols: Mapping[str, Symbol], place: Place) -> ModelLine:
    """The line with its checked tree.

    Raises:
        RoiError: a formula that does not check, a rate where an amount is due.
    """
    line, units = due.line, due.units
    declared = units_at(units, line.unit, place.at_key("unit"))
    with located(place.at_key("formula")):
        node = check(due.parsed, line.formula, symbols, units, declared.unit)
    if due.level is not None:
        node = within_limits(node, due.level)
    if line.of is not None:
        with located(place.at_key("of")):
            node = _capped(node, line.of, due.earlier, symbols, units, declared.unit)
    if due.part is not None:
        node = as_share(node, *due.part)
    timing = _timing(line, place.at_key("when"))
    with located(place.at_key("unit")):
        payment = _payment(line, declared, timing, due.currency, units)
    origin = "" if due.level is None else due.level.id
    return ModelLine(line, declared, node, timing, payment, names(node), origin)


def _timing(line: Line, where: Place) -> Timing:
    match = WHEN.fullmatch(line.when)
    if match is None:
        meant = _OTHER_TIMES.get(line.when.strip().casefold(), "")
        meant = meant or re.sub(r"^month\s*([0-9]+)$", r"month \1", line.when.strip().casefold())
        hint = f"Did you mean '{meant}'? " if WHEN.fullmatch(meant) else ""
        allowed = "Allowed: monthly, yearly-in-advance, start, month N."
        raise RoiError(f"`{line.when[:60]}` is unknown", where, hint + allowed)
    if match[1] is not None:
        month = int(match[1])
        if not 1 <= month <= MAX_HORIZON:
            hint = "The start is `start`."
            raise RoiError(f"month {month} is not between 1 and {MAX_HORIZON}", where, hint)
        return Timing("amount", month)
    if line.when == "start":
        return Timing("amount", 0)
    return Timing("monthly") if line.when == "monthly" else Timing("yearly-in-advance")


def _payment(
    line: Line, declared: DeclaredUnit, timing: Timing, currency: str, units: Units
) -> Conversion | None:
    if line.flow is None:
        return None
    money = Unit(((currency, 1),))
    due = {
        "monthly": money / CALENDAR_MONTH,
        "yearly-in-advance": money / CALENDAR_YEAR,
        "amount": money,
    }[timing.kind]
    conversion = units.conversion(declared.unit, due)
    if conversion is None:
        foreign = sorted(name for name, _ in declared.unit.powers if name in CURRENCIES and name != currency)
        if foreign and units.conversion(declared.unit, due * Unit(((foreign[0], 1),)) / money) is not None:
            raise RoiError(
                f"the line is in {declared.text}, and the case in {currency}",
                hint=f"Write {due}, or give a dated rate: {foreign[0]} under [rates].",
            )
        kind = "an amount" if timing.kind == "amount" else "a rate"
        raise RoiError(
            f"{line.when} needs {kind} such as {due}; the line is in {declared.text}",
            hint="Rates belong to `monthly` and `yearly-in-advance`, amounts to `start` and `month N`.",
        )
    return conversion


def _capped(
    node: Node, of: str, earlier: Sequence[str], symbols: Mapping[str, Symbol], units: Units, unit: Unit
) -> Node:
    """min(formula, what is left of the line it saves on): nobody saves more than is spent.

    Several savings on one line share it in document order.
    """

    def named(name: str) -> Node:
        symbol = symbols[name]
        plain = Name(node.span, name, unit=symbol.unit, shape=symbol.shape)
        if symbol.unit == unit:
            return plain
        conversion = units.conversion(symbol.unit, unit)
        if conversion is None:
            hint = "What is saved and what it is saved on must be of the same kind, both a rate or an amount."
            raise RoiError(f"`{of}` is in {symbol.unit}, which does not convert to {unit}", hint=hint)
        return Convert(node.span, plain, conversion, unit=unit, shape=symbol.shape)

    if len(earlier) >= MOST_SHARERS:
        raise RoiError(f"more than {MOST_SHARERS} benefits save on `{of}`", hint="Join some of them.")
    zero = Number(node.span, 0.0, "0", unit=unit)
    left = named(of)
    for name in earlier:
        taken = Call(node.span, "max", (named(name), zero), unit=unit, shape=symbols[name].shape)
        left = Binary(node.span, "-", left, taken, unit=unit, shape=left.shape | taken.shape)
    return Call(node.span, "min", (node, left), unit=unit, shape=node.shape | left.shape)
