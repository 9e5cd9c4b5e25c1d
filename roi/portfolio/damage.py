"""A file of results that something else wrote into: told as damaged, wherever the reader stumbles over it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from roi.errors import Place, RoiError
from roi.extras import imported
from roi.portfolio.deals import LATEST, Deal
from roi.portfolio.results import OptionResult, Results

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


def check_contents(results: Results, draws: bool) -> None:
    """Raise where a file holds what no run writes: deals of one name, facts out of bounds, arrays of other sizes.

    Args:
        draws: whether net present values and payback were read.

    Raises:
        ValueError: it does.
    """
    deals = [result.deal for result in results.deals]
    if len({deal.name for deal in deals}) < len(deals) or not all(map(_in_bounds, deals)):
        raise ValueError
    wanted = results.draws if draws else 0
    options = (option for result in results.deals for option in result.options)
    if not all(_has_sizes(option, wanted) for option in options):
        raise ValueError


def _in_bounds(deal: Deal) -> bool:
    people = all(0 <= each < math.inf for each in deal.people)
    return 0 <= deal.chance <= 1 and 1 <= deal.earliest <= LATEST and people


def _has_sizes(option: OptionResult, draws: int) -> bool:
    months = {row.size for row in (option.cash, option.spend, option.low, option.middle, option.high)}
    return option.npv.size == option.payback.size == draws and len(months) == 1 and option.horizon >= 1


def _fits(value: object, declared: str) -> bool:
    """Whether a value is of a declared type; of types that are no plain ones, whoever reads them finds out."""
    if declared.startswith("tuple["):
        inner = declared.removeprefix("tuple[").removesuffix("]").removesuffix(", ...")
        return isinstance(value, tuple) and all(_fits(part, inner) for part in value)
    if declared.startswith("Mapping[str, "):
        inner = declared.removeprefix("Mapping[str, ").removesuffix("]")
        return isinstance(value, Mapping) and all(_fits(part, inner) for part in value.values())
    return isinstance(value, _KINDS.get(declared, object))
