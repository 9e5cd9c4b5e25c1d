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
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_word_is_one_row() -> None:
    """In arrays, both Excel forms, words and errors."""
    found = added("word")
    assert abs(found["expected"]) < 1e-12
    assert found["cell"] == "MAX(0,(staff*saved*wage)-fee)"
    assert found["over_time"] == "(((staff*saved*wage)>fee)*((staff*saved*wage)-fee))"
    assert found["said"] == "what staff × saved × wage has above fee"
    assert "`excess` takes 2 arguments, found 1" in found["refused"]
    assert "x less a floor, or 0" in found["refused"]


def test_a_metric_is_one_row() -> None:
    """PV of cash benefits per FTE, made of a figure and an input; the worst month, a figure of its own."""
    found = added("metric")
    assert found["alone"] == [True, True]
    assert found["expected"] == 0
    assert 2_000 < found["plan"] < 10_000
    assert found["summary"] == found["document"]
    assert found["schema"] == [True, True]
    assert found["swings"] == ["saved", "staff"]
    assert 2 < found["root"] < 5
    assert found["text"].count("PV of cash benefits per FTE") == 2
    assert "Worst month" in found["text"]
