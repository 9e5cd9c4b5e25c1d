"""Products that are a number of each draw times a curve: values as multiplied out, and curves are shared."""

from __future__ import annotations

import numpy as np
import pytest

import cases
import roi
from roi.arrays import Array
from roi.formula.arrays import evaluate, month_axis
from roi.formula.scaled import Curves, Scaled
from roi.model import resolve
from roi.sim.evaluate import DrawBlock, evaluate_block
from roi.sim.payments import Payment, by_month, present_values
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from roi.sim.worksheet import worksheet
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


LINES = {
    "level": flow("a * ramp(month, span)"),
    "other": flow("b * ramp(month, span)"),
    "both": flow("level + other"),
    "less": flow("-(level - other)"),
    "capped": flow("min(level * grow(rate, month), a * grow(rate, month))"),
    "cut": flow("min(level * 2, b, a * 1.5)"),
    "floored": flow("max(level, 0)"),
    "below": flow("max(level - other, 0)"),
    "divided": flow("min(level / (1 + ramp(month, span)), a)"),
}


def _lines(settled: bool) -> tuple[DrawBlock, dict[str, Array]]:
    """Lines of draws that are at some places below their caps and at others above, and their inputs."""
    inputs = {
        "a": ("uniform(1, 4)", "USD/month"),
        "b": ("uniform(2, 5)", "USD/month"),
        "rate": ("normal(3, 1)", "%/year"),
        "span": ("uniform(3, 9)", "month"),
    }
    model = resolve(case_of(inputs, LINES, header={"horizon": H}))
    drawn = prepare(model, planned(64, 1)).inputs_between(0, 64)
    return worksheet(model, drawn, 64, curves=Curves(settled=settled)).block, drawn


def test_sums_of_one_curve_and_extremes_that_the_ends_settle_take_no_pass_over_the_months() -> None:
    (plain, _), (settled, _) = _lines(settled=False), _lines(settled=True)
    scaled = [name for name, value in settled.lines.items() if isinstance(value, Scaled) and name in LINES]
    assert {"level", "other", "both", "less", "capped", "floored"} <= {*scaled}
    assert not {"cut", "below", "divided"} & {*scaled}
    assert not isinstance(plain.lines["capped"], Scaled)
    for name in LINES:
        np.testing.assert_allclose(settled.values[name], plain.values[name], rtol=ROUNDING, atol=1e-12)


def test_curves_stay_with_their_worth_while_their_factors_do() -> None:
    block, drawn = _lines(settled=True)
    first, second = (block.lines[name] for name in ("level", "other"))
    assert isinstance(first, Scaled)
    assert isinstance(second, Scaled)
    again = Curves(block.curves)
    factors = [
        again.factor(each.name, each.values, draw=each.draw, divides=each.divides)
        for each in first.curve.factors
    ]
    assert again.product(factors) is first.curve is second.curve
    moved = again.factor(factors[0].name, factors[0].values * 2, draw=True, divides=False)
    assert again.product([moved]) is not first.curve
    assert block.curves.product(factors) is first.curve
    rates = np.ones((H + 1, 1))
    worth = first.curve.kept("all", rates, lambda: first.curve.values.sum(axis=0))
    first.curve.forget()
    assert first.curve.kept("all", rates, lambda: drawn["a"]) is worth
    assert first.curve.kept("all", rates * 2, lambda: drawn["a"]) is drawn["a"]


def test_what_is_paid_after_the_horizon_is_nothing() -> None:
    late = Payment(H, slice(H + 1, H + 1), np.ones((1, 1)), np.arange(4.0))
    yearly = Payment(H, slice(1, H + 1, 12), np.ones((1, 1)), np.arange(4.0))
    assert by_month([late], H, 4).tolist() == np.zeros((H + 1, 4)).tolist()
    assert by_month([late, yearly], H, 4).sum(axis=0).tolist() == [0.0, 2.0, 4.0, 6.0]
    assert by_month([], H, 4).tolist() == np.zeros((H + 1, 4)).tolist()
    assert late.present_value(np.ones((H + 1, 1))).tolist() == [0.0] * 4
