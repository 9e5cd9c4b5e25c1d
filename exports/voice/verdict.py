"""The verdict in words, the same on every face: one sentence, what must be true, what to ask next, other ways."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from exports.voice.formats import band, money, quantity
from exports.voice.headline import chance_of_loss, share_of
from exports.voice.model_facts import preset_title, short_title
from exports.voice.wording import amount, between, quoted, rounded
from roi.analysis.compare import AS_IT_STANDS
from roi.analysis.conditions import Threshold, thresholds
from roi.analysis.verdict import Verdict
from roi.analysis.verdict import questions as worth_asking
from roi.answers import InputQuestion
from roi.case import EVIDENCE, Grade
from roi.notation import grouped
from roi.owners import owner_label
from roi.records import dataclass

if TYPE_CHECKING:
    from roi.analysis.questions import Question
    from roi.analysis.solve import Solution
    from roi.analysis.ways import Way
    from roi.model import Model, ModelInput

QUESTIONS = 3  # that are worth putting on a page
_WHOSE: dict[Grade, str] = {
    "customer": "the prospect said",
    "seller": "the seller said",
    "report": "the report says",
    "vendor": "the vendor says",
    "judgement": "judged",
    "implied": "implied",
}


def worth_draws(verdict: Verdict, draws: int) -> int | None:
    """On how many of the draws the worth of questions rests; None where on all, or where none is ranked."""
    known = None if verdict.prospects is None else verdict.prospects.learning
    return None if known is None or verdict.worth is None or known.draws >= draws else known.draws


def worth_note(verdict: Verdict, draws: int) -> str:
    """What the worth of a question is, and on which draws it rests."""
    few = worth_draws(verdict, draws)
    on = "" if few is None else f", on {grouped(few)} of the {grouped(draws)} draws"
    return f"Worth: what better decisions the answers lead to{on}."


@dataclass(frozen=True, slots=True)
class Sentence:
    """The verdict's parts, each a sentence or "".

    Attributes:
        lead: `On today's answers: not yet.`
        figures: what is expected, and how often it loses.
        turn: what would turn it.
        step: the next step.
    """

    lead: str
    figures: str
    turn: str
    step: str

    @property
    def rest(self) -> str:
        """What follows the lead."""
        return " ".join(part for part in (self.figures, self.turn, self.step) if part)

    def __str__(self) -> str:
        return f"{self.lead} {self.rest}".strip()


def sentence(verdict: Verdict) -> Sentence:
    """The verdict in words; without a turn and a step where only the draws were judged."""
    if verdict.word == "no verdict":
        return _none(verdict)
    lead = f"{basis(verdict.model)}: {_word(verdict)}."
    looked = verdict.prospects is not None
    return Sentence(
        lead, _figures(verdict), _turn(verdict) if looked else "", _step(verdict) if looked else ""
    )


def basis(model: Model) -> str:
    """On what it rests: `On today's answers`, `On the evidence`, `On the preset Conservative`."""
    if any(item.layer in ("estimate", "set") for item in model.inputs):
        return "On today's answers"
    if model.preset == EVIDENCE:
        return "On the evidence"
    return f"On the preset “{short_title(preset_title(model))}”"


def as_deployed(way: Way) -> str:
    """`as “A pilot”`, `by the plan “Lean”`, `with “Engineers in scope” at 800 seat (judged 400 seat)`."""
    if way.size is not None:
        item = way.size.item
        return f"with {quoted(way.title)} at {amount(item, way.size.value)} ({whose(item)})"
    if way.name == AS_IT_STANDS:
        return "as the case stands"
    return f"{'by the plan' if way.kind == 'plan' else 'as'} {quoted(short_title(way.title))}"


def way_label(way: Way) -> str:
    """A way to deploy as the head of a row: `A pilot with a gate`, `Engineers in scope: 800 seat`."""
    return way.title if way.size is None else f"{way.title}: {amount(way.size.item, way.size.value)}"


def whose(item: ModelInput) -> str:
    """A value with who gave it: `the prospect said 0.9 minute/visit`, `evidence 0.1 to 2 minute/visit`."""
    who = item.override.who if item.override else None
    value = {"prospect": "the prospect said", "seller": "the seller said"}.get(who or "")
    return f"{value or _WHOSE.get(item.spec.grade, 'evidence')} {between(item)}"


def named(items: Sequence[ModelInput]) -> str:
    """Inputs by what people call them, inside a sentence."""
    return " and ".join(quoted(item.spec.label) for item in items)


def condition(threshold: Threshold, model: Model, *, pays: bool) -> str:
    """`“Price of a seat” is 56.6 USD/seat/month or less`; `pays`: the side on which it pays.

    What is asked for in another unit is said in it too: `1.85 call/customer/year (92,500,000 calls per year)`.
    """
    label, value = named((threshold.item,)), amount(threshold.item, threshold.value)
    question = InputQuestion.of_input(threshold.item, model, as_answer=True)
    if question.converts:
        number = rounded(float(question.asked_number(Fraction(threshold.value))))
        value = f"{value} ({quantity(number, question.unit_words)})"
    if pays:
        return f"{label} is {value} or {'more' if threshold.above else 'less'}"
    return f"{label} is {'below' if threshold.above else 'above'} {value}"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be true: `What must be true` (lead), `it pays on average once` (text), and the values, if any."""

    lead: str
    text: str
    rows: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """Lead and text in one line."""
        return f"{self.lead}: {self.text}"


def must_be_true(verdict: Verdict, middle: Sequence[Solution] | None = None) -> Conditions:
    """What must be true, or stay true, for the estimate to pay.

    Args:
        verdict: the verdict, whose conditions are those of the expected NPV.
        middle: those of NPV at P50, to be said in their place.
    """
    npv = verdict.headline.npv
    loses = not (npv.expected if middle is None else npv.p50).value > 0
    solved = middle if middle is not None else verdict.prospects.conditions if verdict.prospects else ()
    conditions = thresholds(solved)
    if not conditions:
        turned = "the expected NPV" if middle is None else "P50"
        return Conditions("What must be true", f"no single value turns {turned}.")
    often = "on average" if middle is None else "in half of the draws"
    rows = tuple(f"{condition(each, verdict.model, pays=loses)} ({_against(each)})" for each in conditions)
    if loses:
        return Conditions("What must be true", f"it pays {often} once", rows)
    return Conditions("What must stay true", f"it stops paying {often} once", rows)


def questions(verdict: Verdict) -> list[Question]:
    """The questions of measurable worth, the dearest first; as many as a page has room for."""
    return list(worth_asking(verdict.prospects)[:QUESTIONS]) if verdict.prospects else []


def asked_text(question: Question) -> str:
    """The question as the case puts it; of several inputs, or without one, what they are called."""
    labels = named(question.items)
    alone = len({item.spec.ask for item in question.items}) == 1
    return (
        question.ask
        if question.ask and alone
        else f"{labels}{', together' if len(question.items) > 1 else ''}"
    )


def asked_whom(question: Question) -> str:
    """The same with who can answer, where the case says so: `What does an agent cost you? (Finance)`."""
    known = dict.fromkeys(item.spec.owner for item in question.items if item.spec.owner)
    listed = ", ".join(owner_label(owner) for owner in known)
    return f"{asked_text(question)} ({listed})" if listed else asked_text(question)


def _against(threshold: Threshold) -> str:
    """A threshold against the evidence: `evidence 0.1 to 2 minute/visit, beyond most of it`."""
    if threshold.item.constant or threshold.near:
        return whose(threshold.item)
    return f"{whose(threshold.item)}, beyond {'most of it' if threshold.inside else 'all of it'}"


# Parts of the sentence -------------------------------------------------------------------------


def _none(verdict: Verdict) -> Sentence:
    if verdict.headline.undefined:
        classes = ", ".join(verdict.model.unstated)
        return Sentence(
            f"{basis(verdict.model)}: no verdict.",
            "Without all its costs there is no net present value.",
            "",
            f"First find out: what it costs ({classes}).",
        )
    figures = verdict.headline
    return Sentence(
        f"{basis(verdict.model)}: no verdict.",
        "The expected net present value has no finite value; half of the draws lie above "
        f"{money(figures.npv.p50.value, figures.currency)}.",
        "",
        "First find out: how far the inputs without an end can go.",
    )


def _word(verdict: Verdict) -> str:
    if verdict.word != "go if":
        return verdict.word
    if verdict.way is not None:
        return f"go if deployed {as_deployed(verdict.way)}"
    assert verdict.threshold is not None
    text = condition(verdict.threshold, verdict.model, pays=True)
    return f"go if {text} ({_against(verdict.threshold)})"


def _figures(verdict: Verdict) -> str:
    npv, currency = verdict.headline.npv, verdict.headline.currency
    expected = npv.expected.value
    if verdict.headline.certain:
        return f"NPV {money(expected, currency)} in every draw: nothing that matters is uncertain."
    if verdict.word == "too close to call":
        return (
            f"Expected NPV {band(npv.expected, 'money', currency)} cannot be told from 0; a loss in "
            f"{chance_of_loss(verdict.headline)} of draws."
        )
    stands = "As it stands, expected" if verdict.way is not None else "Expected"
    word = "loss" if expected < 0 else "gain"
    chance = chance_of_loss(verdict.headline)
    return f"{stands} {word} {money(abs(expected), currency)}; a loss in {chance} of draws."


def _turn(verdict: Verdict) -> str:
    currency, pays = verdict.headline.currency, verdict.headline.npv.expected.value > 0
    if verdict.way is not None:
        how = "So deployed" if verdict.word == "go if" else f"Deployed {as_deployed(verdict.way)},"
        more = "it brings more" if pays else "it pays"
        return (
            f"{how} {more} on the same draws: {money(verdict.way.expected.value, currency)} expected, a loss in "
            f"{share_of(verdict.way.loss)} of draws{_turns_at(verdict.way)}."
        )
    if verdict.threshold is None:
        looked = verdict.prospects is not None and verdict.prospects.ways
        more = ", and no other way to deploy it pays" if looked else ""
        return "" if pays else f"No single value turns it{more}."
    threshold = verdict.threshold
    if verdict.word == "go if":  # the lead has said it
        return ""
    if pays:
        return (
            f"It stops paying once {condition(threshold, verdict.model, pays=False)} ({_against(threshold)})."
        )
    return f"It pays once {condition(threshold, verdict.model, pays=True)} ({_against(threshold)})."


def _turns_at(way: Way) -> str:
    size = way.size
    return "" if size is None or size.turns is None else f"; it turns at {amount(size.item, size.turns)}"


def _step(verdict: Verdict) -> str:
    if verdict.word == "go":
        return "Next: decide." if verdict.way is None else "Next: compare the two, then decide."
    if not verdict.ask:
        if verdict.headline.certain:
            return "Next: give the inputs ranges; so far nothing says how sure they are."
        return "Next: more draws, which tell the question to ask first."
    question = named(verdict.ask)
    first = "First negotiate" if all(item.spec.lever for item in verdict.ask) else "First find out"
    if verdict.worth is None:
        if verdict.out_of_reach:
            return "Next: leave it, unless that is within reach; no single answer is worth asking for."
        if verdict.threshold is None and verdict.word == "not yet":
            return f"Next: leave it, unless more than one thing changes, first of all {question}."
        return f"{first}: {question}."
    together = ", together" if len(verdict.ask) > 1 else ""
    return f"{first}: {question}{together} (worth {band(verdict.worth, 'money', verdict.headline.currency)})."
