"""Variables of SIPmath 3.0 libraries that inputs are read from, by `sip("file.sipmath", name)`.

A library is JSON of strangers: its size, depth and numbers are limited, names in it are looked for and never
evaluated, and nothing is fetched that it points to.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases.columns import MAX_DATA, MOST_VALUES
from cases.fields import as_table, built, shown
from cases.named_files import MOST_FILES, CallPlace, beside, calls_of
from roi.case import Case
from roi.errors import LARGEST, Place, RoiError, nearest
from roi.reading import read_text
from roi.records import dataclass
from roi.sip import Sip

MAX_FILE = 40_000_000  # bytes of a library: read whole, it takes many times that
MOST_LISTS = 1_000_000  # lists and tables in it: an empty one takes twenty times its two bytes
MOST_TERMS = 30  # of a metalog
_READ = (
    "Read are `Metalog_1_0`, `SIP_Array` with its trials in the file, and `Lookup_Table`. "
    "Have it exported as one of them."
)
_WHOLE = 1e-6  # that the last probability of a table may lack, by rounding
_FEWER = "Export fewer trials, or fewer variables."


def sips_of(case: Case, folder: Path | None, stored: Mapping[str, Sip], taken: int = 0) -> dict[str, Sip]:
    """The variables of libraries that a case names, by "file|name".

    Args:
        case: the document.
        folder: where its files lie; None where it is not known.
        stored: variables that are known already.
        taken: numbers of data columns, which count to the same limit.

    Raises:
        RoiError: a file that lies elsewhere, cannot be read or is no library, a variable that is not there, there
            twice, made in a way that is not read, or with numbers that cannot be used.
    """
    sips: dict[str, Sip] = {}
    libraries: dict[str, _Library] = {}
    for file, name, place in calls_of(case, "sip"):
        key = f"{file}|{name}"
        if key in sips:
            continue
        if key in stored:
            sips[key] = stored[key]
            continue
        if folder is None:
            message = f"the variable sip({shown(file)}, {shown(name)}) is not stored in the file"
            raise RoiError(message, place.where)
        if file not in libraries:
            if len(libraries) == MOST_FILES:
                message = f"this is library {MOST_FILES + 1}; at most {MOST_FILES} are read"
                raise RoiError(message, place.where, "Join some.")
            libraries[file] = _library(folder, file, place)
        sips[key] = _variable(libraries[file], name, place.where)
        taken += len(sips[key].numbers)
        if taken > MOST_VALUES:
            message = (
                f"columns and libraries of the case have {taken:,} values; at most {MOST_VALUES:,} are kept"
            )
            raise RoiError(message, place.where, _FEWER)
    return sips


@dataclass(frozen=True, slots=True)
class _Library:
    """The whole document, and its variables as tables."""

    document: Mapping[str, Any]
    sips: list[Mapping[str, Any]]


def _library(folder: Path, file: str, place: CallPlace) -> _Library:
    try:
        text = read_text(beside(folder, file), MAX_FILE, _FEWER, shown(file))
        library = _parsed(text, file)
    except RoiError as problem:
        hint = problem.hint or "Its path is relative to the case file."
        raise RoiError(problem.message, problem.where, hint).at(place.where) from None
    sips = library.get("sips") if isinstance(library, dict) else None
    kind = library.get("libraryType", "SIPmath_3_0") if isinstance(library, dict) else None
    if not isinstance(sips, list) or kind != "SIPmath_3_0":
        what = f"it says that it is {shown(kind)}" if isinstance(sips, list) else "it has no list `sips`"
        hint = "Export it as JSON of the SIPmath 3.0 standard."
        raise RoiError(f"the file {shown(file)} is no SIPmath 3.0 library: {what}", place.where, hint)
    assert isinstance(library, dict)
    return _Library(
        library, [sip for sip in sips if isinstance(sip, dict) and isinstance(sip.get("name"), str)]
    )


def _parsed(text: str, file: str) -> Any:
    hint = "Export it as JSON of the SIPmath 3.0 standard."
    if text.count("[") + text.count("{") > MOST_LISTS:
        raise RoiError(f"the file {shown(file)} has more than {MOST_LISTS:,} lists and tables", hint=_FEWER)
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = f"the file {shown(file)} is no JSON: {error.msg.lower()} in line {error.lineno:,}"
        raise RoiError(message, hint=hint) from None
    except RecursionError:
        raise RoiError(f"the file {shown(file)} nests tables or lists too deeply", hint=hint) from None
    except ValueError:  # a whole number of more than 4,300 digits
        message = f"the file {shown(file)} holds a number of more than 4,300 digits"
        raise RoiError(message, hint="Shorten it.") from None


def _refuse_constant(name: str) -> None:
    raise RoiError(f"the library holds {name}, which is no number of JSON", hint="Take that trial out.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise RoiError(f"the library has the key {shown(twice)} twice in one table", hint="Keep one of them.")
    return table


def _variable(library: _Library, name: str, where: Place) -> Sip:
    """The variable of that name; forms of it for one program only (`environment`) are passed over."""
    sips = library.sips
    named = [sip for sip in sips if sip["name"] == name]
    if not named:
        names = nearest(name, (sip["name"] for sip in sips))
        raise RoiError(f"the library has no variable {shown(name)}", where, names)
    general = [sip for sip in named if "environment" not in sip] or named
    if len(general) > 1:
        message = f"the library has {len(general)} variables {shown(name)}"
        raise RoiError(message, where, "Rename all but the one that is meant.")
    sip = _Reader(general[0], name, where).sip()
    from cases.sip_copula import bound_to

    bound = bound_to(library.document, sips, general[0])
    return replace(sip, others=tuple(bound), scores=tuple(bound.values()))


class _Reader:
    """A variable of a library, key by key; every refusal names it."""

    def __init__(self, table: Mapping[str, Any], name: str, where: Place) -> None:
        self._table, self._name, self._where = table, name, where
        arguments = table.get("arguments")
        self._given: Mapping[str, Any] = arguments if isinstance(arguments, dict) else {}

    def sip(self) -> Sip:
        function = self._table.get("function")
        if self._table.get("rounding"):
            raise self._refused("its trials are rounded, which is not read", "Export it without `rounding`.")
        match function:
            case "Metalog_1_0":
                numbers = self._numbers("aCoefficients", 2, MOST_TERMS)
                return Sip(function, numbers, low=self._bound("lowerBound"), high=self._bound("upperBound"))
            case "SIP_Array":
                kind = self._given.get("type")
                if kind != "array":
                    raise self._refused(f"its trials lie elsewhere ({shown(kind)})", _READ)
                return Sip(function, self._numbers("value", 2, MAX_DATA))
            case "Lookup_Table":
                return self._looked_up()
        raise self._refused(f"it is made by {shown(function)}, which is not read", _READ)

    def _looked_up(self) -> Sip:
        rows = self._list("value", 1, MAX_DATA)
        if not all(isinstance(row, list) and len(row) == 2 for row in rows):
            raise self._refused("its table has rows that are no pairs of a probability and a value", _READ)
        cumulative = tuple(self._number(row[0]) for row in rows)
        last = cumulative[-1]
        rises = all(low < high for low, high in zip((0.0, *cumulative), cumulative, strict=False))
        if not rises or abs(last - 1) > _WHOLE:
            raise self._refused("the probabilities of its table do not rise from above 0 to 1", _READ)
        values = tuple(self._number(row[1]) for row in rows)
        return Sip("Lookup_Table", values, tuple(each / last for each in cumulative))

    def _numbers(self, key: str, least: int, most: int) -> tuple[float, ...]:
        return tuple(self._number(value) for value in self._list(key, least, most))

    def _list(self, key: str, least: int, most: int) -> list[Any]:
        values = self._given.get(key)
        if not isinstance(values, list):
            raise self._refused(f"it has no list `{key}` among its arguments", _READ)
        if not least <= len(values) <= most:
            message = f"its list `{key}` has {len(values):,} entries; {least} to {most:,} are read"
            raise self._refused(message, _FEWER if len(values) > most else _READ)
        return values

    def _bound(self, key: str) -> float | None:
        value = self._given.get(key)
        return None if value is None or value == "" else self._number(value)

    def _number(self, value: Any) -> float:
        """A finite number; whole numbers of hundreds of digits are none."""
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST:
            number = float(value)
            if math.isfinite(number):
                return number
        raise self._refused(f"it holds {shown(value)}, not a number that can be used", "Export it anew.")

    def _refused(self, what: str, hint: str) -> RoiError:
        return RoiError(f"{shown(self._name)} of the library: {what}", self._where, hint)


def stored_sip(sip: Sip) -> dict[str, object]:
    """A variable as an estimate file keeps it; `Sip` is built from it again."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in _kept(sip)}


def _kept(sip: Sip) -> Iterator[tuple[str, Any]]:
    yield "function", sip.function
    yield "numbers", sip.numbers
    if sip.cumulative:
        yield "cumulative", sip.cumulative
    for key, bound in (("low", sip.low), ("high", sip.high)):
        if bound is not None:
            yield key, bound
    if sip.others:
        yield "others", sip.others
        yield "scores", sip.scores


def sips_from(entry: object, file: str) -> Mapping[str, Sip]:
    """The variables that an estimate file keeps, by its table `[sips]`.

    Raises:
        RoiError: what is no such variable.
    """
    return {
        key: built(Sip, table, Place(file, f"[sips.{shown(key)}]"))
        for key, table in as_table(entry, Place(file, "[sips]")).items()
    }
