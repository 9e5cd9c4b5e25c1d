"""What observations leave of a case: values of inputs and rank correlations in place of the document's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from roi.case import Case, Correlation, Override
from roi.records import dataclass
from roi.sourced import Source


@dataclass(frozen=True, slots=True)
class Updated:
    """The inputs after an update.

    Attributes:
        inputs: their values, each with its grade and its sources.
        correlations: rank correlations between them; an updated input has no others.
        sources: of the observations, by id.
        data: values of `data(…)` that the inputs name, by "file|column".
        answers: what had been answered of them, which the update started from.
    """

    inputs: Mapping[str, Override] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    data: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    answers: Mapping[str, Override] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether any input was updated."""
        return bool(self.inputs)


NOT_UPDATED = Updated()


def after_update(case: Case, updated: Updated) -> Case:
    """The case with the correlations, the sources and the data of an update.

    The values stand in a layer of their own (`observed`): an input that another option or preset has its own value
    of is updated where that value is used, too.
    """
    if not updated:
        return case
    kept = tuple(pair for pair in case.correlations if not updated.inputs.keys() & set(pair.between))
    return replace(
        case,
        correlations=(*kept, *updated.correlations),
        sources={**case.sources, **updated.sources},
        data={**case.data, **updated.data},
    )
