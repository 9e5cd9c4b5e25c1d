"""What the report said, what the model computes, the verdict."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from tui.view import View
from tui.views.audit import audit_table
from tui.widgets.pane import Pane


class ClaimsPane(Pane):
    """The audit of the published figures; it is of the case, not of the answers."""

    HELP = "Published figures checked against the case: stated, computed, the verdict and why."

    def __init__(self) -> None:
        super().__init__()
        self._digest = ""

    def compose(self) -> ComposeResult:
        yield Static("", id="claims")

    def draw(self, view: View) -> None:
        """Audit once a case."""
        case = view.session.model.case
        if case.digest == self._digest and self._digest:
            return
        self._digest = case.digest
        from roi.analysis.audit import audit

        findings = audit(case)
        told = audit_table(case, findings) if findings else Text("The case lists no published figures.")
        self.query_one("#claims", Static).update(told)
