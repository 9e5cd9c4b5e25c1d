"""Parts of a whole in the file: a number typed for one moves the others, as an answer does in the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.trials.values import trial_values
from exports.workbook.write import workbook
from roi.case import Case
from roi.sim.cuts import HEADLINE
from roi.sim.plan import plan
from tests.support.documents import case_of, flow, line
from tests.support.libreoffice import Typed, with_typed
from tests.support.values import Values, values_of
from tests.support.workbooks import compared

DRAWS, TRIALS = 256, 32
PARTS = ("low", "middle", "high")
Overrides = Mapping[str, str | float]


def mixed() -> Case:
    """A mix of tickets by elicited ranges and one of channels by counts; a dip, and prices by tiers."""
    inputs = {
        "tickets": ("range(9_000, 12_000, 20_000)", "ticket/month"),
        "low": ("range(50, 60, 75)", "%"),
        "middle": ("range(15, 25, 40)", "%"),
        "high": ("range(8, 15, 25)", "%"),
        "mail": ("dirichlet(12, 50)", "%"),
        "phone": ("dirichlet(30, 50)", "%"),
        "chat": ("dirichlet(8, 50)", "–"),
        "cheap": ("uniform(4, 6)", "USD/ticket"),
        "dear": ("range(20, 40, 90)", "USD/ticket"),
        "dip": ("uniform(-5, 40)", "%"),
        "at": ("triangular(1, 3, 9)", "month"),
        "second": ("uniform(3_000, 6_000)", "ticket/month"),
        "third": (7_000, "ticket/month"),
    }
    inputs["dear"] = {"value": "range(20, 40, 90)", "unit": "USD/ticket", "min": 0}  # type: ignore[assignment]
    lines = {
        "today": line("tickets * (low * cheap + (middle + high) * dear)", "USD/month"),
        "gain": flow("today * j_curve(month - at, at, dip) * (1 - phone)", of="today"),
        "used": line("tickets * (mail + chat) * ramp(month, at)", "ticket/month"),
        "paid": flow("tiered(used, 0, dear, second, cheap, third, cheap / 2)", class_="licence"),
        "more": flow("used * volume_price(used, second, dear, third, cheap) * high", class_="run"),
    }
    shares = {
        "tiers": {"label": "Tickets by tier", "parts": list(PARTS)},
        "channels": {"label": "Tickets by channel", "parts": ["mail", "phone", "chat"]},
    }
    return case_of(inputs, lines, header={"units": ["ticket"], "horizon": 30}, shares=shares)


# What was answered before the export, what is typed into the file, and both as answers.
EDITS: dict[str, tuple[Overrides, Typed, Overrides]] = {
    "a part of either whole": ({}, {"your_low": 0.4, "your_chat": 0.5}, {"low": 40, "chat": 0.5}),
    "all parts, rounded": (
        {}, {"your_low": 0.33, "your_middle": 0.33, "your_high": 0.33}, dict.fromkeys(PARTS, 33),
    ),
    "an answer that is a range": ({"low": "range(30, 35, 45)"}, {}, {"low": "range(30, 35, 45)"}),
    "numbers beside a range": (
        {"low": "range(30, 35, 45)"}, {"your_high": 0.2, "your_middle": 0.5},
        {"low": "range(30, 35, 45)", "high": 20, "middle": 50},
    ),
    "beside an answered number": ({"low": 20}, {"your_high": 0.3}, {"low": 20, "high": 30}),
}  # fmt: skip


def simulated(overrides: Overrides) -> roi.Run:
    return roi.simulate(mixed(), draws=DRAWS, seed=7, overrides=overrides)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_what_is_typed_for_a_part_is_that_answer_in_the_engine(tmp_path: Path) -> None:
    """Shares of the base case, NPV of the base case and of every trial, to 1e-9."""
    for before in {str(edit[0]): edit[0] for edit in EDITS.values()}.values():
        path = tmp_path / "before.xlsx"
        workbook(simulated(before), path, DocumentRequest(trials=TRIALS))
        edits = {name: edit for name, edit in EDITS.items() if edit[0] == before}
        for name, values in with_typed(path, {name: cells for name, (_, cells, _) in edits.items()}).items():
            _, cells, answers = edits[name]
            assert not values.errors(), name
            assert values.named("master_check") == 1, name
            if not cells:
                assert not compared(dict(values_of(path).cells()), dict(values.cells()), 1e-9).wrong, name
            _agrees(values, simulated(answers), name)


def _agrees(values: Values, run: roi.Run, name: str) -> None:
    base = plan(run.model)
    for metric in ("npv", "pv_benefits", "pv_costs"):
        expected = base.metric(metric, HEADLINE)
        assert values.named(f"base_{metric}") == pytest.approx(expected, rel=1e-9), name
    sheet = values.sheets["Model"]
    rows = {label: address[1:] for address, label in sheet.items() if str(label).startswith("Share of ")}
    shown = [sheet[f"G{rows[f'Share of {part}']}"] for part in PARTS]
    assert shown == pytest.approx([base.values[f"{part}_share"][0] for part in PARTS], rel=1e-9), name
    assert np.sum(np.array(shown, dtype=np.float64)) == pytest.approx(1, abs=1e-12), name
    outcome = trial_values(run, TRIALS).outcome
    npv = np.array(values.column("trial_npv"), dtype=np.float64)
    benefits, costs = (outcome.metric(each, HEADLINE)[-TRIALS:] for each in ("pv_benefits", "pv_costs"))
    assert np.max(np.abs(npv - (benefits - costs)) / (np.abs(benefits) + costs)) < 1e-9, name
