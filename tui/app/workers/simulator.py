"""What runs beside the screen: a frozen job in, frozen results out, as messages.  No widget is touched here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import field
from functools import partial

from textual.message import Message

import roi
from roi.analysis.headline import Headline, headline
from roi.memory import give_back
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.scope import EVERYTHING, Scope
from roi.sim.summary import Summary
from roi.stopping import stopped_by
from tui.desk.studies import QUICK_DRAWS

# What the tabs show.  Files and studies are made of the full number of draws, which has every metric.
SHOWN = Scope(("npv", "roi", "payback_months", "pv_benefits", "pv_costs"))
PAINTING = 1.0  # seconds that the full number waits at most for the quick answer to be shown
Cancelled = Callable[[], bool]
Post = Callable[[Message], object]


@dataclass(frozen=True, slots=True)
class Job:
    """What to simulate.  `number` tells the newest job from those it replaced."""

    number: int
    model: Model
    draws: int
    seed: int
    sampler: str


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """A simulated job; `final` unless more draws are on their way."""

    job: Job
    run: roi.Run
    summary: Summary
    final: bool
    _headlines: dict[Cut, Headline] = field(default_factory=dict, init=False, repr=False, compare=False)

    def headline(self, cut: Cut) -> Headline:
        """The first figures in a cut of the benefits."""
        if cut not in self._headlines:
            self._headlines[cut] = headline(self.run, self.summary, cut)
        return self._headlines[cut]


class Simulated(Message):
    """A result is there; who shows it sets `painted` once it stands on the screen."""

    def __init__(self, result: SimulationResult) -> None:
        super().__init__()
        self.result = result
        self.painted = threading.Event()


class Progressed(Message):
    """So many of all draws are done."""

    def __init__(self, number: int, done: int, total: int) -> None:
        super().__init__()
        self.number, self.done, self.total = number, done, total


class JobFailed(Message):
    """Something could not be worked out."""

    def __init__(self, number: int, error: roi.RoiError) -> None:
        super().__init__()
        self.number, self.error = number, error


class Bench:
    """What the last quick answer was worked out to, kept for the next: one job at a time may use it."""

    def __init__(self) -> None:
        self.workspace = roi.Workspace()
        self.lock = threading.Lock()


class SupersededError(Exception):
    """Thrown between two steps of a job or a study that nobody waits for any more."""


def _run(job: Job, draws: int, progress: Callable[[int, int], None], bench: Bench) -> roi.Run:
    run = partial(roi.simulate, job.model, draws=draws, seed=job.seed, sampler=job.sampler, progress=progress)
    if draws > QUICK_DRAWS:
        return run()
    scope = EVERYTHING if draws == job.draws else SHOWN
    with bench.lock:  # a job that was superseded lets go after its block
        return run(workspace=bench.workspace, scope=scope)


def simulate(job: Job, post: Post, cancelled: Cancelled, bench: Bench | None = None) -> None:
    """Answer with few draws first, then with as many as asked for; stops between blocks when cancelled.

    What a change leaves as it was is taken from `bench` in the first answer, not worked out again.
    """
    bench = bench or Bench()

    def check() -> None:
        if cancelled():
            raise SupersededError

    steps = [job.draws] if job.draws <= QUICK_DRAWS else [QUICK_DRAWS, job.draws]
    try:
        for draws in steps:
            final = draws == steps[-1]

            def progress(done: int, total: int, show: bool = final and len(steps) > 1) -> None:
                check()
                if show:
                    post(Progressed(job.number, done, total))

            with stopped_by(check):
                run = _run(job, draws, progress, bench)
            summary = run.summary()
            if cancelled():
                return
            answer = Simulated(SimulationResult(job, run, summary, final))
            post(answer)
            if not final:  # the screen and the next draws would wait for each other
                answer.painted.wait(PAINTING)
                give_back()
    except SupersededError:
        return
    except roi.RoiError as error:
        post(JobFailed(job.number, error))
