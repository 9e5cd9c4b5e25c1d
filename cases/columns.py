"""Columns of CSV files that inputs are read from: which ones a case names, and their values."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from cases.fields import shown
from roi.case import Case
from roi.errors import RoiError, nearest
from roi.formula.nodes import Call, Name, Text, walk
from roi.formula.parse import parse
from roi.model.layers import split_unit

_CALLED = "data"
MAX_DATA = 100_000  # values of one column
MAX_FILE = 50_000_000  # bytes of a file of data


def data_calls(case: Case) -> Iterator[tuple[str, str, str]]:
    """File, column and place of every `data("file.csv", column)` in the values of a document."""
    for where, text in _values(case):
        if _CALLED not in text:  # most: they need not be parsed to say so
            continue
        try:
            node = parse(split_unit(text)[0])
        except RoiError:
            continue  # told with its place when the value is resolved
        for part in walk(node):
            if isinstance(part, Call) and part.function == _CALLED:
                given = (*part.arguments, *(value for _, value in part.keywords))
                words = [_word(value) for value in given]
                if len(words) == 2 and words[0] is not None and words[1] is not None:
                    yield words[0], words[1], f"{case.origin}: {where}"


def _word(node: object) -> str | None:
    return node.value if isinstance(node, Text) else node.id if isinstance(node, Name) else None


def _values(case: Case) -> Iterator[tuple[str, str]]:
    """Every value text of a document with its place."""
    for name, spec in case.inputs.items():
        yield f"[inputs.{name}] value", spec.value
    for option in case.options.values():
        for name, entry in option.inputs.items():
            yield f"[options.{option.id}.inputs.{name}] value", entry.value
    for preset in case.presets.values():
        for name, change in preset.inputs.items():
            yield f"[presets.{preset.id}.inputs.{name}] value", change.value
    for claim in case.claims:
        for name, given in claim.given.items():
            yield f"[[claims]] {claim.id}: [given.{name}] value", given.value


def column(folder: Path, file: str, name: str, where: str) -> tuple[float, ...]:
    """A column of a CSV file beside the case or below it, as finite numbers.

    Raises:
        RoiError: a file elsewhere or not to be read, no such column, a cell that is not a number.
    """
    try:
        path = (folder / file).resolve()
        if not path.is_relative_to(folder.resolve()):
            hint = "The file must lie beside the case or below it."
            raise RoiError(f"{shown(file)} is outside the folder of the case", where, hint)
        size = path.stat().st_size
        if size > MAX_FILE:
            hint = "Draw a sample of it."
            raise RoiError(f"{shown(file)} has {size:,} bytes; at most {MAX_FILE:,} are read", where, hint)
        cells = _cells(path, name, where)
    except OSError as found:
        hint = "Its path is relative to the case file."
        raise RoiError(f"the file {shown(file)} cannot be read: {found.strerror}", where, hint) from None
    except (UnicodeDecodeError, csv.Error) as found:
        hint = "Save it as comma-separated UTF-8 text with a row of headings."
        raise RoiError(f"the file {shown(file)} is no CSV text: {found}", where, hint) from None
    except ValueError as found:  # a file name that no system takes
        raise RoiError(f"{shown(file)} is no file name: {found}", where) from None
    return tuple(_number(text, row, where) for row, text in enumerate(cells, start=2))


def _cells(path: Path, name: str, where: str) -> list[str | None]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        headings = reader.fieldnames or ()
        if name not in headings:
            hint = nearest(name, (heading[:60] for heading in headings))
            raise RoiError(f"the file has no column {shown(name)}", where, hint)
        cells = [row[name] for _, row in zip(range(MAX_DATA + 1), reader, strict=False)]
    if len(cells) > MAX_DATA:
        raise RoiError(f"the column has more than {MAX_DATA:,} values", where, "Draw a sample of it.")
    return cells


def _number(text: str | None, row: int, where: str) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        found = "nothing" if not text else shown(text)
        hint = "Numbers have a decimal point and no unit."
        raise RoiError(f"row {row} holds {found}, not a finite number", where, hint)
    return number
