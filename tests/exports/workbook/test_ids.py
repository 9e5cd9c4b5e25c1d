"""Any id the language allows: every output says the same numbers, whatever lines and inputs are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

import numpy as np
import pytest

import cases
import roi
from exports.document.result import result_document
from exports.markdown.result import result_markdown
from exports.story.contents import DocumentRequest
from exports.workbook.reader.reading import read_answers
from exports.workbook.write import workbook
from roi.case import Case
from roi.model import resolve
from roi.notebook.frames import draws_frame
from roi.sim.cuts import HEADLINE
from roi.sim.metrics import metrics_of
from tests.support.libreoffice import recalculated
from tests.support.values import values_of
from tests.support.workbooks import compared, typed, with_values

CASE = Template("""
[case]
id = "ids"
title = "Ids"
sector = "Test"
currency = "USD"
horizon = 24
units = ["visit"]
[inputs]
$visits = {label = "Visits", unit = "visit/year", value = "range(800, 1_000, 1_500)", min = 0, max = 5_000, grade = "vendor"}
$gain = {label = "Gain", unit = "USD/visit", value = "triangular(30, 40, 60)", grade = "survey"}
$rate = {label = "Rate", unit = "USD/month", value = 900, grade = "vendor"}
$fee = {label = "Fee", unit = "USD", value = "uniform(4_000, 9_000)", grade = "vendor"}
$risk = {label = "Risk", unit = "%", value = 20, grade = "judgement"}
$luck = {label = "Luck", unit = "–", value = "uniform(0, 1)", grade = "judgement", chance = true}
[lines]
$works = {label = "Works", unit = "–", formula = "1 - ($luck < $risk)"}
$slow = {label = "Slow", unit = "USD/month", formula = "$visits * $gain * $works * ramp(month, $half)"}
$half = {label = "Half a year", unit = "month", formula = "$six"}
$cash = {label = "Saved", unit = "USD/month", flow = "benefit", kind = "cash", formula = "$slow"}
$time = {label = "Freed", unit = "USD/month", flow = "benefit", kind = "capacity", formula = "$slow + 0 * cumulative($slow) / $six"}
$mood = {label = "Liked", unit = "USD/month", flow = "benefit", kind = "soft", formula = "$slow / 2"}
$run = {label = "Run", unit = "USD/month", flow = "cost", class = "run", formula = "$rate"}
$start = {label = "Build", unit = "USD", flow = "cost", class = "integration", when = "start", formula = "$fee"}
[inputs.$six]
label = "Six"
unit = "month"
value = 6
grade = "judgement"
""")  # noqa: E501
IDS = (
    "visits", "gain", "rate", "fee", "risk", "luck", "six",
    "works", "slow", "half", "cash", "time", "mood", "run", "start",
)  # fmt: skip
PLAIN = tuple(f"id{k}" for k in range(len(IDS)))
# What the program itself calls a total, a metric, a column or a name; what a spreadsheet calls a cell or a word.
HOSTILE = {
    "totals": (
        "in_x", "x", "your_x", "horizon", "likely_horizon", "costs_cash", "true",
        "cash_net", "net_with_soft", "cash_benefits", "benefits", "costs", "net", "benefits_with_soft", "npv_cash",
    ),
    "totals crossed": (
        "benefits", "costs", "net", "cash_net", "npv", "cash_benefits", "typed_horizon",
        "total", "benefits_with_soft", "net_with_soft", "peak_funding", "horizon", "npv_by_month", "low", "high",
    ),
    "metrics": (
        "npv", "roi", "irr", "replicate", "pv_costs", "pv_soft", "months_a_year",
        "luck_npv", "payback", "pv_benefits", "pv_benefits_cash", "pv_benefits_soft", "last_cash", "base", "net",
    ),
    "cells and words": (
        "a1", "c", "r", "r1c1", "xfd1", "true1", "false",
        "rc", "e1048576", "pi", "sum", "row_x", "line_x", "all_x", "master_check",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A case under some ids, its run and its workbook."""

    case: Case
    run: roi.Run
    path: Path
    ids: dict[str, str]


def case_of(ids: tuple[str, ...], folder: Path) -> Case:
    path = folder / "ids.toml"
    path.write_text(CASE.substitute(dict(zip(IDS, ids, strict=True))), encoding="utf-8")
    return cases.load(path)


@pytest.fixture(scope="module")
def all_written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    folder = tmp_path_factory.mktemp("ids")
    by_name = {}
    for name, ids in HOSTILE.items():
        case = case_of(ids, folder)
        run = roi.simulate(case, draws=256, seed=3)
        path = folder / f"{name}.xlsx"
        workbook(run, path, DocumentRequest(trials=16))
        by_name[name] = Written(case, run, path, dict(zip(IDS, ids, strict=True)))
    return by_name


@pytest.fixture(params=HOSTILE)
def written(request: pytest.FixtureRequest, all_written: dict[str, Written]) -> Written:
    return all_written[request.param]


def test_the_plan_is_that_of_plain_ids(written: Written, tmp_path: Path) -> None:
    """The plan has no draws, which an id seeds: workbook, JSON and Markdown all have the same numbers."""
    plain = roi.simulate(case_of(PLAIN, tmp_path), draws=256, seed=3)
    book = values_of(written.path)
    for name in ("npv", "pv_benefits", "pv_costs", "roi"):
        assert book.named(f"base_{name}") == pytest.approx(plain.plan.metric(name, HEADLINE), rel=1e-12)
    for row, other in zip(
        written.run.summary().plan_table.rows, plain.summary().plan_table.rows, strict=True
    ):
        assert (row.label, row.role, row.present_value) == (other.label, other.role, other.present_value)
    assert written.run.summary().plan_table.total("net").label == "Net (headline)"
    assert written.run.summary().plan_table.line(written.ids["cash"]).label == "Saved"


def test_every_sum_of_the_plan_is_the_sheets(written: Written) -> None:
    """The table of Summary, the year columns of Model: by label, against the engine."""
    book = with_values(written.path, "Model")
    shown = {row[0].value: row for row in book["Model"].iter_rows(min_col=1, max_col=9)}
    for row in written.run.summary().plan_table.rows:
        label = row.label if row.role == "total" else None
        if label is not None:
            assert shown[label][8].value == pytest.approx(row.total, rel=1e-9), label
            assert shown[label][7].value == pytest.approx(row.present_value, rel=1e-9), label


def test_markdown_and_json_have_every_sum(written: Written) -> None:
    summary = written.run.summary()
    text = result_markdown(written.run)
    table = [line for line in text.splitlines() if line.startswith("|")]
    nets = [line for line in table if "Net (headline)" in line]
    assert len(nets) == 1
    document = json.loads(json.dumps(result_document(written.run)))
    rows = document["table"]["mean"]["rows"]
    net = [row for row in rows if row["role"] == "total" and row["id"] == "net"]
    assert [row["present_value"] for row in net] == [summary.mean_table.total("net").present_value]


def test_every_column_of_draws_is_there_once(written: Written) -> None:
    frame = draws_frame(written.run)
    varying = [
        item for item in written.case.inputs.values() if item.value.startswith(("range", "tri", "uni"))
    ]
    assert frame.columns.is_unique
    assert len(frame.columns) == 1 + len(varying) + len(metrics_of(written.run.model)) + sum(
        not row.cash_only and name != "pv_costs" for name, row in metrics_of(written.run.model).items()
    )
    np.testing.assert_array_equal(frame["npv [USD]"], np.ravel(written.run.values("npv", "headline")))


def test_read_back_it_is_untouched(written: Written, tmp_path: Path) -> None:
    answers = read_answers(written.path, lambda identity: resolve(written.case))
    assert (answers.answers, answers.horizon, answers.notes) == ({}, None, ())
    changed = typed(written.path, tmp_path / "changed.xlsx", {
        f"your_{written.ids['gain']}": 55, "typed_horizon": 36,
    })  # fmt: skip
    answers = read_answers(changed, lambda identity: resolve(written.case))
    assert {name: answer.value for name, answer in answers.answers.items()} == {written.ids["gain"]: "55"}
    assert answers.horizon == 36


@pytest.mark.libreoffice
def test_what_is_cached_is_what_is_recalculated(all_written: dict[str, Written]) -> None:
    """The checks among it."""
    for path in (written.path for written in all_written.values()):
        again = recalculated(path)
        result = compared(dict(values_of(path).cells()), dict(again.cells()), 1e-7)
        assert not result.wrong, path.stem
        assert not again.errors(), path.stem
        assert again.named("master_check") == 1, path.stem
        assert str(again.named("master_text")).startswith("All checks pass"), path.stem
