"""What all blocks of a simulation share: sampling, copula, quantile functions.  Plain picklable values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi.distributions import Distribution, fast_quantile
from roi.errors import RoiError
from roi.model import Model
from roi.sim.correlation import Copula, Pair, correlated, gaussian_copula
from roi.sim.sampling import Sampling, uniforms

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model with everything that does not depend on the block of draws."""

    model: Model
    sampling: Sampling
    copula: Copula
    quantiles: Mapping[str, Callable[[Array], Array]]

    def uniforms(self, replicate: int, start: int, stop: int) -> dict[str, Array]:
        """The uniforms of each input that varies, after correlation, shape (stop − start,)."""
        places = self.model.case.dimensions()

        def own(name: str) -> Array:
            return uniforms(self.sampling, places[name], name, replicate, start, stop)

        joint = correlated(self.copula, own)
        varying = [item.id for item in self.model.inputs if not item.constant]
        return {name: joint[name] if name in joint else own(name) for name in varying}

    def inputs(self, replicate: int, start: int, stop: int) -> dict[str, Array]:
        """The draws of each input as formulas see them: (n,), or a number for a constant."""
        drawn = self.uniforms(replicate, start, stop)
        values: dict[str, Array] = {}
        for item in self.model.inputs:
            if item.constant:
                values[item.id] = np.asarray(item.likely)
            else:
                values[item.id] = self.quantiles[item.id](drawn[item.id]) * item.to_formula
        return values


def prepare(model: Model, sampling: Sampling) -> Prepared:
    """The shared part of a simulation.

    The copula spans every input of the document that is correlated with another, active or not, so that
    an option that drops one leaves the luck of the rest alone.

    Raises:
        RoiError: a rank correlation outside (−1, 1), a pair twice.
    """
    pairs = [Pair(*pair.between, pair.rank) for pair in model.correlations]
    try:
        copula = gaussian_copula(list(model.case.dimensions()), pairs)
    except RoiError as found:
        raise found.at(f"{model.case.origin}: [[correlations]]") from None
    quantiles = {
        item.id: _quantile(item.distribution, sampling.draws) for item in model.inputs if not item.constant
    }
    return Prepared(model, sampling, copula, quantiles)


def _quantile(distribution: Distribution, draws: int) -> Callable[[Array], Array]:
    """The quantile function for so many draws; a law without width, as beta(1e300, 1e300), has no table."""
    first, last = distribution.p001_p999
    return fast_quantile(distribution, draws) if last > first else distribution.quantile
