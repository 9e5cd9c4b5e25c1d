"""Native charts on ranges of the workbook: they follow its cells, in Excel and in LibreOffice.

What both programs need is set in one place: axes that are not deleted, labels at the low end so that
negative bars do not run over them, negative bars in their own colour, categories read as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from exports.workbook.writer.styles import BAND, BAND_INNER, FONT, GAIN, GREY, INK, LINE, LOSS, NAVY, NET
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
    from openpyxl.chart import LineChart

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
    from openpyxl.chart import AreaChart, LineChart

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
    _axes(chart, Axis(), Axis(number_format=number_format))
    _downwards(chart)
    made = _finished(chart, title, size, [values])
    made.legend = None
    return made


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
    from openpyxl.chart import BarChart

    chart = BarChart(barDir=kind, grouping=grouping, gapWidth=gap, overlap=overlap)
    for sery in series:
        made = _filled(sery, labels)
        made.invertIfNegative = False
        chart.series.append(made)
    return chart


def _filled(series: Series, labels: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

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
    from openpyxl.chart.marker import Marker
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    made = _series(series, labels)
    made.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=series.colour, w=round(width * POINT))
    )
    made.marker = Marker(symbol="none")
    made.smooth = False
    return made


def _series(series: Series, labels: str) -> Any:
    from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
    from openpyxl.chart.series import Series as Made
    from openpyxl.chart.series import SeriesLabel

    return Made(
        tx=SeriesLabel(v=one_line(series.title)),
        cat=AxDataSource(strRef=StrRef(f=labels)),
        val=NumDataSource(numRef=NumRef(f=series.values)),
    )


def _axes(chart: Any, x: Axis, y: Axis) -> None:
    """`x` is the axis of categories, `y` that of numbers."""
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    for made, axis in ((chart.x_axis, x), (chart.y_axis, y)):
        made.delete = False
        made.tickLblPos = "low"
        made.number_format = axis.number_format
        made.numFmt.sourceLinked = False
        made.majorTickMark, made.minorTickMark = "none", "none"
        made.title = _text(axis.title, 800, GREY) if axis.title else None
        if made.title is not None:
            made.title.overlay = False
        made.txPr = _font(800, GREY, level=made is chart.y_axis)
        made.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=POINT // 2))
    chart.x_axis.noMultiLvlLbl = True
    if x.every:
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = x.every
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(
        ln=LineProperties(solidFill="E3E3E3", w=POINT // 2)
    )


def _finished(chart: Any, title: str, size: Size, series: Sequence[Series]) -> Any:
    from openpyxl.chart.legend import Legend, LegendEntry
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    chart.title = _text(title, 1000, NAVY, bold=True)
    chart.title.overlay = False
    chart.legend = Legend()
    chart.legend.position = "b"
    chart.legend.txPr = _font(800, INK)
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


def _text(text: str, size: int, colour: str, *, bold: bool = False) -> Any:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RegularTextRun

    look = _characters(size, colour, bold)
    run = RegularTextRun(rPr=look, t=one_line(text))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])))


def _font(size: int, colour: str, *, level: bool = False) -> Any:
    """`level`: never aslant.  Categories must not have it: LibreOffice then breaks them letter by letter."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RichTextProperties

    look = _characters(size, colour, False)
    body = RichTextProperties(rot=0) if level else RichTextProperties()
    return RichText(bodyPr=body, p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _characters(size: int, colour: str, bold: bool) -> Any:
    """`size` in hundredths of a point."""
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FONT))


__all__ = [
    "BAND",
    "BAND_INNER",
    "GAIN",
    "LOSS",
    "NET",
    "Axis",
    "Series",
    "bars",
    "fan",
    "histogram",
    "stacked",
    "tornado",
]
