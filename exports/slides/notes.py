"""Speaker notes: what stands behind each figure of a slide, and what there was no room for on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from exports.brand import DateStyle
from exports.story.parts import Fact, Section, Why
from roi.text import plain

if TYPE_CHECKING:
    from pptx.slide import Slide


def add_notes(slide: Slide, sections: Iterable[Section], more: Sequence[str], dates: DateStyle) -> None:
    """Write the notes of a slide.

    Args:
        slide: it has none yet.
        sections: what is on it.
        more: texts that are not.
        dates: how days are written.
    """
    lines = [*more]
    for section in sections:
        if section.note and section.note not in lines:
            lines.append(section.note)
        for fact in section.facts:
            lines += ["", *_lines(fact, dates)]
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = plain("\n".join(lines).strip())


def _lines(fact: Fact, dates: DateStyle) -> Iterator[str]:
    detail = f" ({fact.detail})" if fact.detail else ""
    yield f"Why {fact.figure}? {fact.label}{detail}."
    for why in fact.why:
        yield f"– {_reason(why, dates)}"


def _reason(why: Why, dates: DateStyle) -> str:
    """`Minutes saved: 0.5 to 2.1 min.  Grade: primary.  Source: …, read 2026-01-05.`"""
    head = f"{why.label}: {why.value}" if why.value else why.label
    read = f", read {dates.written(why.read)}" if why.read else ""
    parts = (
        head,
        why.words,
        f"Grade: {why.grade}" if why.grade else "",
        f"Source: {why.source}{read}"
        if why.source
        else f"Given {dates.written(why.read)}"
        if why.read
        else "",
    )
    return " ".join(part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in parts if part)
