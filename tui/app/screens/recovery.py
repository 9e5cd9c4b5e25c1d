"""What sessions that ended in a crash left behind, offered at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roi.errors import RoiError
from tui.app.autosave import Lost, forget, lost
from tui.app.screens.dialogs import Confirm, Told
from tui.app.screens.opening import Opening

if TYPE_CHECKING:
    from tui.app.app import RoiApp


async def offered(app: RoiApp) -> None:
    """Ask about each of them; the first that is recovered is edited."""
    for lost_session in lost():
        answers = [("recover", "Recover"), ("discard", "Discard"), ("later", "Later")]
        answer = await app.push_screen_wait(
            Confirm("Not saved before a crash", lost_session.words(app.present), answers)
        )
        if answer == "discard":
            forget(lost_session.autosave)
        elif answer == "recover":
            await _recover(app, lost_session)
            return


async def _recover(app: RoiApp, lost_session: Lost) -> None:
    found = await app.push_screen_wait(
        Opening(lost_session.path or lost_session.autosave, lost_session, present=app.present)
    )
    from tui.desk.session import Session  # heavy, and imported by now

    if isinstance(found, RoiError):
        app.push_screen(Told("It cannot be recovered", found, present=app.present))
    elif isinstance(found, Session):
        screen = app.show(found)
        try:
            screen.keep_safe()
        except RoiError as error:  # the old autosave stays until there is another
            app.push_screen(Told("It is recovered, but not kept again", error, present=app.present))
        else:
            forget(lost_session.autosave)
