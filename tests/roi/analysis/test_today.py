"""Today and with it: the difference is the net of the mean, whatever the case."""

from __future__ import annotations

import pytest

import roi
from cases import load
from roi.analysis.today import today_and_then
from roi.errors import RoiError
from roi.sim.cuts import CUTS, Cut
from roi.sim.scope import Scope

NETS = {"cash": "cash_net", "headline": "net", "soft": "net_with_soft"}


@pytest.mark.parametrize("name", ["clinical-scribe", "code-assistant", "bank-chatbot"])
@pytest.mark.parametrize("cut", CUTS)
def test_the_difference_is_the_net_of_the_mean(name: str, cut: Cut) -> None:
    run = roi.simulate(load(name), draws=1024)
    table = today_and_then(run, cut)
    years = run.model.horizon / 12
    net = run.summary().mean_table.total(NETS[cut]).total
    assert table.total.difference * years == pytest.approx(net, rel=1e-9, abs=1e-6)
    for change in table.changes:
        if change.today is not None and change.with_it is not None:
            assert change.today - change.with_it == pytest.approx(change.difference)
    if table.total.today is not None:
        assert table.total.with_it == pytest.approx(table.total.today - table.total.difference)


def test_what_is_spent_today_by_hand() -> None:
    """Visits × minutes × wage of the plan, where every input is a number and nothing grows."""
    case = load("clinical-scribe")
    numbers = {"visits": "60000", "note_minutes": "5", "physician_cost": "200", "wage_growth": "0 %/year"}
    table = today_and_then(roi.simulate(case, draws=1024, overrides=numbers))
    dictation, spent = table.spent_today
    assert (spent.label, dictation.label) == ("Cost of documentation time today", "Dictation, as paid today")
    # 60,000 visits of 5 minutes at 200 an hour are 1,000,000 a year.
    assert spent.today == pytest.approx(1_000_000, rel=1e-9)


def test_costs_that_are_not_stated_have_no_difference() -> None:
    run = roi.simulate(load("clinical-scribe"), draws=1024, preset="report")
    assert run.model.unstated
    with pytest.raises(RoiError, match="not all costs are stated"):
        today_and_then(run)


def test_a_run_without_lines_says_so() -> None:
    run = roi.simulate(load("clinical-scribe"), draws=1024, scope=Scope(("npv",), detail=False))
    with pytest.raises(RoiError, match="kept no lines"):
        today_and_then(run)
