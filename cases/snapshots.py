"""Snapshots: variants of an estimate kept under names, to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from cases.fields import as_table, built
from cases.schema import override
from roi.case import ESTIMATE, EVIDENCE, NOTHING, NOW, Override
from roi.errors import Place, RoiError, of_setting
from roi.records import dataclass

LONGEST_NAME = 40
MOST_SNAPSHOTS = 24  # more than anybody reads side by side
_RESERVED = (ESTIMATE, NOW, NOTHING)  # candidates that stand in every comparison

_SNAPSHOT = of_setting("snapshot")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What of an estimate decides its model; the case is the estimate's own."""

    preset: str = EVIDENCE
    option: str | None = None
    horizon: int | None = None
    region: str | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)


def checked_name(name: str, where: Place = _SNAPSHOT) -> str:
    """The name of a snapshot, as it is.

    Raises:
        RoiError: nothing, or too much; spaces that nobody sees; the name of another candidate.
    """
    if not 1 <= len(name) <= LONGEST_NAME:
        raise RoiError(f"a name of {len(name)} characters", where, f"Give it 1 to {LONGEST_NAME}.")
    if name != " ".join(name.split()) or not name.isprintable():
        raise RoiError(f"the name {name!a} has signs that do not show", where, "One space between words.")
    if name.lower() in _RESERVED:
        raise RoiError(f"`{name}` is in every comparison already", where, "Choose another name.")
    return name


def snapshots_from(entry: object, where: Place) -> dict[str, Snapshot]:
    """The `[snapshots]` table of an estimate file; `where`: the file.

    Raises:
        RoiError: a name that cannot be, an unknown key, a value of a wrong type.
    """
    tables = as_table(entry, where.of_table("[snapshots]"))
    if len(tables) > MOST_SNAPSHOTS:
        hint = f"At most {MOST_SNAPSHOTS} are kept: take some out."
        raise RoiError(f"{len(tables)} snapshots are too many", where.of_table("[snapshots]"), hint)
    return {
        checked_name(name, where.of_table("[snapshots]")): _snapshot(table, name, where)
        for name, table in tables.items()
    }


def _snapshot(entry: object, name: str, where: Place) -> Snapshot:
    place = where.of_table(table_of(name))
    table = as_table(entry, place)
    answers = as_table(table.get("overrides", {}), where.of_table(table_of(name, "overrides")))
    overrides = {
        key: override(answer, where.of_table(table_of(name, "overrides", key)))
        for key, answer in answers.items()
    }
    return built(Snapshot, table, place, overrides=overrides)


def table_of(name: str, *keys: str) -> str:
    """`[snapshots."before the call".overrides]`, as the file spells it."""
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    key = name if plain else f'"{escaped}"'
    return f"[{'.'.join(['snapshots', key, *keys])}]"


def snapshot_table(snapshot: Snapshot) -> dict[str, object]:
    """A snapshot as a table of the file."""
    settings = ("preset", "option", "horizon", "region")
    table = {key: value for key in settings if (value := getattr(snapshot, key)) is not None}
    if snapshot.overrides:
        table["overrides"] = {name: override_table(entry) for name, entry in snapshot.overrides.items()}
    return table


def override_table(entry: Override) -> dict[str, object]:
    """An override as a table of the file."""
    table: dict[str, object] = {"value": entry.value}
    if entry.grade is not None:
        table["grade"] = entry.grade
    if entry.source:
        table["source"] = list(entry.source)
    for key in ("note", "who", "by", "date", "typed", "dividend", "divisor"):
        if value := getattr(entry, key):
            table[key] = list(value) if key == "dividend" else value
    if entry.product is not None:
        table["product"] = entry.product
    return table
