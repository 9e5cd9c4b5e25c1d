"""Answers so far off the evidence that another unit may have been meant."""

from __future__ import annotations

import pytest

import cases
from roi.analysis.remarks import remarks
from roi.answers import far_off, read_answer
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve


def answered(case: str, **answers: str) -> Model:
    """The case with answers as they are typed, each read by itself."""
    base = resolve(cases.load(case))
    read = {name: read_answer(text, base.input(name), base).value for name, text in answers.items()}
    overrides = {name: Override(value, who="prospect") for name, value in read.items()}
    return resolve(base.case, layers=[Layer("set", of_setting("set"), overrides)])


@pytest.mark.parametrize(
    ("case", "name", "text", "says"),
    [
        ("clinical-scribe", "visits", "50 million", "50,000,000 visits per year is 1,000 times more than the "
         "evidence, 50,000: check its unit"),
        ("clinical-scribe", "visits", "10 a year", "10 visits per year is 5,000 times less than the evidence, "
         "50,000: check its unit"),
        ("bank-chatbot", "calls_per_customer", "1000 call/year", "1,000 calls per year is "),
        ("clinical-scribe", "visits", "900k a year", ""),
        ("clinical-scribe", "minutes_saved", "10 minutes", ""),
        ("clinical-scribe", "minutes_saved", "0", ""),
        ("code-assistant", "seats", "350", ""),
    ],
)  # fmt: skip
def test_what_is_said(case: str, name: str, text: str, says: str) -> None:
    model = answered(case, **{name: text})
    remark = far_off(model.input(name), model)
    assert remark == says if not says or says.endswith("unit") else says in remark
    assert bool(remark) == any(remark in each.text for each in remarks(model) if remark)  # on every face


def test_the_second_answer_is_held_against_the_evidence_and_not_the_first() -> None:
    model = answered("clinical-scribe", visits="5 billion", minutes_saved="1 minute")
    case = model.case
    layer = Layer("set", of_setting("set"), {"visits": Override("80_000", who="prospect")})
    again = resolve(case, layers=[*model.layers, layer])
    assert far_off(again.input("visits"), again) == ""
    assert far_off(model.input("minutes_saved"), model) == ""  # learnt: its evidence stands beneath it


def test_nobody_has_answered() -> None:
    model = resolve(cases.load("clinical-scribe"))
    assert not any(far_off(item, model) for item in model.inputs)
