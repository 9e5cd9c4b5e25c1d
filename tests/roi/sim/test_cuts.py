"""Cash, headline, soft: three nested cuts of the benefits, the same costs in each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi.errors import RoiError, of_setting
from roi.model import resolve
from roi.sim.cuts import CUTS, Cut, benefits_of, costs_of, distinct_cuts
from roi.sim.metrics import metrics_of
from roi.sim.plan import Plan, plan
from tests.support.documents import case_of, flow

KINDS = ("cash", "capacity", "soft")
amounts = st.floats(-1e4, 1e4).map(lambda value: round(value, 2))  # nobody is paid 1e-300 USD
costs = st.floats(0, 1e6).map(lambda value: round(value, 2))


def project(gains: dict[str, float], cost: float) -> Plan:
    inputs = {kind: (repr(value), "USD/month") for kind, value in gains.items()}
    inputs["cost"] = (repr(cost), "USD")
    lines = {f"by_{kind}": flow(kind, kind=kind) for kind in gains}
    lines["build"] = flow("cost", "USD", class_="integration", when="start")
    return plan(resolve(case_of(inputs, lines)))


@given(st.fixed_dictionaries(dict.fromkeys(KINDS, amounts)), costs)
def test_each_cut_adds_one_kind(gains: dict[str, float], cost: float) -> None:
    base = project(gains, cost)
    worth = {kind: sum(base.payments[f"by_{kind}"] * base.outcome.factors[:, 0]) for kind in KINDS}
    expected = 0.0
    for cut, kind in zip(CUTS, KINDS, strict=True):
        expected += worth[kind]
        # 1e-9 of the sizes: sums in another order
        scale = sum(map(abs, worth.values())) + cost
        assert base.metric("pv_benefits", cut) == pytest.approx(expected, abs=1e-9 * scale)
        assert base.metric("npv", cut) == pytest.approx(expected - cost, abs=1e-9 * scale)
        assert base.metric("pv_costs", cut) == pytest.approx(cost, rel=1e-12)


@given(st.fixed_dictionaries(dict.fromkeys(KINDS, amounts)), costs)
def test_peak_funding_and_first_year_are_of_the_cash_cut_in_all(gains: dict[str, float], cost: float) -> None:
    base = project(gains, cost)
    running = np.cumsum(base.payments["by_cash"] - base.payments["build"])
    for cut in CUTS:
        assert base.metric("first_year_net", cut) == pytest.approx(running[12], abs=1e-6)
        assert base.metric("peak_funding", cut) == pytest.approx(max(0.0, -running.min()), abs=1e-6)


def test_lines_of_each_cut() -> None:
    model = project({"cash": 1, "capacity": 2, "soft": 3}, 4).model
    assert [benefits_of(model, cut) for cut in CUTS] == [
        ("by_cash",),
        ("by_cash", "by_capacity"),
        ("by_cash", "by_capacity", "by_soft"),
    ]
    assert costs_of(model) == ("build",)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("cash", "capacity", "soft"), ("cash", "headline", "soft")),
        (("cash", "capacity"), ("cash", "headline", "headline")),
        (("cash",), ("cash", "cash", "cash")),
        (("capacity",), ("cash", "headline", "headline")),
        (("soft",), ("cash", "cash", "soft")),
        ((), ("cash", "cash", "cash")),
    ],
)
def test_cuts_that_are_the_same_are_worked_out_once(
    kinds: tuple[str, ...], expected: tuple[Cut, ...]
) -> None:
    assert tuple(distinct_cuts(project(dict.fromkeys(kinds, 1.0), 4).model).values()) == expected


def test_every_metric_is_a_number_in_every_cut() -> None:
    base = project({"cash": 1, "capacity": 2, "soft": 3}, 20)
    assert all(np.isfinite(base.metric(name, cut)) for name in metrics_of(base.model) for cut in CUTS)


@pytest.mark.parametrize("question", [roi.headline, roi.assess])
def test_a_cut_there_is_not_is_the_setting_that_is_wrong(question: Callable[..., object]) -> None:
    inputs = {"gain": ("uniform(1, 2)", "USD/month"), "cost": ("9", "USD")}
    lines = {"benefit": flow("gain"), "build": flow("cost", "USD", class_="integration", when="start")}
    run = roi.simulate(case_of(inputs, lines), draws=64)
    with pytest.raises(RoiError, match="cut: there is no cut `cassh`\\n  Did you mean 'cash'") as refused:
        question(run, run.summary(), "cassh")
    assert refused.value.where == of_setting("cut")
