"""`roi compare` and its neighbours called in this process: the same words once, whoever asks."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import typer
from typer.testing import CliRunner, Result

from roi.errors import RoiError
from tests.support.faces import BothFaces, both_faces
from tui.cli.commands import compare, models, run
from tui.cli.options import as_option

FEW = ("--draws", "1024")
DEARER_WHEN_LONG = "anthropic:claude-haiku-5-5"
app = typer.Typer()
compare.register(app)
models.register(app)
run.register(app)


@cache
def called(*arguments: str) -> Result:
    """How a command ended: the same words are run once, whoever asks."""
    return CliRunner().invoke(app, list(arguments))


@cache
def answered(*arguments: str) -> BothFaces:
    """What a person and what a program read of one answer: worked out once, whoever asks."""
    return both_faces(app, arguments)


def answer_text(*arguments: str) -> str:
    if arguments[0] == "compare":
        return answered(*arguments).text
    result = called(*arguments)
    assert result.exit_code == 0, result.exception
    return result.stdout


def document(*arguments: str) -> Any:
    if arguments[0] == "compare":
        return answered(*arguments).document
    return json.loads(answer_text(*arguments, "--json"))


def refused(*arguments: str) -> str:
    result = called(*arguments)
    assert isinstance(result.exception, RoiError), result.exception
    assert result.stdout == ""
    return result.exception.worded(as_option, as_option)
