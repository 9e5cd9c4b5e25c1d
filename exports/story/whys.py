"""What stands behind a figure: how it comes about, and the inputs that move it most with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.story.ground import Ground
from exports.story.parts import Why
from exports.voice.formats import fixed, measured, quantity
from exports.voice.learning import moved_words
from exports.voice.model_facts import provenance
from exports.voice.origins import cited, line_words, value_words
from exports.voice.wording import between, grade_word, rounded
from roi.model import Model, ModelInput, ModelLine
from roi.sim.cuts import CASH
from roi.sim.metrics import METRICS

MOST_INPUTS = 3  # behind a figure: the strongest; all of them stand in the other forms' tables of inputs


def of_input(model: Model, item: ModelInput) -> Why:
    """An input: its range, grade and sources."""
    sources = [model.case.sources[name] for name in item.spec.source if name in model.case.sources]
    origin = provenance(item.override)
    words = [value_words(item)]
    if item.moved_by:
        by = ", ".join(model.labels[name] for name in item.moved_by)
        words.append(f"moved by the answer to {by}; at the median {moved_words(item)}")
    answered = item.override.date if item.override and item.override.who else None
    return Why(
        item.spec.label,
        between(item),
        "; ".join(words),
        grade_word(item.spec.grade),
        origin or " ".join(cited(source) for source in sources),
        answered if origin else max((source.date for source in sources), default=None),
    )


def of_line(ground: Ground, line: ModelLine) -> Why:
    """A flow: its expected present value; any other line: its value in the plan, in the last month."""
    model = ground.model
    if line.spec.flow is not None:
        pv = ground.summary.mean_table.line(line.id).present_value
        value = f"{measured(pv, 'money', model.currency)}, expected present value"
    else:
        plan = float(ground.run.plan.values[line.id][-1]) / line.unit.scale
        value = f"{quantity(rounded(plan), line.unit.text)} in the plan"
    return Why(line.spec.label, value, line_words(model, line))


def of_metric(ground: Ground, name: str) -> Why:
    """What a metric is, and of how many draws."""
    row = METRICS[name]
    cut = CASH if row.cash_only else ground.cut
    text = f"{row.meaning[:1].upper()}{row.meaning[1:]}; counted: {cut.label}."
    return Why(row.label, f"{fixed(ground.run.draws_used, 0)} draws", text)


def strongest(ground: Ground, most: int = MOST_INPUTS) -> Iterator[Why]:
    """The inputs that swing the plan most."""
    for swing in ground.swings[:most]:
        if not swing.factor.of_years:
            yield of_input(ground.model, swing.item)


def feeding(ground: Ground, lines: Iterable[ModelLine], most: int = MOST_INPUTS) -> Iterator[Why]:
    """The inputs that these lines rest on: those that swing the plan most first, then as the case has them."""
    model = ground.model
    items = inputs_behind(model, lines)
    strength = {swing.item.id: place for place, swing in enumerate(ground.swings)}
    items.sort(key=lambda item: strength.get(item.id, len(strength)))
    for item in items[:most]:
        yield of_input(model, item)


def inputs_behind(model: Model, lines: Iterable[ModelLine]) -> list[ModelInput]:
    """The inputs that formulas rest on, each once, in the order in which they are read."""
    inputs = {item.id: item for item in model.inputs}
    known = {line.id: line for line in model.lines}
    seen: dict[str, ModelInput | None] = {}
    left = [line.id for line in lines][::-1]
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen[name] = inputs.get(name)
        if name in known:
            left += model.fed_by(known[name])[::-1]
    return [item for item in seen.values() if item is not None]
