"""The evidence bar: the share of the variance of net present value that rests on each grade of evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from roi.analysis.scores import checked_metric, enough_draws, finite_values, varying
from roi.analysis.sobol_indices import twin_uniforms
from roi.arrays import Array
from roi.case import GRADES
from roi.formula.scaled import Curves
from roi.model import ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut, benefits_of, costs_of
from roi.sim.evaluate import every_step
from roi.sim.moments import MEAN, VARIANCE, heavy_tails, order_of
from roi.sim.prepare import Prepared, side_by_side
from roi.sim.reach import feeding, matters
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES
from roi.sim.turns import Evaluation, Turn, turns_of, worked_out_in_turn

LUCK = "luck"
FEWEST_DRAWS = 4_096
_PAIRS = 4_096  # of draws that grades are drawn anew in
_PLAYERS = 5  # grades of which all replicates are evaluated at once: what they share is kept in between
_INSIDE = 2.0**-53

Drawn = tuple[Hashable, Array]
"""Uniforms of an input, and what tells them from others of it."""
_Key = tuple[int, int | None]
"""A subset of grades that is as in A, and another grade that is as in B given these, see `_Redrawn.drawn`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the variance; they add up to 1, or there are none where nothing varies or too much does.

    Attributes:
        shares: by grade in the order of `GRADES`, then "luck" for what nobody can know.
        errors: standard errors of the shares.
        none_because: why there are no shares, a sentence; "" where there are.
    """

    shares: Mapping[str, float]
    errors: Mapping[str, float]
    none_because: str = ""


def evidence(run: Simulation, cut: Cut = HEADLINE) -> Evidence:
    """Shapley shares over grades of the variance of NPV.

    v(S) is the part of the variance that is explained by the inputs whose grade is in S, Var E[NPV | S].  A grade's
    share is its mean addition to v over all orders of adding grades (Shapley 1953; Song, Nelson & Staum 2016; under
    correlation: Owen & Prieur 2017), each from pairs of draws that have the others in common (pick-freeze).  What a
    share of many interactions would leave unexplained is in them.

    Raises:
        RoiError: costs that are not stated, draws without a finite value or mean, or too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The evidence bar")
    npv = finite_values(run, "npv", cut, moment=MEAN)
    if order_of(heavy_tails(run.prepared), "npv", cut) <= VARIANCE:
        return Evidence({}, {}, "The variance of NPV is infinite: there are no shares of it.")
    items = [item for item in varying(run.model) if matters(run.model, item.id, cut)]
    if not items or not npv.std():
        return Evidence({}, {}, "Nothing that matters is uncertain.")
    grades = [grade for grade in (*GRADES, LUCK) if any(_grade(item) == grade for item in items)]
    added = _added(run, items, grades, cut)
    parts = np.stack(shapley(len(grades), lambda grade, subset: added[grade, subset]))
    whole = parts.mean(axis=1).clip(0.0).sum()  # the variance, but for parts below 0 by their error
    if not whole:
        return Evidence({}, {}, "NPV differs in so few draws that they tell no shares of it.")
    shares = parts.mean(axis=1).clip(0.0) / whole
    errors = np.std((parts - np.outer(shares, parts.sum(axis=0))) / whole, axis=1, ddof=1) / REPLICATES**0.5
    return Evidence(
        dict(zip(grades, shares.tolist(), strict=True)), dict(zip(grades, errors.tolist(), strict=True))
    )


def shapley(players: int, added: Callable[[int, int], Array]) -> tuple[Array, ...]:
    """Shapley values: φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! (v(S ∪ i) − v(S)).

    Args:
        players: n.
        added: v(S ∪ i) − v(S) of a player i and a subset S; bit j of a subset tells whether player j is in it.
    """
    weights = [
        math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
        for size in range(players)
    ]
    return tuple(
        sum((weights[s.bit_count()] * added(i, s) for s in _without(i, players)), np.zeros(()))
        for i in range(players)
    )


def _in_gray_order(players: int) -> list[int]:
    """All subsets; from one to the next one player changes (Gray 1953): what they share is soon done with."""
    return [number ^ (number >> 1) for number in range(1 << players)]


def _without(player: int, players: int) -> list[int]:
    """The subsets without a player."""
    return [s & ((1 << player) - 1) | s >> player << (player + 1) for s in _in_gray_order(players - 1)]


def _grade(item: ModelInput) -> str:
    return LUCK if item.spec.luck else item.spec.grade


def _added(
    run: Simulation, items: Sequence[ModelInput], grades: Sequence[str], cut: Cut
) -> dict[tuple[int, int], Array]:
    """By grade and subset without it: how much more of the variance both explain than the subset, (16,).

    Half of E[D D']: what changes if the grade is as in A in place of as in B, the subset being as in A; in D the
    others are as in B, in D' as in A.  So a grade that does little has little noise.
    """
    m = min(run.prepared.sampling.draws_per_replicate, _PAIRS // REPLICATES)
    players, every = len(grades), (1 << len(grades)) - 1
    ids = [[item.id for item in items if _grade(item) == grade] for grade in grades]
    added = {(i, s): np.empty(REPLICATES) for i in range(players) for s in _without(i, players)}
    for replicates, npv in _evaluated(run.prepared, m, ids, cut):
        for (i, s), each in added.items():
            beside_b, beside_a = npv[s | 1 << i, None] - npv[s, None], npv[every, None] - npv[s, i]
            each[replicates] = (beside_b * beside_a).reshape(-1, m).mean(axis=1) / 2
    return added


def _evaluated(
    prepared: Prepared, m: int, ids: Sequence[Sequence[str]], cut: Cut
) -> Iterator[tuple[slice, dict[_Key, Array]]]:
    """Some replicates, and NPV of their draws in each way to draw that `_added` reads.

    What is reached by none of the inputs that are drawn anew stays as it is.
    """
    model, players = prepared.model, len(ids)
    fixed = {item.id: np.asarray([item.likely]) for item in model.inputs if item.constant}
    counted = feeding(model, every_step(model.lines), (*benefits_of(model, cut), *costs_of(model)))
    keys: list[_Key] = [(s, None) for s in _in_gray_order(players)]
    keys += [(s, i) for i in range(players) for s in _without(i, players)]
    turns: tuple[Turn, ...] = ()
    together = max(1, REPLICATES >> max(0, players - _PLAYERS))
    for first in range(0, REPLICATES, together):
        replicates = slice(first, first + together)
        blocks = list(prepared.blocks(m=m, replicates=range(REPLICATES)[replicates]))
        a = side_by_side(prepared.uniforms(*block) for block in blocks)
        redrawn = _Redrawn(prepared, a, side_by_side(twin_uniforms(prepared, block) for block in blocks))
        drawn = {key: redrawn.drawn(ids, *key) for key in keys}
        equal = {
            key: frozenset((name, luck) for name, (luck, _) in each.items()) for key, each in drawn.items()
        }
        distinct = {equal[key]: each for key, each in drawn.items()}
        turns = turns or turns_of(
            Evaluation(
                model, counted, dict.fromkeys(fixed) | {name: luck for name, (luck, _) in each.items()}
            )
            for each in distinct.values()
        )
        inputs = (fixed | values for values in _values(prepared, distinct.values()))
        worked_out = worked_out_in_turn(turns, inputs, len(blocks) * m, Curves(settled=True))
        npv = {
            each: np.subtract(*turn.present_values(cut))
            for each, turn in zip(distinct, worked_out, strict=True)
        }
        yield replicates, {key: npv[each] for key, each in equal.items()}


def _values(prepared: Prepared, drawn: Iterable[Mapping[str, Drawn]]) -> Iterator[dict[str, Array]]:
    """What formulas see of uniforms; equal draws of an input are worked out once."""
    known: dict[tuple[str, Hashable], Array] = {}
    for each in drawn:
        for name, (luck, u) in each.items():
            if (name, luck) not in known:
                known[name, luck] = prepared.quantiles[name](u) * prepared.model.input(name).to_formula
        yield {name: known[name, luck] for name, (luck, _) in each.items()}


class _Redrawn:
    """Two samples of uniforms, and draws of some inputs given others: kriging of their normal scores."""

    def __init__(self, prepared: Prepared, a: Mapping[str, Array], b: Mapping[str, Array]) -> None:
        self.copula = prepared.copula
        self.samples = {"A": a, "B": b}
        self._scores: dict[tuple[str, Hashable], Array] = {}

    def drawn(self, ids: Sequence[Sequence[str]], subset: int, other: int | None) -> dict[str, Drawn]:
        """A subset of groups as in A, another one as in B given these, the rest as in A given both.

        Without another one, the rest as in B given the subset.
        """
        known = self._as_in("A", (name for j, names in enumerate(ids) if subset >> j & 1 for name in names))
        rest = self._given(known, "B")
        if other is None:
            return known | rest
        known |= {name: rest[name] for name in ids[other]}
        return known | self._given(known, "A")

    def _as_in(self, sample: str, names: Iterable[str]) -> dict[str, Drawn]:
        return {name: (sample, self.samples[sample][name]) for name in names}

    def _given(self, known: Mapping[str, Drawn], sample: str) -> dict[str, Drawn]:
        """The inputs that are not known: as in a sample, moved with those that are known to lie elsewhere."""
        drawn = self._as_in(sample, (name for name in self.samples[sample] if name not in known))
        places = {name: place for place, name in enumerate(self.copula.ids) if name in self.samples[sample]}
        givens, others = ([name for name in places if (name in known) == which] for which in (True, False))
        if not givens or not others:
            return drawn
        latent = np.array(self.copula.latent).reshape(len(self.copula.ids), -1)
        at_givens, at_others = ([places[name] for name in names] for names in (givens, others))
        gains = np.linalg.solve(latent[np.ix_(at_givens, at_givens)], latent[np.ix_(at_givens, at_others)])
        for name, column in zip(others, gains.round(12).T.tolist(), strict=True):
            moved_by = [(each, gain, known[each][0]) for each, gain in zip(givens, column, strict=True)]
            moved_by = [(each, gain, luck) for each, gain, luck in moved_by if gain and luck != sample]
            if moved_by:
                score = self._score(name, *drawn[name])
                for each, gain, _ in moved_by:
                    there = self._score(each, sample, self.samples[sample][each])
                    score = score + gain * (self._score(each, *known[each]) - there)
                luck = sample, tuple(moved_by)
                self._scores[name, luck] = score
                drawn[name] = luck, np.clip(ndtr(score), _INSIDE, 1 - _INSIDE)
        return drawn

    def _score(self, name: str, luck: Hashable, u: Array) -> Array:
        if (name, luck) not in self._scores:
            self._scores[name, luck] = ndtri(u)
        return self._scores[name, luck]
