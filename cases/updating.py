"""Estimates before and after an update by observations, or on another version of their case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cases.accountability import flows_of
from cases.estimate import Estimate
from cases.load import from_raw
from roi.case import Case, Override
from roi.updated import NOT_UPDATED, Updated, after_update

if TYPE_CHECKING:
    from roi.observed.observations import Observation


def before_update(estimate: Estimate, document: Case | None = None) -> Estimate:
    """The estimate as it was before its observations, which it keeps: the case as it was, the answers as given.

    Args:
        document: the case as it was, where it is at hand.
    """
    if not estimate.updated:
        return estimate
    case = estimate.case
    return replace(
        estimate,
        case=document or from_raw(case.document, case.origin, None, case.data, case.sips),
        overrides={**estimate.updated.answers, **estimate.overrides},
        updated=NOT_UPDATED,
    )


def with_update(estimate: Estimate, observations: Sequence[Observation], updated: Updated) -> Estimate:
    """The estimate with all that was observed, and with what that leaves of its inputs.

    Args:
        estimate: as it was before its observations.
    """
    return replace(
        estimate,
        case=after_update(estimate.case, updated),
        overrides={name: x for name, x in estimate.overrides.items() if name not in updated.inputs},
        observations=tuple(observations),
        updated=updated,
    )


def rebased(estimate: Estimate, case: Case) -> Estimate:
    """The same answers on another version of the case; questions that it no longer asks are forgotten,
    and so is who answered for lines that it no longer has."""
    noted = {name: how for name, how in estimate.noted.items() if name in case.input_ids()}
    lines = {name: entry for name, entry in estimate.lines.items() if name in flows_of(case)}
    settings = replace(estimate.settings, digest=case.digest)
    updated = replace(estimate.updated, answers=divided_anew(estimate.updated.answers))
    snapshots = {
        name: replace(kept, overrides=divided_anew(kept.overrides))
        for name, kept in estimate.snapshots.items()
    }
    return replace(
        estimate, case=after_update(case, updated), settings=settings, overrides=divided_anew(estimate.overrides),
        noted=noted, snapshots=snapshots, updated=updated, lines=lines,
    )  # fmt: skip


def divided_anew(answers: Mapping[str, Override]) -> dict[str, Override]:
    """Answers that a model divides anew: units and rates of the case may be others than those of before."""
    return {name: replace(x, divisor="") if x.dividend else x for name, x in answers.items()}
