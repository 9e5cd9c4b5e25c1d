"""What the report said, what the model computes, the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from roi.analysis.audit import Finding
from roi.case import Case
from tui.app.state import View
from tui.app.widgets.pane import Pane
from tui.views.audit import NO_CLAIMS, audit_table


class ClaimsPane(Pane):
    """The audit of the published figures; it is of the case, not of the answers."""

    CALLED = "The published figures"
    HELP = (
        "Published figures checked against the case: stated, computed, the verdict and why. Those of files that "
        "the case includes, such as the market, are not of this deployment: m shows or hides them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("m", "included", "Market")]

    def __init__(self) -> None:
        super().__init__()
        self._digest = ""
        self._case: Case | None = None
        self._findings: Sequence[Finding] = ()
        self._all = False

    def compose(self) -> ComposeResult:
        yield Static("", id="claims")

    def draw(self, view: View) -> None:
        """Audit once a case."""
        case = view.session.model.case
        if case.digest == self._digest and self._digest:
            return
        self._digest, self._case = case.digest, case
        from roi.analysis.audit import audit

        self._findings = audit(case)
        self._show()

    def action_included(self) -> None:
        """Show or hide what included files claim."""
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        if self._case is None:
            return
        of_case = [finding for finding in self._findings if not finding.claim.included]
        others = [finding for finding in self._findings if finding.claim.included]
        parts: list[RenderableType] = []
        if others:
            files = " and ".join(dict.fromkeys(other.claim.included for other in others))
            hint = "m hides them" if self._all else "m shows them"
            parts += [
                Text(f"{len(others)} more of {files}, of no deployment; {hint}.", style="dim"),
                Text(""),
            ]
        if self._all:
            parts.append(audit_table(self._case, others))
        parts.append(audit_table(self._case, of_case) if of_case else Text(NO_CLAIMS))
        self.query_one("#claims", Static).update(Group(*parts))
