"""Value of information against the linear-Gaussian decision, and on inputs that do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from roi.analysis.answer_cells import cells_of
from roi.analysis.information import Information, information
from roi.analysis.questions import evppi
from roi.analysis.regression import KNOTS, cross_fitted, design, explained, spline
from roi.analysis.thresholds import Hurdle
from roi.errors import RoiError
from tests.support.documents import case_of, flow
from tests.support.models import money_case


def unit_loss(mean: float, sd: float) -> float:
    """E[max(0, N(mean, sd²))] − max(0, mean): Raiffa & Schlaifer 1961, section 5.4."""
    return float(sd * stats.norm.pdf(mean / sd) + mean * stats.norm.cdf(mean / sd) - max(0.0, mean))


def decision(mean: float, rank: float | None = None, draws: int = 16_384, **more: object) -> Information:
    """NPV = a + b + luck + mean, with standard deviations of 30, 40 and 50."""
    case = money_case(
        "a + b + luck + mean",
        {"a": "normal(0, 30)", "b": "normal(0, 40)", "luck": "normal(0, 50)", "mean": str(mean)},
        correlations=[("a", "b", rank)] if rank is not None else [],
        luck=["luck"],
        **more,  # type: ignore[arg-type]
    )
    return information(roi.simulate(case, draws=draws))


@pytest.mark.parametrize("mean", [-25.0, 0.0, 10.0])
@pytest.mark.parametrize("rank", [None, 0.5])
def test_linear_gaussian_decision(mean: float, rank: float | None) -> None:
    r = 2 * np.sin(np.pi * (rank or 0) / 6)
    worths = decision(mean, rank)
    values = {q.items[0].id: q.value for q in worths.ranked}
    assert set(values) == {"a", "b"}  # nobody can ask about luck
    for name, sd in (("a", 30 + 40 * r), ("b", 40 + 30 * r)):
        truth = unit_loss(mean, sd)
        assert abs(values[name].value - truth) < 4 * values[name].error + 0.01 * truth
    everything = unit_loss(mean, np.sqrt(900 + 1_600 + 2_400 * r + 2_500))
    assert abs(worths.evpi.value - everything) < 4 * worths.evpi.error
    assert worths.evpi.value > max(value.value for value in values.values())
    if rank is not None:
        (group,) = worths.groups
        truth = unit_loss(mean, np.sqrt(900 + 1_600 + 2_400 * r))
        assert abs(group.value.value - truth) < 4 * group.value.error + 0.01 * truth


def test_the_answer_that_flips_the_decision() -> None:
    """E[NPV | a] = a − 15 crosses 0 at a = 15, and P50 moves from P10 to P90 of it."""
    a = next(q for q in decision(-15.0).ranked if q.items[0].id == "a")
    (flip,) = a.flips
    assert flip.value == pytest.approx(15, abs=1.5)
    assert flip.go_above
    assert a.moves == pytest.approx((-15 - 30 * stats.norm.ppf(0.9), -15 + 30 * stats.norm.ppf(0.9)), abs=0.5)


def test_a_hurdle_is_a_shift() -> None:
    run = roi.simulate(money_case("x", {"x": "normal(20, 30)"}))
    worths = information(run, hurdle=20.0)
    assert worths.evpi.value == pytest.approx(unit_loss(0, 30), rel=0.01)
    assert information(run, hurdle=-200.0).evpi.value == pytest.approx(0, abs=1e-6)
    assert (information(run).go, information(run, hurdle=25.0).go) == (True, False)


def test_a_hurdle_may_be_a_return_on_the_costs() -> None:
    """Gain normal(100, 30), costs 80: 25 % on the costs is an NPV of 20, and 0 % is the usual decision."""
    case = case_of(
        {"gain": ("normal(100, 30)", "USD"), "price": (80, "USD")},
        {
            "benefit": flow("gain", "USD", when="start"),
            "cost": flow("price", "USD", when="start", class_="licence"),
        },
    )
    run = roi.simulate(case)
    relative, absolute = information(run, hurdle_return=0.25), information(run, hurdle=20.0)
    assert (
        relative.evpi.value == pytest.approx(absolute.evpi.value) == pytest.approx(unit_loss(0, 30), rel=0.01)
    )
    assert relative.ranked[0].flips[0].value == pytest.approx(100, abs=1.5)
    assert relative.hurdle == Hurdle(on_costs=0.25)
    assert information(run, hurdle_return=0.30).go is False


def test_two_answers_that_one_question_gives() -> None:
    worths = decision(0.0, asks={"a": "Which?", "b": "Which?"})
    (question,) = worths.ranked
    assert (question.together, question.ask) == (True, "Which?")
    assert question.value.value == pytest.approx(unit_loss(0, 50), rel=0.02)


def test_no_answer_alone_but_two_together() -> None:
    """NPV > 0 only where a and b are both high: no single answer changes the decision, a pair does."""
    inputs = {"a": "uniform(0, 1)", "b": "uniform(0, 1)", "c": "uniform(0, 1)"}
    case = money_case("a * b - 0.75 + 0 * c", inputs)
    worths = information(roi.simulate(case))
    assert not worths.ranked
    (pair,) = worths.groups
    assert {item.id for item in pair.items} == {"a", "b"}
    # E[max(0, a b − 3/4)] = ∫ over b of ∫ over a = ∫_{3/4}^1 (b − 3/4)² / 2b db
    b = np.linspace(0.75, 1, 10_001)
    truth = float(np.trapezoid((b - 0.75) ** 2 / (2 * b), b))
    assert truth - 4 * pair.value.error - 0.1 * truth < pair.value.value < truth + 4 * pair.value.error


@pytest.mark.parametrize("mean", [0.0, 3.0])
def test_inputs_that_do_not_matter_are_not_ranked(mean: float) -> None:
    """A naive fit gives each of them a value; over 30 runs of 5 such inputs none may be ranked."""
    formula = "a + 0 * (n1 + n2 + n3 + n4 + n5) + mean"
    inputs = {"a": "normal(0, 30)", **{f"n{i}": "normal(0, 1)" for i in range(1, 6)}, "mean": str(mean)}
    case = money_case(formula, inputs)
    wrong = []
    for seed in range(30):
        worths = information(roi.simulate(case, draws=4_096, seed=seed))
        wrong += [q for q in worths.ranked if q.items[0].id != "a"]
        assert [q.items[0].id for q in worths.ranked[:1]] == ["a"]
    assert not wrong


def test_a_naive_fit_would_value_noise() -> None:
    rng = np.random.default_rng(3)
    y, z = rng.normal(0, 50e6, (16, 256)), rng.normal(size=(16, 256))
    columns = design([spline(z)])
    flat = columns.reshape(-1, columns.shape[-1])
    naive = flat @ np.linalg.lstsq(flat, y.ravel(), rcond=None)[0]
    assert np.maximum(naive, 0).mean() - max(0.0, float(naive.mean())) > 100_000
    assert not evppi(y[None], design([spline(z)]), [cells_of(z)])[1]


@pytest.mark.parametrize("seed", [0, 2, 3, 10])
def test_the_best_of_many_pairs_is_not_named_within_its_error(seed: int) -> None:
    """Fifteen pairs are valued; in these runs the best of them lies around two of its errors above 0, by luck."""
    inputs = {f"i{place}": "normal(0, 1)" for place in range(6)}
    case = money_case(f"{' + '.join(inputs)} - 4.2", inputs)
    worths = information(roi.simulate(case, draws=4_096, seed=seed))
    assert not worths.ranked
    assert not worths.groups


def test_the_spline_is_natural_and_orthonormal() -> None:
    z = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    columns = spline(z)
    np.testing.assert_allclose(columns @ columns.T / z.size, np.eye(len(columns)), atol=2e-3)
    np.testing.assert_allclose(columns[0], z, rtol=2e-3)
    beyond = np.linspace(stats.norm.ppf(KNOTS[-1]) + 0.1, 6, 50)
    np.testing.assert_allclose(np.diff(spline(beyond), 2, axis=1), 0, atol=1e-9)  # straight beyond the knots


def test_cross_fitting_sees_the_other_replicates_only() -> None:
    rng = np.random.default_rng(2)
    z, y = rng.normal(size=(16, 64)), rng.normal(size=(16, 64))
    columns = design([spline(z)])
    fitted = cross_fitted(columns, y)
    flat, target = columns[1:].reshape(-1, columns.shape[-1]), y[1:].ravel()
    expected = columns[0] @ np.linalg.lstsq(flat, target, rcond=None)[0]
    np.testing.assert_allclose(fitted[0], expected, atol=1e-6)
    assert explained(y, fitted).value < 0.01


def test_bad_input() -> None:
    case = cases.load("clinical-scribe")
    with pytest.raises(RoiError, match="needs 4,096 draws"):
        information(roi.simulate(case, draws=2_048))
    with pytest.raises(RoiError, match="does not state all costs"):
        information(roi.simulate(case, draws=4_096, preset="report"))


def test_no_group_of_questions_is_valued_twice() -> None:
    """Two correlated answers that only together turn the decision are a group and a pair."""
    case = money_case(
        "a * b", {"a": "uniform(0, 2)", "b": "uniform(0, 2)"}, correlations=[("a", "b", 0.1)], cost="2.6"
    )
    result = information(roi.simulate(case, draws=4_096))
    assert not result.ranked
    assert [{item.id for item in question.items} for question in result.groups] == [{"a", "b"}]
