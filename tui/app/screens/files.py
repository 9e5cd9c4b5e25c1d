"""Saving, exporting and leaving: what is written, and what somebody else wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from roi.errors import RoiError
from roi.reading import real_path
from tui.app.autosave import remember
from tui.app.screens.dialogs import Confirm
from tui.app.screens.host import Host
from tui.app.state import View
from tui.desk.opened import opened
from tui.desk.redaction import shown_path
from tui.desk.session import Session

ESTIMATES = (".toml",)
_TURNS = (("save_as", "Save as"), ("reload", "Reload"), ("overwrite", "Overwrite"), ("stay", "Cancel"))
_TURNS_OF_PROTECTED = tuple(turn for turn in _TURNS if turn[0] != "reload")


class Files:
    """What leaves the screen for a file: estimates and exports; and what to do about unsaved changes."""

    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def _session(self) -> Session:
        return self._host.session

    @property
    def _view(self) -> View:
        return self._host.view

    async def saved(self, *, ask: bool) -> bool:
        """Save; False where the user turns back or it cannot be written.

        `ask` for the file though there is one; an update is not written unasked over the estimate that was sent.
        """
        # What writes files is imported when something is written: the estimate is shown before.
        from tui.app.workers.exporting import hand_over, save_text

        path = self._session.path
        if ask or path is None or self._session.holds_estimate_sent:
            path = await self._chosen_path()
        if path is None:
            return False
        turn = await self._turn(path)
        if turn == "save_as":
            return await self.saved(ask=True)
        if turn == "reload":
            await self._reload(path)
        if turn != "overwrite":
            return False
        try:
            save_text(self._session.text(), path)
        except RoiError as error:
            self._host.tell("The estimate is not saved", error)
            return False
        self._host.view = replace(self._view, session=self._session.written(real_path(path)))
        self._host.jobs.autosave.clear()
        remember(real_path(path), self._session.model.case.header.title)
        self._host.show_result()
        hand_over(self._host.app, path)
        self._host.notify(f"Saved to {shown_path(path, self._view.present)}")
        return True

    async def _chosen_path(self) -> Path | None:
        from tui.app.screens.file_dialogs import PathDialog
        from tui.desk.observing import next_version

        start = self._session.path or Path.cwd() / f"{_slug(self._session)}.toml"
        if self._session.holds_estimate_sent:
            start = next_version(start)
        present = self._view.present
        dialog = PathDialog("Save the estimate", start, ESTIMATES, save=True, present=present, done="Save")
        path: Path | None = await self._host.app.push_screen_wait(dialog)
        return path

    async def _turn(self, path: Path) -> str:
        """What to do about the file: "overwrite" unless it is the estimate's own and was changed or protected."""
        from exports.atomic import is_protected
        from tui.desk.conflict import GONE, file_digest, told_changes

        seen = self._session.disk
        if real_path(path) == self._session.path and is_protected(path):
            text = f"{shown_path(path, self._view.present)} is protected against writing."
            dialog = Confirm("The file is protected", text, _TURNS_OF_PROTECTED)
            turn = await self._host.app.push_screen_wait(dialog)
            if turn != "overwrite":
                return turn
        while real_path(path) == self._session.path:
            now = file_digest(path)
            if now in (seen, GONE):
                break
            seen = now  # what is shown now may be overwritten, and nothing that comes after it
            differs = told_changes(path, self._session.estimate)
            text = f"Somebody changed {shown_path(path, self._view.present)} since it was read here.\n\n{differs}"
            turn = await self._host.app.push_screen_wait(Confirm("The file was changed", text, _TURNS))
            if turn != "overwrite":
                return turn
        return "overwrite"

    async def _reload(self, path: Path) -> None:
        """What the file holds, in place of what is here; undo brings it back."""
        try:
            theirs = opened(path)
        except RoiError as error:
            self._host.tell("The file cannot be read", error)
            return
        await self._host.commit(self._session.reloaded(theirs))
        self._host.notify("Read again from the file. Undo brings back what was here.")

    async def export(self) -> None:
        """Write the result."""
        from tui.app.screens.export_dialog import ExportDialog
        from tui.app.workers.exporting import Wanted, hand_over

        result = self._host.final_result()
        wanted = Wanted(
            self._host.jobs.job(self._session),
            result.run if result else None,
            self._view.cut,
            self._session.estimate,
        )
        folder = self._session.path.parent if self._session.path else Path.cwd()
        start = folder / f"{self._session.path.stem if self._session.path else _slug(self._session)}.xlsx"
        path = await self._host.app.push_screen_wait(ExportDialog(wanted, start, present=self._view.present))
        if path is not None:
            hand_over(self._host.app, path)
            self._host.notify(f"Exported {self._view.cut.label} to {shown_path(path, self._view.present)}")

    async def may_leave(self) -> bool:
        """Ask about what is not saved; True where nothing stands in the way."""
        if self._session.dirty:
            answers = [("save", "Save"), ("discard", "Discard"), ("stay", "Stay")]
            text = f"The estimate has changes that are not saved ({self._last_change()})."
            answer = await self._host.app.push_screen_wait(Confirm("Unsaved changes", text, answers))
            if answer == "stay" or (
                answer == "save" and not await self.saved(ask=self._session.path is None)
            ):
                return False
        self._host.jobs.autosave.end()
        return True

    def _last_change(self) -> str:
        session = self._session
        if session.saved is None:
            return "recovered after a crash"
        if replace(session.saved, snapshots=session.snapshots) == session.estimate:
            return "its snapshots"
        return f"the last: {session.past[-1].what}" if session.past else "to be saved under another name"


def _slug(session: Session) -> str:
    """A file name from the prospect, else from the case."""
    words = "".join(
        letter if letter.isalnum() else " " for letter in session.settings.prospect.lower()
    ).split()
    return "-".join(words) or session.model.case.id
