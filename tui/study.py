"""Studies of a result that take longer than a redraw: drivers, questions, break-even.  Workers run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual.message import Message

import roi
from roi.analysis.compare import AS_IT_STANDS, Candidate, Comparison, compare
from roi.analysis.solve import Solution, Target, solve
from roi.case import EVIDENCE
from roi.errors import RoiError
from roi.model import ModelInput
from roi.sim.cuts import Cut
from tui.session import Session
from tui.simulator import QUICK_DRAWS, Cancelled, Post, Result

MOST_BREAK_EVENS = 3
Task = Callable[[], object]


class Studied(Message):
    """A study is done; `found` is what its function gave, or the error that says why there is none."""

    def __init__(self, number: int, cut: Cut, name: str, found: object) -> None:
        super().__init__()
        self.number, self.cut, self.name, self.found = number, cut, name, found


def break_even(run: roi.Run, cut: Cut) -> tuple[Solution, ...]:
    """What would have to be true: values of the asked inputs at which the plan's NPV is 0, in order of asking."""
    asked = sorted(
        (item for item in run.model.inputs if item.spec.first is not None and not item.spec.chance),
        key=lambda item: item.spec.first or 0,
    )
    found: list[Solution] = []
    for item in asked:
        one = _solved(run, item, cut)
        if one is not None and one.roots:
            found.append(one)
        if sum(_inside(one) for one in found) == MOST_BREAK_EVENS:
            break
    return tuple(([one for one in found if _inside(one)] or found)[:MOST_BREAK_EVENS])


def _inside(found: Solution) -> bool:
    """Whether some break-even lies within the evidence."""
    return any(root.inside for root in found.roots)


def _solved(run: roi.Run, item: ModelInput, cut: Cut) -> Solution | None:
    try:
        return solve(run, item.id, Target(cut=cut))
    except RoiError:  # an input that cannot be solved for is passed over
        return None


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
    "break_even": break_even,
    "drivers": _drivers,
    "losing": _losing,
    "information": _information,
    "evidence": _evidence,
}


def tasks(result: Result, cut: Cut, names: Sequence[str]) -> dict[str, Task]:
    """The studies of a result by name, ready to be run."""
    return {name: partial(_checked, STUDIES[name], result.run, cut) for name in names if name in STUDIES}


def _checked(found: Callable[[roi.Run, Cut], object], run: roi.Run, cut: Cut) -> object:
    if run.model.unstated:
        raise RoiError("the preset does not state all costs: without costs there is no NPV")
    return found(run, cut)


def comparison(session: Session, kind: str, cut: Cut) -> Comparison:
    """Presets, options or snapshots beside the estimate as it is, on the same draws.

    Raises:
        RoiError: nothing to compare with, or models that cannot be compared.
    """
    candidates = [Candidate("now", session.model)]
    case = session.model.case
    if kind == "presets":
        others = [name for name in (EVIDENCE, *case.presets) if name != session.settings.preset]
        option = session.settings.option
        candidates += [Candidate(name, session.variant(preset=name, option=option)) for name in others]
    elif kind == "options":
        names: list[str | None] = [None, *case.options]
        candidates += [
            Candidate(name or AS_IT_STANDS, session.variant(option=name))
            for name in names
            if name != session.settings.option
        ]
    else:
        candidates += [Candidate(name, session.snapshot(name)) for name in session.snapshots]
        _check_horizons(candidates)
    if len(candidates) == 1:
        hint = "Press k to keep a snapshot." if kind == "snapshots" else ""
        raise RoiError(f"there are no {kind} to compare with", hint=hint)
    settings = session.settings
    return compare(candidates, draws=QUICK_DRAWS, seed=settings.seed, sampler=settings.sampler, cut=cut)


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
    for name, task in wanted.items():
        if cancelled():
            return
        found: object
        try:
            found = task()
        except RoiError as error:
            found = error
        if not cancelled():
            post(Studied(number, cut, name, found))
