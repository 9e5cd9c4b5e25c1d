"""Exports and saves of the app, run beside the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual.app import App
from textual.message import Message

import roi
from cases.estimate import Estimate
from exports.atomic import write_atomically
from exports.files import export
from roi.errors import RoiError
from roi.sim.cuts import Cut
from tui.app.workers.simulator import Cancelled, Job, Post, Progressed, SupersededError
from tui.desk.handover import document_request
from tui.desk.request import OpenedCase


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: a job with its run where it is simulated in full already, and what it was made of."""

    job: Job
    run: roi.Run | None
    cut: Cut
    estimate: Estimate


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


class ExportStopped(Message):
    """Nobody wants it any more, and the target is as it was."""


def export_run(wanted: Wanted, path: Path, post: Post, stopped: Cancelled) -> None:
    """Simulate in full where that is not done, then write; ends with one of the three messages above."""
    job = wanted.job

    def go_on() -> None:
        if stopped():
            raise SupersededError

    def told(done: int, total: int) -> None:
        go_on()
        post(Progressed(job.number, done, total))

    try:
        run = wanted.run or roi.simulate(
            job.model, draws=job.draws, seed=job.seed, sampler=job.sampler, progress=told
        )
        go_on()
        contents = document_request(OpenedCase(job.model, wanted.estimate), wanted.cut)
        export(run, path, contents, force=True, ready=go_on)
    except SupersededError:
        post(ExportStopped())
    except RoiError as error:
        post(ExportFailed(error))
    else:
        post(Exported(path))


def save_text(text: str, path: Path) -> None:
    """Write an estimate file.

    Raises:
        RoiError: it cannot be written; the former file is as it was.
    """
    write_atomically(path, lambda target: target.write_text(text, encoding="utf-8"), force=True)


def hand_over(app: App[object], path: Path) -> None:
    """Send a file that was written to the browser that shows the app; at a terminal it lies where it is."""
    if app.is_web:
        app.deliver_binary(path, save_filename=path.name)
