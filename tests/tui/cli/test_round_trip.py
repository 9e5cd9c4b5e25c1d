"""A workbook that is exported, read back and exported again is the same workbook: nothing is lost on the way."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import cases
from roi.errors import RoiError
from tests.support.libreoffice import saved_again
from tests.support.sheets import custom_properties
from tests.support.values import values_of
from tests.support.workbooks import typed
from tui.cli.whole import app
from tui.desk.workbooks import estimate_of_workbook

ARGUMENTS = (
    "run", "clinical-scribe", "--currency", "EUR", "--seed", "3", "--draws", "1024", "--sampler", "lhs",
    "--preset", "report-effects", "--horizon", "12", "--start", "2027-04", "--for", "ACME Health",
    "--by", "Jane Doe", "--valid-until", "2027-01-31",
    "--answer", "visits=1200 a day", "--answer", "price=70 EUR/clinician/month", "--trials", "16", "--quiet",
)  # fmt: skip


def ran(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trip") / "first.xlsx"
    ran(*ARGUMENTS, "--output", str(path))
    return path


def shown(path: Path) -> dict[str, object]:
    """Every cell but those that say from which file it was made, and the copies of their words."""
    return {
        at: value
        for at, value in values_of(path).cells()
        if not at.startswith(("Origin!", "About!", "Checks!", "Words!"))
    }


def test_nothing_is_lost(exported: Path, tmp_path: Path) -> None:
    """Figures, currency, seed, prospect, author, validity, preset, horizon, start, and on whose word a value is."""
    again = tmp_path / "again.xlsx"
    ran("run", str(exported), "--trials", "16", "--quiet", "--output", str(again))
    first, second = shown(exported), shown(again)
    assert first.keys() == second.keys()
    # What the command line set the first time is the estimate's the second time.
    different = {(first[at], second[at]) for at in first if first[at] != second[at]}
    assert different == {("this run", "the estimate")}
    properties = [
        custom_properties(openpyxl.load_workbook(path, read_only=True)) for path in (exported, again)
    ]
    assert properties[0] == properties[1]
    assert {"EUR", "3", "lhs", "1024", "ACME Health", "Jane Doe", "2027-01-31", "2027-04"} <= set(
        properties[0].values()
    )


@pytest.mark.libreoffice
@pytest.mark.slow
def test_nothing_is_lost_once_libreoffice_saved_it(exported: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    ran("run", str(saved_again(exported, tmp_path)), "--trials", "16", "--quiet", "--output", str(again))
    first, second = shown(exported), shown(again)
    different = {(first[at], second.get(at)) for at in first if first[at] != second.get(at)}
    assert different == {("this run", "the estimate")}


@pytest.mark.parametrize(("typed_in", "read"), [(46_600.0, "2027-08"), ("2028-02-10", "2028-02")])
def test_the_first_month_typed_in_the_sheet_is_that_of_the_estimate(
    exported: Path, tmp_path: Path, typed_in: float | str, read: str
) -> None:
    path, saved = tmp_path / "typed.xlsx", tmp_path / "saved.toml"
    typed(exported, path, {"first_month": typed_in})
    ran("run", str(path), "--draws", "1024", "--quiet", "--save", str(saved))
    assert cases.load_estimate(saved).settings.start == read


def test_a_first_month_that_is_none_is_refused_at_its_cell(exported: Path, tmp_path: Path) -> None:
    path = typed(exported, tmp_path / "typed.xlsx", {"first_month": "next spring"})
    with pytest.raises(RoiError, match="no date") as caught:
        estimate_of_workbook(
            path, lambda case: cases.Settings(3, case.id, case.digest, "", datetime.date.today())
        )
    assert "typed.xlsx: Inputs!D" in str(caught.value.where)
