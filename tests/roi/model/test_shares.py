"""Parts of a whole: shares make 100 % in every draw, and an answer to one leaves the ratio of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import roi
from cases.newer import differences
from roi.analysis.drivers import tornado
from roi.analysis.information import information
from roi.analysis.remarks import remarks
from roi.analysis.review import review
from roi.analysis.scores import correlated_groups, drawn_shares, normal_scores
from roi.analysis.sobol_indices import sobol
from roi.analysis.solve import solve
from roi.analysis.target import Target
from roi.analysis.twoway import two_way
from roi.arrays import Array
from roi.case import Case
from roi.errors import RoiError
from roi.formula.words import say
from roi.model import resolve
from roi.model.layer import OBSERVED
from roi.sim.cuts import HEADLINE
from roi.sim.evaluate import evaluate_block
from tests.support.documents import case_of, flow
from tests.support.examples import examples

PARTS = ("low", "middle", "high")
ELICITED = {"low": "range(50, 60, 75)", "middle": "range(15, 25, 40)", "high": "range(8, 15, 25)"}
COUNTS = {"low": "dirichlet(12, 50)", "middle": "dirichlet(30, 50)", "high": "dirichlet(8, 50)"}
DRAWS = 16_384


def mix(values: Mapping[str, str | float] = ELICITED, **tables: Any) -> Case:
    """Tickets of three tiers; what is gained is a plain sum over the tiers."""
    inputs = {
        **{name: {"value": value, "unit": "%"} for name, value in values.items()},
        "tickets": ("range(90, 100, 120)", "ticket/month"),
        "worth": (10, "USD/ticket"),
        "dear": (80, "USD/ticket"),
        **tables.pop("inputs", {}),
    }
    lines = {
        "gain": flow("tickets * (low * worth + high * dear)"),
        "cost": flow("tickets * middle * worth", class_="run"),
        **tables.pop("lines", {}),
    }
    shares = tables.pop("shares", {"tiers": {"label": "Tickets by tier", "parts": list(PARTS)}})
    return case_of(inputs, lines, header={"units": ["ticket"]}, shares=shares, **tables)


def run_of(case: Case, overrides: Mapping[str, str | float] | None = None, **more: Any) -> roi.Run:
    return roi.simulate(case, **{"draws": DRAWS, "seed": 3, "overrides": overrides, **more})


def shares_of(run: roi.Run) -> Array:
    """(3, n): the shares of the parts, those of numbers too."""
    prepared = run.prepared
    drawn = prepared.inputs_between(0, prepared.sampling.draws)
    values = evaluate_block(run.model, drawn).values
    return np.stack([np.broadcast_to(values[f"{name}_share"], prepared.sampling.draws) for name in PARTS])


def weights_of(run: roi.Run) -> Array:
    drawn = run.prepared.inputs_between(0, run.prepared.sampling.draws)
    return np.stack([np.broadcast_to(drawn[name], run.prepared.sampling.draws) for name in PARTS])


def test_counts_are_a_dirichlet_law() -> None:
    """Margins Beta(a, A − a), covariances −a b / A² (A + 1); 16,384 points of Sobol' come within 1 % of an sd."""
    shares, counts = shares_of(run_of(mix(COUNTS))), np.array([12.0, 30.0, 8.0])
    law = stats.dirichlet(counts)
    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-15)
    for row, count in zip(shares, counts, strict=True):
        margin = stats.beta(count, 50 - count)
        probabilities = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
        cdf = margin.cdf(np.quantile(row, probabilities))
        assert np.abs(cdf - probabilities).max() < 3e-3
        assert abs(row.mean() - margin.mean()) < 0.01 * margin.std()
    expected = law.cov()
    assert np.abs(np.cov(shares) - expected).max() < 0.02 * expected.max()


def test_the_base_case_of_counts_is_what_was_counted() -> None:
    base = run_of(mix(COUNTS), draws=64).plan
    assert [base.values[f"{name}_share"][0] for name in PARTS] == pytest.approx([0.24, 0.6, 0.16], rel=1e-12)


def test_what_a_formula_sees_is_the_weight_over_the_sum_of_weights() -> None:
    run = run_of(mix(), draws=1_024)
    weights, drawn = weights_of(run), run.prepared.inputs_between(0, 1_024)
    expected = weights / weights.sum(axis=0)
    np.testing.assert_allclose(shares_of(run), expected, rtol=1e-14)
    values = evaluate_block(run.model, drawn).values["gain"]
    np.testing.assert_allclose(values, drawn["tickets"] * (expected[0] * 10 + expected[2] * 80), rtol=1e-13)


@examples(15)
@given(st.floats(1, 99))
def test_an_answer_to_one_part_leaves_the_ratio_of_the_others(percent: float) -> None:
    case = mix()
    before, after = run_of(case, draws=256), run_of(case, {"middle": f"{percent}%"}, draws=256)
    low, middle, high = shares_of(after)
    np.testing.assert_allclose(middle, percent / 100, rtol=1e-13)
    np.testing.assert_allclose(low + middle + high, 1, rtol=1e-14)
    weights = weights_of(before)
    np.testing.assert_allclose(low / high, weights[0] / weights[2], rtol=1e-12)
    base = after.plan.values
    assert sum(base[f"{name}_share"][0] for name in PARTS) == pytest.approx(1, abs=1e-15)
    assert base["low_share"][0] / base["high_share"][0] == pytest.approx(60 / 15, rel=1e-12)


def test_an_answer_that_is_a_range_is_the_share_as_it_was_said() -> None:
    shares = shares_of(run_of(mix(), {"low": "range(30, 35, 45)"}))
    assert np.quantile(shares[0], [0.1, 0.5, 0.9]) == pytest.approx([0.30, 0.35, 0.45], abs=2e-3)
    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-14)


def test_an_answer_that_repeats_the_evidence_changes_nothing() -> None:
    case = mix()
    np.testing.assert_array_equal(
        shares_of(run_of(case, draws=64)), shares_of(run_of(case, {"low": ELICITED["low"]}, draws=64))
    )


def test_answers_above_the_whole_are_cut_draw_by_draw() -> None:
    low, middle, high = shares_of(run_of(mix(), {"low": "uniform(60, 90)", "middle": 30}))
    total = low / middle * 0.3 + 0.3
    np.testing.assert_allclose(low + middle + high, 1, rtol=1e-14)
    assert (high >= 0).all()
    assert (high == 0).any()
    full = high == 0
    np.testing.assert_allclose(middle[full], 0.3 / total[full], rtol=1e-12)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"low": 60, "middle": 30, "high": 20}, r"must make 100 %; .* make 110 %"),
        ({"low": 60, "middle": 30, "high": 5}, r"must make 100 %; .* make 95 %"),
        ({"low": 80, "middle": 30}, r"may make no more than 100 %; `low` 80 %, `middle` 30 % make 110 %"),
    ],
)
def test_answers_that_make_no_whole_end_in_one_message(answers: dict[str, float], message: str) -> None:
    with pytest.raises(RoiError, match=message):
        run_of(mix(), answers, draws=64)


def test_answers_that_were_rounded_are_scaled_and_said_to_be() -> None:
    case = mix()
    run = run_of(case, dict.fromkeys(PARTS, 33), draws=64)
    np.testing.assert_allclose(shares_of(run), 1 / 3, rtol=1e-14)
    texts = [remark.text for remark in remarks(run.model) if "tiers" in remark.where]
    assert texts == ["the numbers of “Tickets by tier” make 99 %: they are scaled to 100 %"]


def test_likely_values_that_make_no_whole_are_remarked_on() -> None:
    case = mix({**ELICITED, "low": "range(60, 80, 90)"})
    texts = [remark.text for remark in remarks(resolve(case)) if "tiers" in remark.where]
    assert texts == ["the likely values of “Tickets by tier” make 120 %: they are scaled to 100 %"]
    assert [remark for remark in remarks(resolve(mix())) if "tiers" in remark.where] == []


def test_weights_that_observations_left_need_make_no_whole() -> None:
    model = resolve(mix({**ELICITED, "low": "range(60, 80, 90)"}))
    wholes = tuple(
        replace(parts, items=tuple(replace(item, layer=OBSERVED) for item in parts.items))
        for parts in model.wholes
    )
    assert [remark for remark in remarks(replace(model, wholes=wholes)) if "tiers" in remark.where] == []


def test_a_review_tells_what_scaling_does_to_each_part() -> None:
    case = mix()
    parts = {part.id: part for part in review(case).shares}
    shares = shares_of(run_of(case))
    for row, name in zip(shares, PARTS, strict=True):
        expected = 100 * np.quantile(row, [0.1, 0.5, 0.9])
        assert parts[name].share == pytest.approx(expected, rel=0.02)
    assert parts["low"].typed == pytest.approx((50, 60, 75), rel=1e-6)


def test_the_words_name_all_parts() -> None:
    model = resolve(mix())
    words = [say(model.line(name).node, lambda id: model.labels[id]) for name in ("low_share", "cost")]
    assert words[0] == "low ÷ (low plus middle plus high)"
    assert words[1] == "tickets × Share of middle × worth"


def test_solving_for_a_part_is_answering_it() -> None:
    """What the solver, a table of two inputs and the base case find is what the answer gives."""
    case = mix()
    run = run_of(case, draws=4_096)
    target = Target("npv", 50_000.0, "mean")
    solution = solve(run, "low", target)
    assert solution.roots
    again = run_of(case, {"low": solution.roots[0].value}, draws=4_096)
    assert again.values("npv").mean() == pytest.approx(50_000, rel=1e-3)
    based = solve(run, "low", Target("npv", 50_000.0, "base")).roots[0].value
    assert run_of(case, {"low": based}, draws=64).plan.metric("npv", HEADLINE) == pytest.approx(
        50_000, rel=1e-6
    )
    table = two_way(run, "low", "high", Target("npv", 0.0, "mean"))
    x, y = table.xs[2], table.ys[1]
    cell = run_of(case, {"low": x, "high": y}, draws=table.draws).values("npv").mean()
    assert table.values[1, 2] == pytest.approx(cell, rel=1e-9)


def test_what_is_told_of_a_part_is_told_of_its_share() -> None:
    """Scores by the share's rank, parts of a whole as one factor, swings and answers at shares."""
    case = mix()
    run = run_of(case, draws=4_096)
    shares, scores = drawn_shares(run.prepared), normal_scores(run.prepared)
    for name in PARTS:
        rank = stats.spearmanr(shares[name].ravel(), scores[name].ravel()).statistic
        assert rank == pytest.approx(1, abs=1e-12)
    groups = [{item.id for item in group} for group in correlated_groups(run.prepared)]
    assert set(PARTS) in groups
    assert {"tickets"} in groups
    assert {frozenset(item.id for item in index.members) for index in sobol(run)} == {
        frozenset(PARTS), frozenset({"tickets"}),
    }  # fmt: skip
    swing = next(swing for swing in tornado(run.model) if swing.item.id == "low")
    assert swing.at == pytest.approx([5_000 / 90, 7_500 / 115], rel=1e-6)
    worths = information(run, hurdle=float(run.values("npv").mean()))
    high = next(question for question in worths.ranked if question.items[0].id == "high")
    ends = [np.quantile(shares["high"], p) for p in (0.1, 0.9)]
    assert high.moves is not None
    for moved, end in zip(high.moves, ends, strict=True):
        answered = run_of(case, {"high": f"{100 * end}%"}, draws=4_096)
        assert moved == pytest.approx(np.quantile(answered.values("npv"), 0.5), rel=5e-3)


def test_a_part_may_be_correlated_with_what_is_no_part() -> None:
    tables: dict[str, Any] = {"correlations": [{"between": ["low", "tickets"], "rank": 0.6}]}
    case = mix(**tables)
    run = run_of(case)
    weights = weights_of(run)
    tickets = run.prepared.inputs_between(0, DRAWS)["tickets"]
    assert stats.spearmanr(weights[0], tickets).statistic == pytest.approx(0.6, abs=0.02)
    learnt = run_of(case, {"low": 75})
    assert learnt.model.input("tickets").moved_by == ("low",)
    assert learnt.plan.inputs["tickets"] > run.plan.inputs["tickets"]
    assert learnt.plan.values["low_share"][0] == pytest.approx(0.75)


def test_an_option_may_bring_a_part() -> None:
    options = {"bot": {"inputs": {
        "none": {"label": "Done by a bot", "value": "range(5, 10, 20)", "unit": "%", "grade": "judgement"},
    }}}  # fmt: skip
    shares = {"tiers": {"label": "Tickets by tier", "parts": [*PARTS, "none"]}}
    case = mix(options=options, shares=shares)
    plain, bot = (resolve(case, option=option) for option in (None, "bot"))
    assert plain.line("low_share").spec.formula == "low / (low + middle + high)"
    assert bot.line("low_share").spec.formula == "low / (low + middle + high + none)"


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"shares": {"a": {"label": "A", "parts": ["low"]}}}, "two parts or more"),
        ({"shares": {"a": {"label": "A", "parts": ["low", "hihg"]}}}, "Did you mean 'high'"),
        ({"shares": {"a": {"label": "A", "parts": ["low", "low"]}}}, "twice among them"),
        (
            {"shares": {"a": {"label": "A", "parts": ["low", "high"]},
                        "b": {"label": "B", "parts": ["high", "middle"]}}},
            "a part of `a` already",
        ),
        ({"shares": {"a": {"label": "A", "parts": ["low", "tickets"]}}}, "in % or a plain number"),
        ({"values": {**ELICITED, "low": "normal(60, 9)"}}, "may fall below 0"),
        ({"values": {**COUNTS, "low": "dirichlet(12, 60)"}}, "are of 50 and 60"),
        ({"values": COUNTS, "shares": {"a": {"label": "A", "parts": ["low", "high"]}}}, "a weight of a part"),
        ({"lines": {"low_share": {"formula": "tickets", "unit": "ticket/month"}}}, "is the line of the share"),
    ],
)  # fmt: skip
def test_wholes_that_are_none(tables: dict[str, Any], message: str) -> None:
    with pytest.raises(RoiError, match=message):
        resolve(mix(**tables))


def test_another_whole_is_a_difference_between_two_versions_of_a_case() -> None:
    shares = {"tiers": {"label": "Tickets by tier", "parts": ["low", "high"]}}
    assert differences(mix(), mix(shares=shares)) == ("share `tiers` changed: parts",)
