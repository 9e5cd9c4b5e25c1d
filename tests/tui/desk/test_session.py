"""The session: every change makes another value, history loses nothing, the file repeats the numbers."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from cases.load import from_raw
from cases.newer import Newer
from cases.snapshots import MOST_SNAPSHOTS
from roi import RoiError
from tests.tui.app.pilots import CASE
from tui.app.autosave import Autosave, lost
from tui.app.settings import as_field
from tui.desk.conflict import file_digest
from tui.desk.opened import opened, recovered
from tui.desk.session import Session

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
    session = SESSION.describe(prospect="Acme").edit("letters", "12000", "prospect")
    assert session.model.input("letters").spec.grade == "customer"
    override = session.model.input("letters").override
    assert override is not None
    assert (override.who, override.by) == ("prospect", "Acme")
    assert session.tally().prospect == 1


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
        SESSION.edit("letters", text)
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
    assert session.tally().evidence == session.tally().total
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
    left = recovered(path, tmp_path / "other.toml")
    assert left.dirty
    assert left.path == tmp_path / "other.toml"


def test_what_is_recovered_knows_which_file_it_saw(tmp_path: Path) -> None:
    """Whoever saved to the file after the crash is not written over unseen."""
    path = tmp_path / "acme.toml"
    path.write_text(SESSION.text(), encoding="utf-8")
    begun = opened(path)
    autosave = Autosave(tmp_path)
    autosave.write(begun.edit("letters", "100").text(), path, begun.disk)
    assert autosave._lock is not None
    autosave._lock.release()  # as the end of its process does
    path.write_text(SESSION.edit("letters", "200").text(), encoding="utf-8")  # by somebody else
    (left,) = lost(tmp_path)
    again = recovered(left.autosave, left.path, left.disk)
    assert again.disk == begun.disk != file_digest(path)
    left.autosave.write_text(f'# autosave of "{path}"\n{SESSION.text()}')
    (older,) = lost(tmp_path)
    assert (older.path, older.disk) == (path, "")
    assert recovered(older.autosave, older.path, older.disk).disk == file_digest(path)


CHANGES = st.sampled_from(
    ["edit letters", "edit fee", "note minutes", "note letters", "reset", "preset", "option", "keep a",
     "keep b", "drop a", "undo", "redo"]
)  # fmt: skip


def _after(session: Session, change: str) -> Session:
    what, _, name = change.partition(" ")
    match what:
        case "edit":
            return session.edit(name, "7", "prospect")
        case "note":
            return session.note(name, "unknown" if name == "minutes" else "kept")
        case "keep":
            return session.keep(name)
        case "drop":
            return session.drop(name)
        case "reset":
            return session.reset("letters")
        case "preset":
            return session.choose(preset="cautious")
        case "option":
            return session.choose(option="hosted")
        case "undo":
            return session.undo()
        case _:
            return session.redo()


@given(st.lists(CHANGES, max_size=12))
def test_whatever_was_done_the_file_brings_it_back(
    tmp_path_factory: pytest.TempPathFactory, changes: list[str]
) -> None:
    session = SESSION
    for change in changes:
        session = _after(session, change)
    path = tmp_path_factory.mktemp("saved") / "acme.toml"
    path.write_text(session.text(), encoding="utf-8")
    again = opened(path)
    same = replace(again.estimate, case=session.estimate.case, origin=session.estimate.origin)
    assert same == session.estimate
    assert {name: again.snapshot(name).labels for name in again.snapshots} == {
        name: session.snapshot(name).labels for name in session.snapshots
    }
    assert not again.dirty
    assert recovered(path, None).estimate == again.estimate


def test_snapshots_stay_when_one_goes_back() -> None:
    kept = SESSION.edit("letters", "9000").keep("more letters")
    assert kept.dirty
    back = kept.undo()
    assert back.estimate.overrides == {}
    assert back.snapshot("more letters").input("letters").spec.value == "9000"
    assert back.dirty
    assert not back.drop("more letters").dirty
    assert back.redo().estimate == kept.estimate


def test_a_question_that_was_asked_is_undone_and_needs_no_simulation() -> None:
    noted = SESSION.note("letters", "unknown")
    assert noted.model is SESSION.model
    assert noted.dirty
    assert noted.undo().estimate == SESSION.estimate
    answered = noted.edit("letters", "9000")
    assert answered.estimate.noted == {}
    assert answered.undo().state.noted == {"letters": "unknown"}
    assert answered.note("letters", "kept").model is not answered.model


@pytest.mark.parametrize("name", ["", " x", "a\tb", "x" * 41, "now", "Nothing", "Estimate"])
def test_a_name_that_no_snapshot_can_have(name: str) -> None:
    with pytest.raises(RoiError, match="snapshot"):
        SESSION.keep(name)


def test_more_snapshots_than_anybody_reads() -> None:
    session = SESSION
    for number in range(MOST_SNAPSHOTS):
        session = session.keep(f"number {number}")
    with pytest.raises(RoiError, match="already"):
        session.keep("one more")
    assert session.keep("number 3").snapshots.keys() == session.snapshots.keys()


def test_no_way_back_to_a_case_that_a_snapshot_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = CASE.read_text(encoding="utf-8")
    later = from_raw(tomllib.loads(text.replace("fee", "tariff")), "letters.toml", CASE.parent)
    monkeypatch.setattr("tui.desk.session.newer", lambda *_: Newer("the case file", later))
    moved = SESSION.rebase().edit("tariff", "0.1").keep("cheap")
    with pytest.raises(RoiError, match="tariff") as refusal:
        moved.undo().undo()
    assert refusal.value.hint.worded(as_field) == "Drop one of the snapshots (Drop snapshot, K) first."
    assert moved.drop("cheap").undo().undo().estimate == SESSION.estimate
    with pytest.raises(RoiError, match="fee"):
        SESSION.edit("fee", "0.1").keep("cheap").undo().rebase()


def _p50(session: Session) -> float:
    run = roi.simulate(session.model, draws=1_024, seed=7)
    return run.summary().metrics["headline"]["npv"].percentiles[50].value


def test_who_said_it_is_never_mixed() -> None:
    session = SESSION.edit("letters", "12000", "prospect").note("minutes", "unknown").edit("minutes", "4")
    assert (session.tally().prospect, session.tally().seller) == (1, 1)
    assert session.state.noted == {}
    assert [session.speaker(session.input(name)) for name in ("letters", "minutes", "fee")] == [
        "prospect", "seller", None,
    ]  # fmt: skip
