"""What a query takes, as rows: of them the command line makes its options, and the agents' door its schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """How a field of a query is asked for; it stands in the annotation of the field.

    Attributes:
        help: one sentence, which names no option of a face.
        name: as `roi.errors.Setting` has it, where that is not the name of the field.
        metavar: what stands for the value, in a help.
        positional: whether the command line takes it without a name.
        least, most: bounds of a number.
        allowed: the names that are allowed, where they are the same for every case.
        case: whether its value names a case; `file`: a file of another kind, that is read.
        pairs: whether each text is of the form NAME=VALUE.
        spelling: an option of the command line that does not follow from the name, such as one with its negation.
    """

    help: str
    name: str = ""
    metavar: str = ""
    positional: bool = False
    least: int | None = None
    most: int | None = None
    allowed: Callable[[], Sequence[str]] | None = None
    case: bool = False
    file: bool = False
    pairs: bool = False
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter as a query has it.

    Attributes:
        field: of the query.
        type: `str`, `int`, `float` or `bool`; of each text, where there are several.
        several: whether it is a tuple of texts.
        optional: whether it may be None, which stands for what is usual.
        default: the field's; `dataclasses.MISSING` where a value is needed.
    """

    field: str
    type: type
    several: bool
    optional: bool
    default: Any
    parameter: Parameter

    @property
    def name(self) -> str:
        """What every face derives its own name from."""
        return self.parameter.name or self.field

    @property
    def needed(self) -> bool:
        """Whether there is no query without it."""
        return self.default is MISSING


def row_of(field: str, annotation: object, default: object) -> ParameterRow | None:
    """The row of an annotated field or argument; None where its annotation has no `Parameter`."""
    if get_origin(annotation) is not Annotated:
        return None
    kind, *more = get_args(annotation)
    parameter = next((each for each in more if isinstance(each, Parameter)), None)
    if parameter is None:
        return None
    optional = isinstance(kind, UnionType)
    if optional:
        kind = next(each for each in get_args(kind) if each is not NoneType)
    several = get_origin(kind) is tuple
    return ParameterRow(field, get_args(kind)[0] if several else kind, several, optional, default, parameter)


def rows(query: type) -> tuple[ParameterRow, ...]:
    """The rows of a query: what has a place first, then what it has of its own, then what it shares with others."""
    hints = get_type_hints(query, include_extras=True)
    defaults = {field.name: field.default for field in fields(query)}
    every_row = [row for name in _own_first(query) if (row := row_of(name, hints[name], defaults[name]))]
    places = [row for row in every_row if row.parameter.positional]
    return (*reversed(places), *(row for row in every_row if not row.parameter.positional))


def _own_first(query: type) -> Iterator[str]:
    known = {field.name for field in fields(query)}
    for owner in query.__mro__:
        yield from (name for name in get_annotations(owner) if name in known)
