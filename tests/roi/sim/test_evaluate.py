"""Values and payments of a block: patterns of timing, and flows that are no numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import roi
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.evaluate import evaluate_block
from roi.sim.flows import Flows
from roi.sim.plan import plan
from tests.support.documents import case_of, flow, line

H = 6


def paid(
    formula: str, inputs: dict[str, Any] | None = None, lines: dict[str, Any] | None = None
) -> list[float]:
    """The plan's payments of months 1 … 6."""
    given = {"x": (10, "USD/month"), "one": (1, "month"), **(inputs or {})}
    document = case_of(given, {**(lines or {}), "it": flow(formula)}, header={"horizon": H})
    return [float(value) for value in plan(resolve(document)).payments["it"][1:]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x", [10, 10, 10, 10, 10, 10]),
        ("x * (month > at)", [0, 0, 10, 10, 10, 10]),
        ("x * (month >= at)", [0, 10, 10, 10, 10, 10]),
        ("x * (month <= at)", [10, 10, 0, 0, 0, 0]),
        ("x * ((month > at) + (month > at + at))", [0, 0, 10, 10, 20, 20]),  # staged
        ("lump * once(at)", [0, 50, 0, 0, 0, 0]),
        ("lump * once(0 * at)", [50, 0, 0, 0, 0, 0]),
        ("lump * once(at + half)", [0, 0, 50, 0, 0, 0]),
        ("lag(level, 1)", [0, 10, 20, 30, 40, 50]),
        ("lag(level, 0)", [10, 20, 30, 40, 50, 60]),
        ("lag(level, 6)", [0, 0, 0, 0, 0, 0]),
        ("lag(level, 120)", [0, 0, 0, 0, 0, 0]),
        ("cumulative(level) / one", [10, 30, 60, 100, 150, 210]),
        ("cumulative(flat) / one", [10, 20, 30, 40, 50, 60]),
        ("x * ramp(month, at + at)", [2.5, 5, 7.5, 10, 10, 10]),
        ("max(level - lump / one, 0)", [0, 0, 0, 0, 0, 10]),
        ("x if month < at else -x", [10, -10, -10, -10, -10, -10]),
    ],
)
def test_patterns(formula: str, expected: list[float]) -> None:
    inputs = {"at": (2, "month"), "half": (0.5, "month"), "lump": (50, "USD")}
    lines = {"level": line("x * (month / one)", "USD/month"), "flat": line("x", "USD/month")}
    # 1e-14: conversions between months and years go there and back
    assert paid(formula, inputs, lines) == pytest.approx(expected, rel=1e-14, abs=1e-14)


def test_a_lag_of_a_constant_line_is_nothing_before_the_first_month() -> None:
    assert paid("lag(flat, 2)", lines={"flat": line("x", "USD/month")}) == [0, 0, 10, 10, 10, 10]


def test_a_backlog_and_its_flow() -> None:
    """Worked off at 3 a month from a stock of 10: what is left is never below nothing."""
    inputs = {
        "stock": (10, "call"), "pace": (3, "call/month"), "worth": (1, "USD/call"), "one": (1, "month"),
    }  # fmt: skip
    lines = {
        "done": line("min(pace * month, stock)", "call"),
        "gain": flow("(done - lag(done, 1)) * worth / one", "USD/month"),
    }
    document = case_of(inputs, lines, header={"horizon": H, "units": ["call"]})
    assert plan(resolve(document)).payments["gain"][1:].tolist() == [3, 3, 3, 1, 0, 0]


# ---- shapes --------------------------------------------------------------------------------------------


def test_payments_have_the_width_of_what_they_depend_on() -> None:
    inputs = {"x": ("normal(1, 1)", "USD/month"), "c": (2, "USD/month"), "fee": ("normal(1, 1)", "USD")}
    lines = {
        "fixed": flow("c"),
        "by_month": flow("c * (month > 0)"),
        "by_draw": flow("x"),
        "by_both": flow("x * (month > 0)"),
        "fee_line": flow("fee", "USD", class_="run", when="month 3"),
    }
    model = resolve(case_of(inputs, lines, header={"horizon": H}))
    values = {
        "x": np.arange(5.0),
        "c": np.asarray(2.0),
        "fee": np.arange(5.0),
        "discount_rate": np.asarray(0.1),
    }
    block = evaluate_block(model, values)
    widths = {name: rows.shape for name, rows in block.payments.items()}
    assert widths == {
        "fixed": (H + 1, 1),
        "by_month": (H + 1, 1),
        "by_draw": (H + 1, 5),
        "by_both": (H + 1, 5),
        "fee_line": (H + 1, 5),
    }
    summed = Flows(("fixed", "by_both"), block.flows, {}, H, 5).by_month()
    assert summed.shape == (H + 1, 5)
    assert summed[0].tolist() == [0.0] * 5
    assert summed[H].tolist() == [2.0, 3.0, 4.0, 5.0, 6.0]


# ---- no numbers ----------------------------------------------------------------------------------------


def test_a_division_by_zero_in_a_paid_month_names_line_and_month() -> None:
    inputs = {"x": (1, "USD/month"), "m": (3, "month")}
    document = case_of(inputs, {"gain": flow("x * m / (month - m)")}, header={"horizon": H})
    with pytest.raises(RoiError, match=r"the line is inf in month 3") as refusal:
        plan(resolve(document))
    assert str(refusal.value.where) == "small.toml: [lines.gain] formula"


def test_a_division_by_zero_that_is_never_paid_is_nobody_s_business() -> None:
    assert paid("x / (month / one)") == pytest.approx(
        [10 / m for m in range(1, H + 1)]
    )  # month 0 divides by 0
    assert paid("x / (1 - 1) if month < 0 * month else x") == [10.0] * H


def test_a_flow_that_is_no_number_in_some_draws_only() -> None:
    inputs = {"x": (1, "USD/month"), "d": ("discrete(1, 0.99, 0, 0.01)", "–")}
    document = case_of(inputs, {"gain": flow("x / d")}, header={"horizon": H})
    assert plan(resolve(document)).payments["gain"][1] == 1.0
    with pytest.raises(RoiError, match="the line is inf in month 1 for some values of its inputs"):
        roi.simulate(document, draws=4_096)


@pytest.mark.parametrize("value", ["1e100", "-1e100"])
def test_money_beyond_any_sum_is_refused_before_sums_overflow(value: str) -> None:
    document = case_of({"x": (value, "USD/month")}, {"gain": flow("x + 9 * x")}, header={"horizon": H})
    with pytest.raises(RoiError, match=r"1e\+101 in month 1"):
        plan(resolve(document))


def test_an_undefined_alternative_is_told_as_well() -> None:
    inputs = {"x": (1, "USD/month"), "zero": (0, "–")}
    lines = {"gain": flow("x"), "other": flow("x / zero", instead_of="gain")}
    with pytest.raises(RoiError, match="is inf"):
        plan(resolve(case_of(inputs, lines, header={"horizon": H})))
