"""The tracked estimates of a folder: what came true of them, one by one."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cases.models import layers_of
from cases.portfolio.documents import Documents
from roi.errors import Place, RoiError
from roi.observed.observations import Observation
from roi.observed.score import Came, Kind, came, reference_class

CLASS_COLUMNS = ("estimate", "name", "kind", "ratio", "date")


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A row of a reference class: realised ÷ estimated of a benefit or cost of a deal.

    Attributes:
        label: what people call it.
        date: the last day on which something of the deal was measured; None where no row has one.
    """

    deal: str
    name: str
    label: str
    kind: Kind
    ratio: float
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Scored:
    """What a folder holds.

    Attributes:
        figures: what came true; `observations`: the rows that say so.
        dates: of each estimate, the last day on which something was measured; None where no row has one.
        unobserved: estimates without observations.
        failed: estimates that could not be read, and why.
    """

    figures: tuple[Came, ...]
    observations: tuple[Observation, ...]
    dates: dict[str, datetime.date | None]
    unobserved: int
    failed: tuple[tuple[str, RoiError], ...]


def tracked(folder: Path, progress: Callable[[int, int], None] | None = None) -> Scored:
    """The estimate files of a folder with what was observed; one that fails does not stop the others.

    Raises:
        RoiError: no folder, or none of its estimates has observations that can be read.
    """
    if not folder.is_dir():
        raise RoiError("there is no such folder", Place(str(folder)), "Name the folder of the estimates.")
    files = sorted(path for path in folder.glob("*.toml") if path.is_file())
    figures: list[Came] = []
    observations: list[Observation] = []
    dates: dict[str, datetime.date | None] = {}
    failed: list[tuple[str, RoiError]] = []
    unobserved, documents = 0, Documents()
    for done, path in enumerate(files, start=1):
        try:
            rows = _figures(path, documents)
            if rows is not None:
                figures += rows[0]
                observations += rows[1]
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
    return Scored(tuple(figures), tuple(observations), dates, unobserved, tuple(failed))


def _figures(path: Path, documents: Documents) -> tuple[tuple[Came, ...], Sequence[Observation]] | None:
    """What came true of an estimate, and the rows that say so; None for a file that is no estimate."""
    prior, given = documents.before_update(path)
    if not given:
        return None
    rows, at = prior.observations, prior.settings
    if not rows:
        return (), ()
    template = documents.template(prior, at.option or None)
    model = template.model(layers_of(prior, Place(prior.origin, "[overrides]")))
    return came(path.stem, model, template.model(()), rows, at.prepared_by, at.seed, template.prepared), rows


def class_rows(record: Scored) -> tuple[ClassRow, ...]:
    """The reference class: realised ÷ estimated of each benefit and cost of each deal, by deal."""
    known = {(each.deal, each.name): each for each in record.figures}
    return tuple(
        ClassRow(deal, name, known[deal, name].label, known[deal, name].kind, ratio, record.dates.get(deal))
        for (deal, name), ratio in sorted(reference_class(record.figures).items())
    )


def class_text(rows: Sequence[ClassRow]) -> str:
    """A reference class as CSV.

    Raises:
        RoiError: too few for a column of values.
    """
    if len(rows) < 2:
        raise RoiError(
            "a reference class needs two benefits or costs that were measured", Place(),
            "Observe lines of benefits and costs, not inputs alone.",
        )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CLASS_COLUMNS)
    for each in rows:
        day = f"{each.date:%Y-%m-%d}" if each.date else ""
        writer.writerow((each.deal, each.name, each.kind, f"{each.ratio:.6g}", day))
    return text.getvalue()


def class_input(file: str, rows: Sequence[ClassRow], today: datetime.date) -> str:
    """The lines of a case file that take the class in as an input and a source."""
    count, deals = len(rows), len({each.deal for each in rows})
    return (
        f'[sources.realised]\ntitle = "Realised ÷ estimated of {count} benefits and costs of {deals} deals"\n'
        f'publisher = "Our own records"\nyear = {today.year}\ndate = {today:%Y-%m-%d}\nseen = "primary"\n\n'
        f'[inputs.realised]\nlabel = "Realised of what is estimated"\nunit = "–"\n'
        f'value = \'data("{file}", ratio)\'\ngrade = "measured"\nsource = ["realised"]'
    )
