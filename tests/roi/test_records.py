"""Frozen dataclasses of `roi.records` do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import itertools
import pickle
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from roi import records

MAKERS = (dataclasses.dataclass, records.dataclass)
OPTIONS: tuple[dict[str, Any], ...] = (
    {"frozen": True, "slots": True}, {"frozen": True}, {"frozen": True, "kw_only": True},
    {"frozen": True, "slots": True, "eq": False}, {"frozen": True, "slots": True, "repr": False},
    {"slots": True}, {"frozen": True, "slots": True, "order": True},
)  # fmt: skip


def classes(maker: Callable[..., Any], options: dict[str, Any]) -> tuple[type, type]:
    """A base and what is derived from it."""

    @maker(**options)
    class Base:
        """A base."""

        name: str
        others: list[int] = field(default_factory=list, compare=False)

    @maker(**options)
    class Line(Base):
        """With every kind of field."""

        unit: str = field(default="hour", kw_only=True)
        factor: float = field(default=1.0, hash=False)
        hidden: int = field(default=3, repr=False)
        total: float = field(init=False)
        kept: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
        fixed: int = field(default=7, init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "total", self.factor * 2)

    return Base, Line


def known(cls: type) -> list[object]:
    """What can be seen of a class and its values."""
    a, b, c = cls(name="a"), cls(name="a"), cls(name="b", others=[1])
    changed: Any = dataclasses.replace(a, name="c")
    repeated = [a == b, a == c, a == 1, a != b, b in [a], changed.name]
    try:
        repeated.append(hash(a) == hash(b))
    except TypeError as error:
        repeated.append(str(error))
    for change in (lambda: setattr(a, "name", "d"), lambda: delattr(a, "name"), lambda: cls()):
        try:
            change()
        except (FrozenInstanceError, TypeError, AttributeError) as error:
            repeated.append((type(error), str(error)))
    signature = [
        (parameter.name, parameter.kind, parameter.annotation)
        for parameter in inspect.signature(cls).parameters.values()
    ]
    names = [
        (field.name, field.type, field.init, field.repr, field.compare) for field in dataclasses.fields(cls)
    ]
    shown = re.sub(" at 0x[0-9a-f]+", "", repr(c))
    return [*repeated, signature, names, shown, c.others, vars(cls)["__match_args__"], hasattr(a, "__dict__")]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_they_do_what_the_standard_librarys_do(options: dict[str, Any]) -> None:
    theirs, ours = (classes(maker, options) for maker in MAKERS)
    assert [known(cls) for cls in ours] == [known(cls) for cls in theirs]


@pytest.mark.parametrize(("base", "maker"), list(itertools.permutations(MAKERS)))
def test_a_class_of_one_is_derived_from_one_of_the_other(base: Any, maker: Any) -> None:
    @base(frozen=True)
    class Base:
        name: str

    @maker(frozen=True)
    class Line(Base):
        unit: str = "hour"

    class Plain(Line):
        """With an attribute that is no field."""

    derived: tuple[Any, Any] = Line, Plain
    line, plain = (each(name) for each, name in zip(derived, "ab", strict=True))
    assert [field.name for field in dataclasses.fields(line)] == ["name", "unit"]
    assert str(vars(Line)["__dataclass_params__"]) == str(vars(Base)["__dataclass_params__"])
    assert (line == derived[0]("a"), hash(line) == hash(derived[0]("a")), line == plain) == (
        True,
        True,
        False,
    )
    for value in (line, plain):
        with pytest.raises(FrozenInstanceError):
            value.name = "c"
    plain.other = 1
    del plain.other
    with pytest.raises(TypeError, match="cannot inherit non-frozen dataclass from a frozen one"):
        maker()(type("Open", (Base,), {}))


@records.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be pickled."""

    name: str
    values: tuple[int, ...] = ()


@records.dataclass(frozen=True)
class Spoken:
    """One with methods of its own."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spoken)

    def __hash__(self) -> int:
        return 5

    def __repr__(self) -> str:
        return "spoken"


def test_they_are_pickled_and_copied() -> None:
    value = Kept("a", (1, 2))
    for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert other == value
        assert other is not value
        assert hash(other) == hash(value)


def test_methods_of_the_class_stay() -> None:
    assert (Spoken("a") == Spoken("b"), hash(Spoken("a")), repr(Spoken("a"))) == (True, 5, "spoken")


def test_defaults_are_made_anew() -> None:
    base, _ = classes(records.dataclass, {"frozen": True, "slots": True})
    assert base("a").others is not base("a").others


def test_a_class_without_a_text_of_its_own_is_not_asked_for_its_signature(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That took Python's tokenizer, hundredths of a second of every start."""
    monkeypatch.delattr(inspect, "signature")

    @records.dataclass(frozen=True, slots=True)
    class Point:
        x: int

    assert Point.__doc__ == "Point"
    assert Point(1) == Point(1)
