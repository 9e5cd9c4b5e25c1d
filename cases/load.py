"""Files → documents: shipped cases by id, case files by path, with what they include and the data they read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

from cases.columns import data_of
from cases.fields import shown
from cases.schema import case_from
from cases.shares import refuse_fractions
from cases.toml import read_toml
from roi.case import Case
from roi.case_files import case_file, case_files, pack_of, shipped
from roi.errors import Place, RoiError, nearest

MOST_INCLUDED = 20  # files of a case
_INCLUDABLE = {"sources": dict, "rates": dict, "claims": list, "risks": list}


def templates() -> dict[str, Path]:
    """The shipped cases: id → file."""
    return shipped()


def load(case: str | Path) -> Case:
    """A case by id, shipped or of a pack, or a case file by path.

    Raises:
        RoiError: no such case or file, or a document that cannot be read; the message says where.
    """
    path = find(case)
    raw = read_toml(path)
    if "estimate" in raw:
        hint = "Run it with `roi run`; in Python `cases.open_any` opens it."
        raise RoiError("this is an estimate file, not a case file", Place(path.name), hint)
    return case_of(raw, path, name_of(case, path))


def case_of(raw: dict[str, Any], path: Path, origin: str) -> Case:
    """The document of the table that was read from a case file, with what it includes and its data.

    Args:
        origin: what messages, workbooks and the document call the file.

    Raises:
        RoiError: whatever is wrong in it, or in the files it names.
    """
    return from_raw(merged(raw, path), origin, path.parent)


def find(case: str | Path) -> Path:
    """The file of a shipped id, of the id of a pack's case, or of a path.

    Raises:
        RoiError: there is none, or the pack has no cases.
    """
    name = str(case)
    known = case_file(name)
    if known is not None:
        return known
    path = Path(case)
    if os.path.lexists(path):  # what is there and no file is refused where it is opened
        return path
    looks_like_a_file = path.suffix or len(path.parts) > 1
    kind = "file" if looks_like_a_file else "shipped case and no file"
    pack = pack_of(name)
    if pack is not None:
        pack.toml_files()  # it says why there are none
        kind = f"case in the pack `{pack.name}`"
    raise RoiError(f"there is no such {kind}", Place(name), nearest(name[:80], case_files()))


def name_of(case: str | Path, path: Path) -> str:
    """What a case file is called: `invoices.toml`, or `acme/invoices.toml` of a pack's that was named by its id."""
    return path.name if pack_of(str(case)) is None or Path(case) == path else f"{case}.toml"


def merged(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document with the sources, rates, claims and risks of the files it includes.

    Where both have an entry of the same id, the case's own stands.  An included claim tells its file.
    """
    header = raw.get("case", {})
    names = header.get("include", []) if isinstance(header, dict) else []
    where = Place(path.name, "[case]", "include")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RoiError(f"a list of file names is needed, found {shown(names)}", where, 'Write ["file.toml"].')
    if len(set(names)) < len(names):
        raise RoiError("a file is named twice", where, "Name each of them once.")
    if len(names) > MOST_INCLUDED:
        raise RoiError(f"{len(names):,} files are included; at most {MOST_INCLUDED} are", where, "Join some.")
    result = dict(raw)
    for name in names:
        for table, content in _included(path.parent, name, where).items():
            own = raw.get(table, _INCLUDABLE[table]())
            if not isinstance(own, _INCLUDABLE[table]):
                continue  # the schema says what is wrong with it
            known = result.get(table, own)
            if table == "claims":
                content = [
                    {**entry, "included": name} if isinstance(entry, dict) else entry for entry in content
                ]
            result[table] = [*known, *content] if isinstance(known, list) else {**content, **known}
    if names:
        result["case"] = {key: value for key, value in header.items() if key != "include"}
    return result


def _included(folder: Path, name: str, where: Place) -> dict[str, Any]:
    if Path(name).name != name or name in (".", ".."):
        raise RoiError(
            f"{shown(name)} is a path", where, "Included files lie beside the case: give the name."
        )
    if not os.path.lexists(folder / name):
        raise RoiError(f"there is no file {shown(name)} beside the case", where, "Check the name.")
    try:
        raw = read_toml(folder / name, shown(name))
    except RoiError as error:
        raise error.at(where) from None
    for table, content in raw.items():
        if table not in _INCLUDABLE:
            allowed = ", ".join(_INCLUDABLE)
            hint = f"Allowed: {allowed}."
            raise RoiError(f"an included file cannot hold {shown(table)}", Place(name).within(where), hint)
        if not isinstance(content, _INCLUDABLE[table]):
            form = f"[[{table}]]" if _INCLUDABLE[table] is list else f"[{table}.some_id]"
            hint = f"Write {form} over each of them."
            raise RoiError(f"{table} is {shown(content)}", Place(name).within(where), hint)
    return raw


def from_raw(
    raw: Mapping[str, Any],
    origin: str,
    folder: Path | None,
    stored: Mapping[str, tuple[float, ...]] | None = None,
) -> Case:
    """The document of a merged table; data columns come from `stored`, else from files in `folder`.

    Raises:
        RoiError: whatever is wrong in the table or the data it names.
    """
    case = case_from(raw, origin, "", {})
    if stored is None:  # a document that was saved with an estimate stays readable
        refuse_fractions(raw, origin)
    data = data_of(case, folder, stored or {})
    return replace(case, digest=digest(raw, data), data=data)


def digest(raw: Mapping[str, Any], data: Mapping[str, tuple[float, ...]]) -> str:
    """SHA-256 of the content: key order, comments and the names of included files do not matter, values do."""
    claims = raw.get("claims")
    if isinstance(claims, list):
        raw = {**raw, "claims": [_without_file(entry) for entry in claims]}
    content = json.dumps([raw, data], sort_keys=True, default=_spelled, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _spelled(value: date | time) -> str:
    return value.isoformat()


def _without_file(entry: object) -> object:
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if key != "included"}
