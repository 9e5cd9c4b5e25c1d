"""Charts as SVG, each in a box of its own with a title and a sentence for who cannot see it.

Colours are classes that the page gives: `gain`, `loss`, `net`, `band`, `line`, `dashed`, `axis`, `grid`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.markup import escape
from exports.page.ink import SIZE, cut_to, element, place, text, tick_texts, ticks, width_of
from exports.story.charts import (
    Chart,
    FanPicture,
    HistogramPicture,
    TornadoPicture,
    WaterfallPicture,
    WayRow,
    WaysPicture,
)
from exports.voice.formats import MINUS, fixed, vanishes
from roi.records import dataclass
from roi.text import one_line

WIDTH = 360.0  # units of every picture
_HIGH = 190.0  # of those with axes
_ROW = 27.0  # of those with bars: a label and its bar below
_BAR = 9.0
_EDGE = 4.0


def drawn(chart: Chart, name: str, style: str = "") -> str:
    """The picture; `name` makes its ids unique on a page, `style` are its looks where no page gives them."""
    body, high = _DRAWN[type(chart)](chart)
    labelled = f"{name}-title {name}-alt"
    head = element("title", escape(one_line(chart.title)), id=f"{name}-title")
    head += element("desc", escape(one_line(chart.alt)), id=f"{name}-alt")
    head += element("style", escape(style)) if style else ""
    return element(
        "svg", head + body, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {place(WIDTH)} {place(high)}",
        role="img", aria_labelledby=labelled, class_="chart",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Axis:
    """A scale: values from `low` to `high` at coordinates from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + share * (self.end - self.start)


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=look)


def _rect(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return element(
        "rect", x=min(x1, x2), y=min(y1, y2), width=abs(x2 - x1), height=max(abs(y2 - y1), 0.0), class_=look
    )


def _below(axis: _Axis, values: Sequence[float], y: float) -> str:
    """Numbers under a horizontal axis."""
    parts = []
    for value, words in zip(values, tick_texts(values), strict=True):
        half = width_of(words) / 2
        x = min(max(axis.at(value), half + 1), WIDTH - half - 1)
        parts.append(text(words, x, y + SIZE + 2, text_anchor="middle"))
    return "".join(parts)


def _beside(axis: _Axis, values: Sequence[float], left: float, right: float) -> str:
    """Numbers left of a vertical axis, with lines across."""
    return "".join(
        _line(left, axis.at(value), right, axis.at(value), "axis" if value == 0 else "grid")
        + text(words, left - 4, axis.at(value) + SIZE / 3, text_anchor="end")
        for value, words in zip(values, tick_texts(values), strict=True)
    )


def _histogram(chart: HistogramPicture) -> tuple[str, float]:
    shares = [100 * share for share in chart.shares]
    top, bottom, right = 16.0, _HIGH - 32, WIDTH - 34
    counts = ticks(0, max(shares), 4)
    left = max(width_of(f"{words} %") for words in tick_texts(counts)) + 6
    x = _Axis(chart.edges[0], chart.edges[-1], left, right)
    y = _Axis(0, max(shares) * 1.02, bottom, top)
    whole = _Axis(0, 100, bottom, top)
    parts = [
        _line(left, y.at(value), right, y.at(value), "grid")
        + text(f"{words} %", left - 4, y.at(value) + SIZE / 3, text_anchor="end")
        for value, words in zip(counts, tick_texts(counts), strict=True)
    ]
    for low, high, share in zip(chart.edges, chart.edges[1:], shares, strict=False):
        look = "loss" if high <= 0 else "gain"
        parts.append(_rect(x.at(low) + 0.5, y.at(0), x.at(high) - 0.5, y.at(share), look))
    points = [(chart.edges[0], 0.0), *zip(chart.edges[1:], chart.cumulative, strict=True)]
    path = " ".join(f"{place(x.at(edge))},{place(whole.at(100 * share))}" for edge, share in points)
    parts.append(element("polyline", points=path, class_="line"))
    parts += [text(f"{value} %", right + 3, whole.at(value) + SIZE / 3) for value in (0, 50, 100)]
    if x.low < 0 < x.high:
        parts.append(_line(x.at(0), top, x.at(0), bottom, "axis"))
    parts.append(_line(left, bottom, right, bottom, "axis"))
    parts.append(_below(x, ticks(x.low, x.high, 5), bottom))
    parts.append(text(f"{chart.unit}; bars: share of draws; line: draws below (right)", left, _HIGH - 3))
    return "".join(parts), _HIGH


def _fan(chart: FanPicture) -> tuple[str, float]:
    low, high = min(0.0, *chart.p10, *chart.plan), max(0.0, *chart.p90, *chart.plan)
    values = ticks(low, high, 5)
    left = max((width_of(words) for words in tick_texts(values)), default=0) + 6
    top, bottom, right = 8.0, _HIGH - 32, WIDTH - 30
    x = _Axis(chart.months[0], max(chart.months[-1], chart.months[0] + 1), left, right)
    y = _Axis(low, high if high > low else low + 1, bottom, top)

    def path(series: Sequence[float]) -> list[str]:
        return [f"{place(x.at(m))},{place(y.at(v))}" for m, v in zip(chart.months, series, strict=True)]

    parts = [element("polygon", points=" ".join([*path(chart.p90), *path(chart.p10)[::-1]]), class_="band")]
    parts.append(_beside(y, values, left, right))
    parts.append(element("polyline", points=" ".join(path(chart.p50)), class_="line"))
    parts.append(element("polyline", points=" ".join(path(chart.plan)), class_="dashed"))
    ends = {"P90": chart.p90[-1], "P50": chart.p50[-1], "plan": chart.plan[-1], "P10": chart.p10[-1]}
    parts += _apart({word: y.at(value) + SIZE / 3 for word, value in ends.items()}, right + 3, top, bottom)
    every = 12 if chart.months[-1] > 12 else 3
    months = [float(month) for month in chart.months if month % every == 0]
    if len(months) > 6:
        months = months[:: -(-len(months) // 6)]
    parts.append(_below(x, months, bottom))
    parts.append(text(f"{chart.unit} by month; band: eight in ten draws; dashed: the plan", left, _HIGH - 3))
    return "".join(parts), _HIGH


def _apart(words: dict[str, float], x: float, top: float, bottom: float) -> list[str]:
    """Words one under the other, each as near to its height as the others leave room for."""
    order = sorted(words, key=lambda word: words[word])
    heights: list[float] = []
    for word in order:
        heights.append(max(words[word], heights[-1] + SIZE if heights else top + SIZE / 3))
    over = max(0.0, heights[-1] - bottom - SIZE / 3)
    for k in reversed(range(len(heights))):
        limit = heights[k + 1] - SIZE if k + 1 < len(heights) else heights[k] - over
        heights[k] = min(heights[k], limit)
    return [text(word, x, height) for word, height in zip(order, heights, strict=True)]


def _waterfall(chart: WaterfallPicture) -> tuple[str, float]:
    rows = []
    for step, (low, high) in zip(chart.steps, chart.spans, strict=True):
        look = "net" if step.role == "net" else _role(step.amount)
        rows.append((step.label, [(low, high, look)], _signed(step.amount)))
    return _bars(chart.unit, rows)


def _tornado(chart: TornadoPicture) -> tuple[str, float]:
    rows = []
    for bar in chart.bars:
        parts = [
            (min(0.0, end), max(0.0, end), _role(end))
            for end in sorted((bar.low, bar.high), key=abs, reverse=True)
        ]
        ends = f"P10 {_signed(bar.low)}, P90 {_signed(bar.high)}"
        rows.append((bar.label, parts, ends))
    return _bars(chart.unit, rows)


def _ways(chart: WaysPicture) -> tuple[str, float]:
    rows = [
        (
            row.label,
            [(min(0.0, row.expected), max(0.0, row.expected), _role(row.expected))],
            f"{_signed(row.expected)} ± {_half(row)}" if row.half else _signed(row.expected),
        )
        for row in chart.rows
    ]
    return _bars(chart.unit, rows)


def _bars(
    unit: str, rows: Sequence[tuple[str, Sequence[tuple[float, float, str]], str]]
) -> tuple[str, float]:
    """A row a label with its figure, and below them bars on a common scale with 0."""
    low = min(0.0, *(part[0] for _, parts, _ in rows for part in parts))
    high = max(0.0, *(part[1] for _, parts, _ in rows for part in parts))
    x = _Axis(low, high, _EDGE, WIDTH - _EDGE)
    bottom = _ROW * len(rows)
    pieces = []
    for place_, (label, parts, figure) in enumerate(rows):
        top = _ROW * place_
        figure = cut_to(figure, WIDTH * 0.55)
        room = WIDTH - 2 * _EDGE - width_of(figure) - 10
        pieces.append(text(cut_to(label, room), _EDGE, top + SIZE + 1))
        pieces.append(text(figure, WIDTH - _EDGE, top + SIZE + 1, text_anchor="end"))
        under = top + SIZE + 3
        pieces.append(_line(x.at(0), under, x.at(0), under + _BAR + 2, "axis"))
        for start, end, look in parts:
            pieces.append(_rect(x.at(start), under + 1, x.at(end), under + 1 + _BAR, look))
    pieces.append(text(unit, _EDGE, bottom + SIZE + 2))
    return "".join(pieces), bottom + SIZE + 8


def _role(amount: float) -> str:
    return "loss" if amount < 0 else "gain"


def _signed(value: float) -> str:
    digits = _number(abs(value))
    if not digits.strip("0.,"):
        return digits
    return f"{'+' if value > 0 else MINUS}{digits}"


def _half(row: WayRow) -> str:
    """The ± of a way in as many decimals as its figure has; what would round to 0 stands as less, `<0.1`."""
    decimals = _decimals(abs(row.expected))
    least = 10.0**-decimals
    return f"<{fixed(least, decimals)}" if vanishes(row.half, decimals) else fixed(row.half, decimals)


def _number(value: float) -> str:
    """Three significant digits, of a value that is scaled."""
    return fixed(value, _decimals(value))


def _decimals(value: float) -> int:
    return 2 if value < 10 else 1 if value < 100 else 0


_DRAWN: dict[type, Callable[..., tuple[str, float]]] = {
    HistogramPicture: _histogram,
    FanPicture: _fan,
    WaterfallPicture: _waterfall,
    TornadoPicture: _tornado,
    WaysPicture: _ways,
}
