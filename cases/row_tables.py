"""Rows of text with their places, out of a CSV or a TOML file."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from cases.fields import as_table, shown
from cases.toml import read_toml
from roi.errors import Place, RoiError, nearest
from roi.observed.observations import MOST_ROWS
from roi.reading import read_text
from roi.records import dataclass

COLUMNS = (
    "name", "month", "value", "unit", "error", "shared", "sd", "n", "hits", "source", "by", "date", "note",
)  # fmt: skip
MAX_FILE = 10_000_000  # bytes
COMMENT = "#"  # begins a line above the headings of a CSV file that is a remark
_SEPARATORS = ",;\t|"
_STATED = re.compile(f'"?sep=(?P<separator>[{_SEPARATORS}])"?(?=[\r\n])', re.IGNORECASE)  # as Excel reads it
_POINT = re.compile(r"(?P<sign>[-+−]?)(?P<whole>[1-9]\d{0,2})\.(?P<thousandths>\d{3})")
_POINT_OR_COMMA = re.compile(_POINT.pattern.replace(r"\.", "[.,]"))
# A point that cannot group: 0.125, 1234.125, 1.5, 1.2500, 1,234.125
_DECIMAL_POINT = re.compile(
    r"[-+−]?(?:0*\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+)(?:[eE][-+]?\d+)?%?"
)

Row = tuple[Place, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class RowTable:
    """Rows of text by heading, each with its place.

    Attributes:
        headings: in their order.
        file: its name.
        separator: of the cells of a CSV file; "" where the file itself tells numbers from text.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    file: str
    separator: str = ""

    def refuse_undecided(self, headings: Collection[str]) -> None:
        """Refuse `120.000` where no number of the columns shows that a point marks decimals.

        A comma groups thousands, but for files that have semicolons because their numbers have commas.

        Raises:
            RoiError: at the first such cell, with both of its readings.
        """
        if not self.separator:
            return
        cells = [
            (where.at_key(heading), row.get(heading, "")) for where, row in self.rows for heading in headings
        ]
        if any(_DECIMAL_POINT.fullmatch(text) for _, text in cells):
            return
        undecided = _POINT_OR_COMMA if self.separator == ";" else _POINT
        for where, text in cells:
            if match := undecided.fullmatch(text):
                whole, thousandths = match["whole"], match["thousandths"]
                sign = "-" if match["sign"] in ("-", "−") else ""
                grouped = f"{sign}{whole}{thousandths}"
                decimal = f"{sign}{whole}" if thousandths == "000" else f"{sign}{whole}.{thousandths}"
                typed = f"{decimal}0" if "." in decimal else decimal  # four decimals group nothing
                raise RoiError(
                    f"{shown(text)} can mean {decimal} or {grouped}",
                    where,
                    f"Write {typed} or {grouped}, as it is meant.",
                )


def read_table(path: Path) -> RowTable:
    """The rows of a CSV file or of `[[observations]]` in a TOML file.

    The line of headings tells whether commas, semicolons, tabs or bars part the cells, or Excel's `sep=;` above it.

    Raises:
        RoiError: a file that cannot be read, or is neither.
    """
    if path.suffix.lower() == ".toml":
        return _toml_table(path)
    text = read_text(path, MAX_FILE, "Take means by month first.")
    if stated := _STATED.match(text):
        separator, text = (
            stated["separator"],
            text[stated.end() :],
        )  # an empty line stays: rows keep their numbers
    else:
        separator = _separator(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise RoiError(f"this is no CSV text: {problem}", Place(path.name), "Save it as CSV.") from None
    return replace(table_of(path.name, lines), separator=separator)


def _separator(text: str) -> str:
    """The separator of the line of headings; above it may stand empty lines and remarks with signs of their own."""
    lines = [line for line in io.StringIO(text) if line.strip()]
    for line, following in pairwise(lines):
        separator = max(_SEPARATORS, key=line.count)
        if separator in following or not line.startswith(f"{COMMENT} "):
            return separator
    return max(_SEPARATORS, key=lines[-1].count) if lines else _SEPARATORS[0]


def table_of(file: str, lines: Sequence[Sequence[str]]) -> RowTable:
    """Rows below a row of headings; lines in which nothing stands, and remarks above the headings, are left out.

    Raises:
        RoiError: no headings, one twice, a row with more cells than there are headings, too many rows.
    """
    held = [
        (number, line) for number, line in enumerate(lines, start=1) if any(cell.strip() for cell in line)
    ]
    while held and _is_remark(held[0][1]):
        held = held[1:]
    if not held:
        raise RoiError("the file is empty", Place(file), "Begin with a row of headings: name, month, value …")
    headings = tuple(cell.strip() for cell in held[0][1])
    while headings and not headings[-1]:
        headings = headings[:-1]
    for heading, count in Counter(headings).items():
        if count > 1:
            raise RoiError(f"there are two columns {shown(heading)}", Place(file), "Rename one of them.")
    if len(held) - 1 > MOST_ROWS:
        message = f"the file has {len(held) - 1:,} rows; at most {MOST_ROWS:,} are read"
        raise RoiError(message, Place(file), "Take means by month first.")
    rows = []
    for number, line in held[1:]:
        where = Place(file, f"row {number}")
        if any(cell.strip() for cell in line[len(headings) :]):
            raise RoiError(
                f"it has {len(line)} cells under {len(headings)} headings", where,
                "Put text that holds the separator in quotes.",
            )  # fmt: skip
        rows.append((where, {name: cell.strip() for name, cell in zip(headings, line, strict=False)}))
    return RowTable(headings, tuple(rows), file)


def _is_remark(line: Sequence[str]) -> bool:
    """Whether it is `# some words` and nothing beside it: a heading may begin so too, but has others beside it."""
    return line[0].startswith(f"{COMMENT} ") and not any(cell.strip() for cell in line[1:])


def _toml_table(path: Path) -> RowTable:
    raw = read_toml(path)
    entries = raw.get("observations")
    if set(raw) != {"observations"} or not isinstance(entries, list):
        hint = "Write a table [[observations]] for each, with name, month, value, unit and error."
        raise RoiError(
            "a file of observations holds [[observations]] and nothing else", Place(path.name), hint
        )
    return RowTable(COLUMNS, tuple(entry_rows(entries, path.name)), path.name)


def entry_rows(entries: Iterable[object], file: str) -> Iterator[Row]:
    """Entries of `[[observations]]` as rows of text.

    Raises:
        RoiError: an entry that is no table, an unknown key, a value that is neither text, number nor date.
    """
    for number, entry in enumerate(entries, start=1):
        where = Place(file, f"[[observations]] {number}")
        cells = {}
        for key, value in as_table(entry, where).items():
            if key not in COLUMNS:
                raise RoiError(f"unknown key {shown(key)}", where, nearest(key[:60], COLUMNS))
            if isinstance(value, bool) or not isinstance(value, (str, int, float, datetime.date)):
                raise RoiError(f"a text or a number is needed, found {shown(value)}", where.at_key(key))
            cells[key] = (
                value
                if isinstance(value, str)
                else str(value)
                if not isinstance(value, float)
                else repr(value)
            )
        yield where, cells
