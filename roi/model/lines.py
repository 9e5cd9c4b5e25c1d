"""Lines: what they depend on, in which order they are worked out, when they are paid, what caps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ParamSpec, TypeVar

from roi.case import COST_CLASSES, KINDS, MAX_HORIZON, WHEN, Case, Line, Option
from roi.errors import Place, RoiError, nearest
from roi.exchange import CURRENCIES
from roi.formula.check import Symbol, check
from roi.formula.nodes import Binary, Call, Convert, Name, Node, Number, names
from roi.formula.parse import parse
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model.payments import Timing
from roi.model.read import units_at
from roi.model.shares import as_share, line_of, seen_as_shares
from roi.model.values import ModelInput, ModelLine, Parts
from roi.model.years import Years, within_limits
from roi.units import Conversion, DeclaredUnit, Unit, Units

P = ParamSpec("P")
T = TypeVar("T")
MOST_SHARERS = 30  # benefits that save on one line: each nests the formula of the next one deeper


def places_of(case: Case, option: Option | None, lines: Mapping[str, Line]) -> dict[str, Place]:
    """Where each line stands, for messages."""
    option_lines = {} if option is None else option.lines
    beside = "" if option is None else f", option {option.id}"
    return {
        name: Place(case.origin, f"[options.{option.id}.lines.{name}]")
        if option is not None and name in option_lines
        else Place(f"{case.origin}{beside}", f"[lines.{name}]")
        for name in lines
    }


def resolve_lines(
    lines: Mapping[str, Line],
    places: Mapping[str, Place],
    inputs: Sequence[ModelInput],
    years: Years,
    wholes: Sequence[Parts],
    units: Units,
    currency: str,
) -> tuple[ModelLine, ...]:
    """The lines in an order in which each stands after what it needs, those of `years` among them.

    Raises:
        RoiError: a formula that does not parse or check, a cycle (named in order), a flow without its
            kind or class, a rate where an amount is due.
    """
    for line in lines.values():
        _check_attributes(line, lines, places[line.id])
    parsed = {n: _located(places[n].at_key("formula"), parse, line.formula) for n, line in lines.items()}
    parts = {line_of(item.id): (item.id, whole) for whole in wholes for item in whole.items}
    parsed = {n: node if n in parts else seen_as_shares(node, wholes) for n, node in parsed.items()}
    parsed = {n: years.read_in_place(node) for n, node in parsed.items()}
    lines, places = {**years.lines, **lines}, {**years.places, **places}
    parsed |= {n: parse(line.formula) for n, line in years.lines.items()}
    drawn = (*inputs, *years.luck)
    symbols = {item.id: Symbol(item.unit.unit, item.shape, False, item.spec.label) for item in drawn}
    resolved: list[ModelLine] = []
    for name in _order(lines, places, parsed):
        line, place = lines[name], places[name]
        declared = units_at(units, line.unit, place.at_key("unit"))
        node = _located(
            place.at_key("formula"), check, parsed[name], line.formula, symbols, units, declared.unit
        )
        level = years.levels.get(name)
        if level is not None:
            node = within_limits(node, level)
        if line.of is not None:
            earlier = sharers(line, lines)
            node = _located(
                place.at_key("of"), _capped, node, line.of, earlier, symbols, units, declared.unit
            )
        if name in parts:
            node = as_share(node, *parts[name])
        symbols[name] = Symbol(declared.unit, node.shape, True, line.label)
        timing = _timing(line, place.at_key("when"))
        payment = _located(place.at_key("unit"), _payment, line, declared, timing, currency, units)
        origin = "" if level is None else level.id
        resolved.append(ModelLine(line, declared, node, timing, payment, names(node), origin))
    return tuple(resolved)


def _located(where: Place, action: Callable[P, T], *arguments: P.args, **keywords: P.kwargs) -> T:
    """`action(*arguments)` with the place of a `RoiError` filled in."""
    try:
        return action(*arguments, **keywords)
    except RoiError as error:
        raise error.at(where) from None


def needs(line: Line, node: Node, lines: Mapping[str, Line]) -> list[str]:
    """The lines a line stands on, in the order of the document."""
    used = set(names(node))
    if line.of is not None:
        used |= {line.of, *sharers(line, lines)}
    return [name for name in lines if name in used]


def sharers(line: Line, lines: Mapping[str, Line]) -> list[str]:
    """The savings that take their part of the same line first: those that stand before in the document.

    Alternatives are never added and take nothing; an alternative shares with all but what it replaces.
    """
    before = list(lines)[: list(lines).index(line.id)]
    return [
        name
        for name in before
        if lines[name].of == line.of and lines[name].instead_of is None and name != line.instead_of
    ]


def _order(lines: Mapping[str, Line], places: Mapping[str, Place], parsed: Mapping[str, Node]) -> list[str]:
    """Depth first, in document order; a cycle is named in order."""

    def needed(name: str) -> Iterator[str]:
        return iter(needs(lines[name], parsed[name], lines))

    done: dict[str, None] = {}
    for first in lines:
        # What is under way → what it still needs: a stack of its own, a document may chain a thousand lines.
        path = {} if first in done else {first: needed(first)}
        while path:
            name = next(reversed(path))
            other = next((each for each in path[name] if each not in done), None)
            if other is None:
                del path[name]
                done[name] = None
            elif other in path:
                raise _circle(list(path), other, lines, places[other])
            else:
                path[other] = needed(other)
    return list(done)


def _circle(path: list[str], name: str, lines: Mapping[str, Line], place: Place) -> RoiError:
    circle = path[path.index(name) :]
    hint = "`lag` and `cumulative` do not break a circle; work out one of them from inputs."
    if sum(lines[each].of is not None for each in circle) > 1:
        hint += " Savings `of` one line share it in the order of the document, the first before the second."
    path_text = " → ".join([*circle, name])
    return RoiError(f"the lines need each other in a circle: {path_text}", place.at_key("formula"), hint)


def _check_attributes(line: Line, lines: Mapping[str, Line], where: Place) -> None:
    if line.flow == "benefit" and line.kind is None:
        raise RoiError("a benefit needs its `kind`", where, f"Allowed: {', '.join(KINDS)}.")
    if line.flow == "cost" and line.cost_class is None:
        raise RoiError("a cost needs its `class`", where, f"Allowed: {', '.join(COST_CLASSES)}.")
    misplaced = [
        key
        for key, value, flow in (
            ("kind", line.kind, "benefit"),
            ("of", line.of, "benefit"),
            ("instead_of", line.instead_of, "benefit"),
            ("class", line.cost_class, "cost"),
        )
        if value is not None and line.flow != flow
    ]
    if misplaced:
        key = misplaced[0]
        owner = "cost" if key == "class" else "benefit"
        text = f"this line is a {line.flow}" if line.flow else "this line has no flow"
        raise RoiError(
            f"`{key}` belongs to a {owner}; {text}", where.at_key(key), f'Set flow = "{owner}" or remove it.'
        )
    if line.flow is None and line.when != "monthly":
        hint = "Remove it, or set `flow`."
        raise RoiError("`when` says when money moves; this line has no flow", where.at_key("when"), hint)
    for key, other in (("of", line.of), ("instead_of", line.instead_of)):
        if other is not None and (other not in lines or other == line.id):
            others = [
                n for n, each in lines.items() if n != line.id and (key == "of" or each.flow == "benefit")
            ]
            raise RoiError(f"`{other}` is no other line", where.at_key(key), nearest(other, others))
    if line.instead_of is not None:
        _check_alternative(line, lines, where.at_key("instead_of"))


def _check_alternative(line: Line, lines: Mapping[str, Line], where: Place) -> None:
    """What an alternative stands for must be counted: two that name each other would both vanish."""
    other = lines[str(line.instead_of)]
    if other.flow != "benefit":
        raise RoiError(f"`{other.id}` is no benefit", where, "Name the benefit it is another measure of.")
    if other.instead_of is not None:
        raise RoiError(
            f"`{other.id}` is itself an alternative, of `{other.instead_of}`",
            where,
            "Name the benefit that is counted.",
        )


def _timing(line: Line, where: Place) -> Timing:
    match = WHEN.fullmatch(line.when)
    if match is None:
        allowed = "Allowed: monthly, yearly-in-advance, start, month N."
        raise RoiError(f"`{line.when[:60]}` is unknown", where, allowed)
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
