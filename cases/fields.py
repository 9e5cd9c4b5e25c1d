"""One TOML table → one frozen value, key by key, or one message that says what is wrong with it."""

from __future__ import annotations

import math
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from cases.other_names import choice_meant
from cases.toml import WrittenNumber
from roi.case import key_of
from roi.errors import LARGEST, Place, RoiError, nearest, remedy
from roi.text import is_number, two_numbers

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Built = TypeVar("Built", bound="DataclassInstance")
_LONGEST = 60  # characters of a found value that a message repeats
_LONGEST_UNIT = 80


def built(
    kind: type[Built], entry: object, where: Place, extra: tuple[str, ...] = (), **fixed: object
) -> Built:
    """`entry` as a value of the dataclass `kind`.

    Args:
        kind: the class; its `id` comes from the document's key unless `extra` allows it.
        entry: the table.
        where: file and table, for messages.
        extra: keys that are allowed although the document does not give them as fields.
        fixed: fields that are not this table's to give.

    Raises:
        RoiError: no table, a key that is unknown or missing, a value of a wrong type.
    """
    table = as_table(entry, where)
    known = _known(kind)
    for key in table:
        if (key not in known or key == "id") and key not in extra:
            refuse_unknown(table, [*(key for key in known if key != "id"), *extra], where)
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key in known and (row := known[key]).name not in fixed:
            plain = row.type is str and type(value) is str and key != "unit"  # most, and nothing to look at
            given[row.name] = value if plain else checked(row.type, key, value, where.at_key(key))
    for key, row in known.items():
        if row.name in fixed:
            given[row.name] = fixed[row.name]
        elif row.needed and row.name not in given:
            raise RoiError(f"the key `{key}` is missing", where, f"Add it: {_expected(row.type)}.")
    return kind(**given)


class _Row(NamedTuple):
    """A field of a class as a document has it."""

    name: str
    type: Any
    needed: bool


@cache
def _known(kind: type[DataclassInstance]) -> Mapping[str, _Row]:
    """The fields of a class by their keys."""
    types_of = get_type_hints(kind)
    return {
        key_of(field): _Row(
            field.name, types_of[field.name], field.default is MISSING and field.default_factory is MISSING
        )
        for field in fields(kind)
    }


def as_table(entry: object, where: Place, hint: str = "") -> Mapping[str, object]:
    """The entry, if it is a table.

    Args:
        hint: how such a table is written; "" where its keys say it.

    Raises:
        RoiError: it is none.
    """
    if not isinstance(entry, Mapping):
        if isinstance(entry, list) and where.table and not where.key:
            hint = f"Write {where.table} over them, in single brackets."
        raise RoiError(
            f"a table is expected, found {shown(entry)}", where, hint or "Write key = value pairs."
        )
    return entry


def refuse_unknown(table: Mapping[str, object], allowed: Iterable[str], where: Place) -> None:
    """Raise on the first key that is not allowed; the nearest one is offered.

    Raises:
        RoiError: there is one.
    """
    names = list(allowed)
    for key in table:
        if key not in names:
            near = nearest(key[:_LONGEST], names)
            inside = (
                ""
                if "inputs" not in names or near.close
                else f"Values stand under {where.table[:-1]}.inputs]. "
            )
            raise RoiError(f"unknown key {_quoted(key)}", where, remedy(inside, near))


def checked(expected: Any, key: str, value: Any, where: Place) -> Any:
    """The value, if it is of the type; lists become tuples, value texts may be numbers.

    Raises:
        RoiError: another type, a number that is not finite, a word that is not among the allowed ones.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        _refuse_number(value, where)
        if key == "value" and expected is str:
            return repr(value)
    if key in ("source", "local") and get_origin(expected) is tuple and isinstance(value, str):
        return (value,) if value else ()
    if key == "start" and isinstance(value, date):
        return f"{value:%Y-%m}"
    if get_origin(expected) in (Union, types.UnionType):
        expected = next(part for part in get_args(expected) if part is not type(None))
    if get_origin(expected) is tuple:
        return _items(get_args(expected), key, value, where)
    if get_origin(expected) is Literal:
        if not isinstance(value, str) or value not in get_args(expected):
            hint = choice_meant(key, value[:_LONGEST] if isinstance(value, str) else "", get_args(expected))
            raise RoiError(f"{shown(value)} is not allowed here", where, hint)
        return value
    if key == "unit" and isinstance(value, str) and len(value) > _LONGEST_UNIT:
        raise RoiError(f"{shown(value)} is too long for a unit", where, "Write `USD/seat/month`.")
    if not _is(expected, value):
        needed = "a number, or a distribution in quotes," if key == "value" else _expected(expected)
        raise RoiError(f"{needed} is needed, found {shown(value)}", where, _remedy(key, expected, value))
    return float(value) if expected is float else value


def shown(value: object) -> str:
    """A value found in a document, as a message repeats it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{_clipped(value)}"'
        case Mapping():
            return "a table"
        case list() | tuple():
            return f"a list of {len(value)}"
        case datetime():
            return f"the time {value.isoformat()}"
        case date() | time():
            return f"the {type(value).__name__} {value.isoformat()}"
        case int() if abs(value) > 10**15:
            return "a number of more than 15 digits"
        case _:
            return f"{value}"


def _quoted(name: str) -> str:
    return f"`{_clipped(name)}`"


def _clipped(text: str) -> str:
    flat = "".join(sign if sign.isprintable() else " " for sign in text[: _LONGEST + 1])
    return flat if len(text) <= _LONGEST else f"{flat[:_LONGEST]}…"


def _is(expected: Any, value: object) -> bool:
    """Whether the value is of the plain type, without any liberty: true is no number, a time no date."""
    if expected is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if expected is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if expected is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, expected)


def _items(expected: tuple[Any, ...], key: str, value: object, where: Place) -> tuple[Any, ...]:
    count = None if expected[-1] is Ellipsis else len(expected)
    if not isinstance(value, (list, tuple)) or (count is not None and len(value) != count):
        much = "a list" if count is None else f"a list of {count}"
        one_number = expected[0] in (int, float) and count is None and _is(expected[0], value)
        listed = f"[{shown(value)}]" if one_number else '["…", "…"]'
        raise RoiError(f"{much} is needed, found {shown(value)}", where, f"Write {listed}.")
    return tuple(checked(expected[0], key, item, where) for item in value)


def _refuse_number(value: float, where: Place) -> None:
    if isinstance(value, WrittenNumber) and (readings := two_numbers(value.written)):
        either = " or ".join(readings)
        raise RoiError(f"{value.written} can mean {either}", where, f"Write {either}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise RoiError(f"found {value}, which is not a finite number", where, "Write a number.")
    if abs(value) > LARGEST:
        raise RoiError(f"the number is above {LARGEST:g} in size", where, "Choose a larger unit.")


def _expected(kind: Any) -> str:
    """What a key of that type holds, in words."""
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        return "a list"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    return {
        str: "a text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        date: "a date such as 2026-11-23",
    }[kind]


def _remedy(key: str, expected: object, value: object) -> str:
    if key == "value" and isinstance(value, list):
        return (
            'A range is one text, as in "range(10, 20, 40)"; what differs by year is a formula over inputs of '
            "their own: `first if month <= a_year else later`."
        )
    if key == "value":
        return 'As in value = 30, or value = "range(10, 20, 40)".'
    if key == "start":
        return 'Write the year and the month: "2027-01".'
    if expected is str:
        return "Write one text, in quotes." if isinstance(value, list) else "Write it in quotes."
    if isinstance(value, str):
        return (
            "Write it without quotes."
            if is_number(value)
            else f"Write {_expected(expected)}, without quotes."
        )
    if isinstance(value, datetime):
        return "Leave out the time of day."
    return "Round it." if isinstance(value, float) else f"Write {_expected(expected)}."
