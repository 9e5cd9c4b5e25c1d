"""Somebody else's presentation is filled: texts keep their form, slides are repeated with all that is theirs."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from exports.archive.presentation import Master
from exports.slides.fill import filled
from exports.slides.save import save
from exports.story.charts import FanPicture, HistogramPicture
from exports.story.parts import Fact, Section, Story, StoryTable
from exports.voice.formats import measured
from roi.errors import RoiError
from tests.exports.masters import master, saved

STORY = Story(
    "Scribe", "A pilot", "Acme <&> Sons", "Ann", datetime.date(2026, 3, 1), None, "USD",
    (
        Section("ask", "What we ask", lead="Fund a pilot of USD 200 k."),
        Section("today", "Today", table=StoryTable(("", "Today", "With it"), (("Typing", "USD 1 M", "USD 2 M"),))),
        Section(
            "worth", "Worth", facts=(Fact("npv.expected", "Expected NPV", measured(-204_000.0, "money", "USD")),
            Fact("loss", "Chance of a loss", measured(0.97, "share")),
            Fact("payback.p50", "Payback", measured(29.8, "months"))),
            chart=HistogramPicture("NPV", "USD k", "How often which value", (-2.0, -1.0, 0.0, 1.0), (0.5, 0.3, 0.2),
            (0.5, 0.8, 1.0)),
        ),
        Section(
            "when", "When",
            chart=FanPicture("Cash", "USD k", "Cash by month", (1, 2, 3), (-3.0, -2.0, -1.0), (-2.0, -1.0, 0.0),
            (-1.0, 0.0, 1.0), (-1.0, 0.0, 2.0)),
        ),
    ),
    items={"option": ({"title": "Pilot", "expected": "USD 1 M"}, {"title": "All", "expected": "USD 2 M"})},
)  # fmt: skip


def opened(content: bytes, tmp_path: Path) -> tuple[Any, list[str]]:
    """The master filled, saved and read back by python-pptx, with what was not filled."""
    made, left = filled(Master("theirs.pptx", content), STORY)
    path = tmp_path / "filled.pptx"
    save(made, path, STORY)
    return Presentation(str(path)), left


def texts(slide: Any) -> str:
    """Every text of a slide, by whatever shape."""
    return " | ".join(node.text or "" for node in slide._element.iter("{*}t"))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str], Path]:
    """The master of these tests, filled."""
    folder = tmp_path_factory.mktemp("filled")
    made, left = opened(saved(master()), folder)
    return made, left, folder / "filled.pptx"


def test_texts_are_filled_wherever_they_stand_and_keep_their_form(
    result: tuple[Any, list[str], Path],
) -> None:
    cover, figures = result[0].slides[0], result[0].slides[1]
    title = cover.shapes.title.text_frame
    assert title.text == "Worth USD\xa0−204\xa0k to Acme <&> Sons, 2026-03-01"
    assert [(run.text, run.font.bold) for run in title.paragraphs[0].runs][:2] == [
        ("Worth USD\xa0−204\xa0k", True),
        (" to Acme <&> Sons", False),
    ]
    assert cover.placeholders[1].text == "Fund a pilot of USD\xa0200\xa0k."
    assert cover.notes_slide.notes_text_frame.text == "Say: USD\xa0−204\xa0k, not "
    assert "97.0\xa0% " in texts(figures)
    assert "29.8\xa0months" in texts(figures)
    assert figures.shapes[-1]._element._nvXxPr.cNvPr.get("descr") == "Figures of Acme <&> Sons"
    assert "For Acme <&> Sons" in texts(result[0].slide_masters[0])


def test_what_was_not_filled_is_listed_and_taken_out(result: tuple[Any, list[str], Path]) -> None:
    _, left, path = result
    assert left == [
        "{{npv.expectd}}: there is no such name; did you mean {{npv.expected}}?",
        "{{list}}: there is no such name; did you mean {{ask.list}}?",
        "{{nothing}}: there is no such name",
        "chart:nonesuch: this estimate has none",
        "{{for unicorn}}: this estimate has none; its slide is taken out",
    ]
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert b"{{" not in archive.read(name), name


def test_charts_and_tables_stand_where_their_places_were(result: tuple[Any, list[str], Path]) -> None:
    slide = result[0].slides[2]
    worth, today, when = slide.shapes
    assert (worth.has_chart, worth.left, worth.width) == (True, 914_400, 4 * 914_400)
    assert worth._element._nvXxPr.cNvPr.get("descr") == "How often which value"
    assert [series.name for series in worth.chart.series] == ["Loss", "Gain", "Share of draws below"]
    assert today.table.cell(1, 2).text == "USD\xa02\xa0M"
    assert (when.has_chart, when.top) == (True, int(4.5 * 914_400))
    charts = [rel for rel in slide.part.rels.values() if rel.reltype.endswith("/chart")]
    assert len(charts) == 2, "the chart that was replaced is gone"


def test_a_marked_slide_is_repeated_with_its_charts_and_notes(result: tuple[Any, list[str], Path]) -> None:
    made = result[0]
    pilot, everywhere = list(made.slides)[3:5]
    for slide, title in ((pilot, "Pilot: USD\xa01\xa0M"), (everywhere, "All: USD\xa02\xa0M")):
        name = title.split(":")[0]
        assert slide.shapes.title.text == title
        assert slide.notes_slide.notes_text_frame.text == f"About {name} for Acme <&> Sons"
        assert slide.notes_slide.part.part_related_by(RELATIONSHIP_TYPE.SLIDE) is slide.part
        (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
        assert chart.chart_title.text_frame.text == f"Of {name}"
        assert [
            shape.name for shape in slide.shapes if shape.has_text_frame and not shape.text_frame.text
        ] == []
    parts = [
        {shape.chart.part.chart_workbook.xlsx_part.partname for shape in slide.shapes if shape.has_chart}
        for slide in (pilot, everywhere)
    ]
    assert parts[0] != parts[1], "each has a workbook of its own"
    assert len(made.slides) == 6


def test_the_file_bears_no_trace_of_its_maker_and_no_clock(
    result: tuple[Any, list[str], Path], tmp_path: Path
) -> None:
    made, _, path = result
    properties = made.core_properties
    assert (properties.title, properties.author) == ("Scribe", "Ann")
    assert properties.created == datetime.datetime(2026, 3, 1)
    content = saved(master())
    twice = []
    for _ in range(2):
        opened(content, tmp_path)
        twice.append((tmp_path / "filled.pptx").read_bytes())
    assert twice[0] == twice[1]
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert len(set(archive.namelist())) == len(archive.namelist())


DIAGRAM = (
    b'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{{option.</a:t>'
    b"</a:r><a:r><a:t>title}}</a:t></a:r></a:p></dgm:t></dgm:dataModel>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_smart_art_is_filled_on_each_copy_of_its_slide() -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "{{for option}}{{option.title}}"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, slide.part.package, DIAGRAM)
    key = slide.part.relate_to(part, f"{OFFICE}/diagramData")
    drawn, left = filled(Master("theirs.pptx", saved(made)), STORY)
    blobs = [each.part.related_part(key).blob for each in drawn.slides]
    assert [b"Pilot" in blobs[0], b"All" in blobs[1], b"{{" in blobs[0], left] == [True, True, False, []]


def test_a_slide_that_goes_leaves_no_trace_and_copies_are_in_its_section() -> None:
    made: Any = Presentation()
    kept, gone, copied = (made.slides.add_slide(made.slide_layouts[5]) for _ in range(3))
    kept.shapes.title.text = "{{ask}}"
    gone.shapes.title.text, copied.shapes.title.text = "{{for unicorn}}", "{{for option}}"
    link = kept.shapes.add_textbox(0, 0, 900_000, 300_000)
    link.text_frame.text, link.click_action.target_slide = "There", gone
    numbers = [entry.get("id") for entry in made.part._element.sldIdLst]
    listed = "".join(f'<p14:sldId id="{number}"/>' for number in numbers)
    made.part._element.append(
        parse_xml(
            '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p:ext uri="{x}"><p14:sectionLst>'
            f'<p14:section name="All" id="{{1}}"><p14:sldIdLst>{listed}</p14:sldIdLst></p14:section>'
            "</p14:sectionLst></p:ext></p:extLst>"
        )
    )
    drawn: Any = filled(Master("theirs.pptx", saved(made)), STORY)[0]
    inside = [entry.get("id") for entry in drawn.part._element.iter("{*}sldId") if entry.prefix == "p14"]
    assert inside == [entry.get("id") for entry in drawn.part._element.sldIdLst]
    assert [len(inside), numbers[1] in inside] == [3, False]
    names = [str(part.partname) for part in drawn.part.package.iter_parts()]
    assert len([name for name in names if name.startswith("/ppt/slides/")]) == 3, (
        "nothing leads to it any more"
    )
    assert drawn.slides[0].shapes[-1].click_action.target_slide is None


def test_lines_of_a_text_become_paragraphs_of_its_form() -> None:
    from exports.slides.braces import fill

    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    frame = slide.placeholders[1].text_frame
    frame.text = "First {{lines}} last"
    frame.paragraphs[0].level = 2
    fill(slide._element, lambda name: "one\ntwo\nthree")
    assert [(each.text, each.level) for each in frame.paragraphs] == [
        ("First one", 2),
        ("two", 2),
        ("three last", 2),
    ]


def test_texts_that_become_longer_than_their_boxes_are_scaled_as_far_as_they_need() -> None:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "{{ask}} {{ask}} {{ask}} {{ask}} {{ask}} {{ask}}"
    small = slide.shapes.add_textbox(0, 0, 914_400, 200_000)
    small.text_frame.word_wrap, small.text_frame.text, small.name = True, "{{ask}} {{ask}} {{ask}}", "Tiny"
    small.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    fine = slide.shapes.add_textbox(0, 3_000_000, 6_000_000, 900_000)
    fine.text_frame.word_wrap, fine.text_frame.text = True, "{{ask}}"
    grown = slide.shapes.add_textbox(0, 4_000_000, 914_400, 200_000)
    grown.text_frame.word_wrap, grown.text_frame.text = True, "{{ask}}"
    drawn, left = filled(Master("theirs.pptx", saved(made)), STORY)
    scales = [element.get("fontScale") for element in drawn.slides[0]._element.iter("{*}normAutofit")]
    assert scales[1] == "25000"
    assert 25_000 < int(scales[0]) < 100_000
    *_, same, taller = drawn.slides[0].shapes
    assert same.height == 900_000
    assert taller.height > 600_000, "as high as its text, as its box says"
    assert [len(scales), left] == [2, ["the text of “Tiny” is longer than its box"]]


def test_a_presentation_without_anything_to_fill_is_refused() -> None:
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Hello {world}"
    with pytest.raises(RoiError, match=re.escape("no {{name}}")):
        filled(Master("theirs.pptx", saved(made)), STORY)


def test_slides_do_not_multiply_without_end() -> None:
    made = Presentation()
    for _ in range(150):
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "{{for option}} {{option.title}}"
    with pytest.raises(RoiError, match="more than 200 slides"):
        filled(Master("theirs.pptx", saved(made)), STORY)
