"""What is painted change by change leaves on a terminal what the toolkit makes of the whole screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from typing import Any

import pytest
import textual._compositor
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from tests.tui.app.pilots import CASE, edit, settled, show_tab, until
from tui.app.app import RoiApp
from tui.app.painting import _chops
from tui.app.screens.dialogs import Choose
from tui.app.screens.estimate import EstimateScreen
from tui.app.screens.opening import Opening

Cell = tuple[str, Style | None]
pytestmark = [pytest.mark.painted, pytest.mark.few_draws]


def toolkit() -> Any:
    """The compositor as the toolkit has it, whatever apps have put in its place."""
    spec = spec_from_file_location("compositor_of_the_toolkit", textual._compositor.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Compositor


def cells(strip: Strip) -> Iterator[Cell]:
    for segment in strip:
        yield from ((letter, segment.style) for letter in segment.text)


class Grid:
    """A terminal: what was written last into each of its cells."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}

    def put(self, line: int, column: int, strip: Strip) -> None:
        self.cells.update({(line, column + place): cell for place, cell in enumerate(cells(strip))})

    @property
    def text(self) -> str:
        return "".join(letter for _, (letter, _) in sorted(self.cells.items()))

    def take(self, update: object) -> None:
        if isinstance(update, ChopsUpdate):
            for line, left, right in update.spans:
                for end, (first, strip) in zip(
                    update.chop_ends[line], update.chops[line].items(), strict=True
                ):
                    if strip is not None and first < right and end > left:
                        self.put(line, first, strip.crop(0, min(end, right) - first))
        elif isinstance(update, LayoutUpdate):
            for line, strips in enumerate(update.strips):
                self.put(line, 0, Strip.join(strips))


def whole(app: App[None]) -> dict[tuple[int, int], Cell]:
    """The screen as it stands, every part of it rendered by the toolkit; twice, since charts draw on others."""
    compositor = app.screen._compositor
    visible_screen_stack.set(app._background_screens)
    for _ in range(2):
        chops = toolkit()._render_chops(compositor, compositor.size.region, lambda _line: True)
    grid = Grid()
    for line, pieces in enumerate(chops):
        grid.put(line, 0, Strip.join(pieces.values()))
    return grid.cells


def differing(grid: Grid, app: App[None]) -> list[str]:
    """What stands elsewhere than it should, a line each."""
    right = whole(app)
    lines = sorted({line for (line, column), cell in right.items() if grid.cells.get((line, column)) != cell})
    width = app.size.width

    def text(standing: dict[tuple[int, int], Cell], line: int) -> str:
        return "".join(standing.get((line, column), (" ", None))[0] for column in range(width))

    return [f"{line}: {text(grid.cells, line)}\n  {text(right, line)}" for line in lines]


@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_a_terminal_shows_what_is_there(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    grid, update = Grid(), Compositor.render_update

    def watched(compositor: Compositor, *words: Any, **named: Any) -> Any:
        painted = update(compositor, *words, **named)
        grid.take(painted)
        return painted

    app = RoiApp(str(CASE))
    monkeypatch.setattr(Compositor, "render_update", watched)
    async with app.run_test(size=size) as pilot:

        async def same(what: str) -> None:
            await until(
                pilot, lambda: not app.screen._dirty_widgets and not app.screen._layout_required, what
            )
            await pilot.pause()
            assert not differing(grid, app), what

        await settled(pilot)
        await same("the questions")
        for tab in ("result", "cash", "drivers", "lines", "result"):
            await show_tab(pilot, tab)
            await same(tab)
        for value in ("12_000", "9_000"):
            await edit(pilot, "letters", value)
            await settled(pilot)
            await same(f"letters = {value}")
        await show_tab(pilot, "result")
        await same("the result of it")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Choose), "the dialog")
        await same("a dialog above it")
        await pilot.press("escape")
        await settled(pilot)
        await same("the dialog is gone")


async def test_questions_and_inputs_are_there_at_the_first_painting(monkeypatch: pytest.MonkeyPatch) -> None:
    update, paintings = Compositor.render_update, list[Grid]()

    def watched(compositor: Compositor, *words: Any, **named: Any) -> Any:
        painted = update(compositor, *words, **named)
        if isinstance(compositor.root, EstimateScreen) and painted is not None:
            paintings.append(Grid())
            paintings[-1].take(painted)
        return painted

    monkeypatch.setattr(Compositor, "render_update", watched)
    async with RoiApp(str(CASE)).run_test(size=(140, 40)) as pilot:
        await settled(pilot)
    for text in (
        "Search inputs",
        "1 How many letters go out a month?",
        "Enter keeps",
    ):
        assert text in paintings[0].text


def counting(counts: dict[str, int], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*words: Any, **named: Any) -> Any:
        counts[name] += 1
        return work(*words, **named)

    return counted


async def test_an_edit_arranges_the_screen_only_to_lay_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = dict.fromkeys(("_arrange_root", "reflow", "reflow_visible"), 0)
    app = RoiApp(str(CASE))
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await show_tab(pilot, "result")
        for name in counts:
            monkeypatch.setattr(Compositor, name, counting(counts, name, getattr(Compositor, name)))
        await edit(pilot, "letters", "12_000")
        await settled(pilot)
    laid_out = counts["reflow"] + counts["reflow_visible"]
    assert laid_out > 2
    # A painting before a layout that is still to come arranges the screen, too; the toolkit does so twice a layout.
    assert laid_out <= counts["_arrange_root"] < 1.5 * laid_out


async def test_nothing_is_arranged_while_it_is_arranged_nor_an_opening_painted_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever asks meanwhile where a part is had the toolkit begin anew."""
    arrange, render = Compositor._arrange_root, Compositor.render_update
    depths, openings = [0], list[object]()

    def noted(compositor: Compositor, *arguments: Any, **more: Any) -> Any:
        depths.append(depths[-1] + 1)
        arranged = arrange(compositor, *arguments, **more)
        depths.append(depths[-1] - 1)
        return arranged

    def painted(compositor: Compositor, *arguments: Any, **more: Any) -> Any:
        openings.extend([compositor] if isinstance(app.screen, Opening) else [])
        return render(compositor, *arguments, **more)

    monkeypatch.setattr(Compositor, "_arrange_root", noted)
    monkeypatch.setattr(Compositor, "render_update", painted)
    app = RoiApp("clinical-scribe")
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
    assert max(depths) == 1
    assert len(openings) == 1


async def test_a_part_of_the_screen_is_painted_as_in_the_whole() -> None:
    app = RoiApp(str(CASE))
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await show_tab(pilot, "result")
        compositor = app.screen._compositor
        right = toolkit()._render_chops(compositor, compositor.size.region, lambda _line: True)
        for region in (
            Region(0, 0, 140, 1),
            Region(3, 5, 20, 9),
            Region(60, 12, 1, 1),
            Region(70, 0, 60, 40),
        ):
            spans = [(line, *region.column_span) for line in region.line_range]
            chops = _chops(compositor, spans)
            for line, left, end in spans:
                touched = {a for a, b in pairwise(compositor.cuts[line]) if a < end and b > left}
                assert {first for first, piece in chops[line].items() if piece is not None} == touched
                assert all(chops[line][first] == right[line][first] for first in touched)
