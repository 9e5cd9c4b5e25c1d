"""What is typed by a slip of the hand is refused before it does harm, and what is printed can be typed."""

from __future__ import annotations

import errno
import os
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import files
from roi.defaults import MANY_DRAWS, MOST_TRIALS
from tests.support.command_line import CommandLine
from tui.cli.options import as_file, as_typed
from tui.queries import simulating

CASE = "bank-chatbot"
FEW = ("--draws", "64")
LETTERS = Path(__file__).parents[1] / "app" / "letters.toml"


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(capsys, monkeypatch, 60)


@pytest.mark.parametrize(
    ("words", "option"),
    [(("—draws", "64"), "--draws"), (("––draws=64",), "--draws"), (("—-draws", "64"), "--draws"),
     (("−−json",), "--json"), (("–o", "x.md"), "-o")],
)  # fmt: skip
def test_dashes_of_a_mail_are_named(words: tuple[str, ...], option: str, command: CommandLine) -> None:
    ended = command("run", CASE, *words)
    assert ended.code == 2
    assert ended.err.startswith(f"Error: {words[0]}: ")
    assert f"Type {option};" in ended.err


def test_a_value_may_begin_with_a_dash(command: CommandLine) -> None:
    ended = command("run", CASE, *FEW, "--quiet", "--by", "–", "--for", "—")
    assert ended.code == 0, ended.err


@pytest.mark.parametrize(
    ("words", "where"),
    [(("run", ""), "CASE"), (("run", CASE, "--output", ""), "--output"), (("run", CASE, "--save="), "--save"),
     (("run", CASE, "-o", "a.md", "-o", ""), "--output"), (("serve", "--folder", ""), "--folder"),
     (("portfolio", "run", "", "-o", "a.parquet"), "FOLDER"), (("solve", CASE, ""), "INPUT")],
)  # fmt: skip
def test_an_empty_name_is_no_folder(words: tuple[str, ...], where: str, command: CommandLine) -> None:
    """As a variable of a script that is not set; the path of nothing is the folder one is in."""
    ended = command(*words)
    assert ended.code == 2
    assert ended.err.startswith(f"Error: {where}: the name is empty")


@pytest.mark.parametrize("name", ["acme", "acme.xlsx", "acme.md", "“acme.toml”"])
def test_an_estimate_is_saved_under_a_name_that_is_opened_as_one(name: str, command: CommandLine) -> None:
    for words in (("run", CASE, *FEW, "--save", name), ("pilot", CASE, "--measure", "resolved", "--unit-sd",
                  "1", "--apply", name), ("update", CASE, "--observed", "x.csv", "--save", name)):  # fmt: skip
        ended = command(*words)
        assert ended.code == 2
        assert f"{name}: this is no name of an estimate" in ended.err
    assert not any(Path().iterdir())


def test_trials_are_those_of_a_workbook(command: CommandLine) -> None:
    assert "is of a workbook, and no output is one" in command("run", CASE, *FEW, "-q", "--trials", 16).err
    assert command("run", CASE, *FEW, "-q").err == ""
    for wrong in (-5, 0, MOST_TRIALS + 1):
        ended = command("run", CASE, *FEW, f"--trials={wrong}")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("Error: --trials: ")


def test_many_draws_are_remarked_on_before_they_are_waited_for(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulating, "MANY_DRAWS", 64)
    assert command("run", CASE, "-q", "--draws", 64).err == ""
    assert "Note: 65 draws take long" in command("run", CASE, "-q", "--draws", 65).err
    assert MANY_DRAWS > 65_536


def test_each_file_is_named_once_it_is_written(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The second cannot be written: the first is there all the same, and is named."""
    row = files.FORMATS[".json"]

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "FORMATS", {**files.FORMATS, ".json": replace(row, write=full)})
    ended = command("run", CASE, *FEW, "-o", "a.md", "-o", "b.json", "--save", "c.toml")
    assert ended.code == 2
    assert [line for line in ended.err.splitlines() if "Wrote" in line] == ["Wrote a.md"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX")
def test_what_is_printed_is_typed_as_it_is(words: list[str]) -> None:
    assert shlex.split(as_typed(words)) == words


def test_no_file_is_taken_for_an_option() -> None:
    assert as_file("-x.toml") == os.path.join(".", "-x.toml")
    assert as_file("a-x.toml") == "a-x.toml"


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX")
@pytest.mark.parametrize("name", ["letters.toml", "all letters of Ann's.toml", "-x.toml"])
@pytest.mark.parametrize("split", [(), ("--split",)])
def test_the_command_for_sheets_that_come_back_reads_them(
    name: str, split: tuple[str, ...], command: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(LETTERS.read_text(encoding="utf-8"), encoding="utf-8")
    sheet = f"{Path(name).stem} sheet.xlsx"
    sent = command("intake", as_file(name), "-o", sheet, *split)
    assert sent.code == 0, sent.err
    program, *words = shlex.split(sent.err.splitlines()[-1].partition("back: ")[2])
    assert program == "roi"
    ended = command(*words, *FEW, "--quiet")
    assert ended.code == 0, ended.err
    assert (tmp_path / "acme.toml").exists()


@pytest.mark.parametrize("split", [(), ("--split",)])
def test_sheets_come_back_to_what_they_were_written_for(
    split: tuple[str, ...], command: CommandLine, tmp_path: Path
) -> None:
    chosen = ("--preset", "conservative", "--option", "open-weights")
    sent = command("intake", CASE, *chosen, "-o", "a.xlsx", *split)
    words = shlex.split(sent.err.splitlines()[-1].partition("back: roi ")[2])
    ended = command(*words, *FEW, "--quiet")
    assert ended.code == 0, ended.err
    assert "was written for" not in ended.err
    saved = (tmp_path / "acme.toml").read_text(encoding="utf-8")
    assert 'preset = "conservative"' in saved
    assert 'option = "open-weights"' in saved
    sheet = next(tmp_path.glob("a*.xlsx")).name
    elsewhere = " ".join(command("run", CASE, "--answers", sheet, *FEW, "--quiet").err.split())
    assert (
        f"Note: {sheet} was written for preset conservative, option open-weights; this run has preset evidence, "
        "no option." in elsewhere
    )
