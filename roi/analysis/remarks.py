"""What a reader should be told beside a result: caps that bind, signs that turn, weights that do not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi.accountability import month_of_day
from roi.arrays import Array
from roi.distributions import Distribution
from roi.formula.arrays import evaluate, month_axis
from roi.formula.nodes import Call
from roi.model import Model, ModelInput, ModelLine
from roi.model.layer import OBSERVED
from roi.model.regions import not_known
from roi.notation import numerals
from roi.records import dataclass
from roi.sim.evaluate import evaluate_block
from roi.sim.payments import rows_of
from roi.sim.plan import plan
from roi.sim.prepare import prepare
from roi.sim.sampling import planned

DRAWS = 1_024
OFTEN = 0.05  # of draws: a cap or a sign that turns in fewer of them is part of the far ends of a range
_NAMED = 8  # places at which one message holds that are named
MANY_ROWS = 20  # of a data column that stands as an input
_TOGETHER = 0.1  # rank correlation in a library from which on it is said
_ROUNDING = 1e-9  # by which a saving may pass what it saves on and still be all of it
_OFF = 0.005  # by which weights given as shares may miss 1: a third is 33 %


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at: `error` keeps the case from running, `warning` is for judgement."""

    level: Literal["error", "warning"]
    where: str
    text: str


def once(notes: Iterable[Remark]) -> list[Remark]:
    """Every message once, with all the places where it holds."""
    places: dict[tuple[Literal["error", "warning"], str], list[str]] = {}
    for note in notes:
        places.setdefault((note.level, note.text), []).append(note.where)
    return [Remark(level, _listed(where), text) for (level, text), where in places.items()]


def _listed(places: Sequence[str]) -> str:
    """The first ones, and how many more there are."""
    more = len(places) - _NAMED
    return "; ".join(places[:_NAMED]) + (f"; and {more} more" if more > 0 else "")


def remarks(model: Model) -> tuple[Remark, ...]:
    """What is worth a second look in a model that runs, each in a sentence.

    Raises:
        RoiError: the model has no finite payments at its likely values, or in some draw.
    """
    notes = [
        *_of_region(model), *_of_inputs(model), *_of_libraries(model), *_of_wholes(model), *_of_lines(model),
    ]  # fmt: skip
    return tuple(Remark("warning", where, text) for where, text in notes)


def _of_region(model: Model) -> Iterator[tuple[str, str]]:
    """What differs from place to place, and the region says nothing of."""
    place = model.place
    if place is not None:
        for name, labels in not_known(place, [item.spec for item in model.inputs]).items():
            yield f"[regions.{place.id}]", f"has nothing on `{name}`: {', '.join(labels)} as in the case"


def _of_inputs(model: Model) -> Iterator[tuple[str, str]]:
    for item in model.inputs:
        where = f"[inputs.{item.id}]"
        for distribution in _all(item.distribution):
            yield from ((where, text) for text in _weights(distribution))
        rows = len(item.distribution.arguments.data)
        as_filed = (
            not item.moved_by and item.layer != OBSERVED
        )  # what answers or observations left is no file of rows
        if rows >= MANY_ROWS and as_filed:
            yield (
                where,
                f"each draw takes one of {numerals(f'{rows:,}')} rows for the whole deployment: where they are "
                "single tasks, write mean_of(data(…)), which is their mean",
            )
        if item.answered:
            from roi.answers import far_off

            if doubt := far_off(item, model):
                yield where, doubt
        if _above_all(item):
            likely = numerals(f"{item.shown(item.likely):,.6g}")
            yield (
                where,
                f"its likely value, {likely} %, is more than the whole: set `max` if that is meant",
            )


def _of_libraries(model: Model) -> Iterator[tuple[str, str]]:
    """Variables that go together in their library, and are drawn independently here."""
    stated = {frozenset(pair.between) for pair in model.correlations}
    read = [item for item in model.inputs if item.distribution.family.name == "sip"]
    if len(read) < 2:
        return
    from roi.analysis.library_rank import library_rank

    for first, second in combinations(read, 2):
        rank = library_rank(first.distribution, second.distribution)
        if abs(rank) >= _TOGETHER and frozenset((first.id, second.id)) not in stated:
            yield (
                f"[inputs.{second.id}]",
                f"it goes with `{first.id}` in their library (rank correlation {numerals(f'{rank:.2f}')}), and is "
                "drawn independently of it here: state it under [[correlations]]",
            )


def _of_wholes(model: Model) -> Iterator[tuple[str, str]]:
    """Parts that do not make a whole as they were typed."""
    for parts in model.wholes:
        total = sum(item.likely for item in parts.items)
        size = numerals(f"{100 * total:.4g}")
        what = "numbers" if all(item.constant for item in parts.items) else "likely values"
        # What observations leave of parts are weights, which need not make 100 %.
        weights = all(item.layer == OBSERVED for item in parts.items)
        if not parts.known and not weights and abs(total - 1) > _OFF:
            yield (
                f"[shares.{parts.whole.id}]",
                f"the {what} of “{parts.whole.label}” make {size} %: they are scaled to 100 %",
            )


def _all(distribution: Distribution) -> Iterator[Distribution]:
    yield distribution
    for part in distribution.arguments.parts:
        yield from _all(part)


def _weights(distribution: Distribution) -> Iterator[str]:
    """Weights that are given as shares, and do not make a whole."""
    weights = distribution.arguments.numbers("weight")
    typed = any(name.startswith("weight") for name in distribution.arguments.shares)
    total = sum(weights)
    if weights and (typed or max(weights) < 1) and abs(total - 1) > _OFF:
        yield f"the weights make {numerals(f'{100 * total:.4g}')} %: they are scaled to 100 %"


def _above_all(item: ModelInput) -> bool:
    """A share above 100 % that nobody has allowed."""
    return item.unit.text == "%" and item.spec.max is None and item.shown(item.likely) > 100


def _of_lines(model: Model) -> Iterator[tuple[str, str]]:
    base = plan(model)
    prepared = prepare(model, planned(DRAWS, 1))
    drawn = prepared.inputs_between(0, DRAWS)
    block = evaluate_block(model, drawn)
    values = {**drawn, **block.values}
    planned_values = {**{name: np.asarray(v) for name, v in base.inputs.items()}, **_columns(base.values)}
    for line in model.lines:
        if line.spec.flow is None:
            continue
        where = f"[lines.{line.id}]"
        if line.spec.of is not None:
            other = model.line(line.spec.of)
            if other.spec.flow == "cost":
                yield (
                    where,
                    f"it saves on `{other.id}`, a cost of the project itself: `of` names what is spent today",
                )
            yield from ((where, text) for text in _cap(model, line, planned_values, values))
        late = [f"{day:,}" for day in line.spec.reviews if month_of_day(day) > model.horizon]
        if late:
            days = numerals(" and ".join(late))
            yield where, f"it is reviewed on day {days}, after the horizon of {model.horizon} months"
        amounts = block.flows[line.id].amounts
        negative = (
            float(np.mean(np.broadcast_to((amounts < 0).any(axis=0), (DRAWS,)))) if amounts.size else 0.0
        )
        in_plan = bool((base.payments[line.id] < 0).any())
        if in_plan or (line.spec.flow == "cost" and negative >= OFTEN):
            sense = (
                "a cost below 0 is an income" if line.spec.flow == "cost" else "a benefit below 0 is a loss"
            )
            yield where, f"it is negative {_when(in_plan, negative)}: {sense}"


def _columns(values: Mapping[str, Array]) -> dict[str, Array]:
    return {name: value[:, None] for name, value in values.items()}


def _cap(
    model: Model, line: ModelLine, base: Mapping[str, Array], values: Mapping[str, Array]
) -> Iterator[str]:
    """Where the line would save more than is there to save."""
    assert isinstance(line.node, Call)
    months, rows = month_axis(model.horizon), rows_of(line.timing, model.horizon)
    saved, left = line.node.arguments

    def binds(given: Mapping[str, Array], n: int) -> NDArray[np.bool_]:
        with np.errstate(all="ignore"):
            wanted, most = evaluate(saved, given, months), evaluate(left, given, months)
            over = ~(wanted <= most + _ROUNDING * np.abs(most))
        return np.asarray(np.broadcast_to(over, (model.horizon + 1, n))[rows].any(axis=0))

    in_plan, share = bool(binds(base, 1).any()), float(np.mean(binds(values, DRAWS)))
    if in_plan or share >= OFTEN:
        yield f"it would save more than `{line.spec.of}` leaves to save {_when(in_plan, share)}: it is cut to that"


def _when(in_plan: bool, share: float) -> str:
    draws = f"in {100 * share:.0f} % of draws"
    return f"in the plan and {draws}" if in_plan else draws
