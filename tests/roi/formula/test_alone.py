"""The parser and its tests need neither arrays nor any package of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODE = """
import sys
import pytest

ABSENT = {"numpy", "scipy", "pandas", "pydantic", "openpyxl", "rich", "textual", "typer", "tomli_w", "numba"}

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"{name} is not there", name=name)

sys.meta_path.insert(0, Absent)
sys.exit(pytest.main(["-p", "no:cacheprovider", "-n", "0", "tests/roi/formula/test_parse.py"]))
"""


@pytest.mark.slow
def test_the_tests_of_the_parser_need_nothing_but_the_parser() -> None:
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "check"}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
