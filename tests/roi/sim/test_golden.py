"""The shipped cases' numbers, to 1e-12 on every machine: a change of them is meant or it is a fault.

`ROI_UPDATE=1 pytest tests/roi/sim/test_golden.py` writes those anew that moved: read the difference.
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
    stored: dict[str, Numbers] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    if UPDATE:
        stored = {name: updated(stored.get(name, {}), numbers(name)) for name in sorted(cases.templates())}
        GOLDEN.write_text(json.dumps(stored, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return stored


def agrees(actual: float | str, stored: float | str, key: str, case: Numbers) -> bool:
    """To 1e-12 of the sums behind a difference: last bits of exp and log differ between processors, no more."""
    money = 0.0 if "payback" in key else float(case[f"{key.split(', ')[0]}, {HEADLINE}, pv_costs"]["P90"])
    return bool(
        actual == (stored if stored == "never" else pytest.approx(stored, rel=1e-12, abs=1e-12 * money))
    )


def updated(stored: Numbers, actual: Numbers) -> Numbers:
    """The numbers of a case as they are; what is stored stays where they agree with it."""
    return {
        key: {
            at: stored[key][at] if key in stored and agrees(value, stored[key][at], key, actual) else value
            for at, value in figures.items()
        }
        for key, figures in actual.items()
    }


@pytest.mark.parametrize("name", each_slow_but_sample(cases.templates()))
def test_numbers_of_a_shipped_case(name: str, golden: dict[str, Numbers]) -> None:
    actual = numbers(name)
    assert actual.keys() == golden[name].keys()
    for key, figures in golden[name].items():
        for at, value in figures.items():
            assert agrees(actual[key][at], value, key, golden[name]), (key, at, actual[key][at], value)


def test_an_update_leaves_a_number_that_has_not_moved() -> None:
    key = f"as it stands, {HEADLINE}, pv_costs"
    stored: Numbers = {key: {"P50": 0.1 + 0.2, "P90": 1.0}}
    assert updated(stored, {key: {"P50": 0.3, "P90": 1.1}}) == {key: {"P50": 0.1 + 0.2, "P90": 1.1}}
    assert updated({}, stored) == stored


def test_all_shipped_cases_are_there(golden: dict[str, Numbers]) -> None:
    assert sorted(golden) == sorted(cases.templates())
