"""Cells by their defined names, with formula, value and number format, from a checked archive.

Names, not positions: rows and sheets may have been added, moved or renamed.  Only sheets that a wanted name
points to are read, and of those only the cells asked for are kept.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Literal

from exports.archive.opening import Package
from exports.archive.stream import read_part
from exports.workbook.archive.markup import (
    Formats,
    Properties,
    Raw,
    Relations,
    SheetCells,
    StoredStrings,
    Types,
    Workbook,
    whole,
)
from exports.workbook.coordinates import letters, number_of
from exports.workbook.xstring import read_xstring
from roi.answers.numbers import shortened
from roi.errors import Place, RoiError
from roi.records import dataclass

_LONGEST_COLUMN = 1_000  # cells of a name
CellKind = Literal["blank", "number", "text", "boolean", "error", "date"]
_ADDRESS = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!\[\]:,()]+))!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?"
)
_KINDS: Mapping[str, CellKind] = {
    "n": "number", "s": "text", "str": "text", "inlineStr": "text", "b": "boolean", "e": "error", "d": "date",
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 64  # characters: programs write 17 digits, a sign, a point and an exponent
_DAMAGED = "Ask for the file again, or open it in a spreadsheet program and save it anew."


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell as the file holds it.

    Attributes:
        where: `Questions!F12`.
        kind: what the value is; "blank" where there is none.
        value: as it is written in the file: the digits of a finite number, a text, `#DIV/0!`.
        formula: whether a formula stands in it; with kind "blank" it was never worked out.
        format: the code of the number format.
    """

    where: str
    kind: CellKind = "blank"
    value: str = ""
    formula: bool = False
    format: str = "General"


@dataclass(frozen=True, slots=True)
class Named:
    """The cells of a workbook by defined name.

    Attributes:
        cells: name → cell, blank where the sheet has none there.
        broken: name → what it points to, for those that no longer point to one cell (`#REF!`).
        copies: names that a copied sheet has a second time.
        properties: the document's own properties (custom.xml).
    """

    cells: Mapping[str, FileCell]
    broken: Mapping[str, str]
    copies: frozenset[str]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Place:
    sheet: str
    column: int
    row: int


def read_named(package: Package, wanted: Callable[[str], bool], columns: tuple[str, ...] = ()) -> Named:
    """The cells of all defined names that `wanted` accepts.

    Args:
        columns: how names of a part of a column begin, whose cells are `name.0`, `name.1` … from the top.

    Raises:
        RoiError: a file that is no .xlsx workbook inside, holds macros or links, or is damaged.
    """
    main = _main_part(package)
    book = Workbook(wanted)
    read_part(package, main, book)
    if book.linked:
        raise RoiError(
            "the workbook holds links to other workbooks; they are refused",
            Place(package.name),
            "Paste the answers as values and break the links (Data, Edit links).",
        )
    targets = _relations(package, main)
    titles = {title.casefold(): (title, relation) for title, relation in book.sheets}
    places, broken = _places(book.names, titles, columns)
    raws: dict[_Place, Raw] = {}
    for title in dict.fromkeys(place.sheet for place in places.values()):
        here = {(place.row, place.column) for place in places.values() if place.sheet == title}
        part = _target(package, targets, titles[title][1], f"the sheet {shortened(titles[title][0])!r}")
        sheet = SheetCells(here)
        read_part(package, part, sheet)
        raws |= {_Place(title, column, row): raw for (row, column), raw in sheet.raws.items()}
    cells = _finished(package, targets, places, raws, {key: title for key, (title, _) in titles.items()})
    return Named(cells, broken, frozenset(book.copies), _properties(package))


def sheet_parts(package: Package) -> dict[str, str]:
    """The part of every sheet by its title.

    Raises:
        RoiError: a file that is no .xlsx workbook inside, or is damaged.
    """
    main = _main_part(package)
    book = Workbook(lambda name: False)
    read_part(package, main, book)
    targets = _relations(package, main)
    values = {title: targets.get(relation, ("", "")) for title, relation in book.sheets}
    return {
        title: part for title, (kind, part) in values.items() if kind == "worksheet" and package.has(part)
    }


def _main_part(package: Package) -> str:
    """The part with sheets and names, after a look at what the file declares to be."""
    types = Types()
    read_part(package, "[Content_Types].xml", types)
    if types.binary or types.macros:
        kind = "a binary workbook (.xlsb)" if types.binary else "a workbook with macros"
        raise RoiError(
            f"this is {kind}, which is refused",
            Place(package.name),
            "Save it as an Excel workbook without macros (.xlsx).",
        )
    relations = Relations()
    read_part(package, "_rels/.rels", relations)
    for kind, target in relations.targets.values():
        if kind == "officeDocument":
            part = posixpath.normpath(target.lstrip("/"))
            if not types.workbook or not package.has(part):
                break
            return part
    raise RoiError(
        "this is no .xlsx workbook: the part with its sheets is missing",
        Place(package.name),
        "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx).",
    )


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, part) of the workbook part."""
    folder, file = posixpath.split(part)
    relations = Relations()
    read_part(package, f"{folder}/_rels/{file}.rels", relations)
    return {
        key: (
            kind,
            posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"),
        )
        for key, (kind, target) in relations.targets.items()
    }


def _target(package: Package, targets: Mapping[str, tuple[str, str]], relation: str, what: str) -> str:
    kind, part = targets.get(relation, ("", ""))
    if kind != "worksheet" or not package.has(part):
        raise RoiError(f"the file is damaged: {what} is missing", Place(package.name), _DAMAGED)
    return part


def _places(
    names: Mapping[str, str], titles: Mapping[str, object], columns: tuple[str, ...]
) -> tuple[dict[str, _Place], dict[str, str]]:
    places: dict[str, _Place] = {}
    broken: dict[str, str] = {}
    for name, text in names.items():
        match = _ADDRESS.fullmatch(text.removeprefix("="))
        title = (match[1] or match[2] or "").replace("''", "'").casefold() if match else ""
        each = match is not None and (match[5] is None or (match[3], match[4]) == (match[5], match[6]))
        if match is not None and title in titles and columns and name.startswith(columns):
            rows = range(int(match[4]), int(match[6] or match[4]) + 1)
            if match[5] in (None, match[3]) and len(rows) <= _LONGEST_COLUMN:
                column = number_of(match[3])
                places |= {f"{name}.{k}": _Place(title, column, row) for k, row in enumerate(rows)}
                continue
        if match is None or not each or title not in titles:
            broken[name] = text[:80]
            continue
        places[name] = _Place(title, number_of(match[3]), int(match[4]))
    return places, broken


def _properties(package: Package) -> dict[str, str]:
    properties = Properties()
    if package.has("docProps/custom.xml"):
        read_part(package, "docProps/custom.xml", properties)
    return properties.texts


def _finished(
    package: Package,
    targets: Mapping[str, tuple[str, str]],
    places: Mapping[str, _Place],
    raws: Mapping[_Place, Raw],
    titles: Mapping[str, str],
) -> dict[str, FileCell]:
    """The cells with their shared texts and formats."""
    parts = dict(targets.values())
    indices = {whole(raw.value, -1) for raw in raws.values() if raw.kind == "s"}
    strings = StoredStrings(indices)
    if indices and "sharedStrings" in parts:
        read_part(package, parts["sharedStrings"], strings)
    formats = Formats()
    if "styles" in parts:
        read_part(package, parts["styles"], formats)
    cells = {}
    for name, place in places.items():
        where = f"{shortened(titles[place.sheet])}!{letters(place.column)}{place.row}"
        raw = raws.get(place)
        cells[name] = (
            FileCell(where) if raw is None else _cell(where, raw, strings.texts, formats, package.name)
        )
    return cells


def _cell(where: str, raw: Raw, strings: Mapping[int, str], formats: Formats, name: str) -> FileCell:
    value = raw.value
    if raw.kind == "s" and value:
        index = whole(value, -1)
        if index not in strings:
            raise RoiError(
                "the file is damaged: the text of this cell is missing", Place(name, cell=where), _DAMAGED
            )
        value = strings[index]
    value, kind = read_xstring(value), _KINDS.get(raw.kind, "error")
    if not value.strip():
        # A formula without a value was never worked out; one that gives the empty text was.
        return FileCell(where, "text" if raw.formula and raw.kind == "str" else "blank", "", raw.formula)
    if kind == "number" and not _is_number(value.strip()):
        message = f"the file is damaged: it has {shortened(value)!r} where a number is stored"
        raise RoiError(message, Place(name, cell=where), _DAMAGED)
    return FileCell(where, kind, value, raw.formula, formats.code(raw.style))


def _is_number(text: str) -> bool:
    """Whether it is a finite number as files have it; Python would read `nan`, `1_000` and other digits, too."""
    return len(text) <= _LONGEST_NUMBER and bool(_NUMBER.fullmatch(text)) and math.isfinite(float(text))
