"""Results of a portfolio as data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from roi.portfolio.results import DealResult, OptionResult, Results

if TYPE_CHECKING:
    import pandas as pd

_FACTS = ("title", "case", "sector", "owner", "stage", "close", "chance")
_MONTHLY = ("cash", "spend", "low", "middle", "high")


def frame(results: Results) -> pd.DataFrame:
    """A row a deal and option, with the facts of the deal and the distribution of its value.

    `npv_mean`, `npv_p10`, `npv_p50`, `npv_p90`, `spend` and `cash` are money of the portfolio, the last two not
    discounted; `loss` is the chance that NPV is below 0; `payback_p50` in months, inf where half of the draws never
    pay back; `paid_back` is the chance that it pays back within the horizon.
    """
    import pandas as pd

    rows = [_row(result, option) for result in results.deals for option in result.options]
    return pd.DataFrame(rows).set_index(["deal", "option"])


def _row(result: DealResult, option: OptionResult) -> dict[str, object]:
    low, middle, high = np.quantile(option.npv, [0.1, 0.5, 0.9])
    row: dict[str, object] = {"deal": result.deal.name, "option": option.option}
    row |= {name: getattr(result.deal, name) for name in _FACTS}
    row |= {
        "npv_mean": option.npv.mean(),
        "npv_p10": low,
        "npv_p50": middle,
        "npv_p90": high,
        "loss": (option.npv < 0).mean(),
        "payback_p50": np.sort(option.payback)[(len(option.payback) - 1) // 2],
        "paid_back": np.isfinite(option.payback).mean(),
        "spend": option.spend.sum(),
        "cash": option.cash.sum(),
        "horizon": option.horizon,
        "questions": result.maturity.questions,
        "answers": result.maturity.answers,
        "created": result.maturity.created,
    }
    return row


def npv_frame(results: Results) -> pd.DataFrame:
    """Net present value, a row a draw and a column a deal and option: a row is one luck for all deals."""
    import pandas as pd

    columns = {
        (result.deal.name, option.option): option.npv for result in results.deals for option in result.options
    }
    made = pd.DataFrame(columns)
    made.columns.names = ["deal", "option"]
    return made


def months_frame(results: Results) -> pd.DataFrame:
    """Money by month: expected net cash and costs, and P10, P50 and P90 of the cumulative cash."""
    import pandas as pd

    rows = [
        {"deal": result.deal.name, "option": option.option, "month": month}
        | {name: getattr(option, name)[month] for name in _MONTHLY}
        for result in results.deals
        for option in result.options
        for month in range(option.horizon + 1)
    ]
    return pd.DataFrame(rows).set_index(["deal", "option", "month"])
