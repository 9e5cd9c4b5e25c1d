"""The shape of a case document: a TOML table → `roi.case.Case`, or one message that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from roi.case import (
    EVIDENCE,
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
from roi.errors import RoiError, nearest

Table = Mapping[str, Any]
TABLES = (
    "case", "sources", "rates", "inputs", "lines", "correlations", "presets", "options", "claims", "risks",
)  # fmt: skip
# Keys that a document spells otherwise than the value that holds them.
_RENAMED = {"class": "cost_class"}
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def case_from(raw: Table, origin: str, digest: str, data: Mapping[str, tuple[float, ...]]) -> Case:
    """The document of a parsed TOML file.

    Args:
        raw: as `tomllib` gives it, included files merged in.
        origin: the file's name, for messages.
        digest: of the content.
        data: values of `data(…)` by "file|column".

    Raises:
        RoiError: unknown keys (the nearest is offered), missing keys, wrong types, ids that are not there.
    """
    _refuse_unknown(raw, TABLES, origin, "")
    for table in ("case", "inputs", "lines"):
        if table not in raw:
            raise RoiError(f"the table [{table}] is missing", origin, "`roi new NAME` writes a template.")
    case = Case(
        header=_built(Header, raw["case"], f"{origin}: [case]", extra=("id", "include")),
        sources=_named(Source, raw, "sources", origin),
        rates=_named(RateEntry, raw, "rates", origin),
        inputs=_named(Input, raw, "inputs", origin),
        lines=_named(Line, raw, "lines", origin),
        correlations=_listed(Correlation, raw, "correlations", origin),
        presets={
            name: _preset(name, entry, origin) for name, entry in _table(raw, "presets", origin).items()
        },
        options={
            name: _option(name, entry, raw, origin) for name, entry in _table(raw, "options", origin).items()
        },
        claims=tuple(_claim(entry, origin) for entry in _array(raw, "claims", origin)),
        risks=_listed(Risk, raw, "risks", origin),
        data=data,
        origin=origin,
        digest=digest,
        document=raw,
    )
    _check_references(case)
    return case


def _named(kind: type, raw: Table, table: str, origin: str) -> dict[str, Any]:
    return {
        name: _built(kind, entry, f"{origin}: [{table}.{name}]", id=name)
        for name, entry in _table(raw, table, origin).items()
    }


def _listed(kind: type, raw: Table, table: str, origin: str) -> tuple[Any, ...]:
    entries = _array(raw, table, origin)
    return tuple(_built(kind, entry, f"{origin}: [[{table}]] {k + 1}") for k, entry in enumerate(entries))


def _table(raw: Table, name: str, origin: str) -> Table:
    found = raw.get(name, {})
    if not isinstance(found, Mapping):
        raise RoiError(f"[{name}] must be a table of tables, as in [{name}.some_id]", origin)
    return found


def _array(raw: Table, name: str, origin: str) -> list[Table]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise RoiError(f"`{name}` must be written as [[{name}]]", origin)
    return found


def _preset(name: str, entry: Table, origin: str) -> Preset:
    where = f"{origin}: [presets.{name}]"
    if name == EVIDENCE:
        raise RoiError("`evidence` is the reserved preset without overrides", where, "Choose another name.")
    inputs = {
        key: override(value, f"{origin}: [presets.{name}.inputs.{key}]")
        for key, value in _table(entry, "inputs", where).items()
    }
    preset: Preset = _built(Preset, {**entry, "inputs": {}}, where, id=name, inputs=inputs)
    return preset


def _option(name: str, entry: Table, raw: Table, origin: str) -> Option:
    where = f"{origin}: [options.{name}]"
    inputs: dict[str, Override | Input] = {}
    for key, value in _table(entry, "inputs", where).items():
        place = f"{origin}: [options.{name}.inputs.{key}]"
        known = key in raw["inputs"]
        inputs[key] = override(value, place) if known else _built(Input, value, place, id=key)
    lines = {
        key: _built(Line, value, f"{origin}: [options.{name}.lines.{key}]", id=key)
        for key, value in _table(entry, "lines", where).items()
    }
    own = {**entry, "inputs": {}, "lines": {}}
    option: Option = _built(Option, own, where, id=name, inputs=inputs, lines=lines)
    return option


def _claim(entry: Table, origin: str) -> Claim:
    where = f"{origin}: [[claims]] {entry.get('id', '?')}"
    given = {
        key: _built(Given, value, f"{where}: given.{key}")
        for key, value in _table(entry, "given", where).items()
    }
    claim: Claim = _built(Claim, {**entry, "given": {}}, where, given=given, extra=("id",))
    ways = [key for key in ("line", "formula", "needs") if getattr(claim, key)]
    if len(ways) != 1:
        found = ", ".join(ways) if ways else "none"
        raise RoiError(f"a claim is checked in one way; found {found}", where, "Give line, formula or needs.")
    return claim


def override(value: object, where: str) -> Override:
    """A bare value or a table {value, grade, source, note}."""
    entry = value if isinstance(value, Mapping) else {"value": value}
    built: Override = _built(Override, entry, where)
    return built


def _built(kind: type, entry: Any, where: str, extra: tuple[str, ...] = (), **fixed: Any) -> Any:
    """`entry` as a value of `kind`; `fixed` fields are not the document's to give."""
    if not isinstance(entry, Mapping):
        raise RoiError(f"a table is expected, found {entry!r}", where, "Write key = value pairs.")
    owned = [field.name for field in fields(kind)]
    spelled = {inner: outer for outer, inner in _RENAMED.items()}
    allowed = [spelled.get(name, name) for name in owned if name != "id"] + list(extra)
    _refuse_unknown(entry, allowed, where, "key ")
    lists = {field.name for field in fields(kind) if str(field.type).startswith("tuple")}
    values = {_RENAMED.get(key, key): _plain(key, value, key in lists) for key, value in entry.items()}
    kept = {key: value for key, value in values.items() if key in owned and key not in fixed}
    given = {**kept, **{key: value for key, value in fixed.items() if key in owned}}
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    try:
        return _ADAPTERS[kind].validate_python(given)
    except ValidationError as found:
        raise _told(found, where, spelled) from None


def _plain(key: str, value: Any, listed: bool) -> Any:
    """Small liberties of the document: numbers for value texts, one source for a list of one."""
    if key == "value" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    if key == "source" and listed and isinstance(value, str):
        return (value,) if value else ()
    if key == "start" and isinstance(value, (date, datetime)):
        return f"{value:%Y-%m}"
    return value


def _refuse_unknown(entry: Table, allowed: tuple[str, ...] | list[str], where: str, kind: str) -> None:
    for key in entry:
        if key not in allowed:
            raise RoiError(f"unknown {kind or 'table '}`{key}`", where, nearest(key, allowed))


def _told(found: ValidationError, where: str, spelled: Mapping[str, str]) -> RoiError:
    first = found.errors()[0]
    path = ".".join(str(spelled.get(str(part), part)) for part in first["loc"])
    if first["type"] == "missing":
        return RoiError(f"the key `{path}` is missing", where)
    return RoiError(f"`{path}`: {first['msg'].lower()}, found {first['input']!r}", where)


def _check_references(case: Case) -> None:
    """Every source that is named must be there."""
    cited = [
        *((f"[inputs.{i.id}] source", s) for i in case.inputs.values() for s in i.source),
        *((f"[rates.{code}] source", rate.source) for code, rate in case.rates.items()),
        *((f"[[claims]] {claim.id} source", claim.source) for claim in case.claims),
        *(
            (f"[[claims]] {claim.id} given.{name} source", s)
            for claim in case.claims
            for name, given in claim.given.items()
            for s in given.source
        ),
        *((f"[[risks]] {k + 1} source", s) for k, risk in enumerate(case.risks) for s in risk.source),
    ]
    for option in case.options.values():
        for name, entry in option.inputs.items():
            cited += [(f"[options.{option.id}.inputs.{name}] source", s) for s in entry.source]
    for preset in case.presets.values():
        for name, change in preset.inputs.items():
            cited += [(f"[presets.{preset.id}.inputs.{name}] source", s) for s in change.source]
    for where, source in cited:
        if source not in case.sources and source != "judgement":
            raise RoiError(
                f"there is no source `{source}`", f"{case.origin}: {where}", nearest(source, case.sources)
            )
