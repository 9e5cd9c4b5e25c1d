"""What answers are worth before choosing among ways to act and doing nothing; to go ahead or not is one way.

An answer is worth what better choices it leads to, E[max_d E[Y_d | X]] − max_d E[Y_d], where doing nothing has
Y = 0.  Regression on draws already made gives the choice that each answer calls for (Strong, Oakley & Brennan 2014,
Medical Decision Making 34(3), section "Regression-based EVPPI"); what those choices earn is read from draws that
the regression has not seen, so that noise is worth nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from roi.analysis.answer_cells import AnswerCells, cells_of
from roi.analysis.common_draws import CommonDraws, in_blocks
from roi.analysis.conditional import in_coarser_cells, means_given
from roi.analysis.drivers import ENDS
from roi.analysis.lead_changes import Turn
from roi.analysis.regression import MEASURABLE, cross_fitted_each, design, explained, spline
from roi.analysis.scores import answers_of, correlated_groups, normal_scores, varying
from roi.analysis.thresholds import Flip, over_replicates
from roi.arrays import Array
from roi.model import ModelInput
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.estimate import Statistic, quantiles
from roi.sim.prepare import Prepared
from roi.sim.reach import matters
from roi.sim.sampling import REPLICATES

Group = tuple[ModelInput, ...]
FEWEST_DRAWS = 4_096  # 256 a replicate
_PAIRED, _PAIRS_SHOWN = 6, 3


@dataclass(frozen=True, slots=True)
class Question:
    """What one question could tell: one input, or several that it answers together.

    Attributes:
        items: the inputs.
        ask: the question to put to the prospect; "" where the case has none.
        together: inputs that are correlated, or that share a question.
        value: EVPPI, in money.
        measurable: whether it stands above its error, for the number of questions valued; else it is not ranked.
        moves: P50 of net present value, among several ways that of the best on average, with the input known to be
            at its P10, and at its P90, correlated inputs moving along; None for several inputs and for what is not
            told in detail.
        flips: answers at which the expected net present value crosses the hurdle; empty where none does.
        first: among several ways, the best at the P1 of the answer; "" where not told in detail.
        turns: where another one becomes the best, up to P99, ascending.
    """

    items: Group
    ask: str
    together: bool
    value: Statistic
    measurable: bool
    moves: tuple[float, float] | None = None
    flips: tuple[Flip, ...] = ()
    first: str = ""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What the regressions are made of.

    Attributes:
        worth: of each way to act above doing nothing, (k, 16, m).
        items, splines, cells: the inputs that can be asked for, with their columns and cells.
        correlated: groups of such inputs that are correlated with each other.
    """

    worth: Array
    items: Group
    splines: Mapping[str, Array]
    cells: Mapping[str, AnswerCells]
    correlated: tuple[Group, ...]

    def columns(self, group: Sequence[ModelInput]) -> Array:
        """The design of a regression on these inputs."""
        return design([self.splines[item.id] for item in group])


@dataclass(frozen=True, slots=True)
class Valued:
    """Questions by what they are worth.

    Attributes:
        ranked: questions of measurable value, the dearest first.
        groups: inputs learnt together, of measurable value: correlated ones, and where no question is
            ranked, the best pairs of those that explain most.
        unranked: the rest.
    """

    ranked: tuple[Question, ...]
    groups: tuple[Question, ...]
    unranked: tuple[Question, ...]


def basis_of(worth: Array, prepared: Iterable[Prepared], cut: Cut) -> Basis:
    """The inputs that vary, matter and can be asked for in some model of common draws.

    Inputs of chance are nobody's to answer, levers are chosen.  An input that several models share has the same
    draws in all; where an option overrides its value, an answer is told in the terms of the first one that has it:
    the other one's has the same rank.
    """
    items: dict[str, ModelInput] = {}
    splines: dict[str, Array] = {}
    cells: dict[str, AnswerCells] = {}
    correlated: list[set[str]] = []
    for each in prepared:
        new = [
            item
            for item in varying(each.model)
            if item.id not in items
            and not (item.spec.luck or item.spec.lever)
            and matters(each.model, item.id, cut)
        ]
        if new:
            scores = normal_scores(each, new)
            items |= {item.id: item for item in new}
            splines |= {item.id: spline(scores[item.id]) for item in new}
            cells |= {item.id: cells_of(scores[item.id]) for item in new}
            correlated += [{item.id for item in group} for group in correlated_groups(each)]
    groups = (tuple(items[name] for name in items if name in group) for group in _merged(correlated))
    together = tuple(group for group in groups if len(group) > 1)
    return Basis(worth, tuple(items.values()), splines, cells, together)


def _merged(groups: Sequence[set[str]]) -> list[set[str]]:
    """Groups that share a member are one: an option may tie an input of its own to those of the case."""
    result: list[set[str]] = []
    for group in groups:
        apart = [other for other in result if not other & group]
        touching = [other for other in result if other & group]
        result = [*apart, group.union(*touching)]
    return result


def valued(
    basis: Basis,
    progress: Progress | None = None,
    worth_grouping: Callable[[Sequence[Question]], bool] | None = None,
) -> Valued:
    """The value of every question.

    Args:
        basis: what the regressions are made of.
        progress: told (questions done, questions in all).
        worth_grouping: whether inputs learnt together are valued beside these ranked questions; None for always.
    """
    questions: list[Question] = []
    groups = _by_ask(basis.items)
    for done, group in enumerate(groups, start=1):
        questions.append(_question(group, basis, len(groups)))
        if progress is not None:
            progress(done, len(groups))
    ranked = tuple(_by_value(questions))
    unranked = tuple(question for question in questions if not question.measurable)
    if worth_grouping is not None and not worth_grouping(ranked):
        return Valued(ranked, (), unranked)
    joint = _together(basis.correlated, basis)
    pairs = [] if ranked else _together(_pairs(questions, basis), basis)
    return Valued(ranked, (*_by_value(joint), *_by_value(pairs)[:_PAIRS_SHOWN]), unranked)


def _by_ask(items: Iterable[ModelInput]) -> tuple[Group, ...]:
    """Inputs by question: those with the same `ask` are answered together."""
    groups: dict[str, list[ModelInput]] = {}
    for item in items:
        groups.setdefault(item.spec.ask or f"\n{item.id}", []).append(item)
    return tuple(map(tuple, groups.values()))


def _together(groups: Sequence[Group], basis: Basis) -> list[Question]:
    return [_question(group, basis, len(groups)) for group in groups]


def _question(group: Group, basis: Basis, among: int) -> Question:
    cells = [basis.cells[item.id] for item in group]
    value, measurable = evppi(basis.worth, basis.columns(group), cells, among)
    ask = next((item.spec.ask for item in group if item.spec.ask), "")
    return Question(group, ask, len(group) > 1, value, measurable)


def _by_value(questions: Iterable[Question]) -> list[Question]:
    return sorted(
        (question for question in questions if question.measurable), key=lambda each: -each.value.value
    )


def _pairs(questions: Iterable[Question], basis: Basis) -> list[Group]:
    """Pairs of the inputs that explain most of some way: no answer alone changes the choice, two may."""

    def most(item: ModelInput) -> float:
        means = cross_fitted_each(basis.columns([item]), basis.worth)
        return max(explained(row, mean).value for row, mean in zip(basis.worth, means, strict=True))

    single = [question.items[0] for question in questions if not question.together]
    known = [{item.id for item in group} for group in basis.correlated]  # these stand in the list anyway
    pairs = combinations(sorted(single, key=most, reverse=True)[:_PAIRED], 2)
    return [pair for pair in pairs if {item.id for item in pair} not in known]


def evpi(worth: Array) -> Statistic:
    """E[max(0, Y)] − max(0, E[Y]): the value of knowing everything, luck included; worth is (k, 16, m)."""
    return _gain(worth, worth)


def evppi(
    worth: Array, columns: Array, cells: Sequence[AnswerCells], among: int = 1
) -> tuple[Statistic, bool]:
    """E[max(0, E[Y | X])] − max(0, E[Y]), and whether it is measurable.

    The estimate is what the choices of the cross-fitted regression earn, so that it errs to the low side; on
    the draws that it was fitted to, a regression errs to the high side.  The error takes in half of the distance
    between the two, which counts where the value is small, and how far half as many cells would move it.
    Measurable: the value stands out among those of all questions, and the variance that the regression explains of
    some way exceeds twice its error.

    Args:
        worth: of each way to act above doing nothing, (k, 16, m).
        columns: `regression.design` of the inputs, (16, m, columns).
        cells: of each of them.
        among: how many questions are valued, of which the dearest will be named.
    """
    fitted = means_given(columns, cells, worth)
    low, high = _gain(worth, fitted.unseen), _gain(worth, fitted.seen(columns))
    coarser = in_coarser_cells(fitted, columns, worth)
    by_size = 0.0 if coarser is None else low.value - _gain(worth, coarser).value
    value = Statistic(low.value, math.hypot(low.error, max(0.0, high.value - low.value) / 2, by_size))
    shares = (explained(row, mean) for row, mean in zip(worth, fitted.unseen, strict=True))
    return value, value.stands_out(among) and any(
        r2.value > MEASURABLE * r2.error and r2.value > 0 for r2 in shares
    )


def _gain(worth: Array, means: Array) -> Statistic:
    """What choosing by these means earns above the one choice that is best without knowing more."""
    highest, chosen = np.zeros(worth.shape[1:]), np.zeros(worth.shape[1:])
    for way, mean in zip(worth, means, strict=True):
        chosen = np.where(mean > highest, way, chosen)
        np.maximum(highest, mean, out=highest)
    averages = worth.mean(axis=(1, 2))
    best = int(averages.argmax())
    return over_replicates(chosen - worth[best] if averages[best] > 0 else chosen)


def middles(
    prepared: Prepared, cut: Cut, inputs: Sequence[str], common: CommonDraws
) -> dict[str, tuple[float, float]]:
    """P50 of NPV with each input known to be at its P10 and at its P90: the same draws evaluated again.

    `common`: of NPV, ready for these inputs; read where they are all draws.
    """
    ends = {name: answer(np.array(ENDS)) for name, answer in answers_of(prepared, inputs).items()}
    every = common.draws == prepared.sampling.draws
    npv: dict[tuple[str, int], list[Array]] = {(name, end): [] for name in inputs for end in range(len(ENDS))}
    for draws in (common,) if every else in_blocks(prepared, inputs, "npv", cut):
        for (name, end), parts in npv.items():
            parts.append(draws.values({name: float(ends[name][end])}))
    middle = {
        key: quantiles(np.concatenate(parts).reshape(REPLICATES, -1), [0.5])[0].value
        for key, parts in npv.items()
    }
    return {name: (middle[name, 0], middle[name, 1]) for name in inputs}
