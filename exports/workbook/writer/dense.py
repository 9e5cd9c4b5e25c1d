"""Rows of thousands of draws: numbers, and formulas that are written once and shared by all rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.writer.strings import Strings
from roi.arrays import Array
from roi.formula.excel import within_excel
from roi.text import plain

_ROWS_AT_ONCE = 256
_ROW = "\x02"  # in the template of a row, its number
# Of a formula's value, which is worked out again where the file is opened: 5e-10 off at most.
_CACHED = "%.10g"
_RELATIVE = re.compile("\x01([0-9]+)\x01")


def relative(col: int) -> str:
    """In the formula of a block: this column under its first column, the next under the next …"""
    return f"\x01{col}\x01"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Values: (n,) for a column, (n, w) for a block; nan leaves the cell empty.  `style` is an index."""

    col: int
    values: Array
    style: int


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts."""

    col: int
    values: Sequence[str]
    style: int


@dataclass(frozen=True, slots=True)
class Shared:
    """One formula for a column (n,) or a block (n, w).

    Attributes:
        formula: of the top row, without `=`; relative rows move with the cell, columns in a block are
            `relative`.  Only cells of the same sheet and defined names: references to other sheets do not
            move everywhere.
        values: what the cells are worth; nan is the text `otherwise`.
    """

    col: int
    formula: str
    values: Array
    style: int
    otherwise: str = "undefined"


@dataclass(frozen=True, slots=True)
class Arrays(Shared):
    """The formula of a column (n,), an array formula of its own in each cell."""


@dataclass(frozen=True, slots=True)
class Whole(Shared):
    """One array formula over all cells of a column (n,) or a block (n, w); its text stands once.

    `across`: columns of the block where `values` has fewer; the others are worked out where it is opened.
    """

    across: int = 0


Part = Numbers | Texts | Shared


@dataclass(frozen=True, slots=True)
class Dense:
    """Parts side by side that fill the rows from `first_row` on.

    Raises:
        ValueError: parts of different heights.
    """

    first_row: int
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if len({len(part.values) for part in self.parts}) != 1:
            raise ValueError("parts of different heights")

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.parts[0].values)

    @property
    def last_col(self) -> int:
        """The last column that is used."""
        return max(part.col + width(part) - 1 for part in self.parts)

    @property
    def formulas(self) -> int:
        """How many shared formulas the rows bring along."""
        return sum(width(part) for part in self.parts if type(part) is Shared)

    def xml(self, first_index: int, strings: Strings) -> Iterator[str]:
        """The `<row>` elements in chunks; shared formulas are numbered from `first_index`, texts into `strings`."""
        ordered = sorted(self.parts, key=lambda part: part.col)
        writers: list[Callable[[int, int], list[str]]] = []
        for part in ordered:
            columns = [letters(part.col + offset) for offset in range(width(part))]
            writers.append(_writer(part, columns, first_index, self, strings))
            first_index += width(part) if type(part) is Shared else 0
        for start in range(0, self.height, _ROWS_AT_ONCE):
            stop = min(start + _ROWS_AT_ONCE, self.height)
            cells = [writer(start, stop) for writer in writers]
            yield "".join(
                f'<row r="{self.first_row + start + place}">{"".join(row)}</row>'
                for place, row in enumerate(zip(*cells, strict=True))
            )


def width(part: Part) -> int:
    """How many columns a part takes."""
    if isinstance(part, Texts) or part.values.ndim == 1:
        return 1
    return part.across if isinstance(part, Whole) and part.across else int(part.values.shape[1])


def _writer(
    part: Part, columns: list[str], index: int, dense: Dense, strings: Strings
) -> Callable[[int, int], list[str]]:
    """A function that gives the cells of the rows [start, stop), a text a row."""
    first = dense.first_row
    match part:
        case Texts(values=values, style=style):
            return lambda start, stop: [
                f'<c r="{columns[0]}{first + k}" s="{style}" t="s"><v>{strings.place(plain(values[k]))}</v></c>'
                for k in range(start, stop)
            ]
        case Numbers(values=values, style=style):
            middles = [f'" s="{style}"><v>'] * len(columns)
            return _block(columns, values, first, middles, [""] * len(columns), "%r")
        case Shared(values=values, style=style, otherwise=otherwise):
            links = [
                f'<f t="shared" si="{index + k}"/>' * (type(part) is Shared) for k in range(len(columns))
            ]
            middles = [f'" s="{style}">{each}<v>' for each in links]
            missing = [f'" s="{style}" t="str">{each}<v>{escape(otherwise)}</v></c>' for each in links]
            cells = _block(columns, values, first, middles, missing, _CACHED)
            texts = _texts(part, columns, links, first, first + dense.height - 1)

            def written(start: int, stop: int) -> list[str]:
                rows = cells(start, stop)
                for row in range(start, stop if isinstance(part, Arrays) else min(stop, 1)):
                    for old, new in texts(first + row):
                        rows[row - start] = rows[row - start].replace(old, new, 1)
                return rows

            return written


def _texts(
    part: Shared, columns: list[str], links: list[str], first: int, last: int
) -> Callable[[int], list[tuple[str, str]]]:
    """What is replaced in a row so that the text of the formula stands there, and by what."""
    if type(part) is Shared:
        ref = f' ref="{{0}}{first}:{{0}}{last}">'
        heads = [
            (each, each.replace("/>", ref.format(column) + f"{escape(text)}</f>"))
            for each, column, text in zip(links, columns, _by_column(part.formula, len(columns)), strict=True)
        ]
        return lambda row: heads
    # An array of a row names cells of that row; of `$B$6`, the head of a column, nothing moves.
    pieces = re.split(rf"(?<=[A-Z]){first}\b", within_excel(part.formula))

    def array(row: int) -> list[tuple[str, str]]:
        ref = f"{columns[0]}{row}" if isinstance(part, Arrays) else f"{columns[0]}{first}:{columns[-1]}{last}"
        return [("<v>", f'<f t="array" ref="{ref}">{escape(str(row).join(pieces))}</f><v>')]

    return array


def _by_column(formula: str, count: int) -> list[str]:
    """The formula of each column of a block."""

    def moved(offset: int) -> str:
        return _RELATIVE.sub(lambda match: letters(int(match[1]) + offset), formula)

    within_excel(moved(count))
    return [moved(offset) for offset in range(count)]


def _block(
    columns: list[str], values: Array, first: int, middles: list[str], missing: list[str], form: str
) -> Callable[[int, int], list[str]]:
    """Cells of numbers, written by `form`; a nan is written as `missing`."""
    table = values.reshape(len(values), -1)
    columns = columns[: table.shape[1]]
    numbers = [
        f'<c r="{column}{_ROW}{middle}{form}</v></c>'
        for column, middle in zip(columns, middles, strict=False)
    ]
    others = [
        f'<c r="{column}{_ROW}{text}'.replace("%", "%%") if text else ""
        for column, text in zip(columns, missing, strict=False)
    ]
    template = "".join(numbers)

    def write(start: int, stop: int) -> list[str]:
        chunk = table[start:stop]
        gaps = np.asarray(np.isnan(chunk).any(axis=1)).tolist()
        rows = []
        for place, (row, gap) in enumerate(zip(chunk.tolist(), gaps, strict=True)):
            cells = template
            if gap:
                cells = "".join(
                    number if v == v else other for v, number, other in zip(row, numbers, others, strict=True)
                )
                row = [v for v in row if v == v]
            rows.append(cells.replace(_ROW, str(first + start + place)) % tuple(row))
        return rows

    return write
