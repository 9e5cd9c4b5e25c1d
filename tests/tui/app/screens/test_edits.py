"""The form of details: what is typed → another session, or why not."""

from __future__ import annotations

import pytest

from roi.errors import RoiError
from tests.tui.app.pilots import CASE
from tui.app.screens.edits import described
from tui.desk.opened import opened

SESSION = opened(CASE)
FORM = {
    "prospect": "Acme", "prepared_by": "Sam", "note": "", "draws": "4,096", "seed": "7", "start": "",
    "horizon": f"{SESSION.model.case.header.horizon}",
}  # fmt: skip


def test_details_are_taken_over() -> None:
    settings = described(SESSION, FORM).settings
    assert (settings.prospect, settings.prepared_by, settings.draws, settings.seed) == (
        "Acme",
        "Sam",
        4_096,
        7,
    )
    assert settings.horizon is None  # the case's own
    assert described(SESSION, {**FORM, "horizon": "48"}).settings.horizon == 48


@pytest.mark.parametrize(
    ("name", "text"),
    [("draws", "many"), ("draws", "8"), ("draws", "5_000_000"), ("seed", "-1"), ("horizon", "")],
)
def test_what_is_no_number_of_its_kind_is_refused(name: str, text: str) -> None:
    with pytest.raises(RoiError):
        described(SESSION, {**FORM, name: text})
