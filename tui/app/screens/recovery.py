"""What sessions that ended in a crash left behind, offered at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.app import App

from roi.errors import RoiError
from tui.app.autosave import Lost, forget, lost
from tui.app.keyboard import Keyboard
from tui.app.screens.dialogs import Confirm, Told
from tui.app.screens.editing import Editing
from tui.app.screens.opening import Opening

if TYPE_CHECKING:
    from tui.desk.session import Session

Show = Callable[["Session"], Editing]


async def offered(app: App[None], keyboard: Keyboard, show: Show, *, present: bool) -> None:
    """Ask about each of them; the first that is recovered is edited, as `show` has it."""
    for lost_session in lost():
        answers = [("recover", "Recover"), ("discard", "Discard"), ("later", "Later")]
        answer = await app.push_screen_wait(
            Confirm("Not saved before a crash", lost_session.words(present), answers)
        )
        if answer == "discard":
            forget(lost_session.autosave)
        elif answer == "recover":
            await _recover(app, keyboard, lost_session, show, present)
            return


async def _recover(app: App[None], keyboard: Keyboard, lost_session: Lost, show: Show, present: bool) -> None:
    opening = Opening(lost_session.path or lost_session.autosave, lost_session, present=present)
    with keyboard.kept_for_what_opens():
        outcome = await app.push_screen_wait(opening)
    if isinstance(outcome, RoiError):
        app.push_screen(Told("It cannot be recovered", outcome, present=present))
    elif outcome is not None:
        screen = show(cast("Session", outcome))  # what a crash left behind is an estimate
        try:
            screen.keep_safe()
        except RoiError as error:  # the old autosave stays until there is another
            app.push_screen(Told("It is recovered, but not kept again", error, present=present))
        else:
            forget(lost_session.autosave)
