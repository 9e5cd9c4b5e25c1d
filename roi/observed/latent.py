"""The latent normal scores of the inputs that observations can say something of.

Whatever the families, the prior is exactly normal there: z ~ N(mean, L Lᵀ), an input is Q(Φ(z)).  Sums run input by
input, without BLAS, so that no library decides a bit of the results.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions.law import inside
from roi.model import Model, ModelInput
from roi.model.correlation import cholesky
from roi.observed.datum import Datum, Response
from roi.records import dataclass
from roi.sim.block import PIECE
from roi.sim.evaluate import DrawBlock, evaluate_block
from roi.sim.prepare import Prepared
from roi.sim.reach import upstream
from roi.sim.sampling import REPLICATES

_SMALLEST = 1e-9  # a variance below it, of 1 before, is none


@dataclass(frozen=True, slots=True)
class Latent:
    """The inputs that vary and are read by what was observed, or correlated with one that is.

    Attributes:
        model: whose lines are those that the observations read, up to the last month that was observed: no formula
            looks ahead.
        items: in the order of the model, d of them.
        mean: (d,), cov: (d, d) of their normal scores.
        factor: lower triangular, factor factorᵀ = cov.
        quantiles: by input: uniforms → numbers of its distribution.
        fixed: the other inputs, as formulas see them: constants, and those whose value is known.
    """

    model: Model
    items: tuple[ModelInput, ...]
    mean: Array
    cov: Array
    factor: tuple[tuple[float, ...], ...]
    quantiles: Mapping[str, Callable[[Array], Array]]
    fixed: Mapping[str, float]

    @property
    def size(self) -> int:
        """d."""
        return len(self.items)

    def place(self, name: str) -> int | None:
        """The number of an input; None where it is not among them."""
        return next((k for k, item in enumerate(self.items) if item.id == name), None)

    def scores(self, e: Array) -> Array:
        """Normal scores (d, n) of independent standard normal ones (d, n)."""
        return affine(self.mean, self.factor, e)

    def independent(self, z: Array) -> Array:
        """The inverse of `scores`."""
        return whitened(self.mean, self.factor, z)

    def values(self, k: int, z: Array) -> Array:
        """Input number k as formulas see it, at normal scores (n,)."""
        item = self.items[k]
        return self.quantiles[item.id](inside(ndtr(z))) * item.to_formula

    def inputs(self, z: Array) -> dict[str, Array]:
        """Every input of the lines, (n,) or a number."""
        inputs = {name: np.asarray(value) for name, value in self.fixed.items()}
        return inputs | {item.id: self.values(k, z[k]) for k, item in enumerate(self.items)}

    def blocks(self, z: Array) -> Iterator[tuple[slice, dict[str, Array], DrawBlock]]:
        """Inputs and lines at scores (d, n), some draws at a time: those of a run, whose last bits they share."""
        for first in range(0, z.shape[1], PIECE):
            part = slice(first, min(first + PIECE, z.shape[1]))
            inputs = self.inputs(z[:, part])
            yield part, inputs, evaluate_block(self.model, inputs)

    def responses(self, z: Array, responses: Sequence[Response]) -> Array:
        """What observations see, (responses, n)."""
        seen = np.empty((len(responses), z.shape[1]))
        for part, inputs, block in self.blocks(z):
            for k, response in enumerate(responses):
                seen[k, part] = response.values(inputs, block)
        return seen

    def with_normal(self, mean: Array, cov: Array, known: Mapping[str, float]) -> Latent:
        """With other scores, and without the inputs whose value is known, as formulas see it."""
        kept = [k for k, item in enumerate(self.items) if item.id not in known]
        cov = cov[np.ix_(kept, kept)]
        return replace(
            self,
            items=tuple(self.items[k] for k in kept),
            mean=mean[kept],
            cov=cov,
            factor=safe_cholesky(cov),
            fixed={**self.fixed, **known},
        )

    def only(self, names: Collection[str]) -> Latent:
        """With these inputs alone; the others must not be read by anything."""
        kept = [k for k, item in enumerate(self.items) if item.id in names]
        cov = self.cov[np.ix_(kept, kept)]
        items = tuple(self.items[k] for k in kept)
        return replace(self, items=items, mean=self.mean[kept], cov=cov, factor=safe_cholesky(cov))


def latent(prepared: Prepared, data: Sequence[Datum]) -> Latent:
    """The scores of a model before the observations."""
    model = prepared.model
    seen = read_by(model, data)
    read = {name for line in seen.lines for name in line.reads} | {
        datum.response.name for datum in data if datum.response.what == "input"
    }
    copula = prepared.copula
    order = {name: k for k, name in enumerate(copula.ids)}
    matrix = np.array(copula.latent) if copula.ids else np.zeros((0, 0))
    varying = [item for item in model.drawn if not item.constant]
    names = {item.id for item in varying} & read
    correlated = [item.id for item in varying if item.id in order]
    grown = True
    while grown:  # what is correlated with one of them, directly or through others
        more = {
            name
            for name in correlated
            if name not in names and any(matrix[order[name], order[at]] for at in names if at in order)
        }
        names, grown = names | more, bool(more)
    items = tuple(item for item in varying if item.id in names)
    cov = np.eye(len(items))
    for i, a in enumerate(items):
        for j, b in enumerate(items):
            if i != j and a.id in order and b.id in order:
                cov[i, j] = matrix[order[a.id], order[b.id]]
    fixed = {item.id: item.likely for item in model.drawn if item.id not in names}
    return Latent(
        seen,
        items,
        np.zeros(len(items)),
        cov,
        safe_cholesky(cov),
        prepared.quantiles,
        fixed,
    )


def read_by(model: Model, data: Sequence[Datum]) -> Model:
    """The model with the lines that are observed and those that they read alone, up to the last month observed."""
    needed = {datum.response.name for datum in data if datum.response.what != "input"}
    last = max((datum.response.months[1] for datum in data if datum.response.months), default=0)
    return replace(model, lines=upstream(model, needed), horizon=max(last, 1))


def run_scores(prepared: Prepared, latent: Latent, m: int = 0) -> Array:
    """The scores of the run's own draws, (d, n): of the first `m` of each replicate, all for 0."""
    rows = []
    for at in prepared.blocks(m=m):
        drawn = prepared.uniforms(at.replicate, at.start, at.stop)
        scores = [ndtri(drawn[item.id]) for item in latent.items]
        rows.append(np.stack(scores) if scores else np.empty((0, at.n)))
    return np.concatenate(rows, axis=1)


def thinned(points: Array, count: int, turn: int = 0) -> Array:
    """So many of the points (d, n) of a run, n a multiple of its replicates; others for another turn, as long as
    there are.

    Of each replicate points that follow each other: every second one of a Sobol sequence lies in half of the cube.
    """
    d, n = points.shape
    if n <= count:
        return points
    each, part = n // REPLICATES, count // REPLICATES
    first = turn * part % each
    return points.reshape(d, REPLICATES, each)[:, :, first : first + part].reshape(d, count)


def affine(mean: Array, factor: Sequence[Sequence[float]], e: Array) -> Array:
    """mean + factor e, (d, n), summed in order."""
    result = np.empty_like(e)
    for i, row in enumerate(factor):
        total = mean[i] + row[i] * e[i]
        for j in range(i):
            if row[j]:
                total += row[j] * e[j]
        result[i] = total
    return result


def whitened(mean: Array, factor: Sequence[Sequence[float]], z: Array) -> Array:
    """factor⁻¹ (z − mean), (d, n), summed in order."""
    result = np.empty_like(z)
    for i, row in enumerate(factor):
        rest = z[i] - mean[i]
        for j in range(i):
            if row[j]:
                rest = rest - row[j] * result[j]
        result[i] = rest / row[i]
    return result


def safe_cholesky(cov: Array) -> tuple[tuple[float, ...], ...]:
    """The factor of a covariance; directions without variance are given next to none."""
    size = len(cov)
    for ridge in (0.0, _SMALLEST, 1e-6, 1e-4):
        try:
            return cholesky((cov + ridge * np.eye(size)).tolist())
        except (ValueError, ZeroDivisionError):
            continue
    return cholesky(np.diag(np.diag(cov) + 1e-9).tolist())
