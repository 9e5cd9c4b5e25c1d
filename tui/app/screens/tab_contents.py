"""What is in each tab of an estimate, imported and made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases.estimate import Noted
from roi.case import Speaker
from tui.app.actions import REALISED
from tui.app.widgets.pane import Pane
from tui.desk.session import Session


def tab_contents(
    session: Callable[[], Session],
    check: Callable[[str, str, Speaker], str],
    answered: Callable[[str, str, Noted | None], Session | None],
    to_answer: Callable[[], str],
) -> Mapping[str, Callable[[], Pane]]:
    """What makes each tab's content.

    Args:
        session: the estimate as it is then.
        check: how a value that is typed for an input is understood.
        answered: takes an answer to a question over; the session with it, None where it cannot be used.
        to_answer: the question that the interview begins with; "" for the first.
    """

    def interview() -> Pane:
        from tui.app.widgets.interview import InterviewPane

        return InterviewPane(
            session(), lambda name, text: check(name, text, "prospect"), answered, to_answer()
        )

    def compare() -> Pane:
        from tui.app.widgets.compare import ComparePane

        return ComparePane("options" if session().model.case.options else "presets")

    return {
        "interview": interview,
        "result": _result,
        "cash": _cash,
        "drivers": _drivers,
        "lines": _lines,
        "claims": _claims,
        REALISED: _realised,
        "compare": compare,
    }


def import_contents() -> None:
    """Import what is in the tabs, so that each is there at once when it is first shown."""
    from tui.app.widgets import (  # noqa: F401  for their side effect
        cash,
        claims,
        compare,
        drivers,
        interview,
        lines,
        realised,
        result,
    )


def _result() -> Pane:
    from tui.app.widgets.result import ResultPane

    return ResultPane()


def _cash() -> Pane:
    from tui.app.widgets.cash import CashPane

    return CashPane()


def _drivers() -> Pane:
    from tui.app.widgets.drivers import DriversPane

    return DriversPane()


def _lines() -> Pane:
    from tui.app.widgets.lines import LinesPane

    return LinesPane()


def _claims() -> Pane:
    from tui.app.widgets.claims import ClaimsPane

    return ClaimsPane()


def _realised() -> Pane:
    from tui.app.widgets.realised import RealisedPane

    return RealisedPane()
