"""What a measurement will say, before it is made: posterior means of a gain over all data that may come.

The law of what is measured stands as points, all as likely, with the gain that is expected at each.  Data are
the points with a normal error; given data, each point weighs as likely as the data would be at it.  Nothing is
assumed of the prior's shape or of how the gain depends on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import roots_hermitenorm

from roi.arrays import Array
from roi.records import dataclass

_NODES = 16  # of Gauss–Hermite quadrature over the error of one measurement
_TAIL, _TAIL_POINTS = 5.0, 64  # data beyond the outermost points: so many errors far, in so many steps
_LEAST = 1e-9  # of the spread: an error below it tells the truth


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
        """Data with this standard error, (inputs,), and what is expected once they are known."""
        spread = np.ptp(self.values, axis=0)
        error = np.maximum(error, _LEAST * np.where(spread > 0, spread, 1.0))
        return self._of_one(float(error[0])) if self.values.shape[1] == 1 else self._of_many(error)

    def _of_one(self, error: float) -> Preposterior:
        x = self.values[:, 0]
        steps = np.linspace(0.0, _TAIL * error, _TAIL_POINTS + 1)[1:]
        grid = np.concatenate([x[0] - steps[::-1], x, x[-1] + steps])
        weights = _weights(grid[:, None], self.values, np.array([error]))
        nodes, masses = roots_hermitenorm(_NODES)
        data = (x[:, None] + error * nodes).ravel()
        means = weights @ np.column_stack([self.gains, x])
        expected = np.column_stack([np.interp(data, grid, column) for column in means.T])
        return Preposterior(
            data[:, None],
            np.repeat(np.arange(len(x)), _NODES),
            np.tile(masses / masses.sum(), len(x)) / len(x),
            expected[:, :-1],
            expected[:, -1:],
        )

    def _of_many(self, error: Array) -> Preposterior:
        data = self.values + error * self.noise
        weights = _weights(data, self.values, error)
        count = len(data)
        return Preposterior(
            data, np.arange(count), np.full(count, 1 / count), weights @ self.gains, weights @ self.values
        )


@dataclass(frozen=True, slots=True)
class Preposterior:
    """Data that may come, and what is expected once they are known.

    Attributes:
        data: (data, inputs); `truth`: the index of the point that they came from; `mass`: their probability.
        gains: posterior means, (data, gains); `values`: of what was measured, (data, inputs).
    """

    data: Array
    truth: NDArray[np.intp]
    mass: Array
    gains: Array
    values: Array

    def of_choosing(self) -> Array:
        """E[max(0, E[gain | data])] of each column."""
        return np.asarray(self.mass @ np.maximum(self.gains, 0.0))


def _weights(data: Array, values: Array, error: Array) -> Array:
    """Posterior probability of each point given each of the data, (data, points)."""
    distance = np.zeros((len(data), len(values)))
    for k, each in enumerate(error):
        distance += ((data[:, k, None] - values[None, :, k]) / each) ** 2
    distance -= distance.min(axis=1, keepdims=True)
    weights = np.exp(-distance / 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
