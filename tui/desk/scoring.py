"""The tracked estimates of a folder: what came true of them, one by one."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cases.estimate import Estimate
from cases.toml import read_toml
from roi.errors import Place, RoiError
from roi.observed.observations import Observation
from roi.observed.score import Came, came, reference_class
from tui.desk.models import model_of
from tui.desk.observing import prior_of
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

CLASS_COLUMNS = ("estimate", "name", "kind", "ratio", "date")


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a folder holds.

    Attributes:
        figures: what came true.
        dates: of each estimate, the last day on which something was measured; None where no row has one.
        unobserved: estimates without observations.
        failed: estimates that could not be read, and why.
    """

    figures: tuple[Came, ...]
    dates: dict[str, datetime.date | None]
    unobserved: int
    failed: tuple[tuple[str, RoiError], ...]


def tracked(folder: Path, progress: Callable[[int, int], None] | None = None) -> Tracked:
    """The estimate files of a folder with what was observed; one that fails does not stop the others.

    Raises:
        RoiError: no folder, or none of its estimates has observations that can be read.
    """
    if not folder.is_dir():
        raise RoiError("there is no such folder", Place(str(folder)), "Name the folder of the estimates.")
    files = sorted(path for path in folder.glob("*.toml") if path.is_file())
    figures: list[Came] = []
    dates: dict[str, datetime.date | None] = {}
    failed: list[tuple[str, RoiError]] = []
    unobserved = 0
    for done, path in enumerate(files, start=1):
        try:
            if "estimate" in read_toml(path):
                rows = _figures(path)
                figures += rows[0]
                unobserved += not rows[0]
                if rows[0]:
                    dates[path.stem] = max((row.date for row in rows[1] if row.date), default=None)
        except RoiError as problem:
            failed.append((path.name, problem))
        if progress is not None:
            progress(done, len(files))
    if not figures:
        if failed:
            raise failed[0][1]
        hint = "`roi update ESTIMATE --observed FILE --save ESTIMATE` puts what was measured into one."
        raise RoiError("no estimate in it has observations", Place(str(folder)), hint)
    return Tracked(tuple(figures), dates, unobserved, tuple(failed))


def _figures(path: Path) -> tuple[tuple[Came, ...], Sequence[Observation]]:
    """What came true of an estimate, and the rows that say so."""
    prior = prior_of(open_case(CaseRequest(str(path))))
    rows = prior.estimate.observations
    if not rows:
        return (), ()
    at = prior.settings
    return came(
        path.stem, prior.model, model_of(_evidence(prior.estimate)), rows, at.prepared_by, at.seed
    ), rows


def _evidence(estimate: Estimate) -> Estimate:
    """The same case, deployed alike, without an answer."""
    return replace(estimate, overrides={}, noted={}, snapshots={})


def class_text(record: Tracked) -> str:
    """The reference class as CSV: realised ÷ estimated of each benefit and cost of each deal.

    Raises:
        RoiError: too few for a column of values.
    """
    ratios = reference_class(record.figures)
    if len(ratios) < 2:
        raise RoiError(
            "a reference class needs two benefits or costs that were measured", Place(),
            "Observe lines of benefits and costs, not inputs alone.",
        )  # fmt: skip
    kinds = {(each.deal, each.name): each.kind for each in record.figures}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CLASS_COLUMNS)
    for (deal, name), ratio in sorted(ratios.items()):
        date, kind = record.dates.get(deal), kinds[deal, name]
        writer.writerow((deal, name, kind, f"{ratio:.6g}", f"{date:%Y-%m-%d}" if date else ""))
    return text.getvalue()


def class_input(file: str, count: int, deals: int, today: datetime.date) -> str:
    """The lines of a case file that take the class in as an input and a source."""
    return (
        f'[sources.realised]\ntitle = "Realised ÷ estimated of {count} benefits and costs of {deals} deals"\n'
        f'publisher = "Our own records"\nyear = {today.year}\ndate = {today:%Y-%m-%d}\nseen = "primary"\n\n'
        f'[inputs.realised]\nlabel = "Realised of what is estimated"\nunit = "–"\n'
        f'value = \'data("{file}", ratio)\'\ngrade = "measured"\nsource = ["realised"]'
    )
