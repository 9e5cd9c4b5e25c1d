"""Today and with it on Summary: the figures of every other face; of the plan once inputs are changed here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exports.voice.today import (
    ALL_COSTS,
    AVERAGED,
    HEADINGS,
    INCLUDED,
    SUMMED,
    costs,
    gains,
    joined,
    today_rows,
    today_table,
    today_title,
)
from exports.workbook.coordinates import letters
from exports.workbook.model.refs import LAST_MONTH, MONTH_0
from exports.workbook.model.refs import VALUE as MODEL_VALUE
from exports.workbook.summary.workings import FIRST_COL, Workings, constant
from exports.workbook.writer.growing import headings
from roi.analysis.today import Change, monthly_rate, share_a_year
from roi.model import ModelLine
from roi.records import dataclass
from roi.sim.cuts import HEADLINE
from roi.sim.payments import MONTHS_A_YEAR

_A_YEAR = f"*{MONTHS_A_YEAR}/MAX(horizon,{MONTHS_A_YEAR})"  # what is shorter is summed
_IN_ALL, _ON_AVERAGE = "Over all months", "A year on average"
_FULL, _PLAN, _NOW = 1, 3, 5  # columns of the workings: today, and how much better, of each


@dataclass(frozen=True, slots=True)
class _Figure:
    """A formula with its value; nothing where the case does not say."""

    formula: str = ""
    value: float = 0.0


def today_and_with_it(work: Workings, row: int, unit: str, form: str) -> int:
    """Today, with it, better by: a row a change, all costs in one, and the sum; as many as the app has."""
    then = today_table(work.subject.run)
    if then is None:
        return row - 1
    page = work.page
    parts = [*gains(then), joined(ALL_COSTS, costs(then))]
    places = _workings(work, parts)
    shown = today_rows(then)
    more = [len(parts) - len(shown) + 2] if len(shown) - 1 < len(parts) else []
    sizes = [*[1] * (len(shown) - 2 - len(more)), *more, 1]
    heads = dict(enumerate((*HEADINGS, "", "", "", ""), start=2))
    # The rest is the note: the column is narrow.
    headings(page, row, heads, right=heads)
    title = f'IF(horizon<{MONTHS_A_YEAR},"{_IN_ALL}","{_ON_AVERAGE}")&", {unit}"'
    page.put(row, 1, f"={title}", value=f"{_ON_AVERAGE if then.yearly else _IN_ALL}, {unit}", style="heading")
    first = row + 1
    for each, size in zip(shown[:-1], sizes, strict=True):
        row += 1
        page.text(row, 1, each.label)
        ours, places = places[:size], places[size:]
        for col, value, offset in ((2, each.today, _NOW), (4, each.difference, _NOW + 1)):
            if value is not None:
                cells = "+".join(f"{letters(FIRST_COL + offset)}{place}" for place in ours)
                page.put(row, col, f"={cells}", value=value, style="link", form=form)
        _with_it(work, row, each, form)
    row += 1
    page.text(row, 1, then.total.label, style="label_bold")
    for col, value in ((2, then.total.today), (4, then.total.difference)):
        if value is not None:
            name = letters(col)
            page.put(row, col, f"=SUM({name}{first}:{name}{row - 1})", value=value, style="total", form=form)
            page.book.define("today_spent" if col == 2 else "today_better_by", page, row, col)
    if then.total.today is not None and then.total.with_it is not None:
        page.put(row, 3, f"=B{row}-D{row}", value=then.total.with_it, style="total", form=form)
    row += 1
    bases = ("Expected values over all draws", "Of the plan, as inputs were changed")
    basis = "; not discounted. Better by: a gain is positive. "
    span = f'IF(horizon<{MONTHS_A_YEAR},"{SUMMED}","{AVERAGED}")&horizon&IF(horizon=1," month"," months")'
    live = f'={span}&"{INCLUDED}{basis}"&IF(inputs_changed=0,"{bases[0]}","{bases[1]}")&"."'
    page.put(row, 1, live, value=f"{today_title(then)}{basis}{bases[0]}.", style="note")
    page.height(row + 1, 6)
    return row + 1


def _with_it(work: Workings, row: int, change: Change, form: str) -> None:
    if change.with_it is not None:
        formula = f"B{row}-D{row}" if change.today is not None else f"-D{row}"
        work.page.put(row, 3, f"={formula}", value=change.with_it, style="formula", form=form)


def _workings(work: Workings, parts: Sequence[Change]) -> list[int]:
    """A row of workings a change: of all draws, of the plan, and the one that counts now."""
    page, rows = work.page, []
    work.heading("Today and with it, a year", "Draws: today", "better by", "Plan: today", "better by", "Now: today",
                 "better by")  # fmt: skip
    for part in parts:
        work.row += 1
        page.text(work.row, FIRST_COL, part.label)
        today, better = _planned(work, part)
        for offset, full, plan in ((0, part.today, today), (1, part.difference, better)):
            if full is None:
                continue
            held, planned, now = (FIRST_COL + start + offset for start in (_FULL, _PLAN, _NOW))
            page.put(work.row, held, full, style="constant")
            page.put(work.row, planned, f"={plan.formula}", value=plan.value, style="formula")
            formula = f"=IF(inputs_changed=0,{letters(held)}{work.row},{letters(planned)}{work.row})"
            page.put(work.row, now, formula, value=full, style="formula")
        rows.append(work.row)
    return rows


def _planned(work: Workings, change: Change) -> tuple[_Figure, _Figure]:
    """What a change is in the plan, money a year on average over the horizon: today, and how much better."""
    model, base, table = work.subject.model, work.subject.base, work.model.table
    if change.line is None:  # all costs
        every = [line for line in model.lines if line.counted and line.spec.flow == "cost"]
        total = sum(float(np.sum(base.payments[line.id])) for line in every)
        cell = table.total_cell("costs", table.total)
        return _Figure(), _Figure(f"-{cell}{_A_YEAR}", -total * share_a_year(model.horizon))
    saving = [line for line in model.lines if HEADLINE.counts(line) and line.spec.of == change.line.id]
    benefits = [change.line] if change.today is None else saving
    cells = "+".join(table.line_cell(line.id, table.total) for line in benefits)
    paid = sum(float(np.sum(base.payments[line.id])) for line in benefits) * share_a_year(model.horizon)
    better = _Figure(f"({cells}){_A_YEAR}", paid)
    return (_Figure() if change.today is None else _spent(work, change.line)), better


def _spent(work: Workings, line: ModelLine) -> _Figure:
    """What is spent on a line over the months after the start, a year on average."""
    model, page = work.subject.model, work.page.book.pages["Model"]
    conversion = monthly_rate(model, line)
    assert conversion is not None
    row = work.model.lines[line.id]
    if line.node.shape.month:
        months = page.span(row, MONTH_0, row, LAST_MONTH)
        text = f"SUM(INDEX({months},1,2):INDEX({months},1,horizon+1)){_A_YEAR}"
    else:
        text = f"{page.at(row, MODEL_VALUE)}*MIN(horizon,{MONTHS_A_YEAR})"
    for step in conversion.steps:
        text += f"{'*' if step.power > 0 else '/'}{constant(work, step.label, step.value)}"
    values = np.broadcast_to(work.subject.base.values[line.id], (model.horizon + 1,))
    return _Figure(text, float(values[1:].sum()) * conversion.factor * share_a_year(model.horizon))
