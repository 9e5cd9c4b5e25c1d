"""Lines: what they depend on, in which order they are worked out, when they are paid, what caps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from roi.case import COST_CLASSES, KINDS, Case, Line, Option
from roi.errors import Place, RoiError, located, nearest
from roi.formula.check import Symbol
from roi.formula.nodes import Node, names, renamed
from roi.formula.parse import parse
from roi.model.checked_line import KEPT, Due, checked_line, line_at
from roi.model.shares import line_of
from roi.model.values import ModelInput, ModelLine, Parts
from roi.model.years import Years
from roi.units import Units


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
    parts = {line_of(item.id): (item.id, whole) for whole in wholes for item in whole.items}
    by_years = {item.id: name for name, item in years.levels.items()}
    in_place = tuple({**by_years, **{part: name for name, (part, _) in parts.items()}}.items())
    parsed = {}
    for n, line in lines.items():
        with located(places[n].at_key("formula")):
            parsed[n] = _parsed(line.formula, tuple(by_years.items()) if n in parts else in_place)
    lines, places = {**years.lines, **lines}, {**years.places, **places}
    parsed |= {n: _parsed(line.formula, ()) for n, line in years.lines.items()}
    drawn = (*inputs, *years.luck)
    symbols = {
        item.id: Symbol(item.unit.unit, item.shape, False, item.spec.label, not item.luck_of)
        for item in drawn
    }
    resolved: list[ModelLine] = []
    used = {n: needs(line, parsed[n][1], lines) for n, line in lines.items()}
    for name in _order(lines, places, used):
        line, level = lines[name], years.levels.get(name)
        earlier = () if line.of is None else tuple(sharers(line, lines))
        due = Due(line, parsed[name][0], earlier, level, parts.get(name), units, currency)
        known = sorted(each for each in parsed[name][1].union(used[name]) if each in symbols)
        try:
            made = checked_line(due, tuple((each, symbols[each]) for each in known))
        except RoiError:  # once more, with all that a message may name
            made = line_at(due, symbols, places[name])
        symbols[name] = Symbol(made.unit.unit, made.node.shape, True, line.label, level is None)
        resolved.append(made)
    return tuple(resolved)


@lru_cache(maxsize=KEPT)
def _parsed(formula: str, in_place: tuple[tuple[str, str], ...]) -> tuple[Node, frozenset[str]]:
    """The tree of a formula, with the lines that it reads in place of inputs, and all names in it.

    The same tree of every model in which it says the same: its line is then checked once.
    """
    node, lines = parse(formula), dict(in_place)
    read = names(node)
    if read.isdisjoint(lines):
        return node, read
    node = renamed(node, lines)
    return node, names(node)


def needs(line: Line, read: Collection[str], lines: Mapping[str, Line]) -> list[str]:
    """The lines a line stands on, in the order of the document; `read`: what its formula names."""
    used = set(read)
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


def _order(
    lines: Mapping[str, Line], places: Mapping[str, Place], used: Mapping[str, Sequence[str]]
) -> list[str]:
    """Depth first, in document order, by the lines that each line stands on; a cycle is named in order."""
    done: dict[str, None] = {}
    for first in lines:
        # What is under way → what it still needs: a stack of its own, a document may chain a thousand lines.
        path = {} if first in done else {first: iter(used[first])}
        while path:
            name = next(reversed(path))
            other = next((each for each in path[name] if each not in done), None)
            if other is None:
                del path[name]
                done[name] = None
            elif other in path:
                raise _circle(list(path), other, lines, places[other])
            else:
                path[other] = iter(used[other])
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
