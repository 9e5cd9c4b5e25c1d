"""Steps that journeys share.  Nothing sleeps: a step waits for a condition while messages are handled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static, Tree
from textual.widgets.tree import TreeNode

from roi.text import plain
from tui.app.screens.estimate import EstimateScreen
from tui.app.screens.story import StoryScreen
from tui.app.story import STUDIES
from tui.app.widgets.editor import Editor
from tui.app.widgets.inputs import InputsPanel

CASE = Path(__file__).parent / "letters.toml"
PATIENCE = 1_000  # turns of the message loop, far more than any condition needs on a busy machine
_OF_KEYS = ("app.simulate_key", "app.command_palette")  # what the line of keys does
SHORT, LONG = 0.01, 0.1  # seconds of a turn: the first ones, and those of what takes longer


PILOT = """
[options.pilot]
title = "A pilot with a gate"
note = "A tenth of the letters for four months; the rest follows if the minutes saved clear the gate."

[options.pilot.inputs.gate]
label = "Minutes that the pilot must show"
group = "Pilot"
unit = "minute/letter"
value = 6
grade = "judgement"

[options.pilot.inputs.noise]
label = "Error of the measurement"
group = "Pilot"
unit = "minute/letter"
value = "normal(0, 1)"
grade = "judgement"
chance = true

[options.pilot.inputs.part]
label = "Share of the build that the pilot needs"
group = "Pilot"
unit = "%"
value = 30
grade = "judgement"

[options.pilot.lines.passed]
label = "Gate passed"
unit = "–"
formula = "minutes + noise >= gate"

[options.pilot.lines.hours]
label = "Hours saved"
unit = "hour/month"
formula = "letters * minutes * (1 - failed) * passed"

[options.pilot.lines.fees]
label = "Fees"
unit = "USD/month"
flow = "cost"
class = "licence"
formula = "letters * fee * (1 - failed) * passed"

[options.pilot.lines.build_cost]
label = "Build and integration"
unit = "USD"
flow = "cost"
class = "integration"
when = "start"
formula = "build * (part if passed < 1 else 1)"
"""


def piloted(folder: Path) -> Path:
    """The case with one more option, a pilot with a gate."""
    path = folder / "piloted.toml"
    before, options, after = CASE.read_text(encoding="utf-8").partition("[options.hosted]")
    path.write_text(f"{before}{PILOT}\n{options}{after}", encoding="utf-8")
    return path


def without_options(folder: Path) -> Path:
    """The case as it stands and nothing else."""
    path = folder / "plain.toml"
    before, _, after = CASE.read_text(encoding="utf-8").partition("[options.hosted]")
    path.write_text(f"{before}[[claims]]{after.partition('[[claims]]')[2]}", encoding="utf-8")
    return path


async def until(pilot: Pilot[None], condition: Callable[..., object], what: str = "") -> None:
    """Handle messages until the condition holds; what it looks at may be its default arguments."""
    for turn in range(PATIENCE):
        if condition():
            return
        await pilot.pause(min(SHORT * (1 + turn / 10), LONG))
    raise AssertionError(f"never came true: {what or condition}")


def estimate(pilot: Pilot[None]) -> EstimateScreen:
    """The estimate screen, which must be shown."""
    screen = pilot.app.screen
    assert isinstance(screen, EstimateScreen), screen
    return screen


async def settled(pilot: Pilot[None]) -> EstimateScreen:
    """The estimate screen once all draws and the studies its tab shows are there."""
    await until(pilot, lambda: isinstance(pilot.app.screen, EstimateScreen), "the estimate screen")
    screen = estimate(pilot)
    await until(pilot, lambda: screen.final_result() is not None, "a final result")
    await until(pilot, lambda: all(name in screen.view.studies for name in screen.needs()), "the studies")
    await pilot.pause()
    return screen


async def story_screen(pilot: Pilot[None]) -> StoryScreen:
    """The pages, once everything on them is worked out."""
    await until(pilot, lambda: isinstance(pilot.app.screen, StoryScreen), "the pages")
    screen = pilot.app.screen
    assert isinstance(screen, StoryScreen)
    await until(pilot, lambda: all(name in screen.view.studies for name in STUDIES), "the studies")
    await pilot.pause()
    return screen


async def show_tab(pilot: Pilot[None], name: str) -> EstimateScreen:
    """Another tab, with all it waits for."""
    screen = estimate(pilot)
    screen.action_tab(name)
    await until(pilot, lambda: screen.tab == name and name in screen.panes.made, f"the tab {name}")
    return await settled(pilot)


async def opened(pilot: Pilot[None], name: str) -> Input:
    """The field of an input's row, with the keys in it."""
    screen = estimate(pilot)
    screen.show_inputs()
    panel = screen.query_one(InputsPanel)
    panel.row(name).focus()
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, lambda: list(panel.query("#rows Input")), "the editor")
    field = panel.query_one("#rows Input", Input)
    await until(pilot, lambda: field.has_focus, "the focus in the editor")
    return field


async def edit(pilot: Pilot[None], name: str, text: str) -> None:
    """Type a value into the row of an input and enter it."""
    field = await opened(pilot, name)
    field.value = text
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()


async def answer(pilot: Pilot[None], text: str) -> None:
    """Type an answer into the interview's open field and enter it."""
    screen = estimate(pilot)
    await until(pilot, lambda: list(screen.query("#questions Input")), "an open question")
    editor = screen.query_one("#questions Editor", Editor)
    field, name = editor.query_one(Input), editor.input_name
    await until(pilot, lambda: field.has_focus, "the focus in the question")
    field.value = text
    await pilot.pause()
    await pilot.press("enter")
    await until(pilot, lambda: not field.is_attached or editor.input_name != name, "the question closed")


def burst(pilot: Pilot[None], *texts: str) -> None:
    """Type all at once, as a busy machine reads it: each text with Enter behind it."""
    for text in texts:
        for letter in text:
            pilot.app.post_message(events.Key(_character_to_key(letter), letter))
        pilot.app.post_message(events.Key("enter", "\r"))


async def fill(pilot: Pilot[None], selector: str, text: str) -> None:
    """Put a text into a field of a dialog."""
    await until(pilot, lambda: list(pilot.app.screen.query(selector)), selector)
    field = pilot.app.screen.query_one(selector, Input)
    field.focus()
    field.value = text
    await pilot.pause()


async def clicked(pilot: Pilot[None], selector: str) -> None:
    """Click on a part of a dialog once it has its place: before that nobody sees it, and a click goes elsewhere."""
    await until(
        pilot,
        lambda: any(part.region.area for part in pilot.app.screen.query(selector)),
        f"the place of {selector}",
    )
    await pilot.pause()
    await pilot.click(selector)


def p50(screen: EstimateScreen) -> float:
    """The middle net present value on the screen."""
    assert screen.view.result is not None
    return screen.view.result.summary.metrics["headline"]["npv"].percentiles[50].value


def text_of(widget: Static) -> str:
    """The text that a widget shows."""
    return str(widget.render())


def nodes(tree: Tree[Any]) -> list[TreeNode[Any]]:
    """Those that the tree has so far; children are made when their parent opens."""
    reached: list[TreeNode[Any]] = [tree.root]
    for node in reached:
        reached.extend(node.children)
    return reached


def painted(pilot: Pilot[None]) -> str:
    """All that stands on the screen and shows behind it, line by line, each as wide as the screen."""
    visible_screen_stack.set(pilot.app._background_screens)
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def harmless(pilot: Pilot[None]) -> str:
    """What the screen shows: all of it is plain, links nowhere, and does nothing that a text asks for."""
    visible_screen_stack.set(pilot.app._background_screens)
    lines = pilot.app.screen._compositor.render_strips()
    for text, style, control in (segment for line in lines for segment in line):
        assert control or plain(text) == text, repr(text)
        if style is not None:
            acts = str(style.meta if style._meta else "")
            assert style.link is None, repr(text)
            assert any(action in acts for action in _OF_KEYS) or "app." not in acts, (text, acts)
            assert "bell" not in acts, (text, acts)
    return "\n".join(line.text for line in lines)


def unpainted(
    compositor: Compositor,
    full: bool = False,
    screen_stack: Sequence[Screen[object]] = (),
    simplify: bool = False,
) -> RenderableType | None:
    """In place of the compositor's `render_update`: what changed on the terminal that is not there.

    A whole frame is for a picture, and painted.
    """
    visible_screen_stack.set(list(screen_stack))
    if full:
        return compositor.render_full_update(simplify=simplify)
    compositor._dirty_regions.clear()
    return None
