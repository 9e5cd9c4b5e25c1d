"""Lines: their order, the cap of what they save on, alternatives, and how their value becomes money."""

from __future__ import annotations

import datetime
import itertools
import pickle
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.errors import RoiError, of_setting
from roi.formula.nodes import names
from roi.model import Layer, ModelLine, resolve
from roi.sim.cuts import CUTS
from roi.sim.plan import Plan, plan
from roi.sourced import Override
from roi.units import Unit
from tests.support.documents import case_of, flow, line

H = 24


def planned(inputs: dict[str, Any], lines: dict[str, Any], **tables: Any) -> Plan:
    return plan(resolve(case_of(inputs, lines, header={"horizon": H}, **tables)))


# ---- order ---------------------------------------------------------------------------------------------

CHAIN: dict[str, Any] = {
    "a": line("x", "USD/month"),
    "b": line("a + x", "USD/month"),
    "c": line("a + b", "USD/month"),
    "d": flow("c - a", of="c"),
    "e": line("lag(d, 2) + cumulative(b) / (1 * month)", "USD/month"),
    "f": line("5 * x", "USD/month"),
}


@given(st.permutations(list(CHAIN)))
def test_the_order_of_the_document_does_not_matter(order: list[str]) -> None:
    shuffled = {name: CHAIN[name] for name in order}
    model = resolve(case_of({"x": (7, "USD/month")}, shuffled))
    seen: set[str] = set()
    for each in model.lines:
        assert names(each.node) <= seen | {"x"}
        seen.add(each.id)
    assert seen == set(CHAIN)
    reference = plan(resolve(case_of({"x": (7, "USD/month")}, CHAIN)))
    for name, values in plan(model).values.items():
        np.testing.assert_array_equal(values, reference.values[name])


def test_a_line_stays_where_nothing_that_it_names_becomes_another_thing() -> None:
    """Of presets and typed values a line is the very same; of a number that gets a range it is another."""
    inputs = {"x": (7, "USD/month"), "y": (5, "USD/month")}
    case = case_of(inputs, CHAIN | {"g": line("y", "USD/month")})

    def typed(**values: str) -> dict[str, ModelLine]:
        texts = {name: Override(value) for name, value in values.items()}
        layer = Layer("set", of_setting("overrides"), texts, "seller")
        return {each.id: each for each in resolve(case, layers=[layer]).lines}

    before, other, ranged = typed(x="8"), typed(x="9"), typed(x="range(1, 2, 4)")
    assert all(before[name] is other[name] for name in before)
    assert before["g"] is ranged["g"]
    assert not before["f"].node.shape.draw
    assert ranged["f"].node.shape.draw


def test_what_is_wrong_with_a_line_is_told_again() -> None:
    case = case_of({"x": (7, "USD/month")}, {"a": line("x + xx", "USD/month")})
    messages = set()
    for _ in range(2):
        with pytest.raises(RoiError) as problem:
            resolve(case)
        messages.add(str(problem.value))
    (text,) = messages
    assert text.startswith("small.toml: [lines.a] formula: the name `xx` is unknown")
    assert text.endswith("Did you mean 'x'? Allowed: discount_rate, x.")


def test_a_sorted_document_keeps_its_order() -> None:
    assert [line.id for line in resolve(case_of({"x": (7, "USD/month")}, CHAIN)).lines] == list(CHAIN)


def test_a_circle_is_named_in_order_wherever_it_starts() -> None:
    circle = {"a": line("c", "USD"), "b": line("a", "USD"), "c": line("b", "USD")}
    for order in itertools.permutations(circle):
        with pytest.raises(RoiError, match="circle") as refusal:
            resolve(case_of({}, {name: circle[name] for name in order}))
        around = refusal.value.message.partition(": ")[2].split(" → ")
        assert len(around) == 4
        assert around[0] == around[-1]
        follows = {"a": "c", "b": "a", "c": "b"}
        assert all(follows[name] == other for name, other in itertools.pairwise(around))


# ---- the cap -------------------------------------------------------------------------------------------


def test_a_saving_is_never_more_than_the_line_it_saves_on() -> None:
    base = planned(
        {"today": (100, "USD/month"), "gain": (150, "USD/month")},
        {"spent": line("today", "USD/month"), "saved": flow("gain", of="spent")},
    )
    assert base.payments["saved"][1:].tolist() == [100.0] * H


def test_the_cap_converts_units() -> None:
    base = planned(
        {"today": (1_200, "USD/year"), "gain": (150, "USD/month")},
        {"spent": line("today", "USD/year"), "saved": flow("gain", of="spent")},
    )
    assert base.payments["saved"][1:] == pytest.approx(np.full(H, 100.0), rel=1e-15)


@given(st.lists(st.floats(-50, 120), min_size=1, max_size=5), st.floats(0, 200))
def test_savings_on_one_line_share_it_in_document_order(wanted: list[float], spent: float) -> None:
    """Each gets what it asks for or what those before it left; a loss stays whole and leaves no more."""
    inputs = {"today": (repr(spent), "USD/month")}
    inputs |= {f"g{k}": (repr(value), "USD/month") for k, value in enumerate(wanted)}
    lines = {f"s{k}": flow(f"g{k}", of="spent") for k in range(len(wanted))}
    lines["spent"] = line("today", "USD/month")
    base = planned(inputs, lines)
    left = spent
    for k, value in enumerate(wanted):
        got = base.payments[f"s{k}"][1]
        assert got == min(value, left)
        left -= max(got, 0.0)
    # 1e-9 of 200: the sum in another order
    gained = sum(max(base.payments[f"s{k}"][1], 0.0) for k in range(len(wanted)))
    assert gained <= spent + 2e-7


@pytest.mark.parametrize("count", [30, 31])
def test_as_many_savings_on_one_line_as_formulas_can_nest(count: int) -> None:
    lines = {f"s{k}": flow("x", of="spent") for k in range(count)} | {"spent": line("x + x", "USD/month")}
    document = case_of({"x": ("uniform(1, 2)", "USD/month")}, lines)
    if count > 30:
        with pytest.raises(RoiError, match="more than 30 benefits save on `spent`"):
            resolve(document)
    else:
        base = plan(pickle.loads(pickle.dumps(resolve(document))))
        assert [base.payments[f"s{k}"][1] for k in range(4)] == [1.5, 1.5, 0.0, 0.0]


# ---- alternatives --------------------------------------------------------------------------------------


def test_an_alternative_is_worked_out_and_never_added() -> None:
    inputs = {"x": (10, "USD/month"), "y": (99, "USD/month")}
    without = planned(inputs, {"gain": flow("x")})
    base = planned(inputs, {"gain": flow("x"), "other": flow("y", instead_of="gain")})
    assert base.payments["other"][1] == 99.0
    assert not base.model.line("other").counted
    for cut in CUTS:
        assert base.metric("npv", cut) == without.metric("npv", cut)


def test_an_alternative_takes_nothing_from_those_that_share() -> None:
    inputs = {"today": (100, "USD/month"), "x": (80, "USD/month")}
    lines = {
        "spent": line("today", "USD/month"),
        "first": flow("x", of="spent"),
        "other": flow("x", of="spent", instead_of="first"),
        "second": flow("x", of="spent"),
    }
    base = planned(inputs, lines)
    # The alternative to `first` may save what `first` may; `second` gets what `first` left.
    assert [base.payments[name][1] for name in ("first", "other", "second")] == [80.0, 80.0, 20.0]


# ---- timing and payment --------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["USD/month", "USD/year", "USD/quarter", "USD/week", "USD/day"])
def test_a_rate_of_any_unit_is_paid_by_the_month(unit: str) -> None:
    base = planned({"x": (10, unit)}, {"gain": flow("x", unit)})
    months = {"month": 1, "year": 12, "quarter": 3, "week": 7 * 12 / 365.25, "day": 12 / 365.25}
    expected = 10 / months[unit.partition("/")[2]]
    assert base.payments["gain"] == pytest.approx([0.0] + [expected] * H, rel=1e-14)


@pytest.mark.parametrize(("unit", "paid"), [("USD/month", 120.0), ("USD/year", 10.0)])
def test_a_contract_year_is_paid_whole_in_its_first_month(unit: str, paid: float) -> None:
    base = planned({"x": (10, unit)}, {"fee": flow("x", unit, class_="licence", when="yearly-in-advance")})
    months = np.flatnonzero(base.payments["fee"])
    assert months.tolist() == [1, 13]
    assert base.payments["fee"][months] == pytest.approx([paid, paid], rel=1e-14)


@pytest.mark.parametrize(("when", "month"), [("start", 0), ("month 1", 1), ("month 24", 24)])
def test_an_amount_is_paid_once(when: str, month: int) -> None:
    base = planned({"x": (10, "USD")}, {"fee": flow("x", "USD", class_="run", when=when)})
    assert np.flatnonzero(base.payments["fee"]).tolist() == [month]
    assert base.payments["fee"][month] == 10.0


def test_an_amount_after_the_horizon_is_not_seen() -> None:
    base = planned({"x": (10, "USD")}, {"fee": flow("x", "USD", class_="run", when="month 25")})
    assert not base.payments["fee"].any()


def test_month_is_0_at_the_start() -> None:
    line_ = flow("x * (1 + month / year_)", "USD", class_="run", when="start")
    base = planned({"x": (10, "USD"), "year_": (1, "year")}, {"fee": line_})
    assert base.payments["fee"][0] == 10.0


def test_payments_are_of_the_currency_by_its_rate() -> None:
    tables = {"rates": {"EUR": {"value": 1.1, "date": datetime.date(2026, 1, 1), "source": "judgement"}}}
    base = planned({"x": (10, "EUR")}, {"fee": flow("x", "EUR", class_="run", when="start")}, **tables)
    assert base.payments["fee"][0] == pytest.approx(11.0, rel=1e-15)


def test_conversions_are_told_by_the_payment() -> None:
    model = resolve(case_of({"x": (10, "USD/year")}, {"gain": flow("x", "USD/year")}))
    payment = model.line("gain").payment
    assert payment is not None
    assert (payment.source, payment.target) == (
        Unit((("USD", 1), ("year", -1))),
        Unit((("USD", 1), ("month", -1))),
    )
    assert [step.label for step in payment.steps] == ["month/year"]
    assert model.line("gain").counted


def test_intermediate_lines_have_no_payment() -> None:
    model = resolve(case_of({"x": (10, "USD/month")}, {"a": line("x", "USD/month")}))
    assert model.line("a").payment is None
    assert not model.line("a").counted


def test_a_long_document_in_any_order_is_fast_enough_to_resolve() -> None:
    """Neither recursion nor anything that grows faster than a thousand lines can bear."""
    lines = {f"l{k}": line(f"l{k + 1} + x" if k < 499 else "x", "USD") for k in range(500)}
    items = list(lines.items())
    random.Random(1).shuffle(items)
    assert len(resolve(case_of({"x": (1, "USD")}, dict(items))).lines) == 500
