"""Internal rate of return, as such and modified, of many cash flows at once.

Arrays are (periods + 1, n): the period first, one cash flow a column.  Every step is elementwise on whole
rows, so that a column's result does not depend on the columns beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.sim.cashflow import total
from roi.sim.roots import only_root

Periods = NDArray[np.uint8]

STEPS = 200
NEWTON_ONLY = 12
STEP_DONE = 3e-14
STEP_SQUARED = 1e-9
"""A Newton step as small as this was the last: what is left is of the order of its square."""
_LARGEST = 1e300


def irr(flows: Array, periods_per_year: int) -> Array:
    """Effective yearly internal rates of return as fractions, shape (n,), of flows (periods + 1, n).

    - no inflow at all: -1 (-100 %); no outflow: +inf; no flow at all: nan;
    - the first flow comes in: nan, for what a loan costs is no return, and NPV rises with the rate;
    - one change of sign of the flows: their only rate above -100 % (Descartes' rule of signs);
    - else one change of sign of their running sum, its end above zero: the only positive rate (Norstrøm 1972);
    - else the only rate above -100 % at which NPV is 0, where there is one and NPV falls through it
      (`roi.sim.roots`);
    - else undefined: nan.  So is a column whose flows are not finite or add up to 1e300 or more.

    A rate so close to -100 % that a double cannot tell gives -1, one too large for a double +inf.  Otherwise
    1 + rate is right to about 1e-12 of itself and one unit in the last place of rate.
    """
    months = _Months.of(flows)
    inflow, outflow = months.last_in > 0, months.last_out > 0
    valid = _summable(flows)
    result = np.full(flows.shape[1], np.nan)
    result[valid & outflow & ~inflow] = -1.0
    result[valid & inflow & ~outflow] = np.inf
    candidate = valid & inflow & outflow & (months.first_out < months.first_in)
    conventional = candidate & months.one_change
    norstrom = candidate & ~conventional
    others = np.flatnonzero(norstrom)
    if others.size:
        running = np.add.accumulate(flows[:, others], axis=0)
        norstrom[others] = _Months.of(running).one_change & (running[-1] > 0)
    unruled = candidate & ~conventional & ~norstrom & (months.last_in > months.last_out)
    solvable = np.flatnonzero(conventional | norstrom | unruled)
    if solvable.size:
        solved = flows if solvable.size == flows.shape[1] else flows[:, solvable]
        growth = _log_growth(solved, norstrom[solvable])
        doubtful = np.flatnonzero(unruled[solvable])
        several = ~only_root(solved[:, doubtful], growth[doubtful])
        growth[doubtful[several]] = np.nan
        with np.errstate(over="ignore"):
            result[solvable] = np.expm1(periods_per_year * growth)
    return result


def mirr(flows: Array, periods_per_year: int, finance_rate: Array, reinvestment_rate: Array) -> Array:
    """Effective yearly modified rates of return as fractions, shape (n,), of flows (periods + 1, n).

    ((Σ inflows_t (1 + r)^(N − t)) / (Σ outflows_t (1 + f)^−t))^(1 / N) − 1 a period (Lin 1976; Excel's MIRR), where
    the N periods begin with the first flow and end with the last, brought to a year.  No inflow: -1; no outflow:
    +inf; no flow at all: nan.

    Args:
        flows: one cash flow a column.
        periods_per_year: 12 for months, 1 for years.
        finance_rate, reinvestment_rate: f and r as fractions a year, (n,) or (1,).
    """
    last = len(flows) - 1
    paid, gained = np.zeros(flows.shape[1]), np.zeros(flows.shape[1])
    paid_rate, gained_rate = np.log1p(finance_rate), np.log1p(reinvestment_rate)
    for period, row in enumerate(flows):
        paid -= np.minimum(row, 0.0) * np.exp(paid_rate * (-period / periods_per_year))
        gained += np.maximum(row, 0.0) * np.exp(gained_rate * ((last - period) / periods_per_year))
    result = np.full(flows.shape[1], np.nan)
    result[(gained == 0) & (paid > 0)] = -1.0
    result[(gained > 0) & (paid == 0)] = np.inf
    both = (gained > 0) & (paid > 0) & (last > 0)
    growth = (np.log(gained[both]) - np.log(paid[both])) * (periods_per_year / max(last, 1))
    with np.errstate(over="ignore"):
        result[both] = np.expm1(growth)
    return result


class _Months(NamedTuple):
    """The first and the last period with money in, and with money out, counted from 1; (n,) each.

    A period that there is not is the one after the last as the first, 0 as the last.
    """

    first_in: Periods
    last_in: Periods
    first_out: Periods
    last_out: Periods

    @classmethod
    def of(cls, flows: Array) -> _Months:
        """Of flows (periods + 1, n), 254 periods at most: they are counted in bytes, an eighth of the memory."""
        numbers = np.arange(1, len(flows) + 1, dtype=np.uint8)[:, None]
        ends = []
        for moved in (flows > 0, flows < 0):
            rows = moved.view(np.uint8)
            ends.append(len(flows) + 1 - np.maximum.reduce(rows * numbers[::-1], axis=0))
            ends.append(np.maximum.reduce(rows * numbers, axis=0))
        return cls(*ends)

    @property
    def one_change(self) -> NDArray[np.bool_]:
        """Whether all money goes out before any comes in, of flows that begin with money out."""
        return np.asarray(self.last_out < self.first_in)


def no_rate_because(flows: Array) -> str:
    """Why one cash flow (periods + 1,) has no rate of return, as the end of a sentence; "" where it has one."""
    if not np.isnan(irr(flows[:, None], 1)[0]):
        return ""
    moved = flows[flows != 0]
    if not moved.size:
        return "no money moves"
    if not _summable(flows[:, None])[0]:
        return "the flows are too large to be computed with"
    if moved[0] > 0:
        return "money comes in before any goes out: the rate would be the cost of a loan, not a return"
    return "no single rate solves the flows: NPV is 0 at several rates, or at none"


def _summable(flows: Array) -> NDArray[np.bool_]:
    """Whether the sizes of a column's flows add up to less than 1e300."""
    largest = np.abs(flows).max(initial=0.0)
    if largest < _LARGEST / len(flows):
        return np.ones(flows.shape[1], dtype=np.bool_)
    with np.errstate(over="ignore"):
        return total(np.abs(flows)) < _LARGEST


def _log_growth(flows: Array, positive: NDArray[np.bool_]) -> Array:
    """log(1 + rate) a period of each column; `positive` columns are known to have theirs above 0."""
    sides, up = _oriented(flows, positive)
    return np.where(up, 1, -1) * _root(sides)


def _oriented(flows: Array, positive: NDArray[np.bool_]) -> tuple[Array, NDArray[np.bool_]]:
    """Polynomials whose root lies in (0, 1], (periods + 1, 2, n), and whether the rate is positive.

    A column, whose first flow goes out, becomes the coefficients c_0 … of powers of w, c_0 ≠ 0, where w is the
    discount factor of a period, or, for a rate below 0, its inverse with the flows in reverse.  They are split
    by sign into the side c_0 is on, [:, 0], and the other, [:, 1], both made positive.
    """
    up = positive | (total(flows) >= 0)
    sides = np.empty((len(flows), 2, flows.shape[1]))
    np.maximum(np.negative(flows, out=sides[:, 0]), 0.0, out=sides[:, 0])
    np.maximum(flows, 0.0, out=sides[:, 1])
    moved = np.flatnonzero(~up | (flows[0] == 0))
    if moved.size:
        coefficients = _powers_from_zero(flows[:, moved] * np.where(up[moved], -1.0, 1.0), up[moved])
        sides[:, 0, moved] = np.maximum(coefficients, 0.0)
        sides[:, 1, moved] = np.maximum(-coefficients, 0.0)
    return sides, up


def _powers_from_zero(flows: Array, up: NDArray[np.bool_]) -> Array:
    """Each column, reversed unless `up`, moved so that its first flow other than 0 is in row 0."""
    begin = np.argmax(flows != 0, axis=0)
    end = len(flows) - 1 - np.argmax(flows[::-1] != 0, axis=0)
    steps = np.arange(len(flows))[:, None]
    index = np.where(up, begin + steps, end - steps)
    taken = np.take_along_axis(flows, np.clip(index, 0, len(flows) - 1), axis=0)
    return np.where((index >= begin) & (index <= end), taken, 0.0)


def _root(sides: Array) -> Array:
    """The y >= 0 with S(e^-y) = F(e^-y), where F and S have the coefficients sides[:, 0] and sides[:, 1].

    g(y) = log S - log F goes from g(0) >= 0 to -inf.  Its slope is minus the difference of the durations of
    the two sides (for one change of sign between -periods and -1, so that g is nearly straight), which makes
    Newton's method quick and well conditioned for rates of any size.  A step that leaves the bracket known to
    hold the root is replaced by bisection, and after twelve steps every second one is, so that it ends.
    """
    first, second = total(sides)
    n = first.size
    result, left, open_ = np.full(n, np.nan), np.arange(n), np.ones(n, dtype=np.bool_)
    # S(w) <= w S(1) and F(w) >= c_0 for w <= 1, hence w >= c_0 / S(1) at the root.
    low, high = np.zeros(n), np.maximum(np.log(second) - np.log(sides[0, 0]), 0.0)
    y = np.zeros(n)
    for step in range(STEPS):
        gap, slope = _log_ratio(sides, y)
        low, high = np.where(gap >= 0, y, low), np.where(gap <= 0, y, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = y - gap / slope
        inside = (newton >= low) & (newton <= high) & (step < NEWTON_ONLY or step % 2 == 1)
        following = np.where(inside, newton, (low + high) / 2)
        moved = np.abs(following - y)
        done = (moved <= STEP_DONE * (1 + y)) | (high - low <= STEP_DONE * (1 + low))
        done |= inside & (moved <= STEP_SQUARED)
        done &= open_
        result[left[done]] = following[done]
        open_ &= ~done
        y = following
        if not open_.any():
            break
        if 2 * np.count_nonzero(open_) <= open_.size:  # to take out few takes longer than to go on with them
            left, low, high, y, sides = left[open_], low[open_], high[open_], y[open_], sides[:, :, open_]
            open_ = np.ones(left.size, dtype=np.bool_)
    return result


def _log_ratio(sides: Array, y: Array) -> tuple[Array, Array]:
    """g(y) = log(S / F) at w = e^-y and its derivative, by Horner's rule over the periods."""
    w = np.exp(-y)
    both = np.stack([w, w])
    value, derivative = sides[-1].copy(), np.zeros_like(both)
    for row in sides[-2::-1]:
        derivative *= both
        derivative += value
        value *= both
        value += row
    with np.errstate(divide="ignore", invalid="ignore"):
        duration = derivative / value
        logs = np.log(value)
        return logs[1] - logs[0], w * (duration[0] - duration[1])
