"""The last sections: what the claim became, who says so, the decision asked for, how it was worked out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import roi
from exports.story.ground import Ground
from exports.story.parts import Section, StoryTable, Why
from exports.story.whys import of_input
from exports.voice.ask import act
from exports.voice.evidence import evidence_text
from exports.voice.finance import finance_sentences, settings_of_money
from exports.voice.formats import fixed, quantity
from exports.voice.model_facts import option_title, preset_title, provenance, region_title
from exports.voice.origins import cited
from exports.voice.wording import grade_word, unsourced
from roi.analysis.audit import Finding
from roi.answers import tally
from roi.case import GRADES
from roi.model import Model, ModelInput
from roi.notation import written_day
from roi.text import counted

MOST_CLAIMS, MOST_INPUTS = 6, 8
_QUOTED = re.compile(r"`([^`]*)`")  # as an analyst names what the program knows
_COMMAND = re.compile(r" \(`[^`()]*`\)")  # how an analyst repeats a figure
_BECAME = {
    "contradicts": ("contradicts", "contradict"),
    "implausible": ("is implausible", "are implausible"),
    "nearly": ("nearly reconciles", "nearly reconcile"),
    "reconciles": ("reconciles", "reconcile"),
    "cannot be checked": ("cannot be checked", "cannot be checked"),
    "bound": ("gives a bound", "give a bound"),
}  # by verdict, in the order of a sentence: of one figure, of several


def claim(ground: Ground) -> Section | str:
    """What is claimed, and what became of the published figures."""
    case = ground.model.case
    findings = sorted_findings(ground.claims, case.own_claims)
    if not findings and not case.header.headline:
        return "Nobody has published a figure for this case."
    shown = findings[:MOST_CLAIMS]
    rows = tuple(
        (each.claim.text, stated(each.claim.stated, each), stated(each.computed, each), each.verdict)
        for each in shown
    )
    more = len(findings) - len(rows)
    counts: Counter[str] = Counter(finding.verdict for finding in findings)
    became = ", ".join(
        f"{counts[verdict]} {words[counts[verdict] > 1]}"
        for verdict, words in _BECAME.items()
        if counts[verdict]
    )
    return Section(
        "claim",
        "What the published claim became",
        lead=f"Of {counted(len(findings), 'published figure')}: {became}." if findings else "",
        text=tuple(
            _for_a_buyer(part) for part in (case.header.headline, evidence_text(ground.model)) if part
        ),
        bullets=tuple(f"{each.claim.text.rstrip('.')}: {_for_a_buyer(each.why)}" for each in shown),
        table=StoryTable(("Published", "Stated", "Worked out", "Verdict"), rows) if rows else None,
        note=f"Published figures that were checked beside these: {more}." if more else "",
        why=tuple(_published(ground, each) for each in shown),
    )


def _published(ground: Ground, finding: Finding) -> Why:
    source = ground.model.case.sources.get(finding.claim.source)
    return Why(
        finding.claim.text,
        stated(finding.claim.stated, finding) or "no figure is stated",
        _for_a_buyer(finding.why),
        "report",
        cited(source) if source else "",
        source.date if source else None,
    )


def _for_a_buyer(text: str) -> str:
    """The text without the commands that repeat its figures; what else the program knows by name, in quotes."""
    return _QUOTED.sub(r"“\1”", _COMMAND.sub("", text))


def sorted_findings(findings: Sequence[Finding], wanted: Sequence[object]) -> list[Finding]:
    """The findings on these claims, what contradicts first."""
    kept = [finding for finding in findings if finding.claim in wanted]
    return sorted(kept, key=lambda finding: tuple(_BECAME).index(finding.verdict))


def stated(value: float | None, finding: Finding) -> str:
    """A figure in the claim's unit; "" where there is none."""
    return "" if value is None or not math.isfinite(value) else quantity(value, finding.claim.unit)


def evidence(ground: Ground) -> Section | str:
    """Who says so: how well inputs are known, and the sources of those that matter most."""
    model = ground.model
    if not model.inputs:
        return "The case has no inputs."
    count: Counter[str] = Counter(item.spec.grade for item in model.inputs)
    grades = ", ".join(f"{count[grade]} {grade_word(grade)}" for grade in GRADES if grade in count)
    shown = [swing.item for swing in ground.swings if not swing.factor.of_years][:MOST_INPUTS]
    shown = shown or list(model.inputs)[:MOST_INPUTS]
    rows = tuple(
        (why.label, why.value, why.grade, _origin(model, item), written_day(why.read) if why.read else "")
        for item, why in ((item, of_input(model, item)) for item in shown)
    )
    answers = tally(model)
    words = f" First questions: {answers.words}." if answers.total else ""
    return Section(
        "evidence",
        "Who says so",
        lead=f"{len(model.inputs)} inputs by grade: {grades}.{words}",
        table=StoryTable(("Input", "Value", "Grade", "Source", "Read"), rows, figures_from=5),
        note="The inputs that move the plan most; P10 to P90 of their evidence.",
        why=tuple(of_input(model, item) for item in shown),
    )


def _origin(model: Model, item: ModelInput) -> str:
    """Who gave it, or the publishers of its sources with their years."""
    sources = [model.case.sources[name] for name in item.spec.source if name in model.case.sources]
    published = (
        f"{source.publisher} ({source.year})" if source.year else source.publisher for source in sources
    )
    return provenance(item.override) or "; ".join(dict.fromkeys(published)) or unsourced(item.spec.grade)


def decision(ground: Ground) -> Section:
    """What is to be decided, by whom and by when."""
    contents = ground.contents
    until = contents.valid_until
    rows = [
        ("Decision", act(ground.verdict)),
        ("By", contents.prospect or "whoever answers for the budget"),
        ("Until", written_day(until) if until else "no date is set"),
        *([("Prepared by", contents.prepared_by)] if contents.prepared_by else []),
    ]
    return Section("decision", "The decision asked for", table=StoryTable((), tuple(rows), figures_from=2))


def method(ground: Ground) -> Section:
    """How it was worked out, and with which settings."""
    model, run = ground.model, ground.run
    return Section(
        "method",
        "How it was worked out",
        text=(*settings(model), *finance_sentences(model), drawn(run)),
        note="± is half the 95 % interval of the sampling error; P10 to P90 is the uncertainty of the case itself.",
    )


def settings(model: Model) -> tuple[str, ...]:
    """The view, the way to deploy, the place, and on what basis money is counted."""
    region = f" Region: {region_title(model)}." if model.place else ""
    return (
        f"Preset: {preset_title(model)}. Option: {option_title(model) or 'as the case stands'}.{region}",
        settings_of_money(model),
    )


def drawn(run: roi.Run) -> str:
    """With which draws, and of which version."""
    sampling, case = run.prepared.sampling, run.model.case
    return (
        f"{fixed(run.draws_used, 0)} draws, seed {sampling.seed}, sampler {sampling.sampler}; "
        f"roi {roi.__version__}, case {case.id} {case.digest[:12]}."
    )
