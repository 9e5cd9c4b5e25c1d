"""A review: each remark by a small case that earns it; a sound case and the shipped ones earn none."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from roi.analysis.question_order import order_remarks
from roi.analysis.review import Review, review
from roi.case import COST_CLASSES
from roi.errors import RoiError
from roi.model import resolve
from tests.support.documents import Table, case_of, flow, input_table, line

SOURCES = {"log": {"title": "x", "publisher": "x", "date": datetime.date(2026, 1, 1), "seen": "primary"}}


def sound() -> tuple[Table, Table]:
    """Inputs and lines of a case to which there is nothing to say."""
    question = {"ask": "How much?", "note": "Chosen."}
    inputs = {
        "today": {"value": 900, "unit": "USD/month", "first": 1, **question},
        "gain": {"value": "range(50, 60, 90)", "unit": "USD/month", "min": 0, "max": 200, **question},
        "price": {"value": 5, "unit": "USD/month", **question},
        "growth": {"value": 3, "unit": "%/year", **question},
    }
    lines = {
        "spent": line("today", "USD/month"),
        "saving": flow("gain", of="spent"),
        **{f"cost_{name}": flow("price", class_=name) for name in COST_CLASSES},
        "shown": line("gain * grow(growth, month)", "USD/month", show=True),
    }
    return inputs, lines


def remarks(inputs: Table, lines: Table, **tables: Any) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for remark in review(case_of(inputs, lines, sources=SOURCES, **tables)).remarks:
        texts.setdefault(remark.where, []).append(f"{remark.level}: {remark.text}")
    return texts


def test_a_sound_case_earns_no_remark() -> None:
    assert remarks(*sound()) == {}


# ---- inputs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"grade": "measured"}, "warning: graded measured, but no source is given"),
        ({"grade": "vendor"}, "warning: graded vendor, but no source is given"),
        ({"note": ""}, "warning: graded judgement, but no note says why"),
        ({"note": "", "grade": "implied"}, "warning: graded implied, but no note says why"),
        ({"ask": ""}, "warning: no question (`ask`) to put to the prospect"),
        ({"value": "normal(60, 30)"}, "warning: P0.1 or P99.9 lies outside its min and max"),
        ({"value": "60 to 600"}, "warning: P0.1 or P99.9 lies outside its min and max"),
    ],
)
def test_remarks_on_an_input(change: Table, text: str) -> None:
    inputs, lines = sound()
    if change.get("value") == "60 to 600":
        change = {**change, "max": 500}
    inputs["gain"] |= change
    assert remarks(inputs, lines) == {"[inputs.gain]": [text]}


def test_a_source_or_luck_excuse() -> None:
    inputs, lines = sound()
    inputs["gain"] |= {"grade": "measured", "source": "log", "note": ""}
    inputs["luck"] = {"value": "uniform(0, 1)", "unit": "–", "chance": True}
    lines["failed"] = line("luck < 1", "–", show=True)
    assert remarks(inputs, lines) == {}


def test_an_input_no_line_uses() -> None:
    inputs, lines = sound()
    inputs["idle"] = {"value": 1, "unit": "–", "ask": "Why?", "note": "Chosen."}
    assert remarks(inputs, lines) == {"[inputs.idle]": ["warning: no line uses it"]}


def test_an_input_only_an_option_uses_is_used() -> None:
    inputs, lines = sound()
    inputs["rare"] = {"value": 1, "unit": "USD/month", "ask": "Why?", "note": "Chosen."}
    options = {"way": {"lines": {"cost_run": {"label": "x", **flow("rare", class_="run")}}}}
    assert remarks(inputs, lines, options=options) == {}


def test_inputs_of_options_are_reviewed_too() -> None:
    inputs, lines = sound()
    server = input_table("server", {"value": 1, "unit": "USD/month", "grade": "vendor"})
    options = {"way": {"inputs": {"server": server, "price": 7}}}
    assert remarks(inputs, lines, options=options) == {
        "[options.way.inputs.server]": [
            "warning: no line uses it",
            "warning: graded vendor, but no source is given",
            "warning: no question (`ask`) to put to the prospect",
        ]
    }


def test_lines_of_options_are_reviewed_too() -> None:
    inputs, lines = sound()
    idle = {"label": "x", **line("gain * 1.5", "USD/month")}
    late = {"label": "x", **flow("price * (1 * month)", "USD", class_="run", when="month 40")}
    options = {"way": {"lines": {"idle": idle, "late": late}}}
    by_place = remarks(inputs, lines, options=options)
    number, unused = by_place.pop("[options.way.lines.idle]")
    assert number.startswith("warning: the number 1.5 in the formula has no source")
    assert unused == "warning: no line uses it, and `show` is not set"
    assert by_place == {"[options.way.lines.late]": ["warning: paid in month 40, after the horizon"]}


def test_a_line_only_an_option_uses_is_used() -> None:
    inputs, lines = sound()
    lines["rare"] = {"label": "x", **line("gain", "USD/month")}
    options = {"way": {"lines": {"cost_run": {"label": "x", **flow("rare", class_="run")}}}}
    assert remarks(inputs, lines, options=options) == {}


def test_the_share_of_a_part_that_no_formula_names_is_no_line_of_the_document() -> None:
    inputs, lines = sound()
    part = {"unit": "%", "ask": "How much?", "note": "Chosen."}
    inputs |= {"mail": {**part, "value": 40}, "phone": {**part, "value": 60}}
    lines["by_mail"] = {"label": "x", **line("gain * mail", "USD/month", show=True)}
    whole = {"channels": {"label": "Channels", "parts": ["mail", "phone"]}}
    assert remarks(inputs, lines, shares=whole) == {}


def test_no_first_question() -> None:
    inputs, lines = sound()
    del inputs["today"]["first"]
    text = "warning: no input is marked `first`: an interview has no beginning"
    assert remarks(inputs, lines) == {"[inputs]": [text]}


# ---- lines ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "new", "text"),
    [
        ("saving", flow("gain"), "a benefit without `of`: nothing caps it at what is spent today"),
        ("shown", line("gain * 1.5", "USD/month", show=True), "the number 1.5 in the formula has no source"),
        ("shown", line("gain * grow(growth, month)", "USD/month"), "no line uses it, and `show` is not set"),
        (
            "cost_run",
            flow("price * (1 * month)", "USD", class_="run", when="month 40"),
            "paid in month 40, after",
        ),
        (
            "cost_run",
            flow("price * ramp(month, 24 * month / month * month)", class_="run", when="yearly-in-advance"),
            "paid a year ahead at the rate of its first month, but the rate moves by more than a fifth",
        ),
    ],
)
def test_remarks_on_a_line(name: str, new: Table, text: str) -> None:
    inputs, lines = sound()
    lines[name] = new
    if "ramp" in new["formula"]:
        inputs["slope"] = {"value": 24, "unit": "month", "ask": "How long?", "note": "Chosen."}
        lines[name] = {**new, "formula": "price * ramp(month, slope)"}
    by_place = remarks(inputs, lines)
    by_place.pop("[inputs.growth]", None)  # unused where the line that used it has another formula
    by_place.pop("[lines.spent]", None)  # unused where nothing saves on it any more
    by_place.pop("[inputs.today]", None)
    assert list(by_place) == [f"[lines.{name}]"]
    (remark,) = by_place[f"[lines.{name}]"]
    assert remark.startswith(f"warning: {text}")


def test_soft_and_alternative_benefits_need_no_base() -> None:
    inputs, lines = sound()
    lines["pleasure"] = flow("gain", kind="soft")
    lines["other"] = flow("gain", instead_of="saving")
    assert remarks(inputs, lines) == {}


def test_a_cost_class_without_a_line() -> None:
    inputs, lines = sound()
    del lines["cost_overrun"]
    assert remarks(inputs, lines) == {
        "[lines]": [
            "warning: no cost of the class `overrun`: add it, or say in the summary why there is none"
        ]
    }


def test_a_case_without_benefit() -> None:
    inputs, lines = sound()
    del lines["saving"]
    lines["spent"]["show"] = True
    assert remarks(inputs, lines) == {"[lines]": ["warning: no benefit"]}


# ---- variants ------------------------------------------------------------------------------------------


def test_a_preset_or_option_that_does_not_work_is_an_error() -> None:
    inputs, lines = sound()
    tables = {
        "presets": {"bad": {"inputs": {"gain": "range(1"}}},
        "options": {"worse": {"drop": ["nothing"]}},
    }
    by_place = remarks(inputs, lines, **tables)
    assert list(by_place) == ["preset bad", "option worse, preset evidence; option worse, preset bad"]
    assert all(text.startswith("error: ") for texts in by_place.values() for text in texts)


def test_one_mistake_of_a_preset_is_named_once_with_the_options_it_holds_in() -> None:
    inputs, lines = sound()
    tables = {
        "presets": {"bad": {"inputs": {"gain": 1_000}}},
        "options": {name: {"inputs": {"price": 4}} for name in ("a", "b", "c")},
    }
    ((where, texts),) = remarks(inputs, lines, **tables).items()
    assert where == "preset bad; option a, preset bad; option b, preset bad; option c, preset bad"
    assert len(texts) == 1


def test_an_option_or_a_preset_that_changes_nothing_is_told() -> None:
    ways = {"none": {}, "same": {"inputs": {"price": 5}}, "other": {"inputs": {"price": 6}}}
    by_place = remarks(*sound(), options=ways, presets=ways | {"silent": {"unstated": ["run"]}})
    text = "warning: it changes nothing: every figure is that of the case"
    assert by_place == {"[presets.none]; [presets.same]; [options.none]; [options.same]": [text]}


def test_a_claim_that_implies_nothing_is_told() -> None:
    claim = {
        "id": "a", "text": "A claim.", "source": "log", "stated": 1, "unit": "USD/month", "line": "saving",
        "implies": "gain",
    }  # fmt: skip
    ((where, texts),) = remarks(*sound(), claims=[claim]).items()
    assert where == "[[claims]] a"
    assert texts[0].startswith("warning: `implies` says nothing of `gain`")


def test_a_fault_of_a_preset_is_not_told_again_of_the_claims_on_it() -> None:
    claim = {
        "id": "a", "text": "A claim.", "source": "log", "stated": 1, "unit": "USD/month", "line": "saving",
        "preset": "bad",
    }  # fmt: skip
    by_place = remarks(*sound(), presets={"bad": {"inputs": {"price": "many"}}}, claims=[claim])
    assert [
        where for where, texts in by_place.items() if any(each.startswith("error") for each in texts)
    ] == ["preset bad"]


def test_numbers_of_first_questions_that_are_shared_or_left_out() -> None:
    inputs, lines = sound()
    inputs["gain"]["first"], inputs["price"]["first"] = 1, 9
    assert remarks(inputs, lines) == {
        "[inputs.gain]": ["warning: `first = 1` is that of `today` as well; the upper one is asked first"],
        "[inputs.price]": ["warning: `first = 9` comes after 1: number the first questions 1, 2, 3 …"],
    }


def test_a_number_that_came_with_a_block_is_not_remarked_on() -> None:
    inputs, lines = sound()
    inputs["gain"]["first"] = 1
    brought = {"[inputs.gain]": "block.toml"}
    assert not order_remarks([resolve(replace(case_of(inputs, lines), brought=brought))])


def test_a_preset_that_divides_by_zero_is_an_error() -> None:
    inputs, lines = sound()
    lines["shown"] = flow("price / growth * growth", class_="run")
    presets = {"flat": {"inputs": {"growth": 0}}}
    ((where, texts),) = remarks(inputs, lines, presets=presets).items()
    assert where == "preset flat"
    assert "the line is undefined in month 1" in texts[0]


def test_a_claim_that_does_not_compute_is_an_error() -> None:
    inputs, lines = sound()
    claim = {"id": "one", "text": "x", "source": "log", "line": "nothing"}
    by_place = remarks(inputs, lines, claims=[claim])
    assert list(by_place) == ["claims"]
    assert by_place["claims"][0].startswith(
        "error: small.toml: [[claims]] one: line: there is no line `nothing`"
    )


def test_contradictory_correlations_are_told() -> None:
    inputs, lines = sound()
    for name in ("today", "price"):
        inputs[name]["value"] = "range(4, 5, 7)"
    pairs = [("today", "gain", 0.9), ("gain", "price", 0.9), ("today", "price", -0.9)]
    correlations = [{"between": [a, b], "rank": rank} for a, b, rank in pairs]
    by_place = remarks(inputs, lines, correlations=correlations)
    assert set(by_place) == {"[[correlations]]", "[lines.saving]"}  # `today` is far below what is saved
    assert len(by_place["[[correlations]]"]) == 3
    assert "0.9 of today and gain is moved to" in by_place["[[correlations]]"][0]


def test_a_case_that_does_not_resolve_raises() -> None:
    inputs, lines = sound()
    lines["saving"]["formula"] = "gains"
    with pytest.raises(RoiError, match="the name `gains` is unknown"):
        remarks(inputs, lines)


# ---- the tables of a review ----------------------------------------------------------------------------


def reviewed() -> Review:
    inputs, lines = sound()
    inputs["one"] = (1, "month")
    lines["fee"] = flow("price * one", "USD", class_="run", when="month 13")
    lines["share"] = line("growth * one", "%", show=True)
    return review(case_of(inputs, lines, header={"horizon": 24}))


def test_lines_by_year() -> None:
    lines = {line.id: line for line in reviewed().lines}
    assert lines["saving"].by_year == (0.0, 720.0, 720.0)  # payments summed
    assert lines["fee"].by_year == (0.0, 0.0, 5.0)
    assert lines["spent"].by_year == (900.0, 900.0, 900.0)  # months averaged
    assert lines["shown"].by_year[0] == 60.0
    assert lines["share"].by_year == pytest.approx((0.25, 0.25, 0.25))  # 3 %/year × 1 month, in per cent
    assert lines["share"].unit == "%"


def test_conversions_are_told() -> None:
    conversions = {line.id: line.conversions for line in reviewed().lines}
    assert conversions["spent"] == ()
    assert any("12" in conversion for conversion in conversions["share"])


def test_reach_of_inputs() -> None:
    reaches = {reach.id: reach for reach in reviewed().inputs}
    gain = reaches["gain"]
    assert 0 < gain.p001 < 50 < gain.likely == 60 < 90 < gain.p999 < 200
    assert (reaches["growth"].p001, reaches["growth"].likely, reaches["growth"].p999) == (3.0, 3.0, 3.0)
    assert reaches["discount_rate"].likely == pytest.approx(10)
    assert (gain.unit, gain.grade) == ("USD/month", "judgement")


# ---- combinations --------------------------------------------------------------------------------------


def test_a_preset_that_fails_under_one_option_only_is_told() -> None:
    inputs, lines = sound()
    inputs["share"] = {"value": 2, "unit": "–", "ask": "How much?"}
    lines["part"] = line("gain / share", "USD/month", show=True)
    option = {"lines": {"cost_run": {"label": "c", **flow("price / (share - 1)", class_="run")}}}
    by_place = remarks(inputs, lines, presets={"one": {"inputs": {"share": 1}}}, options={"way": option})
    assert ["error: " in text for text in by_place["option way, preset one"]] == [True]


def test_of_very_many_combinations_each_alone_is_tried_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("roi.analysis.variants.MOST_ENTRIES_RESOLVED", 400)
    inputs, lines = sound()
    many = {f"p{k}": {"inputs": {"price": 6 + k}} for k in range(20)}
    ways = {f"o{k}": {"inputs": {"price": 6 + k}} for k in range(20)}
    assert remarks(inputs, lines, presets=many, options=ways) == {
        "[options]": [
            "warning: 28 of 441 combinations of an option and a preset are tried; the others are not"
        ]
    }


def test_a_year_paid_ahead_beyond_the_horizon_is_told() -> None:
    inputs, lines = sound()
    lines["seats"] = flow("price", class_="run", when="yearly-in-advance", unit="USD/month")
    warnings = [text for texts in remarks(inputs, lines, header={"horizon": 30}).values() for text in texts]
    assert any("ends inside a year that is paid ahead" in text for text in warnings)
    warnings = [text for texts in remarks(inputs, lines, header={"horizon": 36}).values() for text in texts]
    assert not any("ends inside a year" in text for text in warnings)


def test_a_line_without_room_in_a_cell_is_an_error() -> None:
    """Each ramp repeats its duration in Excel, so that ten of them in one another are 2^10 texts."""
    inputs, lines = sound()
    inputs["share"] = {"value": "uniform(1, 2)", "unit": "month", "ask": "How long?", "note": "Chosen."}
    nested = "share"
    for _ in range(12):
        nested = f"share * ramp(month, {nested})"
    lines["long"] = line(nested, "month", show=True)
    (text,) = remarks(inputs, lines)["[lines.long]"]
    assert text.startswith(
        "error: no workbook can be written: the formula has more than 8,192 characters in Excel"
    )
