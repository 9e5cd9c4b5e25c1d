"""A presentation measured: whether texts stand in their boxes, and boxes on the slide and beside each other.

Texts are measured glyph by glyph in Liberation Sans, which is as wide as Arial, not by the writer's own table of
widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from PIL import ImageFont

_POINT = 12_700
_LINE = 1.149  # ascent and descent of Arial
_SLACK = 1.5  # points
_FONTS = Path("/usr/share/fonts")
_LAYOUT_SIZES = {"title": 24.0, "ctrTitle": 30.0, "subTitle": 13.0, "ftr": 9.0, "sldNum": 9.0}


class Box(NamedTuple):
    """Where a shape stands; one without a place of its own looks it up in the layout, each time it is asked."""

    left: int
    top: int
    right: int
    bottom: int


@lru_cache
def font_file(bold: bool) -> Path | None:
    """The font of this machine; None where there is none."""
    name = f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"
    return next(iter(sorted(_FONTS.rglob(name))), None)


@lru_cache(64)
def _font(bold: bool) -> Any:
    return ImageFont.truetype(str(font_file(bold)), 1_000)


def complaints(presentation: Any) -> Iterator[str]:
    """What is not as it should be: a sentence each."""
    for number, slide in enumerate(presentation.slides, 1):
        for problem in _of_slide(slide, presentation.slide_width, presentation.slide_height):
            yield f"slide {number}: {problem}"


def _of_slide(slide: Any, width: int, height: int) -> Iterator[str]:
    boxes = [(shape, _box(shape)) for shape in slide.shapes]
    texts = "".join(node.text or "" for node in slide._element.iter("{*}t"))
    if "{{" in texts:
        yield "braces are left"
    if not slide.shapes.title.text.strip():
        yield "no title"
    for shape, box in boxes:
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height:
            yield f"{shape.name} leaves the slide"
        if shape.has_text_frame:
            if not shape.text_frame.text.strip():
                yield f"{shape.name} is empty"
            yield from _of_text(shape)
        elif shape.has_table:
            yield from _of_table(shape.table)
        if (shape.has_chart or getattr(shape, "has_table", False)) and not _alt(shape):
            yield f"{shape.name} has no alternative text"
        if shape.has_chart and not any(any(series.values) for series in shape.chart.plots[0].series):
            yield f"{shape.name} is an empty chart"
        if shape.has_chart:
            yield from _of_ends(shape)
    for (first, here), (second, there) in combinations(boxes, 2):
        if _overlap(here, there):
            yield f"{first.name} lies over {second.name}"


def _of_ends(shape: Any) -> Iterator[str]:
    """Texts beside bars stand between their bar and the edge, which the widest name of a bar leaves."""
    plot, axis = shape.chart.plots[0], shape.chart.value_axis
    texts = [
        (series.values[place], series.points[place].data_label.text_frame.text, plot.categories[place])
        for series in plot.series
        for place in (int(each.get("val")) for each in series._element.iterfind("{*}dLbls/{*}dLbl/{*}idx"))
    ]
    if not texts:
        return
    names = max(_width(line, shape.chart.font.size.pt) for *_, name in texts for line in name.split("\n"))
    room = shape.width / _POINT - names - 3 * _SLACK
    for value, text, name in texts:
        end = axis.maximum_scale if value > 0 else axis.minimum_scale
        left = room * abs(end - value) / (axis.maximum_scale - axis.minimum_scale)
        if _width(text, 9.0) > left:
            yield f"{text!r} beside the bar of {name!r} takes {_width(text, 9.0):.0f} of {left:.0f} points"


def _width(text: str, size: float) -> float:
    return float(_font(False).getlength(text)) * size / 1_000


def _alt(shape: Any) -> str:
    return shape._element._nvXxPr.cNvPr.get("descr") or ""


def _box(shape: Any) -> Box:
    left, top = shape.left, shape.top
    deep = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
    return Box(left, top, left + shape.width, top + deep)


def _overlap(first: Box, second: Box) -> bool:
    slack = int(_SLACK * _POINT)
    across = min(first.right, second.right) - max(first.left, second.left)
    down = min(first.bottom, second.bottom) - max(first.top, second.top)
    return across > slack and down > slack


def _of_text(shape: Any) -> Iterator[str]:
    frame = shape.text_frame
    holder = shape._element.find(".//{*}nvPr/{*}ph")
    size = _LAYOUT_SIZES.get(holder.get("type"), 14.0) if holder is not None else 14.0
    kicker = holder is not None and holder.get("idx") == "13"
    margins = [side if side is not None else 91_440 for side in (frame.margin_left, frame.margin_right)]
    if holder is not None:
        margins = [0, 0]
    room = (shape.width - sum(margins)) / _POINT
    needed = sum(_height(each, 12.0 if kicker else size, room) for each in frame.paragraphs)
    if needed > shape.height / _POINT + _SLACK:
        yield f"{shape.name} takes {needed:.0f} of {shape.height / _POINT:.0f} points: {frame.text[:60]!r}"


def _of_table(table: Any) -> Iterator[str]:
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            room = (column.width - cell.margin_left - cell.margin_right) / _POINT
            needed = sum(_height(each, 18.0, room) for each in cell.text_frame.paragraphs)
            needed += (cell.margin_top + cell.margin_bottom) / _POINT
            if needed > row.height / _POINT + _SLACK:
                text = cell.text_frame.text[:60]
                yield f"a cell takes {needed:.0f} of {row.height / _POINT:.0f} points: {text!r}"


def _height(paragraph: Any, default: float, room: float) -> float:
    runs = paragraph.runs
    sizes = [run.font.size.pt if run.font.size is not None else default for run in runs] or [default]
    if not runs:
        return 0.0
    properties = paragraph._p.pPr
    indent = int(properties.get("marL", "0")) / _POINT if properties is not None else 0.0
    bold = any(bool(run.font.bold) for run in runs)
    count = _lines("".join(run.text for run in runs), max(sizes), room - indent, bold)
    before = paragraph.space_before.pt if paragraph.space_before is not None else 0.0
    return max(sizes) * _LINE * count + before


def _lines(text: str, size: float, room: float, bold: bool) -> int:
    font, count, line = _font(bold), 1, ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) * size / 1_000 > room:
            count, line = count + 1, word
        else:
            line = longer
        while font.getlength(line) * size / 1_000 > room + _SLACK and len(line) > 1:  # a word that is broken
            count, line = count + 1, line[: len(line) // 2]
    return count
