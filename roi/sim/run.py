"""Simulate a case: tasks over blocks of draws, merged in order into a `Run`."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from roi.arrays import Array
from roi.card import Card, Carded
from roi.case import EVIDENCE, Case, Override
from roi.defaults import DRAWS, SEED
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model
from roi.sim.block import FAN_CUTS, PIECE, SUM_OVER, Task, TaskResult, luck_lines, run_task
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.gate import resolve
from roi.sim.plan import plan
from roi.sim.prepare import Prepared, prepare
from roi.sim.result import Simulation
from roi.sim.sampling import REPLICATES, planned
from roi.sim.scope import EVERYTHING, Scope
from roi.sim.spread import spread
from roi.sim.workspace import FORGETFUL, Workspace
from roi.threads import handed_over_within

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd
    from matplotlib.axes import Axes

    from roi.sim.summary import Summary

BLOCK = PIECE
BLOCK_OF_MANY = 2 * PIECE  # where draws are made by the block: many at once cost little more than few
FAN_DRAWS = 65_536  # draws the monthly fan is read from
HAND_OVER = 0.0005  # seconds: threads back from NumPy would wait Python's 0.005 for the interpreter
DRAWS_A_THREAD = 32_768  # with fewer a second thread costs more than it brings


class Run(Carded, Simulation):
    """A simulated model."""

    __slots__ = ("_summary",)
    _summary: Summary

    def summary(self) -> Summary:
        """Statistics of every metric in every cut, with their sampling errors; worked out once."""
        if not hasattr(self, "_summary"):
            from roi.sim.summary import summarise

            object.__setattr__(
                self, "_summary", summarise(self)
            )  # the run is frozen, and what it tells as well
        return self._summary

    # Tables and pictures stand above the engine, which is imported without them: they come through its door.

    def frame(self) -> pd.DataFrame:
        """The statistics as a table: see `roi.notebook.frames.frame`."""
        import roi

        return roi.frame(self)

    def draws_frame(self) -> pd.DataFrame:
        """All draws as a table: see `roi.notebook.frames.draws_frame`."""
        import roi

        return roi.draws_frame(self)

    def plot(self, kind: Literal["histogram", "fan", "tornado"] = "histogram", **how: Any) -> Axes:
        """A picture of the run, by matplotlib: see `roi.notebook.plots.plot` for `metric`, `cut` and `ax`."""
        import roi

        return roi.plot(self, kind, **how)

    def card(self) -> Card:
        """What was run, and the first statistics."""
        from roi.sim.summary import SHOWN, STATISTICS, statistics_rows, summarise, undefined_because

        model, sampling = self.model, self.prepared.sampling
        option = f"option {model.option}, " if model.option else ""
        cut = HEADLINE if HEADLINE in self.scope.cuts else self.scope.cuts[0]
        names = tuple(name for name in SHOWN if name in self.scope.metrics)
        brief = replace(self, scope=Scope(names, (cut,), detail=False), running={})
        return Card(
            f"Run of {model.case.id}: {option}preset {model.preset}, {model.horizon} months, {model.currency}, "
            f"{self.draws_used:,} draws ({sampling.sampler}, seed {sampling.seed})",
            (cut, *STATISTICS),
            statistics_rows(summarise(brief).metrics[cut]),
            undefined_because(model) or "summary(), frame(), draws_frame(), plot(), values(metric, cut)",
        )


def simulate(
    case: Case | Model,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    option: str | None = None,
    preset: str = EVIDENCE,
    overrides: Mapping[str, str | float] | None = None,
    learn: bool = True,
    horizon: int | None = None,
    currency: str | None = None,
    region: str | None = None,
    block: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    scope: Scope | Collection[str] = EVERYTHING,
    workspace: Workspace = FORGETFUL,
    threads: int = 1,
) -> Run:
    """Simulate a case.

    Args:
        case: a document, or a model resolved already (then option, preset, overrides,
            horizon, currency and region are its own).
        draws: rounded up to 16 × a power of two, but for multiples of 16,384.
        seed: the same seed gives the same bits, whatever `block` and `executor`.
        sampler: "sobol", "lhs" or "random".
        overrides: values by input id, as text of the language (`"30 GBP/seat/month"`) or numbers.
        region: where it is deployed; None is the region that the case is written for.
        learn: whether overridden facts move the inputs they are correlated with.
        block: draws of a task, a multiple of 1,024, rounded up to one of 4,096; by default 4,096, or 8,192 of many.
        executor: runs blocks elsewhere; results are the same.
        progress: told (draws done, draws in all).
        scope: what to work out of each draw; names of metrics, or `roi.Scope.of(...)`, leave out the rest.
        workspace: what did not change between runs of few draws is not worked out again, in this thread alone.
        threads: blocks, and then statistics of metrics, that are worked on at once; fewer where there are so few
            draws that they would wait for each other.  The results are the same to the bit.

    Raises:
        RoiError: whatever is wrong in the case or the arguments.
    """
    scope = scope if isinstance(scope, Scope) else Scope.of(scope)
    model = _model_of(case, option, preset, overrides, horizon, currency, region, learn)
    scope = scope.within(model)
    _check(block, threads)
    prepared = prepare(model, planned(draws, seed, sampler), workspace)
    base = plan(model, workspace=workspace.part("the plan"))
    plan_values = {name: float(base.values[name][-1]) for name in luck_lines(model)}
    alone = executor is None and threads == 1  # as asked: what is kept must not depend on the number of draws
    block = -(-block // PIECE) * PIECE if block else BLOCK if prepared.few else BLOCK_OF_MANY
    work = partial(run_task, prepared, plan_values, workspace=workspace if alone else FORGETFUL)
    figures = [(kept.name, cut) for kept, cut in scope.figures(model)]
    draws_of = _room(figures, prepared.sampling.draws_per_replicate)
    threads = min(threads, max(1, prepared.sampling.draws // DRAWS_A_THREAD))
    begun = Run(prepared, base, scope, threads, draws_of, means={}, running={}, off_plan={})
    return _worked_off(begun, work, _tasks(prepared, block, scope), executor, progress)


def _check(block: int | None, threads: int) -> None:
    if block is not None and (block < SUM_OVER or block % SUM_OVER):
        allowed = f"Allowed: multiples of {SUM_OVER:,}."
        raise RoiError(f"a block of {block} draws", of_setting("block"), allowed)
    if threads < 1:
        raise RoiError(f"{threads} threads", of_setting("threads"), "Allowed: 1 or more.")


def _worked_off(
    begun: Run,
    work: Callable[[Task], TaskResult],
    tasks: Sequence[Task],
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> Run:
    """The run with the results of its tasks, worked off here, on threads, or elsewhere."""
    if executor is None and begun.threads > 1:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(begun.threads) as pool, handed_over_within(HAND_OVER):
            return _merged(begun, spread(pool, work, tasks, 4 * begun.threads), progress)
    results = map(work, tasks) if executor is None else spread(executor, work, tasks)
    return _merged(begun, results, progress)


def _room(figures: Sequence[tuple[str, Cut]], m: int) -> dict[tuple[str, Cut], Array]:
    """Arrays for the draws of each figure, (replicates, m).

    Raises:
        RoiError: more than the memory of this machine can hold.
    """
    needed = 2 * 8 * REPLICATES * m * len(figures)  # once as drawn, and once more while statistics are made
    try:
        if needed > _memory():
            raise MemoryError
        return {key: np.empty((REPLICATES, m)) for key in figures}
    except MemoryError:
        message = f"{REPLICATES * m:,} draws need about {needed / 1e9:,.0f} GB of memory, more than there is"
        raise RoiError(message, of_setting("draws"), "Fewer do: the error falls with their root.") from None


def _memory() -> float:
    """Bytes of this machine's memory; unlimited where the system does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return math.inf


def _model_of(
    case: Case | Model,
    option: str | None,
    preset: str,
    overrides: Mapping[str, str | float] | None,
    horizon: int | None,
    currency: str | None,
    region: str | None,
    learn: bool,
) -> Model:
    """The case resolved."""
    if isinstance(case, Model):
        if (option, preset, overrides, horizon, currency, region) != (None, EVIDENCE, None, None, None, None):
            raise TypeError(
                "a resolved model has its option, preset, overrides, horizon, currency and region already"
            )
        return case
    if not isinstance(case, Case):
        wanted = "a case, as of cases.load('clinical-scribe'), or a resolved model"
        raise TypeError(f"simulate() takes {wanted}, not {type(case).__name__}")
    if not isinstance(overrides or {}, Mapping):
        example = "a mapping of values by input, as in {'price': '30 USD/seat/month'}"
        raise TypeError(f"overrides is {example}, not {type(overrides).__name__}")
    texts = {name: Override(str(value)) for name, value in (overrides or {}).items()}
    layer = Layer("set", of_setting("overrides"), texts, "seller", learn)
    return resolve(
        case, option=option, preset=preset, layers=[layer], horizon=horizon, currency=currency, region=region
    )


def _tasks(prepared: Prepared, block: int, scope: Scope) -> list[Task]:
    sampling = prepared.sampling
    fan = min(sampling.draws_per_replicate, FAN_DRAWS // REPLICATES)
    starts = range(0, sampling.draws, block)
    return [Task(first, min(first + block, sampling.draws), scope, fan) for first in starts]


def _merged(begun: Run, results: Iterable[TaskResult], progress: Callable[[int, int], None] | None) -> Run:
    """Results arrive in the order of tasks, so that every sum is added in the same order."""
    n = begun.draws_used
    totals: dict[tuple[str, str], Array] = {}
    running: dict[Cut, list[Array]] = {cut: [] for cut in (FAN_CUTS if begun.scope.detail else ())}
    off: dict[str, int] = {}
    for result in results:
        task = result.task
        for key, values in result.draws.items():
            begun.draws[key].reshape(-1)[task.first : task.last] = values
        for what, chunks in result.sums.items():
            for chunk in chunks:
                totals[what] = totals[what] + chunk if what in totals else chunk
        for cut, rows in result.running.items():
            running[cut].append(rows)
        for name, count in result.off_plan.items():
            off[name] = off.get(name, 0) + count
        if progress is not None:
            progress(task.last, n)
    return replace(
        begun,
        means={what: total / n for what, total in totals.items()},
        running={cut: np.concatenate(rows, axis=1) for cut, rows in running.items()},
        off_plan={name: count / n for name, count in off.items() if count < n},
    )
