"""What of a story stands on the one page, and where: the same for paper by a browser and for PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exports.brand import Brand
from exports.story.parts import Section, SectionName, Story

Piece = Literal["lead", "facts", "bullets", "table", "chart", "text", "note"]
Place = Literal["ask", "left", "right", "end"]

PLACES: Mapping[Place, tuple[SectionName, ...]] = {
    "ask": ("ask",),
    "left": ("today", "worth", "when", "costs"),
    "right": ("conditions", "risk", "claim", "ways", "questions"),
    "end": ("drivers", "evidence", "decision", "method"),
}
"""Where sections stand, each in the order of the story."""
ON_PAPER: Mapping[SectionName, tuple[Piece, ...]] = {
    "ask": ("lead", "text"),
    "today": ("table",),
    "worth": ("facts", "chart"),
    "when": ("lead", "facts", "chart"),
    "costs": ("facts",),
    "conditions": ("lead", "bullets"),
    "risk": ("lead", "facts", "bullets"),
    "claim": ("lead", "text"),
    "ways": ("table",),
    "questions": ("table",),
    "evidence": ("lead",),
    "decision": ("table",),
    "method": ("text",),
}
"""The pieces of a section that have room on one sheet; a screen shows all of them."""
MOST_ROWS: Mapping[SectionName, int] = {"ways": 5, "questions": 3}
MOST_BULLETS: Mapping[SectionName, int] = {"risk": 3, "conditions": 3}


@dataclass(frozen=True, slots=True)
class Part:
    """Sections that stand together."""

    name: Place
    sections: tuple[Section, ...]


def parts(story: Story) -> Sequence[Part]:
    """The sections of a story by place."""
    return [
        Part(place, tuple(each for name in names if (each := story.section(name)) is not None))
        for place, names in PLACES.items()
    ]


def whose(story: Story, brand: Brand) -> str:
    """`Option A · for Acme · prepared by Ann · 2026-11-27 · valid until 2026-12-31`."""
    until = story.valid_until
    return " · ".join(
        part
        for part in (
            story.subtitle,
            f"for {story.prospect}" if story.prospect else "",
            f"prepared by {story.prepared_by}" if story.prepared_by else "",
            brand.dates.written(story.date),
            f"valid until {brand.dates.written(until)}" if until else "",
        )
        if part
    )
