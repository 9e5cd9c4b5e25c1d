"""What the cells of a workbook are worth, read at a tenth of the time that openpyxl takes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import get_column_letter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Values:
    """By sheet and address, the value of each cell that has one; dates as the numbers that stand for them."""

    sheets: dict[str, dict[str, object]]
    names: dict[str, str]  # each with its sheet and area, as `Results!$B$3`

    def cells(self) -> Iterator[tuple[str, object]]:
        """Address with sheet and value of every cell that shows something."""
        for title, values in self.sheets.items():
            for address, value in values.items():
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
        cells = self.sheets[title.strip("'")]
        return [cells.get(f"{column}{row}") for row in range(int(first), int(last) + 1)]

    def errors(self) -> list[str]:
        """Cells that show an error."""
        return [f"{address}: {value}" for address, value in self.cells() if str(value).startswith("#")]


def values_of(path: Path) -> Values:
    """What a file says that its cells are worth; nothing is worked out."""
    with zipfile.ZipFile(path) as file:
        book = etree.fromstring(file.read("xl/workbook.xml"))
        texts = _shared(file)
        sheets = {title: _cells(file.read(part), texts) for title, part in _sheets(file, book)}
        names = {name.get("name"): name.text for name in book.iter(f"{_MAIN}definedName")}
    return Values(sheets, names)


def places_of(path: Path) -> Values:
    """The sheets and names of a file, without a cell."""
    with zipfile.ZipFile(path) as file:
        book = etree.fromstring(file.read("xl/workbook.xml"))
        sheets: dict[str, dict[str, object]] = {title: {} for title, _ in _sheets(file, book)}
        return Values(sheets, {name.get("name"): name.text for name in book.iter(f"{_MAIN}definedName")})


_DAY = re.compile(
    "([0-9]{4}-[0-9]{2}-[0-9]{2})|([0-9]{2})/([0-9]{2})/([0-9]{4})"
)  # by the format of its cell
_DAY_0 = date(1899, 12, 30)  # from which spreadsheets count
# A text between quotes, a figure, any number of commas, the end of a row.
_COMMAS = re.compile(r'"((?:[^"]|"")*)"|([^,"\n]+)|(,+)|(\n)')


def values_between_commas(text: str) -> dict[str, object]:
    """The same of a sheet that LibreOffice saves as CSV, as it is typed and with all texts between quotes."""
    values: dict[str, object] = {}
    row, column = 1, 1
    for words, figure, commas, end in _COMMAS.findall(text):
        if commas:
            column += len(commas)
        elif end:
            row, column = row + 1, 1
        elif words or figure:
            values[f"{get_column_letter(column)}{row}"] = (
                words.replace('""', '"') if words else _typed(figure)
            )
    return values


def _typed(figure: str) -> object:
    """A figure as one types it: a number, a percentage, a day, a truth; whatever else LibreOffice says is wrong."""
    if figure in ("TRUE", "FALSE"):
        return figure == "TRUE"
    if day := _DAY.fullmatch(figure):
        return (date.fromisoformat(day[1] or f"{day[4]}-{day[2]}-{day[3]}") - _DAY_0).days
    try:
        return float(figure[:-1]) / 100 if figure.endswith("%") else _number(figure)
    except ValueError:
        return figure if figure.startswith("#") else f"#{figure}"


def formulas_of(path: Path, addresses: Container[str]) -> Iterator[tuple[str, str]]:
    """Those of the cells that have a formula, each with it; a shared one as it stands in that cell."""
    with zipfile.ZipFile(path) as file:
        for title, part in _sheets(file, etree.fromstring(file.read("xl/workbook.xml"))):
            shared: dict[str, Translator] = {}
            for formula in etree.fromstring(file.read(part)).iter(f"{_MAIN}f"):
                cell, text = formula.getparent().get("r"), f"={formula.text or ''}"
                if formula.get("t") == "shared" and formula.text:
                    shared[formula.get("si")] = Translator(text, cell)
                if f"{title}!{cell}" in addresses:
                    moved = not formula.text and formula.get("t") == "shared"
                    yield (
                        f"{title}!{cell}",
                        (shared[formula.get("si")].translate_formula(cell) if moved else text),
                    )


def _sheets(file: zipfile.ZipFile, book: etree._Element) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet."""
    links = etree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
    parts = {link.get("Id"): _part(link.get("Target")) for link in links}
    return ((sheet.get("name"), parts[sheet.get(_ID)]) for sheet in book.iter(f"{_MAIN}sheet"))


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _shared(file: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    return [_text(item) for item in etree.fromstring(file.read("xl/sharedStrings.xml"))]


def _text(item: etree._Element) -> str:
    return "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))


def _cells(sheet: bytes, texts: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    value_tag, inline_tag = f"{_MAIN}v", f"{_MAIN}is"
    for cell in etree.fromstring(sheet).iter(f"{_MAIN}c"):
        for part in cell:
            if part.tag == value_tag and part.text is not None:
                values[cell.get("r")] = _value(cell.get("t", "n"), part.text, texts)
            elif part.tag == inline_tag:
                values[cell.get("r")] = _text(part)
    return values


def _value(kind: str, text: str, texts: list[str]) -> object:
    match kind:
        case "n":
            return int(text) if text.isdecimal() else _number(text)
        case "s":
            return texts[int(text)]
        case "b":
            return text == "1"
        case _:  # results that are texts, errors
            return text


def _number(text: str) -> int | float:
    return float(text) if "." in text or "e" in text or "E" in text else int(text)
