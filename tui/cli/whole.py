"""The command line with all its commands."""

from __future__ import annotations

from tui.cli.commands import command_line

app = command_line()
