"""First-order and total Sobol' indices by pick-freeze designs.

Two independent samples A and B; in AB_i factor i is taken from B and the rest from A.  The indices are
defined for independent factors only: inputs that are correlated with each other form one factor together,
and for its members nothing is reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from roi.analysis.scores import (
    checked_metric,
    correlated_groups,
    enough_draws,
    finite_values,
    varying,
)
from roi.arrays import Array
from roi.errors import RoiError, of_setting
from roi.model import Model, ModelInput
from roi.model.correlation import correlated
from roi.model.factors import factors_of
from roi.records import dataclass
from roi.sim import sobol as sobol_points
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.dimensions import DIMENSIONS
from roi.sim.estimate import Statistic
from roi.sim.prepare import DrawRange, Prepared
from roi.sim.reach import matters
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES, uniforms
from roi.sim.worksheet import Worksheet, worksheet

FEWEST_DRAWS = 4_096
MOST_BASE = 65_536  # points of A
_BLOCK = 1_024


@dataclass(frozen=True, slots=True)
class Index:
    """A factor: one input, the luck of all years of one, or inputs that are correlated with each other.

    `first` is the share of variance that the factor explains alone, `total` with all it takes part in.
    """

    members: tuple[ModelInput, ...]
    first: Statistic
    total: Statistic


def sobol(run: Simulation, metric: str = "npv", cut: Cut = HEADLINE) -> tuple[Index, ...]:
    """The indices of every factor that some flow reads, the largest total first.

    A has half as many points as the run has draws, up to 65,536: each costs an evaluation a factor.

    Raises:
        RoiError: an unknown metric, costs that are not stated, draws without a finite value, or too few.
    """
    cut = checked_metric(run.model, metric, cut)
    enough_draws(run, FEWEST_DRAWS, "An estimate of Sobol' indices")
    finite_values(run, metric, cut)
    groups = factors(run, cut, metric)
    m = min(run.prepared.sampling.draws_per_replicate // 2, MOST_BASE // REPLICATES)
    f_a, f_b = np.empty((REPLICATES, m)), np.empty((REPLICATES, m))
    f_ab = np.empty((len(groups), REPLICATES, m))
    for block in run.prepared.blocks(_BLOCK, m):
        rows = _pick_freeze(run.prepared, groups, block, metric, cut)
        f_a[block.place], f_b[block.place] = next(rows), next(rows)
        for factor, row in zip(f_ab, rows, strict=True):
            factor[block.place] = row
    if not (np.isfinite(f_b).all() and np.isfinite(f_ab).all()):
        raise RoiError(f"`{metric}` is not finite everywhere", of_setting("metric"), "Use npv.")
    firsts, totals = first_order(f_a, f_b, f_ab), total_order(f_a, f_b, f_ab)
    years = {factor.members: (factor.item,) for factor in factors_of(run.model)}
    places = [Index(years.get(g, g), s, t) for g, s, t in zip(groups, firsts, totals, strict=True)]
    return tuple(sorted(places, key=lambda index: -index.total.value))


def factors(run: Simulation, cut: Cut = HEADLINE, metric: str = "npv") -> tuple[tuple[ModelInput, ...], ...]:
    """Independent factors: groups of correlated inputs, and the others one by one; only such as matter."""
    model = run.model
    groups = correlated_groups(run.prepared)
    return tuple(group for group in groups if any(matters(model, item.id, cut, metric) for item in group))


def first_order(f_a: Array, f_b: Array, f_ab: Array) -> tuple[Statistic, ...]:
    """S_i = mean(f(B) (f(AB_i) − f(A))) / V: Saltelli et al. 2010, table 2, row (b).

    Args:
        f_a, f_b: (16, m).
        f_ab: (factors, 16, m).
    """
    center, _ = _moments(f_a, f_b)
    return tuple(_ratio(((f_b - center) * (row - f_a)).mean(axis=1), f_a, f_b) for row in f_ab)


def total_order(f_a: Array, f_b: Array, f_ab: Array) -> tuple[Statistic, ...]:
    """T_i = mean((f(A) − f(AB_i))²) / 2V: Jansen 1999; Saltelli et al. 2010, table 2, row (f)."""
    return tuple(_ratio(((f_a - row) ** 2).mean(axis=1) / 2, f_a, f_b) for row in f_ab)


def _moments(f_a: Array, f_b: Array) -> tuple[float, Array]:
    """Mean of both samples, and the mean square about it by replicate, (16,)."""
    center = (float(f_a.mean()) + float(f_b.mean())) / 2
    return center, ((f_a - center) ** 2 + (f_b - center) ** 2).mean(axis=1) / 2


def _ratio(parts: Array, f_a: Array, f_b: Array) -> Statistic:
    """A ratio of two means over replicates, its error linearised."""
    _, spread = _moments(f_a, f_b)
    if not spread.mean():
        return Statistic(math.nan, math.nan)
    value = float(parts.mean() / spread.mean())
    return Statistic(value, float(np.std(parts - value * spread, ddof=1) / spread.mean()) / REPLICATES**0.5)


def _pick_freeze(
    prepared: Prepared,
    groups: Sequence[Sequence[ModelInput]],
    block: DrawRange,
    metric: str,
    cut: Cut,
) -> Iterator[Array]:
    """The metric at A, at B, then at AB_i of each factor, (n,) each."""
    model, a, b = prepared.model, prepared.inputs(*block), _twin(prepared, block)
    sheet: Worksheet = worksheet(model, a, block.n)
    yield sheet.metric(metric, cut)
    yield worksheet(model, {**a, **b}, block.n).metric(metric, cut)
    for group in groups:
        yield sheet.revised({item.id: b[item.id] for item in group}).metric(metric, cut)


def _twin(prepared: Prepared, block: DrawRange) -> Mapping[str, Array]:
    """Sample B as formulas see it."""
    drawn = twin_uniforms(prepared, block)
    return {
        name: prepared.quantiles[name](u) * prepared.model.input(name).to_formula for name, u in drawn.items()
    }


def twin_uniforms(prepared: Prepared, block: DrawRange) -> dict[str, Array]:
    """Uniforms of a sample B independent of the run: the inputs that vary, from dimensions of their own."""
    model: Model = prepared.model

    def scramble(name: str) -> Array:
        twin = f"{name}'"  # no id has an apostrophe: a scramble of its own
        behind = DIMENSIONS + prepared.dimensions.get(
            name, DIMENSIONS
        )  # of the strongest; the rest have none
        dimension = behind if behind < sobol_points.DIMENSIONS else None
        return uniforms(prepared.sampling, dimension, twin, *block)

    joint = correlated(prepared.copula, scramble)
    return {item.id: joint[item.id] if item.id in joint else scramble(item.id) for item in varying(model)}
