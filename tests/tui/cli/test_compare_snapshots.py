"""roi compare with the snapshots of an estimate file, and with the class of a deal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from roi.analysis.compare import NOTHING
from roi.errors import RoiError
from tests.tui.app.pilots import CASE, piloted
from tests.tui.cli.comparing import FEW, answer_text, answered, called, document, refused
from tui.desk.opened import opened

pytestmark = pytest.mark.usefixtures("narrow")


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """An estimate file with two snapshots, one of them on another option and preset."""
    session = opened(CASE).edit("letters", "12000").keep("as told").edit("wage", "55")
    other = session.choose(option="hosted", preset="cautious").keep("hosted, careful")
    path = tmp_path / "acme.toml"
    path.write_text(other.undo().text(), encoding="utf-8")
    return str(path)


def test_snapshots_stand_beside_their_estimate(kept: str) -> None:
    document = answered("compare", kept, "--snapshots", *FEW).document
    assert document["snapshots"] == ["as told", "hosted, careful"]
    by_name = {candidate["name"]: candidate for candidate in document["candidates"]}
    assert list(by_name) == ["estimate", "as told", "hosted, careful", NOTHING]
    assert (by_name["hosted, careful"]["option"], by_name["hosted, careful"]["preset"]) == (
        "hosted",
        "cautious",
    )
    alone = json.loads(answer_text("run", kept, "--json", *FEW))
    assert by_name["estimate"]["mean"]["value"] == pytest.approx(alone["metrics"]["npv"]["mean"], rel=1e-12)
    assert [difference["minus"] for difference in document["differences"]] == ["estimate", "estimate"]
    shown = answer_text("compare", kept, "--snapshots", "--set", "wage=60", *FEW)
    assert "option hosted" in shown
    assert "the estimate and its snapshots" in shown


def test_snapshots_are_mentioned_where_they_are_not_compared(kept: str) -> None:
    assert "--snapshots" in " ".join(called("compare", kept, *FEW).stderr.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--option", "hosted"), "snapshots have options, presets and prices of their own"),
        (("--set", "wages=60"), "there is no input `wages`"),
        (("--volume", "letters"), "under one preset"),
    ],
)
def test_what_snapshots_cannot_be_compared_with(kept: str, words: tuple[str, ...], message: str) -> None:
    result = called("compare", kept, "--snapshots", *words, *FEW)
    assert isinstance(result.exception, RoiError)
    assert message in str(result.exception)


def test_a_case_has_no_snapshots() -> None:
    result = called("compare", str(CASE), "--snapshots")
    assert isinstance(result.exception, RoiError)
    assert "no snapshots" in str(result.exception)


@pytest.mark.parametrize(
    "more",
    [("--costs", "--draws", "4096"), (*FEW, "--class", "0,200_000"), (*FEW, "--preset", "brochure,cautious")],
)
def test_a_comparison_is_written_as_markdown(tmp_path: Path, more: tuple[str, ...]) -> None:
    page = tmp_path / "side.md"
    words = ("compare", str(piloted(tmp_path)), *more)
    compared = document(*words, "--output", str(page))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    for rows in tables:  # as many cells in every row as in the head
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows
    first = " ".join(tables[0])
    assert all(
        candidate["name"] in first for candidate in compared["candidates"] if candidate["name"] != NOTHING
    )
    chosen = "--preset" not in more
    for part in ("Pilot first:", "To be expected of the choice"):
        assert (part in text) == chosen
    assert ("## Ask next" in text) == ("questions" in compared)
    assert ("## Total cost of ownership" in text) == ("--costs" in more)
    assert ("Drawn towards its class" in text) == ("--class" in more)
    assert "is kept" in refused("compare", str(CASE), *FEW, "--output", str(page))
    assert "no kind of file" in refused("compare", str(CASE), *FEW, "--output", str(tmp_path / "side.docx"))


def test_the_disappointment_of_the_choice(tmp_path: Path) -> None:
    """By the plan, by the draws, and by a class: as numbers and as sentences."""
    ratios = tmp_path / "class.csv"
    ratios.write_text(
        "estimate,name,kind,ratio\na,x,benefit,0.6\nb,x,benefit,0.8\nc,x,benefit,0.7\na,y,cost,1.2\n"
    )
    words = ("compare", "code-assistant", "--option", "case,pilot", *FEW)
    compared = document(*words, "--class", str(ratios))
    by = {each["name"]: each for each in compared["candidates"]}
    told_of = compared["disappointment"]
    assert told_of["plan"]["plan"] == max(each["plan"] for each in by.values())
    assert told_of["plan"]["mean"] == by[told_of["plan"]["choice"]]["mean"]["value"]
    assert sum(told_of["sampling"]["chosen"].values()) == pytest.approx(1)
    for name, mean in told_of["by_class"]["means"].items():
        benefits = by[name]["mean"]["value"] + by[name]["costs"]["value"]
        assert mean == pytest.approx(0.7 * benefits - by[name]["costs"]["value"]), (
            "one deal says nothing of costs"
        )
    text = answer_text(*words, "--class", "0, 2M")
    assert "To be expected of the choice" in text
    assert "Drawn towards its class" in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("oops", "is no class"), ("0, -1", "0 or more"), ("nothing.csv", "nothing.csv"),
        ("estimate,name,kind,ratio\na,x,benefit,-1\n", "no ratio above 0"),
        ("estimate,name,kind,ratio\na,x,luck,1\n", "no kind of line"),
        ("estimate,name,kind,ratio\na,x,benefit,1\n", "benefits of 1 deal,"),
        ("estimate,name,ratio\na,x,1\n", "`kind` is missing"),
    ],
)  # fmt: skip
def test_what_is_no_class(tmp_path: Path, text: str, message: str) -> None:
    given = text
    if "\n" in text:
        given = str(tmp_path / "class.csv")
        Path(given).write_text(text)
    assert message in refused("compare", "clinical-scribe", "--option", "case", *FEW, "--class", given)


def test_a_class_is_of_ways_to_deploy() -> None:
    assert "against ways to deploy" in refused(
        "compare",
        "clinical-scribe",
        "--preset",
        "report,evidence",
        "--option",
        "case",
        *FEW,
        "--class",
        "0, 1",
    )
