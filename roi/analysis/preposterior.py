"""What a measurement will say, before it is made: who goes ahead over all data that may come, and what they gain.

The law of what is measured stands as points, all as likely, with the gain that is expected at each.  Data are
the points with a normal error; given data, each point weighs as likely as the data would be at it.  Nothing is
assumed of the prior's shape or of how the gain depends on it.

Of one input the integral over the data is exact but for where the posterior mean of the gain crosses 0: between two
crossings E[max(0, E[gain | data])] is a sum of normal probabilities.  There are no more crossings than changes of
sign of the gain from point to point, since a normal error is totally positive (Karlin 1968, Total Positivity,
chapter 5).  Of several inputs it is a mean over one datum a point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from roi.arrays import Array
from roi.records import dataclass

_AROUND = np.array([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0])  # errors off a point, looked at there
_LEAST = 1e-9  # of the spread: an error below it tells the truth
_WEIGHTS = 65_536  # at a time: half a megabyte
_HALVINGS = 50  # of the bracket of a crossing


@dataclass(frozen=True, slots=True)
class Points:
    """A prior law, and what is gained at each of its points.

    Attributes:
        values: of the measured inputs, (points, inputs), in the unit of the measurement; ascending where it is one.
        gains: expected at each point, (points, gains): a column a fit or an action.
        noise: standard normal, (points, inputs): of data on several inputs, one a point; not read for one input.
    """

    values: Array
    gains: Array
    noise: Array

    def preposterior(self, error: Array) -> Preposterior:
        """What a measurement with this standard error, (inputs,), will lead to."""
        if self.values.shape[1] == 1:
            return self._of_one(error)
        error = self._floored(error)
        means = self._expected(self.values + error * self.noise, error)
        return Preposterior(np.maximum(means, 0.0).mean(axis=0), (means > 0).astype(float))

    def passing(self, error: Array, gain: int) -> Passing | None:
        """Of one input, where the posterior mean of a gain crosses 0; None where it does not do so once.

        Between two points it is drawn straight, so that what tells the truth has the gate of the truth.
        """
        x, crossings = self.values[:, 0], self._crossings(error)
        places = np.flatnonzero(crossings.gain == gain)
        if len(places) != 1:
            return None
        k = places[0]
        after = int(np.searchsorted(x, crossings.high[k]))
        inside = 0 < after < len(x)
        ends = x[after - 1 : after + 1] if inside else np.array([crossings.low[k], crossings.high[k]])
        weights = _weights(ends[:, None], self.values, self._floored(error))
        expected, gained = weights @ x, weights @ self.gains[:, gain]
        share = gained[0] / (gained[0] - gained[1])
        value, data = (float(row[0] + share * (row[1] - row[0])) for row in (expected, ends))
        return Passing(value, data, bool(crossings.up[k]))

    def _expected(self, data: Array, error: Array) -> Array:
        """Gains given each of the data, (data, gains), a block of data at a time: few weights stay in the cache."""
        means = np.empty((len(data), self.gains.shape[1]))
        step = max(1, _WEIGHTS // len(self.values))
        for start in range(0, len(data), step):
            block = slice(start, start + step)
            means[block] = _weights(data[block], self.values, error) @ self.gains
        return means

    def _floored(self, error: Array) -> Array:
        """With a rest of an error where there is none."""
        spread = np.ptp(self.values, axis=0)
        return np.maximum(error, _LEAST * np.where(spread > 0, spread, 1.0))

    def _of_one(self, error: Array) -> Preposterior:
        crossings = self._crossings(error)
        z = (self.values - crossings.high) / self._floored(error)
        going = np.repeat(crossings.first[None].astype(float), len(z), axis=0)
        for gain, above, up in zip(crossings.gain, ndtr(z).T, crossings.up, strict=True):
            going[:, gain] += above if up else -above
        return Preposterior((going * self.gains).mean(axis=0), going)

    def _crossings(self, error: Array) -> _Crossings:
        error = self._floored(error)
        grid = self._grid(float(error[0]))[:, None]
        ahead = self._expected(grid, error) > 0
        place, gain = np.nonzero(ahead[1:] != ahead[:-1])
        low, high, up = grid[place, 0], grid[place + 1, 0], ahead[place + 1, gain]
        for _ in range(_HALVINGS if len(place) else 0):
            middle = (low + high) / 2
            means = self._expected(middle[:, None], error)
            there = (means[np.arange(len(gain)), gain] > 0) == up
            low, high = np.where(there, low, middle), np.where(there, middle, high)
        return _Crossings(ahead[0], gain, low, high, up)

    def _grid(self, error: float) -> Array:
        """Data between which a gain crosses 0 once at most, ascending."""
        x, ahead = self.values[:, 0], self.gains > 0
        if np.count_nonzero(ahead[1:] != ahead[:-1], axis=0).max(initial=0) <= 1:
            return np.array([x[0] - error * _AROUND[-1], x[-1] + error * _AROUND[-1]])
        half = np.concatenate([[np.inf], np.diff(x) / 2, [np.inf]])[:, None]
        off = error * _AROUND
        below, above = (x[:, None] - off)[off < half[:-1]], (x[:, None] + off)[off < half[1:]]
        return np.sort(np.concatenate([below, x, above]))


@dataclass(frozen=True, slots=True)
class Preposterior:
    """What is done once data are known.

    Attributes:
        chosen: E[max(0, E[gain | data])] of each gain, (gains,).
        going: probability at each point that the data say to go ahead, (points, gains).
    """

    chosen: Array
    going: Array


@dataclass(frozen=True, slots=True)
class Passing:
    """Above (or below) which value of the input going ahead pays once it was measured.

    Attributes:
        expected: what must be expected of the input after the measurement, in its declared unit; `measured`: what
            must be measured for it.  They differ: a measurement with an error is drawn towards the evidence.
        above: whether it passes above the value.
    """

    expected: float
    measured: float
    above: bool


@dataclass(frozen=True, slots=True)
class _Crossings:
    """Data on one input at which one begins or ceases to go ahead.

    Attributes:
        first: whether one goes ahead by the lowest data, (gains,).
        gain: the columns, (crossings,), of one ascending; `low`, `high`: data on both sides; `up`: whether one
            goes ahead above.
    """

    first: NDArray[np.bool_]
    gain: NDArray[np.intp]
    low: Array
    high: Array
    up: NDArray[np.bool_]


def _weights(data: Array, values: Array, error: Array) -> Array:
    """Posterior probability of each point given each of the data, (data, points)."""
    distance = np.zeros((len(data), len(values)))
    for k, each in enumerate(error):
        off = data[:, k, None] - values[None, :, k]
        off /= each
        off *= off
        distance += off
    distance -= distance.min(axis=1, keepdims=True)
    distance *= -0.5
    weights = np.exp(distance, out=distance)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
