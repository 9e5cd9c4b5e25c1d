"""A case or an estimate on its way: shown while a thread reads it, and on the first one imports the engine."""

from __future__ import annotations

import gc
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from roi.case_files import case_file, shipped
from roi.errors import Place, RoiError
from tui.app.autosave import Lost, data_folder
from tui.app.screens.once import EndsOnce
from tui.app.sizes import classes_of
from tui.app.widgets.glimpse import Glimpse
from tui.app.widgets.plain import Plain
from tui.desk.redaction import shown_path

if TYPE_CHECKING:
    from tui.app.workers.simulator import Post
    from tui.desk.portfolio_folder import OpenedPortfolio
    from tui.desk.session import Session

Outcome: TypeAlias = "Session | OpenedPortfolio | RoiError | None"


class Opening(EndsOnce[Outcome], ModalScreen[Outcome]):
    """Ends with the session or the portfolio, or with the error that says why there is none.

    None where nobody waits any more.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("ctrl+q", "app.leave", "Quit", show=False),
    ]

    class Read(Message):
        """The thread is done."""

        def __init__(self, outcome: Session | OpenedPortfolio | RoiError) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, target: str | Path, left: Lost | None = None, *, present: bool) -> None:
        """`left`: what a crash left behind, where it is that."""
        super().__init__()
        self.target, self.left, self.present = target, left, present
        self.add_class(*classes_of(self.app.size))

    def compose(self) -> ComposeResult:
        known = case_file(str(self.target))
        name = str(self.target) if known is not None else shown_path(Path(self.target), self.present)
        if known is not None and known in shipped().values():  # others may hold anything
            yield Glimpse(known)
        with Vertical(classes="dialog"):
            yield Plain("Opening", classes="dialog-title")
            yield Static(Text(name))
            yield Static(Text("Reading …", style="dim"))

    def on_mount(self) -> None:
        # Painted first: the imports that follow keep the interpreter busy.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        work = partial(_read, self.target, self.left, self.post_message)
        self.run_worker(work, description="open", thread=True, exit_on_error=False)

    @on(Read)
    def _read_it(self, event: Read) -> None:
        event.stop()
        error = event.outcome
        if isinstance(error, RoiError) and not error.hint:
            error = RoiError(error.message, error.where, "Mend the file in an editor, or open another one.")
        self.dismiss(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends in a dialog too."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            hint = "Mend the file, or open another one."
            self.dismiss(
                RoiError(f"it ended with {type(error).__name__}: {error}", Place(str(self.target)), hint)
            )

    def action_cancel(self) -> None:
        """Nobody waits any more."""
        self.dismiss(None)


@cache
def engine_imported() -> None:
    """Import what an estimate takes, once; the collector of garbage leaves alone what is there by then.

    All of it stays, and to look through it takes a twentieth of the time in which an estimate opens, in each
    collection anew.
    """
    # For their side effect: the next import is at once.
    from tui.app.screens import estimate  # noqa: F401
    from tui.app.widgets import interview  # noqa: F401
    from tui.desk import opened, targets  # noqa: F401

    gc.freeze()


def _read(target: str | Path, left: Lost | None, post: Post) -> None:
    engine_imported()
    from tui.desk.opened import opened, recovered
    from tui.desk.targets import is_portfolio

    worker = get_current_worker()
    outcome: Session | OpenedPortfolio | RoiError
    try:
        if left is not None:
            outcome = recovered(left.autosave, left.path, left.disk)
        else:
            outcome = _portfolio(Path(target)) if is_portfolio(target) else opened(target)
    except RoiError as error:
        outcome = error
    if not worker.is_cancelled:
        post(Opening.Read(outcome))


def _portfolio(path: Path) -> OpenedPortfolio:
    from tui.desk.portfolio_folder import opened_portfolio

    return opened_portfolio(path, data_folder() / "portfolios")
