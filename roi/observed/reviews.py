"""Who is asked for what next: months that are due without a figure, and days of review."""

from __future__ import annotations

from collections.abc import Sequence

from roi.accountability import date_of_day, month_of_day
from roi.observed.tracked import Request, ReviewDay, TrackedLine


def requests_of(
    lines: Sequence[TrackedLine], due: int, horizon: int, start: str | None
) -> tuple[Request, ...]:
    """Every benefit that counts, with what is missing and its next review; costs that have no figure.

    Args:
        due: figures are due up to this month.
        start: the calendar month of month 1, as `2027-01`; None where months have no dates.
    """
    requests = []
    for line in lines:
        review = next_review(line.reviews, due, horizon, start) if line.kind == "benefit" else None
        if line.kind != "shown line" and line.counts and (line.missing or review):
            requests.append(Request(line.name, line.label, line.owner, line.account, line.missing, review))
    return tuple(sorted(requests, key=lambda each: not each.months))


def next_review(days: Sequence[int], due: int, horizon: int, start: str | None) -> ReviewDay | None:
    """The first review after month `due`; None where all are over or beyond the horizon."""
    for day in sorted(days):
        month = month_of_day(day)
        if due < month <= horizon:
            return ReviewDay(day, month, date_of_day(start, day))
    return None
