"""What an answer is worth: expected value of perfect information on the decision {do nothing, this option}.

The decision is taken where the expected net present value is above a hurdle.  An answer is worth what better
decisions it leads to: regression on draws already made gives the decision that each answer calls for
(Strong, Oakley & Brennan 2014, Medical Decision Making 34(3), section "Regression-based EVPPI"); what
those decisions earn is read from draws that the regression has not seen, so that noise is worth nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from roi.analysis.drivers import ENDS
from roi.analysis.levers import Lever, levers, levers_of
from roi.analysis.regression import cross_fitted, design, explained, fitted, spline
from roi.analysis.replay import matters, revised, worksheet
from roi.analysis.scores import (
    checked_metric,
    correlated_groups,
    enough_draws,
    finite_values,
    normal_scores,
    varying,
)
from roi.analysis.thresholds import PLAUSIBLE as PLAUSIBLE
from roi.analysis.thresholds import Excess, Hurdle, excess_of, flips, over_replicates
from roi.analysis.thresholds import Flip as Flip
from roi.arrays import Array
from roi.card import Brief
from roi.model import ModelInput
from roi.model.conditioning import conditioning
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Estimate, quantiles
from roi.sim.moments import MEAN, VARIANCE, estimate_of, heavy_tails, order_of
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES

FEWEST_DRAWS = 4_096  # 256 a replicate
MEASURABLE = 2.0  # errors below which a value is none
_PAIRED, _PAIRS_SHOWN = 6, 3
_BLOCK = 1_024  # draws evaluated at once
STEPS = 393  # places of an answer at which a lead is looked at


@dataclass(frozen=True, slots=True)
class Question:
    """What one question could tell: one input, or several that it answers together.

    Attributes:
        items: the inputs.
        ask: the question to put to the prospect; "" where the case has none.
        together: inputs that are correlated, or that share a question.
        value: EVPPI, in money.
        measurable: whether it stands above its error; else it is not ranked.
        moves: P50 of net present value with the input known to be at its P10, and at its P90, correlated
            inputs moving along; None for several inputs and for what is not told in detail.
        flips: answers at which the expected net present value crosses the hurdle; empty where none does.
    """

    items: tuple[ModelInput, ...]
    ask: str
    together: bool
    value: Estimate
    measurable: bool
    moves: tuple[float, float] | None = None
    flips: tuple[Flip, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Information(Brief):
    """What can be learnt before deciding, in money.

    Attributes:
        hurdle: the net present value that the option must beat, beside
        hurdle_return: that share of the present value of its costs.
        go: whether the option is chosen on what is known today.
        evpi: value of knowing everything, luck included.
        middle: P50 of net present value today.
        ranked: questions of measurable value, the dearest first.
        groups: inputs learnt together, of measurable value: correlated ones, and where no question is
            ranked, the best pairs of those that explain most.
        unranked: the rest.
        levers: what is chosen or negotiated, not asked: what a step of each is worth, the dearest first.
        draws: on how many all of it rests.
    """

    hurdle: float
    hurdle_return: float
    go: bool
    expected: Estimate
    evpi: Estimate
    middle: float
    ranked: tuple[Question, ...]
    groups: tuple[Question, ...]
    unranked: tuple[Question, ...]
    levers: tuple[Lever, ...] = ()
    draws: int = 0


def information(
    run: Simulation,
    hurdle: float = 0.0,
    cut: Cut = HEADLINE,
    detailed: int = 8,
    hurdle_return: float = 0.0,
) -> Information:
    """The value of every question on the decision to go ahead if the expected NPV is above the hurdle.

    The hurdle is an amount, a return on the costs, or both: E[NPV] > hurdle + hurdle_return × E[costs].

    The first `detailed` of the ranked questions are told how far they move P50, and what flips the decision.
    Inputs of chance are nobody's to answer and are left out, and so are inputs that no flow reads.

    Raises:
        RoiError: costs that are not stated, draws without a finite value, or too few draws.
    """
    cut = checked_metric(run.model, "npv", cut)
    enough_draws(run, FEWEST_DRAWS, "The value of information")
    npv = finite_values(run, "npv", cut, moment=MEAN)
    scores = {name: z for name, z in normal_scores(run).items() if matters(run.model, name, cut)}
    splines = {
        item.id: spline(scores[item.id])
        for item in varying(run.model)
        if item.id in scores and not item.spec.chance and not item.spec.lever
    }
    order = order_of(heavy_tails(run.prepared), "npv", cut)
    excess = npv - hurdle
    if hurdle_return:
        excess = excess - hurdle_return * run.values("pv_costs", cut)
    asked = [
        _question(group, excess, splines)
        for group in questions([item for item in varying(run.model) if item.id in splines])
    ]
    ranked = _by_value(asked)
    joint = [
        _question(group, excess, splines)
        for group in ([item for item in g if item.id in splines] for g in correlated_groups(run))
        if len(group) > 1
    ]
    correlated = [frozenset(item.id for item in q.items) for q in joint]
    pairs = [] if ranked else _pairs(asked, excess, splines, besides=correlated)
    choices = levers_of(run.model, cut)
    single = [q.items[0] for q in ranked[:detailed] if not q.together]
    named = [item.id for item in (*single, *choices)]
    excess_at = excess_of(run, named, Hurdle(hurdle, hurdle_return, cut))
    return Information(
        hurdle=hurdle,
        hurdle_return=hurdle_return,
        go=bool(excess.mean() > 0),
        expected=estimate_of(npv, order),
        evpi=evpi(excess) if order > VARIANCE else Estimate(evpi(excess).value, math.inf),
        middle=quantiles(npv, [0.5])[0].value,
        ranked=(*_detailed(run, excess_at, ranked[:detailed]), *ranked[detailed:]),
        groups=(*_by_value(joint), *_by_value(pairs)[:_PAIRS_SHOWN]),
        unranked=tuple(q for q in asked if not q.measurable),
        levers=levers(excess_at, choices, detailed),
        draws=run.draws_used,
    )


def questions(items: Sequence[ModelInput]) -> tuple[tuple[ModelInput, ...], ...]:
    """Inputs by question: those with the same `ask` are answered together."""
    groups: dict[str, list[ModelInput]] = {}
    for item in items:
        groups.setdefault(item.spec.ask or f"\n{item.id}", []).append(item)
    return tuple(map(tuple, groups.values()))


def evpi(excess: Array) -> Estimate:
    """E[max(0, Y)] − max(0, E[Y]) of the net present value above the hurdle, (16, m)."""
    return _gain(excess, excess > 0)


def evppi(excess: Array, splines: Sequence[Array]) -> tuple[Estimate, bool]:
    """E[max(0, E[Y | X])] − max(0, E[Y]), and whether it is measurable.

    The estimate is what the decisions of the cross-fitted regression earn, so that it errs to the low side; on
    the draws that it was fitted to, a regression errs to the high side.  The error takes in half of the distance
    between the two, which counts where the value is small.  Measurable: both the value and the variance that the
    regression explains exceed twice their errors.

    Args:
        excess: net present value above the hurdle, (16, m).
        splines: `regression.spline` of each input, (COLUMNS, 16, m).
    """
    columns = design(splines)
    predicted = cross_fitted(columns, excess)
    high = _gain(excess, columns @ fitted(columns, excess) > 0)
    value, r2 = widened(_gain(excess, predicted > 0), high), explained(excess, predicted)
    real = value.value > MEASURABLE * value.error and r2.value > MEASURABLE * r2.error
    return value, bool(real and value.value > 0)


def widened(low: Estimate, high: Estimate) -> Estimate:
    """An estimate that errs to the low side, with an error that knows of one that errs to the high side."""
    return Estimate(low.value, math.hypot(low.error, max(0.0, high.value - low.value) / 2))


def _gain(excess: Array, go: NDArray[np.bool_]) -> Estimate:
    """What the decisions `go` earn above the one decision that is best without knowing more."""
    best = bool(excess.mean() > 0)
    return over_replicates(np.where(go, excess, 0.0) - (excess if best else 0.0))


def _question(group: Sequence[ModelInput], excess: Array, splines: Mapping[str, Array]) -> Question:
    value, measurable = evppi(excess, [splines[item.id] for item in group])
    ask = next((item.spec.ask for item in group if item.spec.ask), "")
    return Question(tuple(group), ask, len(group) > 1, value, measurable)


def _by_value(asked: Sequence[Question]) -> list[Question]:
    return sorted((q for q in asked if q.measurable), key=lambda q: -q.value.value)


def _pairs(
    asked: Sequence[Question],
    excess: Array,
    splines: Mapping[str, Array],
    besides: Sequence[frozenset[str]],
) -> list[Question]:
    """Pairs of the inputs that explain most: where no answer changes the decision, two may.

    Args:
        besides: groups that are valued anyway.
    """
    items = [q.items[0] for q in asked if not q.together]
    r2 = {i.id: explained(excess, cross_fitted(design([splines[i.id]]), excess)).value for i in items}
    best = sorted(items, key=lambda item: -r2[item.id])[:_PAIRED]
    pairs = [pair for pair in combinations(best, 2) if {item.id for item in pair} not in besides]
    return [_question(pair, excess, splines) for pair in pairs]


def _detailed(run: Simulation, excess: Excess, ranked: Sequence[Question]) -> tuple[Question, ...]:
    moves = middles(run, excess.hurdle.cut, [q.items[0].id for q in ranked if not q.together])
    return tuple(
        q if q.together else replace(q, moves=moves[q.items[0].id], flips=flips(excess, q.items[0]))
        for q in ranked
    )


def middles(run: Simulation, cut: Cut, inputs: Sequence[str]) -> dict[str, tuple[float, float]]:
    """P50 of NPV with each input known to be at its P10 and at its P90: the same draws evaluated again."""
    m = run.prepared.sampling.draws_per_replicate
    model, draws = run.model, run.prepared.sampling.draws
    known = {name: conditioning(model, (name,)) for name in inputs}
    ends = {name: model.input(name).quantile(np.array(ENDS)) for name in inputs}
    found = {(name, u): np.empty((REPLICATES, m)) for name in inputs for u in ENDS}
    for block in run.prepared.blocks(_BLOCK) if inputs else ():
        sheet = worksheet(model, run.prepared.inputs(*block), block.n)
        joint = run.prepared.joint_scores(*block)
        for (name, u), row in found.items():
            value, learnt = float(ends[name][ENDS.index(u)]), known[name]
            moved = {} if learnt is None else learnt.draws(joint, {name: value}, draws)
            row[block.place] = revised(sheet, {name: np.array([value]), **moved}).metric("npv", cut)
    middle = {key: quantiles(row, [0.5])[0].value for key, row in found.items()}
    return {name: (middle[name, ENDS[0]], middle[name, ENDS[1]]) for name in inputs}
