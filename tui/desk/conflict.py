"""What changed in a file since it was read: nobody's work is written over unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from cases.estimate import Estimate, Settings, load_estimate
from roi.case import Input, Override
from roi.errors import Place, RoiError
from roi.reading import is_file, read_bytes

GONE = ""  # the digest of a file that is not there, or cannot be read
MOST_BYTES = 64 << 20
MOST_SHOWN = 12  # differences that are named
_SETTINGS: tuple[tuple[str, str], ...] = (
    ("preset", "preset"), ("option", "way to deploy"), ("region", "region"), ("horizon", "horizon"),
    ("draws", "draws"), ("seed", "seed"), ("sampler", "sampler"), ("prospect", "prospect"),
    ("prepared_by", "prepared by"), ("learn", "what answers tell"),
)  # fmt: skip


def text_digest(text: str) -> str:
    """SHA-256 of a text, however its lines end."""
    return _digest(text.encode())


def file_digest(path: Path) -> str:
    """SHA-256 of a file as it is now, however its lines end; `GONE` where there is none that can be read."""
    try:
        return _digest(read_bytes(path, MOST_BYTES)) if is_file(path) else GONE
    except RoiError:
        return GONE


def check_unchanged(path: Path, before: str, ours: Estimate) -> None:
    """Refuse to write over what somebody else wrote meanwhile.

    Args:
        path: the estimate file that is to be written.
        before: its digest when this began.
        ours: what would be written.

    Raises:
        RoiError: it is another file now; with what differs.
    """
    if file_digest(path) not in (before, GONE):
        raise RoiError(
            f"the file was changed by somebody else while this ran:\n{told_changes(path, ours)}",
            Place(str(path)),
            "Run it again on the file as it is now, or save under another name.",
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def changes(theirs: Estimate, ours: Estimate) -> Iterator[str]:
    """What differs, input by input: `Fee a letter: 0.1 in the file, 0.2 here`.  Private notes are not quoted."""
    labels = _labels(ours)
    for name in dict.fromkeys([*ours.overrides, *theirs.overrides]):
        there, here = _value(theirs.overrides.get(name)), _value(ours.overrides.get(name))
        if there != here:
            yield _said(labels.get(name, name), there, here)
    for key, label in _SETTINGS:
        there, here = (_setting(each.settings, key) for each in (theirs, ours))
        if there != here:
            yield _said(label, there, here)
    if theirs.settings.note != ours.settings.note:
        yield "private note: another one in the file"
    for name in dict.fromkeys([*ours.snapshots, *theirs.snapshots]):
        if ours.snapshots.get(name) != theirs.snapshots.get(name):
            both = name in ours.snapshots and name in theirs.snapshots
            alone = "only here" if name in ours.snapshots else "only in the file"
            yield f"snapshot {name}: {'another one in the file' if both else alone}"
    if theirs.noted != ours.noted:
        yield "questions that brought no answer: others in the file"
    if theirs.case.digest != ours.case.digest:
        yield "the case: another version in the file"


def told_changes(path: Path, ours: Estimate) -> str:
    """The differences between a file and an estimate, a line each; or why they cannot be told."""
    try:
        texts = [*changes(load_estimate(path), ours)]
    except RoiError as error:
        return f"It can no longer be read as an estimate: {error.message}."
    if not texts:
        return "It holds the same as here."
    more = len(texts) - MOST_SHOWN
    return "\n".join([*texts[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _labels(estimate: Estimate) -> Mapping[str, str]:
    case = estimate.case
    labels = {name: spec.label for name, spec in case.inputs.items()}
    for option in case.options.values():
        labels |= {name: spec.label for name, spec in option.inputs.items() if isinstance(spec, Input)}
    return labels


def _value(override: Override | None) -> str:
    return "the case's value" if override is None else str(override.value)


def _setting(settings: Settings, key: str) -> str:
    value = getattr(settings, key)
    return "none" if value in (None, "") else str(value)


def _said(label: str, there: str, here: str) -> str:
    return f"{label}: {there} in the file, {here} here"
