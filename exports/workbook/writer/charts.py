"""Native charts on ranges of the workbook: they follow its cells, in Excel and in LibreOffice.

What both programs need is set in one place: axes that are not deleted, labels at the low end so that
negative bars do not run over them, negative bars in their own colour, categories read as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from openpyxl.chart import AreaChart, BarChart, LineChart, ScatterChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as Made
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from exports.workbook.writer.chart_text import caption, lettering
from exports.workbook.writer.styles import BAND, BAND_INNER, GAIN, GREY, INK, LINE, LOSS, NAVY, NET
from roi.records import dataclass
from roi.text import one_line

HIDDEN = ""  # the colour of a series that only carries others
POINT = 12_700  # English metric units in a point, the measure of lines in drawings
Size = tuple[float, float]  # centimetres


@dataclass(frozen=True, slots=True)
class Series:
    """A row or column of numbers: `values` is its range with the sheet, `colour` "" where it is hidden."""

    title: str
    values: str
    colour: str = HIDDEN
    listed: bool = True  # in the legend


@dataclass(frozen=True, slots=True)
class ChartLine:
    """Points: ranges of their places and of their values, and whether straight lines join them."""

    title: str
    places: str
    values: str
    colour: str
    mark: Literal["circle", "diamond", "none"] = "circle"
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """Title with the unit, and the number format of the labels."""

    title: str = ""
    number_format: str = "General"
    every: int = 0  # label every nth category; 0: as many as fit
    largest: float | None = None


def histogram(
    title: str,
    bins: str,
    bars: Sequence[Series],
    cumulative: Series,
    x: Axis,
    y: Axis,
    share: Axis,
    size: Size,
) -> Any:
    """Draws by bin, coloured by sign, and beside them the cumulative share on an axis of its own."""
    chart = _bars("col", bars, bins, gap=4, overlap=100)
    _axes(chart, x, y)
    curve = LineChart()
    curve.series.append(_line(cumulative, bins, width=2.25))
    _axes(curve, Axis(), share)
    curve.y_axis.axId = 200
    curve.y_axis.crosses, curve.y_axis.tickLblPos = "max", "high"
    curve.y_axis.majorGridlines = None
    curve.y_axis.scaling.min, curve.y_axis.scaling.max = 0.0, 1.0
    chart += curve
    return _finished(chart, title, size, [*bars, cumulative])


def fan(
    title: str,
    months: str,
    base: Series,
    bands: Sequence[Series],
    middle: Series,
    x: Axis,
    y: Axis,
    size: Size,
) -> Any:
    """A band around the middle line: areas stacked on a base without fill, which may be negative."""
    chart = AreaChart(grouping="stacked")
    for series in (base, *bands):
        chart.series.append(_filled(series, months))
    _axes(chart, x, y)
    chart.y_axis.crossBetween = "midCat"  # the band begins and ends at the edges
    line = LineChart()
    line.series.append(_line(middle, months, width=2.25))
    line.y_axis.crossBetween = "midCat"
    chart += line
    return _finished(chart, title, size, [base, *bands, middle])


def stacked(title: str, labels: str, steps: Sequence[Series], x: Axis, y: Axis, size: Size) -> Any:
    """Bars of several parts, the first on top: sideways, so that long labels stay readable.

    A waterfall is one whose first part is hidden.
    """
    chart = _bars("bar", steps, labels, gap=30, overlap=100, grouping="stacked")
    _axes(chart, x, y)
    _downwards(chart)
    return _finished(chart, title, size, steps)


def tornado(title: str, labels: str, sides: Sequence[Series], x: Axis, y: Axis, size: Size) -> Any:
    """Bars to both sides of the plan, the longest on top; `y` is the axis of numbers."""
    chart = _bars("bar", sides, labels, gap=30, overlap=100)
    _axes(chart, x, y)
    _downwards(chart)
    return _finished(chart, title, size, sides)


def bars(title: str, labels: str, values: Series, number_format: str, size: Size) -> Any:
    """Bars of one series sideways, the first on top."""
    chart = _bars("bar", [values], labels, gap=30, overlap=100)
    _axes(chart, Axis(every=1), Axis(number_format=number_format))
    _downwards(chart)
    made = _finished(chart, title, size, [values])
    made.legend = None
    return made


def columns(title: str, labels: str, series: Sequence[Series], x: Axis, y: Axis, size: Size) -> Any:
    """Upright bars, those of one category beside each other."""
    chart = _bars("col", series, labels, gap=40, overlap=0)
    _axes(chart, x, y)
    return _finished(chart, title, size, series)


def lines(title: str, drawn: Sequence[ChartLine], x: Axis, y: Axis, size: Size) -> Any:
    """Points on two axes of numbers, joined by straight lines or each by itself."""
    chart = ScatterChart(scatterStyle="lineMarker")
    for each in drawn:
        made = _line(Series(each.title, each.values, each.colour), each.places, width=1.5)
        made.xVal, made.yVal, made.cat, made.val = _numbers(each.places), made.val, None, None
        made.graphicalProperties.ln.noFill = None if each.joined else True
        made.graphicalProperties.ln.solidFill = each.colour if each.joined else None
        made.marker = Marker(symbol=each.mark, size=7)
        made.marker.graphicalProperties = GraphicalProperties(solidFill=each.colour)
        chart.series.append(made)
    _axes(chart, x, y)
    chart.x_axis.majorGridlines = None
    return _finished(chart, title, size, [Series(each.title, each.values, each.colour) for each in drawn])


def _downwards(chart: Any) -> None:
    """The first category on top, and yet the numbers below."""
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses, chart.y_axis.tickLblPos = "max", "nextTo"


def _bars(
    kind: Literal["col", "bar"],
    series: Sequence[Series],
    labels: str,
    *,
    gap: int,
    overlap: int,
    grouping: Literal["clustered", "stacked"] = "clustered",
) -> Any:
    chart = BarChart(barDir=kind, grouping=grouping, gapWidth=gap, overlap=overlap)
    for sery in series:
        made = _filled(sery, labels)
        made.invertIfNegative = False
        chart.series.append(made)
    return chart


def _filled(series: Series, labels: str) -> Any:
    made = _series(series, labels)
    look = (
        GraphicalProperties(noFill=True)
        if not series.colour
        else GraphicalProperties(solidFill=series.colour)
    )
    look.ln = LineProperties(noFill=True)
    made.graphicalProperties = look
    return made


def _line(series: Series, labels: str, *, width: float) -> Any:
    made = _series(series, labels)
    made.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=series.colour, w=round(width * POINT))
    )
    made.marker = Marker(symbol="none")
    made.smooth = False
    return made


def _series(series: Series, labels: str) -> Any:
    return Made(
        tx=SeriesLabel(v=one_line(series.title)),
        cat=AxDataSource(strRef=StrRef(f=labels)),
        val=NumDataSource(numRef=NumRef(f=series.values)),
    )


def _numbers(values: str) -> Any:
    return AxDataSource(numRef=NumRef(f=values))


def _axes(chart: Any, x: Axis, y: Axis) -> None:
    """`x` is the axis of categories, `y` that of numbers."""
    for made, axis in ((chart.x_axis, x), (chart.y_axis, y)):
        made.delete = False
        made.tickLblPos = "low"
        made.number_format = axis.number_format
        made.numFmt.sourceLinked = False
        made.majorTickMark, made.minorTickMark = "none", "none"
        made.title = caption(axis.title, 800, GREY) if axis.title else None
        if made.title is not None:
            made.title.overlay = False
        made.txPr = lettering(800, GREY, level=made is chart.y_axis)
        made.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=POINT // 2))
    chart.x_axis.noMultiLvlLbl = True
    if x.every:
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = x.every
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(
        ln=LineProperties(solidFill="E3E3E3", w=POINT // 2)
    )


def _finished(chart: Any, title: str, size: Size, series: Sequence[Series]) -> Any:
    chart.title = caption(title, 1000, NAVY, bold=True)
    chart.title.overlay = False
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.legend.txPr = lettering(800, INK)
    chart.legend.legendEntry = [
        LegendEntry(idx=place, delete=True)
        for place, each in enumerate(series)
        if not (each.listed and each.colour)
    ]
    if len(chart.legend.legendEntry) == len(series):
        chart.legend = None
    chart.width, chart.height = size
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    chart.graphical_properties = GraphicalProperties(
        solidFill="FFFFFF", ln=LineProperties(solidFill="D0D0D0", w=POINT // 2)
    )
    return chart


__all__ = ["BAND", "BAND_INNER", "GAIN", "LOSS", "NET", "Axis", "ChartLine", "Series"]
__all__ += ["bars", "columns", "fan", "histogram", "lines", "stacked", "tornado"]
