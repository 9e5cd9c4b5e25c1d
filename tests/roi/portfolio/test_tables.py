"""Results come back from Parquet as they went in, and files that are none are refused in one message."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from roi.errors import RoiError
from roi.portfolio import (
    Deal,
    DealResult,
    Factor,
    Failed,
    Maturity,
    OptionResult,
    Portfolio,
    Results,
    read,
    write,
)
from roi.portfolio.tables import KEY


def _option(option: str, start: float) -> OptionResult:
    months = np.arange(37.0)
    return OptionResult(
        option, f"way {option}", start + np.arange(32.0), np.r_[np.inf, np.arange(31) / 4],
        *(start * months + each for each in range(5)),
    )  # fmt: skip


@pytest.fixture
def results() -> Results:
    """Two deals, one of them in two options, with every fact set."""
    deal = Deal(
        "a", Path("x/a.toml"), "Title", "case", "Banking", "USD", owner="Ann", stage="offer",
        close=datetime.date(2027, 1, 1), chance=0.4, earliest=3, exclusive=("b",), needs=("c",), group="rooms",
        budget_line="it", people=(1.0, 2.0), options=("", "big"),
    )  # fmt: skip
    maturity = Maturity(9, 4, {"survey": 0.25, "vendor": 0.75}, datetime.date(2026, 1, 1), None, None)
    deals = (
        DealResult(deal, "ff", (_option("", 1), _option("big", -3)), maturity),
        DealResult(Deal("b", Path("b.toml")), "ee", (_option("", 7),)),
    )
    portfolio = Portfolio(
        (deal, deals[1].deal), "EUR", {"USD": "0.9"}, {"market": "uniform(0, 1)"}, Factor(0.3, {"case": "saved"}),
        "2027-01", (1.0, 2.0), {"it": (3.0,)}, (5.0,),
    )  # fmt: skip
    return Results(portfolio, deals, 32, 7, "1.0", (Failed("z", "why"),))


def test_all_comes_back(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "r.parquet")
    back = read(tmp_path / "r.parquet")
    assert (back.portfolio, back.failed, back.draws, back.seed) == (results.portfolio, results.failed, 32, 7)
    for written, again in zip(results.deals, back.deals, strict=True):
        assert (written.deal, written.digest, written.maturity) == (again.deal, again.digest, again.maturity)
        for left, right in zip(written.options, again.options, strict=True):
            for name in ("npv", "payback", "cash", "spend", "low", "middle", "high"):
                np.testing.assert_array_equal(getattr(left, name), getattr(right, name))
    brief = read(tmp_path / "r.parquet", draws=False)
    assert brief.deals[0].options[1].npv.size == 0
    np.testing.assert_array_equal(brief.deals[0].options[1].cash, results.deals[0].options[1].cash)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    with pytest.raises(RoiError, match="no such file"):
        read(path)
    path.write_text("text")
    with pytest.raises(RoiError, match="no Parquet file"):
        read(path)
    table = pyarrow.table({"a": [1]})
    pyarrow.parquet.write_table(table, path)
    with pytest.raises(RoiError, match="no results of a portfolio"):
        read(path)
    metadata = {KEY: b'{"schema": 99, "version": "9.1"}'}
    pyarrow.parquet.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(RoiError, match=r"schema 99, written by version 9\.1; this version reads schema 2"):
        read(path)
