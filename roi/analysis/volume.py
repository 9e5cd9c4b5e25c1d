"""At which volume another option is the best, or the cheapest.

A volume is an input of the case that all candidates read: seats, visits, customers.  It is set, not learnt:
everything else stays as it is in the plan, or as it was drawn.  A volume of a candidate's own keeps its share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, get_args

import numpy as np

from roi.analysis.brent import brentq
from roi.analysis.compare import NOTHING, Candidate, rivals_among
from roi.analysis.gate import gated_beside_others
from roi.analysis.influence import influence
from roi.analysis.volume_inputs import is_volume, volume_input, volumes_around
from roi.arrays import Array
from roi.defaults import SEED
from roi.errors import RoiError, nearest, of_setting
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.moments import MEAN, has_mean, refuse_without
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import planned
from roi.sim.worksheet import Worksheet, base_sheet, worksheet

Measure = Literal["npv", "costs"]
At = Literal["base", "mean"]
Worths = Callable[[Array], Mapping[Measure, Array]]
MEAN_DRAWS = 2_048  # common draws over which means are taken
_POINTS: Mapping[At, int] = {"base": 401, "mean": 17}
_PRECISE = 1e-5  # relative, of a volume
WHERE = of_setting("volume")


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the lead changes: `below` leads up to `volume` (in the input's unit), `above` from there on."""

    volume: float
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads at which volume.

    Attributes:
        measure: the largest "npv", or the least "costs" in present value.
        first: who leads at the lower end of the range; `now`: at today's volume.
    """

    measure: Measure
    first: str
    now: str
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """NPV and costs of candidates over a range of volumes.

    Attributes:
        input, label, unit: the volume; `today`: its likely value in that unit.
        at: values of the "base" case, or "mean" over draws.
        volumes: ascending, in `unit`, today's among them.
        values: by measure and candidate, at each volume.
        worths: by candidate: the same at any volumes, as formulas see them.
        gated: candidates with a gate, beside others without: they cost less because they may stop.
        rivals: pairs of candidates that run two models for the same work.
    """

    input: str
    label: str
    unit: str
    today: float
    at: At
    volumes: Array
    values: Mapping[Measure, Mapping[str, Array]]
    worths: Mapping[str, Worths]
    scale: float
    gated: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()

    def lead(self, measure: Measure, among: Sequence[str], *, nothing: bool = False) -> Lead:
        """Who of some candidates leads where, by brentq between the points of the scan.

        Args:
            measure: "npv" or "costs".
            among: names of candidates.
            nothing: whether doing nothing counts, with 0.

        Raises:
            RoiError: a name or measure that is not there.
        """
        if measure not in get_args(Measure):
            raise RoiError(
                f"`{measure}` is unknown", of_setting("measure"), nearest(measure, get_args(Measure))
            )
        unknown = [name for name in among if name not in self.worths]
        if unknown:
            raise RoiError(
                f"`{unknown[0]}` is not compared", of_setting("option"), nearest(unknown[0], self.worths)
            )
        sign = 1.0 if measure == "npv" else -1.0
        scores = {name: sign * self.values[measure][name] for name in among}
        if nothing:
            scores[NOTHING] = np.zeros(len(self.volumes))
        leaders = _leaders(scores, len(self.volumes))
        changes = [k for k in range(len(leaders) - 1) if leaders[k] != leaders[k + 1]]
        return Lead(
            measure=measure,
            first=leaders[0],
            now=leaders[int(np.argmin(np.abs(self.volumes - self.today)))],
            crossings=tuple(
                Crossing(self._cross(measure, k, leaders[k], leaders[k + 1]), leaders[k], leaders[k + 1])
                for k in changes
            ),
        )

    def _cross(self, measure: Measure, place: int, below: str, above: str) -> float:
        """Where two curves meet between two points at which they stand in opposite order."""

        def gap(logarithm: float) -> float:
            at = np.array([math.exp(logarithm) * self.scale])
            worth = (0.0 if name == NOTHING else self.worths[name](at)[measure][0] for name in (below, above))
            return float(next(worth) - next(worth))

        low, high = float(self.volumes[place]), float(self.volumes[place + 1])
        first, last = gap(math.log(low)), gap(math.log(high))
        if first * last >= 0:  # equal at an end, to rounding
            return low if abs(first) < abs(last) else high
        return math.exp(float(brentq(gap, math.log(low), math.log(high), xtol=_PRECISE)))


def leads(scan: Scan) -> Iterator[tuple[str, list[str], Measure, bool]]:
    """What is looked for over the volumes: its title, among whom, by what, and whether nothing counts."""
    names = list(scan.worths)
    yield "Largest NPV", names, "npv", True
    full = [name for name in names if name not in scan.gated]
    if len(full) > 1:
        yield "Lowest costs", full, "costs", False
    if len(full) > 2:
        for pair in scan.rivals:
            yield "Of the two models", list(pair), "costs", False


def scans(
    candidates: Sequence[Candidate],
    name: str | None = None,
    *,
    cut: Cut = HEADLINE,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Scan, ...]:
    """The scan of means and that of the plan; of `volume_input` unless named.

    Where a candidate has no finite mean, that of the plan alone.

    Raises:
        RoiError: no such input, or what `scan` raises.
    """
    name = name or volume_input(candidates[0].model)
    if name is None:
        raise RoiError("no input of the group Volume that could be scanned", WHERE)
    prepared = _prepared(candidates, MEAN_DRAWS, seed)
    finite = all(has_mean(each, "npv", cut, given=(name,)) for each in prepared)
    ats: tuple[At, ...] = ("mean", "base") if finite else ("base",)
    crossings = []
    for place, at in enumerate(ats):
        if progress is not None:
            progress(place, len(ats))
        crossings.append(_scan(candidates, name, at, cut, prepared if at == "mean" else ()))
    return tuple(crossings)


def scan(
    candidates: Sequence[Candidate],
    name: str,
    *,
    at: At = "base",
    cut: Cut = HEADLINE,
    seed: int = SEED,
    draws: int = MEAN_DRAWS,
) -> Scan:
    """NPV and costs of every candidate from a hundredth to a hundred times today's volume.

    Args:
        candidates: models of one case.
        name: the input of volume.
        at: of the base case, or means over common draws.
        draws: of "mean" only.

    Raises:
        RoiError: an input that is not in all models or is no volume, costs that are not stated, or a mean that an
            input with a heavy tail makes infinite.
    """
    return _scan(candidates, name, at, cut, _prepared(candidates, draws, seed) if at == "mean" else ())


def _prepared(candidates: Sequence[Candidate], draws: int, seed: int) -> tuple[Prepared, ...]:
    return tuple(prepare(candidate.model, planned(draws, seed)) for candidate in candidates)


def _scan(candidates: Sequence[Candidate], name: str, at: At, cut: Cut, prepared: Sequence[Prepared]) -> Scan:
    _check(candidates, name, at)
    item = candidates[0].model.input(name)
    for each in prepared:
        refuse_without(each, "npv", cut, MEAN, given=(name,))
    grid = volumes_around(item, _POINTS[at])
    of_draws = (_of_draws(each, name, cut) for each in prepared)
    each_worth = of_draws if prepared else (_of_base(each.model, name, cut) for each in candidates)
    shares = (each.model.input(name).likely / item.likely for each in candidates)
    scaled = (_of_share(worth, share) for worth, share in zip(each_worth, shares, strict=True))
    worths = {each.name: worth for each, worth in zip(candidates, scaled, strict=True)}
    tables = {key: worth(grid) for key, worth in worths.items()}
    return Scan(
        input=name,
        label=item.spec.label,
        unit=item.spec.unit,
        today=item.shown(item.likely),
        at=at,
        volumes=grid / item.unit.scale,
        values={each: {key: values[each] for key, values in tables.items()} for each in get_args(Measure)},
        worths=worths,
        scale=item.unit.scale,
        gated=gated_beside_others(candidates),
        rivals=rivals_among(candidates),
    )


def _check(candidates: Sequence[Candidate], name: str, at: str) -> None:
    if at not in get_args(At):
        raise RoiError(f"`{at}` is unknown", of_setting("at"), nearest(at, get_args(At)))
    for candidate in candidates:
        shared = candidate.model.case.inputs
        if name not in shared:
            raise RoiError(f"there is no input `{name}` that all options share", WHERE, nearest(name, shared))
        if candidate.model.unstated:
            hint = "Choose a preset that does."
            raise RoiError(f"the preset `{candidate.model.preset}` does not state its costs", WHERE, hint)
    item = candidates[0].model.input(name)
    if not is_volume(item):
        hint = "A volume is a number above 0 that somebody decides: seats, visits, customers."
        raise RoiError(f"`{name}` is no volume", WHERE, hint)


def _of_base(model: Model, name: str, cut: Cut) -> Worths:
    at_one = _of_sheet(base_sheet(model, {name: np.array([model.input(name).likely])}, 1, (name,)), name, cut)

    def at(volumes: Array) -> Mapping[Measure, Array]:
        if volumes.size == 1:
            return at_one(volumes)
        sheet = base_sheet(model, {name: volumes}, volumes.size, (name,))
        return {"npv": sheet.metric("npv", cut), "costs": sheet.metric("pv_costs", cut)}

    return at


def _of_share(worths: Worths, share: float) -> Worths:
    return worths if share == 1.0 else lambda volumes: worths(volumes * share)


def _of_draws(prepared: Prepared, name: str, cut: Cut) -> Worths:
    draws = prepared.sampling.draws
    return _of_sheet(worksheet(prepared.model, prepared.inputs_between(0, draws), draws), name, cut)


def _of_sheet(sheet: Worksheet, name: str, cut: Cut) -> Worths:
    by = influence(sheet.model, name, sheet.inputs[name], cut)
    powers, kept = by.powers(sheet), sheet.trimmed(by.again.stay, paid=False)

    @cache  # several leads meet at one crossing, and a root finder asks for its ends again
    def means(volume: float) -> tuple[float, float]:
        worth = by.at(kept, powers, np.array([volume]))
        return float(worth.metric("npv").mean()), float(worth.costs.mean())

    def at(volumes: Array) -> Mapping[Measure, Array]:
        excess = np.array([means(float(volume)) for volume in volumes])
        return {"npv": excess[:, 0], "costs": excess[:, 1]}

    return at


def _leaders(scores: Mapping[str, Array], size: int) -> list[str]:
    """The name of the largest score at each point; of equal ones the one that led before."""
    leaders: list[str] = []
    for place in range(size):
        best = max(float(values[place]) for values in scores.values())
        equal = [name for name, values in scores.items() if float(values[place]) == best]
        leaders.append(leaders[-1] if leaders and leaders[-1] in equal else equal[0])
    return leaders
