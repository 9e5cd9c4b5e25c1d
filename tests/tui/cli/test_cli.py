"""The command line as a user meets it: whole commands, their output, files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cases
import roi
from exports.document.schema import schema_of
from exports.files import FORMATS
from tests.support.command_line import CommandLine
from tests.support.workbooks import present, with_formulas
from tests.tui.app.pilots import CASE
from tui.cli.commands import demo
from tui.cli.commands.demo import CASE_STUDIES

DRAWS = ("--draws", "1024")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(capsys, monkeypatch, columns=110)


def test_every_command_speaks_to_people_and_to_programs(command: CommandLine) -> None:
    for words in (("show", CASE), ("audit", CASE), ("check", CASE), ("run", CASE, *DRAWS)):
        text, document = command(*words), command(*words, "--json")
        assert text.code == document.code == 0
        assert text.out.strip()
        json.loads(document.out)


def test_run_json_follows_its_schema_and_equals_python(command: CommandLine) -> None:
    ended = command("run", "bank-chatbot", *DRAWS, "--seed", 7, "--json")
    document = json.loads(ended.out)
    Draft202012Validator(schema_of("result")).validate(document)
    run = roi.simulate(cases.load("bank-chatbot"), draws=1_024, seed=7)
    npv = run.summary().metrics["headline"]["npv"]
    assert document["metrics"]["npv"]["p50"] == npv.percentiles[50].value
    assert document["metrics"]["npv"]["error"]["p50"] == npv.percentiles[50].error
    assert document["base"]["npv"] == npv.base
    assert document["draws"] == 1_024


def test_nothing_but_the_result_goes_to_standard_output(command: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    ended = command("run", CASE, *DRAWS, "--quiet", "--output", target)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert json.loads(target.read_text())["case"] == "letters"
    streams = command("run", CASE, *DRAWS, "--json", "--save", tmp_path / "acme.toml")
    json.loads(streams.out)


def test_journey_of_an_estimate(command: CommandLine, tmp_path: Path) -> None:
    saved, again = tmp_path / "acme.toml", tmp_path / "again.json"
    first = command(
        "run", "code-assistant", *DRAWS, "--set", "price=30", "--answer", "seats=range(300, 400, 500)",
        "--by", "Jane Doe", "--for", "Acme", "--seed", 3, "--save", saved, "--json",
    )  # fmt: skip
    assert first.code == 0
    second = command("run", saved, "--output", again, "--quiet")
    assert second.code == 0
    direct, two = json.loads(first.out), json.loads(again.read_text())
    assert direct["metrics"] == two["metrics"]
    grades = {entry["id"]: entry["grade"] for entry in two["overrides"]}
    assert grades == {"price": "seller", "seats": "customer"}
    assert "Jane Doe" in saved.read_text()


def test_a_report_preset_has_no_roi_and_says_so(command: CommandLine) -> None:
    ended = command("run", "clinical-scribe", "--preset", "report", *DRAWS, "--json")
    document = json.loads(ended.out)
    assert document["metrics"]["roi"]["p50"] is None
    assert document["metrics"]["roi"]["state"]
    assert "does not state" in document["undefined_because"]
    assert "undefined" in command("run", "clinical-scribe", "--preset", "report", *DRAWS).out.lower()


def test_soft_benefits_count_only_when_asked(command: CommandLine) -> None:
    words = ("run", "bank-chatbot", *DRAWS, "--set", "csat_value=0.5", "--set", "csat_change=5", "--json")
    without, with_soft = (json.loads(command(*words, *more).out) for more in ((), ("--include-soft",)))
    assert with_soft["metrics"]["npv"]["p50"] > without["metrics"]["npv"]["p50"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "clinical-scrib"), "Did you mean 'clinical-scribe'?"),
        (("run", "clinical-scribe", "--set", "prise=3"), "Did you mean 'price'?"),
        (("run", "clinical-scribe", "--set", "price"), "name=value"),
        (("run", "clinical-scribe", "--set", "price=range(3, 2, 1)"), "--set price"),
        (("run", "clinical-scribe", "--set", "price=30 ISK/clinician/month"), "dated rate"),
        (("run", "clinical-scribe", "--set", "price=1 --set"), "--set price"),
        (("run", "clinical-scribe", "--preset", "repot"), "Did you mean 'report'?"),
        (("run", "clinical-scribe", "--option", "none"), "no option"),
        (("run", "clinical-scribe", "--draws", "0"), "draws"),
        (("run", "clinical-scribe", "--seed", "-1"), "seed"),
        (("run", "clinical-scribe", "--sampler", "sobel"), "Did you mean 'sobol'?"),
        (("run", "clinical-scribe", "--horizon", "121"), "between 1 and 120"),
        (("run", "clinical-scribe", "--currency", "ISK"), "no rate for `ISK`"),
        (("run", "clinical-scribe", "--output", "x.docx"), ".json"),
        (("run", "clinical-scribe", "--output", "/no/such/folder/x.json"), "does not exist"),
        (("show", "no-such-file.toml"), "no such file"),
        (("why", "clinical-scribe", "time_valu"), "Did you mean 'time_value'?"),
        (("new", "Bad Name"), "Lower-case"),
        (("check", "/"), "folder"),
    ],
)
def test_bad_input_ends_in_one_message(command: CommandLine, words: tuple[str, ...], message: str) -> None:
    ended = command(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_an_existing_file_is_kept(command: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "kept.md"
    target.write_text("mine")
    refused = command("run", CASE, *DRAWS, "--output", target)
    assert refused.code == 2
    assert "--force" in refused.err
    assert target.read_text() == "mine"
    assert command("run", CASE, *DRAWS, "--output", target, "--force").code == 0
    assert target.read_text().startswith("#")


def test_every_kind_of_file_is_named_by_the_help(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = command("run", "--help").out
    assert [suffix for suffix in FORMATS if suffix not in shown] == []


def test_files_for_other_tools_are_written_together_and_nothing_is_printed(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = [tmp_path / f"a{suffix}" for suffix in (".parquet", ".SIPmath", ".zip")]
    words = [word for target in targets for word in ("--output", target)]
    ended = command("run", CASE, *DRAWS, "--quiet", *words)
    assert (ended.code, ended.out) == (0, "")
    assert all(target.is_file() for target in targets)
    monkeypatch.setenv("PATH", "")
    refused = command("run", CASE, *DRAWS, "--output", tmp_path / "a.ods")
    assert refused.code == 2
    assert "LibreOffice, which is not installed" in refused.err


def test_a_new_case_passes_its_review(command: CommandLine, tmp_path: Path) -> None:
    assert command("new", "loan-documents", "--folder", tmp_path).code == 0
    ended = command("check", tmp_path / "loan-documents.toml", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["remarks"] == []
    assert command("new", "loan-documents", "--folder", tmp_path).code == 2
    assert command("run", tmp_path / "loan-documents.toml", *DRAWS).code == 0


def test_demo_writes_what_it_says(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of its three cases, which differ in nothing that it does; `make demo` takes all."""
    monkeypatch.setattr(demo, "CASE_STUDIES", CASE_STUDIES[1:])
    ended = command("demo", "--folder", tmp_path / "out", *DRAWS)
    assert ended.code == 0
    for name in CASE_STUDIES[1:]:
        for suffix in (".json", ".csv", ".md"):
            assert (tmp_path / "out" / f"{name}{suffix}").stat().st_size > 1_000


def test_why_ends_in_a_dated_source(command: CommandLine) -> None:
    ended = command("why", "clinical-scribe", "time_value")
    assert "read 2026-11-23" in ended.out
    assert "÷ 60 minute/hour" in ended.out
    assert json.loads(command("why", "clinical-scribe", "time_value", "--json").out)["from"]


def test_no_colour_where_none_is_wanted(command: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[3" not in command("audit", "bank-chatbot").out


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("solve", "bank-chatbot", "net_fall", "--at", "p50", "--draws", 64), "--draws"),
        (("solve", "bank-chatbot", "net_fall", "--probability", "2"), "--probability"),
        (("solve", "bank-chatbot", "net_fall", "--target", "payback", "--value", 999), "--value"),
        (("solve", "bank-chatbot", "net_fall", "--with", "nobody"), "--with"),
        (("drivers", "bank-chatbot", "--metric", "nvp", *DRAWS), "--metric"),
        (("compare", "bank-chatbot", "--draws", 64), "--draws"),
        (("compare", "bank-chatbot", "--stress", "nobody=3"), "--stress nobody"),
        (("run", "bank-chatbot", "--draws", 0), "--draws"),
    ],
)
def test_a_refusal_names_the_option_that_was_typed(
    command: CommandLine, words: tuple[object, ...], place: str
) -> None:
    ended = command(*words)
    assert ended.code == 2
    assert ended.err.startswith(f"Error: {place}: ")
    assert ended.out == ""


def test_a_precision_is_reached_and_told(command: CommandLine) -> None:
    ended = command("run", CASE, *DRAWS, "--precision", "1%", "--json")
    document = json.loads(ended.out)
    assert ended.code == 0
    assert document["draws"] > 1_024
    assert "Precision 1 % was asked for" in ended.err
    assert any("Precision 1 %" in note for note in document["notes"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--precision", "much"), "--precision: found 'much', which is no number"),
        (("--precision", "250%"), "not between 0 and 1"),
        (("--precision", "1%", "--preset", "report"), "does not state"),
    ],
)
def test_efforts_that_cannot_be_made_are_refused(
    command: CommandLine, words: tuple[str, ...], message: str
) -> None:
    ended = command("run", "bank-chatbot", *DRAWS, *words)
    assert ended.code == 2
    assert message in " ".join(ended.err.split())
    assert not ended.out


def test_a_workbook_and_a_page_hand_over_neither_note_nor_snapshots(
    command: CommandLine, tmp_path: Path
) -> None:
    """What reproduces the run is on About; what the seller wrote for themselves stays in their file."""
    names = ("acme.toml", "acme.xlsx", "again.toml", "acme.html")
    kept, book, again, page = (tmp_path / name for name in names)
    assert command("run", CASE, *DRAWS, "--for", "Acme", "--save", kept, "-q").code == 0
    text = kept.read_text(encoding="utf-8")
    private = 'note = "walk away below 40"'
    text = text.replace("[estimate]\n", f"[estimate]\n{private}\n", 1)
    text += '\n[snapshots."our floor"]\npreset = "cautious"\n'
    kept.write_text(text, encoding="utf-8")
    ended = command("run", kept, "-o", book, "-o", page, "--trials", 32, "--save", again, "-q")
    assert ended.code == 0, ended.err
    sent = page.read_text(encoding="utf-8")
    assert "for Acme" in sent
    assert not [each for each in ("walk away", "our floor", str(tmp_path)) if each in sent]
    cells = "\n".join(str(cell.value) for sheet in with_formulas(book) for cell in present(sheet))
    assert "Acme" in cells
    assert "preset = " in cells
    assert "walk away" not in cells
    assert "our floor" not in cells
    assert private in again.read_text(encoding="utf-8")
    assert "our floor" in again.read_text(encoding="utf-8")


def test_the_version_is_told(command: CommandLine) -> None:
    ended = command("--version")
    assert (ended.code, ended.out) == (0, f"roi {roi.__version__}\n")


@pytest.mark.parametrize("value", ["3500%", "-5", "range(10, 50, 120)"])
def test_a_share_stays_one(command: CommandLine, value: str) -> None:
    ended = command("run", "clinical-scribe", *DRAWS, "--set", f"realisation={value}")
    assert ended.code == 2
    assert ended.out == ""
    assert "realisation" in ended.err


def test_the_start_dates_the_plan_and_stays_with_the_estimate(command: CommandLine, tmp_path: Path) -> None:
    saved = tmp_path / "acme.toml"
    first = command("run", CASE, *DRAWS, "--start", "2027-10", "--save", saved)
    again = command("run", saved)
    for ended in (first, again):
        assert "month 1 is 2027-10" in ended.out
    assert cases.load_estimate(saved).settings.start == "2027-10"
    undated = command("run", CASE, *DRAWS)
    assert "month 1 is" not in undated.out
    assert command("run", saved, "--start", "2028-01").out.count("month 1 is 2028-01") == 1


@pytest.mark.parametrize("wrong", ["2027-13", "October 2027", "2027"])
def test_a_start_that_is_no_month_is_refused(command: CommandLine, tmp_path: Path, wrong: str) -> None:
    ended = command("run", CASE, "--start", wrong)
    assert ended.code == 2
    assert "--start" in ended.err
    assert "2027-01" in ended.err
    saved = tmp_path / "acme.toml"
    command("run", CASE, *DRAWS, "--save", saved, "--quiet")
    saved.write_text(saved.read_text().replace("[estimate]", f'[estimate]\nstart = "{wrong}"'))
    ended = command("run", saved)
    assert ended.code == 2
    assert "[estimate] start" in ended.err


@pytest.mark.parametrize(("draws", "fewer"), [(8_192, True), (4_096, False)])
def test_a_run_says_on_how_many_draws_the_worth_of_a_question_rests(
    command: CommandLine, tmp_path: Path, draws: int, fewer: bool
) -> None:
    files = [tmp_path / f"acme.{kind}" for kind in ("md", "html", "json")]
    outputs = [word for file in files for word in ("--output", file)]
    ended = command("run", "code-assistant", "--draws", draws, *outputs)
    words = " ".join(ended.out.split())
    assert ended.code == 0
    assert "(worth USD " in words
    assert ("what a question is worth on 4,096 of them" in words) == fewer
    for file in files[:2]:
        assert ("the answers lead to, on 4,096 of the 8,192 draws." in file.read_text()) == fewer
    assert json.loads(files[2].read_text())["verdict"]["worth_draws"] == (4_096 if fewer else None)
