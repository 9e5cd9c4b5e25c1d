"""The first pages: what is spent today, what is claimed, what the evidence says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from exports.voice.evidence import evidence_text
from exports.voice.formats import quantity
from exports.voice.today import today_period, today_span
from exports.voice.wording import quoted, rounded
from roi.analysis.audit import audit
from roi.analysis.today import Change
from roi.answers import InputQuestion
from roi.model import Model, ModelInput
from tui.app.state import View
from tui.app.story.page import MOST_ROWS, StoryPage, bare, change

MOST_FIGURES = 4  # published ones beside the evidence
_ORDER = ("contradicts", "implausible", "nearly", "reconciles", "cannot be checked", "bound")


def today(view: View) -> StoryPage:
    """What is spent today on what the deployment changes, and what that rests on."""
    model = view.session.model
    difference = change(view)
    spent = difference.spent_today
    known = _feeding(model, spent) or view.session.questions()
    rows = tuple((item.spec.label, _value(item, model), whose(item)) for item in known[:MOST_ROWS])
    if not spent:
        lead = "The case holds no figure of what is spent today. What it knows of you:"
        return StoryPage(text=(lead,), rows=rows)
    total = sum(each.today or 0.0 for each in spent)
    labels = " + ".join(quoted(each.label) for each in spent)
    caption = f"{model.currency} {today_period(difference)}: {labels}"
    return StoryPage(
        big=bare(total, model.currency),
        caption=caption,
        rows=rows,
        foot=f"{today_span(difference)}: expected values, not discounted.",
    )


def claimed(view: View) -> StoryPage:
    """The published claim, in its own words."""
    case = view.session.model.case
    foot = "As published. The next page holds it against the evidence."
    if case.header.headline:
        return StoryPage(text=(case.header.headline,), foot=foot)
    stated = [claim for claim in case.own_claims if claim.stated is not None]
    if not stated:
        return StoryPage(text=("Nobody has published a figure for this case.",))
    rows = tuple((claim.text, quantity(claim.stated or 0.0, claim.unit)) for claim in stated[:MOST_ROWS])
    return StoryPage(rows=rows, foot=foot)


def evidence(view: View) -> StoryPage:
    """What studies say, and which published figures stand."""
    case = view.session.model.case
    names = {claim.id for claim in case.own_claims}
    findings = [each for each in audit(case) if each.claim.id in names]
    findings.sort(key=lambda each: _ORDER.index(each.verdict))
    rows = tuple((each.verdict, each.claim.text) for each in findings[:MOST_FIGURES])
    text = evidence_text(view.session.model) or (
        "" if rows else "The case names no evidence beside its inputs."
    )
    more = len(findings) - len(rows)
    foot = f"Published figures beside these, in the tab Claims: {more}." if more else ""
    return StoryPage(text=(text,), rows=rows, foot=foot)


def whose(item: ModelInput) -> str:
    """On whose word a value stands."""
    return {"customer": "the prospect said", "seller": "the seller said"}.get(
        item.spec.grade, item.spec.grade
    )


def _feeding(model: Model, changes: Sequence[Change]) -> Sequence[ModelInput]:
    """The inputs that lines of today rest on, those with a question first."""
    inputs = {item.id: item for item in model.inputs}
    lines = {line.id: line for line in model.lines}
    seen: set[str] = set()

    def walk(name: str) -> Iterator[ModelInput]:
        if name in seen:
            return
        seen.add(name)
        if name in inputs:
            yield inputs[name]
        elif name in lines:
            for read in sorted(lines[name].reads):
                yield from walk(read)

    items = [item for each in changes if each.line is not None for item in walk(each.line.id)]
    return sorted(items, key=lambda item: (item.spec.first is None, item.spec.first or 0))


def _value(item: ModelInput, model: Model) -> str:
    """In the unit that its question asks for."""
    question = InputQuestion.of_input(item, model, as_answer=True)
    value = rounded(float(question.asked_number(Fraction(item.shown(item.likely)))))
    return quantity(value, question.unit_words_of(value))
