"""How large values show themselves in Python: a few lines of text, in a notebook a table, with texts escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields

from roi.records import dataclass
from roi.text import one_line

LONGEST = 60  # characters of a text from a file
MOST_FIELDS = 9


@dataclass(frozen=True, slots=True)
class Card:
    """A title, rows under columns (the first holds names), and a note below."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """At most as many lines as there are rows, and three."""
        rows = [tuple(map(_clean, row)) for row in (*([self.columns] if self.columns else []), *self.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [_aligned(row, widths) for row in rows]
        return "\n".join([_clean(self.title), *lines, *([f"  {_clean(self.note)}"] if self.note else [])])

    @property
    def html(self) -> str:
        """A table whose texts are escaped."""
        head = f"<tr>{_cells('th', self.columns)}</tr>" if self.columns else ""
        body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in self.rows)
        note = f"<p><small>{_safe(self.note)}</small></p>" if self.note else ""
        return f"<div><b>{_safe(self.title)}</b><table>{head}{body}</table>{note}</div>"


class Carded:
    """What shows itself as a card."""

    __slots__ = ()

    def card(self) -> Card:
        """What is shown."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.card().text

    def _repr_html_(self) -> str:
        return self.card().html


class Brief(Carded):
    """A result of many parts: a dataclass that shows each field in a line, as far as there is room."""

    __slots__ = ()

    def card(self) -> Card:
        """The first fields and what they hold."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        rows = tuple((name, repr(getattr(self, name))[: 4 * LONGEST]) for name in names[:MOST_FIELDS])
        left_out = f"and {', '.join(names[MOST_FIELDS:])}" if len(names) > MOST_FIELDS else ""
        return Card(type(self).__name__, rows=rows, note=left_out)


def number(value: float) -> str:
    """As Python has it, to four digits: `-280,500`, `0.1234`, `inf`, `nan`."""
    if not math.isfinite(value) or value == 0:
        return f"{value:g}".removeprefix("-") if value == 0 else f"{value:g}"
    digits = 3 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}" if digits < 8 else f"{value:.4g}"


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names with commas; of many the first, and how many there are."""
    known = list(names)
    more = f", … ({len(known)})" if len(known) > most else ""
    return (", ".join(known[:most]) + more) or "none"


def _clean(text: str) -> str:
    return one_line(text, 3 * LONGEST)


def _safe(text: str) -> str:
    from html import escape  # for notebooks alone

    return escape(_clean(text))


def _cells(tag: str, row: Iterable[str]) -> str:
    return "".join(f"<{tag}>{_safe(text)}</{tag}>" for text in row)


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    name, *values = row
    if len(values) == 1:
        return f"  {name:<{widths[0]}}  {values[0]}".rstrip()
    cells = (f"{value:>{width}}" for value, width in zip(values, widths[1:], strict=True))
    return f"  {name:<{widths[0]}}  {'  '.join(cells)}".rstrip()
