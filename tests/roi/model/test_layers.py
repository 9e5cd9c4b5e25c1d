"""Overrides: which one wins, what it keeps of the input, and the texts it may be written as."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.case import Case, Input, Override
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, ModelInput, resolve
from roi.model.layer import LayerName
from tests.support.documents import case_of, flow, input_table

RATES = {"GBP": {"value": 1.25, "date": datetime.date(2026, 1, 1), "source": "judgement"}}
INPUTS = {
    "price": {
        "value": "range(10, 20, 40)", "unit": "USD/seat/month", "grade": "vendor", "source": "list", "min": 0,
        "max": 900, "likely": 25, "note": "list price", "ask": "Which price?", "label": "Price",
    },
    "seats": ("normal(100, 5)", "seat"),
    "share": (35, "%"),
    "calls": (1_000, "call/year"),
    "work": (30, "minute"),
    "growth": (3, "%/year"),
    "factor": (2, "–"),
}  # fmt: skip
LINES = {
    "cost": flow("price * seats", "USD/month", class_="licence"),
    "shown": {"formula": "share + factor * 0 * (calls / (1 * calls)) + 0 * work / work + grow(growth, month)",
              "unit": "–"},
}  # fmt: skip
SOURCES = {
    name: {"title": name, "publisher": "x", "date": datetime.date(2026, 1, 1), "seen": "primary"}
    for name in ("list", "offer")
}


def case(**tables: Any) -> Case:
    header = {"units": ["seat", "call"]}
    return case_of(INPUTS, LINES, header=header, rates=RATES, sources=SOURCES, **tables)


def resolved(name: str, value: str | Override) -> ModelInput:
    override = value if isinstance(value, Override) else Override(value)
    return resolve(case(), layers=[Layer("set", of_setting("set"), {name: override}, "seller")]).input(name)


# ---- order ---------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(get_args(LayerName)[1:])))
def test_the_last_layer_wins(present: set[str]) -> None:
    order = ("case", "region", "option", "preset", "estimate", "set")
    values = {name: 100 + 10 * place for place, name in enumerate(order)}
    tables = {
        "options": {"way": {"inputs": {"calls": values["option"]} if "option" in present else {}}},
        "regions": {
            "here": {"title": "Here"},
            "there": {"title": "There", "inputs": {"calls": values["region"]} if "region" in present else {}},
        },
        "presets": {"view": {"inputs": {"calls": values["preset"]} if "preset" in present else {}}},
    }
    layers = [
        Layer(name, of_setting("set"), {"calls": Override(str(values[name]))}, "seller")
        for name in ("estimate", "set")
        if name in present
    ]
    at_home = case_of(INPUTS, LINES, header={"units": ["seat", "call"], "region": "here"}, rates=RATES,
                      sources=SOURCES, **tables)  # fmt: skip
    resolved = resolve(at_home, option="way", preset="view", layers=layers, region="there").input("calls")
    winner = next((name for name in reversed(order) if name in present), "case")
    assert resolved.layer == winner
    assert resolved.likely == (1_000 if winner == "case" else values[winner])


def test_a_later_layer_of_the_same_kind_wins() -> None:
    layers = [Layer("set", of_setting("set"), {"calls": Override(str(value))}) for value in (1, 2, 3)]
    assert resolve(case(), layers=layers).input("calls").likely == 3


# ---- what an override keeps ----------------------------------------------------------------------------


def test_a_bare_value_loses_grade_source_note_and_likely_but_not_limits_and_question() -> None:
    old, new = case().inputs["price"], resolved("price", "30").spec
    assert (new.grade, new.source, new.note, new.likely) == ("seller", (), "", None)
    assert (new.min, new.max, new.ask, new.label, new.unit) == (
        old.min,
        old.max,
        old.ask,
        old.label,
        old.unit,
    )
    assert resolved("price", "30").likely == 30


def test_an_override_brings_grade_source_and_note() -> None:
    new = resolved("price", Override("30", "customer", ("offer",), "told by Ann")).spec
    assert (new.grade, new.source, new.note) == ("customer", ("offer",), "told by Ann")


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("30", "seller"),
        ("-30 + 60", "implied"),
        ("1_200 / 40", "implied"),
        ("2 ** 3", "implied"),
        ("(30)", "seller"),
        ("range(10, 20, 40)", "seller"),
        ("10 to 40", "seller"),
        ("1_200 / 40 USD/seat/month", "implied"),
        ("30 USD/seat/month", "seller"),
    ],
)
def test_constant_arithmetic_is_implied(text: str, grade: str) -> None:
    assert resolved("price", text).spec.grade == grade


def test_a_stated_grade_stands_even_over_arithmetic() -> None:
    assert resolved("price", Override("60 / 2", "report")).spec.grade == "report"


def test_a_bare_preset_is_judgement_and_an_option_too() -> None:
    tables = {"presets": {"view": {"inputs": {"price": 30}}}, "options": {"way": {"inputs": {"seats": 5}}}}
    model = resolve(case(**tables), option="way", preset="view")
    assert model.input("price").spec.grade == "judgement"
    assert model.input("price").spec.source == ()
    assert model.input("seats").spec.grade == "judgement"


def test_arithmetic_of_the_case_itself_keeps_its_grade() -> None:
    assert resolve(case_of({"x": ("6 / 2", "USD")}, {})).input("x").spec.grade == "judgement"


def test_likely_of_the_case_and_of_an_option_s_own_input() -> None:
    extra = input_table("extra", {"value": "range(1, 2, 4)", "unit": "USD", "likely": 3})
    model = resolve(case(options={"way": {"inputs": {"extra": extra}}}), option="way")
    assert model.input("price").likely == 25
    assert model.input("extra").likely == 3
    assert model.input("extra").layer == "option"


def test_an_override_of_an_option_s_own_input() -> None:
    extra = input_table("extra", {"value": "range(1, 2, 4)", "unit": "USD", "likely": 3})
    tables = {
        "options": {"way": {"inputs": {"extra": extra}}},
        "presets": {"view": {"inputs": {"extra": 7}}},
    }
    assert resolve(case(**tables), option="way", preset="view").input("extra").likely == 7
    # Without the option there is no such input, and a preset may know of options that are not chosen.
    with pytest.raises(KeyError):
        resolve(case(**tables), preset="view").input("extra")


def test_set_must_not_speak_of_another_option() -> None:
    tables = {"options": {"way": {"inputs": {"extra": input_table("extra", (1, "USD"))}}}}
    with pytest.raises(RoiError, match="set extra: the input `extra` belongs to another option") as refusal:
        resolve(case(**tables), layers=[Layer("set", of_setting("set"), {"extra": Override("2")})])
    assert "option" in str(refusal.value.hint)


def test_the_discount_rate_is_there_unless_stated() -> None:
    assert resolve(case()).input("discount_rate").likely == pytest.approx(0.10, rel=1e-15)
    options = {"way": {"inputs": {"discount_rate": 7}}}
    assert resolve(case(options=options), option="way").input("discount_rate").likely == pytest.approx(0.07)


# ---- places and refusals -------------------------------------------------------------------------------


def test_an_unknown_input_is_named_with_the_nearest() -> None:
    with pytest.raises(RoiError, match="there is no input `prise`") as refusal:
        resolved("prise", "30")
    assert "'price'" in str(refusal.value.hint)
    assert str(refusal.value.where) == "set prise"


@pytest.mark.parametrize("text", ["", "30 GBP/seat", "0.35 bananas", "range(1", "nan", "30 30", "price * 2"])
def test_a_bad_value_says_where(text: str) -> None:
    with pytest.raises(RoiError) as refusal:
        resolved("price", text)
    assert str(refusal.value.where).startswith("set price")


@pytest.mark.parametrize(
    "text", ["lognormal(1, 1e300)", "9 ** 9 ** 9", "1e308 * 10", "pareto(1, 1e-9)", "1 to 1e300"]
)
def test_extreme_numbers_are_refused_and_not_computed(text: str) -> None:
    with pytest.raises(RoiError, match=r"too (extreme|large)|above 1e\+100"):
        resolved("seats", text)


def test_a_bare_share_on_a_percent_input_has_two_readings() -> None:
    with pytest.raises(RoiError, match=r"can mean 0\.35 % or 35 %"):
        resolved("share", "0.35")


def test_braces_in_a_file_name_are_no_placeholders() -> None:
    odd = replace(case(presets={"view": {"inputs": {"price": "range(1"}}}), origin="{a}{}.toml")
    with pytest.raises(RoiError, match="is missing"):
        resolve(odd, preset="view")


def test_models_of_python_cases_are_checked_like_files() -> None:
    """A `Case` made without the loader still meets ids, limits and numbers that make no sense."""
    good = case()
    for spec in (
        replace(good.inputs["work"], min=float("nan")),
        replace(good.inputs["work"], likely=float("inf")),
        replace(good.inputs["work"], min=10.0, max=5.0),
    ):
        with pytest.raises(RoiError):
            resolve(replace(good, inputs={**good.inputs, "work": spec}))
    bad_id = Input("Bad Id", "x", "–", "1", "judgement")
    with pytest.raises(RoiError, match="is no id"):
        resolve(replace(good, inputs={**good.inputs, "Bad Id": bad_id}))


def test_a_resolved_model_is_frozen() -> None:
    model: Model = resolve(case())
    with pytest.raises(AttributeError):
        model.horizon = 12  # type: ignore[misc]
