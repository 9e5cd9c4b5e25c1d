"""Files → documents: shipped cases by id, case files by path, with what they include and the data they read."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from cases.schema import case_from
from roi.case import Case
from roi.errors import RoiError, nearest

MAX_FILE = 2_000_000  # bytes of a case file
MAX_DATA = 100_000  # values of one data column
_INCLUDABLE = ("sources", "rates", "claims", "risks")
_DATA = re.compile(r"""data\(\s*["']([^"']+)["']\s*,\s*["']?([^"')]+?)["']?\s*\)""")


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
    return from_raw(merged(raw, path), path.name, path.parent)


def find(case: str | Path) -> Path:
    """The file of a shipped id or of a path."""
    shipped = templates()
    if str(case) in shipped:
        return shipped[str(case)]
    path = Path(case)
    if path.is_file():
        return path
    looks_like_a_file = path.suffix or len(path.parts) > 1
    if path.is_dir():
        raise RoiError("this is a folder, not a case file", str(case))
    kind = "file" if looks_like_a_file else "shipped case and no file"
    raise RoiError(f"there is no such {kind}", str(case), nearest(str(case), shipped))


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a table."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise RoiError(f"the file is larger than {MAX_FILE:,} bytes", str(path))
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as found:
        raise RoiError(f"the file is not valid TOML: {found}", path.name) from None
    except UnicodeDecodeError as found:
        raise RoiError(f"the file is not UTF-8 text: {found.reason}", path.name) from None
    except OSError as found:
        raise RoiError(f"the file cannot be read: {found.strerror}", str(path)) from None


def merged(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document with the sources, rates, claims and risks of the files it includes."""
    header = raw.get("case", {})
    included = header.get("include", []) if isinstance(header, dict) else []
    if not isinstance(included, list) or not all(isinstance(name, str) for name in included):
        raise RoiError("`include` must be a list of file names", f"{path.name}: [case] include")
    result = {table: _copied(content) for table, content in raw.items()}
    for name in included:
        other = path.parent / name
        if Path(name).name != name or not other.is_file():
            raise RoiError(f"there is no file `{name}` beside the case", f"{path.name}: [case] include")
        for table, content in read_toml(other).items():
            if table not in _INCLUDABLE:
                allowed = ", ".join(_INCLUDABLE)
                raise RoiError(f"an included file cannot hold [{table}]", other.name, f"Allowed: {allowed}.")
            if isinstance(content, list):
                result.setdefault(table, []).extend(content)
            else:
                result[table] = {**content, **result.get(table, {})}
    if included:
        result["case"].pop("include")
    return result


def _copied(content: Any) -> Any:
    return (
        dict(content)
        if isinstance(content, dict)
        else list(content)
        if isinstance(content, list)
        else content
    )


def from_raw(
    raw: Mapping[str, Any], origin: str, folder: Path | None, stored: Mapping[str, Any] | None = None
) -> Case:
    """The document of a merged table; data columns come from `stored`, else from files in `folder`."""
    data = {}
    for file, column in sorted(set(_data_calls(raw))):
        key = f"{file}|{column}"
        if stored is not None and key in stored:
            data[key] = tuple(float(value) for value in stored[key])
        elif folder is None:
            raise RoiError(f"the values of {file}, column {column}, are not stored in the file", origin)
        else:
            data[key] = _column(folder, file, column, origin)
    return case_from(raw, origin, digest(raw, data), data)


def digest(raw: Mapping[str, Any], data: Mapping[str, tuple[float, ...]]) -> str:
    """SHA-256 of the content: key order and comments do not matter, every value does."""
    content = json.dumps([raw, data], sort_keys=True, default=_iso, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise RoiError(f"a {type(value).__name__} has no place in a case file")


def _data_calls(content: Any) -> Iterator[tuple[str, str]]:
    if isinstance(content, str):
        yield from _DATA.findall(content)
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _data_calls(value)
    elif isinstance(content, list):
        for value in content:
            yield from _data_calls(value)


def _column(folder: Path, file: str, column: str, origin: str) -> tuple[float, ...]:
    """A column of a CSV file beside the case, as finite numbers."""
    where = f'{origin}: data("{file}", {column})'
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RoiError("the file must lie beside the case or below it", where)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if reader.fieldnames is None or column not in reader.fieldnames:
                raise RoiError(
                    f"there is no column `{column}`", where, nearest(column, reader.fieldnames or ())
                )
            values = [row[column] for _, row in zip(range(MAX_DATA + 1), reader, strict=False)]
    except OSError as found:
        raise RoiError(f"the file cannot be read: {found.strerror}", where) from None
    if len(values) > MAX_DATA:
        raise RoiError(f"more than {MAX_DATA:,} values", where)
    numbers = []
    for row, text in enumerate(values, start=2):
        try:
            numbers.append(float(text))
        except (TypeError, ValueError):
            raise RoiError(f"row {row} holds {text!r}, not a number", where) from None
    return tuple(numbers)
