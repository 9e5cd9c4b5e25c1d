"""No analysis shows a mean that an input with a heavy tail makes infinite, or takes a choice by it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import roi
from roi.analysis.common_draws import run_without_draws
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.drivers import drivers
from roi.analysis.evidence import evidence
from roi.analysis.information import choice_questions, information
from roi.analysis.prospects import prospects
from roi.analysis.review import review
from roi.analysis.solve import Target, solve
from roi.analysis.twoway import two_way
from roi.analysis.volume import scan, scans
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve
from tests.support.documents import case_of, flow, input_table, line

INFINITE, WIDE = "pareto(100, 0.9)", "pareto(100, 1.5)"


def case(heavy: str, *, role: str | None = "run") -> Case:
    """An overrun with a heavy tail (a cost, or without a role a benefit) beside a gain by volume."""
    more: dict[str, Any] = {"class_": role} if role else {}
    gain = {"label": "gain", **flow("(y + seats) / two", "USD/month")}
    return case_of(
        {
            "x": (heavy, "USD"),
            "y": ("uniform(100, 900)", "USD/month"),
            "seats": {"value": "uniform(10, 90)", "unit": "USD/month", "group": "Volume"},
            "fee": (3_000, "USD"),
            "two": (2, "–"),
        },
        {
            "overrun": flow("x", "USD", when="start", **more),
            "licence": flow("fee", "USD", when="start", class_="licence"),
            "gain": flow("y + seats", "USD/month"),
        },
        options={
            "safe": {"inputs": {"x": "uniform(100, 1_000)"}},
            "half": {"lines": {"gain": gain}},
            "own": {"inputs": {"own": input_table("own", (5, "USD"))}},
        },
    )


def compared(document: Case) -> Comparison:
    names = (None, *document.options)
    return compare(
        [Candidate(option or AS_IT_STANDS, resolve(document, option=option)) for option in names], draws=4_096
    )


def test_a_candidate_without_a_finite_mean_is_never_chosen() -> None:
    comparison = compared(case(INFINITE))
    means = {each.name: each.npv.mean.value for each in comparison.standings}
    assert [name for name, value in means.items() if math.isnan(value)] == [AS_IT_STANDS, "half", "own"]
    assert comparison.choice == comparison.ahead == "safe"
    assert comparison.with_mean == ("safe", NOTHING)
    assert "mean is infinite" in comparison.remarks[0]
    assert (
        comparison.remarks[-1] == "Without a finite mean, and so never the best on average: case, half, own."
    )
    for standing in comparison.standings:  # what is no mean of theirs stays
        assert math.isfinite(standing.npv.percentiles[50].value)
        assert math.isfinite(standing.best.value)


def test_regret_is_finite_where_what_is_lost_has_an_end() -> None:
    regret = {standing.name: standing.regret.value for standing in compared(case(INFINITE)).standings}
    assert math.isnan(regret[AS_IT_STANDS])  # its costs may be anything, the others' are not
    assert math.isfinite(regret["safe"])
    benefits = compared(case(INFINITE, role=None))
    assert all(
        math.isnan(standing.regret.value)
        for standing in benefits.standings
        if standing.name in ("safe", NOTHING)
    )
    assert math.isnan(benefits.evpi.value)


def test_a_difference_in_which_the_tail_cancels_has_a_mean() -> None:
    comparison = compared(case(INFINITE))
    both = comparison.difference("half", AS_IT_STANDS).spread.mean
    gap = comparison.npv["half"] - comparison.npv[AS_IT_STANDS]
    assert both.value == pytest.approx(float(np.mean(gap)))
    assert math.isfinite(both.error)
    assert math.isnan(comparison.difference("safe", AS_IT_STANDS).spread.mean.value)
    assert math.isnan(comparison.difference("half", NOTHING).spread.mean.value)


def test_without_a_finite_variance_errors_are_unknown() -> None:
    comparison = compared(case(WIDE))
    for standing in comparison.standings:
        assert math.isinf(standing.npv.mean.error) == (standing.name in (AS_IT_STANDS, "half", "own"))
    assert math.isinf(comparison.difference("safe", AS_IT_STANDS).spread.mean.error)


def test_a_case_without_heavy_tails_has_no_remarks() -> None:
    assert compared(case("uniform(1, 2)")).remarks == ()


def test_questions_before_a_choice_are_about_those_with_a_mean() -> None:
    assert choice_questions(compared(case(INFINITE))).option == "safe"
    only = compare([Candidate("a", resolve(case(INFINITE)))], draws=4_096)
    with pytest.raises(RoiError, match="no way to deploy has a finite mean"):
        choice_questions(only)


def test_break_evens_of_a_mean_need_one() -> None:
    run = run_without_draws(resolve(case(INFINITE)), 4_096, 1)
    with pytest.raises(RoiError, match="no finite mean"):
        solve(run, "y", Target(at="mean"))
    with pytest.raises(RoiError, match="no finite mean"):
        two_way(run, "y", "seats", Target(at="mean"))
    assert solve(run, "y", Target(at="p50")).roots
    assert solve(run, "x", Target(at="mean")).roots  # a number has no tail
    assert two_way(run, "y", "x", Target(at="mean"), columns=2).draws


def test_volumes_are_scanned_in_the_plan_alone() -> None:
    candidates = [Candidate("a", resolve(case(INFINITE)))]
    assert [scanned.at for scanned in scans(candidates, "seats")] == ["base"]
    with pytest.raises(RoiError, match="no finite mean"):
        scan(candidates, "seats", at="mean")
    assert [scanned.at for scanned in scans([Candidate("a", resolve(case(WIDE)))], "seats")] == [
        "mean",
        "base",
    ]


def test_drivers_show_ranks_and_swings_only() -> None:
    ranked = drivers(roi.simulate(case(INFINITE), draws=4_096))
    assert all(driver.share is None and driver.below is None for driver in ranked)
    wide = drivers(roi.simulate(case(WIDE), draws=4_096))
    assert all(driver.share is None and driver.below is not None for driver in wide)


def test_what_to_ask_knows_that_its_errors_are_unknown() -> None:
    run = roi.simulate(case(WIDE), draws=4_096)
    worths = information(run)
    assert math.isinf(worths.expected.error)
    assert math.isinf(worths.evpi.error)
    assert evidence(run).none_because.startswith("The variance of NPV is infinite")


def test_a_verdict_looks_at_no_way_without_a_mean() -> None:
    assert [way.name for way in prospects(roi.simulate(case(INFINITE), draws=1_024)).ways] == ["safe"]


def test_a_gate_without_a_mean_is_not_solved() -> None:
    document = case_of(
        {
            "x": (INFINITE, "USD"),
            "y": ("uniform(100, 900)", "USD"),
            "gate": {"value": 500, "unit": "USD", "threshold_of": "measured"},
        },
        {
            "measured": line("y", "USD"),
            "passed": line("1 if measured >= gate else 0", "–"),
            "overrun": flow("x * passed", "USD", when="start", class_="run"),
            "gain": flow("y * passed", "USD", when="start"),
        },
    )
    assert roi.resolve(document).input("gate").likely == 500


@pytest.mark.parametrize(("heavy", "what"), [(INFINITE, "mean is infinite"), (WIDE, "variance is infinite")])
def test_a_check_says_it(heavy: str, what: str) -> None:
    about_input = [remark for remark in review(case(heavy)).remarks if remark.where == "[inputs.x]"]
    assert sum(what in remark.text for remark in about_input) == 1
