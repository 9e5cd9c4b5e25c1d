"""Inputs that are drawn anew each year: the luck of every year, and the line that formulas read.

The input itself is the level, one figure a draw.  Where a formula names it, it reads a line in its place: the level
times the word `yearly` of spread, persistence and the luck of each year, kept within the limits of the input.
Everything else follows: each face knows lines, words and luck.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from roi.case import DISCOUNT_RATE, ID, Case, Input, Line
from roi.errors import NOWHERE, Place, RoiError, nearest
from roi.formula.nodes import Call, Name, Node, Number
from roi.formula.word_arrays import MONTHS_A_YEAR
from roi.formula.word_units import CALENDAR_MONTH
from roi.model.read import plain_number, read_input
from roi.model.values import ModelInput
from roi.records import dataclass
from roi.units import ONE, Units

MOST_SPREAD = 0.5
"""With more, years near 0 and near twice the level would be likelier than the level itself (from 58 %)."""
LUCK_GROUP = "Luck of single years"
_LUCK = "normal(0, 1)"
_KEYS = {"spread": MOST_SPREAD, "persistence": 1.0}  # and the largest value of each
_WRITE = "As in yearly = {spread = 8, persistence = 60}: per cent, or the ids of inputs in %."


def by_year(name: str) -> str:
    """The id of the line that formulas read in place of an input."""
    return f"{name}_by_year"


def luck_of(name: str, year: int) -> str:
    """The id of the luck of a year, from 1."""
    return f"{name}_luck_{year}"


@dataclass(frozen=True, slots=True)
class Years:
    """What the inputs of a model that are drawn anew each year bring along.

    Attributes:
        luck: independent standard normal scores, one an input and year of the horizon.
        lines: the line of each input, by its id; places: where the input stands.
        levels: the input of each such line.
    """

    luck: tuple[ModelInput, ...]
    lines: Mapping[str, Line]
    places: Mapping[str, Place]
    levels: Mapping[str, ModelInput]


def years_of(
    inputs: Sequence[ModelInput],
    places: Mapping[str, Place],
    lines: Mapping[str, Line],
    horizon: int,
    case: Case,
    units: Units,
) -> Years:
    """The luck and the lines of every input that is drawn anew each year.

    Args:
        inputs: the active inputs.
        places: where the value of each stands.
        lines: the active lines, whose ids are taken.
        horizon: in months.

    Raises:
        RoiError: an input that cannot be drawn so, a spread or a persistence that is none, an id that is taken.
    """
    known = {item.id: item for item in inputs}
    yearly = [item for item in inputs if item.spec.yearly is not None]
    count = -(-horizon // MONTHS_A_YEAR)
    luck: list[ModelInput] = []
    added: dict[str, Line] = {}
    for item in yearly:
        table = f"[inputs.{item.id}]" if item.id in case.inputs else places[item.id].table
        where = Place(case.origin, table, "yearly")
        _check_level(item, where, places[item.id])
        line, names = by_year(item.id), [luck_of(item.id, year + 1) for year in range(count)]
        _check_ids(item, (line, *names), {*known, *lines}, where)
        luck += [_luck(item, year + 1, units, case) for year in range(count)]
        formula = f"{item.id} * yearly({', '.join([*_arguments(item, known, where), *names])})"
        added[line] = Line(line, f"{item.spec.label}, year by year", item.spec.unit, formula)
    return Years(
        tuple(luck),
        added,
        {by_year(item.id): Place(case.origin, f"[inputs.{item.id}]") for item in yearly},
        {by_year(item.id): item for item in yearly},
    )


def with_years(inputs: Sequence[ModelInput]) -> tuple[ModelInput, ...]:
    """The inputs, those that are drawn anew each year with the likely size of it."""
    known = {item.id: item for item in inputs}

    def size(text: str) -> float:
        return known[text].likely if text in known else _share(text)

    return tuple(
        item if item.spec.yearly is None
        else replace(item, yearly=(size(item.spec.yearly.spread), size(item.spec.yearly.persistence)))
        for item in inputs
    )  # fmt: skip


def within_limits(node: Node, item: ModelInput) -> Node:
    """The formula of a line by year, kept within the limits of its input.

    A level that lies beyond a limit itself, as the far end of a distribution may, stays as it is: a year takes it
    no farther.
    """
    spec, unit = item.spec, item.unit
    level = Name(node.span, item.id, unit=node.unit, shape=item.shape)

    def call(word: str, first: Node, second: Node) -> Node:
        return Call(node.span, word, (first, second), unit=node.unit, shape=first.shape | second.shape)

    def limit(value: float) -> Node:
        text = f"{value:.10g}{'%' if unit.percent else ''}"
        return Number(node.span, value * unit.scale, text, percent=unit.percent, unit=node.unit)

    largest = 2 * item.distribution.support[1] * item.to_formula  # no factor is larger
    if spec.max is not None and largest > spec.max * unit.scale:
        node = call("min", node, call("max", level, limit(spec.max)))
    if spec.min is not None and spec.min > 0:
        node = call("max", node, call("min", level, limit(spec.min)))
    return node


def _luck(item: ModelInput, year: int, units: Units, case: Case) -> ModelInput:
    spec = Input(
        id=luck_of(item.id, year),
        label=f"{item.spec.label}: luck of year {year}",
        unit="–",
        value=_LUCK,
        grade="judgement",
        group=LUCK_GROUP,
        luck=True,
        note="A standard normal score: 0 is a year at its level.",
    )
    return replace(read_input(spec, units, case, layer="case"), luck_of=item.id)


def _check_ids(item: ModelInput, needed: Sequence[str], taken: Collection[str], where: Place) -> None:
    for name in needed:
        if ID.fullmatch(name) is None:
            raise RoiError(f"the id `{item.id}` is too long: its years need `{name}`", where, "Shorten it.")
        if name in taken:
            raise RoiError(f"its years need the id `{name}`, which is taken", where, f"Rename `{name}`.")


def _check_level(item: ModelInput, where: Place, value: Place) -> None:
    """Refuse what has no years, and what a factor does not serve."""
    spec = item.spec
    refused = {
        "the discount rate is one for the whole plan": item.id == DISCOUNT_RATE,
        "luck is drawn once; it has no level": spec.luck,
        "a gate stands for the whole plan": bool(spec.threshold_of),
        "a time in the plan has no years": item.unit.unit == CALENDAR_MONTH,
    }
    for text, applies in refused.items():
        if applies:
            raise RoiError(f"it cannot be drawn anew each year: {text}", where, "Take out `yearly`.")
    if item.unit.percent and spec.max is None:
        hint = "Write max = 100 for a share of a whole, or what it cannot exceed."
        raise RoiError("a share that is drawn anew each year needs its `max`", where, hint)
    rare = item.distribution.p001_p999[0]
    if rare < 0:
        raise RoiError(
            f"it is drawn anew each year as a multiple of its level, and reaches below 0 (P0.1 is {rare:,.4g})",
            value.at_key("value"),
            "Bound it: `min = 0` of a range, or truncate(…, low=0); or take out `yearly`.",
        )


def _arguments(item: ModelInput, known: Mapping[str, ModelInput], where: Place) -> Iterator[str]:
    """Spread and persistence as the formula has them: a share, or the id of an input."""
    for key, most in _KEYS.items():
        text = getattr(item.spec.yearly, key)
        named = ID.fullmatch(text) is not None
        low, high = _ends(item, text, known, where) if named else (_share(text, where),) * 2
        if not 0 <= low <= high <= most:
            reach = f"{100 * low:.4g} %" if low == high else f"{100 * low:.4g} to {100 * high:.4g} %"
            bound = f"Bound it: min = 0 and max = {100 * most:g} of a range, or truncate(…)."
            message = f"the {key} is {reach}; it must lie from 0 to {100 * most:g} %"
            raise RoiError(message, where, bound if named else _WRITE)
        yield text


def _ends(item: ModelInput, name: str, known: Mapping[str, ModelInput], where: Place) -> tuple[float, float]:
    """Between which values an input that holds a share lies, as a formula sees them."""
    holder = known.get(name)
    if holder is None or name == item.id:
        others = [each.id for each in known.values() if each.unit.unit == ONE and each.id != item.id]
        raise RoiError(f"`{name}` is no other input", where, nearest(name, others) if others else _WRITE)
    if holder.unit.unit != ONE:
        raise RoiError(f"`{name}` is in {holder.unit.text}; a share is in %", where, _WRITE)
    if holder.spec.yearly is not None:
        raise RoiError(f"`{name}` is drawn anew each year itself", where, "Name an input that is not.")
    low, high = (end * holder.to_formula for end in holder.distribution.support)
    return low, high


def _share(text: str, where: Place = NOWHERE) -> float:
    try:
        number, percent = plain_number(text)
    except ValueError:
        raise RoiError(f"{text[:60]!r} is no share", where, _WRITE) from None
    return number / 100 if percent else number
