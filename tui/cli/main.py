"""The command line.  Nothing heavy is imported here, and no command but the one that is called."""

from __future__ import annotations

import io
import os
import signal
import sys
import warnings
from typing import cast

import typer

from roi.errors import Place, RoiError
from roi.stopping import stopped_by
from roi.text import LONGEST, plain
from tui.cli.commands import command_line
from tui.cli.options import as_option
from tui.cli.streams import prepare, unwritable
from tui.interruptions import die_quietly

_COMPLETING = "_ROI_COMPLETE"  # set by the shell that asks for words to go on with
_INTERRUPTED = 130  # as shells have it
_USUAL = (signal.SIG_DFL, signal.default_int_handler)

# Matrices here are small: a second thread of OpenBLAS costs more than it brings, and never helps the draws.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The library does not name it: what a command line can be wrong by.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])


def main() -> None:
    """Entry point: exit code 0, 1 (failed) or 2 (bad input)."""
    prepare()
    # A figure that overflows is said in words where it is shown; a path of a library says nothing to a person.
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # on the way out, what is half-written is taken away
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in _USUAL:  # nohup ignores one
            signal.signal(number, _END)
    try:
        with stopped_by(_END.check):
            code = _run()
    except (Exception, KeyboardInterrupt):
        if not _END.number:
            raise
    die_quietly()
    if _END.number:
        sys.exit(128 + _END.number)
    error = unwritable()
    if error is not None:
        print(_message(error), file=sys.stderr)
    sys.exit(code or (2 if error else 0))


def _run() -> int:
    words = sys.argv[1:2] if _COMPLETING not in os.environ else []
    try:
        command = typer.main.get_command(command_line(*words))
        if _COMPLETING in os.environ:
            command()
        with command.make_context("roi", sys.argv[1:]) as context:
            command.invoke(context)
    except typer.Exit as problem:
        return problem.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except _UsageError as problem:
        output = io.StringIO()
        problem.show(output)
        print(plain(output.getvalue().rstrip(), LONGEST), file=sys.stderr)
        return 2
    except RoiError as error:
        print(_message(error), file=sys.stderr)
        return 2
    except OSError as error:  # a folder that is a file, a disk that is full, files that are too many
        refused = RoiError((error.strerror or str(error)).lower(), Place(str(error.filename or "roi")))
        print(_message(refused), file=sys.stderr)
        return 2
    return 0


def _message(error: RoiError) -> str:
    return f"Error: {plain(error.worded(as_option, as_option))}"


class _End:
    """Ends the program at a signal, and keeps its number.

    The exit falls into whatever is being done: a library that catches everything takes it for an error of its own,
    or for none, and so does Python while it takes something out of memory.  Long work asks whether to go on.
    """

    number = 0

    def __call__(self, number: int, _frame: object) -> None:
        self.number = number
        self.check()

    def check(self) -> None:
        """Leave, where a signal has come."""
        if self.number == signal.SIGINT:
            raise KeyboardInterrupt
        if self.number:
            sys.exit(128 + self.number)


_END = _End()


if __name__ == "__main__":
    main()
