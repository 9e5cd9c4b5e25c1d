"""Break-even against closed forms: none, one, two roots; base, quantiles, ROI, payback; two inputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import cases
import roi
from roi.analysis.common_draws import SOLVED_ON, CommonDraws, common_draws
from roi.analysis.ranges import limits, scan_points
from roi.analysis.root_search import closeness
from roi.analysis.solve import Target, solve
from roi.analysis.twoway import round_values, two_way
from roi.arrays import Array
from roi.errors import RoiError
from roi.sim.cuts import HEADLINE
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.models import money_case

SHIPPED = {"bank-chatbot": "net_fall", "clinical-scribe": "minutes_saved", "code-assistant": "time_reduction"}


def values(run: roi.Run, name: str, target: Target) -> list[float]:
    return [root.value for root in solve(run, name, target).roots]


def linear() -> roi.Run:
    case = money_case("5 * x + y - 20", {"x": "uniform(0, 10)", "y": "normal(0, 10)"})
    return roi.simulate(case, draws=16_384)


def test_base_median_and_probability_of_a_linear_model() -> None:
    run = linear()
    assert values(run, "x", Target()) == pytest.approx([4.0])
    assert values(run, "x", Target(value=15)) == pytest.approx([7.0])
    assert values(run, "x", Target(at="p50")) == pytest.approx([4.0], abs=0.02)
    assert values(run, "x", Target(at="mean")) == pytest.approx([4.0], abs=0.001)
    # P(5 x − 20 + 10 z >= 0) = 0.8 at 5 x = 20 + 10 z80
    wanted = 4 + 2 * stats.norm.ppf(0.8)
    assert values(run, "x", Target(at="probability", probability=0.8)) == pytest.approx([wanted], abs=0.02)


def test_the_mean_of_a_product_is_that_of_its_factors() -> None:
    """E[x y − 20] = 0 at x = 20 / E[y], wherever the median of the lopsided y lies."""
    run = roi.simulate(money_case("x * y - 20", {"x": "uniform(0, 10)", "y": "triangular(0, 1, 14)"}))
    assert values(run, "x", Target(at="mean")) == pytest.approx([4.0], rel=1e-4)
    middle = stats.triang.ppf(0.5, 1 / 14, 0, 14)
    assert values(run, "x", Target(at="p50")) == pytest.approx([20 / middle], rel=5e-3)


def test_the_found_value_gives_the_chosen_probability() -> None:
    run = roi.simulate(cases.load("code-assistant"))
    (root,) = solve(run, "time_reduction", Target(at="probability", probability=0.4)).roots
    fixed = roi.simulate(cases.load("code-assistant"), overrides={"time_reduction": root.value})
    assert (fixed.values("npv") > 0).mean() == pytest.approx(0.4, abs=0.002)


def test_where_a_root_lies_in_the_evidence() -> None:
    (root,) = solve(linear(), "x", Target()).roots
    assert (root.inside, root.better_above, root.jump) == (True, True, False)
    assert root.below == pytest.approx(0.4)
    (outside,) = solve(linear(), "x", Target(value=1_000)).roots
    assert outside.value == pytest.approx(204)
    assert (outside.inside, outside.below) == (False, 1)


@pytest.mark.parametrize(("top", "expected"), [(9.0, [2.0, 8.0]), (25.5, []), (24.0, [4.0, 6.0])])
def test_none_or_two(top: float, expected: list[float]) -> None:
    """x (10 − x) − c with c = 16, 24, 25.5: two roots, two, none."""
    c = {9.0: 16.0, 24.0: 24.0, 25.5: 25.5}[top]
    run = roi.simulate(money_case("x * (10 - x) - c", {"x": "uniform(0, 10)", "c": str(c)}), draws=1_024)
    solution = solve(run, "x", Target())
    assert [root.value for root in solution.roots] == pytest.approx(expected)
    assert [root.better_above for root in solution.roots] == [True, False][: len(expected)]
    assert solution.reach[1] <= 25 - c + 1e-9


def test_a_jump_says_so() -> None:
    run = roi.simulate(money_case("10 if x > 0.3 else -10", {"x": "uniform(0, 1)"}), draws=1_024)
    (root,) = solve(run, "x", Target()).roots
    assert root.value == pytest.approx(0.3)
    assert root.jump


def test_return_on_investment_and_limits() -> None:
    case = money_case("3 * x", {"x": "uniform(1, 9)", "c": "10"}, cost="c", limits={"x": (0, 9)})
    run = roi.simulate(case, draws=1_024)
    assert values(run, "x", Target("roi", 0.5)) == pytest.approx([5.0])
    assert values(run, "c", Target("roi", 0.5)) == pytest.approx([10.0])
    assert values(run, "x", Target("roi", 5.0)) == []  # x would have to be 20, its limit is 9
    assert solve(run, "x", Target("roi", 5.0)).scanned == (0, 9)


@pytest.mark.parametrize("name", SHIPPED)
def test_roots_of_shipped_cases_meet_their_targets(name: str) -> None:
    run = roi.simulate(cases.load(name), draws=2_048)
    item = run.model.input(SHIPPED[name])
    for target in (Target(), Target(value=1e5), Target("roi", 0.2), Target("payback_months", 30.0)):
        for root in solve(run, item.id, target).roots:
            answer = {item.id: f"{root.value!r} {item.unit.text}"}
            again = roi.simulate(cases.load(name), draws=1_024, overrides=answer)
            metric = again.plan.metric(target.metric, HEADLINE)
            if not root.jump:
                assert metric == pytest.approx(target.value, rel=1e-6, abs=1e-2)


@settings(max_examples=40)
@given(st.floats(0.5, 20), st.floats(-50, 50), st.floats(-200, 200))
def test_every_line_is_solved(slope: float, offset: float, target: float) -> None:
    case = money_case("slope * x + c", {"slope": repr(slope), "x": "normal(0, 10)", "c": repr(offset)})
    run = roi.simulate(case, draws=1_024)
    wanted = (target - offset) / slope
    assert values(run, "x", Target(value=target)) == pytest.approx([wanted], rel=1e-6, abs=1e-6)


def test_two_way_table_and_its_contour() -> None:
    case = money_case("x * y - 13", {"x": "uniform(0, 10)", "y": "uniform(1, 6)"}, limits={"x": (0, 50)})
    run = roi.simulate(case, draws=1_024)
    grid = two_way(run, "x", "y", Target())
    np.testing.assert_allclose(grid.values, np.outer(grid.ys, grid.xs) - 13)
    for y, (root,) in zip(grid.ys, grid.contour, strict=True):
        assert root.value == pytest.approx(13 / y)


@pytest.mark.parametrize("p", [0.5, 0.8])
def test_a_two_way_table_of_the_draws_knows_their_quantiles(p: float) -> None:
    """x y + noise − 13 with normal noise: its quantiles are known in every cell."""
    case = money_case(
        "x * y + noise - 13",
        {"x": "uniform(0, 10)", "y": "uniform(1, 6)", "noise": "normal(0, 2)"},
        limits={"x": (0, 50)},
    )
    run = roi.simulate(case, draws=4_096)
    median = two_way(run, "x", "y", Target(at="p50"))
    products = np.outer(median.ys, median.xs) - 13
    np.testing.assert_allclose(median.values, products, atol=0.02)
    chances = two_way(run, "x", "y", Target(at="probability", probability=p))
    np.testing.assert_allclose(chances.values, stats.norm.cdf(products / 2), atol=2e-3)
    for y, (root,) in zip(chances.ys, chances.contour, strict=True):
        assert root.value == pytest.approx((13 + 2 * stats.norm.ppf(p)) / y, rel=2e-3)
        assert chances.met(p)
        assert not chances.met(p - 0.01)
    assert median.draws == chances.draws == 4_096


def test_every_cell_of_a_table_is_a_run_of_its_own() -> None:
    """The cells of the draws are what `roi run --set` says with as many draws."""
    run = roi.simulate(cases.load("code-assistant"), draws=4_096)
    grid = two_way(run, "time_reduction", "price", Target(at="p50"))
    for row, column in ((0, 4), (2, 3)):
        texts = {"time_reduction": f"{grid.xs[column]}%", "price": repr(grid.ys[row])}  # learnt, set
        again = roi.simulate(cases.load("code-assistant"), draws=4_096, overrides=texts)
        assert grid.values[row, column] == pytest.approx(np.quantile(
            again.values("npv"), 0.5, method="inverted_cdf"), rel=1e-9)  # fmt: skip


def test_values_of_a_table_are_round_and_few() -> None:
    model = roi.simulate(cases.load("bank-chatbot"), draws=256).model
    for item in model.inputs:
        if item.likely and not item.spec.luck:
            values = round_values(item, 7)
            low, high = limits(item)
            assert 2 <= values.size <= 7
            assert low <= values[0] * item.unit.scale <= values[-1] * item.unit.scale <= high * (1 + 1e-12)
            assert np.ptp(np.diff(values)) <= 1e-9 * abs(values[-1])


def test_the_scan_keeps_to_physical_limits() -> None:
    model = roi.simulate(cases.load("bank-chatbot"), draws=256).model
    for item in model.inputs:
        points = scan_points(item)
        low, high = limits(item)
        assert low <= points[0] < points[-1] <= high
        assert (np.diff(points) > 0).all()


def test_bad_input() -> None:
    run = roi.simulate(cases.load("clinical-scribe"), draws=2_048)
    for name, target, match in (
        ("minuts_saved", Target(), "Did you mean 'minutes_saved'"),
        ("luck", Target(), "is luck"),
        ("used", Target(), "no cost and no benefit"),
        ("stop_month", Target(), "does not depend on `stop_month` in the base case"),
        ("price", Target("irr"), "cannot be solved for"),
        ("price", Target("roi", -1.0), "always met"),
        ("price", Target("payback_months", 99), "0 to 36"),
        ("price", Target(at="mode"), "unknown"),  # type: ignore[arg-type]
        ("price", Target(at="probability", probability=1.0), "above 0, below 1"),
        ("price", Target(value=float("nan")), "not a finite number"),
        ("price", Target("payback_months", 24, at="mean"), "has no mean"),
    ):
        with pytest.raises(RoiError, match=match):
            solve(run, name, target)
    with pytest.raises(RoiError, match="needs 1,024 draws"):
        solve(roi.simulate(run.model, draws=256), "price", Target(at="p50"))
    with pytest.raises(RoiError, match="does not state all costs"):
        solve(roi.simulate(cases.load("clinical-scribe"), draws=256, preset="report"), "price", Target())
    with pytest.raises(RoiError, match=r"^down: .*two inputs"):
        two_way(run, "price", "price", Target())
    with pytest.raises(RoiError, match="constant 0"):
        two_way(run, "price", "high_risk", Target())
    with pytest.raises(RoiError, match="two-way table of the simulation needs 1,024 draws"):
        two_way(roi.simulate(run.model, draws=256), "price", "minutes_saved", Target(at="p50"))
    with pytest.raises(RoiError, match="down: there is no input `pric`"):
        two_way(run, "minutes_saved", "pric", Target())


@given(error=st.floats(1e-6, 1e6), slope=st.floats(1e-3, 1e3), width=st.floats(1e-3, 1e3))
def test_a_root_is_looked_for_more_closely_than_its_error_and_its_bracket(
    error: float, slope: float, width: float
) -> None:
    close = closeness(error, slope, width)
    assert 0 < close <= 0.02 * error / slope
    assert close <= 0.01 * width


@pytest.mark.parametrize("unknown", [(1.0, 0.0), (np.nan, 1.0), (np.inf, 1.0)])
def test_a_root_without_an_error_is_looked_for_as_closely_as_can_be(unknown: tuple[float, float]) -> None:
    assert closeness(*unknown, 1.0) == 0


@pytest.mark.parametrize("seed", range(6))
def test_the_error_of_a_root_of_the_mean_rests_on_a_slope_that_is_known_to_a_tenth(seed: int) -> None:
    """E[x y − 20] = 0 has the slope E[y], and y scatters by three times its mean."""
    luck = {f"y{k}": "uniform(0, 2)" for k in range(8)}
    case = money_case(f"x * {' * '.join(luck)} - 4 + z", {"x": "uniform(0, 10)", "z": "normal(0, 1)", **luck})
    run = roi.simulate(case, draws=16_384, seed=seed)
    (root,) = solve(run, "x", Target(at="mean")).roots
    draws = common_draws(prepare(run.model, planned(SOLVED_ON, seed)), ["x"], SOLVED_ON, "npv", HEADLINE)
    rows = draws.by_replicate({"x": root.value}).mean(axis=1)
    slope = draws.mean({"x": 1.0}) - draws.mean({"x": 0.0})
    assert root.error == pytest.approx(float(np.std(rows, ddof=1)) / 4 / slope, rel=0.1)


@pytest.mark.parametrize("seed", range(6))
def test_a_root_takes_few_evaluations_of_all_draws(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Around where few draws put it: two on its sides, and what an interpolation between them leaves."""
    evaluated: list[int] = []
    values = CommonDraws._values

    def counted(draws: CommonDraws, changed: Mapping[str, float]) -> Array:
        evaluated.append(draws.draws)
        return values(draws, changed)

    case = money_case(
        "x ** 2 * y + x * z - 20",
        {"x": "uniform(0, 10)", "y": "lognormal(1, 2)", "z": "normal(0, 4)"},
        limits={"x": (0, None)},
    )
    run = roi.simulate(case, draws=16_384, seed=seed)
    monkeypatch.setattr(CommonDraws, "_values", counted)
    (root,) = solve(run, "x", Target(at="p50"), with_today=False).roots
    assert evaluated.count(SOLVED_ON) <= 7
    monkeypatch.undo()
    draws = common_draws(run.prepared, ["x"], SOLVED_ON, "npv", HEADLINE)
    below, above = (draws.quantile({"x": root.value + side * 0.1 * root.error}, 0.5) for side in (-1, 1))
    assert below < 0 < above
