"""Ways to deploy, or worlds to deploy in, side by side on the same draws.

Candidates are any resolved models of one case: options, presets, snapshots, stressed twins.  An input they
share has the same draws in all of them, so that their differences are paired and carry no other luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from roi.analysis.replay import worksheet
from roi.arrays import Array
from roi.errors import RoiError, nearest
from roi.model import Model
from roi.sim.cuts import HEADLINE, Cut, costs_of
from roi.sim.estimate import Estimate, mean, probability, quantiles
from roi.sim.plan import plan
from roi.sim.prepare import Prepared, prepare
from roi.sim.run import BLOCK, DRAWS, SEED
from roi.sim.sampling import REPLICATES, planned
from roi.sim.summary import UNDEFINED, undefined_because

NOTHING = "nothing"  # the candidate that is always there: not to deploy
AS_IT_STANDS = "case"  # the candidate without an option
PERCENTILES = (10, 50, 90)
FEWEST_DRAWS = 1_024
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resolved model under a name of its own."""

    name: str
    model: Model


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity over the draws: its mean and percentiles, in money."""

    mean: Estimate
    percentiles: Mapping[int, Estimate]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one candidate does.

    Attributes:
        base: NPV of the plan; `npv`: over the draws; `costs`: mean present value of its costs.
        positive: probability that NPV is above 0.
        best: probability that no other candidate, doing nothing included, has a larger NPV; ties are shared.
        regret: mean of what is lost against the best of each draw, had it been known.
        undefined: why there is no NPV; "" where there is.
    """

    name: str
    model: Model | None
    base: float
    npv: Spread
    costs: Estimate
    positive: Estimate
    best: Estimate
    regret: Estimate
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """NPV of `name` minus NPV of `against`, draw by draw.  `better`: P(above 0), `equal`: P(exactly 0)."""

    name: str
    against: str
    base: float
    spread: Spread
    better: Estimate
    equal: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Candidates on common draws.

    Attributes:
        npv: by candidate: draws, (16, m); nan where the preset does not state the costs.
        standings: in the order asked for; doing nothing comes last.
        choice: the candidate with the largest mean NPV, `NOTHING` among them.
        evpi: expected value of perfect information on the choice between all candidates and nothing: the
            regret of the choice (Howard 1966, for a risk-neutral decider).
    """

    candidates: tuple[Candidate, ...]
    cut: Cut
    draws: int
    seed: int
    sampler: str
    npv: Mapping[str, Array]
    base: Mapping[str, float]
    standings: tuple[Standing, ...]
    choice: str
    evpi: Estimate

    def difference(self, name: str, against: str) -> Difference:
        """The paired difference of two candidates.

        Raises:
            RoiError: a name that is not compared.
        """
        for one in (name, against):
            if one not in self.npv:
                raise RoiError(f"`{one}` is not compared", "compare", nearest(one, self.npv))
        gap = self.npv[name] - self.npv[against]
        defined = not np.isnan(gap).any()
        return Difference(
            name=name,
            against=against,
            base=self.base[name] - self.base[against],
            spread=_spread(gap),
            better=probability(gap > 0) if defined else UNDEFINED,
            equal=probability(gap == 0) if defined else UNDEFINED,
        )


def compare(
    candidates: Sequence[Candidate],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    sampler: str = "sobol",
    cut: Cut = HEADLINE,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Put candidates side by side.

    Args:
        candidates: models of one case, in one currency and over one horizon.
        draws: rounded up to 16 × a power of two.
        cut: which benefits count.
        progress: told (models done, models in all).

    Raises:
        RoiError: nothing to compare, two of one name, different cases, currencies or horizons, an option
            without costs, too few draws.
    """
    _check(candidates, draws)
    npv: dict[str, Array] = {}
    costs: dict[str, Array] = {}
    for done, one in enumerate(candidates, start=1):
        prepared = prepare(one.model, planned(draws, seed, sampler))
        benefits, costs[one.name] = worth(prepared, cut)
        defined = not one.model.unstated
        npv[one.name] = benefits - costs[one.name] if defined else np.full_like(benefits, _NAN)
        if progress is not None:
            progress(done, len(candidates))
    base = {
        one.name: _NAN if one.model.unstated else plan(one.model).metric("npv", cut) for one in candidates
    }
    return _judged(tuple(candidates), cut, prepared, npv, costs, base)


def worth(prepared: Prepared, cut: Cut) -> tuple[Array, Array]:
    """Present values of benefits and of costs, (16, m) each: the same bits as a simulation's."""
    m = prepared.sampling.draws_per_replicate
    benefits, costs = np.empty((REPLICATES, m)), np.empty((REPLICATES, m))
    for replicate in range(REPLICATES):
        for start in range(0, m, BLOCK):
            stop = min(start + BLOCK, m)
            pair = _worth_of_block(prepared, replicate, start, stop, cut)
            benefits[replicate, start:stop], costs[replicate, start:stop] = pair
    return benefits, costs


def _worth_of_block(
    prepared: Prepared, replicate: int, start: int, stop: int, cut: Cut
) -> tuple[Array, Array]:
    sheet = worksheet(prepared.model, prepared.inputs(replicate, start, stop), stop - start)
    return sheet.metric("pv_benefits", cut), sheet.metric("pv_costs", cut)


def _check(candidates: Sequence[Candidate], draws: int) -> None:
    if not candidates:
        raise RoiError("there is nothing to compare", "compare", "Name an option or a preset.")
    if draws < FEWEST_DRAWS:
        raise RoiError(
            f"{draws:,} draws are too few to compare", "draws", f"Ask for {FEWEST_DRAWS:,} or more."
        )
    first = candidates[0].model
    if all(one.model.unstated for one in candidates):
        raise RoiError(undefined_because(first), "preset", "Choose one that states its costs.")
    seen = {NOTHING}
    for one in candidates:
        if one.name in seen:
            raise RoiError(f"two candidates are called `{one.name}`", "compare", "Name each once.")
        seen.add(one.name)
        for what in ("currency", "horizon"):
            if getattr(one.model, what) != getattr(first, what):
                found = f"{what} {getattr(one.model, what)} of `{one.name}`"
                raise RoiError(f"{found} is not that of the others", "compare", "Give all the same.")
        if one.model.case.id != first.case.id:
            hint = "Compare models of one case: only they share their luck."
            raise RoiError(f"`{one.name}` is of the case {one.model.case.id}", "compare", hint)
        if not costs_of(one.model):
            where = f"[options.{one.model.option}.lines]" if one.model.option else "[lines]"
            hint = "Nothing can be said of its worth: give it its costs."
            raise RoiError(f"`{one.name}` has no costs", f"{one.model.case.origin}: {where}", hint)


def _judged(
    candidates: tuple[Candidate, ...],
    cut: Cut,
    prepared: Prepared,
    npv: dict[str, Array],
    costs: Mapping[str, Array],
    base: dict[str, float],
) -> Comparison:
    defined = {name: values for name, values in npv.items() if not np.isnan(values).any()}
    zero = np.zeros_like(next(iter(npv.values())))
    choices = {**defined, NOTHING: zero}
    top = zero.copy()
    for values in defined.values():
        top = np.maximum(top, values)
    winners = sum((values == top).astype(np.float64) for values in choices.values())
    standings = [
        _standing(one, npv[one.name], costs[one.name], base[one.name], top, winners) for one in candidates
    ]
    standings.append(
        Standing(
            name=NOTHING,
            model=None,
            base=0.0,
            npv=_spread(zero),
            costs=mean(zero),
            positive=Estimate(0.0, 0.0),
            best=_share((zero == top) / winners),
            regret=mean(top),
        )
    )
    best = max(choices, key=lambda name: (float(np.mean(choices[name])), name == NOTHING))
    return Comparison(
        candidates=candidates,
        cut=cut,
        draws=prepared.sampling.draws,
        seed=prepared.sampling.seed,
        sampler=prepared.sampling.sampler,
        npv={**npv, NOTHING: zero},
        base={**base, NOTHING: 0.0},
        standings=tuple(standings),
        choice=best,
        evpi=mean(top - choices[best]),
    )


def _standing(one: Candidate, npv: Array, costs: Array, base: float, top: Array, winners: Array) -> Standing:
    known = not np.isnan(npv).any()
    return Standing(
        name=one.name,
        model=one.model,
        base=base,
        npv=_spread(npv),
        costs=mean(costs) if known else UNDEFINED,
        positive=probability(npv > 0) if known else UNDEFINED,
        best=_share((npv == top) / winners) if known else UNDEFINED,
        regret=mean(top - npv) if known else UNDEFINED,
        undefined=undefined_because(one.model),
    )


def _spread(values: Array) -> Spread:
    if np.isnan(values).any():
        return Spread(UNDEFINED, dict.fromkeys(PERCENTILES, UNDEFINED))
    found = quantiles(values, [p / 100 for p in PERCENTILES])
    return Spread(mean(values), dict(zip(PERCENTILES, found, strict=True)))


def _share(shares: Array) -> Estimate:
    """A probability of shared events: as `probability`, where no tie is shared."""
    whole = (shares == 0) | (shares == 1)
    return probability(shares == 1) if whole.all() else mean(shares)
