"""Who answers for a line of money, where it shows in the books, and when somebody looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roi.owners import OWNERS, Owner

if TYPE_CHECKING:
    from roi.case import Case, Line

REVIEW_DAYS = (30, 90, 365)  # after the start, where nobody says when
DAYS_A_MONTH = 365.25 / 12
MOST_REVIEWS = 24
LAST_DAY = 3_653  # ten years, the longest horizon
LONGEST = 80  # characters of an owner or an account


@dataclass(frozen=True, slots=True)
class Accountability:
    """What an estimate says of a line; what is empty is left to the case.

    Attributes:
        owner: who answers for the figure: a word of `roi.owners.OWNERS`, or a role or a person as text.
        account: where it shows in the ledger of whoever owns it.
        reviews: days after the start at which it is looked at, ascending.
    """

    owner: str = ""
    account: str = ""
    reviews: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.owner or self.account or self.reviews)


def with_accountability(case: Case, lines: Mapping[str, Accountability]) -> Case:
    """The case with what an estimate says of its lines, in the options too that have a line of that id."""
    if not lines:
        return case
    options = {
        name: replace(option, lines=_over(option.lines, lines)) for name, option in case.options.items()
    }
    return replace(case, lines=_over(case.lines, lines), options=options)


def _over(lines: Mapping[str, Line], told: Mapping[str, Accountability]) -> dict[str, Line]:
    return {
        name: line
        if (entry := told.get(name)) is None
        else replace(
            line,
            owner=entry.owner or line.owner,
            account=entry.account or line.account,
            reviews=entry.reviews or line.reviews,
        )
        for name, line in lines.items()
    }


def office_of(owner: str) -> Owner | None:
    """The part of an organisation that an owner is, by its word or by its name; None for a role or a person."""
    folded = owner.casefold()
    return next((word for word, name in OWNERS.items() if folded in (word, name.casefold())), None)


def accountable(owner: str) -> str:
    """What people call the owner of a line, "" where nobody is named."""
    office = office_of(owner)
    return owner if office is None else OWNERS[office]


def month_of_day(day: int) -> int:
    """The month whose end lies nearest to a day after the start, the first or later: of day 365 month 12."""
    return max(1, round(day / DAYS_A_MONTH))


def review_days(line: Line) -> tuple[int, ...]:
    """The days at which a line is looked at: its own, or the usual ones."""
    return line.reviews or REVIEW_DAYS
