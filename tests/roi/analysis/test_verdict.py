"""The rules of `docs/verdict.md` as a table, and verdicts on cases whose expected NPV is known."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from roi.analysis.compare import AS_IT_STANDS, Candidate, compare
from roi.analysis.conditions import Threshold, conditions, thresholds
from roi.analysis.headline import headline
from roi.analysis.prospects import prospects
from roi.analysis.verdict import Verdict, Word, verdict, word_of
from roi.analysis.ways import Way
from roi.case import Case, Line, Option
from roi.model import resolve
from roi.sim.cuts import HEADLINE
from roi.sim.estimate import Statistic
from tests.support.models import money_case

ROOT = Path(__file__).parents[3]
UNKNOWN = float("nan")
LITTLE, MUCH = Statistic(0.1, 0.002), Statistic(0.5, 0.002)  # chances of a loss
GAIN, LOSS, TIE = Statistic(5.0, 1.0), Statistic(-5.0, 1.0), Statistic(2.0, 1.0)
OTHER = Way("b", "B", False, Statistic(9.0, 1.0), Statistic(4.0, 1.0), LITTLE)
PILOT = replace(OTHER, gated=True)
ITEM = resolve(money_case("x", {"x": "uniform(0, 10)"})).input("x")
LEVER = replace(ITEM, spec=replace(ITEM.spec, lever=True))
AGREED = Threshold(LEVER, 4.0, False, True, 0.4, 0.2)
NEAR, FAR = (Threshold(ITEM, 10 * b, True, True, b, abs(2 * b - 1)) for b in (0.4, 0.97))


@pytest.mark.parametrize(
    ("expected", "loss", "more", "word"),
    [
        (Statistic(math.nan, math.nan), MUCH, {}, "no verdict"),
        (Statistic(math.inf, math.nan), MUCH, {}, "no verdict"),
        (LOSS, MUCH, {"way": PILOT}, "pilot first"),
        (GAIN, LITTLE, {"way": PILOT}, "pilot first"),
        (TIE, MUCH, {"way": PILOT}, "pilot first"),
        (LOSS, MUCH, {"way": OTHER, "threshold": NEAR}, "go if"),
        (TIE, MUCH, {"way": OTHER}, "go if"),
        (TIE, MUCH, {"threshold": NEAR}, "too close to call"),
        (Statistic(0.0, 0.0), LITTLE, {"certain": True}, "too close to call"),
        (LOSS, MUCH, {}, "not yet"),
        (LOSS, MUCH, {"threshold": NEAR}, "not yet"),
        (LOSS, MUCH, {"threshold": AGREED}, "go if"),
        (LOSS, MUCH, {"threshold": replace(AGREED, distance=0.9)}, "not yet"),
        (LOSS, LITTLE, {"gated": True}, "not yet"),
        (Statistic(-0.01, 0.0), MUCH, {"certain": True}, "not yet"),
        (GAIN, MUCH, {"gated": True}, "pilot first"),
        (GAIN, MUCH, {"threshold": NEAR}, "go if"),
        (GAIN, MUCH, {"threshold": NEAR, "way": OTHER}, "go if"),
        (GAIN, MUCH, {"threshold": FAR}, "go"),
        (GAIN, LITTLE, {"threshold": NEAR}, "go"),
        (GAIN, LITTLE, {"way": OTHER}, "go"),
        (Statistic(0.01, 0.0), LITTLE, {"certain": True}, "go"),
    ],
)
def test_rules(expected: Statistic, loss: Statistic, more: dict[str, object], word: Word) -> None:
    assert word_of(expected, loss, **more) == word  # type: ignore[arg-type]


def test_the_rules_are_written_down() -> None:
    text = (ROOT / "docs" / "verdict.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| \d \| \*\*(.+?)\*\* \|", text, re.MULTILINE)
    assert table == [
        "no verdict",
        "pilot first",
        "go if",
        "too close to call",
        "go if",
        "not yet",
        "pilot first",
        "go if",
        "go",
    ]


def judged(case: Case, draws: int = 16_384, **more: str) -> Verdict:
    run = roi.simulate(case, draws=draws, overrides=more)
    return verdict(run.model, headline(run, run.summary()), prospects(run))


def test_the_threshold_is_that_of_the_expected_value() -> None:
    """E[x y] − 20 with E[x] = 5, E[y] = 3: a loss of 5 that y = 4 or x = 20 / 3 would turn."""
    verdict = judged(money_case("x * y - 20", {"x": "uniform(0, 10)", "y": "triangular(0, 1, 8)"}))
    assert verdict.word == "not yet"
    assert verdict.headline.npv.expected.value == pytest.approx(-5, abs=0.05)
    assert verdict.prospects is not None
    needed = {threshold.item.id: threshold for threshold in thresholds(verdict.prospects.conditions)}
    assert needed["y"].value == pytest.approx(4.0, rel=1e-3)
    assert needed["x"].value == pytest.approx(20 / 3, rel=1e-3)
    assert needed["x"].below == pytest.approx(2 / 3, rel=1e-3)
    assert verdict.threshold is not None
    assert verdict.threshold.above


def test_a_likely_gain_that_one_answer_could_turn_is_a_go_if() -> None:
    verdict = judged(money_case("x - 4", {"x": "uniform(0, 10)"}))
    assert (verdict.word, [item.id for item in verdict.ask]) == ("go if", ["x"])
    assert verdict.threshold is not None
    assert verdict.threshold.value == pytest.approx(4.0)
    assert verdict.worth is not None  # E[max(0, x − 4)] − 1 = 1.8 − 1
    assert verdict.worth.value == pytest.approx(0.8, abs=0.01)


def test_a_loss_that_no_value_turns_has_no_threshold() -> None:
    verdict = judged(money_case("-x", {"x": "uniform(1, 2)"}, limits={"x": (1, 2)}))
    assert (verdict.word, verdict.threshold, verdict.worth) == ("not yet", None, None)
    assert [item.id for item in verdict.ask] == ["x"]


def test_a_number_that_is_nothing_is_named_where_nothing_else_turns_it() -> None:
    """Nobody uses it: people of 0 have no width that a value could be near to, and 4 of them would pay."""
    inputs = {"people": "0", "x": "uniform(4, 6)"}
    verdict = judged(money_case("people * x - 20", inputs, limits={"people": (0, 100)}))
    assert verdict.word == "not yet"
    assert verdict.threshold is not None
    assert (verdict.threshold.item.id, verdict.threshold.above) == ("people", True)
    assert verdict.threshold.value == pytest.approx(4.0, rel=1e-3)
    assert not verdict.threshold.near


def test_a_number_that_is_nothing_stands_behind_what_has_evidence() -> None:
    inputs = {"people": "0", "x": "uniform(0, 30)"}
    verdict = judged(money_case("people + x - 20", inputs, limits={"people": (0, 100)}))
    assert verdict.threshold is not None
    assert verdict.threshold.item.id == "x"


def test_what_can_be_agreed_on_comes_before_what_can_be_found_out() -> None:
    case = money_case("x - p", {"x": "uniform(0, 10)", "p": "uniform(4, 8)"})
    inputs = {**case.inputs, "p": replace(case.inputs["p"], lever=True)}
    verdict = judged(replace(case, inputs=inputs))
    assert (verdict.word, verdict.threshold and verdict.threshold.item.id) == ("go if", "p")
    assert verdict.threshold is not None
    assert verdict.threshold.value == pytest.approx(5.0, abs=0.01)
    assert not verdict.threshold.above


def test_a_certain_case_is_judged_without_errors() -> None:
    for value, word in (("5", "go"), ("3", "not yet"), ("4", "too close to call")):
        verdict = judged(money_case("x - 4", {"x": value}), draws=16)
        assert verdict.headline.certain
        assert verdict.word == word


def test_a_tie_within_the_sampling_error() -> None:
    assert judged(money_case("x", {"x": "normal(0, 10)"})).word == "too close to call"


@pytest.mark.slow
@pytest.mark.parametrize("draws", [16, 64, 1_024, 4_096])
def test_few_draws_say_less(draws: int) -> None:
    verdict = judged(cases.load("bank-chatbot"), draws=draws)
    looked = verdict.prospects
    assert looked is not None
    assert bool(looked.conditions) == bool(looked.ways) == (draws >= 1_024)
    assert (looked.information is not None) == (draws >= 4_096)


def test_costs_that_are_not_stated_leave_no_verdict() -> None:
    run = roi.simulate(cases.load("bank-chatbot"), draws=4_096, preset="report")
    judgement = verdict(run.model, headline(run, run.summary()), prospects(run))
    assert (judgement.word, judgement.headline.undefined != "") == ("no verdict", True)


def with_option(gated: bool = False) -> Case:
    """As it stands x − 8 is expected to lose 3; deployed otherwise x − 4 gains 1."""
    case = money_case("x", {"x": "uniform(0, 10)"}, cost="8")
    cheaper = replace(case.lines["spent"], formula="4 * dollar")
    lines = {"spent": cheaper}
    if gated:
        lines["passed"] = Line("passed", "Passed", "–", "1 if x > 0 else 0")
    return replace(case, options={"lean": Option("lean", "A lean plan", lines=lines)})


def test_another_way_on_the_same_draws_turns_it() -> None:
    verdict = judged(with_option())
    assert verdict.word == "go if"
    assert verdict.way is not None
    assert verdict.way.name == "lean"
    assert verdict.way.expected.value == pytest.approx(1.0, abs=0.01)
    assert (verdict.way.gain.value, verdict.way.gain.error) == pytest.approx((4.0, 0.0), abs=1e-9)
    assert verdict.way.loss.value == pytest.approx(0.4, abs=0.01)
    assert judged(with_option(gated=True)).word == "pilot first"


@pytest.mark.slow
def test_ways_are_those_of_a_comparison_with_the_same_answers() -> None:
    case = cases.load("code-assistant")
    run = roi.simulate(case, draws=4_096, overrides={"seats": "400"})
    looked = prospects(run)
    models = {
        name or AS_IT_STANDS: roi.simulate(case, draws=16, option=name, overrides={"seats": "400"}).model
        for name in (None, *case.options)
    }
    comparison = compare([Candidate(*pair) for pair in models.items()], draws=4_096)
    means = {standing.name: standing.npv.mean for standing in comparison.standings}
    assert {way.name: way.expected for way in looked.ways} == {
        name: mean for name, mean in means.items() if name in case.options
    }
    values = [way.expected.value for way in looked.ways]
    assert values == sorted(values, reverse=True)


def test_conditions_at_p50_on_demand() -> None:
    run = roi.simulate(money_case("x * y - 20", {"x": "uniform(0, 10)", "y": "triangular(0, 1, 8)"}))
    middle = {threshold.item.id: threshold.value for threshold in thresholds(conditions(run, at="p50"))}
    assert middle["x"] == pytest.approx(20 / stats.triang.ppf(0.5, 1 / 8, 0, 8), rel=5e-3)


def test_the_headline_is_of_the_draws() -> None:
    run = roi.simulate(cases.load("clinical-scribe"), draws=1_024)
    figure = headline(run, run.summary())
    npv = run.values("npv")
    assert figure.npv.expected.value == pytest.approx(npv.mean())
    assert figure.npv.loss.value == np.mean(npv < 0)
    assert figure.cash is not None
    assert figure.cash.expected.value == pytest.approx(run.values("npv", "cash").mean())
    assert figure.benefits.value - figure.costs.value == pytest.approx(figure.npv.expected.value)
    assert figure.plan.npv == run.plan.metric("npv", HEADLINE)
