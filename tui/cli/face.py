"""The command line as one who asks: notes and progress on standard error, settings as options."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from roi.errors import Word
from roi.progress import Progress
from tui.cli.options import as_option
from tui.cli.progress import after_a_second

if TYPE_CHECKING:
    from cases.estimate import Settings


class Terminal:
    """Who types a command; see `tui.queries.query.Face`."""

    leave = "--no-learn leaves them"
    word: Word = staticmethod(as_option)

    def note(self, text: str, kind: str = "Note") -> None:
        """On standard error."""
        from tui.cli.console import err

        err().print(f"{kind}: {text}")

    def check(self, settings: Settings) -> None:
        """Whoever sits here may ask for anything."""

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """A bar on standard error, once it takes longer than a second."""
        return after_a_second(title)


TERMINAL = Terminal()
