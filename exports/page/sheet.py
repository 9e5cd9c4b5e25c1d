"""What of a story stands on the one page, and where: the same for paper by a browser and for PDF."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from exports.story.parts import Section, SectionName, Story, StoryTable
from roi.notation import written_day
from roi.records import dataclass

FAMILY = re.compile(r"[^\w .-]")  # of a font's name: what could end it inside a style sheet
ERROR = "± is half the 95 % interval of the sampling error."
Piece = Literal["lead", "facts", "bullets", "table", "chart", "text", "note"]
Place = Literal["ask", "left", "right", "end"]

PLACES: Mapping[Place, tuple[SectionName, ...]] = {
    "ask": ("ask",),
    "left": ("today", "worth", "when"),
    "right": ("conditions", "risk", "claim", "ways", "questions", "drivers"),
    "end": ("evidence", "realisation", "decision", "method"),
}
"""Where sections stand, each in the order of the story; `costs` ends the left column or begins the right one."""
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
    "drivers": ("chart",),
    "evidence": ("lead",),
    "decision": ("table",),
    "method": ("text",),
}
"""The pieces of a section that have room on one sheet; a screen shows all of them, and of the others all."""
MOST_ROWS: Mapping[SectionName, int] = {"ways": 6, "questions": 3}
STACKED: Collection[SectionName] = ("claim", "ways", "questions", "drivers", "evidence", "realisation")
"""Sections whose tables are too wide for a telephone: each row becomes a list of its cells there."""
LEFT_OUT: Mapping[SectionName, int] = {"ways": 2}
"""Columns of tables that have no room on paper."""
MOST_BULLETS: Mapping[SectionName, int] = {"risk": 3, "conditions": 3}


@dataclass(frozen=True, slots=True)
class PagePart:
    """Sections that stand together."""

    name: Place
    sections: tuple[Section, ...]


def parts(story: Story, *, costs: Literal["left", "right"] = "left") -> Sequence[PagePart]:
    """The sections of a story by place."""
    places = dict(PLACES)
    places[costs] = (*places[costs], "costs") if costs == "left" else ("costs", *places[costs])
    return [
        PagePart(place, tuple(each for name in names if (each := story.section(name)) is not None))
        for place, names in places.items()
    ]


def on_paper(section: Section) -> Section:
    """What of a section is printed, where it is; the sum of a table stays."""
    shown = ON_PAPER.get(section.name, ())
    return replace(
        section,
        lead=section.lead if "lead" in shown else "",
        facts=section.facts if "facts" in shown else (),
        bullets=section.bullets[: MOST_BULLETS.get(section.name)] if "bullets" in shown else (),
        table=_table_on_paper(section.table, section.name) if section.table and "table" in shown else None,
        chart=section.chart if "chart" in shown else None,
        text=section.text if "text" in shown else (),
        note="",
        why=(),
    )


def _table_on_paper(table: StoryTable, name: SectionName) -> StoryTable:
    rows = list(table.rows[: MOST_ROWS.get(name)])
    if table.summed and len(rows) < len(table.rows):
        rows.append(table.rows[-1])
    out = LEFT_OUT.get(name)

    def kept(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cell for k, cell in enumerate(cells) if k != out)

    return replace(table, head=kept(table.head), rows=tuple(kept(row) for row in rows))


def whose(story: Story) -> str:
    """`Option A · for Acme · prepared by Ann · 2026-11-27 · valid until 2026-12-31`."""
    until = story.valid_until
    return " · ".join(
        part
        for part in (
            story.subtitle,
            f"for {story.prospect}" if story.prospect else "",
            f"prepared by {story.prepared_by}" if story.prepared_by else "",
            written_day(story.date),
            f"valid until {written_day(until)}" if until else "",
        )
        if part
    )
