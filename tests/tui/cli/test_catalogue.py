"""The catalogue at the command line: cases by sector, looked for, and those of packs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.new import template_text
from roi.case_files import CASES_VARIABLE, shipped
from roi.sectors import SECTORS
from tests.support.command_line import CommandLine, Ended

Roi = Callable[..., Ended]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Roi:
    call = CommandLine(capsys, monkeypatch, columns=80)

    def run(*words: object) -> Ended:
        monkeypatch.setenv(CASES_VARIABLE, "")  # what --cases has named before
        return call(*words)

    return run


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A pack of eleven cases, one of them broken."""
    folder = tmp_path / "acme"
    folder.mkdir()
    for number in range(10):
        text = template_text(f"letters-{number}").replace("Banking", "Media" if number else "Letters")
        (folder / f"letters-{number}.toml").write_text(text)
    (folder / "broken.toml").write_text("[case]\nid = 'x\n")
    return folder


def test_cases_stand_under_the_sectors_of_the_report(command: Roi, acme: Path) -> None:
    ended = command("--cases", acme, "cases")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    heads = [line for line in lines if line and line[0] not in " S"]
    assert heads == [
        *(f"{sector.name}  {sector.share} % of the market" for sector in SECTORS),
        "Cannot be read",
    ]
    listed = re.findall(r"^  ([a-z/0-9-]+)  ", ended.out, re.MULTILINE)
    assert sorted(listed) == sorted([*shipped(), "acme/broken", *(f"acme/letters-{n}" for n in range(10))])
    assert "as the market report states them" in lines[-1]


def test_those_looked_for_stand_in_full(command: Roi) -> None:
    ended = command("cases", "SCRIBE", "hospitals")
    assert "clinical-scribe" in ended.out
    assert "Claimed" in ended.out
    assert "Evidence" in ended.out
    assert "bank-chatbot" not in ended.out
    assert "No case holds these words: zebra." in command("cases", "zebra").out


def test_a_sector_is_chosen_by_any_of_its_names(command: Roi, acme: Path) -> None:
    for name in ("finance", "Banking, finance and insurance", "insurance"):
        listed = json.loads(command("cases", "--sector", name, "--json").out)
        assert [case["id"] for case in listed] == ["bank-chatbot", "dispute-agent", "fraud-alerts"]
    acmes = json.loads(command("--cases", acme, "cases", "--sector", "letters", "--json").out)
    assert [case["id"] for case in acmes] == ["acme/letters-0"]
    ended = command("cases", "--sector", "helthcare")
    assert ended.code == 2
    assert "--sector: there is no sector `helthcare`\n  Did you mean 'Healthcare'?" in ended.err


def test_the_document_says_what_the_card_says(command: Roi, acme: Path) -> None:
    cards = {case["id"]: case for case in json.loads(command("--cases", acme, "cases", "--json").out)}
    scribe = cards["clinical-scribe"]
    assert (scribe["sector"], scribe["share"], scribe["pack"]) == ("Healthcare", 18, None)
    assert set(scribe) == {
        "id", "title", "sector", "share", "trade", "currency", "claimed", "evidence", "pack", "file"
    }  # fmt: skip
    assert scribe["claimed"].startswith("20 hospitals")
    broken = cards["acme/broken"]
    assert (broken["sector"], broken["share"], broken["pack"]) == (None, None, "acme")
    assert "its head cannot be read" in broken["problem"]


def test_a_case_of_a_pack_is_used_as_any_other(command: Roi, acme: Path, tmp_path: Path) -> None:
    saved, sheet = tmp_path / "deal.toml", tmp_path / "sheet.xlsx"
    words = ("run", "acme/letters-1", "--draws", "64", "--quiet", "--save", saved)
    assert command("--cases", acme, *words).code == 0
    assert command("--cases", acme, "intake", "acme/letters-1", "--output", sheet).code == 0
    # In the setting as well as by the option; both files find their case again.
    assert "Not moved" in command("--cases", acme, "run", saved, "--draws", "64", "--rebase").err
    assert command("--cases", acme, "run", sheet, "--draws", "64", "--quiet").code == 0
    ended = command("run", "acme/letters-1")
    assert (ended.code, ended.out) == (2, "")
    assert command("--cases", tmp_path / "no", "cases").code == 2


def test_the_gate_of_a_pack_reviews_every_case_and_reads_every_file(command: Roi, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    (folder / "blocks").mkdir(parents=True)
    whole = template_text("letters")
    (folder / "letters.toml").write_text(whole)
    ended = command("check", "--strict", folder)
    assert (ended.code, ended.out.splitlines()) == (
        0, ["acme/letters  0 findings", "1 case: 0 errors, 0 warnings."]
    )  # fmt: skip
    for name, text in {
        "again.toml": whole.replace('"Banking"', '"Bankng"'),  # a slip, and the id of another file
        "broken.toml": "[case]\nid = [",
        "shared.toml": "not toml [",
        "blocks/wrong.toml": "not toml either [",
        "blocks/unused.toml": '[block]\ntitle = "x"\n[nothing]\n',  # no case takes it in
    }.items():
        (folder / name).write_text(text)
    ended = command("check", "--strict", folder, "--json")
    assert ended.code == 2
    report = json.loads(ended.out)
    assert (report["pack"], report["errors"], report["warnings"]) == ("acme", 5, 2)
    where = {each["name"]: [(r["level"], r["where"]) for r in each["remarks"]] for each in report["cases"]}
    assert where == {
        "acme/again": [("warning", "[case] id"), ("warning", "[case] sector")],
        "acme/broken": [("error", "")],
        "acme/letters": [("error", "[case] id")],
    }
    assert [each["name"] for each in report["other_files"]] == ["shared.toml", "unused.toml", "wrong.toml"]
    shown = command("check", folder)
    assert shown.code == 2  # errors count without --strict, too
    assert "3 cases: 5 errors, 2 warnings." in shown.out
    assert "is Banking meant?" in " ".join(shown.out.split())


def test_warnings_end_with_exit_code_2_under_strict_alone(command: Roi, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    case = folder / "letters.toml"
    case.write_text(template_text("letters").replace('"Banking"', '"Bankng"'))
    for target in (folder, case):
        assert command("check", target).code == 0
        assert command("check", "--strict", target).code == 2
    assert command("--cases", folder, "check", "--strict", "acme").code == 2  # by its name
    case.unlink()
    ended = command("check", folder)
    assert ended.code == 2
    assert "the pack has no case" in ended.err


def test_a_case_without_claims_says_so_and_its_labels_keep_their_capitals(
    command: Roi, tmp_path: Path
) -> None:
    text = template_text("plain").partition("[[claims]]")[0].replace('"review",', '"review", "ai-act",')
    case = tmp_path / "plain.toml"
    case.write_text(f'{text}\n[rates]\nEUR = {{value = 1.1, date = 2026-11-23, source = "judgement"}}\n')
    assert command("audit", case).out == "The case lists no published figures of its own.\n"
    shown = " ".join(command("show", case).out.split())
    assert "High-risk system under the EU AI Act (1 = yes) × AI Act: conformity" in shown
