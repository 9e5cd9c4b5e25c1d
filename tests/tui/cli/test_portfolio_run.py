"""roi portfolio run on the command line: what it says, what it writes, how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.portfolios import write
from cases.portfolio import workers
from exports.voice.funding import copy_sentences
from roi.portfolio import read
from tests.support.command_line import CommandLine
from tui.cli.whole import app

Roi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def roi(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Roi:
    """`roi portfolio run` of few draws: exit code, output, errors."""
    call = CommandLine(capsys, monkeypatch, columns=80)
    return lambda *words: astuple(call("portfolio", "run", *words, "--draws", "64"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "deals", 3)
    return tmp_path / "deals"


def test_it_says_what_was_run_and_what_was_not(folder: Path, roi: Roi) -> None:
    output = folder.parent / "r.parquet"
    code, out, err = roi(folder, "--output", output)
    assert (code, out) == (0, "")
    assert "3 deals of 64 draws in EUR: 3 run." in err
    (folder / "deal-00001.toml").write_text("[estimate")
    code, out, err = roi(folder, "--output", output, "--json")
    document = json.loads(out)
    assert code == 1
    assert "Failed: deal-00001: deal-00001.toml: the file is not valid TOML" in err
    assert "2 deals of 64 draws in EUR: 0 run, 2 unchanged; 1 failed." in err
    assert (document["kept"], [each["name"] for each in document["failed"]]) == (2, ["deal-00001"])
    assert [each.name for each in read(output).failed] == ["deal-00001"]


@pytest.mark.skipif(os.name != "posix", reason="it has no such files")
@pytest.mark.parametrize("kind", ["pipe", "folder", "circle", "read-only"])
def test_what_cannot_be_written_is_refused_before_anything_is_run(
    kind: str, folder: Path, roi: Roi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "r.parquet"
    if kind == "pipe":
        os.mkfifo(output)
    elif kind == "folder":
        output.mkdir()
    elif kind == "circle":
        output.symlink_to(output)
    else:
        monkeypatch.setattr(os, "access", lambda *_: False)
    for more in ((), ("--force",)):
        code, out, err = roi(folder, "--output", output, *more)
        assert (code, out, "r.parquet: " in err) == (2, "", True)
        assert "no such" not in err
        assert (
            sorted(path.name for path in tmp_path.iterdir())
            == ["deals", "r.parquet"][: 2 - (kind == "read-only")]
        )


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_results_may_be_called_by_bytes_that_are_no_text(folder: Path, roi: Roi, tmp_path: Path) -> None:
    output = tmp_path / os.fsdecode(b"r\xff.parquet")
    try:
        output.touch()
    except OSError:
        pytest.skip("this system has no such names")
    output.unlink()
    for kept in (0, 3):
        code, out, err = roi(folder, "--output", output, "--json")
        assert (code, json.loads(out)["kept"]) == (0, kept), err
    assert len(read(output).deals) == 3


def test_copies_count_and_are_told_by_their_files(
    folder: Path, roi: Roi, capsys: pytest.CaptureFixture[str]
) -> None:
    output = folder.parent / "r.parquet"
    first = (folder / "deal-00001.toml").read_text(encoding="utf-8")
    (folder / "deal-00001.toml").rename(folder / "again.toml")
    (folder / "deal-00001.toml").write_text(first, encoding="utf-8")
    code, _, err = roi(folder, "--output", output)
    sentence = "again.toml and deal-00001.toml are the same estimate under 2 names: it counts twice."
    assert (code, err.count(f"Warning: {sentence}")) == (0, 1)
    results = read(output)
    assert copy_sentences(results.portfolio) == (sentence,)
    assert copy_sentences(results.portfolio, results.deals[0].deal) == (sentence,)
    assert copy_sentences(results.portfolio, results.deals[1].deal) == ()
    (folder / "third.toml").write_text(first, encoding="utf-8")
    assert "again.toml, deal-00001.toml and third.toml" in roi(folder, "--output", output)[2]
    for question in ("show", "rank"):
        shown = CliRunner().invoke(app, ["portfolio", question, str(output)], env={"COLUMNS": "80"})
        assert "under 3 names: it counts 3 times." in " ".join(shown.output.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere", "--output", "r.parquet"), "nowhere: there is no such folder or file"),
        (("deals", "--output", "r.csv"), "r.csv: results are written as .parquet"),
        (("deals", "--output", "no/r.parquet"), "does not exist\n  Make it first"),
        (
            ("deals", "--output", "r.parquet", "--cluster", "tcp://127.0.0.1:9"),
            "--cluster: no cluster answers",
        ),
        (("deals", "--output", "deals/deal-00000.parquet"), "this is no Parquet file"),
    ],
)
def test_one_message_and_nothing_written(
    folder: Path, roi: Roi, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(workers, "_ANSWER", "0.2s")
    (folder / "deal-00000.parquet").write_text("of somebody else")
    before = sorted(folder.parent.rglob("*"))
    code, out, err = roi(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("Error:") == 1
    assert sorted(folder.parent.rglob("*")) == before


def test_a_stop_says_that_nothing_finished_is_lost(
    folder: Path, roi: Roi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cases.portfolio.running.run", stopped)
    code, _, err = roi(folder, "--output", folder.parent / "r.parquet")
    assert code == 130
    assert "Finished deals are kept: the same command goes on from there." in err
