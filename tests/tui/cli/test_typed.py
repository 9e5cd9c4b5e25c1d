"""Numbers and dates of options."""

from __future__ import annotations

import datetime

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError
from tui.cli.commands.typed import date, number
from tui.cli.whole import app


@given(st.integers(0, 10**15 - 1))
def test_a_whole_number_is_read_however_it_is_written(value: int) -> None:
    read = number("draws", int)["parser"]
    assert read(str(value)) == read(f" {value}") == read(value) == value
    assert read(f"{value:_}") == value
    if (
        value < 1_000 or value >= 1_000_000
    ):  # 1,200 alone can be a decimal elsewhere, never for a whole number here
        assert read(f"{value:,}") == value


@pytest.mark.parametrize(
    ("text", "value"), [("1e5", 100_000), ("100k", 100_000), ("100,000", 100_000), ("-3", -3), ("200%", 2)]
)
def test_short_forms(text: str, value: int) -> None:
    read = number("draws", int)["parser"](text)
    assert read == value
    assert isinstance(read, int)


def test_a_share_can_be_a_percentage() -> None:
    assert number("probability", float)["parser"]("80%") == 0.8


@given(st.integers(-10, 10), st.integers(-10, 10), st.integers(-10, 10))
def test_limits_hold_for_what_is_typed_and_for_what_is_usual(least: int, most: int, value: int) -> None:
    read = number("top", int, least, most)["parser"]
    if least <= value <= most:
        assert read(str(value)) == read(value) == value
        return
    for typed in (str(value), value):
        with pytest.raises(RoiError) as problem:
            read(typed)
        assert problem.value.where.setting is not None
        assert problem.value.where.setting.name == "top"


def test_a_day() -> None:
    assert date("valid_until")["parser"](" 2026-12-31 ") == datetime.date(2026, 12, 31)


def test_no_option_leaves_a_number_to_the_library() -> None:
    """Its words for what is wrong are no words of the program."""
    commands = [typer.main.get_command(app)]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
    kinds = {
        type(parameter.type).__name__: (command.name, parameter.name)
        for command in commands
        for parameter in command.params
    }
    assert kinds.keys() <= {"BoolParamType", "StringParamType", "TyperPath", "FuncParamType"}, kinds
