"""Texts of a master that became longer than their boxes, made smaller as PowerPoint does it: by a scale of the box.

A program lays a text out only when somebody edits it; what is written into the file is what is seen until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.slide import Slide

from exports.slides.fitting import FittedText, height

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SCALES = (100, 92, 85, 77, 70, 62, 55, 47, 40, 32, 25)  # percent; PowerPoint goes down to 25
_POINT, _SIDE, _ABOVE = 12_700, 91_440, 45_720  # English Metric Units: margins where a box states none
_SIZE = 18.0  # points where nobody states one
_TITLES = ("title", "ctrTitle")
_STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle", "": "otherStyle"}


def shrink(slide: Slide, shapes: Iterator[Any] | list[Any], font: str) -> list[str]:
    """Give boxes whose texts are too long the scale at which they fit.

    Args:
        slide: where they are.
        shapes: shapes of python-pptx with texts.
        font: the family that texts are measured in.

    Returns:
        Names of shapes whose texts fit at no scale.
    """
    too_long = []
    for shape in shapes:
        body = shape.text_frame._txBody
        properties = body.find(f"{_A}bodyPr")
        level = properties.get("vert", "horz") == "horz" and properties.get("wrap") != "none"
        if not (level and shape.width and shape.height):
            continue
        wide = (shape.width - _side(properties, "lIns", _SIDE) - _side(properties, "rIns", _SIDE)) / _POINT
        high = (shape.height - _side(properties, "tIns", _ABOVE) - _side(properties, "bIns", _ABOVE)) / _POINT
        sized = [
            (paragraph.text, _size(paragraph._p, shape, slide)) for paragraph in shape.text_frame.paragraphs
        ]
        if properties.find(f"{_A}spAutoFit") is not None:  # the box grows with its text
            missing = _needed(sized, 1.0, wide, font) - high
            shape.height += max(0, int(missing * _POINT))
            continue
        fits = [scale for scale in _SCALES if _needed(sized, scale / 100, wide, font) <= high]
        scale = fits[0] if fits else _SCALES[-1]
        if scale < 100:
            _set(properties, scale)
        if not fits:
            too_long.append(shape.name)
    return too_long


def _needed(sized: list[tuple[str, float]], scale: float, wide: float, font: str) -> float:
    return sum(
        height(FittedText([text.replace("\v", "\n")]), size * scale, wide, font) for text, size in sized
    )


def _side(properties: Any, name: str, otherwise: int) -> int:
    return int(properties.get(name, otherwise))


def _set(properties: Any, scale: int) -> None:
    for name in ("noAutofit", "normAutofit"):
        for element in properties.findall(f"{_A}{name}"):
            properties.remove(element)
    fit = etree.Element(f"{_A}normAutofit", fontScale=str(scale * 1_000))
    warp = properties.find(f"{_A}prstTxWarp")
    properties.insert(0 if warp is None else 1, fit)


def _size(paragraph: Any, shape: Any, slide: Slide) -> float:
    """Points of the largest run; where none states its size, what the box, the layout or the master says."""
    stated = [int(each.get("sz")) for each in paragraph.iter(f"{_A}rPr") if each.get("sz")]
    runs = len(list(paragraph.iter(f"{_A}r")))
    if stated and (len(stated) == runs or not runs):
        return max(stated) / 100
    properties = paragraph.find(f"{_A}pPr")
    level = int(properties.get("lvl", "0")) + 1 if properties is not None else 1
    inherited = next(_inherited(shape, slide, level), None)
    return max([size / 100 for size in (*stated, inherited) if size] or [_SIZE])


def _inherited(shape: Any, slide: Slide, level: int) -> Iterator[int]:
    """Sizes in hundredths of a point, the nearest first."""
    layout = slide.slide_layout
    master = layout.slide_master
    holder = shape._element.find(f".//{_P}nvPr/{_P}ph")
    kind = "" if holder is None else holder.get("type", "body")
    trees = [shape._element]
    if holder is not None:
        trees += [
            *(each for each in layout._element.iter(f"{_P}sp") if _same(each, holder, by_number=True)),
            *(each for each in master._element.iter(f"{_P}sp") if _same(each, holder, by_number=False)),
        ]
    style = master._element.find(f".//{_P}{_STYLES.get(kind, 'bodyStyle')}")
    presentation = slide.part.package.presentation_part.presentation._element
    styles = [tree.find(f".//{_A}lstStyle") for tree in trees]
    for each in (*styles, style, presentation.find(f"{_P}defaultTextStyle")):
        size = None if each is None else each.find(f"{_A}lvl{level}pPr/{_A}defRPr")
        if size is not None and size.get("sz"):
            yield int(size.get("sz"))


def _same(shape: Any, holder: Any, by_number: bool) -> bool:
    """Whether a shape of a layout (by its number) or of a master (by its kind) is what a placeholder stands for."""
    other = shape.find(f".//{_P}nvPr/{_P}ph")
    if other is None:
        return False
    if by_number:
        return bool(other.get("idx", "0") == holder.get("idx", "0"))
    kind = holder.get("type", "body")
    wanted = "title" if kind in _TITLES else "body" if kind in ("subTitle", "obj") else kind
    return bool(other.get("type", "body") == wanted)
