"""Who answers for benefits and costs, typed into an estimate that is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.estimate import estimate_text
from roi.accountability import REVIEW_DAYS, Accountability
from roi.errors import RoiError
from tests.tui.app.pilots import CASE
from tui.desk.opened import opened
from tui.desk.owners import flows, owner_texts, owner_words, with_owner

SESSION = opened(CASE)
LINE = flows(SESSION)[0]


def test_benefits_come_first_and_every_cost_is_there() -> None:
    kinds = [line.flow for line in flows(SESSION)]
    assert kinds == sorted(kinds, key=("benefit", "cost").index)
    assert len(kinds) == sum(line.spec.flow is not None for line in SESSION.model.lines)


def test_what_is_typed_is_kept_and_can_be_taken_back() -> None:
    typed = {"owner": "Operations", "account": "6420 Temps", "reviews": "30; 60,  180"}
    session = with_owner(SESSION, LINE.id, typed)
    assert session.estimate.lines[LINE.id] == Accountability("operations", "6420 Temps", (30, 60, 180))
    (now,) = (line for line in flows(session) if line.id == LINE.id)
    assert owner_words(now) == "Operations; account 6420 Temps; reviewed on days 30, 60, 180"
    assert "[lines." in estimate_text(session.estimate)
    assert with_owner(session, LINE.id, owner_texts(now)) is session  # the same again is no change
    assert with_owner(session, LINE.id, {"owner": "", "account": "", "reviews": ""}).estimate.lines == {}
    assert session.undo().estimate.lines == {}


def test_what_the_case_says_is_not_stored() -> None:
    assert owner_texts(LINE)["reviews"] == ", ".join(map(str, REVIEW_DAYS))
    assert with_owner(SESSION, LINE.id, owner_texts(LINE)) is SESSION


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("owner", "x" * 81, "names no owner"),
        ("account", "x" * 81, "names no account"),
        ("reviews", "soon", "no day of a review"),
        ("reviews", "90, 30", "stands behind"),
        ("reviews", "0", "no day of a review"),
        ("reviews", "99999999999999999999", "no day of a review"),
        ("reviews", "²", "no day of a review"),
    ],
)
def test_what_makes_no_sense_is_refused(key: str, text: str, says: str) -> None:
    with pytest.raises(RoiError, match=says):
        with_owner(SESSION, LINE.id, {**owner_texts(LINE), key: text})


@given(st.text(max_size=30), st.text(max_size=30), st.text(alphabet="0123456789,; -", max_size=20))
def test_any_text_is_taken_or_refused_and_reads_back(owner: str, account: str, reviews: str) -> None:
    try:
        session = with_owner(SESSION, LINE.id, {"owner": owner, "account": account, "reviews": reviews})
    except RoiError:
        return
    (now,) = (line for line in flows(session) if line.id == LINE.id)
    assert with_owner(session, LINE.id, owner_texts(now)) is session
