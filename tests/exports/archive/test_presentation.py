"""Presentations of strangers: each kind of harm is refused with one message that says how to mend it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pptx import Presentation

from exports.archive.presentation import MOST_SLIDES, read_master
from roi.errors import RoiError
from tests.exports.masters import master, saved
from tests.exports.workbook.archives import Change, respelled

TYPES, SLIDE = "[Content_Types].xml", "ppt/slides/slide1.xml"
SLIDE_RELS = "ppt/slides/_rels/slide1.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master without any harm in it."""
    path = tmp_path_factory.mktemp("masters") / "good.pptx"
    path.write_bytes(saved(master()))
    return path


def refusal(path: Path) -> str:
    """The message a file is refused with."""
    with pytest.raises(RoiError) as raised:
        read_master(path).presentation()
    assert path.name in str(raised.value.where)
    return str(raised.value)


def test_a_good_master_and_a_template_are_read(good: Path, tmp_path: Path) -> None:
    assert len(read_master(good).presentation().slides) == 6
    swap = ("presentationml.presentation.main", "presentationml.template.main")
    template = respelled(good, tmp_path / "theirs.potx", {TYPES: lambda xml: xml.replace(*swap)})
    made = read_master(template).presentation()
    again = io.BytesIO()
    made.save(again)
    assert len(Presentation(again).slides) == 6, "python-pptx reads no template"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no .pptx presentation: the file is empty"),
        (b"Dear customer", "no .pptx presentation: its first bytes"),
        (OLE, "protected by a password, or of the kind before 2007 (.ppt)"),
        (b"PK\x03\x04" + b"\0" * 100, "its end is missing"),
    ],
)
def test_files_of_another_kind(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "it.pptx"
    path.write_bytes(content)
    assert says in refusal(path)


def external(kind: str, target: str) -> Callable[[str], str]:
    """A relationship to something that is not in the file."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    entry = f'<Relationship Id="rId99" Type="{base}{kind}" Target="{target}" TargetMode="External"/>'
    return lambda xml: xml.replace("</Relationships>", f"{entry}</Relationships>")


HARM: Mapping[str, tuple[Mapping[str, Change], str]] = {
    "macros": ({"ppt/vbaProject.bin": b"x"}, "holds macros"),
    "a macro file": (
        {TYPES: lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        )},
        "with macros",
    ),
    "controls": ({"ppt/activeX/activeX1.xml": b"<x/>"}, "ActiveX controls"),
    "an embedded object": ({"ppt/embeddings/oleObject1.bin": b"x"}, "embedded files"),
    "an embedded document": ({"ppt/embeddings/Document1.docm": b"x"}, "embedded files"),
    "a linked picture": ({SLIDE_RELS: external("image", "http://evil.example/x.png")}, "fetches"),
    "a linked share": ({SLIDE_RELS: external("oleObject", "file://evil/share/x.xlsx")}, "fetches"),
    "a link to a program": ({SLIDE_RELS: external("hyperlink", "file:///c:/x.exe")}, "fetches"),
    "a program": (
        {SLIDE: lambda xml: xml.replace("</p:cNvPr>", "", 1).replace(
            "<p:cSld>", '<p:cSld><a:hlinkClick action="ppaction://program?x.exe"/>', 1
        )},
        "would run",
    ),
    "broken XML": ({SLIDE: lambda xml: xml[: len(xml) // 2]}, "no well-formed XML"),
    "an entity": (
        {SLIDE: '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "aaaa">]><p:sld xmlns:p="p">&a;</p:sld>'},
        "DOCTYPE",
    ),
    "a bomb": ({"ppt/media/image9.png": b" " * 60_000_000}, "would unpack to"),
    "a bomb of XML": ({SLIDE: b"<x/>" + b" " * 9_000_000}, "would unpack to"),
    "a part that is missing": ({SLIDE: None}, "parts do not fit together"),
    "a slide that is none": ({SLIDE: b"<x/>"}, "parts do not fit together"),
    "a workbook": (
        {TYPES: lambda xml: xml.replace("presentationml.presentation.main", "spreadsheetml.sheet.main")},
        "the part with its slides is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_refused(good: Path, tmp_path: Path, harm: str) -> None:
    changes, says = HARM[harm]
    assert says in refusal(respelled(good, tmp_path / "harm.pptx", changes))


def test_files_that_are_too_large(good: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.pptx"
    with big.open("wb") as stream:
        stream.truncate(100_000_000)
    assert "100,000,000 bytes; at most 64,000,000" in refusal(big)
    entry = '<Override PartName="/ppt/slides/s{}.xml" ContentType="x/presentationml.slide+xml"/>'
    many = "".join(entry.format(k) for k in range(500))
    path = respelled(
        good, tmp_path / "many.pptx", {TYPES: lambda xml: xml.replace("</Types>", f"{many}</Types>")}
    )
    assert f"506 slides; at most {MOST_SLIDES}" in refusal(path)


def test_a_file_cut_short_or_changed_anywhere_is_read_or_refused(good: Path, tmp_path: Path) -> None:
    whole = good.read_bytes()
    path = tmp_path / "spoilt.pptx"
    refused = 0
    for place in range(0, len(whole), len(whole) // 40):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x55
        path.write_bytes(bytes(spoilt))
        try:
            read_master(path).presentation()
        except RoiError:
            refused += 1
    assert refused > 5
    with zipfile.ZipFile(good) as archive:
        assert archive.testzip() is None
