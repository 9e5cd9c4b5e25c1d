"""What a flow is over all months and over all draws, without its amounts multiplied out."""

from __future__ import annotations

import numpy as np
import pytest

from roi.formula.scaled import Curves, Scaled, Value
from roi.model import Timing
from roi.sim.cashflow import discount_factors
from roi.sim.payments import payment_of, rows_of

HORIZON, N = 30, 64
LUCK = np.random.default_rng(1)
BY_DRAW, BY_MONTH = LUCK.normal(size=N), LUCK.normal(size=(HORIZON + 1, 1))
CURVE = Curves().product([Curves().factor("of both", BY_MONTH + BY_DRAW, draw=True, divides=False)])
VALUES: dict[str, Value] = {
    "number": np.asarray(3.0), "draws": BY_DRAW, "months": BY_MONTH, "both": BY_MONTH * BY_DRAW,
    "scaled": Scaled(BY_DRAW, CURVE), "curve": Scaled(np.asarray(2.0), CURVE),
}  # fmt: skip
TIMINGS = [Timing("monthly"), Timing("yearly-in-advance"), Timing("amount", 7), Timing("amount", HORIZON + 1)]


@pytest.mark.parametrize("timing", TIMINGS, ids=str)
@pytest.mark.parametrize("name", VALUES)
def test_sums_are_those_of_the_amounts(name: str, timing: Timing) -> None:
    payment = payment_of(name, VALUES[name], rows_of(timing, HORIZON), HORIZON)
    amounts = np.broadcast_to(payment.full(), (HORIZON + 1, N))
    by_draw = np.broadcast_to(payment.by_draw(), (N,))
    assert by_draw == pytest.approx(amounts.sum(axis=0), rel=1e-12, abs=1e-12)
    assert payment.by_month(N) == pytest.approx(amounts.sum(axis=1), rel=1e-12, abs=1e-12)
    factors = discount_factors(0.08, HORIZON, "month-end")
    worth = np.broadcast_to(payment.present_value(factors), (N,))
    assert worth == pytest.approx((amounts * factors).sum(axis=0), rel=1e-12, abs=1e-12)
