"""The documentation is true: its commands give the output shown, its cases load and run.

ROI_UPDATE=1 writes the output of the commands into the README again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import roi
from cases.load import from_raw
from roi.analysis.review import review
from tests.support.golden import UPDATE

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "cases.md"
CONSOLE = re.compile(
    r"(?:<!-- first (?P<first>\d+) lines -->\n)?```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```",
    re.DOTALL,
)
CASE = re.compile(r"<!-- case: (?P<kind>header|whole|fragment) -->\s*```toml\n(?P<text>.*?)```", re.DOTALL)
WIDTH = "100"
CUT = "…"  # ends a block that shows only the beginning


def console_blocks() -> list[re.Match[str]]:
    return list(CONSOLE.finditer(README.read_text(encoding="utf-8")))


def output_of(command: str, folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    shell = command.replace("roi ", f'"{sys.executable}" -m tui.cli ', 1)
    done = subprocess.run(
        shell, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines())


@pytest.mark.parametrize("index", range(len(console_blocks())))
def test_readme_shows_real_output(index: int, tmp_path: Path) -> None:
    block = console_blocks()[index]
    lines = output_of(block["command"], tmp_path).splitlines()
    first = int(block["first"] or len(lines))
    real = "".join(f"{line}\n" for line in (lines[:first] + [CUT] * (first < len(lines))))
    if UPDATE:
        text = README.read_text(encoding="utf-8")
        start, stop = block.span("output")
        README.write_text(text[:start] + real + text[stop:], encoding="utf-8")
    else:
        assert real == block["output"]


def test_python_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Estimate(") == 4


def guide_blocks(kind: str) -> list[str]:
    return [
        found["text"] for found in CASE.finditer(GUIDE.read_text(encoding="utf-8")) if found["kind"] == kind
    ]


@pytest.mark.parametrize("text", guide_blocks("whole"))
def test_whole_cases_of_the_guide_pass_review(text: str) -> None:
    case = from_raw(tomllib.loads(text), "docs/cases.md", None)
    assert not review(case).remarks
    assert roi.simulate(case, draws=512).summary().metrics


@pytest.mark.parametrize("text", guide_blocks("fragment"))
def test_fragments_of_the_guide_load_and_run(text: str) -> None:
    (header,) = guide_blocks("header")
    case = from_raw(tomllib.loads(header + "\n" + text), "docs/cases.md", None)
    assert [remark for remark in review(case).remarks if remark.level == "error"] == []
    assert roi.simulate(case, draws=512).summary().metrics


def test_the_guide_has_blocks_of_every_kind() -> None:
    counts = {kind: len(guide_blocks(kind)) for kind in ("header", "whole", "fragment")}
    assert counts["header"] == 1
    assert counts["whole"] >= 1
    assert counts["fragment"] >= 8


def test_every_command_is_in_the_readme() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    commands = re.findall(r"^  ([a-z]+) ", done.stdout.split("Commands:")[1], re.MULTILINE)
    assert len(commands) >= 8
    text = README.read_text(encoding="utf-8")
    assert [name for name in commands if f"roi {name}" not in text] == []
