"""What was checked as it was typed is not worked out again, and is never that of another state."""

from __future__ import annotations

import pytest

from roi.errors import RoiError
from tests.tui.app.pilots import CASE
from tui.app.screens.attempts import Attempts
from tui.desk.opened import opened

SESSION = opened(CASE)


def test_the_same_text_in_the_same_state_is_worked_out_once() -> None:
    attempts = Attempts()
    words = attempts.words(SESSION, "fee", "0.3")
    assert "0.3" in words
    once = attempts.edited(SESSION, "fee", "0.3")
    assert attempts.edited(SESSION, "fee", "0.3") is once
    assert attempts.edited(SESSION, "fee", "0.3", "prospect") is not once


def test_of_another_state_it_is_worked_out_again() -> None:
    """Many states one after the other: a new one may lie where an older one lay in memory."""
    attempts = Attempts()
    for step in range(50):
        state = opened(CASE) if step == 0 else SESSION.edit("wage", str(40 + step))
        assert attempts.edited(state, "fee", "0.3").past[-1].estimate is state.state.estimate


def test_what_cannot_be_read_is_refused_each_time() -> None:
    attempts = Attempts()
    for _ in range(2):
        with pytest.raises(RoiError):
            attempts.edited(SESSION, "fee", "40 stone")
    assert attempts.edited(SESSION, "fee", "0.3").input("fee").shown(1) == 1
