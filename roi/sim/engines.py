"""How the tasks of a run are worked off: by arrays or by a compiled loop, here or spread over an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar, Literal, Protocol

from roi.arrays import Array
from roi.errors import RoiError, nearest, of_setting
from roi.sim.block import PIECE, Task, TaskResult, run_task
from roi.sim.cuts import Cut
from roi.sim.prepare import Prepared
from roi.sim.scope import Scope
from roi.sim.workspace import FORGETFUL, Workspace

Draws = Mapping[tuple[str, Cut], Array]
"""(16, m) by figure and cut."""
Engine = Literal["arrays", "compiled"]
ENGINES: tuple[Engine, ...] = ("arrays", "compiled")
COMPILED_NEEDS = ("numba", "roi.sim.compiled")  # modules: both can be left out
FEWEST_COMPILED = 512  # draws of a replicate: the width of a tile of the compiled loop
HAND_OVER = 0.0005  # seconds: threads back from compiled code would wait Python's 0.005 for the interpreter
MOST_AHEAD = 64  # tasks handed out before the first of them is merged


def chosen_engine(name: str) -> Engine:
    """The engine of that name, if it can be used here.

    Raises:
        RoiError: an unknown engine, or the compiled one without Numba.
    """
    if name not in ENGINES:
        raise RoiError(f"There is no engine `{name}`.", of_setting("engine"), nearest(name, ENGINES))
    if name == "compiled" and not all(map(_is_there, COMPILED_NEEDS)):
        raise RoiError(
            "The compiled engine needs Numba, which is not installed.",
            of_setting("engine"),
            "Install the extra `fast` (pip install 'roi-calculator[fast]'), or use the engine `arrays`.",
        )
    return name


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


class Worker(Protocol):
    """What works off the tasks of a simulation; `step`: draws that it takes at once."""

    @property
    def engine(self) -> Engine:
        """By what."""

    @property
    def step(self) -> int:
        """Draws that are taken at once."""

    def __call__(self, task: Task, /) -> TaskResult:
        """The result of a task."""

    def named(self, totals: Mapping[tuple[str, str], Array], /) -> Mapping[tuple[str, str], Array]:
        """Sums over all draws by what and line, from those that the results brought."""


@dataclass(frozen=True, slots=True)
class ArrayTasks:
    """Works off tasks by arrays; plain, so that it can be sent to another process."""

    engine: ClassVar[Engine] = "arrays"
    step: ClassVar[int] = PIECE
    prepared: Prepared
    plan_values: Mapping[str, float]
    workspace: Workspace = FORGETFUL

    def __call__(self, task: Task) -> TaskResult:
        return run_task(self.prepared, self.plan_values, task, self.workspace)

    def named(self, totals: Mapping[tuple[str, str], Array]) -> Mapping[tuple[str, str], Array]:
        """They have their names."""
        return totals


def worker(engine: Engine, arrays: ArrayTasks, scope: Scope, into: Draws | None) -> Worker:
    """What works off the tasks of a run.

    Args:
        engine: the one asked for; arrays do in its place where there are too few draws for a tile, or a word that
            has no compiled form.
        arrays: what works them off by arrays.
        into: the numbers of all draws, which compiled tasks write themselves; None where they are elsewhere.

    Raises:
        RoiError: an unknown engine, or the compiled one without Numba.
    """
    if chosen_engine(engine) == "arrays":
        return arrays
    if arrays.prepared.sampling.draws_per_replicate < FEWEST_COMPILED:
        return arrays
    from roi.sim.compiled.run import compiled_tasks  # imports Numba

    return compiled_tasks(arrays.prepared, arrays.plan_values, scope, into) or arrays


def spread(
    executor: Executor, work: Callable[[Task], TaskResult], tasks: Sequence[Task], ahead: int
) -> Iterator[TaskResult]:
    """Results in the order of the tasks; never more than `ahead` of them wait for the one before."""
    waiting: deque[Future[TaskResult]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(work, task))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
