"""What `[finance]` makes of the money of a cut: tax, working capital, a value at the horizon, another rate.

Tax is assessed by plan year, months 1 … 12 and the start, 13 … 24 …, and paid in the last month of each.  Arrays
are (years, n) or (H + 1, n): the period first, one draw a column.  Sums are loops over rows, so that a draw's
result does not depend on the block it is in.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.finance import TERMINAL
from roi.model import Model
from roi.sim.cashflow import discount_factors, present_value, total, yearly
from roi.sim.flows import CutFlows, Financing, Flows
from roi.sim.irr import mirr
from roi.sim.payments import MONTHS_A_YEAR, Payment


def financing(
    model: Model,
    inputs: Mapping[str, Array],
    values: Mapping[str, Array],
    payments: Mapping[str, Payment],
    n: int,
) -> Financing | None:
    """What `[finance]` says of n draws; None in a case that has none.

    Args:
        inputs: by id, numbers or (n,), as formulas see them.
        values: of the lines, each at its own shape.
        payments: of the flows.
    """
    finance = model.finance
    if finance is None:
        return None
    factors = {
        key: 1.0 if conversion is None else conversion.factor
        for key, conversion in (("useful_life", finance.years), ("residual_value", finance.residual))
    }
    numbers = {
        key: np.atleast_1d(inputs[name]) * factors.get(key, 1.0) for key, name in finance.terms.inputs.items()
    }
    tied_up = None
    if finance.working_capital is not None:
        level = np.asarray(values[finance.terms.working_capital]) * finance.working_capital.factor
        columns = level if level.ndim == 2 else np.atleast_1d(level)[None, :]
        tied_up = np.broadcast_to(columns, (model.horizon + 1, columns.shape[1]))
    capitalised = Flows(finance.capitalised, payments, {}, model.horizon, n)
    return Financing(finance, numbers, np.atleast_1d(inputs[DISCOUNT_RATE]), capitalised, tied_up)


def year_ends(horizon: int) -> list[int]:
    """The months in which tax is paid: 12, 24 … and the horizon."""
    return [*range(MONTHS_A_YEAR, horizon, MONTHS_A_YEAR), horizon]


def by_tax_year(flows: Array) -> Array:
    """Flows (H + 1, n) by tax year, (years, n): the start belongs to the first."""
    start, first, *later = yearly(flows)
    return np.stack([start + first, *later])


def depreciation(spent: Array, life: Array) -> Array:
    """What is written down in each tax year, (years, n): straight line by months over the useful life.

    It begins in the month in which the money is spent, in month 1 for what is spent at the start.  What is left at
    the horizon is written off there: the case counts nothing beyond it.

    Args:
        spent: the capitalised costs by month, (H + 1, n).
        life: years, (n,) or (1,).
    """
    ends = year_ends(len(spent) - 1)
    written = np.zeros((len(ends), spent.shape[1]))
    for month, row in enumerate(spent):
        if row.any():
            before = max(month, 1) - 1
            for year, end in enumerate(ends):
                written[year] += row * np.clip((end - before) / (life * MONTHS_A_YEAR), 0.0, 1.0)
    written[-1] = total(spent)
    return np.diff(written, axis=0, prepend=np.zeros((1, spent.shape[1])))


def tax(income: Array, rate: Array, losses: str) -> Array:
    """Tax of each tax year, (years, n), of taxable income (years, n).

    `offset`: a loss is set against other profits of the buyer at once, so that its tax is below 0.
    `carried-forward`: it is set against later income, without limit and without interest.
    """
    if losses == "offset":
        return np.asarray(income * rate)
    taxed, so_far, most = np.empty(income.shape), np.zeros(income.shape[1]), np.zeros(income.shape[1])
    for year, row in enumerate(income):
        so_far = so_far + row
        reached = np.maximum(most, so_far)
        taxed[year], most = reached - most, reached
    return np.asarray(taxed * rate)


def taxable_income(flows: CutFlows, financing: Financing) -> Array:
    """Benefits of the cut less costs, those deducted when paid and those written down; by tax year, (years, n)."""
    spent = financing.capitalised.total
    income = by_tax_year(flows.net + spent)
    if "useful_life" in financing.numbers:
        income = income - depreciation(spent, financing.numbers["useful_life"])
    return np.asarray(income)


def tax_by_year(flows: CutFlows, financing: Financing) -> Array:
    """What is paid in the last month of each tax year, (years, n)."""
    income = taxable_income(flows, financing)
    return tax(income, financing.numbers["tax_rate"], financing.terms.terms.losses)


def working_capital(tied_up: Array) -> Array:
    """Money by month, (H + 1, n): what is tied up goes out, what is freed comes in, at the horizon all of it."""
    change = -np.diff(tied_up, axis=0, prepend=np.zeros((1, tied_up.shape[1])))
    change[-1] = tied_up[-2]
    return change


def after_tax(flows: CutFlows, financing: Financing) -> Array:
    """Net flows after tax and working capital, (H + 1, n)."""
    net = flows.net.copy()
    for month, paid in zip(year_ends(len(net) - 1), tax_by_year(flows, financing), strict=True):
        net[month] -= paid
    if financing.tied_up is not None:
        net = net + working_capital(financing.tied_up)
    return np.asarray(net)


def npv_after_tax(flows: CutFlows) -> Array:
    """Net present value after tax and working capital, (n,)."""
    terms = flows.financing
    if terms is None or "tax_rate" not in terms.numbers:
        return _undefined(flows)
    npv = flows.pv_benefits - flows.pv_costs
    for month, paid in zip(year_ends(len(flows.factors) - 1), tax_by_year(flows, terms), strict=True):
        npv = npv - paid * flows.factors[month]
    if terms.tied_up is not None:
        npv = npv + present_value(working_capital(terms.tied_up), flows.factors)
    return np.asarray(npv)


def modified_rate(flows: CutFlows) -> Array:
    """Modified internal rate of return before tax, (n,); by the convention of discounting, as the IRR beside it."""
    terms = flows.financing
    if terms is None or not terms.terms.terms.has("finance_rate", "reinvestment_rate"):
        return _undefined(flows)
    outlay, gain = (
        terms.numbers.get(key, terms.discount_rate) for key in ("finance_rate", "reinvestment_rate")
    )
    if flows.convention == "year-end":
        return mirr(yearly(flows.net), 1, outlay, gain)
    return mirr(flows.net, MONTHS_A_YEAR, outlay, gain)


def npv_second_rate(flows: CutFlows) -> Array:
    """Net present value before tax at the second discount rate, (n,)."""
    terms = flows.financing
    if terms is None or "second_discount_rate" not in terms.numbers:
        return _undefined(flows)
    rate = terms.numbers["second_discount_rate"]
    return present_value(flows.net, discount_factors(rate, len(flows.net) - 1, flows.convention))


def terminal_value(flows: CutFlows) -> Array:
    """Present value of what the case is worth at its horizon, (n,), after tax where it has a tax rate.

    A residual value is money that comes in.  A multiple, or growth for ever (Gordon & Shapiro 1956), is one of the
    last year's net and never below 0, since nobody has to go on with what loses money.
    """
    terms = flows.financing
    if terms is None or not terms.terms.terms.has(*TERMINAL):
        return _undefined(flows)
    numbers, kept = terms.numbers, 1.0 - terms.numbers.get("tax_rate", np.zeros(1))
    if "residual_value" in numbers:
        worth = numbers["residual_value"]
    else:
        months = min(MONTHS_A_YEAR, len(flows.net) - 1)
        last_year = np.maximum(total(flows.net[-months:]), 0.0) * (MONTHS_A_YEAR / months)
        if "terminal_multiple" in numbers:
            worth = last_year * numbers["terminal_multiple"]
        else:
            growth = numbers["terminal_growth"]
            worth = last_year * (1 + growth) / (terms.discount_rate - growth)
    return np.broadcast_to(worth * kept * flows.factors[-1], (flows.benefits.n,))


def _undefined(flows: CutFlows) -> Array:
    return np.full(flows.benefits.n, np.nan)
