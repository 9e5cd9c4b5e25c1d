"""What a reader must know of the figures is said: correlations missed, void or contradictory; no rate of return."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

import roi
from tests.support.documents import case_of, flow

USD = "USD"
INPUTS = {
    "a": ("bernoulli(18%)", USD),
    "b": ("normal(3, 1)", USD),
    "c": ("uniform(0, 1)", USD),
    "d": ("normal(5, 1)", USD),
    "k": (5, USD),
}
LINES = {
    "gain": flow("b + c", when="month 3", unit=USD),
    "fee": flow("k + a", when="start", unit=USD, class_="run"),
}


def run_of(*pairs: tuple[str, str, float], **more: Any) -> roi.Run:
    correlations = [{"between": [a, b], "rank": rank} for a, b, rank in pairs]
    preset = more.pop("preset", "evidence")
    return roi.simulate(case_of(INPUTS, LINES, correlations=correlations, **more), draws=4_096, preset=preset)


def remarks_with(run: roi.Run, words: str) -> list[str]:
    return [text for text in run.summary().remarks if words in text]


def test_a_discrete_input_has_the_rank_correlation_that_is_stated_or_says_what_it_can_have() -> None:
    """A share p of one value leaves √(3 p (1 − p)) of rank correlation with a continuous input: 0.67 for 18 %."""
    run = run_of(("a", "b", 0.9))
    (text,) = remarks_with(run, "in the draws")
    assert "is 0.66 in the draws" in text
    assert "can have -0.66 to 0.66" in text
    drawn = run.prepared.inputs_between(0, 4_096)
    assert stats.spearmanr(drawn["a"], drawn["b"]).statistic == pytest.approx(0.66, abs=0.02)
    for rank in (0.6, 0.05, -0.5):
        assert not remarks_with(run_of(("a", "b", rank)), "in the draws")
    assert not remarks_with(run_of(("b", "c", 0.9)), "in the draws")


def test_a_rank_correlation_of_the_case_s_values_says_so_where_others_stand() -> None:
    presets = {"even": {"inputs": {"a": "normal(2, 1)"}}}
    run = run_of(("a", "b", 0.6), presets=presets, preset="even")
    (text,) = remarks_with(run, "in the draws")
    assert "others stand here" in text
    drawn = run.prepared.inputs_between(0, 4_096)
    rank = stats.spearmanr(drawn["a"], drawn["b"]).statistic
    assert f"is {float(text.partition(' is ')[2].split()[0]):.2f} in" in text
    assert rank == pytest.approx(float(text.partition(" is ")[2].split()[0]), abs=0.02)
    again = run_of(("a", "b", 0.6))
    assert run.prepared.copula == again.prepared.copula  # the luck of every draw is the same


def test_a_correlation_with_a_number_says_nothing() -> None:
    assert remarks_with(run_of(("b", "k", 0.5)), "says nothing: “k” is one number")
    assert not remarks_with(run_of(("b", "c", 0.5)), "says nothing")
    presets = {"view": {"inputs": {"b": 4, "c": 0.5}}}
    assert remarks_with(run_of(("b", "c", 0.5), presets=presets, preset="view"), "are one number each")


def test_repairs_are_told_where_they_move_something() -> None:
    assert len(remarks_with(run_of(("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)), "is moved to")) == 3
    exact = [("d", "b", 0.844), ("b", "c", 0.86), ("d", "c", 0.469)]  # the edge is at 0.4723
    moved = [abs(repair.used - repair.stated) for repair in run_of(*exact).repairs]
    assert 0 < max(moved) < 0.005
    (text,) = remarks_with(run_of(*exact), "contradict")
    assert "a little" in text
    assert not remarks_with(run_of(("b", "c", 0.5)), "contradict")


def test_a_plan_without_a_rate_of_return_says_why() -> None:
    lines = {
        "gain": flow("k", when="start", unit=USD),
        "fee": flow("k * 1.1", when="month 2", unit=USD, class_="run"),
    }
    run = roi.simulate(case_of({"k": (5, USD)}, lines), draws=64)
    assert remarks_with(run, "the cost of a loan")
    assert not remarks_with(run_of(), "rate of return")
