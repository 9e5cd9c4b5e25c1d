"""Files of strangers: each kind is refused with a message, and none takes memory or time."""

from __future__ import annotations

import os
import re
import struct
import zipfile
from pathlib import Path

import pytest

import cases
from exports.archive.opening import MOST_OF_A_PART, opened
from exports.workbook.origin.identity import Identity
from exports.workbook.reader.reading import read_answers
from roi.errors import RoiError
from roi.model import Model, resolve
from tests.exports.workbook.archives import Change, respelled
from tests.exports.workbook.asking import ASKED

SHEET, BOOK, STYLES, STRINGS = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
)  # fmt: skip
TYPES, RELS, BOOK_RELS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
CUSTOM = "docProps/custom.xml"
MEGABYTE = 1_000_000


def model_for(identity: Identity) -> Model:
    """The case of these tests, whatever the file says."""
    return resolve(cases.load(ASKED))


def refusal(path: Path) -> str:
    """The message a file is refused with."""
    before = path.read_bytes() if path.is_file() and path.stat().st_size < 10 * MEGABYTE else b""
    with pytest.raises(RoiError) as raised:
        read_answers(path, model_for)
    assert path.name in str(raised.value.where)
    assert not before or path.read_bytes() == before
    return str(raised.value)


# Files that are no workbook


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no .xlsx workbook: the file is empty"),
        (b"visits,42\n", "no .xlsx workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "protected by a password, or of the kind before 2007",
        ),
        (b"PK\x03\x04" + b"\0" * 100, "its end is missing"),
        (b"PK\x03\x04" + b"\0" * 100 + b"PK\x05\x06", "its end is missing"),
        (b"PK\x03\x04" + b"PK\x05\x06" + b"\0" * 18, "no .xlsx workbook but another kind of archive"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "it.xlsx"
    path.write_bytes(content)
    assert says in refusal(path)


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    assert "a folder, not a file" in refusal(tmp_path / "folder.xlsx")
    assert "cannot be read" in refusal(tmp_path / "missing.xlsx")
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert "device or a pipe" in refusal(tmp_path / "pipe.xlsx")


def test_another_archive_and_an_open_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "another kind of archive" in refusal(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "an OpenDocument file" in refusal(tmp_path / "b.xlsx")


def test_a_file_cut_short_anywhere(good: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    path = tmp_path / "short.xlsx"
    for share in range(1, 20):
        path.write_bytes(whole[: len(whole) * share // 20])
        assert "damaged" in refusal(path)


def test_a_flipped_byte_is_read_right_or_refused(good: Path, tmp_path: Path) -> None:
    """Checksums catch what matters; nothing ever ends in a traceback."""
    whole = good.read_bytes()
    path = tmp_path / "flipped.xlsx"
    refused = 0
    for place in range(0, len(whole), len(whole) // 150):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x55
        path.write_bytes(bytes(spoilt))
        try:
            answers = read_answers(path, model_for)
            assert not answers.answers
        except RoiError:
            refused += 1
    assert refused > 20


# The archive


def _entries(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"")
    return path


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "xl/../../x", "xl\\..\\x", "C:/x", "xl/..", "a:b"]
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    path = tmp_path / "out.xlsx"
    _entries(path, [TYPES, "z" * len(name)])
    path.write_bytes(path.read_bytes().replace(b"z" * len(name), name.encode()))
    assert "leads out of the archive" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", [SHEET, SHEET.upper()])
def test_two_parts_of_one_name(tmp_path: Path, twin: str) -> None:
    assert "two parts of this name" in refusal(_entries(tmp_path / "two.xlsx", [TYPES, SHEET, twin]))


def test_more_parts_than_a_workbook_has(tmp_path: Path) -> None:
    assert "more parts" in refusal(_entries(tmp_path / "many.xlsx", [f"x{k}" for k in range(2_001)]))


def test_a_directory_that_hides_its_size(good: Path, tmp_path: Path) -> None:
    """The end of the archive may point to a directory of the newer kind, which `zipfile` would believe."""
    whole, path = good.read_bytes(), tmp_path / "hidden.xlsx"
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(whole), 1)
    path.write_bytes(whole[:-22] + locator + whole[-22:])
    assert "more parts" in refusal(path)


def test_a_part_that_would_burst(good: Path, tmp_path: Path) -> None:
    burst = respelled(good, tmp_path / "burst.xlsx", {"xl/media/a.xml": b" " * (60 * MEGABYTE)})
    assert burst.stat().st_size < MEGABYTE
    assert "would unpack to" in refusal(burst)


def test_parts_that_would_burst_together(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "together.xlsx"
    names = {f"x{k}": b"" for k in range(9)}
    respelled(good, path, names)
    # Sizes are what the directory declares: the content need not exist.
    content = bytearray(path.read_bytes())
    for k in range(9):
        at = content.rfind(b"PK\x01\x02", 0, content.rfind(f"x{k}".encode()))
        content[at + 20 : at + 28] = struct.pack("<LL", 2 * MEGABYTE, 300 * MEGABYTE)
    path.write_bytes(bytes(content))
    assert "unpacked it would have" in refusal(path)


def test_a_size_that_lies(good: Path, tmp_path: Path) -> None:
    """A part that declares less than it holds is read as far as it declares, and its checksum tells."""
    path = tmp_path / "lies.xlsx"
    with_more = respelled(good, path, {SHEET: lambda xml: xml + " " * (3 * MEGABYTE)})
    content = bytearray(with_more.read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    content[at + 24 : at + 28] = struct.pack("<L", 20_000)
    path.write_bytes(bytes(content))
    assert "damaged" in refusal(path)


def test_packing_that_no_spreadsheet_uses(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "packed.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert "packed in a way" in refusal(path)


def test_encrypted_parts(good: Path, tmp_path: Path) -> None:
    content = bytearray(good.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    path = tmp_path / "locked.xlsx"
    path.write_bytes(bytes(content))
    assert "encrypted" in refusal(path)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other workbooks"),
        ("xl/embeddings/oleObject1.bin", "embedded files"),
        ("xl/activeX/activeX1.xml", "ActiveX"),
        ("xl/connections.xml", "data connections"),
        ("customUI/customUI.xml", "menus"),
    ],
)
def test_parts_that_act(good: Path, tmp_path: Path, part: str, says: str) -> None:
    assert says in refusal(respelled(good, tmp_path / "active.xlsx", {part: b"x"}))


# Parts that lie or are missing


def _macro(xml: str) -> str:
    return xml.replace("spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml").replace(
        "openxmlformats-officedocument.", "ms-excel."
    )


_TWIN = '<definedName name="ask_wage_low">A!A1</definedName>'
SPOILT: dict[str, tuple[dict[str, Change], str]] = {
    "macros by type": ({TYPES: _macro}, "with macros"),
    "binary": (
        {TYPES: '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'},
        "binary workbook",
    ),
    "no workbook type": ({TYPES: "<Types/>"}, "no .xlsx workbook"),
    "no workbook part": ({BOOK: None}, "no .xlsx workbook"),
    "no relations": ({RELS: None}, "_rels/.rels: this part of the workbook is missing"),
    "relation to nowhere": ({RELS: lambda xml: xml.replace("xl/workbook.xml", "../../etc/passwd")}, "no .xlsx"),
    "no sheet": ({SHEET: None}, "is missing"),
    "sheet elsewhere": (
        {BOOK_RELS: lambda xml: xml.replace("worksheets/sheet1.xml", "../../../../etc/passwd")},
        "is missing",
    ),
    "no texts": ({STRINGS: None}, "is missing"),
    "texts too few": ({STRINGS: "<sst><si><t>one</t></si></sst>"}, "the text of this cell is missing"),
    "link": (
        {BOOK: lambda xml: xml.replace("</sheets>", "</sheets><a><externalReference/></a>")},
        "links to other workbooks",
    ),
    "no XML": ({SHEET: b"\0\1\2 not XML"}, "no well-formed XML"),
    "empty part": ({BOOK: b""}, "no well-formed XML"),
    "cut XML": ({SHEET: lambda xml: xml[: len(xml) // 2]}, "no well-formed XML"),
    "unknown encoding": ({SHEET: b'<?xml version="1.0" encoding="klingon"?><a/>'}, "no well-formed XML"),
    "odd encoding": ({SHEET: b'<?xml version="1.0" encoding="shift_jis"?><a/>'}, "no well-formed XML"),
    "name twice": (
        {BOOK: lambda xml: xml.replace("</definedNames>", f"{_TWIN}</definedNames>")},
        "defined twice",
    ),
    "cell twice": (
        {SHEET: lambda xml: xml.replace("</row>", '<c r="E17"/><c r="E17"/></row>', 1)},
        "is there twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPOILT)
def test_spoilt_parts(good: Path, tmp_path: Path, kind: str) -> None:
    changes, says = SPOILT[kind]
    assert says in refusal(respelled(good, tmp_path / "spoilt.xlsx", changes))


@pytest.mark.parametrize(
    "number", ["abc", "NaN", "inf", "1e999", "1_000", "\u0661\u0662", "0x1", f"1{64 * '0'}"]
)
def test_a_stored_number_is_one_in_every_cell_that_is_read(good: Path, tmp_path: Path, number: str) -> None:
    """Also where nobody asks for a number: an owner, an account, a likely value beside its range."""
    cell = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)/>')
    changes = {SHEET: lambda xml: cell.sub(rf'<c r="\1"\2><v>{number}</v></c>', xml)}
    assert "where a number is stored" in refusal(respelled(good, tmp_path / "spoilt.xlsx", changes))


_DOCTYPES = {
    "laughs": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    "file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "remote": '<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd">',
    "parameter": '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost:9/b"> %b;]>',
}


@pytest.mark.parametrize("part", [SHEET, BOOK, STYLES, STRINGS, TYPES, RELS, BOOK_RELS, CUSTOM])
@pytest.mark.parametrize("kind", _DOCTYPES)
def test_entities_are_refused_in_every_part_that_is_read(
    good: Path, tmp_path: Path, part: str, kind: str
) -> None:
    def spoil(xml: str) -> str:
        body = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
        return _DOCTYPES[kind] + body

    assert "DOCTYPE or entities" in refusal(respelled(good, tmp_path / "entity.xlsx", {part: spoil}))


def test_a_doctype_in_another_encoding(good: Path, tmp_path: Path) -> None:
    xml = f'<?xml version="1.0" encoding="utf-16"?>{_DOCTYPES["file"]}<a>&b;</a>'.encode("utf-16")
    assert "DOCTYPE" in refusal(respelled(good, tmp_path / "wide.xlsx", {SHEET: xml}))


# What is allowed


def test_what_spreadsheet_programs_add_is_no_harm(good: Path, tmp_path: Path) -> None:
    extra: dict[str, Change] = {
        "xl/calcChain.xml": b"<calcChain/>", "xl/printerSettings/printerSettings1.bin": b"\0\1",
        "customXml/item1.xml": b"<x/>", "xl/theme/theme9.xml": b"<x/>", "docProps/thumbnail.jpeg": b"\xff",
        "xl/threadedComments/threadedComment1.xml": b"<x/>", "xl/drawings/vmlDrawing1.vml": b"<!DOCTYPE x>",
    }  # fmt: skip
    answers = read_answers(respelled(good, tmp_path / "more.xlsx", extra), model_for)
    assert answers.identity.case == "asked"


def test_a_large_sheet_that_no_name_points_to_is_never_unpacked(good: Path, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{k}"><c r="A{k}"><v>{k * 7919 % 100_003}</v></c></row>' for k in range(900_000))
    path = respelled(good, tmp_path / "trials.xlsx", {"xl/worksheets/sheet9.xml": rows})
    assert path.stat().st_size > MEGABYTE
    assert len(rows) > MOST_OF_A_PART
    assert read_answers(path, model_for).identity.case == "asked"


def test_parts_are_read_to_their_end(good: Path) -> None:
    with opened(good) as package, zipfile.ZipFile(good) as archive:
        assert b"".join(package.chunks(SHEET)) == archive.read(SHEET)
