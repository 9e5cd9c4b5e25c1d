"""A run: right where the answer is known, and the same bits however it is cut up and spread out."""

from __future__ import annotations

import math
import multiprocessing
import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.cuts import CASH
from roi.sim.run import Run
from tests.support.documents import case_of, flow

# ---- a case whose net present value is a sum of normals ------------------------------------------------

GAIN, GAIN_SD, COST, COST_SD, RATE, H = 1_000.0, 200.0, 20_000.0, 4_000.0, 0.10, 36
ANNUITY = sum((1 + RATE) ** (-month / 12) for month in range(1, H + 1))
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


def linear(rank: float | None = None) -> Case:
    inputs = {
        "gain": (f"normal({GAIN}, {GAIN_SD})", "USD/month"),
        "cost": (f"normal({COST}, {COST_SD})", "USD"),
    }
    lines = {"benefit": flow("gain"), "build": flow("cost", "USD", class_="integration", when="start")}
    pairs = [] if rank is None else [{"between": ["gain", "cost"], "rank": rank}]
    return case_of(inputs, lines, correlations=pairs)


def npv(rank: float = 0.0) -> Any:
    """The law of the net present value; a rank correlation ρ of normals is 2 sin(π ρ / 6) of values."""
    r = 2 * math.sin(math.pi * rank / 6)
    gain, cost = ANNUITY * GAIN_SD, COST_SD
    sd = math.sqrt(gain**2 + cost**2 - 2 * r * gain * cost)
    return stats.norm(ANNUITY * GAIN - COST, sd)


@pytest.mark.parametrize("sampler", ["sobol", "lhs", "random"])
@pytest.mark.parametrize("rank", [None, 0.6, -0.6])
def test_a_sum_of_normals_within_the_stated_errors(sampler: str, rank: float | None) -> None:
    """Six standard errors: with 16 replicates behind them one in 2.5 million would be further out."""
    figures = roi.simulate(linear(rank), draws=16_384, seed=3, sampler=sampler).summary()
    law = npv(rank or 0.0)
    at = figures.metrics["headline"]["npv"]
    assert abs(at.mean.value - law.mean()) < 6 * at.mean.error + 1e-9 * COST
    assert abs(at.sd.value - law.std()) < 6 * at.sd.error
    for p in PERCENTILES:
        assert abs(at.percentiles[p].value - law.ppf(p / 100)) < 6 * at.percentiles[p].error
    positive = figures.probability["headline"]["npv_positive"]
    assert abs(positive.value - law.sf(0)) < 6 * positive.error
    worst = figures.shortfall["headline"]
    z = stats.norm.ppf(0.1)
    assert abs(worst.value - (law.mean() - law.std() * stats.norm.pdf(z) / 0.1)) < 6 * worst.error


def test_stated_errors_are_neither_too_small_nor_too_large() -> None:
    """95 % intervals of the median cover it in 60 seeds about 57 times: 48 to 60 fails once in 10,000."""
    law, hits = npv(), 0
    for seed in range(60):
        at = roi.simulate(linear(), draws=1_024, seed=seed, sampler="random").summary().metrics["headline"]
        median = at["npv"].percentiles[50]
        hits += abs(median.value - law.ppf(0.5)) <= median.half_width
    assert hits >= 48


def test_sobol_is_the_sharpest() -> None:
    """The error of a mean of a smooth function falls faster than that of independent draws."""
    errors = {}
    for sampler in ("sobol", "lhs", "random"):
        figures = roi.simulate(linear(), draws=16_384, sampler=sampler).summary()
        errors[sampler] = figures.metrics["headline"]["npv"].mean.error
    assert errors["sobol"] < errors["random"] / 20
    assert errors["lhs"] < errors["random"] / 5


def test_the_discount_rate_may_vary() -> None:
    inputs = {"gain": (1_000, "USD/month"), "discount_rate": ("uniform(5, 15)", "%/year")}
    run = roi.simulate(case_of(inputs, {"benefit": flow("gain")}, header={"horizon": 12}), draws=4_096)
    rates = np.linspace(0.05, 0.15, 20_001)
    values = sum(1_000 * (1 + rates) ** (-month / 12) for month in range(1, 13))
    exact = np.trapezoid(values, rates) / 0.1
    statistics = run.summary().metrics["headline"]["pv_benefits"]
    assert abs(statistics.mean.value - exact) < 6 * statistics.mean.error + 1e-6 * exact


# ---- the same bits -------------------------------------------------------------------------------------

DRAWS = 16 * 4_096


def bits(run: Run) -> dict[str, bytes]:
    """Everything a run holds."""
    parts = {f"draws {key}": values.tobytes() for key, values in run.draws.items()}
    parts |= {f"mean {key}": np.ascontiguousarray(values).tobytes() for key, values in run.means.items()}
    parts |= {f"running {cut}": rows.tobytes() for cut, rows in run.running.items()}
    return parts | {"off plan": repr(run.off_plan).encode()}


@pytest.fixture(scope="module")
def model() -> roi.model.Model:
    return resolve(cases.load("clinical-scribe"), horizon=12)


@pytest.fixture(scope="module")
def reference(model: roi.model.Model) -> dict[str, bytes]:
    return bits(roi.simulate(model, draws=DRAWS, seed=7))


@pytest.mark.parametrize("block", [1_024, 4_096, 5_120, 1_048_576])
def test_the_same_bits_whatever_the_block(
    model: roi.model.Model, reference: dict[str, bytes], block: int
) -> None:
    assert bits(roi.simulate(model, draws=DRAWS, seed=7, block=block)) == reference


@pytest.mark.slow
def test_a_task_may_reach_from_beyond_the_fan_of_a_replicate_into_the_next(model: roi.model.Model) -> None:
    many = 16 * 8_192  # more in a replicate than the fan is read from
    runs = [roi.simulate(model, draws=many, block=block) for block in (2_048, 6_144, 10_240)]
    assert runs[0].running[CASH].shape[1] == 16 * 4_096
    assert bits(runs[1]) == bits(runs[2]) == bits(runs[0])


def test_a_run_is_the_beginning_of_each_replicate_of_a_longer_one(model: roi.model.Model) -> None:
    longer, run = (roi.simulate(model, draws=draws, seed=7) for draws in (65_536, 49_152))
    figures = [(each.values("npv"), each.running[CASH].reshape(13, 16, -1)) for each in (longer, run)]
    assert all((a[..., :3_072] == b).all() for a, b in zip(*figures, strict=True))
    assert bits(roi.simulate(model, draws=49_152, seed=7, block=12_288)) == bits(run)


def threads() -> Executor:
    return ThreadPoolExecutor(2)


def processes() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("pool", [threads, pytest.param(processes, marks=pytest.mark.slow)])
def test_the_same_bits_wherever_blocks_run(
    model: roi.model.Model, reference: dict[str, bytes], pool: Any
) -> None:
    with pool() as executor:
        assert bits(roi.simulate(model, draws=DRAWS, seed=7, executor=executor)) == reference


def test_the_same_bits_of_a_pickled_model(model: roi.model.Model, reference: dict[str, bytes]) -> None:
    assert bits(roi.simulate(pickle.loads(pickle.dumps(model)), draws=DRAWS, seed=7)) == reference


@pytest.mark.parametrize("sampler", ["lhs", "random"])
def test_the_same_bits_of_other_samplers(sampler: str) -> None:
    document = cases.load("bank-chatbot")
    runs = [
        bits(roi.simulate(document, draws=DRAWS // 2, sampler=sampler, block=block))
        for block in (1_024, 2_048)
    ]
    assert runs[0] == runs[1]


def test_another_seed_gives_other_draws() -> None:
    first, two = (roi.simulate(linear(), draws=512, seed=seed).values("npv") for seed in (1, 2))
    assert not np.any(first == two)


# ---- what is asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wanted", "used"), [(1, 32), (32, 32), (33, 64), (1_000, 1_024), (16_384, 16_384)])
def test_draws_are_rounded_up_and_told(wanted: int, used: int) -> None:
    run = roi.simulate(linear(), draws=wanted)
    assert run.draws_used == used == run.values("npv").size


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"draws": 0}, "draws"),
        ({"draws": 2**40}, "draws"),
        ({"seed": -1}, "seed"),
        ({"sampler": "halton"}, "sampler"),
        ({"block": 1_000}, "block"),
        ({"block": 0}, "block"),
        ({"horizon": 121}, "horizon"),
        ({"preset": "x"}, "preset"),
        ({"option": "x"}, "option"),
        ({"currency": "XXX"}, "currency"),
        ({"overrides": {"gains": 5}}, "overrides['gains']"),
        ({"overrides": {"gain": "5 USD"}}, "overrides['gain']"),
        ({"overrides": {"gain": math.nan}}, "overrides['gain']"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], where: str) -> None:
    with pytest.raises(RoiError) as refusal:
        roi.simulate(linear(), **arguments)
    assert str(refusal.value.where) == where


def test_overrides_are_numbers_or_texts() -> None:
    run = roi.simulate(linear(), draws=64, overrides={"gain": 500, "cost": "1_000 USD"})
    assert run.values("npv") == pytest.approx(np.full((16, 4), 500 * ANNUITY - 1_000), rel=1e-12)
    assert run.model.input("gain").spec.grade == "seller"


def test_a_model_has_its_choices_already() -> None:
    with pytest.raises(TypeError, match="a resolved model has its option"):
        roi.simulate(resolve(linear()), draws=32, horizon=12)


@pytest.mark.parametrize(
    "value", ["beta(1e9, 1e9, 1, 1.00001)", "gamma(1e-300, 1)", "uniform(1, 1.0000000000000002)"]
)
def test_a_law_of_hardly_any_width(value: str) -> None:
    document = case_of({"gain": (value, "USD/month")}, {"benefit": flow("gain")}, header={"horizon": 1})
    assert np.ptp(roi.simulate(document, draws=16_384).values("pv_benefits")) < 1e-8


def test_progress_ends_at_all_draws() -> None:
    steps: list[tuple[int, int]] = []
    roi.simulate(linear(), draws=16 * 4_096, progress=lambda done, of: steps.append((done, of)))
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1] == (65_536, 65_536)
    assert {of for _, of in steps} == {65_536}


def test_a_metric_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        roi.simulate(linear(), draws=32).values("nvp")


# ---- means ---------------------------------------------------------------------------------------------


def test_means_of_lines_are_those_of_the_draws() -> None:
    run = roi.simulate(linear(), draws=8_192)
    gains = np.concatenate([run.prepared.inputs(k, 0, 512)["gain"] for k in range(16)])
    assert run.means["value", "benefit"] == pytest.approx(np.full(H + 1, gains.mean()), rel=1e-12)
    assert run.means["payment", "benefit"][0] == 0.0
    assert run.means["payment", "benefit"][1:] == pytest.approx(np.full(H, gains.mean()), rel=1e-12)
    assert run.means["pv", "benefit"] == pytest.approx([gains.mean() * ANNUITY], rel=1e-12)
    assert run.means["payment", "build"][1:].tolist() == [0.0] * H


@pytest.mark.parametrize("draws", [32, 512, 16_384, 65_536])
def test_means_of_constants_are_exact(draws: int) -> None:
    run = roi.simulate(case_of({"gain": (3, "USD/month")}, {"benefit": flow("gain")}), draws=draws)
    assert run.means["payment", "benefit"].tolist() == [0.0] + [3.0] * H


LATE = [
    "late",
    "late * (month > 3 * one_month)",
    "fixed",
    "fixed * grow(trend, month)",
    "fixed * once(month) * one_month",
]


@pytest.mark.parametrize("formula", LATE)
def test_what_is_paid_after_the_horizon_pays_nothing(formula: str) -> None:
    """Whatever a line depends on: the draw, the month, both or neither."""
    inputs = {
        "late": ("uniform(1, 2)", "USD"),
        "fixed": (3, "USD"),
        "trend": ("normal(2, 1)", "%/year"),
        "gain": ("uniform(1, 2)", "USD/month"),
        "one_month": (1, "month"),
    }
    lines = {"gained": flow("gain")}
    with_it, without = (
        roi.simulate(case_of(inputs, chosen, header={"horizon": 6}), draws=1_024)
        for chosen in ({**lines, "paid": flow(formula, "USD", class_="run", when="month 7")}, lines)
    )
    np.testing.assert_array_equal(with_it.values("npv"), without.values("npv"))
    assert not with_it.means["payment", "paid"].any()
    assert not with_it.plan.payments["paid"].any()
    with_it.summary()


def test_more_draws_than_the_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roi.sim.run._memory", lambda: 1e6)
    with pytest.raises(RoiError, match=r"131,072 draws need about \d+ GB of memory, more than there is"):
        roi.simulate(linear(), draws=100_000)


@pytest.mark.parametrize("threads", [0, -1])
def test_no_thread_is_refused(threads: int) -> None:
    with pytest.raises(RoiError, match=f"^threads: {threads} threads\n  Allowed: 1 or more"):
        roi.simulate(linear(), draws=64, threads=threads)
