"""What the command line says of workbooks."""

from __future__ import annotations

from tui.desk.workbooks import size_notes


def test_many_trials_say_what_they_cost() -> None:
    assert size_notes(1_024) == size_notes(4_096) == ()
    assert "16,384 live trials make a workbook of some 60 MB" in size_notes(16_384)[0]
