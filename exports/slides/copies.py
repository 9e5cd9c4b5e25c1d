"""Slides repeated and taken out, with all that belongs to them.

python-pptx can do neither: a copy needs copies of its charts with their workbooks, of its notes and of its
drawings, under names of their own, and a slide that goes must go from sections, shows and links too.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.slide import Slide

_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Last words of the types of relationships whose targets copies of a slide share, and of those that they go without.
_SHARED = frozenset(
    ("slideLayout", "slideMaster", "notesMaster", "theme", "themeOverride", "slide", "image", "media", "video",
     "audio", "hyperlink", "font", "customXml", "tags")
)  # fmt: skip
_LEFT_OUT = frozenset(("comments", "slideUpdateInfo"))
_NUMBERED = re.compile(r"^(.*?)[0-9]*(\.[^./]+)$")


def repeated(presentation: Presentation, slide: Slide, times: int) -> list[Slide]:
    """The slide and copies behind it, `times` in all."""
    slides = [slide]
    for _ in range(times - 1):
        slides.append(_copied(presentation, slide, behind=slides[-1]))
    return slides


def remove(presentation: Presentation, slide: Slide) -> None:
    """Take a slide out: from the order, its section, shows made of some slides, and links to it."""
    part = presentation.part
    (key,) = [key for key, rel in part.rels.items() if not rel.is_external and rel.target_part is slide.part]
    root: Any = presentation._element
    number = str(next(entry.get("id") for entry in root.sldIdLst if entry.rId == key))
    for entry in _entries(root, number, key):
        entry.getparent().remove(entry)
    part.rels.pop(key)
    for other in presentation.slides:
        for link in [
            key
            for key, rel in other.part.rels.items()
            if not rel.is_external and rel.target_part is slide.part
        ]:
            for element in [element for element in other._element.iter("*") if element.get(_R_ID) == link]:
                element.getparent().remove(element)
            other.part.rels.pop(link)


def _entries(root: Any, number: str, key: str) -> list[Any]:
    """Where the presentation names a slide: by its number, or by its relationship."""
    return [
        element
        for element in root.iter("*")
        if element.get(_R_ID) == key or (element.tag == f"{_P14}sldId" and element.get("id") == number)
    ]


def _copied(presentation: Presentation, slide: Slide, behind: Slide) -> Slide:
    """A copy of the slide, behind another one in the order and in its section."""
    package = presentation.part.package
    names = {str(part.partname).lower() for part in package.iter_parts()}
    part = _copied_part(slide.part, names, {})
    key = presentation.part.relate_to(part, RELATIONSHIP_TYPE.SLIDE)
    ids: Any = presentation._element.sldIdLst
    entry = ids.add_sldId(key)
    before = next(each for each in ids if presentation.part.related_part(each.rId) is behind.part)
    before.addnext(entry)
    for named in presentation._element.iter(f"{_P14}sldId"):
        if named.get("id") == before.get("id"):
            twin = copy.deepcopy(named)
            twin.set("id", entry.get("id"))
            named.addnext(twin)
            break
    copied: Slide = part.slide
    return copied


def _copied_part(source: Part, names: set[str], done: dict[Part, Part]) -> Any:
    """A part of the package again under a name of its own, with what belongs to it alone."""
    name = _fresh(str(source.partname), names)
    twin = type(source).load(PackURI(name), source.content_type, source.package, source.blob)
    done[source] = twin
    targets: dict[PackURI, Part] = {}
    kept = parse_xml(source.rels.xml)
    for entry in list(kept):
        rel = source.rels[entry.rId]
        kind = rel.reltype.rpartition("/")[2]
        if kind in _LEFT_OUT:
            kept.remove(entry)
        elif not rel.is_external:
            target = rel.target_part
            copied = target in done or kind not in _SHARED
            if copied and target not in done:
                _copied_part(target, names, done)
            targets[target.partname] = done[target] if copied else target
    twin.load_rels_from_xml(kept, targets)
    return twin


def _fresh(name: str, names: set[str]) -> str:
    """`/ppt/slides/slide12.xml` for `/ppt/slides/slide3.xml`; it is a name of the package from here on."""
    match = _NUMBERED.match(posixpath.basename(name))
    stem, suffix = (match[1], match[2]) if match else (posixpath.basename(name), "")
    for free in _numbered(f"{posixpath.dirname(name)}/{stem}", suffix):
        if free.lower() not in names:
            names.add(free.lower())
            return free
    raise AssertionError("numbers do not end")


def _numbered(stem: str, suffix: str) -> Iterator[str]:
    number = 1
    while True:
        yield f"{stem}{number}{suffix}"
        number += 1
