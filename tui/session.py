"""The estimate being edited: a frozen value with its history.  Knows no screen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cases.estimate import Estimate, Settings, differences, estimate_text, is_estimate, rebased, shipped_twin
from cases.load import templates
from roi.case import EVIDENCE, Case, Grade, Override
from roi.errors import RoiError, nearest
from roi.model import Layer, Model, ModelInput, resolve
from tui.request import Asked, request

Noted = Literal["kept", "unknown"]  # a question that was asked and left at the evidence
MOST_QUESTIONS = 8
MOST_STEPS = 200
_NOTED: Mapping[str, Noted] = {}


@dataclass(frozen=True, slots=True)
class State:
    """What undo goes back to.  `noted`: questions that were asked and brought no answer."""

    estimate: Estimate
    model: Model
    noted: Mapping[str, Noted] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """A change that was made: the state before (or, among undone ones, after) it, and what it was."""

    state: State
    what: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state kept under a name, to compare with."""

    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Session:
    """An estimate with its resolved model, its file and its history; every change makes another one.

    Attributes:
        state: as it is now.
        path: the estimate's file; None as long as it has none.
        saved: the estimate as the file holds it, or as it was when it was begun.
        past, future: changes that can be undone, and done again; the last stands nearest to now.
        notes: what the reader should be told first.
    """

    state: State
    path: Path | None = None
    saved: Estimate | None = None
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def estimate(self) -> Estimate:
        """The estimate as it is now."""
        return self.state.estimate

    @property
    def model(self) -> Model:
        """The estimate resolved."""
        return self.state.model

    @property
    def settings(self) -> Settings:
        """For whom, by whom, draws, seed and the rest."""
        return self.state.estimate.settings

    @property
    def dirty(self) -> bool:
        """Whether something would be lost without saving."""
        return self.saved is None or self.estimate != self.saved

    @property
    def new(self) -> bool:
        """Whether nobody has answered anything yet."""
        return not self.estimate.overrides and self.path is None

    def input(self, name: str) -> ModelInput:
        """The active input of that id."""
        return self.model.input(name)

    def changed(self, item: ModelInput) -> bool:
        """Whether the value is one of the estimate's own."""
        return item.id in self.estimate.overrides

    def questions(self) -> tuple[ModelInput, ...]:
        """The case's first questions, in order."""
        first = [item for item in self.model.inputs if item.spec.first is not None]
        return tuple(sorted(first, key=lambda item: item.spec.first or 0)[:MOST_QUESTIONS])

    def answered(self) -> int:
        """How many of the first questions the estimate answers itself."""
        return sum(self.changed(item) for item in self.questions())

    def edit(self, name: str, text: str, grade: Grade | None = None) -> Session:
        """The session with another value of an input.

        Args:
            name: of an active input.
            text: a value of the language.
            grade: "customer" for what the prospect told; None for what the seller typed.

        Raises:
            RoiError: a value that cannot be read or leaves its limits; nothing is changed then.
        """
        note = self._told() if grade == "customer" else ""
        override = Override(text, grade, (), note)
        overrides = {**self.estimate.overrides, name: override}
        noted = {key: value for key, value in self.state.noted.items() if key != name}
        estimate = replace(self.estimate, overrides=overrides)
        label = self.model.labels.get(name, name)
        return self._changed(estimate, f"{label} = {text}", noted)

    def note(self, name: str, noted: Noted) -> Session:
        """A question that was asked and left at the evidence; an own answer to it goes."""
        label = self.model.labels[name]
        overrides = {key: value for key, value in self.estimate.overrides.items() if key != name}
        said = "evidence kept" if noted == "kept" else "not known"
        estimate = replace(self.estimate, overrides=overrides)
        return self._changed(estimate, f"{label}: {said}", {**self.state.noted, name: noted})

    def reset(self, name: str) -> Session:
        """The input as the preset has it."""
        overrides = {key: value for key, value in self.estimate.overrides.items() if key != name}
        noted = {key: value for key, value in self.state.noted.items() if key != name}
        estimate = replace(self.estimate, overrides=overrides)
        return self._changed(estimate, f"{self.model.labels[name]} reset", noted)

    def reset_all(self) -> Session:
        """Every input as the preset has it."""
        return self._changed(replace(self.estimate, overrides={}), "everything reset", {})

    def choose(self, *, preset: str | None = None, option: str | Literal[False] | None = False) -> Session:
        """Another preset, or another way to deploy (None: the case as it stands)."""
        settings, what = self.settings, []
        if preset is not None and preset != settings.preset:
            settings = replace(settings, preset=preset)
            what.append(f"preset {preset}")
        if option is not False and option != settings.option:
            settings = replace(settings, option=option)
            what.append(f"option {option}" if option else "no option")
        if not what:
            return self
        return self._changed(replace(self.estimate, settings=settings), ", ".join(what))

    def describe(self, **fields: object) -> Session:
        """Other settings: prospect, prepared_by, note, draws, seed, horizon."""
        settings = replace(self.settings, **fields)  # type: ignore[arg-type]
        return self._changed(replace(self.estimate, settings=settings), "details")

    def rebase(self) -> Session:
        """The same answers on the case as it is shipped now.

        Raises:
            RoiError: there is no other version, or an answer does not fit it.
        """
        twin = shipped_twin(self.estimate)
        if twin is None:
            raise RoiError("the estimate stands on the case as it is shipped", "case")
        session = self._changed(rebased(self.estimate, twin), "moved to the shipped case")
        changes = differences(self.estimate.case, twin)
        return replace(session, notes=tuple(changes[:6]))

    def undo(self) -> Session:
        """The session before its last change; itself where there is none."""
        if not self.past:
            return self
        *earlier, last = self.past
        future = (*self.future, Step(self.state, last.what))
        return replace(self, state=last.state, past=tuple(earlier), future=future)

    def redo(self) -> Session:
        """The session with the change that was last undone; itself where there is none."""
        if not self.future:
            return self
        *rest, step = self.future
        past = (*self.past, Step(self.state, step.what))
        return replace(self, state=step.state, past=past, future=tuple(rest))

    def keep(self, name: str) -> Session:
        """The state as it is now kept under a name, in place of another of that name."""
        others = tuple(kept for kept in self.snapshots if kept.name != name)
        return replace(self, snapshots=(*others, Snapshot(name, self.state)))

    def written(self, path: Path) -> Session:
        """The session after its estimate was saved there."""
        return replace(self, path=path, saved=self.estimate)

    def text(self) -> str:
        """The estimate file."""
        return estimate_text(self.estimate)

    def variant(self, *, preset: str | None = None, option: str | None = None) -> Model:
        """The estimate's answers in another preset or option; those it has no input for stay aside.

        Raises:
            RoiError: an unknown preset or option.
        """
        settings = replace(self.settings, preset=preset or self.settings.preset, option=option)
        return resolved(replace(self.estimate, settings=settings))

    def _changed(self, estimate: Estimate, what: str, noted: Mapping[str, Noted] | None = None) -> Session:
        noted = self.state.noted if noted is None else noted
        same = estimate == self.estimate and noted == self.state.noted
        if same:
            return self
        state = State(estimate, resolved(estimate), noted)
        past = (*self.past, Step(self.state, what))[-MOST_STEPS:]
        return replace(self, state=state, past=past, future=())

    def _told(self) -> str:
        who = self.settings.prospect or "the customer"
        return f"Told by {who}, {datetime.date.today():%Y-%m-%d}."


def resolved(estimate: Estimate) -> Model:
    """The model of an estimate.

    Raises:
        RoiError: whatever is wrong in its case or its answers.
    """
    settings = estimate.settings
    layer = Layer("estimate", "{}", estimate.overrides, "seller")
    return resolve(
        estimate.case,
        option=settings.option,
        preset=settings.preset,
        layers=[layer],
        horizon=settings.horizon,
    )


def opened(target: str | Path) -> Session:
    """A session of a shipped case, a case file or an estimate file.

    Raises:
        RoiError: whatever `cases.open_any` and resolving raise.
    """
    asked = request(Asked(str(target)))
    estimate = asked.estimate
    path = Path(target)
    own = str(target) not in templates() and is_estimate(path)
    state = State(estimate, asked.model)
    return Session(state, path.resolve() if own else None, estimate, notes=asked.notes)


def preset_names(case: Case) -> tuple[tuple[str, str], ...]:
    """(title, id) of every preset, the evidence first."""
    named = ((preset.title or name, name) for name, preset in case.presets.items())
    return (("Evidence", EVIDENCE), *named)


def option_names(case: Case) -> tuple[tuple[str, str], ...]:
    """(title, id) of every option; "" is the case as it stands."""
    named = ((option.title or name, name) for name, option in case.options.items())
    return (("The case as it stands", ""), *named)


def checked_name(name: str, taken: tuple[str, ...]) -> str:
    """The name of a snapshot, without spaces around it.

    Raises:
        RoiError: nothing, or too much.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > 40:
        raise RoiError(
            "a name has 1 to 40 characters", "snapshot", nearest(plain[:40], taken) if taken else ""
        )
    return plain


def recovered(autosave: Path, path: Path | None) -> Session:
    """The session of an autosave; its file, where it had one, is older.

    Raises:
        RoiError: the autosave cannot be read.
    """
    session = opened(autosave)
    return replace(session, path=path, saved=None)
