"""The guide to extensions is true: its edits, made in a copy of the sources, do what its checks say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.typed import typed

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "extending.md"
PACKAGES = ("roi", "cases", "exports", "tui")
SECTIONS = {part.partition("\n")[0]: part for part in GUIDE.read_text(encoding="utf-8").split("\n## ")[1:]}
BLOCK = re.compile(
    r"<!-- (?P<kind>new|edit|check)(?:: (?P<file>\S+))?"
    r"(?: (?P<where>after the end|after|before)(?:: \"(?P<line>.*?)\")?)? -->\n"
    r"```\w+\n(?P<text>.*?)```",
    re.DOTALL,
)
CASE = "A case"


def edited(text: str, block: re.Match[str]) -> str:
    """The text of a file with a block put in; the line it is put at must be there once."""
    if block["where"] == "after the end":
        return text + block["text"]
    line = f"{block['line']}\n"
    assert text.count(f"\n{line}") == 1, block["line"]
    at = text.index(f"\n{line}") + 1
    at += len(line) if block["where"] == "after" else 0
    return text[:at] + block["text"] + text[at:]


def followed(section: str, folder: Path) -> list[str]:
    """Do what a section says, and give its checks."""
    checks = []
    for block in BLOCK.finditer(SECTIONS[section]):
        path = folder / (block["file"] or "")
        if block["kind"] == "check":
            checks.append(block["text"])
        elif block["kind"] == "new":
            assert not path.exists(), path
            path.write_text(block["text"], encoding="utf-8")
        else:
            path.write_text(edited(path.read_text(encoding="utf-8"), block), encoding="utf-8")
    return checks


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The packages, with what Python compiled of them, and a case to work on."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    return tmp_path


def test_the_guide_has_every_kind_of_extension() -> None:
    assert list(SECTIONS) == [
        CASE, "A building block", "A word", "A family", "A metric", "A kind of file", "A command", "A screen",
    ]  # fmt: skip
    fences = {name: text.count("\n```") // 2 for name, text in SECTIONS.items()}
    assert fences == {name: len(BLOCK.findall(text)) for name, text in SECTIONS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS)
def test_what_a_section_says_works(section: str, sources: Path) -> None:
    if section != CASE:
        followed(CASE, sources)
    checks = followed(section, sources)
    assert checks
    environment = {**os.environ, "PYTHONPATH": str(sources), "ROI_DATA_DIR": str(sources / "data")}
    for check in checks:
        done = subprocess.run(
            [sys.executable, "-c", check],
            cwd=sources,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.mark.slow
def test_what_all_sections_add_is_linted_and_typed(sources: Path) -> None:
    for section in SECTIONS:
        followed(section, sources)
    shutil.copy(ROOT / "pyproject.toml", sources)
    changed = {
        block["file"] for name, text in SECTIONS.items() if name != CASE for block in BLOCK.finditer(text)
    }
    typed()  # in a fresh clone everything would be looked at here, and once more by the test of all types
    shutil.copytree(
        ROOT / ".mypy_cache", sources / ".mypy_cache"
    )  # what is not changed is not looked at again
    for command in (
        ["ruff", "check", "--ignore", "I001,E402", *sorted(filter(None, changed))],
        ["mypy", *PACKAGES],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=sources, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
