"""Draws as Parquet, read by pyarrow and pandas."""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import roi
from exports.files import check_suffixes, export
from exports.frames import write_csv
from exports.parquet import write_parquet
from roi.errors import RoiError
from roi.notebook.frames import draws_frame


def test_parquet_equals_csv_equals_the_arrays(run: roi.Run, tmp_path: Path) -> None:
    write_parquet(run, tmp_path / "a.parquet")
    write_csv(run, tmp_path / "a.csv")
    frame = draws_frame(run)
    read = pd.read_parquet(tmp_path / "a.parquet", engine="pyarrow")
    pd.testing.assert_frame_equal(read, frame, check_exact=True)
    texts = pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)
    again = texts.map(lambda text: float(text) if text else math.nan)  # Python reads every digit
    pd.testing.assert_frame_equal(read, again, check_exact=True, check_dtype=False)
    np.testing.assert_array_equal(read["npv [USD]"], run.values("npv").ravel())


def test_columns_tell_label_and_unit_and_the_file_where_it_is_from(run: roi.Run, tmp_path: Path) -> None:
    write_parquet(run, tmp_path / "a.parquet")
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert schema.field("minutes [minute/letter]").metadata == {
        b"label": b"Minutes saved",
        b"unit": b"minute/letter",
    }
    origin = json.loads(schema.metadata[b"roi"])
    assert (origin["case"], origin["draws"], origin["seed"]) == ("small", run.draws_used, 1)
    assert origin["digest"] == run.model.case.digest


def test_undefined_is_null_and_never_is_inf(brochure: roi.Run, tmp_path: Path) -> None:
    write_parquet(brochure, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column("npv [USD]").null_count == brochure.draws_used
    assert all(
        np.isfinite(c.to_numpy()).all() or np.isinf(c.to_numpy()).any()
        for c in table.columns
        if not c.null_count
    )


def test_without_pyarrow_one_message_before_any_work(
    run: roi.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(RoiError, match="needs pyarrow, which is not installed") as refusal:
        check_suffixes([tmp_path / "a.parquet"])
    assert "pip install 'roi-calculator[parquet]'" in str(refusal.value)
    assert str(refusal.value.where) == str(tmp_path / "a.parquet")
    with pytest.raises(RoiError):
        export(run, tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []
