"""What all blocks of a simulation share: sampling, copula, quantile functions.  Plain picklable values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache, partial
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from roi.arrays import Array
from roi.distributions import fast_quantile
from roi.memory import keep_freed
from roi.model import Model, ModelInput
from roi.model.correlation import Copula, correlated, joint_scores
from roi.model.learning import copula_of
from roi.records import dataclass
from roi.sim.dimensions import sobol_dimensions
from roi.sim.kept_draws import FEW, KEPT
from roi.sim.sampling import REPLICATES, Sampling, stretch
from roi.sim.streams import make_keys
from roi.sim.workspace import FORGETFUL, Workspace

Key = TypeVar("Key")
Places = NDArray[np.intp]
"""Which of some draws, from 0 on."""
_TOGETHER = 4_096  # draws evaluated at once: their arrays stay in the cache of a core


class DrawRange(NamedTuple):
    """Draws [start, stop) of a replicate."""

    replicate: int
    start: int
    stop: int

    @property
    def n(self) -> int:
        """How many."""
        return self.stop - self.start

    @property
    def place(self) -> tuple[int, slice]:
        """Where they stand in an array of all draws, (16, m)."""
        return self.replicate, slice(self.start, self.stop)


def side_by_side(rows: Iterable[Mapping[str, Array]]) -> dict[str, Array]:
    """Draws of several ranges as those of one: (n,) each joined, numbers as they are."""
    each = list(rows)
    return {
        name: np.concatenate([row[name] for row in each]) if np.ndim(value) else value
        for name, value in each[0].items()
    }


def at_places(rows: Array, places: Places) -> Array:
    """Some of the draws, which are the last axis, without the memory of the others: as they are if it is all."""
    return rows if len(places) == rows.shape[-1] else rows.take(places, axis=-1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model with everything that does not depend on the block of draws.

    Attributes:
        kept: what several analyses of the same draws need again.
    """

    model: Model
    sampling: Sampling
    dimensions: Mapping[str, int] = field(repr=False)
    copula: Copula = field(repr=False)
    quantiles: Mapping[str, Callable[[Array], Array]] = field(repr=False)
    kept: Workspace = field(default_factory=Workspace, init=False, repr=False, compare=False)

    def blocks(
        self, size: int = 0, m: int = 0, replicates: Iterable[int] = range(REPLICATES)
    ) -> Iterator[DrawRange]:
        """The first `m` draws of each replicate, all for 0, in ranges of at most `size`, one for 0."""
        m = m or self.sampling.draws_per_replicate
        for replicate in replicates:
            for start in range(0, m, size or m):
                yield DrawRange(replicate, start, min(start + (size or m), m))

    def among_first(self, count: int, first: int, last: int) -> Places:
        """Which of the draws [first, last) of the run are among the first `count` of their replicate, from 0 on."""
        return np.flatnonzero(np.arange(first, last) % self.sampling.draws_per_replicate < count)

    def uniforms(self, replicate: int, start: int, stop: int) -> dict[str, Array]:
        """The uniforms of each input that varies, after correlation, shape (stop − start,)."""
        before = replicate * self.sampling.draws_per_replicate
        return self.uniforms_between(before + start, before + stop)

    def inputs(
        self, replicate: int, start: int, stop: int, workspace: Workspace = FORGETFUL
    ) -> dict[str, Array]:
        """The draws of each input as formulas see them: (n,), or a number for a constant."""
        before = replicate * self.sampling.draws_per_replicate
        return self.inputs_between(before + start, before + stop, workspace)

    def by_replicate(self, of: Callable[[dict[str, Array], int], Mapping[Key, Array]]) -> dict[Key, Array]:
        """What is made of the inputs of some draws and of their number, of all draws, (16, m) each."""
        draws = self.sampling.draws
        result: dict[Key, Array] = {}
        for first in range(0, draws, _TOGETHER):
            last = min(first + _TOGETHER, draws)
            for key, values in of(self.inputs_between(first, last), last - first).items():
                if key not in result:
                    result[key] = np.empty(draws, np.asarray(values).dtype)
                result[key][first:last] = values
        return {key: values.reshape(REPLICATES, -1) for key, values in result.items()}

    @property
    def few(self) -> bool:
        """Whether its draws are kept whole, for whoever draws the same inputs with the same luck."""
        return self.sampling.draws <= FEW

    def uniforms_between(
        self,
        first: int,
        last: int,
        workspace: Workspace = FORGETFUL,
        names: Collection[str] | None = None,
    ) -> dict[str, Array]:
        """The uniforms of draws [first, last) of the run, replicate after replicate, shape (last − first,).

        `names`: of these inputs, those of them that vary; None for all.
        """
        varying = [
            item.id for item in self.model.drawn if not item.constant and (names is None or item.id in names)
        ]
        if self.few:
            whole = self._all_uniforms()
            return {name: whole[name][first:last] for name in varying}

        def single(name: str) -> Array:
            key = (self.sampling, self.dimensions.get(name), first, last)
            return workspace.take(f"uniforms of {name}", key, self.independent, name, first, last)

        joint: Mapping[str, Array] = {}
        if not set(varying).isdisjoint(self.copula.ids):
            luck = tuple(map(self.dimensions.get, self.copula.ids))
            key = (self.sampling, self.copula, first, last, luck)
            joint = workspace.take("joint uniforms", key, correlated, self.copula, single)
        return {name: joint[name] if name in joint else single(name) for name in varying}

    def joint_scores(self, replicate: int, start: int, stop: int) -> list[Array]:
        """Normal scores of the correlated inputs before any answer, in the copula's order, (stop − start,) each."""
        first = replicate * self.sampling.draws_per_replicate + start
        last = first + stop - start
        return joint_scores(self.copula, lambda name: self.independent(name, first, last))

    def independent(self, name: str, first: int, last: int) -> Array:
        """The uniforms of one input before correlation, draws [first, last) of the run: (last − first,)."""
        return stretch(self.sampling, self.dimensions.get(name), name, first, last)

    def inputs_between(self, first: int, last: int, workspace: Workspace = FORGETFUL) -> dict[str, Array]:
        """The draws [first, last) of the run of each input as formulas see them: (n,), or a number."""
        few = self.few
        drawn = self.all_draws() if few else self.uniforms_between(first, last, workspace)
        values: dict[str, Array] = {}
        for item in self.model.drawn:
            if item.constant:
                values[item.id] = workspace.take(item.id, ("constant", item.likely), np.asarray, item.likely)
                continue
            key = (
                item.distribution,
                item.to_formula,
                self.sampling,
                self.copula,
                first,
                last,
                self.dimensions.get(item.id),
            )
            if few:
                values[item.id] = workspace.take(item.id, key, drawn[item.id].__getitem__, slice(first, last))
            else:
                values[item.id] = workspace.take(item.id, key, self._drawn, item, drawn[item.id])
        return values

    def all_draws(self) -> Mapping[str, Array]:
        """Every draw of a run of few, (draws,), of each input that varies: of equal inputs one array."""
        return self.kept.take("all draws", None, self._all_draws)

    def _all_draws(self) -> dict[str, Array]:
        uniforms = self._all_uniforms()
        return {
            item.id: KEPT.take(
                item.id,
                (item.distribution, item.to_formula, self.sampling, self._luck_of(item.id)),
                partial(self._drawn, item, uniforms[item.id]),
            )
            for item in self.model.drawn
            if not item.constant
        }

    def _all_uniforms(self) -> Mapping[str, Array]:
        return self.kept.take("all uniforms", None, self._uniforms_of_all)

    def _uniforms_of_all(self) -> dict[str, Array]:
        """As `uniforms_between` of all draws; what is correlated is worked out together where one is not known."""
        draws = self.sampling.draws
        joint = cache(lambda: correlated(self.copula, lambda name: self.independent(name, 0, draws)))

        def made(name: str) -> Array:
            return joint()[name] if name in self.copula.ids else self.independent(name, 0, draws)

        varying = [item.id for item in self.model.drawn if not item.constant]
        make_keys(self.sampling.seed, [*varying, *self.copula.ids], range(REPLICATES))
        return {
            name: KEPT.take(f"uniforms of {name}", (self.sampling, self._luck_of(name)), partial(made, name))
            for name in varying
        }

    def _luck_of(self, name: str) -> object:
        """What the uniforms of an input depend on, beside the sampling."""
        if name not in self.copula.ids:
            return self.dimensions.get(name)
        return self.copula, tuple(map(self.dimensions.get, self.copula.ids))

    def _drawn(self, item: ModelInput, uniforms: Array) -> Array:
        return self.quantiles[item.id](uniforms) * item.to_formula


def prepare(model: Model, sampling: Sampling, workspace: Workspace = FORGETFUL) -> Prepared:
    """The shared part of a simulation.

    The copula spans every input of the document that is correlated with another, active or not, so that
    an option that drops one leaves the luck of the rest alone.

    Raises:
        RoiError: a rank correlation outside (−1, 1), a pair twice.
    """
    keep_freed()  # whatever is drawn for, a run or an analysis, makes and drops arrays all the while
    copula = model.copula or copula_of(model.case)
    quantiles = {
        item.id: workspace.take(
            f"quantile of {item.id}",
            (item.distribution, sampling.draws),
            fast_quantile,
            item.distribution,
            sampling.draws,
        )
        for item in model.drawn
        if not item.constant
    }
    return Prepared(model, sampling, sobol_dimensions(model.case), copula, quantiles)
