"""Our own deck: every text in its box, every number that of the JSON document, every figure with its why."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

import cases
import roi
from exports.brand import Brand, Logo
from exports.document.result import result_document
from exports.files import DocumentRequest, export
from exports.slides.deck import deck
from exports.slides.house import gain_colour, loss_colour
from exports.story.build import story
from exports.story.charts import WaysPicture
from exports.story.parts import Story
from exports.voice.formats import measured
from roi.analysis.audit import audit
from roi.analysis.verdict import assess
from roi.case_files import case_files
from tests.exports.slides.measuring import complaints, font_file
from tests.support.shipped import ALL_WAYS, SAMPLE, ways_of

NAMES = tuple(case_files()) if ALL_WAYS else SAMPLE
DRAWS = 256
needs_font = pytest.mark.skipif(font_file(bold=True) is None, reason="measured in Liberation Sans")


def contents_of(run: roi.Run) -> DocumentRequest:
    """What is said beside a run of these tests."""
    return DocumentRequest(
        audit(run.model.case),
        prospect="A prospect with quite a long name, Incorporated",
        prepared_by="Ann Example",
        valid_until=datetime.date(2027, 1, 31),
        created=datetime.date(2026, 11, 1),
    )


@pytest.fixture(scope="module")
def scribe() -> roi.Run:
    """A run with ways to deploy."""
    return roi.simulate(cases.load("clinical-scribe"), draws=1_024, seed=1)


@pytest.fixture(scope="module")
def contents(scribe: roi.Run) -> DocumentRequest:
    """What is said beside it, the story worked out once."""
    full = replace(contents_of(scribe), verdict=assess(scribe, scribe.summary()))
    return replace(full, story=story(scribe, full))


@pytest.fixture(scope="module")
def full_story(contents: DocumentRequest) -> Story:
    """Its story."""
    assert contents.story is not None
    return contents.story


@pytest.fixture(scope="module")
def made(scribe: roi.Run, contents: DocumentRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its deck, written as the command line writes it."""
    path = tmp_path_factory.mktemp("deck") / "acme.pptx"
    assert export(scribe, path, contents) == []
    return path


@needs_font
@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_its_box(name: str) -> None:
    case = cases.load(name)
    ways = ways_of(name) if ALL_WAYS else ways_of(name)[:: max(1, len(ways_of(name)) // 3)]
    for preset, option in ways:
        run = roi.simulate(case, draws=DRAWS, seed=1, preset=preset, option=option)
        drawn = deck(story(run, contents_of(run)), Brand(), with_plan=True)
        assert list(complaints(drawn)) == [], (preset, option)
        more = sum("(continued)" in _title(slide) for slide in drawn.slides)
        assert 4 <= len(drawn.slides) <= 11 + more  # one of them the plan of benefits


def _title(slide: Any) -> str:
    return str(slide.shapes.title.text)


@needs_font
def test_the_measure_sees_what_is_wrong(made: Path) -> None:
    drawn = Presentation(str(made))
    slide = drawn.slides[2]
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(60)
    tile = next(shape for shape in slide.shapes if shape.name == "Expected NPV")
    tile.left += Pt(80)
    for shape in slide.shapes:
        if shape.has_chart:
            shape._element._nvXxPr.cNvPr.set("descr", "")
    complaint = " ".join(complaints(drawn))
    assert "slide 3: Title" in complaint
    assert "lies over" in complaint
    assert "no alternative text" in complaint


def test_the_slides_are_in_the_buyers_order(made: Path) -> None:
    slides = list(Presentation(str(made)).slides)
    assert [len(slides) >= 8, _title(slides[0])] == [True, "Ambient clinical documentation"]
    texts = [" ".join(node.text or "" for node in slide._element.iter("{*}t")) for slide in slides]
    wanted = ("What we ask", "Today and with it", "What it is worth", "When it pays back", "What it costs",
              "What can go wrong", "What the published claim became", "Ways to deploy", "Who says so")  # fmt: skip
    places = [next(place for place, text in enumerate(texts) if word in text) for word in wanted]
    assert places == sorted(places)


def test_charts_are_native_and_have_the_numbers_of_the_story(full_story: Story, made: Path) -> None:
    charts = {
        shape.name: shape.chart
        for slide in Presentation(str(made)).slides
        for shape in slide.shapes
        if shape.has_chart
    }
    wanted = [section.chart for section in full_story.sections if section.chart is not None]
    assert [chart.title for chart in wanted if chart.title not in charts] == []
    worth = full_story.section("worth")
    assert worth is not None
    assert worth.chart is not None
    drawn = charts[worth.chart.title]
    losses, gains, below = (
        [series for plot in drawn.plots for series in plot.series][place].values for place in range(3)
    )
    shares = [loss if loss is not None else gain for loss, gain in zip(losses, gains, strict=True)]
    assert shares == pytest.approx(worth.chart.shares)  # type: ignore[union-attr]
    assert below == pytest.approx(worth.chart.cumulative)  # type: ignore[union-attr]
    assert len(drawn.plots) == 2, "columns and a line"
    running, ways = charts["Money out and in so far, by month"], full_story.section("ways")
    assert "cash" not in running.value_axis.axis_title.text_frame.text.casefold(), "capacity is counted too"
    assert ways is not None
    assert isinstance(ways.chart, WaysPicture)
    axis = charts[ways.chart.title].value_axis
    assert (axis.maximum_scale - axis.minimum_scale) / axis.major_unit <= 8, "labels stand apart"
    assert axis.minimum_scale <= min(row.expected - row.half for row in ways.chart.rows)
    assert axis.maximum_scale >= max(row.expected + row.half for row in ways.chart.rows)


def _all_texts(path: Path) -> str:
    """Slides and notes of a file, spaces that hold as plain ones."""
    pieces = []
    for slide in Presentation(str(path)).slides:
        pieces += [node.text or "" for node in slide._element.iter("{*}t")]
        pieces.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(pieces).replace("\xa0", " ")


def test_every_figure_stands_in_the_deck_and_is_that_of_the_json_document(
    scribe: roi.Run, contents: DocumentRequest, full_story: Story, made: Path
) -> None:
    text = _all_texts(made)
    for fact in full_story.facts.values():
        assert fact.figure.value in text, fact.name
    document: Any = result_document(scribe, contents)
    headline = document["headline"]
    money = [
        headline[name]
        for name in ("expected_npv", "npv_p10", "npv_p90", "expected_benefits", "expected_costs")
    ]
    for figure in [*money, headline["cash"]["expected_npv"]]:
        assert measured(figure["value"], "money", "USD").bare in text
    for figure in (headline["chance_of_loss"], headline["roi_p50"]):
        assert measured(figure["value"], "share").value in text


def test_the_notes_say_why_of_every_figure_on_the_slide(full_story: Story, made: Path) -> None:
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in Presentation(str(made)).slides)
    for fact in full_story.facts.values():
        assert f"Why {fact.figure}? {fact.label}" in notes
        for why in fact.why:
            assert why.label in notes
            assert not why.grade or f"Grade: {why.grade}" in notes
            assert not why.source or why.source in notes
            assert not why.read or f"{why.read:%Y-%m-%d}" in notes
    assert "Source: " in notes
    assert ".," not in notes


def test_the_same_run_gives_the_same_bytes(
    scribe: roi.Run, contents: DocumentRequest, made: Path, tmp_path: Path
) -> None:
    export(scribe, tmp_path / "again.pptx", contents)
    assert (tmp_path / "again.pptx").read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert [name for name in archive.namelist() if "printer" in name or "thumbnail" in name] == []
        books = [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]
        properties = archive.read("docProps/core.xml").decode()
    assert "Steve Canny" not in properties, "the author of the template of python-pptx"
    assert "2026-11-01T00:00:00Z" in properties
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            assert "2026-11-01T00:00:00Z" in archive.read("docProps/core.xml").decode()


def test_titles_numbers_and_footers_are_placeholders(made: Path) -> None:
    for number, slide in enumerate(Presentation(str(made)).slides, 1):
        kinds = [element.get("type") for element in slide._element.iter("{*}ph")]
        assert {"title", "ctrTitle"} & set(kinds)
        assert ("sldNum" in kinds) == (number > 1)
        ids = [element.get("id") for element in slide._element.iter("{*}cNvPr")]
        assert len(ids) == len(set(ids)), "each shape has a number of its own"


def test_a_brand_gives_colours_font_logo_and_lines(
    scribe: roi.Run, contents: DocumentRequest, tmp_path: Path
) -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
        "0000000049454e44ae426082"
    )
    brand = Brand("#0b5345", "#943126", "Georgia", Logo(png, 1, 1, "Northwind"), "Northwind", "Confidential")
    path = tmp_path / "branded.pptx"
    export(scribe, path, replace(contents, brand=brand))
    with zipfile.ZipFile(path) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
        assert [name for name in archive.namelist() if name.endswith(".png")] != []
    assert "0B5345" in theme
    assert 'typeface="Georgia"' in theme
    slides = list(Presentation(str(path)).slides)
    assert all("Confidential  ·  Northwind" in _texts(slide) for slide in slides[1:])
    assert gain_colour(brand) == "#0b5345", "an accent as red as losses are is none for gains"
    red = replace(brand, primary="#943126")
    assert len({gain_colour(red), loss_colour(red), loss_colour(Brand())}) == 3


def _texts(slide: Any) -> str:
    return " ".join(node.text or "" for node in slide._element.iter("{*}t"))


def test_labels_of_a_case_are_no_formulas_of_a_workbook(full_story: Story) -> None:
    ways = full_story.section("ways")
    assert ways is not None
    chart: Any = ways.chart
    rows = tuple(replace(row, label=f'=HYPERLINK("http://evil.example","{row.label}")') for row in chart.rows)
    sections = tuple(
        replace(each, chart=replace(chart, rows=rows)) if each.name == "ways" else each
        for each in full_story.sections
    )
    drawn = deck(replace(full_story, sections=sections, title="A\x1b[31m \u202etitle"), Brand())
    assert _title(drawn.slides[0]) == "A[31m title"
    books = [
        shape.chart.part.chart_workbook.xlsx_part.blob
        for slide in drawn.slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not re.search("<f[ >]|hyperlink", sheet)


@pytest.mark.parametrize("sign", ["\x00", "\x1b[31m"])
def test_what_no_document_may_hold_is_left_out_of_all_of_it(sign: str, tmp_path: Path) -> None:
    text = Path("tests/tui/app/letters.toml").read_text(encoding="utf-8")
    escaped = f"\\u{ord(sign[0]):04x}{sign[1:]}"
    for key in ("label", "title", "publisher", "ask"):
        text = text.replace(f'\n{key} = "', f'\n{key} = "{escaped}')
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    run = roi.simulate(cases.load(tmp_path / "case.toml"), draws=256, seed=1)
    export(run, tmp_path / "deck.pptx", DocumentRequest(prepared_by=f"A{sign}"))
    opened = Presentation(str(tmp_path / "deck.pptx"))
    assert opened.core_properties.author == f"A{sign[1:]}"


def test_the_plan_of_benefits_has_a_slide_where_it_is_asked_for(brochure: roi.Run) -> None:
    without = story(brochure, DocumentRequest())
    plan = without.section("realisation")
    assert plan is not None
    assert plan.table is not None
    head, first = plan.table.head[0], plan.table.rows[0][0]

    def plans(drawn: Any) -> list[str]:
        tables = (shape.table for slide in drawn.slides for shape in slide.shapes if shape.has_table)
        return [table.cell(1, 0).text for table in tables if table.cell(0, 0).text == head]

    assert plans(deck(without, Brand())) == []
    assert plans(deck(without, Brand(), with_plan=True)) == [first]


def test_a_story_without_costs_has_a_deck(brochure: roi.Run) -> None:
    drawn = deck(story(brochure, DocumentRequest()), Brand())
    assert len(drawn.slides) >= 3
    if font_file(bold=True) is not None:
        assert list(complaints(drawn)) == []
