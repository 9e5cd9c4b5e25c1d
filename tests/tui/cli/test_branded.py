"""Every document that a command writes for people is in the look and the notation of the brand it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cases.estimate import estimate_text
from roi.observed.observations import Exact, Observation, Trials
from tests.support.notation import ODD, left_plain
from tui.cli.whole import app
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

FEW = ("--draws", "2048")
COMMANDS = {
    "compare": ("compare", "clinical-scribe", *FEW),
    "pilot": ("pilot", "code-assistant", "--measure", "time_reduction", "--unit-sd", "40", "--cost-each", "1500",
              "--fixed", "30_000", "--population", "1000", "--draws", "4096"),
    "update": ("update", "tracked/deal.toml", *FEW),
    "track": ("track", "tracked/deal.toml", "--months", *FEW),
    "score": ("score", "tracked"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With an estimate that was observed."""
    path = tmp_path_factory.mktemp("branded")
    estimate = open_case(CaseRequest("clinical-scribe")).estimate
    rows = (
        Observation("used", 0.4, Trials(1_400, 3_500), source="log of the tool"),
        Observation("licence", 39_000.0, Exact(), months=(6, 6), source="ledger"),
    )
    (path / "tracked").mkdir()
    text = estimate_text(replace(estimate, observations=rows))
    (path / "tracked" / "deal.toml").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_its_document_is_wholly_of_the_brand(
    words: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("tui.desk.brand.load_brand", lambda path: ODD)
    ended = CliRunner().invoke(app, [*words, "--output", "a.md", "--brand", "any.toml", "--force"])
    assert ended.exit_code == 0, (ended.output, ended.exception)
    text = Path("a.md").read_text(encoding="utf-8")
    title, line, *_ = text.split("\n\n")
    assert title.startswith("# ")
    assert line == f"**{ODD.confidentiality}**"
    assert text.endswith(f"\n\n---\n\n{ODD.footer}\n")
    assert "¸" in text
    assert not left_plain([text])
