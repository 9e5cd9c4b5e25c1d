"""The evidence bar: the share of the variance of net present value that rests on each grade of evidence."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

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
from roi.sim.estimate import Statistic
from roi.sim.evaluate import every_step
from roi.sim.moments import MEAN, VARIANCE, heavy_tails, order_of
from roi.sim.prepare import Prepared, side_by_side
from roi.sim.reach import feeding, matters
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES
from roi.sim.turns import Evaluation, Turn, turns_of, worked_out_in_turn

LUCK = "luck"
FEWEST_DRAWS = 4_096
_PAIRS = 8_192  # of draws that a subset of grades is held fixed in
_KEPT = 256  # replicates × subsets evaluated at once: what subsets share is kept in between
_INSIDE = 2.0**-53

Drawn = tuple[Hashable, Array]
"""Uniforms of an input, and what tells them from others of it."""


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

    v(S) is the share of the variance that is explained by the inputs whose grade is in S, Var E[NPV | S] / Var NPV:
    the correlation of NPV in pairs of draws that have those inputs in common, the rest drawn anew given them
    (pick-freeze: Janon et al. 2014, eq. 6).  A grade's share is its mean addition to v over all orders of adding
    grades (Shapley 1953; Song, Nelson & Staum 2016; under correlation: Owen & Prieur 2017).  What a share of many
    interactions would leave unexplained is in them.

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
    by_replicate = [shapley(len(grades), column) for column in _explained(run, items, grades, cut).T.tolist()]
    estimates = [
        Statistic(float(np.mean(each)), float(np.std(each, ddof=1)) / REPLICATES**0.5)
        for each in zip(*by_replicate, strict=True)
    ]
    whole = sum(max(0.0, each.value) for each in estimates)  # 1 but for those below 0 by their error
    return Evidence(
        {grade: max(0.0, each.value) / whole for grade, each in zip(grades, estimates, strict=True)},
        {grade: each.error for grade, each in zip(grades, estimates, strict=True)},
    )


def shapley(players: int, value: Sequence[float]) -> tuple[float, ...]:
    """Shapley values: φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! (v(S ∪ i) − v(S)).

    Args:
        players: n.
        value: v of every subset, 2^n of them; bit i of the index tells whether player i is in it.
    """
    result = []
    for i in range(players):
        shapley = 0.0
        for subset in range(1 << players):
            if not subset >> i & 1:
                size = subset.bit_count()
                weight = math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players)
                shapley += weight * (value[subset | 1 << i] - value[subset])
        result.append(shapley)
    return tuple(result)


def _grade(item: ModelInput) -> str:
    return LUCK if item.spec.luck else item.spec.grade


def _explained(run: Simulation, items: Sequence[ModelInput], grades: Sequence[str], cut: Cut) -> Array:
    """v of every subset of grades, by replicate, (2^grades, 16); 0 of none, 1 of all of them."""
    m = min(run.prepared.sampling.draws_per_replicate, _PAIRS // REPLICATES)
    values = np.empty((1 << len(grades), 2, REPLICATES, m))
    for replicates, subset, both in _pairs(run.prepared, m, items, grades, cut):
        values[subset, :, replicates] = both.reshape(2, -1, m)
    ends = values[0]  # two independent samples
    center = float(ends.mean())
    variance = float(((ends - center) ** 2).mean())
    covariance = ((values[:, 0] - center) * (values[:, 1] - center)).mean(axis=-1) / variance
    covariance[0], covariance[-1] = 0.0, 1.0
    return np.asarray(covariance)


def _pairs(
    prepared: Prepared, m: int, items: Sequence[ModelInput], grades: Sequence[str], cut: Cut
) -> Iterator[tuple[slice, int, Array]]:
    """Some replicates, a subset of grades, and NPV of their pairs of draws, (2, n), that have its inputs in common.

    What is reached by none of the inputs that are drawn anew stays as it is.
    """
    model = prepared.model
    # From one subset to the next one grade changes (Gray 1953), so that most of what is shared is soon done with.
    subsets = [number ^ (number >> 1) for number in range(1 << len(grades))]
    kept = [[item.id for item in items if subset >> grades.index(_grade(item)) & 1] for subset in subsets]
    fixed = {item.id: np.asarray([item.likely]) for item in model.inputs if item.constant}
    counted = feeding(model, every_step(model.lines), (*benefits_of(model, cut), *costs_of(model)))
    turns: tuple[Turn, ...] = ()
    together = min(REPLICATES, max(1, _KEPT // len(subsets)))
    for first in range(0, REPLICATES, together):
        replicates = slice(first, first + together)
        blocks = list(prepared.blocks(m=m, replicates=range(REPLICATES)[replicates]))
        a = side_by_side(prepared.uniforms(*block) for block in blocks)
        rest = _Rest(prepared, a, side_by_side(twin_uniforms(prepared, block) for block in blocks))
        as_in_a: dict[str, Drawn] = {name: ("as in A", u) for name, u in a.items()}
        drawn = [as_in_a, *(as_in_a | rest.given(names) for names in kept)]
        turns = turns or turns_of(
            Evaluation(
                model, counted, {**dict.fromkeys(fixed), **{name: luck for name, (luck, _) in each.items()}}
            )
            for each in drawn
        )
        inputs = (fixed | values for values in _values(prepared, drawn))
        worked_out = worked_out_in_turn(turns, inputs, len(blocks) * m, Curves(settled=True))
        as_drawn, *anew = (np.subtract(*each.present_values(cut)) for each in worked_out)
        for subset, npv in zip(subsets, anew, strict=True):
            yield replicates, subset, np.stack([as_drawn, npv])


def _values(prepared: Prepared, drawn: Iterable[Mapping[str, Drawn]]) -> Iterator[dict[str, Array]]:
    """What formulas see of uniforms; equal draws of an input are worked out once."""
    known: dict[tuple[str, Hashable], Array] = {}
    for each in drawn:
        for name, (luck, u) in each.items():
            if (name, luck) not in known:
                known[name, luck] = prepared.quantiles[name](u) * prepared.model.input(name).to_formula
        yield {name: known[name, luck] for name, (luck, _) in each.items()}


class _Rest:
    """Inputs drawn anew, from sample B, given that some are as in sample A: kriging of their normal scores."""

    def __init__(self, prepared: Prepared, a: Mapping[str, Array], b: Mapping[str, Array]) -> None:
        copula = prepared.copula
        self.a, self.b = a, b
        self.names = [name for name in copula.ids if name in a]
        places = [copula.ids.index(name) for name in self.names]
        latent = np.array(copula.latent).reshape(len(copula.ids), len(copula.ids))
        self.latent = latent[np.ix_(places, places)]
        self.scores = [np.array([ndtri(sample[name]) for name in self.names]) for sample in (a, b)]

    def given(self, kept: Sequence[str]) -> dict[str, Drawn]:
        """Uniforms of every input that is not kept, with what they depend on."""
        drawn: dict[str, Drawn] = {name: ("as in B", u) for name, u in self.b.items() if name not in kept}
        known = [place for place, name in enumerate(self.names) if name in kept]
        others = [place for place, name in enumerate(self.names) if name not in kept]
        if known and others:
            gains = np.linalg.solve(
                self.latent[np.ix_(known, known)], self.latent[np.ix_(known, others)]
            ).round(12)
            moved = self.scores[1][others] + gains.T @ (self.scores[0][known] - self.scores[1][known])
            for place, score in zip(others, moved, strict=True):
                drawn[self.names[place]] = (tuple(known), np.clip(ndtr(score), _INSIDE, 1 - _INSIDE))
        return drawn
