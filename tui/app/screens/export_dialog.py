"""Export: a path, its format, and what is added."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, RadioSet

from exports.files import FORMATS
from tui.app.screens.file_dialogs import WorkingDialog
from tui.app.widgets.choice import Choice, Choices, Tick
from tui.app.workers.ending import Work
from tui.app.workers.exporting import Wanted, export_run


class ExportDialog(WorkingDialog):
    """A path and a format; the file is written while the dialog stands."""

    WORKING = "Writing"
    FAILED = "It could not be written: {}. Choose another format."
    NOTHING = "Stopped: no file was written."
    AWAY = (*WorkingDialog.AWAY, "#formats", "#plan")

    def __init__(self, wanted: Wanted, start: Path, *, present: bool) -> None:
        super().__init__("Export", start, tuple(FORMATS), save=True, present=present, done="Export")
        self.wanted = wanted

    def more(self) -> ComposeResult:
        """The formats."""
        with Choices(id="formats", compact=True):
            for suffix, row in FORMATS.items():
                yield Choice(f"{suffix}  {row.holds}", value=suffix == self.start.suffix)
        yield Tick("Add who answers for each benefit, and what is due when", id="plan", compact=True)
        yield from super().more()

    def work(self, path: Path) -> Work[object]:
        """Write it."""
        with_plan = FORMATS[path.suffix.lower()].adds_plan and self.query_one("#plan", Tick).value
        return partial(export_run, replace(self.wanted, with_plan=with_plan), path)

    @on(RadioSet.Changed)
    def _format(self, event: RadioSet.Changed) -> None:
        event.stop()
        field = self.query_one("#path", Input)
        suffix = list(FORMATS)[event.index]
        name = Path(field.value)
        name = name if name.name else name / self.start.name
        field.value = str(name.with_suffix(suffix))

    @on(Input.Changed, "#path")
    def _follow(self, event: Input.Changed) -> None:
        """The format is the one whose suffix is typed; the plan is offered where a format can have it or not."""
        row = FORMATS.get(Path(event.value).suffix.lower())
        self.query_one("#plan", Tick).display = row is not None and row.adds_plan
        chosen = dict(zip(FORMATS, self.query(Choice), strict=True)).get(Path(event.value).suffix)
        if chosen is not None and not chosen.value:
            chosen.value = True

    def check(self, path: Path) -> None:
        """The format must be one that can be written here, too.

        Raises:
            RoiError: it is none, or as of every file that is written.
        """
        super().check(path)
        FORMATS[path.suffix.lower()].check()
