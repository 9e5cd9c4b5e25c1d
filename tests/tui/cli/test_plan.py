"""`roi run --plan`: who answers for each benefit, on the screen, in Markdown and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from typer.testing import CliRunner

from exports.document.schema import schema_of
from tui.cli.whole import app

CASE = """
[case]
id = "small"
title = "Small"
sector = "Test"
currency = "USD"
horizon = 12
start = "2027-04"

[inputs]
volume = {label = "Volume", unit = "1/month", value = "range(80, 100, 130)", grade = "judgement"}
worth = {label = "Worth", unit = "USD", value = 5, grade = "judgement"}

[lines.gain]
label = "Gain | *bold*"
unit = "USD/month"
flow = "benefit"
kind = "cash"
owner = "operations"
account = "=6420 [red]"
reviews = [31, 730]
formula = "volume * worth"

[lines.other]
label = "Other"
unit = "USD/month"
flow = "benefit"
kind = "soft"
formula = "volume * worth"
"""


def test_the_plan_stands_on_the_screen_and_in_markdown(tmp_path: Path) -> None:
    case, report = tmp_path / "small.toml", tmp_path / "small.md"
    case.write_text(CASE, encoding="utf-8")
    plain = CliRunner().invoke(app, ["run", str(case), "--draws", "64"])
    planned = CliRunner().invoke(app, ["run", str(case), "--draws", "64", "--plan", "--output", str(report)])
    assert (plain.exit_code, planned.exit_code) == (0, 0)
    assert "Who answers" not in plain.output
    text = " ".join(planned.output.split())
    assert "Somebody answers for 1 of 2 benefits." in text
    assert "Gain | *bold*: Operations, account =6420 [red]" in text  # text, and no markup
    assert "Other (shown, not added): nobody yet" in text
    assert "Measured by: Volume (1/month)" in text
    assert "2027-05-02: " in text
    assert "2029-03-31: after the horizon" in text
    (row,) = [each for each in report.read_text(encoding="utf-8").splitlines() if "=6420" in each]
    assert row.startswith(r"| Gain \| \*bold\* | Operations | \=6420 \[red\] | Volume (1/month) |")


def test_the_plan_stands_in_json_where_it_is_asked_for(tmp_path: Path) -> None:
    case = tmp_path / "small.toml"
    case.write_text(CASE, encoding="utf-8")
    words = ["run", str(case), "--draws", "64", "--json"]
    plain, planned = (
        json.loads(CliRunner().invoke(app, [*words, *more]).stdout) for more in ([], ["--plan"])
    )
    gain, other = planned.pop("realisation")
    assert plain.pop("realisation") is None
    assert planned == plain
    jsonschema.validate({**planned, "realisation": [gain, other]}, schema_of("result"))
    assert (gain["id"], gain["owner"], gain["account"], gain["counts"]) == (
        "gain", "Operations", "=6420 [red]", True
    )  # fmt: skip
    assert (other["id"], other["owner"], other["counts"]) == ("other", "", False)
    within, after = gain["reviews"]
    assert (within["day"], within["month"], within["date"]) == (31, 2, "2027-05-02")
    assert 2 * 5 * 80 <= within["expected"]["p10"] <= within["expected"]["p50"] <= 2 * 5 * 130
    assert (after["date"], after["expected"]) == ("2029-03-31", None)
    assert gain["total"]["mean"] > gain["first_year"]["p10"] > 5 * 12 * 75
