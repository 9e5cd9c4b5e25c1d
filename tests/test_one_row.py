"""What is one row of a table is added by one row: nothing else is edited, and it is everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def added(what: str) -> dict[str, Any]:
    """What becomes of the rows of `tests/support/one_row.py`, in a process of its own."""
    command = [sys.executable, "-m", "tests.support.one_row", what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_a_word_is_one_row() -> None:
    """In arrays, both Excel forms, words and errors."""
    figures = added("word")
    assert abs(figures["expected"]) < 1e-12
    assert figures["cell"] == "MAX(0,(staff*saved*wage)-fee)"
    assert figures["over_time"] == "(((staff*saved*wage)>fee)*((staff*saved*wage)-fee))"
    assert figures["said"] == "what staff × saved × wage has above fee"
    assert "`excess` takes 2 arguments, found 1" in figures["refused"]
    assert "x less a floor, or 0" in figures["refused"]


def test_a_metric_is_one_row() -> None:
    """PV of cash benefits per FTE, made of a figure and an input; the worst month, a figure of its own."""
    figures = added("metric")
    assert figures["alone"] == [True, True]
    assert figures["expected"] == 0
    assert 2_000 < figures["plan"] < 10_000
    assert figures["summary"] == figures["document"]
    assert figures["schema"] == [True, True]
    assert figures["swings"] == ["saved", "staff"]
    assert 2 < figures["root"] < 5
    assert figures["text"].count("PV of cash benefits per FTE") == 2
    assert "Worst month" in figures["text"]
