"""Ways to deploy, or worlds to deploy in, side by side on the same draws.

Candidates are any resolved models of one case: options, presets, snapshots, stressed twins.  An input they
share has the same draws in all of them, so that their differences are paired and carry no other luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from roi.analysis.comparison import AS_IT_STANDS as AS_IT_STANDS
from roi.analysis.comparison import NOTHING as NOTHING
from roi.analysis.comparison import Candidate as Candidate
from roi.analysis.comparison import Comparison as Comparison
from roi.analysis.comparison import Difference as Difference
from roi.analysis.comparison import MoneySpread as MoneySpread
from roi.analysis.comparison import Standing as Standing
from roi.analysis.comparison import spread_of
from roi.analysis.far_out import all_far_out, order_of_figure
from roi.analysis.side_by_side import FlowTally, worths
from roi.arrays import Array
from roi.defaults import DRAWS, SEED
from roi.errors import Place, RoiError, of_setting
from roi.model import Model
from roi.names import ByName
from roi.sim.cuts import HEADLINE, Cut, costs_of
from roi.sim.estimate import UNDEFINED, Statistic, mean, probability
from roi.sim.moments import HeavyTail, estimate_of, heavy_tails, order_of
from roi.sim.plan import plan
from roi.sim.prepare import Prepared, prepare
from roi.sim.remarks import tail_remarks
from roi.sim.sampling import planned
from roi.sim.summary import undefined_because

FEWEST_DRAWS = 1_024
_NAN = math.nan


def compare(
    candidates: Sequence[Candidate],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    cut: Cut = HEADLINE,
    progress: Callable[[int, int], None] | None = None,
    with_plan: bool = True,
    tally: FlowTally | None = None,
) -> Comparison:
    """Put candidates side by side.

    Args:
        candidates: models of one case, in one currency and over one horizon.
        draws: rounded up to 16 × a power of two, but for multiples of 16,384.
        cut: which benefits count.
        progress: told (draws done, draws in all).
        with_plan: whether the plan of each is worked out too; else it is nan.
        tally: told of the same evaluations.

    Raises:
        RoiError: nothing to compare, two of one name, different cases, currencies or horizons, an option
            without costs, too few draws.
    """
    _check(candidates, draws)
    prepared = {each.name: prepare(each.model, planned(draws, seed, sampler)) for each in candidates}
    npv: dict[str, Array] = {}
    costs: dict[str, Array] = {}
    for candidate, worth in zip(
        candidates, worths(list(prepared.values()), cut, progress, tally), strict=True
    ):
        benefits, costs[candidate.name] = worth
        defined = not candidate.model.unstated
        npv[candidate.name] = benefits - costs[candidate.name] if defined else np.full_like(benefits, _NAN)
    base = {
        each.name: plan(each.model).metric("npv", cut) if with_plan and not each.model.unstated else _NAN
        for each in candidates
    }
    return _judged(tuple(candidates), cut, prepared, npv, costs, base)


def _check(candidates: Sequence[Candidate], draws: int) -> None:
    if not candidates:
        raise RoiError("there is nothing to compare", of_setting("compare"), "Name an option or a preset.")
    if draws < FEWEST_DRAWS:
        raise RoiError(
            f"{draws:,} draws are too few to compare",
            of_setting("draws"),
            f"Ask for {FEWEST_DRAWS:,} or more.",
        )
    first = candidates[0].model
    if all(each.model.unstated for each in candidates):
        raise RoiError(undefined_because(first), of_setting("preset"), "Choose one that states its costs.")
    seen = {NOTHING}
    for candidate in candidates:
        if candidate.name in seen:
            raise RoiError(
                f"two candidates are called `{candidate.name}`", of_setting("compare"), "Name each once."
            )
        seen.add(candidate.name)
        for what in ("currency", "horizon"):
            if getattr(candidate.model, what) != getattr(first, what):
                text = f"{what} {getattr(candidate.model, what)} of `{candidate.name}`"
                raise RoiError(
                    f"{text} is not that of the others", of_setting("compare"), "Give all the same."
                )
        if candidate.model.case.id != first.case.id:
            hint = "Compare models of one case: only they share their luck."
            raise RoiError(
                f"`{candidate.name}` is of the case {candidate.model.case.id}", of_setting("compare"), hint
            )
        if not costs_of(candidate.model):
            table = f"[options.{candidate.model.option}.lines]" if candidate.model.option else "[lines]"
            hint = "Nothing can be said of its worth: give it its costs."
            raise RoiError(
                f"`{candidate.name}` has no costs", Place(candidate.model.case.origin, table), hint
            )


def _judged(
    candidates: tuple[Candidate, ...],
    cut: Cut,
    prepared: Mapping[str, Prepared],
    npv: Mapping[str, Array],
    costs: Mapping[str, Array],
    base: Mapping[str, float],
) -> Comparison:
    defined = {name: values for name, values in npv.items() if not np.isnan(values).any()}
    zero = np.zeros_like(next(iter(npv.values())))
    known = {**defined, NOTHING: zero}
    npv, costs, base = {**npv, NOTHING: zero}, {**costs, NOTHING: zero}, {**base, NOTHING: 0.0}
    far = all_far_out(prepared, cut)
    top = _top(defined, zero)
    winners = sum((values == top).astype(np.float64) for values in known.values())

    def regret(name: str) -> Statistic:
        """What is lost against the best of each draw, on average."""
        order = order_of_figure(far, lambda at: _top(at, np.zeros(1)) - at.get(name, np.zeros(1)))
        return estimate_of(top - known[name], order)

    def standing(name: str, model: Model | None, of_costs: float) -> Standing:
        order = order_of_figure(far, lambda at: at.get(name, np.zeros(1)))
        stated = name in known
        return Standing(
            name=name,
            model=model,
            base=base[name],
            npv=spread_of(npv[name], order),
            costs=estimate_of(costs[name], of_costs) if stated else UNDEFINED,
            positive=probability(npv[name] > 0) if stated else UNDEFINED,
            best=_share((npv[name] == top) / winners) if stated else UNDEFINED,
            regret=regret(name) if stated else UNDEFINED,
            undefined=undefined_because(model) if model is not None else "",
        )

    tails = {candidate.name: heavy_tails(prepared[candidate.name]) for candidate in candidates}
    standings = [
        standing(candidate.name, candidate.model, order_of(tails[candidate.name], "pv_costs", cut))
        for candidate in candidates
    ]
    standings.append(standing(NOTHING, None, math.inf))
    means = {each.name: each.npv.mean.value for each in standings if math.isfinite(each.npv.mean.value)}
    choice = max(means, key=lambda name: (means[name], name == NOTHING))
    sampling = prepared[candidates[0].name].sampling
    return Comparison(
        candidates=candidates,
        prepared={name: replace(each) for name, each in prepared.items()},  # without the draws that it keeps
        cut=cut,
        draws=sampling.draws,
        seed=sampling.seed,
        sampler=sampling.sampler,
        npv=ByName("candidate", npv),
        base=ByName("candidate", base),
        standings=tuple(standings),
        choice=choice,
        evpi=regret(choice),
        far=far,
        remarks=(*_of_tails(tails.values()), *_of_means(standings)),
    )


def _of_tails(tails: Iterable[Sequence[HeavyTail]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in tails for text in tail_remarks(each)))


def _of_means(standings: Sequence[Standing]) -> Iterator[str]:
    names = [
        standing.name
        for standing in standings
        if not standing.undefined and not math.isfinite(standing.npv.mean.value)
    ]
    if names:
        yield f"Without a finite mean, and so never the best on average: {', '.join(names)}."


def _top(npv: Mapping[str, Array], nothing: Array) -> Array:
    """The best NPV of each draw, doing nothing included."""
    top = nothing
    for values in npv.values():
        top = np.maximum(top, values)
    return top


def _share(shares: Array) -> Statistic:
    """A probability of shared events: as `probability`, where no tie is shared."""
    whole = (shares == 0) | (shares == 1)
    return probability(shares == 1) if whole.all() else mean(shares)


def rivals_among(candidates: Sequence[Candidate]) -> tuple[tuple[str, str], ...]:
    """Each option with the one that its case names as its rival, where both are compared."""
    options = ((each.name, each.model.case.options.get(each.name)) for each in candidates)
    names = {each.name for each in candidates}
    return tuple((name, option.rival) for name, option in options if option and option.rival in names)
