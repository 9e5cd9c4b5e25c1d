"""The case of an estimate as it is now: the shipped one, that of a pack, or its file, where that is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from cases.estimate import Estimate
from cases.load import load
from roi.case import Case, key_of
from roi.case_files import case_file, shipped
from roi.errors import RoiError
from roi.reading import is_file
from roi.records import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Newer:
    """What there is to move an estimate to.

    Attributes:
        name: `the shipped case`, `the case acme/mine`, `the case file mine.toml`.
        case: as it is now; None where it is the embedded one, or not to be had.
        why: why there is none, one sentence; "" where there is one.
    """

    name: str
    case: Case | None = None
    why: str = ""


def file_of(case: Case, given: str) -> str:
    """What an estimate of this case remembers of its file; "" for a shipped one.

    Args:
        case: the document.
        given: the id or the path it was opened by; of an absolute path the name is kept, and no folder.
    """
    if case.id in shipped() and (given == case.id or load(case.id).digest == case.digest):
        return ""
    path = Path(given)
    return path.name if path.is_absolute() or ".." in path.parts else str(path)


def newer(estimate: Estimate, folder: Path) -> Newer:
    """Another version of the estimate's case; `folder`: where the estimate lies."""
    name = estimate.settings.case_file or estimate.settings.case
    path = case_file(name)
    if path is not None:
        label, source = (f"the case {name}" if "/" in name else "the shipped case"), name
    else:
        name = name if estimate.settings.case_file else f"{name}.toml"
        label = f"the case file {name}"
        path = next((path for path in _places(name, folder) if is_file(path)), None)
        if path is None:
            packs = (
                "" if name.endswith(".toml") else ", or among the packs of ROI_CASES and installed packages"
            )
            return Newer(label, why=f"There is no {name} beside the estimate or in this folder{packs}.")
        source = str(path)
    try:
        case = load(source)
    except RoiError as problem:
        return Newer(label, why=f"{name} cannot be read: {problem.message}")
    if case.id != estimate.settings.case:
        why = f"{name} holds the case `{case.id}`, and the estimate is of `{estimate.settings.case}`."
        return Newer(label, why=why)
    return _compared(estimate, label, case)


def _places(name: str, folder: Path) -> Iterator[Path]:
    for at in (folder, Path()):
        yield at / name
        yield at / Path(name).name


def _compared(estimate: Estimate, label: str, case: Case) -> Newer:
    if case.digest == estimate.case.digest:
        return Newer(label, why=f"{label[0].upper()}{label[1:]} is as the estimate has it.")
    return Newer(label, case)


def differences(old: Case, new: Case) -> tuple[str, ...]:
    """What changed between two documents, one sentence an entry."""
    texts: list[str] = []
    for table in ("inputs", "lines", "shares", "presets", "options", "regions", "sources", "rates"):
        before, after = getattr(old, table), getattr(new, table)
        texts += [f"{table[:-1]} `{name}` is new" for name in after if name not in before]
        texts += [f"{table[:-1]} `{name}` is gone" for name in before if name not in after]
        for name in before:
            if name in after and before[name] != after[name]:
                texts.append(f"{table[:-1]} `{name}` changed: {_changed(before[name], after[name])}")
    if old.header != new.header:
        texts.append(f"header changed: {_changed(old.header, new.header)}")
    texts += [
        f"{what} changed"
        for what in ("correlations", "claims", "risks", "data", "sips")
        if getattr(old, what) != getattr(new, what)
    ]
    return tuple(texts)


def _changed(before: DataclassInstance, after: DataclassInstance) -> str:
    """Keys with what they held and hold."""
    parts = []
    for field in fields(before):
        name, old, new = key_of(field), getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        short = all(isinstance(value, (str, int, float)) and len(str(value)) < 60 for value in (old, new))
        parts.append(f"{name} {old} → {new}" if short else name)
    return ", ".join(parts)
