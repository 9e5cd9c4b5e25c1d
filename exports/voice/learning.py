"""What answers tell, in words: learnt or set, what moved with them, what they replace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from exports.voice.formats import chance, money, number, quantity
from exports.voice.wording import amount, rounded, value_text
from roi.model import Model, ModelInput
from roi.sim.gate import decision, gate_input
from roi.sim.reach import matters

if TYPE_CHECKING:
    from roi.analysis.stress import Stress
    from roi.sim.cuts import Cut

LearntOrSet = Literal["learnt", "set", ""]
FAR_OFF = 2.0  # errors of what another gate is worth
_SHOWN = 4  # moved inputs that are named in one sentence
_MANY = 0.05  # share of an answer outside the evidence from which on it is said


def learnt_or_set(model: Model, item: ModelInput) -> LearntOrSet:
    """Whether an answer is learnt from or set; "" where there is none.

    An answered fact that is correlated with nothing is learnt as well: there is nothing it could move.
    """
    if not item.answered:
        return ""
    learnt = [layer.learn for layer in model.layers if item.id in layer.overrides][-1:] == [True]
    return "learnt" if learnt and not (item.spec.lever or item.spec.luck) else "set"


def medians(item: ModelInput) -> tuple[float, float]:
    """P50 of an input before and after the answers that moved it, in its declared unit."""
    before = item.evidence or item
    was, now = (float(each.distribution.quantile(0.5)) * each.to_formula for each in (before, item))
    return item.shown(was), item.shown(now)


def learning_notes(model: Model, leave: str = "") -> tuple[str, ...]:
    """What the answers of a model have done beside replacing values, a sentence each.

    `leave`: how a person at this face keeps correlated inputs as they were; a document has no such way.
    """
    return tuple(_notes(model, leave))


def _notes(model: Model, leave: str) -> Iterator[str]:
    counted = _counted(model, model.moved)
    if counted:
        by = dict.fromkeys(name for item in counted for name in item.moved_by)
        end = f" ({leave})." if leave else "."
        yield (
            f"Learnt from the answer to {_listed([_answer(model.input(name)) for name in by])}, at the median: "
            f"{_listed([moved_words(item) for item in counted])}{end}"
        )
    for fact, item in _facts(model):
        if fact >= _MANY:
            part = "" if fact > 0.999 else f" in {number(rounded(100 * fact))} % of its draws"
            yield (
                f"The answer to {item.spec.label} lies outside P0.1 to P99.9 of the evidence{part}: it tells no "
                "more of other inputs than a value at that end."
            )
    loose = [item.spec.label for item in _set(model)]
    if loose:
        verb = "moves" if len(loose) == 1 else "move"
        yield f"Set, and {verb} nothing else: {_listed(loose)}."
    for name, answer in model.aside.items():
        here = model.input(name).spec
        yield (
            f"{here.label} = {answer.value} stays with {answer.product or 'another product'}; here it is about "
            f"{here.product or 'another product'}."
        )
    yield from (replaced_words(item) for item in model.inputs if item.replaced is not None)
    gate = gate_note(model)
    if gate:
        yield gate


def _counted(model: Model, items: Sequence[ModelInput]) -> Sequence[ModelInput]:
    """Those of them that a counted flow reads."""
    if not items:
        return ()
    return [item for item in items if matters(model, item.id)]


def gate_note(model: Model) -> str:
    """A gate that somebody typed and that is far off: how often it is passed, and what break-even would earn."""
    item = gate_input(model)
    if item is None or item.layer in ("case", "option") or not item.constant:
        return ""
    threshold = decision(model)
    if threshold is None:
        return ""
    typed = item.shown(item.likely)
    more = threshold.better(typed)
    if not more.value > FAR_OFF * more.error:
        return ""
    from exports.voice.turning import about  # with all that is said of questions, which few models ask for

    best = "never going on" if threshold.never else "always going on" if threshold.always else ""
    at = best or f"going on above {about(item, threshold.value, threshold.error)}"
    return (
        f"The gate of {amount(item, typed)} is passed in {chance(threshold.passed(typed))} of draws; {at} is worth "
        f"{money(more.value, model.currency)} more."
    )


def moved_words(item: ModelInput) -> str:
    """`Bot sessions resolved 50 → 51.2 %`."""
    was, now = medians(item)
    return f"{item.spec.label} {number(rounded(was))} → {amount(item, now)}"


def replaced_words(item: ModelInput) -> str:
    """That an answer reaches an option or a preset and takes the place of its own value."""
    assert item.replaced is not None
    was = item.replaced
    return f"{item.spec.label}: the answer {value_text(item)} replaces the {was.layer}'s {was.value}."


def row_notes(model: Model) -> tuple[str, ...]:
    """What the row of a way to deploy says: answers that replace its own values, or do not reach it."""
    replacing = [item for item in model.inputs if item.replaced is not None]
    texts = [replaced_words(item) for item in _counted(model, replacing)]
    texts += [
        f"{model.labels[name]}: the answer {answer.value} is about {answer.product}, not about this."
        for name, answer in model.aside.items()
        if matters(model, name)
    ]
    return tuple(texts)


def not_stressed(model: Model, stresses: Sequence[Stress], cut: Cut) -> str:
    """`not stressed: no price`, where a way to deploy has no use for what is stressed; "" where it has."""
    from roi.analysis.stress import unstressed

    names = unstressed(model, stresses, cut)
    if not names:
        return ""
    part = "not stressed" if len(names) == len(stresses) else "stressed in part"
    return f"{part}: no {' and no '.join(names)}"


def _answer(item: ModelInput) -> str:
    value = quantity(rounded(item.shown(item.likely)), item.unit.text) if item.constant else value_text(item)
    return f"{item.spec.label} ({value})"


def _facts(model: Model) -> Iterator[tuple[float, ModelInput]]:
    copula = model.copula
    if copula is not None and copula.learning is not None:
        for fact in copula.learning.facts:
            yield fact.place.beyond, model.input(copula.ids[fact.at])


def _set(model: Model) -> Sequence[ModelInput]:
    """Answers that could have told something and do not: levers, and facts that are not learnt from."""
    correlated = {name for pair in model.correlations for name in pair.between}
    return [item for item in model.inputs if item.answered and not item.learnt and item.id in correlated]


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return "; ".join(texts[:_SHOWN]) + more
