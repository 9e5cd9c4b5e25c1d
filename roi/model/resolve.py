"""Case + option + preset + overrides → `Model`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from roi.case import (
    DISCOUNT_RATE,
    EVIDENCE,
    Case,
    Option,
    Override,
    SameCase,
)  # fmt: skip
from roi.errors import Place, RoiError
from roi.formula.word_units import PER_YEAR
from roi.model.finance import resolve_finance
from roi.model.forms import form_of
from roi.model.layer import ANSWERS, OBSERVED, Layer, answers_in
from roi.model.layers import Chosen, belongs, choose
from roi.model.learning import learnt
from roi.model.lines import places_of, resolve_lines
from roi.model.regions import currency_of, region_of
from roi.model.registry import moved_to, registry
from roi.model.selection import (
    check_names,
    correlations_of,
    dated,
    horizon_of,
    lines_of,
    option_of,
    preset_of,
)  # fmt: skip
from roi.model.shares import parts_of, share_lines
from roi.model.values import Model, ModelInput, ModelLine
from roi.model.years import with_years, years_of
from roi.units import Units


def resolve(
    case: Case,
    *,
    option: str | None = None,
    preset: str = EVIDENCE,
    layers: Sequence[Layer] = (),
    horizon: int | None = None,
    currency: str | None = None,
    start: str | None = None,
    region: str | None = None,
) -> Model:
    """The case as it is to be evaluated.

    Args:
        case: the document.
        option: a way to deploy; None is the case as it stands.
        preset: named overrides; "evidence" has none.
        layers: further overrides, the later over the earlier (an estimate's, the command line's).
        horizon: months, instead of the case's.
        currency: of the results, by a rate of the case; None is that of the region.
        start: the calendar month of month 1, as `2027-01`, instead of the case's.
        region: where it is deployed; None is the region that the case is written for.

    Raises:
        RoiError: anything wrong in the document or the overrides, with its place.
    """
    try:
        if (option, preset, horizon, currency, start, region) == _AS_IT_STANDS and not any(
            layer.overrides for layer in layers
        ):
            return replace(_as_it_stands(SameCase(case)), layers=tuple(layers))
        return _resolved(dated(case, start), option, preset, layers, horizon, currency, region)
    except RoiError as problem:
        raise problem.in_file(case.origin, case.brought) from None


_AS_IT_STANDS = (None, EVIDENCE, None, None, None, None)


@lru_cache(maxsize=16)
def _as_it_stands(same: SameCase) -> Model:
    """With nothing laid over it: a run wants it, and the order of its dimensions."""
    return _resolved(same.case, None, EVIDENCE, (), None, None, None)


def _resolved(
    case: Case,
    option: str | None,
    preset: str,
    layers: Sequence[Layer],
    horizon: int | None,
    currency: str | None,
    region: str | None,
) -> Model:
    chosen_option = option_of(case, option)
    chosen_preset = preset_of(case, preset)
    months = horizon_of(case, horizon)
    where_deployed = region_of(case, region)
    place = moved_to(case, where_deployed)
    money = currency_of(case, where_deployed, currency)
    units = registry(case)
    lines = lines_of(case, chosen_option)
    preset_layer = Layer(
        "preset", Place(case.origin, f"[presets.{preset}.inputs]"), chosen_preset.inputs, "judgement"
    )
    chosen = choose(case, chosen_option, [preset_layer, *layers], place)
    check_names(case, chosen, lines)

    def read(entries: Mapping[str, Chosen], name: str) -> ModelInput:
        return entries[name].read(units, case)

    inputs = tuple(read(chosen, name) for name in chosen)
    rate = next(item for item in inputs if item.id == DISCOUNT_RATE)
    _check_discount_rate(rate, chosen[DISCOUNT_RATE].where)
    _check_forms(case, chosen_option, inputs, units)
    wholes = parts_of(case, inputs)
    lines = {**share_lines(case, wholes, {**chosen, **lines}), **lines}
    years = years_of(
        inputs, {name: entry.where for name, entry in chosen.items()}, lines, months, case, units
    )
    resolved = resolve_lines(
        lines, places_of(case, chosen_option, lines), inputs, years, wholes, units, money
    )
    _check_gates(inputs, resolved, chosen)
    model = Model(
        case=case,
        option=option,
        preset=preset,
        horizon=months,
        currency=money,
        inputs=inputs,
        lines=resolved,
        correlations=correlations_of(case),
        unstated=chosen_preset.unstated,
        region=where_deployed,
        layers=tuple(layers),
        aside=_aside(chosen, layers),
        luck=years.luck,
        finance=resolve_finance(case, inputs, resolved, units, money),
        wholes=wholes,
    )
    model = _after_answers(model, chosen_option, preset_layer, read)
    return replace(model, inputs=with_years(model.inputs))


def _after_answers(
    model: Model,
    option: Option | None,
    preset: Layer,
    read: Callable[[Mapping[str, Chosen], str], ModelInput],
) -> Model:
    """The model with what its answers tell of other inputs.

    The evidence of an answer is what stands beneath it: the preset's value, the option's or the case's, the first
    that is not a bare number.  What observations leave of an input is evidence too.  An answer that is that
    evidence again tells nothing.
    """
    case, place = model.case, model.place
    correlated = {name for pair in case.correlations for name in pair.between}
    answered = [item for item in model.inputs if item.answered and item.id in correlated]
    if not answered:
        return model
    observed = _observed(model)
    beneath = [
        choose(case, option, [preset, *observed], place),
        choose(case, option, observed, place),
        choose(case, None, observed, place),
    ]
    choice = choose(case, option, [preset, *(layer for layer in model.layers if layer.learn)], place)
    facts: dict[str, tuple[ModelInput, ModelInput]] = {}
    loose: list[str] = []
    for item in answered:
        evidence = _first_varying(read(entries, item.id) for entries in beneath if item.id in entries)
        answer = read(choice, item.id)
        if evidence is None:
            continue
        if answer.answered and not (item.spec.lever or item.spec.luck):
            if not _same(answer, evidence):
                facts[item.id] = (answer, evidence)
        elif not item.constant and not _same(item, evidence):
            loose.append(item.id)
    return learnt(model, facts, loose) if facts or loose else model


def evidence_of(model: Model, name: str) -> ModelInput | None:
    """The evidence that an answer to an input would be held against; None where there is but a number."""
    item = model.input(name)
    if item.evidence is not None or not item.constant:
        return item.evidence or item
    case, option = model.case, option_of(model.case, model.option)
    chosen = (choose(case, each, _observed(model), model.place) for each in (option, None))
    return _first_varying(entries[name].read(model.units, case) for entries in chosen if name in entries)


def beneath_answers(model: Model, name: str) -> ModelInput:
    """The input as preset, option or case have it: itself where nobody has answered it."""
    item = model.input(name)
    if not item.answered:
        return item
    case = model.case
    preset = Layer("preset", Place(case.origin), preset_of(case, model.preset).inputs, "judgement")
    layers = [preset, *_observed(model)]
    return choose(case, option_of(case, model.option), layers, model.place)[name].read(model.units, case)


def _observed(model: Model) -> list[Layer]:
    """What observations leave of the inputs: evidence, beneath all answers."""
    return [layer for layer in model.layers if layer.name == OBSERVED]


def _first_varying(items: Iterable[ModelInput]) -> ModelInput | None:
    return next((item for item in items if not item.constant), None)


def _same(model_input: ModelInput, other: ModelInput) -> bool:
    return (model_input.distribution, model_input.to_formula) == (other.distribution, other.to_formula)


def _aside(chosen: Mapping[str, Chosen], layers: Sequence[Layer]) -> dict[str, Override]:
    """Answers that belong to another product than the one deployed."""
    return {
        name: answer
        for name, answer in answers_in(layers).items()
        if name in chosen and chosen[name].layer not in ANSWERS and not belongs(answer, chosen[name].spec)
    }


def _check_forms(case: Case, option: Option | None, inputs: Sequence[ModelInput], units: Units) -> None:
    """Refuse forms of answers that lead to no value of their input."""
    declared = {item.id: item.unit for item in inputs}
    option_inputs = () if option is None else option.inputs
    for item in inputs:
        try:
            form_of(item.spec.answer, item.unit, declared, units)
        except RoiError as problem:
            table = f"options.{option.id}." if option and item.id in option_inputs else ""
            raise problem.at(Place(case.origin, f"[{table}inputs.{item.id}]", "answer")) from None


def _check_gates(
    inputs: Sequence[ModelInput], lines: Sequence[ModelLine], chosen: Mapping[str, Chosen]
) -> None:
    """Refuse a gate whose measurement reads the gate: that one is what comes of comparing."""
    for item in inputs:
        measured, after = item.spec.threshold_of, {item.id}
        if not measured:
            continue
        for line in lines:  # in the order in which they are worked out
            if line.reads & after:
                after.add(line.id)
        if measured in after:
            read = next(line.reads for line in lines if line.id == measured)
            before = [
                line.id for line in lines if line.id in read - after and line.unit.unit == item.unit.unit
            ]
            meant = f" That is {before[0]}." if len(before) == 1 else ""
            raise RoiError(
                f"`{measured}` reads `{item.id}`: it is what comes of the comparison, not what is measured",
                chosen[item.id].where.at_key("threshold_of"),
                f"Name the line that is compared with the gate.{meant}",
            )


def _check_discount_rate(rate: ModelInput, where: Place) -> None:
    if rate.unit.unit != PER_YEAR:
        raise RoiError(
            f"the discount rate is in {rate.unit.text}; it must be %/year", where, 'Write unit = "%/year".'
        )
    lowest = rate.distribution.support[0] * rate.to_formula
    if lowest <= -1:
        reach = f"reaches down to {100 * lowest:,.4g} %" if math.isfinite(lowest) else "has no lower end"
        raise RoiError(
            f"the discount rate {reach}; it must stay above -100 % a year",
            where,
            "Bound it: truncate(normal(10, 2), low=0), or a range of an input with `min`.",
        )
