"""The Trials sheet: a live Monte Carlo without add-in, a row a trial.

Stored are the uniforms alone (after correlation).  Draws, lines, present values and measures are formulas, one a
column for all rows: Trial 0 has no uniforms and stands at the values in use, a swing has one uniform, a trial has
them all.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from exports.workbook.coordinates import letters
from exports.workbook.inputs.ranges import Range, range_of
from exports.workbook.layout import MONTHS, Layout, Subject, TrialsPlace
from exports.workbook.model.refs import factors
from exports.workbook.trials.blocks import write_blocks, write_line_blocks
from exports.workbook.trials.grid import FIRST, LABEL, MONTHLY, WIDTH, WITHIN, YEARLY, Grid, discount, line_pv
from exports.workbook.trials.measures import PRICED, SOFT, distinct, width, write_trial_measures
from exports.workbook.trials.refs import HEADER, TrialRefs, planned_blocks
from exports.workbook.trials.values import TrialValues, trial_values
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.dense import Numbers, Texts
from exports.workbook.writer.styles import number_format
from exports.workbook.writer.text import height_of
from roi.model import ModelLine

Array = NDArray[np.float64]
PRINT_NOTE = 4
PRINTED_COLUMNS, PRINTED_ROWS = 9, 21  # of a sheet that would fill hundreds of pages


def write_trials(
    book: Book, page: Page, subject: Subject, layout: Layout
) -> tuple[TrialValues, dict[str, Array]]:
    """Fill the page; returns what its cells are worth: of all rows, and of each column."""
    model = subject.model
    ranges = {item.id: range_of(item) for item in model.inputs if not item.constant}
    values = trial_values(subject.run, subject.trials)
    page.head(
        "Trials",
        f"{subject.trials:,} live trials: uniforms are stored, everything else follows Inputs and Model.",
    )
    grid = Grid(book, page, subject, layout, values, TrialRefs(model, FIRST, {}, {}, {}, layout.constants))
    _labels(grid)
    _uniforms(grid, ranges)
    _draws(grid, ranges)
    _lines(grid)
    _place_blocks(grid)
    _present_values(grid)
    write_trial_measures(grid)
    write_line_blocks(grid)
    if subject.priced:
        write_blocks(grid)
    heads = [cell.value for cell in page.worksheet[HEADER] if isinstance(cell.value, str)]
    page.height(HEADER, height_of([(text, WIDTH - 2) for text in heads if not text.startswith("=")]))
    page.rows(FIRST, grid.parts)
    page.freeze(FIRST, LABEL + 1)
    page.text(
        PRINT_NOTE,
        LABEL,
        "Trial 0 is the base case; then each input at its low and high end (P10, P90), the others as in use. "
        f"Printed are the first of {values.rows:,} rows and {grid.col - 1:,} columns.",
        style="note",
    )
    page.print_setup(f"A1:{letters(PRINTED_COLUMNS)}{FIRST + PRINTED_ROWS}")
    _place(grid)
    return values, grid.cached


def _labels(grid: Grid) -> None:
    model, values = grid.subject.model, grid.values
    texts = ["Trial 0: base case"]
    for name in values.varying:
        label = model.input(name).spec.label
        texts += [f"{label}: low", f"{label}: high"]
    texts += [f"Trial {k + 1}" for k in range(values.rows - len(texts))]
    grid.page.put(HEADER, LABEL, "Row", style="heading")
    grid.page.widths({LABEL: 44})
    grid.parts.append(Texts(LABEL, texts, grid.style("label")))
    for row, text in (
        (MONTHLY, "Paid monthly"),
        (YEARLY, "First month of a contract year"),
        (WITHIN, "Within the horizon"),
    ):
        grid.page.put(row, LABEL, text, style="note")


def _uniforms(grid: Grid, ranges: Mapping[str, Range]) -> None:
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
        style = grid.style("stored uniform") if live else grid.style("stored", _form(grid, name))
        grid.parts.append(Numbers(grid.col, stored, style))
        grid.columns[f"uniform_{name}"] = grid.col
        grid.col += 1
    if grid.col > first:
        grid.page.fold(first, grid.col - 1)


def _form(grid: Grid, name: str) -> str:
    return grid.layout.inputs[name].number_format


def _draws(grid: Grid, ranges: Mapping[str, Range]) -> None:
    grid.group("Draws")
    for name in grid.values.varying:
        item = grid.subject.model.input(name)
        uniform = f"${letters(grid.columns[f'uniform_{name}'])}{FIRST}"
        drawn = ranges[name].quantile(uniform) if ranges[name].live else uniform
        formula = f"IF(AND(varies_{name},ISNUMBER({uniform})),{drawn},in_{name})"
        key = f"draw_{name}"
        grid.formula(
            key,
            item.spec.label,
            item.unit.text,
            formula,
            grid.values.inputs[name],
            "formula",
            _form(grid, name),
        )
    draws = {name: grid.columns[f"draw_{name}"] for name in grid.values.varying}
    grid.refs = TrialRefs(grid.subject.model, FIRST, draws, {}, {}, grid.layout.constants)


def _lines(grid: Grid) -> None:
    """Lines with one value a draw."""
    lines: dict[str, int] = {}
    grid.group("Lines")
    for line in grid.subject.model.lines:
        if not line.node.shape.draw or line.node.shape.month:
            continue
        grid.refs = TrialRefs(
            grid.subject.model, FIRST, grid.refs.draws, dict(lines), {}, grid.layout.constants, "cell"
        )
        values = np.asarray(grid.values.block.values[line.id])
        form = number_format(line.unit, [float(f"{np.max(np.abs(values)):.3g}")])
        formula = grid.refs.text(line.node)
        lines[line.id] = grid.formula(
            f"line_{line.id}", line.spec.label, line.unit.text, formula, values, "formula", form
        )
    grid.refs = TrialRefs(grid.subject.model, FIRST, grid.refs.draws, lines, {}, grid.layout.constants)


def _place_blocks(grid: Grid) -> None:
    """Columns of the blocks, to the right of everything that has one column: measures name them."""
    model = grid.subject.model
    col = grid.col + sum(line.counted for line in model.lines) + width(grid.subject) + 1
    blocks: dict[str, int] = {}
    for name in planned_blocks(grid.refs):
        blocks[name] = col
        col += MONTHS + 2
    grid.refs = TrialRefs(model, FIRST, grid.refs.draws, grid.refs.lines, blocks, grid.layout.constants)
    if grid.subject.priced:
        for cut in distinct(grid.subject):
            grid.running[cut] = col + 1  # after a column of zeros
            col += MONTHS + 3 + (MONTHS // 12 + 2 if grid.by_year else 0)


def _present_values(grid: Grid) -> None:
    grid.group(f"Present values, {grid.subject.model.currency}")
    for line in grid.subject.model.lines:
        if line.counted:
            grid.formula(
                line_pv(line.id), f"PV: {line.spec.label}", "", present_value(grid, line),
                grid.values.pv(line.id), "formula money",
            )  # fmt: skip


def present_value(grid: Grid, line: ModelLine) -> str:
    """The present value of a flow in the row at hand, as a formula without `=`."""
    refs = grid.refs.over_time()
    paid = factors(line.payment, grid.layout.constants)
    kind, month = line.timing.kind, line.timing.month
    if kind != "amount":
        flag = "time_flag" if kind == "monthly" else "time_yearly"
        return f"SUMPRODUCT({refs.value(line.id, line.node.shape)}{paid}*{flag}*{discount(grid)})"
    if month == 0:
        return f"{grid.refs.at_start().value(line.id, line.node.shape)}{paid}"
    once = f"(time_month={month})*time_flag"
    return f"SUMPRODUCT({refs.value(line.id, line.node.shape)}{paid}*{once}*{discount(grid)})"


def _place(grid: Grid) -> None:
    count = 1 + 2 * len(grid.values.varying)
    last = FIRST + grid.values.rows - 1
    first = min(FIRST + count, last)
    swings = {name: (FIRST + 1 + 2 * k, FIRST + 2 + 2 * k) for k, name in enumerate(grid.values.varying)}
    blocks = {cut: grid.running[same] for cut, same in grid.subject.cuts.items() if same in grid.running}
    grid.layout.trials = TrialsPlace(
        base=FIRST, swings=swings, first=first, last=last, columns=dict(grid.columns), blocks=blocks
    )
    for key, col in grid.columns.items():
        if key in NAMED:
            grid.book.define(f"trial_{key}", grid.page, first, col, last, col)


NAMED = ("pv_benefits", "pv_benefits_cash", "pv_soft", "pv_costs", *PRICED, *SOFT)
