"""The shape of a case document: a TOML table → `roi.case.Case`, or one message that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cases.fields import Built, as_table, built, checked, refuse_unknown, shown
from cases.other_names import id_meant, table_meant
from cases.references import check_document
from cases.shares import with_plain_numbers
from roi.case import (
    DISCOUNT_RATE,
    DOCUMENT_ID,
    EVIDENCE,
    ID,
    REGION_ID,
    RESERVED_WAYS,
    Case,
    Claim,
    Correlation,
    Given,
    Header,
    Input,
    Line,
    Option,
    Override,
    Preset,
    RateEntry,
    Risk,
    Source,
)
from roi.errors import Command, Place, RoiError, Setting, remedy
from roi.finance import Finance
from roi.region import Region
from roi.wholes import Whole

Table = Mapping[str, Any]
TABLES = (
    "case", "sources", "rates", "inputs", "lines", "correlations", "shares", "presets", "options", "regions",
    "claims", "risks", "finance",
)  # fmt: skip
MOST_ENTRIES = 1_000  # of a table
MOST_WAYS = 100  # options, presets, and regions: every one is worked out when the case is checked or compared
_CODE = re.compile(r"[A-Z]{3}")  # of a currency
_ID_HINTS = {
    ID: "Lower-case letters, digits and _, a letter first, at most 60 characters.",
    DOCUMENT_ID: "Lower-case letters, digits, - and _, a letter first, at most 60 characters.",
    REGION_ID: "Letters, digits, - and _, a letter first, at most 60 characters.",
    _CODE: "Three capitals, as in EUR.",
}
_RATE = 'As in EUR = {value = 1.1, date = 2026-11-23, source = "judgement"}.'


def case_from(raw: Table, origin: str, digest: str, data: Mapping[str, tuple[float, ...]]) -> Case:
    """The document of a parsed TOML file.

    Args:
        raw: as `tomllib` gives it, blocks laid under it.
        origin: the file's name, for messages.
        digest: of the content.
        data: values of `data(…)` by "file|column".

    Raises:
        RoiError: unknown keys (the nearest is offered), missing keys, wrong types, ids that are not there.
    """
    _check_tables(as_table(raw, Place(origin)), origin)
    _refuse_use(raw["case"], origin)
    case = Case(
        header=built(Header, raw["case"], Place(origin, "[case]"), extra=("id", "use")),
        sources=_named(Source, raw, "sources", origin, DOCUMENT_ID),
        rates=_named(RateEntry, raw, "rates", origin, _CODE, _RATE),
        inputs=_named(Input, raw, "inputs", origin, ID),
        lines=_named(Line, raw, "lines", origin, ID),
        correlations=_listed(Correlation, raw, "correlations", origin),
        shares=_named(Whole, raw, "shares", origin, DOCUMENT_ID),
        presets={name: _preset(name, table, origin) for name, table in _tables(raw, "presets", origin)},
        options={name: _option(name, table, raw, origin) for name, table in _tables(raw, "options", origin)},
        regions={
            name: _region(name, entry, origin) for name, entry in _entries(raw, "regions", origin, REGION_ID)
        },
        claims=tuple(_claim(entry, k + 1, origin) for k, entry in enumerate(_array(raw, "claims", origin))),
        risks=_listed(Risk, raw, "risks", origin),
        finance=_finance(raw["finance"], Place(origin, "[finance]")) if "finance" in raw else None,
        data=data,
        origin=origin,
        digest=digest,
        document=raw,
    )
    check_document(case)
    return case


def override(value: object, where: Place) -> Override:
    """A bare value or a table of the fields of `roi.sourced.Override`.

    Raises:
        RoiError: an unknown key, a wrong type, a grade that is another person's than `who`.
    """
    entry = value if isinstance(value, Mapping) else {"value": value}
    result = built(Override, entry, where)
    if (result.who, result.grade) in (("prospect", "seller"), ("seller", "customer")):
        hint = "The grade `customer` goes with the prospect, `seller` with the seller."
        raise RoiError(f'who is "{result.who}" and the grade is "{result.grade}"', where, hint)
    return result


def _evidence(value: object, where: Place) -> Override:
    """An override of a case document: nobody's answer, hence without speaker."""
    if isinstance(value, Mapping):
        refuse_unknown(value, ("value", "grade", "source", "note", "product"), where)
    return override(value, where)


def _check_tables(raw: Table, origin: str) -> None:
    for name, content in raw.items():
        if name not in TABLES:
            if not isinstance(content, (Mapping, list)):
                hint = "Keys stand under a table: put it below [case], or where it belongs."
                raise RoiError(f"the key {shown(name)} stands before the first table", Place(origin), hint)
            if name == "observations":
                update = (Command("update", "ESTIMATE"), " with ", Setting("observed", "FILE"))
                use = remedy("Hold an estimate against it: ", *update, ".")
                raise RoiError("this is a file of observations, and no case or estimate", Place(origin), use)
            raise RoiError(f"unknown table {shown(name)}", Place(origin), table_meant(name[:60], TABLES))
    for table in ("case", "inputs", "lines"):
        if table not in raw:
            raise RoiError(
                f"the table [{table}] is missing",
                Place(origin),
                remedy(Command("new", "NAME"), " writes a template."),
            )


def _refuse_use(header: object, origin: str) -> None:
    """The blocks of a case file are merged in by now; a case inside an estimate file uses none."""
    if isinstance(header, Mapping) and header.get("use", []) != []:
        hint = "Take it out: an estimate holds the whole case."
        raise RoiError("a case inside a file cannot use blocks", Place(origin, "[case]", "use"), hint)


def _named(
    kind: type[Built], raw: Table, path: str, origin: str, ids: re.Pattern[str], hint: str = ""
) -> dict[str, Built]:
    """The values under [path], each from a table of its own, by id; `hint`: how one is written."""
    named: dict[str, Built] = {}
    for name, entry in _entries(raw, path, origin, ids):
        where = Place(origin, f"[{path}.{name}]")
        plain = with_plain_numbers(entry, where) if kind is Input else as_table(entry, where, hint)
        named[name] = built(kind, plain, where, id=name)
    return named


def _tables(raw: Table, path: str, origin: str) -> Iterator[tuple[str, Table]]:
    for name, entry in _entries(raw, path, origin, DOCUMENT_ID):
        yield name, as_table(entry, Place(origin, f"[{path}.{name}]"))


def _entries(table: Table, path: str, origin: str, ids: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    """What stands under [path], whose last part is a key of `table`, with ids that may be ones."""
    value = table.get(path.rpartition(".")[2], {})
    where = Place(origin, f"[{path}]")
    if not isinstance(value, Mapping):
        hint = f"Write [{path}.some_id] over each of them."
        raise RoiError(f"a table of tables is needed, found {shown(value)}", where, hint)
    _refuse_many(value, where, MOST_WAYS if path in ("options", "presets", "regions") else MOST_ENTRIES)
    for name, entry in value.items():
        if ids.fullmatch(name) is None:
            raise RoiError(f"{shown(name)} is no id", where, _ID_HINTS[ids] + id_meant(name, ids))
        yield name, entry


def _array(raw: Table, name: str, origin: str, of: str = "") -> list[Table]:
    value = raw.get(name, [])
    where = Place(origin, f"[[{of}{name}]]")
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        hint = f"Write [[{of}{name}]] over each of them."
        raise RoiError(f"a list of tables is needed, found {shown(value)}", where, hint)
    _refuse_many(value, where)
    return value


def _refuse_many(entries: Table | list[Table], where: Place, most: int = MOST_ENTRIES) -> None:
    if len(entries) > most:
        message = f"there are {len(entries):,} entries; at most {most:,} are allowed"
        raise RoiError(message, where, "Split the case.")


def _listed(kind: type, raw: Table, table: str, origin: str, of: str = "") -> tuple[Any, ...]:
    """The values of the tables in an array; `of`: the table that it stands under, with its dot."""
    places = (Place(origin, f"[[{of}{table}]] {k + 1}") for k in range(MOST_ENTRIES))
    return tuple(built(kind, *each) for each in zip(_array(raw, table, origin, of), places, strict=False))


def _preset(name: str, table: Table, origin: str) -> Preset:
    where = Place(origin, f"[presets.{name}]")
    if name == EVIDENCE:
        raise RoiError("`evidence` is the reserved preset without overrides", where, "Choose another name.")
    _refuse_reserved(name, where, "preset")
    path = f"presets.{name}.inputs"
    inputs = {
        key: _evidence(value, Place(origin, f"[{path}.{key}]"))
        for key, value in _entries(table, path, origin, ID)
    }
    return built(Preset, table, where, id=name, inputs=inputs)


def _region(name: str, entry: object, origin: str) -> Region:
    table = as_table(entry, Place(origin, f"[regions.{name}]"))
    if "title" not in table:
        hint = (
            "A shipped one needs `region` under [case]; another has a title, a currency, levels and values."
        )
        raise RoiError(f"there is no region `{name}` here", Place(origin, f"[regions.{name}]"), hint)
    tables = {
        key: {
            item: _evidence(value, Place(origin, f"[regions.{name}.{key}.{item}]"))
            for item, value in _entries(table, f"regions.{name}.{key}", origin, ids)
        }
        for key, ids in (("levels", DOCUMENT_ID), ("values", DOCUMENT_ID), ("inputs", ID))
    }
    options = {
        way: checked(str, way, text, Place(origin, f"[regions.{name}.options]", way))
        for way, text in _entries(table, f"regions.{name}.options", origin, DOCUMENT_ID)
    }
    risks = _listed(Risk, table, "risks", origin, of=f"regions.{name}.")
    where, parts = Place(origin, f"[regions.{name}]"), {**tables, "options": options, "risks": risks}
    return built(Region, table, where, (), id=name, **parts)


def _refuse_reserved(name: str, where: Place, kind: str) -> None:
    if name in RESERVED_WAYS:
        hint = f"Call it `{name}-{kind}`, or by what sets it apart."
        raise RoiError(f"`{name}` stands in every comparison already", where, hint)


def _option(name: str, table: Table, raw: Table, origin: str) -> Option:
    _refuse_reserved(name, Place(origin, f"[options.{name}]"), "option")
    path = f"options.{name}.inputs"
    inputs: dict[str, Override | Input] = {}
    for key, value in _entries(table, path, origin, ID):
        where = Place(origin, f"[{path}.{key}]")
        known = key in raw["inputs"] or (key == DISCOUNT_RATE and not _whole(value))
        inputs[key] = _evidence(value, where) if known else _own_input(key, value, where)
    lines = _named(Line, table, f"options.{name}.lines", origin, ID)
    return built(Option, table, Place(origin, f"[options.{name}]"), id=name, inputs=inputs, lines=lines)


def _whole(value: object) -> bool:
    """Whether an entry of an option tells an input of its own and not only another value."""
    return isinstance(value, Mapping) and "label" in value


def _own_input(key: str, value: object, where: Place) -> Input:
    if not isinstance(value, Mapping):
        hint = "Override an input that is there, or give the new one its label, unit, value and grade."
        raise RoiError(f"the case has no input `{key}` to override with {shown(value)}", where, hint)
    return built(Input, with_plain_numbers(value, where), where, id=key)


def _finance(entry: object, where: Place) -> Finance:
    """The table of ids; a figure in place of an id would have no source and no question."""
    for key, value in as_table(entry, where).items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            hint = "Make it an input, which has a source and can be asked about, and write the id of that."
            raise RoiError(
                f"{shown(value)} is a number; the id of an input is needed", where.at_key(key), hint
            )
    return built(Finance, entry, where)


def _claim(entry: Table, place: int, origin: str) -> Claim:
    name = entry.get("id")
    where = Place(origin, f"[[claims]] {name if isinstance(name, str) and len(name) <= 60 else place}")
    claim = built(Claim, entry, where, extra=("id",), given=_named(Given, entry, "given", str(where), ID))
    ways = [key for key in ("line", "formula", "needs") if getattr(claim, key)]
    if len(ways) != 1:
        text = " and ".join(ways) if ways else "none"
        raise RoiError(f"a claim is checked in one way; found {text}", where, "Give line, formula or needs.")
    if claim.implied is not None and claim.implies is None:
        raise RoiError("`implied` works out the input that `implies` names", where, "Add `implies`.")
    return claim
