"""The value of an answer before choosing among several things to do, where it is known."""

from __future__ import annotations

import numpy as np
import pytest

import cases
from roi.analysis.choice import choice_questions
from roi.analysis.compare import AS_IT_STANDS, Candidate, Comparison, compare
from roi.analysis.regression import cross_fitted, cross_fitted_each, design, spline
from roi.case import Case
from roi.model import resolve
from roi.sim.prepare import prepare
from roi.sim.sampling import REPLICATES, planned
from tests.support.documents import case_of, flow


def two_ways() -> Case:
    """NPV of the case is a, of the other option −a; b and luck change both alike, c neither."""
    inputs = {
        "a": ("normal(0, 30)", "USD"),
        "b": ("normal(0, 30)", "USD"),
        "c": ("normal(0, 30)", "USD"),
        "floor": (1_000, "USD"),
    }
    lines = {
        "gain": flow("floor + a + b", "USD", when="start"),
        "cost": flow("floor - floor / 2", "USD", when="start", class_="licence"),
        "spare": {"formula": "c", "unit": "USD"},
    }
    other = {"label": "gain", **flow("floor - a + b", "USD", when="start")}
    return case_of(inputs, lines, options={"other": {"lines": {"gain": other}}})


def compared(case: Case, *names: str, draws: int = 16_384) -> Comparison:
    models = {name: resolve(case, option=None if name == AS_IT_STANDS else name) for name in names}
    return compare([Candidate(*one) for one in models.items()], draws=draws)


def test_an_answer_is_worth_what_it_does_to_the_choice_and_not_to_the_worth() -> None:
    """Doing nothing is far off: E|a| = 30 √(2/π) is what knowing a earns, b moves both ways alike."""
    (question,) = choice_questions(compared(two_ways(), AS_IT_STANDS, "other"))
    assert [item.id for item in question.items] == ["a"]
    assert question.value.value == pytest.approx(30 * np.sqrt(2 / np.pi), rel=0.02)


def test_too_few_draws_ask_nothing() -> None:
    assert choice_questions(compared(two_ways(), AS_IT_STANDS, "other", draws=1_024)) == ()


def test_a_shipped_question_against_means_in_bins_of_its_input() -> None:
    case = cases.load("code-assistant")
    found = compared(case, AS_IT_STANDS, *case.options)
    first = choice_questions(found)[0]
    assert first.items[0].id == "time_reduction"
    prepared = prepare(resolve(case), planned(found.draws, found.seed))
    m = found.draws // REPLICATES
    u = np.stack([prepared.uniforms(replicate, 0, m)["time_reduction"] for replicate in range(REPLICATES)])
    place = np.minimum((u * 24).astype(int), 23)
    worths = list(found.npv.values())
    best = sum(max(np.where(place == k, npv, 0).sum() for npv in worths) for k in range(24)) / u.size
    assert first.value.value == pytest.approx(best - max(npv.mean() for npv in worths), rel=0.03)


def test_fits_of_several_are_those_of_each() -> None:
    rng = np.random.default_rng(7)
    z = rng.standard_normal((16, 64))
    ys = np.stack([z**2 + rng.standard_normal(z.shape), np.sin(z)])
    columns = design([spline(z)])
    each = np.stack([cross_fitted(columns, y) for y in ys])
    np.testing.assert_allclose(cross_fitted_each(columns, ys), each, rtol=1e-9)
