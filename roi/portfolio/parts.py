"""Rows of finished deals on their way into a file of results: an Arrow file, written and read without encoding.

Whoever works deals off makes the bytes, so that whoever collects them neither takes them apart nor encodes them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roi.errors import Place, RoiError
from roi.extras import imported
from roi.portfolio.results import DealResult
from roi.portfolio.tables import SCHEMA, WHAT, about_of, batch_of, schema
from roi.version import __version__

SUFFIX = ".arrow"


def part_of(results: Sequence[DealResult]) -> Any:
    """Deals as the bytes of a part, a pyarrow buffer.

    Raises:
        RoiError: pyarrow is not installed.
    """
    arrow = imported("pyarrow", WHAT, "parquet")
    columns = schema({"schema": SCHEMA, "version": __version__})
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_file(sink, columns) as writer:
        writer.write_batch(batch_of(results, columns))
    return sink.getvalue()


class PartFile:
    """A part of a file, open; to whoever reads it, it is a Parquet file of one group of rows.

    Raises:
        RoiError: no Arrow file, half of one, no results of a portfolio, or those of another version.
    """

    num_row_groups = 1

    def __init__(self, path: Path) -> None:
        arrow = imported("pyarrow", WHAT, "parquet")
        try:
            with arrow.memory_map(os.fsencode(path)) as mapped:
                file = arrow.ipc.open_file(mapped)
                about_of(file.schema, path)
                self._rows = file.read_all()
        except (arrow.ArrowInvalid, OSError) as problem:
            message = f"this is no part of results: {str(problem).splitlines()[0]}"
            raise RoiError(message, Place(str(path))) from None

    def __enter__(self) -> PartFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the rows; those that were read stay."""
        del self._rows

    def read_row_group(self, group: int, columns: Sequence[str] | None = None) -> Any:
        """The rows, of some columns or of all."""
        return self._rows if columns is None else self._rows.select(columns)
