"""The command line as a user meets it, called in the process of the tests: whole commands and how they end."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from tui.cli.main import main


@dataclass(frozen=True)
class Ended:
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """`roi` with the words that it is called with, on a terminal of so many columns.

    What is printed is read by pytest's `capsys`, what is set is undone by its `monkeypatch`.
    """

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    columns: int

    def __call__(self, *words: object) -> Ended:
        self.monkeypatch.setenv("COLUMNS", str(self.columns))
        self.monkeypatch.setattr(sys, "argv", ["roi", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *self.capsys.readouterr())
