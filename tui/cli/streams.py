"""Standard output and error as they are found: closed, full, of few characters, of no width.

Nothing heavy is imported here: every start comes through `prepare`.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import sys
import unicodedata
from typing import TextIO

from roi.errors import Place, RoiError

_FEWEST_COLUMNS, _MOST = 20, 1_000  # of columns, and of lines
_IN_ASCII = {
    "−": "-", "–": "-", "—": "-", "‑": "-", "…": "...", "±": "+/-", "×": "x", "·": "-", "•": "*", "≤": "<=",
    "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "↑": "^", "↓": "v", "‘": "'", "’": "'", "“": '"',
    "”": '"', "„": '"', "✓": "+", "✗": "x", "●": "*", "○": "o", "◆": "*", "█": "#", "▓": "#", "▒": "#",
    "░": ".", "▌": "#", "─": "-", "━": "-", "╺": "-", "╸": "-", "═": "=", "│": "|", "┃": "|", "║": "|",
    "€": "EUR", "£": "GBP", "§": "section ",
}  # fmt: skip
_ERRORS = "roi.legible"
_HINTS = {
    errno.ENOSPC: "The disk is full: free some space, or write somewhere else.",
    errno.EBADF: "It is closed: leave it open, or write to a file with --output.",
}


class Stream(io.TextIOWrapper):
    """A standard stream whose reader may go and whose disk may fill up while the work goes on.

    Attributes:
        failed: why something could not be written; all that follows is dropped.
    """

    failed: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write, or drop."""
        if self.failed is None:
            try:
                return super().write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Flush, or drop."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.failed = self.failed or error
        with contextlib.suppress(OSError, ValueError):  # what is kept back until the end goes nowhere, too
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


def prepare() -> None:
    """Make the streams fit to be written to, and forget a width or height of the terminal that cannot be."""
    for name, least in (("COLUMNS", _FEWEST_COLUMNS), ("LINES", 1)):
        if not _sane(os.environ.get(name, str(_MOST)), least):
            del os.environ[name]
    codecs.register_error(_ERRORS, legible)
    _open_the_closed()
    sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[assignment,misc]  # the app paints there


def at_terminal() -> bool:
    """Whether somebody can read what is painted and answer with keys."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _stream(stream: TextIO) -> TextIO:
    if type(stream) is not io.TextIOWrapper:  # a test's own, or one that is prepared
        return stream
    encoding, buffered = stream.encoding, stream.line_buffering
    return Stream(stream.detach(), encoding=encoding, errors=_ERRORS, line_buffering=buffered)


def unwritable() -> RoiError | None:
    """What kept the result from being printed; None where all was, or where its reader has gone."""
    sys.stdout.flush()
    failed = sys.stdout.failed if isinstance(sys.stdout, Stream) else None
    if failed is None or _has_gone(failed):
        return None
    reason = (failed.strerror or str(failed)).lower()
    hint = _HINTS.get(failed.errno or 0, "Print it somewhere else.")
    return RoiError(f"the result cannot be printed: {reason}", Place("standard output"), hint)


def legible(error: UnicodeError) -> tuple[str, int]:
    """What an encoding cannot write in letters that it can: `−` as `-`, `é` as `e`, else `?`.

    Raises:
        UnicodeError: the one given, where it is not of writing.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_in_ascii(sign) for sign in signs), error.end


def _in_ascii(sign: str) -> str:
    if sign in _IN_ASCII:
        return _IN_ASCII[sign]
    if "\u2500" <= sign <= "\u257f":  # corners and crossings of lines
        return "+"
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return bare or (" " if sign.isspace() else "?")


def _sane(text: str, least: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= _MOST


def _open_the_closed() -> None:
    """Give closed standard streams a place: the first file opened would else be taken for one of them.

    What is written to a closed output fails as it would, without a traceback.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDONLY)  # takes the lowest number that is free
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _has_gone(error: OSError) -> bool:
    """Whether the reader of a pipe has gone; Windows calls that an invalid argument."""
    return error.errno == errno.EPIPE or (sys.platform == "win32" and error.errno == errno.EINVAL)
