"""What the best of a comparison is likely to fall short by."""

from __future__ import annotations

import numpy as np
import pytest

from roi.analysis.compare import Candidate, compare
from roi.analysis.comparison import NOTHING
from roi.analysis.disappointment import RatioClass, ValueClass, disappointment, ratios_of
from roi.model import resolve
from tests.support.models import money_case


def candidate(name: str, gain: str, cost: str) -> Candidate:
    return Candidate(name, resolve(money_case("a + b", {"a": gain, "b": "normal(0, 2)"}, cost=cost)))


BASE = compare(
    [candidate("bold", "normal(30, 9)", "20"), candidate("meek", "normal(9, 1)", "2")], draws=1_024
)


def test_expected_values_disappoint_by_their_draws_alone() -> None:
    estimated = disappointment(BASE)
    assert estimated is not None
    assert estimated.names == ("bold", "meek", NOTHING)
    assert estimated.by_class is None
    assert estimated.planned == "bold"
    assert estimated.plan == pytest.approx(10)
    assert estimated.sampling.disappointment < 0.05
    assert estimated.sampling.chosen[0] > 0.99


def test_a_class_draws_the_uncertain_one_further() -> None:
    estimated = disappointment(BASE, ValueClass(0, 5))
    assert estimated is not None
    shrunk = estimated.by_class
    assert shrunk is not None
    cov = np.array([[85, 13], [13, 5]])  # the luck of both inputs is the same in both
    prior = np.eye(2) * 25
    expected = prior @ np.linalg.solve(prior + cov, [10, 7])
    assert shrunk.values == pytest.approx([*expected, 0], abs=0.15)
    assert (estimated.names[shrunk.winner], estimated.names[shrunk.after]) == ("bold", "meek")
    assert shrunk.best[2] < 0.05


def test_realised_benefits_and_costs() -> None:
    estimated = disappointment(BASE, RatioClass((0.7, 0.1), (1.2, 0.0), 8))
    assert estimated is not None
    assert estimated.by_class is not None
    assert estimated.by_class.values == pytest.approx([0.7 * 30 - 1.2 * 20, 0.7 * 9 - 1.2 * 2, 0], abs=0.1)
    assert estimated.by_class.covariance == pytest.approx([9, 0.81, 0], rel=0.02)


def test_ratios_of_few_deals_say_nothing() -> None:
    assert ratios_of(np.array([0.5, 0.9])) == (1.0, 0.0)
    mean, sd = ratios_of(np.array([0.5, 0.7, 0.9]))
    assert mean == pytest.approx(0.7)
    assert sd == pytest.approx(0.2 * (4 / 3) ** 0.5)
