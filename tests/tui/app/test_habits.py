"""What people try first: keys that are shown work, those that type are not shown, and nothing piles up or jumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Static, Tabs

from tests.tui.app.pilots import CASE, answer, edit, painted, settled, show_tab, text_of, until
from tui.app.actions import TABS
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Choose
from tui.app.screens.explain import live_keys
from tui.app.widgets.editor import Field
from tui.app.widgets.inputs import InputRow, InputsPanel
from tui.app.widgets.interview import Finish
from tui.app.widgets.keys import Keys
from tui.app.widgets.next_question import NextQuestions, TodayDifference
from tui.app.widgets.pane import TabBody
from tui.app.widgets.question import Question
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

SIZES = [(80, 24), (100, 30), (140, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_keys_stand_where_they_work(app: RoiApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        await pilot.pause()
        keys = text_of(screen.query_one(Keys))
        assert "/ Search" not in keys  # there it types a slash
        assert "c Count" not in keys
        await pilot.press("/")
        assert screen.focused.value == "/"  # type: ignore[union-attr]
        await pilot.press("escape")
        await show_tab(pilot, "result")
        screen.set_focus(screen.query_one(Tabs))
        await pilot.pause()
        keys = text_of(screen.query_one(Keys))
        for shown in ("w Why?", "o Option", "c Count", "d Details", "k Keep", "/ Search"):
            assert shown in keys, shown
        labels = [str(tab.label) for tab in screen.query("#tabs ContentTab")]  # type: ignore[attr-defined]
        assert labels == [f"{place} {name.capitalize()}" for place, name in enumerate(TABS, 1)]
        assert all(label in painted(pilot) for label in labels)
        await pilot.press("3")
        await until(pilot, lambda: screen.tab == "cash", "the tab")
        await pilot.press("ctrl+pagedown")
        await until(pilot, lambda: screen.tab == "drivers", "the next")
        await pilot.press("ctrl+pageup")
        await until(pilot, lambda: screen.tab == "cash", "the one before")
        for (
            name
        ) in TABS:  # whatever has the focus: a tree wider than its pane would page sideways with these keys
            await show_tab(pilot, name)
            for part in screen.query(f"#{name} DataTable, #{name} Tree"):
                part.focus()
                await pilot.pause()
                for key in ("ctrl+pagedown", "ctrl+pageup"):
                    assert screen.active_bindings[key].node is screen, (name, part, key)


async def test_what_counts_is_asked(app: RoiApp) -> None:
    async with app.run_test(size=SIZES[0]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "c")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the question")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen, "nothing")
        assert screen.view.cut == "headline"


async def test_notices_do_not_pile_up(app: RoiApp) -> None:
    async with app.run_test(size=SIZES[1]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        for value in ("41", "42", "43"):
            await screen.commit(screen.session.edit("wage", value))
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        await until(pilot, lambda: not screen.session.past, "the way back")
        assert len(list(app._notifications)) == 1


async def test_result_asks_next_and_enter_answers(app: RoiApp) -> None:
    async with app.run_test(size=SIZES[0]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await show_tab(pilot, "result")
        assert "better by" in text_of(screen.query_one(TodayDifference))
        assert "waiting" in text_of(screen.query_one(TodayDifference))
        questions = screen.query_one(NextQuestions)
        first = questions.get_option_at_index(0)
        assert not first.disabled
        name = str(first.id).split("-", 2)[2]
        screen.set_focus(questions)
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        assert screen.focused.parent.input_name == name  # type: ignore[union-attr]


async def test_what_is_worked_out_later_does_not_move_the_tiles(app: RoiApp) -> None:
    async with app.run_test(size=SIZES[2]) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        await show_tab(pilot, "result")
        before = screen.query_one("#threshold", Static).region.y
        await edit(pilot, "fee", "0.1")
        await until(pilot, lambda: screen.session.estimate.overrides, "the value")
        assert screen.query_one("#threshold", Static).region.y == before
        await settled(pilot)
        assert screen.query_one("#threshold", Static).region.y == before


async def test_a_wide_label_does_not_push_the_value_off() -> None:
    text = CASE.read_text(encoding="utf-8").replace('label = "Fee a letter"', 'label = "' + "字🙂" * 40 + '"')
    (path := CASE.__class__("wide.toml")).write_text(text, encoding="utf-8")
    app = RoiApp(str(path))
    async with app.run_test(size=SIZES[2]) as pilot:
        screen = await settled(pilot)
        row = screen.query_one(InputsPanel).row("fee")
        lines = str(row.render()).split("\n")
        assert isinstance(row, InputRow)
        assert all(cell_len(line) <= row.content_size.width for line in lines)
        assert lines[0].rstrip().endswith(row.item.spec.grade)


async def test_a_tab_is_a_skeleton_until_it_is_made(app: RoiApp) -> None:
    async with app.run_test(size=SIZES[2]) as pilot:
        screen = await settled(pilot)
        empty = [tab for tab in screen.query(TabBody) if not tab.children]
        assert empty
        for tab in empty:
            assert "TabPane" not in str(tab.render())
            assert "TabBody" not in str(tab.render())
            assert "░" in str(tab.render())


async def test_the_way_out_and_help_are_never_left_out(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "escape")
        await show_tab(pilot, "drivers")
        for size in ((60, 20), (80, 24), (120, 30), (140, 40)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: screen.size.width == size[0], "the width")
            await pilot.pause()
            lines = text_of(screen.query_one(Keys)).split("\n")
            assert lines[-1].rstrip().endswith("^q Quit f1 Help ^p More")
            assert max(cell_len(line.rstrip()) for line in lines) <= size[0]


async def test_from_a_row_that_is_typed_into_the_tabs_are_one_key_away(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: isinstance(screen.focused, Field), "the field")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(screen.focused, Question), "the question")
        await pilot.pause()
        assert "esc Tabs" in text_of(screen.query_one(Keys))
        assert not [keys for keys, _help in live_keys(screen) if keys.isdigit()]  # there they are an answer
        helps = [help for _keys, help in live_keys(screen)]
        assert "Go to the next part." in helps
        assert not {"Focus Next", "Focus Previous", "Copy selected text"} & set(helps)  # words of the toolkit
        await pilot.press("escape", "4")
        await until(pilot, lambda: screen.tab == "drivers", "the tab")
        screen.query_one(InputsPanel).focus_first()
        await pilot.press("escape", "2")
        await until(pilot, lambda: screen.tab == "result", "the tab from an input")


async def test_whose_answers_count_stands_once(app: RoiApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await settled(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: screen.size.width == size[0], "the width")
            await pilot.pause()
            assert painted(pilot).count("are the prospect's, ") == 1


async def test_a_question_is_put_in_its_own_unit_and_its_hint_is_whole() -> None:
    async with RoiApp("bank-chatbot").run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen.focused, Field), "the field")
        field = pilot.app.screen.focused
        assert isinstance(field, Field)
        question = pilot.app.screen.query(Question).first()
        assert "75,000,000 calls per year" in str(question.render())
        assert "call/customer/year" not in str(question.render())
        for width in (44, 80, 100, 120, 140):
            await pilot.resize_terminal(width, 30)
            await until(pilot, lambda: cell_len(field.placeholder) < field.size.width, f"the hint at {width}")
        assert field.placeholder.endswith("1,234 calls per year, 1,000 to 1,500 · don't know")


async def test_the_end_of_the_questions_shows_once_all_are_put(app: RoiApp, tmp_path: Path) -> None:
    """Not while the questions of a reopened estimate are on their way, and not after its last answer is undone."""
    begun = tmp_path / "begun.toml"
    begun.write_text(opened(str(CASE)).edit("letters", "900", "prospect").text(), encoding="utf-8")
    async with RoiApp(str(begun)).run_test(size=(100, 30)) as pilot:
        screen = await settled(pilot)
        await pilot.press("1")
        await until(
            pilot, lambda: len(screen.query(Question)) == len(screen.session.questions()), "the questions"
        )
        await pilot.pause()
        finish = screen.query_one(Finish)
        assert not finish.display
        await until(pilot, lambda: isinstance(screen.focused, Question), "the keys")
        screen.query(Question)[1].action_edit()
        while not finish.display:
            await answer(pilot, "")
        await until(
            pilot, lambda: all(q.speaker or q.noted for q in screen.query(Question)), "the last answer"
        )
        await until(pilot, lambda: finish.has_focus, "the end")
        await pilot.press("up")
        await until(pilot, lambda: screen.query(Question).last().has_focus, "the question above")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: not finish.display, "the question asked again")
