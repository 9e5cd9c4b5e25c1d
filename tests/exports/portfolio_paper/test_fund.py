"""What is funded, in parts: one scale beside the sum, and nothing said of a budget that buys nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exports.portfolio_paper.fund import fund_parts
from exports.portfolio_paper.parts import PaperPart
from roi.portfolio import Deal, DealResult, Maturity, OptionResult, Portfolio, Results
from roi.portfolio.funding.effort import Effort
from roi.portfolio.funding.problem import Limits
from roi.portfolio.plan import fund

DRAWS = 256
SPREAD = np.random.default_rng(3).standard_normal(DRAWS)


def deal(name: str, expected: float) -> DealResult:
    """A deal that costs 30,000, with a spread of 100,000."""
    spend = np.zeros(25)
    spend[[0, 1, 4]] = 10_000.0
    cash = np.full(25, 2_000.0) - spend
    npv = expected + 100_000.0 * (SPREAD - SPREAD.mean())
    option = OptionResult(
        "", "as it stands", npv, np.full(DRAWS, 12.0), cash, spend, cash, cash, cash, rate=0.1
    )
    return DealResult(Deal(name, Path(f"{name}.toml")), "0", (option,), Maturity(1, 1, {"judgement": 1.0}))


def parts(budget: float, *deals: DealResult) -> dict[str, PaperPart]:
    results = Results(Portfolio(tuple(each.deal for each in deals), "EUR"), deals, DRAWS, 1, "1")
    limits = Limits(budget=np.array([budget]))
    plan = fund(results, limits, effort=Effort(gap=0.0, nodes=10**5, seconds=30))
    return {part.title.partition(",")[0]: part for part in fund_parts(plan, None, 12)}


@pytest.mark.parametrize("deals", [1, 3])
def test_an_expected_value_has_the_same_digits_in_every_table(deals: int) -> None:
    """Beside percentiles of six digits it would have one decimal less than alone."""
    written = parts(1e6, *(deal(f"deal-{k}", 56_830.0 - k) for k in range(deals)))
    *_, total = written["Funded"].table.rows  # type: ignore[union-attr]
    ((_, mean, *_),) = written["What the set brings"].table.rows  # type: ignore[union-attr]
    *_, largest = written["What each budget buys"].table.rows  # type: ignore[union-attr]
    assert total[3] == mean.partition(" ±")[0] == largest[4]
    assert {row[1] for row in written["Funded"].table.rows[:deals]} == {"as it stands"}  # type: ignore[union-attr]


def test_a_budget_without_end_hides_no_need() -> None:
    rows = parts(1e9, deal("a", 50_000.0))["Money by quarter"].table.rows  # type: ignore[union-attr]
    assert [row[1] for row in rows[:2]] == ["20.00", "10.00"]


def test_no_budget_buys_nothing() -> None:
    written = parts(0.0, deal("a", 50_000.0))
    assert "What each budget buys" not in written
    assert "Priority list" not in written
    assert "at every budget tried" not in " ".join(written["Not funded"].items)


def test_a_list_of_no_deal_is_a_sentence() -> None:
    written = parts(1_000.0, deal("a", 50_000.0))
    assert written["Priority list"].table is None
    assert written["Priority list"].lead == ("No deal is in at any budget that was tried.",)
