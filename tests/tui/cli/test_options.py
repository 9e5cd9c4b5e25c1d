"""What the engine calls a setting is an option of the command line, and is named so where it is wrong."""

from __future__ import annotations

import ast
import io
import re
import sys
from functools import cache

import pytest
import typer

from roi.errors import Command, Setting
from tests.support.sources import trees
from tui.cli.main import main
from tui.cli.options import as_option
from tui.cli.whole import app

# Arguments of functions that no command passes on: a message names them in Python only.
OF_THE_APP = {"snapshot"}
OF_PYTHON = {
    "block",
    "discounting",
    "discount_rate",
    "overrides",
    "plot",
    "scope",
    "size",
    "trials",
}


@cache
def settings() -> frozenset[str]:
    """Every name that the sources give to a setting."""
    return frozenset(
        str(node.args[0].value)
        for _, tree in trees(r"\b(?:of_setting|Setting)\b", "roi", "cases", "exports", "tui")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("of_setting", "Setting")
        if node.args and isinstance(node.args[0], ast.Constant)
    )


def options_in_texts() -> list[str]:
    """Texts of the engine, the cases and the desk that name an option; what says so to a reader of code may."""
    naming = r"(?<![-\w])--[a-z]"
    return [
        f"{path}:{node.lineno}"
        for path, tree in trees("--[a-z]", "roi", "cases", "tui/desk")
        for parent in ast.walk(tree)
        if not isinstance(parent, ast.Expr)
        for node in ast.iter_child_nodes(parent)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(naming, node.value)
    ]


def parameters() -> set[str]:
    """Every option and argument of every command, of their groups and of `roi` itself, as people type it."""
    commands = [typer.main.get_command(app)]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
    return {
        name
        for command in commands
        for parameter in command.params
        for name in (*parameter.opts, parameter.human_readable_name.strip("[]"), str(parameter.metavar))
    }


def test_every_setting_is_an_option_or_an_argument() -> None:
    named = {as_option(Setting(name)) for name in settings() - OF_PYTHON - OF_THE_APP}
    assert len(named) > 20
    assert named - parameters() == set()
    assert settings() >= OF_PYTHON


def test_only_a_face_names_its_options() -> None:
    assert options_in_texts() == []


def test_a_command_is_quoted() -> None:
    assert as_option(Command("models", "WORDS")) == "`roi models WORDS`"
    assert as_option(Setting("draws", "4096")) == "--draws 4096"


@pytest.mark.parametrize(
    ("arguments", "place", "remedy"),
    [
        ("run clinical-scribe --currency XXX", "--currency: ", "Allowed: EUR, GBP, INR, JPY, USD."),
        ("run clinical-scribe --currency=", "--currency: ", "Allowed: EUR, GBP, INR, JPY, USD."),
        ("run clinical-scribe --set visits=5 --answer visits=6", "--answer: ", "Give it once"),
        ("run clinical-scribe --option nope", "--option: ", "Allowed: "),
        ("losing clinical-scribe --draws 64", "--draws: ", "Use --draws "),
        ("solve clinical-scribe nope", "INPUT: ", "Allowed: "),
        ("run clinical-scribe --set nope=1", "--set nope: ", "Allowed: "),
        ("run clinical-scribe --set nope", "--set: ", 'As in --set price="30".'),
        ("run clinical-scribe --answer nope", "--answer: ", 'As in --answer price="30".'),
        ("run clinical-scribe --start 2027", "--start: ", 'Write the year and the month: "2027-01".'),
        ("run clinical-scribe --start 0000-01", "--start: ", 'Write the year and the month: "2027-01".'),
        ("drivers clinical-scribe --measure nope", "--measure: ", "Allowed: "),
        ("new X", "NAME: ", "Lower-case letters, digits and dashes, as in x."),
        ("models nopenope", "WORDS: ", "give their price by --set."),
        ("run clinical-scribe --draws many", "--draws: ", "Type the number alone"),
        ("run clinical-scribe --horizon 36.5", "--horizon: ", "without decimals"),
        ("run clinical-scribe --seed $5", "--seed: ", "Type the number alone."),
        ("run clinical-scribe --threads 0", "--threads: ", "Use 1 to 64."),
        ("ask clinical-scribe --top 0", "--top: ", "Use at least 1."),
        ("run clinical-scribe --valid-until soon", "--valid-until: ", "as in 2026-12-31."),
        (f"run clinical-scribe --draws {'9' * 5_000}", "--draws: ", "Type the number alone"),
    ],
)
def test_a_message_speaks_of_options(
    arguments: str, place: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["roi", *arguments.split()])
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    first, _, rest = errors.getvalue().partition("\n")
    assert first.startswith(f"Error: {place}")
    assert remedy in rest
