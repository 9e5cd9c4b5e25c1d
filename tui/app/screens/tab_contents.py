"""What is in each tab of an estimate, made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from roi.case import Speaker
from tui.app.actions import REALISED
from tui.app.widgets.cash import CashPane
from tui.app.widgets.claims import ClaimsPane
from tui.app.widgets.compare import ComparePane
from tui.app.widgets.drivers import DriversPane
from tui.app.widgets.interview import InterviewPane
from tui.app.widgets.lines import LinesPane
from tui.app.widgets.pane import Pane
from tui.app.widgets.realised import RealisedPane
from tui.app.widgets.result import ResultPane
from tui.desk.session import Session


def tab_contents(
    session: Callable[[], Session], check: Callable[[str, str, Speaker], str], to_answer: Callable[[], str]
) -> Mapping[str, Callable[[], Pane]]:
    """What makes each tab's content.

    Args:
        session: the estimate as it is then.
        check: how a value that is typed for an input is understood.
        to_answer: the question that the interview begins with; "" for the first.
    """
    return {
        "interview": lambda: InterviewPane(lambda name, text: check(name, text, "prospect"), to_answer()),
        "result": ResultPane,
        "cash": CashPane,
        "drivers": DriversPane,
        "lines": LinesPane,
        "claims": ClaimsPane,
        REALISED: RealisedPane,
        "compare": lambda: ComparePane("options" if session().model.case.options else "presets"),
    }
