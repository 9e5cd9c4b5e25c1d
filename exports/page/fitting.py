"""How large the letters of the one printed sheet may be, so that all of it has room on A4 and on Letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from exports.brand import Brand
from exports.page.ink import SIZE, width_of
from exports.page.sheet import ERROR, PagePart, on_paper, parts, whose
from exports.story.parts import Section, SectionName, Story, StoryTable
from roi.records import dataclass

WIDTH, HEIGHT = 190.0, 257.0  # millimetres that A4 and Letter have in common, without margins
COLUMN = 92.5
LARGEST, SMALLEST, _STEP = 9.0, 5.6, 0.1  # points
_ON_SCREEN: tuple[SectionName, ...] = ("realisation",)  # alone: one sheet has no room for it
_IF_ROOM: tuple[SectionName, ...] = ("drivers",)  # on paper only where the letters stay as large
CHART = 30.0  # millimetres that a chart should have; it takes what is left
_METRIC = ("Arial", "Helvetica", "Liberation Sans")  # as wide as the widths that are known
_OTHER_FONT = 1.12  # how much more room a wide one may take
_LINE = 1.25  # of the size
_MM = 25.4 / 72  # of a point
_BOLD = 1.07  # as wide as regular letters
_GAP, _RULE = 1.8, 0.6  # millimetres between sections, and of a row's padding and rule


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where on the sheet.

    Attributes:
        size: of letters, points.
        parts: the sections by place.
        left_out: sections that have no room on paper.
    """

    size: float
    parts: Sequence[PagePart]
    left_out: Collection[SectionName] = ()


def layout(story: Story, brand: Brand) -> Layout:
    """The largest letters at which everything is estimated to have room, with what moves the plan where it has."""
    choices = []
    for side in ("left", "right"):
        shown = parts(story, costs=side)
        for left_out in (_ON_SCREEN, (*_ON_SCREEN, *_IF_ROOM)):
            size, high = _largest(story, brand, shown, left_out)
            choices.append((size, left_out == _ON_SCREEN, -high, Layout(size, shown, left_out)))
    return max(choices, key=lambda choice: choice[:3])[-1]


def _largest(
    story: Story, brand: Brand, shown: Sequence[PagePart], left_out: Collection[SectionName]
) -> tuple[float, float]:
    """Size of letters, points, and the height that everything then takes, millimetres."""
    steps = round((LARGEST - SMALLEST) / _STEP)
    for step in range(steps + 1):
        size = round(LARGEST - step * _STEP, 1)
        high = _height(story, brand, shown, left_out, size)
        if high <= HEIGHT:
            break
    return size, high


def _height(
    story: Story, brand: Brand, shown: Sequence[PagePart], left_out: Collection[SectionName], size: float
) -> float:
    head = _text(story.title, WIDTH, size * 1.5, 2) + _text(whose(story), WIDTH, size * 0.86, 2) + 4
    if brand.confidentiality:
        head += _text(brand.confidentiality, WIDTH, size, 2)
    if brand.logo is not None:
        head = max(head, 15.0)
    foot = _text(f"{brand.footer} {ERROR}", WIDTH, size * 0.86, 2) + 3
    high = {
        part.name: {
            section.name: _section(section, WIDTH - 6 if part.name == "ask" else COLUMN, size) + _GAP
            for section in part.sections
            if section.name not in left_out
        }
        for part in shown
    }
    columns = max(sum(high["left"].values()), sum(high["right"].values()))
    decision = high["end"].pop("decision", 0.0)
    estimated = (
        head + sum(high["ask"].values()) + 4 + columns + max(decision, sum(high["end"].values())) + foot
    )
    return estimated if brand.font in _METRIC else estimated * _OTHER_FONT


def _section(whole: Section, width: float, size: float) -> float:
    """Its height on paper, millimetres."""
    section = on_paper(whole)
    large = 1.2 if section.name == "ask" else 1.0
    high = _text(section.title, width, size * 1.06, 2)
    high += _text(section.lead, width, size * large * _BOLD, 3) if section.lead else 0.0
    for fact in section.facts:
        rows = (
            _text(fact.label, 0.36 * width, size, 2),
            _text(str(fact.figure), 0.3 * width, size * _BOLD, 2),
            _text(fact.detail, 0.32 * width, size * 0.86, 2),
        )
        high += max(rows) + _RULE
    high += sum(_text(each, width - 3.5, size, 3) for each in section.bullets)
    high += sum(_text(each, width, size * 0.94, 3) for each in section.text)
    high += _table(section.table, width, size * 0.92) if section.table else 0.0
    return high + (CHART if section.chart else 0.0)


def _table(table: StoryTable, width: float, size: float) -> float:
    """Figures keep one line; the other columns share the rest."""
    rows = [*([table.head] if table.head else []), *table.rows]
    figures = range(table.figures_from, len(rows[0]))
    taken = sum(max(_wide(row[k], size * _BOLD) for row in rows) + 2 for k in figures)
    words, rest = min(table.figures_from, len(rows[0])), max(width - taken, 0.2 * width)
    share = [rest] if words == 1 else [0.2 * rest, *[0.8 * rest / (words - 1)] * (words - 1)]
    return sum(
        max(_text(row[k], wide, size * _BOLD, 3) for k, wide in enumerate(share)) + _RULE for row in rows
    )


def _text(words: str, width: float, size: float, most: int) -> float:
    """Height of a paragraph of at most so many lines, millimetres."""
    return _lines(words.split(), width, size, most) * size * _LINE * _MM


def _lines(words: Iterable[str], width: float, size: float, most: int) -> int:
    lines, filled = 1, 0.0
    for word in words:
        wide = _wide(word + " ", size)
        if filled + wide > width and filled:
            lines, filled = lines + 1, 0.0
        filled += wide
        while filled > width:  # a word that is longer than a line is broken
            lines, filled = lines + 1, filled - width
    return min(lines, most)


def _wide(words: str, size: float) -> float:
    """Millimetres; `size` is in points."""
    return width_of(words) / SIZE * size * _MM
