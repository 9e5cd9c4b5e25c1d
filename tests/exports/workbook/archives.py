"""Workbooks filled in as a user would, and workbooks spoilt as nobody should."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

Change = bytes | str | Callable[[str], str] | None


def filled(source: Path, target: Path, answers: Mapping[str, Any], formats: Mapping[str, str] = {}) -> Path:
    """A copy with values in the cells of defined names, and number formats where they were changed."""
    book = openpyxl.load_workbook(source)
    for name, value in answers.items():
        cell(book, name).value = value
    for name, code in formats.items():
        cell(book, name).number_format = code
    book.save(target)
    return target


def cell(book: openpyxl.Workbook, name: str) -> openpyxl.cell.Cell:
    """The cell a defined name points to."""
    (sheet, address), *_ = book.defined_names[name].destinations
    addressed: openpyxl.cell.Cell = book[sheet][address]
    return addressed


def address(path: Path, name: str) -> str:
    """`Questions!F17`: where a defined name points to."""
    with zipfile.ZipFile(path) as archive:
        return _address(archive.read("xl/workbook.xml").decode(), name)


def _address(book: str, name: str) -> str:
    area = re.search(rf'<definedName name="{name}"[^>]*>([^<]+)<', book)
    assert area is not None, name
    return area[1].replace("$", "")


def respelled(source: Path, target: Path, changes: Mapping[str, Change]) -> Path:
    """A copy with parts replaced (bytes, text), rewritten (a function of their text), removed (None) or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
            elif (change := changes[name]) is not None:
                new.writestr(name, change(old.read(name).decode()) if callable(change) else change)
        for name, change in changes.items():
            if name not in old.namelist() and isinstance(change, bytes | str):
                new.writestr(name, change)
    return target


def shared(source: Path, target: Path) -> Path:
    """A copy with its texts in a table of their own, as Excel and LibreOffice save them."""
    texts: list[str] = []

    def pointed(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'{match[1]}t="s"><v>{len(texts) - 1}</v></c>'

    def rewritten(xml: str) -> str:
        return re.sub(r'(<c [^>]*)t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is></c>', pointed, xml)

    with zipfile.ZipFile(source) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        changes: dict[str, Change] = {name: rewritten(archive.read(name).decode()) for name in sheets}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    changes["xl/sharedStrings.xml"] = f"<sst>{''.join(f'<si>{text}</si>' for text in texts)}</sst>"
    changes["[Content_Types].xml"] = lambda xml: xml.replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    changes["xl/_rels/workbook.xml.rels"] = lambda xml: xml.replace(
        "</Relationships>",
        f'<Relationship Id="rId99" Type="{relation}" Target="sharedStrings.xml"/></Relationships>',
    )
    return respelled(source, target, changes)


def retyped(source: Path, target: Path, values: Mapping[str, object]) -> Path:
    """A copy with other contents in the cells of defined names, written straight into the XML: formulas of
    all other cells keep their values, and a large workbook takes no time."""
    with zipfile.ZipFile(source) as archive:
        book = archive.read("xl/workbook.xml").decode()
    titles = re.findall(r'<sheet [^>]*name="([^"]+)"', book)
    changes: dict[str, Change] = {}
    edits: dict[str, list[tuple[str, object]]] = {}
    for name, value in values.items():
        title, _, at = _address(book, name).partition("!")
        edits.setdefault(f"xl/worksheets/sheet{titles.index(title) + 1}.xml", []).append((at, value))
    for part, cells in edits.items():

        def edited(xml: str, cells: list[tuple[str, object]] = cells) -> str:
            for at, value in cells:
                xml, count = re.subn(
                    rf'<c r="{at}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', _cell(at, value), xml
                )
                assert count == 1, at
            return xml

        changes[part] = edited
    return respelled(source, target, changes)


def _cell(at: str, value: object) -> str:
    start = rf'<c r="{at}"\1'
    if value is None:
        return f"{start}/>"
    if isinstance(value, str):
        value = value.replace("\\", r"\\")  # this is the template of a replacement
        if value.startswith("="):
            return f"{start}><f>{value[1:]}</f></c>"
        if value.startswith("#"):
            return f'{start} t="e"><v>{value}</v></c>'
        return f'{start} t="inlineStr"><is><t>{value}</t></is></c>'
    return f"{start}><v>{value!r}</v></c>"
