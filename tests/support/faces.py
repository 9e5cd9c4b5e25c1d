"""What a person and what a program read of one answer, which is worked out once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.support.printed import printed
from tui.cli.commands import queries
from tui.cli.commands.queries import print_answer
from tui.queries.face import Answer


@dataclass(frozen=True)
class BothFaces:
    """How a command with `--json` ended, and the text that it prints without."""

    ended: Result
    text: str

    @property
    def document(self) -> Any:
        return json.loads(self.ended.stdout)


def both_faces(app: typer.Typer, words: Sequence[str], width: int = 80) -> BothFaces:
    """Run a command that must end well; `words` without `--json`, `width` in columns."""
    answers: list[Answer] = []

    def keep(answer: Answer, as_json: bool) -> None:
        answers.append(answer)
        print_answer(answer, as_json)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queries, "print_answer", keep)
        ended = CliRunner().invoke(app, [*words, "--json"])
    assert ended.exit_code == 0, (words, ended.exception)
    return BothFaces(ended, "".join(printed(part, width) for part in answers.pop().parts(width)))
