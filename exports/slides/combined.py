"""What python-pptx draws no chart with: two kinds of marks in one, error bars, labels that are left out.

Elements of DrawingML charts (ECMA-376 part 1, 21.2), moved or added in a chart that python-pptx made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart as Drawn
from pptx.oxml import parse_xml

_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_SCHEME = {"ACCENT_1": "accent1", "ACCENT_2": "accent2", "ACCENT_3": "accent3", "TEXT_1": "tx1"}
_FIRST_AXIS, _SECOND_AXIS = 50_010, 50_020


def line_on_second_axis(drawn: Drawn, series: int, colour: str) -> None:
    """Make a series of columns a line whose values, shares, have an axis on the right."""
    area = _area(drawn)
    (bars,) = area.findall(_c("barChart"))
    moved = bars.findall(_c("ser"))[series]
    bars.remove(moved)
    for name in ("invertIfNegative", "spPr"):
        for element in moved.findall(_c(name)):
            moved.remove(element)
    _after(moved, ("tx", "order", "idx"), _line_properties(colour, 1.5))
    moved.find(_c("spPr")).addnext(_made("<c:marker {}><c:symbol val='none'/></c:marker>"))
    moved.append(_made("<c:smooth {} val='0'/>"))
    lines = _made("<c:lineChart {}><c:grouping val='standard'/><c:varyColors val='0'/></c:lineChart>")
    lines.append(moved)
    for text in (
        "<c:marker {} val='1'/>",
        f"<c:axId {{}} val='{_FIRST_AXIS}'/>",
        f"<c:axId {{}} val='{_SECOND_AXIS}'/>",
    ):
        lines.append(_made(text))
    bars.addnext(lines)
    axes = [element for element in area if element.tag in (_c("catAx"), _c("valAx"))]
    axes[-1].addnext(_second_values(drawn))
    axes[-1].addnext(_second_categories())


def _second_values(drawn: Drawn) -> Any:
    size = int(drawn.font.size.pt * 100)
    return _made(
        f"<c:valAx {{}}><c:axId val='{_SECOND_AXIS}'/><c:scaling><c:orientation val='minMax'/><c:max val='1'/>"
        "<c:min val='0'/></c:scaling><c:delete val='0'/><c:axPos val='r'/>"
        "<c:title><c:tx><c:rich><a:bodyPr rot='-5400000' vert='horz'/><a:p><a:pPr><a:defRPr/></a:pPr>"
        f"<a:r><a:rPr lang='en-US' sz='{size}' b='0'/><a:t>Share of draws below</a:t></a:r></a:p></c:rich></c:tx>"
        "<c:overlay val='0'/></c:title>"
        "<c:numFmt formatCode='0%' sourceLinked='0'/><c:majorTickMark val='none'/><c:minorTickMark val='none'/>"
        "<c:tickLblPos val='high'/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f"<c:crossAx val='{_FIRST_AXIS}'/><c:crosses val='max'/><c:crossBetween val='between'/>"
        "<c:majorUnit val='0.25'/></c:valAx>"
    )


def _second_categories() -> Any:
    """The axis of categories that an axis of values must have; it is not shown."""
    return _made(
        f"<c:catAx {{}}><c:axId val='{_FIRST_AXIS}'/><c:scaling><c:orientation val='minMax'/></c:scaling>"
        "<c:delete val='1'/><c:axPos val='b'/><c:majorTickMark val='none'/><c:minorTickMark val='none'/>"
        f"<c:tickLblPos val='nextTo'/><c:crossAx val='{_SECOND_AXIS}'/><c:crosses val='autoZero'/></c:catAx>"
    )


def band_below_lines(drawn: Drawn, colour: str) -> None:
    """Make the first two series of lines a band behind the others: what it begins at, and how wide it is."""
    (lines,) = _area(drawn).findall(_c("lineChart"))
    areas = _made("<c:areaChart {}><c:grouping val='stacked'/><c:varyColors val='0'/></c:areaChart>")
    for place, series in enumerate(lines.findall(_c("ser"))[:2]):
        lines.remove(series)
        for name in ("marker", "smooth", "spPr"):
            for element in series.findall(_c(name)):
                series.remove(element)
        shade = f"<a:schemeClr val='{_SCHEME[colour]}'><a:alpha val='28000'/></a:schemeClr>"
        fill = f"<a:solidFill>{shade}</a:solidFill>" if place else "<a:noFill/>"
        made = _made(f"<c:spPr {{}}>{fill}<a:ln><a:noFill/></a:ln></c:spPr>")
        _after(series, ("tx", "order", "idx"), made)
        areas.append(series)
    for axis in lines.findall(_c("axId")):
        areas.append(_made(f"<c:axId {{}} val='{axis.get('val')}'/>"))
    lines.addprevious(areas)
    for axis in _area(drawn).findall(_c("valAx")):
        for element in axis.findall(_c("crossBetween")):
            axis.remove(element)
        _after(axis, ("crosses", "crossAx"), _made("<c:crossBetween {} val='midCat'/>"))


def numbered(drawn: Drawn, every: int) -> None:
    """Make the axis of categories, which are whole numbers, one of days: it is labelled each so many of them."""
    axis = _area(drawn).find(_c("catAx"))
    days = _made("<c:dateAx {}/>")
    for child in list(axis):
        if child.tag not in (_c("lblAlgn"), _c("noMultiLvlLbl"), _c("tickLblSkip"), _c("tickMarkSkip")):
            days.append(child)
    days.find(_c("auto")).set("val", "0")
    days.find(_c("majorTickMark")).addprevious(_made("<c:numFmt {} formatCode='0' sourceLinked='0'/>"))
    for text in (
        "baseTimeUnit {} val='days'",
        f"majorUnit {{}} val='{every}'",
        "majorTimeUnit {} val='days'",
    ):
        days.append(_made(f"<c:{text}/>"))
    axis.getparent().replace(axis, days)


def error_bars(drawn: Drawn, halves: Sequence[float]) -> None:
    """Give the only series of a bar chart bars of error, each of a width of its own."""
    (series,) = _area(drawn).find(_c("barChart")).findall(_c("ser"))
    points = "".join(f"<c:pt idx='{k}'><c:v>{half!r}</c:v></c:pt>" for k, half in enumerate(halves))
    numbers = (
        f"<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(halves)}'/>{points}</c:numLit>"
    )
    made = _made(
        "<c:errBars {}><c:errBarType val='both'/><c:errValType val='cust'/><c:noEndCap val='0'/>"
        f"<c:plus>{numbers}</c:plus><c:minus>{numbers}</c:minus>"
        "<c:spPr><a:ln w='12700'><a:solidFill><a:schemeClr val='tx1'/></a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series.find(_c("cat")).addprevious(made)


def label_every(drawn: Drawn, every: int) -> None:
    """Label only each so many categories, level."""
    axis = drawn.category_axis._element
    # Level where there is room; where each category has its own bar across, in any case.
    across = _area(drawn).find(f"{_c('barChart')}/{_c('barDir')}[@val='bar']") is not None
    axis.get_or_add_txPr().bodyPr.set("rot", "0" if across else "-60000000")
    for name in ("tickLblSkip", "tickMarkSkip"):
        for element in axis.findall(_c(name)):
            axis.remove(element)
    if every > 1 or across:
        before = axis.find(_c("noMultiLvlLbl"))
        skip = _made(f"<c:tickLblSkip {{}} val='{every}'/>")
        if before is None:
            axis.append(skip)
        else:
            before.addprevious(skip)


def hide_in_legend(drawn: Drawn, series: Sequence[int]) -> None:
    """Leave series out of the legend."""
    legend = drawn.legend._element if drawn.legend is not None else None
    for place in series:
        entry = f"<c:legendEntry {{}}><c:idx val='{place}'/><c:delete val='1'/></c:legendEntry>"
        _after(legend, ("legendEntry", "legendPos"), _made(entry))


def _line_properties(colour: str, points: float) -> Any:
    return _made(
        f"<c:spPr {{}}><a:ln w='{int(points * 12_700)}' cap='rnd'><a:solidFill>"
        f"<a:schemeClr val='{_SCHEME[colour]}'/></a:solidFill><a:round/></a:ln></c:spPr>"
    )


def _after(parent: Any, names: Sequence[str], element: Any) -> None:
    """Put an element behind the last child of the first of these names that is there."""
    for name in names:
        elements = parent.findall(_c(name))
        if elements:
            elements[-1].addnext(element)
            return
    parent.insert(0, element)


def _area(drawn: Drawn) -> Any:
    return drawn._chartSpace.chart.plotArea


def _c(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/chart}}{name}"


def _made(text: str) -> Any:
    """An element; `{}` stands where its namespaces are declared."""
    return parse_xml(text.replace("{}", _NAMESPACES, 1))
