"""Columns of CSV and Parquet files that inputs are read from: which ones a case names, and their values."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from cases.fields import shown
from cases.named_files import MOST_FILES, CallPlace, beside, calls_of
from roi.case import Case
from roi.errors import LARGEST, Place, RoiError, nearest
from roi.reading import opened, read_bytes, refuse_binary

MAX_DATA = 100_000  # values of one column
MOST_VALUES = 200_000  # of all columns of a case: an estimate file stores them
MAX_FILE = 50_000_000  # bytes of a file of data
LONGEST_ROW = 200_000  # characters
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_FEWER = "Draw a sample of it."
_SAVE_AS = "Save it as comma-separated UTF-8 text with a row of headings."


def data_of(
    case: Case, folder: Path | None, stored: Mapping[str, tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """The values of every data column that a case names, by "file|column".

    Args:
        case: the document.
        folder: where its files lie; None where it is not known.
        stored: columns that are known already.

    Raises:
        RoiError: a file that lies elsewhere, cannot be read or is no table, a column that is not there, there twice
            or too long, a cell that is not a number.
    """
    columns: dict[str, tuple[float, ...]] = {}
    wanted: dict[str, dict[str, CallPlace]] = {}
    for file, name, place in calls_of(case, "data"):
        key = f"{file}|{name}"
        if key in stored:
            columns[key] = stored[key]
        elif folder is None:
            raise RoiError(
                f"the values of data({shown(file)}, {shown(name)}) are not stored in the file", place.where
            )
        else:
            known = wanted.setdefault(file, {}).setdefault(name, place)
            if known.percent != place.percent:
                message = f"the column {shown(name)} is read in per cent here, and otherwise elsewhere"
                raise RoiError(message, place.where, "Give each unit a column of its own.")
    for count, (file, names) in enumerate(wanted.items(), start=1):
        where = next(iter(names.values())).where
        if count > MOST_FILES:
            raise RoiError(
                f"this is file {count} of data; at most {MOST_FILES} are read", where, "Join some."
            )
        assert folder is not None
        columns |= {f"{file}|{name}": values for name, values in _columns(folder, file, names).items()}
        total = sum(map(len, columns.values()))
        if total > MOST_VALUES:
            message = f"the columns of the case have {total:,} values; at most {MOST_VALUES:,} are kept"
            raise RoiError(message, where, "Draw a sample of them.")
    return columns


def _columns(folder: Path, file: str, places: Mapping[str, CallPlace]) -> dict[str, tuple[float, ...]]:
    """Columns of a file beside the case or below it, as finite numbers; `places`: name → for messages."""
    from cases.parquet import SUFFIXES  # few cases have data

    first = next(iter(places.values())).where
    try:
        path = beside(folder, file)
        read = _of_parquet if path.suffix.lower() in SUFFIXES else _of_csv
        cells = read(path, shown(file), places)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise RoiError(f"the file {shown(file)} is no CSV text: {problem}", first, _SAVE_AS) from None
    except RoiError as problem:
        if problem.where in {place.where for place in places.values()}:
            raise
        hint = problem.hint or "Its path is relative to the case file."
        raise RoiError(problem.message, problem.where, hint).at(first) from None
    return {name: tuple(values) for name, values in cells.items()}


def _of_parquet(path: Path, name: str, places: Mapping[str, CallPlace]) -> dict[str, list[float]]:
    from cases.parquet import ParquetTable

    table = ParquetTable(read_bytes(path, MAX_FILE, _FEWER, name), name)
    cells: dict[str, list[float]] = {column: [] for column in places}
    for column, place in places.items():
        texts = table.texts(_heading(table.headings, column, place.where))
        for row, text in enumerate(texts, start=1):
            _refuse_too_many(row, place.where)
            cells[column].append(_number(text, row, place))
    return cells


def _of_csv(path: Path, name: str, places: Mapping[str, CallPlace]) -> dict[str, list[float]]:
    cells: dict[str, list[float]] = {column: [] for column in places}
    with opened(path, MAX_FILE, _FEWER, name) as stream:
        refuse_binary(stream.read(LONGEST_ROW), name)
        stream.seek(0)
        rows = _rows(stream)
        _, headings = next(rows, (1, []))
        if headings == ["sep=", ""]:  # the line that tells Excel of commas
            _, headings = next(rows, (2, []))
        at = {column: _heading(headings, column, place.where) for column, place in places.items()}
        first = next(iter(at))
        for line, row in rows:
            for column, index in at.items():
                cells[column].append(_number(row[index] if index < len(row) else "", line, places[column]))
            _refuse_too_many(len(cells[first]), places[first].where)
    return cells


def _refuse_too_many(count: int, where: Place) -> None:
    if count > MAX_DATA:
        raise RoiError(f"the column has more than {MAX_DATA:,} values", where, _FEWER)


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its last line."""
    lines = _Lines(stream)
    reader = csv.reader(lines)
    for row in reader:
        lines.length = 0
        if row:
            yield reader.line_num, row


class _Lines:
    """The lines of a text.  `length`: characters since it was last set to 0, no more than a row may have."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST_ROW + 1):
            self.length += len(line)
            if self.length > LONGEST_ROW:
                hint = "Keep the columns that are needed."
                raise RoiError(f"a row has more than {LONGEST_ROW:,} characters", hint=hint)
            yield line


def _heading(headings: list[str], name: str, where: Place) -> int:
    """The place of a column in its table."""
    count = headings.count(name)
    if count == 1:
        return headings.index(name)
    if count:
        hint = "Rename all but the one that is meant."
        raise RoiError(f"the file has {count} columns {shown(name)}", where, hint)
    if not headings:
        raise RoiError("the file is empty", where, _SAVE_AS)
    other = next((sign for sign in _SEPARATORS if len(headings) == 1 and sign in headings[0]), None)
    if other is not None:
        hint = "Save it as CSV with commas between the columns and a point in the numbers (1.5, not 1,5)."
        raise RoiError(f"the columns of the file are separated by {_SEPARATORS[other]}", where, hint)
    raise RoiError(f"the file has no column {shown(name)}", where, nearest(name, headings))


def _number(text: str, line: int, place: CallPlace) -> float:
    """The number of a cell; on a % input 35 or 35%, and below 1 with its sign only."""
    where, signed = place.where, text.rstrip().endswith("%")
    try:
        number = float(text.rstrip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST:
        content = shown(text) if text else "nothing"
        hint = "Numbers have a decimal point and no unit; take out rows without one."
        raise RoiError(f"row {line} holds {content}, not a number that can be used", where, hint)
    if signed and not place.percent:
        message = f"row {line} holds {shown(text)}, and the input is no share"
        raise RoiError(message, where, "Write the numbers of the column in the unit of the input.")
    if place.percent and not signed and 0 < abs(number) < 1:
        message = (
            f"row {line} holds {text.strip()}, which on a % input can mean {number:g} % or {100 * number:g} %"
        )
        raise RoiError(message, where, f"Write {number:g}% or {100 * number:g} in the column.")
    return number
