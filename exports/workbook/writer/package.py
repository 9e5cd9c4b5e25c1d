"""The file of a workbook: openpyxl writes all but the rows of sheets, which are written here with their values.

It is the last step: whatever opens and saves the file with openpyxl afterwards loses the values again.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from exports.archive.repack import dated, entry
from exports.brand import Brand
from exports.markup import escape, quoteattr
from exports.workbook.writer.book import Book
from exports.workbook.writer.rows import extent, sheet_data
from exports.workbook.writer.strings import PART, Strings
from exports.workbook.writer.styles import FONT, colours_of
from exports.workbook.xstring import xstring

_DRAWN = re.compile(r'(<(?:xdr:)?cNvPr id="[0-9]+" name="[^"]*")( ?/?>)')
_RELATIONS_END = b"</Relationships>"
_STRINGS = (
    b'<Relationship Id="strings" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)
_LEVEL = 7  # of the compression of sheets: formulas repeat themselves from afar
_OF_DIGITS = 5  # of sheets that are mostly digits, for which 7 takes 70 % longer and saves a fiftieth
_NO_NAMES = re.compile("<definedNames ?/>")


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
    others, whole = io.BytesIO(), io.BytesIO()
    drawn = [page for page in book.pages.values() if page.alt or page.pictures]
    drawings = {f"xl/drawings/drawing{k}.xml": page for k, page in enumerate(drawn, start=1)}
    with zipfile.ZipFile(whole, "w") as target:
        _write_sheets(book, target, others)
        with zipfile.ZipFile(others) as source:
            for name in source.namelist():
                content = source.read(name)
                if name in drawings:
                    content = _described(content.decode(), drawings[name].alt, book.brand).encode()
                elif name.startswith("xl/charts/"):
                    content = _branded(content.decode(), book.brand).encode()
                elif name == "xl/_rels/workbook.xml.rels":
                    content = content.replace(_RELATIONS_END, _STRINGS + _RELATIONS_END)
                elif name == "xl/workbook.xml":
                    content = _named(content.decode(), book.names).encode()
                elif name == "docProps/core.xml":
                    content = dated(content.decode(), book.created).encode()
                target.writestr(entry(name), content)
    path.write_bytes(whole.getvalue())  # at once: an archive that cannot be written fails twice


def _write_sheets(book: Book, target: zipfile.ZipFile, others: IO[bytes]) -> None:
    """The sheets into `target`, every other part into an archive of its own, to be looked through.

    Nothing goes through the temporary files that openpyxl leaves where it is ended.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.packaging.manifest import Override
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.worksheet.dimensions import SheetDimension
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.writer.excel import ExcelWriter
    from openpyxl.xml.constants import SHARED_STRINGS

    pages, strings = {page.title: page for page in book.pages.values()}, Strings()

    class Frame(WorksheetWriter):
        """All of a sheet but its rows."""

        ws: Any
        xf: Any

        def write_dimensions(self) -> None:
            self.xf.send(SheetDimension(extent(pages[self.ws.title])).to_tree())

        def write_rows(self) -> None:
            links = pages[self.ws.title].links.items()
            self.ws._hyperlinks.extend(Hyperlink(ref=cell, target=target) for cell, target in links)
            with self.xf.send(True).element("sheetData"):
                pass
            self.xf.send(None)

    class Writer(ExcelWriter):
        _archive: zipfile.ZipFile

        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            content = io.BytesIO()
            frame: Any = Frame(ws, out=content)
            frame.write()
            ws._rels = frame._rels
            before, _, after = content.getvalue().decode().partition("<sheetData")
            after = after.partition(">")[2].removeprefix("</sheetData>")
            with target.open(entry(ws.path[1:], _LEVEL), "w") as out:
                if pages[ws.title].dense:
                    _of_digits(out)
                out.write(before.encode())
                for chunk in sheet_data(pages[ws.title], strings):
                    out.write(chunk.encode())
                out.write(after.encode())
            self.manifest.append(ws)

    with zipfile.ZipFile(others, "w") as archive:  # not compressed: it is read again at once
        writer = Writer(book.workbook, archive)
        writer.manifest.Override.append(Override(PartName=f"/{PART}", ContentType=SHARED_STRINGS))
        writer.save()
    target.writestr(entry(PART), strings.xml())


def _of_digits(out: IO[bytes]) -> None:
    """Have a part packed as what is mostly digits: short matches and long searches cost more than they save."""
    packed: Any = out
    packed._compressor = zlib.compressobj(_OF_DIGITS, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_FILTERED)


def _named(xml: str, names: Mapping[str, str]) -> str:
    """The list of sheets with the names of the whole workbook, before those of sheets."""
    written = (
        f'<definedName name="{xstring(name)}">{escape(where)}</definedName>' for name, where in names.items()
    )
    xml = _NO_NAMES.sub("<definedNames></definedNames>", xml)
    return xml.replace("<definedNames>", f"<definedNames>{''.join(written)}", 1)


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
