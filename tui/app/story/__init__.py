"""The story of an estimate for a screen that is shared: a page at a time, as values.  Knows no screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from roi.errors import RoiError
from roi.records import dataclass
from tui.app.settings import as_field
from tui.app.state import View
from tui.app.story import before, decide, money
from tui.app.story.page import StoryPage
from tui.desk.studies import LosingStudy, ProspectsStudy, Study


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page to be made.

    Attributes:
        name: in the row of pages; `title`: at the head of the page.
        build: makes the page of a view that has a result.
        study: what it waits for, None where the result is enough.
    """

    name: str
    title: str
    build: Callable[[View], StoryPage]
    study: Study[Any] | None = None


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("today", "Today", before.today),
    Chapter("claimed", "What is claimed", before.claimed),
    Chapter("evidence", "What the evidence says", before.evidence),
    Chapter("with it", "With it", money.with_it),
    Chapter("cost", "What it costs", money.cost),
    Chapter("when", "When the money is back", money.when),
    Chapter("risk", "What can go wrong", decide.risk, LosingStudy()),
    Chapter("conditions", "What must be true", decide.conditions, ProspectsStudy()),
    Chapter("ask", "What to ask next", decide.questions, ProspectsStudy()),
    Chapter("decide", "What to decide", decide.decision, ProspectsStudy()),
)
STUDIES = tuple(dict.fromkeys(chapter.study for chapter in CHAPTERS if chapter.study))


def page(place: int, view: View) -> StoryPage:
    """A page of an estimate; one that cannot be made yet, or at all, says why."""
    chapter = CHAPTERS[place]
    if view.result is None:
        return StoryPage(chapter.title, text=("Simulating …",))
    if chapter.study and chapter.study not in view.studies:
        return StoryPage(chapter.title, text=("Being worked out …",))
    try:
        return replace(chapter.build(view), title=chapter.title)
    except RoiError as error:
        return StoryPage(
            chapter.title,
            text=(f"{error.message[:1].upper()}{error.message[1:]}.", error.hint.worded(as_field)),
        )
