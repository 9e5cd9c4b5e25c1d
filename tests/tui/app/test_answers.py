"""A seller answers eight questions in a prospect's words."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.app.pilots import estimate, said, until
from tui.app.app import RoiApp
from tui.app.screens.estimate import EstimateScreen
from tui.app.state import outside_words
from tui.app.widgets.editor import Editor
from tui.app.widgets.question import Question

# In the order of the questions; what is understood in the language, None where the evidence stays.
SAID = {
    "minutes_saved": ("no idea", None),
    "visits": ("about 1200 a day", "1200 visit/day"),
    "realisation": ("30-50%", "30% to 50%"),
    "note_minutes": ("5 min", "5"),
    "price": ("70€", "70 EUR/clinician/month"),
    "physician_cost": ("350k a year", "194.444444444"),
    "visits_per_clinician": ("between 2,500 and 3,000", "2500 to 3000"),
    "failure_rate": ("2 of 10", "20%"),
}


async def answer(pilot: Pilot[None], name: str, text: str) -> None:
    """Type nonsense first, which is refused with an example, then the answer, and enter it."""
    screen = estimate(pilot)
    await until(pilot, lambda: list(screen.query("#questions Editor")), "an open question")
    editor = screen.query_one("#questions Editor", Editor)
    await until(pilot, lambda: editor.input_name == name, f"the question {name}")
    field, message = editor.query_one(Input), editor.query_one(".message", Static)
    field.value = "soon"
    await until(pilot, lambda: "cannot be read as an answer" in said(message), "the refusal")
    assert "Type it like" in said(message)
    field.value = text
    await until(pilot, lambda: said(message) and "cannot" not in said(message), "the reading")
    field.focus()
    await pilot.press("enter")


@pytest.mark.slow
async def test_eight_answers_in_a_prospects_words() -> None:
    app = RoiApp("clinical-scribe")
    async with app.run_test(size=(140, 44)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EstimateScreen), "the estimate")
        screen = estimate(pilot)
        for name, (text, _) in SAID.items():
            await answer(pilot, name, text)
        await until(pilot, lambda: "failure_rate" in screen.session.estimate.overrides, "the last answer")
        given = screen.session.estimate.overrides
        assert {name: one.value for name, one in given.items()} == {n: v for n, (_, v) in SAID.items() if v}
        assert {one.who for one in given.values()} == {"prospect"}
        assert given["visits"].typed == "about 1200 a day"
        assert screen.session.state.noted == {"minutes_saved": "unknown"}
        words = "Outside view: of 8 answers 7 are the prospect's, 1 the evidence's"
        assert outside_words(screen.session) == words
        shown = next(question for question in screen.query(Question) if question.item.id == "visits")
        assert "the prospect's: “about 1200 a day”" in str(shown.render())
        # What the prospect did not know and the seller sets is the seller's.
        session = screen.session.edit("minutes_saved", "3")
        assert (session.tally().prospect, session.tally().seller, session.tally().evidence) == (7, 1, 0)
        assert outside_words(session) == "Inside view: of 8 answers 7 are the prospect's, 1 the seller's"
