"""Page, PDF and slides of every way to deploy a shipped case, opened by what is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pypdf
import pytest
from pptx import Presentation

import cases
import roi
from exports.files import DocumentRequest, export, with_story
from tests.support.libreoffice import all_saved_again
from tests.support.shipped import ALL_WAYS, SAMPLE, Way, ways_of

DRAWS = 256
_FORMS = (".html", ".pdf", ".pptx")
_PLACE, _FULL = "{{", 5  # slides of a preset that does not state its costs

pytestmark = pytest.mark.slow


def chosen(name: str) -> list[Way]:
    """Every way of every case, or one of one case with the preset that states no costs."""
    return ways_of(name) if ALL_WAYS else ways_of(name)[:2]


@pytest.mark.parametrize("name", sorted(cases.templates()) if ALL_WAYS else SAMPLE[:1])
def test_every_form_opens(name: str, tmp_path: Path) -> None:
    for preset, option in chosen(name):
        run = roi.simulate(cases.load(name), draws=DRAWS, preset=preset, option=option)
        paths = [tmp_path / f"{preset}-{option or 'case'}{suffix}" for suffix in _FORMS]
        contents = with_story(run, DocumentRequest(prospect="Acme"), paths)
        for path in paths:
            export(run, path, contents)
        page, sheet, deck = paths
        title = run.model.case.header.title
        for text in (page_text(page), sheet_text(sheet), " ".join(slide_texts(deck))):
            assert title in " ".join(text.split())
            assert "Acme" in text
            assert _PLACE not in text


@pytest.mark.libreoffice
@pytest.mark.skipif(not ALL_WAYS, reason="ROI_ALL_WAYS has LibreOffice draw every deck")
@pytest.mark.parametrize("name", sorted(cases.templates()))
def test_libreoffice_draws_every_slide(name: str, tmp_path: Path) -> None:
    decks = []
    for preset, option in ways_of(name):
        run = roi.simulate(cases.load(name), draws=DRAWS, preset=preset, option=option)
        decks.append(tmp_path / f"{preset}-{option or 'case'}.pptx")
        export(run, decks[-1])
    for deck, drawn in zip(decks, all_saved_again(decks, tmp_path, kind="pdf"), strict=True):
        slides = list(slide_texts(deck))
        pages = [page.extract_text() for page in pypdf.PdfReader(drawn).pages]
        assert len(pages) == len(slides) >= _FULL
        assert all(text.strip() and _PLACE not in text for text in pages), deck.stem


def page_text(path: Path) -> str:
    """What a browser reads out; there is nothing to run and nothing to fetch in it."""
    root = lxml.html.fromstring(path.read_text(encoding="utf-8"))
    assert not root.xpath("//script | //link | //iframe")
    assert all(source.startswith("data:") for source in root.xpath("//@src"))
    return str(root.find("body").text_content())


def sheet_text(path: Path) -> str:
    """The text of the one page of a tagged PDF."""
    reader = pypdf.PdfReader(path)
    assert len(reader.pages) == 1
    assert "/StructTreeRoot" in reader.root_object  # tagged
    return reader.pages[0].extract_text()


def slide_texts(path: Path) -> Iterator[str]:
    """The texts of each slide, its tables among them; no chart is empty."""
    for slide in Presentation(str(path)).slides:
        texts = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                assert all(list(series.values) for plot in shape.chart.plots for series in plot.series)
        yield " ".join(texts)
