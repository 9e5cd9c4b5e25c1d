"""How a section lies on a slide: its message as the title, figures as tiles, then a chart, a table and texts.

Sizes are chosen by measuring.  What does not fit at the smallest size goes on: rows of a table to a slide of their
own, texts to the notes, where those go too that are long: they are read, not looked at.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from pptx.presentation import Presentation
from pptx.slide import Slide

from exports.slides.charts import Box, add_chart
from exports.slides.fitting import LINE, FittedText, fitting_size, height, lines, width
from exports.slides.house import BODY_BOX, INCH, KICKER, LEFT, RIGHT, TITLE_BOX
from exports.slides.tables import add_table, figures_whole, rows_that_fit, table_size
from exports.slides.write import POINT, Colour, Paragraph, TextRun, place, text_box, write
from exports.story.charts import Chart, TornadoPicture
from exports.story.parts import Fact, Section, Story, StoryTable
from roi.records import dataclass

TITLES = (24, 22, 20, 18)
TEXTS = (14, 13, 12, 11)
_TILES = 4  # figures in a row
_NOTE, _LABEL, _DETAIL = 10, 11, 10
_VALUES = (22, 20, 18, 16, 14)
_GAP = int(0.18 * INCH)
_READABLE = 10  # points
_LONG = 260  # characters of a paragraph that nobody reads from a wall
_LEAST_CHART = int(2.2 * INCH)
_SIGNS: dict[int, Colour] = {-1: "loss", 0: "title", 1: "gain"}


@dataclass(slots=True)
class _Slide:
    """A slide that is being laid out.

    Attributes:
        room: what is left of it.
        frames: its placeholders for texts that are not used yet.
        left_over: texts that there was no room for.
    """

    slide: Slide
    story: Story
    font: str
    room: Box = BODY_BOX
    frames: list[Any] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)

    def finish(self) -> None:
        """Take out placeholders without a text, and add the lines at the foot."""
        for frame in self.frames:
            frame._element.getparent().remove(frame._element)


def new_page(presentation: Presentation, story: Story, font: str, title: str, kicker: str) -> _Slide:
    """A slide with its title, and what it is about above it."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    _foot(slide)
    frames = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    size = title_size(title, font) or TITLES[-1]
    write(frames[0].text_frame, [Paragraph([TextRun(title, None if size == TITLES[0] else size)])])
    page = _Slide(slide, story, font, frames=[frames[LEFT], frames[RIGHT]])
    if kicker:
        write(frames[KICKER].text_frame, [Paragraph([TextRun(kicker)])])
    else:
        page.frames.append(frames[KICKER])
    return page


def title_size(title: str, font: str) -> float | None:
    """The size at which a title fits its box; None where it does at none."""
    return fitting_size(FittedText([title], bold=True), _points(TITLE_BOX), TITLES, font)


def _foot(slide: Slide) -> None:
    """The footer and the number of the slide, which python-pptx leaves to the layout."""
    layout: Any = slide.slide_layout
    for shape in layout.placeholders:
        kind = shape._element.find(".//{*}ph").get("type")
        if kind == "sldNum" or (kind == "ftr" and shape.text_frame.text):
            made = copy.deepcopy(shape._element)
            properties = made.find("{*}spPr")
            for child in list(properties):
                properties.remove(child)
            slide.shapes._spTree.append(made)


def tiles(page: _Slide, facts: Sequence[Fact]) -> None:
    """Figures side by side, as high as the highest needs."""
    if not facts:
        return
    count = max(len(facts), 3)
    wide = (page.room.width - _GAP * (count - 1)) // count
    inner = wide / POINT - 16
    values = [_value_size(fact, inner, page.font) for fact in facts]
    size = min(values)
    high = max(
        _LABEL * LINE * lines(fact.label, _LABEL, inner, False, page.font)
        + size * LINE * lines(str(fact.figure.value), size, inner, True, page.font)
        + _DETAIL * LINE * lines(_detail(fact), _DETAIL, inner, False, page.font)
        for fact in facts
    )
    deep = int((high + 16) * POINT)
    for number, fact in enumerate(facts):
        box = Box(page.room.left + number * (wide + _GAP), page.room.top, wide, deep)
        colour = _SIGNS[fact.sign]
        frame = text_box(page.slide, box, fact.label, filled=True)
        paragraphs = [
            Paragraph([TextRun(fact.label, _LABEL, colour="muted")]),
            Paragraph([TextRun(fact.figure.value, size, bold=True, colour=colour)]),
        ]
        if _detail(fact):
            paragraphs.append(Paragraph([TextRun(_detail(fact), _DETAIL, colour="muted")]))
        write(frame, paragraphs)
    page.room = _below(page.room, deep + _GAP)


def _detail(fact: Fact) -> str:
    return "; ".join(part for part in (fact.figure.error, fact.detail) if part)


def _value_size(fact: Fact, inner: float, font: str) -> float:
    return next(
        (size for size in _VALUES if width(fact.figure.value, size, True, font) <= inner), _VALUES[-1]
    )


def note(page: _Slide, text: str) -> None:
    """A line in small at the foot of what is left."""
    if not text:
        return
    high = int(_NOTE * LINE * lines(text, _NOTE, page.room.width / POINT, False, page.font) * POINT) + POINT
    box = Box(page.room.left, page.room.top + page.room.height - high, page.room.width, high)
    write(text_box(page.slide, box, "Note"), [Paragraph([TextRun(text, _NOTE, colour="muted")])])
    page.room = replace(page.room, height=page.room.height - high - _GAP // 2)


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a column: texts, then a table or a chart; `heading`: above them, in bold."""

    heading: str = ""
    text: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: StoryTable | None = None
    chart: Chart | None = None


def size_in(page: _Slide, content: Content, box: Box) -> float:
    """The size that the texts of a column would have."""
    return _chosen(replace(page, left_over=[]), _short(content), box, TEXTS)[0]


def column(page: _Slide, content: Content, box: Box, most: float = TEXTS[0]) -> StoryTable | None:
    """Lay content out in a box, texts at `most` points at most.

    Returns:
        The rows that there was no room for.
    """
    page.left_over += [text for text in content.text if len(text) > _LONG]
    content = _short(content)
    size, shown = _chosen(page, content, box, [size for size in TEXTS if size <= most])
    used = 0
    if shown.heading or shown.text or shown.bullets:
        used = _texts(page, shown, box, size)
    rest = _below(box, used + _GAP if used else 0)
    if content.chart is not None:
        add_chart(page.slide, content.chart, rest, page.story.date)
        return None
    if content.table is None:
        return None
    fits, left = rows_that_fit(content.table, rest, page.font)
    add_table(page.slide, fits, rest, "Table", page.font)
    return left


def _short(content: Content) -> Content:
    return replace(content, text=tuple(text for text in content.text if len(text) <= _LONG))


def _chosen(page: _Slide, content: Content, box: Box, sizes: Sequence[float]) -> tuple[float, Content]:
    """A size for the texts, and which of them are shown; the others are kept for the notes."""
    shown = content
    while True:
        for size in sizes:
            rest = _below(box, int(_height(shown, size, box, page.font) * POINT) + _GAP)
            if rest.height >= 0 and _has_room(content, rest, page.font):
                return size, shown
        if shown.text:
            page.left_over.append(shown.text[-1])
            shown = replace(shown, text=shown.text[:-1])
        elif len(shown.bullets) > 1:
            page.left_over.append(shown.bullets[-1])
            shown = replace(shown, bullets=shown.bullets[:-1])
        else:
            return TEXTS[-1], shown


def _has_room(content: Content, rest: Box, font: str) -> bool:
    if content.chart is not None:
        return rest.height >= _LEAST_CHART
    return content.table is None or table_size(content.table, rest, font) is not None


def _height(content: Content, size: float, box: Box, font: str) -> float:
    room = box.width / POINT
    heading = (
        height(FittedText([content.heading], bold=True), size + 2, room, font) if content.heading else 0.0
    )
    texts = height(FittedText(content.text, gap=0.4), size, room, font)
    bullets = height(FittedText(content.bullets, gap=0.4, indent=12), size, room, font)
    parts = [part for part in (heading, texts, bullets) if part]
    return sum(parts) + 0.4 * size * max(0, len(parts) - 1)


def _texts(page: _Slide, content: Content, box: Box, size: float) -> int:
    """Write the texts of a column into the next placeholder; gives the height they take."""
    high = int(_height(content, size, box, page.font) * POINT) + POINT
    area = replace(box, height=min(high, box.height))
    frame: Any
    if page.frames and page.frames[0].placeholder_format.idx in (LEFT, RIGHT):
        shape = page.frames.pop(0)
        place(shape, area)
        frame = shape.text_frame
    else:
        frame = text_box(page.slide, area, "Text")
    paragraphs = (
        [Paragraph([TextRun(content.heading, size + 2, bold=True, colour="title")])]
        if content.heading
        else []
    )
    for text, bullet in [
        *((each, False) for each in content.text),
        *((each, True) for each in content.bullets),
    ]:
        before = 0.4 * size if paragraphs else 0.0
        paragraphs.append(Paragraph([TextRun(text, size)], bullet, before))
    write(frame, paragraphs)
    return high


def halves(room: Box, share: float = 0.5) -> tuple[Box, Box]:
    """Two columns; `share` is that of the first."""
    first = int((room.width - 2 * _GAP) * share)
    second = room.width - 2 * _GAP - first
    return replace(room, width=first), replace(room, left=room.left + first + 2 * _GAP, width=second)


def content_of(section: Section, *, lead: bool, heading: bool = False) -> Content:
    """What a section says in a column: without the lead where that is the title of the slide."""
    text = (*((section.lead,) if lead and section.lead else ()), *section.text)
    bullets = () if section.table is not None else section.bullets  # they say why of its rows: for the notes
    return Content(section.title if heading else "", text, bullets, section.table, section.chart)


def beside(page: _Slide, chart: Chart, table: StoryTable) -> float | None:
    """The share of the width that a chart has beside a table that can be read; None where it has none.

    A tornado, which has texts on both sides of its bars, needs all of it and says what its table says.
    """
    if isinstance(chart, TornadoPicture):
        return None
    for share in (0.62, 0.54, 0.46):
        _, right = halves(page.room, share)
        size = table_size(table, right, page.font)
        if (
            size is not None
            and size >= _READABLE
            and figures_whole(table, right.width / POINT, size, page.font)
        ):
            return share
    return None


def facts_as_text(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Figures that are no tiles: `ROI, P50: −31.0 % (8 in 10: …)`."""
    return tuple(
        f"{fact.label}: {fact.figure}" + (f" ({fact.detail})" if fact.detail else "") for fact in facts
    )


def _below(room: Box, deep: int) -> Box:
    return replace(room, top=room.top + deep, height=room.height - deep)


def _points(box: Box) -> tuple[float, float]:
    return box.width / POINT, box.height / POINT


def tile_facts(section: Section) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The figures that are tiles, and those that are told in words."""
    return section.facts[:_TILES], section.facts[_TILES:]
