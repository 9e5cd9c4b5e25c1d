"""What drives a metric: swings, conditional means, rank correlations, shares of its variance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from roi.analysis.answer_cells import cells_of
from roi.analysis.conditional import in_coarser_cells, means_given
from roi.analysis.regression import design, explained, spline
from roi.analysis.scores import (
    checked_metric,
    enough_draws,
    mean_where,
    midranks,
    normal_scores,
)
from roi.arrays import Array
from roi.model import Model, ModelInput
from roi.model.factors import ENDS as ENDS
from roi.model.factors import Factor, factors_of
from roi.model.shares import line_of
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.moments import MEAN, VARIANCE, heavy_tails, order_of
from roi.sim.reach import matters
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES
from roi.sim.worksheet import base_sheet

FEWEST_DRAWS = 2_048  # 128 a replicate, 13 in each tail


@dataclass(frozen=True, slots=True)
class Swing:
    """The metric at the P10 and at the P90 of one input, every other input at its likely value.

    `at`: the two values of the input in its declared unit; `metric`: the two of the metric.  `factor`: what was
    swung, which is the luck of all its years together where an input is drawn anew each year.
    """

    factor: Factor
    at: tuple[float, float]
    metric: tuple[float, float]

    @property
    def item(self) -> ModelInput:
        """The input, or what stands for its years."""
        return self.factor.item

    @property
    def width(self) -> float:
        """|metric at P90 − metric at P10|; inf where only one of the two is finite, nan where one has no value."""
        low, high = self.metric
        return 0.0 if low == high else abs(high - low)


@dataclass(frozen=True, slots=True)
class Driver:
    """One input beside a metric; None where the metric has no mean.

    Attributes:
        swing: in the base case.
        below, above: mean of the metric in the draws in which the input is below its P10, above its P90;
            correlated inputs move along.
        rank: Spearman's correlation of input and metric.
        share: Var(E[metric | input]) / Var(metric).
    """

    item: ModelInput
    swing: Swing
    below: Statistic | None
    above: Statistic | None
    rank: Statistic
    share: Statistic | None


def tornado(model: Model, metric: str = "npv", cut: Cut = HEADLINE) -> tuple[Swing, ...]:
    """The swings of all inputs that vary and that some flow reads, the widest first.

    Raises:
        RoiError: an unknown metric, or costs that are not stated.
    """
    cut = checked_metric(model, metric, cut)
    swung = _that_matter(model, cut, metric)
    if not swung:
        return ()
    n = 2 * len(swung)
    changed = {}
    for place, factor in enumerate(swung):
        ends = factor.ends()
        for item in factor.members:
            row = np.full(n, item.likely)
            row[2 * place : 2 * place + 2] = item.quantile(np.array(ends[item.id]))
            changed[item.id] = row
    sheet = base_sheet(model, changed, n)
    values = sheet.metric(metric, cut)

    def ends_of(factor: Factor, place: int) -> tuple[float, float]:
        """A part of a whole is told as its share: what its weight at the ends makes beside the other weights."""
        if not factor.item.whole:
            return factor.values()
        return _pair(sheet.block.values[line_of(factor.id)] / factor.item.unit.scale, place)

    swings = [
        Swing(factor, ends_of(factor, place), _pair(values, place)) for place, factor in enumerate(swung)
    ]
    return tuple(sorted(swings, key=lambda swing: -_ordered(swing.width)))


def drivers(run: Simulation, metric: str = "npv", cut: Cut = HEADLINE) -> tuple[Driver, ...]:
    """Every measure but Sobol' indices for each input of the tornado, in its order.

    Raises:
        RoiError: an unknown metric, costs that are not stated, or too few draws.
    """
    cut = checked_metric(run.model, metric, cut)
    enough_draws(run, FEWEST_DRAWS, "The table of drivers")
    swings = tornado(run.model, metric, cut)
    scores = normal_scores(run.prepared)
    values = run.values(metric, cut)
    order = order_of(heavy_tails(run.prepared), metric, cut) if np.isfinite(values).all() else 0.0
    ranked = midranks(values)
    rows = []
    for swing in swings:
        z = swing.factor.score(scores)
        low, high = conditional_means(z, values) if order > MEAN else (None, None)
        share = _share(swing.factor, scores, values) if order > VARIANCE else None
        rows.append(Driver(swing.item, swing, low, high, rank_correlation(z, values, ranked), share))
    return tuple(rows)


def _that_matter(model: Model, cut: Cut, metric: str) -> list[Factor]:
    return [
        factor
        for factor in factors_of(model)
        if any(matters(model, item.id, cut, metric) for item in factor.members)
    ]


def _share(factor: Factor, scores: Mapping[str, Array], values: Array) -> Statistic:
    """Of an input alone, or of all years of one together."""
    years = factor.members if factor.of_years else (factor.item,)
    return variance_share([scores[item.id] for item in years], values)


def variance_share(scores: Sequence[Array], values: Array) -> Statistic:
    """First-order index Var(E[Y | X]) / Var(Y): R² of a spline in normal scores and cells of them, cross-fitted.

    Pearson's correlation ratio (1905); defined whatever the correlations, where it takes in what correlated
    inputs do with X.  Values of independent inputs are at most 1 together.

    Args:
        scores: of one input, or of all years of one, (16, m) each.
        values: (16, m).
    """
    columns = design([spline(z) for z in scores])
    fitted = means_given(columns, [cells_of(z) for z in scores], values[None])
    share = explained(values, fitted.unseen[0])
    coarser = in_coarser_cells(fitted, columns, values[None])
    if coarser is None:
        return share
    return Statistic(share.value, math.hypot(share.error, share.value - explained(values, coarser[0]).value))


def conditional_means(z: Array, values: Array) -> tuple[Statistic, Statistic]:
    """Means of the values (16, m) in the lowest and in the highest tenth of the scores."""
    edges = np.quantile(z, ENDS)
    return mean_where(z <= edges[0], values), mean_where(z >= edges[1], values)


def rank_correlation(z: Array, values: Array, ranked: Array | None = None) -> Statistic:
    """Spearman's rank correlation of two (16, m) arrays, ties at their middle rank; error from replicates.

    Draws in which a value is undefined are left out; +inf ranks last.  nan where one of the two is constant.
    `ranked`: the middle ranks of `values` over all draws, if known already.
    """
    if np.isnan(values).any():
        kept = ~np.isnan(values)
        pooled = _correlation(midranks(z[kept]), midranks(values[kept]))
        rows = [_correlation(midranks(a[k]), midranks(b[k])) for a, b, k in zip(z, values, kept, strict=True)]
    else:
        pooled = _correlation(midranks(z), midranks(values) if ranked is None else ranked)
        rows = [_correlation(midranks(a), midranks(b)) for a, b in zip(z, values, strict=True)]
    known = [row for row in rows if not math.isnan(row)]
    error = float(np.std(known, ddof=1)) / REPLICATES**0.5 if len(known) == REPLICATES else math.nan
    return Statistic(pooled, error)


def _correlation(a: Array, b: Array) -> float:
    if a.size < 2:
        return math.nan
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return float((a * b).sum()) / size if size else math.nan


def _pair(values: Array, place: int) -> tuple[float, float]:
    return float(values[2 * place]), float(values[2 * place + 1])


def _ordered(width: float) -> float:
    return -1.0 if math.isnan(width) else width
