"""Render only what has changed and can be seen: Textual 8.2 renders every part between two that have changed.

What is painted is the same to the letter.  Of the parts that an edit has the toolkit render, most are covered by
what they hold, or stand beside what has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from weakref import WeakSet

from textual._compositor import ChopsUpdate, Compositor, ReflowResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

Span = tuple[int, int, int]  # a line, and the columns of it from the first up to the last
# Of each line the pieces between two edges of parts, by their first column.
Chops = list[dict[int, Strip | None]]


def paint_what_changed() -> None:
    """Have every screen paint so from now on."""
    Compositor.render_partial_update = _partial_update  # type: ignore[assignment, method-assign]
    Compositor._render_chops = _chops_of_lines  # type: ignore[assignment, method-assign]
    Screen._screen_resized = _resized  # type: ignore[assignment, method-assign]
    Screen._compositor_refresh = _painted  # type: ignore[assignment, method-assign]
    Compositor.reflow = _reflow  # type: ignore[assignment, method-assign]


def _resized(screen: Screen[object], size: Size) -> None:
    """Textual tells a screen that comes up its own size once it is laid out, and lays it out again."""
    if screen._compositor.size != size:
        _RESIZED(screen, size)


def _painted(screen: Screen[object]) -> None:
    """Textual paints a screen as it is laid out first, and again with what its parts make of the room they have."""
    if screen not in _LAID_OUT:
        _LAID_OUT.add(screen)
        return
    if screen is not screen.app.screen and not screen.children:  # the start under what opens, painted with it
        screen._compositor._dirty_regions.clear()
        return
    compositor = screen._compositor
    wholly = compositor.size.region in compositor._dirty_regions
    if wholly and screen.is_current and not screen.app._batch_count:
        screen._repaint_required = False
    _PAINTED(screen)


_RESIZED, _PAINTED = Screen._screen_resized, Screen._compositor_refresh
_LAID_OUT = WeakSet[Screen[object]]()


def _reflow(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
    """Arrange the parts once: Textual does it anew for whoever asks where a part is, meanwhile and afterwards.

    Whoever asks meanwhile is told where it was.
    """
    compositor._full_map_invalidated = False
    moved = _REFLOW(compositor, parent, size)
    compositor._full_map_invalidated = False
    return moved


_REFLOW = Compositor.reflow


def _partial_update(compositor: Compositor) -> ChopsUpdate | None:
    regions = compositor._dirty_regions.copy()
    compositor._dirty_regions.clear()
    if not regions:
        return None
    spans = list(compositor._regions_to_spans(regions))
    return ChopsUpdate(_chops(compositor, spans), spans, [cuts[1:] for cuts in compositor.cuts])


def _chops_of_lines(compositor: Compositor, crop: Region, is_rendered_line: Callable[[int], bool]) -> Chops:
    left, right = crop.column_span
    return _chops(compositor, [(line, left, right) for line in crop.line_range if is_rendered_line(line)])


def _chops(compositor: Compositor, spans: Iterable[Span]) -> Chops:
    """The pieces that touch the spans, each of the part that is seen there; None for all others."""
    cuts = compositor.cuts
    chops: Chops = [dict.fromkeys(line[:-1]) for line in cuts]
    missing: dict[int, set[int]] = {}
    for line, left, right in spans:
        pieces = zip(cuts[line], cuts[line][1:], strict=False)
        missing.setdefault(line, set()).update(first for first, end in pieces if first < right and end > left)
    touched = {line: frozenset(pieces) for line, pieces in missing.items()}
    for part, (region, clip) in compositor.visible_widgets.items():  # what is in front comes first
        shown = region.intersection(clip)
        lines = _lines(shown, touched if _draws_what_it_holds(part) else missing)
        if lines:
            window = Region(shown.x, lines[0], shown.width, lines[-1] + 1 - lines[0])
            strips = part.render_lines(window.translate(-region.offset))
            for line, strip in zip(window.line_range, strips, strict=False):
                if missing.get(line):
                    _fill(chops[line], missing[line], cuts[line], strip, window)
    return chops


def _lines(shown: Region, pieces: dict[int, set[int]] | dict[int, frozenset[int]]) -> Sequence[int]:
    """The lines of a region with some of these pieces in it."""
    left, right = shown.column_span
    return [line for line in shown.line_range if any(left <= first < right for first in pieces.get(line, ()))]


def _fill(
    chop: dict[int, Strip | None], missing: set[int], cuts: Sequence[int], strip: Strip, window: Region
) -> None:
    """Put what a part paints of a line into the pieces that nothing before it has painted."""
    left, right = window.column_span
    edges = [cut for cut in cuts if left <= cut <= right]
    for first, piece in zip(edges, strip.divide([edge - left for edge in edges[1:]]), strict=False):
        if first in missing:
            chop[first] = piece
            missing.discard(first)


def _draws_what_it_holds(part: Widget) -> bool:
    """Whether rendering it draws on the parts that cover it, as a chart does."""
    return getattr(part, "DRAWS_WHAT_IT_HOLDS", False)
