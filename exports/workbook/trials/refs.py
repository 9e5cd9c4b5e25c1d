"""Where formulas find names on Trials: a row a trial, a column an input or a line, blocks of months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from exports.workbook.coordinates import letters, relative
from exports.workbook.layout import MONTHS, Constants
from roi.errors import RoiError
from roi.formula.excel import Form, render, within_excel
from roi.formula.nodes import Call, Name, Node, Shape, walk
from roi.formula.vocabulary import WORDS
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cuts import CASH, benefits_of, costs_of

HEADER = 6  # the month numbers above a block
WITHIN = HEADER + 1  # whether the month is within the horizon
FIRST = WITHIN + 1  # the top row, of Trial 0


def column(col: int, last: int) -> str:
    """All rows of a column."""
    return f"${letters(col)}${FIRST}:${letters(col)}${last}"


@dataclass(frozen=True, slots=True)
class TrialRefs:
    """References from a cell of the top row; over time, from an array formula of all rows.

    Attributes:
        model: whose lines are named.
        last: the bottom row.
        draws, lines: column of each input that varies, of each line with one value a draw.
        blocks: column of month 0 of each line that has all its months in cells.
        constants: defined names of ratios.
        form: "over_time", or "cell" for the month whose number stands in `month_cell`.
        month_cell: the header cell above the cell of a block, or "0".
        start: column of month 0 of that block, 0 outside blocks.
    """

    model: Model
    last: int
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
        """For an array formula of all rows, with a column for each of the months 1 to the horizon."""
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
        if (col := self.draws.get(name, self.lines.get(name))) is not None:
            return column(col, self.last) if self.form == "over_time" else f"${letters(col)}{FIRST}"
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
            return f"block_{name}"
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


def needs_cells(line: ModelLine, refs: TrialRefs) -> bool:
    """Whether it has a formula a cell: its month needs other months, or one formula for all would be too long."""
    return bool(_back(line)) or len(_text(refs.over_time(), line.node)) > LONGEST


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


LONGEST = 7_000  # characters of a formula over time: what Excel takes, less what stands around it
LONGEST_NET = 7_400  # characters of the formula of the net by month, in which every flow stands
_AROUND = 60  # of them of each flow, beside its value
_LEVELS = 8  # of brackets around a line where it is used


def planned_blocks(refs: TrialRefs) -> tuple[str, ...]:
    """Lines with blocks of their own: those that must, and what shortens most what would be too long."""
    model = refs.model
    chosen = set(needs_block(model))
    lines = [line for line in model.lines if line.node.shape.draw and line.node.shape.month]
    flows = {line.id for line in lines if line.counted}
    cash = {*benefits_of(model, CASH), *costs_of(model)}
    while True:
        trial = replace(refs.over_time(), blocks=dict.fromkeys(chosen, 1))
        texts = {line.id: _text(trial, line.node) for line in lines if line.id not in chosen}
        long = _too_long(texts, (flows & cash, flows - cash))
        if not long:
            return tuple(line.id for line in lines if line.id in chosen)
        long = _with_named(model, long) & set(texts)
        short = {name: texts[name] for name in long if len(texts[name]) <= LONGEST}
        saved = {
            name: len(text) * sum(texts[other].count(text) for other in long) for name, text in short.items()
        }
        chosen |= {max(saved, key=lambda name: (saved[name], name))} if saved else set(texts)


def _too_long(texts: Mapping[str, str], nets: Iterable[set[str]]) -> set[str]:
    """Flows whose formulas are too long, or stand in a net that would be."""
    for net in nets:
        flows = net & set(texts)
        if long := {name for name in flows if len(texts[name]) > LONGEST}:
            return long
        if sum(len(texts[name]) + _AROUND for name in flows) > LONGEST_NET:
            return flows
    return set()


def _with_named(model: Model, lines: set[str]) -> set[str]:
    """Lines, and those that their formulas name, and so on."""
    names = set(lines)
    for line in reversed(model.lines):  # a line names those before it
        if line.id in names:
            names |= {node.id for node in walk(line.node) if isinstance(node, Name)}
    return names


def _text(refs: TrialRefs, node: Node) -> str:
    """The formula; of one that Excel does not take, as many spaces as no formula may have characters."""
    try:
        within_excel("(" * _LEVELS + (text := refs.text(node)) + ")" * _LEVELS)
    except RoiError:
        return " " * 2 * LONGEST
    return text


def at_once(line: ModelLine) -> bool:
    """Whether a flow is paid in month 0."""
    return line.timing.kind == "amount" and line.timing.month == 0


def flag(line: ModelLine) -> str:
    """1 in the months in which a flow is paid that is not paid in month 0, 0 in the others to the horizon."""
    return {
        "monthly": "time_flag", "yearly-in-advance": "time_yearly",
        "amount": f"(time_month={line.timing.month})*time_flag",
    }[line.timing.kind]  # fmt: skip
