"""--region on every command: the money, the words, the files and the way back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from roi.errors import RoiError
from tests.support.workbooks import cells, with_values
from tui.cli.whole import app
from tui.desk.candidates import candidates
from tui.desk.opened import opened

CASE = str(Path(__file__).parents[2] / "support" / "placed.toml")
FEW = ("--draws", "1024")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")


def ran(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def refused(*arguments: str) -> str:
    refusal = CliRunner().invoke(app, arguments).exception
    assert isinstance(refusal, RoiError)
    return str(refusal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that one run in the European Union writes."""
    path = tmp_path_factory.mktemp("region")
    shutil.copy(CASE, path)  # a workbook looks for its case beside itself
    outputs = [text for name in ("eu.xlsx", "eu.md", "eu.json") for text in ("-o", str(path / name))]
    ran("run", CASE, "--region", "EU", "--option", "vendor", *FEW, "--trials", "16", "--quiet",
        *outputs, "--save", str(path / "eu.toml"))  # fmt: skip
    return path


def document(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_results_are_in_euro_and_say_so(folder: Path) -> None:
    report = document(folder / "eu.json")
    assert (report["region"], report["currency"]) == ("EU", "EUR")
    moved = {item["input"] if "input" in item else item["id"]: item for item in report["overrides"]}
    assert moved["wage"]["layer"] == "region"
    assert "The vendor has no data centre there." in [risk["text"] for risk in report["risks"]]
    text = (folder / "eu.md").read_text(encoding="utf-8")
    assert "Region: European Union (`EU`)." in text
    assert "money in EUR" in text
    assert "eurostat-labour-costs-2024" in text


def test_the_workbook_says_where_and_on_whose_word(folder: Path) -> None:
    book = with_values(folder / "eu.xlsx", "Summary", "About")
    texts = {at: str(value) for at, value in cells(book)}
    assert any("in European Union" in text for at, text in texts.items() if at.startswith("Summary!"))
    about = " ".join(text for at, text in texts.items() if at.startswith("About!"))
    assert "European Union (EU); the case is written for US." in about
    assert "Cost of an hour, Price of a call's tokens." in about
    assert "hourly labour costs ranged" in about


@pytest.mark.parametrize("name", ["eu.xlsx", "eu.toml"])
def test_a_file_that_is_read_back_is_there_still(folder: Path, name: str) -> None:
    again = json.loads(ran("run", str(folder / name), "--json"))
    first = document(folder / "eu.json")
    assert (again["region"], again["currency"]) == ("EU", "EUR")
    assert again["metrics"] == first["metrics"]


def test_its_own_region_changes_no_number() -> None:
    plain, other = (json.loads(ran("run", CASE, *FEW, "--json", *more)) for more in ((), ("--region", "US")))
    assert plain == other


def test_regions_stand_side_by_side_in_one_currency() -> None:
    compared = json.loads(ran("compare", CASE, "--region", "US,EU,India", *FEW, "--json"))
    assert compared["currency"] == "USD"
    assert [row["name"] for row in compared["candidates"]] == ["US", "EU", "India", "nothing"]
    assert [row["region"] for row in compared["candidates"]] == ["US", "EU", "India", None]
    assert "Better" in ran("compare", CASE, "--region", "US,EU", *FEW)


def test_one_region_is_the_place_of_all_options() -> None:
    compared = json.loads(ran("compare", CASE, "--region", "UK", *FEW, "--json"))
    assert compared["currency"] == "GBP"
    assert {row["region"] for row in compared["candidates"] if row["option"] or row["name"] == "case"} == {
        "UK"
    }


@pytest.mark.parametrize("command", ["show", "why", "drivers", "ask", "solve"])
def test_every_command_goes_there(command: str) -> None:
    more = {"why": ("wage",), "solve": ("wage",)}.get(command, ())
    few = () if command in ("show", "why") else ("--draws", "4096")
    home, there = (ran(command, CASE, *more, *few, *place) for place in ((), ("--region", "Japan")))
    assert home != there


def test_show_lists_the_regions() -> None:
    text = ran("show", CASE)
    assert "European Union, EUR" in text
    assert "The case is written for it." in text


def test_one_message_for_a_region_that_is_not_there() -> None:
    assert refused("run", CASE, "--region", "Eu") == (
        "region: placed has no region `Eu`\n  Did you mean 'EU'? Allowed: EU, India, Japan, UK, US."
    )
    assert "there is no `FR`" in refused("compare", CASE, "--region", "US,FR")


def test_a_session_moves_and_compares(folder: Path) -> None:
    session = opened(folder / "eu.toml")
    assert session.model.region == "EU"
    home = session.choose(region="US")
    assert (home.model.currency, home.undo().model.region) == ("USD", "EU")
    assert session.choose(region="EU") is session
    regions = candidates(session, "regions")
    assert [each.name for each in regions] == ["now", "US", "UK", "India", "Japan"]
    assert {each.model.currency for each in regions} == {"EUR"}
    kept = session.keep("there").choose(region="US")
    assert kept.snapshot("there").region == "EU"
