"""A part of an answer: a heading, a table and sentences, in words and without looks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from exports.markdown.syntax import bullets, escape, table
from exports.story.parts import StoryTable
from exports.voice.formats import measured_chance
from exports.voice.scales import Scale
from roi.records import dataclass
from roi.sim.estimate import Statistic


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One part.

    Attributes:
        title: its heading.
        lead: sentences above the table; `after`: below it.
        table: None without one.
        items: a list below all.
    """

    title: str
    lead: tuple[str, ...] = ()
    table: StoryTable | None = None
    after: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def markdown(parts: Iterable[PaperPart]) -> Iterator[str]:
    """Blocks of Markdown."""
    for part in parts:
        yield f"## {escape(part.title)}"
        if part.lead:
            yield " ".join(map(escape, part.lead))
        if part.table is not None:
            yield table(part.table.head, part.table.rows, part.table.figures_from)
        if part.after:
            yield " ".join(map(escape, part.after))
        if part.items:
            yield bullets(map(escape, part.items))


def with_band(estimate: Statistic, scale: Scale) -> str:
    """`7.87 ± 0.12`, in the scale of a table."""
    half = estimate.half_width
    shown = f" ± {scale.text(half)}" if math.isfinite(half) and half else ""
    return f"{scale.text(estimate.value)}{shown}"


def chance_cell(estimate: Statistic) -> str:
    """A chance without its error: `29.8 %`."""
    return measured_chance(estimate).value
