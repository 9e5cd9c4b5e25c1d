"""Who answers for a line of money, where it shows in the books, and when somebody looks at it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from roi.errors import Place, RoiError
from roi.owners import OWNERS, Owner
from roi.records import dataclass
from roi.text import one_line

if TYPE_CHECKING:
    from roi.case import Case, Line

REVIEW_DAYS = (30, 90, 365)  # after the start, where nobody says when
MOST_REVIEWS = 24
LAST_DAY = 3_653  # ten years, the longest horizon
LONGEST = 80  # characters of an owner or an account
_SHOWN = 60  # of them in a message


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


def check_accountability(entry: Accountability, where: Place) -> None:
    """One line of text each, and days after the start that ascend.

    Raises:
        RoiError: something else; its place is the key.
    """
    for key, text in (("owner", entry.owner), ("account", entry.account)):
        if text and not (len(text) <= LONGEST and text.strip() == text and text.isprintable()):
            example = "operations" if key == "owner" else "6420 Temporary staff"
            hint = f'One line of at most {LONGEST} characters, as in {key} = "{example}".'
            raise RoiError(f'"{one_line(text, _SHOWN)}" names no {key}', where.at_key(key), hint)
    days, at = entry.reviews, where.at_key("reviews")
    if len(days) > MOST_REVIEWS:
        raise RoiError(f"{len(days)} reviews are too many", at, f"At most {MOST_REVIEWS} are planned.")
    for day in days:
        if not 1 <= day <= LAST_DAY:
            hint = f"Whole days after the start, from 1 to {LAST_DAY:,}: [30, 90, 365]."
            raise RoiError(f"day {day:,} is no day of a review", at, hint)
    for before, after in pairwise(days):
        if after <= before:
            raise RoiError(f"day {after:,} stands behind day {before:,}", at, "Put them in order, each once.")


def with_accountability(case: Case, lines: Mapping[str, Accountability]) -> Case:
    """The case with what an estimate says of its lines, in the options too that have a line of that id."""
    if not lines:
        return case
    options = {
        name: replace(option, lines=_over(option.lines, lines)) for name, option in case.options.items()
    }
    return replace(case, lines=_over(case.lines, lines), options=options)


def _over(lines: Mapping[str, Line], entries: Mapping[str, Accountability]) -> dict[str, Line]:
    return {
        name: line
        if (entry := entries.get(name)) is None
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
    """The month that a day after the start lies in, of a year of 365 days: 30 is in month 1, 365 in month 12."""
    return max(1, -(-12 * day // 365))


def date_of_day(start: str | None, day: int) -> datetime.date | None:
    """The date of a day after the start of month 1, such as `2027-01`; None where that has no date."""
    if start is None:
        return None
    return datetime.date(int(start[:4]), int(start[5:7]), 1) + datetime.timedelta(days=day)


def review_days(line: Line) -> tuple[int, ...]:
    """The days at which a line is looked at: its own, or the usual ones."""
    return line.reviews or REVIEW_DAYS
