"""Inputs that are drawn anew each year: against closed forms, and against a simulation of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

import roi
from roi.arrays import Array
from roi.case import Case, Override
from roi.errors import RoiError, of_setting
from roi.formula.arrays import month_axis
from roi.formula.word_arrays import yearly
from roi.model import Layer, Model, resolve
from roi.model.factors import factors_of
from roi.sim.evaluate import evaluate_block
from roi.sim.plan import plan
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.documents import case_of, flow, line

DRAWS = 2**16
SWING = {"value": "range(5, 12, 30)", "unit": "%", "min": 0, "max": 50}


def small(years: dict[str, Any] | None, value: object = 1_000, **more: Any) -> Case:
    """A volume that saves and costs; without `years` the same case without yearly draws."""
    inputs = {
        "volume": {
            "value": value,
            "unit": "1/month",
            "min": 0,
            **more,
            **({"yearly": years} if years else {}),
        },
        "worth": ("triangular(1, 2, 4)", "USD"),
        "fee": ("uniform(100, 300)", "USD/month"),
    }
    return case_of(
        {**inputs, "swing": SWING, "carried": {"value": "range(20, 60, 80)", "unit": "%"}},
        {
            "flowing": line("volume", "1/month"),
            "gain": flow("volume * worth"),
            "late": flow("lag(flowing, 2) * worth", class_="run"),
            "fees": flow("fee * (1 + swing * carried)", class_="licence"),
            "so_far": line("cumulative(flowing)", "–"),
        },
    )


def by_year(
    model: Model, name: str = "volume", draws: int = DRAWS, seed: int = 3
) -> tuple[dict[str, Array], Array]:
    """The draws of a run, and an input by month, (H + 1, n)."""
    drawn = prepare(model, planned(draws, seed)).inputs_between(0, draws)
    return drawn, evaluate_block(model, drawn).values[f"{name}_by_year"]


def covariance(spread: float, persistence: float, years: int) -> Array:
    """Of the factors of two years: (2/π) asin(ρ^|i − j| sin(π s² / 2)), by Sheppard's orthant probability."""
    apart = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    return np.asarray(2 / np.pi * np.arcsin(persistence**apart * np.sin(np.pi / 2 * spread**2)))


@pytest.mark.parametrize(("spread", "persistence"), [(0.08, 0.6), (0.3, 0.0), (0.5, 0.9), (0.2, 1.0)])
def test_mean_spread_and_persistence_are_as_stated(spread: float, persistence: float) -> None:
    """Scores of 64k Sobol' points: means within 2e-4, the variance of a sum of years within 1 %."""
    years = {"spread": 100 * spread, "persistence": 100 * persistence}
    _, volume = by_year(resolve(small(years)))
    factors = volume[[1, 13, 25]] / 1_000
    assert factors.mean(axis=1) == pytest.approx(1, abs=2e-4)
    expected = covariance(spread, persistence, 3)
    assert np.cov(factors) == pytest.approx(expected, abs=0.01 * spread**2)
    assert factors.sum(axis=0).var() == pytest.approx(expected.sum(), rel=0.01)
    assert np.sqrt(np.diag(expected)) == pytest.approx([spread] * 3, rel=1e-12)
    assert np.median(factors, axis=1) == pytest.approx(1, abs=2e-3)


def test_the_closed_form_is_that_of_the_bivariate_normal() -> None:
    """E[2Φ(aX) 2Φ(aY)] is four times an orthant of two normal variables, which scipy works out."""
    spread, persistence = 0.4, 0.7
    share = np.sin(np.pi / 2 * spread**2)
    together = [[1, share * persistence], [share * persistence, 1]]
    orthant = multivariate_normal([0, 0], together).cdf([0, 0])
    assert covariance(spread, persistence, 2)[0, 1] == pytest.approx(4 * orthant - 1, abs=1e-6)


def test_every_month_against_a_loop_over_draws() -> None:
    model = resolve(small({"spread": "swing", "persistence": "carried"}, "range(800, 1_000, 1_400)"))
    drawn, volume = by_year(model, draws=256)
    for draw in range(0, 256, 5):
        spread, kept = float(drawn["swing"][draw]), float(drawn["carried"][draw])
        slope = np.sqrt(1 / (1 / np.sin(np.pi * spread**2 / 2) - 1))
        score, scores = 0.0, []
        for year in (1, 2, 3):
            luck = float(drawn[f"volume_luck_{year}"][draw])
            score = luck if year == 1 else kept * score + np.sqrt(1 - kept**2) * luck
            scores.append(score)
        for month in range(37):
            factor = 2 * norm.cdf(slope * scores[max(0, (month - 1) // 12)])
            assert volume[month, draw] == pytest.approx(drawn["volume"][draw] * factor, rel=1e-12)


def test_the_start_belongs_to_the_first_year_and_the_last_year_goes_on() -> None:
    luck = np.array([[0.5, -2.0], [1.0, 0.0], [-1.0, 3.0]])
    factors = yearly(month_axis(60), np.asarray(0.2), np.asarray(0.5), *luck)
    assert (factors[0] == factors[12]).all()
    assert (factors[12] != factors[13]).all()
    assert (factors[25] == factors[60]).all()
    with np.errstate(all="ignore"):
        wrong = yearly(month_axis(3), np.asarray(1.0), np.asarray(0.5), *luck)
    assert np.isnan(wrong).all()


def test_in_the_plan_every_year_is_at_its_level() -> None:
    with_years = plan(resolve(small({"spread": 30, "persistence": 60}, "range(800, 1_000, 1_400)")))
    without = plan(resolve(small(None, "range(800, 1_000, 1_400)")))
    assert (with_years.values["volume_by_year"] == 1_000).all()
    for name, values in without.payments.items():
        assert (with_years.payments[name] == values).all(), name
    assert with_years.values["so_far"][36] == 36_000


def test_without_spread_every_year_is_the_level_to_the_bit() -> None:
    drawn, volume = by_year(
        resolve(small({"spread": 0, "persistence": 60}, "range(800, 1_000, 1_400)")), draws=256
    )
    assert (volume == drawn["volume"]).all()
    assert resolve(small(None)).luck == ()


def test_blocks_and_threads() -> None:
    model = resolve(
        small({"spread": "swing", "persistence": "carried"}, "range(800, 1_000, 1_400)", max=1_800)
    )
    single = roi.simulate(model, draws=DRAWS, seed=9)
    others = [roi.simulate(model, draws=DRAWS, seed=9, **how) for how in ({"block": 4_096}, {"threads": 2})]  # type: ignore[arg-type]
    assert all((single.values("npv") == other.values("npv")).all() for other in others)


def test_a_longer_horizon_keeps_the_luck_of_the_first_years() -> None:
    case = small({"spread": 20, "persistence": 50})
    short, long = (by_year(resolve(case, horizon=months), draws=256)[1] for months in (18, 60))
    assert (short == long[:19]).all()
    assert len(resolve(case, horizon=60).luck) == 5


def test_a_year_stays_within_the_limits_of_its_input() -> None:
    """The factor stands on the limit; a level that is beyond it by itself stays where it is."""
    limited = resolve(small({"spread": 50, "persistence": 0}, "lognormal(1_000, 300)", min=400, max=1_500))
    drawn, volume = by_year(limited, draws=1_024)
    level, luck = drawn["volume"], [drawn[f"volume_luck_{year}"] for year in (1, 2, 3)]
    unlimited = level * yearly(month_axis(36), np.asarray(0.5), np.asarray(0.0), *luck)
    expected = np.clip(unlimited, np.minimum(level, 400), np.maximum(level, 1_500))
    assert (volume == expected).all()
    assert (volume != unlimited).any()
    share = {"used": {"value": 90, "unit": "%", "max": 100, "yearly": {"spread": 20, "persistence": 50}}}
    model = resolve(case_of(share, {"used_up": line("used", "%", show=True)}))
    assert by_year(model, "used", draws=256)[1].max() == 1


def test_an_answer_tells_the_level_and_leaves_the_years() -> None:
    case = small({"spread": 20, "persistence": 50}, "range(800, 1_000, 1_400)")
    before, after = (
        by_year(
            resolve(case, layers=[Layer("set", of_setting("set"), {"volume": Override(text)})]), draws=256
        )
        for text in ("range(800, 1_000, 1_400)", "500")
    )
    assert (after[0]["volume_luck_2"] == before[0]["volume_luck_2"]).all()
    assert after[1][30] / 500 == pytest.approx(before[1][30] / before[0]["volume"], rel=1e-14)


def test_lines_that_read_years_or_shares_of_a_whole_stay_where_another_input_is_typed() -> None:
    """They read a line in place of an input: the same tree of every model, and so the very same line."""
    whole = {"first": ("uniform(50, 70)", "–"), "second": ("triangular(20, 30, 40)", "–")}
    lines = {"gain": flow("volume * worth"), "part": flow("first * volume * worth")}
    volume = {"value": 1_000, "unit": "1/month", "min": 0, "yearly": {"spread": 8, "persistence": 60}}
    case = case_of(
        {"volume": volume, "worth": ("5", "USD"), **whole},
        lines,
        shares={"split": {"label": "Split", "parts": ["first", "second"]}},
    )

    def typed(worth: str) -> Model:
        layer = Layer("set", of_setting("overrides"), {"worth": Override(worth)}, "seller")
        return resolve(case, layers=[layer])

    before, other = typed("6"), typed("7")
    assert {"volume_by_year", "first_share"} <= before.line("part").reads
    assert all(before.line(name) is other.line(name) for name in lines)


def test_spread_and_persistence_that_are_inputs_can_be_set() -> None:
    case = small({"spread": "swing", "persistence": "carried"})
    off = {"swing": Override("0"), "carried": Override("100")}
    model = resolve(case, layers=[Layer("set", of_setting("set"), off)])
    assert (by_year(model, draws=64)[1] == 1_000).all()
    assert model.input("volume").yearly == (0.0, 1.0)
    for name, text in (("swing", "uniform(20, 60)"), ("carried", "normal(60, 10)")):
        with pytest.raises(RoiError, match="it must lie from 0 to"):
            resolve(case, layers=[Layer("set", of_setting("set"), {name: Override(text)})])


def test_an_answer_that_reaches_below_0_is_refused_where_it_was_given() -> None:
    with pytest.raises(RoiError, match="reaches below 0") as refused:
        roi.simulate(
            small({"spread": 8, "persistence": 60}), draws=64, overrides={"volume": "normal(100, 60)"}
        )
    assert "volume" in str(refused.value.where)


def test_the_luck_of_years_is_swung_together() -> None:
    """To the P10 and P90 of the mean score; against 64k draws of it."""
    model = resolve(small({"spread": 20, "persistence": 60}))
    years = next(factor for factor in factors_of(model) if factor.of_years)
    drawn, volume = by_year(model)
    mean = volume[1:].mean(axis=0) / 10
    assert years.values() == pytest.approx(tuple(np.quantile(mean, [0.1, 0.9])), abs=0.4)
    scores = {item.id: drawn[item.id] for item in model.luck}
    assert years.score(scores).std() == pytest.approx(1, abs=0.005)
    assert np.corrcoef(years.score(scores), mean)[0, 1] > 0.999
    ends = {name: float(norm.ppf(pair[1])) for name, pair in years.ends().items()}
    factors = yearly(
        month_axis(36), np.asarray(0.2), np.asarray(0.6), *(np.asarray(z) for z in ends.values())
    )
    assert 100 * factors == pytest.approx(years.values()[1], rel=1e-12)
