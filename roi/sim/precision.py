"""As many draws as a wished-for precision needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from roi.defaults import DRAWS, SEED
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.notation import digits, grouped
from roi.records import dataclass
from roi.sim.estimate import quantiles
from roi.sim.run import Run, simulate
from roi.sim.sampling import planned
from roi.sim.scope import Scope
from roi.sim.summary import undefined_because

MOST_TRIED = 2**24
FINEST = 1e-6  # as a share; far below what the most draws reach
MARKS = (0.1, 0.5, 0.9)
_FALLS_WITH = 0.6  # errors of percentiles fall at least with about this power of the number of draws
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
    n, limit = planned(draws, seed, sampler).draws, max(most, draws)
    run = partial(simulate, model, seed=seed, sampler=sampler, threads=threads, progress=progress)
    while True:
        reached = _largest_error(run(draws=n, scope=Scope.of(("npv",))))
        if reached <= share or 2 * n > limit:
            break
        n = min(following(n, reached, share), _power_below(limit))
    return run(draws=n), Precision(share, reached, n)


def following(n: int, reached: float, share: float) -> int:
    """The draws to try after n of which the error was `reached`, more than `share`."""
    # Bounded before it is raised to a power.
    wished = 2.0 if math.isinf(reached) else min(reached / share, _LARGEST_STEP) ** (1 / _FALLS_WITH)
    return n << round(math.log2(min(max(wished, 2.0), _LARGEST_STEP)))


def _largest_error(run: Run) -> float:
    low, middle, high = quantiles(run.values("npv"), MARKS)
    spread = high.value - low.value
    largest = max(low.error, middle.error, high.error)
    if largest == 0:
        return 0.0
    return largest / spread if spread > 0 else math.inf


def _power_below(limit: int) -> int:
    """The largest number of draws a run can have without passing the limit."""
    return 16 * (1 << ((limit // 16).bit_length() - 1))
