"""Two inputs at once: a table of figures, and a map of where the target is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from exports.voice.formats import figure, measured, number, share
from exports.voice.scales import Scale, money_scale
from exports.voice.turning import tried_as
from exports.voice.wording import in_a_sentence, rounded, statistic, target_label
from roi.analysis.solve import Root
from roi.analysis.twoway import TwoWay
from roi.sim.metrics import METRICS
from roi.sim.result import Simulation
from tui.views.style import figures, titled

MET, MISSED, PLANNED = "█", "·", "◆"
_WIDE, _NARROW = 64, 28  # columns of the map
_EDGE, _GAP = 2, 2  # columns beside a table and between its columns


def two_way_parts(run: Simulation, two_way: TwoWay, width: int) -> Iterator[RenderableType]:
    """What is printed, for a screen of that many columns."""
    yield two_way_table(run, two_way, width)
    yield caption(run, two_way)
    yield legend(run, two_way)
    yield contour_map(two_way, width)


def two_way_table(run: Simulation, two_way: TwoWay, width: int) -> Table:
    """The figures over two inputs; the last column is the contour.  Of columns without room every so many stand."""
    scale = _scale(two_way)
    contour = [
        " and ".join(number(rounded(root.value)) for root in roots) or "–" for roots in two_way.contour
    ]
    rows = [[_cell(float(value), two_way, scale) for value in values] for values in two_way.values]
    ends = (list(map(number, two_way.ys)), [f"= {_aim(run, two_way)}", *contour])
    room = width - _EDGE - sum(max(map(len, texts)) + _GAP for texts in ends)
    across = [
        max(len(number(x)), *(len(row[place].plain) for row in rows)) + _GAP
        for place, x in enumerate(two_way.xs)
    ]
    step = next((k for k in range(1, len(across)) if sum(across[::k]) <= room), len(across))
    table = titled(
        _title(run, two_way, scale),
        Column("", justify="right", style="bold", no_wrap=True),
        *figures(*map(number, two_way.xs[::step])),
        Column(ends[1][0], justify="right", style="cyan"),
        close=True,
    )
    for y, cells, at in zip(ends[0], rows, contour, strict=True):
        table.add_row(y, *cells[::step], at)
    return table


def caption(run: Simulation, two_way: TwoWay) -> Text:
    """What lies across, down and in the last column."""
    at = f"{in_a_sentence(two_way.across.spec.label)} at which {'the chance' if _by_chance(two_way) else 'it'} is "
    over = f" {two_way.draws:,} draws, the same in every cell." if two_way.draws else ""
    return Text(
        f"Across: {two_way.across.spec.label}, {two_way.across.unit.text}. Down: {two_way.down.spec.label}, "
        f"{two_way.down.unit.text}. Last column: {at}{_aim(run, two_way)}.{over} "
        f"{tried_as(run.model, two_way.moved)}\n",
        style="dim",
    )


def legend(run: Simulation, two_way: TwoWay) -> Text:
    """What the marks of the map say."""
    return Text(f"{MET} {_said(run, two_way)}  {MISSED} not  {PLANNED} nearest to the plan")


def contour_map(two_way: TwoWay, width: int) -> Text:
    """Rows of the table as bands: filled where the target is met; told by marks, not by colour alone."""
    labels = [number(y) for y in two_way.ys]
    margin = max(map(len, labels))
    columns = max(_NARROW, min(_WIDE, width - margin - 3))
    first, last = two_way.xs[0], two_way.xs[-1]
    xs = [first + (last - first) * place / (columns - 1) for place in range(columns)]
    planned = [_nearest(two_way.ys, two_way.down.shown(two_way.down.likely)),
               _nearest(xs, two_way.across.shown(two_way.across.likely))]  # fmt: skip
    text = Text(no_wrap=True)
    for place, (label, roots) in enumerate(zip(labels, two_way.contour, strict=True)):
        text.append(f"{label:>{margin}} ", style="bold")
        text.append("│")
        starts_met = two_way.met(float(two_way.values[place][0]))
        for column, x in enumerate(xs):
            met = _met(x, first, roots, starts_met)
            if [place, column] == planned:
                text.append(PLANNED, style="bold")
            else:
                text.append(MET if met else MISSED, style="green" if met else "dim")
        text.append("\n")
    text.append(" " * (margin + 1) + "└" + "─" * columns + "\n")
    text.append(" " * (margin + 2) + _ticks(two_way.xs, columns), style="bold")
    return text


def _met(x: float, first: float, roots: Sequence[Root], starts_met: bool) -> bool:
    """The state at the left end, turned at each root that lies between there and x."""
    crossed = sum(first < root.value <= x for root in roots)
    return starts_met != bool(crossed % 2)


def _ticks(xs: Sequence[float], columns: int) -> str:
    """Values of the columns under where they lie; those without room are left out."""
    line = [" "] * (columns + 8)
    free = 0
    for x in xs:
        label = number(x)
        place = round((x - xs[0]) / (xs[-1] - xs[0]) * (columns - 1)) if xs[-1] > xs[0] else 0
        start = max(0, min(place - len(label) // 2, columns - len(label)))
        if start >= free:
            line[start : start + len(label)] = label
            free = start + len(label) + 1
    return "".join(line).rstrip()


def _nearest(values: Sequence[float], wanted: float) -> int:
    return min(range(len(values)), key=lambda place: abs(values[place] - wanted))


def _by_chance(two_way: TwoWay) -> bool:
    return two_way.target.at == "probability"


def _aim(run: Simulation, two_way: TwoWay) -> str:
    """What the contour is the line of."""
    if _by_chance(two_way):
        return share(two_way.target.probability)
    return figure(two_way.target.value, METRICS[two_way.target.metric].unit, run.model.currency)


def _said(run: Simulation, two_way: TwoWay) -> str:
    """The target in a few words: `NPV of the base case at least USD 0`."""
    row = METRICS[two_way.target.metric]
    label = target_label(two_way.target)
    least = "at least" if row.high_is_good else "at most"
    value = figure(two_way.target.value, row.unit, run.model.currency)
    if _by_chance(two_way):
        return f"chance of {label} {least} {value}: {_aim(run, two_way)} or more"
    return f"{label} {statistic(two_way.target)} {least} {value}"


def _title(run: Simulation, two_way: TwoWay, scale: Scale) -> str:
    row = METRICS[two_way.target.metric]
    if _by_chance(two_way):
        least = "at least" if row.high_is_good else "at most"
        value = figure(two_way.target.value, row.unit, run.model.currency)
        return f"Chance that {target_label(two_way.target)} is {least} {value}, %"
    money = row.unit == "money"
    unit = (
        scale.heading(run.model.currency)
        if money
        else {"share": "%", "rate": "%", "months": "months"}[row.unit]
    )
    return f"{row.label} {statistic(two_way.target)}, {unit}"


def _scale(two_way: TwoWay) -> Scale:
    money = METRICS[two_way.target.metric].unit == "money" and not _by_chance(two_way)
    return money_scale(two_way.values.ravel()) if money else Scale(1.0, "")


def _cell(value: float, two_way: TwoWay, scale: Scale) -> Text:
    """A figure, red where it misses the target: the last column and the map tell it without colour."""
    row = METRICS[two_way.target.metric]
    unit = "share" if _by_chance(two_way) else row.unit
    text = scale.text(value) if unit == "money" else measured(value, unit).bare
    return Text(text, style="" if two_way.met(value) else "red")
