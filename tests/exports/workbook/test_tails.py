"""Means without a value, errors without an end, figures beyond 1e15: the workbook is written, its checks hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.write import workbook
from tests.support.documents import case_of, flow
from tests.support.values import values_of


@pytest.mark.parametrize("value", ["pareto(1, 0.5)", "pareto(1, 1.01)", "1 to 1e12", "lognormal(1, 1_000)"])
@pytest.mark.parametrize("tailed", ["benefit", "cost"])
def test_a_case_of_heavy_tails_is_written(tmp_path: Path, value: str, tailed: str) -> None:
    other = "cost" if tailed == "benefit" else "benefit"
    case = case_of(
        {tailed: (value, "USD/month"), other: ("10 to 20", "USD/month")},
        {"gain": flow("benefit"), "licence": flow("cost", class_="licence")},
    )
    path = tmp_path / "tails.xlsx"
    workbook(roi.simulate(case, draws=4_096, seed=1), path, DocumentRequest(trials=16))
    assert values_of(path).errors() == []
