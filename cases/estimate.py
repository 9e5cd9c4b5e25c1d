"""Estimate files: a case, the answers given to it, and everything needed to repeat the numbers.

The file embeds the case as it was, so that it reproduces its numbers after the shipped case has moved on.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cases.accountability import accountability_from, accountability_table
from cases.fields import as_table, built, checked, shown
from cases.load import case_of, find, from_raw, name_of
from cases.schema import override
from cases.sipmath import sips_from, stored_sip
from cases.snapshots import Snapshot, override_table, snapshot_table, snapshots_from
from cases.toml import read_toml
from cases.updated import updated_from, updated_table
from roi.accountability import Accountability
from roi.case import EVIDENCE, Case, Override
from roi.defaults import DRAWS, SEED
from roi.errors import Place, RoiError, Setting, nearest, remedy
from roi.model.dates import checked_month
from roi.records import dataclass
from roi.sim.sampling import planned
from roi.text import plain
from roi.updated import NOT_UPDATED, Updated, after_update

if TYPE_CHECKING:
    from roi.observed.observations import Observation

SCHEMA_VERSION = 4
# 1 had neither [interview] nor [snapshots], 2 no speakers, 3 no [lines]: read without them.
_READ = (1, 2, 3, SCHEMA_VERSION)
_BESIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_TABLES = (
    "estimate", "overrides", "interview", "lines", "snapshots", "observations", "updated", "document", "data",
    "sips",
)  # fmt: skip
Noted = Literal["kept", "unknown"]  # a question that was asked and left at the evidence


@dataclass(frozen=True, slots=True)
class Settings:
    """The `[estimate]` table: what was run, for whom, by whom, when, with which version.

    `learn`: whether an answered fact moves the inputs it is correlated with.  `case_file`: where the case was
    read from, as far as it may be told; "" of a shipped one.  `currency`: of the results, by a rate of the case;
    None is the case's own.  `valid_until`: the date until which its figures stand.
    `start`: the calendar month of month 1, as `2027-01`; None is the case's own.  `region`: where it is deployed;
    None is the region that the case is written for.
    """

    schema: int
    case: str
    digest: str
    version: str
    created: datetime.date
    preset: str = EVIDENCE
    option: str | None = None
    horizon: int | None = None
    draws: int = DRAWS
    seed: int = SEED
    sampler: str = "sobol"
    prospect: str = ""
    prepared_by: str = ""
    note: str = ""
    learn: bool = True
    case_file: str = ""
    currency: str | None = None
    valid_until: datetime.date | None = None
    start: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A case with the answers given to it.

    Attributes:
        case: the embedded document, with the correlations and sources of an update.
        noted: questions that were asked and brought no answer: the evidence was kept, or nobody knew.
        snapshots: variants by name, to compare with.
        observations: what was measured since; updated: what that leaves of the inputs.
        lines: who answers for benefits and costs, by line, where it is not as the case says.
    """

    case: Case
    settings: Settings
    overrides: Mapping[str, Override] = field(default_factory=dict)
    origin: str = "estimate"
    noted: Mapping[str, Noted] = field(default_factory=dict)
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    updated: Updated = NOT_UPDATED
    lines: Mapping[str, Accountability] = field(default_factory=dict)

    def without(self, name: str) -> Estimate:
        """The estimate as if an input had never been asked about."""
        return replace(
            self,
            overrides={key: value for key, value in self.overrides.items() if key != name},
            noted={key: value for key, value in self.noted.items() if key != name},
        )


@dataclass(frozen=True, slots=True)
class Interview:
    """The `[interview]` table: inputs by what their question brought."""

    kept: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def open_any(name: str | Path) -> Case | Estimate:
    """The id of a case, a case file or an estimate file.

    Raises:
        RoiError: none of the three, or a file that cannot be read.
    """
    path = find(name)
    raw = read_toml(path)
    return estimate_of(raw, path) if "estimate" in raw else case_of(raw, path, name_of(name, path))


def load_estimate(path: str | Path) -> Estimate:
    """The estimate of a file.

    Raises:
        RoiError: unknown tables, a missing or changed document, fields of a wrong type.
    """
    return estimate_of(read_toml(Path(path)), Path(path))


def embedded_case(raw: Mapping[str, Any], path: Path) -> Case:
    """The case that an estimate file holds, with its columns of data and its variables of libraries."""
    data, sips = _stored(raw.get("data", {}), path), sips_from(raw.get("sips", {}), path.name)
    return from_raw(raw["document"], f"{path.name}: [document]", None, data, sips)


def estimate_of(
    raw: Mapping[str, object],
    path: Path,
    case_in: Callable[[Mapping[str, object], Path], Case] = embedded_case,
) -> Estimate:
    """The estimate of the table of a file.

    Args:
        case_in: makes the case of its tables; whoever opens many files of one case makes it once.

    Raises:
        RoiError: see `load_estimate`.
    """
    for table in raw:
        if table not in _TABLES:
            raise RoiError(f"unknown table {shown(table)}", Place(path.name), nearest(table[:60], _TABLES))
    for table, holds in (("estimate", "who, when and how"), ("document", "the case")):
        if table not in raw:
            hint = remedy("An estimate is written by ", Setting("save", "FILE"), ": save it again.")
            raise RoiError(f"the table [{table}] with {holds} is missing", Place(path.name), hint)
    settings = _settings(raw["estimate"], Place(path.name, "[estimate]"))
    case = case_in(raw, path)
    if case.digest != settings.digest:
        raise RoiError(
            "the embedded case does not match its digest: it was changed by hand",
            Place(path.name),
            "Put changes of inputs under [overrides]; change a case in a case file of its own.",
        )
    overrides = {
        name: override(entry, Place(path.name, f"[overrides.{name}]"))
        for name, entry in as_table(raw.get("overrides", {}), Place(path.name, "[overrides]")).items()
    }
    noted = _noted(raw.get("interview", {}), case, overrides, path)
    stored = _stored(raw.get("data", {}), path)
    observations: tuple[Observation, ...] = ()
    if "observations" in raw:
        from cases.observed import stored_observations

        observations = stored_observations(raw["observations"], path.name)
    updated = updated_from(raw.get("updated", {}), Place(path.name), case, stored)
    return Estimate(
        after_update(case, updated),
        settings,
        overrides,
        path.name,
        noted,
        snapshots_from(raw.get("snapshots", {}), Place(path.name)),
        observations,
        updated,
        accountability_from(raw.get("lines", {}), Place(path.name), case),
    )


def _noted(entry: object, case: Case, overrides: Mapping[str, Override], path: Path) -> dict[str, Noted]:
    """The questions that brought no answer, each once, none of them answered all the same."""
    where = Place(path.name, "[interview]")
    interview = built(Interview, entry, where)
    noted: dict[str, Noted] = {}
    listed: tuple[tuple[Noted, tuple[str, ...]], ...] = (
        ("kept", interview.kept),
        ("unknown", interview.unknown),
    )
    for key, names in listed:
        for name in names:
            if name not in case.input_ids():
                raise RoiError(
                    f"there is no input {shown(name)}",
                    where.at_key(key),
                    nearest(name[:60], case.input_ids()),
                )
            if name in noted:
                raise RoiError(f"`{name}` is listed twice", where.at_key(key), "Leave it in one list, once.")
            if name in overrides:
                hint = "Take it out here, or take the answer out."
                raise RoiError(f"`{name}` has an answer under [overrides]", where.at_key(key), hint)
            noted[name] = key
    return noted


def _settings(entry: object, where: Place) -> Settings:
    schema = as_table(entry, where).get("schema", SCHEMA_VERSION)
    if isinstance(schema, bool) or schema not in _READ:
        raise RoiError(
            f"the file has schema {shown(schema)}; this version reads {', '.join(map(str, _READ))}",
            where.at_key("schema"),
            "Open it with the version that wrote it (the key `version`).",
        )
    settings = built(Settings, entry, where)
    if settings.start is not None:
        checked_month(settings.start, where.at_key("start"))
    try:
        planned(settings.draws, settings.seed, settings.sampler)
    except RoiError as problem:
        key = problem.where.setting.name if problem.where.setting else ""
        raise RoiError(problem.message, where.at_key(key), problem.hint) from None
    return replace(settings, schema=SCHEMA_VERSION)


def _stored(entry: object, path: Path) -> Mapping[str, tuple[float, ...]]:
    """The data columns of the file, as they were when it was saved."""
    where, kind = Place(path.name, "[data]"), tuple[float, ...]
    return {key: checked(kind, key, each, where.at_key(key)) for key, each in as_table(entry, where).items()}


def estimate_text(estimate: Estimate) -> str:
    """The file's text: settings, answers, then the case as it was."""
    import tomli_w

    settings = {key: value for key, value in asdict(estimate.settings).items() if value not in (None, "")}
    if estimate.settings.learn:
        del settings["learn"]
    overrides = {name: override_table(entry) for name, entry in estimate.overrides.items()}
    content: dict[str, object] = {"estimate": settings, "overrides": overrides}
    interview = {
        kind: [name for name, noted in estimate.noted.items() if noted == kind]
        for kind in ("kept", "unknown")
    }
    if estimate.noted:
        content["interview"] = {kind: names for kind, names in interview.items() if names}
    if estimate.lines:
        content["lines"] = {name: accountability_table(entry) for name, entry in estimate.lines.items()}
    if estimate.snapshots:
        content["snapshots"] = {name: snapshot_table(each) for name, each in estimate.snapshots.items()}
    if estimate.observations:
        from cases.observed import observation_table

        content["observations"] = [observation_table(row) for row in estimate.observations]
    if estimate.updated:
        content["updated"] = updated_table(estimate.updated)
    content["document"] = estimate.case.document
    if estimate.case.data:
        content["data"] = {key: list(values) for key, values in estimate.case.data.items()}
    if estimate.case.sips:
        content["sips"] = {key: stored_sip(sip) for key, sip in estimate.case.sips.items()}
    # A character that nobody sees stays in the file, as an escape that everybody does.
    return _BESIDE_ASCII.sub(_escaped, tomli_w.dumps(content))


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    if plain(sign) == sign:
        return sign
    # Half of a pair, as a command line may hold, is no character of a TOML file.
    return "\ufffd" if "\ud800" <= sign <= "\udfff" else f"\\U{ord(sign):08x}"


def handed_over(estimate: Estimate) -> Estimate:
    """What a reader of its results may see: what reproduces them, without the note to oneself, the snapshots,
    the rows that were observed, and which questions brought no answer."""
    return replace(
        estimate, settings=replace(estimate.settings, note=""), noted={}, snapshots={}, observations=()
    )
