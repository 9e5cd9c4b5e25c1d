"""Answers that a smooth fit cannot follow, against integrals in closed form: limits, odd values, far tails."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import roi
from roi.analysis.answer_cells import cells_of
from roi.analysis.comparison import Candidate
from roi.analysis.conditional import means_given
from roi.analysis.drivers import drivers
from roi.analysis.information import choice_questions, information
from roi.analysis.pilot import pilot
from roi.analysis.pilot_terms import Terms
from roi.analysis.regression import cross_fitted, design, spline
from roi.case import Case
from roi.sim.estimate import Statistic
from tests.support.models import money_case

Z = stats.norm.ppf((np.arange(400_000) + 0.5) / 400_000)
STEP = "(10.5 if x > 1 and x < 1.3 else -1) + luck"
LUCK = "normal(0, 1)"


def stepped(formula: str = STEP, x: str = "normal(0, 1)") -> Case:
    return money_case(formula, {"x": x, "luck": LUCK}, luck=["luck"])


def worth_of_x(case: Case, draws: int = 16_384) -> Statistic:
    (question,) = information(roi.simulate(case, draws=draws), detailed=0).ranked
    return question.value


@pytest.mark.parametrize(
    ("x", "window"), [("normal(0, 1)", (0.3, 0.6)), ("normal(0, 1)", (1.0, 1.1)), ("poisson(2)", (2.9, 3.2))]
)
def test_the_answers_in_a_window_are_told_as_those_that_flip_it(x: str, window: tuple[float, float]) -> None:
    low, high = window
    case = stepped(f"(31 if x > {low} and x < {high} else -8) + luck", x)
    (question,) = information(roi.simulate(case, draws=16_384)).ranked
    assert [flip.go_above for flip in question.flips] == [True, False]
    assert [flip.value for flip in question.flips] == pytest.approx(window, abs=0.01)


def test_a_window_of_an_answer() -> None:
    chance = float(np.diff(stats.norm.cdf([1, 1.3]))[0])
    truth = 10.5 * chance - max(0.0, 11.5 * chance - 1)
    value = worth_of_x(stepped())
    assert abs(value.value - truth) < 4 * value.error < 0.08 * truth


@pytest.mark.parametrize("limit", [1.5, 2.2])
def test_a_limit_far_out(limit: float) -> None:
    chance = float(stats.norm.sf(limit))
    truth = 101 * chance - max(0.0, 103 * chance - 2)
    value = worth_of_x(stepped(f"(101 if x > {limit} else -2) + luck"))
    assert abs(value.value - truth) < 4 * value.error < 0.08 * truth


def test_values_unlike_their_neighbours() -> None:
    """Every other one of eleven values pays: E[max(0, Y)] − max(0, E[Y]) is a sum."""
    weights = np.array([5, 20, 10, 15, 10, 10, 10, 5, 5, 8, 2])
    values = [1.5 * k + 0.25 for k in range(11)]
    pays = np.where(np.arange(11) % 2 == 0, 10.5, -10.5)
    formula = " + ".join(f"({gain}) * (x == {value})" for gain, value in zip(pays, values, strict=True))
    law = ", ".join(f"{value}, {weight}%" for value, weight in zip(values, weights, strict=True))
    value = worth_of_x(stepped(f"{formula} + luck", f"discrete({law})"))
    truth = float(weights @ np.maximum(pays, 0) - max(0.0, float(weights @ pays))) / 100
    assert abs(value.value - truth) < 4 * value.error + 0.01 * truth


@pytest.mark.parametrize(("sd", "chance"), [(1, 0.02), (3, 0.1), (3, 0.02)])
def test_a_decision_that_turns_in_a_lognormal_tail(sd: float, chance: float) -> None:
    """The worth of a call (Black & Scholes 1973) by numbers."""
    sigma = math.sqrt(math.log(1 + sd * sd))
    x = np.exp(sigma * Z - sigma**2 / 2)
    price = float(np.quantile(x, 1 - chance))
    value = worth_of_x(stepped(f"x - {price} + 0.3 * luck", f"lognormal(mean=1, sd={sd})"))
    truth = float(np.maximum(x - price, 0).mean())
    assert abs(value.value - truth) < min(4 * value.error, 0.06 * truth)


def test_the_share_of_variance_of_a_window() -> None:
    chance = float(np.diff(stats.norm.cdf([1, 1.3]))[0])
    spread = 11.5**2 * chance * (1 - chance)
    rows = drivers(roi.simulate(stepped(), draws=16_384))
    share = next(row.share for row in rows if row.item.id == "x")
    assert share is not None
    assert abs(share.value - spread / (spread + 1)) < 4 * share.error < 0.1


def test_where_another_way_takes_the_lead() -> None:
    """Two ways that cross by a jump: the lead changes there."""
    case = money_case(
        "(5 if x > 1.2 else -5) + luck", {"x": "normal(0, 1)", "luck": LUCK}, luck=["luck"], cost="0"
    )
    flat = money_case("0.5 + 0 * x + luck", {"x": "normal(0, 1)", "luck": LUCK}, luck=["luck"], cost="0")
    compared = roi.compare(
        [Candidate("jump", roi.resolve(case)), Candidate("flat", roi.resolve(flat))], draws=16_384
    )
    (question,) = choice_questions(compared).ranked
    assert [(turn.below, turn.above) for turn in question.turns] == [("flat", "jump")]
    assert question.turns[0].value == pytest.approx(1.2, abs=0.06)


def test_a_pilot_of_what_has_a_limit() -> None:
    """A measurement without error tells what the answer tells."""
    run = roi.simulate(stepped("(101 if x > 1.5 else -11) + luck"), draws=16_384)
    chance = float(stats.norm.sf(1.5))
    truth = 101 * chance - max(0.0, 112 * chance - 11)
    assert pilot(run, ["x"], Terms((1e-3,), each=1)).limit == pytest.approx(truth, rel=0.05)


def test_a_smooth_fit_stays_as_it_is() -> None:
    rng = np.random.default_rng(4)
    z, noise = rng.normal(size=(2, 16, 1_024))
    columns, y = design([spline(z)]), 3 * z + z * z / 4 + 5 * noise
    fit = means_given(columns, [cells_of(z)], np.stack([y, noise]))
    assert not fit.added[0].any()
    np.testing.assert_allclose(fit.unseen[0], cross_fitted(columns, y), rtol=1e-9, atol=1e-9)


def test_cells_of_few_values_are_these_values() -> None:
    z = np.tile(np.array([-1.2, 0.1, 0.1, 2.0]), (16, 64))
    cells = cells_of(z)
    assert cells.counts.tolist() == [[64, 128, 64]] * 16
    assert cells.at(np.array([-1.2, 0.1, 2.0])).tolist() == [0, 1, 2]
    sums = cells.sums(z)
    np.testing.assert_allclose(cells.means(sums), [-1.2, 0.1, 2.0])
    np.testing.assert_allclose(cells.means_without_each(sums)[3], [-1.2, 0.1, 2.0])


def test_cells_of_many_values_are_finer_at_the_ends() -> None:
    z = np.random.default_rng(1).normal(size=(16, 4_096))
    cells = cells_of(z)
    shares = cells.counts.sum(axis=0) / z.size * 128
    np.testing.assert_allclose(shares[:4], [1 / 8, 1 / 8, 1 / 4, 1 / 2], rtol=0.3)
    np.testing.assert_allclose(shares[4:-4], 1, rtol=0.2)
    pairs = cells.counts[:, 1:-1].reshape(16, -1, 2).sum(axis=2)
    assert cells.coarser().counts[:, 1:-1].tolist() == pairs.tolist()


def test_cells_of_the_fewest_draws_hold_them_all() -> None:
    z = np.random.default_rng(1).normal(size=(16, 2))
    cells = cells_of(z)
    assert np.isfinite(cells.edges).all()
    assert cells.counts.sum(axis=1).tolist() == [2] * 16
