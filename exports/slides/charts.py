"""Native charts of a story: editable in PowerPoint, each with its numbers in a workbook of its own.

Colours are those of the presentation's theme, so that a chart looks as if it had been made in it: the first accent
for gains and for what is meant, the second for losses.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pptx.chart.chart import Chart as Drawn
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Emu, Pt

from exports.archive.repack import repacked
from exports.slides import combined
from exports.slides.labels import in_two_lines, number_format, scale_around, written
from exports.slides.marks import axes, bars, fill, fill_bar, label_ends, legend, line
from exports.story.charts import (
    Chart,
    FanPicture,
    HistogramPicture,
    TornadoPicture,
    WaterfallPicture,
    WaysPicture,
)
from roi.records import dataclass
from roi.text import plain

_LABELS = 9  # of an axis with a bin or a month each
_ACTIVE = ("=", "{=", "http:", "https:", "ftp:", "ftps:", "mailto:", "file:", "internal:", "external:")


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in English Metric Units (914,400 an inch)."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Series:
    """Numbers of a chart under their name; None where there is no mark."""

    name: str
    values: Sequence[float | None]


def add_chart(slide: Slide, chart: Chart, box: Box, created: datetime.date) -> GraphicFrame:
    """Draw a chart on a slide, in front of what is there, with its alternative text.

    Args:
        slide: where it is drawn.
        chart: what it shows.
        box: where it stands.
        created: the date in the properties of its workbook.
    """
    kind, data, finish = _DRAWINGS[type(chart)](chart)
    places = (Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shapes: Any = slide.shapes  # python-pptx says less of its types than is so
    frame: GraphicFrame = shapes.add_chart(kind, *places, data)
    drawn = frame.chart
    drawn.font.size = Pt(_text_size(box))
    drawn.has_title = False
    finish(drawn)
    frame._element._nvXxPr.cNvPr.set("descr", plain(chart.alt))
    frame.name = plain(chart.title)
    part: Any = drawn.part
    workbook = part.chart_workbook.xlsx_part
    if workbook is not None:
        workbook.blob = repacked(workbook.blob, created)
    return frame


def _text_size(box: Box) -> int:
    """Points that read well in a chart of this size."""
    return max(8, min(12, round(box.height / 914_400 * 2.6)))


def _data(categories: Iterable[str | int], series: Sequence[_Series], number_format: str) -> Any:
    data: Any = CategoryChartData(number_format=number_format)  # type: ignore[no-untyped-call]
    data.categories = [_as_text(each) if isinstance(each, str) else each for each in categories]
    for each in series:
        data.add_series(_as_text(each.name), each.values)
    return data


def _as_text(label: str) -> str:
    """A label that no writer of a workbook takes for a formula or a link."""
    label = plain(label)
    return f" {label}" if label.startswith(_ACTIVE) else label


# The kind of chart, its numbers, and what is done to it once it is drawn.
_Drawing = tuple["XL_CHART_TYPE", Any, "Callable[[Drawn], None]"]


def _histogram(chart: HistogramPicture) -> _Drawing:
    """Columns by sign, and the share of draws below as a line on an axis of its own."""
    middles = [(low + high) / 2 for low, high in zip(chart.edges, chart.edges[1:], strict=False)]
    columns = list(zip(middles, chart.shares, strict=True))
    series = [
        _Series("Loss", [share if middle < 0 else None for middle, share in columns]),
        _Series("Gain", [share if middle >= 0 else None for middle, share in columns]),
        _Series("Share of draws below", chart.cumulative),
    ]
    code = written(chart.edges)

    def finish(drawn: Drawn) -> None:
        bars(drawn, gap=8)
        fill(drawn, 0, "ACCENT_2")
        fill(drawn, 1, "ACCENT_1")
        axes(drawn, f"Net present value, {chart.unit}", "Share of draws", "0%", every=len(columns) // _LABELS)
        combined.line_on_second_axis(drawn, 2, "TEXT_1")
        legend(drawn)

    return XL_CHART_TYPE.COLUMN_CLUSTERED, _data(map(code, middles), series, "0.0%"), finish


def _fan(chart: FanPicture) -> _Drawing:
    """A band in which eight in ten draws lie, the middle one, and the plan."""
    width = [high - low for low, high in zip(chart.p10, chart.p90, strict=True)]
    series = [
        _Series("P10", chart.p10),
        _Series("8 in 10 lie here (P10 to P90)", width),
        _Series("P50", chart.p50),
        _Series("If everything goes as planned", chart.plan),
    ]

    def finish(drawn: Drawn) -> None:
        line(drawn, 2, "ACCENT_1", 2.5)
        line(drawn, 3, "TEXT_1", 1.75, dashed=True)
        axes(drawn, "Month", f"Running sum, {chart.unit}", number_format(chart.p10 + chart.p90))
        combined.band_below_lines(drawn, "ACCENT_1")
        combined.numbered(drawn, 12 if len(chart.months) > 25 else 3)
        legend(drawn, without=(0,))

    return XL_CHART_TYPE.LINE, _data(chart.months, series, "0.000"), finish


def _waterfall(chart: WaterfallPicture) -> _Drawing:
    """Bars that begin where the one before ended; the last is what is left."""
    series = [
        _Series("Before", [max(low, 0.0) + min(high, 0.0) for low, high in chart.spans]),
        _Series("Above zero", [max(high, 0.0) - max(low, 0.0) for low, high in chart.spans]),
        _Series("Below zero", [min(low, 0.0) - min(high, 0.0) for low, high in chart.spans]),
    ]
    code = written([step.amount for step in chart.steps])
    labels = [f"{in_two_lines(step.label, len(chart.steps))}  {code(step.amount)}" for step in chart.steps]

    def finish(drawn: Drawn) -> None:
        bars(drawn, gap=40, across=True)
        drawn.plots[0].series[0].format.fill.background()
        for place, step in enumerate(chart.steps):
            loses = step.role == "cost" or (step.role == "net" and step.amount < 0)
            for series in (1, 2):
                fill_bar(drawn, series, place, "ACCENT_2" if loses else "ACCENT_1", bold=step.role == "net")
        axes(drawn, "", chart.unit, number_format([end for span in chart.spans for end in span]), down=True)

    return XL_CHART_TYPE.BAR_STACKED, _data(labels, series, "0.000"), finish


def _tornado(chart: TornadoPicture) -> _Drawing:
    """What the result changes by at either end of each input."""
    series = [
        _Series("At its low end", [bar.low for bar in chart.bars]),
        _Series("At its high end", [bar.high for bar in chart.bars]),
    ]
    labels = [in_two_lines(bar.name, len(chart.bars)) for bar in chart.bars]
    ends = [value for bar in chart.bars for value in (bar.low, bar.high)]

    def finish(drawn: Drawn) -> None:
        bars(drawn, gap=35, across=True)
        fill(drawn, 0, "ACCENT_3")
        fill(drawn, 1, "ACCENT_1")
        for series, texts in enumerate(
            ([bar.low_at for bar in chart.bars], [bar.high_at for bar in chart.bars])
        ):
            label_ends(drawn, series, texts)
        axes(drawn, "", f"Change of net present value, {chart.unit}", number_format(ends), down=True)
        _scaled(drawn, scale_around(ends))
        legend(drawn)

    return XL_CHART_TYPE.BAR_CLUSTERED, _data(labels, series, "0.000"), finish


def _scaled(drawn: Drawn, scale: tuple[float, float, float]) -> None:
    """Few round numbers beside an axis: those that a program chooses for itself run into each other."""
    axis = drawn.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = scale


def _ways(chart: WaysPicture) -> _Drawing:
    """A bar a way to deploy, with its sampling error."""
    values = [row.expected for row in chart.rows]
    code = written(values)
    labels = [f"{in_two_lines(row.label, len(chart.rows))}  {code(row.expected)}" for row in chart.rows]

    def finish(drawn: Drawn) -> None:
        bars(drawn, gap=60, across=True)
        for place, row in enumerate(chart.rows):
            fill_bar(drawn, 0, place, "ACCENT_1" if row.expected >= 0 else "ACCENT_2", bold=row.current)
        combined.error_bars(drawn, [row.half for row in chart.rows])
        axes(drawn, "", f"Expected net present value, {chart.unit}", number_format(values), down=True)
        ends = [row.expected + side * row.half for row in chart.rows for side in (-1, 1)]
        _scaled(drawn, scale_around(ends, beside=0))

    series = [_Series("Expected net present value", values)]
    return XL_CHART_TYPE.BAR_CLUSTERED, _data(labels, series, "0.000"), finish


_DRAWINGS: dict[type[Chart], Callable[[Any], _Drawing]] = {
    HistogramPicture: _histogram,
    FanPicture: _fan,
    WaterfallPicture: _waterfall,
    TornadoPicture: _tornado,
    WaysPicture: _ways,
}
