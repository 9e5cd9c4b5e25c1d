"""roi pilot as a seller meets it: sentence, document, an estimate that decides by it, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.estimate import load_estimate
from exports.voice.pilot import NOT_COUNTED
from tests.support.command_line import CommandLine

Roi = Callable[..., str]

ENGINEERS = (
    "pilot", "code-assistant", "--measure", "time_reduction", "--unit-sd", "40", "--cost-each", "1,500",
    "--fixed", "30 k", "--months", 2, "--population", 1_000, "--draws", 4_096,
)  # fmt: skip


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Roi:
    """Runs a command that must end with the code, and gives what it printed; of a refusal, the message."""
    call = CommandLine(capsys, monkeypatch, columns=100)

    def run(*words: object, code: int = 0) -> str:
        ended = call(*words)
        assert ended.code == code, ended.err
        return ended.err if code else ended.out

    return run


def test_sentence_and_document_say_the_same(command: Roi) -> None:
    text = " ".join(command(*ENGINEERS).split())
    document = json.loads(command(*ENGINEERS, "--json"))
    for sentence in document["words"]:
        assert sentence in text
    assert NOT_COUNTED in text
    best = document["best"]
    assert document["pays"]
    assert best["net"] == pytest.approx(best["information"] - best["waiting"] - best["cost"])
    assert best["cost"] == 30_000 + 1_500 * best["units"]
    assert best["net"] == max(size["net"] for size in document["sizes"])
    low, high = document["within_5_percent"]
    assert low <= best["units"] <= high <= 1_000
    assert f"{best['units']:,} units for 2 months: worth " in text


def test_markdown_says_the_same(command: Roi, tmp_path: Path) -> None:
    file = tmp_path / "pilot.md"
    document = json.loads(command(*ENGINEERS, "--json", "--output", file))
    text = file.read_text(encoding="utf-8")
    for sentence in document["words"]:
        assert sentence in text
    assert f"| **{document['best']['units']}** |" in text
    assert NOT_COUNTED in text


def test_an_estimate_decides_by_it(command: Roi, tmp_path: Path) -> None:
    file = tmp_path / "pilot.toml"
    document = json.loads(command(*ENGINEERS, "--json", "--apply", file))
    estimate = load_estimate(file)
    assert estimate.settings.option == "pilot"
    given = {name: override.value for name, override in estimate.overrides.items()}
    assert given.keys() == {"gate", "pilot_share", "pilot_months", "measurement_error"}
    assert float(given["gate"].rstrip("%")) == pytest.approx(document["gate"]["measured"], abs=1e-4)
    assert float(given["pilot_share"].rstrip("%")) == pytest.approx(document["best"]["units"] / 10, abs=1e-4)
    shown = json.loads(command("show", file, "--json"))
    (gate,) = (item for item in shown["inputs"] if item["id"] == "gate")
    assert given["gate"] in json.dumps(gate)
    again = command(*ENGINEERS, "--apply", file, code=2)
    assert "--force" in again


def test_what_no_measurement_changes_is_said(command: Roi) -> None:
    words = ("pilot", "clinical-scribe", "--measure", "minutes_saved", "--unit-sd", 5, "--cost-each", 100)
    assert "No measurement of it changes the decision." in command(*words, "--draws", 4_096)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--measure", "time_reductoin", "--unit-sd", 40, "--cost-each", 1), "time_reduction"),
        (("--measure", "time_reduction", "--cost-each", 1), "--unit-sd"),
        (("--measure", "time_reduction", "--unit-sd", "wide", "--cost-each", 1), "--unit-sd"),
        (("--measure", "time_reduction", "--unit-sd", 40, "--cost-each", "-5"), "--cost-each"),
        (("--measure", "time_reduction", "--unit-sd", 40), "--cost-each"),
        (("--measure", "time_reduction", "--unit-sd", 40, "--cost-each", 1, "--months", -1), "--months"),
        (("--measure", "time_reduction", "--unit-sd", 40, "--population", 0), "population"),
        ((), "--measure"),
        (("--measure", "working_hours", "--unit-sd", 40, "--cost-each", 1), "--measure"),
        (("--measure", "resolved", "--unit-sd", 1, "--cost-each", 1, "--apply", "x.toml"), "resolved"),
    ],
)
def test_bad_terms_end_in_one_message(command: Roi, words: tuple[object, ...], says: str) -> None:
    output = command("pilot", "code-assistant", *words, code=2)
    assert says in output
    assert "Traceback" not in output
