"""What can be done with an estimate: undo, presets, options, details, snapshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from roi.case import EVIDENCE, Line
from roi.defaults import DRAWS, MOST_DRAWS_IN_APP
from roi.errors import Place, RoiError, of_setting
from roi.model import Model
from roi.sim.cuts import CUTS, Cut
from roi.sim.sampling import REPLICATES
from tui.app.screens.dialogs import Choose, Form
from tui.app.screens.host import Host
from tui.desk.owners import flows, owner_texts, owner_words, with_owner
from tui.desk.session import Session
from tui.desk.studies import ComparisonStudy

MOST_NOTES = 4  # that stand beside the work
OWNER_FIELDS = (("owner", "Answers for it"), ("account", "Account"), ("reviews", "Reviews, days"))
OWNER_NOTE = (
    "A role, a person or a part of the organisation; the account of the ledger in which it shows; whole days after "
    "the start, as in 30, 90, 365. An empty field leaves what the case says."
)


class Edits:
    """What can be done with an estimate beside typing into it, a method each."""

    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def _session(self) -> Session:
        return self._host.session

    def tell_notes(self) -> None:
        """What the file's reader should know first: a few beside the work, many in a dialog."""
        notes = self._session.notes
        if len(notes) > MOST_NOTES:
            self._host.tell("Notes", RoiError("\n".join(notes)))
        elif notes:
            self._host.notify("\n".join(notes), title="Note", timeout=12)

    async def undo(self) -> None:
        """Take the last change back."""
        what = self._session.past[-1].what if self._session.past else ""
        if await self._try(self._session.undo):
            self._host.notify(f"Undone: {what}" if what else "There is nothing to undo.")

    async def redo(self) -> None:
        """Make it again."""
        what = self._session.future[-1].what if self._session.future else ""
        if await self._try(self._session.redo):
            self._host.notify(f"Done again: {what}" if what else "There is nothing to do again.")

    async def reset(self) -> None:
        """Put the chosen input back."""
        name = self._host.chosen_input()
        if name is None:
            self._host.notify("Choose an input first: F6 goes to them.")
        elif name not in self._session.estimate.overrides:
            self._host.notify("This input has the preset's value already.")
        else:
            await self._try(lambda: self._session.reset(name))

    async def reset_all(self) -> None:
        """Put every input back; undo brings them again."""
        await self._host.commit(self._session.reset_all())

    async def learn(self) -> None:
        """Learn from answers to facts, or set them as levers are."""
        learn = not self._session.settings.learn
        await self._host.commit(self._session.learn(learn))
        self._host.notify(
            "Answers to facts move what they are correlated with." if learn else "Answers move nothing else."
        )

    async def cut(self) -> None:
        """Choose which benefits count."""
        options = [(cut.heading, cut.value, cut.meaning) for cut in CUTS]
        chosen = await self._host.app.push_screen_wait(
            Choose("Benefits that count", options, self._host.view.cut)
        )
        if chosen is None or chosen == self._host.view.cut:
            return
        self._host.view = replace(self._host.view, cut=Cut.named(chosen))
        self._host.forget_studies()
        self._host.show_result()
        self._host.study_what_is_needed()
        self._host.notify(f"Benefits counted: {self._host.view.cut.heading.lower()}")

    async def preset(self) -> None:
        """Choose a preset."""
        case = self._session.model.case
        options = [("Evidence", EVIDENCE, "The evidence as it stands.")]
        options += [(preset.title or name, name, preset.note) for name, preset in case.presets.items()]
        current = self._session.settings.preset
        chosen = await self._host.app.push_screen_wait(Choose("Preset", options, current))
        if chosen is not None:
            await self._try(lambda: self._session.choose(preset=chosen))

    async def option(self) -> None:
        """Choose a way to deploy."""
        case = self._session.model.case
        options = [("The case as it stands", "", "")]
        options += [(option.title or name, name, option.note) for name, option in case.options.items()]
        current = self._session.settings.option or ""
        chosen = await self._host.app.push_screen_wait(Choose("Way to deploy", options, current))
        if chosen is not None:
            await self._try(lambda: self._session.choose(option=chosen or None))

    async def region(self) -> None:
        """Choose where it is deployed."""
        model = self._session.model
        if model.region is None:
            self._host.notify("This case does not say of which region its figures are.")
            return
        regions = [(each.title, name, each.note) for name, each in model.case.regions.items()]
        chosen = await self._host.app.push_screen_wait(Choose("Region", regions, model.region))
        if chosen is not None:
            await self._try(lambda: self._session.choose(region=chosen))

    async def details(self) -> None:
        """For whom, by whom, how many draws."""
        settings = self._session.settings
        fields = [
            ("prospect", "Prospect", settings.prospect),
            ("prepared_by", "Prepared by", settings.prepared_by),
            ("note", "Private note", settings.note),
            ("draws", "Draws", f"{settings.draws}"),
            ("seed", "Seed", f"{settings.seed}"),
            ("horizon", "Horizon, months", f"{self._session.model.horizon}"),
            ("start", "Month 1 is, as 2027-01", self._session.model.case.header.start or ""),
        ]
        form = Form("Details", fields, lambda values: described(self._session, values), private=["note"])
        typed = await self._host.app.push_screen_wait(form)
        if typed is not None:
            await self._host.commit(described(self._session, typed))

    async def owners(self) -> None:
        """Who answers for benefits and costs, one after the other until Escape."""
        chosen: str | None = ""
        while chosen is not None:
            lines = {line.id: line for line in flows(self._session)}
            options = [(line.label, name, owner_words(line)) for name, line in lines.items()]
            title = "Who answers for each benefit and cost"
            chosen = await self._host.app.push_screen_wait(Choose(title, options, chosen))
            if chosen is not None:
                await self._owner(lines[chosen])

    async def _owner(self, line: Line) -> None:
        texts = owner_texts(line)
        fields = [(name, label, texts[name]) for name, label in OWNER_FIELDS]

        def typed(values: dict[str, str]) -> Session:
            return with_owner(self._session, line.id, values)

        form = Form(line.label, fields, typed, note=OWNER_NOTE)
        values = await self._host.app.push_screen_wait(form)
        if values is not None:
            await self._host.commit(typed(values))

    async def keep(self) -> None:
        """Keep a snapshot."""
        taken = self._session.snapshots
        free = next(name for name in map("Snapshot {}".format, range(1, len(taken) + 2)) if name not in taken)

        def kept(values: dict[str, str]) -> Session:
            return self._session.keep(" ".join(values["name"].split()))

        typed = await self._host.app.push_screen_wait(
            Form("Keep a snapshot", [("name", "Name", free)], kept, "Keep")
        )
        if typed is not None:
            name = " ".join(typed["name"].split())
            instead = " in place of the former" if name in taken else ""
            self._take_snapshots(kept(typed))
            self._host.notify(
                f"Kept: {name}{instead}. Compare shows it beside the estimate; save keeps it in the file."
            )

    async def drop(self) -> None:
        """Drop a snapshot."""
        names = tuple(self._session.snapshots)
        if not names:
            self._host.notify("There is no snapshot to drop.")
            return
        options = [(name, str(place), "") for place, name in enumerate(names)]
        chosen = await self._host.app.push_screen_wait(Choose("Drop a snapshot", options, ""))
        if chosen is not None:
            self._take_snapshots(self._session.drop(names[int(chosen)]))
            self._host.notify(f"Dropped: {names[int(chosen)]}.")

    def _take_snapshots(self, session: Session) -> None:
        """Other snapshots; the estimate itself is as it was, and so is its result."""
        self._host.jobs.stop_studies()
        studies = {
            study: result
            for study, result in self._host.view.studies.items()
            if not (isinstance(study, ComparisonStudy) and study.kind == "snapshots")
        }
        self._host.view = replace(self._host.view, session=session, studies=studies)
        self._host.show_result()
        self._host.study_what_is_needed()
        self._host.autosave_soon()

    async def rebase(self) -> None:
        """Move the answers to the case as it is shipped now."""
        if await self._try(lambda: self._session.rebase()):
            self.tell_notes()

    async def _try(self, change: Callable[[], Session]) -> bool:
        """Commit a change that may be impossible; whether it was not."""
        try:
            session = change()
        except RoiError as error:
            self._host.tell("That cannot be", error)
            return False
        await self._host.commit(session)
        return True


def described(session: Session, values: dict[str, str]) -> Session:
    """The session with the details of a form.

    Raises:
        RoiError: no whole number, or too few or too many draws.
    """
    numbers: dict[str, int] = {}
    for name in ("draws", "seed", "horizon"):
        text = values[name].replace(",", "").replace("_", "")
        if not text.isdecimal() or len(text) > 9:
            raise RoiError(f"`{values[name][:20]}` is no whole number", Place(name), "Type digits only.")
        numbers[name] = int(text)
    if not REPLICATES <= numbers["draws"] <= MOST_DRAWS_IN_APP:
        raise RoiError(
            f"the draws must lie between {REPLICATES} and {MOST_DRAWS_IN_APP:,}",
            of_setting("draws"),
            f"{DRAWS:,} are plenty.",
        )
    model: Model = session.model
    horizon = None if numbers["horizon"] == model.case.header.horizon else numbers["horizon"]
    texts = {name: values[name] for name in ("prospect", "prepared_by", "note") if name in values}
    start = None if values["start"] == (session.estimate.case.header.start or "") else values["start"]
    return session.describe(
        **texts, start=start or None, draws=numbers["draws"], seed=numbers["seed"], horizon=horizon
    )
