"""Estimate files: a case, the answers given to it, and everything needed to repeat the numbers.

The file embeds the case as it was, so that it reproduces its numbers after the shipped case has moved on.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from cases.fields import as_table, built, checked, shown
from cases.load import find, from_raw, load, read_toml, templates
from cases.schema import override
from roi.case import EVIDENCE, Case, Override
from roi.errors import RoiError, nearest

SCHEMA_VERSION = 1
_TABLES = ("estimate", "overrides", "document", "data")


@dataclass(frozen=True, slots=True)
class Settings:
    """The `[estimate]` table: what was run, for whom, by whom, when, with which version."""

    schema: int
    case: str
    digest: str
    version: str
    created: datetime.date
    preset: str = EVIDENCE
    option: str | None = None
    horizon: int | None = None
    draws: int = 16_384
    seed: int = 1
    sampler: str = "sobol"
    prospect: str = ""
    prepared_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A case with the answers given to it.  `case` is the embedded document."""

    case: Case
    settings: Settings
    overrides: Mapping[str, Override] = field(default_factory=dict)
    origin: str = "estimate"


def is_estimate(path: Path) -> bool:
    """Whether a TOML file is an estimate rather than a case."""
    return "estimate" in read_toml(path)


def open_any(name: str | Path) -> Case | Estimate:
    """A shipped id, a case file or an estimate file.

    Raises:
        RoiError: none of the three, or a file that cannot be read.
    """
    if str(name) in templates():
        return load(name)
    path = find(name)
    return load_estimate(path) if is_estimate(path) else load(path)


def load_estimate(path: Path) -> Estimate:
    """The estimate of a file.

    Raises:
        RoiError: unknown tables, a missing or changed document, fields of a wrong type.
    """
    raw = read_toml(path)
    for table in raw:
        if table not in _TABLES:
            raise RoiError(f"unknown table {shown(table)}", path.name, nearest(table[:60], _TABLES))
    for table, holds in (("estimate", "who, when and how"), ("document", "the case")):
        if table not in raw:
            hint = "An estimate is written by `roi run … --save FILE`: save it again."
            raise RoiError(f"the table [{table}] with {holds} is missing", path.name, hint)
    settings = _settings(raw["estimate"], f"{path.name}: [estimate]")
    case = from_raw(raw["document"], f"{path.name}: [document]", None, _stored(raw.get("data", {}), path))
    if case.digest != settings.digest:
        raise RoiError(
            "the embedded case does not match its digest: it was changed by hand",
            path.name,
            "Put changes of inputs under [overrides]; change a case in a case file of its own.",
        )
    overrides = {
        name: override(entry, f"{path.name}: [overrides.{name}]")
        for name, entry in as_table(raw.get("overrides", {}), f"{path.name}: [overrides]").items()
    }
    return Estimate(case, settings, overrides, path.name)


def _settings(entry: object, where: str) -> Settings:
    schema = as_table(entry, where).get("schema", SCHEMA_VERSION)
    if schema != SCHEMA_VERSION:
        raise RoiError(
            f"the file has schema {shown(schema)}; this version reads {SCHEMA_VERSION}",
            f"{where} schema",
            "Open it with the version that wrote it (the key `version`).",
        )
    settings: Settings = built(Settings, entry, where)
    return settings


def _stored(entry: object, path: Path) -> Mapping[str, tuple[float, ...]]:
    """The data columns of the file, as they were when it was saved."""
    where = f"{path.name}: [data]"
    return {
        key: checked(tuple[float, ...], key, values, f"{where} {key}")
        for key, values in as_table(entry, where).items()
    }


def estimate_text(estimate: Estimate) -> str:
    """The file's text: settings, answers, then the case as it was."""
    settings = {key: value for key, value in asdict(estimate.settings).items() if value not in (None, "")}
    overrides = {name: _override_table(entry) for name, entry in estimate.overrides.items()}
    content: dict[str, Any] = {"estimate": settings, "overrides": overrides}
    content["document"] = estimate.case.document
    if estimate.case.data:
        content["data"] = {key: list(values) for key, values in estimate.case.data.items()}
    return tomli_w.dumps(content)


def _override_table(entry: Override) -> dict[str, Any]:
    table: dict[str, Any] = {"value": entry.value}
    if entry.grade is not None:
        table["grade"] = entry.grade
    if entry.source:
        table["source"] = list(entry.source)
    if entry.note:
        table["note"] = entry.note
    return table


def shipped_twin(estimate: Estimate) -> Case | None:
    """The shipped case of the same id, where there is one and it differs from the embedded one."""
    shipped = templates()
    if estimate.settings.case not in shipped:
        return None
    case = load(estimate.settings.case)
    return None if case.digest == estimate.case.digest else case


def differences(old: Case, new: Case) -> tuple[str, ...]:
    """What changed between two documents, one sentence an entry."""
    told: list[str] = []
    for table in ("inputs", "lines", "presets", "options", "sources", "rates"):
        before, after = getattr(old, table), getattr(new, table)
        told += [f"{table[:-1]} `{name}` is new" for name in after if name not in before]
        told += [f"{table[:-1]} `{name}` is gone" for name in before if name not in after]
        for name in before:
            if name in after and before[name] != after[name]:
                told.append(f"{table[:-1]} `{name}` changed: {_changed(before[name], after[name])}")
    if old.header != new.header:
        told.append(f"header changed: {_changed(old.header, new.header)}")
    told += [
        f"{what} changed"
        for what in ("correlations", "claims", "risks", "data")
        if getattr(old, what) != getattr(new, what)
    ]
    return tuple(told)


def _changed(before: object, after: object) -> str:
    names = [name for name in before.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]  # type: ignore[attr-defined]
    parts = []
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        short = all(isinstance(value, (str, int, float)) and len(str(value)) < 60 for value in (old, new))
        parts.append(f"{name} {old} → {new}" if short else name)
    return ", ".join(parts)


def rebased(estimate: Estimate, case: Case) -> Estimate:
    """The same answers on another version of the case."""
    return replace(estimate, case=case, settings=replace(estimate.settings, digest=case.digest))
