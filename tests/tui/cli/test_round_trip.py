"""A workbook that is exported, read back and exported again is the same workbook: nothing is lost on the way."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.support.tools import require_libreoffice
from tests.support.workbooks import cells
from tui.cli.main import app

ARGUMENTS = (
    "run", "clinical-scribe", "--currency", "EUR", "--seed", "3", "--draws", "4096", "--sampler", "lhs",
    "--preset", "report-effects", "--horizon", "60", "--for", "ACME Health",
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
    """Every cell but the hidden sheet and the estimate's text, which say from which file it was made."""
    found = dict(cells(openpyxl.load_workbook(path, data_only=True)))
    return {at: value for at, value in found.items() if not at.startswith(("Origin!", "About!", "Checks!"))}


def test_nothing_is_lost(exported: Path, tmp_path: Path) -> None:
    """Figures, currency, seed, prospect, author, validity, preset, horizon, and on whose word a value is."""
    again = tmp_path / "again.xlsx"
    ran("run", str(exported), "--trials", "16", "--quiet", "--output", str(again))
    first, second = shown(exported), shown(again)
    assert first.keys() == second.keys()
    # What the command line set the first time is the estimate's the second time.
    different = {(first[at], second[at]) for at in first if first[at] != second[at]}
    assert different == {("this run", "the estimate")}
    properties = [
        {p.name: p.value for p in openpyxl.load_workbook(path).custom_doc_props.props}
        for path in (exported, again)
    ]
    assert properties[0] == properties[1]
    assert {"EUR", "3", "lhs", "4096", "ACME Health", "Jane Doe", "2027-01-31"} <= set(properties[0].values())


@pytest.mark.libreoffice
@pytest.mark.slow
def test_nothing_is_lost_once_libreoffice_saved_it(exported: Path, tmp_path: Path) -> None:
    office = require_libreoffice()
    command = [
        office,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
    ]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(exported)]
    subprocess.run(command, capture_output=True, timeout=300)
    again = tmp_path / "again.xlsx"
    ran("run", str(tmp_path / "first.xlsx"), "--trials", "16", "--quiet", "--output", str(again))
    first, second = shown(exported), shown(again)
    different = {(first[at], second.get(at)) for at in first if first[at] != second.get(at)}
    assert different == {("this run", "the estimate")}
