"""Choose the folder of a portfolio."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.widgets import DirectoryTree, Input

from roi.errors import Place, RoiError
from tui.app.screens.file_dialogs import PathDialog
from tui.desk.targets import is_portfolio


class FolderDialog(PathDialog):
    """A folder of estimates, or its `portfolio.toml`."""

    def __init__(self, start: Path, *, present: bool) -> None:
        super().__init__(
            "Open a folder of estimates", start, (".toml",), save=False, present=present, done="Open"
        )

    @on(DirectoryTree.DirectorySelected)
    def _take_folder(self, event: DirectoryTree.DirectorySelected) -> None:
        """The folder that is picked is the one that is meant."""
        self.query_one("#path", Input).value = str(event.path)

    @on(DirectoryTree.FileSelected)
    def _take_file(self, event: DirectoryTree.FileSelected) -> None:
        """A file stands for its folder, unless it tells of a portfolio itself."""
        path = event.path if is_portfolio(event.path) else event.path.parent
        self.query_one("#path", Input).value = str(path)

    def check(self, path: Path) -> None:
        """Refuse what is neither.

        Raises:
            RoiError: it is no portfolio.
        """
        if not is_portfolio(path):
            raise RoiError(
                "this is no folder", Place(str(path)), "Pick a folder below, or its portfolio.toml."
            )
