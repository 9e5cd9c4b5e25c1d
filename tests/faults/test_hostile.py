"""One case of which every text is hostile, through every command, format and message: text stays text."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt

from cases.estimate import estimate_text, load_estimate
from roi.observed.observations import Observation, StandardError
from roi.text import plain
from tests.support import hostile
from tests.support.command_line import CommandLine, Ended
from tests.support.sheets import text as text_of
from tests.support.workbooks import present, with_formulas
from tui.cli.whole import app

COLOURED = re.compile(r"\x1b\[[0-9;]*m")
DRAWS = ("--draws", "1024")
FILE = "host\x1b]0;x\x07[red]\u202e=.toml"


@dataclass(frozen=True)
class Files:
    case: Path
    estimate: Path
    harmless: Path
    block: str
    folder: Path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("hostile")
    case, free = hostile.hostile_case(folder, FILE)
    assert free[("lines", "*", "label")] == hostile.HOSTILE
    assert len(free) >= 25
    harmless = hostile.harmless_case(folder, free)
    (folder / "file\x1b]0;x\x07[red]").write_text("no folder")
    block = hostile.hostile_block(folder, FILE.replace("host", "block"))
    return Files(case, hostile.hostile_estimate(case, folder), harmless, str(block), folder)


Roi = Callable[..., Ended]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Roi:
    """A command, whose output is text and nothing else."""
    command_line = CommandLine(capsys, monkeypatch, columns=120)
    monkeypatch.setattr("tui.cli.progress.WAIT", float("inf"))  # a slow machine's bar moves the cursor

    def run(*words: object) -> Ended:
        result = command_line(*words)
        for text in (result.out, result.err):
            bare = COLOURED.sub("", text)
            assert all(plain(line) == line for line in bare.split("\n")), repr(bare)[:2_000]
            assert "\r" not in bare
        assert "Traceback" not in result.err
        return result

    return run


def observed_file(files: Files) -> Path:
    """Observations with hostile texts, of an input and a line."""
    path = files.folder / "measured.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["name", "month", "value", "error", "source", "by", "note"])
        rows.writerow(["minutes", "", "4", "1", *[hostile.HOSTILE] * 3])
    return path


def tracked(files: Files) -> Path:
    """A folder with an estimate that was observed, whose texts are hostile."""
    folder = files.folder / "deals"
    folder.mkdir(exist_ok=True)
    estimate = load_estimate(files.estimate)
    row = Observation("minutes", 4.0, StandardError(1.0))
    row = replace(row, source=hostile.HOSTILE, by=hostile.HOSTILE, note=hostile.HOSTILE)
    rows = (row, replace(row, value=5.0))
    text = estimate_text(replace(estimate, observations=rows))
    (folder / "deal.toml").write_text(text, encoding="utf-8")
    return folder


def words_of(files: Files) -> dict[str, list[tuple[object, ...]]]:
    """How each command is called on the case; what starts the app or shows nothing of a case stands here, too."""
    both = (files.case, files.estimate)
    names = ["--by", hostile.HOSTILE, "--for", hostile.HOSTILE]
    answers = ["--answer", "letters=9000", "--set", "minutes=range(2, 5, 9)", *names]
    return {
        "open": [(case,) for case in both],
        "serve": [],  # see tests/tui/test_serving.py
        "mcp": [],  # see tests/tui/mcp
        "cases": [()],
        "show": [(case, *more) for case in both for more in ((), ("--option", "hosted"), ("--preset", "brochure"))],
        "why": [(files.case, "time_value"), (files.estimate, "minutes"), (files.case, "post")],
        "audit": [(files.case,)],
        "blocks": [(), (files.block,)],
        "check": [(files.case,)],
        "new": [("a-new-case", "--folder", files.folder, "--force")],
        "run": [
            *((case, *DRAWS) for case in both),
            (files.case, *DRAWS, *answers, "--option", "hosted", "--include-soft"),
            (files.case, *DRAWS, "--preset", "brochure", "--quiet"),
            (files.estimate, *DRAWS, "--quiet", "--save", files.folder / "again.toml", "--force"),
        ],
        "demo": [("--folder", files.folder / "file\x1b]0;x\x07[red]")],
        "drivers": [(files.case, "--draws", "4096", "--measure", "all")],
        "ask": [(case, "--draws", "4096") for case in both],
        "solve": [(files.case, "minutes", *DRAWS), (files.case, "minutes", "--with", "letters", *DRAWS)],
        "losing": [(files.case, "--draws", "4096")],
        "compare": [
            (files.case, *DRAWS),
            (files.case, *DRAWS, "--preset", "evidence,brochure,cautious", "--stress", "minutes*=0.5"),
            (files.estimate, *DRAWS, "--snapshots"),
        ],
        "deck": [(files.case, *DRAWS, "--variables")],
        "pilot": [(files.case, "--measure", "minutes", "--unit-sd", "9", "--cost-each", "20", "--draws", "4096")],
        "portfolio": [
            ("run", tracked(files), "--output", files.folder / "all.parquet", "--draws", "64", "--force"),
            ("show", files.folder / "all.parquet"),
            ("rank", files.folder / "all.parquet"),
            ("fund", files.folder / "all.parquet", "--budget", "1M", "--brief"),
            ("report", files.folder / "all.parquet", "--budget", "1M", "--brief"),
        ],
        "score": [(tracked(files),)],
        "observe": [(files.case, "--output", files.folder / "observed.csv", "--force"), (files.estimate,)],
        "update": [(files.case, "--observed", observed_file(files), *DRAWS)],
        "track": [(files.case, "--observed", observed_file(files), *DRAWS)],
        "models": [("\x1b]0;x\x07[/m]",)],
        "intake": [(files.case, "--output", files.folder / "sheet.xlsx", "--force", *names)],
    }  # fmt: skip


COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
SHOWS = {"show", "audit", "blocks", "run", "ask", "compare"}  # what certainly repeats a text of the file
WRITES = {"new", "intake", "open", "demo"}  # no documents of their own to print


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_text_alone(
    files: Files, call: Roi, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second way with colours, of which nothing but escape sequences of colours may stay."""
    for place, words in enumerate(words_of(files)[name]):
        monkeypatch.setenv("FORCE_COLOR", "1" if place % 2 == 0 else "")
        ended = call(name, *words)
        assert ended.code == (2 if name in ("open", "demo", "models") else 0), ended.err
        if name in SHOWS and words and "--quiet" not in words:
            assert hostile.MARK in re.sub(r"[\s│]+", "", ended.out)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - WRITES - {"serve", "mcp", "cases", "models"}))
def test_every_document_holds_the_text_as_it_is(files: Files, call: Roi, name: str) -> None:
    for words in words_of(files)[name]:
        if "--save" not in words:
            document = call(name, *words, "--json").out
            json.loads(document)
            if name in ("show", "check", "run", "blocks") and words:
                assert any(hostile.HOSTILE in text for text in texts(json.loads(document)))


def texts(document: object) -> Iterator[str]:
    match document:
        case dict():
            for value in document.values():
                yield from texts(value)
        case list():
            for value in document:
                yield from texts(value)
        case str():
            yield document


@pytest.mark.parametrize("name", COMMANDS)
def test_every_message_repeats_words_of_the_command_line_as_text(files: Files, call: Roi, name: str) -> None:
    """Each option of each command takes something hostile; whatever comes of it is text."""
    bad = "no\x1b]0;x\x07[/m]\u202e"
    command: Any = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    first = next(iter(words_of(files)[name]), (files.case,))
    assert call(name, f"--{bad}").code == 2
    for parameter in command.params:
        option = getattr(parameter, "opts", [""])[0]
        if (
            option.startswith("-")
            and not parameter.is_flag
            and option not in ("--folder", "--output", "--save", "--apply", "--save-class")
        ):
            for value in (bad, f"minutes={bad}", f"{bad}=3"):
                if call(name, *first, option, value).code == 0:
                    break  # any text will do there
    if name != "cases":
        call(name, bad, bad)
        call(name, files.folder / f"{bad}.toml", bad)


def test_every_message_about_a_file_is_text(files: Files, call: Roi, tmp_path: Path) -> None:
    """Whatever is read of a case, put in its place: refused in a message, or taken as text."""
    tree = hostile.with_everything()
    for place in {hostile.kind(place): place for place in hostile.places(tree)}.values():
        for text in (hostile.HOSTILE, hostile.LONG):
            changed = hostile.with_everything()
            hostile.put(changed, place, text)
            ended = call("check", hostile.written(changed, tmp_path / FILE))
            assert ended.code in (0, 2)
            assert len(ended.err) < 5_000
    for key in ("case", "inputs", "lines", "presets", "options", "sources"):
        changed = hostile.with_everything()
        changed[key][hostile.SHORT] = {hostile.SHORT: hostile.SHORT}
        assert call("check", hostile.written(changed, tmp_path / FILE)).code == 2
    (tmp_path / FILE).write_text("a = \x1b]0;x\x07", encoding="utf-8")
    assert call("check", tmp_path / FILE).code == 2


def exported(files: Files, call: Roi, suffix: str, case: Path, *more: object) -> Path:
    target = files.folder / f"{case.stem[:4]}{suffix}"
    words = (*DRAWS, "--trials", "16", "--quiet", "--force", "--output", target, "--compare", *more)
    assert call("run", case, *words).code == 0
    return target


@pytest.mark.slow
def test_workbooks_hold_text_alone(files: Files, call: Roi) -> None:
    names = ("--for", hostile.HOSTILE, "--by", hostile.HOSTILE, "--answer", "letters=9000")
    plain_names = ("--for", "x", "--by", "x", "--answer", "letters=9000")
    target = exported(files, call, ".xlsx", files.case, *names)
    harmless = exported(files, call, ".xlsx", files.harmless, *plain_names)
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            fromstring(content)  # well-formed, without entities of its own
            assert all(plain(line) == line for line in content.split("\n")), name
            assert 'Target="https://evil' not in content
    assert formulas(target) == formulas(harmless)
    sheet = files.folder / "sheet.xlsx"
    case = files.folder / "called-plainly.toml"  # by its name it is found again
    case.write_bytes(files.case.read_bytes())
    call("intake", case, "--output", sheet, "--force", "--for", hostile.HOSTILE, "--by", hostile.HOSTILE)
    with zipfile.ZipFile(sheet) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            fromstring(content)
            assert all(plain(line) == line for line in content.split("\n")), name
    assert call("run", sheet, *DRAWS).code == 0


def formulas(path: Path) -> Counter[str]:
    """How many formulas each sheet has; a hostile text that became one would be one more.

    Sentences of Summary are formulas, as many as their words take lines, and Checks looks at each: there only what
    they hold is looked at.
    """
    counts = Counter[str]()
    for sheet in with_formulas(path):
        for cell in present(sheet):
            if cell.data_type == "f":
                formula = text_of(getattr(cell.value, "text", cell.value))
                bare = re.sub(r'"(?:[^"]|"")*"', "", formula)
                assert not re.search(r"cmd\||HYPERLINK|evil", bare), formula
                counts[sheet.title] += sheet.title not in ("Summary", "Checks")
    return counts


def test_markdown_has_the_same_parts_whatever_the_texts(files: Files, call: Roi) -> None:
    names = ("--for", hostile.HOSTILE, "--by", hostile.HOSTILE)
    text = exported_markdown(files, call, files.case, *names)
    like = exported_markdown(files, call, files.harmless, "--for", "x", "--by", "x")
    assert all(plain(line) == line for line in text.split("\n"))
    assert blocks(text) == blocks(like)
    inline = [child for token in parsed(text) for child in token.children or []]
    assert {child.type for child in inline} <= {
        "text", "strong_open", "strong_close", "code_inline", "softbreak", "hardbreak", "link_open", "link_close",
    }  # fmt: skip
    for child in inline:
        if child.type == "link_open":
            assert child.markup == "autolink"
        if child.type == "code_inline":
            assert len(child.content) < 60


def exported_markdown(files: Files, call: Roi, case: Path, *more: object) -> str:
    target = files.folder / f"{case.stem[:4]}.md"
    assert call("run", case, *DRAWS, "--quiet", "--force", "--output", target, *more).code == 0
    return target.read_text(encoding="utf-8")


def parsed(text: str) -> Sequence[Any]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def blocks(text: str) -> list[str]:
    return [f"{token.type} {token.tag}" for token in parsed(text)]


def test_files_for_other_tools_hold_texts_alone(files: Files, call: Roi) -> None:
    """A data package has no cell that is a formula, and a SIPmath library nothing beside ASCII."""
    targets = [files.folder / f"other.{kind}" for kind in ("zip", "sipmath", "parquet")]
    outputs = [word for target in targets for word in ("--output", target)]
    assert call("run", files.case, *DRAWS, "--quiet", "--force", *outputs).code == 0
    with zipfile.ZipFile(targets[0]) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert plain(text) == text
            if name.endswith(".csv"):
                for cell in (cell for row in csv.reader(io.StringIO(text)) for cell in row):
                    assert not cell.lstrip().startswith(("=", "@", "＝", "＋", "－", "＠"))
                    assert not cell.startswith(("+", "-")) or math.isfinite(float(cell))
    assert json.loads(targets[1].read_bytes().decode("ascii"))["libraryType"] == "SIPmath_3_0"
    assert "\x1b" not in "".join(pq.read_schema(targets[2]).names)


def test_tables_of_draws_hold_no_formula(files: Files, call: Roi) -> None:
    target = files.folder / "draws.csv"
    assert call("run", files.case, *DRAWS, "--quiet", "--force", "--output", target).code == 0
    with target.open(encoding="utf-8", newline="") as stream:
        head = next(csv.reader(stream))
    assert not [
        cell for cell in head if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    ]
    assert all(plain(cell) == cell for cell in head)
