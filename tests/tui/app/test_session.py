"""The session: every change makes another value, history loses nothing, the file repeats the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi import RoiError
from tests.tui.app.pilots import CASE
from tui.session import Session, opened, recovered
from tui.typed import is_unknown, value_text

SESSION = opened(CASE)
EDITS = st.sampled_from(
    [("letters", "9000"), ("letters", "12000"), ("wage", "50"), ("fee", "0.2 USD/letter")]
)


def test_an_edit_leaves_the_former_session_alone() -> None:
    changed = SESSION.edit("letters", "12000")
    assert SESSION.estimate.overrides == {}
    assert changed.estimate.overrides["letters"].value == "12000"
    assert changed.model.input("letters").spec.grade == "seller"
    assert changed.dirty
    assert not SESSION.dirty


def test_an_answer_of_the_customer_says_who_told_it() -> None:
    told = SESSION.describe(prospect="Acme").edit("letters", "12000", "customer")
    assert told.model.input("letters").spec.grade == "customer"
    assert "Told by Acme, 2" in told.model.input("letters").spec.note
    assert told.answered() == 1


@given(st.lists(EDITS, max_size=8), st.integers(0, 10))
def test_undo_and_redo_walk_the_same_states(edits: list[tuple[str, str]], back: int) -> None:
    states = [SESSION]
    for name, text in edits:
        states.append(states[-1].edit(name, text))
    session = states[-1]
    for _ in range(back):
        session = session.undo()
    for _ in range(back):
        session = session.redo()
    assert session.estimate == states[-1].estimate
    while session.past:
        session = session.undo()
    assert session.estimate == SESSION.estimate
    assert not session.dirty


def test_a_change_after_undo_forgets_what_was_undone() -> None:
    session = SESSION.edit("letters", "9000").undo().edit("wage", "50")
    assert not session.future
    assert set(session.redo().estimate.overrides) == {"wage"}


@pytest.mark.parametrize("text", ["abc", "range(3, 2, 1)", "-5", "40 stone", "", "1 2"])
def test_what_cannot_be_read_changes_nothing(text: str) -> None:
    with pytest.raises(RoiError):
        SESSION.edit("letters", value_text(text))
    assert SESSION.estimate.overrides == {}


def test_reset_preset_and_option() -> None:
    session = SESSION.edit("minutes", "4").edit("fee", "0.3")
    assert session.reset("minutes").model.input("minutes").spec.value == "range(2, 6, 9)"
    cautious = session.reset("minutes").choose(preset="cautious")
    assert cautious.model.input("minutes").spec.value == "range(1, 3, 6)"
    hosted = session.reset_all().choose(option="hosted")
    assert hosted.model.input("fee").spec.value == "0.05"
    assert session.choose(option="hosted").model.input("fee").spec.value == "0.3"
    assert session.choose() is session
    with pytest.raises(RoiError, match="no preset"):
        session.choose(preset="nothing")


def test_questions_left_at_the_evidence_are_not_answers() -> None:
    session = SESSION.note("letters", "kept").note("minutes", "unknown")
    assert session.answered() == 0
    assert session.state.noted == {"letters": "kept", "minutes": "unknown"}
    assert "letters" not in session.edit("letters", "9000").state.noted


def test_a_saved_session_opens_with_the_same_numbers(tmp_path: Path) -> None:
    session = SESSION.edit("letters", "range(100, 200, 500) letter/day").describe(draws=1_024, seed=7)
    path = tmp_path / "acme.toml"
    path.write_text(session.text(), encoding="utf-8")
    again = opened(path)
    assert again.path == path
    assert not again.dirty
    assert _p50(again) == _p50(session)
    lost = recovered(path, tmp_path / "other.toml")
    assert lost.dirty
    assert lost.path == tmp_path / "other.toml"


def _p50(session: Session) -> float:
    run = roi.simulate(session.model, draws=1_024, seed=7)
    return run.summary().metrics["headline"]["npv"].percentiles[50].value


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("1 2 3", "range(1, 2, 3)"),
        ("40,000 50,000 60,000 letter/year", "range(40000, 50000, 60000) letter/year"),
        ("20% 35% 50%", "range(20%, 35%, 50%)"),
        ("−5 0 5", "range(-5, 0, 5)"),
        ("  7 ", "7"),
        ("5 to 9", "5 to 9"),
        ("triangular(1, 2, 3)", "triangular(1, 2, 3)"),
        ("1,200 visit/day", "1,200 visit/day"),
    ],
)
def test_what_people_type(typed: str, text: str) -> None:
    assert value_text(typed) == text


def test_two_numbers_are_refused_with_both_readings() -> None:
    with pytest.raises(RoiError, match="third") as found:
        value_text("20 - 50 %")
    assert "20 to 50 %" in found.value.hint


@pytest.mark.parametrize("text", ["don't know", "Don’t know.", "?", "unknown"])
def test_nobody_knows(text: str) -> None:
    assert is_unknown(text)
    assert not is_unknown("12")
