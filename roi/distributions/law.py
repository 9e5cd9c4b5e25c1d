"""What every distribution is underneath: a law, known by its quantile function and its cdf."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from roi.arrays import Array
from roi.records import dataclass

LARGEST_U = 1 - 2.0**-53  # the largest double below 1
_NO_ATOMS: Array = np.empty(0)


def inside(u: npt.ArrayLike) -> Array:
    """Probabilities within [2^-53, 1 - 2^-53], where quantiles are finite; any shape."""
    clipped: Array = np.clip(u, 1 - LARGEST_U, LARGEST_U)
    return clipped


@dataclass(frozen=True, slots=True, order=True)
class Tail:
    """ln P(beyond x) ~ −rate |x| ** index far out: 2 as of a normal law, 1 exponentially.

    Index inf at an end; 0 for whatever falls more slowly than any exponential.  In order from slow to fast.
    """

    index: float
    rate: float = 0.0


HEAVY, ENDED = Tail(0.0), Tail(np.inf)


class Law(ABC):
    """A probability law of one real variable.

    All methods work element by element on arrays of any shape, so that a block of draws gets the
    same bits as the whole.
    """

    __slots__ = ()

    @abstractmethod
    def quantile(self, u: Array) -> Array:
        """The smallest x with cdf(x) >= u, for u inside (0, 1)."""

    @abstractmethod
    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""

    def below(self, x: Array) -> Array:
        """P(X < x); differs from the cdf at atoms only."""
        return self.cdf(x)

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """The smallest closed interval that holds all values; the ends may be infinite."""

    @property
    def atoms(self) -> Array:
        """The values that have a probability of their own, ascending."""
        return _NO_ATOMS

    @property
    def moments(self) -> float:
        """Moments below this order are finite: the mean above 1, the variance above 2."""
        return np.inf

    @property
    def tails(self) -> tuple[Tail, Tail]:
        """How fast the lower and the upper tail fall; slower than any exponential unless a law knows better."""
        low, high = (HEAVY if np.isinf(end) else ENDED for end in self.support)
        return low, high

    @property
    def slow(self) -> bool:
        """Whether `quantile` is dear enough that a table pays above some 500 draws."""
        return False


def increasing_root(f: Callable[[Array, Array], Array], target: Array, low: Array, high: Array) -> Array:
    """Where f(x, target), increasing in x, crosses 0 between low and high, element by element.

    Chandrupatla (1997), Advances in Engineering Software 28(3): inverse quadratic interpolation
    where it is safe, bisection elsewhere.  An element that has converged is left alone, so that its
    value does not depend on the others.  Returns `low` where f(low) >= 0 and `high` where
    f(high) <= 0.
    """
    f1, f2 = f(low, target), f(high, target)
    root = np.where(f1 >= 0, low, high)
    flat = root.reshape(-1)  # a view
    open_ = np.flatnonzero(~((f1 >= 0) | (f2 <= 0)))
    state = [np.asarray(a, dtype=np.float64).reshape(-1)[open_] for a in (low, high, f1, f2, target)]
    x1, x2, f1, f2, target = state
    t = np.full_like(x1, 0.5)
    with np.errstate(all="ignore"):
        for _ in range(200):
            if not open_.size:
                break
            x = x1 + t * (x2 - x1)
            fx = f(x, target)
            same = np.sign(fx) == np.sign(f1)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
            x1, f1 = x, fx
            nearest_is_new = np.abs(f1) < np.abs(f2)
            best, f_best = np.where(nearest_is_new, x1, x2), np.where(nearest_is_new, f1, f2)
            flat[open_] = best
            tolerance = (2 * np.finfo(float).eps * np.abs(best) + 1e-300) / np.abs(x2 - x1)
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = f1 / (f2 - f1) * f3 / (f2 - f3)
            quadratic += (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            t = np.clip(np.where(safe, quadratic, 0.5), tolerance, 1 - tolerance)
            going = ~((tolerance > 0.5) | (f_best == 0))
            if not going.all():
                open_ = open_[going]
                x1, x2, f1, f2, target, t = (a[going] for a in (x1, x2, f1, f2, target, t))
    return root
