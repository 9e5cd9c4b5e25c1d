"""Arguments of a call: their JSON Schema, and the query that they make, both of the rows of the query."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from roi.errors import NOWHERE, Place, RoiError, clipped, nearest, of_setting
from roi.text import one_line
from tui.mcp.limits import LONGEST_TEXT, MOST_TEXTS, ServerLimits
from tui.queries.parameter import ParameterRow, rows
from tui.queries.query import Query

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}
_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
_LONGEST_SHOWN = 60  # characters of a wrong value in a message
_LARGEST = 2**53  # of a whole number: beyond it JSON readers disagree
_IDS = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)?", re.ASCII)  # of a case, or of a pack's
_FAR = re.compile(r"^[/\\~]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")


def schema(query: type[Query], limits: ServerLimits) -> dict[str, object]:
    """The JSON Schema (2020-12) of the arguments of a query."""
    listed = rows(query)
    return {
        "type": "object",
        "properties": {row.name: _property(row, limits) for row in listed},
        "required": [row.name for row in listed if row.needed],
        "additionalProperties": False,
    }


def _property(row: ParameterRow, limits: ServerLimits) -> dict[str, object]:
    parameter = row.parameter
    schema: dict[str, object] = {"description": parameter.help}
    text: dict[str, object] = {"type": "string", "maxLength": LONGEST_TEXT}
    if parameter.pairs:
        values = {"type": ["string", "number"]}
        return schema | {"type": "object", "additionalProperties": values, "maxProperties": MOST_TEXTS}
    if row.several:
        return schema | {"type": "array", "items": text, "maxItems": MOST_TEXTS}
    schema |= text if row.type is str else {"type": _TYPES[row.type]}
    bounds = (("minimum", parameter.least), ("maximum", _most(row, limits)))
    schema |= {name: bound for name, bound in bounds if bound is not None}
    if parameter.allowed is not None:
        schema["enum"] = list(parameter.allowed())
    if not row.needed and row.default not in (None, "", False):
        schema["default"] = row.default
    return schema


def _most(row: ParameterRow, limits: ServerLimits) -> int | None:
    return limits.draws if row.name == "draws" else row.parameter.most


def query_of(query: type[Query], given: Mapping[str, object], limits: ServerLimits) -> Query:
    """The query of the arguments of a call; null stands for one that is not given.

    Raises:
        RoiError: an argument there is none of, one that is missing, or a value that cannot be one.
    """
    known = {row.name: row for row in rows(query)}
    for name in given:
        if name not in known:
            shown = one_line(name, _LONGEST_SHOWN)
            raise RoiError(f"there is no argument `{shown}`", NOWHERE, nearest(shown, known))
    values: dict[str, Any] = {}
    for name, row in known.items():
        if given.get(name) is not None:
            values[row.field] = _value(row, given[name], limits)
        elif row.needed:
            raise RoiError("it is missing", of_setting(name), row.parameter.help)
    return query(**values)


def _value(row: ParameterRow, value: object, limits: ServerLimits) -> object:
    where = of_setting(row.name)
    if row.parameter.pairs:
        return _pairs(value, where)
    if row.several:
        if not isinstance(value, list):
            raise _wrong(value, "a list of texts", where)
        _refuse_many(value, where)
        return tuple(_text(each, where) for each in value)
    if row.type is str:
        text = _text(value, where)
        if row.parameter.file and limits.folder is None:
            hint = "Start the server with the folder of the results: --folder."
            raise RoiError("no folder was given at the start: no file can be named", where, hint)
        return _near(text, limits, where) if row.parameter.case or row.parameter.file else text
    return _number(row, value, limits, where)


def _pairs(value: object, where: Place) -> tuple[str, ...]:
    """Values by input, as the texts NAME=VALUE that a request takes."""
    if not isinstance(value, dict):
        raise _wrong(value, 'values by the id of an input, as in {"price": "30"}', where)
    _refuse_many(value, where)
    texts = []
    for name, each in value.items():
        if not name.strip() or "=" in name or len(name) > _LONGEST_SHOWN:
            raise RoiError(f"`{one_line(name, _LONGEST_SHOWN)}` is no id of an input", where)
        at = where.of_input(one_line(name))
        if isinstance(each, float) and not math.isfinite(each):
            raise _wrong(each, "a number or a text", at)
        number = isinstance(each, int | float) and not isinstance(each, bool)
        texts.append(f"{name}={repr(each) if number else _text(each, at)}")
    return tuple(texts)


def _number(row: ParameterRow, value: object, limits: ServerLimits, where: Place) -> object:
    least, most = row.parameter.least, _most(row, limits)
    if row.type is bool:
        if not isinstance(value, bool):
            raise _wrong(value, _WORDS[bool], where)
        return value
    if isinstance(value, float) and row.type is int and value.is_integer():
        value = int(value)  # JSON has one kind of numbers
    kinds = int if row.type is int else int | float
    if isinstance(value, bool) or not isinstance(value, kinds) or not abs(value) <= _LARGEST:
        raise _wrong(value, _WORDS[row.type], where)
    if least is not None and value < least:
        raise RoiError(f"{value} is less than {least}", where, f"At least {least}.")
    if most is not None and value > most:
        raise RoiError(f"{value:,} is more than {most:,}", where, f"At most {most:,} here.")
    return row.type(value)


def _text(value: object, where: Place) -> str:
    if not isinstance(value, str):
        raise _wrong(value, _WORDS[str], where)
    if len(value) > LONGEST_TEXT:
        raise RoiError(f"the text has {len(value):,} characters", where, f"At most {LONGEST_TEXT:,}.")
    return value


def _near(name: str, limits: ServerLimits, where: Place) -> str:
    """The name of a case, or of a file in the folder; where links lead is looked at when it is opened."""
    if _FAR.search(name) or not name.strip():
        hint = "The id of a case, or a name in the folder that was given at the start."
        raise RoiError("this names nothing that may be opened", where, hint)
    if limits.folder is None and _IDS.fullmatch(name) is None:
        hint = "No folder was given at the start: the cases that the tool `cases` lists can be named, and no files."
        raise RoiError(f"`{one_line(name, _LONGEST_SHOWN)}` is no id of a case", where, hint)
    return name


def _refuse_many(value: list[object] | dict[str, object], where: Place) -> None:
    if len(value) > MOST_TEXTS:
        raise RoiError(f"there are {len(value):,} of them", where, f"At most {MOST_TEXTS}.")


def _wrong(value: object, wanted: str, where: Place) -> RoiError:
    shown = clipped(one_line(clipped(repr(value), 4 * _LONGEST_SHOWN)), _LONGEST_SHOWN)
    return RoiError(f"{shown} is not {wanted}", where)
