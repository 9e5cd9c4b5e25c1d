"""Rows of thousands of draws: numbers, and formulas that are written once and shared by all rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from exports.markup import escape
from exports.workbook.coordinates import letters, moved
from exports.workbook.writer.strings import Strings
from roi.arrays import Array
from roi.formula.excel import within_excel
from roi.records import dataclass
from roi.text import plain

_ROWS_AT_ONCE = 64
_ROW = "\x02"  # stands for the number of a row
# Of a formula's value, which is worked out again where the file is opened: 5e-10 off at most.
_CACHED = "%.10g"


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
        """The `<row>` elements in chunks; shared formulas are numbered from `first_index`, texts into `strings`.

        Raises:
            RoiError: a formula that is more than Excel takes.
        """
        ordered = sorted(self.parts, key=lambda part: part.col)
        columns: list[_Column] = []
        for part in ordered:
            columns += _columns(part, first_index, self.first_row, self.first_row + self.height - 1)
            first_index += width(part) if type(part) is Shared else 0
        values = [_numbers(part, strings) for part in ordered]
        whole = _row(column.cell for column in columns)
        for start in range(0, self.height, _ROWS_AT_ONCE):
            table = np.column_stack([each[start : start + _ROWS_AT_ONCE] for each in values])
            gaps: list[bool] = np.asarray(np.isnan(table).any(axis=1)).tolist()
            yield "".join(
                _filled(columns, row, number, number == self.first_row)
                if gap or number == self.first_row
                else whole.replace(_ROW, str(number)) % tuple(row)
                for number, (row, gap) in enumerate(
                    zip(table.tolist(), gaps, strict=True), start=self.first_row + start
                )
            )


def width(part: Part) -> int:
    """How many columns a part takes."""
    if isinstance(part, Texts) or part.values.ndim == 1:
        return 1
    return part.across if isinstance(part, Whole) and part.across else int(part.values.shape[1])


class _Column(NamedTuple):
    """The XML of a column's cells: `_ROW` for the number of the row, a place of `%` for the value.

    Attributes:
        cell, empty: of a value, and of none.
        top, top_empty: the same of the first row, where the formula stands that others share.
    """

    cell: str
    empty: str
    top: str
    top_empty: str


def _columns(part: Part, index: int, first: int, last: int) -> Iterator[_Column]:
    """The columns of a part in the rows from `first` to `last`; its shared formulas are numbered from `index`."""
    names = [letters(part.col + offset) for offset in range(width(part))]
    if not isinstance(part, Shared):
        form = ' t="s"><v>%d</v></c>' if isinstance(part, Texts) else "><v>%r</v></c>"
        for name in names:
            cell = f'<c r="{name}{_ROW}" s="{part.style}"{form}'
            yield _Column(cell, "", cell, "")
        return
    for name, (head, link) in zip(names, _formulas(part, names, index, first, last), strict=False):
        start = f'<c r="{name}{_ROW}" s="{part.style}"'
        texts = [f'{start} t="str">{formula}<v>{escape(part.otherwise)}</v></c>' for formula in (link, head)]
        empty, top_empty = (text.replace("%", "%%") for text in texts)
        link, head = link.replace("%", "%%"), head.replace("%", "%%")
        yield _Column(
            f"{start}>{link}<v>{_CACHED}</v></c>", empty, f"{start}>{head}<v>{_CACHED}</v></c>", top_empty
        )


def _formulas(
    part: Shared, names: Sequence[str], index: int, first: int, last: int
) -> Iterator[tuple[str, str]]:
    """Of each column with values, the `<f>` elements of the top cell and of the others."""
    if type(part) is Shared:
        texts = _by_column(part.formula, len(names))
        for k, (name, text) in enumerate(zip(names, texts, strict=True), start=index):
            shared = f'<f t="shared" si="{k}"'
            yield f'{shared} ref="{name}{first}:{name}{last}">{escape(text)}</f>', f"{shared}/>"
        return
    # An array of a row names cells of that row; of `$B$6`, the head of a column, nothing moves.
    text = escape(within_excel(part.formula))
    if isinstance(part, Arrays):
        moving = re.sub(rf"(?<=[A-Z]){first}\b", _ROW, text)
        yield (f'<f t="array" ref="{names[0]}{_ROW}">{moving}</f>',) * 2
        return
    yield f'<f t="array" ref="{names[0]}{first}:{names[-1]}{last}">{text}</f>', ""
    yield from (("", ""),) * (part.values.size // len(part.values) - 1)


def _by_column(formula: str, count: int) -> list[str]:
    """The formula of each column of a block."""
    within_excel(moved(formula, count))
    return [moved(formula, offset) for offset in range(count)]


def _numbers(part: Part, strings: Strings) -> Array:
    """The values of a part, those of texts as their places: (n,) or (n, w)."""
    if isinstance(part, Texts):
        return np.array([strings.place(plain(text)) for text in part.values], dtype=float)
    return part.values


def _filled(columns: Sequence[_Column], values: Sequence[float], number: int, top: bool) -> str:
    """A row some of whose values are nan, or the first one."""
    chosen = (
        (column.top if top else column.cell)
        if value == value
        else (column.top_empty if top else column.empty)
        for column, value in zip(columns, values, strict=True)
    )
    return _row(chosen).replace(_ROW, str(number)) % tuple(value for value in values if value == value)


def _row(cells: Iterable[str]) -> str:
    return f'<row r="{_ROW}">{"".join(cells)}</row>'
