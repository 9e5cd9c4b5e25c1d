"""The compiled engine: the numbers of the arrays to 1e-12, the same bits on any number of threads."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import cases
import roi
from roi.case import Case
from roi.errors import RoiError
from roi.model import Model, resolve
from roi.sim.cuts import CASH, HEADLINE
from roi.sim.metrics import METRICS
from roi.sim.run import Run
from roi.sim.scope import EVERYTHING, Scope, only
from tests.support.documents import case_of, flow
from tests.support.engines import assert_same, bits
from tests.support.financed import uncertain

DRAWS = 8_192
NAMES = ("code-assistant", "clinical-scribe", "bank-chatbot")


def both(model: Case | Model, scope: Scope = EVERYTHING, **more: Any) -> tuple[Run, Run]:
    runs = [
        roi.simulate(model, draws=DRAWS, seed=4, scope=scope, engine=engine, **more)
        for engine in ("arrays", "compiled")
    ]
    assert [run.engine for run in runs] == ["arrays", "compiled"]
    return runs[0], runs[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_cases_with_all_their_options(name: str) -> None:
    case = cases.load(name)
    for option in (None, *case.options):
        assert_same(*both(resolve(case, option=option)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sampler", ["lhs", "random"])
def test_other_samplers(name: str, sampler: str) -> None:
    assert_same(*both(cases.load(name), sampler=sampler))


def test_an_uncertain_discount_rate_and_years_of_twelve_months() -> None:
    inputs = {
        "gain": ("range(500, 900, 2_000)", "USD/month"),
        "cost": ("lognormal(9_000, 4_000)", "USD"),
        "fee": ("triangular(100, 200, 400)", "USD/year"),
        "drift": ("normal(2, 3)", "%/year"),
        "discount_rate": ("uniform(4, 14)", "%/year"),
    }
    lines = {
        "growing": flow("gain * grow(drift, month)"),
        "build": flow("cost", "USD", class_="integration", when="start"),
        "licence": flow("fee * grow(drift, month)", "USD/year", class_="licence", when="yearly-in-advance"),
        "exit": flow("cost / 5", "USD", class_="change", when="month 14"),
        "soft": flow("gain / 3", kind="soft"),
    }
    for discounting in ("month-end", "year-end"):
        for horizon in (7, 12, 31):
            header = {"discounting": discounting, "horizon": horizon}
            assert_same(*both(case_of(inputs, lines, header=header)))


def test_words_that_look_over_time() -> None:
    inputs = {"x": ("range(1, 2, 4)", "USD/month"), "at": ("uniform(0, 9)", "month")}
    lines = {
        "base": {"unit": "USD/month", "formula": "x * s_curve(month - at, at)"},
        "sum": {"unit": "USD", "formula": "cumulative(base)"},
        "gain": flow("lag(base, 3) + x * ramp(month, at)"),
        "late": flow("max(sum, 0) * once(at)"),
        "spend": flow("base if month > at else x", class_="run"),
    }
    assert_same(*both(case_of(inputs, lines, header={"horizon": 24})))


def test_words_of_contracts_and_of_a_dip() -> None:
    inputs = {
        "x": ("range(100, 900, 4_000)", "visit/month"),
        "at": ("uniform(-1, 9)", "month"),
        "dip": ("uniform(-10, 60)", "%"),
        "some": ("uniform(200, 600)", "visit/month"),
        "many": ("uniform(500, 900)", "visit/month"),
        "dear": ("uniform(2, 3)", "USD/visit"),
        "cheap": (1, "USD/visit"),
    }
    lines = {
        "used": {"unit": "visit/month", "formula": "x * j_curve(month - at, at, dip)"},
        "gain": flow("used * dear"),
        "spend": flow("tiered(used, 0, dear, some, dear - cheap, many, cheap)", class_="run"),
        "more": flow("used * volume_price(used, some, dear, many, cheap)", class_="licence"),
    }
    assert_same(*both(case_of(inputs, lines, header={"horizon": 24, "units": ["visit"]})))


@pytest.mark.parametrize("name", sorted(METRICS))
def test_each_metric_alone(name: str) -> None:
    case = uncertain() if METRICS[name].finance else cases.load("bank-chatbot")
    arrays, compiled = both(case, only((name,), ("cash", "headline")))
    for cut in (CASH, HEADLINE):
        expected, found = arrays.values(name, cut), compiled.values(name, cut)
        size = np.abs(arrays.plan.metric("pv_costs", cut)) if "payback" not in name else 100.0
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * size)


def test_the_same_bits_on_any_number_of_threads_and_in_any_blocks() -> None:
    model = resolve(cases.load("clinical-scribe"))
    draws = 16 * 4_096
    reference = bits(roi.simulate(model, draws=draws, engine="compiled"))
    ways: tuple[dict[str, Any], ...] = (
        {"threads": 2}, {"threads": 16}, {"block": 4_096}, {"block": 65_536, "threads": 3}
    )  # fmt: skip
    for more in ways:
        assert bits(roi.simulate(model, draws=draws, engine="compiled", **more)) == reference


def test_arrays_take_over_where_growth_takes_everything_away() -> None:
    inputs = {
        "x": ("uniform(1, 2)", "USD/month"),
        "fall": ("uniform(-150, 20)", "%/year"),
        "all": (-100, "%/year"),
    }
    lines = {"gain": flow("x if fall <= all else x * grow(fall, month)")}
    lines["cost"] = flow("x", class_="run")
    assert_same(*both(case_of(inputs, lines)))


def test_blocks_of_which_arrays_took_a_part_are_those_of_one_piece_each() -> None:
    inputs = {
        "x": ("uniform(1, 2)", "USD/month"),
        "fall": ("uniform(-100.02, 20)", "%/year"),
        "all": (-100, "%/year"),
    }
    lines = {"gain": flow("x if fall <= all else x * grow(fall, month)"), "cost": flow("x", class_="run")}
    model = resolve(case_of(inputs, lines))
    how: dict[str, Any] = {"draws": 16 * 4_096, "seed": 4}
    small = roi.simulate(model, engine="compiled", **how)
    assert small.engine == "compiled"
    assert_same(roi.simulate(model, **how), small)
    pool = {"executor": ThreadPoolExecutor(2), "block": 16_384}
    ways: tuple[dict[str, Any], ...] = ({"block": 65_536}, {"threads": 2}, pool)
    for more in ways:
        assert bits(roi.simulate(model, engine="compiled", **how, **more)) == bits(small)


def test_a_payment_that_is_no_number_is_told_as_by_the_arrays() -> None:
    inputs = {"x": (1, "USD/month"), "d": ("discrete(1, 0.99, 0, 0.01)", "–")}
    document = case_of(inputs, {"gain": flow("x / d")})
    with pytest.raises(RoiError, match="the line is inf in month 1 for some values of its inputs"):
        roi.simulate(document, draws=DRAWS, engine="compiled")


def test_a_case_without_uncertainty_or_costs() -> None:
    assert_same(*both(case_of({"x": (5, "USD/month")}, {"gain": flow("x")})))


def test_few_draws_are_worked_off_by_arrays_and_say_so() -> None:
    assert roi.simulate(cases.load("bank-chatbot"), draws=1_024, engine="compiled").engine == "arrays"


def test_without_numba_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roi.sim.engines.find_spec", lambda name: None)
    with pytest.raises(RoiError, match="needs Numba") as found:
        roi.simulate(cases.load("bank-chatbot"), engine="compiled")
    assert "fast" in str(found.value.hint)
    assert importlib.util.find_spec("numba") is not None


def test_an_unknown_engine_names_the_nearest() -> None:
    with pytest.raises(RoiError, match="no engine `compild`") as found:
        roi.simulate(cases.load("bank-chatbot"), engine="compild")  # type: ignore[arg-type]
    assert "compiled" in str(found.value.hint)
