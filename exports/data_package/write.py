"""A run as a Frictionless data package: one zip file of CSV tables, and `datapackage.json`, which describes them.

The format is Data Package and Table Schema, version 1 (specs.frictionlessdata.io).
"""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import roi
from exports.data_package.tables import TableResource, tables_of
from exports.frames import write_draws
from exports.json_text import json_text
from exports.voice.origin import origin_of, origin_sentence
from roi.text import as_cell

_OLDEST = (1980, 1, 1, 0, 0, 0)  # of what a zip file can tell: the same run makes the same bytes


class _Digesting:
    """Texts as UTF-8 bytes of a stream, counted, with their SHA-256."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.hash, self.size = stream, hashlib.sha256(), 0

    def write(self, text: str, /) -> None:
        content = text.encode()
        self.hash.update(content)
        self.size += len(content)
        self._stream.write(content)


def write_data_package(run: roi.Run, path: Path, prepared_by: str = "") -> None:
    """The package of a run.

    Tables: `draws`, `metrics` (their statistics), `inputs`, `sources` and which input is from which, `lines` and
    `lines_by_month`.  Undefined is an empty cell, never is `inf`.  A text that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        resources = [_resource(archive, run, table) for table in tables_of(run)]
        document = _document(run, resources, prepared_by)
        _entry_of(archive, "datapackage.json", json_text(document).encode())


def _document(run: roi.Run, resources: Sequence[object], prepared_by: str) -> dict[str, object]:
    document: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": run.model.case.id.replace("_", "-").lower(),
        "title": run.model.case.header.title,
        "description": origin_sentence(run),
        "origin": origin_of(run),
        "resources": resources,
    }
    cited = [
        {"title": source.title, **({"path": source.url} if source.url.startswith("http") else {})}
        for source in run.model.case.sources.values()
    ]
    if cited:
        document["sources"] = cited
    if prepared_by:
        document["contributors"] = [{"title": prepared_by, "role": "author"}]
    return document


def _entry_of(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_info(name), content, zipfile.ZIP_DEFLATED)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _OLDEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _resource(archive: zipfile.ZipFile, run: roi.Run, table: TableResource) -> dict[str, object]:
    """Write a table into the archive; what the package says of it."""
    with archive.open(_info(f"{table.name}.csv"), "w", force_zip64=True) as entry:
        stream = _Digesting(entry)
        if table.rows is None:
            write_draws(run, stream)
        else:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow([field.name for field in table.fields])
            writer.writerows([_cell(value) for value in row] for row in table.rows)
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": stream.size,
        "hash": f"sha256:{stream.hash.hexdigest()}",
        "schema": _schema(table),
    }


def _schema(table: TableResource) -> dict[str, object]:
    fields = [
        {
            "name": field.name,
            "type": field.type,
            "description": field.description,
            **({"unit": field.unit} if field.unit else {}),
        }
        for field in table.fields
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": other, "fields": [theirs]}}
            for field, other, theirs in table.refers
        ]
    return schema


def _cell(value: object) -> object:
    """A cell: undefined is empty, and no text is anything but a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else value
    if isinstance(value, str):
        return as_cell(value)
    return value
