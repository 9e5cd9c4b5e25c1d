"""A pack as its gate sees it: every case reviewed, every other file read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from cases.block import BLOCKS, Library
from cases.load import load
from cases.toml import read_toml
from roi.analysis.remarks import Remark
from roi.analysis.review import review
from roi.case_files import CaseFile, Pack, case_file, pack_at, packs, toml_files
from roi.errors import Command, Place, RoiError, remedy
from roi.records import dataclass


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to say of a case of a pack, or of another of its files."""

    name: str
    remarks: tuple[Remark, ...]
    is_case: bool = True


def pack_named(name: str) -> Pack | None:
    """The pack of a folder, or an installed one of this name; None where it names a case or a file.

    Raises:
        RoiError: a folder that is none of a pack.
    """
    folder = Path(name)
    if folder.is_dir():
        pack: Pack | None = pack_at(folder)
    elif case_file(name) is not None or folder.exists():
        return None
    else:
        pack = next((pack for pack in packs() if pack.name == name), None)
    if pack is not None:
        pack.toml_files()  # it says what is wrong with the folder
    return pack


def findings(pack: Pack) -> Iterator[Findings]:
    """Case by case as they are reviewed; then files that cannot be read, beside the cases or among the blocks.

    Raises:
        RoiError: the pack has no case.
    """
    seen: dict[str, str] = {}
    files = list(pack.case_files())
    if not files:
        hint = remedy(
            "A case is a file NAME.toml with a table [case]; ", Command("new", "NAME"), " writes one."
        )
        raise RoiError("the pack has no case", Place(pack.where), hint)
    for file in files:
        yield Findings(file.id, tuple(_of_case(file, seen)))
    listed = {file.path for file in files}
    for path in (*pack.toml_files(), *_blocks(pack)):
        if path not in listed:
            try:
                raw = read_toml(path)
                if "block" in raw:  # whether a case takes it in or not
                    Library().block(path.stem, path.parent)
            except RoiError as error:
                yield Findings(path.name, (_as_error(error, path.name),), is_case=False)


def _blocks(pack: Pack) -> list[Path]:
    folder = pack.folder and pack.folder / BLOCKS
    return toml_files(folder) if folder and folder.is_dir() else []


def _of_case(file: CaseFile, seen: dict[str, str]) -> Iterator[Remark]:
    try:
        case = load(file.path)
        remarks = review(case, datetime.date.today()).remarks
    except RoiError as error:
        yield _as_error(error, file.path.name)
        return
    if case.id != file.path.stem:
        text = f"the id is `{case.id}`, and the file {file.path.name}: call the file {case.id}.toml"
        yield Remark("warning", "[case] id", text)
    first = seen.setdefault(case.id, file.path.name)
    if first != file.path.name:
        yield Remark("error", "[case] id", f"`{case.id}` is the id of {first} too")
    yield from remarks


def _as_error(error: RoiError, file: str) -> Remark:
    """The message as a remark, which stands below the file's name."""
    return Remark(
        "error", error.where.worded().removeprefix(file).lstrip(": "), f"{error.marked}. {error.hint}"
    )
