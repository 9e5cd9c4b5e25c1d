"""The verdict in words: every word it can have, read as it stands on a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cases
import roi
from exports.voice.ask import act, ask_sentence
from exports.voice.headline import headline_rows
from exports.voice.verdict import asked_text, condition, must_be_true, questions, sentence
from roi.analysis.conditions import Threshold
from roi.analysis.headline import headline
from roi.analysis.prospects import prospects
from roi.analysis.verdict import Verdict, verdict
from roi.case import Case, Line, Option
from roi.errors import of_setting
from tests.roi.analysis.test_verdict import judged, with_option
from tests.support.models import money_case


def sentence_of(verdict: Verdict) -> str:
    return str(sentence(verdict))


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (
            money_case("x - 4", {"x": "uniform(0, 10)"}),
            "On the evidence: go if “X” is 4 or more (judged 1 to 9). Expected gain USD 1.00; a loss in 40.0 % of "
            "draws. First find out: “X” (worth USD 0.80 ± <0.01).",
        ),
        (
            money_case("x - 6", {"x": "uniform(0, 10)"}, grades={"x": "measured"}),
            "On the evidence: not yet. Expected loss USD 1.00; a loss in 60.0 % of draws. It pays once “X” is 6 or "
            "more (evidence 1 to 9). First find out: “X” (worth USD 0.80 ± <0.01).",
        ),
        (
            money_case("x - 9.5", {"x": "uniform(0, 10)"}),
            "On the evidence: not yet. Expected loss USD 4.50; a loss in 95.0 % of draws. It pays once “X” is 9.5 "
            "or more (judged 1 to 9, beyond most of it). First find out: “X” (worth USD 0.01 ± <0.01).",
        ),
        (
            money_case("x - 12.5", {"x": "uniform(0, 10)"}),
            "On the evidence: not yet. Expected loss USD 7.50; a loss in 100 % of draws. It pays once “X” is 12.5 "
            "or more (judged 1 to 9, beyond all of it). Next: leave it, unless that is within reach; no single "
            "answer is worth asking for.",
        ),
        (
            money_case("-x", {"x": "uniform(1, 2)"}, limits={"x": (1, 2)}),
            "On the evidence: not yet. Expected loss USD 1.50; a loss in 100 % of draws. No single value turns it. "
            "Next: leave it, unless more than one thing changes, first of all “X”.",
        ),
        (
            money_case("x", {"x": "uniform(1, 2)"}, limits={"x": (1, 2)}),
            "On the evidence: go. Expected gain USD 1.50; a loss in 0 % of draws. Next: decide.",
        ),
        (
            with_option(),
            "On the evidence: go if deployed as “A lean plan”. As it stands, expected loss USD 3.00; a loss in "
            "80.0 % of draws. So deployed it pays on the same draws: USD 1.00 expected, a loss in 40.0 % of draws. "
            "First find out: “X” (worth USD 0.80 ± <0.01).",
        ),
        (
            with_option(gated=True),
            "On the evidence: pilot first. As it stands, expected loss USD 3.00; a loss in 80.0 % of draws. "
            "Deployed as “A lean plan”, it pays on the same draws: USD 1.00 expected, a loss in 40.0 % of draws. "
            "First find out: “X” (worth USD 0.80 ± <0.01).",
        ),
    ],
    ids=["go if", "not yet", "far", "out of reach", "hopeless", "go", "another way", "pilot"],
)
def test_sentences(case: Case, text: str) -> None:
    assert sentence_of(judged(case)) == text


def test_what_lies_beyond_all_that_is_possible_is_not_to_be_found_out_first() -> None:
    assert (
        act(judged(money_case("x - 12.5", {"x": "uniform(0, 10)"}))) == "Leave it, unless “X” is 12.5 or more"
    )


def test_a_pilot_is_not_asked_to_begin_as_what_has_no_gate() -> None:
    """A way without a gate brings more: the verdict says so, and what is asked for is the pilot."""
    case = money_case("x", {"x": "uniform(0, 10)"}, cost="4")
    lines = {**case.lines, "passed": Line("passed", "Passed", "–", "1 if x > 0 else 0")}
    cheaper = replace(case.lines["spent"], formula="2 * dollar")
    wide = Option("wide", "Everywhere at once", lines={"spent": cheaper}, drop=("passed",))
    pilot = judged(replace(case, lines=lines, options={"wide": wide}))
    assert pilot.word == "pilot first"
    assert pilot.way is not None
    assert not pilot.way.gated
    assert act(pilot) == "Run the pilot, then decide"
    assert ask_sentence(pilot) == (
        "Run the pilot, then decide: as it stands, expected gain USD 1.00; a loss in 40.0 % of draws."
    )
    assert "Deployed as “Everywhere at once”, it brings more" in sentence(pilot).turn
    assert act(judged(with_option(gated=True))) == "Start as “A lean plan”, then decide"


def test_a_certain_case_has_no_chances() -> None:
    case = money_case("x - 4", {"x": "3"})
    assert sentence_of(judged(case, draws=16)) == (
        "On the evidence: not yet. NPV USD −1.00 in every draw: nothing that matters is uncertain. No single value "
        "turns it. Next: give the inputs ranges; so far nothing says how sure they are."
    )
    assert "It pays once “X” is 4 or more (judged 3)." in sentence_of(judged(case))


def test_a_tie_shows_its_error() -> None:
    text = sentence_of(judged(money_case("x", {"x": "normal(0, 10)"})))
    assert text.startswith("On the evidence: too close to call. Expected NPV USD")
    assert " ± USD" not in text
    assert "cannot be told from 0" in text


@pytest.mark.parametrize(
    ("grade", "whose"),
    [("customer", "the prospect said 3"), ("seller", "the seller said 3"), (None, "the seller said 3")],
)
def test_who_said_it(grade: str | None, whose: str) -> None:
    from roi.case import Override
    from roi.model import Layer

    case = money_case("x * y - 20", {"x": "uniform(0, 10)", "y": "2"})
    layer = Layer("set", of_setting("set"), {"y": Override("3", grade)}, "seller")  # type: ignore[arg-type]
    run = roi.simulate(roi.resolve(case, layers=[layer]))
    judged = verdict(run.model, headline(run, run.summary()), prospects(run))
    assert f"({whose})" in " ".join(must_be_true(judged).rows)
    assert sentence_of(judged).startswith("On today's answers: ")


def test_a_condition_is_said_in_the_unit_of_its_question_too() -> None:
    bank = roi.resolve(cases.load("bank-chatbot"))
    calls, visits = bank.input("calls_per_customer"), bank.input("customers")
    of = {"above": False, "inside": True, "below": 0.5, "distance": 0.1}
    text = condition(Threshold(calls, 1.85, **of), bank, pays=True)  # type: ignore[arg-type]
    assert visits.likely == 50_000_000
    assert text == (
        "“Agent calls of a customer” is 1.85 call/customer/year (92,500,000 calls per year) or less"
    )
    text = condition(Threshold(visits, 2e6, **of), bank, pays=False)  # type: ignore[arg-type]
    assert text == "“Customers in scope” is above 2,000,000 customer"


def test_costs_that_are_not_stated(brochure: roi.Run) -> None:
    judged = verdict(brochure.model, headline(brochure, brochure.summary()), prospects(brochure))
    text = sentence_of(judged)
    assert text.startswith("On the preset “")
    assert (
        "no verdict. Without all its costs there is no net present value. First find out: what it costs ("
        in text
    )
    assert [row.name for row in headline_rows(judged.headline)] == ["worth"]


def test_the_draws_alone_say_no_step(run: roi.Run) -> None:
    judged = verdict(run.model, headline(run, run.summary()))
    assert sentence(judged).turn == sentence(judged).step == ""


def test_questions_and_conditions_are_listed() -> None:
    judgement = judged(
        money_case("x * y - 20", {"x": "uniform(0, 10)", "y": "uniform(0, 6)"}, asks={"x": "How many?"})
    )
    ranked = questions(judgement)
    assert asked_text(ranked[0]) == "How many?"
    conditions = must_be_true(judgement)
    head, rows = conditions.head, conditions.rows
    assert head == "What must be true: it pays on average once"
    assert len(rows) == 2
    values = [question.value.value for question in ranked]
    assert values == sorted(values, reverse=True)
    assert min(values) > 0
