"""Blocks of Trials: a cell a trial and month, one short formula each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS
from exports.workbook.model.refs import INITIAL, MONTH, MONTH_0, PERIOD, factors
from exports.workbook.model.refs import MONTHLY as MODEL_MONTHLY
from exports.workbook.model.refs import WITHIN as MODEL_WITHIN
from exports.workbook.model.refs import YEARLY as MODEL_YEARLY
from exports.workbook.model.timeline import MONTH_FORMAT, YEAR_FORMAT
from exports.workbook.trials.grid import GROUP, Grid
from exports.workbook.trials.measures import distinct
from exports.workbook.trials.places import Placed, Span
from exports.workbook.trials.refs import FIRST, HEADER, MONTHLY, WITHIN, YEARLY, TrialRefs
from exports.workbook.writer.dense import Numbers, Shared, relative
from roi.model import ModelLine
from roi.sim.cuts import CASH, HEADLINE, Cut, benefits_of, costs_of


def write_line_blocks(grid: Grid, placed: Placed) -> None:
    """The months of the lines that need them."""
    for name, first in placed.refs.blocks.items():
        line = grid.subject.model.line(name)
        _head(grid, first, f"{line.spec.label}, {line.unit.text}, by month")
        text = placed.refs.in_block(first).text(line.node)
        values = grid.values.monthly(grid.values.block.values[name], hold=False)
        if not np.isfinite(values).all():
            # A month in which nothing is paid may divide by zero: the engine leaves it out, so does the sheet.
            values, text = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), f"IFERROR({text},0)"
        formula = f"IF({relative(first)}${WITHIN}=1,{text},0)"
        grid.parts.append(Shared(first, formula, values, grid.style("formula number")))


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
        formula = (_cash if cut == CASH else _more)(grid, placed, first)
        values = grid.values.running(cut)
        grid.parts.append(Shared(first, formula, values, grid.style("formula money")))
        if place.years is not None:
            _year_ends(grid, place.months, place.years, cut)


def _year_ends(grid: Grid, months: Span, years: Span, cut: Cut) -> None:
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
    rows = (
        (HEADER, MONTH, "heading_right"),
        (MONTHLY, MODEL_MONTHLY, "link"),
        (YEARLY, MODEL_YEARLY, "link"),
        (WITHIN, MODEL_WITHIN, "link"),
    )
    horizon = grid.subject.model.horizon
    for month in range(MONTHS + 1):
        flags = {
            HEADER: float(month),
            MONTHLY: float(1 <= month <= horizon),
            YEARLY: float(1 <= month <= horizon and month % 12 == 1),
            WITHIN: float(month <= horizon),
        }
        for row, source, style in rows:
            link = f"=Model!{letters(MONTH_0 + month)}${source}"
            form = MONTH_FORMAT if row == HEADER else "0"
            grid.page.put(row, first + month, link, value=flags[row], style=style, form=form)
    grid.page.widths({first + month: 13 for month in range(MONTHS + 1)})


def _cash(grid: Grid, placed: Placed, first: int) -> str:
    model = grid.subject.model
    lines = {line.id: line for line in model.lines}
    signed = [(1, lines[name]) for name in benefits_of(model, CASH)]
    signed += [(-1, lines[name]) for name in costs_of(model)]
    return f"{relative(first - 1)}{FIRST}" + _flows(placed.refs, first, signed)


def _more(grid: Grid, placed: Placed, first: int) -> str:
    """What the headline has beside the cash cut, on top of that cut's own change."""
    model = grid.subject.model
    counted = set(benefits_of(model, CASH))
    more = [model.line(name) for name in benefits_of(model, HEADLINE) if name not in counted]
    cash = placed.running[CASH].months.first
    before, now = f"{relative(cash - 1)}{FIRST}", f"{relative(cash)}{FIRST}"
    gained = _flows(placed.refs, first, [(1, line) for line in more])
    return f"{relative(first - 1)}{FIRST}+({now}-{before}){gained}"


def _flows(refs: TrialRefs, first: int, signed: Iterable[tuple[int, ModelLine]]) -> str:
    """What is paid in the month of the column: `+IF(flag=1,…,0)` for each time of payment."""
    here = relative(first)
    terms: dict[str, str] = {}
    for sign, line in signed:
        month = line.timing.month
        when = {
            "monthly": f"{here}${MONTHLY}=1",
            "yearly-in-advance": f"{here}${YEARLY}=1",
            "amount": f"{here}${HEADER}*{here}${WITHIN}={month}" if month else f"{here}${HEADER}=0",
        }[line.timing.kind]
        value = refs.in_block(first).value(line.id, line.node.shape)
        terms[when] = (
            terms.get(when, "") + ("+" if sign > 0 else "-") + value + factors(line.payment, refs.constants)
        )
    return "".join(f"+IF({when},{text.removeprefix('+')},0)" for when, text in terms.items())
