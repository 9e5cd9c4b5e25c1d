"""Discounting and the measures of a cash flow, for many draws at once.

Flows are net flows of money, (H + 1, n): months 0 … H first, draws second; a flow falls at the end of its
month.  Discount factors are (H + 1, n), or (H + 1, 1) where the rate is the same in every draw.  Sums over
months add row after row, so that a draw's result does not depend on the block it is in.
"""

from __future__ import annotations

import numpy as np

from roi.arrays import Array
from roi.errors import LARGEST, RoiError, nearest, of_setting

CONVENTIONS = ("month-end", "year-end")


def discount_factors(rate: Array | float, horizon: int, convention: str) -> Array:
    """Present value of 1 in each month 0 … H: (H + 1, n) for rates (n,), (H + 1, 1) for one rate.

    `rate` is a fraction a year.  "month-end": (1 + r)^(-m/12) in month m.  "year-end" (Forrester's TEI):
    (1 + r)^-k in months 12 (k - 1) + 1 … 12 k.  Month 0 is not discounted.

    Raises:
        RoiError: a rate that is not above -100 %, or an unknown convention.
    """
    if convention not in CONVENTIONS:
        raise RoiError(
            f"Unknown convention {convention!r}.", of_setting("discounting"), nearest(convention, CONVENTIONS)
        )
    rates = np.atleast_1d(np.asarray(rate, dtype=np.float64))
    if not np.all((rates > -1) & (rates < np.inf)):
        raise RoiError(
            "The discount rate must be a number above -100 % in every draw.",
            of_setting("discount_rate"),
            "Give it a distribution with a lower bound above -100 %.",
        )
    months = np.arange(horizon + 1)
    years = (
        months / 12 if convention == "month-end" else -(-months // 12)
    )  # 1 for months 1 … 12, 2 for 13 … 24
    factors: Array = np.multiply.outer(-years, np.log1p(rates))
    return np.exp(factors, out=factors)


def present_value(flows: Array, factors: Array) -> Array:
    """Σ_m flows_m factors_m, shape (n,)."""
    if flows.shape[1] == factors.shape[1] == 1:  # `einsum` adds one column in another order than many
        return np.asarray(np.add.accumulate(flows * factors, axis=0)[-1])
    return np.asarray(np.einsum("mn,mn->n", flows, factors))


def total(rows: Array) -> Array:
    """Sum over the rows (months, n) in their order, shape (n,)."""
    result: Array = rows[0].copy()
    for row in rows[1:]:
        result += row
    return result


def running_sum(flows: Array, out: Array | None = None) -> Array:
    """Net flow up to and with each month, (H + 1, n); `out`: where it is written, which may be the flows."""
    running = np.empty(flows.shape) if out is None else out
    running[0] = flows[0]
    for month in range(1, len(flows)):
        np.add(running[month - 1], flows[month], out=running[month])
    return running


def payback(running: Array) -> Array:
    """Months until the running net (H + 1, n) reaches zero and stays there to the horizon, shape (n,).

    Interpolated linearly inside the month; 0 where it is never negative; +inf where it ends below zero.
    """
    # Months are counted in bytes, from 1 (0 is none): an eighth of the memory of numbers.
    months = np.arange(1, len(running) + 1, dtype=np.uint8)[:, None]
    last_negative = np.maximum.reduce((running < 0).view(np.uint8) * months, axis=0).astype(np.intp) - 1
    result = np.zeros(running.shape[1])
    result[last_negative == len(running) - 1] = np.inf
    paid = np.flatnonzero((last_negative >= 0) & (last_negative < len(running) - 1))
    month = last_negative[paid]
    before, after = running[month, paid], running[month + 1, paid]
    result[paid] = month + before / (before - after)
    return result


def peak_funding(running: Array) -> Array:
    """The deepest running net as a positive need of money, 0 where it is never negative; shape (n,)."""
    deepest = np.zeros(running.shape[1])
    for row in running:
        np.minimum(deepest, row, out=deepest)
    return np.abs(deepest)


def delayed_npv(flows: Array, factors: Array, convention: str = "month-end") -> Array:
    """Net present value with every flow one month later, shape (n,).

    Each is discounted by a month more than it was, by either convention: that of year-ends would charge what moves
    from the start into month 1 with a whole year.  The calendar horizon stays: the flow of month H falls out.
    """
    if len(flows) == 1:
        return np.zeros(np.broadcast_shapes(flows[0].shape, factors[0].shape))
    later = factors[1:] if convention == "month-end" else factors[:-1] * factors[1] ** (1 / 12)
    return present_value(flows[:-1], later)


def roi_ratio(benefits: Array, costs: Array) -> Array:
    """Return on investment (B - C) / C as a fraction from present values (n,); nan where C <= 0 or next to it."""
    return _ratio(benefits - costs, costs)


def bcr(benefits: Array, costs: Array) -> Array:
    """Benefit-cost ratio B / C from present values (n,); nan where C <= 0."""
    return _ratio(benefits, costs)


def yearly(flows: Array) -> Array:
    """Flows by year, (1 + years, n): month 0, then the sums of months 1 … 12, 13 … 24 …, the last as it is.

    The cash flow whose internal rate of return follows the year-end convention.
    """
    starts = range(1, len(flows), 12)
    return np.stack([flows[0], *(total(flows[start : start + 12]) for start in starts)])


def _ratio(numerator: Array, costs: Array) -> Array:
    ratio = np.full(numerator.shape, np.nan)
    with np.errstate(over="ignore"):
        np.divide(numerator, costs, out=ratio, where=costs > 0)
    ratio[np.abs(ratio) > LARGEST] = np.nan  # of a cost of nothing to speak of
    return ratio
