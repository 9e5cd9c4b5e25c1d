"""What an update leaves, as the table `[updated]` of an estimate file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from cases.fields import as_table, built, refuse_unknown
from cases.schema import override
from cases.snapshots import override_table
from roi.case import Case, Correlation, Override
from roi.errors import Place, RoiError, nearest
from roi.sourced import OBSERVED, Source
from roi.updated import Updated

_KEYS = ("inputs", "correlations", "sources", "answers")


def updated_from(entry: object, where: Place, case: Case, stored: Mapping[str, tuple[float, ...]]) -> Updated:
    """The `[updated]` table of an estimate file.

    Args:
        entry: the table.
        where: the file.
        case: the document of the estimate.
        stored: the data columns of the file, by "file|column".

    Raises:
        RoiError: an unknown key, an input that is not there, a value of a wrong type.
    """
    table = as_table(entry, where.of_table("[updated]"))
    refuse_unknown(table, _KEYS, where.of_table("[updated]"))
    pairs = table.get("correlations", [])
    if not isinstance(pairs, list):
        raise RoiError("a list of tables is expected", where.of_table("[[updated.correlations]]"))
    sources = as_table(table.get("sources", {}), where.of_table("[updated.sources]"))
    return Updated(
        inputs=_overrides(table, "inputs", where, case),
        correlations=tuple(
            built(Correlation, pair, where.of_table("[[updated.correlations]]")) for pair in pairs
        ),
        sources={
            name: built(Source, source, where.of_table(f"[updated.sources.{name}]"), id=name)
            for name, source in sources.items()
        },
        data={key: values for key, values in stored.items() if key.startswith(f"{OBSERVED}|")},
        answers=_overrides(table, "answers", where, case),
    )


def _overrides(table: Mapping[str, object], key: str, where: Place, case: Case) -> dict[str, Override]:
    entries = as_table(table.get(key, {}), where.of_table(f"[updated.{key}]"))
    for name in entries:
        if name not in case.input_ids():
            message = f"there is no input `{name[:60]}`"
            raise RoiError(message, where.of_table(f"[updated.{key}]"), nearest(name[:60], case.input_ids()))
    return {
        name: override(entry, where.of_table(f"[updated.{key}.{name}]")) for name, entry in entries.items()
    }


def updated_table(updated: Updated) -> dict[str, object]:
    """An update as a table of the file; its data stand under `[data]`."""
    table: dict[str, object] = {
        "inputs": {name: override_table(entry) for name, entry in updated.inputs.items()}
    }
    if updated.correlations:
        table["correlations"] = [
            {"between": list(pair.between), "rank": pair.rank, **({"note": pair.note} if pair.note else {})}
            for pair in updated.correlations
        ]
    if updated.sources:
        table["sources"] = {name: _source_table(source) for name, source in updated.sources.items()}
    if updated.answers:
        table["answers"] = {name: override_table(entry) for name, entry in updated.answers.items()}
    return table


def _source_table(source: Source) -> dict[str, object]:
    names = [field.name for field in fields(source) if field.name != "id"]
    values = asdict(source)
    return {name: values[name] for name in names if values[name] not in (None, "")}
