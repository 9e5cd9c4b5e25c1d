"""Limits and likely values of inputs in per cent, and what is drawn anew each year: numbers or texts as `0.5%`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cases.fields import refuse_unknown, shown
from roi.case import ID
from roi.errors import Place, RoiError
from roi.model.read import plain_number
from roi.yearly import Yearly

_KEYS = ("min", "max", "likely")
_MOST = 1e6  # per cent: beyond all sense, and still told by its reach
_SIGNED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?%")


def with_plain_numbers(entry: object, where: Place) -> object:
    """The table of an input, `"0.5%"` under min, max and likely as 0.5; anything else as it is.

    Raises:
        RoiError: a percentage of an input in another unit.
    """
    if not isinstance(entry, Mapping):
        return entry
    plain = dict(entry)
    for key in _KEYS:
        value = entry.get(key)
        if isinstance(value, str) and _SIGNED.fullmatch(value):
            if not _in_percent(entry):
                hint = "Write a number in the unit of the input."
                raise RoiError(
                    f'"{value}" is a share, and the unit is {entry.get("unit")}', where.at_key(key), hint
                )
            plain[key], _ = plain_number(value)
    if "yearly" in entry:
        plain["yearly"] = _yearly(entry["yearly"], where.at_key("yearly"))
    return plain


_AS_IN = "As in yearly = {spread = 8, persistence = 60}: per cent, or the ids of inputs in %."


def _yearly(entry: object, where: Place) -> Yearly:
    if not isinstance(entry, Mapping):
        raise RoiError(f"a table is expected, found {shown(entry)}", where, _AS_IN)
    refuse_unknown(entry, ("spread", "persistence"), where)
    for key in ("spread", "persistence"):
        if key not in entry:
            raise RoiError(f"`{key}` is missing", where, _AS_IN)
    return Yearly(_share_or_id(entry["spread"], where), _share_or_id(entry["persistence"], where))


def _share_or_id(value: object, where: Place) -> str:
    if isinstance(value, str) and (_SIGNED.fullmatch(value) or ID.fullmatch(value)):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= _MOST:
        raise RoiError(f"{shown(value)} is neither a share nor the id of an input", where, _AS_IN)
    if 0 < abs(value) <= 1:
        few, many = f"{value:g}", f"{100 * value:g}"
        message = f"{few} can mean {few} % or {many} %"
        raise RoiError(message, where, f'Write "{few}%" or "{many}%".')
    return f"{value!r}%"


def refuse_fractions(raw: Mapping[str, Any], origin: str) -> None:
    """Refuse bare limits and likely values in per cent that could be fractions.

    0.35 is one; 1 is where none of an input's three numbers goes beyond it.

    Raises:
        RoiError: with both readings.
    """
    for name, entry in raw["inputs"].items():
        _refuse(entry, Place(origin, f"[inputs.{name}]"))
    for option, table in raw.get("options", {}).items():
        for name, entry in table.get("inputs", {}).items():
            _refuse(entry, Place(origin, f"[options.{option}.inputs.{name}]"))


def _refuse(entry: object, where: Place) -> None:
    if not isinstance(entry, Mapping) or not _in_percent(entry):
        return
    bare = {key: entry[key] for key in _KEYS if isinstance(entry.get(key), (int, float))}
    beyond = any(abs(value) > 1 for value in bare.values())
    for key, value in bare.items():
        if 0 < abs(value) < 1 or (abs(value) == 1 and not beyond):
            few, many = f"{value:g}", f"{100 * value:g}"
            message = f"{few} on a % input can mean {few} % or {many} %"
            raise RoiError(message, where.at_key(key), f'Write "{few}%" or {many}.')


def _in_percent(entry: Mapping[str, object]) -> bool:
    return str(entry.get("unit", "")).strip().startswith("%")
