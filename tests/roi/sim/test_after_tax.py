"""Tax, working capital, terminal value and a second rate against tables worked by hand and published examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi.analysis.drivers import tornado
from roi.analysis.solve import solve
from roi.analysis.target import Target
from roi.case import Case
from roi.model import resolve
from roi.sim.after_tax import depreciation, tax, working_capital
from roi.sim.cuts import CASH, HEADLINE, SOFT
from roi.sim.metrics import METRICS
from roi.sim.plan import plan
from roi.sim.reach import matters
from roi.sim.workspace import Workspace
from tests.support.documents import case_of, flow, line
from tests.support.financed import FINANCED, INPUTS, project, uncertain

YEAR_END = {"discounting": "year-end"}
TAX = {name: INPUTS[name] for name in ("tax", "life")}


def worth(case: Case, metric: str = "npv_after_tax", cut: Any = HEADLINE, **how: Any) -> float:
    return plan(resolve(case, **how)).metric(metric, cut)


def test_a_build_over_three_years_by_hand() -> None:
    """Income 500 − 300 = 200 a year, tax 50, after tax 450 a year against 900: 450 × 2.486852 − 900 = 219.083."""
    assert worth(project(FINANCED, YEAR_END)) == pytest.approx(219_083.4, abs=0.05)
    assert worth(project(FINANCED, YEAR_END), "npv") == pytest.approx(343_425.99, abs=0.05)


def test_a_build_that_is_deducted_at_once() -> None:
    """Income 500 − 900 = −400 in year 1, then 500: taxes −100, 125, 125."""
    flows = [-900_000, 600_000, 375_000, 375_000]
    assert worth(project({"tax_rate": "tax"}, YEAR_END)) == pytest.approx(pyxirr.npv(0.1, flows), abs=1e-6)


def test_a_useful_life_of_nothing_changes_nothing() -> None:
    """As where a case takes in the block `after-tax` and capitalises nothing."""
    case = project({**FINANCED, "capitalise": []}, YEAR_END)
    assert worth(case) == pytest.approx(worth(project({"tax_rate": "tax"}, YEAR_END)), rel=1e-12)


def test_a_loss_that_is_carried_forward() -> None:
    """Income −400, 500, 500: nothing, then 100 and 500 are taxed."""
    flows = [-900_000, 500_000, 475_000, 375_000]
    case = project({"tax_rate": "tax", "losses": "carried-forward"}, YEAR_END)
    assert worth(case) == pytest.approx(pyxirr.npv(0.1, flows), abs=1e-6)


def test_what_is_not_written_down_at_the_horizon_is_written_off_there() -> None:
    """Over five years 180 a year; in year 3 the 540 that are left: income 320, 320, −40."""
    flows = [-900_000, 420_000, 420_000, 510_000]
    net_worth = worth(project(FINANCED, YEAR_END, life=("5", "year")))
    assert net_worth == pytest.approx(pyxirr.npv(0.1, flows), abs=1e-6)


def test_a_textbook_with_working_capital() -> None:
    """The shark attractant of Ross, Westerfield & Jordan, Fundamentals of Corporate Finance, chapter 10.

    50,000 cans a year at 4 less 2.50, fixed costs 12,000, equipment 90,000 over three years, working capital
    20,000, tax 34 %, return 20 %: cash flows −110,000, 51,780, 51,780, 71,780 and an NPV of 10,648.
    """
    inputs = {
        "cans": ("50_000", "can/year"),
        "margin": ("4 - 2.5", "USD/can"),
        "fixed": ("12_000", "USD/year"),
        "equipment": ("90_000", "USD"),
        "stock": ("20_000", "USD"),
        "tax": ("34", "%"),
        "life": ("3", "year"),
        "discount_rate": ("20", "%/year"),
    }
    lines = {
        "sales": flow("cans * margin", "USD/year"),
        "rent": flow("fixed", "USD/year", class_="run"),
        "plant": flow("equipment", "USD", class_="integration", when="start"),
        "tied_up": line("stock", "USD"),
    }
    finance = {**FINANCED, "working_capital": "tied_up"}
    base = plan(resolve(case_of(inputs, lines, header={**YEAR_END, "units": ["can"]}, finance=finance)))
    assert base.metric("npv_after_tax", HEADLINE) == pytest.approx(10_648, abs=0.5)


def test_a_question_for_analysts() -> None:
    """10,000 over five years, 3,000 a year before depreciation, tax 40 %, 10 %: −144.

    analystforum.com, "capital budgeting", thread 27351: 2,600 a year after tax.
    """
    inputs = {
        "saving": ("5_000", "USD/year"), "running": ("2_000", "USD/year"), "build": ("10_000", "USD"),
        "tax": ("40", "%"), "life": ("5", "year"),
    }  # fmt: skip
    case = project(FINANCED, {**YEAR_END, "horizon": 60}, **inputs)
    assert worth(case) == pytest.approx(-144, abs=0.5)


def test_tax_is_paid_in_the_last_month_of_a_year() -> None:
    """By month-ends, over 18 months: the second tax year ends with the horizon."""
    case = project({"tax_rate": "tax"}, {"horizon": 18})
    flows = np.full(19, 500_000 / 12)
    flows[0] = -900_000
    flows[12] -= 0.25 * (500_000 - 900_000)
    flows[18] -= 0.25 * 250_000
    assert worth(case) == pytest.approx(float(flows @ 1.1 ** (-np.arange(19) / 12)), abs=1e-6)


def test_benefits_are_taxed_in_the_cut_that_counts_them() -> None:
    """Each cut is what it would be in a case with no other benefits."""
    kinds = {kind: flow("saving", "USD/year", kind=kind) for kind in ("cash", "capacity", "soft")}
    both = project(
        FINANCED,
        YEAR_END,
        lines={f"gain_{kind}": spec for kind, spec in kinds.items()} | {"gain": kinds["cash"]},
    )
    for cut, times in ((CASH, 2), (HEADLINE, 3), (SOFT, 4)):
        alone = project(FINANCED, YEAR_END, saving=(f"{times * 600_000}", "USD/year"))
        assert worth(both, cut=cut) == pytest.approx(worth(alone, cut=cut), abs=1e-6)
    assert worth(both) < worth(both, "npv")  # an untaxed value of time would lift it above


def test_without_tax_and_at_the_same_rate_it_is_the_npv() -> None:
    finance = {**FINANCED, "second_discount_rate": "same"}
    case = project(finance, YEAR_END, tax=("0", "%"), same=("10", "%/year"))
    npv = worth(case, "npv")
    assert worth(case) == npv
    assert worth(case, "npv_second_rate") == pytest.approx(npv, rel=1e-12)


@pytest.mark.parametrize("convention", ["month-end", "year-end"])
def test_the_second_rate_is_that_of_another_case(convention: str) -> None:
    case = project({"second_discount_rate": "hurdle"}, {"discounting": convention}, hurdle=("15", "%/year"))
    other = project({"tax_rate": "tax"}, {"discounting": convention}, discount_rate=("15", "%/year"))
    assert worth(case, "npv_second_rate") == pytest.approx(worth(other, "npv"), rel=1e-12)


def test_working_capital_is_tied_up_and_freed() -> None:
    """100, then 150, at the horizon nothing: −100, −50, 0, +150."""
    capital = working_capital(np.array([[100.0], [150], [150], [180]]))
    assert capital[:, 0].tolist() == [-100, -50, 0, 150]
    finance = {"tax_rate": "tax", "working_capital": "stock"}
    case = project(
        finance,
        YEAR_END,
        tax=("0", "%"),
        each=("1_000", "USD/month"),
        lines={"stock": line("each * month", "USD")},
    )
    levels = np.array([*range(36), 0]) * 1_000.0
    expected = float(-np.diff(levels, prepend=0.0) @ 1.1 ** -np.ceil(np.arange(37) / 12))
    assert worth(case) - worth(case, "npv") == pytest.approx(expected, abs=1e-6)


def test_terminal_values_by_hand() -> None:
    """The last year's 500 after a quarter of tax is 375, at the horizon; discounted over three years."""
    factor = 1.1**-3
    more: dict[str, Any] = {
        "times": ("2", "–"), "growth": ("2", "%/year"), "rest": ("100_000", "EUR"), "fall": ("-2", "%/year"),
    }  # fmt: skip
    rates = {"EUR": {"value": 1.2, "date": date(2026, 1, 1), "source": "judgement"}}
    for key, name, expected in (
        ("terminal_multiple", "times", 750_000),
        ("terminal_growth", "growth", 375_000 * 1.02 / 0.08),
        ("terminal_growth", "fall", 375_000 * 0.98 / 0.12),
        ("residual_value", "rest", 120_000 * 0.75),
    ):
        document = {**FINANCED, key: name}
        case = case_of(
            {"saving": ("600_000", "USD/year"), "running": ("100_000", "USD/year"), **TAX, **more},
            {"gain": flow("saving", "USD/year"), "run": flow("running", "USD/year", class_="run")},
            header=YEAR_END, finance=document, rates=rates,
        )  # fmt: skip
        assert worth(case, "terminal_value") == pytest.approx(expected * factor, rel=1e-12), key
    shut = project({"terminal_multiple": "times"}, YEAR_END, times=("2", "–"), saving=("50_000", "USD/year"))
    assert worth(shut, "terminal_value") == 0


@given(
    st.lists(st.floats(0, 1e6), min_size=2, max_size=61).filter(lambda spent: len(spent) % 12 != 1),
    st.floats(0.2, 12),
)
def test_all_that_is_spent_is_written_down_once(spent: list[float], life: float) -> None:
    """By months, added up one payment at a time."""
    months = np.array(spent)[:, None]
    written = depreciation(months, np.array([life]))[:, 0]
    assert written.sum() == pytest.approx(sum(spent), rel=1e-12, abs=1e-6)
    by_month = np.zeros(len(spent) + 200)
    for month, amount in enumerate(spent):
        begin, left, monthly = max(month, 1), amount, amount / (12 * life)
        while left > 0 and begin < len(by_month):
            by_month[begin] += min(monthly, left)
            left -= min(monthly, left)
            begin += 1
    for year in range(len(written) - 1):  # what is left is written off in the last
        assert written[year] == pytest.approx(
            by_month[12 * year + 1 : 12 * year + 13].sum(), rel=1e-9, abs=1e-6
        )


@given(st.lists(st.floats(-1e6, 1e6).map(round), min_size=1, max_size=10))
def test_losses_carried_forward_by_the_book(income: list[int]) -> None:
    """A stock of losses that later profits use up."""
    stock, expected = 0.0, []
    for profit in income:
        used = min(stock, max(profit, 0))
        stock += -used if profit > 0 else -profit
        expected.append(0.25 * (max(profit, 0) - used))
    taxes = tax(np.array(income, dtype=float)[:, None], np.array([0.25]), "carried-forward")[:, 0]
    assert taxes.tolist() == pytest.approx(expected, abs=1e-6)


@pytest.fixture(scope="module")
def run() -> roi.Run:
    return roi.simulate(uncertain(), draws=16_384)


def test_every_draw_is_worked_out_as_a_plan(run: roi.Run) -> None:
    """Draws far apart, one at a time with numbers in place of draws."""
    names = [name for name, row in METRICS.items() if row.finance]
    for draw in (0, 5_000, 16_383):
        inputs = {name: float(v[0]) if np.ndim(v) else float(v) for name, v in
                  run.prepared.inputs_between(draw, draw + 1).items()}  # fmt: skip
        alone = plan(run.model, inputs)
        for name in names:
            for cut in (CASH, HEADLINE):
                value = run.values(name, cut).ravel()[draw]
                assert value == pytest.approx(alone.metric(name, cut), rel=1e-12), (name, cut)


def test_they_are_in_the_summary_of_a_case_that_asks_for_them(run: roi.Run) -> None:
    metrics = run.summary().metrics[HEADLINE]
    assert [name for name in metrics if METRICS[name].finance] == [
        "npv_after_tax", "mirr", "npv_second_rate", "terminal_value",
    ]  # fmt: skip
    assert metrics["npv_after_tax"].mean.value < metrics["npv"].mean.value
    plain = roi.simulate(project({}, {}), draws=64)
    assert not [name for name in plain.summary().metrics[HEADLINE] if METRICS[name].finance]
    with pytest.raises(roi.RoiError, match="the case has no NPV after tax") as refused:
        roi.simulate(project({}, {}), draws=64, scope=roi.Scope.of("npv_after_tax"))
    assert "Add `tax_rate` under [finance]" in str(refused.value)


def test_a_kept_workspace_gives_the_same() -> None:
    workspace = Workspace()
    case = uncertain()
    for tax_rate in ("20", "30", "20"):
        kept = roi.simulate(case, draws=1_024, overrides={"tax": tax_rate}, workspace=workspace)
        fresh = roi.simulate(case, draws=1_024, overrides={"tax": tax_rate})
        assert (kept.values("npv_after_tax") == fresh.values("npv_after_tax")).all()


def test_a_tax_rate_is_solved_for_and_ranked(run: roi.Run) -> None:
    assert matters(run.model, "tax", metric="npv_after_tax")
    assert matters(run.model, "stock_share", metric="npv_after_tax")
    assert not matters(run.model, "tax")
    ranked = [swing.item.id for swing in tornado(run.model, "npv_after_tax")]
    assert ranked[0] == "saving"
    assert {"tax", "life", "stock_share"} < {*ranked}
    root = solve(run, "tax", Target("npv_after_tax", 150_000.0)).roots[0]
    again = roi.simulate(run.model.case, overrides={"tax": str(root.value)}).plan
    assert again.metric("npv_after_tax", HEADLINE) == pytest.approx(150_000, abs=1)


@pytest.mark.parametrize(
    ("capitalised", "least", "most"),
    [([], 9.0, 10.1), (["integration"], 11.0, 12.0)],
    ids=["expensed", "built"],
)
def test_the_rate_before_tax_that_belongs_to_one_after_it(
    capitalised: list[str], least: float, most: float
) -> None:
    """NPV after tax is 0 at 9 %; docs/finance.md says at which rate the flows before tax are worth nothing."""
    finance = {**FINANCED, "capitalise": capitalised}

    def worth_of(saving: float) -> float:
        return worth(project(finance, saving=(f"{saving}", "USD/year"), discount_rate=("9", "%/year")))

    low, high = worth_of(100_000), worth_of(900_000)  # of what is saved, a straight line
    even = 100_000 + 800_000 * low / (low - high)
    assert worth_of(even) == pytest.approx(0, abs=1e-3)
    case = project(finance, saving=(f"{even}", "USD/year"), discount_rate=("9", "%/year"))
    assert least < 100 * worth(case, "irr") < most
    assert 100 * worth(case, "irr") < 9 / (1 - 0.25)
