"""Columns of Parquet files, by pyarrow, which is the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases.fields import shown
from roi.errors import RoiError
from roi.extras import imported

SUFFIXES = (".parquet", ".pq")
_BATCH = 16_384  # rows read at once
_LONGEST_DESCRIPTION = (
    4_000_000  # bytes at the end of the file that say what is in it: as objects, many times that
)
_LONGEST_TEXT = 1_000_000  # bytes of a text in the file's own description
_MOST_PARTS = 100_000  # of a list in it
_SAVE_AS = "Save it as a Parquet file of plain columns, or as CSV."


class ParquetTable:
    """A Parquet file that is read column by column, each as far as it is wanted.

    Raises:
        RoiError: no Parquet file, or pyarrow is not installed.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._arrow = imported("pyarrow", "a Parquet file", "parquet")
        parquet = imported("pyarrow.parquet", "a Parquet file", "parquet")
        self._name = name
        length = int.from_bytes(content[-8:-4], "little") if content.endswith(b"PAR1") else 0
        if _LONGEST_DESCRIPTION < length <= len(content):
            raise RoiError(f"the description of the file {name} is too long to be read", hint=_SAVE_AS)
        # What pyarrow raises of a file that is broken: errors of its own, some of which are of Python's kinds too.
        self._errors = (self._arrow.ArrowException, OSError, ValueError, KeyError, OverflowError)
        try:
            self._file: Any = parquet.ParquetFile(
                self._arrow.BufferReader(content),
                thrift_string_size_limit=_LONGEST_TEXT,
                thrift_container_size_limit=_MOST_PARTS,
            )
            self._schema: Any = self._file.schema_arrow
            self.headings: list[str] = list(self._schema.names)
        except self._errors as error:
            raise self._broken(error) from None

    def texts(self, index: int) -> Iterator[str]:
        """The cells of a column as texts, "" where there is none, so that they are read as those of a CSV file are.

        Raises:
            RoiError: a column that holds no numbers, or is broken.
        """
        field = self._schema.field(index)
        types = self._arrow.types
        if not (
            types.is_integer(field.type) or types.is_floating(field.type) or types.is_decimal(field.type)
        ):
            message = f"the column {shown(field.name)} holds {shown(str(field.type))}, not numbers"
            raise RoiError(message, hint="Save it as numbers, or name another column.")
        try:
            for batch in self._file.iter_batches(_BATCH, columns=[field.name], use_threads=False):
                yield from ("" if cell is None else f"{cell}" for cell in batch.column(0).to_pylist())
        except self._errors as error:
            raise self._broken(error) from None

    def _broken(self, error: BaseException) -> RoiError:
        reason = f"{error}".partition("\n")[0][:200] or type(error).__name__
        return RoiError(f"the file {self._name} is no Parquet file that can be read: {reason}", hint=_SAVE_AS)
