"""roi run --compare: a sheet of all ways to deploy in the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from roi.errors import RoiError
from tests.support.workbooks import with_formulas, with_values
from tests.tui.app.pilots import CASE
from tui.cli.commands import compare, run
from tui.cli.options import as_option

app = typer.Typer()
run.register(app)
compare.register(app)
FEW = ("--draws", "1024", "--trials", "16", "--quiet")


def called(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["run", *arguments])


def refused(*arguments: str) -> str:
    result = called(*arguments)
    assert isinstance(result.exception, RoiError), result.exception
    assert result.stdout == ""
    return result.exception.worded(as_option, as_option)


@pytest.mark.slow
def test_the_sheet_holds_all_options_and_the_file_is_read_back(tmp_path: Path) -> None:
    target, saved = tmp_path / "acme.xlsx", tmp_path / "acme.toml"
    changes = ("--set", "visits=70_000", "--preset", "conservative")
    assert called("clinical-scribe", *FEW, *changes, "--compare", "--output", str(target)).exit_code == 0
    sheet = with_values(target, "Options")["Options"]
    names = {str(cell.value).split(":")[0] for cell in sheet["A"]}
    assert {"case", "general-api", "open-weights", "vertical", "pilot", "nothing"} <= names
    assert any("preset conservative" in str(cell.value) for cell in sheet["A"])
    assert called(str(target), *FEW, "--save", str(saved)).exit_code == 0
    assert "70_000" in saved.read_text() or "70000" in saved.read_text()


def test_it_needs_a_workbook(tmp_path: Path) -> None:
    target = tmp_path / "acme.json"
    for outputs in ((), ("--output", str(target))):
        assert "--compare: it adds to a workbook or to Markdown" in refused(
            "bank-chatbot", "--compare", *outputs
        )
    assert not target.exists()


def test_it_needs_options(tmp_path: Path) -> None:
    case = tmp_path / "plain.toml"
    shipped = Path(__file__).parents[2] / "exports" / "small.toml"
    case.write_text(shipped.read_text(encoding="utf-8").partition("[options.cloud]")[0], encoding="utf-8")
    target = tmp_path / "plain.xlsx"
    message = refused(str(case), "--compare", "--output", str(target))
    assert "the case small has no options to compare" in message
    assert not target.exists()


def test_nothing_is_written_where_no_option_states_its_costs(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    arguments = ("bank-chatbot", *FEW, "--preset", "report", "--compare", "--output", str(target))
    assert "costs" in refused(*arguments)
    assert not target.exists()


def test_a_stress_needs_the_ways_to_deploy_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "stressed.xlsx"
    stress = ("--stress", "minutes*=0.5")
    assert "--compare" in refused(str(CASE), *stress, "--output", str(target))
    assert not target.exists()
    paper = tmp_path / "stressed.md"
    arguments = (str(CASE), *FEW, "--compare", *stress, "--output", str(target), "--output", str(paper))
    assert called(*arguments).exit_code == 0
    assert "## Total cost of ownership over" in paper.read_text(encoding="utf-8")
    sheet = with_formulas(target, "Options")["Options"]
    texts = [str(row[0].value) for row in sheet]
    assert any(
        "Set in all that have the input: minutes*=0.5. Nothing moves with it;" in text for text in texts
    )
    assert any(text.startswith("Presets are worlds") for text in texts)
    assert any(text.startswith("Largest NPV, on average") for text in texts)
