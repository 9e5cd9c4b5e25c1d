"""Labels of inputs and options stand in quotes in every sentence; long decimals are rounded for people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import cases
import roi
from exports.voice.turning import tried_as, without_value
from exports.voice.verdict import asked_text, must_be_true, questions, sentence
from exports.voice.wording import value_text
from roi.analysis.verdict import Verdict, assess
from roi.case import Case, Input
from tests.support.models import money_case

ESTIMATES: dict[str, tuple[str, dict[str, str], str | None]] = {
    "as it stands": ("bank-chatbot", {}, None),
    "together": ("clinical-scribe", {}, None),
    "a size": (
        "code-assistant",
        {"seats": "400", "price": "25", "time_reduction": "range(10, 20, 30)"},
        None,
    ),
    "hopeless": ("code-assistant", {"seats": "40"}, None),
    "a pilot": ("bank-chatbot", {}, "pilot"),
}


@pytest.fixture(scope="module", params=list(ESTIMATES))
def judged(request: pytest.FixtureRequest) -> Verdict:
    case, overrides, option = ESTIMATES[request.param]
    run = roi.simulate(cases.load(case), draws=4_096, overrides=overrides, option=option)
    return assess(run, run.summary())


def sentences(verdict: Verdict) -> list[str]:
    looked = verdict.prospects
    assert looked is not None
    texts = [str(sentence(verdict)), *must_be_true(verdict).rows]
    texts += [
        asked_text(question) for question in questions(verdict) if not question.ask or len(question.items) > 1
    ]
    known = looked.information
    if known is not None and known.unranked:
        texts.append(without_value(known.unranked, verdict.headline.currency))
    moved = {name for condition in looked.conditions for name in condition.moved}
    return [*texts, tried_as(verdict.model, moved)]


def test_labels_stand_in_quotes_wherever_they_are_named(judged: Verdict) -> None:
    case = judged.model.case
    options = [option.title.partition(":")[0] for option in case.options.values()]
    labels = {item.spec.label for item in judged.model.inputs} | set(options)
    brought = [
        entry for option in case.options.values() for entry in option.inputs.values()
    ]  # asked of another way
    known = labels | {entry.label for entry in brought if isinstance(entry, Input)}
    texts = sentences(judged)
    assert any("“" in text for text in texts)
    for text in texts:
        bare = re.sub(r"“[^”]*”", "", text)
        for label in labels:
            if len(label) > 6:
                assert label.lower() not in bare.lower(), (label, text)
        for quoted in re.findall(r"“([^”]*)”", text):
            assert quoted in known or quoted in judged.model.labels.values()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("194.444444444", "194.444"),
        ("range(1.23456789, 2, 3.5)", "range(1.23457, 2, 3.5)"),
        ("33.333333333333336%", "33.3333%"),
        ("12_345.678901", "12345.7"),
        ("0.5", "0.5"),
        ("40_000", "40_000"),
        ("1234567.5", "1234567.5"),
    ],
)
def test_a_value_is_rounded_for_people(value: str, shown: str) -> None:
    case: Case = money_case("x", {"x": "5"})
    item = roi.resolve(case).input("x")
    assert value_text(replace(item, spec=replace(item.spec, value=value))) == shown
