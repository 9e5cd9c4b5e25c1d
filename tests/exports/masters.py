"""Masters as agencies make them, and as nobody should."""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt


def split(frame: Any, *pieces: str) -> None:
    """A paragraph whose text is split over runs; the second and later ones are in another form."""
    paragraph = frame.paragraphs[0]
    for place, piece in enumerate(pieces):
        run = paragraph.add_run()
        run.text, run.font.bold, run.font.size = piece, place == 0, Pt(20 + place)


def master() -> Any:
    """Two masters' worth of things: texts split over runs, groups, tables, notes, charts, slides to be repeated."""
    made: Any = Presentation()
    made.core_properties.author, made.core_properties.title = "Jane of the agency", "Template {{title}}"
    _cover(made)
    _figures(made)
    _pictures(made)
    repeated = made.slides.add_slide(made.slide_layouts[5])
    repeated.shapes.title.text = "{{option.title}}: {{option.expected}}"
    repeated.shapes.add_textbox(0, 0, Inches(2), Inches(0.4)).text_frame.text = "{{for option}}"
    _chart(repeated, "Of {{option.title}}")
    repeated.notes_slide.notes_text_frame.text = "About {{option.title}} for {{prospect}}"
    gone = made.slides.add_slide(made.slide_layouts[5])
    gone.shapes.title.text = "{{for unicorn}} {{unicorn.title}}"
    last = made.slides.add_slide(made.slide_layouts[6])
    link = last.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.paragraphs[0].add_run()
    link.text, link.hyperlink.address = "{{prospect}}", "https://example.com/"
    made.slide_masters[0].placeholders[0].text_frame.text = "For {{prospect}}"
    made.slide_layouts[5].shapes[0].name = "Title of {{prospect}}"
    return made


def _cover(made: Any) -> None:
    cover = made.slides.add_slide(made.slide_layouts[0])
    split(cover.shapes.title.text_frame, "Worth {{n", "pv.exp", "ected}} to {{prospect}", "}, {{ date }}")
    cover.placeholders[1].text = "{{ask}}"
    cover.notes_slide.notes_text_frame.text = "Say: {{npv.expected.value}}, not {{npv.expectd}}"


def _figures(made: Any) -> None:
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Figures"
    slide.placeholders[1].text_frame.text = "{{list}}"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(
        Inches(1), Inches(1), Inches(3), Inches(1)
    ).text_frame.text = "{{loss}} {{nothing}}"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(6), Inches(1)).table
    table.cell(0, 0).text, table.cell(1, 1).text = "Payback", "{{payback.p50}}"
    slide.shapes[-1]._element._nvXxPr.cNvPr.set("descr", "Figures of {{prospect}}")


def _pictures(made: Any) -> None:
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(3))
    box.text_frame.text = "{{chart:npv}}"
    slide.shapes.add_textbox(Inches(5), Inches(1), Inches(4), Inches(3)).name = "table:today"
    missing = slide.shapes.add_textbox(Inches(5), Inches(4), Inches(4), Inches(3))
    missing.text_frame.text = "chart:nonesuch"
    _chart(slide, "chart:when")
    slide.shapes[-1].name = "chart:when"


def _chart(slide: Any, title: str) -> None:
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["a", "b"]
    data.add_series("Series", (1, 2))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4.5), Inches(4), Inches(2.5), data
    )
    frame.chart.has_title = True
    split(frame.chart.chart_title.text_frame, *(title[:4], title[4:]))


def saved(made: Any) -> bytes:
    """The bytes of a presentation."""
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()
