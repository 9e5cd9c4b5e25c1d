"""As many draws as a wished-for precision needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from roi.arrays import Array
from roi.defaults import DRAWS, SEED
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.notation import digits, grouped
from roi.records import dataclass
from roi.sim.estimate import quantiles
from roi.sim.run import Run, simulate
from roi.sim.sampling import REPLICATES, STEP, planned
from roi.sim.scope import Scope
from roi.sim.summary import undefined_because

MOST_TRIED = 2**24
FINEST = 1e-6  # as a share; far below what the most draws reach
MARKS = (0.1, 0.5, 0.9)
_FALLS_WITH = 0.5  # errors of percentiles fall at least with this power of the number of draws
_LARGEST_STEP = 8.0


@dataclass(frozen=True, slots=True)
class Precision:
    """Standard errors of P10, P50 and P90 of NPV, the largest, as a share of P90 − P10: asked for and reached."""

    target: float
    reached: float
    draws: int

    @property
    def met(self) -> bool:
        """Whether it is as precise as asked for."""
        return self.reached <= self.target

    def words(self) -> str:
        """One sentence."""
        wanted, reached = digits(100 * self.target, "g"), digits(100 * self.reached, ".2g")
        text = f"{reached} % of the P10–P90 spread of NPV with {grouped(self.draws)} draws"
        if self.met:
            return f"Precision {wanted} % was asked for; the largest standard error is {text}."
        return (
            f"Precision {wanted} % was asked for and is not reached: the largest standard error is "
            f"{text}, the most that are tried."
        )


def simulate_to(
    model: Model,
    share: float,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    threads: int = 1,
    most: int = MOST_TRIED,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Run, Precision]:
    """A run whose P10, P50 and P90 of NPV have standard errors of at most `share` of P90 − P10.

    Args:
        share: a fraction, 0.002 for 0.2 %.
        draws: to begin with; more follow until the errors are small enough, or `most` would be passed.
        seed, sampler, threads, progress: as for `simulate`.

    Raises:
        RoiError: a share that is not between `FINEST` and 1, or a model without a defined NPV.
    """
    if not FINEST <= share < 1:
        wrong = "finer than any number of draws reaches" if 0 < share < 1 else "not between 0 and 1"
        raise RoiError(
            f"a precision of {share:g} is {wrong}",
            of_setting("precision"),
            "As in 0.2% of the spread of NPV.",
        )
    if model.unstated:
        raise RoiError(
            undefined_because(model), of_setting("precision"), "Choose a preset that states its costs."
        )
    run = partial(simulate, model, seed=seed, sampler=sampler, threads=threads, progress=progress)
    tried, n, highest = 0, planned(draws, seed, sampler).draws, _power_below(max(most, draws))
    while True:
        npv = run(draws=n, scope=Scope.of(("npv",))).values("npv")
        for fewer in _numbers(tried, n, sampler):
            reached = _largest_error(npv[:, : fewer // REPLICATES])
            if reached <= share or fewer == n >= highest:
                ended = run(draws=fewer)
                return ended, Precision(share, _largest_error(ended.values("npv")), fewer)
        tried, n = n, min(planned(following(n, reached, share), seed, sampler).draws, highest)


def following(n: int, reached: float, share: float) -> int:
    """The draws to try after n, of which the error was `reached`, more than `share`.

    Twice n or more below `STEP`; then 4, 5, 6 or 7 times a power of two, but multiples of `STEP`.
    """
    # Bounded before it is raised to a power.
    times = 2.0 if math.isinf(reached) else min(reached / share, _LARGEST_STEP) ** (1 / _FALLS_WITH)
    wished = n * min(times, _LARGEST_STEP)
    grain = max(min(n, STEP), 1 << (int(wished).bit_length() - 3))
    return grain * max(n // grain + 1, math.ceil(wished / grain))


def _numbers(tried: int, n: int, sampler: str) -> Iterator[int]:
    """The draws that may do of n, beyond those tried: the beginning of each replicate is a run of its own.

    Of a hypercube it is none.
    """
    while tried and sampler != "lhs" and (tried := following(tried, 1.0, 1.0)) < n:
        yield tried
    yield n


def _largest_error(npv: Array) -> float:
    low, middle, high = quantiles(npv, MARKS)
    spread = high.value - low.value
    largest = max(low.error, middle.error, high.error)
    if largest == 0:
        return 0.0
    return largest / spread if spread > 0 else math.inf


def _power_below(limit: int) -> int:
    """The largest number of draws a run can have without passing the limit."""
    return 16 * (1 << ((limit // 16).bit_length() - 1))
