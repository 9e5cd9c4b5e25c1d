"""observe → fill in → update → save → run again: by the command line, in every kind of file."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cases.row_tables import COLUMNS
from exports.document.schema import schema_of
from roi.errors import RoiError, of_setting
from tui.cli.face import TERMINAL
from tui.cli.whole import app
from tui.cli.writing import write_estimate
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.queries.observed import ObserveQuery

CASE = "clinical-scribe"
FEW = ("--draws", "1024")
ROWS = (
    {
        "name": "hours_saved",
        "month": "6",
        "value": "6",
        "error": "1",
        "source": "time study",
        "date": "2027-06-30",
    },
    {
        "name": "hours_saved",
        "month": "7",
        "value": "8",
        "error": "1",
        "source": "time study",
        "date": "2027-07-31",
    },
    {"name": "used", "hits": "130", "n": "400", "source": "log of the tool", "date": "2027-07-31"},
    {"name": "price", "value": "120", "error": "exact", "source": "invoice", "date": "2027-02-01"},
)


def called(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "120"})


def ran(*words: str | Path) -> str:
    result = called(*words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@dataclass(frozen=True)
class Updated:
    folder: Path
    document: dict[str, Any]


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Updated:
    """`observed.csv`, the estimate `acme-2.toml` that was updated by it, and what was said of it."""
    folder = tmp_path_factory.mktemp("observed")
    with (folder / "observed.csv").open("w", newline="") as stream:
        rows = csv.DictWriter(stream, COLUMNS)
        rows.writeheader()
        rows.writerows(ROWS)
    saved = ("--save", folder / "acme-2.toml")
    return Updated(
        folder, json.loads(ran("update", CASE, "--observed", folder / "observed.csv", *FEW, *saved, "--json"))
    )


def test_what_json_says(updated: Updated) -> None:
    document = updated.document
    jsonschema.validate(document, schema_of("update"))
    used = document["inputs"]["used"]
    assert used["after"]["p90"] - used["after"]["p10"] < (used["before"]["p90"] - used["before"]["p10"]) / 4
    assert used["by"][0]["name"] == "used"
    assert document["inputs"]["price"]["after"]["sd"] == 0
    assert document["metrics"]["npv"]["before"]["p50"] != document["metrics"]["npv"]["after"]["p50"]
    assert document["diagnostics"]["trusted"]


def test_a_row_without_a_month_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    """Two studies can give the same figure, and one can be copied twice: the reader knows which."""
    used, price = ROWS[2:]
    with (tmp_path / "twice.csv").open("w", newline="") as stream:
        rows = csv.DictWriter(stream, COLUMNS)
        rows.writeheader()
        rows.writerows((used, used, price, price))
    again = called("update", CASE, "--observed", tmp_path / "twice.csv", *FEW)
    assert "1 row is like an earlier one in every column and counts again" in " ".join(again.stderr.split())


def test_the_saved_estimate_says_the_same_and_counts_rows_once(updated: Updated) -> None:
    folder = updated.folder
    again = called(
        "update",
        folder / "acme-2.toml",
        "--observed",
        folder / "observed.csv",
        "--save",
        folder / "acme-3.toml",
    )
    assert "4 rows are known already" in again.stderr
    assert (folder / "acme-3.toml").read_bytes() == (folder / "acme-2.toml").read_bytes()
    for text in (
        "Expected NPV",
        "Physician hours returned, month 6",
        "130 of 400",
        "settled",
        "effective draws",
    ):
        assert text in again.stdout, text


def test_a_skeleton_in_every_kind_of_file(tmp_path: Path) -> None:
    for name in ("observed.csv", "observed.toml", "observed.xlsx"):
        ran("observe", CASE, "--output", tmp_path / name, "--months", "2")
    with (tmp_path / "observed.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["month"] for row in rows if row["name"] == "hours_saved"] == ["1", "2"]
    assert {"minutes_saved", "licence"} <= {row["name"] for row in rows}
    assert "luck" not in {row["name"] for row in rows}
    book = openpyxl.load_workbook(tmp_path / "observed.xlsx")
    sheet = book["Observations"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.max_row == len(rows) + 1
    line = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == "used")
    typed: dict[str, float | str] = {"value": 0.33, "unit": "–", "error": 0.02, "source": "log"}
    for column, value in typed.items():
        sheet.cell(line, 1 + COLUMNS.index(column)).value = value
    book.save(tmp_path / "observed.xlsx")
    result = called("update", CASE, "--observed", tmp_path / "observed.xlsx", *FEW, "--json")
    assert result.exit_code == 0, result.output
    assert "rows of observed.xlsx have no value yet" in result.stderr
    assert json.loads(result.stdout)["inputs"]["used"]["after"]["p50"] == pytest.approx(33, abs=1)
    empty = called("update", CASE, "--observed", tmp_path / "observed.toml")
    assert empty.exit_code == 1 or "there are no observations" in str(empty.exception)


def test_what_is_printed_is_the_file_that_is_written(tmp_path: Path) -> None:
    """Whoever redirects it gets rows that are whole, wider than a terminal or not."""
    printed = ran("observe", "code-assistant", "--example")
    ran("observe", "code-assistant", "--example", "--output", tmp_path / "observed.csv")
    assert printed == (tmp_path / "observed.csv").read_text()
    assert max(map(len, printed.splitlines())) > 120


def test_an_empty_sheet_of_a_workbook_is_told_to_be_filled_in(tmp_path: Path) -> None:
    ran("run", CASE, *FEW, "--trials", "16", "--output", tmp_path / "sent.xlsx")
    refused = called("track", CASE, "--observed", tmp_path / "sent.xlsx").exception
    assert isinstance(refused, RoiError)
    assert "the sheet Realised" in str(refused)
    assert "column" not in str(refused)


@pytest.mark.parametrize("suffix", [".csv", ".toml"])
def test_an_estimate_and_observations_that_are_exchanged_are_said_to_be(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"observed{suffix}"
    ran("observe", CASE, "--example", "--output", file)
    refused = called("update", file, "--observed", CASE).exception
    assert isinstance(refused, RoiError)
    assert refused.where == of_setting("case")
    assert "holds observations and no case\n  Exchange the two" in str(refused)


def test_a_case_without_an_example_is_told_that_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    text = Path("tests/tui/app/letters.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RoiError, match="there is no example of observations"):
        ObserveQuery(case=str(file), example=True).rows(TERMINAL)
    assert capsys.readouterr() == ("", "")


def test_a_column_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "usage.csv").write_text("month,hours\n2027-09,6.1\n2027-10,7.9\n")
    words = ("update", CASE)
    bad = called(
        *words, "--observed", tmp_path / "usage.csv", "--column", "hours_saved=hours", "--period", "month"
    )
    assert "the months of the case have none" in str(bad.exception)
    (tmp_path / "usage.csv").write_text("month,hours\n6,6.1\n7,7.9\n")
    updated = json.loads(
        ran(*words, "--observed", tmp_path / "usage.csv", "--column", "hours_saved=hours", "--period", "month",
            "--error", "20%", *FEW, "--json")
    )  # fmt: skip
    assert [each["error"] for each in updated["figures"]] == pytest.approx([1.22, 1.58])
    assert {row["source"] for row in updated["rows"]} == {"usage.csv"}


def test_a_sheet_of_an_updated_estimate_is_not_read_back_as_something_else(updated: Updated) -> None:
    sheet = updated.folder / "questions.xlsx"
    ran("intake", updated.folder / "acme-2.toml", "--output", sheet)
    refused = called("run", sheet)
    assert "updated by observations" in str(refused.exception)


def test_what_cannot_be_trusted_is_not_shown_and_not_saved(
    updated: Updated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roi.observed.results.LARGEST_STORED", -1.0)
    words = ("update", updated.folder / "acme-2.toml", "--save", tmp_path / "acme-4.toml")
    refused = called(*words, "--json")
    assert "the updated estimate is not saved" in str(refused.exception)
    assert not (tmp_path / "acme-4.toml").exists()
    document = json.loads(refused.stdout)
    assert document["inputs"]["used"]["after"]["p90"] is None
    assert document["metrics"]["npv"]["after"]["p50"] is None
    assert document["metrics"]["npv"]["before"]["p50"] is not None
    assert document["headline"] == []
    assert "not shown" in document["diagnostics"]["words"][-1]


def test_track_says_what_came_of_it(updated: Updated, tmp_path: Path) -> None:
    """Of the rows that the estimate keeps, and of others beside them; as JSON, on a screen and as Markdown."""
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "name,month,value,unit,error,source\n"
        "coding_value,6,900,USD,5%,ledger\ncoding_value,5,800,USD,5%,ledger\nchange_cost,,30000,USD,exact,invoice\n"
    )  # fmt: skip
    written = tmp_path / "acme.md"
    words = ("track", updated.folder / "acme-2.toml", "--observed", ledger, *FEW)
    document = json.loads(ran(*words, "--output", written, "--due", "8", "--json"))
    jsonschema.validate(document, schema_of("track"))
    coding, change = document["lines"]["coding_value"], document["lines"]["change_cost"]
    assert [coding["actual"][month] for month in (4, 5, 6, 7)] == [None, 800, 900, None]
    assert {7, 8} <= set(coding["missing"])
    assert coding["owner"] == "Finance"
    assert (change["to_date"]["realised"], change["to_date"]["error"]) == (30_000, 0)
    assert (document["last_month"], document["due_month"]) == (7, 8)
    npv = document["npv"]
    parts = npv["realised"]["value"] + npv["rest"]["value"]
    assert parts == pytest.approx(npv["difference"]["value"], abs=1e-6)
    text = written.read_text(encoding="utf-8")
    shown = " ".join(ran(*words, "--months").split())
    for each in (
        "NPV at completion",
        "Realised to date",
        "Asked for next",
        "Fuller coding of visits",
        "30.0 k",
    ):
        assert each in text, each
        assert each in shown, each
    assert "month 5: USD 800 ± 40.00 (ledger)" in text
    assert "Running net, USD" in shown
    assert "30.0 k to 30.0 k" not in text  # settled: it was paid


def test_track_without_observations_says_how_to_begin(tmp_path: Path) -> None:
    refused = called("track", CASE)
    assert "nothing was observed of it yet" in str(refused.exception)
    assert "roi observe" in str(refused.exception)
    bad = called("track", CASE, "--output", tmp_path / "x.pdf")
    assert "no kind of file" in str(bad.exception)


def test_ten_thousand_rows_in_no_order_and_one_that_is_none(tmp_path: Path) -> None:
    head = "name,month,value,unit,error,source\n"
    rows = [f"licence,{1 + k * 7 % 12},{4000 + k / 1000},USD,20%,system {k % 5}\n" for k in range(10_000)]
    (tmp_path / "many.csv").write_text(head + "".join(rows))
    licence = json.loads(ran("track", CASE, "--observed", tmp_path / "many.csv", *FEW, "--json"))["lines"][
        "licence"
    ]
    assert licence["missing"] == []
    assert [each["first_month"] for each in licence["measured"]] == list(range(1, 13))
    assert sum(each["rows"] for each in licence["measured"]) == 10_000
    assert sorted(licence["measured"][0]["sources"]) == [f"system {k}" for k in range(5)]
    (tmp_path / "zero.csv").write_text(f"{head}licence,3,4000,USD,0,bill\n")
    refused = called("track", CASE, "--observed", tmp_path / "zero.csv")
    assert "the error is 0; it must be above 0" in str(refused.exception)


def test_no_estimate_is_saved_that_could_not_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimate = open_case(CaseRequest(CASE)).estimate
    monkeypatch.setattr("cases.toml.MAX_ESTIMATE", 10_000)
    with pytest.raises(RoiError, match="at most 10,000 can be read again"):
        write_estimate(estimate, tmp_path / "acme.toml", force=False)
    assert not (tmp_path / "acme.toml").exists()
