"""An estimate without names: of whom it is for, of who gave and wrote it, and in every text that says them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, is_dataclass, replace
from typing import Any

import roi.case
from cases.accountability import flows_of
from cases.estimate import Estimate, handed_over
from cases.load import from_raw, load
from roi.accountability import Accountability, office_of
from roi.case import Case, Override
from roi.case_files import shipped
from roi.distributions.table import FAMILIES
from roi.errors import Place, RoiError
from roi.formula.vocabulary import OTHER_WORDS, WORDS
from roi.records import dataclass

PROSPECT, AUTHOR, OWNER = "Prospect", "Author", "Owner"  # what stands in place of a name
_SHORTEST, _SHORT = 2, 3  # letters of a part of a name; a short one is looked for as it is written only
# What a name of an organisation or of a role shares with many: alone it tells nobody who is meant.
_COMMON = frozenset(
    """
    ab ag and association authority bank banking board branch bv capital centre center city clinic co college
    company consulting corp corporation council county credit data department der des die direct director district
    division du eco energy europe european federal finance financial first for general german gmbh global group
    health healthcare holding holdings hospital hospitals house human inc industries industry institute insurance
    international it kg law legal life limited llc llp lloyd logistics ltd management manager manufacturing medical
    ministry national network new north of office operations oy partner partners people plc procurement public
    regional resources retail sa sales savings school se security service services sas society software south spa
    srl state states system systems team tech technologies technology telecom the trust union united university
    west east with world
    """.split()
)
_PLACEHOLDERS = {PROSPECT.casefold(), AUTHOR.casefold(), OWNER.casefold()}
# Words that a role has beside those: an owner who is called so is a role and no person.
_OF_ROLES = frozenset(
    "chief deputy ceo cfo cio coo cto head lead leader officer owner president vice vp".split()
)


@dataclass(frozen=True, slots=True)
class RedactedNames:
    """Names to be taken out of texts; `patterns` with what stands in their place."""

    patterns: tuple[tuple[re.Pattern[str], str], ...] = field(default=(), repr=False)

    def __or__(self, other: RedactedNames) -> RedactedNames:
        """These and others, the longest first: none is cut by a shorter one."""
        both = dict.fromkeys((*self.patterns, *other.patterns))
        return RedactedNames(tuple(sorted(both, key=lambda pair: -len(pair[0].pattern))))

    def out_of(self, text: str) -> str:
        """The text with a word in place of every name, and of every part of one that is not common."""
        for pattern, word in self.patterns:
            text = pattern.sub(lambda match, word=word: word.lower() if match[0][0].islower() else word, text)  # type: ignore[misc]
        return text


NO_NAMES = RedactedNames()


def names_of(*estimates: Estimate) -> RedactedNames:
    """The names that estimates give: of their prospects, and of whoever prepared them or gave an answer."""
    names = NO_NAMES
    for estimate in estimates:
        answers = [estimate.overrides, *(snapshot.overrides for snapshot in estimate.snapshots.values())]
        people = [estimate.settings.prepared_by, *(each.by for given in answers for each in given.values())]
        reserved = _reserved(estimate.case)
        for word, given in ((PROSPECT, [estimate.settings.prospect]), (AUTHOR, people)):
            names |= RedactedNames(tuple((_pattern(name, reserved), word) for name in _parts(given)))
        names |= RedactedNames(tuple(_owners(estimate, reserved)))
    return names


def _owners(estimate: Estimate, reserved: frozenset[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    """Who answers for lines: of a role the whole, of a person the parts too, a lone word as it is written only."""
    owners = [entry.owner for entry in estimate.lines.values()]
    owners += [line.owner for line in flows_of(estimate.case).values()]
    for owner in dict.fromkeys(owners):
        if not owner or office_of(owner):
            continue
        words = [word.casefold() for word in re.findall(r"[^\W_]+", re.split(r"[,;(\[/]", owner)[0])]
        person = not (_OF_ROLES | _COMMON).intersection(words)
        exact = reserved.union(words) if len(words) == 1 else reserved
        for name in _parts([owner]) if person else [owner]:
            yield _pattern(name, exact), OWNER


def anonymous(estimate: Estimate, names: RedactedNames) -> Estimate:
    """What a stranger may see of an estimate: `handed_over`, and no name of anybody in any of its texts.

    The document of a shipped case is public and stays; that of any other is searched, its ids included.

    Raises:
        RoiError: names that cannot be taken out of ids without mixing them up.
    """
    estimate = handed_over(estimate)
    settings, case = estimate.settings, _case_without(estimate.case, names)
    out = names.out_of
    return replace(
        estimate,
        case=case,
        settings=replace(
            settings,
            case=case.id,
            digest=case.digest,
            preset=out(settings.preset),
            option=settings.option and out(settings.option),
            region=settings.region and out(settings.region),
            prospect=PROSPECT if settings.prospect else "",
            prepared_by=AUTHOR if settings.prepared_by else "",
            case_file=out(settings.case_file),
        ),
        overrides={out(name): _answer_without(each, names) for name, each in estimate.overrides.items()},
        lines={out(name): _line_without(each, names) for name, each in estimate.lines.items()},
        origin="the estimate",
    )


def _answer_without(answer: Override, names: RedactedNames) -> Override:
    out = names.out_of
    if any(out(text) != text for text in (*answer.dividend, answer.divisor)):
        answer = answer.held  # a unit that is a name as well would be none any more
    return replace(
        answer,
        value=out(answer.value),
        source=tuple(map(out, answer.source)),
        note=out(answer.note),
        by="",
        typed=out(answer.typed),
        product=answer.product and out(answer.product),
    )


def _line_without(entry: Accountability, names: RedactedNames) -> Accountability:
    owner = entry.owner if office_of(entry.owner) or not entry.owner else OWNER
    return replace(entry, owner=owner, account=names.out_of(entry.account))


def _case_without(case: Case, names: RedactedNames) -> Case:
    if case.id in shipped() and (published := load(case.id)).digest == case.digest:
        return published  # not as an estimate embeds it, under the name of that file
    document = _without(case.document, names, case.origin)
    stored = {names.out_of(key): values for key, values in case.data.items()}
    return from_raw(document, names.out_of(case.origin), None, stored)


def _without(entry: object, names: RedactedNames, origin: str) -> Any:
    """A table, a list or a value of a document without the names; keys too."""
    if isinstance(entry, str):
        return names.out_of(entry)
    if isinstance(entry, Mapping):
        table = {names.out_of(key): _without(value, names, origin) for key, value in entry.items()}
        if len(table) < len(entry):
            message = "without names two ids of the case are the same"
            raise RoiError(message, Place(origin), "Rename the ids of the case that hold a name.")
        return table
    return [_without(each, names, origin) for each in entry] if isinstance(entry, (list, tuple)) else entry


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Whole names, without a role behind a comma or in brackets, and their parts that are not common."""
    for name in (each for each in names if each.casefold() not in _PLACEHOLDERS):
        yield from (each for each in [" ".join(name.split())] if len(each) >= _SHORTEST)
        person = re.split(r"[,;(\[/]", name)[0]
        words = person.split()
        while words and words[-1].casefold().strip(".") in _COMMON:
            words.pop()
        for each in (person.strip(), " ".join(words), *re.findall(r"[^\W_]+", person)):
            folded = each.casefold()
            if len(each) >= _SHORTEST and folded not in _COMMON:
                yield each


def _pattern(name: str, reserved: frozenset[str]) -> re.Pattern[str]:
    """A name however its words are joined and its letters composed, where no letter goes on before or behind.

    A word of the case language, or a short one, is meant where it begins with a capital only: `Max`, not `max`.
    """
    words = re.findall(r"[^\W_]+", name) or [name]
    exact = len(words) == 1 and (len(name) <= _SHORT or name.casefold() in reserved)
    if exact:
        words = [name if name != name.lower() else name.capitalize()]
    spelled = dict.fromkeys(
        r"[\W_]*".join(map(re.escape, each))
        for form in ("NFC", "NFD")
        for each in (
            [unicodedata.normalize(form, word) for word in words],
            [_bare(word) for word in words],
        )
    )
    return re.compile(
        rf"(?<![^\W\d_])(?:{'|'.join(spelled)})(?![^\W\d_])", re.NOFLAG if exact else re.IGNORECASE
    )


def _bare(word: str) -> str:
    """The letters without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


def _reserved(case: Case) -> frozenset[str]:
    """Words that a document has for other reasons than to name somebody: of the language, its keys, its units."""
    kinds = (kind for kind in vars(roi.case).values() if isinstance(kind, type) and is_dataclass(kind))
    keys = {each.name for kind in kinds for each in fields(kind)}
    units = set(re.findall(r"[^\W\d_]+", " ".join(_units(case.document))))
    return frozenset(each.casefold() for each in {*WORDS, *OTHER_WORDS, *FAMILIES, *keys, *units})


def _units(entry: object) -> Iterator[str]:
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            if key in ("unit", "units", "currency"):
                yield str(value)
            yield from _units(value)
    elif isinstance(entry, (list, tuple)):
        for each in entry:
            yield from _units(each)
