"""How good forecasts were: what came true beside what had been said, over the tracked estimates of a folder.

Figures of one deal hang together, so that a folder tells as much as it has deals, not rows: every interval here is
of the number of deals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from roi.arrays import Array
from roi.model import Model
from roi.observed.datum import Datum, Key
from roi.observed.moments import chi2_quantile
from roi.observed.observations import Observation
from roi.observed.reading import read
from roi.observed.told import place_of, responses_of
from roi.records import dataclass
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import Sampling, planned

DRAWS = 2_048  # that a figure is held against
BINS = 10  # of the histogram of places
FEWEST_DEALS = 3  # below which no width or shift is told
_ALPHA = 0.05
Kind = Literal["input", "shown line", "benefit", "cost"]


@dataclass(frozen=True, slots=True)
class Came:
    """A figure that came true, beside what had been said of it; numbers in its declared unit.

    Attributes:
        deal: the estimate; `author`: who prepared it; `grade`: of an input, "" of a line.
        unit: of every number of it; `months`: from the first to the last that it is of, None of what has none.
        place: share of the forecast below what came, the error of its measurement included.
        crps: of the forecast; `of_evidence`, `of_plan`: of the case without answers, and of the plan alone; each
            over the width of the evidence (P10 to P90), so that units do not count.
    """

    deal: str
    author: str
    name: str
    label: str
    kind: Kind
    grade: str
    unit: str
    months: tuple[int, int] | None
    value: float
    p10: float
    p50: float
    p90: float
    place: float
    crps: float
    of_evidence: float
    of_plan: float

    @property
    def ratio(self) -> float:
        """Realised ÷ estimated (P50); nan where that says nothing, as across 0."""
        return self.value / self.p50 if self.p50 * self.value > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Between:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """Of some figures.

    Attributes:
        name: what they have in common.
        figures, deals: how many.
        inside: share within P10 to P90, which is 80 % of good forecasts; `below`: share below P50, 50 %.
        places: how many in each tenth of the forecast.
        bias: realised ÷ estimated, a geometric mean over the deals; None where no ratio says anything.
        shift: mean normal score of the places, 0 of good forecasts; `width`: by what the spread of forecasts had to
            be multiplied; None of fewer than three deals.
        skill_evidence, skill_plan: 1 − CRPS ÷ that of the evidence alone, of the plan alone; above 0 is better.
    """

    name: str
    figures: int
    deals: int
    inside: Between
    below: Between
    places: tuple[int, ...]
    bias: Between | None
    shift: Between | None
    width: Between | None
    skill_evidence: float
    skill_plan: float


def came(
    deal: str,
    model: Model,
    evidence: Model,
    observations: Sequence[Observation],
    author: str,
    seed: int,
    prepared: Callable[[Model, Sampling], Prepared] = prepare,
) -> tuple[Came, ...]:
    """What came true of an estimate.

    Args:
        model: the estimate as it was before any observation; `evidence`: the same case without answers.
        observations: its rows.
        seed: of the draws.
        prepared: see `roi.sim.prepare.prepare`; whoever scores many estimates of one case prepares it once.

    Raises:
        RoiError: a row that cannot be read.
    """
    data = read(model, observations)
    sampling = planned(DRAWS, seed)
    drawn = responses_of(prepared(model, sampling), data)
    of_evidence = _of_evidence(prepared(evidence, sampling), data)
    likely = {item.id: np.array([item.likely]) for item in model.drawn}
    base = evaluate_block(model, likely)
    result = []
    percentiles = np.quantile(drawn, [0.1, 0.5, 0.9], axis=1).T
    ends = np.quantile(of_evidence, [0.1, 0.9], axis=1).T
    rows = zip(data, drawn, percentiles, of_evidence, ends, strict=True)
    for datum, row, (p10, p50, p90), other, (low, high) in rows:
        scale, response = datum.response.scale, datum.response
        width = float(high - low) or abs(float(p50)) or 1.0
        planned_value = float(np.ravel(response.values(likely, base))[0])
        kind, grade, label = _what(model, response.what, response.name)
        result.append(
            Came(
                deal, author, response.name, label, kind, grade, response.unit, response.months,
                datum.value / scale, p10 / scale, p50 / scale, p90 / scale, place_of(datum, row),
                crps(row, datum.value) / width, crps(other, datum.value) / width,
                abs(planned_value - datum.value) / width,
            )
        )  # fmt: skip
    return tuple(result)


def _of_evidence(prepared: Prepared, data: Sequence[Datum]) -> Array:
    """Figures of a case without answers, (data, n): many estimates share it, so that each is worked out once."""
    kept: dict[Key, Array] = prepared.kept.take("figures", None, dict)
    new = [datum for datum in data if datum.response.key not in kept]
    if new:
        kept.update(zip((datum.response.key for datum in new), responses_of(prepared, new), strict=True))
    return np.stack([kept[datum.response.key] for datum in data])


def crps(forecast: Array, value: float) -> float:
    """Continuous ranked probability score of draws, E|X − y| − E|X − X′| / 2; 0 is best, of a number |x − y|.

    Gneiting & Raftery 2007, Journal of the American Statistical Association 102, equation 21; the second term by
    order statistics, without bias.
    """
    x = np.sort(forecast, axis=None)
    n = len(x)
    spread = 2 * float(x @ (2 * np.arange(1, n + 1) - n - 1)) / (n * max(1, n - 1))
    return float(np.abs(x - value).mean()) - spread / 2


def scores(figures: Sequence[Came]) -> tuple[Score, ...]:
    """All together, then by kind, by grade of evidence and by author, where there are several."""
    if not figures:
        return ()
    groups: list[tuple[str, Sequence[Came]]] = [("all", figures)]
    by: Sequence[Callable[[Came], str]] = (
        lambda each: each.kind, lambda each: f"grade {each.grade}" if each.grade else "", lambda each: each.author
    )  # fmt: skip
    for key in by:
        names = sorted({key(each) for each in figures} - {""})
        if len(names) > 1:
            groups += [(name, [each for each in figures if key(each) == name]) for name in names]
    return tuple(_score(name, group) for name, group in groups)


def _score(name: str, figures: Sequence[Came]) -> Score:
    deals = sorted({each.deal for each in figures})
    places = np.array([each.place for each in figures])
    z = ndtri(np.clip(places, 0.5 / DRAWS, 1 - 0.5 / DRAWS))
    of_deals = [np.array([each.deal == deal for each in figures]) for deal in deals]
    logs = [_log_ratio([each for each in figures if each.deal == deal]) for deal in deals]
    bias = _mean([each for each in logs if not math.isnan(each)])
    enough = len(deals) >= FEWEST_DEALS
    return Score(
        name=name,
        figures=len(figures),
        deals=len(deals),
        inside=_share(
            np.mean([np.mean((places[k] >= 0.1) & (places[k] <= 0.9)) for k in of_deals]), len(deals)
        ),
        below=_share(np.mean([np.mean(places[k] < 0.5) for k in of_deals]), len(deals)),
        places=tuple(int(count) for count in np.histogram(places, bins=BINS, range=(0, 1))[0]),
        bias=None if bias is None else Between(*(math.exp(x) for x in (bias.value, bias.low, bias.high))),
        shift=_mean([float(z[k].mean()) for k in of_deals]) if enough else None,
        width=_width([z[k] for k in of_deals]) if enough else None,
        skill_evidence=_skill(figures, lambda each: each.of_evidence),
        skill_plan=_skill(figures, lambda each: each.of_plan),
    )


def _log_ratio(figures: Sequence[Came]) -> float:
    """Mean logarithm of the ratios of a deal; nan where none says anything."""
    known = [math.log(each.ratio) for each in figures if not math.isnan(each.ratio)]
    return float(np.mean(known)) if known else math.nan


def _share(value: float, deals: int) -> Between:
    """A share with the interval that so many deals leave: Jeffreys (Brown, Cai & DasGupta 2001, equation 6)."""
    hits = float(value) * deals
    low, high = (float(betaincinv(hits + 0.5, deals - hits + 0.5, p)) for p in (_ALPHA / 2, 1 - _ALPHA / 2))
    return Between(float(value), min(low, float(value)), max(high, float(value)))


def _mean(values: Sequence[float]) -> Between | None:
    """A mean over deals with Student's interval; without end of a single deal, None of none."""
    if not values:
        return None
    mean = float(np.mean(values))
    if len(values) == 1:
        return Between(mean, -math.inf, math.inf)
    half = float(stdtrit(len(values) - 1, 1 - _ALPHA / 2) * np.std(values, ddof=1)) / math.sqrt(len(values))
    return Between(mean, mean - half, mean + half)


def _width(z: Sequence[Array]) -> Between:
    """Root mean square of the normal scores around their mean, with the interval of as many values as deals."""
    every = np.concatenate(z)
    weights = np.concatenate([np.full(len(row), 1 / len(row)) for row in z])
    center = float(np.average(every, weights=weights))
    variance = float(np.average((every - center) ** 2, weights=weights))
    free = len(z) - 1
    variance *= len(z) / free
    low, high = (math.sqrt(variance * free / chi2_quantile(p, free)) for p in (1 - _ALPHA / 2, _ALPHA / 2))
    return Between(math.sqrt(variance), low, high)


def _skill(figures: Sequence[Came], of: Callable[[Came], float]) -> float:
    """1 − score ÷ score of the other; nan where the other is without fault."""
    other = sum(of(each) for each in figures)
    return 1 - sum(each.crps for each in figures) / other if other > 0 else math.nan


def _what(model: Model, what: str, name: str) -> tuple[Kind, str, str]:
    """Kind, grade and label of a figure."""
    if what == "input":
        item = model.input(name)
        return "input", item.spec.grade, item.spec.label
    spec = model.line(name).spec
    kind: Kind = "benefit" if spec.flow == "benefit" else "cost" if spec.flow == "cost" else "shown line"
    return kind, "", spec.label


def reference_class(figures: Iterable[Came]) -> Mapping[tuple[str, str], float]:
    """Realised ÷ estimated by deal and benefit or cost, in all of its observed months."""
    sums: dict[tuple[str, str], list[float]] = {}
    for each in figures:
        if each.kind in ("benefit", "cost"):
            total = sums.setdefault((each.deal, each.name), [0.0, 0.0])
            total[0] += each.value
            total[1] += each.p50
    return {key: value / p50 for key, (value, p50) in sums.items() if value * p50 > 0}
