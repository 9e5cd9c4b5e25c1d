"""How decisions are said: answers that flip them, break-evens, what losing draws have in common.

Plain texts, for screens and documents alike; a pair is what stands out and what follows it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from exports.voice.formats import MINUS, chance, figure, fixed, money, number, quantity, share, spread
from roi.notation import digits
from roi.sim.metrics import METRICS

if TYPE_CHECKING:  # the app's inputs are worded before anything is analysed
    from roi.analysis.loss_profile import Losing, LosingDifference, Luck
    from roi.analysis.questions import Question
    from roi.analysis.solve import Root, Solution, Target
    from roi.analysis.volume import Lead
    from roi.model import Model, ModelInput

DIGITS = 3  # significant
_EACH_YEAR = "drawn anew each year: "
_NONE = 1e-12  # in a declared unit
# A decimal of more than six digits, as conversions leave it; names of files and columns stay.
_LONG = re.compile(r"(?<![\w.\"'])(?=(?:\d[_.]?){7})\d[\d_]{0,5}\.\d+(?![\w.\"'])")


def rounded(value: float) -> float:
    """Three significant digits; 0 for what the arithmetic of quantiles leaves of it."""
    if abs(value) < _NONE:
        return 0.0
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else value


def amount(item: ModelInput, value: float) -> str:
    """A value in the declared unit: `11.1 %`, `35 USD/call`."""
    return quantity(rounded(value), item.unit.text)


def span(item: ModelInput, low: float, high: float) -> str:
    """`3 to 9 USD/call`."""
    return f"{number(rounded(low))} to {amount(item, high)}"


def between(item: ModelInput, low: float = 0.1, high: float = 0.9) -> str:
    """The span between two probabilities of an input's evidence; of a constant, its value."""
    if item.constant:
        return amount(item, item.shown(item.likely))
    return span(item, *ends(item, low, high))


def ends(item: ModelInput, low: float = 0.1, high: float = 0.9) -> tuple[float, float]:
    """The values at two probabilities of an input's evidence, in the declared unit."""
    first, last = (item.shown(float(value)) for value in item.quantile(np.array([low, high])))
    return first, last


# Questions -------------------------------------------------------------------------------------


def best_if(question: Question, label: Callable[[str], str] = str) -> str:
    """The best candidate for which answer: `best: nothing up to 8.68 %; then general-api`."""
    return f"best: {the_best_if(question, label)}"


def the_best_if(question: Question, label: Callable[[str], str] = str) -> str:
    """The same under a heading that says what it is of."""
    if question.together:
        return "depends on each"
    item = question.items[0]
    text = led(
        label(question.first), [(amount(item, turn.value), label(turn.above)) for turn in question.turns]
    )
    elsewhere = "but for answers beyond P1 to P99" if question.value.value > 0 else "whatever the answer"
    return text or f"{label(question.first)}, {elsewhere}"


def value_text(item: ModelInput) -> str:
    """The text of a value for people: `194.444 USD`, where the file keeps all digits of a conversion."""
    return _LONG.sub(lambda number: f"{float(number[0].replace('_', '')):.6g}", item.spec.value)


def each_year(item: ModelInput) -> str:
    """`drawn anew each year: ± 8 %, 60 % carries over`; "" for what is one figure throughout."""
    if item.yearly is None:
        return ""
    deviation, carried = (number(rounded(100 * part)) for part in item.yearly)
    return f"{_EACH_YEAR}± {deviation} %, {carried} % carries over"


def years_sentence(model: Model) -> str:
    """Which inputs are drawn anew each year, and how far: one sentence, "" where none is."""
    changes = [
        f"{quoted(item.spec.label)} {each_year(item).removeprefix(_EACH_YEAR)}"
        for item in model.inputs
        if item.yearly is not None
    ]
    return f"{_EACH_YEAR[0].upper()}{_EACH_YEAR[1:]}{'; '.join(changes)}." if changes else ""


def parts_sentence(items: Iterable[ModelInput]) -> str:
    """How swings and shares of parts of a whole are to be read; "" where none of the inputs is one."""
    if any(item.whole for item in items):
        return "A part of a whole is told as its share; the other parts make room for it."
    return ""


def grade_word(grade: str) -> str:
    """A grade as people read it: who answers is the prospect everywhere, `customer` in files only."""
    return "prospect" if grade == "customer" else grade


_UNSOURCED = {"judgement": "no source: a judgement", "implied": "worked out", "report": "the report"}


def unsourced(grade: str) -> str:
    """What stands for the source of an input that names none: only a judgement needs none."""
    return _UNSOURCED.get(grade, "no source")


def quoted(label: str) -> str:
    """What an input, a line or an option is called, inside a sentence: always in quotes, as it is written."""
    return f"“{label}”"


def in_a_sentence(title: str) -> str:
    """`A pilot` → `a pilot`; `API` stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


def led(first: str, turns: Sequence[tuple[str, str]]) -> str:
    """Who leads up to where: `nothing up to 3,117; pilot up to 4,176; then general-api`; "" where none turns.

    Args:
        first: who leads at the low end.
        turns: where the lead changes, ascending, and to whom.
    """
    sentences, leader = [], first
    for value, following in turns:
        sentences.append(f"{leader} up to {value}")
        leader = following
    return f"{'; '.join(sentences)}; then {leader}" if sentences else ""


def volume(value: float) -> str:
    """A volume, to three significant digits: `36,200,000`."""
    return number(rounded(value))


def leads_where(lead: Lead, label: Callable[[str], str] = str) -> str:
    """Who leads at which volume: `nothing up to 3,117; then pilot`, or `nothing throughout`."""
    turns = [(volume(crossing.volume), in_a_sentence(label(crossing.above))) for crossing in lead.crossings]
    return led(label(lead.first), turns) or f"{label(lead.first)} throughout"


# Break-even ------------------------------------------------------------------------------------


def goal(target: Target, currency: str) -> str:
    """The target in words: `NPV of the base case is USD 0`."""
    row = METRICS[target.metric]
    label = target_label(target)
    value = figure(target.value, row.unit, currency)
    if target.at == "probability":
        least = "at least" if row.high_is_good else "at most"
        return f"{label} is {least} {value} with a chance of {share(target.probability)}"
    return f"{label} {statistic(target)} is {value}"


def target_label(target: Target) -> str:
    """What the metric of a target is called."""
    return "NPV" if target.metric == "npv" else METRICS[target.metric].label


def statistic(target: Target) -> str:
    """What the target is compared with, in a word or two."""
    if target.at == "base":
        return "of the base case"
    if target.at in ("mean", "p50"):
        return "on average" if target.at == "mean" else "at P50"
    low = METRICS[target.metric].high_is_good
    return f"at P{digits(100 * (1 - target.probability if low else target.probability), '.3g')}"


def better(root: Root) -> str:
    """On which side of a break-even the metric is better."""
    return "better above" if root.better_above else "better below"


def where_it_lies(root: Root) -> str:
    """A break-even against the evidence for its input."""
    if root.inside:
        return f"within the evidence, of which {share(root.below)} lies at or below"
    return "outside P1 to P99 of the evidence"


def times(value: float, likely: float) -> str:
    """A break-even against a fixed value."""
    return f"{number(rounded(value / likely))} times the fixed value" if likely else "the fixed value is 0"


def nowhere(solution: Solution, currency: str) -> str:
    """Why no value does it."""
    row = METRICS[solution.target.metric]
    label = target_label(solution.target)
    low, high = solution.reach
    reach = f"between {spread(low, high, row.unit, currency).replace(' to ', ' and ')}"
    if math.isinf(high) and row.unit == "months":
        reach = f"at {figure(low, row.unit, currency)} or more" if math.isfinite(low) else "at never"
    return (
        f"No value does: {label} {statistic(solution.target)} stays {reach} for "
        f"{solution.item.spec.label.lower()} from {span(solution.item, *solution.scanned)}."
    )


# Losing draws ----------------------------------------------------------------------------------


def losers(losing: Losing, draws: int, currency: str) -> str:
    """How many draws lose and how much; where it is none or all of them, what that says of the chance."""
    if not losing.alike:
        return f"{chance(losing.share)} of draws lose money, {money(losing.mean, currency)} on average."
    bound = f"{number(rounded(100 * losing.share.error))} % (95 % bound: 3 / {number(draws)})"
    if losing.share.value == 0:
        return f"None of {number(draws)} draws loses money: the chance of a loss is below {bound}."
    return (
        f"All of {number(draws)} draws lose money, {money(losing.mean, currency)} on average: the chance of a gain "
        f"is below {bound}."
    )


def difference(change: LosingDifference) -> str:
    """What follows the label: `lower, 7.66 at the median against 15.2 % in the other draws.`"""
    word = "lower" if change.size.value < 0 else "higher"
    return (
        f"{word}, {number(rounded(change.losing))} at the median against "
        f"{amount(change.item, change.other)} in the other draws."
    )


def luck(event: Luck) -> str:
    """What follows the label: `not as planned in 42.5 % of losing draws, in 0 % of the others.`"""
    return f"not as planned in {share(event.losing)} of losing draws, in {share(event.other)} of the others."


def in_common(losing: Losing) -> tuple[tuple[str, str], ...]:
    """What losing draws have that the others have not, luck first: label, what follows."""
    events = [
        (
            each.line.spec.label,
            f"not as planned in {share(each.losing)} of them, {share(each.other)} of the others",
        )
        for each in losing.luck
    ]
    inputs = [
        (
            each.item.spec.label,
            f"{amount(each.item, each.losing)}, in the others {amount(each.item, each.other)}",
        )
        for each in losing.inputs
    ]
    return (*events, *inputs)


def endings(losing: Losing, currency: str) -> Iterator[tuple[str, str]]:
    """Where bad luck stops the costs, losing draws that had it lose less: label, what follows."""
    for event in losing.luck:
        if event.cheaper_ending:
            yield (
                event.line.spec.label,
                f"such draws lose {money(-event.loss_with, currency)} on average, the other losing draws "
                f"{money(-event.loss_without, currency)}. Stopping early is the cheaper ending: what runs on "
                "without paying costs more.",
            )


def deviations(size: float) -> str:
    """A difference in standard deviations: `+0.42 sd`."""
    return "" if math.isnan(size) else f"{'+' if size > 0 else MINUS}{fixed(abs(size), 2)} sd"
