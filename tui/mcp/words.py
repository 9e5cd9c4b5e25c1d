"""What the door calls the settings of a request and the things the program does."""

from __future__ import annotations

from roi.errors import Command, Setting
from tui.mcp.tools import TOOLS
from tui.queries.parameter import rows

_ARGUMENTS = frozenset(row.name for tool in TOOLS.values() for row in rows(tool.query))


def in_argument(part: Setting | Command) -> str:
    """Where it is wrong: "`set` price"."""
    if isinstance(part, Command):
        return as_tool(part)
    return f"{_name(part)} {part.value}".rstrip()


def as_argument(part: Setting | Command) -> str:
    """Where it mends: "`draws` = 4096", "the tool `drivers`"."""
    if isinstance(part, Command):
        return as_tool(part)
    return f"{_name(part)} = {part.value}" if part.value else _name(part)


def as_tool(command: Command) -> str:
    """What there is no tool for is done by a person."""
    return f"the tool `{command.name}`" if command.name in TOOLS else f"{command} at a command line"


def _name(part: Setting) -> str:
    name = "with" if part.name == "down" else part.name  # which is no name in Python
    return f"`{name}`" if name in _ARGUMENTS else f"the setting {name} of the command line"
