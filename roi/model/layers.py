"""Overrides, layer over layer: which value of an input wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi.case import DISCOUNT_RATE, Case, Input, Option
from roi.errors import Place, RoiError, Setting, located, nearest, remedy
from roi.model.layer import ANSWERS, OBSERVED, Layer, LayerName, Replaced
from roi.model.read import is_worked_out, read_input
from roi.model.regions import layer_of, moved
from roi.model.values import ModelInput
from roi.records import dataclass
from roi.region import Region
from roi.sourced import Override, Speaker
from roi.units import Units

DEFAULT_DISCOUNT_RATE = Input(
    id=DISCOUNT_RATE,
    label="Discount rate",
    unit="%/year",
    value="10",
    grade="judgement",
    group="Finance",
    min=-50,
    note="Ten per cent a year is the usual planning rate; a case may state its own. Where failure, overruns and "
    "ranges are in the case, a rate raised for risk as well counts it twice: take the riskless rate, or that "
    "of the programme.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An input of the document with the override that won."""

    spec: Input
    layer: LayerName
    where: Place
    override: Override | None = None
    replaced: Replaced | None = None

    def read(self, units: Units, case: Case) -> ModelInput:
        """The input with its value read; see `roi.model.read.read_input`."""
        item = read_input(self.spec, units, case, self.where, self.layer)
        whole = next((each.id for each in case.shares.values() if item.id in each.parts), "")
        return replace(item, override=self.override, replaced=self.replaced, whole=whole)


def choose(
    case: Case, option: Option | None, layers: Sequence[Layer], place: Region | None = None
) -> dict[str, Chosen]:
    """The active inputs, each with its winning value.

    Figures of the place come over those of the case and below those of the option; then its levels move what case
    and option state.  Presets and answers stand as they were given.

    Args:
        case: the document.
        option: a way to deploy; None is the case as it stands.
        layers: further overrides, the later over the earlier.
        place: the region that the case is moved to, if any.

    Raises:
        RoiError: an override of an input that does not exist, a figure that the place cannot move.
    """
    chosen = {
        name: Chosen(spec, "case", Place(case.origin, f"[inputs.{name}]"))
        for name, spec in case.inputs.items()
    }
    if option is not None:
        option_inputs = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Input)}
        for name, spec in option_inputs.items():
            chosen[name] = Chosen(spec, "option", Place(case.origin, f"[options.{option.id}.inputs.{name}]"))
    chosen.setdefault(
        DISCOUNT_RATE, Chosen(DEFAULT_DISCOUNT_RATE, "case", Place(case.origin, f"[inputs.{DISCOUNT_RATE}]"))
    )
    if place is not None:
        lay(case, chosen, [layer_of(case, place, {name: entry.spec for name, entry in chosen.items()})])
    if option is not None:
        overrides = {name: entry for name, entry in option.inputs.items() if isinstance(entry, Override)}
        lay(case, chosen, [Layer("option", Place(case.origin, f"[options.{option.id}.inputs]"), overrides)])
    if place is not None:
        for name, entry in chosen.items():
            here = None if entry.layer == "region" else moved(case, place, entry.spec, entry.where)
            if here is not None:
                override = Override(here.value, here.grade, here.source, here.note)
                chosen[name] = Chosen(here, "region", entry.where, override)
    lay(case, chosen, layers)
    return chosen


def lay(case: Case, chosen: dict[str, Chosen], layers: Sequence[Layer]) -> None:
    """Put layers over what is chosen so far.

    Raises:
        RoiError: an override of an input that does not exist, or belongs to another option.
    """
    known = case.input_ids()
    for layer in layers:
        for name, override in layer.overrides.items():
            where = layer.where.of_input(name)
            if name in chosen:
                if layer.name in (*ANSWERS, OBSERVED) and not belongs(override, chosen[name].spec):
                    continue
                complete = _complete(override, layer, where)
                spec = _overridden(chosen[name].spec, complete)
                replaced = _replaced(chosen[name], layer, added=name not in case.inputs)
                chosen[name] = Chosen(spec, layer.name, where, complete, replaced)
            elif name not in known:
                raise RoiError(f"there is no input `{name}`", where, nearest(name, chosen))
            elif layer.name == "set":
                raise RoiError(
                    f"the input `{name}` belongs to another option",
                    where,
                    remedy("Choose it by ", Setting("option"), "."),
                )


def belongs(answer: Override, spec: Input) -> bool:
    """Whether an answer is of the product that the input is about."""
    return answer.product is None or answer.product == spec.product


def belonging(case: Case, option: str | None, answers: Mapping[str, Override]) -> dict[str, Override]:
    """Answers with what they belong to: those that do not say were given for what is deployed."""
    chosen = choose(case, case.options.get(option or ""), [])
    products = {name: entry.spec.product for name, entry in chosen.items() if entry.spec.product}
    return {
        name: replace(answer, product=products[name])
        if answer.product is None and name in products
        else answer
        for name, answer in answers.items()
    }


def _replaced(before: Chosen, layer: Layer, *, added: bool) -> Replaced | None:
    """What an answer takes the place of, where option or preset override the case; `added`: the case has none."""
    if layer.name not in ANSWERS:
        return None
    if before.layer == "preset" or (before.layer == "option" and not added):
        return Replaced(before.layer, before.spec.value)
    return before.replaced


def _complete(override: Override, layer: Layer, where: Place) -> Override:
    """The override with its speaker and its grade."""
    with located(where):
        implied = is_worked_out(override.value)
    who = override.who or (speaker(override) if layer.name in ("estimate", "set") else None)
    grade = override.grade or ("customer" if who == "prospect" else "implied" if implied else layer.grade)
    return replace(override, grade=grade, who=who)


def completed(layer: Layer) -> dict[str, Override]:
    """The overrides of a layer with their speakers and grades, as `choose` lays them over a case.

    Raises:
        RoiError: a value that cannot be read.
    """
    return {
        name: _complete(override, layer, layer.where.of_input(name))
        for name, override in layer.overrides.items()
    }


def speaker(override: Override) -> Speaker | None:
    """Who gives a value that an estimate lays over its case; None for evidence, which brings a source."""
    if override.who is not None:
        return override.who
    if override.grade == "customer":
        return "prospect"
    return None if override.source else "seller"


def _overridden(spec: Input, override: Override) -> Input:
    """The input with another value; the old grade and source do not vouch for the new number."""
    return replace(
        spec,
        value=override.value,
        grade=override.grade or spec.grade,
        source=override.source,
        note=override.note,
        likely=None,
        product=spec.product if override.product is None else override.product,
    )
