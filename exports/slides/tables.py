"""Native tables of a story, in the colours of the presentation's theme, at a size at which they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Emu, Pt

from exports.slides.charts import Box
from exports.slides.fitting import LINE, lines, width
from exports.story.parts import StoryTable
from exports.voice.spaces import held
from roi.text import plain

SIZES = (16, 14, 13, 12, 11, 10, 9)
_STRETCH = 1.5  # by which rows are made higher where there is room
_POINT = 12_700
_SIDE, _ABOVE = 5.0, 2.5  # room around the text of a cell, points
_LEAST = 0.08  # of the width, for a column however short its texts


def add_table(slide: Slide, table: StoryTable, box: Box, name: str, font: str = "Arial") -> GraphicFrame:
    """Write a table on a slide, as large as fits its box, with headings that a screen reader knows as such.

    Args:
        slide: where it is written.
        table: what it says.
        box: where it stands; a table that is higher at the smallest size goes over its lower edge.
        name: of the shape.
        font: the family that its texts are measured in.
    """
    size = table_size(table, box, font) or SIZES[-1]
    widths = column_widths(table, box.width / _POINT, size, font)
    heights = row_heights(table, widths, size, font)
    stretch = max(1.0, min(_STRETCH, box.height / _POINT / sum(heights)))
    heights = [high * stretch for high in heights]
    rows = [table.head, *table.rows] if table.head else list(table.rows)
    places = (Emu(box.left), Emu(box.top), Emu(box.width), Emu(int(sum(heights) * _POINT)))
    frame: GraphicFrame = slide.shapes.add_table(len(rows), len(widths), *places)
    frame.name = name
    made = frame.table
    made.first_row, made.last_row, made.horz_banding = bool(table.head), table.summed, False
    for place, wide in enumerate(widths):
        made.columns[place].width = Emu(int(wide * _POINT))
    for place, (texts, high) in enumerate(zip(rows, heights, strict=True)):
        made.rows[place].height = Emu(int(high * _POINT))
        strong = table.strong is not None and place == table.strong + bool(table.head)
        strong |= (table.summed and place == len(rows) - 1) or (bool(table.head) and place == 0)
        for column, text in enumerate(texts):
            _write(made.cell(place, column), text, size, strong, right=column >= table.figures_from)
    frame._element._nvXxPr.cNvPr.set("descr", plain(_described(table)))
    return frame


def table_size(table: StoryTable, box: Box, font: str = "Arial") -> int | None:
    """The largest size, in points, at which a table fits a box, no figure broken if that can be; None: at none."""
    room, largest = box.width / _POINT, None
    for size in SIZES:
        if sum(row_heights(table, column_widths(table, room, size, font), size, font)) * _POINT <= box.height:
            largest = largest or size
            if figures_whole(table, room, size, font):  # a smaller size than need be, for the sake of figures
                return size
    return largest


def rows_that_fit(table: StoryTable, box: Box, font: str = "Arial") -> tuple[StoryTable, StoryTable | None]:
    """The table as far as it fits a box at the smallest size, at least a row of it, and the rest of its rows."""
    if table_size(table, box, font) is not None or len(table.rows) < 2:
        return table, None
    widths = column_widths(table, box.width / _POINT, SIZES[-1], font)
    room, count = box.height / _POINT, 0
    heights = row_heights(table, widths, SIZES[-1], font)
    if table.head:
        room -= heights.pop(0)
    while count < len(heights) and heights[count] <= room:
        room -= heights[count]
        count += 1
    count = min(max(count, 1), len(table.rows) - 1)
    strong = table.strong
    fits = replace(
        table, rows=table.rows[:count], summed=False, strong=strong if (strong or 0) < count else None
    )
    return fits, replace(table, rows=table.rows[count:], strong=None)


def column_widths(table: StoryTable, room: float, size: float, font: str = "Arial") -> list[float]:
    """Points for each column: those of figures as wide as they need, the rest by the length of their texts."""
    rows = [table.head, *table.rows] if table.head else list(table.rows)
    columns = list(zip(*rows, strict=True))
    needs = [_widest(column, size, font) for column in columns]
    if sum(needs) <= room:
        spare = room - sum(needs)
        return [need + spare * need / sum(needs) for need in needs]
    # A column needs its longest word at least, one of figures all of it; what is left goes by the square root of
    # what texts would take.
    words = [_longest_word(column, size, font) or room * _LEAST for column in columns]
    whole = [
        max(word, _widest(column[bool(table.head) :], size, font)) if place >= table.figures_from else word
        for place, (column, word) in enumerate(zip(columns, words, strict=True))
    ]
    if sum(whole) < room:
        words = whole
    elif sum(words) >= room:
        return [room * word / sum(words) for word in words]
    wishes = [max(need - word, 0.0) ** 0.5 for need, word in zip(needs, words, strict=True)]
    spare, total = room - sum(words), sum(wishes) or 1.0
    return [word + spare * wish / total for word, wish in zip(words, wishes, strict=True)]


def figures_whole(table: StoryTable, room: float, size: float, font: str = "Arial") -> bool:
    """Whether no figure, and no heading above figures, is broken over lines at this width."""
    rows = [table.head, *table.rows] if table.head else list(table.rows)
    widths = column_widths(table, room, size, font)
    return all(
        lines(held(text), size, widths[place] - 2 * _SIDE, True, font) == 1
        for row in rows[bool(table.head) :]
        for place, text in enumerate(row)
        if place >= table.figures_from
    )


def _widest(texts: Sequence[str], size: float, font: str) -> float:
    """Points of a column in which none of these is broken."""
    return max(width(line, size, True, font) for text in texts for line in text.split("\n")) + 2 * _SIDE + 1


def _longest_word(column: Sequence[str], size: float, font: str) -> float:
    wide = [width(word, size, True, font) for cell in column for word in held(cell).split(" ")]
    return max(wide) + 2 * _SIDE + 1 if wide else 0.0


def row_heights(table: StoryTable, widths: Sequence[float], size: float, font: str = "Arial") -> list[float]:
    """Points for each row, headings first."""
    rows = [table.head, *table.rows] if table.head else list(table.rows)
    return [
        size * LINE * max(
            lines(held(text), size, wide - 2 * _SIDE, True, font) for text, wide in zip(row, widths, strict=True)
        )
        + 2 * _ABOVE
        for row in rows
    ]  # fmt: skip


def _write(cell: Any, text: str, size: int, strong: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(_ABOVE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.text = held(plain(text))
    for paragraph in cell.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.font.size = Pt(size)
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), strong


def _described(table: StoryTable) -> str:
    """What the table is, for those who do not see it; its cells are read out by themselves."""
    heads = ", ".join(head for head in table.head if head)
    return f"Table of {len(table.rows)} rows{f': {heads}' if heads else ''}"
