"""What the cells of a workbook are worth, read at a tenth of the time that openpyxl takes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Values:
    """By sheet and address, the value of each cell that has one; dates as the numbers that stand for them."""

    sheets: dict[str, dict[str, object]]
    names: dict[str, str]  # each with its sheet and area, as `Results!$B$3`

    def cells(self) -> Iterator[tuple[str, object]]:
        """Address with sheet and value of every cell that shows something."""
        for title, found in self.sheets.items():
            for address, value in found.items():
                if value != "":
                    yield f"{title}!{address}", value

    def named(self, name: str) -> object:
        """The value of a cell with a defined name."""
        (value,) = self.column(name)
        return value

    def column(self, name: str) -> list[object]:
        """The values of a named column; None where a cell has none."""
        title, _, area = self.names[name].rpartition("!")
        ends = re.findall(r"\$?([A-Z]+)\$?([0-9]+)", area)
        (column, first), last = ends[0], ends[-1][1]
        found = self.sheets[title.strip("'")]
        return [found.get(f"{column}{row}") for row in range(int(first), int(last) + 1)]

    def errors(self) -> list[str]:
        """Cells that show an error."""
        return [f"{address}: {value}" for address, value in self.cells() if str(value).startswith("#")]


def values_of(path: Path) -> Values:
    """What a file says that its cells are worth; nothing is worked out."""
    with zipfile.ZipFile(path) as file:
        book = etree.fromstring(file.read("xl/workbook.xml"))
        links = etree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
        parts = {link.get("Id"): _part(link.get("Target")) for link in links}
        texts = _shared(file)
        sheets = {
            sheet.get("name"): _cells(file.read(parts[sheet.get(_ID)]), texts)
            for sheet in book.iter(f"{_MAIN}sheet")
        }
        names = {name.get("name"): name.text for name in book.iter(f"{_MAIN}definedName")}
    return Values(sheets, names)


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _shared(file: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    return [_text(item) for item in etree.fromstring(file.read("xl/sharedStrings.xml"))]


def _text(item: etree._Element) -> str:
    return "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))


def _cells(sheet: bytes, texts: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for cell in etree.fromstring(sheet).iter(f"{_MAIN}c"):
        kind, value = cell.get("t", "n"), cell.find(f"{_MAIN}v")
        if kind == "inlineStr":
            found[cell.get("r")] = _text(cell)
        elif value is not None and value.text is not None:
            found[cell.get("r")] = _value(kind, value.text, texts)
    return found


def _value(kind: str, text: str, texts: list[str]) -> object:
    match kind:
        case "s":
            return texts[int(text)]
        case "b":
            return text == "1"
        case "n":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        case _:  # results that are texts, errors
            return text
