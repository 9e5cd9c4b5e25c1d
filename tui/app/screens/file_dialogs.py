"""Choose a file: to open, to save, to export to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

from rich.text import Text, TextType
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, DirectoryTree, Input, ProgressBar, Static
from textual.worker import Worker, WorkerState

from exports.atomic import is_protected
from exports.files import check_targets
from roi.errors import Place, RoiError
from roi.reading import check_file
from tui.app.screens.dialogs import Dialog
from tui.app.settings import as_field
from tui.app.widgets.plain import Plain
from tui.app.workarounds import handled
from tui.app.workers.ending import Ended, Refused, Stopped, Work, work_to_end
from tui.app.workers.simulator import Progressed
from tui.desk.redaction import shown_path, without_folders


class FileTree(DirectoryTree):
    """Folders, and files of some kinds."""

    CALLED = "Folders and files"
    HELP = "Folders and files: arrows move, Enter opens a folder or takes a file."
    # The toolkit's pictures are not in every terminal's font.
    ICON_NODE, ICON_NODE_EXPANDED, ICON_FILE = "▸ ", "▾ ", "  "

    def __init__(self, folder: Path, suffixes: Sequence[str]) -> None:
        super().__init__(folder)
        self.suffixes = tuple(suffixes)

    def process_label(self, label: TextType) -> Text:
        """The name of a file is a text."""
        return super().process_label(Text(label) if isinstance(label, str) else label)

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Nothing hidden, nothing of another kind."""
        return [
            path
            for path in paths
            if not path.name.startswith(".") and (path.suffix.lower() in self.suffixes or _is_folder(path))
        ]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _at_home(path: Path) -> Path:
    """With the folder of who is meant by `~ann`; as it is where nobody is."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


class PathDialog(Dialog[Any]):
    """A path, typed or picked; ends with it, or None.  In present mode no folder is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(
        self, title: str, start: Path, suffixes: Sequence[str], *, save: bool, present: bool, done: str
    ) -> None:
        super().__init__(classes="-present" if present else "")
        self.heading, self.start, self.suffixes = title, start, tuple(suffixes)
        self.save, self.present, self._done = save, present, done
        self.folder = start if _is_folder(start) else start.parent
        self._replace: Path | None = None

    def compose(self) -> ComposeResult:
        shown = "" if _is_folder(self.start) else shown_path(self.start, self.present)
        with Vertical(classes="dialog"):
            yield Plain(self.heading, classes="dialog-title")
            yield Input(shown, placeholder="Path of the file", id="path", compact=True)
            yield Static("", id="dialog-message", classes="message -empty")
            yield from self.more()
            yield FileTree(self.folder, self.suffixes)
            with Horizontal(classes="buttons"):
                yield Button(self._done, id="done", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def more(self) -> ComposeResult:
        """Further parts of the dialog."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#path", Input).focus()

    @property
    def path(self) -> Path | None:
        """What is typed, beside the folder shown where it names none, with its suffix where there is one alone."""
        text = self.query_one("#path", Input).value.strip()
        if not text:
            return None
        path = self.folder / _at_home(Path(text))
        bare = self.save and path.name and not path.suffix and not _is_folder(path)
        return path.with_name(path.name + self.suffixes[0]) if bare and len(self.suffixes) == 1 else path

    def tell(self, text: str, *, error: bool = True) -> None:
        """A message under the field."""
        message = self.query_one("#dialog-message", Static)
        shown = without_folders(text) if self.present else text
        message.update(Text(("✗ " if error else "") + shown))
        message.set_class(error, "-invalid")
        message.set_class(not text, "-empty")

    @on(DirectoryTree.FileSelected)
    def _picked(self, event: DirectoryTree.FileSelected) -> None:
        self.query_one("#path", Input).value = str(event.path)
        self.query_one("#path", Input).focus()

    @on(DirectoryTree.DirectorySelected)
    def _into(self, event: DirectoryTree.DirectorySelected) -> None:
        self.folder = event.path
        if self.save:
            field = self.query_one("#path", Input)
            field.value = str(event.path / Path(field.value or self.start.name).name)

    @on(Input.Changed, "#path")
    def _typed(self) -> None:
        self._replace = None
        self.query_one("#done", Button).label = self._done
        self.tell("", error=False)

    @on(Input.Submitted, "#path")
    @on(Button.Pressed, "#done")
    def _submit(self) -> None:
        path = self.path
        if path is None:
            self.tell("Type or pick a file.")
            return
        try:
            self.check(path)
        except RoiError as error:
            self.tell(str(error))
            self.app.bell()
            return
        if self.save and path.exists() and self._replace != path:
            kind = "exists, protected against writing" if is_protected(path) else "exists"
            self.tell(f"The file {kind}. Enter again replaces it; another name keeps it.")
            self.call_after_refresh(self._warned, path)
            return
        self.accept(path)

    async def _warned(self, path: Path) -> None:
        """The warning stands there: what is pressed now replaces the file, and nothing that was pressed before."""
        self.app.keyboard.ignore_presses_so_far()  # type: ignore[attr-defined]
        await handled(self.query_one("#done"))
        self.call_later(self._let_replace, path)

    def _let_replace(self, path: Path) -> None:
        if self.path == path:
            self._replace = path
            self.query_one("#done", Button).label = "Replace"

    def check(self, path: Path) -> None:
        """Refuse a path that cannot be.

        Raises:
            RoiError: which, and how to mend it.
        """
        if self.save:
            if path.suffix.lower() not in self.suffixes and not _is_folder(path):
                listed = ", ".join(self.suffixes)
                raise RoiError(
                    f"the suffix {path.suffix!r} is unknown", Place(str(path)), f"Allowed: {listed}."
                )
            check_targets([path], force=True)
        else:
            check_file(path, absent="Pick one below, or mend the path.")

    def accept(self, path: Path) -> None:
        """The path is good."""
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave without a file."""
        self.dismiss(None)


class WorkingDialog(PathDialog):
    """A path, and what is made of it while the dialog stands, with its progress; Escape stops it first."""

    WORKING: ClassVar[str]  # what is said meanwhile
    FAILED: ClassVar[str]  # what is said where it ended in a way that nobody foresaw
    NOTHING: ClassVar[str]  # what is said once it was stopped
    AWAY: ClassVar[tuple[str, ...]] = ("#path", "#done")  # parts that nobody can use meanwhile

    _stop: Event | None = None  # while it works

    def more(self) -> ComposeResult:
        """How far it is."""
        yield ProgressBar(total=100, show_eta=False, id="working")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#working").display = False

    def work(self, path: Path) -> Work[object]:
        """What to do with the path, in a thread."""
        raise NotImplementedError

    def accept(self, path: Path) -> None:
        """Do it in a worker."""
        if self._stop is not None:
            return
        self._stop = Event()
        self._lock(True)
        bar = self.query_one("#working", ProgressBar)
        bar.display = True
        bar.update(total=None)
        self.tell(f"{self.WORKING} …  Esc stops it.", error=False)
        work = partial(work_to_end, self.work(path), self.post_message, self._stop.is_set)
        self.run_worker(work, description="work", thread=True, exit_on_error=False)

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        self.query_one("#working", ProgressBar).update(total=event.total, progress=event.done)

    @on(Ended)
    def _ended(self, event: Ended) -> None:
        self.dismiss(event.value)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave; what works is stopped first, and the dialog stands until that is sure."""
        if self._stop is None:
            self.dismiss(None)
            return
        self._stop.set()
        self.tell("Stopping …", error=False)

    @on(Stopped)
    def _stopped(self) -> None:
        self.dismiss(None)
        self.app.notify(self.NOTHING)

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self._give_back(event.error.worded(as_field, as_field))

    def _give_back(self, text: str) -> None:
        self._stop = None
        self._lock(False)
        self.query_one("#working").display = False
        self.tell(text)
        self.query_one("#path", Input).focus()

    def _lock(self, locked: bool) -> None:
        """While it works nothing of what was asked for can change: it would change nothing."""
        if locked:
            self.set_focus(None)  # Enter pressed twice must not press what is next, which is Cancel
        for part in self.AWAY:
            self.query_one(part).disabled = locked

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw is told as well; the dialog stays."""
        if event.state is WorkerState.ERROR:
            self._give_back(self.FAILED.format(repr(event.worker.error)))
