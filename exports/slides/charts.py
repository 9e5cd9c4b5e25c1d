"""Native charts of a story: editable in PowerPoint, each with its numbers in a workbook of its own.

Colours are those of the presentation's theme, so that a chart looks as if it had been made in it: the first accent
for gains and for what is meant, the second for losses.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exports.archive.repack import repacked
from exports.slides import combined
from exports.story.charts import Chart, Fan, Histogram, Tornado, Waterfall, Ways
from roi.notation import numerals
from roi.text import plain

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as Drawn
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide

_LABELS = 9  # of an axis with a bin or a month each
_ACTIVE = ("=", "{=", "http:", "https:", "ftp:", "ftps:", "mailto:", "file:", "internal:", "external:")
_ASIDE = 0.4  # of the width of all bars, for texts beside them
_FEW = 34  # characters of a label beside a bar


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in English Metric Units (914,400 an inch)."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Series:
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
    from pptx.util import Emu, Pt

    kind, data, finish = _DRAWINGS[type(chart)](chart)
    places = (Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shapes: Any = slide.shapes  # python-pptx says less of its types than is so
    frame: GraphicFrame = shapes.add_chart(kind, *places, data)
    drawn = frame.chart
    drawn.font.size = Pt(_text_size(box))
    drawn.has_title = False
    finish(drawn)
    frame._element._nvXxPr.cNvPr.set("descr", chart.alt)
    frame.name = chart.title
    part: Any = drawn.part
    workbook = part.chart_workbook.xlsx_part
    if workbook is not None:
        workbook.blob = repacked(workbook.blob, created)
    return frame


def _text_size(box: Box) -> int:
    """Points that read well in a chart of this size."""
    return max(8, min(12, round(box.height / 914_400 * 2.6)))


def _data(categories: Iterable[str | int], series: Sequence[Series], number_format: str) -> Any:
    from pptx.chart.data import CategoryChartData

    data: Any = CategoryChartData(number_format=number_format)  # type: ignore[no-untyped-call]
    data.categories = [_as_text(each) if isinstance(each, str) else each for each in categories]
    for each in series:
        data.add_series(each.name, each.values)
    return data


def _as_text(label: str) -> str:
    """A label that no writer of a workbook takes for a formula or a link."""
    label = plain(label)
    return f" {label}" if label.startswith(_ACTIVE) else label


# The kind of chart, its numbers, and what is done to it once it is drawn.
_Drawing = tuple["XL_CHART_TYPE", Any, "Callable[[Drawn], None]"]


def _histogram(chart: Histogram) -> _Drawing:
    """Columns by sign, and the share of draws below as a line on an axis of its own."""
    from pptx.enum.chart import XL_CHART_TYPE

    middles = [(low + high) / 2 for low, high in zip(chart.edges, chart.edges[1:], strict=False)]
    columns = list(zip(middles, chart.shares, strict=True))
    series = [
        Series("Loss", [share if middle < 0 else None for middle, share in columns]),
        Series("Gain", [share if middle >= 0 else None for middle, share in columns]),
        Series("Share of draws below", chart.cumulative),
    ]
    code = _code(chart.edges)

    def finish(drawn: Drawn) -> None:
        _columns(drawn, gap=8)
        _fill(drawn, 0, "ACCENT_2")
        _fill(drawn, 1, "ACCENT_1")
        _axes(
            drawn, f"Net present value, {chart.unit}", "Share of draws", "0%", every=len(columns) // _LABELS
        )
        combined.line_on_second_axis(drawn, 2, "TEXT_1")
        _legend(drawn)

    return XL_CHART_TYPE.COLUMN_CLUSTERED, _data(map(code, middles), series, "0.0%"), finish


def _fan(chart: Fan) -> _Drawing:
    """A band in which eight in ten draws lie, the middle one, and the plan."""
    from pptx.enum.chart import XL_CHART_TYPE

    width = [high - low for low, high in zip(chart.p10, chart.p90, strict=True)]
    series = [
        Series("P10", chart.p10),
        Series("8 in 10 lie here (P10 to P90)", width),
        Series("P50", chart.p50),
        Series("If everything goes as planned", chart.plan),
    ]

    def finish(drawn: Drawn) -> None:
        _line(drawn, 2, "ACCENT_1", 2.5)
        _line(drawn, 3, "TEXT_1", 1.75, dashed=True)
        _axes(drawn, "Month", f"Cumulative cash, {chart.unit}", _format(chart.p10 + chart.p90))
        combined.band_below_lines(drawn, "ACCENT_1")
        combined.numbered(drawn, 12 if len(chart.months) > 25 else 3)
        _legend(drawn, without=(0,))

    return XL_CHART_TYPE.LINE, _data(chart.months, series, "0.000"), finish


def _waterfall(chart: Waterfall) -> _Drawing:
    """Bars that begin where the one before ended; the last is what is left."""
    from pptx.enum.chart import XL_CHART_TYPE

    starts, ends, at = [], [], 0.0
    for step in chart.steps:
        starts.append(0.0 if step.role == "net" else at)
        ends.append(starts[-1] + step.amount)
        at = ends[-1]
    lows, highs = [min(pair) for pair in zip(starts, ends, strict=True)], []
    highs = [max(pair) for pair in zip(starts, ends, strict=True)]
    series = [
        Series("Before", [max(low, 0.0) + min(high, 0.0) for low, high in zip(lows, highs, strict=True)]),
        Series("Above zero", [max(high, 0.0) - max(low, 0.0) for low, high in zip(lows, highs, strict=True)]),
        Series("Below zero", [min(low, 0.0) - min(high, 0.0) for low, high in zip(lows, highs, strict=True)]),
    ]
    code = _code([step.amount for step in chart.steps])
    labels = [f"{_brief(step.label)}  {code(step.amount)}" for step in chart.steps]

    def finish(drawn: Drawn) -> None:
        _columns(drawn, gap=40, across=True)
        drawn.plots[0].series[0].format.fill.background()
        for place, step in enumerate(chart.steps):
            loses = step.role == "cost" or (step.role == "net" and step.amount < 0)
            for series in (1, 2):
                _point(drawn, series, place, "ACCENT_2" if loses else "ACCENT_1", bold=step.role == "net")
        _axes(drawn, "", chart.unit, _format(lows + highs), down=True)

    return XL_CHART_TYPE.BAR_STACKED, _data(labels, series, "0.000"), finish


def _tornado(chart: Tornado) -> _Drawing:
    """What the result changes by at either end of each input."""
    from pptx.enum.chart import XL_CHART_TYPE

    series = [
        Series("At its low end", [bar.low for bar in chart.bars]),
        Series("At its high end", [bar.high for bar in chart.bars]),
    ]
    labels = [_brief(bar.label) for bar in chart.bars]
    ends = [value for bar in chart.bars for value in (bar.low, bar.high)]

    def finish(drawn: Drawn) -> None:
        _columns(drawn, gap=35, across=True)
        _fill(drawn, 0, "ACCENT_3")
        _fill(drawn, 1, "ACCENT_1")
        for series, texts in enumerate(
            ([bar.low_at for bar in chart.bars], [bar.high_at for bar in chart.bars])
        ):
            _ends(drawn, series, texts)
        _axes(drawn, "", f"Change of net present value, {chart.unit}", _format(ends), down=True)
        low, high, step = _scale(ends)
        drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = low, high
        drawn.value_axis.major_unit = step
        _legend(drawn)

    return XL_CHART_TYPE.BAR_CLUSTERED, _data(labels, series, "0.000"), finish


def _ways(chart: Ways) -> _Drawing:
    """A bar a way to deploy, with its sampling error."""
    from pptx.enum.chart import XL_CHART_TYPE

    values = [row.expected for row in chart.rows]
    code = _code(values)
    labels = [f"{_brief(row.label)}  {code(row.expected)}" for row in chart.rows]

    def finish(drawn: Drawn) -> None:
        _columns(drawn, gap=60, across=True)
        for place, row in enumerate(chart.rows):
            _point(drawn, 0, place, "ACCENT_1" if row.expected >= 0 else "ACCENT_2", bold=row.current)
        combined.error_bars(drawn, [row.half for row in chart.rows])
        _axes(drawn, "", f"Expected net present value, {chart.unit}", _format(values), down=True)

    series = [Series("Expected net present value", values)]
    return XL_CHART_TYPE.BAR_CLUSTERED, _data(labels, series, "0.000"), finish


_DRAWINGS: dict[type[Chart], Callable[[Any], _Drawing]] = {
    Histogram: _histogram,
    Fan: _fan,
    Waterfall: _waterfall,
    Tornado: _tornado,
    Ways: _ways,
}


def _decimals(values: Sequence[float]) -> int:
    largest = max((abs(value) for value in values), default=0.0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _code(values: Sequence[float]) -> Callable[[float], str]:
    """How numbers of this size are written in labels, as the voice writes them: a real minus, thousands apart."""
    decimals = _decimals(values)
    return lambda value: numerals(f"{value:,.{decimals}f}".replace("-", "−"))


def _scale(values: Sequence[float]) -> tuple[float, float, float]:
    """From, to and step of an axis with room for texts on both sides of these values, at round numbers."""
    low, high = min(*values, 0.0), max(*values, 0.0)
    aside = _ASIDE * (high - low)
    rough = (high - low + 2 * aside) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    return math.floor((low - aside) / step) * step, math.ceil((high + aside) / step) * step, step


def _format(values: Sequence[float]) -> str:
    """The number format of an axis with these values."""
    decimals = max(0, _decimals(values) - 1)
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f"{digits};−{digits}"


def _brief(label: str) -> str:
    """A label that leaves room for its bar: broken in two where it is long."""
    if len(label) <= _FEW:
        return label
    at = label.rfind(" ", 0, len(label) // 2 + 10)
    return label if at < 0 else f"{label[:at]}\n{label[at + 1 :]}"


def _columns(drawn: Drawn, gap: int, across: bool = False) -> None:
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = gap, 100
    if across:
        drawn.category_axis.reverse_order = True
    for series in plot.series:
        series.invert_if_negative = False


def _theme(name: str) -> Any:
    from pptx.enum.dml import MSO_THEME_COLOR

    return getattr(MSO_THEME_COLOR, name)


def _fill(drawn: Drawn, series: int, colour: str) -> None:
    fill = drawn.plots[0].series[series].format.fill
    fill.solid()
    fill.fore_color.theme_color = _theme(colour)


def _point(drawn: Drawn, series: int, place: int, colour: str, bold: bool) -> None:
    """The colour of one bar; what is not bold is lighter."""
    fill = drawn.plots[0].series[series].points[place].format.fill
    fill.solid()
    fill.fore_color.theme_color = _theme(colour)
    if not bold:
        fill.fore_color.brightness = 0.3


def _ends(drawn: Drawn, series: int, texts: Sequence[str]) -> None:
    """What an input is at the end of its bar, beside that."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    for place, text in enumerate(texts):
        label = drawn.plots[0].series[series].points[place].data_label
        label.text_frame.text = plain(text)
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(9)
        label.position = XL_LABEL_POSITION.OUTSIDE_END


def _line(drawn: Drawn, series: int, colour: str, width: float, dashed: bool = False) -> None:
    from pptx.enum.dml import MSO_LINE_DASH_STYLE
    from pptx.util import Pt

    each = drawn.plots[0].series[series]
    each.smooth = False
    line = each.format.line
    line.width = Pt(width)
    line.color.theme_color = _theme(colour)
    if dashed:
        line.dash_style = MSO_LINE_DASH_STYLE.DASH


def _axes(
    drawn: Drawn, across: str, up: str, number_format: str, *, every: int = 1, down: bool = False
) -> None:
    """Titles, labels at the edge whatever the sign, light lines; `down`: categories stand one below the other."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

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


def _legend(drawn: Drawn, without: Sequence[int] = ()) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    combined.hide_in_legend(drawn, without)
