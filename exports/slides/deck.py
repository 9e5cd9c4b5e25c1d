"""Our own deck of a story: ten slides at most but for tables that go on, decision first, method last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx.presentation import Presentation

import roi
from exports.brand import Brand
from exports.slides import pages
from exports.slides.fitting import FittedText, fitting_size, height
from exports.slides.house import COVER_BODY_BOX, COVER_TEXT_BOX, COVER_TITLE_BOX, INCH, LEFT, blank
from exports.slides.notes import add_notes
from exports.slides.pages import Content, _Slide
from exports.slides.save import save
from exports.slides.tables import add_table
from exports.slides.write import POINT, Paragraph, TextRun, write
from exports.story.build import story as story_of
from exports.story.contents import DocumentRequest
from exports.story.parts import Section, SectionName, Story, StoryTable
from roi.notation import written_day

# What stands on a slide after the cover: one section, or two side by side.
SLIDES: Sequence[tuple[SectionName, ...]] = (
    ("today",), ("worth",), ("when",), ("costs",), ("conditions", "risk"), ("claim",), ("ways",),
    ("questions", "drivers"), ("realisation",), ("evidence",),
)  # fmt: skip
_WHERE_ASKED: SectionName = "realisation"  # the plan of benefits, which has a slide where it is asked for
_COVER_TITLES, _COVER_TEXTS, _ASKS = (30, 28, 26, 24, 22, 20), (13, 12, 11, 10), (24, 22, 20, 18, 16)
_CHART_SHARE = 0.62


def write_deck(run: roi.Run, path: Path, contents: DocumentRequest) -> None:
    """Write the deck of a run, as it stands: move it into place with `exports.atomic.write_atomically`.

    Raises:
        OSError: the file cannot be written.
    """
    story = story_of(run, contents)
    save(deck(story, contents.brand, with_plan=contents.with_plan), path, story)


def deck(story: Story, brand: Brand, *, with_plan: bool = False) -> Presentation:
    """The deck, ready to be saved; `with_plan`: the plan of benefits has a slide too."""
    made = blank(brand)
    _cover(made, story, brand)
    for names in SLIDES:
        if _WHERE_ASKED in names and not with_plan:
            continue
        sections = [section for name in names if (section := story.section(name)) is not None]
        if sections:
            _slide(made, story, brand, sections)
    return made


def _cover(made: Presentation, story: Story, brand: Brand) -> None:
    """Whose case it is, what is asked for, and the decision."""
    slide = made.slides.add_slide(made.slide_layouts[0])
    frames = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    until = f"Valid until {written_day(story.valid_until)}" if story.valid_until else ""
    about = [
        story.subtitle,
        f"For {story.prospect}" if story.prospect else "",
        f"Prepared by {story.prepared_by}" if story.prepared_by else "",
        written_day(story.date),
        until,
    ]
    about = [line for line in about if line]
    ask, decision = story.section("ask"), story.section("decision")
    for number, texts, box, sizes, bold in (
        (0, [story.title], COVER_TITLE_BOX, _COVER_TITLES, True),
        (1, about, COVER_TEXT_BOX, _COVER_TEXTS, False),
    ):
        room = (box.width / POINT, box.height / POINT)
        size = fitting_size(FittedText(texts, bold, 0.5), room, sizes, brand.font) or sizes[-1]
        gaps = [0.0, *[0.5 * size] * (len(texts) - 1)]
        lines = [Paragraph([TextRun(text, size)], before=gap) for text, gap in zip(texts, gaps, strict=True)]
        write(frames[number].text_frame, lines)
    page = _Slide(slide, story, brand.font, frames=[])
    if ask is None:
        frames[LEFT]._element.getparent().remove(frames[LEFT]._element)
    else:
        _ask(frames[LEFT], ask, brand.font)
    if decision is not None and decision.table is not None:
        top = COVER_BODY_BOX.top + COVER_BODY_BOX.height + int(0.3 * INCH)
        box = replace(COVER_BODY_BOX, top=top, height=2 * INCH)
        add_table(slide, decision.table, box, decision.title, brand.font)
    add_notes(slide, [each for each in (ask, decision) if each], page.left_over)


def _ask(shape: Any, ask: Section, font: str) -> None:
    """The ask in large, then why."""
    box = COVER_BODY_BOX
    wide, high = box.width / POINT, box.height / POINT
    kicker, small = 12.0, 14.0
    more = [text for text in (*ask.text, ask.note) if text]
    for size in _ASKS:
        small = max(11.0, min(14.0, size * 0.6))
        taken = height(FittedText([ask.lead], bold=True), size, wide, font) + 20
        taken += height(FittedText(more, gap=0.6), small, wide, font) + small
        if taken <= high:
            break
    lines = [
        Paragraph([TextRun(ask.title, kicker, bold=True, colour="gain")]),
        Paragraph([TextRun(ask.lead, size, bold=True, colour="title")], before=4),
    ]
    lines += [Paragraph([TextRun(text, small)], before=0.6 * small) for text in more]
    write(shape.text_frame, lines)


def _slide(made: Presentation, story: Story, brand: Brand, sections: Sequence[Section]) -> None:
    """A slide of one or two sections, and slides for rows that it has no room for."""
    first = sections[0]
    message = first.lead if len(sections) == 1 else ""
    whole = bool(message) and pages.title_size(message, brand.font) is not None
    titles = "  ·  ".join(section.title for section in sections)
    page = pages.new_page(made, story, brand.font, message if whole else titles, first.title if whole else "")
    method = story.section("method")
    if first.name == "evidence" and method is not None:
        _method(page, method)
    rows = _single(page, first, lead=not whole) if len(sections) == 1 else _pair(page, first, sections[1])
    page.finish()
    add_notes(page.slide, sections, page.left_over)
    for table in rows:
        while table is not None:
            page = pages.new_page(made, story, brand.font, f"{titles} (continued)", "")
            table = pages.column(page, Content(table=table), page.room)
            page.finish()
            add_notes(page.slide, [], [first.note])


def _method(page: _Slide, method: Section) -> None:
    """How it was worked out, in small at the foot."""
    pages.note(page, method.note)
    pages.note(page, " ".join(method.text))
    pages.note(page, f"{method.title}:")


def _single(page: _Slide, section: Section, *, lead: bool) -> list[StoryTable | None]:
    """Tiles above, then chart and table side by side; what is alone has all the room."""
    shown, facts = pages.tile_facts(section)
    pages.tiles(page, shown)
    pages.note(page, section.note)
    content = pages.content_of(section, lead=lead)
    content = replace(content, text=(*pages.facts_as_text(facts), *content.text))
    share = _CHART_SHARE
    if content.chart is not None and content.table is not None:
        placed = pages.beside(page, content.chart, content.table)
        # A table that cannot be read beside its chart says the same as that.
        share, content = (placed, content) if placed is not None else (share, replace(content, table=None))
    if content.chart is None or not (content.text or content.bullets or content.table):
        return [pages.column(page, content, page.room)]
    left, right = pages.halves(page.room, share)
    pages.column(page, Content(chart=content.chart), left)
    return [pages.column(page, replace(content, chart=None), right)]


def _pair(page: _Slide, first: Section, second: Section) -> list[StoryTable | None]:
    """Two sections side by side, each with its heading; of one with a chart its table is left out."""
    pages.note(page, " ".join(section.note for section in (first, second) if section.note))
    columns = []
    for section, box in zip((first, second), pages.halves(page.room), strict=True):
        content = pages.content_of(section, lead=True, heading=True)
        text = (*content.text[:1], *pages.facts_as_text(section.facts), *content.text[1:])
        table = None if content.chart is not None else content.table
        columns.append((replace(content, text=text, table=table), box))
    size = min(pages.size_in(page, content, box) for content, box in columns)
    return [pages.column(page, content, box, size) for content, box in columns]
