"""The command line as one who asks: notes and progress on standard error, settings as options."""

from __future__ import annotations

from contextlib import AbstractContextManager

from roi.errors import Word
from tui.cli.options import as_option
from tui.cli.progress import after_a_second
from tui.queries.face import Progress


class Terminal:
    """Who types a command; see `tui.queries.query.Face`."""

    leave = "--no-learn leaves them"
    word: Word = staticmethod(as_option)

    def note(self, text: str, kind: str = "Note") -> None:
        """On standard error."""
        from tui.cli.console import err

        err().print(f"{kind}: {text}")

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """A bar on standard error, once it takes longer than a second."""
        return after_a_second(title)


TERMINAL = Terminal()
