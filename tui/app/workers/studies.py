"""Studies of a result that take longer than a redraw: drivers, questions, break-even.  Workers run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

import roi
from roi.analysis.compare import AS_IT_STANDS, Candidate, Comparison, compare
from roi.analysis.conditions import conditions
from roi.analysis.prospects import prospects
from roi.analysis.scores import enough_draws
from roi.analysis.solve import FEWEST_DRAWS, At, Solution, Target
from roi.analysis.ways import MOST_COMPARED
from roi.case import EVIDENCE
from roi.errors import RoiError
from roi.sim.cuts import Cut
from tui.app.workers.simulator import QUICK_DRAWS, Cancelled, Post, Result, SupersededError
from tui.desk.session import Session

if TYPE_CHECKING:
    from roi.analysis.choice import ChoiceInformation
    from roi.analysis.gate import Gate
    from roi.analysis.stress import Stress
    from roi.analysis.twoway import TwoWay
    from roi.analysis.volume import Scan

CHOICE, VOLUMES = "choice", "volumes"  # names of studies
PROSPECTS = "prospects"  # of what could turn the verdict
MIDDLE = "break_even:p50"
COMPARED, STRESSED, TWO_WAY = "compare:", "stress:", "two_way:"  # what names of studies begin with
Told = Callable[[int, int], None]  # (done, in all); throws where nobody waits any more
Task = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class Choosing:
    """Ways to deploy side by side, and what there is to learn before choosing among them."""

    comparison: Comparison
    gates: tuple[Gate, ...]
    questions: ChoiceInformation


@dataclass(frozen=True, slots=True)
class TwoInputs:
    """Which two inputs a table is of; "" is the strongest driver that is not taken yet."""

    across: str = ""
    down: str = ""
    at: At = "p50"

    @property
    def study(self) -> str:
        """The name of the study."""
        return f"{TWO_WAY}{self.at}:{self.across}:{self.down}"


class Studied(Message):
    """A study is done; `found` is what its function gave, or the error that says why there is none."""

    def __init__(self, number: int, cut: Cut, name: str, found: object) -> None:
        super().__init__()
        self.number, self.cut, self.name, self.found = number, cut, name, found


def break_even(at: At, run: roi.Run, cut: Cut) -> tuple[Solution, ...]:
    """What must be true of NPV on average, or at P50.

    Raises:
        RoiError: too few draws.
    """
    enough_draws(run, FEWEST_DRAWS, "What must be true")
    return conditions(run, cut, at=at)


def _drivers(run: roi.Run, cut: Cut) -> object:
    from roi.analysis.drivers import drivers

    return drivers(run, "npv", cut)


def _losing(run: roi.Run, cut: Cut) -> object:
    from roi.analysis.losing import losing

    return losing(run, cut)


def _information(run: roi.Run, cut: Cut) -> object:
    from roi.analysis.information import information

    return information(run, 0.0, cut)


def _evidence(run: roi.Run, cut: Cut) -> object:
    from roi.analysis.evidence import evidence

    return evidence(run, cut)


STUDIES: Mapping[str, Callable[[roi.Run, Cut], object]] = {
    MIDDLE: partial(break_even, "p50"),
    "drivers": _drivers,
    "losing": _losing,
    "information": _information,
    "evidence": _evidence,
}


def tasks(result: Result, session: Session, cut: Cut, names: Sequence[str]) -> dict[str, Task]:
    """The studies of a result by name, ready to be run."""
    return {name: partial(_task, result.run, session, cut, name) for name in names}


def _task(run: roi.Run, session: Session, cut: Cut, name: str, told: Told) -> object:
    if name.startswith(COMPARED):
        return comparison(session, name.removeprefix(COMPARED), cut, QUICK_DRAWS, told)
    if name.startswith(STRESSED):
        from roi.analysis.stress import parse_stress

        kind, _, changes = name.removeprefix(STRESSED).partition(":")
        under = [parse_stress(change) for change in changes.split(";")]
        return comparison(session, kind, cut, QUICK_DRAWS, told, under)
    if run.model.unstated:
        raise RoiError("the preset does not state all costs: without costs there is no NPV")
    if name == PROSPECTS:
        return prospects(run, cut, told)
    if name == CHOICE:
        return choosing(session, cut, told)
    if name == VOLUMES:
        return volumes(session, cut, told)
    if name.startswith(TWO_WAY):
        at, across, down = name.removeprefix(TWO_WAY).split(":")
        return two_inputs(run, TwoInputs(across, down, at), cut, told)  # type: ignore[arg-type]
    return STUDIES[name](run, cut)


def two_inputs(run: roi.Run, chosen: TwoInputs, cut: Cut, told: Told) -> TwoWay:
    """NPV over two inputs: at P50, or the chance that it is 0 or more, and where that is even.

    Raises:
        RoiError: an input that cannot be shown, or fewer than two that vary.
    """
    from roi.analysis.drivers import tornado
    from roi.analysis.twoway import two_way

    swings = tornado(run.model, "npv", cut)
    taken = [name for name in (chosen.across, chosen.down) if name]
    free = [one.item.id for one in swings if not one.item.spec.chance and one.item.id not in taken]
    if len(free) + len(taken) < 2:
        raise RoiError("fewer than two inputs vary: there is no table of two")
    across = chosen.across or free.pop(0)
    down = chosen.down or free.pop(0)
    return two_way(run, across, down, Target(at=chosen.at, probability=0.5, cut=cut), told)


def choosing(session: Session, cut: Cut, told: Told) -> Choosing:
    """All ways to deploy on as many draws as the estimate has, with gates and questions.

    Raises:
        RoiError: no options, or models that cannot be compared.
    """
    from roi.analysis.choice import choice_questions
    from roi.analysis.gate import gates

    draws = min(max(session.settings.draws, QUICK_DRAWS), MOST_COMPARED)
    found = comparison(session, "options", cut, draws, told)
    return Choosing(found, tuple(gates(found)), choice_questions(found, progress=told))


def volumes(session: Session, cut: Cut, told: Told) -> tuple[Scan, ...]:
    """Which way to deploy leads at which volume, on average and in the plan.

    Raises:
        RoiError: no volume that all options share, or costs that are not stated.
    """
    from roi.analysis.volume import scans

    ways = {way or AS_IT_STANDS: session.variant(option=way) for way in (None, *session.model.case.options)}
    options = [Candidate(name, model) for name, model in ways.items()]
    return scans(options, cut=cut, seed=session.settings.seed, progress=told)


def comparison(
    session: Session,
    kind: str,
    cut: Cut,
    draws: int = QUICK_DRAWS,
    told: Told | None = None,
    under: Sequence[Stress] = (),
) -> Comparison:
    """Presets, options or snapshots beside the estimate as it is, on the same draws, under a stress or none.

    Raises:
        RoiError: nothing to compare with, or models that cannot be compared.
    """
    found = candidates(session, kind)
    if under:
        from roi.analysis.stress import twins

        found = twins(found, under)
    settings = session.settings
    return compare(found, draws=draws, seed=settings.seed, sampler=settings.sampler, cut=cut, progress=told)


def candidates(session: Session, kind: str) -> Sequence[Candidate]:
    """The estimate as it is, "now", and the presets, options or snapshots beside it.

    Raises:
        RoiError: nothing to compare with, a value that one of them refuses, another horizon.
    """
    found = [Candidate("now", session.model)]
    case = session.model.case
    if kind == "presets":
        others = [name for name in (EVIDENCE, *case.presets) if name != session.settings.preset]
        option = session.settings.option
        found += [Candidate(name, session.variant(preset=name, option=option)) for name in others]
    elif kind == "options":
        names: list[str | None] = [None, *case.options]
        found += [
            Candidate(name or AS_IT_STANDS, session.variant(option=name))
            for name in names
            if name != session.settings.option
        ]
    else:
        found += [Candidate(name, session.snapshot(name)) for name in session.snapshots]
        _check_horizons(found)
    if len(found) == 1:
        hint = "Press k to keep a snapshot." if kind == "snapshots" else ""
        raise RoiError(f"there are no {kind} to compare with", hint=hint)
    return found


def _check_horizons(candidates: Sequence[Candidate]) -> None:
    now, *others = candidates
    for one in others:
        if one.model.horizon != now.model.horizon:
            raise RoiError(
                f"the snapshot `{one.name}` is over {one.model.horizon} months, the estimate over "
                f"{now.model.horizon}",
                hint=f"Give the estimate {one.model.horizon} months (d), or drop the snapshot (Shift+K).",
            )


def study(number: int, cut: Cut, wanted: Mapping[str, Task], post: Post, cancelled: Cancelled) -> None:
    """Run studies one after the other, posting each as it is done."""

    def told(_done: int, _total: int) -> None:
        if cancelled():
            raise SupersededError

    for name, task in wanted.items():
        if cancelled():
            return
        found: object
        try:
            found = task(told)
        except SupersededError:
            return
        except RoiError as error:
            found = error
        if not cancelled():
            post(Studied(number, cut, name, found))
