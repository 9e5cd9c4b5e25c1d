"""A deal that was run as a row of figures."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from exports.portfolio_book.contents import DealRow
from roi.arrays import Array
from roi.portfolio.results import DealResult

WITHIN = 24  # months of the chance of payback, where nobody says
BOOK = ".xlsx"


def deal_row(result: DealResult, folder: Path | None = None, within: int = WITHIN) -> DealRow:
    """The figures of a deal in the first of its options, as `roi portfolio show` and `rank` have them.

    Args:
        result: with its draws.
        folder: that the deal's own file is linked from; None for no link.  A workbook of the same name beside the
            estimate comes before the estimate.
        within: months.
    """
    deal, option = result.deal, result.options[0]
    p10, p50, p90 = np.quantile(option.npv, (0.1, 0.5, 0.9))
    return DealRow(
        name=deal.name, title=deal.title, sector=deal.sector, owner=deal.owner, stage=deal.stage, close=deal.close,
        chance=deal.chance, option=option.label, mean=float(option.npv.mean()), p10=float(p10), p50=float(p50),
        p90=float(p90), loss=float(np.mean(option.npv < 0)), payback=middle(option.payback),
        within=float(np.mean(option.payback <= within)), money=float(option.spend.sum()),
        file="" if folder is None else link(deal.path, folder),
    )  # fmt: skip


def middle(months: Array) -> float:
    """P50 of values that may be infinite: between two infinite ones there is nothing to interpolate."""
    return float(np.quantile(months, 0.5, method="inverted_cdf"))


def link(path: Path, folder: Path) -> str:
    """The relative path to a deal's own file; "" where there is none, as between two drives."""
    book = path.with_suffix(BOOK)
    try:
        return os.path.relpath(book if book.is_file() else path, folder).replace(os.sep, "/")
    except (OSError, ValueError):
        return ""
