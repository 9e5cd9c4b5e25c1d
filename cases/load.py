"""Files → documents: shipped cases by id, case files by path, with what they include and the data they read."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cases.columns import column, data_calls
from cases.fields import shown
from cases.schema import case_from
from roi.case import Case
from roi.errors import RoiError, nearest

MAX_FILE = 2_000_000  # bytes of a case file
_INCLUDABLE = {"sources": dict, "rates": dict, "claims": list, "risks": list}


@cache
def templates() -> dict[str, Path]:
    """The shipped cases: id → file."""
    folder = Path(str(files("cases").joinpath("templates")))
    found = sorted(path for path in folder.glob("*.toml") if "\n[case]\n" in path.read_text(encoding="utf-8"))
    return {path.stem: path for path in found}


def load(case: str | Path) -> Case:
    """A shipped case by id, or a case file by path.

    Raises:
        RoiError: no such case or file, or a document that cannot be read; the message says where.
    """
    path = find(case)
    raw = read_toml(path)
    if "estimate" in raw:
        hint = "Run it with `roi run`; in Python `cases.open_any` opens it."
        raise RoiError("this is an estimate file, not a case file", path.name, hint)
    return from_raw(merged(raw, path), path.name, path.parent)


def find(case: str | Path) -> Path:
    """The file of a shipped id or of a path."""
    shipped = templates()
    if str(case) in shipped:
        return shipped[str(case)]
    path = Path(case)
    try:
        if path.is_file():
            return path
        if path.is_dir():
            hint = "Name the .toml file in it."
            raise RoiError("this is a folder, not a case file", str(case), hint)
    except OSError as found:
        raise RoiError(f"the file cannot be read: {found.strerror}", str(case)[:80]) from None
    looks_like_a_file = path.suffix or len(path.parts) > 1
    kind = "file" if looks_like_a_file else "shipped case and no file"
    raise RoiError(f"there is no such {kind}", str(case), nearest(str(case)[:80], shipped))


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a table.

    Raises:
        RoiError: no UTF-8 text, no TOML, or more than `MAX_FILE` bytes.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            hint = 'Put long columns of values into a CSV file: data("file.csv", column).'
            raise RoiError(f"the file has {size:,} bytes; at most {MAX_FILE:,} are read", str(path), hint)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as found:
        raise RoiError(f"the file is not valid TOML: {found}", path.name, _toml_hint(str(found))) from None
    except UnicodeDecodeError as found:
        message = f"the file is not UTF-8 text: {found.reason} at byte {found.start:,}"
        raise RoiError(message, path.name, "Save it with the encoding UTF-8.") from None
    except OSError as found:
        raise RoiError(f"the file cannot be read: {found.strerror}", str(path)) from None
    except RecursionError:
        raise RoiError("the file nests tables or lists too deeply", path.name, "Flatten it.") from None
    except ValueError:  # the only one that is left: a whole number of more than 4,300 digits
        message = "the file holds a number of more than 4,300 digits"
        raise RoiError(message, path.name, "Shorten it.") from None


def _toml_hint(message: str) -> str:
    if "Cannot overwrite" in message or "Cannot declare" in message:
        return "A table or key stands there twice: keep one of them."
    if "Invalid value" in message or "Expected newline" in message:
        return "Texts need quotes, decimals a point, dates the form 2026-11-23."
    return ""


def merged(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document with the sources, rates, claims and risks of the files it includes.

    Where both have an entry of the same id, the case's own stands.
    """
    header = raw.get("case", {})
    names = header.get("include", []) if isinstance(header, dict) else []
    where = f"{path.name}: [case] include"
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RoiError(f"a list of file names is needed, found {shown(names)}", where, 'Write ["file.toml"].')
    result = dict(raw)
    for name in names:
        for table, content in _included(path.parent, name, where).items():
            own = raw.get(table, _INCLUDABLE[table]())
            if not isinstance(own, _INCLUDABLE[table]):
                continue  # the schema says what is wrong with it
            known = result.get(table, own)
            result[table] = [*known, *content] if isinstance(known, list) else {**content, **known}
    if names:
        result["case"] = {key: value for key, value in header.items() if key != "include"}
    return result


def _included(folder: Path, name: str, where: str) -> dict[str, Any]:
    if Path(name).name != name:
        raise RoiError(
            f"{shown(name)} is a path", where, "Included files lie beside the case: give the name."
        )
    if not (folder / name).is_file():
        raise RoiError(f"there is no file {shown(name)} beside the case", where, "Check the name.")
    raw = read_toml(folder / name)
    for table, content in raw.items():
        if table not in _INCLUDABLE:
            allowed = ", ".join(_INCLUDABLE)
            hint = f"Allowed: {allowed}."
            raise RoiError(f"an included file cannot hold {shown(table)}", f"{where}: {name}", hint)
        if not isinstance(content, _INCLUDABLE[table]):
            form = f"[[{table}]]" if _INCLUDABLE[table] is list else f"[{table}.some_id]"
            hint = f"Write {form} over each of them."
            raise RoiError(f"{table} is {shown(content)}", f"{where}: {name}", hint)
    return raw


def from_raw(
    raw: Mapping[str, Any], origin: str, folder: Path | None, stored: Mapping[str, Any] | None = None
) -> Case:
    """The document of a merged table; data columns come from `stored`, else from files in `folder`.

    Raises:
        RoiError: whatever is wrong in the table or the data it names.
    """
    case = case_from(raw, origin, "", {})
    data: dict[str, tuple[float, ...]] = {}
    for file, name, where in data_calls(case):
        key = f"{file}|{name}"
        if key in data:
            continue
        if stored is not None and key in stored:
            data[key] = tuple(stored[key])
        elif folder is None:
            raise RoiError(f"the values of data({shown(file)}, {name}) are not stored in the file", where)
        else:
            data[key] = column(folder, file, name, where)
    return replace(case, digest=digest(raw, data), data=data)


def digest(raw: Mapping[str, Any], data: Mapping[str, tuple[float, ...]]) -> str:
    """SHA-256 of the content: key order and comments do not matter, every value does."""
    content = json.dumps([raw, data], sort_keys=True, default=date.isoformat, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
