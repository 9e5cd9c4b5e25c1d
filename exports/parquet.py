"""The draws of a run as a Parquet file, by pyarrow, which is the extra `parquet`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import roi
from exports.voice.origin import origin_of
from roi.extras import imported
from roi.notebook.frames import REPLICATE, draw_blocks, draw_columns


def check_parquet() -> None:
    """Refuse where Parquet files cannot be written.

    Raises:
        RoiError: pyarrow is not installed.
    """
    imported("pyarrow.parquet", "a Parquet file", "parquet")


def write_parquet(run: roi.Run, path: Path) -> None:
    """The rows and columns of `run.draws_frame()`, written block by block.

    Columns are doubles, `replicate` is a whole number; undefined is null, never +inf.  Each column tells its label
    and unit, and the file where its numbers are from (key `roi`, in JSON).

    Raises:
        RoiError: pyarrow is not installed.
    """
    parquet = imported("pyarrow.parquet", "a Parquet file", "parquet")
    arrow = imported("pyarrow", "a Parquet file", "parquet")
    fields = [
        arrow.field(
            column.header,
            arrow.int64() if column.name == REPLICATE and not column.unit else arrow.float64(),
            metadata={"label": column.label, "unit": column.unit},
        )
        for column in draw_columns(run)
    ]
    schema = arrow.schema(fields, metadata={"roi": json.dumps(origin_of(run))})
    with path.open("wb") as sink, parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for block in draw_blocks(run):
            columns = [
                arrow.array(values.astype(np.int64))
                if field.type == arrow.int64()
                else arrow.array(values, mask=np.isnan(values))
                for field, values in zip(fields, block.values(), strict=True)
            ]
            writer.write_batch(arrow.record_batch(columns, schema=schema))
