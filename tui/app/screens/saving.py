"""Saving, exporting and leaving: what is written, and what somebody else wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import work

from roi.errors import RoiError
from tui.app.autosave import remember
from tui.app.screens.dialogs import Confirm, Told
from tui.app.screens.working import Working
from tui.desk.redaction import shown_path
from tui.desk.session import Session, opened

ESTIMATES = (".toml",)
_TURNS = (("save_as", "Save as"), ("reload", "Reload"), ("overwrite", "Overwrite"), ("stay", "Cancel"))


class Saving(Working):
    """What leaves the screen for a file."""

    async def commit(self, session: Session) -> None:
        """Take another session over."""
        raise NotImplementedError

    def tell(self, title: str, error: RoiError) -> None:
        """What went wrong and how to mend it."""
        self.app.push_screen(Told(title, error, present=self.view.present))

    def action_save(self) -> None:
        """Save to the estimate's file, or ask for one."""
        self._save(ask=self.session.path is None)

    def action_save_as(self) -> None:
        """Save to another file."""
        self._save(ask=True)

    @work(group="dialog")
    async def _save(self, ask: bool) -> None:
        await self.saved(ask=ask)

    async def saved(self, *, ask: bool) -> bool:
        """Save; False where the user turns back or it cannot be written."""
        # What writes files is imported when something is written: the estimate is shown before.
        from tui.app.workers.exporting import hand_over, save_text

        path = await self._chosen_path() if ask or self.session.path is None else self.session.path
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
            save_text(self.session.text(), path)
        except RoiError as found:
            self.tell("The estimate is not saved", found)
            return False
        self.view = replace(self.view, session=self.session.written(path.resolve()))
        self.autosave.clear()
        remember(path.resolve(), self.session.model.case.header.title)
        self.show_result()
        hand_over(self.app, path)
        self.notify(f"Saved to {shown_path(path, self.view.present)}")
        return True

    async def _chosen_path(self) -> Path | None:
        from tui.app.screens.file_dialogs import PathDialog

        start = self.session.path or Path.cwd() / f"{_slug(self.session)}.toml"
        present = self.view.present
        dialog = PathDialog("Save the estimate", start, ESTIMATES, save=True, present=present, done="Save")
        path = await self.app.push_screen_wait(dialog)
        return path if path is None or path.suffix else path.with_suffix(".toml")

    async def _turn(self, path: Path) -> str:
        """What to do about the file: "overwrite" unless it is the estimate's own and was changed under it."""
        from tui.desk.conflict import GONE, file_digest, told_changes

        seen = self.session.disk
        while path.resolve() == self.session.path:
            now = file_digest(path)
            if now in (seen, GONE):
                break
            seen = now  # what is shown now may be overwritten, and nothing that comes after it
            differs = told_changes(path, self.session.estimate)
            text = (
                f"Somebody changed {shown_path(path, self.view.present)} since it was read here.\n\n{differs}"
            )
            turn = await self.app.push_screen_wait(Confirm("The file was changed", text, _TURNS))
            if turn != "overwrite":
                return turn
        return "overwrite"

    async def _reload(self, path: Path) -> None:
        """What the file holds, in place of what is here; undo brings it back."""
        try:
            theirs = opened(path)
        except RoiError as found:
            self.tell("The file cannot be read", found)
            return
        await self.commit(self.session.reloaded(theirs))
        self.notify("Read again from the file. Undo brings back what was here.")

    @work(group="dialog")
    async def action_export(self) -> None:
        """Write the result."""
        from tui.app.screens.file_dialogs import ExportDialog
        from tui.app.workers.exporting import Wanted, hand_over

        result = self.final_result()
        wanted = Wanted(self.job(), result.run if result else None, self.view.cut, self.session.estimate)
        folder = self.session.path.parent if self.session.path else Path.cwd()
        start = folder / f"{self.session.path.stem if self.session.path else _slug(self.session)}.xlsx"
        path = await self.app.push_screen_wait(ExportDialog(wanted, start, present=self.view.present))
        if path is not None:
            hand_over(self.app, path)
            self.notify(f"Exported {self.view.cut.label} to {shown_path(path, self.view.present)}")

    async def may_leave(self) -> bool:
        """Ask about what is not saved; True where nothing stands in the way."""
        if self.session.dirty:
            answers = [("save", "Save"), ("discard", "Discard"), ("stay", "Stay")]
            text = f"The estimate has changes that are not saved ({self._last_change()})."
            answer = await self.app.push_screen_wait(Confirm("Unsaved changes", text, answers))
            if answer == "stay" or (answer == "save" and not await self.saved(ask=self.session.path is None)):
                return False
        self.autosave.clear()
        return True

    def _last_change(self) -> str:
        session = self.session
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
