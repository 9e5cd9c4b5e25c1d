"""Parameters of building blocks: what a block asks for, the values it is given, and its text with them put in.

A placeholder is `{name}`, in keys and in texts.  Texts are read once: a value is never searched for placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from cases.fields import as_table, built, checked, shown
from roi.case import ID
from roi.errors import Place, RoiError, located, nearest
from roi.formula.nodes import Binary, If, Node, Unary
from roi.formula.parse import parse
from roi.records import dataclass

Kind = Literal["text", "value", "number", "list", "id", "formula"]
Value = str | int | float | list[str]
LONGEST_VALUE = 1_000  # characters
MOST_TEXT = 2_000_000  # characters of all blocks of a case, values put in
BUILT_IN = ("id", "currency")  # its name in `use`, with _ for -, and the currency of the case
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_PRODUCT = ("*", "/")
_OPENS = ("(", ",", "+", "-", "*")  # what may stand before a product without changing what it is
_MEANINGS = {
    "text": "a text in quotes",
    "value": "a number, or a distribution in quotes",
    "number": "a number",
    "list": "a list of texts",
    "id": "an id in quotes: lower-case letters, digits and _, a letter first",
    "formula": "a formula in quotes",
}


@dataclass(frozen=True, slots=True)
class BlockParameter:
    """What a block asks of those who take it in.

    Attributes:
        label: what it is, in words.
        kind: what its values are; a `formula` is put into brackets where it has to be.
        default: the value where none is given; None: one has to be.
    """

    id: str
    label: str
    kind: Kind = "text"
    default: Value | None = None

    @property
    def meaning(self) -> str:
        """What its values are, in words."""
        return _MEANINGS[self.kind]


@dataclass(slots=True)
class Budget:
    """How much text a case may still take in."""

    text: int = MOST_TEXT

    def spend(self, characters: int, file: str) -> None:
        """Count characters.

        Raises:
            RoiError: there are too many.
        """
        self.text -= characters
        if self.text < 0:
            message = f"the blocks of the case have more than {MOST_TEXT:,} characters"
            raise RoiError(message, Place(file), "Take in fewer of them.")


def parameters_from(table: object, where: Place) -> dict[str, BlockParameter]:
    """The `[parameters]` of a block file; `where`: the file.

    Raises:
        RoiError: no id, a name that is taken, an unknown key, a default of the wrong kind.
    """
    parameters: dict[str, BlockParameter] = {}
    for name, entry in as_table(table, where.of_table("[parameters]")).items():
        place = where.of_table(f"[parameters.{name}]")
        if ID.fullmatch(name) is None or name in (*BUILT_IN, "block", "without"):
            hint = f"Lower-case letters, digits and _, a letter first; not {', '.join(BUILT_IN)}, block, without."
            raise RoiError(f"{shown(name)} names no parameter", place, hint)
        rest = {key: value for key, value in as_table(entry, place).items() if key != "default"}
        parameter = built(BlockParameter, rest, place, id=name, default=None)
        if "default" in as_table(entry, place):
            default = _checked(parameter, as_table(entry, place)["default"], place.at_key("default"))
            parameter = BlockParameter(name, parameter.label, parameter.kind, default)
        parameters[name] = parameter
    return parameters


def values_of(
    parameters: Mapping[str, BlockParameter],
    given: Mapping[str, object],
    shared: Mapping[str, object],
    where: Place,
) -> dict[str, Value]:
    """The value of each parameter: the one given, else the one shared by all blocks, else the default.

    Raises:
        RoiError: an unknown parameter, one without a value, a value of the wrong kind.
    """
    for name in given:
        if name not in parameters:
            raise RoiError(f"the block has no parameter {shown(name)}", where, nearest(name[:60], parameters))
    values: dict[str, Value] = {}
    for name, parameter in parameters.items():
        value = given.get(name, shared.get(name, parameter.default))
        if value is None:
            slip = nearest(name, (each for each in shared if each not in parameters)).close
            instead = f" in place of {slip}" if slip else ""
            hint = f"Write {name} = …{instead}, {parameter.meaning}."
            raise RoiError(f"a block needs the parameter `{name}`: {parameter.label}", where, hint)
        of_all = name in shared and name not in given
        place = Place(where.file, "[use]") if of_all else where
        values[name] = _checked(parameter, value, place.at_key(name))
    return values


def _checked(parameter: BlockParameter, value: object, where: Place) -> Value:
    """The value, if it is of the parameter's kind."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if parameter.kind == "list" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [_plain(item, where) for item in value]
    if number and parameter.kind in ("number", "value"):
        checked(float, parameter.id, value, where)
        return value  # type: ignore[return-value]
    if isinstance(value, str) and parameter.kind in ("text", "value", "id", "formula"):
        text = _plain(value, where)
        if parameter.kind == "id" and ID.fullmatch(text) is None:
            raise RoiError(f"{shown(text)} is no id", where, f"Write {parameter.meaning}.")
        if parameter.kind == "formula":
            _parsed(text, where)
        return text
    hint = f"It is: {parameter.label}."
    if number and parameter.kind == "formula":
        hint += " Make the number an input, and write the id of that."
    raise RoiError(f"{parameter.meaning} is needed, found {shown(value)}", where, hint)


def _plain(text: str, where: Place) -> str:
    if len(text) > LONGEST_VALUE or "{" in text or "}" in text or not text.replace("\t", " ").isprintable():
        message = f"{shown(text)} cannot be the value of a parameter"
        raise RoiError(message, where, f"One line of at most {LONGEST_VALUE:,} characters, without braces.")
    return text


def _parsed(text: str, where: Place) -> Node:
    with located(where):
        return parse(text)


@dataclass(frozen=True, slots=True)
class Filler:
    """Puts values into the texts and keys of a block.

    Attributes:
        parameters: what the block declares; names beside them are built in, and texts.
        values: of all of them.
        budget: how much text there may still be.
        file: the block's, for messages.
    """

    parameters: Mapping[str, BlockParameter]
    values: Mapping[str, Value]
    budget: Budget = field(default_factory=Budget)
    file: str = ""

    def filled(self, content: object, path: tuple[str, ...] = ()) -> Any:
        """The content with values in place of placeholders; numbers and dates are as they were.

        A text that is nothing but a placeholder becomes the value itself, a number or a list; a key whose
        value becomes an empty text in this way is left out.  `path`: keys that lead to it, for messages.

        Raises:
            RoiError: a placeholder of no parameter, a brace that belongs to none, a key that is there twice.
        """
        if isinstance(content, str):
            return self._text(content, path)
        if isinstance(content, list):
            return [self.filled(item, path) for item in content]
        if not isinstance(content, dict):
            return content
        result: dict[str, object] = {}
        for raw, value in content.items():
            key = self._key(raw, path)
            entry = self.filled(value, (*path, key))
            if key in result:
                hint = "Give parameters that make them differ."
                raise RoiError(
                    f"the key {shown(key)} is there twice, values put in", self._where((*path, key)), hint
                )
            if entry != "" or value == "":
                result[key] = entry
        return result

    def _where(self, path: tuple[str, ...]) -> Place:
        """A path of keys as a place: the last is the key of a table, one alone is a table."""
        if len(path) < 2:
            return Place(self.file, f"[{path[0]}]" if path else "")
        return Place(self.file, f"[{'.'.join(path[:-1])}]", path[-1])

    def _key(self, text: str, path: tuple[str, ...]) -> str:
        key = self._text(text, path)
        if not isinstance(key, str):
            raise RoiError(
                f"the key {shown(text)} becomes {shown(key)}", self._where(path), "Keys are texts."
            )
        return key

    def _text(self, text: str, path: tuple[str, ...]) -> object:
        if "{" not in text and "}" not in text:
            self.budget.spend(len(text), self.file)
            return text
        where = self._where(path)
        whole = _BRACES.fullmatch(text)
        if whole is not None:
            value = self._value(whole, where)
            self.budget.spend(len(str(value)), self.file)
            return list(value) if isinstance(value, list) else value
        filled = _BRACES.sub(self._part(where), text)
        self.budget.spend(len(filled), self.file)
        return filled

    def _value(self, match: re.Match[str], where: Place) -> Value:
        name = match[1]
        if name is None or name not in self.values:
            message = (
                "a brace that belongs to no parameter" if name is None else f"no parameter {shown(name)}"
            )
            hint = nearest((name or "")[:60], self.values)
            raise RoiError(message, where, hint)
        return self.values[name]

    def _part(self, where: Place) -> Callable[[re.Match[str]], str]:
        """What stands in a longer text in place of a placeholder."""

        def part(match: re.Match[str]) -> str:
            value = self._value(match, where)
            if isinstance(value, list):
                raise RoiError(f"`{match[1]}` is a list and stands alone", where, f'Write "{{{match[1]}}}".')
            parameter = self.parameters.get(match[1])
            if parameter is not None and parameter.kind == "formula":
                before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
                return _bracketed(str(value), before, after, where)
            return str(value)

        return part


def _bracketed(text: str, before: str, after: str, where: Place) -> str:
    """A formula inside a larger one: in brackets where it would else be torn apart."""
    node = _parsed(text, where)
    if not isinstance(node, Binary | If | Unary):
        return text
    product = isinstance(node, Binary) and node.op in _PRODUCT
    alone = (not before or before.endswith(("(", ","))) and (not after or after.startswith((")", ",")))
    begins = not before or (before.endswith(_OPENS) and not before.endswith("**"))
    return text if alone or (product and begins and not after.startswith("**")) else f"({text})"
