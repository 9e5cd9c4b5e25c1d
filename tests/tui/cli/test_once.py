"""What is typed twice is never dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from roi.errors import RoiError
from tui.cli.whole import app


def leaves(command: Any) -> Iterator[Any]:
    for each in getattr(command, "commands", {}).values():
        yield from leaves(each)
    if not hasattr(command, "commands"):
        yield command


def test_every_option_with_one_value_is_taken_once() -> None:
    tried = 0
    for command in leaves(typer.main.get_command(app)):
        for option in command.params:
            if option.param_type_name != "option" or option.multiple or option.is_flag:
                continue
            first, last = option.opts[0], option.opts[-1]
            with pytest.raises(RoiError, match="given 2 times and takes one value"):
                command.make_context(command.name, [first, "1", last, "2"])
            tried += 1
    assert tried > 150


def test_what_may_be_repeated_is_taken_as_often() -> None:
    words = ["run", "code-assistant", "--quiet", "-q", "--draws", "256"]
    ended = CliRunner().invoke(app, [*words, "--set", "price=30", "--set", "seats=900"])
    assert ended.exit_code == 0, (ended.output, ended.exception)


@pytest.mark.parametrize("words", [(), ("portfolio",)])
def test_what_a_command_does_is_not_cut_in_the_list_of_commands(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"}).output
    assert max(map(len, text.splitlines())) <= 80
    assert "..." not in text.partition("Commands:")[2]
