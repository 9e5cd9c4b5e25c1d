"""What changed since an older version of the estimate: its inputs, its settings, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

import roi
from exports.voice.headline import headline_rows
from exports.voice.model_facts import option_title, preset_title, provenance, region_title, with_unit
from exports.voice.wording import grade_word, value_text
from roi.analysis.headline import Headline, headline
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.text import counted

NOT_THERE = "–"


@dataclass(frozen=True, slots=True)
class Older:
    """The version that is compared with.

    Attributes:
        file: its name.
        run: its simulation, with its own draws and seed.
        notes: what there was to say when it was read, such as that the case has changed.
    """

    file: str
    run: roi.Run
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """An input or a setting: what it was, what it is, and on whose word."""

    label: str
    was: str
    now: str
    by: str = ""


def changes_since(older: Older, model: Model) -> tuple[_Change, ...]:
    """Settings first, then inputs in the order of the case, then those that are no longer there."""
    return (*_settings(older.run.model, model), *_inputs(older.run.model, model))


def figures_since(older: Older, now: Headline) -> tuple[_Change, ...]:
    """The first figures of both; the older ones of the same benefits as those now."""
    before = headline(older.run, older.run.summary(), now.cut)
    was = {row.name: row for row in headline_rows(before)}
    return tuple(
        _Change(row.label, was[row.name].value if row.name in was else NOT_THERE, row.value)
        for row in headline_rows(now)
    )


def _settings(before: Model, now: Model) -> Iterator[_Change]:
    for label, was, new in (
        ("Case", before.case.digest, now.case.digest),
        ("Preset", preset_title(before), preset_title(now)),
        ("Way to deploy", *(option_title(model) or "as the case stands" for model in (before, now))),
        ("Region", *(region_title(model) or "as the case stands" for model in (before, now))),
        ("Horizon", *(f"{counted(model.horizon, 'month')}" for model in (before, now))),
        ("Currency", before.currency, now.currency),
        ("Month 1", *(model.case.header.start or NOT_THERE for model in (before, now))),
        ("Answered facts move others", *("yes" if model.learns else "no" for model in (before, now))),
    ):
        if was != new:
            short = label == "Case"
            yield _Change(label, "an older version" if short else was, "as it is now" if short else new)


def _inputs(before: Model, now: Model) -> Iterator[_Change]:
    was = {item.id: item for item in before.inputs}
    for item in now.inputs:
        old = was.pop(item.id, None)
        if old is None or _text(old) != _text(item):
            by = provenance(item.override) or (
                "taken back" if item.layer == "case" else grade_word(item.spec.grade)
            )
            yield _Change(item.spec.label, NOT_THERE if old is None else _text(old), _text(item), by)
    for old in was.values():
        yield _Change(old.spec.label, _text(old), NOT_THERE)


def _text(item: ModelInput) -> str:
    return with_unit(value_text(item), item.unit.text, item.typed.text)
