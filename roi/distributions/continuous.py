"""Continuous laws with a closed or a tabled quantile function, in their natural parameters."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from roi.arrays import Array
from roi.distributions.law import ENDED, Law, Tail
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Uniform(Law):
    """Equal density from low to high."""

    low: float
    high: float

    def quantile(self, u: Array) -> Array:
        return np.minimum(self.low + u * (self.high - self.low), self.high)

    def cdf(self, x: Array) -> Array:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Triangular(Law):
    """Density rising in a line from low to mode and falling in a line to high."""

    low: float
    mode: float
    high: float

    def quantile(self, u: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def cdf(self, x: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        x = np.clip(x, self.low, self.high)
        # an empty side holds no x: any divisor but 0 will do
        rising = (x - self.low) / width * ((x - self.low) / (left or 1.0))
        falling = 1 - (self.high - x) / width * ((self.high - x) / (right or 1.0))
        return np.where(x < self.mode, rising, falling)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Normal(Law):
    """The normal law of a mean and a standard deviation."""

    mean: float
    sd: float

    def quantile(self, u: Array) -> Array:
        z: Array = special.ndtri(u)
        return self.mean + self.sd * z

    def cdf(self, x: Array) -> Array:
        p: Array = special.ndtr((x - self.mean) / self.sd)
        return p

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def tails(self) -> tuple[Tail, Tail]:
        both = Tail(2.0, 1 / (2 * self.sd**2))
        return both, both


@dataclass(frozen=True, slots=True)
class StudentT(Law):
    """Student's t law of so many degrees of freedom around a mean, in units of a standard error."""

    mean: float
    error: float
    freedom: float

    def quantile(self, u: Array) -> Array:
        return self.mean + self.error * np.asarray(special.stdtrit(self.freedom, u), dtype=np.float64)

    def cdf(self, x: Array) -> Array:
        return np.asarray(special.stdtr(self.freedom, (x - self.mean) / self.error), dtype=np.float64)

    @property
    def moments(self) -> float:
        return self.freedom

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def slow(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class LogNormal(Law):
    """The exponential of a normal variable with mean mu and standard deviation sigma."""

    mu: float
    sigma: float

    def quantile(self, u: Array) -> Array:
        z: Array = special.ndtri(u)
        return np.exp(self.mu + self.sigma * z)

    def cdf(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            p: Array = special.ndtr((np.log(np.maximum(x, 0.0)) - self.mu) / self.sigma)
        return p

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


@dataclass(frozen=True, slots=True)
class Beta(Law):
    """The beta law of two shapes, stretched from (0, 1) to (low, high)."""

    alpha: float
    beta: float
    low: float
    high: float

    def quantile(self, u: Array) -> Array:
        y: Array = special.betaincinv(self.alpha, self.beta, u)
        return np.minimum(self.low + (self.high - self.low) * y, self.high)

    def cdf(self, x: Array) -> Array:
        y = np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)
        p: Array = special.betainc(self.alpha, self.beta, y)
        return p

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def slow(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Gamma(Law):
    """The gamma law of a shape and a scale; its mean is shape x scale."""

    shape: float
    scale: float

    def quantile(self, u: Array) -> Array:
        return self.scale * np.asarray(special.gammaincinv(self.shape, u), dtype=np.float64)

    def cdf(self, x: Array) -> Array:
        return np.asarray(special.gammainc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def tails(self) -> tuple[Tail, Tail]:
        return ENDED, Tail(1.0, 1 / self.scale)

    @property
    def slow(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Pareto(Law):
    """P(X > x) = (minimum / x) ** alpha above the minimum (Pareto of the first kind)."""

    minimum: float
    alpha: float

    def quantile(self, u: Array) -> Array:
        return self.minimum * np.exp(-np.log1p(-u) / self.alpha)

    def cdf(self, x: Array) -> Array:
        return -np.expm1(self.alpha * np.log(self.minimum / np.maximum(x, self.minimum)))

    @property
    def moments(self) -> float:
        return self.alpha

    @property
    def support(self) -> tuple[float, float]:
        return self.minimum, math.inf
