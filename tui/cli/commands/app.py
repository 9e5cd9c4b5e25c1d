"""roi, roi open, roi serve: the terminal app, here or in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roi.errors import Place, RoiError, located, of_setting
from tui.cli.commands.parameters import complete_case
from tui.cli.commands.typed import number
from tui.cli.options import as_file, as_typed
from tui.cli.streams import at_terminal

Present = Annotated[
    bool, typer.Option("--present", help="For a shared screen: hide recent files, folders and private notes.")
]


def register(app: typer.Typer) -> None:
    """Add the commands, and the app where no command is given."""
    app.callback(invoke_without_command=True)(without_command)
    app.command("open")(open_app)
    app.command()(serve)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from roi.version import __version__

        typer.echo(f"roi {__version__}")
        raise typer.Exit


def _add_packs(folders: list[Path] | None) -> list[Path] | None:
    from roi.case_files import add_folder

    with located(of_setting("cases")):
        for folder in reversed(folders or ()):
            add_folder(folder)
    return folders


Packs = Annotated[
    list[Path] | None,
    typer.Option(
        "--cases",
        metavar="FOLDER",
        callback=_add_packs,
        help="The cases of a folder too, as FOLDER/ID; several times for several. ROI_CASES names them for good.",
    ),
]
Version = Annotated[
    bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
]


def without_command(
    context: typer.Context, packs: Packs = None, present: Present = False, version: Version = False
) -> None:
    """Turn an AI deployment into a business case a CFO can attack."""
    if context.invoked_subcommand is not None:
        return
    if not at_terminal():
        typer.echo(context.get_help())
        return
    _run(None, present)


def open_app(
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="An estimate file, a case file, the id of a case, or a folder of estimates.",
            autocompletion=complete_case,
        ),
    ],
    present: Present = False,
) -> None:
    """Open an estimate or a case in the terminal app."""
    from roi.case_files import case_file
    from roi.reading import is_there

    if case_file(target) is None and not is_there(target):
        from cases.load import find

        find(target)  # what is not there ends here, in one message; what is broken in a dialog of the app
    if not at_terminal():
        run, served = (as_typed(("roi", name, as_file(target))) for name in ("run", "serve"))
        hint = f"Start it at a terminal, without a pipe; or `{run}`, or `{served}`."
        raise RoiError("the app needs a terminal to paint on and keys to be used by", Place("roi open"), hint)
    _run(target, present)


def serve(
    target: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Open this estimate or case.")
    ] = None,
    port: Annotated[
        int, typer.Option(help="Port on the loopback address.", **number("port", int, 1024, 65535))
    ] = 8000,
    folder: Annotated[
        Path | None, typer.Option(help="The only folder that is written to; a private one by default.")
    ] = None,
    present: Present = False,
) -> None:
    """Serve the terminal app to a browser on this machine."""
    from tui.app.serving import serve as serving

    serving(target, port, present=present, folder=folder)


def _run(target: str | None, present: bool) -> None:
    from tui.app.process import run

    run(target, present=present)
