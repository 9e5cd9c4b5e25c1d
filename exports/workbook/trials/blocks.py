"""Blocks of Trials: a cell a trial and month; one array formula for all of them where that can be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from exports.workbook.coordinates import letters, relative
from exports.workbook.layout import MONTHS
from exports.workbook.model.refs import INITIAL, MONTH, MONTH_0, PERIOD, factors
from exports.workbook.model.refs import WITHIN as MODEL_WITHIN
from exports.workbook.model.timeline import MONTH_FORMAT, YEAR_FORMAT
from exports.workbook.trials.grid import GROUP, Grid
from exports.workbook.trials.measures import distinct
from exports.workbook.trials.places import ColumnSpan, Placed
from exports.workbook.trials.refs import FIRST, HEADER, WITHIN, TrialRefs, at_once, flag, needs_cells
from exports.workbook.writer.dense import Numbers, Shared, Whole
from roi.arrays import Array
from roi.model import ModelLine
from roi.sim.cuts import CASH, HEADLINE, Cut, benefits_of, costs_of


def write_line_blocks(grid: Grid, placed: Placed) -> None:
    """The months of the lines that need them."""
    for name, first in placed.refs.blocks.items():
        line = grid.subject.model.line(name)
        grid.book.define(
            f"block_{name}", grid.page, FIRST, first + 1, placed.refs.last, first + MONTHS, count="horizon"
        )
        _head(grid, first, f"{line.spec.label}, {line.unit.text}, by month")
        values, style = (
            grid.values.monthly(grid.values.outcome.block.values[name], hold=False),
            grid.style("formula number"),
        )
        # A month in which nothing is paid may divide by zero: the engine leaves it out, so does the sheet.
        form = "{}" if np.isfinite(values).all() else "IFERROR({},0)"
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
        if needs_cells(line, placed.refs):
            cell = form.format(placed.refs.in_block(first).text(line.node))
            grid.parts.append(Shared(first, f"IF({relative(first)}${WITHIN}=1,{cell},0)", values, style))
            continue
        at_start, later = (
            form.format(refs.text(line.node)) for refs in (placed.refs.at_start(), placed.refs.over_time())
        )
        grid.parts.append(Shared(first, at_start, values[:, 0], style))
        each = f"MMULT({later}*time_flag,(TRANSPOSE(time_month)=time_all)*1)"
        grid.parts.append(_months(grid, first, each, values, style))


def write_blocks(grid: Grid, placed: Placed) -> None:
    """Running undiscounted net by month of each cut that differs."""
    for cut in distinct(grid.subject):
        place = placed.running[cut]
        first = place.months.first
        # Before month 0 stands a column of zeros, so that its formula is that of all months.
        zeros = np.zeros(grid.values.rows)
        grid.parts.append(Numbers(first - 1, zeros, grid.style("stored money")))
        grid.page.put(HEADER, first - 1, "Before", style="heading")
        _head(grid, first, f"Running net by month, {cut.short}, {grid.subject.model.currency}")
        values, style = grid.values.running(cut), grid.style("formula money")
        at_start, later = (_cash if cut == CASH else _more)(grid, placed, place.months)
        grid.parts.append(Shared(first, at_start, values[:, 0], style))
        grid.parts.append(_months(grid, first, later, values, style))
        if place.years is not None:
            _year_ends(grid, place.months, place.years, cut)


def _months(grid: Grid, first: int, formula: str, values: Array, style: int) -> Whole:
    """Months 1 … 120 of a block; what comes after the horizon is not stored."""
    stored = values[:, 1 : grid.subject.model.horizon + 1]
    return Whole(first + 1, formula, stored, style, across=MONTHS)


def _year_ends(grid: Grid, months: ColumnSpan, years: ColumnSpan, cut: Cut) -> None:
    """The running net at the end of each year, for the rate of yearly flows."""
    first = years.first
    grid.page.text(HEADER - 1, first, f"Running net at year ends, {cut.short}", style="label_bold")
    grid.parts.append(Numbers(first - 1, np.zeros(grid.values.rows), grid.style("stored money")))
    grid.page.put(HEADER, first - 1, "Before", style="heading")
    for year in range(years.count):
        link = f"=Model!{letters(INITIAL + year)}${PERIOD}"
        grid.page.put(HEADER, first + year, link, value=float(year), style="heading_right", form=YEAR_FORMAT)
    formula = f"INDEX({months.all},1,{relative(first)}${HEADER}*months_a_year+1)"
    values = grid.values.running(cut)[:, ::12]
    grid.parts.append(Shared(first, formula, values, grid.style("formula money")))


def _head(grid: Grid, first: int, title: str) -> None:
    grid.page.text(GROUP, first, title, style="label_bold")
    horizon = grid.subject.model.horizon
    for month in range(MONTHS + 1):
        for row, source, value, style, form in (
            (HEADER, MONTH, float(month), "heading_right", MONTH_FORMAT),
            (WITHIN, MODEL_WITHIN, float(month <= horizon), "link", "0"),
        ):
            link = f"=Model!{letters(MONTH_0 + month)}${source}"
            grid.page.put(row, first + month, link, value=value, style=style, form=form)
    grid.page.widths({first + month: 13 for month in range(MONTHS + 1)})


def _cash(grid: Grid, placed: Placed, months: ColumnSpan) -> tuple[str, str]:
    model = grid.subject.model
    signed = [(1, model.line(name)) for name in benefits_of(model, CASH)]
    signed += [(-1, model.line(name)) for name in costs_of(model)]
    at_start, later = _flows(placed.refs, signed)
    return at_start, f"{months.start}+{_until(later)}"


def _more(grid: Grid, placed: Placed, months: ColumnSpan) -> tuple[str, str]:
    """What the headline has beside the cash cut, on top of that cut."""
    model = grid.subject.model
    counted = set(benefits_of(model, CASH))
    more = [model.line(name) for name in benefits_of(model, HEADLINE) if name not in counted]
    cash = placed.running[CASH].months
    at_start, later = _flows(placed.refs, [(1, line) for line in more])
    text = f"{months.start}+({cash.later}-{cash.start})+{_until(later)}"
    return f"${letters(cash.first)}{FIRST}+{at_start}", text


def _until(flows: str) -> str:
    """Running sums of months 1 … 120 from what is paid in months 1 to the horizon."""
    return f"MMULT({flows},(TRANSPOSE(time_month)<=time_all)*1)"


def _flows(refs: TrialRefs, signed: Iterable[tuple[int, ModelLine]]) -> tuple[str, str]:
    """What is paid in month 0, and in months 1 to the horizon: for each time of payment its flows × a flag."""
    over_time, start = refs.over_time(), refs.at_start()
    terms: dict[str, str] = {}
    at_start = ""
    for sign, line in signed:
        sign_text = "+" if sign > 0 else "-"
        paid = factors(line.payment, refs.constants)
        if at_once(line):
            at_start += f"{sign_text}{start.value(line.id, line.node.shape)}{paid}"
            continue
        when = flag(line)
        terms[when] = terms.get(when, "") + f"{sign_text}{over_time.value(line.id, line.node.shape)}{paid}"
    later = "+".join(f"({text.removeprefix('+')})*{when}" for when, text in terms.items())
    return at_start.removeprefix("+") or "0", later or "0*time_flag"
