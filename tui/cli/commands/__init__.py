"""One module a group of commands; each offers `register(app)`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import typer

from tui.cli.once import take_once

# What each module registers, in the order of the help.
MODULES: Mapping[str, tuple[str, ...]] = {
    "app": ("open", "serve"),
    "catalogue": ("cases", "show", "why", "audit", "blocks"),
    "document": ("check", "new"),
    "run": ("run", "deck"),
    "demo": ("demo",),
    "decide": ("drivers", "ask", "solve", "losing"),
    "pilot": ("pilot",),
    "portfolio": ("portfolio",),
    "score": ("score",),
    "compare": ("compare",),
    "models": ("models",),
    "intake": ("intake",),
    "observed": ("observe", "update", "track"),
    "mcp": ("mcp",),
}
_BEFORE_ALL = "app"  # has what may stand before a command, too


def command_line(command: str = "") -> typer.Typer:
    """The command line with the module of one command alone; with all of them where there is no such command.

    A module that is not asked for is not imported: all together take longer than a third of a short command.
    """
    wanted = [module for module, commands in MODULES.items() if command in commands]
    app = typer.Typer(
        name="roi",
        help="Turn an AI deployment into a business case a CFO can attack.",
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in dict.fromkeys((_BEFORE_ALL, *(wanted or MODULES))):
        import_module(f"{__name__}.{module}").register(app)
    take_once(app)
    return app
