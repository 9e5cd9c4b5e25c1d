"""The tracked estimates of a folder: what came true of them, one by one."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cases.estimate import Estimate
from cases.models import layers_of
from cases.portfolio.documents import Documents
from cases.portfolio.reading import matching
from roi.errors import Command, Place, RoiError, Setting, remedy
from roi.observed.observations import Observation
from roi.observed.score import Came, Kind, came, reference_class
from roi.reading import real_folder
from roi.records import dataclass
from roi.text import as_cell

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
        older: estimates whose observations another one holds too, with that one: versions of one deal.
        failed: estimates that could not be read, and why.
    """

    figures: tuple[Came, ...]
    observations: tuple[Observation, ...]
    dates: dict[str, datetime.date | None]
    unobserved: int
    older: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, RoiError], ...]


def tracked(folder: Path, progress: Callable[[int, int], None] | None = None) -> Scored:
    """The estimate files of a folder with what was observed; one that fails does not stop the others.

    Raises:
        RoiError: no folder, or none of its estimates has observations that can be read.
    """
    real_folder(folder)
    files = sorted(matching(folder, ("*.toml",)))
    figures: list[Came] = []
    observations: list[Observation] = []
    dates: dict[str, datetime.date | None] = {}
    failed: list[tuple[str, RoiError]] = []
    priors: dict[Path, Estimate] = {}
    documents = Documents()
    for path in files:
        try:
            prior, given = documents.before_update(path)
            priors |= {path: prior} if given else {}
        except RoiError as problem:
            failed.append((path.name, problem))
    observed = {path: prior for path, prior in priors.items() if prior.observations}
    older = _older_versions(observed)
    for done, (path, prior) in enumerate(observed.items(), start=1):
        try:
            if path not in older:
                figures += _figures(path, prior, documents)
                observations += prior.observations
                dates[path.stem] = max((row.date for row in prior.observations if row.date), default=None)
        except RoiError as problem:
            failed.append((path.name, problem))
        if progress is not None:
            progress(done, len(observed))
    if not figures:
        if failed:
            raise failed[0][1]
        hint = remedy(
            Command("update", "ESTIMATE"), " puts what was measured into one, with ", Setting("save"), "."
        )
        raise RoiError("no estimate in it has observations", Place(str(folder)), hint)
    versions = tuple((path.name, newer.name) for path, newer in older.items())
    unobserved = len(priors) - len(observed)
    return Scored(tuple(figures), tuple(observations), dates, unobserved, versions, tuple(failed))


def _older_versions(observed: Mapping[Path, Estimate]) -> dict[Path, Path]:
    """Estimates of which another one of the same case and prospect holds every observation, with that one.

    A deal whose estimate is saved anew with each update would otherwise count as many deals.
    """
    rows = {
        path: frozenset(
            (row.name, row.months, row.value, row.error, row.source, row.by, row.date)
            for row in prior.observations
        )
        for path, prior in observed.items()
    }
    versions: defaultdict[tuple[str, str], list[Path]] = defaultdict(list)
    for path, prior in observed.items():
        versions[_deal_of(prior)].append(path)
    older: dict[Path, Path] = {}
    for path, prior in observed.items():
        for other in versions[_deal_of(prior)]:
            newer = rows[path] < rows[other] or (rows[path] == rows[other] and other < path)
            if newer and other not in older:
                older[path] = other
                break
    return older


def _deal_of(estimate: Estimate) -> tuple[str, str]:
    return estimate.case.id, estimate.settings.prospect


def _figures(path: Path, prior: Estimate, documents: Documents) -> tuple[Came, ...]:
    """What came true of an estimate."""
    at = prior.settings
    template = documents.template(prior, at.option or None)
    model = template.model(layers_of(prior, Place(prior.origin, "[overrides]")))
    evidence, rows = template.model(()), prior.observations
    return came(path.stem, model, evidence, rows, at.prepared_by, at.seed, template.prepared)


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
        writer.writerow((as_cell(each.deal), each.name, each.kind, f"{each.ratio:.6g}", day))
    return text.getvalue()


def class_input(file: str, rows: Sequence[ClassRow], today: datetime.date) -> str:
    """The lines of a case file that take the class in as an input and a source."""
    count, deals = len(rows), len({each.deal for each in rows})
    mark = "'" if '"' in file else '"'
    formula = f"data({mark}{file}{mark}, ratio)"
    plain = "'" not in formula and formula.isprintable()
    value = f"'{formula}'" if plain else json.dumps(formula, ensure_ascii=False)  # a text of TOML, too
    return (
        f'[sources.realised]\ntitle = "Realised ÷ estimated of {count} benefits and costs of {deals} deals"\n'
        f'publisher = "Our own records"\nyear = {today.year}\ndate = {today:%Y-%m-%d}\nseen = "primary"\n\n'
        f'[inputs.realised]\nlabel = "Realised of what is estimated"\nunit = "–"\n'
        f'value = {value}\ngrade = "measured"\nsource = ["realised"]'
    )
