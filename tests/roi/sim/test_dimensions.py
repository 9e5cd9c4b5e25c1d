"""Dimensions of Sobol' points: the inputs that matter first, fixed once a document."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

import cases
import roi
from benchmarks.directions import kernel, leading_zeros
from roi.analysis import sobol_indices
from roi.case import Case
from roi.sim.dimensions import sobol_dimensions
from roi.sim.sobol import direction_numbers, points
from tests.support.documents import case_of, flow, input_table

U = ("uniform(0, 1)", "USD")
WEIGHTS = [1, 5, 0, 20, 3, 80, 0, 40, 10, 2]


def weighted(**tables: Any) -> Case:
    """Ten inputs with weights, two constants."""
    inputs = {f"x{place}": U for place in range(len(WEIGHTS))} | {"k": (4, "USD"), "l": (5, "USD")}
    parts = [f"{weight} * x{place}" for place, weight in enumerate(WEIGHTS) if weight]
    lines = {
        "gain": flow(" + ".join(parts), when="start", unit="USD"),
        "fee": flow("k + l", class_="run", when="start", unit="USD"),
    }
    return case_of(inputs, lines, **tables)


def test_the_strongest_come_first_then_constants() -> None:
    ranked = sorted(
        (place for place, weight in enumerate(WEIGHTS) if weight), key=lambda place: -WEIGHTS[place]
    )
    nothing = [place for place, weight in enumerate(WEIGHTS) if not weight]
    expected = [*(f"x{place}" for place in (*ranked, *nothing)), "k", "l", "discount_rate"]
    assert list(sobol_dimensions(weighted())) == expected
    assert list(sobol_dimensions(weighted()).values()) == list(range(len(expected)))


def test_few_inputs_keep_their_order() -> None:
    document = case_of(
        {"k": (4, "USD"), "a": U, "b": U}, {"gain": flow("a + 9 * b + k", when="start", unit="USD")}
    )
    assert list(sobol_dimensions(document)) == ["a", "b", "k", "discount_rate"]


def test_options_presets_and_correlations_change_no_dimension() -> None:
    options = {"way": {"inputs": {"p": input_table("p", U), "x1": "uniform(0, 99)"}}}
    presets = {"view": {"inputs": {"x2": "uniform(0, 50)"}}}
    pairs = [{"between": ["x0", "x1"], "rank": 0.5}]
    for tables in ({"options": options}, {"presets": presets}, {"correlations": pairs}):
        assert sobol_dimensions(weighted(**tables)) == sobol_dimensions(weighted())


def test_a_case_that_works_with_an_option_only_keeps_document_order() -> None:
    inputs = {f"x{place}": U for place in range(8)} | {"d": (0, "USD")}
    options = {"way": {"inputs": {"d": 1}}}
    document = case_of(inputs, {"gain": flow("x7 / d * x0", when="start", unit="USD")}, options=options)
    assert list(sobol_dimensions(document))[:3] == ["x0", "x1", "x2"]
    assert roi.simulate(document, option="way", draws=64).values("npv").size == 64


def test_no_two_or_three_of_the_ten_strongest_are_confounded() -> None:
    """The exact variance of products of normal-like scores over that of independent draws, 2^k points.

    From the 1,024 points a replicate of a default run on none has more, and all together a quarter at most.
    """
    net = [leading_zeros(points(direction_numbers(dimension), 0, 2**14)) for dimension in range(10)]
    scores = [kernel(0.25)[zeros] for zeros in net]
    for size in (2, 3):
        products = np.array([np.prod(several, axis=0) for several in combinations(scores, size)])
        ratios = np.cumsum(products, axis=1)[:, [2**k - 1 for k in range(8, 15)]]
        assert ratios[:, 2:].max() < 1
        assert np.all(ratios.mean(axis=0) < 0.4)
        assert np.all(ratios[:, 2:].mean(axis=0) < 0.1)


@pytest.mark.parametrize("name", ["bank-chatbot", "code-assistant"])
def test_the_strongest_by_sobol_indices_are_among_the_first(name: str) -> None:
    document = cases.load(name)
    run = roi.simulate(document, draws=4_096, scope=roi.Scope.of(["npv"]))
    strongest = [item.id for index in sobol_indices.sobol(run)[:3] for item in index.members]
    assert set(strongest) <= set(sobol_dimensions(document))


@pytest.mark.slow
def test_the_mean_of_a_shipped_case_beats_independent_draws_by_far() -> None:
    """Standard errors of the mean from replicates of four seeds, 32,768 draws: a third or less (a quarter seen)."""

    def error(sampler: str) -> float:
        runs = [
            roi.simulate(document, draws=32_768, seed=seed, sampler=sampler, scope=roi.Scope.of(["npv"]))
            for seed in (1, 2, 3)
        ]
        return float(np.std([run.values("npv").reshape(16, -1).mean(axis=1) for run in runs]))

    document = cases.load("code-assistant")
    assert error("sobol") < error("random") / 2.5
