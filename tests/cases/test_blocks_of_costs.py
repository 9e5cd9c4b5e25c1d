"""Blocks of what a deployment costs and ends say the same as the patterns of the guide, which are counted out."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

import cases
from cases.prices import price_overrides, term_inputs, token_price
from roi.analysis.review import review
from roi.case import Case
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.sim.plan import plan
from tests.cases.test_patterns import pattern

COMMON = """
[case]
id = "disputes"
title = "Disputes"
sector = "Others"
currency = "USD"
horizon = 36
units = ["dispute", "attempt", "call", "token", "Mtoken = 1000000 token", "GPU", "kWh", "kg"]
use = ["adoption", "build", "run-staff", "failure", "overrun", "method", USED]

BLOCKS

[inputs]
disputes = {label = "Disputes", unit = "dispute/month", value = 40_000, grade = "judgement"}
realisation = {label = "Realisation", unit = "%", value = 45, grade = "judgement"}
clerk_cost = {label = "Clerk", unit = "USD/hour", value = 34, grade = "judgement"}

[inputs.minutes_today]
label = "Minutes"
unit = "minute/dispute"
value = 20
grade = "judgement"

[lines.sent]
label = "Taken on"
unit = "dispute/month"
formula = "disputes * adoption * running"

[lines.part]
label = "Part that becomes money"
unit = "%"
formula = "realisation"

[lines.value]
label = "Value"
unit = "USD/month"
flow = "benefit"
kind = "capacity"
formula = "sent * worth * part"

[inputs.worth]
label = "Worth of a dispute"
unit = "USD/dispute"
value = 10
grade = "judgement"
"""
DISPLACED = """
[use.dictation]
block = "displaced"
contract_label = "Dictation"
contract = "range(280_000, 300_000, 340_000)"
"""
AGENT = """
[use.agent]
item = "a dispute"
item_unit = "dispute"
work = "disputes"
minutes_today = "minutes_today"
hour_cost = "clerk_cost"
"""
OPTION = """
[use.NAME]
item = "a dispute"
item_unit = "dispute"
items = "sent"
effect = "part"
effect_label = "Part that becomes money"
effect_unit = "%"
effect_formula = "realisation * quality_reached"
charge = "usage"
tokens_in = "range(4_000, 8_000, 16_000)"
tokens_out = "range(400, 800, 1_600)"
"""


def write_case(folder: Path, block: str, settings: str) -> Path:
    """A case of disputes that takes in one of the blocks."""
    path = folder / "disputes.toml"
    text = COMMON.replace("USED", f'"{block}"').replace("BLOCKS", settings.replace("NAME", block))
    path.write_text(text, encoding="utf-8")
    return path


@cache
def case_with(block: str, settings: str) -> Case:
    with TemporaryDirectory() as folder:
        return cases.load(write_case(Path(folder), block, settings))


def alike(model: Model, other: Model, names: dict[str, str]) -> dict[str, float]:
    """Inputs of the one at the likely values of the other; in units that both have."""
    return {mine: other.input(theirs).likely for mine, theirs in names.items()}


def test_a_displaced_contract_is_the_pattern_under_the_name_it_is_taken_in() -> None:
    model, guide = resolve(case_with("dictation", DISPLACED)), pattern("What you stop paying")
    names = {
        "dictation_cost": "contract", "dictation_uplift": "contract_uplift", "dictation_end": "contract_end",
        "dictation_term": "contract_term", "dictation_dual": "dual_running", "dictation_share": "share_ended",
        "go_live": "go_live",
    }  # fmt: skip
    mine, expected = plan(model, alike(model, guide, names)), plan(guide)
    for ours, theirs in (("today", "contract_today"), ("ended_after", "ended_after")):
        assert mine.values[f"dictation_{ours}"] == pytest.approx(expected.values[theirs])
    assert mine.payments["dictation_saved"] == pytest.approx(expected.payments["contract_saved"])
    line = model.line("dictation_saved")
    assert (line.spec.kind, line.spec.of) == ("cash", "dictation_today")


def test_what_fails_ends_no_contract() -> None:
    model = resolve(case_with("dictation", DISPLACED))
    assert not plan(model, {"luck": 0.0}).payments["dictation_saved"].any()
    assert not plan(model, {"dictation_luck": 0.0}).payments["dictation_saved"].any()
    assert plan(model).payments["dictation_saved"].any()


def test_an_agent_is_the_pattern() -> None:
    model, guide = resolve(case_with("agent", AGENT)), pattern("An agent: attempts, steps, review")
    same = (
        "attempts success_rate tried steps steps_scatter context_start context_growth tokens_step "
        "token_price_in token_price_cached token_price_out tool_calls tool_price review_share review_minutes "
        "clerk_cost go_live months_to_plateau cached_share minutes_today realisation"
    ).split()
    other = {"wrong_rate": "hard_failure_rate", "wrong_cost": "failure_cost", "disputes": "work"}
    inputs = alike(model, guide, {name: name for name in same} | other)
    inputs |= {"price_change": 0.0, "wage_growth": 0.0}
    mine, expected = plan(model, inputs), plan(guide)
    for name in ("closed_right", "closed_wrong", "reviewed", "tokens_read", "attempt_cost", "cost_a_closing"):
        assert mine.values[name] == pytest.approx(expected.values[name]), name
    for ours, theirs in {
        "usage": "usage",
        "checking_cost": "review_cost",
        "harm": "failures",
        "time_value": "time_value",
    }.items():
        assert mine.payments[ours] == pytest.approx(expected.payments[theirs]), ours


def test_gpus_are_bought_for_the_plateau_and_bought_again() -> None:
    settings = OPTION + 'plateau_items = "disputes"\n'
    model = resolve(case_with("gpus-bought", settings), option="gpus-bought")
    assert {"gpu_price", "gpu_hidden"}.isdisjoint(item.id for item in model.inputs)
    inputs = {
        "least_gpus": 10.0, "disputes": 1.0, "spare_gpus": 2.0, "gpu_power": 1.0, "pue": 1.5, "power_price": 0.1,
        "hosting": 1_200.0, "gpu_support": 0.06, "gpu_capex": 30_000.0, "gpu_life": 24.0, "capex_change": -0.1,
        "hardware_staff": 0.5, "staff_cost": 120_000.0, "carbon": 0.4, "wage_growth": 0.0,
    }  # fmt: skip
    base, hours = plan(model, inputs), 8_766 / 12
    assert base.payments["gpus_bought"][0] == pytest.approx(12 * 30_000)
    assert base.payments["gpus_replaced"][24] == pytest.approx(12 * 30_000 * 0.9**2)
    assert base.payments["power_cost"][3] == pytest.approx(12 * 1.5 * hours * 0.1)
    assert base.payments["hosting_cost"][3] == pytest.approx(12 * (100 + 30_000 * 0.06 / 12))
    assert base.payments["hardware_staff_cost"][3] == pytest.approx(5_000)
    assert base.values["emissions"][3] == pytest.approx(12 * 1.5 * hours * 0.4)
    assert not {"gpu_cost", "emissions", "energy"} & base.payments.keys()


def test_all_terms_of_a_price_list_by_hand() -> None:
    """1,000 read (400 cached, 60 of the others written to the cache), 50 + 150 written, a third in a batch."""
    model = resolve(case_with("price-terms", OPTION), option="general-api")
    base = plan(model, {
        "tokens_in": 1_000, "cached_share": 0.4, "cache_write_share": 0.1, "tokens_out": 50, "reasoning": 3,
        "batch_share": 1 / 3, "batch_price": 0.5, "token_price_in": 2, "token_price_cached": 0.2,
        "token_price_write": 2.5, "token_price_out": 10, "later_from": 13, "later_in": 2, "later_cached": 3,
        "later_out": 4, "retired_after": 20, "move_cost": 9_000, "price_change": 0, "go_live": 0,
        "months_to_plateau": 0, "disputes": 1e6,
    })  # fmt: skip
    first = (540 * 2 + 60 * 2.5 + 400 * 0.2 + 200 * 10) * 5 / 6
    later = ((540 * 2 + 60 * 2.5) * 2 + 400 * 0.2 * 3 + 200 * 10 * 4) * 5 / 6
    assert base.payments["usage"][12] == pytest.approx(first)
    assert base.payments["usage"][13] == pytest.approx(later)
    assert list(np.flatnonzero(base.payments["moving"])) == [20]


@pytest.mark.parametrize(
    ("block", "settings"),
    [("dictation", DISPLACED), ("agent", AGENT), ("price-terms", OPTION),
     ("gpus-bought", OPTION + 'plateau_items = "disputes"\n')],
)  # fmt: skip
def test_a_case_of_them_has_nothing_wrong(block: str, settings: str) -> None:
    remarks = review(case_with(block, settings)).remarks
    assert [remark.text for remark in remarks if remark.level == "error"] == []
    brought = [
        remark for remark in remarks if any(key in remark.where for key in ("dictation_", "lines.closed"))
    ]
    assert brought == []


def test_a_list_price_fills_in_all_terms() -> None:
    """An introductory price that doubles on 1 December 2026, asked for in November: from month 2."""
    case = case_with("price-terms", OPTION)
    price = token_price("google:gemini-4-argon", on=datetime.date(2026, 11, 23))
    changes = price_overrides(case, price)
    layer = Layer("set", of_setting("model"), changes, "vendor")
    model = resolve(case, option="general-api", layers=[layer])
    likely = {name: model.input(name).likely for name in changes}
    assert likely["later_from"] == 2
    assert [likely[name] for name in ("later_in", "later_cached", "later_out")] == pytest.approx([2, 2, 2])
    assert likely["batch_price"] == pytest.approx(0.5)
    assert (
        likely["token_price_write"] == likely["token_price_in"]
    )  # it lists no price for writing to the cache
    flat = plan(model, {"price_change": 0.0, "go_live": 0.0, "months_to_plateau": 0.0})
    assert flat.payments["usage"][2] == pytest.approx(2 * flat.payments["usage"][1])
    assert flat.payments["usage"][2] > 0


def test_a_price_to_come_counts_from_the_first_month_of_the_case() -> None:
    price = token_price("google:gemini-4-argon", on=datetime.date(2026, 11, 23))
    assert term_inputs(price, "2026-09")["later_from"] == 4
    assert term_inputs(price, "2027-05")["later_from"] == 1
    assert "later_from" not in term_inputs(token_price("anthropic:claude-sonnet-5-5"), None)


def test_images_are_paid_as_tokens_read() -> None:
    """Eight images of 4,000 tokens, 1,500 of text; 97 % at USD 2 a million, 3 % at 0.1; 400 written at 10."""
    model = resolve(cases.load("radiology-triage"), option="general-api")
    values = plan(model).values
    assert float(values["tokens_in"][-1]) == pytest.approx(33_500)
    by_hand = (33_500 * (0.97 * 2 + 0.03 * 0.1) + 400 * 10) / 1e6 * 0.91
    assert float(values["token_cost"][-1]) == pytest.approx(by_hand)


def test_a_contract_by_volume_is_the_contract_of_what_it_comes_to() -> None:
    by_volume = DISPLACED.replace('"displaced"', '"displaced-volume"').replace(
        'contract = "range(280_000, 300_000, 340_000)"',
        'volume = "disputes"\nprice = 0.5\nprice_per = "dispute"',
    )
    mine, other = (resolve(case_with("dictation", settings)) for settings in (by_volume, DISPLACED))
    assert mine.input("dictation_cost").unit.text == "USD/dispute"
    expected = plan(other, {"dictation_cost": 40_000 * 12 * 0.5})
    for name in ("dictation_today", "dictation_saved"):
        assert plan(mine).values[name] == pytest.approx(expected.values[name])
