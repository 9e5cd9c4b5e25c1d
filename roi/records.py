"""Frozen dataclasses that are made in a quarter of the time.

The standard library compiles six methods for each frozen class, half a millisecond of every start; a command has
150 such classes, the app 300.  Here `__init__` alone is compiled, since it runs for each value; the rest are
closures over the names of the fields.  The fields are the standard library's, and what a class can do is the same.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen=False, slots=False, kw_only=False, eq=True, repr=True, **others):
        """As `dataclasses.dataclass`, which makes the classes that are not frozen, or that ask for more."""
        if others or not frozen:
            return dataclasses.dataclass(
                frozen=frozen, slots=slots, kw_only=kw_only, eq=eq, repr=repr, **others
            )

        def made(cls):
            cls.__doc__ = cls.__doc__ or cls.__name__  # else its signature, which takes Python's tokenizer
            derived = any(
                map(dataclasses.is_dataclass, cls.__mro__[1:])
            )  # of a frozen class: that has to be said
            plain = dataclasses.dataclass(
                init=False, repr=False, eq=False, frozen=derived, slots=slots, kw_only=kw_only
            )(cls)
            stated = plain.__dataclass_params__  # what classes derived from it are judged by
            stated.init, stated.frozen, stated.eq, stated.repr = True, True, eq, repr
            _add_methods(plain, slots=slots, compared=eq, shown=repr)
            return plain

        return made


def _add_methods(cls: type, *, slots: bool, compared: bool, shown: bool) -> None:
    """The methods that the class does not define itself."""
    fields = dataclasses.fields(cast("Any", cls))
    methods: dict[str, object] = {
        "__init__": _init(cls, fields),
        **_guards(cls, {field.name for field in fields}),
    }
    if slots:
        methods |= {"__getstate__": _getstate, "__setstate__": _setstate}
    if shown:
        methods["__repr__"] = _repr([field.name for field in fields if field.repr])
    if compared:
        methods["__eq__"] = _eq(_values([field.name for field in fields if field.compare]))
        hashed = [field.name for field in fields if (field.compare if field.hash is None else field.hash)]
        methods["__hash__"] = _hash(_values(hashed))
    for name, method in methods.items():
        if vars(cls).get(name) is None:  # with an `__eq__` of its own a class has None for `__hash__`
            setattr(cls, name, method)


def _guards(cls: Any, names: Collection[str]) -> dict[str, object]:
    """Of the fields; a plain class derived from it may have attributes beside them."""

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _getstate(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: Sequence[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


def _values(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _eq(values: Callable[[object], tuple[object, ...]]) -> Callable[[object, object], object]:
    def __eq__(self: object, other: object) -> object:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(values: Callable[[object], tuple[object, ...]]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _repr(names: Sequence[str]) -> Callable[[object], str]:
    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({inside})"

    return __repr__


_MADE = object()  # stands for a default that is made anew each time


def _init(cls: type, fields: Sequence[dataclasses.Field[Any]]) -> object:
    """Compiled, since it runs for each value; its text holds names of fields alone."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_MADE": _MADE}
    parameters, by_name, lines = ["self"], list[str](), list[str]()
    for field in fields:
        parameter = value = name = field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_of_{name}"] = field.default_factory
            parameter = f"{name}=_MADE"
            value = f"_of_{name}() if {name} is _MADE else {name}" if field.init else f"_of_{name}()"
        elif field.default is not dataclasses.MISSING:
            known[f"_of_{name}"] = field.default
            parameter = f"{name}=_of_{name}"
            value = name if field.init else f"_of_{name}"
        elif not field.init:
            continue
        if field.init:
            (by_name if field.kw_only else parameters).append(parameter)
        lines.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    if by_name:
        parameters += ["*", *by_name]
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *lines, " pass"]), known)
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return init
