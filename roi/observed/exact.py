"""Observations of single inputs whose posterior law is known: conjugate families, known values, one dimension.

- An input with a normal law, seen with a normal error: normal (Gelman et al. 2013, Bayesian Data Analysis, 2.5);
  whatever is correlated with it is conditioned on the latent normal scores, exactly.
- A known value of an input with a continuous law: its score is known; the others are conditioned on it.
- A beta law on 0 to 1 and hits of trials: beta (ibid., 2.4).
- Any other input that is correlated with none and read by no observed line: by quadrature over its score.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions.checks import LARGEST_SHAPE
from roi.distributions.law import inside
from roi.errors import Place, RoiError
from roi.model import ModelInput
from roi.observed.datum import Datum
from roi.observed.latent import Latent
from roi.observed.likelihood import IMPOSSIBLE, log_likelihood
from roi.records import dataclass

_REACH = 8.2  # normal scores between which the quadrature runs: all that a double of a uniform can hold
_POINTS = 4_001
_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Exactly:
    """What is known without draws.

    Attributes:
        latent: the scores after the observations that are linear in them; the inputs that are known are fixed.
        texts: by input the value that says its law, in its declared unit.
        laws: by input its scores and their probabilities, both (points,), of the quadrature.
        used: the data that were used.
    """

    latent: Latent
    texts: Mapping[str, str]
    laws: Mapping[str, tuple[Array, Array]]
    used: tuple[Datum, ...]


def exactly(latent: Latent, data: Sequence[Datum]) -> Exactly:
    """Use every observation that has an exact answer.

    Raises:
        RoiError: a known value that the law of its input, or its limits, do not allow.
    """
    read = {name for line in latent.model.lines for name in line.reads}
    direct = [datum for datum in data if datum.response.what == "input"]
    linear = [datum for datum in direct if _is_linear(latent, datum)]
    _check_known(latent, direct)
    texts: dict[str, str] = {}
    conditioned = _conditioned(latent, linear, texts)
    rest = [datum for datum in direct if datum not in linear]
    laws: dict[str, tuple[Array, Array]] = {}
    used = list(linear)
    for k, item in enumerate(conditioned.items):
        of_item = [datum for datum in rest if datum.response.name == item.id]
        if not of_item or item.id in read or _correlated(conditioned, k):
            continue
        text = _beta(item, of_item) if len(of_item) == 1 and not any(d in linear for d in of_item) else None
        if text is not None and conditioned.mean[k] == 0 and conditioned.cov[k, k] == 1:
            texts[item.id] = text
        laws[item.id] = _quadrature(conditioned, k, of_item)
        used += of_item
    return Exactly(conditioned, texts, laws, tuple(used))


def number_text(item: ModelInput, value: float) -> str:
    """A number of the declared unit as a text of the language, with its sign of per cent."""
    return f"{float(f'{value:.10g}')!r}{'%' if item.unit.percent else ''}"


def _check_known(latent: Latent, direct: Sequence[Datum]) -> None:
    items = {item.id: item for item in latent.items}
    for datum in direct:
        item = items.get(datum.response.name)
        if not datum.exact or item is None:
            continue
        low, high = (end * item.to_formula for end in item.distribution.support)
        limits = [low if item.spec.min is None else min(low, item.spec.min * item.unit.scale)]
        limits.append(high if item.spec.max is None else max(high, item.spec.max * item.unit.scale))
        slack = 1e-9 * max(1.0, abs(datum.value))
        if not limits[0] - slack <= datum.value <= limits[1] + slack:
            shown = [item.shown(limit) for limit in limits]
            raise RoiError(
                f"`{item.id}` cannot be {item.shown(datum.value):,.6g}: the estimate has it between "
                f"{shown[0]:,.6g} and {shown[1]:,.6g} {item.unit.text}",
                datum.rows[0].place or Place(key=item.id),
                "Check the unit, or answer it: an answer takes the place of the estimate's law.",
            )


def _is_linear(latent: Latent, datum: Datum) -> bool:
    """Whether a datum says a linear thing of a normal score."""
    k = latent.place(datum.response.name)
    if k is None:
        return False
    item = latent.items[k]
    if datum.exact:
        return not item.distribution.discrete or not _correlated(latent, k)
    return item.distribution.family.name == "normal" and datum.n == 0 and math.isinf(datum.degrees)


def _conditioned(latent: Latent, linear: Sequence[Datum], texts: dict[str, str]) -> Latent:
    """The scores given observations that are linear in them: z − Σ Hᵀ (H Σ Hᵀ + R)⁻¹ (H z − y)."""
    if not linear:
        return latent
    names = [datum.response.name for datum in linear]
    places = [latent.place(name) or 0 for name in names]
    seen, errors, known = np.empty(len(linear)), np.empty(len(linear)), {}
    for row, (k, datum) in enumerate(zip(places, linear, strict=True)):
        item = latent.items[k]
        x = datum.value / item.to_formula
        if datum.exact:
            known[item.id] = datum.value
            texts[item.id] = number_text(item, item.shown(datum.value))
            law = item.distribution.law
            place = (law.below(np.array(x)) + law.cdf(np.array(x))) / 2
            seen[row], errors[row] = float(ndtri(inside(place))), 0.0
        else:
            mean, sd = item.distribution.arguments["mean"], item.distribution.arguments["sd"]
            seen[row], errors[row] = (x - mean) / sd, datum.error / abs(item.to_formula) / sd
    across = latent.cov[:, places]
    inner = across[places] + np.diag(errors**2)
    gain = np.linalg.solve(inner, across.T).T
    center = np.asarray((latent.mean + gain @ (seen - latent.mean[places])).round(_DIGITS), dtype=np.float64)
    cov = (latent.cov - gain @ across.T).round(_DIGITS)
    for k in set(places):
        item = latent.items[k]
        if cov[k, k] == 0 and item.id not in known:  # an error that is nothing beside the law it had
            given = item.distribution.arguments
            known[item.id] = (given["mean"] + given["sd"] * float(center[k])) * item.to_formula
            texts[item.id] = number_text(item, item.shown(known[item.id]))
    after = latent.with_normal(center, (cov + cov.T) / 2, known)
    for k, item in enumerate(after.items):
        if item.distribution.family.name == "normal" and item.id in _moved(latent, after):
            texts[item.id] = _normal_text(item, float(after.mean[k]), math.sqrt(float(after.cov[k, k])))
    return after


def _moved(before: Latent, after: Latent) -> Collection[str]:
    """The inputs whose score is no longer as it was."""
    moved = set()
    for k, item in enumerate(after.items):
        j = before.place(item.id)
        if j is None or before.mean[j] != after.mean[k] or before.cov[j, j] != after.cov[k, k]:
            moved.add(item.id)
    return moved


def _normal_text(item: ModelInput, mean: float, sd: float) -> str:
    given = item.distribution.arguments
    factor = item.to_formula / item.unit.scale
    center = (given["mean"] + given["sd"] * mean) * factor
    return f"normal({number_text(item, center)}, {number_text(item, given['sd'] * sd * abs(factor))})"


def _beta(item: ModelInput, data: Sequence[Datum]) -> str | None:
    """The beta law after trials; None where the family is another, or its ends are not 0 and 1."""
    datum, law = data[0], item.distribution
    if law.family.name != "beta" or not datum.n:
        return None
    low, high = law.support
    if abs(low * item.to_formula) > 1e-12 or abs(high * item.to_formula - 1) > 1e-12:
        return None
    alpha = law.arguments["alpha"] + datum.hits
    beta = law.arguments["beta"] + datum.n - datum.hits
    ends = [number_text(item, item.shown(end * item.to_formula)) for end in (low, high)]
    beyond = max(alpha, beta) / LARGEST_SHAPE
    if beyond > 1:  # the share of fewer trials, as many as a law can say
        alpha, beta = (min(each / beyond, LARGEST_SHAPE) for each in (alpha, beta))
    return f"beta({alpha!r}, {beta!r}, {ends[0]}, {ends[1]})"


def _correlated(latent: Latent, k: int) -> bool:
    return bool(np.count_nonzero(latent.cov[k]) > 1)


def _quadrature(latent: Latent, k: int, data: Sequence[Datum]) -> tuple[Array, Array]:
    """Scores and their probabilities: the density at equal steps, looked at again where the mass lies.

    Raises:
        RoiError: an observation that the law of the input does not allow.
    """
    sd = math.sqrt(float(latent.cov[k, k]))
    low, high = latent.mean[k] - _REACH * sd, latent.mean[k] + _REACH * sd
    for _ in range(4):
        z = np.linspace(low, high, _POINTS)
        level = -0.5 * ((z - latent.mean[k]) / sd) ** 2
        x = latent.items[k].distribution.quantile(inside(ndtr(z))) * latent.items[k].to_formula
        for datum in data:
            level = level + log_likelihood(datum, x)
        if level.max() <= IMPOSSIBLE / 2:
            name = data[0].response.name
            raise RoiError(
                f"no value that the estimate allows of `{name}` explains what was observed",
                data[0].rows[0].place,
                "Check the unit, or answer it: an answer takes the place of the estimate's law.",
            )
        weights = np.exp(level - level.max())
        held = np.flatnonzero(weights > 1e-12)
        if len(held) > _POINTS // 8:
            break
        step = z[1] - z[0]
        low, high = z[held[0]] - step, z[held[-1]] + step
    return z, weights / weights.sum()
