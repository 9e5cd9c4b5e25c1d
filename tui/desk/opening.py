"""A case, an estimate file or a workbook that came back → an estimate with the settings that are wanted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cases
import roi
from cases.anonymous import NO_NAMES, RedactedNames, anonymous, names_of
from cases.estimate import SCHEMA_VERSION, Estimate, Settings
from cases.newer import differences, file_of, newer
from cases.updating import rebased
from roi.case import Case
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.model.dates import checked_month
from roi.model.layers import belonging
from roi.records import dataclass
from tui.desk.models import check_snapshots
from tui.desk.workbooks import SUFFIXES, estimate_of_workbook

# Of a request, by the names that they have in the settings of an estimate.
_SETTINGS = ("preset", "option", "horizon", "currency", "draws", "seed", "sampler", "learn", "region")


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """What to open and what to lay over it; None: not given, the estimate's own or the usual.

    Attributes:
        case: a shipped id, or the path of a case file, an estimate file or a workbook.
        sets, answers: `name=value` texts of the seller, and of the prospect.
        by, prospect: who prepared the estimate, and for whom; "" leaves what the estimate has.
        rebase: move an estimate to its case as it is now.
        model: whose list prices by the token are laid over the case.
        start: the month that month 1 is, such as 2027-01.
        region: where it is deployed.
        anonymous: take the names of all people and of the prospect out of it, and private notes.
        names: further ones that are then taken out.
        sheets: of questions that came back, whose answers are laid over those of the estimate.
    """

    case: str
    preset: str | None = None
    option: str | None = None
    horizon: int | None = None
    currency: str | None = None
    draws: int | None = None
    seed: int | None = None
    sampler: str | None = None
    sets: Sequence[str] = ()
    answers: Sequence[str] = ()
    by: str = ""
    prospect: str = ""
    rebase: bool = False
    model: str | None = None
    learn: bool | None = None
    start: str | None = None
    region: str | None = None
    anonymous: bool = False
    names: RedactedNames = NO_NAMES
    sheets: Sequence[Path] = ()

    def over(self, settings: Settings) -> Settings:
        """Settings with what is given in their place.

        Raises:
            RoiError: a start that is no month.
        """
        given = {name: getattr(self, name) for name in _SETTINGS if getattr(self, name) is not None}
        return replace(
            settings,
            **given,
            prepared_by=self.by or settings.prepared_by,
            prospect=self.prospect or settings.prospect,
            start=settings.start if self.start is None else checked_month(self.start, of_setting("start")),
        )


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What was opened: an estimate, what to tell the reader first, its own file if it has one, names taken out."""

    estimate: Estimate
    notes: tuple[str, ...] = ()
    file: Path | None = None
    names: RedactedNames = NO_NAMES


def opened(request: CaseRequest) -> OpenedFile:
    """The case or estimate with the settings of the request; its file is read once.

    Raises:
        RoiError: nothing that can be opened, snapshots that do not fit the case, or names that cannot be taken out.
    """
    source = _with_sheets(_opened(request), request)
    known = source.estimate
    for name in unknown_answers(request):  # what the file has of them is so no longer
        known = known.without(name)
    estimate = replace(known, settings=request.over(known.settings))
    if not request.anonymous:
        return replace(source, estimate=estimate)
    names = names_of(source.estimate, estimate) | request.names
    nameless = anonymous(estimate, names)
    notes = tuple(names.out_of(note) for note in source.notes)
    if nameless.case.input_ids() != estimate.case.input_ids():
        notes += (
            "Ids of inputs held a name and are others now, so that their draws are: figures move within ±.",
        )
    return OpenedFile(nameless, notes, source.file, names)


def _with_sheets(source: OpenedFile, request: CaseRequest) -> OpenedFile:
    """With the answers of the sheets; a case that is a sheet itself is one of them."""
    if not request.sheets:
        return source
    first = Path(request.case)
    sheets = (first, *request.sheets) if first.suffix.lower() in SUFFIXES else request.sheets
    from tui.desk.sheets import with_sheets

    typed = [text.partition("=")[0].strip() for text in (*request.sets, *request.answers)]
    chosen = request.over(source.estimate.settings)
    estimate, notes = with_sheets(source.estimate, sheets, chosen, typed)
    return replace(source, estimate=estimate, notes=(*source.notes, *notes))


def _opened(request: CaseRequest) -> OpenedFile:
    """The case or estimate as its file has it, moved where that is wanted."""
    path = Path(request.case)
    notes: tuple[str, ...] = ()
    file: Path | None = None
    if path.suffix.lower() in SUFFIXES:
        estimate, notes = estimate_of_workbook(path, lambda case: _fresh(case, case.origin).settings)
    else:
        document = cases.open_any(request.case)
        if isinstance(document, Case):  # the case as it is: no other version to look for
            moved = ("Nothing to move: this is the case as its file has it.",) if request.rebase else ()
            return OpenedFile(_fresh(document, request.case), moved)
        estimate, file = document, path
    estimate, news = _moved(_owned(estimate), path.parent, rebase=request.rebase)
    check_snapshots(estimate)
    return OpenedFile(estimate, (*notes, *news), file)


def _moved(estimate: Estimate, folder: Path, *, rebase: bool) -> tuple[Estimate, tuple[str, ...]]:
    """The estimate on its case as it is now, where that is wanted, and what there is to say of the case."""
    now = newer(estimate, folder)
    if now.case is None:
        return estimate, (f"Not moved. {now.why}",) if rebase else ()
    there = rebased(estimate, now.case)  # with what an update brought, which is no change of the case
    changes = _listed(differences(estimate.case, there.case))
    if rebase:
        return there, (f"Moved to {now.name} as it is now: {changes}",)
    name = f"{now.name[0].upper()}{now.name[1:]}"
    return estimate, (
        f"{name} has changed since ({changes}); these numbers are of the case as it was. A rebase moves the "
        "estimate over.",
    )


def _fresh(case: Case, given: str) -> Estimate:
    settings = Settings(
        schema=SCHEMA_VERSION,
        case=case.id,
        digest=case.digest,
        version=roi.__version__,
        created=datetime.date.today(),
        case_file=file_of(case, given),
    )
    return Estimate(case, settings, {}, case.origin)


def _owned(estimate: Estimate) -> Estimate:
    """The estimate with answers that say what they belong to, its snapshots' too."""
    case, snapshots = estimate.case, estimate.snapshots.items()
    return replace(
        estimate,
        overrides=belonging(case, estimate.settings.option, estimate.overrides),
        snapshots={
            name: replace(kept, overrides=belonging(case, kept.option, kept.overrides))
            for name, kept in snapshots
        },
    )


def _listed(changes: Sequence[str]) -> str:
    shown = "; ".join(changes[:3])
    return f"{shown}; and {len(changes) - 3} more" if len(changes) > 3 else shown or "nothing that matters"


def unknown_answers(request: CaseRequest) -> Sequence[str]:
    """The inputs of which the prospect does not know."""
    if not request.answers:
        return ()
    from roi.answers import is_unknown

    return [name for name, text in named(request.answers, "answer").items() if is_unknown(text)]


def named(texts: Sequence[str], setting: str) -> dict[str, str]:
    """`name=value` texts; the value keeps everything behind the first `=`.

    Raises:
        RoiError: a text of another form, or a name given twice.
    """
    given: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            raise RoiError(
                f"`{text}` is not of the form name=value",
                of_setting(setting),
                remedy("As in ", Setting(setting, 'price="30"'), "."),
            )
        if name in given:
            raise RoiError(f"`{name}` is given twice", of_setting(setting))
        given[name] = value
    return given
