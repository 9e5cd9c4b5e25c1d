"""Lines: what they depend on, in which order they are worked out, when they are paid, what caps them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from roi.case import WHEN, Case, Line
from roi.errors import RoiError, nearest
from roi.formula.check import Symbol, check
from roi.formula.nodes import Binary, Call, Convert, Name, Node, Number, names
from roi.formula.parse import parse
from roi.formula.vocabulary import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model.values import ModelInput, ModelLine, Timing
from roi.units import Conversion, DeclaredUnit, Unit, Units


def resolve_lines(
    case: Case, lines: Mapping[str, Line], inputs: Sequence[ModelInput], units: Units, currency: str
) -> tuple[ModelLine, ...]:
    """The lines in an order in which each stands after what it needs.

    Raises:
        RoiError: a formula that does not parse or check, a cycle (named in order), a flow without its
            kind or class, a rate where an amount is due.
    """
    parsed = {name: _located(case, name, "formula", parse, line.formula) for name, line in lines.items()}
    order = _order(case, lines, parsed)
    symbols = {item.id: Symbol(item.unit.unit, item.shape, False, item.spec.label) for item in inputs}
    savings: dict[str, list[str]] = {}
    resolved: list[ModelLine] = []
    for name in order:
        line = lines[name]
        _check_attributes(case, line, lines)
        declared = _located(case, name, "unit", units.declared, line.unit)
        node = _located(
            case, name, "formula", check, parsed[name], line.formula, symbols, units, declared.unit
        )
        if line.of is not None:
            earlier = savings.setdefault(line.of, [])
            node = _located(case, name, "of", _capped, node, line.of, earlier, symbols, units, declared.unit)
            earlier.append(name)
        symbols[name] = Symbol(declared.unit, node.shape, True, line.label)
        timing = _timing(case, line)
        payment = _located(case, name, "unit", _payment, line, declared, timing, currency, units)
        resolved.append(ModelLine(line, declared, node, timing, payment))
    return tuple(resolved)


def _located(case: Case, name: str, key: str, action, *arguments):  # type: ignore[no-untyped-def]
    """`action(*arguments)` with the place of a `RoiError` filled in."""
    try:
        return action(*arguments)
    except RoiError as found:
        raise found.at(f"{case.origin}: [lines.{name}] {key}") from None


def needs(line: Line, node: Node, lines: Mapping[str, Line]) -> list[str]:
    """The lines a line stands on, in the order of the document."""
    used = set(names(node))
    if line.of is not None:
        used.add(line.of)
        before = list(lines)
        used |= {o for o in before[: before.index(line.id)] if lines[o].of == line.of}
    return [name for name in lines if name in used]


def _order(case: Case, lines: Mapping[str, Line], parsed: Mapping[str, Node]) -> list[str]:
    """Depth first, in document order; a cycle is named in order."""
    done: dict[str, None] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done:
            return
        if name in path:
            cycle = " → ".join([*path[path.index(name) :], name])
            raise RoiError(
                f"the lines need each other in a circle: {cycle}",
                f"{case.origin}: [lines.{name}]",
                "`lag` and `cumulative` do not break a circle; work out one of them from inputs.",
            )
        path.append(name)
        for other in needs(lines[name], parsed[name], lines):
            visit(other)
        path.pop()
        done[name] = None

    for name in lines:
        visit(name)
    return list(done)


def _check_attributes(case: Case, line: Line, lines: Mapping[str, Line]) -> None:
    where = f"{case.origin}: [lines.{line.id}]"
    if line.flow == "benefit" and line.kind is None:
        raise RoiError("a benefit needs its `kind`", where, "Allowed: cash, capacity, soft.")
    if line.flow == "cost" and line.cost_class is None:
        raise RoiError("a cost needs its `class`", where, "Allowed: licence, integration, change, run, …")
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
        owner = "cost" if misplaced[0] == "class" else "benefit"
        raise RoiError(f"`{misplaced[0]}` belongs to a {owner}", where, f'Set flow = "{owner}" or remove it.')
    if line.flow is None and line.when != "monthly":
        raise RoiError("`when` says when money moves; this line has no flow", where)
    for key, other in (("of", line.of), ("instead_of", line.instead_of)):
        if other is not None and (other not in lines or other == line.id):
            raise RoiError(f"`{key}` names no other line: `{other}`", where, nearest(other, lines))
    if line.instead_of is not None and lines[line.instead_of].flow != "benefit":
        raise RoiError("`instead_of` must name a benefit", where)


def _timing(case: Case, line: Line) -> Timing:
    found = re.fullmatch(WHEN, line.when)
    where = f"{case.origin}: [lines.{line.id}] when"
    if found is None:
        raise RoiError(
            f"`{line.when}` is unknown", where, "Allowed: monthly, yearly-in-advance, start, month N."
        )
    if found[1] is not None:
        month = int(found[1])
        if not 1 <= month <= 120:
            raise RoiError(f"month {month} is not between 1 and 120", where, "Month 0 is `start`.")
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
            raise RoiError(f"`{of}` is in {symbol.unit}, which does not convert to {unit}")
        return Convert(node.span, plain, conversion, unit=unit, shape=symbol.shape)

    zero = Number(node.span, 0.0, "0", unit=unit)
    left = named(of)
    for name in earlier:
        taken = Call(node.span, "max", (named(name), zero), unit=unit, shape=symbols[name].shape)
        left = Binary(node.span, "-", left, taken, unit=unit, shape=left.shape | taken.shape)
    return Call(node.span, "min", (node, left), unit=unit, shape=node.shape | left.shape)
