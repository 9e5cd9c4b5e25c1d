"""A run as a story: every section that there is ground for, in the order in which a buyer reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import roi
from exports.story import money, opening, proof, realisation, turning
from exports.story.contents import PLAIN_REQUEST, DocumentRequest
from exports.story.ground import Ground, grounds
from exports.story.parts import Absent, Section, SectionName, Story
from exports.voice.model_facts import option_title, preset_title, region_title
from exports.voice.redaction import without_folders
from exports.voice.remarks import with_labels
from roi.case import EVIDENCE
from roi.model import Model
from roi.notation import notation
from roi.sim.remarks import remarks_on

BUILDERS: Mapping[SectionName, Callable[[Ground], Section | str]] = {
    "ask": opening.ask,
    "today": opening.today,
    "worth": opening.worth,
    "when": money.when,
    "costs": money.costs,
    "conditions": turning.conditions,
    "risk": turning.risk,
    "claim": proof.claim,
    "ways": turning.ways,
    "questions": turning.questions,
    "drivers": turning.drivers,
    "evidence": proof.evidence,
    "realisation": realisation.realisation,
    "decision": proof.decision,
    "method": proof.method,
}
"""In the buyer's order: each gives its section, or a sentence that says why there is none."""


def story(run: roi.Run, contents: DocumentRequest = PLAIN_REQUEST) -> Story:
    """What every form shows of a run.

    Args:
        run: a simulated case.
        contents: what is said beside it, and what is worked out already.
    """
    if contents.story is not None:
        return contents.story
    with notation(contents.brand.numbers, contents.brand.dates):
        return _built(run, grounds(run, contents))


def _built(run: roi.Run, ground: Ground) -> Story:
    contents = ground.contents
    built = {name: build(ground) for name, build in BUILDERS.items()}
    return Story(
        title=run.model.case.header.title,
        subtitle=_subtitle(run.model),
        prospect=contents.prospect,
        prepared_by=contents.prepared_by,
        date=ground.day,
        valid_until=contents.valid_until,
        currency=run.model.currency,
        sections=tuple(
            _without_errors(section) if ground.verdict.headline.certain else section
            for section in built.values()
            if isinstance(section, Section)
        ),
        absent=tuple(Absent(name, why) for name, why in built.items() if isinstance(why, str)),
        remarks=tuple(
            with_labels(run.model, without_folders(each)) for each in (*contents.notes, *remarks_on(run))
        ),
        items=turning.items(ground),
    )


def _without_errors(section: Section) -> Section:
    """The section of a run in which every draw is the same: its figures have no sampling error."""
    facts = (replace(fact, figure=replace(fact.figure, band="", bound="")) for fact in section.facts)
    return replace(section, facts=tuple(facts))


def _subtitle(model: Model) -> str:
    """`A pilot; preset Conservative; Germany`: how, in which view and where; "" for the case as it stands."""
    preset = "" if model.preset == EVIDENCE else f"preset “{preset_title(model)}”"
    return "; ".join(part for part in (option_title(model), preset, region_title(model)) if part)
