"""What is costly is done once: a file read, a text parsed, a summary worked out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cases.estimate
import roi.formula.parse
import roi.sim.summary
from cases.estimate import estimate_text
from tests.tui.app.pilots import CASE
from tui.cli.whole import app
from tui.desk.opened import opened
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "acme.toml"
    session = opened(CASE).edit("letters", "range(8_000, 12_345, 19_000)").keep("first")
    path.write_text(estimate_text(session.estimate), encoding="utf-8")
    return path


def calls_of(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """The first arguments a function is called with."""
    calls: list[Any] = []
    real = getattr(module, name)

    def noting(argument: Any, *more: Any, **named: Any) -> Any:
        calls.append(argument)
        return real(argument, *more, **named)

    monkeypatch.setattr(module, name, noting)
    return calls


def test_an_estimate_file_is_read_once(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = calls_of(monkeypatch, cases.estimate, "read_toml")
    assert opened(saved).path == saved.resolve()
    assert calls.count(saved) == 1


def test_the_text_of_a_value_is_parsed_once(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roi.formula.parse.parse.cache_clear()
    calls = calls_of(monkeypatch, roi.formula.parse, "tokens")
    open_case(CaseRequest(str(saved), sets=["wage=41.25 + 1"], answers=["fee=0.123"]))
    assert {"41.25 + 1", "range(8_000, 12_345, 19_000)"} <= set(calls)
    assert len(calls) == len(set(calls))


def test_what_was_typed_is_kept_as_the_model_has_it(saved: Path) -> None:
    source = open_case(CaseRequest(str(saved), sets=["wage=41.25 + 1"], answers=["fee=0.123"]))
    for name in ("wage", "fee"):
        assert source.estimate.overrides[name] == source.model.input(name).override
    assert source.estimate.overrides["wage"].grade == "implied"
    assert source.estimate.overrides["fee"].who == "prospect"


def test_a_summary_is_worked_out_once_for_all_outputs(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = calls_of(monkeypatch, roi.sim.summary, "summarise")
    outputs = [word for kind in ("json", "md", "xlsx") for word in ("--output", str(tmp_path / f"a.{kind}"))]
    words = ["run", str(saved), "--draws", "1024", "--trials", "16", *outputs]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.exception
    assert calls
    assert len({id(run) for run in calls}) == len(calls)
