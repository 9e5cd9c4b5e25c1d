"""Small pieces by pytest-benchmark, on the reference workload: 2,048 draws at once as in a run, or as named.

python -m pytest benchmarks/test_pieces.py --benchmark-columns=median,iqr,rounds
"""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import cases
import roi
from benchmarks.implementations import CASE, METRICS
from roi.distributions.tabulated import fast_quantile, tabulate
from roi.formula.parse import parse
from roi.sim import sobol
from roi.sim.block import PIECE
from roi.sim.cuts import HEADLINE
from roi.sim.estimate import quantiles
from roi.sim.evaluate import evaluate_block
from roi.sim.irr import irr
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import REPLICATES, planned
from roi.sim.summary import summarise
from roi.sim.worksheet import worksheet

DRAWS = 65_536


@pytest.fixture(scope="module")
def model() -> roi.Model:
    return roi.resolve(cases.load(CASE))


@pytest.fixture(scope="module")
def prepared(model: roi.Model) -> Prepared:
    return prepare(model, planned(DRAWS, 1))


@pytest.fixture(scope="module")
def run(model: roi.Model) -> roi.Run:
    return roi.simulate(model, draws=DRAWS)


def test_load_case(benchmark: BenchmarkFixture) -> None:
    assert benchmark(cases.load, CASE).header.id == "reference"


def test_parse_formula(benchmark: BenchmarkFixture) -> None:
    text = (
        "visits * (min_before - min_after - review) * rate * grow(wage_growth, month) * adoption * realised"
    )
    assert benchmark(parse, text)


def test_resolve(benchmark: BenchmarkFixture) -> None:
    assert benchmark(roi.resolve, cases.load(CASE)).lines


def test_scrambles_of_an_input(benchmark: BenchmarkFixture) -> None:
    """One dimension in 16 replicates, with a seed that was not seen before, as a first run has."""
    seeds = count(1)
    points = benchmark(
        lambda: sobol.scrambled_replicates(5, next(seeds), range(REPLICATES), "visits", PIECE // REPLICATES)
    )
    assert points.shape == (PIECE,)


def test_points_of_an_input(benchmark: BenchmarkFixture) -> None:
    """The same points with a scramble that is known."""
    points = benchmark(sobol.scrambled_replicates, 5, 1, range(REPLICATES), "visits", PIECE // REPLICATES)
    assert points.shape == (PIECE,)


def test_make_quantile_table(benchmark: BenchmarkFixture, model: roi.Model) -> None:
    assert benchmark(tabulate.__wrapped__, model.input("visits").distribution) is not None


def test_read_quantile_table(benchmark: BenchmarkFixture, model: roi.Model) -> None:
    table = fast_quantile(model.input("visits").distribution, DRAWS)
    u = np.random.default_rng(1).random(PIECE)
    assert benchmark(table, u).shape == (PIECE,)


def test_draw_all_inputs(benchmark: BenchmarkFixture, prepared: Prepared) -> None:
    assert benchmark(prepared.inputs_between, 0, PIECE)["visits"].shape == (PIECE,)


def test_evaluate_block(benchmark: BenchmarkFixture, model: roi.Model, prepared: Prepared) -> None:
    assert benchmark(evaluate_block, model, prepared.inputs_between(0, PIECE)).flows


def test_cash_flow(benchmark: BenchmarkFixture, model: roi.Model, prepared: Prepared) -> None:
    """From draws to NPV and payback."""
    inputs = prepared.inputs_between(0, PIECE)

    def npv_and_payback() -> tuple[np.ndarray, np.ndarray]:
        sheet = worksheet(model, inputs, PIECE)
        return sheet.metric("npv", HEADLINE), sheet.metric("payback_months", HEADLINE)

    assert benchmark(npv_and_payback)[0].shape == (PIECE,)


def test_irr(benchmark: BenchmarkFixture, model: roi.Model, prepared: Prepared) -> None:
    inputs = prepared.inputs_between(0, PIECE)
    net = worksheet(model, inputs, PIECE).cut(HEADLINE).net
    assert benchmark(irr, net, MONTHS_A_YEAR).shape == (PIECE,)


def test_percentiles(benchmark: BenchmarkFixture, run: roi.Run) -> None:
    """P10, P50 and P90 with their errors, of 65,536 draws of one metric."""
    assert len(benchmark(quantiles, run.values("npv"), (0.1, 0.5, 0.9))) == 3


def test_summary(benchmark: BenchmarkFixture, run: roi.Run) -> None:
    """All metrics in all cuts of 65,536 draws."""
    assert set(METRICS.values()) <= set(benchmark(summarise, run).metrics["headline"])
