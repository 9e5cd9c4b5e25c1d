"""The headline, the verdict and the certainty equivalent as parts of the JSON document of a run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasPath, BeforeValidator

from exports.document.part import Number, Part, field
from exports.document.parts import Estimate, Months, estimated
from exports.voice.certainty import certainty_sentences
from exports.voice.today import today_basis
from exports.voice.verdict import asked_text, sentence, way_label, worth_draws
from exports.voice.verdict import questions as asked_questions
from roi.analysis.certainty import CertaintyEquivalent
from roi.analysis.conditions import thresholds
from roi.analysis.headline import Headline
from roi.analysis.today import TodayAndThen
from roi.analysis.verdict import Verdict, Word
from roi.analysis.ways import Kind, Way


class TodayRow(Part):
    """What changes: money a year, on average over the horizon, or over a horizon of less; undiscounted."""

    line: Annotated[str | None, BeforeValidator(lambda line: line and line.id)] = field(
        "id of the line; null for sums"
    )
    label: str = field("what people call it")
    today: float | None = field("what is spent today; null where there is nothing, or the case does not say")
    with_it: float | None = field("what is spent then; null for a gain")
    better_by: float = field("what is gained; a cost is negative", of="difference")


class TodayPart(Part):
    """What is spent today and with it: expected values, a year on average or over less, costs included."""

    basis: str = field("what the figures are of, a sentence")
    rows: list[TodayRow] = field("what is spent today already, gains, then costs")
    total: TodayRow = field("their sum")


class HeadlineMoney(Part):
    """Net present value and payback over all draws."""

    expected_npv: Estimate = field("mean net present value", of="expected")
    npv_p10: Estimate = field("eight in ten draws lie from this one", of="p10")
    npv_p50: Estimate = field("the middle draw", of="p50")
    npv_p90: Estimate = field("to this one", of="p90")
    chance_of_loss: Estimate = field("share of draws in which net present value is below 0", of="loss")
    payback_p50_months: Months = field(
        "payback of the middle draw; never where it does not come", of=AliasPath("payback", "p50")
    )


class PlannedFigures(Part):
    """If everything goes as planned: never the headline."""

    npv: Number = field("net present value of the base case")
    roi: Number = field("its return on investment, a fraction; null where undefined")
    payback_months: Number = field("its payback; null where it never comes", of="payback")


class HeadlineFigures(HeadlineMoney):
    """The figures at the head of every face, in the cut of the document."""

    cash: HeadlineMoney | None = field("the same of cash benefits alone; null where it does not differ")
    roi_p50: Estimate = field("return on investment of the middle draw, a fraction")
    expected_benefits: Estimate = field("mean present value of benefits")
    expected_costs: Estimate = field("mean present value of costs; null where not all are stated")
    plan: PlannedFigures = field("the base case, as a row below")


class Condition(Part):
    """A value of one input at which the expected net present value is 0: a fact learnt, a lever set."""

    input: str = field("id of the input", of=AliasPath("item", "id"))
    label: str = field("what people call it", of=AliasPath("item", "spec", "label"))
    unit: str = field("its declared unit, of `value`", of=AliasPath("item", "unit", "text"))
    value: float = field("the threshold")
    pays: Annotated[Literal["above", "below"], BeforeValidator(("below", "above").__getitem__)] = field(
        "on which side the expected net present value is above 0", of="above"
    )
    inside: bool = field("whether it lies within P1 to P99 of the evidence")
    below: float = field("share of the evidence at or below the value")
    near: bool = field(
        "whether it lies within P10 to P90 of the evidence, or within a fifth of a fixed value"
    )
    lever: bool = field(
        "whether the input is chosen or negotiated, and not found out", of=AliasPath("item", "spec", "lever")
    )


class AskNext(Part):
    """A question with what its answer is worth."""

    question: str = field("the question, or the labels of the inputs where the case has none")
    inputs: list[str] = field("ids of the inputs that it tells")
    worth: Estimate = field("expected value of the answer, in money; where another way pays, for the choice")


class OtherWay(Part):
    """Another way to deploy on the same draws."""

    option: str = field("id of the option, case for none; of a plan preset=id, of a size input=value")
    kind: Kind = field("an option of the case; a plan, which is a preset of levers alone; another size")
    title: str = field("what people call it; of a size, the input and its value")
    pilot: bool = field("whether it is a pilot after which somebody decides")
    expected_npv: Estimate = field("mean net present value")
    gain: Estimate = field("mean net present value above that of this estimate, draw by draw")
    chance_of_loss: Estimate = field("share of draws in which net present value is below 0")


class VerdictPart(Part):
    """What the estimate says to do, by the rules of docs/verdict.md."""

    word: Word = field("the verdict")
    sentence: str = field("the verdict in words, as every face shows it")
    turned_by: Condition | None = field("the threshold of which the sentence speaks")
    other_way: str | None = field("name of the way that is better, and pays, beyond the sampling error")
    ask_first: list[str] = field("ids of the inputs to find out, or to negotiate, first")
    must_be_true: list[Condition] = field("values at which the expected net present value is 0")
    ask_next: list[AskNext] = field("questions of measurable worth, the dearest first")
    worth_draws: int | None = field("draws on which their worth rests; null where on all, or none is ranked")
    options: list[OtherWay] = field("other ways to deploy, the best first; larger sizes last")


class CertaintyEquivalentPart(Part):
    """−R ln E[exp(−NPV / R)], in the cut of the document, in money."""

    risk_tolerance: float = field("R; the larger, the less risk matters")
    expected: Number = field("mean net present value of the draws")
    of_all: Estimate = field(
        "of all outcomes; null and infinite where a tail of an input makes it minus infinity"
    )
    to_p0_1: Estimate = field("with no outcome counted as worse than `p0_1`")
    p0_1: Number = field("net present value that one draw in a thousand does not reach")
    of_worst_thousandth: float = field("share of E[exp(−NPV / R)] that the draws below `p0_1` make")
    because: list[str] = field("ids of inputs whose tails make it minus infinity")
    words: list[str] = field("the same in sentences")


def headline_part(headline: Headline) -> HeadlineFigures:
    """The headline as a part."""
    return HeadlineFigures(
        **dict(HeadlineMoney.model_validate(headline.npv)),
        cash=None if headline.cash is None else HeadlineMoney.model_validate(headline.cash),
        roi_p50=estimated(headline.roi.p50),
        expected_benefits=estimated(headline.benefits),
        expected_costs=estimated(headline.costs),
        plan=PlannedFigures.model_validate(headline.plan),
    )


def today_part(then: TodayAndThen | None) -> TodayPart | None:
    """Today and with it as a part; None where there is no difference."""
    if then is None:
        return None
    return TodayPart.model_validate({"basis": today_basis(then), "rows": then.changes, "total": then.total})


def verdict_part(verdict: Verdict, draws: int) -> VerdictPart:
    """The verdict as a part, of a run of so many draws."""
    looked = verdict.prospects
    conditions = thresholds(looked.conditions) if looked else ()
    return VerdictPart(
        word=verdict.word,
        sentence=str(sentence(verdict)),
        turned_by=None if verdict.threshold is None else Condition.model_validate(verdict.threshold),
        other_way=None if verdict.way is None else verdict.way.name,
        ask_first=[item.id for item in verdict.ask],
        must_be_true=[Condition.model_validate(condition) for condition in conditions],
        ask_next=[
            AskNext(
                question=asked_text(each),
                inputs=[item.id for item in each.items],
                worth=estimated(each.value),
            )
            for each in asked_questions(verdict)
        ],
        worth_draws=worth_draws(verdict, draws),
        options=[_way(way) for way in (looked.ways if looked else ())],
    )


def certainty_part(equivalent: CertaintyEquivalent, currency: str) -> CertaintyEquivalentPart:
    """The part of a certainty equivalent."""
    return CertaintyEquivalentPart(
        risk_tolerance=equivalent.tolerance,
        expected=equivalent.expected,
        of_all=estimated(equivalent.value),
        to_p0_1=estimated(equivalent.limited),
        p0_1=equivalent.worst,
        of_worst_thousandth=equivalent.rests_on,
        because=[item.id for item in equivalent.because],
        words=list(certainty_sentences(equivalent, currency)),
    )


def _way(way: Way) -> OtherWay:
    return OtherWay(
        option=way.name, kind=way.kind, title=way_label(way), pilot=way.gated,
        expected_npv=estimated(way.expected), gain=estimated(way.gain), chance_of_loss=estimated(way.loss),
    )  # fmt: skip
