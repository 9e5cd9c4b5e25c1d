"""One pass over the parts of the file that openpyxl wrote: values beside formulas, rows of draws, alt texts.

It is the last step: whatever opens and saves the file with openpyxl afterwards loses the values again.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from exports.archive.repack import dated, entry
from exports.brand import Brand
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page, Value
from exports.workbook.writer.styles import FONT, colours_of
from exports.workbook.xstring import xstring

if TYPE_CHECKING:
    from openpyxl import Workbook

# No lazy wildcards: on a sheet of thousands of formulas they took minutes.
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f[^>]*>[^<]*</f>)<v ?/?>(?:</v>)?</c>')
_EMPTY = re.compile(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="n"')  # other engines read a blank one as 0
# Texts of cells, and what is said where something is typed.
_TEXT = re.compile(r'(<t(?: [^>]*)?>|<dataValidation [^>]*?error=")([^<"]*)')
_DIMENSION = re.compile(r'<dimension ref="[^"]*" ?/>')
_DRAWN = re.compile(r'(<(?:xdr:)?cNvPr id="[0-9]+" name="[^"]*")( ?/?>)')
_NAMES = re.compile(r'(<definedName [^>]*?name=")([^"]*)')


def save(book: Book, path: Path) -> None:
    """Write the file: every formula with its value, pages protected without a password.

    Raises:
        ValueError: a formula without a value.
        OSError: the file cannot be written.
    """
    for page in book.pages.values():
        page.protect()
    _write(book, path)


def _write(book: Book, path: Path) -> None:
    """The file of `book`, with everything openpyxl leaves out."""
    plain, whole = io.BytesIO(), io.BytesIO()
    _save_in_memory(book.workbook, plain)
    pages = {f"xl/worksheets/sheet{k}.xml": page for k, page in enumerate(book.pages.values(), start=1)}
    drawn = [page for page in book.pages.values() if page.alt or page.pictures]
    drawings = {f"xl/drawings/drawing{k}.xml": page for k, page in enumerate(drawn, start=1)}
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(whole, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            with target.open(entry(name), "w") as out:
                if name in pages:
                    for chunk in sheet(content.decode(), pages[name]):
                        out.write(chunk.encode())
                elif name in drawings:
                    out.write(_described(content.decode(), drawings[name].alt, book.brand).encode())
                elif name.startswith("xl/charts/"):
                    out.write(_branded(content.decode(), book.brand).encode())
                elif name == "xl/workbook.xml":
                    out.write(_NAMES.sub(lambda each: each[1] + xstring(each[2]), content.decode()).encode())
                elif name == "docProps/core.xml":
                    out.write(dated(content.decode(), book.created).encode())
                else:
                    out.write(content)
    path.write_bytes(whole.getbuffer())  # at once: an archive that cannot be written fails twice


def _save_in_memory(workbook: Workbook, target: IO[bytes]) -> None:
    """Have openpyxl write the file, without the temporary files that it leaves where it is ended."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        _archive: zipfile.ZipFile

        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            content = io.BytesIO()
            writer: Any = WorksheetWriter(ws, out=content)
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], content.getvalue())
            self.manifest.append(ws)

    with zipfile.ZipFile(target, "w") as archive:  # not compressed: it is read again at once
        Writer(workbook, archive).save()


def sheet(xml: str, page: Page) -> Iterator[str]:
    """The XML of a page, in chunks."""
    missing: list[str] = []

    def with_value(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        if address not in page.values:
            missing.append(address)
            return match[0]
        return cell(address, attributes, formula, page.values[address])

    xml = _EMPTY.sub(r"\1", _FORMULA.sub(with_value, _encoded(xml)))
    if missing:
        raise ValueError(f"{page.title}: no values for {', '.join(missing[:5])}")
    if not page.dense:
        yield xml
        return
    before, after = xml.split("</sheetData>") if "</sheetData>" in xml else xml.split("<sheetData/>")
    yield _DIMENSION.sub(f'<dimension ref="{_extent(page)}"/>', before)
    if "</sheetData>" not in xml:
        yield "<sheetData>"
    index = 0
    for dense in sorted(page.dense, key=lambda dense: dense.first_row):
        if dense.first_row <= page.worksheet.max_row:
            raise ValueError(f"{page.title}: rows from {dense.first_row} are among the cells of the page")
        yield from dense.xml(index)
        index += dense.formulas
    yield f"</sheetData>{after}"


def _encoded(xml: str) -> str:
    """The page with its texts, and those of its attributes, as the format wants them."""
    if "_x" not in xml:
        return xml
    return _TEXT.sub(lambda match: f"{match[1]}{xstring(match[2])}", xml)


def cell(address: str, attributes: str, formula: str, value: Value) -> str:
    """A `<c>` element with formula and value."""
    if isinstance(value, bool):
        return f'<c r="{address}"{attributes} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{address}"{attributes} t="str">{formula}<v>{escape(xstring(value))}</v></c>'
    return f'<c r="{address}"{attributes}>{formula}<v>{float(value)!r}</v></c>'


def _extent(page: Page) -> str:
    last_row = max(dense.first_row + dense.height - 1 for dense in page.dense)
    last_col = max(page.worksheet.max_column, *(dense.last_col for dense in page.dense))
    return f"A1:{letters(last_col)}{last_row}"


def _branded(xml: str, brand: Brand) -> str:
    """A chart in the colours and the font of a brand."""
    for house, colour in colours_of(brand).items():
        xml = xml.replace(f'<a:srgbClr val="{house}"', f'<a:srgbClr val="{colour}"')
    return xml.replace(f'typeface="{FONT}"', f'typeface="{brand.font}"')


def _described(xml: str, alt: list[str], brand: Brand) -> str:
    """Charts and the logo with their alternative texts, in the order they were placed."""
    texts = iter(alt)
    if brand.logo is not None:
        xml = xml.replace('descr="Picture"', f"descr={quoteattr(brand.logo.alt)}")
    return _DRAWN.sub(lambda match: f"{match[1]} descr={quoteattr(next(texts))}{match[2]}", xml)
