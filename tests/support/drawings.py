"""The charts of a workbook as they stand in its file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from openpyxl.workbook.workbook import Workbook

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its title, its XML, the ranges of its numbers and of its categories."""

    title: str
    xml: etree._Element
    values: tuple[str, ...]
    categories: tuple[str, ...]


def charts(path: Path) -> list[Drawn]:
    """All charts of a file, in the order of their parts."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        return [_drawn(etree.fromstring(archive.read(name))) for name in names]


def alt_texts(path: Path) -> list[str]:
    """The alternative text of every graphic."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/drawings/drawing"))
        frames = [etree.fromstring(archive.read(name)).iter(f"{XDR}cNvPr") for name in names]
        return [frame.get("descr", "") for group in frames for frame in group]


def cells(book: Workbook, reference: str) -> list[object]:
    """What the cells of a range of a chart hold."""
    title, _, area = reference.replace("$", "").rpartition("!")
    area_cells = book[title.strip("'")][area]
    rows = area_cells if isinstance(area_cells, tuple) else ((area_cells,),)
    return [cell.value for row in rows for cell in (row if isinstance(row, tuple) else (row,))]


def _drawn(root: etree._Element) -> Drawn:
    title = root.find(f"{C}chart/{C}title")
    assert title is not None
    text = "".join(run.text or "" for run in title.iter(f"{A}t"))
    return Drawn(text, root, tuple(_refs(root, "val", "yVal")), tuple(_refs(root, "cat", "xVal")))


def _refs(root: etree._Element, *kinds: str) -> Iterator[str]:
    for reference in root.iter(*(f"{C}{kind}" for kind in kinds)):
        yield from (formula.text or "" for formula in reference.iter(f"{C}f"))
