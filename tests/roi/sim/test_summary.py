"""What a summary says, above all where a number would be a lie: never, undefined, withheld, unstated."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
import roi
from roi.case import COST_CLASSES, Case
from roi.model import resolve
from roi.sim.cuts import CASH, CUTS
from roi.sim.metrics import PERCENTILES, metrics_of
from roi.sim.summary import Statistics, Summary, blank_classes, undefined_because
from tests.support.documents import case_of, flow, line
from tests.support.examples import examples
from tests.support.shipped import SAMPLE

DRAWS = 4_096


def summary(inputs: dict[str, Any], lines: dict[str, Any], draws: int = DRAWS, **tables: Any) -> Summary:
    preset = next(iter(tables.get("presets", {})), "evidence")
    return roi.simulate(case_of(inputs, lines, **tables), draws=draws, preset=preset).summary()


def silent(statistics: Statistics) -> bool:
    """Nothing at all is said."""
    values = [statistics.mean, statistics.sd, *statistics.percentiles.values()]
    return all(math.isnan(value.value) for value in values)


COST = flow("cost", "USD", class_="run", when="start")


# ---- unstated costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE)
def test_a_report_without_costs_has_no_return(name: str) -> None:
    run = roi.simulate(cases.load(name), preset="report", draws=512)
    figures = run.summary()
    for cut in CUTS:
        for metric, row in metrics_of(run.model).items():
            statistics = figures.metrics[cut][metric]
            assert silent(statistics) == row.needs_costs
            assert math.isnan(statistics.base) == row.needs_costs
            assert statistics.undefined == (1.0 if row.needs_costs else 0.0)
        assert all(math.isnan(odds.value) for odds in figures.probability[cut].values())
        assert math.isnan(figures.shortfall[cut].value)
    assert figures.undefined_because == (
        "the preset `report` does not state all costs: without costs there is no NPV, ROI, IRR or payback"
    )


def test_one_unstated_class_is_enough_and_is_named() -> None:
    inputs = {"gain": (5, "USD/month"), "cost": (10, "USD")}
    presets = {"vendor": {"unstated": ["run", "overrun"]}}
    figures = summary(inputs, {"benefit": flow("gain"), "fee": COST}, presets=presets)
    assert silent(figures.metrics["headline"]["npv"])
    assert not silent(figures.metrics["headline"]["pv_benefits"])
    assert "`vendor` does not state run, overrun:" in figures.undefined_because
    assert set(figures.blank_classes) == set(COST_CLASSES) - {"run", "overrun"}


def test_blank_classes_are_those_without_a_line() -> None:
    model = resolve(case_of({"cost": (1, "USD")}, {"fee": COST}))
    assert blank_classes(model) == tuple(name for name in COST_CLASSES if name != "run")
    assert undefined_because(model) == ""


# ---- no costs, or negative ones ------------------------------------------------------------------------


def test_without_costs_ratios_are_undefined_and_the_rest_is_not() -> None:
    figures = summary({"gain": ("normal(5, 1)", "USD/month")}, {"benefit": flow("gain")})
    at = figures.metrics["headline"]
    for name in ("roi", "bcr"):
        assert silent(at[name])
        assert at[name].undefined == 1.0
        assert math.isnan(at[name].base)
    assert at["irr"].infinite == 1.0
    assert at["irr"].percentiles[50].value == math.inf
    assert at["payback_months"].percentiles[95].value == 0.0
    assert at["npv"].mean.value > 0
    assert figures.undefined_because.startswith("the case has no costs")


def test_nothing_ever_flows() -> None:
    at = summary({}, {}).metrics["headline"]
    assert at["irr"].undefined == 1.0
    assert at["npv"].mean.value == 0.0


@pytest.mark.parametrize(("share", "withheld"), [(0.005, False), (0.02, True)])
def test_percentiles_are_withheld_above_one_per_cent_undefined(share: float, withheld: bool) -> None:
    inputs = {
        "gain": ("normal(5, 1)", "USD/month"),
        "cost": (f"discrete(10, {1 - share}, -10, {share})", "USD"),
    }
    at = summary(inputs, {"benefit": flow("gain"), "fee": COST}).metrics["headline"]["roi"]
    assert at.undefined == pytest.approx(share, abs=1e-3)
    assert silent(at) == withheld
    # A mean over the defined draws alone would be one of luckier ones.
    assert math.isnan(at.mean.value)
    assert math.isnan(at.percentiles[50].value) == withheld


@pytest.mark.parametrize(("share", "withheld"), [(0.005, False), (0.03, True)])
def test_irr_is_withheld_where_flows_change_sign_too_often(share: float, withheld: bool) -> None:
    """-10, then +1 a month, then a bill of 60 in the last month: two changes of sign, and no one rate."""
    inputs = {
        "gain": (1, "USD/month"), "cost": (10, "USD"), "bill": (f"discrete(0, {1 - share}, 60, {share})", "USD"),
    }  # fmt: skip
    lines = {
        "benefit": flow("gain"),
        "fee": COST,
        "decommission": flow("bill", "USD", class_="run", when="month 36"),
    }
    at = summary(inputs, lines).metrics["headline"]["irr"]
    assert at.undefined == pytest.approx(share, abs=1e-3)
    assert math.isnan(at.percentiles[50].value) == withheld
    assert math.isnan(at.mean.value)


def test_irr_never_has_a_mean() -> None:
    inputs = {"gain": ("normal(5, 1)", "USD/month"), "cost": (10, "USD")}
    at = summary(inputs, {"benefit": flow("gain"), "fee": COST}).metrics["headline"]["irr"]
    assert math.isnan(at.mean.value)
    assert math.isnan(at.sd.value)
    assert at.percentiles[50].value > 0


# ---- never ---------------------------------------------------------------------------------------------


def test_a_case_that_never_pays() -> None:
    inputs = {"gain": ("uniform(0, 1)", "USD/month"), "cost": (1_000, "USD")}
    figures = summary(inputs, {"benefit": flow("gain"), "fee": COST})
    at = figures.metrics["headline"]["payback_months"]
    assert at.base == math.inf
    assert at.infinite == 1.0
    assert math.isnan(at.mean.value)
    assert all(at.percentiles[p].value == math.inf for p in PERCENTILES)
    odds = figures.probability["headline"]
    for name in ("npv_positive", "payback_within_12", "payback_within_24", "payback_within_horizon"):
        assert (odds[name].value, odds[name].error) == (0.0, 3 / DRAWS)


def test_some_draws_never_pay() -> None:
    """Half the draws pay in 18 months, the others not at all: the median may be finite, the mean is not."""
    inputs = {"gain": ("discrete(10, 0.6, 1, 0.4)", "USD/month"), "cost": (180, "USD")}
    figures = summary(inputs, {"benefit": flow("gain"), "fee": COST})
    at = figures.metrics["headline"]["payback_months"]
    assert at.infinite == pytest.approx(0.4, abs=2e-3)
    assert at.percentiles[50].value == 18.0
    assert at.percentiles[75].value == math.inf
    assert math.isnan(at.mean.value)
    odds = figures.probability["headline"]
    assert odds["payback_within_12"].value == 0.0
    assert odds["payback_within_24"].value == pytest.approx(0.6, abs=2e-3)
    assert odds["payback_within_horizon"].value == odds["payback_within_24"].value


# ---- consistency ---------------------------------------------------------------------------------------


@pytest.mark.slow
@examples(25)
@given(
    st.integers(0, 10),
    st.sampled_from(SAMPLE),
    st.sampled_from(["sobol", "lhs", "random"]),
)
def test_what_holds_of_every_summary(seed: int, name: str, sampler: str) -> None:
    figures = roi.simulate(cases.load(name), draws=512, seed=seed, sampler=sampler).summary()
    for cut in CUTS:
        for statistics in figures.metrics[cut].values():
            values = [statistics.percentiles[p].value for p in PERCENTILES]
            assert all(math.isnan(v) for v in values) or values == sorted(values)
            assert 0 <= statistics.undefined <= 1
            assert 0 <= statistics.infinite <= 1 - statistics.undefined
        odds = figures.probability[cut]
        within = [odds[f"payback_within_{at}"].value for at in ("12", "24", "horizon")]
        assert within == sorted(within)
        npv = figures.metrics[cut]["npv"]
        assert figures.shortfall[cut].value <= npv.percentiles[10].value + 1e-9 * abs(
            npv.percentiles[10].value
        )
    for lower, upper in itertools.pairwise(CUTS):
        assert figures.metrics[lower]["pv_costs"] == figures.metrics[upper]["pv_costs"]


def test_the_metric_of_a_draw_is_what_its_name_says() -> None:
    run = roi.simulate(cases.load("code-assistant"), draws=512)
    for cut in CUTS:
        benefits, costs = run.values("pv_benefits", cut), run.values("pv_costs", cut)
        np.testing.assert_array_equal(run.values("npv", cut), benefits - costs)
        np.testing.assert_array_equal(run.values("roi", cut), (benefits - costs) / costs)
        np.testing.assert_array_equal(run.values("bcr", cut), benefits / costs)


# ---- luck and fans -------------------------------------------------------------------------------------


def risky(rate: float, size: str = "pareto(1.5, 1.38)") -> Case:
    inputs = {
        "gain": (5, "USD/month"),
        "rate": (f"{rate:g}%", "%"),
        "luck": {"value": "uniform(0, 1)", "unit": "–", "chance": True},
        "event": {"value": f"bernoulli({rate:g}%)", "unit": "–", "chance": True},
        "size": (size, "–"),
        "calm": ("uniform(0, 1)", "–"),
    }
    lines = {
        "failed": line("luck < rate", "–"),
        "overrun": line("size if event > 0 else 1", "–"),
        "by_month": line("luck * (month / (1 * month))", "–"),
        "mood": line("calm", "–"),
        "benefit": flow("gain * (1 - failed)"),
        "cost": flow("gain * overrun", class_="run"),
    }
    return case_of(inputs, lines)


@pytest.mark.parametrize("rate", [5.0, 30.0, 46.0])
def test_off_plan_is_the_share_of_draws_that_luck_takes_elsewhere(rate: float) -> None:
    """Only lines of one value a draw that read luck themselves: a flow or a curve has no one plan."""
    run = roi.simulate(risky(rate), draws=16_384)
    assert set(run.off_plan) == {"failed", "overrun"}
    # Sobol' points of one dimension hit a share to 2/1,024 a replicate
    assert run.off_plan["failed"] == pytest.approx(rate / 100, abs=2e-3)
    assert run.off_plan["overrun"] == pytest.approx(rate / 100, abs=2e-3)


def test_the_plan_assumes_the_likelier_side_of_luck() -> None:
    base = roi.simulate(risky(30.0), draws=32).plan
    assert (base.values["failed"][-1], base.values["overrun"][-1]) == (0.0, 1.0)


def test_a_fan_is_the_order_statistics_of_the_running_net() -> None:
    """Of all draws, while there are no more than 65,536: the last month's net is that of the flows."""
    inputs = {
        "gain": ("normal(5, 2)", "USD/month"),
        "more": ("normal(1, 1)", "USD/month"),
        "cost": (50, "USD"),
    }
    lines = {"benefit": flow("gain"), "time": flow("more", kind="capacity"), "fee": COST}
    run = roi.simulate(case_of(inputs, lines), draws=DRAWS)
    figures = run.summary()
    for cut, extra in (("cash", 0.0), ("headline", 1.0)):
        fan = figures.fans[cut]
        assert fan.draws == DRAWS
        draws = [run.prepared.inputs(k, 0, DRAWS // 16) for k in range(16)]
        monthly = np.concatenate([draw["gain"] + extra * draw["more"] for draw in draws])
        for p in PERCENTILES:
            assert fan.percentiles[p].shape == (37,)
            expected = np.quantile(monthly, p / 100, method="inverted_cdf")
            # 1e-12: a sum of 36 equal numbers is not 36 times one of them
            assert fan.percentiles[p][36] == pytest.approx(36 * expected - 50, rel=1e-12)
            assert fan.percentiles[p][0] == -50.0


def test_a_fan_of_many_draws_keeps_the_first_of_each_replicate() -> None:
    inputs = {"gain": ("normal(5, 2)", "USD/month")}
    run = roi.simulate(case_of(inputs, {"benefit": flow("gain")}, header={"horizon": 1}), draws=2**18)
    assert run.running[CASH].shape == (2, 65_536)
    firsts = np.concatenate([run.prepared.inputs(k, 0, 4_096)["gain"] for k in range(16)])
    np.testing.assert_array_equal(np.sort(run.running[CASH][1]), np.sort(firsts))
