"""Where decisions turn and what levers are worth, in words: learnt or set, each threshold with its error."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from exports.voice.formats import changed, money, number, with_unit
from exports.voice.wording import amount, ends, quoted, rounded
from roi.analysis.levers import Lever, LeverStep
from roi.analysis.questions import Question
from roi.analysis.thresholds import Flip
from roi.model import Model, ModelInput
from roi.notation import grouped
from roi.sim.estimate import Statistic
from roi.sim.gate import gate_input

_NAMED = 6  # questions without value that are named
_SEEN = 0.002  # share of a value below which its error changes none of its digits


def about(item: ModelInput, value: float, error: float) -> str:
    """A value in the declared unit with half its 95 % interval: `15.9 ± 0.8 %`."""
    half = Statistic(value, error).half_width
    if not math.isfinite(half) or half < _SEEN * abs(value):
        return amount(item, value)
    return with_unit(f"{number(rounded(value))} ± {number(float(f'{half:.1g}'))}", item.unit.text)


def go_if(question: Question) -> str:
    """The answers for which the expected NPV clears the hurdle, in words."""
    if question.together:
        return "depends on each"
    none = "no answer from P1 to P99 flips it" if question.value.value > 0 else "no answer flips it"
    return go_where(question.items[0], question.flips) or none


def go_if_set(lever: Lever) -> str:
    """The values of a lever for which the expected NPV clears the hurdle; "" where none turns it."""
    return go_where(lever.item, lever.flips)


def go_where(item: ModelInput, flips: Sequence[Flip]) -> str:
    """`go if above 15.9 ± 0.8 %`, or that the draws do not settle it; "" where nothing turns."""
    if not flips:
        return ""
    if math.isfinite(times := max(_unsettled(item, flip) for flip in flips)) and times > 1:
        doubled = grouped(2 ** math.ceil(math.log2(times)))
        return f"not settled by these draws; some {doubled} times as many might"
    if math.isinf(times):
        return "not settled by draws"
    ranges = []
    if not flips[0].go_above:
        ranges.append(f"below {about(item, flips[0].value, flips[0].error)}")
    for place, flip in enumerate(flips):
        if flip.go_above:
            end = flips[place + 1] if place + 1 < len(flips) else None
            if end is None:
                ranges.append(f"above {about(item, flip.value, flip.error)}")
            else:
                ranges.append(f"{number(rounded(flip.value))} to {amount(item, end.value)}")
    return f"go if {' or '.join(ranges)}"


def _unsettled(item: ModelInput, flip: Flip) -> float:
    """By how many times as many draws the error of a value would come down to what is of use; at most 1 if it has.

    Of use is an error, half the 95 % interval, that is no more than half of P10 to P90 of the input's evidence; of
    an input without a range, one that is no more than the value itself.
    """
    half = Statistic(flip.value, flip.error).half_width
    low, high = ends(item)
    usable = (high - low) / 2 or abs(flip.value)
    return 0.0 if math.isnan(half) or half == 0 else (half / usable) ** 2 if usable else math.inf


def step_words(lever: Lever, step: LeverStep, currency: str, *, tenth: bool) -> str:
    """`10 % less: USD +2.06 M ± 0.04 M`, `at 19 USD/seat/month, its P10: USD +15.5 M` with no error to speak of."""
    gain = changed(step.gain, currency)
    worth = gain.value if gain.negligible_error else str(gain)
    if tenth:
        return f"10 % {'more' if step.up else 'less'}: {worth}"
    return f"at {amount(lever.item, step.value)}, its P{90 if step.up else 10}: {worth}"


def tried_as(model: Model, moved: Collection[str]) -> str:
    """Whether values that were tried are learnt or set, and that a gate stays where it is, in sentences."""
    labels = [quoted(model.labels[item.id]) for item in model.inputs if item.id in moved]
    along = f"Learnt: what it is correlated with moves along ({', '.join(labels)})."
    tried = along if moved else "Set: nothing else moves with it."
    gate = gate_input(model)
    if gate is None:
        return tried
    stands = amount(gate, gate.shown(gate.likely))
    return f"{tried} The gate stays at {stands}; a comparison by volume works it out anew."


def without_value(unranked: Sequence[Question], currency: str, named: int = _NAMED) -> str:
    """The questions whose worth is within its error, with what each is worth at most; the first of them by name."""
    most = max(question.value.value + question.value.half_width for question in unranked)
    labels = [quoted(q.items[0].spec.label) for q in unranked]
    rest = len(labels) - named
    named_labels = "; ".join(labels[:named]) + (f" and {rest} more" if rest > 0 else "")
    if most <= 0:
        return f"Worth nothing for this decision: {named_labels}."
    return f"Worth too little to be told, below {money(most, currency)} each: {named_labels}."
