"""One deal in one of its options, simulated on common luck."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy.special import ndtri

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.distributions.law import inside
from roi.errors import RoiError
from roi.model import Model
from roi.portfolio.luck import DealDraws
from roi.portfolio.results import OptionResult
from roi.sim.block import PIECE
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.worksheet import worksheet

SHARES = (0.1, 0.5, 0.9)
_REGRESSED = 512  # draws for the part that answers have in the variance


def simulated(drawn: DealDraws, rate: Array | float = 1.0) -> OptionResult:
    """The deal's money, draw by draw.

    Args:
        drawn: the deal, prepared.
        rate: what a unit of its currency is worth in that of the portfolio, in each draw (draws,) or in all.

    Raises:
        RoiError: a flow that is not a finite number in some draw.
    """
    model, draws = drawn.model, drawn.sampling.draws
    if model.unstated:
        hint = "Choose another preset for this estimate."
        raise RoiError(f"its preset `{model.preset}` leaves costs unstated: there is no net value", hint=hint)
    npv, payback = np.empty(draws), np.empty(draws)
    running = np.empty((model.horizon + 1, draws))
    cash, spend, discount = np.zeros(model.horizon + 1), np.zeros(model.horizon + 1), 0.0
    for first in range(0, draws, PIECE):
        last = min(first + PIECE, draws)
        place = slice(first, last)
        worth = rate[place] if isinstance(rate, np.ndarray) else rate
        inputs = drawn.inputs_between(first, last)
        piece = worksheet(model, inputs, last - first)
        npv[place] = piece.metric("npv", HEADLINE) * worth
        payback[place] = piece.metric("payback_months", HEADLINE)
        np.multiply(piece.cut(CASH).running, worth, out=running[:, place])
        discount += float(np.mean(inputs[DISCOUNT_RATE])) * (last - first)
        cash += _summed(piece.cut(CASH).net, worth)
        spend += _summed(piece.cut(CASH).costs.total, worth)
    low, middle, high = quantiles(running)
    return OptionResult(
        model.option or "", label_of(model), npv, payback, cash / draws, spend / draws, low, middle, high,
        rate=discount / draws,
    )  # fmt: skip


def answered_share(drawn: DealDraws, npv: Array, names: Collection[str]) -> float:
    """Share of the variance of `npv` that some inputs explain, 0 to 1.

    Adjusted R² of a regression on their normal scores and the squares of these (Saltelli et al. 2008, section
    1.2.5), on the first draws.
    """
    draws = min(_REGRESSED, len(npv))
    uniforms = drawn.uniforms_between(0, draws, names=names)
    scores = [ndtri(inside(each)) for each in uniforms.values()]
    value = npv[:draws] - npv[:draws].mean()
    whole = float(value @ value)
    if not scores or whole <= 0:
        return 0.0
    columns = np.array([*scores, *(np.square(score) for score in scores)])
    columns -= columns.mean(axis=1, keepdims=True)
    slopes = np.linalg.lstsq(columns @ columns.T, columns @ value, rcond=None)[0]
    left = 1 - float(slopes @ (columns @ value)) / whole
    return min(1.0, max(0.0, 1 - left * (draws - 1) / max(1, draws - 1 - len(columns))))


def _summed(rows: Array, worth: Array | float) -> Array:
    """The sum over the draws of each row; of the same rate in all of them it is taken once."""
    return np.asarray((rows * worth).sum(axis=1) if np.ndim(worth) else rows.sum(axis=1) * worth)


def quantiles(rows: Array) -> Array:
    """P10, P50 and P90 of each row, (3, rows), between draws as by `numpy.quantile`; sorts the draws of a row."""
    rows.sort(axis=1)  # faster than to partition, where the processor compares several numbers at once
    last = rows.shape[1] - 1
    places = np.array(SHARES) * last
    below = places.astype(int)
    low, high = rows[:, below], rows[:, np.minimum(below + 1, last)]
    return np.asarray((low + (places - below) * (high - low)).T)


def label_of(model: Model) -> str:
    """What people call the way to deploy."""
    if model.option is None:
        return "as it stands"
    return model.case.options[model.option].title or model.option
