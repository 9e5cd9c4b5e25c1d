"""The command line with one command alone."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from tui.cli.commands import MODULES, command_line
from tui.cli.whole import app

WHOLE: Any = typer.main.get_command(app)


def described(command: Any) -> tuple[object, ...]:
    return command.help, [(each.opts, each.required) for each in command.params]


def test_every_command_has_its_module() -> None:
    assert sorted(name for names in MODULES.values() for name in names) == sorted(WHOLE.commands)


@pytest.mark.parametrize("names", MODULES.values(), ids=MODULES)
def test_alone_a_command_is_that_of_the_whole(names: tuple[str, ...]) -> None:
    alone: Any = typer.main.get_command(command_line(names[0]))
    assert set(alone.commands) == {*MODULES["app"], *names}
    assert described(alone) == described(WHOLE)
    for name in names:
        assert described(alone.commands[name]) == described(WHOLE.commands[name])
