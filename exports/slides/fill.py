"""Somebody else's presentation filled with a story: texts, charts and tables in their places, slides repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part, XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.xmlchemy import serialize_for_reading
from pptx.presentation import Presentation
from pptx.slide import Slide

import roi
from exports.archive.presentation import MOST_SLIDES, Master, mended
from exports.slides.autofit import shrink
from exports.slides.braces import BRACES, Lookup, fill, names_in
from exports.slides.copies import remove, repeated
from exports.slides.frames import fill_places, places, shapes_of
from exports.slides.save import save
from exports.story.build import story as story_of
from exports.story.contents import DocumentRequest
from exports.story.parts import Story
from exports.voice.spaces import held
from roi.answers.numbers import shortened
from roi.errors import Command, Place, RoiError, nearest, remedy
from roi.records import dataclass
from roi.text import plain

_FOR = re.compile(r"for\s+([\w.-]+)", re.IGNORECASE)
# Parts that python-pptx keeps as bytes and that hold texts people see: the data and the drawing of SmartArt.
_DRAWN = (
    "drawingml.diagramData+xml",
    "drawingml.diagramDrawing+xml",
    "ms-office.drawingml.diagramDrawing+xml",
)


@dataclass(slots=True)
class _Names:
    """The texts by name, and the names that were looked up in vain."""

    texts: dict[str, str]
    filled: set[str] = field(default_factory=set)
    missing: dict[str, None] = field(default_factory=dict)

    def lookup(self, item: tuple[str, int] | None = None) -> Lookup:
        """The text of a name as it is written; on a slide of an item `option.title` is that of the item."""

        def text_of(written: str) -> str:
            name = " ".join(written.split()).casefold()
            if item is not None and name.startswith(f"{item[0]}."):
                item_name = f"{item[0]}.{item[1]}.{name.removeprefix(f'{item[0]}.')}"
                name = item_name if item_name in self.texts else name
            if self.texts.get(name):
                self.filled.add(name)
                return self.texts[name]
            self.missing.setdefault(name)
            return ""

        return text_of


def write_filled(run: roi.Run, path: Path, contents: DocumentRequest, master: Master) -> list[str]:
    """Write the master filled with the story of a run.

    Returns:
        What was not filled and is taken out, a sentence each.

    Raises:
        RoiError: see `filled`.
        OSError: the file cannot be written.
    """
    story = story_of(run, contents)
    presentation, left = filled(master, story)
    with mended(master.name):
        save(presentation, path, story)
    return left


def filled(master: Master, story: Story) -> tuple[Presentation, list[str]]:
    """The master with every name and place filled, and what there was nothing for: a sentence each.

    Raises:
        RoiError: a presentation in which there is nothing to fill, whose slides would become too many, or whose
            parts do not fit together.
    """
    presentation = check_fillable(master)
    with mended(master.name):
        return presentation, _fill(presentation, master.name, story)


def check_fillable(master: Master) -> Presentation:
    """The master as a tree, if there is something to fill in it.

    Raises:
        RoiError: a presentation without a name in braces or a place, or whose parts do not fit together.
    """
    presentation = master.presentation()
    with mended(master.name):
        trees = [tree for part in presentation.part.package.iter_parts() if (tree := _tree(part)) is not None]
        named = any(next(names_in(tree), None) is not None for tree in trees)
        if named or any(next(places(slide), None) is not None for slide in presentation.slides):
            return presentation
    raise RoiError(
        "there is nothing to fill in this presentation: no {{name}}, and no shape called chart:… or table:…",
        Place(master.name),
        remedy(
            "Write names in double braces where their texts shall stand; ",
            Command("deck", "CASE --variables"),
            " lists them.",
        ),
    )


def _fill(presentation: Presentation, name: str, story: Story) -> list[str]:
    names = _Names({key.casefold(): held(plain(text)) for key, text in story.variables().items()})
    left: list[str] = []
    done: set[Part] = set()
    font = _font(presentation)
    for slide, item in _repeated(presentation, name, names, left):
        parts = list(_parts_of(slide))  # before charts of ours are among them
        changed = _with_names(slide)
        left += [f"{place}: this estimate has none" for place in fill_places(slide, story, font)]
        for part in parts:
            _fill_part(part, names.lookup(item))
        done |= {*parts, *_parts_of(slide)}
        left += [
            f"the text of “{shortened(each)}” is longer than its box" for each in shrink(slide, changed, font)
        ]
    for part in list(presentation.part.package.iter_parts()):
        if part not in done:
            _fill_part(part, names.lookup())
    return [*_sentences(names), *left]


def _with_names(slide: Slide) -> list[Any]:
    """The shapes of a slide with a text in which a name stands, but places."""
    taken = {place.shape._element for place in places(slide)}
    return [
        shape
        for shape in shapes_of(slide.shapes)
        if shape.has_text_frame
        and shape._element not in taken
        and next(names_in(shape._element), None) is not None
    ]


def _font(presentation: Presentation) -> str:
    """The family of texts in the theme of the first master."""
    theme = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    family = parse_xml(theme.blob).find(".//{*}minorFont/{*}latin")
    return "" if family is None else str(family.get("typeface", ""))


def _repeated(
    presentation: Presentation, name: str, names: _Names, left: list[str]
) -> Iterator[tuple[Slide, tuple[str, int] | None]]:
    """Every slide that stays, those marked `{{for option}}` once an item, with the item from 1."""
    total = len(presentation.slides)
    for slide in list(presentation.slides):
        kind = next((match[1].casefold() for match in _marks(slide)), None)
        if kind is None:
            yield slide, None
            continue
        names.filled.add(f"for {kind}")
        _unmark(slide)
        count = _count(names.texts, kind)
        total += count - 1
        if total > MOST_SLIDES:
            raise RoiError(
                f"filled, the presentation would have more than {MOST_SLIDES} slides: one marked "
                f"{{{{for {shortened(kind)}}}}} is repeated {count} times",
                Place(name),
                "Mark fewer slides.",
            )
        if not count:
            left.append(f"{{{{for {shortened(kind)}}}}}: this estimate has none; its slide is taken out")
            remove(presentation, slide)
            continue
        for place, copy in enumerate(repeated(presentation, slide, count), 1):
            yield copy, (kind, place)


def _marks(slide: Slide) -> Iterator[re.Match[str]]:
    for part in _parts_of(slide):
        if (tree := _tree(part)) is not None:
            yield from filter(None, (_FOR.fullmatch(written) for written in names_in(tree)))


def _unmark(slide: Slide) -> None:
    """Take the mark out, and with it a shape that holds nothing else."""
    for shape in list(slide.shapes):
        text = shape.text_frame.text.strip() if shape.has_text_frame else ""  # type: ignore[attr-defined]
        match = BRACES.fullmatch(text)
        if match and _FOR.fullmatch(match[1]):
            shape._element.getparent().remove(shape._element)
    for part in _parts_of(slide):
        _fill_part(part, lambda written: "" if _FOR.fullmatch(written) else f"{{{{{written}}}}}")


def _count(texts: Mapping[str, str], kind: str) -> int:
    """How many items of a kind there are: `option.1.title`, `option.2.title`."""
    places = (re.match(rf"{re.escape(kind)}\.([0-9]+)\.", name) for name in texts)
    return max((int(match[1]) for match in places if match), default=0)


def _parts_of(slide: Slide) -> Iterator[Part]:
    """The slide and what belongs to it alone and has texts: notes, charts, the data and drawings of SmartArt."""
    yield slide.part
    for rel in slide.part.rels.values():
        kind = rel.reltype.rpartition("/")[2]
        if not rel.is_external and (kind in ("notesSlide", "chart") or kind.startswith("diagram")):
            yield rel.target_part


def _tree(part: Part) -> Any | None:
    """The tree of a part that holds texts; None for any other."""
    if isinstance(part, XmlPart):
        return part._element
    return parse_xml(part.blob) if part.content_type.endswith(_DRAWN) else None


def _fill_part(part: Part, lookup: Lookup) -> None:
    tree = _tree(part)
    if tree is None or next(names_in(tree), None) is None:
        return
    fill(tree, lookup)
    if not isinstance(part, XmlPart):
        part.blob = serialize_for_reading(tree).encode()


def _sentences(names: _Names) -> Iterator[str]:
    """What was not filled: a name that has no text in this estimate, or one that there is not."""
    for name in names.missing:
        shown = f"{{{{{shortened(name)}}}}}"
        if name in names.texts:
            yield f"{shown}: this estimate has none"
        else:
            close = nearest(name, names.texts).close
            yield f"{shown}: there is no such name" + (f"; did you mean {{{{{close}}}}}?" if close else "")
