"""The base case after tax by year, and in prices of the start: what a finance department checks line by line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from roi.arrays import Array
from roi.sim.after_tax import after_tax, tax_by_year, taxable_income, working_capital, year_ends
from roi.sim.cashflow import discount_factors, present_value
from roi.sim.cuts import HEADLINE
from roi.sim.flows import CutFlows, Financing
from roi.sim.plan import Plan
from roi.sim.table import FinanceTable, Period, Row, contract_years

NET, INCOME, TAX, TIED_UP, AFTER_TAX = (
    "net_before_tax", "taxable_income", "tax", "working_capital", "net_after_tax",
)  # fmt: skip


def after_tax_table(base: Plan) -> FinanceTable | None:
    """The headline's net of the base case, what is taken off it, and what is left, by plan year.

    Taxable income is no flow of money.  Prices of the start are shown where the case states inflation; their
    present value is at the real rate.  None where `[finance]` asks for neither, or costs are not stated.
    """
    flows = base.outcome.cut(HEADLINE)
    terms = flows.financing
    if terms is None or base.model.unstated or not terms.terms.terms.has("tax_rate", "inflation"):
        return None
    periods = contract_years(base.model.horizon)
    rows = tuple(_rows(flows, terms, periods))
    return FinanceTable("plan", tuple(period.heading for period in periods), rows)


def _rows(flows: CutFlows, terms: Financing, periods: tuple[Period, ...]) -> Iterator[Row]:
    def row(name: str, label: str, money: Array, factors: Array = flows.factors) -> Row:
        by_year = tuple(float(money[period.first : period.stop].sum()) for period in periods)
        pv = float(present_value(money, factors)[0])
        return Row(name, label, "total", "", by_year, float(money.sum()), pv)

    net = flows.net
    yield row(NET, "Net before tax (headline)", net)
    if "tax_rate" in terms.numbers:
        yield row(INCOME, "Taxable income", _at_year_ends(taxable_income(flows, terms), len(net)))
        yield row(TAX, "Tax", -_at_year_ends(tax_by_year(flows, terms), len(net)))
        if terms.tied_up is not None:
            yield row(TIED_UP, "Working capital", working_capital(terms.tied_up))
        net = after_tax(flows, terms)
        yield row(AFTER_TAX, "Net after tax", net)
    if "inflation" in terms.numbers:
        # The same money in the other of the two measures, discounted at the rate that goes with it.
        real = terms.terms.terms.basis == "nominal"
        rise, rate = 1 + terms.numbers["inflation"], 1 + terms.discount_rate
        prices = discount_factors(rise - 1, len(net) - 1, flows.convention) ** (1 if real else -1)
        factors = discount_factors(
            rate / rise - 1 if real else rate * rise - 1, len(net) - 1, flows.convention
        )
        what = "in prices of the start" if real else "in money of its day"
        name = f"{AFTER_TAX if 'tax_rate' in terms.numbers else NET}_{'real' if real else 'nominal'}"
        yield row(name, f"The same {what}", net * prices, factors)


def _at_year_ends(years: Array, months: int) -> Array:
    """By month, (months, n), what stands by tax year: in its last month."""
    money = np.zeros((months, years.shape[1]))
    money[year_ends(months - 1)] = years
    return money
