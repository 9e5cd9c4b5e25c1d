"""Where formulas find names on Trials: a row a trial, a column an input or a line, blocks of months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS, Constants
from exports.workbook.writer.dense import relative
from roi.errors import RoiError
from roi.formula.excel import Form, render, within_excel
from roi.formula.nodes import Call, Name, Node, Shape, walk
from roi.formula.vocabulary import WORDS
from roi.model import Model, ModelLine
from roi.sim.cuts import CASH, benefits_of, costs_of

HEADER = 6  # the month numbers above a block
WITHIN = HEADER + 1  # whether the month is within the horizon
FIRST = WITHIN + 1  # the top row, of Trial 0


@dataclass(frozen=True, slots=True)
class TrialRefs:
    """References from a cell of the top row.

    Attributes:
        model: whose lines are named.
        draws, lines: column of each input that varies, of each line with one value a draw.
        blocks: column of month 0 of each line that has all its months in cells.
        constants: defined names of ratios.
        form: "over_time", or "cell" for the month whose number stands in `month_cell`.
        month_cell: the header cell above the cell of a block, or "0".
        start: column of month 0 of that block, 0 outside blocks.
    """

    model: Model
    draws: Mapping[str, int]
    constants: Constants
    lines: Mapping[str, int] = field(default_factory=dict)
    blocks: Mapping[str, int] = field(default_factory=dict)
    form: Form = "over_time"
    month_cell: str = ""
    start: int = 0
    written: dict[str, str] = field(default_factory=dict, compare=False)

    def knowing(
        self, lines: Mapping[str, int], blocks: Mapping[str, int], form: Form = "over_time"
    ) -> TrialRefs:
        """The same with the columns of lines and blocks."""
        return replace(self, lines=lines, blocks=blocks, form=form, written={})

    def over_time(self) -> TrialRefs:
        """For use inside SUMPRODUCT, over months 1 … 120."""
        return replace(self, form="over_time", month_cell="", start=0, written={})

    def in_block(self, col: int) -> TrialRefs:
        """For the block whose month 0 is in a column."""
        return replace(self, form="cell", month_cell=f"{relative(col)}${HEADER}", start=col, written={})

    def at_start(self) -> TrialRefs:
        """For month 0."""
        return replace(self, form="cell", month_cell="0", start=0, written={})

    def text(self, node: Node) -> str:
        """The node in brackets."""
        return f"({render(node, self, self.form)})"

    def value(self, name: str, shape: Shape) -> str:
        """An input, or a line: its column, its block, its row on Model, or its formula in brackets."""
        if name in self.draws:
            return f"${letters(self.draws[name])}{FIRST}"
        if name in self.lines:
            return f"${letters(self.lines[name])}{FIRST}"
        if name in self.blocks:
            return self._block(name)
        line = next((line for line in self.model.lines if line.id == name), None)
        if line is None:
            return f"in_{name}"
        if not line.node.shape.month:
            return f"line_{name}"
        if not line.node.shape.draw:
            return f"row_{name}" if self.form == "over_time" else f"INDEX(all_{name},1,{self.month_cell}+1)"
        if name not in self.written:
            self.written[name] = self.text(line.node)
        return self.written[name]

    def _block(self, name: str) -> str:
        first = self.blocks[name]
        if self.form == "over_time":
            return f"${letters(first + 1)}{FIRST}:${letters(first + MONTHS)}{FIRST}"
        return f"{relative(first) if self.start else '$' + letters(first)}{FIRST}"

    def varies(self, name: str) -> str:
        """The cell that tells whether its draws vary."""
        return f"varies_{name}"

    def month(self) -> str:
        """The month numbers 1 … 120, or the header cell."""
        return "time_month" if self.form == "over_time" else self.month_cell

    def constant(self, label: str, value: float) -> str:
        """The defined name of a ratio."""
        return self.constants[label, value]

    def running(self, name: str) -> str:
        """Months 1 to this one."""
        month = self.month()
        if name in self.blocks:
            first = self.blocks[name]
            return f"IF({month}<1,0,SUM(${letters(first + 1)}{FIRST}:{relative(first)}{FIRST}))"
        if self.model.line(name).node.shape.month:
            return f"SUMPRODUCT(row_{name}*(time_month<={month}))"
        return f"({self.value(name, Shape(True, False))}*{month})"

    def lagged(self, name: str, months: str) -> str:
        """The line so many months before, 0 before month 1."""
        month = self.month()
        then = self.value(name, Shape(True, False))
        if name in self.blocks:
            first = self.blocks[name]
            area = f"${letters(first)}{FIRST}:${letters(first + MONTHS)}{FIRST}"
            then = f"INDEX({area},1,{month}-{months}+1)"
        elif self.model.line(name).node.shape.month:
            then = f"INDEX(all_{name},1,{month}-{months}+1)"
        return f"IF({month}>{months},{then},0)"


def _back(line: ModelLine) -> list[Call]:
    """The calls of a line that look back in time."""
    return [node for node in walk(line.node) if isinstance(node, Call) and WORDS[node.function].takes_line]


def looks_back(line: ModelLine) -> bool:
    """Whether its month needs other months: such a line has a formula a month, any other one a trial."""
    return bool(_back(line))


def needs_block(model: Model) -> tuple[str, ...]:
    """Lines that must have all their months in cells: what looks back in time, and what is looked back at."""
    names: dict[str, None] = {}
    for line in model.lines:
        back = _back(line)
        looked_at = [node.arguments[0].id for node in back if isinstance(node.arguments[0], Name)]
        for name in (*looked_at, *([line.id] if back else [])):
            shape = model.line(name).node.shape
            if shape.draw and shape.month:
                names[name] = None
    return tuple(line.id for line in model.lines if line.id in names)


LONGEST = 4_000  # characters of a formula over time: half of what Excel takes
LONGEST_NET = 7_400  # characters of the formula of a trial's net by month, in which every flow stands
_AROUND = 60  # of them of each flow, beside its value
_LEVELS = 8  # of brackets around a line where it is used


def planned_blocks(refs: TrialRefs) -> tuple[str, ...]:
    """Lines with blocks of their own: those that must, and the longest of what would make formulas too long."""
    model = refs.model
    chosen = set(needs_block(model))
    lines = [line for line in model.lines if line.node.shape.draw and line.node.shape.month]
    flows = [line.id for line in lines if line.counted]
    cash = {*benefits_of(model, CASH), *costs_of(model)}
    nets = [name for name in flows if name in cash], [name for name in flows if name not in cash]
    while True:
        trial = replace(refs, blocks=dict.fromkeys(chosen, 1))
        lengths = _lengths(trial.over_time(), [line for line in lines if line.id not in chosen])
        if max((lengths.get(name, 0) for name in flows), default=0) > LONGEST:
            short = {name: length for name, length in lengths.items() if length <= LONGEST}
            chosen |= {max(short, key=lambda name: (short[name], name))} if short else set(lengths)
            continue
        for members in nets:
            net = {name: lengths[name] for name in members if name in lengths}
            if net and sum(net.values()) + _AROUND * len(members) > LONGEST_NET:
                chosen.add(max(net, key=lambda name: (net[name], name)))
                break
        else:
            return tuple(line.id for line in lines if line.id in chosen)


def _lengths(refs: TrialRefs, lines: Iterable[ModelLine]) -> dict[str, int]:
    return {line.id: _length(refs, line.node) for line in lines}


def _length(refs: TrialRefs, node: Node) -> int:
    try:
        return len(within_excel("(" * _LEVELS + refs.text(node) + ")" * _LEVELS)) - 2 * _LEVELS
    except RoiError:
        return 2 * LONGEST  # more than Excel takes
