"""The metalog against the formulas of Keelin (2016), Decision Analysis 13(4)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, special

from roi.distributions import metalog, parse
from roi.errors import RoiError

Y = np.linspace(0.001, 0.999, 999)


def keelin_triplet(y: np.ndarray, q: tuple[float, float, float], alpha: float = 0.1) -> np.ndarray:
    """Keelin (2016), symmetric-percentile triplet, written with his r."""
    span = q[2] - q[0]
    r = (q[1] - q[0]) / span
    logit = math.log((1 - alpha) / alpha)
    skew = (1 - 2 * r) * span / ((1 - 2 * alpha) * logit)
    return np.asarray(q[1] + np.log(y / (1 - y)) * (span / (2 * logit) + (y - 0.5) * skew))


def test_unbounded_range() -> None:
    q = (40_000.0, 48_000.0, 60_000.0)
    expected = keelin_triplet(Y, q)
    np.testing.assert_allclose(parse("range(40_000, 48_000, 60_000)").quantile(Y), expected, rtol=1e-13)


def test_range_bounded_below() -> None:
    expected = 10 + np.exp(keelin_triplet(Y, (math.log(30), math.log(38), math.log(50))))
    np.testing.assert_allclose(parse("range(40, 48, 60)", low=10).quantile(Y), expected, rtol=1e-13)


def test_range_bounded_above() -> None:
    line = tuple(-math.log(100 - q) for q in (40, 48, 60))
    expected = 100 - np.exp(-keelin_triplet(Y, line))  # type: ignore[arg-type]
    np.testing.assert_allclose(parse("range(40, 48, 60)", high=100).quantile(Y), expected, rtol=1e-13)


def test_range_bounded_on_both_sides() -> None:
    line = tuple(math.log((q - 10) / (100 - q)) for q in (40, 48, 60))
    e = np.exp(keelin_triplet(Y, line))  # type: ignore[arg-type]
    distribution = parse("range(40, 48, 60)", low=10, high=100)
    np.testing.assert_allclose(distribution.quantile(Y), (10 + 100 * e) / (1 + e), rtol=1e-13)


@pytest.mark.parametrize("limits", [(None, None), (-300, None), (None, 300), (-300, 300)])
@given(st.floats(-100, 100), st.floats(0.1, 100), st.floats(0.25, 0.75))
def test_a_range_goes_through_its_quantiles(
    limits: tuple[float | None, float | None], low: float, width: float, share: float
) -> None:
    q = (low, low + share * width, low + width)
    distribution = parse(f"range({q[0]!r}, {q[1]!r}, {q[2]!r})", low=limits[0], high=limits[1])
    np.testing.assert_allclose(distribution.quantile([0.1, 0.5, 0.9]), q, rtol=1e-12, atol=1e-12 * 600)
    assert distribution.likely == q[1]


def test_nine_terms_in_keelins_order() -> None:
    """His equation for the terms: 1, L, cL, c, c^2, c^2 L, c^3, c^3 L, c^4 with c = y - 1/2."""
    coefficients = (3.0, 2.0, 0.3, -0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    c, logit = Y - 0.5, np.log(Y / (1 - Y))
    terms = [np.ones_like(Y), logit, c * logit, c, c**2, c**2 * logit, c**3, c**3 * logit, c**4]
    expected = np.sum([a * term for a, term in zip(coefficients, terms, strict=True)], axis=0)
    np.testing.assert_allclose(metalog.Metalog(coefficients).quantile(Y), expected, rtol=1e-12)


@given(
    st.lists(st.floats(0.02, 0.98), min_size=2, max_size=9, unique=True), st.floats(-3, 3), st.floats(0.1, 2)
)
def test_a_fit_goes_through_all_quantiles(probabilities: list[float], centre: float, slope: float) -> None:
    y = np.sort(probabilities)
    assume(np.min(np.diff(y)) > 0.02)
    q = np.sinh(centre + slope * special.ndtri(y))  # not a metalog
    fitted = metalog.fit(y.tolist(), q.tolist())
    # 1e-6: nine terms are badly conditioned when the probabilities crowd together
    np.testing.assert_allclose(fitted.quantile(y), q, rtol=1e-6, atol=1e-6 * np.ptp(q))


def test_constant_of_feasibility() -> None:
    """|a3|/a2 may reach 1 / max g, with g from the derivative of the quantile function."""

    def g(y: float) -> float:
        return (y - 0.5) + y * (1 - y) * math.log(y / (1 - y))

    best = optimize.minimize_scalar(lambda y: -g(y), bounds=(0.5, 0.999), method="bounded")
    # g is flat at its top: 1e-5 in y is 1e-10 in g
    assert pytest.approx(1 / g(best.x), rel=1e-9) == metalog.FEASIBLE
    assert round(metalog.FEASIBLE, 5) == 1.66711  # as Keelin prints it


@given(st.floats(-1.9, 1.9))
def test_feasible_exactly_while_the_density_is_positive(a3: float) -> None:
    assume(abs(abs(a3) - metalog.FEASIBLE) > 1e-4)  # within that the grid below cannot tell
    x = metalog.Metalog((0, 1, a3)).quantile(special.expit(np.linspace(-9, 9, 4001)))
    rises = bool(np.all(np.diff(x) > 0))
    assert metalog.Metalog((0, 1, a3)).feasible == rises
    assert metalog.Metalog((0, 1, a3, 0)).feasible == rises  # by the grid of more terms


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("range(10, {}, 50)", (None, None)),
        ("range(10, {}, 50)", (0, 100)),
        ("range(10, {}, 20)", (0, None)),
        ("range(10, {}, 20)", (None, 30)),
        ("metalog(p5=10, p40={}, p95=50)", (None, None)),
    ],
)
def test_refusal_names_the_feasible_interval(text: str, limits: tuple[float | None, float | None]) -> None:
    with pytest.raises(RoiError, match="must lie between") as refusal:
        parse(text.format(10.01), low=limits[0], high=limits[1])
    interval = str(refusal.value).split("must lie between ")[1].split("\n")[0]
    first, last = (float(number) for number in interval.split(" and "))
    step = (last - first) * 1e-4  # the message rounds to six digits
    for accepted in (first + step, (first + last) / 2, last - step):
        parse(text.format(accepted), low=limits[0], high=limits[1])
    for refused in (first - step, last + step):
        with pytest.raises(RoiError, match="must lie between"):
            parse(text.format(refused), low=limits[0], high=limits[1])


def test_tail_index_is_the_slope_of_the_log_tail() -> None:
    law = metalog.fit((0.1, 0.5, 0.9), (1, 2, 5), low=0)
    far, farther = 1 - 1e-12, 1 - 1e-14
    x = law.quantile(np.array([far, farther]))
    index = math.log(x[1] / x[0]) / math.log((1 - far) / (1 - farther))
    assert law.tail_index[1] == pytest.approx(index, rel=1e-6)
    assert law.tail_index == pytest.approx(
        (law.coefficients[1] - law.coefficients[2] / 2, law.coefficients[1] + law.coefficients[2] / 2)
    )


def test_infinite_variance_asks_for_a_bound() -> None:
    with pytest.raises(RoiError, match=r"upper tail .* \(tail index 0\.52.*\n.*\n.*\n.*`max`"):
        parse("range(1, 10 ** 0.5, 10)", low=0)
    with pytest.raises(RoiError, match=r"lower tail[^`]*`min`"):
        parse("range(-10, -(10 ** 0.5), -1)", high=0)
    parse("range(1, 10 ** 0.5, 10)", low=0, high=50)


def test_a_metalog_takes_the_limits_of_its_input_unless_it_has_its_own() -> None:
    assert parse("metalog(p10=2, p50=3, p90=5)", low=0, high=9).support == (0, 9)
    assert parse("metalog(p10=2, p50=3, p90=5, min=1)", low=0, high=9).support == (1, 9)
    same = parse("range(2, 3, 5)", low=0, high=9).quantile(Y)
    np.testing.assert_array_equal(parse("metalog(p10=2, p50=3, p90=5)", low=0, high=9).quantile(Y), same)


def test_infeasible_fits_of_more_terms_say_where() -> None:
    with pytest.raises(RoiError, match=r"no metalog of 4 terms .* fall near P50\n"):
        parse("metalog(p5=0, p40=5, p60=5.01, p95=10)")
    with pytest.raises(RoiError, match="fall in its upper tail"):
        parse("metalog(p5=5, p30=9, p60=15, p90=20, min=0, max=50)")
