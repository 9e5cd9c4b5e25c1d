"""Tables that are looked into by name: a name that is not there ends in the nearest that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn, TypeVar

from roi.errors import RoiError, nearest

Key = TypeVar("Key")
Item = TypeVar("Item")


class UnknownNameError(RoiError, KeyError):
    """A name that is not in a table; a `KeyError` to whoever handles those."""


class ByName(dict[Key, Item]):
    """A table of things by name.

    >>> Named("metric", {"npv": 1})["NPV"]
    Traceback (most recent call last):
        ...
    roi.names.UnknownNameError: there is no metric `NPV`
      Did you mean 'npv'? Allowed: npv.
    """

    def __init__(self, kind: str, items: Mapping[Key, Item]) -> None:
        super().__init__(items)
        self.kind = kind

    def __missing__(self, key: object) -> NoReturn:
        raise unknown(self.kind, key, self)


def unknown(kind: str, name: object, allowed: Iterable[object]) -> UnknownNameError:
    """The error of a name of this kind that is not among the allowed ones."""
    return UnknownNameError(
        f"there is no {kind} `{name}`", hint=nearest(str(name), [str(each) for each in allowed])
    )
