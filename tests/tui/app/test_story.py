"""Present: the estimate told a page at a time, on a screen that is shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Digits, Static

from exports.voice.figures import waiting
from exports.voice.formats import band
from exports.voice.verdict import asked_text, questions
from roi.analysis.conditions import thresholds
from roi.analysis.today import today_and_then
from roi.sim.estimate import Statistic
from roi.sim.summary import Statistics
from tests.tui.app.pilots import answer, edit, estimate, painted, settled, story_screen, text_of, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Confirm
from tui.app.story import CHAPTERS, page
from tui.app.widgets.interview import Finish

pytestmark = pytest.mark.few_draws

SIZES = [(80, 24), (100, 30), (140, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_says_where_it_is_and_fits(app: RoiApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        for place, chapter in enumerate(CHAPTERS, 1):
            await until(pilot, lambda p=place: screen.place == p - 1)
            await pilot.pause()
            assert screen.position == f"■ Presenting  page {place} of {len(CHAPTERS)}"
            assert screen.position in painted(pilot)
            assert text_of(screen.query_one("#story-title", Static)) == chapter.title
            assert screen.query_one("#story-page").max_scroll_y == 0, chapter.name
            assert not screen.query("Input")
            await pilot.press(("right", "space", "pagedown")[place % 3])
        assert screen.place == len(CHAPTERS) - 1  # it ends at the last
        await pilot.press("home")
        assert screen.place == 0
        await pilot.press("end", "left")
        assert screen.place == len(CHAPTERS) - 2


async def test_it_shows_the_same_figures_as_the_result(app: RoiApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        below = await settled(pilot)
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        await until(pilot, lambda: below.final_result() is not None)
        table = today_and_then(below.final_result().run)  # type: ignore[union-attr]
        place = next(k for k, chapter in enumerate(CHAPTERS) if chapter.name == "with it")
        shown = page(place, screen.view)
        assert shown.rows[-1][0] == "Together"
        assert shown.big == shown.rows[-1][-1]
        assert (table.total.difference > 0) == shown.big.startswith("+")
        await pilot.press(*["right"] * place)
        assert screen.query_one("#story-big", Digits).value == shown.big.replace("−", "-")


async def test_the_questions_are_those_of_the_verdict(app: RoiApp) -> None:
    """As Markdown and JSON list them, with their worth; an answer that is a condition says where it turns."""
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        result = screen.view.settled
        assert result is not None
        ranked = questions(result)
        place = next(k for k, chapter in enumerate(CHAPTERS) if chapter.name == "ask")
        shown = [text for _, text in page(place, screen.view).rows]
        assert len(shown) == len(ranked) > 0
        for text, question in zip(shown, ranked, strict=True):
            assert text.startswith(f"{asked_text(question)}\n")
            assert f"orth {band(question.value, 'money', screen.view.session.model.currency)}." in text
        conditions = page(
            next(k for k, chapter in enumerate(CHAPTERS) if chapter.name == "conditions"), screen.view
        )
        assert conditions.text[0].endswith(" one of these holds") == (len(conditions.rows) > 1)
        assert result.prospects is not None
        turned = {threshold.item.id for threshold in thresholds(result.prospects.conditions)}
        if result.way is None:
            assert [" once “" in text for text in shown] == [each.items[0].id in turned for each in ranked]


TWO_KEYS = """
[case]
id = "two-keys"
title = "Two keys"
sector = "Insurance"
currency = "USD"
horizon = 12

[inputs.one]
label = "The first key is there"
unit = "–"
value = "discrete(0, 50%, 1, 50%)"
grade = "judgement"
ask = "Is the first key there?"

[inputs.other]
label = "The second key is there"
unit = "–"
value = "discrete(0, 50%, 1, 50%)"
grade = "judgement"
ask = "Is the second key there?"

[inputs.prize]
label = "What lies behind"
unit = "USD"
value = 100_000
grade = "judgement"

[inputs.spade]
label = "Digging"
unit = "USD"
value = 60_000
grade = "judgement"

[inputs.discount_rate]
label = "Discount rate"
unit = "%/year"
value = 10
grade = "judgement"

[lines.treasure]
label = "What lies behind"
unit = "USD"
flow = "benefit"
kind = "cash"
when = "start"
formula = "prize * one * other"

[lines.dig]
label = "Digging"
unit = "USD"
flow = "cost"
class = "integration"
when = "start"
formula = "spade"
"""


async def test_what_only_changes_the_decision_together_is_asked_together(tmp_path: Path) -> None:
    """As the verdict says it: with one key half a chance of 100,000 does not pay 60,000, with both it does."""
    path = tmp_path / "two-keys.toml"
    path.write_text(TWO_KEYS, encoding="utf-8")
    app = RoiApp(str(path))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        verdict = screen.view.verdict
        assert verdict is not None
        assert {item.id for item in verdict.ask} == {"one", "other"}
        place = next(k for k, chapter in enumerate(CHAPTERS) if chapter.name == "ask")
        rows = [text for _, text in page(place, screen.view).rows]
        assert rows == [item.spec.ask for item in verdict.ask]


async def test_what_losing_draws_share_is_said_of_them(app: RoiApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        rows = page(next(k for k, chapter in enumerate(CHAPTERS) if chapter.name == "risk"), screen.view).rows
        assert rows
        for _, text in rows:
            assert (text.startswith("not as planned in ") and text.endswith(" of the others")) or (
                ", in the others " in text
            )


@pytest.mark.parametrize(
    ("error", "says"), [(0.0001, "costs USD 2.40 M."), (20_000.0, "costs USD 2.40 M ± 0.04 M.")]
)
def test_the_error_of_waiting_is_said_where_a_digit_shows_it(error: float, says: str) -> None:
    delay = Statistics(2.4e6, Statistic(2.4e6, error), Statistic(1.0, 0.0), {}, 0.0, 0.0)
    assert waiting(delay, "USD") == f"Each month of waiting {says}"


async def test_the_last_answer_leads_to_it(app: RoiApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for _ in screen.session.questions():
            await answer(pilot, "")
        await until(pilot, lambda: isinstance(screen.focused, Finish), "the end of the interview")
        await pilot.press("enter")
        await story_screen(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        assert screen.story is None
        assert app.present  # nothing private comes up by leaving the pages
        assert "private hidden" in text_of(screen.query_one("#title-text", Static))


async def test_private_things_and_folders_are_not_in_it(app: RoiApp, tmp_path: Path) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        below = await settled(pilot)
        session = below.session.describe(note="never below 9", prospect="Acme")
        await below.commit(session.written(tmp_path / "secret-folder" / "acme.toml"))
        await pilot.press("escape", "f9")
        screen = await story_screen(pilot)
        for _ in CHAPTERS:
            shown = "\n".join(str(part.render()) for part in screen.query(Static))
            assert "never below 9" not in shown
            assert "secret-folder" not in shown
            await pilot.press("right")


async def test_quitting_from_it_asks_about_what_is_not_saved(app: RoiApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await edit(pilot, "fee", "0.1")
        await pilot.press("f9")
        await story_screen(pilot)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, Confirm), "the question")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "the estimate")
        assert estimate(pilot).session.dirty


async def test_nothing_stated_nothing_claimed(app: RoiApp) -> None:
    """A preset that states no costs: the pages say so, none ends in an error."""
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await screen.commit(screen.session.choose(preset=next(iter(screen.session.model.case.presets))))
        await settled(pilot)
        await pilot.press("f9")
        story = await story_screen(pilot)
        for place in range(len(CHAPTERS)):
            shown = page(place, story.view)
            assert shown.text or shown.rows or shown.big
