"""Portfolios in Python: one call to run, tables of what came out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import roi
from benchmarks.portfolios import write
from roi.errors import RoiError


def test_a_folder_becomes_tables(tmp_path: Path) -> None:
    write(tmp_path / "deals", 3, options=True)
    portfolio = roi.portfolio.load(tmp_path / "deals")
    done: list[tuple[int, int]] = []
    results = roi.portfolio.run(
        portfolio, tmp_path / "r.parquet", draws=64, progress=lambda *each: done.append(each)
    )
    assert done == [(3, 3)]
    table, draws = roi.portfolio.frame(results), roi.portfolio.npv_frame(results)
    months = roi.portfolio.months_frame(results)
    assert table.index.names == ["deal", "option"]
    assert draws.shape == (64, 6)
    assert len(months) == 6 * 37
    for key in table.index:
        npv = draws[key].to_numpy()
        row = table.loc[key]
        assert row.npv_p50 == np.quantile(npv, 0.5)
        assert row.loss == (npv < 0).mean()
        assert row.cash == pytest.approx(months.loc[key].cash.sum())
        # What is paid back, and what is not, at the half: no mean of infinities.
        assert np.isinf(row.payback_p50) == (row.paid_back < 0.5)
        middle = months.loc[key].middle
        assert (months.loc[key].low <= middle).all()
    brief = roi.portfolio.run(portfolio, tmp_path / "r.parquet", draws=64, with_draws=False)
    assert brief.deals[0].options[0].npv.size == 0


def test_what_is_wrong_is_said_as_everywhere(tmp_path: Path) -> None:
    with pytest.raises(RoiError, match="there is no such folder or file"):
        roi.portfolio.load(tmp_path / "nowhere")
    with pytest.raises(RoiError, match=r"written as \.parquet"):
        roi.portfolio.run(tmp_path, tmp_path / "r.csv")
