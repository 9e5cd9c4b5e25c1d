"""Presets, ways to deploy and snapshots side by side, on the same draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from rich.console import Group, RenderableType
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, RadioSet, Static

from exports.voice.wording import between, grade_word
from roi.analysis.compare import Comparison
from roi.analysis.stress import Stress, parse_stress, twins
from roi.errors import RoiError
from roi.model import ModelInput
from tui.app.state import View
from tui.app.widgets.choice import Choice, Choices
from tui.app.widgets.comparisons import candidates_table, choosing_parts, fitted, plain_label, sizing_parts
from tui.app.widgets.pane import Pane, studied
from tui.desk.candidates import ESTIMATE_NOW, KINDS, Kind, candidates
from tui.desk.studies import (
    QUICK_DRAWS,
    ChoiceStudy,
    Choosing,
    ComparisonStudy,
    CostsStudy,
    SizingStudy,
    Study,
    VolumesStudy,
)
from tui.views.compare_tables import PERCENTILES, difference_table, stress_table, volume_table
from tui.views.ownership import ownership_parts

PARTS = ("comparison", "stressed", "differences", "costs", "choosing", "volumes", "sizing")
HOW = "=30 sets it, +=5 moves it, *=1.2 multiplies it, ~2 makes it twice as uncertain; nothing leaves it as it is."
_WIDTH = 34  # columns of a candidate's title, at most
_ROOM_FOR_ALL = 68  # columns that a table of differences needs; with fewer it leaves the middle out
_MARGIN = 2  # columns at the side of bars


class ComparePane(Pane):
    """A row a candidate; among ways to deploy, doing nothing is one of them."""

    CALLED = "Candidates side by side"
    HELP = (
        "Candidates on the same draws: they differ by what they change and by nothing else. Your answers hold in "
        "all of them. Options: how often each is the best, what is lost on average by choosing it (regret), what "
        "each costs in all beside doing nothing, what a pilot is worth beside all at once and nothing, which "
        "question to ask before choosing, and at which volume another leads. t puts all under a stress: an input "
        "that is set, moved, multiplied or made more uncertain."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "stress", "Stress")]

    def __init__(self, kind: Kind = KINDS[0]) -> None:
        super().__init__()
        self.kind = kind
        self.stresses: Mapping[str, Stress] = {}  # by input

    @property
    def needs(self) -> Sequence[Study[Any]]:
        """The studies it shows now, the longest last."""
        compared = [self._compared, *([self._stressed] if self.stresses else [])]
        if self.kind == "options":
            return [*compared, CostsStudy(), ChoiceStudy(), VolumesStudy(), SizingStudy()]
        many = self.view is not None and self.view.session.settings.draws > QUICK_DRAWS
        return [*compared, self._whole] if many else compared

    @property
    def _compared(self) -> ComparisonStudy:
        return ComparisonStudy(self.kind)

    @property
    def _whole(self) -> ComparisonStudy:
        return ComparisonStudy(self.kind, whole=True)

    @property
    def _stressed(self) -> ComparisonStudy:
        return ComparisonStudy(self.kind, tuple(self.stresses.values()))

    @property
    def _changes(self) -> str:
        return "; ".join(str(change) for change in self.stresses.values())

    def compose(self) -> ComposeResult:
        with Horizontal(id="compare-what"):
            with Choices(id="kinds", compact=True):
                for kind in KINDS:
                    yield Choice(kind.capitalize(), value=kind == self.kind)
            yield Button("Stress: none", id="compare-stress", compact=True)
        for part in PARTS:
            yield Static("", id=part, classes="compared")

    def draw(self, view: View) -> None:
        """Show the comparison once it is there; what is worked out from it follows below."""
        self.query_one("#compare-stress", Button).label = Content(f"Stress: {self._changes or 'none'}")
        compared = view.result_of(self._compared)
        drawn: dict[str, RenderableType] = {
            "comparison": studied(view, self._compared, partial(self._table, view), "Comparing")
        }
        if isinstance(compared, Comparison):
            drawn |= self._below(view, compared)
        for part in PARTS:
            widget = self.query_one(f"#{part}", Static)
            widget.display = part in drawn
            if widget.display:
                widget.update(drawn[part])

    def _below(self, view: View, comparison: Comparison) -> dict[str, RenderableType]:
        """What stands below the table, by part; on more draws where there are more."""
        chosen = self.kind == "options"
        label = partial(plain_label, view.session, self.kind)
        drawn: dict[str, RenderableType] = {}
        if self.stresses:
            changes = tuple(self.stresses.values())
            waiting = "Putting them under stress"
            drawn["stressed"] = studied(
                view,
                self._stressed,
                lambda twins: fitted(
                    stress_table(comparison, twins, changes, chosen=chosen, label=label, width=_WIDTH)
                ),
                waiting,
            )
        whole = view.result_of(ChoiceStudy()) if chosen else view.result_of(self._whole)
        if whole is not None and not isinstance(whole, RoiError):
            comparison = whole.comparison if isinstance(whole, Choosing) else whole
            drawn["comparison"] = self._table(view, comparison)
        drawn["differences"] = fitted(
            difference_table(
                comparison,
                ESTIMATE_NOW.name,
                nothing=chosen,
                label=label,
                width=_WIDTH,
                percentiles=self._percentiles,
            )
        )
        if chosen:
            drawn["costs"] = studied(
                view,
                CostsStudy(),
                lambda costs: Group(*ownership_parts(costs, self.room - _MARGIN, label)),
                "Adding up what each costs in all",
            )
            waiting = "Working out what a pilot and each answer are worth"
            drawn["choosing"] = studied(view, ChoiceStudy(), partial(choosing_parts, view), waiting)
            waiting = "Looking for the volumes at which another leads"
            drawn["volumes"] = studied(
                view, VolumesStudy(), lambda scans: fitted(volume_table(scans, label)), waiting
            )
            drawn["sizing"] = studied(
                view,
                SizingStudy(),
                lambda sizing: Group(*sizing_parts(view, sizing, self.room - _MARGIN, label)),
                "Ranking models by what they cost here",
            )
        return drawn

    def _table(self, view: View, comparison: Comparison) -> RenderableType:
        percentiles = self._percentiles if self.kind == "options" else PERCENTILES
        return candidates_table(view, self.kind, comparison, percentiles)

    @property
    def _percentiles(self) -> Sequence[int]:
        """Those that the widest tables have room for."""
        return PERCENTILES if self.room >= _ROOM_FOR_ALL else PERCENTILES[::2]

    @on(RadioSet.Changed)
    def _kind(self, event: RadioSet.Changed) -> None:
        event.stop()
        self.kind = KINDS[event.index]
        self.post_message(self.Wanted())

    @on(Button.Pressed, "#compare-stress")
    def action_stress(self) -> None:
        """Choose an input that is changed in all candidates, then how."""
        try:
            inputs = self._inputs()
        except RoiError as error:
            self.notify(str(error), severity="warning")
            return
        options = [("No stress", "", "As the candidates are.")]
        options += [(item.spec.label, name, self._told(item)) for name, item in inputs.items()]
        self.post_message(self.Choice("Put all under a stress", options, "", self._take_input))

    def _inputs(self) -> Mapping[str, ModelInput]:
        """What can be changed: the inputs of all candidates, by id."""
        assert self.view is not None
        choices = candidates(self.view.session, self.kind)
        return {item.id: item for each in choices for item in each.model.inputs if not item.spec.luck}

    def _told(self, item: ModelInput) -> str:
        change = self.stresses.get(item.id)
        return f"{change}" if change else f"{between(item)}, {grade_word(item.spec.grade)}"

    def _take_input(self, name: str) -> None:
        if not name:
            self._put({})
            return
        item = self._inputs()[name]
        title = f"Under a stress: {item.spec.label}"
        note = f"Now {between(item)}. {HOW}"
        change = self.stresses.get(name)
        text = f"{change.change}{change.value}" if change else ""
        self.post_message(
            self.Entry(title, "Change", text, partial(self._check, name), partial(self._change, name), note)
        )

    def _with(self, name: str, text: str) -> Mapping[str, Stress]:
        """The stresses with that change; a change of nothing is taken away."""
        others = {key: change for key, change in self.stresses.items() if key != name}
        if not text:
            return others
        return {**others, name: parse_stress(f"{name}{text}")}

    def _check(self, name: str, text: str) -> None:
        """Refuse what some candidate cannot be put under."""
        assert self.view is not None
        twins(candidates(self.view.session, self.kind), tuple(self._with(name, text).values()))

    def _change(self, name: str, text: str) -> None:
        self._put(self._with(name, text))

    def _put(self, stresses: Mapping[str, Stress]) -> None:
        if stresses != self.stresses:
            self.stresses = stresses
            self.post_message(self.Wanted())
