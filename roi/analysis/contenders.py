"""What ways to deploy are worth: few draws tell which of them may be the best, and only those take all draws.

Ranking and selection on common draws (Nelson, Swann, Goldsman & Song 2001, Operations Research 49(6), 950-963):
what is clearly below another way after a first stage is worked out no further.  It is then told by its difference
to a way that is known on all draws, so that no mean of few draws stands beside those of all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from roi.analysis.comparison import NOTHING, Comparison
from roi.analysis.side_by_side import worths
from roi.arrays import Array
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.estimate import Statistic, probability
from roi.sim.moments import estimate_of
from roi.sim.prepare import prepare
from roi.sim.result import Simulation
from roi.sim.sampling import Sampling

FIRST_STAGE = 4_096  # draws that tell which ways may be the best, at least
_NO_DOUBT = 4.0  # errors by which a way is clearly below another, or below 0


@dataclass(frozen=True, slots=True)
class WayWorth:
    """What a way to deploy is worth.

    Attributes:
        expected: mean NPV; `gain`: its mean over that of the estimate, draw by draw; `loss`: P(NPV < 0).
    """

    expected: Statistic
    gain: Statistic
    loss: Statistic

    @property
    def surely_pays(self) -> bool:
        """Whether it pays and gains beyond doubt."""
        return all(each.value > _NO_DOUBT * each.error for each in (self.expected, self.gain))

    @property
    def may_pay(self) -> bool:
        """Whether more draws could tell that it does."""
        return all(each.value + _NO_DOUBT * each.error > 0 for each in (self.expected, self.gain))


def worth_of_ways(comparison: Comparison, now: str) -> dict[str, WayWorth]:
    """All candidates that have a finite mean, but for the one that stands `now`."""
    return {
        standing.name: WayWorth(
            standing.npv.mean,
            comparison.difference(standing.name, now).spread.mean,
            probability(comparison.npv[standing.name] < 0),
        )
        for standing in comparison.standings
        if standing.name not in (now, NOTHING) and not math.isnan(standing.npv.mean.value)
    }


def refined(
    run: Simulation,
    cut: Cut,
    few: Comparison,
    now: str,
    sampling: Sampling,
    last: Collection[str],
    tell: Callable[[], None],
) -> dict[str, WayWorth]:
    """The same ways, those that may be the best on all draws.

    Args:
        run: of the estimate, which `few` compares under the name `now`.
        cut: which benefits count.
        few: of the first stage; every way has a finite mean, and gains or loses by a finite one.
        sampling: all draws.
        last: names of ways that come after all others, however much they are worth.
        tell: called now and then; may throw to stop.
    """
    seen = worth_of_ways(few, now)
    names = sorted(seen, key=lambda name: (name in last, -seen[name].expected.value))
    sure, contending = _contending(few, seen, names, last)
    contending = contending or names[:1]  # of ways that do not pay, the nearest to it
    evaluated = contending if run.prepared.sampling == sampling else [now, *contending]
    prepared = [prepare(few.prepared[name].model, sampling) for name in evaluated]
    each = worths(prepared, cut, lambda _done, _total: tell()) if evaluated else []
    npv = {name: benefits - costs for name, (benefits, costs) in zip(evaluated, each, strict=True)}
    npv.setdefault(now, run.values("npv", cut))
    known = {name: _on_all(few, npv, name, now) for name in (now, *contending)}
    beside = known[sure or now]
    return {
        name: known[name] if name in known else _beside(few, seen[name], beside, name, sure or now)
        for name in names
    }


def _contending(
    few: Comparison, seen: Mapping[str, WayWorth], names: Sequence[str], last: Collection[str]
) -> tuple[str | None, list[str]]:
    """The first way that pays beyond doubt, if one does, and all that may be better than it."""
    may = [name for name in names if seen[name].may_pay]
    sure = next((name for name in may if seen[name].surely_pays), None)
    if sure is None:
        return None, may

    def may_be_better(name: str) -> bool:
        gap = few.difference(name, sure).spread.mean
        return (name in last) <= (sure in last) and not gap.value < -_NO_DOUBT * gap.error

    return sure, [sure, *(name for name in may if name != sure and may_be_better(name))]


def _on_all(few: Comparison, npv: Mapping[str, Array], name: str, now: str) -> WayWorth:
    def of(at: Mapping[str, Array]) -> Array:
        return at.get(name, np.zeros(1))

    def gain(at: Mapping[str, Array]) -> Array:
        return of(at) - at.get(now, np.zeros(1))

    return WayWorth(
        estimate_of(npv[name], few.order(of)),
        estimate_of(npv[name] - npv[now], few.order(gain)),
        probability(npv[name] < 0),
    )


def _beside(few: Comparison, seen: WayWorth, known: WayWorth, name: str, known_name: str) -> WayWorth:
    """What a way is worth by its difference to one whose worth is known."""
    gap = few.difference(name, known_name).spread.mean

    def moved(by: Statistic) -> Statistic:
        return Statistic(by.value + gap.value, math.hypot(by.error, gap.error))

    return WayWorth(moved(known.expected), moved(known.gain), seen.loss)
