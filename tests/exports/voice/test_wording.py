"""How decisions are said."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import cases
import roi
from exports.voice import turning, wording
from roi.analysis.information import Flip
from roi.analysis.questions import Question
from roi.analysis.solve import Root, Solution, Target
from roi.sim.estimate import Statistic


def question(run: roi.Run, *flips: tuple[float, bool]) -> Question:
    item = run.model.input("minutes")
    points = tuple(Flip(value, above) for value, above in flips)
    return Question((item,), "How many?", False, Statistic(1.0, 0.1), True, (0.0, 1.0), points)


@pytest.mark.parametrize(
    ("flips", "wanted"),
    [
        ((), "no answer from P1 to P99 flips it"),
        (((4.123, True),), "go if above 4.12 minute/letter"),
        (((4.123, False),), "go if below 4.12 minute/letter"),
        (((3, True), (5, False)), "go if 3 to 5 minute/letter"),
        (((3, False), (5, True)), "go if below 3 minute/letter or above 5 minute/letter"),
    ],
)
def test_answers_that_say_go(run: roi.Run, flips: tuple[tuple[float, bool], ...], wanted: str) -> None:
    assert turning.go_if(question(run, *flips)) == wanted


def test_the_best_of_several_ways_for_which_answer(run: roi.Run) -> None:
    """A worth above 0 is that of answers that lie beyond what was looked through."""
    best = replace(question(run), first="cloud")
    assert wording.best_if(best) == "best: cloud, but for answers beyond P1 to P99"
    worthless = replace(best, value=Statistic(0.0, 0.0), measurable=False)
    assert turning.go_if(worthless) == "no answer flips it"
    assert wording.best_if(worthless) == "best: cloud, whatever the answer"


def test_a_threshold_whose_error_is_of_no_use_is_not_named(run: roi.Run) -> None:
    """The error that is shown may be half of P10 to P90, whatever the threshold's own size; no more."""
    item = run.model.input("minutes")
    low, high = wording.ends(item)
    for value in (0.0, 4.123, 1e6):
        for times, text in ((0.99, "go if above"), (1.01, "some 2 times"), (3.9, "some 16 times")):
            error = times * (high - low) / 2 / Statistic(0.0, 1.0).half_width
            words = turning.go_where(item, (Flip(value, True, error),))
            assert text in words
            assert ("not settled by these draws" in words) is (times > 1)
            two = turning.go_where(item, (Flip(value, False, 0.0), Flip(value, True, error)))
            assert (two == words) is (times > 1)
    assert turning.go_where(item, (Flip(4.0, True, math.inf),)) == "not settled by draws"
    assert turning.go_where(item, (Flip(4.0, True),)) == "go if above 4 minute/letter"


def test_questions_without_value_are_counted(run: roi.Run) -> None:
    text = turning.without_value([question(run)] * 3, "USD", named=2)
    assert (
        text
        == "Worth too little to be told, below USD 1.21 each: “Minutes saved”; “Minutes saved” and 1 more."
    )


def test_a_threshold_has_its_error(run: roi.Run) -> None:
    item = run.model.input("minutes")
    assert turning.about(item, 4.123, 0.1) == "4.12 ± 0.2 minute/letter"
    assert (
        turning.about(item, 4.123, 0.001) == turning.about(item, 4.123, float("nan")) == "4.12 minute/letter"
    )


def test_nowhere_says_how_far_it_reaches(run: roi.Run) -> None:
    item = run.model.input("minutes")
    solution = Solution(item, Target(), (), 6, 1, 10, (0, 30), (-3e6, -1e6), -2e6)
    assert wording.nowhere(solution, "USD") == (
        "No value does: NPV of the base case stays between USD −3.00 M and −1.00 M for minutes saved from 0 to "
        "30 minute/letter."
    )


def test_a_root_stands_against_the_evidence() -> None:
    inside = Root(3.0, 0.25, True, True, False)
    assert wording.better(inside) == "better above"
    assert wording.where_it_lies(inside) == "within the evidence, of which 25.0 % lies at or below"
    assert wording.where_it_lies(Root(30.0, 1.0, False, False, False)).startswith("outside P1 to P99")
    assert wording.times(3.0, 2.0) == "1.5 times the fixed value"
    assert wording.times(3.0, 0.0) == "the fixed value is 0"


@pytest.mark.parametrize(("size", "text"), [(0.5, "+0.50 sd"), (-1.234, "−1.23 sd"), (math.nan, "")])
def test_deviations_have_a_sign(size: float, text: str) -> None:
    assert wording.deviations(size) == text


def test_parts_of_a_whole_have_a_footnote_of_their_own() -> None:
    model = roi.resolve(cases.load("service-desk"))
    parts = [item for item in model.inputs if item.whole]
    assert parts
    assert (
        wording.parts_sentence(model.inputs)
        == "A part of a whole is told as its share; the other parts make room for it."
    )
    assert wording.parts_sentence(item for item in model.inputs if not item.whole) == ""
