"""Files beside a case that its values name: where, and how they are found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cases.fields import shown
from roi.case import Case, Input
from roi.errors import Place, RoiError
from roi.formula.nodes import Call, Name, Text, walk
from roi.formula.quantity import quantity
from roi.reading import real_path

MOST_FILES = 20  # of each kind that a case reads


class CallPlace(NamedTuple):
    """Where a file is named, for messages, and whether the input is in per cent."""

    where: Place
    percent: bool


def calls_of(case: Case, family: str) -> Iterator[tuple[str, str, CallPlace]]:
    """File, name and place of every call of `data` or `sip` in the values of a document."""
    for where, text, unit in _values(case, family):
        try:
            stated = quantity(text)
            node = stated.node
        except RoiError:
            continue  # told with its place when the value is resolved
        for part in walk(node):
            if isinstance(part, Call) and part.function == family:
                given = (*part.arguments, *(value for _, value in part.keywords))
                words = [_word(value) for value in given]
                if len(words) == 2 and words[0] is not None and words[1] is not None:
                    yield words[0], words[1], CallPlace(where, (stated.unit or unit).startswith("%"))


def _word(node: object) -> str | None:
    return node.value if isinstance(node, Text) else node.id if isinstance(node, Name) else None


def _values(case: Case, family: str) -> Iterator[tuple[Place, str, str]]:
    """Place, text and declared unit of every value of a document that may call the family.

    Most do not name it: they need no place, and need not be parsed.
    """
    units = {name: spec.unit for name, spec in case.inputs.items()}
    for name, spec in case.inputs.items():
        if family in spec.value:
            yield Place(case.origin, f"[inputs.{name}]", "value"), spec.value, spec.unit
    for option in case.options.values():
        units |= {name: entry.unit for name, entry in option.inputs.items() if isinstance(entry, Input)}
    overridden = [
        *((f"options.{option.id}", option.inputs) for option in case.options.values()),
        *((f"presets.{preset.id}", preset.inputs) for preset in case.presets.values()),
        *((f"regions.{region.id}", region.inputs) for region in case.regions.values()),
    ]
    for table, inputs in overridden:
        for name, entry in inputs.items():
            if family in entry.value:
                place = Place(case.origin, f"[{table}.inputs.{name}]", "value")
                unit = entry.unit if isinstance(entry, Input) else units.get(name, "")
                yield place, entry.value, unit
    for claim in case.claims:
        for name, given in claim.given.items():
            if family in given.value:
                place = Place(table=f"[given.{name}]", key="value")
                yield place.within(Place(case.origin, f"[[claims]] {claim.id}")), given.value, given.unit


def beside(folder: Path, file: str) -> Path:
    """The path of a file that lies in the folder of a case, or below it.

    Raises:
        RoiError: it lies elsewhere, or no file can be called so.
    """
    path = real_path(folder / file)
    if not path.is_relative_to(real_path(folder)):
        hint = "The file must lie beside the case or below it."
        raise RoiError(f"{shown(file)} is outside the folder of the case", hint=hint)
    return path
