"""What the result hangs on: tornado, what to ask next, evidence, break-even, losing draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Collapsible, Static

from exports.voice.wording import grade_word
from roi.analysis.drivers import Driver
from roi.analysis.evidence import Evidence
from roi.analysis.information import Information
from roi.analysis.loss_profile import Losing
from roi.analysis.solve import Solution
from roi.analysis.twoway import TwoWay
from tui.app.state import View
from tui.app.widgets.pane import Pane, conditions, studied, warning
from tui.desk.studies import (
    BreakEvenStudy,
    DriversStudy,
    EvidenceStudy,
    InformationStudy,
    LosingStudy,
    ProspectsStudy,
    Study,
    TwoInputsStudy,
)

TOP = 10
_ROOM_FOR_DECISIONS = 86  # columns in which what an answer decides stands beside what it is worth
_ROOM_FOR_BARS = 66  # columns in which bars have their full length
_STATISTICS = {"p50": "NPV at P50", "probability": "Chance of NPV > 0"}
_PARTS = (
    ("drivers", "Drivers of net present value"),
    ("information", "Ask next"),
    ("evidence", "Evidence it rests on"),
    ("break_even", "What must be true"),
    ("two_way", "Two inputs at once"),
    ("losing", "Losing outcomes"),
)


class DriversPane(Pane):
    """Every part is the view of a command: `roi drivers`, `ask`, `solve`, `losing`."""

    CALLED = "What the result hangs on"
    HELP = (
        "What the result hangs on. Tornado: each input at its P10 and P90. Ask next: what an answer is worth. "
        "Evidence: on whose word the variance rests. What must be true: of the expected NPV; m asks it of P50. "
        "Two inputs at once: what both make of NPV, and where it stops paying; x and y choose them, v changes "
        "between P50 and chance."
    )
    NEEDS = (DriversStudy(), InformationStudy(), LosingStudy(), EvidenceStudy())
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "choose('across')", "Across"),
        Binding("y", "choose('down')", "Down"),
        Binding("v", "statistic", "P50 or chance"),
        Binding("m", "middle", "True of P50"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.two = TwoInputsStudy()
        self.middle = False  # whether P50 is asked for what must be true, and not the mean
        self._looked_for: TwoInputsStudy | None = None  # the study that somebody asked for and waits to see

    @property
    def needs(self) -> Sequence[Study[Any]]:
        """The studies it shows now; the table of two inputs, which takes longest, comes last."""
        return (*self.NEEDS, self._conditions, self.two)

    @property
    def _conditions(self) -> Study[Any]:
        """The study of what must be true."""
        return BreakEvenStudy("p50") if self.middle else ProspectsStudy()

    def compose(self) -> ComposeResult:
        for name, title in _PARTS:
            with Collapsible(title=title, collapsed=False, id=f"box-{name}"):
                if name == "two_way":
                    with Horizontal(id="two-inputs"):
                        for axis in ("across", "down", "statistic"):
                            yield Button("…", id=f"two-{axis}", compact=True)
                if name == "break_even":
                    yield Button("…", id="conditions-of", compact=True)
                yield Static("", id=f"part-{name}")

    def draw(self, view: View) -> None:
        """Show the studies that are done."""
        self._keep_known(view)
        for name, part in self._drawn(view).items():
            self.query_one(f"#part-{name}", Static).update(part)
        self._label_buttons(view)
        if self._looked_for is not None and view.result_of(self._looked_for) is not None:
            self._looked_for = None
            self.call_after_refresh(self.query_one("#box-two_way").scroll_visible, top=True, animate=False)

    def _keep_known(self, view: View) -> None:
        """Another option may lack an input that was chosen: then the strongest stands for it again."""
        known = {item.id for item in view.session.model.inputs}
        if {self.two.across, self.two.down} - known - {""}:
            self.two = TwoInputsStudy(at=self.two.at)

    def _label_buttons(self, view: View) -> None:
        """What is chosen; where nothing is, what the table took."""
        two_way = view.result_of(self.two)
        shown = (two_way.across.id, two_way.down.id) if isinstance(two_way, TwoWay) else ("", "")
        for axis, chosen, taken in zip(
            ("across", "down"), (self.two.across, self.two.down), shown, strict=True
        ):
            name = chosen or taken
            label = view.session.input(name).spec.label if name else "strongest driver"
            self.query_one(f"#two-{axis}", Button).label = Content(f"{axis.capitalize()}: {label}")
        of = "NPV at P50" if self.middle else "expected NPV"
        self.query_one("#conditions-of", Button).label = Content(f"Of: {of}")
        self.query_one("#two-statistic", Button).label = _STATISTICS[self.two.at]

    @on(Button.Pressed, "#two-inputs Button")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        axis = str(event.button.id).removeprefix("two-")
        if axis == "statistic":
            self.action_statistic()
        else:
            self.action_choose(axis)

    def action_choose(self, axis: str) -> None:
        """Choose an input of the table."""
        if self.view is not None:
            first = ("Strongest driver", "", "The strongest that the other one does not take.")
            take = partial(self._take, axis)
            options = [first, *_choices(self.view)]
            self.post_message(
                self.Choice(f"Two inputs at once: {axis}", options, getattr(self.two, axis), take)
            )

    def _take(self, axis: str, name: str) -> None:
        across, down = (name if each == axis else getattr(self.two, each) for each in ("across", "down"))
        two = replace(self.two, across=across, down=down)
        if name and across == down:  # the other one was meant to stay: they change places
            two = TwoInputsStudy(self.two.down, self.two.across, self.two.at)
        self._look_for(two)

    def action_statistic(self) -> None:
        """Show NPV at P50, or the chance that it is above 0."""
        self._look_for(replace(self.two, at="probability" if self.two.at == "p50" else "p50"))

    @on(Button.Pressed, "#conditions-of")
    def action_middle(self) -> None:
        """Ask what must be true of P50, or of the mean again."""
        self.middle = not self.middle
        self.post_message(self.Wanted())

    def _look_for(self, two: TwoInputsStudy) -> None:
        if two != self.two:
            self.two = self._looked_for = two
            self.post_message(self.Wanted())

    def _drawn(self, view: View) -> dict[str, RenderableType]:
        """Each part by its name: what its study found, why there is nothing, or that it is being worked out."""
        titles = dict(_PARTS)
        turning: RenderableType
        if self.middle:
            turning = studied(view, BreakEvenStudy(), partial(_conditions, view), titles["break_even"])
        else:
            turning = studied(view, ProspectsStudy(), lambda _: _conditions(view), titles["break_even"])
        return {
            "drivers": studied(view, DriversStudy(), partial(self._tornado, view), titles["drivers"]),
            "information": studied(
                view, InformationStudy(), partial(self._questions, view), titles["information"]
            ),
            "evidence": studied(view, EvidenceStudy(), _evidence, titles["evidence"]),
            "break_even": turning,
            "two_way": studied(view, self.two, partial(self._table, view), titles["two_way"]),
            "losing": studied(view, LosingStudy(), partial(self._losing, view), titles["losing"]),
        }

    def _table(self, view: View, two_way: TwoWay) -> RenderableType:
        from tui.views.two_inputs import two_way_parts

        return Group(*two_way_parts(view.known.run, two_way, self.room - 2))

    def _tornado(self, view: View, drivers: Sequence[Driver]) -> RenderableType:
        from exports.voice.wording import parts_sentence
        from tui.views.drivers import swing_table

        narrow = self.room < _ROOM_FOR_BARS
        table = swing_table(view.known.run, drivers[:TOP], "npv", view.cut, narrow=narrow)
        parts = parts_sentence(driver.item for driver in drivers[:TOP])
        return Group(table, Text(parts, style="dim")) if parts else table

    def _questions(self, view: View, information: Information) -> RenderableType:
        from exports.voice.turning import go_if, without_value
        from tui.views.ask import LEVERS, decision, levers_table, questions_table, together

        currency = view.session.model.currency
        parts: list[RenderableType] = list(decision(information, currency))
        if information.ranked:
            below = self.room < _ROOM_FOR_DECISIONS
            parts += [Text(""), questions_table(information.ranked, currency, 6, go_if, below=below)]
        else:
            parts.append(warning("No answer alone changes the decision."))
        parts += [together(group, currency) for group in information.groups]
        if information.unranked:
            parts.append(Text(without_value(information.unranked, currency), style="dim"))
        if information.levers:
            parts += [Text(""), Text.assemble(("Worth negotiating", "bold"), (f"  {LEVERS}", "dim"))]
            parts.append(levers_table(information.levers, currency, 6))
        parts.append(
            Text(
                f"Rests on {information.draws:,} draws; values within their error are shown as bounds.", "dim"
            )
        )
        return Group(*parts)

    def _losing(self, view: View, losing: Losing) -> RenderableType:
        from tui.views.loss_profile import losing_parts

        return Group(*losing_parts(view.known.run, losing, 6))


def _choices(view: View) -> list[tuple[str, str, str]]:
    """Inputs that a table can be of: label, id, evidence; those that vary first, the strongest at the head."""
    from exports.voice.wording import between
    from roi.analysis.drivers import tornado
    from roi.sim.reach import matters

    model, cut = view.session.model, view.cut
    strongest = [] if model.unstated else [swing.item for swing in tornado(model, "npv", cut)]
    rest = [item for item in model.inputs if item not in strongest and matters(model, item.id, cut)]
    return [
        (item.spec.label, item.id, f"{between(item)}, {grade_word(item.spec.grade)}")
        for item in (*strongest, *rest)
        if not item.spec.luck
    ]


def _conditions(view: View, middle: Sequence[Solution] | None = None) -> RenderableType:
    return conditions(view.verdict, middle=middle)


def _evidence(evidence: Evidence) -> RenderableType:
    from tui.views.ask import evidence_table

    return evidence_table(evidence)
