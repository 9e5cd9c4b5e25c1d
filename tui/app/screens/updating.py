"""Update the estimate by a file of observations: pick it, see what it says, take it over or leave it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

import roi
from exports.voice.update import updated_words
from roi.progress import Progress
from roi.reading import real_path
from tui.app.autosave import OBSERVATION_FILES, recents, remember
from tui.app.screens.dialogs import Dialog
from tui.app.screens.file_dialogs import WorkingDialog
from tui.app.screens.files import Files
from tui.app.screens.host import Host
from tui.app.widgets.plain import Plain
from tui.app.workers.ending import Work
from tui.desk.observing import (
    FORMATS,
    SHEETS,
    ObservedFile,
    Updating,
    checked_updating,
    updated_by,
)
from tui.desk.request import OpenedCase
from tui.desk.session import Session
from tui.views.update import update_parts

_RECENT = 4  # files that are offered again
_WIDEST, _FRAME = 132, 8  # columns of what an update says, and of its border, padding and scroll bar
_SUFFIXES = tuple(dict.fromkeys((*FORMATS, *SHEETS)))


def updating_by(session: Session, run: roi.Run | None, path: Path, progress: Progress) -> Updating:
    """What a file says of a session's estimate, worked out in a thread; the file is offered again from now on.

    `run`: of the estimate as it is, where there is one.

    Raises:
        RoiError: the file cannot be read, or has a row that is none.
    """
    opened_case = OpenedCase(session.model, session.estimate)

    def simulated(prior: OpenedCase) -> roi.Run:
        if prior is opened_case and run is not None:
            return run
        at = prior.settings
        return roi.simulate(prior.model, draws=at.draws, seed=at.seed, sampler=at.sampler, progress=progress)

    updating = updated_by(opened_case, [ObservedFile(path)], simulated)
    remember(real_path(path), session.model.case.header.title, file=OBSERVATION_FILES)
    progress(1, 1)  # nobody may wait for it any more
    return updating


class ObservationsDialog(WorkingDialog):
    """A file of observations; ends with what it says of the estimate, or None."""

    WORKING = "Holding the estimate against it"
    FAILED = "It could not be worked out: {}. The estimate is as it was."
    NOTHING = "Stopped: the estimate is as it was."
    AWAY = (*WorkingDialog.AWAY, "#recent")
    HELP = (
        "A file of observations: CSV, TOML or a workbook, with the columns name, month, value, unit, error and "
        "source; or a workbook of this program whose sheet Realised was filled in. `roi observe` writes one to "
        "fill in. Nothing changes before you have seen what it says."
    )

    def __init__(self, session: Session, run: roi.Run | None, start: Path, *, present: bool) -> None:
        super().__init__("Update by observations", start, _SUFFIXES, save=False, present=present, done="Show")
        self.session, self.run = session, run

    def more(self) -> ComposeResult:
        """Files that were used lately."""
        known = [] if self.present else list(recents(file=OBSERVATION_FILES))[:_RECENT]
        listed = OptionList(
            *(Option(Text(str(recent.path)), id=str(place)) for place, recent in enumerate(known)),
            id="recent",
        )
        self.known = [recent.path for recent in known]
        if known:
            yield Plain("Recently used")
        listed.display = bool(known)
        yield listed
        yield from super().more()

    @on(OptionList.OptionSelected, "#recent")
    def _again(self, event: OptionList.OptionSelected) -> None:
        field = self.query_one("#path", Input)
        field.value = str(self.known[event.option_index])
        field.focus()

    def work(self, path: Path) -> Work[object]:
        """Read it, and hold the estimate against it."""
        return partial(updating_by, self.session, self.run, path)


class UpdateShown(Dialog[bool]):
    """What observations say of the estimate; ends with whether it is taken over."""

    CALLED = "The update"
    HELP = (
        "What the observations say: what was not expected comes first, then inputs, what was observed, and the "
        "business case before and after, the claims, and how far it can be trusted. Take over puts it into the "
        "estimate and asks for a file to save it to; Leave changes nothing. Tab goes to the buttons."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave")]

    def __init__(self, updating: Updating) -> None:
        super().__init__()
        self.updating = updating

    def compose(self) -> ComposeResult:
        trusted = self.updating.update.diagnostics.trusted
        with Vertical(classes="dialog"):
            yield Plain(
                f"The estimate {updated_words(self.updating.estimate.observations)}", classes="dialog-title"
            )
            with VerticalScroll(classes="dialog-body"):
                yield Static("", id="update")
            with Horizontal(classes="buttons"):
                if trusted:
                    yield Button("Take over", id="take", variant="primary", compact=True)
                yield Button("Leave", id="leave", compact=True)

    def _parts(self, room: int) -> Iterator[RenderableType]:
        yield from (Text(note, style="dim") for note in self.updating.notes)
        yield from update_parts(self.updating.update, room, None)

    def on_resize(self) -> None:
        """Tables fit the width."""
        room = min(_WIDEST, self.app.size.width * 96 // 100) - _FRAME
        self.query_one("#update", Static).update(Group(*self._parts(room)))

    def on_mount(self) -> None:
        # Not on a button: Enter that was pressed twice for the file must not take it over.
        self.query_one(VerticalScroll).focus()

    @on(Button.Pressed, "#take")
    def _take(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Nothing changes."""
        self.dismiss(False)


async def take_in(host: Host, files: Files) -> None:
    """Ask for a file, show what it says, and take it over where that is wanted; then ask where to save it."""
    session, result, present = host.session, host.final_result(), host.view.present
    start = session.path.parent if session.path else Path.cwd()
    dialog = ObservationsDialog(session, result.run if result else None, start, present=present)
    updating: Updating | None = await host.app.push_screen_wait(dialog)
    if updating is None:
        return
    if not await host.app.push_screen_wait(UpdateShown(updating)):
        host.notify("The estimate is as it was.")
        return
    estimate = checked_updating(updating).estimate
    if estimate == session.state.estimate:
        host.notify("Every observation was known already: the estimate is as it was.")
        return
    await host.commit(session.with_estimate(estimate, "update by observations"))
    if not await files.saved(ask=True):
        host.notify(
            "The estimate is updated and not saved yet: Ctrl+S saves it, Ctrl+Z takes the update back."
        )
