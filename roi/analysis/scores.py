"""What every analysis of a run begins with: normal scores of its inputs, checks of what was asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from roi.arrays import Array
from roi.errors import Place, RoiError, Setting, nearest, of_setting, remedy
from roi.model import Model, ModelInput
from roi.model.shares import line_of
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.estimate import Statistic
from roi.sim.evaluate import evaluate_block
from roi.sim.metrics import METRICS
from roi.sim.moments import VARIANCE, refuse_without
from roi.sim.prepare import Prepared
from roi.sim.reach import upstream
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES
from roi.sim.scope import not_financed
from roi.sim.summary import undefined_because

_INSIDE = 2.0**-53


def varying(model: Model) -> tuple[ModelInput, ...]:
    """The inputs that are not constant, in document order."""
    return tuple(item for item in model.drawn if not item.constant)


def correlated_groups(prepared: Prepared) -> tuple[tuple[ModelInput, ...], ...]:
    """Inputs that vary; those that are correlated, parts of one whole, or years of one input, together."""
    copula, model = prepared.copula, prepared.model
    label = {name: name for name in copula.ids} | {item.id: luck_group(item) for item in model.luck}
    for i, row in enumerate(copula.latent):
        for j, latent in enumerate(row[:i]):
            old, new = label[copula.ids[i]], label[copula.ids[j]]
            if latent and old != new:
                label = {name: new if mark == old else mark for name, mark in label.items()}
    for parts in model.wholes:
        marks = {label.setdefault(item.id, item.id) for item in parts.items if not item.constant}
        label = {name: min(marks) if mark in marks else mark for name, mark in label.items()}
    groups: dict[str, list[ModelInput]] = {}
    for item in varying(model):
        groups.setdefault(label.get(item.id, item.id), []).append(item)
    return tuple(tuple(group) for group in groups.values())


def luck_group(item: ModelInput) -> str:
    """A mark that the luck of all years of an input has in common, and that no id is."""
    return f"{item.luck_of}'s years"


def normal_scores(prepared: Prepared, items: Sequence[ModelInput] | None = None) -> dict[str, Array]:
    """z = Φ⁻¹(u) of some inputs that vary, of all of them by default, (16, m), in the order of the document.

    Where values have a probability of their own, u is the middle of the jump, P(X < x) + P(X = x) / 2, so
    that equal values have equal scores.  Of a part of a whole it is the score of its share's rank among the draws:
    an answer tells the share, and not the weight that it was made of.
    """
    shares = drawn_shares(prepared)
    uniforms = prepared.uniforms_between(0, prepared.sampling.draws)
    scores = {}
    for item in varying(prepared.model) if items is None else items:
        if item.id in shares:
            scores[item.id] = _scores_of_ranks(shares[item.id])
            continue
        u = uniforms[item.id].reshape(REPLICATES, -1)
        if item.distribution.discrete:
            law = item.distribution.law
            x = law.quantile(u)
            u = np.clip((law.below(x) + law.cdf(x)) / 2, _INSIDE, 1 - _INSIDE)
        scores[item.id] = np.asarray(ndtri(u), dtype=np.float64)
    return scores


def drawn_shares(prepared: Prepared) -> dict[str, Array]:
    """The share of each part of a whole that varies, (16, m), by input."""
    model = prepared.model
    parts = {item.id: line_of(item.id) for whole in model.wholes for item in whole.items if not item.constant}
    if not parts:
        return {}
    shares = replace(model, lines=upstream(model, parts.values()))

    def of(inputs: dict[str, Array], _: int) -> dict[str, Array]:
        values = evaluate_block(shares, inputs).values
        return {name: values[line] for name, line in parts.items()}

    return prepared.by_replicate(of)


def answers_of(prepared: Prepared, names: Collection[str]) -> dict[str, Callable[[Array], Array]]:
    """Of each input the value at a probability, as an answer tells it: of a part of a whole its share."""
    items = [prepared.model.input(name) for name in names]
    shares = drawn_shares(prepared) if any(item.whole for item in items) else {}
    return {
        item.id: partial(np.quantile, shares[item.id]) if item.id in shares else item.quantile
        for item in items
    }


def _scores_of_ranks(values: Array) -> Array:
    """Φ⁻¹ of the middle rank among all elements, same shape."""
    return np.asarray(ndtri((midranks(values) - 0.5) / values.size))


def midranks(values: Array) -> Array:
    """Ranks 1 … n over all elements, equal values at the mean of theirs; same shape, nan last."""
    flat = values.ravel()
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[first, flat.size])
    ranks = np.empty(flat.size)
    ranks[order] = np.repeat(first + (sizes + 1) / 2, sizes)
    return ranks.reshape(values.shape)


def checked_input(model: Model, name: str, where: Place) -> ModelInput:
    """The active input of that id.

    Raises:
        RoiError: there is none.
    """
    known = {item.id: item for item in model.inputs}
    if name not in known:
        raise RoiError(f"there is no input `{name}`", where, nearest(name, known))
    return known[name]


def checked_metric(model: Model, metric: str, cut: str = HEADLINE) -> Cut:
    """The cut, if metric and cut exist and the case can give the metric.

    Raises:
        RoiError: an unknown metric or cut, or costs that are not stated.
    """
    if metric not in METRICS:
        raise RoiError(f"there is no metric `{metric}`", of_setting("metric"), nearest(metric, METRICS))
    row, at = METRICS[metric], Cut.named(cut)
    if row.needs_costs and model.unstated:
        raise RoiError(
            undefined_because(model),
            Place(f"{row.label} of {model.case.id}"),
            "Choose a preset that states all costs, such as `evidence`.",
        )
    if not row.known(model):
        raise not_financed(metric)
    return at


def finite_values(run: Simulation, metric: str, cut: Cut, *, moment: float = VARIANCE) -> Array:
    """The metric's draws, (16, m).

    Args:
        moment: what is to be worked out of them needs this moment to be finite, `MEAN` or `VARIANCE`.

    Raises:
        RoiError: draws without a finite value, or a moment that an input with a heavy tail makes infinite.
    """
    refuse_without(run.prepared, metric, cut, moment)
    values = run.values(metric, cut)
    missing = float(np.count_nonzero(~np.isfinite(values)) / values.size)
    if missing:
        raise RoiError(
            f"{METRICS[metric].label} is not a finite number in {100 * missing:.2g} % of draws, so that it has "
            "no mean and no variance",
            of_setting("metric"),
            "Use npv, or a measure that needs neither: swing, spearman.",
        )
    return values


def enough_draws(run: Simulation, least: int, what: str) -> None:
    """Raise where the run is too small for an estimate.

    Raises:
        RoiError: fewer than `least` draws.
    """
    if run.draws_used < least:
        raise RoiError(
            f"{what} needs {least:,} draws; the run has {run.draws_used:,}",
            of_setting("draws"),
            remedy("Use ", Setting("draws", str(least)), "."),
        )


def mean_where(chosen: NDArray[np.bool_], values: Array) -> Statistic:
    """The mean of the chosen values, (16, m): a ratio of sums, its error linearised over the replicates.

    nan where nothing is chosen.
    """
    counts = chosen.sum(axis=1)
    if not counts.any():
        return Statistic(math.nan, math.nan)
    sums = np.where(chosen, values, 0.0).sum(axis=1)
    value = float(sums.sum() / counts.sum())
    each = (sums - value * counts) / counts.mean()
    return Statistic(value, float(np.std(each, ddof=1)) / REPLICATES**0.5)
