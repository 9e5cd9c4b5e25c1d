"""Statistics of a run as parts of its JSON document: gaps named, other cuts beside where they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from exports.document import parts
from exports.document.part import Part
from exports.voice.formats import number_or_none, state
from roi.sim.cuts import CUTS, Cut
from roi.sim.estimate import Statistic
from roi.sim.metrics import METRICS, MetricUnit, metric_unit
from roi.sim.summary import Statistics, Summary

_P = TypeVar("_P", bound=Part)


def _numbers(values: Mapping[str, float], unit: MetricUnit) -> dict[str, Any]:
    """The numbers, and beside them the states of those that are null."""
    states = {
        key: no_number for key, value in values.items() if (no_number := state(value, unit)) is not None
    }
    return {**{key: number_or_none(value) for key, value in values.items()}, "state": states}


def _in_cuts(part: Callable[[Cut], _P], cut: Cut) -> dict[str, Any]:
    """The fields of a part in its cut, and its twins of the other cuts where they differ."""
    main = part(cut)
    twins = {other.key: part(other) for other in CUTS if other != cut}
    stated = {name: value for name, value in main if name in main.model_fields_set}
    return stated | {key: twin for key, twin in twins.items() if twin != main}


def base(summary: Summary, cut: Cut) -> parts.Base:
    """The metrics of the base case."""
    return parts.Base(**_in_cuts(lambda at: _figures(summary, at), cut))


def metrics(summary: Summary, cut: Cut, currency: str) -> parts.Metrics:
    """Every metric over all draws."""
    return parts.Metrics(**{name: _metric(summary, name, cut, currency) for name in summary.metrics[cut]})


def probability(summary: Summary, cut: Cut) -> parts.Probability:
    """Every probability over all draws."""

    def of(name: str) -> parts.EstimatedInCuts:
        return _estimated_in_cuts(lambda at: summary.probability[at][name], cut)

    return parts.Probability(**{name: of(name) for name in summary.probability[cut]})


def expected_shortfall(summary: Summary, cut: Cut) -> parts.EstimatedInCuts:
    """Mean net present value of the worst tenth of draws."""
    return _estimated_in_cuts(lambda at: summary.shortfall[at], cut)


def _estimated_in_cuts(estimate: Callable[[Cut], Statistic], cut: Cut) -> parts.EstimatedInCuts:
    return parts.EstimatedInCuts(**_in_cuts(lambda at: parts.estimated(estimate(at)), cut))


def _figures(summary: Summary, cut: Cut) -> parts.Figures:
    fields: dict[str, Any] = {"state": {}}
    for name, statistics in summary.metrics[cut].items():
        figures = _numbers({name: statistics.base}, METRICS[name].unit)
        fields["state"] |= figures.pop("state")
        fields |= figures
    return parts.Figures(**fields)


def _metric(summary: Summary, name: str, cut: Cut, currency: str) -> parts.Metric:
    row = METRICS[name]
    return parts.Metric(
        label=row.label,
        meaning=row.meaning,
        unit=metric_unit(row.unit, currency),
        high_is_good=row.high_is_good,
        **_in_cuts(lambda at: _statistics(summary.metrics[at][name], row.unit), cut),
    )


def _statistics(statistics: Statistics, unit: MetricUnit) -> parts.Statistics:
    estimates = {"mean": statistics.mean, "sd": statistics.sd}
    estimates |= {f"p{at}": estimate for at, estimate in statistics.percentiles.items()}
    # A standard error is never "never": it is unknown where a replicate disagrees.
    errors = _numbers({key: estimate.error for key, estimate in estimates.items()}, "ratio")
    values = {"base": statistics.base} | {key: estimate.value for key, estimate in estimates.items()}
    return parts.Statistics(
        error=parts.Spread(**errors),
        shares=parts.Shares(undefined=statistics.undefined, infinite=statistics.infinite),
        **_numbers(values, unit),
    )
