"""Seals: by what a sheet shows that a formula, a stored figure or a word of it was overtyped.

Over all locked cells of a sheet: how many hold formulas, what the numbers that are no formulas add up to, and
whether its words are those of a copy on a hidden sheet.  None of these moves when a reader types into a blue cell.
`ISFORMULA` is of Excel 2013 and of LibreOffice.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from exports.voice.formats import number
from exports.workbook.coordinates import letters, quoted
from exports.workbook.writer.book import Page
from exports.workbook.writer.dense import Dense, Numbers, Shared, Texts, width
from roi.records import dataclass

IS_FORMULA = "_xlfn.ISFORMULA"
FIRST_ROW = 4  # of what a sheet works out: above it title, subtitle and the verdict
VERDICT_CELL = (3, 1)  # row and column of every page: it cannot be one of its own grounds
# Numbers of a like size are added up together: a share would be lost in the rounding of a sum of millions.
BANDS = ((0.0, 1e3), (1e3, 1e8), (1e8, math.inf))
_LONGEST = 7_000  # characters of a formula, of the 8,192 that Excel takes


@dataclass(frozen=True, slots=True)
class Area:
    """A block of locked cells, both ends included."""

    row: int
    col: int
    row2: int
    col2: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A formula, what it is worth as long as nothing was overtyped, and by how much rounding may move it."""

    label: str
    formula: str
    value: float
    allowed: float = 0.0


@dataclass(slots=True)
class Copies:
    """A hidden page with the words of every other one, those of a sheet beneath those of another."""

    page: Page
    rows: int = 0  # that are taken

    def place(self, page: Page) -> int:
        """How far beneath its own row a cell of this page has its copy."""
        before = self.rows
        last = (dense.first_row + dense.height - 1 for dense in page.dense)
        self.rows += max(page.last_row, *last, 0)
        return before


def seals_of(page: Page, copies: Copies, areas: Sequence[Area] = ()) -> list[Seal]:
    """The seals of a page: of these areas, or of all locked cells but the verdict; its words are copied."""
    areas = areas or locked_areas(page)
    contents = [_contents(page, area) for area in areas]
    sheet = quoted(page.title)

    def seal(label: str, template: str, values: Sequence[float], allowed: float = 0.0) -> Iterator[Seal]:
        parts: list[tuple[str, float]] = [
            (template.format(_ref(sheet, area)), value)
            for area, value in zip(areas, values, strict=True)
            if value != 0
        ]
        for chunk in _chunks(parts):
            total = math.fsum(value for _, value in chunk)
            yield Seal(f"{page.title}: {label}", "+".join(text for text, _ in chunk), total, allowed)

    count = f"SUMPRODUCT({IS_FORMULA}({{0}})*1)"
    seals = list(seal("cells with a formula", count, [c.formulas for c in contents]))
    for low, high in BANDS:
        sums = [math.fsum(x for x in c.numbers if low <= abs(x) < high) for c in contents]
        size = math.fsum(abs(x) for c in contents for x in c.numbers if low <= abs(x) < high)
        label = f"sum of stored figures from {number(low)}" + (
            f" to {number(high)}" if high < math.inf else ""
        )
        seals += seal(
            label, f"SUMPRODUCT({{0}},1-{IS_FORMULA}({{0}}),{_band(low, high)})", sums, 1e-10 * size + 1e-9
        )
    words = [(area, content.words) for area, content in zip(areas, contents, strict=True)]
    for dense in page.dense:
        words += [(area, list(texts)) for area, texts in _dense_words(dense)]
    seals += _words(page, sheet, copies, words)
    for dense in page.dense:
        seals += _dense_seals(page.title, sheet, dense)
    return seals


def locked_areas(page: Page) -> list[Area]:
    """The locked cells but the verdict, in blocks as large as can be."""
    open_rows: dict[int, set[int]] = {VERDICT_CELL[1]: {VERDICT_CELL[0]}}
    for (row, col), cell in page.cells.items():  # a cell that was not written is locked
        if not cell.style.locked:
            open_rows.setdefault(col, set()).add(row)
    areas: list[Area] = []
    before: tuple[tuple[int, int], ...] = ()
    for col in range(1, page.last_col + 1):
        runs = tuple(_runs(1, page.last_row, open_rows.get(col, set())))
        if runs == before:
            areas[-len(runs) :] = [Area(a.row, a.col, a.row2, col) for a in areas[-len(runs) :]]
        else:
            areas += [Area(first, col, last, col) for first, last in runs]
        before = runs
    return areas


def _runs(first: int, last: int, without: set[int]) -> Iterator[tuple[int, int]]:
    start = first
    for row in sorted(row for row in without if first <= row <= last):
        if row > start:
            yield start, row - 1
        start = row + 1
    if start <= last:
        yield start, last


_Word = tuple[int, int, str]  # row, column, text


@dataclass(slots=True)
class _Contents:
    formulas: int
    numbers: list[float]
    words: list[_Word]


def _contents(page: Page, area: Area) -> _Contents:
    contents = _Contents(0, [], [])
    for row, col in product(range(area.row, area.row2 + 1), range(area.col, area.col2 + 1)):
        cell = page.cells.get((row, col))
        if cell is None:
            continue
        content = cell.content
        if cell.value is not None:
            contents.formulas += 1
        elif isinstance(content, str) and content:
            contents.words.append((row, col, content))
        elif isinstance(content, int | float) and not isinstance(content, bool):
            contents.numbers.append(float(content))
    return contents


def _ref(sheet: str, area: Area) -> str:
    return f"{sheet}!${letters(area.col)}${area.row}:${letters(area.col2)}${area.row2}"


def _band(low: float, high: float) -> str:
    """The cells of a size, words and blanks among them or not, which count as nothing."""
    below = f"({{0}}<{high:.0f})*({{0}}>-{high:.0f})" if high < math.inf else ""
    above = f"(({{0}}>={low:.0f})+({{0}}<=-{low:.0f}))" if low else ""
    return "*".join(part for part in (above, below) if part) + ("*1" if not (above and below) else "")


def _words(
    page: Page, sheet: str, copies: Copies, words: Sequence[tuple[Area, Sequence[_Word]]]
) -> Iterator[Seal]:
    """Words that are their copies' less those that are not: each that is changed, added or gone is told."""
    down = copies.place(page)
    parts = []
    for area, texts in words:
        ref = _ref(sheet, area)
        for row, col, text in texts:
            copies.page.text(down + row, col, text)
        copy = _ref(copies.page.title, Area(area.row + down, area.col, area.row2 + down, area.col2))
        formula = f"SUMPRODUCT(ISTEXT({ref})*(1-{IS_FORMULA}({ref}))*(2*EXACT({ref},{copy})-1))"
        parts.append((formula, float(len(texts))))
    for chunk in _chunks(parts):
        total = math.fsum(value for _, value in chunk)
        yield Seal(f"{page.title}: words", "+".join(text for text, _ in chunk), total)


def _chunks(parts: Sequence[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    chunk: list[tuple[str, float]] = []
    length = 0
    for part in parts:
        if chunk and length + len(part[0]) > _LONGEST:
            yield chunk
            chunk, length = [], 0
        chunk.append(part)
        length += len(part[0]) + 1
    if chunk:
        yield chunk


def _dense_words(dense: Dense) -> Iterator[tuple[Area, Iterator[_Word]]]:
    for part in dense.parts:
        if isinstance(part, Texts):
            area = Area(dense.first_row, part.col, dense.first_row + dense.height - 1, part.col)
            texts = enumerate(part.values, start=dense.first_row)
            yield area, ((row, part.col, text) for row, text in texts if text)


def _dense_seals(title: str, sheet: str, dense: Dense) -> Iterator[Seal]:
    """Of rows of draws: formulas and stored numbers; by row, since draws that change places are other trials."""
    last = dense.first_row + dense.height - 1
    columns = sum(width(part) for part in dense.parts if isinstance(part, Shared))
    area = Area(dense.first_row, 1, last, dense.last_col)
    yield Seal(
        f"{title}: rows with formulas",
        f"SUMPRODUCT({IS_FORMULA}({_ref(sheet, area)})*1)",
        float(columns * dense.height),
    )
    weights = np.arange(1, dense.height + 1, dtype=float)[:, None]
    for first, numbers in _blocks(dense):
        stored = np.nan_to_num(np.column_stack([part.values.reshape(dense.height, -1) for part in numbers]))
        ref = _ref(sheet, Area(dense.first_row, first, last, first + stored.shape[1] - 1))
        weighted = stored * weights * np.arange(1, stored.shape[1] + 1)
        top, left = f"{sheet}!$A${dense.first_row}", f"{sheet}!${letters(first)}$1"
        yield Seal(
            f"{title}: stored figures from column {letters(first)}, by row and column",
            f"SUMPRODUCT({ref}*(ROW({ref})-ROW({top})+1)*(COLUMN({ref})-COLUMN({left})+1))",
            float(weighted.sum()),
            1e-11 * float(np.abs(weighted).sum()) + 1e-9,
        )


def _blocks(dense: Dense) -> Iterator[tuple[int, list[Numbers]]]:
    """Stored numbers that stand side by side."""
    block: list[Numbers] = []
    for part in sorted(dense.parts, key=lambda part: part.col):
        if isinstance(part, Numbers) and (not block or part.col == block[-1].col + width(block[-1])):
            block.append(part)
            continue
        if block:
            yield block[0].col, block
        block = [part] if isinstance(part, Numbers) else []
    if block:
        yield block[0].col, block
