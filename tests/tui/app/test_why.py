"""Every number can be asked why, and what is private stays so."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from tests.tui.app.pilots import CASE, estimate, fill, nodes, settled, show_tab, text_of, until
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Form
from tui.app.screens.explain import Explained
from tui.app.screens.file_dialogs import PathDialog
from tui.app.widgets.inputs import InputsPanel
from tui.app.widgets.tree import LinesTree
from tui.desk.opened import opened

pytestmark = pytest.mark.few_draws

WIDE = (140, 40)


async def test_every_number_can_be_asked_why_down_to_the_source(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await show_tab(pilot, "lines")
        tree = estimate(pilot).query_one(LinesTree)
        for label in ("Time returned", "Hours saved", "Minutes saved"):
            node = next(node for node in nodes(tree) if str(node.label).startswith(label))
            node.expand()
            await until(pilot, lambda n=node: n.children, label)
        source = next(node for node in nodes(tree) if "Institute of Letters" in str(node.label))
        assert "read 2026-11-23" in str(source.label)


async def test_a_dated_source_is_two_keys_away(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = await show_tab(pilot, "result")
        await pilot.press("w")
        await until(pilot, lambda: screen.tab == "lines" and "lines" in screen.panes.made, "the lines")
        await settled(pilot)
        tree, words = screen.query_one(LinesTree), screen.query_one("#words", Static)
        await pilot.press("s")
        await until(pilot, lambda: "read 2026-" in text_of(words), "the source")
        first = tree.cursor_node
        await pilot.press("s")
        await until(pilot, lambda: tree.cursor_node is not first, "the next source")
        await pilot.press("left")
        await until(pilot, lambda: "read 2026-" in text_of(words) and tree.cursor_node.children, "its input")  # type: ignore[union-attr]
        screen.query_one(InputsPanel).row("minutes").focus()
        await pilot.press("w")
        await until(pilot, lambda: text_of(words).startswith("Minutes saved"), "the input")
        assert "Institute of Letters" in text_of(words)
        assert tree.has_focus
        await pilot.press("w")
        await until(pilot, lambda: tree.cursor_node is tree.root, "the head of the tree")


async def test_what_the_seller_wrote_beside_an_answer_is_private() -> None:
    estimate_file = (
        opened(CASE).edit("fee", "0.1").text().replace('value = "0.1"', 'value = "0.1"\nnote = "bluff"', 1)
    )
    Path("acme.toml").write_text(estimate_file, encoding="utf-8")
    app = RoiApp("acme.toml")
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        screen.query_one(InputsPanel).row("fee").focus()
        await pilot.press("w")
        await until(pilot, lambda: screen.query("#words"), "the lines")
        words = screen.query_one("#words", Static)
        await until(pilot, lambda: "bluff" in text_of(words), "the note")
        await pilot.press("f9")
        await until(pilot, lambda: "bluff" not in text_of(words), "no note")


async def test_help_explains_the_focused_part_and_its_live_keys(app: RoiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape")
        screen.query_one(InputsPanel).row("fee").focus()
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Explained), "the help")
        explained = app.screen
        assert isinstance(explained, Explained)
        assert explained.focus_name == "An input"
        assert "P10" in explained.text
        keys = dict(explained.keys)
        assert "Ctrl+S" in keys
        assert "Edit" in keys.values()
        await pilot.press("escape")
        assert app.screen is screen
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Form), "the form")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Explained), "the help of a dialog")
        await pilot.press("escape")
        assert isinstance(app.screen, Form)


async def test_present_mode_hides_files_folders_and_notes(tmp_path: Path) -> None:
    app = RoiApp(str(CASE), present=True)
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("escape", "d")
        await until(pilot, lambda: app.screen is not screen, "the details")
        assert not app.screen.query_one("#row-note").display
        await pilot.press("f9")
        await until(pilot, lambda: app.screen.query_one("#row-note").display, "the note")
        await pilot.press("f9")
        await until(pilot, lambda: not app.screen.query_one("#row-note").display, "no note")
        await pilot.press("escape", "f4")
        await until(pilot, lambda: isinstance(app.screen, PathDialog), "the dialog")
        assert app.screen.query_one("#path", Input).value == "letters.toml"
        await fill(pilot, "#path", "/no/such/folder/x.toml")
        await pilot.press("enter")
        message = app.screen.query_one("#dialog-message", Static)
        await until(pilot, lambda: "folder" in text_of(message), "the message")
        assert "/no/such" not in text_of(message)
