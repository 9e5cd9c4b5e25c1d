"""A seller answers eight questions in a prospect's words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import tomli_w
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.app.pilots import CASE, estimate, text_of, until
from tui.app.app import RoiApp
from tui.app.screens.estimate import EstimateScreen
from tui.app.state import outside_words
from tui.app.widgets.editor import Editor
from tui.app.widgets.question import Question

pytestmark = pytest.mark.few_draws

# In the order of the questions; what is understood in the language, None where the evidence stays.
SAID = {
    "minutes": ("no idea", None),
    "letters": ("about 400 a day", "400 letter/day"),
    "realisation": ("30-50%", "30% to 50%"),
    "checking": ("1 min", "1"),
    "fee": ("0.3€", "0.3 EUR/letter"),
    "wage": ("90k a year", "50"),
    "build": ("between 70,000 and 90,000", "70000 to 90000"),
    "failure_rate": ("2 of 10", "20%"),
}


def of_eight_questions(folder: Path) -> Path:
    """The small case with a question to every input that varies, in this order, and a price of the euro."""
    raw = tomllib.loads(CASE.read_text(encoding="utf-8"))
    raw["inputs"]["checking"] = raw["inputs"]["minutes"] | {"label": "Minutes to check", "value": "1"}
    raw["lines"]["hours"]["formula"] = "letters * (minutes - checking) * (1 - failed)"
    raw["inputs"]["hours_per_fte"] = {
        "label": "Hours of a post", "unit": "hour/year/FTE", "value": 1_800, "grade": "judgement"
    }  # fmt: skip
    raw["inputs"]["wage"]["answer"] = "USD/FTE/year by hours_per_fte"
    raw["inputs"]["failure_rate"]["answer"] = "count"
    for place, name in enumerate(SAID, 1):
        raw["inputs"][name] |= {"first": place, "ask": f"What about {name}?"}
    raw["rates"] = {"EUR": {"value": 1.1, "date": raw["sources"]["trial"]["date"], "source": "trial"}}
    path = folder / "eight.toml"
    path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    return path


async def answer(pilot: Pilot[None], name: str, text: str) -> None:
    """Type nonsense first, which is refused with an example, then the answer, and enter it."""
    screen = estimate(pilot)
    await until(pilot, lambda: list(screen.query("#questions Editor")), "an open question")
    editor = screen.query_one("#questions Editor", Editor)
    await until(pilot, lambda: editor.input_name == name, f"the question {name}")
    field, message = editor.query_one(Input), editor.query_one(".message", Static)
    field.value = "soon"
    await until(pilot, lambda: "cannot be read as an answer" in text_of(message), "the refusal")
    assert "Type it like" in text_of(message)
    field.value = text
    await until(pilot, lambda: text_of(message) and "cannot" not in text_of(message), "the reading")
    field.focus()
    await pilot.press("enter")


@pytest.mark.slow
async def test_eight_answers_in_a_prospects_words(tmp_path: Path) -> None:
    app = RoiApp(str(of_eight_questions(tmp_path)))
    async with app.run_test(size=(140, 44)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, EstimateScreen), "the estimate")
        screen = estimate(pilot)
        for name, (text, _) in SAID.items():
            await answer(pilot, name, text)
        await until(pilot, lambda: "failure_rate" in screen.session.estimate.overrides, "the last answer")
        given = screen.session.estimate.overrides
        assert {name: override.value for name, override in given.items()} == {
            n: v for n, (_, v) in SAID.items() if v
        }
        assert {override.who for override in given.values()} == {"prospect"}
        assert given["letters"].typed == "about 400 a day"
        assert screen.session.state.noted == {"minutes": "unknown"}
        words = "Outside view: of 8 answers 7 are the prospect's, 1 the evidence's"
        assert outside_words(screen.session) == words
        shown = next(question for question in screen.query(Question) if question.item.id == "letters")
        assert "the prospect's: “about 400 a day”" in str(shown.render())
        # What the prospect did not know and the seller sets is the seller's.
        session = screen.session.edit("minutes", "3")
        assert (session.tally().prospect, session.tally().seller, session.tally().evidence) == (7, 1, 0)
        assert outside_words(session) == "Inside view: of 8 answers 7 are the prospect's, 1 the seller's"
