"""Beneath the Model: running sums, and the measures of the base case in the three cuts of the benefits."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from exports.workbook.coordinates import letters
from exports.workbook.layout import MONTHS
from exports.workbook.model import refs as at
from exports.workbook.model.irr import UNBOUNDED, UNDEFINED, FlowRanges, irr_formula
from exports.workbook.model.rows import ModelSheet
from exports.workbook.model.timeline import YEAR_CELL
from exports.workbook.writer.cells import Value
from exports.workbook.writer.styles import NEVER
from roi.arrays import Array
from roi.sim.cuts import CASH, CUTS, HEADLINE, SOFT, Cut

_ORDER = (HEADLINE, CASH, SOFT)


def write_measures(sheet: ModelSheet) -> int:
    """Running sums, discounted flows, and every measure under its name `base_…`; the row the measures begin at."""
    sheet.row += 1
    sheet.section("Running and discounted sums of the net")
    rows = {cut: _running(sheet, cut) for cut in CUTS}
    discounted = {cut: _running_discounted(sheet, cut, rows[cut][1]) for cut in (HEADLINE, CASH)}
    sheet.row += 1
    begin = sheet.row
    sheet.page.new_page(begin)
    sheet.section("Measures of the base case")
    _present_values(sheet)
    for cut in _ORDER:
        _measures(sheet, cut, *rows[cut])
    for cut, row in discounted.items():
        _of_discounted(sheet, cut, rows[cut][1], row)
    _cash_measures(sheet, rows[CASH][0])
    _npv_check(sheet)
    return begin


def _running(sheet: ModelSheet, cut: Cut) -> tuple[int, int, int]:
    """Rows of the running sum, of the discounted net, and of the net in reverse."""
    source, net = sheet.totals[cut.net.id]
    short = cut.short
    running, here, month_0 = sheet.row, at.HERE, letters(at.MONTH_0)
    sheet.label(f"Running net, {short}")
    sheet.months(running, f"SUM(${month_0}{source}:{here}{source})", np.cumsum(net), style="formula money")
    sums = _annual(net)
    _over_years(
        sheet,
        running,
        lambda col: f"SUM(${letters(at.INITIAL)}{source}:{letters(col)}{source})",
        np.cumsum(sums),
    )
    sheet.row += 1
    discounted = sheet.row
    sheet.label(f"Discounted net, {short}")
    sheet.months(discounted, f"{here}{source}*{here}${at.FACTOR}", net * sheet.factors, style="formula money")
    sheet.row += 1
    reverse, horizon = sheet.row, sheet.subject.model.horizon
    sheet.label(f"Net from the horizon backwards, {short}")
    last = letters(at.LAST_MONTH)
    text = (
        f"IF({here}${at.WITHIN}=1,INDEX(${month_0}{source}:${last}{source},1,horizon-{here}${at.MONTH}+1),0)"
    )
    sheet.months(reverse, text, _reversed(net, horizon), style="formula money")
    years = -(-horizon // 12)
    area = f"${letters(at.INITIAL)}{source}:${letters(at.LAST_YEAR)}{source}"

    def backwards(col: int) -> str:
        year = f"{letters(col)}${at.PERIOD}"
        count = f"ROUNDUP(horizon/{YEAR_CELL},0)"
        return f"IF({year}<={count},INDEX({area},1,{count}-{year}+1),0)"

    _over_years(sheet, reverse, backwards, _reversed(sums, years))
    sheet.row += 1
    return running, discounted, reverse


def _running_discounted(sheet: ModelSheet, cut: Cut, discounted: int) -> int:
    """The row of the running sum of the discounted net."""
    row, month_0 = sheet.row, letters(at.MONTH_0)
    sheet.label(f"Running discounted net, {cut.short}")
    values = np.cumsum(sheet.totals[cut.net.id][1] * sheet.factors)
    sheet.months(row, f"SUM(${month_0}{discounted}:{at.HERE}{discounted})", values, style="formula money")
    sheet.row += 1
    return row


def _of_discounted(sheet: ModelSheet, cut: Cut, discounted: int, running: int) -> None:
    """Discounted payback, and what a month's delay costs: the same flows a month later, within the horizon."""
    end = cut.suffix
    flows = f"${letters(at.MONTH_0)}${discounted}:${letters(at.LAST_MONTH - 1)}${discounted}"
    a_month = f"(1+in_discount_rate)^(-1/{YEAR_CELL})"
    later = f"SUMPRODUCT({flows}*(time_all<=horizon))*{a_month}"
    for label, name, formula, metric, style, unit in (
        ("Discounted payback", "discounted_payback", payback_formula(_area(running)),
         "discounted_payback_months", "formula months", "month"),
        ("Cost of a month's delay", "delay_cost", f"base_npv{end}-{later}", "delay_cost", "formula money", ""),
    ):  # fmt: skip
        _of_metric(sheet, f"{label}, {cut.short}", f"{name}{end}", formula, metric, cut, style, unit)


def _reversed(flows: Array, last: int) -> Array:
    values = np.zeros(len(flows))
    values[: last + 1] = flows[last::-1]
    return values


def _annual(net: Array) -> Array:
    return np.array([net[0], *(net[start : start + 12].sum() for start in range(1, MONTHS + 1, 12))])


def _over_years(sheet: ModelSheet, row: int, formula: Callable[[int], str], values: Array) -> None:
    for col, value in zip(range(at.INITIAL, at.LAST_YEAR + 1), values.tolist(), strict=True):
        sheet.page.put(row, col, f"={formula(col)}", value=value, style="formula money")


def measure(
    sheet: ModelSheet, label: str, name: str, formula: str, value: float, style: str, unit: str = ""
) -> str:
    """A row with a named value; what has no number is said in a word.  Returns the defined name."""
    shown: Value = value
    if math.isnan(value):
        shown = UNDEFINED
    elif math.isinf(value):
        shown = NEVER if style.endswith("months") else UNBOUNDED
    sheet.page.put(sheet.row, at.LABEL, label, style="label_indent")
    sheet.page.put(sheet.row, at.UNIT, unit or sheet.subject.model.currency, style="unit")
    sheet.page.put(sheet.row, at.VALUE, f"={formula}", value=shown, style=style)
    sheet.row += 1
    return sheet.book.define(f"base_{name}", sheet.page, sheet.row - 1, at.VALUE)


def _of_metric(
    sheet: ModelSheet, label: str, name: str, formula: str, metric: str, cut: Cut, style: str, unit: str = ""
) -> None:
    """The measure of a metric: undefined, whatever the formula, where costs are not stated."""
    if sheet.subject.priced:
        measure(sheet, label, name, formula, sheet.subject.base.metric(metric, cut), style, unit)
    else:
        measure(sheet, label, name, f'"{UNDEFINED}"', math.nan, style, unit)


def _present_values(sheet: ModelSheet) -> None:
    base = sheet.subject.base
    cost_row = sheet.totals["costs"][0]
    measure(
        sheet,
        "PV of costs",
        "pv_costs",
        f"${letters(at.PV)}${cost_row}",
        base.metric("pv_costs", CASH),
        "formula money",
    )
    for cut in _ORDER:
        row = sheet.totals[cut.benefits.id][0]
        value = base.metric("pv_benefits", cut)
        name = f"pv_benefits{cut.suffix}"
        measure(
            sheet, f"PV of benefits, {cut.short}", name, f"${letters(at.PV)}${row}", value, "formula money"
        )


def _measures(sheet: ModelSheet, cut: Cut, running: int, discounted: int, reverse: int) -> None:
    end = cut.suffix

    def put(label: str, name: str, formula: str, metric: str, style: str, unit: str = "") -> None:
        _of_metric(sheet, f"{label}, {cut.short}", f"{name}{end}", formula, metric, cut, style, unit)

    gain = f"base_pv_benefits{end}-base_pv_costs"
    put("Net present value", "npv", gain, "npv", "total money")
    ratio = f'IF(base_pv_costs>0,({gain})/base_pv_costs,"{UNDEFINED}")'
    put("Return on investment", "roi", ratio, "roi", "formula percent", "%")
    flows = _flows(sheet, cut.net.id, running, reverse)
    put("Internal rate of return", "irr", irr_formula(flows), "irr", "formula irr", "%/year")
    put("Payback", "payback", payback_formula(_area(running)), "payback_months", "formula months", "month")


def _area(row: int) -> str:
    return f"${letters(at.MONTH_0)}${row}:${letters(at.LAST_MONTH)}${row}"


def _flows(sheet: ModelSheet, net: str, running: int, reverse: int) -> FlowRanges:
    """The flows whose rate is the IRR: months, or years under the year-end convention."""
    source = sheet.totals[net][0]
    by_year = sheet.subject.by_year
    first, last = (at.INITIAL, at.LAST_YEAR) if by_year else (at.MONTH_0, at.LAST_MONTH)
    a, z = letters(first), letters(last)
    header = at.PERIOD if by_year else at.MONTH
    return FlowRanges(
        net=f"${a}${source}:${z}${source}", running=f"${a}${running}:${z}${running}",
        periods=f"${a}${header}:${z}${header}", last=last - first, per_year=1 if by_year else 12,
        reverse=f"${a}${reverse}:${z}${reverse}",
    )  # fmt: skip


def payback_formula(running: str, index: str = "") -> str:
    """Months until a running net stays at or above zero, interpolated; 1E+9 where it ends below.

    Args:
        running: months 0 … 120 of it; after the horizon it stays as it is.
        index: the cell with the last month below zero plus 1, where the sheet has one.
    """
    numbers = f"${letters(at.MONTH_0)}${at.MONTH}:${letters(at.LAST_MONTH)}${at.MONTH}"
    last = index or f"SUMPRODUCT(MAX(({running}<0)*({numbers}+1)))"
    before, after = f"INDEX({running},1,{last})", f"INDEX({running},1,{last}+1)"
    inside = f"{last}-1+{before}/({before}-{after})"
    return f"IF({last}=0,0,IF({last}>{MONTHS},{NEVER:.0f},{inside}))"


def _cash_measures(sheet: ModelSheet, running: int) -> None:
    area = _area(running)
    for label, name, formula in (
        ("Peak funding, cash only", "peak_funding", f"MAX(0,-MIN({area}))"),
        ("First-year net, cash only", "first_year_net", f"INDEX({area},1,{YEAR_CELL}+1)"),
    ):
        _of_metric(sheet, label, name, formula, name, CASH, "formula money")


def _npv_check(sheet: ModelSheet) -> None:
    """The same NPV by the function of that name, for the Checks."""
    net, flows = sheet.totals["net"]
    by_year = sheet.subject.by_year
    first, last = (at.INITIAL, at.LAST_YEAR) if by_year else (at.MONTH_0, at.LAST_MONTH)
    rate = "in_discount_rate" if by_year else f"(1+in_discount_rate)^(1/{YEAR_CELL})-1"
    a, b, z = letters(first), letters(first + 1), letters(last)
    formula = f"${a}${net}+NPV({rate},${b}${net}:${z}${net})"
    measure(
        sheet,
        "NPV of the net by NPV()",
        "npv_by_function",
        formula,
        float(np.sum(flows * sheet.factors)),
        "formula money",
    )
