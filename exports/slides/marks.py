"""How marks, axes and legends of a chart look, in colours of the presentation's theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart as Drawn
from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.util import Pt

from exports.slides import combined
from exports.slides.labels import MANY
from roi.text import plain

_SMALL = 8  # points of labels where there are many bars


def bars(drawn: Drawn, gap: int, across: bool = False) -> None:
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = gap, 100
    if across:
        drawn.category_axis.reverse_order = True
        if len(list(plot.categories)) > MANY:
            drawn.category_axis.tick_labels.font.size = Pt(_SMALL)
    for series in plot.series:
        series.invert_if_negative = False


def _theme(name: str) -> Any:
    return getattr(MSO_THEME_COLOR, name)


def fill(drawn: Drawn, series: int, colour: str) -> None:
    fill = drawn.plots[0].series[series].format.fill
    fill.solid()
    fill.fore_color.theme_color = _theme(colour)


def fill_bar(drawn: Drawn, series: int, place: int, colour: str, bold: bool) -> None:
    """The colour of one bar; what is not bold is lighter."""
    fill = drawn.plots[0].series[series].points[place].format.fill
    fill.solid()
    fill.fore_color.theme_color = _theme(colour)
    if not bold:
        fill.fore_color.brightness = 0.3


def label_ends(drawn: Drawn, series: int, texts: Sequence[str]) -> None:
    """What an input is at the end of its bar, beside that."""
    marks = drawn.plots[0].series[series]
    for place, (text, value) in enumerate(zip(texts, marks.values, strict=True)):
        if not value:  # it would stand on the bar of the other end
            continue
        label = marks.points[place].data_label
        label.text_frame.text = plain(text)
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(9)
        label.position = XL_LABEL_POSITION.OUTSIDE_END


def line(drawn: Drawn, series: int, colour: str, width: float, dashed: bool = False) -> None:
    each = drawn.plots[0].series[series]
    each.smooth = False
    line = each.format.line
    line.width = Pt(width)
    line.color.theme_color = _theme(colour)
    if dashed:
        line.dash_style = MSO_LINE_DASH_STYLE.DASH


def axes(
    drawn: Drawn, across: str, up: str, number_format: str, *, every: int = 1, down: bool = False
) -> None:
    """Titles, labels at the edge whatever the sign, light lines; `down`: categories stand one below the other."""
    category, value = drawn.category_axis, drawn.value_axis
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.has_major_gridlines = False
    value.major_tick_mark = XL_TICK_MARK.NONE
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = number_format, False
    value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH if down else XL_TICK_LABEL_POSITION.LOW
    value.has_major_gridlines = True
    for line in (value.major_gridlines.format.line, value.format.line, category.format.line):
        line.width = Pt(0.5)
        line.color.theme_color = _theme("TEXT_1")
        line.color.brightness = 0.85
    category.format.line.color.brightness = 0.4
    for axis, title in ((category, across), (value, up)):
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = title
            font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
            font.bold, font.size = False, drawn.font.size
    combined.label_every(drawn, max(1, every))


def legend(drawn: Drawn, without: Sequence[int] = ()) -> None:
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    combined.hide_in_legend(drawn, without)
