"""Tracking: a case worked out by hand, the estimate itself, exact actuals, and what always holds."""

from __future__ import annotations

import dataclasses
import datetime
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cases
import roi
from roi.observed.observations import Exact, Observation, Sample, StandardError, Trials
from roi.observed.realised import realised_of
from roi.observed.results import Diagnostics
from roi.observed.reviews import next_review
from roi.observed.tracked import ReviewDay
from roi.observed.tracking import track, track_update
from roi.sim.estimate import Statistic
from roi.updated import NOT_UPDATED
from tests.support.documents import case_of, flow, line

DRAWS = 1_024
RATE = 0.12
"""Of the case below."""


def small_case(start: str | None = None) -> roi.Case:
    """Three months: a benefit of units × 10 a month, a licence, 500 at the start, users on the side."""
    return case_of(
        {
            "discount_rate": ("12%", "%/year"),
            "units": ("normal(100, 10)", "unit/month"),
            "each": (10, "USD/unit"),
            "fee": ("uniform(150, 250)", "USD/month"),
            "build": ("normal(500, 50)", "USD"),
            "reach": ("uniform(20, 60)", "%"),
            "go_live": (0, "month"),
        },
        {
            "gain": flow("units * each"),
            "used": line("reach", "%", show=True),
            "orders": line("units * (month > go_live)", "unit/month", show=True),
            "licence": flow("fee", class_="run"),
            "setup": flow("build", "USD", class_="integration", when="start"),
        },
        header={"horizon": 3, "units": ["unit"], **({"start": start} if start else {})},
    )


@pytest.fixture(scope="module")
def run() -> roi.Run:
    return roi.simulate(small_case(), draws=DRAWS)


def paid(name: str, month: int, value: float, error: float = 0.0, last: int | None = None) -> Observation:
    how = StandardError(error) if error else Exact()
    return Observation(name, value, how, (month, last or month), unit="USD", source="ledger")


ACTUALS = (
    paid("setup", 0, 520), *(paid("gain", m, x) for m, x in ((1, 780), (2, 950), (3, 1_000))),
    *(paid("licence", m, x) for m, x in ((1, 200), (2, 200), (3, 180))),
)  # fmt: skip


def npv_of(flows: list[float]) -> float:
    return math.fsum(x * (1 + RATE) ** (-m / 12) for m, x in enumerate(flows))


def test_by_hand(run: roi.Run) -> None:
    """After two months: what was paid, and of month 3 what is forecast."""
    tracked = track(run, [row for row in ACTUALS if row.months != (3, 3)])
    gain, licence, setup = (tracked.line(name) for name in ("gain", "licence", "setup"))
    assert (tracked.last, tracked.due) == (2, 2)
    assert gain.actual == (None, 780, 950, None)
    assert licence.actual == (None, 200, 200, None)
    assert setup.actual == (520, None, None, None)
    assert tracked.cumulative.realised == (-520, 60, 810, None)
    assert gain.to_date is not None
    assert gain.to_date.realised == 1_730
    assert gain.to_date.p50 == pytest.approx(2_000, abs=2)  # 2 × 10 × normal(100, 10)
    assert gain.to_date.p90 == pytest.approx(2_000 + 200 * 1.2816, rel=0.01)
    assert gain.to_date.unlikely
    assert not gain.to_date.surprising
    assert tracked.npv is not None
    third = {name: float(np.mean(tracked.after.means["payment", name][3])) for name in ("gain", "licence")}
    wanted = npv_of([-520, 580, 750, third["gain"] - third["licence"]])
    assert tracked.npv.completion.mean.value == pytest.approx(wanted, abs=1e-9)
    sold = npv_of([-500, 800, 800, 800])
    assert tracked.npv.sold.mean.value == pytest.approx(sold, abs=1)
    realised = npv_of([-20, -220, -50, 0])
    assert tracked.npv.realised.value == pytest.approx(realised, abs=1)
    assert tracked.npv.difference.value == pytest.approx(wanted - sold, abs=1)
    assert gain.completion is not None
    assert gain.completion.realised == 1_730
    assert gain.completion.rest.mean == pytest.approx(third["gain"], abs=1e-9)
    assert [request.line for request in tracked.requests if request.months] == []


def test_nothing_observed_is_the_estimate_itself(run: roi.Run) -> None:
    tracked = track(run)
    summary = run.summary()
    npv, fan = summary.metrics["headline"]["npv"], summary.fans["headline"].percentiles
    assert tracked.npv is not None
    assert tracked.npv.completion == tracked.npv.sold
    assert tracked.npv.sold.mean == npv.mean
    for p, each in ((10, tracked.npv.sold.p10), (50, tracked.npv.sold.p50), (90, tracked.npv.sold.p90)):
        assert each == npv.percentiles[p]
        for bands in (tracked.cumulative.sold, tracked.cumulative.updated):
            assert np.array_equal(getattr(bands, f"p{p}"), fan[p])
    assert tracked.npv.difference == Statistic(0.0, 0.0)
    assert tracked.cumulative.realised == (None,) * 4
    assert all(each.sold == each.updated for each in tracked.lines)
    assert all(set(each.actual) == {None} and each.to_date is None for each in tracked.lines)


def test_all_months_exact_are_the_discounted_actuals(run: roi.Run) -> None:
    tracked = track(run, ACTUALS)
    assert tracked.npv is not None
    wanted = npv_of([-520, 580, 750, 820])
    npv = tracked.npv.completion
    for each in (npv.mean, npv.p10, npv.p50, npv.p90):
        assert each.value == pytest.approx(wanted, abs=1e-9)
        assert each.error == pytest.approx(0, abs=1e-9)
    assert tracked.npv.rest.value == pytest.approx(0, abs=1e-9)
    assert tracked.npv.realised.value == pytest.approx(tracked.npv.difference.value, abs=1e-9)
    assert tracked.npv.share_observed == pytest.approx(1)
    assert tracked.cumulative.updated.p10 == tracked.cumulative.updated.p90 == (-520, 60, 810, 1_630)
    assert tracked.requests == ()


def test_a_month_without_a_figure_keeps_its_forecast_and_is_asked_for(run: roi.Run) -> None:
    tracked = track(run, [paid("gain", 1, 900), paid("gain", 3, 1_000), paid("licence", 1, 600, last=3)])
    gain, licence = tracked.line("gain"), tracked.line("licence")
    assert gain.actual[2] is None
    assert gain.missing == (2,)
    assert gain.updated is not None
    assert gain.updated.p10[2] < gain.updated.p90[2]
    assert gain.updated.p10[3] == gain.updated.p90[3] == 1_000
    assert licence.actual[1:] == pytest.approx(
        (200, 200, 200)
    )  # the sum of three months, as the plan has them
    assert licence.spread == (1, 2, 3)
    assert tracked.line("setup").missing == (0,)
    assert [(each.line, each.months) for each in tracked.requests] == [("gain", (2,)), ("setup", (0,))]
    assert set(tracked.cumulative.realised) == {None}


@pytest.mark.parametrize("go_live", [("0", "2"), ("2", "0")])
def test_the_running_net_waits_for_money_that_was_sold_or_is_expected_now(go_live: tuple[str, str]) -> None:
    """A gain sold from month 1 that now begins in month 3, or the other way round: no figure of it is yet there."""
    case = case_of(
        {
            "go_live": ("uniform(0, 3)", "month"),
            "each": (1_000, "USD/month"),
            "fee": ("uniform(150, 250)", "USD/month"),
            "build": ("normal(500, 50)", "USD"),
        },
        {
            "gain": flow("each * (month > go_live)"),
            "licence": flow("fee", class_="run"),
            "setup": flow("build", "USD", class_="integration", when="start"),
        },
        header={"horizon": 3},
    )
    before, after = (roi.simulate(case, draws=64, overrides={"go_live": each}) for each in go_live)
    rows = (paid("setup", 0, 500), paid("licence", 1, 200), paid("licence", 2, 200))
    update = roi.Update(before, after, rows, (), (), _EXACT, NOT_UPDATED)
    assert track_update(update).cumulative.realised == (-500, None, None, None)


def test_a_sum_leaves_its_rest_to_the_months_without_a_figure(run: roi.Run) -> None:
    tracked = track(run, [paid("gain", 2, 950), paid("gain", 1, 2_550, error=60, last=3)])
    gain = tracked.line("gain")
    assert gain.actual[1:] == pytest.approx((800, 950, 800))
    assert gain.spread == (1, 3)
    assert gain.to_date is not None
    assert (gain.to_date.realised, gain.to_date.error) == pytest.approx((2_550, 60))
    assert gain.completion is not None
    z = 1.2816
    assert gain.completion.completion.p90 == pytest.approx(2_550 + z * 60, rel=0.005)
    assert gain.completion.completion.mean == pytest.approx(2_550, abs=1e-9)


def test_a_line_that_is_no_money(run: roi.Run) -> None:
    rows = [
        Observation("used", 0.3, Trials(30, 100), source="log"),
        Observation("orders", 90, StandardError(3), (1, 1)),
        Observation("orders", 110, StandardError(3), (2, 2)),
        Observation("orders", 96, StandardError(4), (2, 2)),
    ]
    tracked = track(run, rows)
    used, orders = tracked.line("used"), tracked.line("orders")
    assert (used.kind, used.unit, used.sold, used.completion) == ("shown line", "%", None, None)
    assert used.measured[0].value == pytest.approx(30)
    assert (used.measured[0].hits, used.measured[0].n) == (30, 100)
    assert used.to_date is not None
    assert used.to_date.months == 0
    assert used.to_date.p50 == pytest.approx(40, abs=0.2)
    second = (110 / 9 + 96 / 16) / (1 / 9 + 1 / 16)
    assert orders.actual[1:3] == pytest.approx((90, second))
    assert orders.to_date is not None
    assert orders.to_date.realised == pytest.approx((90 + second) / 2)
    assert tracked.npv is not None
    assert tracked.npv.realised.value == 0  # no money was observed
    assert tracked.npv.share_observed == 0
    assert tracked.npv.completion.mean.value == pytest.approx(
        tracked.after.summary().metrics["headline"]["npv"].mean.value, rel=1e-12
    )


def test_a_small_sample_is_as_wide_as_its_t_law(run: roi.Run) -> None:
    tracked = track(run, [Observation("gain", 1_000, Sample(4, 100), (1, 1), unit="USD/month")])
    (figure,) = tracked.line("gain").measured
    assert figure.error == pytest.approx(100 / 2 * 1.6377 / 1.2816, rel=1e-4)  # t(0.9; 3) over z(0.9)


def test_figures_are_due_up_to_the_month_that_is_named(run: roi.Run) -> None:
    assert track(run, [paid("gain", 1, 900)], due=3).line("gain").missing == (2, 3)
    for due in (0, 4):
        with pytest.raises(roi.RoiError, match=f"month {due} cannot be the last one due"):
            track(run, [paid("gain", 1, 900)], due=due)


def test_reviews_have_dates_where_the_start_is_known() -> None:
    assert next_review((365, 30, 90), 1, 36, "2027-04") == ReviewDay(90, 3, datetime.date(2027, 6, 30))
    assert next_review((30, 90, 365), 3, 36, None) == ReviewDay(365, 12, None)
    assert next_review((30, 90, 365), 12, 36, None) is None
    assert next_review((30, 90, 365), 3, 6, None) is None
    (request,) = track(roi.simulate(small_case("2027-04"), draws=256), due=1).requests[-1:]
    assert request.review is None or request.review.date


_EXACT = Diagnostics("exact", -math.inf, math.inf, 0.0, 0, 1.0, 1.0, 1.0, 0.0)
Row = tuple[str, int, int, float, float]
ROW = st.tuples(
    st.sampled_from(["gain", "licence", "setup"]), st.integers(0, 3), st.integers(0, 3), st.floats(100, 1_500),
    st.sampled_from([0.0, 20.0, 200.0]),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROW, max_size=8, unique_by=lambda row: (row[0], *sorted(row[1:3]))))
def test_realised_and_rest_are_the_completion(run: roi.Run, rows: list[Row]) -> None:
    """Whatever was observed, in whatever order and however months overlap; the estimate itself is after."""
    observations = [
        paid(name, min(a, b), value, error, max(a, b) or None) for name, a, b, value, error in rows
    ]
    update = roi.Update(run, run, tuple(observations), (), (), _EXACT, NOT_UPDATED)
    tracked, reverse = (
        track_update(dataclasses.replace(update, observations=each))
        for each in (tuple(observations), tuple(reversed(observations)))
    )
    assert tracked.npv is not None
    split = tracked.npv.realised.value + tracked.npv.rest.value
    assert split == pytest.approx(tracked.npv.difference.value, abs=1e-8)
    total = 0.0
    for each in tracked.lines:
        money = each.completion
        assert money is not None
        assert money.realised + money.rest.mean == pytest.approx(money.completion.mean, abs=1e-8)
        assert money.realised == pytest.approx(sum(x or 0 for x in each.actual), abs=1e-9)
        total += money.npv_realised + money.npv_rest
    assert total == pytest.approx(tracked.npv.difference.value, abs=1e-8)
    assert reverse.npv is not None
    assert reverse.npv.completion.mean.value == pytest.approx(tracked.npv.completion.mean.value, abs=1e-8)


def test_shipped_cases_track_alike_with_and_without_what_is_no_money() -> None:
    """Money that was not observed is that of the updated estimate, to the bit."""
    run = roi.simulate(cases.load("clinical-scribe"), draws=1_024)
    update = roi.update(run, [Observation("used", 0.4, Trials(40, 100))])
    tracked = track_update(update)
    npv = update.after.summary().metrics["headline"]["npv"]
    assert tracked.npv is not None
    assert tracked.npv.completion.mean == npv.mean
    assert tracked.npv.completion.p50 == npv.percentiles[50]
    soft = track_update(update, cut="soft")
    assert soft.npv is not None
    assert soft.npv.completion.mean == update.after.summary().metrics["soft"]["npv"].mean


def test_errors_that_months_share_add_up(run: roi.Run) -> None:
    """Three months with errors of 30, 40 and 50, of which 60 % is the same each month and 80 % is not."""
    rows = [
        Observation(
            "licence", 200.0, StandardError(error, shared=0.6), (month, month), "USD", source="ledger"
        )
        for month, error in ((1, 30.0), (2, 40.0), (3, 50.0))
    ]
    tracked = track(run, rows)
    (licence,) = (each for each in tracked.lines if each.name == "licence")
    assert licence.to_date is not None
    assert licence.to_date.error == pytest.approx(
        math.hypot(0.6 * 120, 0.8 * math.sqrt(30**2 + 40**2 + 50**2))
    )
    (each,) = realised_of(run.model, rows, run.plan.payments).values()
    drawn = each.draws(1, 0, 20_000)
    assert np.allclose(drawn.std(axis=1), [30, 40, 50], rtol=0.03)
    assert drawn.sum(axis=0).std() == pytest.approx(licence.to_date.error, rel=0.03)
