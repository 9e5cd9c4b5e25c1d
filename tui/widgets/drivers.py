"""What the result hangs on: tornado, what to ask next, evidence, break-even, losing draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Collapsible, Static

from roi.analysis.drivers import Driver
from roi.analysis.evidence import Evidence
from roi.analysis.information import Information
from roi.analysis.losing import Losing
from roi.analysis.solve import Solution
from tui.view import View
from tui.widgets.pane import Pane, Sheet, must_be_true, studied, warning

TOP = 10
_PARTS = (
    ("drivers", "Drivers of net present value"),
    ("information", "Ask next"),
    ("evidence", "Evidence it rests on"),
    ("break_even", "Break-even"),
    ("losing", "Losing outcomes"),
)


class DriversPane(Pane):
    """Every part is the view of a command: `roi drivers`, `ask`, `solve`, `losing`."""

    HELP = (
        "What the result hangs on. Tornado: each input at its P10 and P90. Ask next: what an answer is worth. "
        "Evidence: on whose word the variance rests. Break-even: what would have to be true."
    )
    NEEDS = ("drivers", "information", "break_even", "losing", "evidence")

    def compose(self) -> ComposeResult:
        for name, title in _PARTS:
            with Collapsible(title=title, collapsed=False):
                yield Static("", id=f"part-{name}")

    def draw(self, view: View) -> None:
        """Show the studies that are done."""
        for name, title in _PARTS:
            drawn = studied(view, name, lambda found, n=name: self._drawn(view, n, found), title)  # type: ignore[misc]
            self.query_one(f"#part-{name}", Static).update(drawn)

    def _drawn(self, view: View, name: str, found: Any) -> RenderableType:
        assert view.result is not None
        run = view.result.run
        currency = run.model.currency
        if name == "drivers":
            return self._tornado(view, found)
        if name == "information":
            return self._questions(found, currency)
        if name == "evidence":
            return _evidence(found)
        if name == "break_even":
            return _break_even(found, currency)
        return self._losing(view, found)

    def _tornado(self, view: View, found: Sequence[Driver]) -> RenderableType:
        from tui.views.drivers import swing_table

        assert view.result is not None
        return swing_table(view.result.run, found[:TOP], "npv", view.cut)

    def _questions(self, found: Information, currency: str) -> RenderableType:
        from exports.wording import go_if
        from tui.views.ask import decision, questions_table, together, without_value

        parts: list[RenderableType] = list(decision(found, currency))
        if found.ranked:
            parts += [Text(""), questions_table(found.ranked, currency, 6, go_if)]
        else:
            parts.append(warning("No answer alone changes the decision."))
        parts += [together(group, currency) for group in found.groups]
        if found.unranked:
            parts.append(Text(without_value(found.unranked), style="dim"))
        return Group(*parts)

    def _losing(self, view: View, found: Losing) -> RenderableType:
        from tui.views.losing import show_losing

        assert view.result is not None
        sheet = Sheet(self.room)
        show_losing(sheet, view.result.run, found, 6)
        return sheet.group()


def _evidence(found: Evidence) -> RenderableType:
    from tui.views.ask import evidence_table

    return evidence_table(found)


def _break_even(found: Sequence[Solution], currency: str) -> RenderableType:
    return must_be_true(found, currency)
