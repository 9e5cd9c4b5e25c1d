"""A review on the screen."""

from __future__ import annotations

from rich.console import Group

import cases
from roi.analysis.review import review
from tests.support.printed import printed
from tui.views.review import review_parts


def test_years_without_room_are_counted() -> None:
    case = cases.load("marking")
    texts = {width: printed(Group(*review_parts(case, review(case), width)), width) for width in (60, 140)}
    assert "Plan of marking by year: 2 of 3 years, others have no room here" in " ".join(texts[60].split())
    assert "no room here" not in texts[140]
    assert "Year 3" in texts[140]
