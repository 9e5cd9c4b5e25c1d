"""The page as a file: nothing from outside, text is only text, the same figures in every form."""

from __future__ import annotations

import dataclasses
import datetime
import io
import re
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pypdf
import pytest
from lxml import etree
from pptx import Presentation

import cases
import roi
from exports.brand import HOUSE, Brand, Logo
from exports.files import DocumentRequest, check_suffixes, export, with_story
from exports.markdown.result import result_markdown
from exports.page.fitting import LARGEST, SMALLEST, layout
from exports.page.html import page
from exports.page.pdf import pdf
from exports.page.sheet import on_paper
from exports.story import build
from exports.story.build import story
from exports.story.ground import Ground, grounds
from exports.story.parts import Story
from exports.voice.spaces import INSIDE, held
from roi.errors import RoiError
from tests.support.hostile import HOSTILE, places, put, with_everything, written

DAY = datetime.date(2026, 11, 27)
SAID = DocumentRequest(prospect="Acme & Sons <Ltd>", prepared_by="Ann", created=DAY, valid_until=DAY)
# Controls but line breaks, marks and overrides of writing direction, letters that nobody sees.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe]")


@pytest.fixture(scope="module")
def document_request(run: roi.Run) -> DocumentRequest:
    """With the verdict, which takes longest."""
    return dataclasses.replace(SAID, verdict=roi.assess(run, run.summary()))


@pytest.fixture(scope="module")
def full_story(run: roi.Run, document_request: DocumentRequest) -> Story:
    return story(run, document_request)


def squeezed(text: str) -> str:
    """Without white space: a line may break anywhere."""
    return re.sub(r"\s+", "", text)


def words_of_html(text: str) -> str:
    return str(lxml.html.fromstring(text).find("body").text_content())


def words_of_pdf(file: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(file)).pages)


def words_of_slides(path: Path) -> str:
    texts = []
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        texts.append(slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "")
    return "\n".join(texts)


def test_every_form_has_the_same_figures(
    run: roi.Run, document_request: DocumentRequest, full_story: Story, tmp_path: Path
) -> None:
    export(run, tmp_path / "a.pptx", dataclasses.replace(document_request, story=full_story))
    html, deck = words_of_html(page(full_story, HOUSE)), words_of_slides(tmp_path / "a.pptx")
    paper, markdown = (
        words_of_pdf(pdf(full_story, HOUSE)),
        result_markdown(run, DocumentRequest(verdict=document_request.verdict)),
    )
    printed = {fact.name for section in full_story.sections for fact in on_paper(section).facts}
    headline = {
        fact.name for section in full_story.sections if section.name == "worth" for fact in section.facts
    }
    assert headline <= printed
    for name, fact in full_story.facts.items():
        value = squeezed(fact.figure.value)
        assert value in squeezed(html), name
        assert value in squeezed(deck), name
        assert name not in printed or value in squeezed(paper), name
        assert name not in headline or value in squeezed(markdown), name
    assert full_story.section("ask") is not None
    for text in (html, paper, deck):
        assert squeezed(full_story.sections[0].lead) in squeezed(text)
    for form in (html, paper):
        for section in full_story.sections:
            table = on_paper(section).table
            for row in table.rows if table else ():
                assert all(squeezed(cell) in squeezed(form) for cell in row), section.name


def test_nothing_is_loaded_and_nothing_runs(full_story: Story) -> None:
    text = page(full_story, HOUSE)
    tree = lxml.html.fromstring(text)
    assert not tree.xpath("//script | //link | //iframe | //object | //form | //base | //style[@src]")
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    assert not tree.xpath("//*[@src and not(starts-with(@src, 'data:image/png;base64,'))]")
    assert all(link.startswith(("http://", "https://")) for link in tree.xpath("//a/@href"))
    assert not re.search(r"url\(|@import|expression\(", tree.xpath("string(//style)"))
    for picture in tree.xpath("//svg"):
        assert picture.xpath("string(title)")
        assert picture.xpath("string(desc)").endswith(".")
        etree.fromstring(lxml.html.tostring(picture, encoding="unicode"))
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_no_figure_is_broken_over_lines(full_story: Story) -> None:
    tree = lxml.html.fromstring(page(full_story, HOUSE))
    texts = tree.xpath("//body//text()[not(ancestor::*[local-name()='svg'])]")
    assert any("\xa0" in text for text in texts)
    assert [text for text in texts if re.search(INSIDE, text)] == []


def test_every_figure_opens_its_why_without_a_script(full_story: Story) -> None:
    tree = lxml.html.fromstring(page(full_story, HOUSE))
    opened = tree.xpath("//details[@class='fact']")
    assert len(opened) == len(full_story.facts)
    for each, fact in zip(opened, full_story.facts.values(), strict=True):
        assert held(fact.label) in each.xpath("string(summary)")
        assert held(fact.figure.value) in each.xpath("string(summary)")
        assert len(each.xpath("ul/li")) == len(fact.why)
    assert "https://example.org/trial" in tree.xpath("//details//a/@href")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Of a case of which every free text is hostile."""
    tree = with_everything()
    for place in places(tree):
        if place[-1] in ("title", "label", "headline", "evidence", "publisher", "note", "text"):
            put(tree, place, f"{HOSTILE}{place}")
    path = written(tree, tmp_path_factory.mktemp("hostile") / "hostile.toml")
    run = roi.simulate(cases.load(path), draws=1_024)
    request = DocumentRequest(notes=(HOSTILE,), prospect=HOSTILE, prepared_by=HOSTILE, created=DAY)
    return story(run, request)


def test_a_text_of_strangers_is_only_text(hostile: Story) -> None:
    brand = dataclasses.replace(HOUSE, footer=HOSTILE, confidentiality=HOSTILE, font="x'};*{display:none")
    text = page(hostile, brand)
    tree = lxml.html.fromstring(text)
    assert not tree.xpath("//script | //img | //link")
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    assert all(re.fullmatch(r"https?://[^\s<>\"']+", link) for link in tree.xpath("//a/@href"))
    assert "<script>alert(1)</script>" in tree.text_content()
    assert "xdisplaynone" in tree.xpath("string(//style)")
    assert not UNSEEN.search(text)
    for picture in tree.xpath("//svg"):
        etree.fromstring(lxml.html.tostring(picture, encoding="unicode"))


def test_a_pdf_takes_texts_of_strangers_as_text(hostile: Story) -> None:
    file = pdf(hostile, dataclasses.replace(HOUSE, footer=HOSTILE))
    reader = pypdf.PdfReader(io.BytesIO(file))
    assert len(reader.pages) == 1
    words = words_of_pdf(file)
    assert "<script>alert(1)</script>" in words
    assert not UNSEEN.search(words.replace("\x0c", ""))
    assert "/JavaScript" not in str(reader.trailer["/Root"])


def test_a_pdf_is_tagged_with_its_fonts_in_it_and_the_same_every_time(full_story: Story) -> None:
    file = pdf(full_story, HOUSE)
    assert pdf(full_story, HOUSE) == file
    reader = pypdf.PdfReader(io.BytesIO(file))
    assert len(reader.pages) == 1
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert str(root["/Lang"]).startswith("en")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == full_story.title
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == DAY
    fonts = fonts_of(reader.pages[0])
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(font) for font in fonts)


def test_the_plan_of_benefits_is_a_second_sheet_where_it_is_asked_for(
    full_story: Story, hostile: Story
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(full_story, HOUSE, with_plan=True)))
    first, second = (sheet.extract_text() for sheet in reader.pages)
    plan = full_story.section("realisation")
    assert plan is not None
    assert plan.table is not None
    assert plan.title in second
    assert plan.title not in first
    flat = " ".join(second.split())
    for row in plan.table.rows:
        assert all(" ".join(cell.split()[:2]) in flat for cell in row)
    mediabox = reader.pages[1].mediabox
    assert mediabox.width > mediabox.height
    strange = words_of_pdf(pdf(hostile, HOUSE, with_plan=True))
    assert "<script>alert(1)</script>" in strange


def fonts_of(sheet: Any) -> list[Mapping[str, Any]]:
    """Descriptors of the fonts of a page."""
    descriptors: list[Mapping[str, Any]] = []
    for font in sheet["/Resources"]["/Font"].values():
        whole = font.get_object()["/DescendantFonts"]
        descriptors += [each.get_object()["/FontDescriptor"].get_object() for each in whole]
    return descriptors


def test_the_brand_is_on_it(run: roi.Run, document_request: DocumentRequest) -> None:
    pixel = b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in (
            (b"IHDR", b"\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02\x00\x00\x00"),
            (b"IDAT", zlib.compress(b"\x00\xff\x00\x00\x00\x00\xff")),
            (b"IEND", b""),
        )
    )
    logo = Logo(b"\x89PNG\r\n\x1a\n" + pixel, 2, 1, "Northwind")
    brand = Brand("#0b5345", "#943126", "Georgia", logo, "Northwind", "For Acme")
    branded = story(run, dataclasses.replace(document_request, brand=brand))
    tree = lxml.html.fromstring(page(branded, brand))
    style = tree.xpath("string(//style)")
    assert all(word in style for word in ("#0b5345", "#943126", "Georgia", brand.primary_on_dark))
    assert tree.xpath("string(//header/img/@alt)") == "Northwind"
    assert "Northwind" in tree.xpath("string(//footer)")
    assert "For Acme" in tree.xpath("string(//header)")
    file = pdf(branded, brand)
    words = words_of_pdf(file)
    assert "Northwind" in words
    assert "For Acme" in words
    assert len(pypdf.PdfReader(io.BytesIO(file)).pages[0].images) == 1


def test_two_forms_are_made_of_one_story(
    run: roi.Run, document_request: DocumentRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = []

    def counted(run: roi.Run, contents: DocumentRequest) -> Ground:
        stories.append(contents)
        return grounds(run, contents)

    monkeypatch.setattr(build, "grounds", counted)
    paths = [tmp_path / "a.html", tmp_path / "a.pdf"]
    contents = with_story(run, document_request, paths)
    for path in paths:
        export(run, path, contents)
    assert len(stories) == 1
    assert with_story(run, document_request, [tmp_path / "a.html", tmp_path / "a.json"]) is document_request


def test_without_typst_one_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RoiError) as refusal:
        check_suffixes([Path("a.pdf")])
    assert "pip install 'roi-calculator[pdf]'" in str(refusal.value.hint)


def test_long_texts_make_smaller_letters(full_story: Story, hostile: Story) -> None:
    assert SMALLEST <= layout(hostile, HOUSE).size <= layout(full_story, HOUSE).size <= LARGEST
