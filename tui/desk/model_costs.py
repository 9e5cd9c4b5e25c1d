"""`roi models --for CASE`: what each model would cost a case over its plan, at its dated list price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cases.open_weights import open_weights, short_name
from cases.prices import (
    UNIT,
    TokenPrice,
    all_inputs,
    call_size,
    has_tiers,
    offers,
    token_price,
)
from cases.scorecard import ModelScore, Scorecard, scored
from roi.analysis.larger_model import STEP, Sizes, sizes_of
from roi.analysis.repriced import Repriced, mean_total, repriced
from roi.arrays import Array
from roi.case import Case, Sense
from roi.errors import Command, RoiError, of_setting, remedy
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from tui.desk.comparison import active_inputs, choices, pays_tokens
from tui.desk.models import file_model_of
from tui.desk.opening import CaseRequest, opened
from tui.desk.request import typed_values

AVERAGED = 20  # models of which the mean over the draws is worked out
PRICES = ("token_price_in", "token_price_cached", "token_price_out", "token_price_write")
_TOKENS = ("Tokens", "Agent")  # groups of the inputs that say how many tokens there are


@dataclass(frozen=True, slots=True)
class ModelCost:
    """A model with what it would cost the case.

    Attributes:
        total, present_value: of its tokens over the horizon, in the plan, in the case's currency.
        npv: of the plan at its price, everything else as it is.
        mean: of the total over the draws; None where it was not worked out.
        hosts: how many others sell a model of that name for as much or more.
        open: whether its weights are known to be in the open.
    """

    price: TokenPrice
    total: float
    present_value: float
    npv: float
    mean: float | None
    hosts: int
    open: bool


@dataclass(frozen=True, slots=True)
class ModelCosts:
    """All models that match, the cheapest first; a model that several sell stands once, at its cheapest.

    Attributes:
        model: the case in the way to deploy that pays by the token.
        tokens: the inputs that say how many tokens there are.
        chosen: what the prices of the case as it is cost in the plan.
        others: ways to deploy that pay by the token too.
        takes: what the model is sent beside text.
        unknown: models that were left out because nothing tells whether they read that; those that were asked for
            by words are ranked all the same.
    """

    model: Model
    tokens: tuple[ModelInput, ...]
    chosen: float
    ranked: tuple[ModelCost, ...]
    others: tuple[str, ...]
    takes: tuple[Sense, ...] = ()
    unknown: int = 0


def ranking(request: CaseRequest, words: str = "", cut: Cut = HEADLINE) -> ModelCosts:
    """Rank the models that match by what their tokens cost over the plan.

    Raises:
        RoiError: a case that pays no tokens, no model that matches.
    """
    source = opened(request)
    estimate, case = source.estimate, source.estimate.case
    paying = ways_that_pay(case)
    at = estimate.settings.option
    if not paying or (request.option is not None and at not in paying):
        what = f"the option {at}" if at else "the case"
        ways = [way or "the case as it stands" for way in paying]
        hint = (
            remedy(f"These do: {', '.join(ways)}.")
            if ways
            else remedy("It has no prices of tokens: ", Command("compare"), " compares it.")
        )
        raise RoiError(f"{what} does not pay by the token", of_setting("option"), hint)
    chosen = at if at in paying else paying[0]
    settled = replace(estimate, settings=replace(estimate.settings, option=chosen))
    changes = typed_values(request, settled)
    active = active_inputs(case, chosen or "case")
    model = file_model_of(settled, {name: value for name, value in changes.items() if name in active})
    others = tuple(way or "case" for way in paying if way != chosen)
    return ranking_of(model, words, cut, others)


def sizes_for(request: CaseRequest, progress: Callable[[int, int], None] | None = None) -> Sizes | None:
    """Quality by cost of every way to deploy, and the step to a larger model; None where none takes it.

    Raises:
        RoiError: a value that no way to deploy has a place for.
    """
    way_blind = replace(request, option=None)
    candidates = choices(way_blind, None, None, ())
    if not any(STEP in {item.id for item in each.model.inputs} for each in candidates.candidates):
        return None
    return sizes_of(candidates.candidates, seed=candidates.settings.seed, progress=progress)


def ways_that_pay(case: Case) -> tuple[str | None, ...]:
    """The ways to deploy that pay by the token; None is the case as it stands."""
    ways: tuple[str | None, ...] = (None, *case.options)
    return tuple(way for way in ways if pays_tokens(case, way or "case"))


def ranking_of(
    model: Model, words: str = "", cut: Cut = HEADLINE, others: tuple[str, ...] = (), averaged: int = AVERAGED
) -> ModelCosts:
    """The ranking of a resolved way to deploy.

    Raises:
        RoiError: no model that matches, or nothing to pay by the token.
    """
    matching, takes = offers(model.case, call_size(model), words), _takes(model)
    if not matching:
        raise RoiError(
            f"no model matches `{words[:60]}`", of_setting("words"), "Leave the words out to see all."
        )
    readers = [price for price in matching if set(takes) <= set(price.reads)]
    unknown = 0 if words else len(matching) - len(readers)
    matching = matching if words else readers
    items = {item.id: item for item in model.inputs}
    values = _values(model, items, matching)
    free = [name for name in PRICES if name in values]
    at = repriced(model, values, free, cut)
    if not at.total.any():
        raise RoiError(
            "at these values nothing is paid by the token",
            of_setting("for"),
            remedy(
                "Either nothing is used, or no cost reads the prices of tokens; ",
                Command("compare"),
                " compares the ways.",
            ),
        )
    kept, hosts = _once(matching, at)
    means = mean_total(model, {name: each[kept[:averaged]] for name, each in values.items()}, free)
    ranked = tuple(
        ModelCost(
            matching[place], float(at.total[place]), float(at.present_value[place]), float(at.npv[place]),
            float(means[k]) if k < averaged else None, hosts[short_name(matching[place].model)] - 1,
            open_weights(matching[place]),
        )
        for k, place in enumerate(kept)
    )  # fmt: skip
    now = {name: np.array([items[name].likely]) for name in values}
    return ModelCosts(
        model=model,
        tokens=tuple(item for item in model.inputs if item.spec.group in _TOKENS and item.id not in values),
        chosen=float(repriced(model, now, free, cut).total[0]),
        ranked=ranked,
        others=others,
        takes=takes,
        unknown=unknown,
    )


def scorecard_of(ranking: ModelCosts, card: Scorecard) -> tuple[ModelScore, ...]:
    """The models of a buyer's scorecard, at what the case would pay for each.

    Raises:
        RoiError: no models in it, one without a list price.
    """
    if not card.scores:
        raise RoiError("the scorecard has no models", of_setting("weights"), 'Add [scores."provider:model"].')
    model = ranking.model
    size = call_size(model)
    prices = [token_price(name, size, tiers=has_tiers(model.case)) for name in card.scores]
    values = _values(model, {item.id: item for item in model.inputs}, prices)
    total = repriced(model, values, [name for name in PRICES if name in values]).total
    fits = {
        name: None if price.window is None or size is None else price.window >= size
        for name, price in zip(card.scores, prices, strict=True)
    }
    return scored(card, dict(zip(card.scores, total.tolist(), strict=True)), fits)


def _takes(model: Model) -> tuple[Sense, ...]:
    """What the way to deploy sends beside text."""
    return model.case.options[model.option].takes if model.option else ()


def _values(model: Model, items: dict[str, ModelInput], prices: Sequence[TokenPrice]) -> dict[str, Array]:
    """By input, what each price sets, as formulas see them; what a price leaves as it is has its likely value."""
    columns = [all_inputs(model.case, price) for price in prices]
    names = [name for name in dict.fromkeys(key for column in columns for key in column) if name in items]
    unit, values = model.units.declared(UNIT).unit, {}
    for name in names:
        item = items[name]
        conversion = model.units.conversion(unit, item.unit.unit) if name in PRICES else None
        factor = 1.0 if conversion is None else conversion.factor  # multiples, months and shares as fractions
        values[name] = np.array(
            [column[name] * factor if name in column else item.likely for column in columns]
        )
    return values


def _once(prices: Sequence[TokenPrice], at: Repriced) -> tuple[list[int], dict[str, int]]:
    """Places of the cheapest offer of each model, ascending by cost; how many offers there are of each."""
    hosts: dict[str, int] = {}
    kept = []
    for place in np.argsort(at.total, kind="stable"):
        name = short_name(prices[int(place)].model)
        if name not in hosts:
            kept.append(int(place))
        hosts[name] = hosts.get(name, 0) + 1
    return kept, hosts
