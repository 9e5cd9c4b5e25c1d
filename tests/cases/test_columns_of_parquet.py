"""Inputs from columns of Parquet files beside a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cases
from cases.columns import MAX_DATA
from roi.model import resolve
from tests.cases.beside import case_with, refused


def parquet(folder: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return case_with(folder, 'data("a.parquet", minutes)')


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.int16(), pa.decimal128(30, 2)], ids=str)
def test_a_column_of_numbers_of_any_kind(tmp_path: Path, kind: Any) -> None:
    case = cases.load(
        parquet(tmp_path, other=pa.array(["a", "b", "c"]), minutes=pa.array([1, 2, 4]).cast(kind))
    )
    assert case.data == {"a.parquet|minutes": (1.0, 2.0, 4.0)}
    assert resolve(case).input("minutes").likely == 2


def test_parquet_and_csv_give_the_same_case(tmp_path: Path) -> None:
    values = np.random.default_rng(5).lognormal(1, 0.5, 2_000)
    (tmp_path / "a.csv").write_text("minutes\n" + "".join(f"{value!r}\n" for value in values.tolist()))
    texts = cases.load(case_with(tmp_path, 'data("a.csv", minutes)')).data["a.csv|minutes"]
    assert cases.load(parquet(tmp_path, minutes=values)).data["a.parquet|minutes"] == texts == tuple(values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pa.array(["1", "2"]), 'holds "string", not numbers'),
        (pa.array([True, False]), 'holds "bool", not numbers'),
        (pa.array([[1.0], [2.0]]), "not numbers"),
        (pa.array([{"a": 1.0}]), "not numbers"),
        (pa.array([1.0, None]), "row 2 holds nothing"),
        (pa.array([1.0, float("nan")]), 'row 2 holds "nan"'),
        (pa.array([1.0, float("inf")]), 'row 2 holds "inf"'),
        (pa.array([1.0]), "at least 2 values"),
        (pa.array(np.ones(MAX_DATA + 1)), "more than 100,000 values"),
    ],
)
def test_a_column_that_cannot_be_used(tmp_path: Path, values: Any, message: str) -> None:
    assert message in refused(parquet(tmp_path, minutes=values))


def test_a_file_that_is_no_parquet_or_broken(tmp_path: Path) -> None:
    path = parquet(tmp_path, minutes=np.arange(1_000.0))
    whole = (tmp_path / "a.parquet").read_bytes()
    middle = bytearray(whole)
    middle[20:60] = b"\xff" * 40
    for content in (b"", b"PAR1", b"PAR1" * 10, b"minutes\n1\n2\n", whole[:-20], bytes(middle)):
        (tmp_path / "a.parquet").write_bytes(content)
        assert "is no Parquet file that can be read" in refused(path)
    long = b"PAR1" + bytes(5_000_000) + (5_000_000).to_bytes(4, "little") + b"PAR1"
    (tmp_path / "a.parquet").write_bytes(long)
    assert "too long to be read" in refused(path)
    (tmp_path / "a.parquet").write_bytes(whole)
    assert "no column" in refused(case_with(tmp_path, 'data("a.parquet", minute)'))
    (tmp_path / "b.csv").write_bytes(whole)
    assert "not UTF-8 text" in refused(case_with(tmp_path, 'data("b.csv", minutes)'))


def test_many_rows_in_few_bytes_are_not_unpacked(tmp_path: Path) -> None:
    """A hundred million equal numbers take a few hundred kilobytes; reading ends after the rows that are wanted."""
    schema = pa.schema([("minutes", pa.float64())])
    ones = pa.record_batch([pa.array(np.ones(1_000_000))], schema=schema)
    with pq.ParquetWriter(tmp_path / "a.parquet", schema, compression="zstd") as writer:
        for _ in range(10):
            writer.write_batch(ones)
    assert (tmp_path / "a.parquet").stat().st_size < 200_000
    assert "more than 100,000 values" in refused(case_with(tmp_path, 'data("a.parquet", minutes)'))


def test_without_pyarrow_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path, minutes=[1.0, 2.0])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install 'roi-calculator[parquet]'" in refused(path)
