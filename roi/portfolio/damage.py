"""A file of results that something else wrote into: told as damaged, wherever the reader stumbles over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from roi.errors import Place, RoiError
from roi.extras import imported

T = TypeVar("T")

# What decoding raises of a part that is not as it was written, beside errors of pyarrow's own.
_STUMBLES = (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "date | None": (date, NoneType),
}


@contextmanager
def intact(path: Path) -> Iterator[None]:
    """Read a file of results, or say that it is damaged.

    Raises:
        RoiError: it is.
    """
    arrow = imported("pyarrow", "a file of results", "parquet")
    try:
        yield
    except (arrow.ArrowException, *_STUMBLES) as problem:
        message = f"the file of results is damaged ({type(problem).__name__})"
        raise RoiError(message, Place(str(path)), "Run the portfolio again, into another file.") from None


def typed(kind: type[T], entry: Mapping[str, Any]) -> T:
    """A record of these fields, each of the type that it is declared with.

    Raises:
        TypeError: one has another, or is none of the record's.
    """
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name in entry and not _fits(entry[each.name], str(each.type)):
            raise TypeError(each.name)
    return kind(**entry)


def _fits(value: object, declared: str) -> bool:
    """Whether a value is of a declared type; of types that are no plain ones, whoever reads them finds out."""
    if declared.startswith("tuple["):
        inner = declared.removeprefix("tuple[").removesuffix("]").removesuffix(", ...")
        return isinstance(value, tuple) and all(_fits(part, inner) for part in value)
    if declared.startswith("Mapping[str, "):
        inner = declared.removeprefix("Mapping[str, ").removesuffix("]")
        return isinstance(value, Mapping) and all(_fits(part, inner) for part in value.values())
    return isinstance(value, _KINDS.get(declared, object))
