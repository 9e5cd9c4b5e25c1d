"""Update an estimate by observations: `roi.update(run, observations)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from roi.answers import quotients
from roi.arrays import Array
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.model.layer import answers_in
from roi.observed.after import divided_anew, model_after
from roi.observed.datum import Datum
from roi.observed.kept import kept_of
from roi.observed.latent import latent
from roi.observed.line_spread import figures_of, refitted
from roi.observed.observations import Observation
from roi.observed.posterior import Posterior, posterior
from roi.observed.reading import read
from roi.observed.results import Update
from roi.observed.settled import DRAWS, SettledLuck, settled
from roi.observed.told import (
    POINTS,
    Seen,
    Tells,
    changes_of,
    drawn_anew,
    forecasts_of,
    responses_of,
    seen_of,
    tells_of,
)
from roi.records import dataclass
from roi.sim.prepare import Prepared, prepare
from roi.sim.run import Run, simulate
from roi.sim.sampling import Sampling, planned
from roi.updated import Updated

_PASSES = 3  # at most: what observations leave of a divisor moves answers, and these what is left


def update(run: Run, observations: Sequence[Observation]) -> Update:
    """What observations say of an estimate.

    The joint law of the inputs given the observations, the case being a black box: exactly where the family allows
    it, else by tempered sequential Monte Carlo on the latent normal scores, see `roi.observed.tempered`.

    Args:
        run: the estimate; its seed decides every draw.
        observations: rows of inputs, and of lines by month.

    Raises:
        RoiError: a row that cannot be read as an observation of this case, rows that contradict each other,
            observations that nothing in the estimate explains.
    """
    if not observations:
        raise RoiError("there are no observations", of_setting("observed"), "Give at least one row.")
    model, sampling = run.model, run.prepared.sampling
    points = planned(POINTS, sampling.seed, sampling.sampler)
    prior = run.prepared if sampling == points else prepare(model, points)
    left = _left(model, prior, observations)
    seen = seen_of(left.prepared, left.solution, left.data)
    if left.prepared is not prior:
        seen = replace(seen, before=responses_of(prior, left.data))
    solution, data = left.solution, left.data
    updated, after_model, after_prepared = _stored(model, points, left, seen)
    after = simulate(
        after_model, draws=sampling.draws, seed=sampling.seed, sampler=sampling.sampler, scope=run.scope,
        threads=run.threads,
    )  # fmt: skip
    drawn = after.prepared if sampling == points else after_prepared
    forecasts, stored = forecasts_of(drawn, solution, data, seen)
    return Update(
        before=run,
        after=after,
        observations=tuple(observations),
        forecasts=tuple(sorted(forecasts, key=lambda each: (not each.surprising, -abs(each.place - 0.5)))),
        inputs=tuple(changes_of(model, after_model, updated, left.tells, _over(left.luck))),
        diagnostics=replace(solution.diagnostics, stored=stored, drawn_anew=_years_of(model, solution)),
        updated=updated,
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """What observations leave of a model.

    Attributes:
        prepared: the model that they were held against, and its draws.
    """

    prepared: Prepared
    data: Sequence[Datum]
    solution: Posterior
    luck: Mapping[str, SettledLuck]
    tells: Tells
    updated: Updated


def _left(model: Model, prior: Prepared, observations: Sequence[Observation]) -> _Left:
    """What observations leave, held against answers that are divided by what they leave of their divisors."""
    divisors = quotients(model).values()
    direct = [row for row in observations if row.name in divisors]
    prepared, passes = prior, [*([direct] if direct else []), *([observations] * _PASSES)]
    for rows in passes:
        left = _held_against(prepared, rows)
        again = divided_anew(model, prepared.model, left.updated)
        if again is not None:
            prepared = prepare(again, prior.sampling)
        elif rows is observations:
            break
    given = answers_in(model.layers)
    answers = {name: given[name] for name in left.updated.answers}
    return replace(left, updated=replace(left.updated, answers=answers))


def _held_against(prepared: Prepared, observations: Sequence[Observation]) -> _Left:
    model, data = prepared.model, read(prepared.model, observations)
    solution = posterior(prepared, data, prepared.sampling.seed)
    chance = _chance(solution)
    others = [name for name in solution.drawn if name not in chance]
    luck = settled(model, _drawn(prepared, solution), chance, others)
    tells = tells_of(prepared, solution.before, data)
    return _Left(prepared, data, solution, luck, tells, kept_of(model, solution, luck, observations, tells))


def _stored(model: Model, points: Sampling, left: _Left, seen: Seen) -> tuple[Updated, Model, Prepared]:
    """What is kept with correlations that keep the spread of what was observed; its model, and draws of that."""
    updated, solution, data = left.updated, left.solution, left.data
    after_model = model_after(model, updated)
    after = prepare(after_model, points)
    if solution.diagnostics.method == "exact" or not updated.correlations:
        return updated, after_model, after
    again = drawn_anew(model)
    kept = [k for k, datum in enumerate(data) if datum.response.name not in again]
    figures = figures_of([data[k] for k in kept], seen.before[kept], seen.given[kept])
    refitted_pairs = refitted(after, latent(after, data), figures, updated.correlations)
    if refitted_pairs is updated.correlations:
        return updated, after_model, after
    updated = replace(updated, correlations=refitted_pairs)
    after_model = model_after(model, updated)
    return updated, after_model, prepare(after_model, points)


def _chance(solution: Posterior) -> list[str]:
    """The inputs of luck that the observations may have moved."""
    return [item.id for item in solution.before.items if item.spec.luck and item.id in solution.drawn]


def _over(luck: Mapping[str, SettledLuck]) -> list[str]:
    """The inputs of luck that decide nothing any more."""
    return [name for name, each in luck.items() if len(each.values) == 1]


def _drawn(prepared: Prepared, solution: Posterior) -> dict[str, Array]:
    """Draws of all inputs given the observations; those that nothing was observed of as they were."""
    m = prepared.sampling.draws_per_replicate
    each = DRAWS * m // prepared.sampling.draws
    rows = [prepared.inputs(block.replicate, block.start, block.stop) for block in prepared.blocks(m=each)]
    drawn = {
        name: np.concatenate([row[name] for row in rows]) if np.ndim(value) else value
        for name, value in rows[0].items()
    }
    return {**drawn, **solution.drawn, **{name: np.asarray(value) for name, value in solution.known.items()}}


def _years_of(model: Model, solution: Posterior) -> tuple[str, ...]:
    """Labels of the inputs whose single years the observations are of."""
    names = dict.fromkeys(item.luck_of for item in solution.before.items if item.luck_of)
    return tuple(model.labels[name] for name in names)
