"""Results come back from Parquet as they went in, and files that are none are refused in one message."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from roi.portfolio.tables import BY_MONTH, KEY
from tests.fuzz.effort import told_or_done


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


def _with_deal(table: pyarrow.Table, **changes: object) -> pyarrow.Table:
    return _with_facts(table, lambda facts: facts | {"deal": facts["deal"] | changes})


def _with_facts(table: pyarrow.Table, changed: Callable[[dict[str, Any]], object]) -> pyarrow.Table:
    texts = [json.dumps(changed(json.loads(text))) for text in table.column("facts").to_pylist()]
    return table.set_column(table.schema.get_field_index("facts"), "facts", pyarrow.array(texts))


def _with_column(table: pyarrow.Table, name: str, values: list[object]) -> pyarrow.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(
        place, table.schema.field(name), pyarrow.array(values, table.schema.field(name).type)
    )


def _of_no_months(table: pyarrow.Table) -> pyarrow.Table:
    for name in BY_MONTH:
        table = _with_column(table, name, [[1.0]] * 3)
    return table


DAMAGES: dict[str, Callable[[pyarrow.Table], pyarrow.Table]] = {
    "no JSON": lambda table: _with_column(table, "facts", ["{"] * 3),
    "nested": lambda table: _with_column(table, "facts", ["[" * 100_000] * 3),
    "no facts": lambda table: _with_column(table, "facts", [None] * 3),
    "no deal": lambda table: _with_facts(table, lambda facts: {"maturity": facts["maturity"]}),
    "a list": lambda table: _with_facts(table, lambda facts: [facts]),
    "owner a list": lambda table: _with_deal(table, owner=[]),
    "chance a text": lambda table: _with_deal(table, chance="x"),
    "people texts": lambda table: _with_deal(table, people=["x"]),
    "another key": lambda table: _with_deal(table, more=1),
    "two of one name": lambda table: _with_deal(table, name="twin"),
    "a chance above 1": lambda table: _with_deal(table, chance=4.0),
    "begins before the calendar": lambda table: _with_deal(table, earliest=0),
    "begins in a million years": lambda table: _with_deal(table, earliest=12_000_000),
    "fewer than no people": lambda table: _with_deal(table, people=[-1.0]),
    "no date": lambda table: _with_deal(table, close="soon"),
    "too few draws": lambda table: _with_column(table, "npv", [[1.0, 2.0]] * 3),
    "no draws": lambda table: _with_column(table, "npv", [None] * 3),
    "without months": lambda table: _of_no_months(table),
    "months apart": lambda table: _with_column(table, "cash", [[1.0]] * 3),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_one_message(results: Results, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "r.parquet"
    write(results, path)
    table = DAMAGES[damage](pyarrow.parquet.read_table(path))
    pyarrow.parquet.write_table(table, path)
    with pytest.raises(RoiError, match="the file of results is damaged"):
        read(path)


def test_other_columns_and_flipped_bytes_are_refused(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write(results, path)
    content, table = path.read_bytes(), pyarrow.parquet.read_table(path)
    pyarrow.parquet.write_table(table.drop_columns(["spend"]), path)
    with pytest.raises(RoiError, match="other columns"):
        read(path)
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
        with np.errstate(invalid="ignore"):  # a payback of other bits is another number, or none
            told_or_done(lambda: read(path))


def test_metadata_of_another_shape_is_damage(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write(results, path)
    table = pyarrow.parquet.read_table(path)
    about = json.loads(table.schema.metadata[KEY])
    changes: tuple[object, ...] = (
        [], {"draws": "x"}, {"failed": [{"no": 1}]}, {"portfolio": []}, {"portfolio": {"currency": 1}},
    )  # fmt: skip
    for changed in changes:
        metadata = {KEY: json.dumps(about | changed if isinstance(changed, dict) else changed).encode()}
        pyarrow.parquet.write_table(table.replace_schema_metadata(metadata), path)
        with pytest.raises(RoiError, match="results"):
            read(path)
