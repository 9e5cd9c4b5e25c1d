"""Speaker notes: what stands behind each figure of a slide, and what there was no room for on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pptx.slide import Slide

from exports.story.parts import Fact, Section, Why
from roi.notation import written_day
from roi.text import plain


def add_notes(slide: Slide, sections: Iterable[Section], more: Sequence[str]) -> None:
    """Write the notes of a slide.

    Args:
        slide: it has none yet.
        sections: what is on it.
        more: texts that are not.
    """
    lines = [*more]
    for section in sections:
        if section.note and section.note not in lines:
            lines.append(section.note)
        for fact in section.facts:
            lines += ["", *_lines(fact)]
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = plain("\n".join(lines).strip())


def _lines(fact: Fact) -> Iterator[str]:
    detail = f" ({fact.detail})" if fact.detail else ""
    yield f"Why {fact.figure}? {fact.label}{detail}."
    for why in fact.why:
        yield f"– {_reason(why)}"


def _reason(why: Why) -> str:
    """`Minutes saved: 0.5 to 2.1 min. Grade: primary. Source: …. Read 2026-01-05.`"""
    head = f"{why.label}: {why.value}" if why.value else why.label
    read = written_day(why.read) if why.read else ""
    parts = (
        head,
        why.words,
        f"Grade: {why.grade}" if why.grade else "",
        f"Source: {why.source}" if why.source else "",
        f"{'Read' if why.source else 'Given'} {read}" if read else "",
    )
    return " ".join(part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in parts if part)
