"""The benefit realisation plan against the draws themselves, and against the tracking of nothing."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

import roi
from roi.model import resolve
from roi.observed.paths import MONTHLY
from roi.observed.realisation import RealisationPlan, realisation_plan
from roi.observed.tracking import track
from roi.sim.evaluate import evaluate_block
from roi.sim.run import Run
from tests.support.documents import case_of, flow, line

CASE = case_of(
    {
        "volume": ("range(80, 100, 130)", "1/month"),
        "worth": ("range(5, 8, 12)", "USD"),
        "share": ("range(40, 50, 55)", "%"),
        "go_live": {"value": "triangular(1, 4, 9)", "unit": "month", "lever": True},
        "failure": ("range(5, 20, 40)", "%"),
        "luck": {"value": "uniform(0, 1)", "unit": "–", "chance": True},
        "fee": (240, "USD/month"),
        "discount_rate": ("range(6, 9, 12)", "%/year"),
    },
    {
        "works": line("luck >= failure", "–"),
        "spent_today": line("volume * worth", "USD/month", show=True),
        "handled": line("volume * share * works", "1/month", show=True),
        "gain": flow(
            "handled * worth * (month > go_live)", of="spent_today", owner="Ann", reviews=[45, 300, 1000]
        ),
        "soft": flow("handled * worth", kind="soft"),
        "licence": flow("fee", class_="licence", account="7000"),
    },
    header={"horizon": 24, "start": "2027-11"},
)


@pytest.fixture(scope="module")
def run() -> Run:
    return roi.simulate(resolve(CASE), draws=2_048, seed=5)


@pytest.fixture(scope="module")
def plan(run: Run) -> RealisationPlan:
    return realisation_plan(run)


def test_figures_are_those_of_the_draws(run: Run, plan: RealisationPlan) -> None:
    gain, licence = plan.benefits[0], plan.lines[-1]
    assert [each.line.id for each in plan.lines] == ["gain", "soft", "licence"]
    assert [each.counts for each in plan.lines] == [True, False, True]
    paid = evaluate_block(run.model, run.prepared.inputs_between(0, 2_048)).payments["gain"]
    total = np.sort(paid.sum(axis=0))
    assert (gain.total.p10, gain.total.p50, gain.total.p90) == tuple(
        total[math.ceil(p * 2_048) - 1] for p in (0.1, 0.5, 0.9)
    )
    assert gain.total.mean == pytest.approx(total.mean(), rel=1e-12)
    early = np.sort(paid[:3].sum(axis=0))
    first, later, last = gain.reviews
    assert (first.month, first.date) == (2, datetime.date(2027, 12, 16))
    assert first.expected is not None
    assert first.expected.p90 == early[math.ceil(0.9 * 2_048) - 1]
    assert (later.month, last.expected) == (10, None)  # day 1,000 is after the horizon
    assert (gain.owner, licence.owner, licence.account) == ("Ann", "", "7000")
    assert (licence.total.p10, licence.total.p90) == (24 * 240, 24 * 240)


def test_it_is_what_tracking_says_was_sold(run: Run, plan: RealisationPlan) -> None:
    tracked = track(run)
    for each in plan.lines:
        assert tracked.line(each.line.id).sold == each.bands
    for p in ("p10", "p50", "p90"):
        assert getattr(plan.running, p) == pytest.approx(getattr(tracked.cumulative.sold, p), rel=1e-9)
    worth = sum((1 if each.benefit else -1) * math.fsum(each.worth) for each in plan.lines if each.counts)
    assert worth == pytest.approx(float(run.values("npv").mean()), rel=1e-9)


def test_what_can_be_measured_is_named_and_nothing_else(plan: RealisationPlan) -> None:
    """Shown lines first, then facts: no luck and its chance, no lever, not the spending of today."""
    assert plan.benefits[0].measures[0] == "handled (1/month)"
    assert set(plan.benefits[0].measures) == {
        "handled (1/month)", "volume (1/month)", "worth (USD)", "share (%)",
    }  # fmt: skip
    assert plan.benefits[0].measures[1] == "worth (USD)"  # it moves most


@pytest.mark.parametrize("draws", [32_768, 49_152])
def test_many_draws_keep_the_totals_of_all(run: Run, draws: int) -> None:
    """Percentiles by month are of the first draws of each replicate; expectations are of all."""
    many = roi.simulate(run.model, draws=draws, seed=5)
    plan = realisation_plan(many)
    of_first = realisation_plan(roi.simulate(run.model, draws=16 * MONTHLY, seed=5))
    assert [each.bands for each in plan.lines] == [each.bands for each in of_first.lines]
    worth = sum((1 if each.benefit else -1) * math.fsum(each.worth) for each in plan.lines if each.counts)
    assert worth == pytest.approx(float(many.values("npv").mean()), rel=1e-9)
