"""Products that are a number of each draw times a curve: values as multiplied out, and curves are shared."""

from __future__ import annotations

import numpy as np
import pytest

import cases
import roi
from roi.formula.arrays import evaluate, month_axis
from roi.formula.scaled import Scaled
from roi.model import resolve
from roi.sim.evaluate import evaluate_block
from roi.sim.payments import Payment, by_month, present_values
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from tests.support.documents import case_of, flow

H = 24
ROUNDING = 1e-13


def test_lines_of_one_curve_share_it_whatever_the_order_of_their_factors() -> None:
    inputs = {
        "a": ("normal(3, 1)", "USD/month"),
        "b": ("normal(2, 1)", "USD/month"),
        "rate": ("normal(3, 1)", "%/year"),
        "span": ("uniform(3, 9)", "month"),
    }
    lines = {
        "first": flow("a * ramp(month, span) * grow(rate, month)"),
        "second": flow("grow(rate, month) * 2 * b * ramp(month, span)"),
        "third": flow("first * a / b"),
        "divided": flow("a / (1 + ramp(month, span))"),
        "capped": flow("max(first - b, 0)"),
    }
    model = resolve(case_of(inputs, lines, header={"horizon": H}))
    prepared = prepare(model, planned(64, 1))
    drawn = prepared.inputs_between(0, 64)
    block = evaluate_block(model, drawn)
    scaled = [block.lines[name] for name in ("first", "second", "third")]
    curves = [value.curve for value in scaled if isinstance(value, Scaled)]
    assert len(curves) == 3
    assert all(curve is curves[0] for curve in curves)
    assert not isinstance(block.lines["capped"], Scaled)
    values = dict(drawn)
    for line in model.lines:
        values[line.id] = evaluate(line.node, values, month_axis(H))
        np.testing.assert_allclose(block.values[line.id], values[line.id], rtol=ROUNDING)


@pytest.mark.parametrize("name", ["code-assistant", "clinical-scribe", "bank-chatbot"])
def test_payments_together_are_those_of_each_line_multiplied_out(name: str) -> None:
    model = roi.resolve(cases.load(name))
    prepared = prepare(model, planned(128, 1))
    block = evaluate_block(model, prepared.inputs_between(0, 128))
    factors = np.exp(-np.linspace(0, 1, model.horizon + 1))[:, None] * np.linspace(0.9, 1.1, 128)
    each = {line: np.broadcast_to(payment.full(), factors.shape) for line, payment in block.flows.items()}
    together = sum(each.values(), np.zeros(factors.shape))
    size = sum(np.abs(rows) for rows in each.values())
    assert np.all(np.abs(by_month(block.flows.values(), model.horizon, 128) - together) <= ROUNDING * size)
    for line, worth in present_values(block.flows, factors).items():
        np.testing.assert_allclose(
            np.broadcast_to(worth, (128,)), (each[line] * factors).sum(axis=0),
            rtol=ROUNDING, atol=ROUNDING * float(np.abs(each[line]).max()),
        )  # fmt: skip


def test_what_is_paid_after_the_horizon_is_nothing() -> None:
    late = Payment(H, slice(H + 1, H + 1), np.ones((1, 1)), np.arange(4.0))
    yearly = Payment(H, slice(1, H + 1, 12), np.ones((1, 1)), np.arange(4.0))
    assert by_month([late], H, 4).tolist() == np.zeros((H + 1, 4)).tolist()
    assert by_month([late, yearly], H, 4).sum(axis=0).tolist() == [0.0, 2.0, 4.0, 6.0]
    assert by_month([], H, 4).tolist() == np.zeros((H + 1, 4)).tolist()
    assert late.present_value(np.ones((H + 1, 1))).tolist() == [0.0] * 4
