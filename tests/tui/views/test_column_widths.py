"""Tables that fit: labels and figures stay whole at any width, columns go."""

from __future__ import annotations

import re

import pytest
from rich.table import Table
from rich.text import Text

import cases
import roi
from roi.sim.cuts import HEADLINE
from tests.support.printed import printed
from tui.views.column_widths import Column, fitted, kept
from tui.views.tables import finance_table, metrics_table, shown_table

WIDTHS = (40, 60, 80, 100, 110, 140)


def drawn(table: Table, width: int) -> list[str]:
    return printed(table, width).splitlines()


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_whole(table: Table, labels: list[str], width: int) -> None:
    """Every line fits, nothing is cut, and each label can be read down its column."""
    lines = drawn(table, width)
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines)
    text = letters("".join(lines))
    for label in labels:
        for word in label.split():
            assert letters(word) in text, f"{word} of {label} at {width}"


@pytest.fixture(scope="module", params=["clinical-scribe", "bank-chatbot"])
def run(request: pytest.FixtureRequest) -> roi.Run:
    return roi.simulate(roi.resolve(cases.load(request.param), horizon=60), draws=256)


@pytest.mark.parametrize("width", WIDTHS)
def test_labels_of_a_run_over_five_years(run: roi.Run, width: int) -> None:
    summary = run.summary()
    metrics = ["Net present value", "Internal rate of return", "Cost of a month's delay"]
    assert_whole(metrics_table(run, summary, HEADLINE, width), metrics, width)
    costs = [line.spec.label for line in run.model.lines if line.counted and line.spec.kind != "soft"]
    assert_whole(finance_table(run.model, summary.plan_table, include_soft=False, width=width), costs, width)
    shown = shown_table(run, width)
    assert shown is not None
    assert_whole(shown, [line.spec.label for line in run.model.lines if line.spec.show], width)


@pytest.mark.parametrize("width", WIDTHS)
def test_huge_figures_cost_columns_not_labels(width: int) -> None:
    labels = ["Internal rate of return", "Payback"]
    columns = [
        Column(head, [Text("103,680,844,434 %"), Text("0.2")], rank)
        for head, rank in (("Mean", 0), ("P10", 2), ("P50", 1), ("P90", 2), ("Plan", 3))
    ]
    lines = drawn(fitted("Figures", [Text(label) for label in labels], columns, width), width)
    text = letters("".join(lines))
    assert max(map(len, lines)) <= width
    assert all(letters(word) in text for label in labels for word in label.split())
    assert "103,680,844,434%" in text
    for column in columns:
        assert column.head in text  # shown, or named as left out


def test_columns_of_one_rank_go_together_the_highest_first() -> None:
    columns = [Column(head, [Text("9" * 9)], rank) for head, rank in (("a", 0), ("b", 2), ("c", 1), ("d", 2))]
    shown = {width: "".join(column.head for column in kept(columns, width)) for width in range(20, 90)}
    assert set(shown.values()) == {"a", "ac", "abcd"}
    assert list(dict.fromkeys(shown.values())) == ["a", "ac", "abcd"]


def test_years_are_folded_and_add_up() -> None:
    run = roi.simulate(roi.resolve(cases.load("clinical-scribe"), horizon=120), draws=64)
    summary = run.summary()
    for width in WIDTHS:
        lines = drawn(finance_table(run.model, summary.plan_table, include_soft=False, width=width), width)
        row = next(line for line in lines if line.strip().startswith("Costs"))
        figures = [float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*\.?\d*", row)]
        *years, total, _present = figures
        if years:
            assert sum(years) == pytest.approx(total, abs=0.6 * len(years))
