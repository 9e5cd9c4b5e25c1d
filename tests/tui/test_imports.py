"""What a command imports, by name: a person waits for every package that it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "asyncio", "matplotlib", "numpy.f2py", "numpy.testing", "openpyxl", "pandas", "scipy.linalg", "scipy.optimize",
    "scipy.sparse", "scipy.special._basic", "scipy.stats", "textual",
)  # fmt: skip
OF_DOCUMENTS = ("importlib.metadata", "pydantic")  # that write JSON by a schema


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("run code-assistant --quiet --draws 1024", HEAVY + OF_DOCUMENTS),
        ("solve code-assistant price --draws 1024", HEAVY),
    ],
)
def test_a_command_imports_nothing_heavy(words: str, left_out: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.argv = ['roi', *{words.split()!r}]\n"
        "from tui.start import main\n"
        "try:\n    main()\n"
        "finally:\n"
        f"    print(*(name for name in {left_out!r} if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not set(done.stderr.split()) & set(left_out)
