"""Files → documents: shipped cases by id, case files by path, with the blocks they use and the data they read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, time
from pathlib import Path

from cases.columns import data_of
from cases.regions import with_regions
from cases.schema import case_from
from cases.shares import refuse_fractions
from cases.sipmath import sips_of
from cases.toml import read_toml
from cases.use import composed
from roi.case import Case
from roi.case_files import case_file, case_files, pack_of, shipped
from roi.errors import Command, Place, RoiError, nearest, remedy
from roi.reading import is_there
from roi.sip import Sip


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
        hint = remedy("Run it with ", Command("run"), "; in Python `cases.open_any` opens it.")
        raise RoiError("this is an estimate file, not a case file", Place(path.name), hint)
    return case_of(raw, path, name_of(case, path))


def case_of(raw: dict[str, object], path: Path, origin: str) -> Case:
    """The document of the table that was read from a case file, with the blocks it uses and its data.

    Args:
        origin: what messages, workbooks and the document call the file.

    Raises:
        RoiError: whatever is wrong in it, or in the files it names.
    """
    document, brought = composed(raw, path, origin)
    return from_raw(with_regions(document), origin, path.parent, brought=brought)


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
    if is_there(path):  # what is there and no file is refused where it is opened
        return path
    looks_like_a_file = path.suffix or len(path.parts) > 1
    kind = "file" if looks_like_a_file else "shipped case and no file"
    pack = pack_of(name)
    if pack is not None:
        pack.toml_files()  # it says why there are none
        kind = f"case in the pack `{pack.name}`"
    with_ending = f"{name}.toml"
    hint = f"Write {with_ending}." if os.path.isfile(with_ending) else nearest(name[:80], case_files())
    raise RoiError(f"there is no such {kind}", Place(name), hint)


def name_of(case: str | Path, path: Path) -> str:
    """What a case file is called: `invoices.toml`, or `acme/invoices.toml` of a pack's that was named by its id."""
    return path.name if pack_of(str(case)) is None or Path(case) == path else f"{case}.toml"


def from_raw(
    raw: Mapping[str, object],
    origin: str,
    folder: Path | None,
    stored: Mapping[str, tuple[float, ...]] | None = None,
    sips: Mapping[str, Sip] | None = None,
    brought: Mapping[str, str] | None = None,
) -> Case:
    """The document of a table that blocks are laid under.

    Args:
        folder: where files of data and libraries lie that are not stored.
        stored: columns of data that were saved with it, by "file|column".
        sips: variables of libraries that were saved with it, by "file|name".
        brought: the block file of an entry, or of a key of it, see `Case.brought`.

    Raises:
        RoiError: whatever is wrong in the table or the data it names.
    """
    try:
        case = case_from(raw, origin, "", {})
        if stored is None:  # a document that was saved with an estimate stays readable
            refuse_fractions(raw, origin)
        data = data_of(case, folder, stored or {})
        variables = sips_of(case, folder, sips or {}, sum(map(len, data.values())))
    except RoiError as problem:
        raise problem.in_file(origin, brought or {}) from None
    return replace(
        case, digest=digest(raw, data, variables), data=data, sips=variables, brought=brought or {}
    )


def digest(
    raw: Mapping[str, object], data: Mapping[str, tuple[float, ...]], sips: Mapping[str, Sip] | None = None
) -> str:
    """SHA-256 of the content: key order, comments and the names of block files do not matter, values do."""
    claims = raw.get("claims")
    if isinstance(claims, list):
        raw = {**raw, "claims": [_without_file(entry) for entry in claims]}
    variables = [{key: asdict(sip) for key, sip in sips.items()}] if sips else []
    content = json.dumps([raw, data, *variables], sort_keys=True, default=_spelled, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _spelled(value: date | time) -> str:
    return value.isoformat()


def _without_file(entry: object) -> object:
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if key != "included"}
