"""Names in double braces, wherever they stand in a tree of XML, and their texts put in.

PowerPoint splits a text over runs wherever it likes (spelling, a change of the keyboard, a correction), so a
name is looked for in the text of a whole paragraph.  What is put in has the form of the run that the name began in.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PARAGRAPH, TEXT = f"{_A}p", f"{_A}t"
_RUNS = (f"{_A}r", f"{_A}fld")
_BREAK = f"{_A}br"
BRACES = re.compile(r"\{\{\s*([^{}\v]{0,200}?)\s*\}\}")
_OPEN = "{{"

Lookup = Callable[[str], str]


def names_in(root: Any) -> Iterator[str]:
    """Every name in braces under an element, as it is written, in paragraphs first."""
    for paragraph in root.iter(PARAGRAPH):
        for match in BRACES.finditer("".join(text for _, text in _texts(paragraph))):
            yield match[1]
    for element in root.iter("*"):
        if _is_leaf(element) and _OPEN in (element.text or ""):
            yield from BRACES.findall(element.text)
        for value in element.attrib.values():
            if _OPEN in value:
                yield from BRACES.findall(value)


def fill(root: Any, lookup: Lookup) -> None:
    """Put the text of every name under `root` in its place.

    Args:
        root: an element; it is changed.
        lookup: the text of a name as it is written.  Lines of it become paragraphs of the same form.
    """
    for paragraph in list(root.iter(PARAGRAPH)):
        _fill_paragraph(paragraph, lookup)
    for element in root.iter("*"):
        if _is_leaf(element) and _OPEN in (element.text or ""):
            element.text = BRACES.sub(lambda match: lookup(match[1]), element.text)
        for key, value in element.attrib.items():
            if _OPEN in value:
                element.set(key, BRACES.sub(lambda match: lookup(match[1]).replace("\n", " "), value))


def _is_leaf(element: Any) -> bool:
    """Whether its text is that of a property or a label, not of a paragraph."""
    return not len(element) and not element.tag.startswith(_A)


def _texts(paragraph: Any) -> list[tuple[Any, str]]:
    """The text nodes of a paragraph with their texts; a line break is one that no name reaches over."""
    texts: list[tuple[Any, str]] = []
    for child in paragraph:
        if child.tag == _BREAK:
            texts.append((None, "\v"))
        elif child.tag in _RUNS and (node := child.find(TEXT)) is not None:
            texts.append((node, node.text or ""))
    return texts


def _fill_paragraph(paragraph: Any, lookup: Lookup) -> None:
    pieces = _texts(paragraph)
    whole = "".join(text for _, text in pieces)
    matches = list(BRACES.finditer(whole))
    if not matches:
        return
    starts, at = [], 0
    for _, text in pieces:
        starts.append(at)
        at += len(text)
    texts = [text for _, text in pieces]
    for match in reversed(matches):  # from the end, so that places before it stay
        _put(texts, starts, match.span(), lookup(match[1]))
    for (node, _), text in zip(pieces, texts, strict=True):
        if node is None:
            continue
        node.text = text
        if not text:
            paragraph.remove(node.getparent())
    _split_lines(paragraph)


def _put(texts: list[str], starts: list[int], span: tuple[int, int], put: str) -> None:
    """Replace a span of the joined texts: all of it in the piece that it begins in."""
    begin, end = span
    for place, start in enumerate(starts):
        text = texts[place]
        low, high = max(begin - start, 0), end - start
        if high <= 0 or begin - start >= len(text) or not text or text == "\v":
            continue
        texts[place] = text[:low] + (put if begin >= start else "") + text[high:]


def _split_lines(paragraph: Any) -> None:
    """A paragraph with line ends in a run as several of the same form."""
    broken = (
        k for k, each in enumerate(paragraph) if each.tag in _RUNS and "\n" in (each.findtext(TEXT) or "")
    )
    place = next(broken, None)
    if place is None:
        return
    child = paragraph[place]
    first, _, rest = child.findtext(TEXT).partition("\n")
    later = copy.deepcopy(paragraph)
    later[place].find(TEXT).text = rest
    child.find(TEXT).text = first
    texts = (*_RUNS, _BREAK)
    for piece in [piece for piece in later[:place] if piece.tag in texts]:
        later.remove(piece)
    for piece in [piece for piece in paragraph[place + 1 :] if piece.tag in texts]:
        paragraph.remove(piece)
    paragraph.addnext(later)
    _split_lines(later)
