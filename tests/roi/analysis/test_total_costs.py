"""Total cost of ownership: the tables of a run say the same, and a contract counted by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import roi
from cases import load
from cases.load import from_raw
from roi.analysis import side_by_side
from roi.analysis.compare import compare
from roi.analysis.comparison import NOTHING, Candidate
from roi.analysis.cost_tally import CostTally
from roi.analysis.ownership import TODAY, TotalCosts
from roi.analysis.today import today_and_then
from roi.analysis.total_costs import stated, total_costs
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve

DRAWS = 1_024
TEXT = """
[case]
id = "tool"
title = "A new tool"
sector = "Any"
currency = "USD"
horizon = 24

[inputs]
contract = {label = "Contract", unit = "USD/year", value = "uniform(90_000, 110_000)", grade = "judgement"}
ended_after = {label = "Ended after", unit = "month", value = 6, grade = "judgement"}
hours = {label = "Hours", unit = "USD/month", value = 5_000, grade = "judgement"}
price = {label = "Price", unit = "USD/month", value = 3_000, grade = "judgement"}
build = {label = "Build", unit = "USD", value = 20_000, grade = "judgement"}
discount_rate = {label = "Discount rate", unit = "%/year", value = 10, grade = "judgement"}

[lines]
contract_today = {label = "Contract today", unit = "USD/month", formula = "contract"}
time_today = {label = "Time today", unit = "USD/month", formula = "hours"}
sales = {label = "Sales", unit = "USD/month", flow = "benefit", kind = "cash", formula = "hours"}
licence = {label = "Licence", unit = "USD/month", flow = "cost", class = "licence", formula = "price"}
building = {label = "Build", unit = "USD", flow = "cost", class = "integration", when = "start", formula = "build"}

[lines.saved]
label = "Ended"
unit = "USD/month"
flow = "benefit"
kind = "cash"
of = "contract_today"
formula = "contract * (month > ended_after)"

[lines.time]
label = "Time"
unit = "USD/month"
flow = "benefit"
kind = "capacity"
of = "time_today"
formula = "hours"

[options.second]
title = "Another"
[options.second.inputs]
price = {value = 1_000, grade = "judgement"}

[options.elsewhere]
title = "Another contract"
[options.elsewhere.inputs]
other = {label = "Other contract", unit = "USD/month", value = 2_000, grade = "judgement"}
[options.elsewhere.lines]
other_today = {label = "Other contract today", unit = "USD/month", formula = "other"}
[options.elsewhere.lines.saved]
label = "Ended"
unit = "USD/month"
flow = "benefit"
kind = "cash"
of = "other_today"
formula = "other"
"""


def tool(before: str = "", after: str = "") -> Case:
    assert before in TEXT
    return from_raw(tomllib.loads(TEXT.replace(before, after) if before else TEXT), "tool.toml", None)


def compared(case: Case, *options: str | None, preset: str = "evidence") -> TotalCosts:
    each = [Candidate(name or "case", roi.resolve(case, option=name, preset=preset)) for name in options]
    return total_costs(each, draws=DRAWS)


def rows(costs: TotalCosts, name: str) -> Mapping[str, tuple[float, ...]]:
    owner = next(each for each in costs.owners if each.name == name)
    return {row.id: row.by_year for row in (*owner.rows, owner.sum, owner.less)}


def test_a_contract_that_ends_by_hand() -> None:
    """100,000 a year on average, ended after half a year; 36,000 of licence a year and 20,000 of build."""
    costs = compared(tool(), None)
    assert costs.columns == ("Initial", "Year 1", "Year 2")
    contract = pytest.approx([0, 100_000, 100_000], rel=1e-4)
    assert rows(costs, NOTHING) == {TODAY: contract, "total": contract, "less": pytest.approx([0, 0, 0])}
    assert rows(costs, "case") == {
        TODAY: pytest.approx([0, 50_000, 0], rel=1e-4, abs=1e-6),
        "licence": pytest.approx([0, 36_000, 36_000]),
        "integration": pytest.approx([20_000, 0, 0]),
        "total": pytest.approx([20_000, 86_000, 36_000], rel=1e-4),
        "less": pytest.approx([-20_000, 14_000, 64_000], rel=1e-4),
    }


def test_hours_and_sales_are_in_no_sum() -> None:
    costs = compared(tool(), None)
    case = costs.owners[1]
    assert [line.id for line in costs.today] == ["contract_today"]
    assert {kind: money.total for kind, money in case.beside.items()} == {
        "cash": pytest.approx(120_000), "capacity": pytest.approx(120_000), "soft": 0,
    }  # fmt: skip


def test_the_spread_is_of_the_sum_over_all_years() -> None:
    """The contract is uniform from 90,000 to 110,000: two years of it, and half a year beside 92,000 of costs."""
    nothing, case = compared(tool(), None).owners
    ends = {10: 92_000, 50: 100_000, 90: 108_000}
    for p, contract in ends.items():
        assert nothing.spread.percentiles[p].value == pytest.approx(2 * contract, rel=2e-3)
        assert case.spread.percentiles[p].value == pytest.approx(0.5 * contract + 92_000, rel=2e-3)
        assert case.less_spread.percentiles[p].value == pytest.approx(1.5 * contract - 92_000, rel=4e-3)


def test_every_way_is_held_against_all_that_some_way_ends() -> None:
    """Who ends another contract goes on paying the first, and the other way round."""
    costs = compared(tool(), None, "elsewhere")
    assert [line.id for line in costs.today] == ["contract_today", "other_today"]
    today = {owner.name: owner.rows[0].by_year[2] for owner in costs.owners}
    assert today == {
        NOTHING: pytest.approx(124_000, rel=1e-4),
        "case": pytest.approx(24_000, rel=1e-4),
        "elsewhere": pytest.approx(100_000, rel=1e-4),
    }


@pytest.mark.parametrize("name", ["bank-chatbot", "clinical-scribe", "code-assistant"])
def test_it_agrees_with_the_tables_of_a_run(name: str) -> None:
    case = load(name)
    option = next(iter(case.options))
    costs = compared(case, None, option)
    then: dict[str, float] = {}  # a way speaks of what it saves on alone
    for owner, way in zip(costs.owners[1:], (None, option), strict=True):
        run = roi.simulate(case, draws=DRAWS, option=way)
        table = run.summary().mean_table
        assert costs.columns == table.columns
        lines = [row for row in table.rows if row.role == "cost"]
        for row in owner.rows:
            if row.id != TODAY:
                mine = [line for line in lines if line.detail == row.id]
                assert row.by_year == pytest.approx(
                    np.sum([line.by_year for line in mine], axis=0), rel=1e-11
                )
                assert row.present_value == pytest.approx(sum(line.present_value for line in mine), rel=1e-11)
        cash = owner.beside["cash"]
        net = table.total("cash_net")
        assert owner.less.total + cash.total == pytest.approx(net.total, rel=1e-9, abs=1e-4)
        assert owner.less.present_value + cash.present_value == pytest.approx(net.present_value, rel=1e-9)
        for change in today_and_then(run).changes:
            if change.line and change.today:
                assert then.setdefault(change.line.id, change.today) == pytest.approx(change.today, rel=1e-12)
    spent = sum(then[line.id] for line in costs.today) * costs.horizon / 12
    assert costs.owners[0].sum.total == pytest.approx(spent, rel=1e-9)


def test_a_comparison_adds_them_up_to_the_bit() -> None:
    """As candidates that share lines are evaluated, and whoever is among them."""
    case = load("code-assistant")
    ways = [Candidate(name or "case", resolve(case, option=name)) for name in (None, *case.options)]
    tally = CostTally(ways)
    compare(ways, draws=DRAWS, tally=tally)
    alone = total_costs(ways, draws=DRAWS)
    assert stated(tally).owners == alone.owners
    for way, owner in zip(ways, alone.owners[1:], strict=True):
        single = total_costs([ways[0], way] if way is not ways[0] else [way], draws=DRAWS).owners[-1]
        assert single.rows[1:] == owner.rows[1:]
        assert single.beside == owner.beside


def test_draws_are_added_up_stretch_after_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    case = load("bank-chatbot")
    ways = [Candidate(name or "case", resolve(case, option=name)) for name in (None, "outsourced")]
    at_once = total_costs(ways, draws=DRAWS)
    monkeypatch.setattr(side_by_side, "_AT_ONCE", DRAWS // 4)
    for owner, whole in zip(total_costs(ways, draws=DRAWS).owners, at_once.owners, strict=True):
        assert owner.spread == whole.spread
        assert owner.sum.by_year == pytest.approx(whole.sum.by_year, rel=1e-12)
        assert owner.sum.present_value == pytest.approx(whole.sum.present_value, rel=1e-12)


def test_a_saving_on_the_project_s_own_cost_is_no_spending_of_today() -> None:
    costs = compared(tool('of = "contract_today"', 'of = "licence"'), None)
    assert costs.today == ()
    assert costs.owners[0].rows == ()
    assert costs.owners[1].beside["cash"].total > 120_000


def test_a_line_that_holds_another_is_remarked_on() -> None:
    wider = TEXT.replace('formula = "hours"}\nsales', 'formula = "contract_today + hours"}\nsales')
    costs = compared(from_raw(tomllib.loads(wider), "tool.toml", None), None)
    assert costs.remarks == ()  # hours are not cash
    cash = wider.replace('kind = "capacity"', 'kind = "cash"')
    costs = compared(from_raw(tomllib.loads(cash), "tool.toml", None), None)
    assert costs.remarks == (
        "“Time today” is worked out from “Contract today”: the same money may be in both.",
    )


def test_money_that_is_saved_in_one_place_or_the_other_is_remarked_on() -> None:
    """A call stays away from the bank's own centre or from the outsourcer: a line says that these are two."""
    case = load("bank-chatbot")
    models = [Candidate(name or "case", resolve(case, option=name)) for name in (None, "outsourced")]
    costs = total_costs(models, draws=DRAWS)
    assert {line.id for line in costs.today} == {"cost_today", "bpo_today"}
    assert costs.remarks == ()
    alone = {name: line for name, line in case.lines.items() if name != "calls_today"}
    models = [
        Candidate(name or "case", resolve(replace(case, lines=alone), option=name))
        for name in (None, "outsourced")
    ]
    label = {line.id: line.spec.label for line in costs.today}
    assert total_costs(models, draws=DRAWS).remarks == (
        f"What is saved on “{label['bpo_today']}” is not saved on “{label['cost_today']}”: "
        "the same money may be in both.",
    )
    assert not total_costs(models[:1], draws=DRAWS).remarks


def test_another_figure_of_today_is_remarked_on() -> None:
    text = TEXT.replace('price = {value = 1_000, grade = "judgement"}', "contract = 50_000")
    costs = compared(from_raw(tomllib.loads(text), "tool.toml", None), None, "second")
    (remark,) = costs.remarks
    assert remark.startswith("second has another figure for “Contract today” today")


def test_nobody_saves_more_than_is_spent_today() -> None:
    """The way whose own figure of today is the largest says what doing nothing costs, wherever it stands."""
    text = TEXT.replace('price = {value = 1_000, grade = "judgement"}', "contract = 400_000")
    case = from_raw(tomllib.loads(text), "tool.toml", None)
    alone = compared(case, "second")
    both = compared(case, None, "second")
    (remark,) = both.remarks
    assert remark.startswith(
        "case has another figure for “Contract today” today; what it saves comes off that of "
    )
    left = {owner.name: owner.rows[0].total for owner in both.owners}
    assert min(left.values()) >= 0
    assert left["second"] == pytest.approx(alone.owners[1].rows[0].total)
    assert both.owners[1].less.total == pytest.approx(compared(case, None).owners[1].less.total)


def test_costs_that_are_not_stated_have_no_sum() -> None:
    with pytest.raises(RoiError, match="costs"):
        compared(load("clinical-scribe"), None, preset="report")


def test_an_infinite_mean_is_not_told() -> None:
    text = TEXT.replace('"uniform(90_000, 110_000)"', '"pareto(90_000, 0.9)"')
    nothing, case = compared(from_raw(tomllib.loads(text), "tool.toml", None), None).owners
    assert np.isnan(nothing.spread.mean.value)
    assert np.isnan(case.spread.mean.value)
    assert case.spread.percentiles[50].value > 0
