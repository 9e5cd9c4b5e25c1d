"""Modified internal rate of return of many cash flows at once."""

from __future__ import annotations

import numpy as np

from roi.arrays import Array


def mirr(flows: Array, periods_per_year: int, finance_rate: Array, reinvestment_rate: Array) -> Array:
    """Effective yearly modified rates of return as fractions, shape (n,), of flows (periods + 1, n).

    ((Σ inflows_t (1 + r)^(N − t)) / (Σ outflows_t (1 + f)^−t))^(1 / N) − 1 a period (Lin 1976; Excel's MIRR), where
    the N periods begin with the first flow and end with the last, brought to a year.  No inflow: -1; no outflow:
    +inf; no flow at all: nan.

    Args:
        flows: one cash flow a column.
        periods_per_year: 12 for months, 1 for years.
        finance_rate, reinvestment_rate: f and r as fractions a year, (n,) or (1,).
    """
    last = len(flows) - 1
    paid, gained = np.zeros(flows.shape[1]), np.zeros(flows.shape[1])
    paid_rate, gained_rate = np.log1p(finance_rate), np.log1p(reinvestment_rate)
    for period, row in enumerate(flows):
        paid -= np.minimum(row, 0.0) * np.exp(paid_rate * (-period / periods_per_year))
        gained += np.maximum(row, 0.0) * np.exp(gained_rate * ((last - period) / periods_per_year))
    result = np.full(flows.shape[1], np.nan)
    result[(gained == 0) & (paid > 0)] = -1.0
    result[(gained > 0) & (paid == 0)] = np.inf
    both = (gained > 0) & (paid > 0) & (last > 0)
    growth = (np.log(gained[both]) - np.log(paid[both])) * (periods_per_year / max(last, 1))
    with np.errstate(over="ignore"):
        result[both] = np.expm1(growth)
    return result
