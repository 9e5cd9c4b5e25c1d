"""What a workbook says of itself: its kind, the case it was made from, and the overrides in force.

It stands on a hidden sheet, each figure with a defined name, and once more in the document's properties.
Whoever reads the file back needs nothing else to resolve the same case again.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from exports.json_text import escaped
from roi.case import GRADES, Override, Speaker
from roi.errors import Command, Place, RoiError, remedy
from roi.model import Model
from roi.model.dates import is_month
from roi.owners import OWNERS, Owner
from roi.records import dataclass
from roi.text import plain
from roi.version import __version__

if TYPE_CHECKING:
    from exports.workbook.layout import Subject
    from exports.workbook.writer.book import Book

Kind = Literal["intake", "workbook"]
SCHEMA = "roi"  # in `meta_schema`: this is one of ours
VERSION = 1  # in `meta_version`: of the names and what they mean
META, WAS = "meta_", "was_"
FIELDS = (
    "schema", "version", "kind", "case", "origin", "digest", "preset", "option", "region", "horizon", "currency",
    "program", "prospect", "prepared_by", "valid_until", "draws", "seed", "sampler", "learn", "start",
)  # fmt: skip
OWNER = "owner"  # beside `FIELDS`, of a sheet with the questions of one owner only
EVERYBODY, NOBODY = "", "nobody"  # values of `Identity.owner`: all questions, and those that name no owner
HIDDEN = "Origin"  # the sheet
_TEXTS = ("value", "layer", "grade", "note")
_SPEAKER = ("who", "by", "date", "typed", "divisor")  # only where there is something to say


@dataclass(frozen=True, slots=True)
class Was:
    """The value an input had when the workbook was written, and the layer it came from."""

    layer: str
    override: Override


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a workbook comes from.

    Attributes:
        kind: a sheet of questions, or a workbook with a model.
        case, origin, digest: id, file and SHA-256 of the document.
        preset, option, region, horizon, currency: what it was resolved for; horizon in months.
        program: the version of roi that wrote it.
        prospect, prepared_by: for whom and by whom it was written; "" where not said.
        valid_until: the date until which its figures stand.
        draws, seed, sampler: of its simulation; None and "" where the file does not say.
        learn: whether an answered fact moves the inputs it is correlated with.
        start: the calendar month of month 1, as `2027-01`; "" where the plan has no dates.
        owner: whose questions a sheet has, by `roi.owners`; `EVERYBODY` where it has them all.
        was: input id → its value at that time.
    """

    kind: Kind
    case: str
    origin: str
    digest: str
    preset: str
    option: str | None
    horizon: int
    currency: str
    program: str
    prospect: str = ""
    prepared_by: str = ""
    valid_until: datetime.date | None = None
    draws: int | None = None
    seed: int | None = None
    sampler: str = ""
    learn: bool = True
    start: str = ""
    region: str | None = None
    owner: str = ""
    was: Mapping[str, Was] = field(default_factory=dict)

    @property
    def owners(self) -> tuple[Owner | None, ...] | None:
        """Whose questions the sheet has; None: everybody's."""
        if self.owner == EVERYBODY:
            return None
        return tuple(owner for owner in OWNERS if owner == self.owner) or (None,)

    @property
    def overrides(self) -> dict[str, Override]:
        """The estimate's own overrides and those of the command line, to be laid over the case again."""
        return {name: was.override for name, was in self.was.items() if was.layer in ("estimate", "set")}


def identity_of(model: Model, kind: Kind, *, prospect: str = "", prepared_by: str = "") -> Identity:
    """What a workbook of this model says of itself."""
    return Identity(
        kind=kind,
        case=model.case.id,
        origin=model.case.origin,
        digest=model.case.digest,
        preset=model.preset,
        option=model.option,
        horizon=model.horizon,
        currency=model.currency,
        program=__version__,
        prospect=prospect,
        prepared_by=prepared_by,
        learn=model.learns,
        start=model.case.header.start or "",
        region=model.region,
        was={
            item.id: Was(
                item.layer,
                item.override or Override(item.spec.value, item.spec.grade, item.spec.source, item.spec.note),
            )
            for item in model.drawn
        },
    )


def identity_of_run(subject: Subject) -> Identity:
    """What a workbook with a model says of itself."""
    sampling, contents = subject.run.prepared.sampling, subject.contents
    return replace(
        identity_of(subject.model, "workbook", prospect=contents.prospect, prepared_by=contents.prepared_by),
        valid_until=contents.valid_until,
        draws=sampling.draws,
        seed=sampling.seed,
        sampler=sampling.sampler,
    )


def write_identity(book: Book, identity: Identity, leave: tuple[str, ...] = ()) -> None:
    """Put it on a hidden sheet, the last one so far, and into the document's properties.

    Args:
        leave: sheets whose formulas are not listed, such as those that are not written yet.
    """
    from openpyxl.packaging.custom import StringProperty

    from exports.workbook.origin.formulas import write_formulas

    page, properties = book.sheet(HIDDEN), cast(Any, book.workbook).custom_doc_props
    page.text(1, 1, "What roi needs to read this workbook back. Please leave it as it is.", style="note")
    for row, (name, value) in enumerate(_fields(identity).items(), start=3):
        page.text(row, 1, name)
        page.text(row, 2, value)
        book.define(f"{META}{name}", page, row, 2)
        if value:
            properties.append(StringProperty(name=f"roi.{name}", value=plain(value)))
    for row, (name, was) in enumerate(identity.was.items(), start=4 + len(FIELDS)):
        page.text(row, 1, name)
        page.text(row, 2, _json(was))
        book.define(f"{WAS}{name}", page, row, 2)
    write_formulas(book, page, 5 + len(FIELDS) + len(identity.was), leave)
    page.widths({1: 24, 2: 80})
    page.worksheet.sheet_state = "hidden"


def _fields(identity: Identity) -> dict[str, str]:
    values: dict[str, Any] = {"schema": SCHEMA, "version": VERSION}
    names = FIELDS[2:] if identity.owner == EVERYBODY else (*FIELDS[2:], OWNER)
    values |= {name: getattr(identity, name) for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _json(was: Was) -> str:
    override = was.override
    table = {"value": override.value, "layer": was.layer, "grade": override.grade, "note": override.note}
    speaker = {key: str(value) for key in _SPEAKER if (value := getattr(override, key))}
    lists = {"source": override.source} | ({"dividend": override.dividend} if override.dividend else {})
    return escaped(json.dumps({**table, **lists, **speaker}, ensure_ascii=False))


def identity_from(fields: Mapping[str, str], was: Mapping[str, str], where: Place) -> Identity:
    """The identity of texts that were read from a workbook.

    Args:
        fields: by the names of `FIELDS`.
        was: input id → what `was_<id>` held.
        where: the file, for messages.

    Raises:
        RoiError: no workbook of roi, one of another version of its schema, or one that was tampered with.
    """
    _check_schema(fields, where)
    kind, horizon = fields.get("kind", ""), fields.get("horizon", "")
    if kind not in get_args(Kind) or not (horizon.isascii() and horizon.isdigit() and len(horizon) <= 4):
        raise RoiError("the hidden sheet was changed: kind or horizon cannot be read", where, _ANEW)
    missing = [name for name in ("case", "digest", "preset") if not fields.get(name)]
    if missing:
        raise RoiError(f"the hidden sheet was changed: {missing[0]} is missing", where, _ANEW)
    owner = fields.get(OWNER, EVERYBODY)
    if owner not in (EVERYBODY, NOBODY, *OWNERS):
        raise RoiError("the hidden sheet was changed: the owner of its questions is unknown", where, _ANEW)
    start = fields.get("start", "")
    if start and not is_month(start):
        raise RoiError("the hidden sheet was changed: the first month cannot be read", where, _ANEW)
    return Identity(
        kind="intake" if kind == "intake" else "workbook",
        case=fields["case"],
        origin=fields.get("origin", ""),
        digest=fields["digest"],
        preset=fields["preset"],
        option=fields.get("option") or None,
        horizon=int(horizon),
        currency=fields.get("currency", ""),
        program=fields.get("program", ""),
        prospect=fields.get("prospect", ""),
        prepared_by=fields.get("prepared_by", ""),
        valid_until=_day(fields.get("valid_until", "")) or None,
        draws=_whole(fields.get("draws", "")),
        seed=_whole(fields.get("seed", "")),
        sampler=fields.get("sampler", ""),
        learn=fields.get("learn", "") != "False",
        start=start,
        region=fields.get("region") or None,
        owner=owner,
        was={name: _was(name, text, where) for name, text in was.items()},
    )


def _check_schema(fields: Mapping[str, str], where: Place) -> None:
    """Refuse what is no workbook of roi, or one of another version of its schema."""
    if fields.get("schema") != SCHEMA:
        raise RoiError(
            "this workbook was not written by roi, or lost the hidden sheet by which it is known",
            where,
            remedy(
                "Write a sheet of questions with ",
                Command("intake", "CASE --output NAME.xlsx"),
                " and copy the answers over.",
            ),
        )
    if fields.get("version") != str(VERSION):
        by = f" (roi {fields['program'][:20]})" if fields.get("program") else ""
        raise RoiError(
            f"the workbook has schema version {fields.get('version', '')[:20]!r}; this version reads {VERSION}",
            where,
            f"Read it with the version that wrote it{by}, or write it anew and copy the answers over.",
        )


_ANEW = "Write the sheet anew and copy the answers over."


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _was(name: str, text: str, where: Place) -> Was:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        table = None
    good = (
        isinstance(table, dict)
        and all(isinstance(table.get(key), str) for key in _TEXTS)
        and table["grade"] in GRADES
        and _are_texts(table.get("source"))
        and _are_texts(table.get("dividend", []))
        and _are_texts([table.get(key, "") for key in _SPEAKER])
        and table.get("who", "seller") in get_args(Speaker)
    )
    day = _day(table.get("date", "")) if good else None
    if day is None:
        message = f"the hidden sheet was changed: the value of {name[:40]!r} cannot be read"
        raise RoiError(message, where, _ANEW)
    rest = {
        key: table[key] for key in ("value", "grade", "note", "who", "by", "typed", "divisor") if key in table
    }
    source, dividend = (tuple(table.get(key, ())) for key in ("source", "dividend"))
    return Was(table["layer"], Override(**rest, source=source, dividend=dividend, date=day or None))


def _are_texts(entries: object) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, str) for entry in entries)


def _day(text: str) -> datetime.date | Literal[False] | None:
    """A date, False for no text, None for a text that is none."""
    try:
        return datetime.date.fromisoformat(text) if text else False
    except ValueError:
        return None
