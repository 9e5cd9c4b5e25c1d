"""The shipped cases' numbers, to 1e-12 on every machine: a change of them is meant or it is a fault.

`ROI_UPDATE=1 pytest tests/roi/sim/test_golden.py` writes them anew: read the difference.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import cases
import roi
from roi.sim.cuts import CASH, HEADLINE, Cut
from tests.support.golden import UPDATE
from tests.support.shipped import each_slow_but_sample

GOLDEN = Path(__file__).with_name("golden.json")
DRAWS, SEED = 4_096, 1
FIGURES: tuple[tuple[Cut, str], ...] = (
    (HEADLINE, "npv"),
    (CASH, "npv"),
    (HEADLINE, "payback_months"),
    (HEADLINE, "pv_costs"),
)
Numbers = dict[str, dict[str, float | str]]


def numbers(name: str) -> Numbers:
    """Plan, P10, P50 and P90 of a few metrics of the evidence, as it stands and with every option."""
    document = cases.load(name)
    by_metric: Numbers = {}
    for option in (None, *document.options):
        summary = roi.simulate(document, option=option, draws=DRAWS, seed=SEED).summary()
        for cut, metric in FIGURES:
            at = summary.metrics[cut][metric]
            values = {"plan": at.base} | {f"P{p}": at.percentiles[p].value for p in (10, 50, 90)}
            figures = {key: value if math.isfinite(value) else "never" for key, value in values.items()}
            by_metric[f"{option or 'as it stands'}, {cut}, {metric}"] = figures
    return by_metric


@pytest.fixture(scope="module")
def golden() -> dict[str, Numbers]:
    if UPDATE:
        written = {name: numbers(name) for name in sorted(cases.templates())}
        GOLDEN.write_text(json.dumps(written, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    stored: dict[str, Numbers] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return stored


@pytest.mark.parametrize("name", each_slow_but_sample(cases.templates()))
def test_numbers_of_a_shipped_case(name: str, golden: dict[str, Numbers]) -> None:
    actual = numbers(name)
    assert actual.keys() == golden[name].keys()
    for key, values in golden[name].items():
        # 1e-12 of the sums behind a difference: last bits of exp and log differ between processors, no more.
        costs = golden[name][f"{key.split(', ')[0]}, {HEADLINE}, pv_costs"]
        money = 0.0 if "payback" in key else float(costs["P90"])
        for at, value in values.items():
            expected = value if value == "never" else pytest.approx(value, rel=1e-12, abs=1e-12 * money)
            assert actual[key][at] == expected, (key, at)


def test_all_shipped_cases_are_there(golden: dict[str, Numbers]) -> None:
    assert sorted(golden) == sorted(cases.templates())
