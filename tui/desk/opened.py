"""Sessions that begin: a case or an estimate that is opened, an autosave that is recovered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from roi.reading import real_path
from tui.desk.conflict import GONE, file_digest
from tui.desk.history import State
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case
from tui.desk.session import Session


def opened(target: str | Path) -> Session:
    """A session of a shipped case, a case file or an estimate file.

    Raises:
        RoiError: whatever `cases.open_any` and resolving raise.
    """
    path = Path(target)
    disk = file_digest(path)  # before it is read: what is written in between counts as a change
    source = open_case(CaseRequest(str(target)))
    estimate = source.estimate
    return Session(
        State(replace(estimate, snapshots={}), source.model),
        source.file and real_path(source.file),
        estimate,
        snapshots=estimate.snapshots,
        notes=(*source.notes, *source.updates, *source.validity),
        disk=disk if source.file else GONE,
    )


def recovered(autosave: Path, path: Path | None, disk: str = "") -> Session:
    """The session of an autosave; its file, where it had one, is older, or was changed by somebody else since.

    Args:
        autosave: what was kept.
        path: its file; None where it had none.
        disk: the digest of that file as the lost session last saw it; "" where nobody knows.

    Raises:
        RoiError: the autosave cannot be read.
    """
    session = opened(autosave)
    return replace(session, path=path, saved=None, disk=(disk or file_digest(path)) if path else GONE)
