"""Columns of CSV files that inputs are read from: which ones a case names, and their values."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cases.fields import shown
from roi.case import Case, Input
from roi.errors import LARGEST, Place, RoiError, nearest
from roi.formula.nodes import Call, Name, Text, walk
from roi.formula.parse import parse
from roi.model.read import split_unit
from roi.reading import opened, refuse_archive

_CALLED = "data"

MAX_DATA = 100_000  # values of one column
MOST_VALUES = 200_000  # of all columns of a case: an estimate file stores them
MOST_FILES = 20  # of data that a case reads
MAX_FILE = 50_000_000  # bytes of a file of data
LONGEST_ROW = 200_000  # characters
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SAVE_AS = "Save it as comma-separated UTF-8 text with a row of headings."


class ColumnPlace(NamedTuple):
    """Where a column is named, for messages, and whether its input is in per cent."""

    where: Place
    percent: bool


def data_calls(case: Case) -> Iterator[tuple[str, str, ColumnPlace]]:
    """File, column and place of every `data("file.csv", column)` in the values of a document."""
    for where, text, unit in _values(case):
        if _CALLED not in text:  # most: they need not be parsed to say so
            continue
        try:
            value, own = split_unit(text)
            node = parse(value)
        except RoiError:
            continue  # told with its place when the value is resolved
        for part in walk(node):
            if isinstance(part, Call) and part.function == _CALLED:
                given = (*part.arguments, *(value for _, value in part.keywords))
                words = [_word(value) for value in given]
                if len(words) == 2 and words[0] is not None and words[1] is not None:
                    yield (
                        words[0],
                        words[1],
                        ColumnPlace(where, (own or unit).startswith("%")),
                    )


def _word(node: object) -> str | None:
    return node.value if isinstance(node, Text) else node.id if isinstance(node, Name) else None


def _values(case: Case) -> Iterator[tuple[Place, str, str]]:
    """Place, text and declared unit of every value of a document."""
    units = {name: spec.unit for name, spec in case.inputs.items()}
    for name, spec in case.inputs.items():
        yield Place(case.origin, f"[inputs.{name}]", "value"), spec.value, spec.unit
    for option in case.options.values():
        own = {name: entry.unit for name, entry in option.inputs.items() if isinstance(entry, Input)}
        units |= own
        for name, entry in option.inputs.items():
            yield (
                Place(case.origin, f"[options.{option.id}.inputs.{name}]", "value"),
                entry.value,
                units.get(name, ""),
            )
    for preset in case.presets.values():
        for name, change in preset.inputs.items():
            yield (
                Place(case.origin, f"[presets.{preset.id}.inputs.{name}]", "value"),
                change.value,
                units.get(name, ""),
            )
    for region in case.regions.values():
        for name, change in region.inputs.items():
            where = Place(case.origin, f"[regions.{region.id}.inputs.{name}]", "value")
            yield where, change.value, units.get(name, "")
    for claim in case.claims:
        for name, given in claim.given.items():
            yield (
                Place(table=f"[given.{name}]", key="value").within(
                    Place(case.origin, f"[[claims]] {claim.id}")
                ),
                given.value,
                given.unit,
            )


def data_of(
    case: Case, folder: Path | None, stored: Mapping[str, tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """The values of every data column that a case names, by "file|column".

    Args:
        case: the document.
        folder: where its files lie; None where it is not known.
        stored: columns that are known already.

    Raises:
        RoiError: a file that lies elsewhere, cannot be read or is no table of commas, a column that is not
            there, there twice or too long, a cell that is not a number.
    """
    found: dict[str, tuple[float, ...]] = {}
    wanted: dict[str, dict[str, ColumnPlace]] = {}
    for file, name, place in data_calls(case):
        key = f"{file}|{name}"
        if key in stored:
            found[key] = stored[key]
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
        found |= {f"{file}|{name}": values for name, values in _columns(folder, file, names).items()}
        total = sum(map(len, found.values()))
        if total > MOST_VALUES:
            message = f"the columns of the case have {total:,} values; at most {MOST_VALUES:,} are kept"
            raise RoiError(message, where, "Draw a sample of them.")
    return found


def _columns(folder: Path, file: str, places: Mapping[str, ColumnPlace]) -> dict[str, tuple[float, ...]]:
    """Columns of a CSV file beside the case or below it, as finite numbers; `places`: name → for messages."""
    first = next(iter(places.values())).where
    try:
        path = _beside(folder, file)
        with opened(path, MAX_FILE, "Draw a sample of it.", shown(file)) as stream:
            refuse_archive(stream.read(4), shown(file))
            stream.seek(0)
            rows = _rows(stream)
            _, headings = next(rows, (1, []))
            at = {name: _heading(headings, name, place.where) for name, place in places.items()}
            cells: dict[str, list[float]] = {name: [] for name in places}
            for line, row in rows:
                for name, index in at.items():
                    cells[name].append(_number(row[index] if index < len(row) else "", line, places[name]))
                if len(cells[next(iter(at))]) > MAX_DATA:
                    raise RoiError(
                        f"the column has more than {MAX_DATA:,} values", first, "Draw a sample of it."
                    )
    except (UnicodeDecodeError, csv.Error) as problem:
        raise RoiError(f"the file {shown(file)} is no CSV text: {problem}", first, _SAVE_AS) from None
    except RoiError as problem:
        if problem.where in {place.where for place in places.values()}:
            raise
        hint = problem.hint or "Its path is relative to the case file."
        raise RoiError(problem.message, problem.where, hint).at(first) from None
    return {name: tuple(values) for name, values in cells.items()}


def _beside(folder: Path, file: str) -> Path:
    try:
        path = (folder / file).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a name no system takes
        reason = (getattr(error, "strerror", None) or str(error).partition(" from ")[0]).lower()
        raise RoiError(f"the file cannot be read: {reason}", Place(shown(file)), "Check its name.") from None
    if not inside:
        hint = "The file must lie beside the case or below it."
        raise RoiError(f"{shown(file)} is outside the folder of the case", hint=hint)
    return path


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


def _number(text: str, line: int, place: ColumnPlace) -> float:
    """The number of a cell; on a % input 35 or 35%, and below 1 with its sign only."""
    where, signed = place.where, text.rstrip().endswith("%")
    try:
        number = float(text.rstrip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST:
        found = shown(text) if text else "nothing"
        hint = "Numbers have a decimal point and no unit; take out rows without one."
        raise RoiError(f"row {line} holds {found}, not a number that can be used", where, hint)
    if signed and not place.percent:
        message = f"row {line} holds {shown(text)}, and the input is no share"
        raise RoiError(message, where, "Write the numbers of the column in the unit of the input.")
    if place.percent and not signed and 0 < abs(number) < 1:
        message = (
            f"row {line} holds {text.strip()}, which on a % input can mean {number:g} % or {100 * number:g} %"
        )
        raise RoiError(message, where, f"Write {number:g}% or {100 * number:g} in the column.")
    return number
