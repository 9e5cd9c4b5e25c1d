"""Exports and saves of the app, run beside the screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from textual.app import App

import roi
from cases.estimate import Estimate
from exports.atomic import write_atomically
from exports.files import export
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.cuts import Cut
from tui.app.workers.simulator import Job
from tui.desk.handover import document_request
from tui.desk.request import OpenedCase


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: a job with its run where it is simulated in full already, and what it was made of.

    `with_plan`: whether the benefit realisation plan is added, in files that have it only where it is asked for.
    """

    job: Job
    run: roi.Run | None
    cut: Cut
    estimate: Estimate
    with_plan: bool = False


def export_run(wanted: Wanted, path: Path, progress: Progress) -> Path:
    """Simulate in full where that is not done, then write; the file.

    Raises:
        RoiError: it cannot be written; the former file is as it was.
    """
    job = wanted.job
    run = wanted.run or roi.simulate(
        job.model, draws=job.draws, seed=job.seed, sampler=job.sampler, progress=progress
    )
    ready = partial(progress, job.draws, job.draws)
    ready()
    contents = document_request(OpenedCase(job.model, wanted.estimate), wanted.cut)
    export(run, path, replace(contents, with_plan=wanted.with_plan), force=True, ready=ready)
    return path


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
