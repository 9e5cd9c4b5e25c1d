"""Charts and tables where a master keeps a place for them: at the same spot, as large, before the same things.

A place is a shape of any kind (a text box, a picture, a chart, a placeholder, one in a group) whose name, or whole
text, is `chart:worth` or `table:ways`, in braces or not.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, Literal

from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from exports.slides.charts import Box, add_chart
from exports.slides.tables import add_table
from exports.story.parts import Story
from roi.records import dataclass

_NAME = re.compile(r"\s*(?:\{\{)?\s*(chart|table)\s*:\s*([^{}:]{1,80}?)\s*(?:\}\})?\s*", re.IGNORECASE)
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KEPT_AS_PLACEHOLDER = ("chart", "tbl", "obj", None)
# What else people call the pictures of a story.
_ALIASES = {
    "npv": "worth", "histogram": "worth", "cash": "when", "fan": "when", "waterfall": "costs", "tornado": "drivers",
    "options": "ways",
}  # fmt: skip

Kind = Literal["chart", "table"]


@dataclass(frozen=True, slots=True)
class _Place:
    """A shape that stands for a chart or a table."""

    kind: Kind
    name: str
    shape: BaseShape

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def places(slide: Slide) -> Iterator[_Place]:
    """The shapes of a slide that stand for a chart or a table."""
    for shape in shapes_of(slide.shapes):
        text = shape.text_frame.text if shape.has_text_frame else ""  # type: ignore[attr-defined]
        match = _NAME.fullmatch(shape.name) or _NAME.fullmatch(text)
        if match:
            kind: Kind = "chart" if match[1].lower() == "chart" else "table"
            yield _Place(kind, match[2].lower(), shape)


def shapes_of(shapes: Any) -> Iterator[BaseShape]:
    """Every shape, those in groups behind their group."""
    for shape in shapes:
        yield shape
        if isinstance(shape, GroupShape):
            yield from shapes_of(shape.shapes)


def fill_places(slide: Slide, story: Story, font: str) -> list[str]:
    """Put charts and tables in their places; places without one are taken out.

    Returns:
        The names of the latter.
    """
    charts, tables = story.charts, story.tables
    missing = []
    for place in list(places(slide)):
        name = _ALIASES.get(place.name, place.name)
        new = None
        if place.kind == "chart" and name in charts:
            new = add_chart(slide, charts[name], _box(place.shape, slide), story.date)._element
        elif place.kind == "table" and name in tables:
            new = add_table(slide, tables[name], _box(place.shape, slide), str(place), font)._element
        else:
            missing.append(str(place))
        _replace(slide, place.shape._element, new)
    return missing


def _box(shape: BaseShape, slide: Slide) -> Box:
    """Where a shape stands, itself or by its layout; the middle of the slide where neither says."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    if any(side is None for side in sides) or not (shape.width and shape.height):
        size = slide.part.package.presentation_part.presentation
        width, height = int(size.slide_width or 0), int(size.slide_height or 0)
        return Box(width // 10, height // 4, width * 8 // 10, height * 6 // 10)
    return Box(*(int(side) for side in sides))


def _replace(slide: Slide, old: Any, new: Any | None) -> None:
    """Put an element where another was, and drop what only that one needed."""
    if new is not None:
        placeholder = old.find(f".//{_P}nvPr/{_P}ph")
        if placeholder is not None and placeholder.get("type") in _KEPT_AS_PLACEHOLDER:
            new.find(f".//{_P}nvPr").insert(0, copy.deepcopy(placeholder))
        old.addprevious(new)
    old.getparent().remove(old)
    for key in _keys(old) - _keys(slide._element):
        if key in slide.part.rels:
            slide.part.rels.pop(key)


def _keys(root: Any) -> set[str]:
    """The relationships that an element and those in it name."""
    return {value for each in root.iter("*") for name, value in each.attrib.items() if name.startswith(_R)}
