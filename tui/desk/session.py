"""The estimate being edited: a frozen value with its history.  Knows no screen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Literal

from cases.estimate import Estimate, Noted, Settings, estimate_text
from cases.newer import differences, newer
from cases.snapshots import MOST_SNAPSHOTS, Snapshot, checked_name
from cases.updating import rebased
from roi.answers import Reading, Tally, first_questions, read_answer, tally
from roi.case import Speaker
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.model import Model, ModelInput
from roi.records import dataclass
from tui.desk.conflict import GONE, text_digest
from tui.desk.history import EditStep, State
from tui.desk.models import check_snapshots, model_of, settled, snapshot_model

MOST_STEPS = 200
_DROP = remedy("Drop one of the ", Setting("snapshots"), " first.")


@dataclass(frozen=True, slots=True)
class Session:
    """An estimate with its resolved model, its file and its history; every change makes another one.

    Attributes:
        state: as it is now.
        path: the estimate's file; None as long as it has none.
        saved: the estimate as the file holds it, or as it was when it was begun.
        past, future: changes that can be undone, and done again; the last stands nearest to now.
        snapshots: kept beside the history: whoever goes back by undo still has them to compare with.
        notes: what the reader should be told first.
        disk: the digest of the file as it was read or written last, see `tui.desk.conflict`.
    """

    state: State
    path: Path | None = None
    saved: Estimate | None = None
    past: tuple[EditStep, ...] = ()
    future: tuple[EditStep, ...] = ()
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    disk: str = GONE

    @property
    def estimate(self) -> Estimate:
        """The estimate as it is now, with its snapshots: what its file holds."""
        return replace(self.state.estimate, snapshots=self.snapshots)

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
    def holds_estimate_sent(self) -> bool:
        """Whether its file holds the estimate as it was before anything was observed, and here something is."""
        observed_before = self.saved is not None and bool(self.saved.observations)
        return self.path is not None and bool(self.state.estimate.observations) and not observed_before

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

    def speaker(self, item: ModelInput) -> Speaker | None:
        """Who gave the value, where it is one of the estimate's own; None for evidence."""
        return item.override.who if item.override is not None and self.changed(item) else None

    def questions(self) -> tuple[ModelInput, ...]:
        """The case's first questions, in order."""
        return first_questions(self.model)

    def tally(self) -> Tally:
        """Who answers the first questions."""
        return tally(self.model)

    def edit(self, name: str, text: str, who: Speaker = "seller") -> Session:
        """The session with another value of an input.

        Args:
            name: of an active input.
            text: an answer as people give it, or a value of the language.
            who: gives it: the prospect, or the seller at the keyboard.

        Raises:
            RoiError: a value that cannot be read or leaves its limits; nothing is changed then.
        """
        reading = self.read(name, text, who)
        by = self.settings.prospect if who == "prospect" else self.settings.prepared_by
        today, product = datetime.date.today(), self.input(name).spec.product or None
        override = reading.override(who, by, today, product)
        estimate = self.state.estimate.without(name)
        estimate = replace(estimate, overrides={**self.state.estimate.overrides, name: override})
        return self.with_estimate(estimate, f"{self.model.labels.get(name, name)} = {text}")

    def read(self, name: str, text: str, who: Speaker) -> Reading:
        """How a text would be understood: as the answer to the question, or, of the seller, as a value.

        Raises:
            RoiError: it cannot be.
        """
        return read_answer(text, self.input(name), self.model, as_answer=who == "prospect")

    def note(self, name: str, noted: Noted) -> Session:
        """A question that was asked and left at the evidence; an own answer to it goes, as `reset` does."""
        label = self.model.labels[name]
        text = "evidence kept" if noted == "kept" else "not known"
        estimate = self.state.estimate.without(name)
        estimate = replace(estimate, noted={**estimate.noted, name: noted})
        return self.with_estimate(estimate, f"{label}: {text}")

    def reset(self, name: str) -> Session:
        """The input as the preset has it; refused where an answer that was worked out with it cannot stand then."""
        return self.with_estimate(self.state.estimate.without(name), f"{self.model.labels[name]} reset")

    def reset_all(self) -> Session:
        """Every input as the preset has it."""
        return self.with_estimate(replace(self.estimate, overrides={}, noted={}), "everything reset")

    def choose(
        self,
        *,
        preset: str | None = None,
        option: str | Literal[False] | None = False,
        region: str | None = None,
    ) -> Session:
        """Another preset, another way to deploy (None: the case as it stands), or another region."""
        settings, what = self.settings, []
        if preset is not None and preset != settings.preset:
            settings = replace(settings, preset=preset)
            what.append(f"preset {preset}")
        if option is not False and option != settings.option:
            settings = replace(settings, option=option)
            what.append(f"option {option}" if option else "no option")
        if region is not None and region != self.model.region:
            settings = replace(settings, region=region)
            what.append(f"region {region}")
        if not what:
            return self
        return self.with_estimate(replace(self.estimate, settings=settings), ", ".join(what))

    def describe(self, **fields: object) -> Session:
        """Other settings: prospect, prepared_by, note, draws, seed, horizon."""
        settings = replace(self.settings, **fields)  # type: ignore[arg-type]
        return self.with_estimate(replace(self.estimate, settings=settings), "details")

    def learn(self, learn: bool) -> Session:
        """Answers to facts learnt, or set as levers are."""
        settings = replace(self.settings, learn=learn)
        return self.with_estimate(replace(self.estimate, settings=settings), "learn" if learn else "set only")

    def rebase(self) -> Session:
        """The same answers on the case as it is now.

        Raises:
            RoiError: there is no other version, or an answer or a snapshot does not fit it.
        """
        now = newer(self.estimate, self.path.parent if self.path else Path())
        if now.case is None:
            raise RoiError("nothing to move to", of_setting("case"), now.why)
        there = rebased(self.estimate, now.case)
        check_snapshots(there)
        session = self.with_estimate(there, f"moved to {now.name}")
        changes = differences(self.estimate.case, there.case)
        return replace(session, snapshots=there.snapshots, notes=tuple(changes[:6]))

    def undo(self) -> Session:
        """The session before its last change; itself where there is none.

        Raises:
            RoiError: a snapshot does not fit the case as it was before.
        """
        if not self.past:
            return self
        *earlier, last = self.past
        self._check_way_to(last.estimate)
        future = (*self.future, EditStep(self.state.estimate, last.what))
        return replace(self, state=self._resolved(last.estimate), past=tuple(earlier), future=future)

    def redo(self) -> Session:
        """The session with the change that was last undone; itself where there is none.

        Raises:
            RoiError: a snapshot does not fit the case as it was then.
        """
        if not self.future:
            return self
        *rest, step = self.future
        self._check_way_to(step.estimate)
        past = (*self.past, EditStep(self.state.estimate, step.what))
        return replace(self, state=self._resolved(step.estimate), past=past, future=tuple(rest))

    def keep(self, name: str) -> Session:
        """The estimate as it is now kept under a name, in place of another of that name.

        Raises:
            RoiError: a name that cannot be, or too many snapshots.
        """
        checked_name(name)
        others = {key: kept for key, kept in self.snapshots.items() if key != name}
        if len(others) >= MOST_SNAPSHOTS:
            raise RoiError(f"there are {len(others)} already", of_setting("snapshot"), _DROP)
        at = self.settings
        kept = Snapshot(at.preset, at.option, at.horizon, at.region, self.state.estimate.overrides)
        return replace(self, snapshots={**others, name: kept})

    def drop(self, name: str) -> Session:
        """The session without a snapshot."""
        return replace(self, snapshots={key: kept for key, kept in self.snapshots.items() if key != name})

    def snapshot(self, name: str) -> Model:
        """A snapshot resolved, on the case as the estimate has it."""
        return snapshot_model(self.estimate, name)

    def written(self, path: Path) -> Session:
        """The session after its estimate was saved there."""
        return replace(self, path=path, saved=self.estimate, disk=text_digest(self.text()))

    def reloaded(self, theirs: Session) -> Session:
        """What the file holds now, in place of this; undo leads back."""
        past = (*self.past, EditStep(self.state.estimate, "the file read again"))[-MOST_STEPS:]
        return replace(theirs, past=past, future=())

    def text(self) -> str:
        """The estimate file."""
        return estimate_text(self.estimate)

    def variant(
        self, *, preset: str | None = None, option: str | None = None, region: str | None = None
    ) -> Model:
        """The estimate's answers in another preset, option or region; those it has no input for stay aside.

        All of them are in the currency of the estimate.

        Raises:
            RoiError: an unknown preset, option or region.
        """
        at = self.settings
        settings = replace(
            at,
            preset=preset or at.preset,
            option=option,
            region=region or at.region,
            currency=self.model.currency,
        )
        return model_of(replace(self.estimate, settings=settings))

    def with_estimate(self, estimate: Estimate, what: str) -> Session:
        """The session of another estimate; `what` changed. Snapshots stay as they are."""
        now, then = self.state.estimate, replace(estimate, snapshots={})
        if then == now:
            return self
        past = (*self.past, EditStep(now, what))[-MOST_STEPS:]
        return replace(self, state=self._resolved(then), past=past, future=())

    def _resolved(self, estimate: Estimate) -> State:
        """Another estimate with its model; what was merely asked changes no number, and the model stands."""
        now = self.state.estimate
        same = replace(estimate, noted=now.noted) == now
        model = self.model if same else model_of(estimate)
        return State(settled(estimate, model), model)

    def _check_way_to(self, estimate: Estimate) -> None:
        """Refuse a way back over a change of the case that would leave snapshots behind."""
        if estimate.case is self.state.estimate.case:
            return
        try:
            check_snapshots(replace(estimate, snapshots=self.snapshots))
        except RoiError as error:
            raise RoiError(error.message, error.where, _DROP) from None
