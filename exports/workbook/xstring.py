"""Texts as parts of a workbook hold them (ST_Xstring, ECMA-376 part 1, 22.9.2.19): `_x0041_` stands for `A`."""

from __future__ import annotations

import re

_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Excel writes codes for nothing but what XML cannot hold and this underscore; others leave `_x0041_` as typed.
_WRITTEN = re.compile("_x(005F(?=_x[0-9A-Fa-f]{4}_)|00[01][0-9A-Fa-f])_")
_LITERAL = re.compile('"(?:[^"]|"")*"')


def xstring(text: str) -> str:
    """The text with every underscore escaped that would begin a code."""
    return _CODE.sub("_x005F_", text) if "_x" in text else text


def read_xstring(text: str) -> str:
    """The text that a program wrote so."""
    return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def in_formula(formula: str) -> str:
    """A formula whose texts hold no code: programs do not agree on whether one is read there."""
    if "_x" not in formula:
        return formula
    return _LITERAL.sub(lambda match: _CODE.sub('_"&"', match[0]), formula)
