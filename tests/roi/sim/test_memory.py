"""Memory: what is kept of a draw is a few numbers, never its months."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

import roi
from roi.model import Model, resolve
from roi.sim.cuts import CUTS
from tests.support.documents import case_of, flow

H = 120


def peak(model: Model, draws: int) -> int:
    tracemalloc.start()
    try:
        roi.simulate(model, draws=draws)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_draws_times_months() -> None:
    """From 2^16 draws on a run grows by the numbers it keeps of a draw, 8 bytes each: no matter of months.

    Up to 2^16 the fan keeps months; above, not.  1.2: dictionaries, the blocks in work.
    """
    inputs: dict[str, Any] = dict.fromkeys(("a", "b", "c"), ("uniform(1, 2)", "USD/month"))
    lines = {"x": flow("a"), "y": flow("b", kind="capacity"), "z": flow("c", class_="run")}
    model = resolve(case_of(inputs, lines, header={"horizon": H}))
    few, many = 2**16, 2**18
    kept = 3 + 5 * len(CUTS)  # arrays of a run, see `roi.sim.block`
    grown = peak(model, many) - peak(model, few)
    assert grown < 1.2 * 8 * kept * (many - few)
    assert grown < 0.25 * 8 * H * (many - few)  # a quarter of a single array of months
