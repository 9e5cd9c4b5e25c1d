"""Every screen and tab at 80×24 and 140×40: what must be read there, and each kind of screen once as a picture.

`ROI_UPDATE=1 pytest` on this file takes the pictures anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, RadioButton, Tree

import tui.app.screens.file_dialogs
from tests.support.golden import kept
from tests.tui.app.pilots import (
    CASE,
    answer,
    edit,
    estimate,
    nodes,
    painted,
    piloted,
    settled,
    show_tab,
    story_screen,
    until,
)
from tests.tui.app.scenes import PICTURED, seen
from tui.app.actions import TABS
from tui.app.app import RoiApp
from tui.app.screens.dialogs import Told
from tui.app.widgets.compare import ComparePane
from tui.app.widgets.drivers import DriversPane
from tui.app.widgets.inputs import InputsPanel
from tui.app.widgets.tree import LinesTree
from tui.desk.candidates import KINDS
from tui.desk.studies import ChoiceStudy, ComparisonStudy

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"80x24": (80, 24), "140x40": (140, 40)}
at_both_sizes = pytest.mark.parametrize("size", SIZES)
# Every frame on the way to a scene too, of every tab and dialog once.
painted_at_the_smaller = pytest.mark.parametrize(
    "size", [pytest.param("80x24", marks=pytest.mark.painted), "140x40"]
)
WORKING = ("simulate", "study", "autosave")  # groups of workers that end by themselves
Scenes = AsyncIterator[str]
Walk = Callable[[Pilot[None]], Scenes]


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own case in place of the shipped ones, which move on; no folder of this machine."""
    monkeypatch.setattr("roi.case_files.SHIPPED", CASE.parent)
    monkeypatch.setattr(tui.app.screens.file_dialogs, "shown_path", lambda path, _present: path.name)
    for name in ("acme.toml", "other.toml"):
        Path(name).write_text("")
    Path("deals").mkdir()


RECT = re.compile(
    r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" '
    r'shape-rendering="crispEdges"/>'
)


def plain(svg: str) -> str:
    """Without what differs from run to run and what fetches fonts from elsewhere, in less than half the room."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\bterminal-\d+-", "", svg)
    svg = re.sub(r'<clipPath id="line-\d+">.*?</clipPath>\s*', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#line-\d+\)"', "", svg).replace("&#160;", "\u00a0")
    svg = one_ground(svg).replace("</style>", "rect { shape-rendering: crispEdges }</style>", 1)
    return re.sub(r"(\d+\.\d{2})\d+", r"\1", svg)


def one_ground(svg: str) -> str:
    """The commonest colour as one rectangle below the others, in place of hundreds of its cells."""
    cells = RECT.findall(svg)
    if not cells:
        return svg
    ground = Counter(fill for fill, *_ in cells).most_common(1)[0][0]
    width, height = (max(float(cell[k]) + float(cell[k + 2]) for cell in cells) for k in (1, 2))
    whole = f'<rect fill="{ground}" x="0" y="0" width="{width:g}" height="{height:g}"/>'
    first = RECT.search(svg).start()  # type: ignore[union-attr]
    rest = RECT.sub(
        lambda parts: "" if parts[1] == ground else parts[0].replace(' shape-rendering="crispEdges"', ""),
        svg[first:],
    )
    return svg[:first] + whole + rest


async def still(pilot: Pilot[None], look: Callable[[], str]) -> str:
    """What it looks like once nothing is worked out and nothing moves any more."""
    app, before = pilot.app, ""
    for _ in range(600):
        await pilot.pause()
        now = look()
        if now == before and all(worker.is_finished for worker in app.workers if worker.group in WORKING):
            return now
        before = now
        await pilot.pause(0.01)
    raise AssertionError("the screen never came to rest")


async def shown(app: RoiApp, size: str, walk: Walk) -> None:
    """Walk; at each scene read what must stand there, and compare the picture, if it is one of the few."""
    wrong: list[str] = []
    async with app.run_test(size=SIZES.get(size, (20, 5))) as pilot:
        async for scene in walk(pilot):
            app.clear_notifications()
            name = f"{size}-{scene}"
            text = await still(pilot, lambda: painted(pilot))
            missing = [each for each in seen(size, scene) if each not in text]
            assert not missing, f"{name}: {missing} missing in\n{text}"
            if name in PICTURED and not compared(await still(pilot, lambda: picture(app)), name):
                wrong.append(str(Path(f"{name}.svg").resolve()))
    assert not wrong, f"other pictures than before: {', '.join(wrong)}; look, then ROI_UPDATE=1 keeps them"


def picture(app: RoiApp) -> str:
    """The screen as SVG."""
    return plain(app.export_screenshot(title="roi"))


def compared(now: str, name: str) -> bool:
    """Whether it is the picture that was looked at; another one is left in the folder of the test."""
    if kept(PICTURES / f"{name}.svg", now) == now:
        return True
    Path(f"{name}.svg").write_text(now, encoding="utf-8")
    return False


def test_no_picture_is_kept_that_is_compared_with_nothing() -> None:
    assert {path.stem for path in PICTURES.iterdir()} <= PICTURED


async def unfocused(pilot: Pilot[None], name: str) -> None:
    """A tab on which nothing is chosen."""
    await show_tab(pilot, name)
    pilot.app.screen.set_focus(None)


@painted_at_the_smaller
async def test_tabs(size: str) -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        screen = await settled(pilot)
        await until(pilot, lambda: list(screen.query("#questions Input")), "the field")
        yield "new"
        screen.query_one("#questions Input", Input).value = "300 400 500 letter/day"
        yield "interview-field"
        await pilot.press("escape")
        for name in TABS:
            await unfocused(pilot, name)
            yield name
        await show_tab(pilot, "drivers")
        pane = screen.query_one(DriversPane)
        for part in range(1, 3 if size == "140x40" else 6):
            pane.scroll_to(y=part * (pane.size.height - 1), animate=False)
            yield f"drivers-{part + 1}"
        await show_tab(pilot, "lines")
        tree = screen.query_one(LinesTree)
        for label in ("Time returned", "Hours saved", "Minutes saved"):
            node = next(branch for branch in nodes(tree) if str(branch.label).startswith(label))
            node.expand()
            await until(pilot, lambda branch=node: branch.children, label)
        tree.move_cursor(
            next(branch for branch in nodes(tree) if str(branch.label).startswith("Hours saved"))
        )
        yield "lines-opened"

    await shown(RoiApp(str(CASE)), size, walk)


@at_both_sizes
async def test_answers_and_comparisons(size: str) -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        await settled(pilot)
        for text in ("12,000", "don't know", ""):
            await answer(pilot, text)
        screen = await settled(pilot)
        yield "answered"
        await edit(pilot, "fee", "0.1 0.3 0.6")
        panel = screen.query_one(InputsPanel)
        yield "inputs"
        panel.row("minutes").focus()
        await pilot.press("enter")
        await until(pilot, lambda: list(panel.query("#rows Input")), "the field")
        panel.query_one("#rows Input", Input).value = "40 stone"
        yield "inputs-wrong"
        await pilot.press("escape", "slash", *"price")
        yield "search"
        await pilot.press("escape")
        await screen.commit(screen.session.keep("before the call").edit("wage", "55"))
        for kind in ("options", "presets", "snapshots"):
            await show_tab(pilot, "compare")
            screen.query(RadioButton)[KINDS.index(kind)].value = True
            await until(pilot, lambda name=kind: ComparisonStudy(name) in screen.needs(), kind)
            await settled(pilot)
            screen.set_focus(None)
            yield f"compare-{kind}"
        await pilot.press("ctrl+q")
        yield "unsaved"

    await shown(RoiApp(str(CASE)), size, walk)


@at_both_sizes
async def test_decisions(size: str) -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        screen = await settled(pilot)
        await show_tab(pilot, "drivers")
        screen.query_one(DriversPane)._take("across", "minutes")
        await settled(pilot)
        yield "two-inputs"
        await pilot.press("v")
        yield "two-inputs-chance"
        screen.query_one(DriversPane).scroll_relative(y=12, animate=False)
        yield "two-inputs-map"
        await pilot.press("x")
        await until(pilot, lambda: pilot.app.screen is not screen, "the inputs")
        yield "two-inputs-choose"
        await pilot.press("escape")
        await show_tab(pilot, "compare")
        screen.query(RadioButton)[0].value = True
        await until(pilot, lambda: ChoiceStudy() in screen.needs(), "the options")
        await settled(pilot)
        screen.set_focus(None)
        yield "gate"
        screen.query_one(ComparePane).scroll_end(animate=False)
        yield "gate-questions"

    await shown(RoiApp(str(piloted(Path()))), size, walk)


@painted_at_the_smaller
async def test_dialogs(size: str) -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        screen = await settled(pilot)
        await pilot.press("escape")
        for key, name in (
            ("f1", "help"), ("e", "export"), ("f4", "save"), ("p", "preset"), ("o", "option"), ("d", "details"),
            ("k", "keep"), ("ctrl+p", "palette"),
        ):  # fmt: skip
            await pilot.press(key)
            await until(pilot, lambda: pilot.app.screen is not screen, "the dialog")
            if name == "palette":
                listed = pilot.app.screen.query_one(OptionList)
                await until(pilot, lambda options=listed: options.option_count > 10, "the actions")
            if name in ("export", "save"):
                tree = pilot.app.screen.query_one(Tree)
                await until(pilot, lambda folder=tree: folder.root.children, "the folder")
            yield name
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen, "the end of it")

        await pilot.press("f9")
        await story_screen(pilot)
        yield "story"

    await shown(RoiApp(str(CASE)), size, walk)


@painted_at_the_smaller
async def test_start(size: str) -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        cards = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: cards.option_count, "the cards")
        yield "start"

    await shown(RoiApp(), size, walk)


@painted_at_the_smaller
async def test_error(size: str) -> None:
    Path("broken.toml").write_text("not toml [")

    async def walk(pilot: Pilot[None]) -> Scenes:
        await until(pilot, lambda: isinstance(pilot.app.screen, Told), "the dialog")
        yield "error"

    await shown(RoiApp("broken.toml"), size, walk)


async def test_light() -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        await settled(pilot)
        await pilot.press("escape", "f10")
        for name in ("result", "cash"):
            await unfocused(pilot, name)
            yield f"light-{name}"

    await shown(RoiApp(str(CASE)), "140x40", walk)


async def test_without_stated_costs() -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        await settled(pilot)
        await pilot.press("escape")
        screen = estimate(pilot)
        await screen.commit(screen.session.choose(preset="brochure"))
        for name in ("result", "cash", "lines"):
            await unfocused(pilot, name)
            yield f"unstated-{name}"

    await shown(RoiApp(str(CASE)), "140x40", walk)


async def test_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def walk(pilot: Pilot[None]) -> Scenes:
        await settled(pilot)
        await pilot.press("escape")
        for name in ("result", "cash"):
            await unfocused(pilot, name)
            yield f"no-colour-{name}"

    await shown(RoiApp(str(CASE)), "80x24", walk)


async def test_tiny() -> None:
    async def walk(pilot: Pilot[None]) -> Scenes:
        await settled(pilot)
        await pilot.press("escape")
        for name in ("interview", "result"):
            await unfocused(pilot, name)
            yield f"tiny-{name}"

    await shown(RoiApp(str(CASE)), "20x5", walk)
