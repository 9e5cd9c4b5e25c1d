"""The Trials sheet: a live Monte Carlo without add-in, a row a trial.

Stored are the uniforms alone (after correlation).  Draws, lines and measures are formulas, one a column for all
rows; what goes over months is one array formula of all rows and months.  Trial 0 has no uniforms and stands at the
values in use, a swing has one uniform, a trial has them all.

Measures name the blocks of months to their right, so all columns are planned before the first formula is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from exports.voice.formats import number
from exports.workbook.coordinates import letters
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.inputs.ranges import InputRange, range_of
from exports.workbook.layout import MONTHS, Subject
from exports.workbook.model.refs import factors
from exports.workbook.trials.blocks import write_blocks, write_line_blocks
from exports.workbook.trials.grid import LABEL, WIDTH, FormulaColumn, Grid, Group
from exports.workbook.trials.measures import NAMED, distinct, line_pv, trial_measures
from exports.workbook.trials.places import Placed, RunningPlace, TrialsPlaces
from exports.workbook.trials.refs import FIRST, HEADER, WITHIN, TrialRefs, at_once, flag, planned_blocks
from exports.workbook.trials.values import TrialValues, trial_values
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.dense import Numbers, Shared, Texts, Whole
from exports.workbook.writer.styles import number_format
from exports.workbook.writer.text import height_of
from roi.model import ModelLine
from roi.sim.cuts import Cut

PRINT_NOTE = 4
PRINTED_COLUMNS, PRINTED_ROWS = 9, 21  # of a sheet that would fill hundreds of pages
Ranges = Mapping[str, InputRange]


def write_trials(book: Book, page: Page, subject: Subject, inputs: InputsPlaces) -> TrialsPlaces:
    """Fill the page, after Inputs and Model."""
    ranges = {item.id: range_of(item) for item in subject.model.drawn if not item.constant}
    values = trial_values(subject.run, subject.trials)
    page.head(
        "Trials",
        f"{number(subject.trials)} live trials: uniforms are stored, everything else follows Inputs and Model.",
    )
    grid = Grid(book, page, subject, values)
    _labels(grid)
    uniforms = _uniforms(grid, ranges, inputs)
    last = FIRST + values.rows - 1
    refs = TrialRefs(subject.model, last, _draws(grid, ranges, inputs, uniforms), inputs.constants)
    refs = refs.knowing(_lines(grid, refs), {})
    groups = (_present_values(subject, values), trial_measures(subject, values))
    placed = _placed(grid, refs, groups)
    for group in groups:
        grid.group(group.title)
        for column in group.columns:
            grid.put(column, placed)
    write_line_blocks(grid, placed)
    if subject.priced:
        write_blocks(grid, placed)
    _finish(grid)
    return _places(grid, placed)


def _finish(grid: Grid) -> None:
    page = grid.page
    heads = [
        str(cell.content) for (row, _), cell in page.cells.items() if row == HEADER and cell.value is None
    ]
    page.height(HEADER, height_of([(text, WIDTH - 2) for text in heads]))
    page.rows(FIRST, grid.parts)
    page.freeze(FIRST, LABEL + 1)
    page.text(
        PRINT_NOTE,
        LABEL,
        "Trial 0 is the base case; then each input at its low and high end (P10, P90), the others as in use. "
        f"Printed are the first of {number(grid.values.rows)} rows and {number(grid.col - 1)} columns.",
        style="note",
    )
    page.print_setup(f"A1:{letters(PRINTED_COLUMNS)}{FIRST + PRINTED_ROWS}")


def _labels(grid: Grid) -> None:
    values = grid.values
    texts = ["Trial 0: base case"]
    for label in (factor.item.spec.label for factor in values.swung):
        texts += [f"{label}: low", f"{label}: high"]
    texts += [f"Trial {k + 1}" for k in range(values.rows - len(texts))]
    grid.page.put(HEADER, LABEL, "Row", style="heading")
    grid.page.widths({LABEL: 44})
    grid.parts.append(Texts(LABEL, texts, grid.style("label")))
    grid.page.put(WITHIN, LABEL, "Within the horizon", style="note")


def _uniforms(grid: Grid, ranges: Ranges, inputs: InputsPlaces) -> Mapping[str, int]:
    """The column of each input's uniforms."""
    grid.group("Uniforms, stored: the luck of each trial (of inputs marked so, the draws themselves)")
    first = grid.col
    for name in grid.values.varying:
        live = ranges[name].live
        item = grid.subject.model.input(name)
        stored = (
            grid.values.uniforms[name]
            if live
            else np.where(np.isnan(grid.values.uniforms[name]), np.nan, grid.values.inputs[name])
        )
        grid.heading(item.spec.label, "uniform" if live else "draw: does not follow Inputs")
        form = "" if live else inputs.rows[name].number_format
        grid.parts.append(Numbers(grid.col, stored, grid.style("stored uniform" if live else "stored", form)))
        grid.columns[f"uniform_{name}"] = grid.col
        grid.col += 1
    if grid.col > first:
        grid.page.fold(first, grid.col - 1)
    return {name: first + place for place, name in enumerate(grid.values.varying)}


def _draws(
    grid: Grid, ranges: Ranges, inputs: InputsPlaces, uniforms: Mapping[str, int]
) -> Mapping[str, int]:
    """The column of each input's draws."""
    grid.group("Draws")
    draws = {}
    for name in grid.values.varying:
        item = grid.subject.model.input(name)
        uniform = f"${letters(uniforms[name])}{FIRST}"
        drawn = ranges[name].quantile(uniform) if ranges[name].live else uniform
        formula = f"IF(AND(varies_{name},ISNUMBER({uniform})),{drawn},in_{name})"
        draws[name] = grid.formula(
            f"draw_{name}", item.spec.label, item.unit.text, formula, grid.values.inputs[name],
            "formula", inputs.rows[name].number_format,
        )  # fmt: skip
    return draws


def _lines(grid: Grid, refs: TrialRefs) -> Mapping[str, int]:
    """The column of each line with one value a draw; a formula may name those before it."""
    lines: dict[str, int] = {}
    grid.group("Lines")
    for line in grid.subject.model.lines:
        if not line.node.shape.draw or line.node.shape.month:
            continue
        values = np.asarray(grid.values.outcome.block.values[line.id])
        form = number_format(line.unit, [float(f"{np.max(np.abs(values)):.3g}")])
        formula = refs.knowing(dict(lines), {}, "cell").text(line.node)
        lines[line.id] = grid.formula(
            f"line_{line.id}", line.spec.label, line.unit.text, formula, values, "formula", form
        )
    return lines


def _placed(grid: Grid, refs: TrialRefs, groups: Sequence[Group]) -> Placed:
    """A place for each column to come, and to the right of them for each block."""
    keys = [column.key for group in groups for column in group.columns]
    columns = grid.columns | {key: grid.col + place for place, key in enumerate(keys)}
    col = grid.col + len(keys) + 1
    blocks: dict[str, int] = {}
    for name in planned_blocks(refs):
        blocks[name] = col
        col += MONTHS + 2
    running: dict[Cut, RunningPlace] = {}
    if grid.subject.priced:
        for cut in distinct(grid.subject):
            running[cut], col = RunningPlace.at(col, refs.last, by_year=grid.subject.by_year)
    shared = {cut: running[same] for cut, same in grid.subject.cuts.items() if same in running}
    return Placed(refs.knowing(refs.lines, blocks), columns, shared)


def _present_values(subject: Subject, values: TrialValues) -> Group:
    return Group(
        f"Present values, {subject.model.currency}",
        [_present_value(line, values) for line in subject.model.lines if line.counted],
    )


def _present_value(line: ModelLine, values: TrialValues) -> FormulaColumn:
    return FormulaColumn(
        line_pv(line.id), f"PV: {line.spec.label}", "", lambda at: present_value(at, line), values.pv(line.id),
        "formula money", part=Shared if at_once(line) else Whole,
    )  # fmt: skip


def present_value(at: Placed, line: ModelLine) -> str:
    """The present value of a flow as a formula without `=`: of the top row, or of all rows as an array."""
    paid = factors(line.payment, at.refs.constants)
    if at_once(line):
        return f"{at.refs.at_start().value(line.id, line.node.shape)}{paid}"
    when = flag(line)
    value = f"{at.refs.over_time().value(line.id, line.node.shape)}{paid}*{when}*{at.discount}"
    return f"MMULT({value},TRANSPOSE(time_month)^0)"


def _places(grid: Grid, placed: Placed) -> TrialsPlaces:
    swung = grid.values.swung
    last = FIRST + grid.values.rows - 1
    first = min(FIRST + 1 + 2 * len(swung), last)
    for key, col in grid.columns.items():
        if key in NAMED:
            grid.book.define(f"trial_{key}", grid.page, first, col, last, col)
    return TrialsPlaces(
        base=FIRST,
        swings={factor.id: (FIRST + 1 + 2 * k, FIRST + 2 + 2 * k) for k, factor in enumerate(swung)},
        first=first, last=last, columns=grid.columns, running=placed.running,
        values=grid.values, cached=grid.cached,
    )  # fmt: skip
