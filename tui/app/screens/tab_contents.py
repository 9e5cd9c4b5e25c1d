"""What is in each tab of an estimate, imported and made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import ModuleType

from cases.estimate import Noted
from roi.case import Speaker
from tui.app.actions import REALISED
from tui.app.widgets.pane import Pane
from tui.desk.session import Session

# The pane of a tab, in the module of its name, where it is made of nothing else.
_PANES = {
    "result": "ResultPane", "cash": "CashPane", "drivers": "DriversPane", "lines": "LinesPane",
    "claims": "ClaimsPane", REALISED: "RealisedPane",
}  # fmt: skip


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

    return {name: partial(_made, name) for name in _PANES} | {"interview": interview, "compare": compare}


def _made(name: str) -> Pane:
    pane: Pane = getattr(_module(name), _PANES[name])()
    return pane


def import_contents() -> None:
    """Import what is in the tabs, so that each is there at once when it is first shown."""
    for name in ("interview", "compare", *_PANES):
        _module(name)


def _module(name: str) -> ModuleType:
    return import_module(f"tui.app.widgets.{name}")
