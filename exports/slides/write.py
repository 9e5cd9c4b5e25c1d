"""Texts written into shapes: runs in sizes and colours of the theme, bullets; of a stranger nothing but letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.slide import Slide
from pptx.util import Emu, Pt

from exports.slides.charts import Box
from exports.voice.spaces import held
from roi.records import dataclass
from roi.text import plain

POINT = 12_700  # English Metric Units
Colour = Literal["text", "muted", "title", "gain", "loss"]
_THEME: dict[Colour, str] = {
    "text": "TEXT_1",
    "muted": "TEXT_1",
    "title": "TEXT_2",
    "gain": "ACCENT_1",
    "loss": "ACCENT_2",
}
_HANGING = 12  # points that a bullet stands before its text


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters of one form; `size` in points, None for that of the placeholder."""

    text: str
    size: float | None = None
    bold: bool = False
    colour: Colour = "text"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs on a line of their own; `before`: points of room above it."""

    runs: Sequence[TextRun]
    bullet: bool = False
    before: float = 0.0


def write(frame: Any, paragraphs: Iterable[Paragraph]) -> None:
    """Replace the text of a frame."""
    for place, each in enumerate(paragraphs):
        made = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        if place == 0:
            made.clear()
        made.alignment = PP_ALIGN.LEFT
        if each.before:
            made.space_before = Pt(each.before)
        if each.bullet:
            _bullet(made)
        for run in each.runs:
            part = made.add_run()
            part.text = held(plain(run.text))
            if run.size is not None:
                part.font.size = Pt(run.size)
            if run.bold:
                part.font.bold = True
            if run.colour != "text":
                _colour(part.font.color, run.colour)


def text_box(slide: Slide, box: Box, name: str, filled: bool = False) -> Any:
    """A frame for text without margins; `filled`: a tile in the second background colour, with margins."""
    places = (Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shapes = slide.shapes
    shape: Any = shapes.add_shape(MSO_SHAPE.RECTANGLE, *places) if filled else shapes.add_textbox(*places)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    style = shape._element.find("{*}style")
    if style is not None:  # shadows and centred white text of shapes that are drawn
        shape._element.remove(style)
    margin = Pt(8) if filled else Pt(0)
    frame.margin_left = frame.margin_right = margin
    frame.margin_top = frame.margin_bottom = Pt(6) if filled else Pt(0)
    if filled:
        shape.fill.solid()
        shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
        shape.line.fill.background()
        frame.vertical_anchor = MSO_ANCHOR.TOP
    return frame


def place(shape: Any, box: Box) -> None:
    """Move a shape."""
    shape.left, shape.top = Emu(box.left), Emu(box.top)
    shape.width, shape.height = Emu(box.width), Emu(box.height)


def _colour(font: Any, colour: Colour) -> None:
    font.theme_color = getattr(MSO_THEME_COLOR, _THEME[colour])
    if colour == "muted":
        font.brightness = 0.35


def _bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(_HANGING * POINT))
    properties.set("indent", str(-_HANGING * POINT))
    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    for text in (f'<a:buFont {namespace} typeface="Arial"/>', f'<a:buChar {namespace} char="•"/>'):
        properties.append(parse_xml(text))
