"""The arrays face, against a second reading of the language, one draw and one month at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given
from hypothesis import strategies as st

from roi.formula import word_arrays as arrays
from roi.formula.arrays import evaluate, month_axis
from roi.formula.nodes import CASE, DRAW, DRAW_MONTH, MONTH, Node, Shape
from roi.formula.parse import parse
from tests.support.examples import examples
from tests.support.slow import UnsafeError, series, slow
from tests.support.trees import unparse, well_typed
from tests.support.world import HORIZON, SYMBOLS, Array, checked, in_base_units, scale, unit, values

DRAWS = 3
MONTHS = month_axis(HORIZON)
VALUES = values(DRAWS)
KINDS = well_typed(3)
TARGETS = {
    "one": ["–"],
    "duration": ["month", "year", "week"],
    "rate": ["1/year", "1/month"],
    "money": ["USD/month", "USD/year", "EUR/week"],
}
TYPED = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.tuples(KINDS[kind], st.sampled_from(TARGETS[kind]))
)
typed = examples(400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def full(node: Node, given: Mapping[str, Array], months: Array = MONTHS) -> Array:
    """The value of a checked tree over the whole axis, (H + 1, draws)."""
    draws = len(given["p"])
    return np.array(np.broadcast_to(evaluate(node, given, months), (len(months), draws)))


def by_month(text: str, target: str) -> Array:
    """The second reading, (H + 1, draws), `nan` where it is unsafe."""
    based = in_base_units(VALUES)
    result = np.full((HORIZON + 1, DRAWS), np.nan)
    for draw in range(DRAWS):
        names = {name: series(array, draw) for name, array in based.items()}
        for month in range(HORIZON + 1):
            try:
                result[month, draw] = slow(parse(text), names, month) / scale(unit(target))
            except UnsafeError:
                continue
    return result


@typed
@given(TYPED)
def test_agrees_with_a_reading_month_by_month_in_base_units(case: tuple[Node, str]) -> None:
    """To 1e-9 of max(1, |value|): the second reading drops what rounding could move by more."""
    tree, target = case
    text = unparse(tree)
    assume(len(text) < 600)
    expected = by_month(text, target)
    with np.errstate(all="ignore"):
        array = full(checked(text, target), VALUES)
    safe = np.isfinite(expected)
    assume(safe.any())
    np.testing.assert_allclose(
        array[safe] / np.maximum(1, abs(expected[safe])),
        expected[safe] / np.maximum(1, abs(expected[safe])),
        rtol=0,
        atol=1e-9,
    )


@typed
@given(TYPED)
def test_the_declared_shape_is_the_shape(case: tuple[Node, str]) -> None:
    """No axis longer than 1 that the shape does not promise."""
    tree, target = case
    with np.errstate(all="ignore"):
        node = checked(unparse(tree), target)
        array = np.asarray(evaluate(node, VALUES, MONTHS))
    allowed = {CASE: (), DRAW: (DRAWS,), MONTH: (HORIZON + 1, 1), DRAW_MONTH: (HORIZON + 1, DRAWS)}
    assert array.dtype == np.float64
    assert np.broadcast_shapes(array.shape, allowed[node.shape]) == allowed[node.shape]


@typed
@given(TYPED, st.sampled_from([1, 2, 5, 7]))
def test_the_same_bits_whatever_the_block(case: tuple[Node, str], block: int) -> None:
    tree, target = case
    node, many = checked(unparse(tree), target), values(14, seed=3)
    parts = []
    with np.errstate(all="ignore"):
        whole = full(node, many)
        for start in range(0, 14, block):
            part = {
                name: array[..., start : start + block] if SYMBOLS[name].shape.draw else array
                for name, array in many.items()
            }
            parts.append(full(node, part))
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_months_come_first_and_draws_are_contiguous() -> None:
    for text in ("saved", "cumulative(flat) / term", "lag(flat, 2)", "flat * ramp(month, term)"):
        array = evaluate(checked(text, "USD/month"), VALUES, MONTHS)
        assert array.shape == (HORIZON + 1, DRAWS)
        assert array.flags["C_CONTIGUOUS"]


def at_month(text: str, target: str = "–", month: int = 3) -> float:
    with np.errstate(all="ignore"):
        return float(full(checked(text, target), VALUES)[month, 0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ramp(0 * month, term)", 0.0),
        ("ramp(month, month * 4)", 0.25),
        ("ramp(month * 9, month)", 1.0),
        ("ramp(month, month * 0)", 1.0),  # T = 0 < x
        ("ramp(month - month, month * 0)", 0.0),  # x = T = 0
        ("ramp(-month, month * 0)", 0.0),
        ("ramp(month, -month)", 1.0),  # a duration below 0 is over at once
        ("s_curve(month, month)", 0.95),
        ("s_curve(month, month * 2)", (21 / (1 + 20**0) - 1) / 20),
        ("s_curve(0 * month, month)", 0.0),
        ("s_curve(-month, month)", 0.0),
        ("s_curve(month, 0 * month)", 1.0),
        ("s_curve(month, -month)", 1.0),
        ("s_curve(month - month, 0 * month)", 0.0),
        ("s_curve(1e6 * month, month)", 1.0),
        ("j_curve(month, month, 30%)", 0.95),
        ("j_curve(0 * month, month, 30%)", 0.0),
        ("j_curve(-month, month, 30%)", 0.0),
        ("j_curve(month, 0 * month, 30%)", 1.0),
        ("j_curve(month, -month, 30%)", 1.0),
        ("j_curve(1e6 * month, month, 30%)", 1.0),
        ("tiered(5, 0, 3, 2, 2, 4, 1)", 11.0),  # 2 × 3 + 2 × 2 + 1 × 1
        ("tiered(-1, 0, 3, 2, 2)", 0.0),
        ("tiered(5, 2, 3)", 9.0),  # two are free
        ("tiered(5, 2, 3, 1, 4)", 16.0),  # the first tier is empty
        ("volume_price(2, 0, 3, 2, 2, 4, 1)", 2.0),  # a tier holds from its threshold on
        ("volume_price(1, 2, 3)", 0.0),
        ("volume_price(5, 2, 3, 1, 4)", 4.0),
        ("-2 ** 2", -4.0),
        ("2 ** 3 ** 2", 512.0),
        ("(2 ** 3) ** 2", 64.0),
        ("2 ** -1", 0.5),
        ("k - (p - p)", 1.5),
        ("3 / (2 / 5)", 7.5),
        ("1 if 2 < 3 else 5 / (k - k)", 1.0),
        ("not 0", 1.0),
        ("not 35%", 0.0),
        ("0 and 1 or 1", 1.0),
        ("35%", 0.35),
        ("k * 10%", 0.15),
        ("min(p, p, p - 1) - p", -1.0),
        ("clip(k, 2, 3)", 2.0),
        ("clip(k, 3, 2)", 2.0),  # the upper bound wins, as in MIN(MAX(…))
    ],
)
def test_definitions(text: str, value: float) -> None:
    assert at_month(text) == pytest.approx(value, abs=1e-15, rel=1e-14)


@pytest.mark.parametrize(
    ("moment", "month"), [("0", 1), ("0.5", 1), ("1", 1), ("1.5", 2), ("2.5", 3), ("3", 3), ("12", 12)]
)
def test_once_falls_into_exactly_one_month(moment: str, month: int) -> None:
    given = {**VALUES, "delay": np.full(DRAWS, float(moment))}
    array = full(checked("once(delay)", "1/month"), given)
    assert array.sum(axis=0).tolist() == [1.0] * DRAWS
    assert array[month].tolist() == [1.0] * DRAWS


@given(st.floats(-24, 24).filter(lambda x: not -1e-9 <= x <= HORIZON + 1e-9))
def test_once_before_the_start_or_beyond_the_horizon_never_falls(moment: float) -> None:
    given = {**VALUES, "delay": np.full(DRAWS, moment)}
    assert not full(checked("once(delay)", "1/month"), given).any()


@pytest.mark.parametrize("lag", [0, 1, 3, HORIZON, HORIZON + 1, HORIZON + 2, 2 * HORIZON, 120])
def test_a_lag_of_any_allowed_length(lag: int) -> None:
    array = full(checked(f"lag(saved, {lag})", "USD/month"), VALUES)
    expected = np.zeros_like(array)
    for month in range(HORIZON + 1):
        if month - lag >= 1:
            expected[month] = VALUES["saved"][month - lag]
    np.testing.assert_array_equal(array, expected)


def test_a_running_total_leaves_out_the_start() -> None:
    array = full(checked("cumulative(spent)", "USD"), VALUES)
    expected = np.cumsum(VALUES["spent"][1:, 0]) / 12
    np.testing.assert_allclose(array[1:, 0], expected, rtol=1e-14)
    assert array[0, 0] == 0


@examples(60)
@given(st.floats(-3, 40), st.floats(0.01, 30))
@example(0.0, 1.0)
def test_adoption_never_falls_and_stays_within_0_and_1(x: float, duration: float) -> None:
    given = {**VALUES, "delay": np.full(DRAWS, x), "weeks": np.full(DRAWS, duration)}
    for word in ("ramp", "s_curve"):
        array = full(checked(f"{word}(month - delay, weeks)", "–"), given)
        assert (np.diff(array, axis=0) >= -1e-15).all()
        assert ((array >= 0) & (array <= 1)).all()


@examples(60)
@given(st.floats(0.5, 30), st.floats(0, 3))
@example(10.0, 0.0)
@example(10.0, 1e-12)
def test_a_dip_as_deep_as_it_says_and_then_the_whole_effect(duration: float, depth: float) -> None:
    """Down to −depth and no further, up from there, through 95 % at the duration."""
    x = np.concatenate(([0.0], np.geomspace(1e-6, 20, 4_001))) * duration
    array = arrays.j_curve(MONTHS, x, np.asarray(duration), np.asarray(depth))
    assert array[0] == 0
    assert array[-1] == pytest.approx(1, abs=1e-12)
    assert array.min() >= -depth - 1e-14
    assert array.min() == pytest.approx(-depth, abs=1e-4)
    assert (np.diff(array[np.argmin(array) :]) >= -1e-14).all()
    assert (np.diff(array[: np.argmin(array) + 1]) <= 1e-14).all()
    at = arrays.j_curve(MONTHS, np.asarray(duration), np.asarray(duration), np.asarray(depth))
    assert at == pytest.approx(0.95, abs=1e-13)


@given(st.floats(-3, 60), st.floats(-1, 30).filter(lambda x: not 0 < x < 1e-300), st.floats(-2, 0))
def test_without_depth_it_is_the_s_curve_to_the_bit(x: float, duration: float, depth: float) -> None:
    x_and_duration = MONTHS, np.asarray(x), np.asarray(duration)
    assert arrays.j_curve(*x_and_duration, np.asarray(depth)) == arrays.s_curve(*x_and_duration)


@given(st.floats(-3, 40), st.lists(st.tuples(st.floats(-2, 30), st.floats(-1, 5)), min_size=1, max_size=6))
def test_tiers_are_the_sum_of_the_price_of_each_unit(x: float, tiers: list[tuple[float, float]]) -> None:
    """Against 2,000 small units, each at the price of the last threshold that is not above it."""
    flat = [np.asarray(number) for tier in tiers for number in tier]
    lowest = min(0.0, *(threshold for threshold, _ in tiers))
    edges = np.linspace(lowest, x, 2_001)
    units = (edges[1:] + edges[:-1]) / 2
    price = np.zeros_like(units)
    for threshold, its in tiers:
        price[units >= threshold] = its
    expected = (price * np.diff(edges)).sum() if x > lowest else 0.0
    size = max(1.0, x - lowest)
    # A threshold cuts one unit: at most two prices apart by 6, for each of up to six thresholds.
    assert float(arrays.tiered(MONTHS, np.asarray(x), *flat)) == pytest.approx(
        expected, abs=6 * 6 * size / 2_000 + 1e-9
    )
    reached = [its for threshold, its in tiers if x >= threshold - 1e-12 * (1 + abs(threshold))]
    assert float(arrays.volume_price(MONTHS, np.asarray(x), *flat)) == (reached[-1] if reached else 0.0)


def test_arguments_are_left_alone() -> None:
    given = values(DRAWS)
    for text in ("cumulative(saved) / term", "lag(saved, 0)", "lag(spent, 2)", "saved + spent"):
        full(checked(text, "USD/month"), given)
    for name, array in values(DRAWS).items():
        np.testing.assert_array_equal(given[name], array)


def test_an_unchecked_text_or_distribution_has_no_arrays() -> None:
    with pytest.raises(TypeError):
        evaluate(parse("'text'"), {}, MONTHS)


def test_machines_run_every_hour_of_the_year() -> None:
    assert at_month("always_on", "hour/year") == 8766
    assert at_month("always_on", "minute/month") == pytest.approx(8766 * 60 / 12, rel=1e-15)
    assert at_month("month()", "month") == 3


def test_shapes_join() -> None:
    for left in (CASE, DRAW, MONTH, DRAW_MONTH):
        for right in (CASE, DRAW, MONTH, DRAW_MONTH):
            assert left | right == Shape(left.draw or right.draw, left.month or right.month)
