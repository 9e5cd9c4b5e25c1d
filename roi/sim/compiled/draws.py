"""Draws for a compiled loop: the points and tables of `prepare`, filled by compiled code where there is some."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from roi.arrays import Array
from roi.distributions import Tabulated
from roi.distributions.continuous import Triangular, Uniform
from roi.distributions.tabulated import first_place
from roi.model.correlation import correlated
from roi.sim import sobol
from roi.sim.compiled.library import fill_sobol, fill_table, fill_triangular, fill_uniform
from roi.sim.prepare import Prepared
from roi.sim.sampling import stretch

Fill = Callable[[Array, Array], object]


class DrawFiller:
    """The draws of some inputs as formulas see them, by ranges of the run."""

    def __init__(self, prepared: Prepared, names: tuple[str, ...]) -> None:
        self.prepared, self.names = prepared, names
        self.joint = bool(set(names) & set(prepared.copula.ids))
        self.scales = [prepared.model.input(name).to_formula for name in names]
        self.fills = [_fill(prepared, name) for name in names]

    def fill(self, first: int, last: int, out: Array) -> None:
        """Draws [first, last) of the run into `out`, (names, last - first)."""
        joint = (
            correlated(self.prepared.copula, lambda name: self._own(name, first, last)) if self.joint else {}
        )
        for name, fill, scale, row in zip(self.names, self.fills, self.scales, out, strict=True):
            fill(joint[name] if name in joint else self._own(name, first, last), row)
            if scale != 1.0:
                row *= scale

    def _own(self, name: str, first: int, last: int) -> Array:
        sampling, dimension = self.prepared.sampling, self.prepared.dimensions.get(name)
        m = sampling.draws_per_replicate
        replicate, start = divmod(first, m)
        if sampling.sampler != "sobol" or start + (last - first) > m:
            return stretch(sampling, dimension, name, first, last)
        digits = (m - 1).bit_length()
        steps, shift = sobol.steps(dimension, sampling.seed, replicate, name, digits)
        u = np.empty(last - first)
        fill_sobol(steps, shift, start, u)
        return u


def _fill(prepared: Prepared, name: str) -> Fill:
    """What writes the quantiles of uniforms into an array: compiled for tables and the plainest laws."""
    quantile, law = prepared.quantiles[name], prepared.model.input(name).distribution.law
    if isinstance(quantile, Tabulated):
        return partial(_from_table, quantile, np.ascontiguousarray(quantile.coefficients.T))
    if isinstance(law, Uniform):
        return lambda u, out: fill_uniform(u, law.low, law.high, out)
    if isinstance(law, Triangular):
        return lambda u, out: fill_triangular(u, law.low, law.mode, law.high, out)
    return lambda u, out: np.copyto(out, quantile(u))


def _from_table(table: Tabulated, coefficients: Array, u: Array, out: Array) -> None:
    first = first_place(table.split)
    if not fill_table(u, coefficients, table.split, first, table.low, table.high, out):
        np.copyto(out, table(u))  # some lie beyond its segments
