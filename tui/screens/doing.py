"""What can be done with an estimate: save, export, undo, presets, details, leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual import work

from roi.case import EVIDENCE
from roi.errors import RoiError
from roi.model import Model
from roi.sim.cuts import CUTS
from tui.autosave import remember
from tui.present import shown_path
from tui.screens.dialogs import Choose, Confirm, Form, Told
from tui.screens.working import Working
from tui.session import Session
from tui.view import cut_title, cut_words

ESTIMATES = (".toml",)


class Doing(Working):
    """The actions of the registry, a method each."""

    async def commit(self, session: Session) -> None:
        """Take another session over."""
        raise NotImplementedError

    def tell(self, title: str, error: RoiError) -> None:
        """What went wrong and how to mend it."""
        self.app.push_screen(Told(title, error, present=self.view.present))

    def tell_notes(self) -> None:
        """What the file's reader should know first."""
        for note in self.session.notes:
            self.notify(note, title="Note", timeout=12)

    def present_changed(self, present: bool) -> None:
        """Hide or show what is private."""
        self.view = replace(self.view, present=present)
        self.show_result()

    async def action_undo(self) -> None:
        """Take the last change back."""
        what = self.session.past[-1].what if self.session.past else ""
        if await self._try(self.session.undo):
            self.notify(f"Undone: {what}" if what else "There is nothing to undo.")

    async def action_redo(self) -> None:
        """Make it again."""
        what = self.session.future[-1].what if self.session.future else ""
        if await self._try(self.session.redo):
            self.notify(f"Done again: {what}" if what else "There is nothing to do again.")

    def chosen_input(self) -> str | None:
        """The input that has the focus, in the list or as a question."""
        from tui.widgets.inputs import InputsPanel
        from tui.widgets.interview import Question

        if isinstance(self.focused, Question):
            return self.focused.item.id
        return self.query_one(InputsPanel).focused_input()

    async def action_reset(self) -> None:
        """Put the chosen input back."""
        name = self.chosen_input()
        if name is None:
            self.notify("Choose an input first: F6 goes to them.")
        elif name not in self.session.estimate.overrides:
            self.notify("This input has the preset's value already.")
        else:
            await self.commit(self.session.reset(name))

    async def action_reset_all(self) -> None:
        """Put every input back; undo brings them again."""
        await self.commit(self.session.reset_all())

    async def action_cut(self) -> None:
        """Count other benefits."""
        cut = CUTS[(CUTS.index(self.view.cut) + 1) % len(CUTS)]
        self.view = replace(self.view, cut=cut)
        self.forget_studies()
        self.show_result()
        self.study_what_is_needed()
        self.notify(f"Benefits counted: {cut_title(cut).lower()}")

    @work(group="dialog")
    async def action_preset(self) -> None:
        """Choose a preset."""
        case = self.session.model.case
        options = [("Evidence", EVIDENCE, "The evidence as it stands.")]
        options += [(one.title or name, name, one.note) for name, one in case.presets.items()]
        current = self.session.settings.preset
        chosen = await self.app.push_screen_wait(Choose("Preset", options, current))
        if chosen is not None:
            await self._try(lambda: self.session.choose(preset=chosen))

    @work(group="dialog")
    async def action_option(self) -> None:
        """Choose a way to deploy."""
        case = self.session.model.case
        options = [("The case as it stands", "", "")]
        options += [(one.title or name, name, one.note) for name, one in case.options.items()]
        current = self.session.settings.option or ""
        chosen = await self.app.push_screen_wait(Choose("Way to deploy", options, current))
        if chosen is not None:
            await self._try(lambda: self.session.choose(option=chosen or None))

    @work(group="dialog")
    async def action_details(self) -> None:
        """For whom, by whom, how many draws."""
        settings = self.session.settings
        fields = [
            ("prospect", "Prospect", settings.prospect),
            ("prepared_by", "Prepared by", settings.prepared_by),
            ("note", "Private note", settings.note),
            ("draws", "Draws", f"{settings.draws}"),
            ("seed", "Seed", f"{settings.seed}"),
            ("horizon", "Horizon, months", f"{self.session.model.horizon}"),
        ]
        form = Form("Details", fields, lambda values: _described(self, values), private=["note"])
        found = await self.app.push_screen_wait(form)
        if found is not None:
            await self.commit(_described(self, found))

    @work(group="dialog")
    async def action_keep(self) -> None:
        """Keep a snapshot."""
        taken = self.session.snapshots
        free = next(name for name in map("Snapshot {}".format, range(1, len(taken) + 2)) if name not in taken)

        def kept(values: dict[str, str]) -> Session:
            return self.session.keep(" ".join(values["name"].split()))

        found = await self.app.push_screen_wait(
            Form("Keep a snapshot", [("name", "Name", free)], kept, "Keep")
        )
        if found is not None:
            name = " ".join(found["name"].split())
            instead = " in place of the former" if name in taken else ""
            self._take_snapshots(kept(found))
            self.notify(
                f"Kept: {name}{instead}. Compare shows it beside the estimate; save keeps it in the file."
            )

    @work(group="dialog")
    async def action_drop(self) -> None:
        """Drop a snapshot."""
        names = tuple(self.session.snapshots)
        if not names:
            self.notify("There is no snapshot to drop.")
            return
        options = [(name, str(place), "") for place, name in enumerate(names)]
        chosen = await self.app.push_screen_wait(Choose("Drop a snapshot", options, ""))
        if chosen is not None:
            self._take_snapshots(self.session.drop(names[int(chosen)]))
            self.notify(f"Dropped: {names[int(chosen)]}.")

    def _take_snapshots(self, session: Session) -> None:
        """Other snapshots; the estimate itself is as it was, and so is its result."""
        self.stop_studies()
        studies = {name: found for name, found in self.view.studies.items() if name != "compare:snapshots"}
        self.view = replace(self.view, session=session, studies=studies)
        self.show_result()
        self.study_what_is_needed()
        self.autosave_soon()

    @work(group="dialog")
    async def action_rebase(self) -> None:
        """Move the answers to the case as it is shipped now."""
        if await self._try(lambda: self.session.rebase()):
            self.tell_notes()

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
        from tui.exporting import hand_over, save_text
        from tui.screens.files import PathDialog

        path = self.session.path
        if ask or path is None:
            start = path or Path.cwd() / f"{_slug(self.session)}.toml"
            dialog = PathDialog(
                "Save the estimate", start, ESTIMATES, save=True, present=self.view.present, done="Save"
            )
            path = await self.app.push_screen_wait(dialog)
            if path is None:
                return False
            path = path if path.suffix else path.with_suffix(".toml")
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

    @work(group="dialog")
    async def action_export(self) -> None:
        """Write the result."""
        from exports.files import FORMATS
        from tui.exporting import Wanted, hand_over
        from tui.screens.files import ExportDialog

        result = self.final_result()
        wanted = Wanted(self.job(), result.run if result else None, self.view.cut, self.session.estimate)
        folder = self.session.path.parent if self.session.path else Path.cwd()
        suffix = ".xlsx" if ".xlsx" in FORMATS else ".md"
        start = folder / f"{self.session.path.stem if self.session.path else _slug(self.session)}{suffix}"
        path = await self.app.push_screen_wait(ExportDialog(wanted, start, present=self.view.present))
        if path is not None:
            hand_over(self.app, path)
            self.notify(f"Exported {cut_words(self.view.cut)} to {shown_path(path, self.view.present)}")

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

    async def _try(self, change: Callable[[], Session]) -> bool:
        """Commit a change that may be impossible; whether it was not."""
        try:
            session = change()
        except RoiError as found:
            self.tell("That cannot be", found)
            return False
        await self.commit(session)
        return True


def _described(screen: Doing, values: dict[str, str]) -> Session:
    """The session with the details of a form."""
    numbers: dict[str, int] = {}
    for name in ("draws", "seed", "horizon"):
        text = values[name].replace(",", "").replace("_", "")
        if not text.isdecimal() or len(text) > 9:
            raise RoiError(f"`{values[name][:20]}` is no whole number", name, "Type digits only.")
        numbers[name] = int(text)
    if not 16 <= numbers["draws"] <= 4_194_304:
        raise RoiError("the draws must lie between 16 and 4,194,304", "draws", "16,384 are plenty.")
    model: Model = screen.session.model
    horizon = None if numbers["horizon"] == model.case.header.horizon else numbers["horizon"]
    texts = {name: values[name] for name in ("prospect", "prepared_by", "note") if name in values}
    return screen.session.describe(**texts, draws=numbers["draws"], seed=numbers["seed"], horizon=horizon)


def _slug(session: Session) -> str:
    """A file name from the prospect, else from the case."""
    words = "".join(
        letter if letter.isalnum() else " " for letter in session.settings.prospect.lower()
    ).split()
    return "-".join(words) or session.model.case.id
