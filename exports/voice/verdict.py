"""The verdict in words, the same on every face: one sentence, what must be true, what to ask next, other ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exports.voice.facts import preset_title, short_title
from exports.voice.formats import band, money, quantity
from exports.voice.headline import chance_of_loss, share_of
from exports.voice.wording import amount, between, quoted, rounded
from roi.analysis.compare import AS_IT_STANDS
from roi.analysis.conditions import Threshold, thresholds
from roi.analysis.questions import Question
from roi.analysis.solve import Solution
from roi.analysis.verdict import Verdict
from roi.analysis.verdict import questions as worth_asking
from roi.analysis.ways import Way
from roi.answers import Question as Asked
from roi.case import EVIDENCE, Grade
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
    def parts(self) -> tuple[str, ...]:
        """Those that say something, in order."""
        return tuple(part for part in (self.lead, self.figures, self.turn, self.step) if part)

    def __str__(self) -> str:
        return " ".join(self.parts)


def sentence(found: Verdict) -> Sentence:
    """The verdict in words; without a turn and a step where only the draws were judged."""
    if found.word == "no verdict":
        return _none(found)
    lead = f"{basis(found.model)}: {_word(found)}."
    looked = found.prospects is not None
    return Sentence(lead, _figures(found), _turn(found) if looked else "", _step(found) if looked else "")


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
    said = {"prospect": "the prospect said", "seller": "the seller said"}.get(who or "")
    return f"{said or _WHOSE.get(item.spec.grade, 'evidence')} {between(item)}"


def named(items: Sequence[ModelInput]) -> str:
    """Inputs by what people call them, inside a sentence."""
    return " and ".join(quoted(item.spec.label) for item in items)


def condition(one: Threshold, model: Model, *, pays: bool) -> str:
    """`“Price of a seat” is 56.6 USD/seat/month or less`; `pays`: the side on which it pays.

    What is asked for in another unit is said in it too: `1.85 call/customer/year (92,500,000 calls per year)`.
    """
    label, value = named((one.item,)), amount(one.item, one.value)
    asked = Asked.of_input(one.item, model, asked=True)
    if asked.converts:
        number = rounded(float(asked.asked_number(Fraction(one.value))))
        value = f"{value} ({quantity(number, asked.unit_words)})"
    if pays:
        return f"{label} is {value} or {'more' if one.above else 'less'}"
    return f"{label} is {'below' if one.above else 'above'} {value}"


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


def must_be_true(found: Verdict, middle: Sequence[Solution] | None = None) -> Conditions:
    """What must be true, or stay true, for the estimate to pay.

    Args:
        found: the verdict, whose conditions are those of the expected NPV.
        middle: those of NPV at P50, to be said in their place.
    """
    npv = found.headline.npv
    loses = not (npv.expected if middle is None else npv.p50).value > 0
    solved = middle if middle is not None else found.prospects.conditions if found.prospects else ()
    told = thresholds(solved)
    if not told:
        turned = "the expected NPV" if middle is None else "P50"
        return Conditions("What must be true", f"no single value turns {turned}.")
    often = "on average" if middle is None else "in half of the draws"
    rows = tuple(f"{condition(one, found.model, pays=loses)} ({_against(one)})" for one in told)
    if loses:
        return Conditions("What must be true", f"it pays {often} once", rows)
    return Conditions("What must stay true", f"it stops paying {often} once", rows)


def questions(found: Verdict) -> list[Question]:
    """The questions of measurable worth, the dearest first; as many as a page has room for."""
    return list(worth_asking(found.prospects)[:QUESTIONS]) if found.prospects else []


def asked_text(question: Question) -> str:
    """The question as the case puts it; of several inputs, or without one, what they are called."""
    labels = named(question.items)
    alone = len({item.spec.ask for item in question.items}) == 1
    return (
        question.ask
        if question.ask and alone
        else f"{labels}{', together' if len(question.items) > 1 else ''}"
    )


def _against(one: Threshold) -> str:
    """A threshold against the evidence: `evidence 0.1 to 2 minute/visit, beyond most of it`."""
    if one.item.constant or one.near:
        return whose(one.item)
    return f"{whose(one.item)}, beyond {'most of it' if one.inside else 'all of it'}"


# Parts of the sentence -------------------------------------------------------------------------


def _none(found: Verdict) -> Sentence:
    if found.headline.undefined:
        classes = ", ".join(found.model.unstated)
        return Sentence(
            f"{basis(found.model)}: no verdict.",
            "Without all its costs there is no net present value.",
            "",
            f"First find out: what it costs ({classes}).",
        )
    figures = found.headline
    return Sentence(
        f"{basis(found.model)}: no verdict.",
        "The expected net present value has no finite value; half of the draws lie above "
        f"{money(figures.npv.p50.value, figures.currency)}.",
        "",
        "First find out: how far the inputs without an end can go.",
    )


def _word(found: Verdict) -> str:
    if found.word != "go if":
        return found.word
    if found.way is not None:
        return f"go if deployed {as_deployed(found.way)}"
    assert found.threshold is not None
    said = condition(found.threshold, found.model, pays=True)
    return f"go if {said} ({_against(found.threshold)})"


def _figures(found: Verdict) -> str:
    npv, currency = found.headline.npv, found.headline.currency
    expected = npv.expected.value
    if found.headline.certain:
        return f"NPV {money(expected, currency)} in every draw: nothing that matters is uncertain."
    if found.word == "too close to call":
        return (
            f"Expected NPV {band(npv.expected, 'money', currency)} cannot be told from 0; a loss in "
            f"{chance_of_loss(found.headline)} of draws."
        )
    stands = "As it stands, expected" if found.way is not None else "Expected"
    word = "loss" if expected < 0 else "gain"
    return f"{stands} {word} {money(abs(expected), currency)}; a loss in {chance_of_loss(found.headline)} of draws."


def _turn(found: Verdict) -> str:
    currency, pays = found.headline.currency, found.headline.npv.expected.value > 0
    if found.way is not None:
        how = "So deployed" if found.word == "go if" else f"Deployed {as_deployed(found.way)},"
        more = "it brings more" if pays else "it pays"
        return (
            f"{how} {more} on the same draws: {money(found.way.expected.value, currency)} expected, a loss in "
            f"{share_of(found.way.loss)} of draws{_turns_at(found.way)}."
        )
    if found.threshold is None:
        looked = found.prospects is not None and found.prospects.ways
        more = ", and no other way to deploy it pays" if looked else ""
        return "" if pays else f"No single value turns it{more}."
    one = found.threshold
    if found.word == "go if":  # the lead has said it
        return ""
    if pays:
        return f"It stops paying once {condition(one, found.model, pays=False)} ({_against(one)})."
    return f"It pays once {condition(one, found.model, pays=True)} ({_against(one)})."


def _turns_at(way: Way) -> str:
    size = way.size
    return "" if size is None or size.turns is None else f"; it turns at {amount(size.item, size.turns)}"


def _step(found: Verdict) -> str:
    if found.word == "go":
        return "Next: decide." if found.way is None else "Next: compare the two, then decide."
    if not found.ask:
        if found.headline.certain:
            return "Next: give the inputs ranges; so far nothing says how sure they are."
        return "Next: more draws, which tell the question to ask first."
    asked = named(found.ask)
    first = "First negotiate" if all(item.spec.lever for item in found.ask) else "First find out"
    if found.worth is None:
        if found.threshold is None and found.word == "not yet":
            return f"Next: leave it, unless more than one thing changes, first of all {asked}."
        return f"{first}: {asked}."
    together = ", together" if len(found.ask) > 1 else ""
    return f"{first}: {asked}{together} (worth {band(found.worth, 'money', found.headline.currency)})."
