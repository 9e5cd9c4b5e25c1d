"""What answers tell, in words and documents."""

from __future__ import annotations

from typing import Any

import pytest

import cases
import roi
from exports.document.result import result_document
from exports.voice.learning import learning_notes, not_stressed, row_notes
from exports.voice.turning import tried_as
from roi.analysis.stress import parse_stress
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.sim.cuts import CASH, HEADLINE


def given(name: str, option: str | None = None, product: str | None = None, **values: str) -> Model:
    answers = {key: Override(value, product=product) for key, value in values.items()}
    return resolve(
        cases.load(name), option=option, layers=[Layer("set", of_setting("set"), answers, "seller")]
    )


def test_what_an_answer_moves_is_named_with_was_and_is() -> None:
    (note,) = learning_notes(given("bank-chatbot", net_fall="15"))
    assert note.startswith(
        "Learnt from the answer to Net fall in calls at the plateau (15 %), at the median: "
    )
    assert "Bot sessions resolved 50 → 55 %" in note
    assert note.endswith("Contacts that try the bot first 25 → 28.3 %.")


def test_a_lever_says_that_it_is_set_and_an_answer_beyond_the_evidence_that_it_is() -> None:
    assert learning_notes(given("code-assistant", price="19")) == (
        "Set, and moves nothing else: Price of a seat.",
    )
    notes = learning_notes(given("code-assistant", time_reduction="59"))
    assert any("lies outside P0.1 to P99.9 of the evidence" in note for note in notes)


def test_the_document_says_learnt_or_set_and_what_moved() -> None:
    model = given("code-assistant", time_reduction="20", seats="5_000")
    document: Any = result_document(roi.simulate(model, draws=256))
    changes = {entry["id"]: entry["told"] for entry in document["overrides"]}
    assert changes == {"time_reduction": "learnt", "seats": "set"}
    (moved,) = document["moved"]
    assert (moved["id"], moved["by"]) == ("price", ["time_reduction"])
    assert moved["was"] == pytest.approx(60)
    assert moved["now"] > 60


def test_rows_say_what_an_answer_replaces_and_what_does_not_reach_them() -> None:
    row = row_notes(given("clinical-scribe", "vertical", price="119"))
    assert row == ("Price of a subscription: the answer 119 replaces the option's range(200, 350, 600).",)
    row = row_notes(given("clinical-scribe", "vertical", "scribe", price="119"))
    assert row == ("Price of a subscription: the answer 119 is about scribe, not about this.",)


def test_a_stress_that_does_not_reach_an_option_is_said() -> None:
    stresses = [parse_stress("price*=1.2")]
    assert not_stressed(given("code-assistant"), stresses, HEADLINE) == ""
    assert (
        not_stressed(given("code-assistant", "general-api"), stresses, HEADLINE) == "not stressed: no price"
    )
    both = [*stresses, parse_stress("failure_rate+=5")]
    assert (
        not_stressed(given("code-assistant", "general-api"), both, HEADLINE) == "stressed in part: no price"
    )
    of_capacity = [parse_stress("review_share*=1.2")]  # time that is put to work, and no cash
    assert not_stressed(given("code-assistant"), of_capacity, HEADLINE) == ""
    assert not_stressed(given("code-assistant"), of_capacity, CASH) == "not stressed: no review_share"


def test_a_gate_that_stays_where_it_is_is_said() -> None:
    """A comparison by volume decides anew at each size; a value that is solved for is held against one gate."""
    case = cases.load("code-assistant")
    assert tried_as(roi.resolve(case), ()) == "Set: nothing else moves with it."
    pilot = roi.resolve(case, option="pilot")
    gate = pilot.input("gate")
    note = tried_as(pilot, ())
    assert note.startswith("Set: nothing else moves with it. The gate stays at ")
    assert f"{gate.shown(gate.likely):g} %; a comparison by volume works it out anew." in note
