"""The command line.  Nothing heavy is imported here: each command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from tui.commands import app as screen
from tui.commands import catalogue, compare, decide, document, intake, run

if TYPE_CHECKING:
    from roi.errors import RoiError

OPTIONS = (
    "at",
    "cut",
    "draws",
    "horizon",
    "metric",
    "preset",
    "probability",
    "sampler",
    "seed",
    "target",
    "value",
)

# Matrices here are small: a second thread of OpenBLAS costs more than it brings, and never helps the draws.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    name="roi",
    help="Turn an AI deployment into a business case a CFO can attack.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
screen.register(app)
catalogue.register(app)
document.register(app)
run.register(app)
decide.register(app)
compare.register(app)
intake.register(app)


def main() -> None:
    """Entry point: exit code 0, 1 (failed) or 2 (bad input)."""
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe has gone; what Python would flush at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as found:
        from roi.errors import RoiError

        if not isinstance(found, RoiError):
            raise
        print(f"Error: {as_options(found)}", file=sys.stderr)
        sys.exit(2)


def as_options(found: RoiError) -> RoiError:
    """What the engine calls `draws` is `--draws` to somebody at the command line."""
    if found.where not in OPTIONS:
        return found
    return type(found)(found.message, f"--{found.where}", found.hint)


if __name__ == "__main__":
    main()
