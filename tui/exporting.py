"""Exports and saves of the app, run beside the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from textual.message import Message

import roi
from exports.document import claim_document
from exports.files import Said, export, write_atomically
from roi.analysis.audit import audit
from roi.errors import RoiError
from roi.sim.cuts import Cut
from tui.simulator import Job, Post, Progressed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: a job with its run where it is simulated in full already."""

    job: Job
    run: roi.Run | None
    cut: Cut
    notes: tuple[str, ...] = field(default=())


class Exported(Message):
    """The file is written."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class ExportFailed(Message):
    """It is not, and the target is as it was."""

    def __init__(self, error: RoiError) -> None:
        super().__init__()
        self.error = error


def export_run(wanted: Wanted, path: Path, post: Post) -> None:
    """Simulate in full where that is not done, then write."""
    job = wanted.job

    def told(done: int, total: int) -> None:
        post(Progressed(job.number, done, total))

    try:
        run = wanted.run or roi.simulate(
            job.model, draws=job.draws, seed=job.seed, sampler=job.sampler, progress=told
        )
        claims = [claim_document(finding) for finding in audit(job.model.case)]
        export(run, path, Said(claims, wanted.notes, job.draws, wanted.cut), force=True)
    except RoiError as found:
        post(ExportFailed(found))
    else:
        post(Exported(path))


def save_text(text: str, path: Path) -> None:
    """Write an estimate file.

    Raises:
        RoiError: it cannot be written; the former file is as it was.
    """
    write_atomically(path, lambda target: target.write_text(text, encoding="utf-8"), force=True)
