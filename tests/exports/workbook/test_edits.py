"""A reader changes inputs in the file: then the sheets say what the engine says of the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.trials.values import trial_values
from exports.workbook.write import workbook
from roi.analysis.today import monthly_rate
from roi.arrays import Array
from roi.model import Model
from roi.sim.cuts import CASH, HEADLINE, SOFT, Cut
from roi.sim.plan import plan
from tests.support.libreoffice import Typed, with_typed
from tests.support.values import Values

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]
DRAWS = 256
TRIALS = 32  # the fewest
CASE = "clinical-scribe"
Overrides = Mapping[str, str | float]
CUTS: tuple[tuple[str, Cut], ...] = (("", HEADLINE), ("_cash", CASH))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "exported.xlsx"
    workbook(roi.simulate(cases.load(CASE), draws=DRAWS, seed=7), path, DocumentRequest(trials=TRIALS))
    return path


CHANGES: dict[str, tuple[Typed, Overrides, int | None, int]] = {
    "values of one's own, whole ranges, the discount rate, a shorter horizon": (
        {"your_visits": 65_000, "your_minutes_saved": 1.25,
         "par_realisation_p10": 0.2, "par_realisation_p50": 0.3, "par_realisation_p90": 0.55,
         "par_go_live_low": 2, "par_go_live_mode": 5, "par_go_live_high": 11,
         "par_discount_rate_value": 0.07, "typed_horizon": 17},
        {"visits": 65_000, "minutes_saved": 1.25, "realisation": "range(20, 30, 55)",
         "go_live": "triangular(2, 5, 11)", "discount_rate": 7}, 17, 6,
    ),
    "several at once, your discount rate, a longer horizon": (
        {"typed_horizon": 120, "your_discount_rate": 0.15, "your_visits": 80_000,
         "par_wage_growth_mean": 0.05, "par_used_p50": 0.5, "your_burnout_value": 2_000},
        {"discount_rate": 15, "visits": 80_000, "wage_growth": "normal(5, 1)", "used": "range(25, 50, 70)",
         "burnout_value": 2_000}, 120, 6,
    ),
}  # fmt: skip


WRONG: Typed = {"par_minutes_saved_p10": 1.5, "your_visits": "many"}


@pytest.fixture(scope="module")
def changed(exported: Path) -> Mapping[str, Values]:
    """The file with each change typed into it, and with what cannot be."""
    every: Mapping[str, Typed] = {name: change[0] for name, change in CHANGES.items()} | {"wrong": WRONG}
    return with_typed(exported, every)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_the_file_is_that_change_in_the_engine(
    change: str, changed: Mapping[str, Values]
) -> None:
    _, overrides, horizon, rows = CHANGES[change]
    values = changed[change]
    run = roi.simulate(  # what is typed into the sheet is set: no other input moves with it
        cases.load(CASE), draws=DRAWS, seed=7, overrides=dict(overrides), horizon=horizon, learn=False
    )
    assert not values.errors()
    assert values.named("master_check") == 1
    assert values.named("inputs_changed") == rows
    base = plan(run.model)
    size = base.metric("pv_benefits", SOFT) + base.metric("pv_costs", CASH)
    paid = {line.id: float(np.sum(base.payments[line.id])) for line in run.model.lines if line.counted}
    signs = {line.id: 1 if line.spec.flow == "benefit" else -1 for line in run.model.lines if line.counted}
    soft = {line.id for line in run.model.lines if line.spec.kind == "soft"}
    net = sum(signs[name] * value for name, value in paid.items() if name not in soft)
    assert values.named("today_better_by") == pytest.approx(net * 12 / run.model.horizon, abs=1e-9 * size)
    today = {line.spec.of for line in run.model.lines if line.counted and line.id not in soft} - {None}
    assert len(today) > 1
    spent = sum(_by_month(run.model, base.values, str(name)).sum() for name in today)
    assert values.named("today_spent") == pytest.approx(float(spent) * 12 / run.model.horizon, rel=1e-9)
    for end, cut in CUTS:
        for metric in ("npv", "pv_benefits"):
            expected = base.metric(metric, cut)
            assert values.named(f"base_{metric}{end}") == pytest.approx(expected, abs=1e-9 * size)
        assert values.named(f"base_roi{end}") == pytest.approx(base.metric("roi", cut), rel=1e-9)
        _same_time(values.named(f"base_payback{end}"), base.metric("payback_months", cut))
        _same_time(
            values.named(f"base_discounted_payback{end}"), base.metric("discounted_payback_months", cut)
        )
        delay = base.metric("delay_cost", cut)
        assert values.named(f"base_delay_cost{end}") == pytest.approx(delay, abs=1e-9 * size)
        _trials(values, run, end, cut)
    _with_soft(values, run)


def _by_month(model: Model, values: Mapping[str, Array], name: str) -> Array:
    """What a line of today is in the months 1 to the horizon, USD."""
    rate = monthly_rate(model, model.line(name))
    assert rate is not None
    return np.broadcast_to(values[name], (model.horizon + 1,))[1:] * rate.factor


def _with_soft(values: Values, run: roi.Run) -> None:
    """The third cut of every trial, where the case has soft benefits."""
    outcome = trial_values(run, TRIALS).outcome
    benefits, costs = (outcome.metric(name, SOFT)[-TRIALS:] for name in ("pv_benefits", "pv_costs"))
    npv = np.array(values.column("trial_npv_soft"), dtype=np.float64)
    assert np.max(np.abs(npv - (benefits - costs)) / (np.abs(benefits) + costs)) < 1e-9


def _trials(values: Values, run: roi.Run, end: str, cut: Cut) -> None:
    """Every trial: NPV to 1e-9 of the money moved, payback, IRR."""
    outcome = trial_values(run, TRIALS).outcome
    benefits = outcome.metric("pv_benefits", cut)[-TRIALS:]
    costs = outcome.metric("pv_costs", cut)[-TRIALS:]
    npv = np.array(values.column(f"trial_npv{end}"), dtype=np.float64)
    assert np.max(np.abs(npv - (benefits - costs)) / (np.abs(benefits) + costs)) < 1e-9
    for shown, months in zip(
        values.column(f"trial_payback{end}"), outcome.metric("payback_months", cut)[-TRIALS:], strict=True
    ):
        _same_time(shown, float(months))
    for shown, rate in zip(
        values.column(f"trial_irr{end}"), outcome.metric("irr", cut)[-TRIALS:], strict=True
    ):
        _same_rate(shown, float(rate))


def _same_time(shown: object, months: float) -> None:
    assert shown == (1e9 if np.isinf(months) else pytest.approx(months, rel=1e-9, abs=1e-9))


def _same_rate(shown: object, rate: float) -> None:
    """Below zero the sheet only says so; 1e-7, as both iterate."""
    if np.isnan(rate):
        assert shown == "undefined"
    else:
        assert shown == (
            -1 if rate < 0 else 1e9 if np.isinf(rate) else pytest.approx(rate, rel=1e-7, abs=1e-7)
        )


def test_a_range_that_cannot_be_is_said_and_breaks_nothing(changed: Mapping[str, Values]) -> None:
    """Low above likely, a word for a number: the draws stand at the likely value, and no cell is an error."""
    values = changed["wrong"]
    assert not values.errors()
    assert values.named("master_check") == 0
    assert "checks fail: see Checks" in str(values.named("master_text"))
    assert values.named("varies_minutes_saved") is False
    assert values.named("in_visits") == 50_000
