"""Common luck: which uniforms each input of each deal is drawn with.

An input that is shared has the same uniforms in every deal.  Every other input has uniforms of its deal alone: the
points of its case, shifted digit by digit (a digital shift, L'Ecuyer & Lemieux 2002, section 2.6) and, inside a
replicate, in an order of the deal's own.  The shift keeps the net and makes the errors of deals uncorrelated; the
order makes the deals themselves independent, which two scrambles of the same sequence are not.  Both are a function
of the seed and the name of the deal, so that no other deal has a part in them.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import field, replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

from roi.arrays import Array
from roi.distributions import parse
from roi.distributions.law import inside
from roi.errors import Place, RoiError, located
from roi.model import Model
from roi.model.correlation import Copula, Learning, Pair, cholesky, correlated, gaussian_copula
from roi.records import dataclass
from roi.sim.prepare import Prepared
from roi.sim.sampling import REPLICATES, Sampling, stretch
from roi.sim.streams import BITS, Bits, to_unit

_DROP = np.uint64(64 - BITS)
_MOST_BYTES = 128 * 2**20  # of points that are kept: those of some hundred cases at 4,096 draws


@dataclass(frozen=True, slots=True)
class Common:
    """What a deal shares with others.

    Attributes:
        shared: ids of inputs whose luck is that of all deals.
        sector: of the deal; deals of one sector have the factor in common.
        effect: the input that the factor moves, "" for none.
        rises: whether more of it is better, so that the factor moves all deals of a sector the same way.
        rank: Spearman's correlation of the luck of two effects.
        together: Spearman's correlations of the luck of shared inputs.
    """

    shared: frozenset[str]
    sector: str = ""
    effect: str = ""
    rises: bool = True
    rank: float = 0.0
    together: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class DealDraws(Prepared):
    """A deal's model, prepared, with common luck in place of that of a single run."""

    name: str = ""
    common: Common = field(default_factory=lambda: Common(frozenset()))

    @property
    def few(self) -> bool:
        """Never: the luck is the deal's own, and nobody draws it again."""
        return False

    def independent(self, name: str, first: int, last: int) -> Array:
        """See `Prepared.independent`."""
        if name in self.common.shared:
            return shared_uniforms(self.sampling, name, self.common.together)[first:last]
        drawn = self._of_the_deal(name, first, last)
        if name != self.common.effect:
            return drawn
        return _with_factor(
            drawn, factor_uniforms(self.sampling, self.common.sector)[first:last], self.common
        )

    def _of_the_deal(self, name: str, first: int, last: int) -> Array:
        points = _points(self.sampling, self.dimensions.get(name), name)
        order = deal_order(self.sampling, self.name)[first:last]
        shifts = _words(f"{self.sampling.seed}\n{self.name}\n{name}", REPLICATES) >> _DROP
        shifts_of_draws = np.repeat(shifts, self.sampling.draws_per_replicate)[first:last]
        return to_unit(points[order] ^ shifts_of_draws)


def drawn_deal(model: Model, name: str, sampling: Sampling, base: Prepared, common: Common) -> DealDraws:
    """A deal ready to be drawn.

    Args:
        model: of the deal, resolved.
        base: the same model, or another of its case, prepared for a run of its own.
    """
    first = tuple(each for each in (*sorted(common.shared), common.effect) if each)
    copula = _leading(base.copula, first, common)
    return DealDraws(model, sampling, base.dimensions, copula, base.quantiles, name, common)


@lru_cache(maxsize=64)
def shared_uniforms(sampling: Sampling, name: str, together: tuple[Pair, ...] = ()) -> Array:
    """The uniforms of a shared input, (draws,): those of a run's input that has no dimension of its own.

    Args:
        together: rank correlations of shared inputs, whose uniforms are drawn jointly.
    """
    if any(name in (pair.a, pair.b) for pair in together):
        return _joint_uniforms(sampling, together)[name]
    return stretch(sampling, None, name, 0, sampling.draws)


@lru_cache(maxsize=8)
def _joint_uniforms(sampling: Sampling, together: tuple[Pair, ...]) -> Mapping[str, Array]:
    return correlated(shared_copula(together), lambda name: stretch(sampling, None, name, 0, sampling.draws))


@lru_cache(maxsize=8)
def shared_copula(together: tuple[Pair, ...]) -> Copula:
    """The copula of the luck of shared inputs, by the order of their names.

    Raises:
        RoiError: a correlation that is none, or correlations that contradict each other.
    """
    copula = gaussian_copula(sorted({name for pair in together for name in (pair.a, pair.b)}), together)
    for each in copula.repairs:
        message = f"the correlation of {each.a} and {each.b}, {each.stated:g}, contradicts the others"
        raise RoiError(message, hint=f"With these others it can be {each.used:.3g}.")
    return copula


@lru_cache(maxsize=64)
def factor_uniforms(sampling: Sampling, sector: str) -> Array:
    """The uniforms of the factor of a sector, (draws,)."""
    return stretch(sampling, None, f"factor of {sector}", 0, sampling.draws)


@lru_cache(maxsize=64)
def rate_draws(sampling: Sampling, currency: str, text: str) -> Array | float:
    """What a unit of a currency is worth, (draws,), or a number: drawn once for all deals."""
    distribution = parse(text, low=0.0)
    if distribution.constant:
        return distribution.likely
    return np.asarray(distribution.quantile(shared_uniforms(sampling, f"rate of {currency}")))


def check_rate(text: str, where: Place) -> str:
    """The text of a rate, as it is.

    Raises:
        RoiError: no distribution, or one that goes below 0.
    """
    with located(where):
        distribution = parse(text, low=0.0)
    if distribution.support[0] < 0 or distribution.likely <= 0:
        hint = "Bound it: truncate(normal(0.92, 0.03), low=0.5)."
        raise RoiError(f"the rate {text} reaches 0", where, hint)
    return text


@lru_cache(maxsize=4)
def deal_order(sampling: Sampling, name: str) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Which draw of its case each draw of a deal is, (draws,): shuffled within each replicate."""
    keys = _words(f"{sampling.seed}\n{name}", sampling.draws).reshape(REPLICATES, -1)
    order = np.argsort(keys, axis=1, kind="stable")
    order += np.arange(REPLICATES)[:, None] * sampling.draws_per_replicate
    return order.ravel()


class _Points:
    """The points of inputs of cases, as whole numbers of 52 bits, (draws,); the last few that were asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Sampling, int | None, str], Bits] = OrderedDict()
        self._bytes = 0

    def __call__(self, sampling: Sampling, dimension: int | None, name: str) -> Bits:
        """Of an input with that dimension."""
        key = (sampling, dimension, name)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        uniforms = stretch(sampling, dimension, name, 0, sampling.draws)
        points = (uniforms * 2.0**BITS).astype(np.uint64)  # exact: the half behind the point falls off
        self._kept[key] = points
        self._bytes += points.nbytes
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return points


_points = _Points()  # of this process


def _words(key: str, count: int) -> Bits:
    """Random words of 64 bits that belong to a text: SHAKE128 (FIPS 202), which one call gives any number of."""
    return np.frombuffer(hashlib.shake_128(key.encode()).digest(8 * count), dtype=np.dtype("<u8")).astype(
        np.uint64
    )


def latent_rank(rank: float) -> float:
    """Correlation of normal scores whose ranks correlate by `rank`: 2 sin(π ρ / 6) (Pearson 1907)."""
    return 2 * math.sin(math.pi * rank / 6)


def _with_factor(drawn: Array, factor: Array, common: Common) -> Array:
    """Uniforms whose normal scores are √r of the factor's and √(1 − r) of the deal's own."""
    r = latent_rank(common.rank)
    sign = 1.0 if common.rises else -1.0
    score = sign * math.sqrt(r) * ndtri(factor) + math.sqrt(1 - r) * ndtri(drawn)
    return inside(ndtr(score))


def _leading(copula: Copula, names: tuple[str, ...], common: Common) -> Copula:
    """The copula with some inputs before all others: they keep their uniforms, and the others follow them.

    How shared inputs go together is for the portfolio to say, whatever a case does: two may say different things.
    """
    lead = [copula.ids.index(name) for name in names if name in copula.ids]
    if not lead:
        return copula
    return _reordered(copula, (*lead, *(at for at in range(len(copula.ids)) if at not in lead)), common)


@lru_cache(maxsize=256)
def _reordered(copula: Copula, order: tuple[int, ...], common: Common) -> Copula:
    """The same inputs in another order, the place that each had before."""
    factor = np.array(copula.base or copula.factor)
    matrix = (factor @ factor.T).round(12)[np.ix_(order, order)]
    ids = tuple(copula.ids[at] for at in order)
    first = sum(name in common.shared for name in ids)  # shared inputs lead
    matrix[:first, :first] = _latent_between(ids[:first], common.together)
    try:
        rows = cholesky(matrix.tolist())
    except ValueError:  # the root of a negative number
        names = ", ".join(f"`{name}`" for name in ids[:first])
        hint = "Share fewer of them under [shared] of the portfolio, or state [[correlations]] between them."
        raise RoiError(
            f"what is correlated with {names} here does not go with how the portfolio has them", Place(), hint
        ) from None
    if common.together:
        rows = _given(np.array(rows), first)
    learning = copula.learning and _learning(copula.learning, order)
    if copula.base:
        return replace(copula, ids=ids, base=rows, learning=learning)
    return replace(copula, ids=ids, factor=rows, learning=learning)


def _latent_between(ids: tuple[str, ...], together: tuple[Pair, ...]) -> Array:
    """Correlations of the normal scores of shared inputs: those of the portfolio, 0 where it says nothing."""
    copula = shared_copula(together)
    known = {name: at for at, name in enumerate(copula.ids)}
    return np.array(
        [
            [
                1.0 if a == b else copula.latent[known[a]][known[b]] if {a, b} <= known.keys() else 0.0
                for b in ids
            ]
            for a in ids
        ]
    ).reshape(len(ids), len(ids))


def _given(rows: Array, first: int) -> tuple[tuple[float, ...], ...]:
    """Weights of the inputs' scores where the first of them are drawn together already, and stay as they are."""
    rows[first:, :first] = np.linalg.solve(rows[:first, :first].T, rows[first:, :first].T).T
    rows[:first, :first] = np.eye(first)
    return tuple(tuple(map(float, row)) for row in rows)


def _learning(learning: Learning, order: tuple[int, ...]) -> Learning:
    """What answers do, by the new places."""
    now: Mapping[int, int] = {before: after for after, before in enumerate(order)}
    return Learning(
        tuple(replace(each, at=now[each.at]) for each in learning.facts),
        tuple(replace(each, at=now[each.at]) for each in learning.moved),
        tuple(
            replace(each, at=now[each.at], weights=tuple(each.weights[at] for at in order))
            for each in learning.cut
        ),
    )
