"""What can be done with an estimate: undo, presets, options, details, snapshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import work

from roi.case import EVIDENCE
from roi.errors import Place, RoiError, of_setting
from roi.model import Model
from roi.sim.cuts import CUTS, Cut
from tui.app.screens.dialogs import Choose, Form
from tui.app.screens.saving import Saving
from tui.desk.session import Session
from tui.desk.studies import ComparisonStudy

MOST_NOTES = 4  # that stand beside the work


class Doing(Saving):
    """The actions of the registry that change the estimate, a method each."""

    def tell_notes(self) -> None:
        """What the file's reader should know first: a few beside the work, many in a dialog."""
        notes = self.session.notes
        if len(notes) > MOST_NOTES:
            self.tell("Notes", RoiError("\n".join(notes)))
        elif notes:
            self.notify("\n".join(notes), title="Note", timeout=12)

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
        from tui.app.widgets.inputs import InputsPanel
        from tui.app.widgets.question import Question

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

    async def action_learn(self) -> None:
        """Learn from answers to facts, or set them as levers are."""
        learn = not self.session.settings.learn
        await self.commit(self.session.learn(learn))
        self.notify(
            "Answers to facts move what they are correlated with." if learn else "Answers move nothing else."
        )

    @work(group="dialog")
    async def action_cut(self) -> None:
        """Choose which benefits count."""
        options = [(cut.heading, cut.value, cut.meaning) for cut in CUTS]
        chosen = await self.app.push_screen_wait(Choose("Benefits that count", options, self.view.cut))
        if chosen is None or chosen == self.view.cut:
            return
        self.view = replace(self.view, cut=Cut.named(chosen))
        self.forget_studies()
        self.show_result()
        self.study_what_is_needed()
        self.notify(f"Benefits counted: {self.view.cut.heading.lower()}")

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
            ("start", "Month 1 is, as 2027-01", self.session.model.case.header.start or ""),
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
        studies = {
            study: found
            for study, found in self.view.studies.items()
            if not (isinstance(study, ComparisonStudy) and study.kind == "snapshots")
        }
        self.view = replace(self.view, session=session, studies=studies)
        self.show_result()
        self.study_what_is_needed()
        self.autosave_soon()

    @work(group="dialog")
    async def action_rebase(self) -> None:
        """Move the answers to the case as it is shipped now."""
        if await self._try(lambda: self.session.rebase()):
            self.tell_notes()

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
            raise RoiError(f"`{values[name][:20]}` is no whole number", Place(name), "Type digits only.")
        numbers[name] = int(text)
    if not 16 <= numbers["draws"] <= 4_194_304:
        raise RoiError(
            "the draws must lie between 16 and 4,194,304", of_setting("draws"), "16,384 are plenty."
        )
    model: Model = screen.session.model
    horizon = None if numbers["horizon"] == model.case.header.horizon else numbers["horizon"]
    texts = {name: values[name] for name in ("prospect", "prepared_by", "note") if name in values}
    start = None if values["start"] == (screen.session.estimate.case.header.start or "") else values["start"]
    return screen.session.describe(
        **texts, start=start or None, draws=numbers["draws"], seed=numbers["seed"], horizon=horizon
    )
