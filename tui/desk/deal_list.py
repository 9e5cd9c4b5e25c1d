"""The deals of a portfolio as a list: which are shown, in which order, under which headings."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from exports.portfolio_book.contents import DealRow
from roi.portfolio.deals import Deal
from roi.records import dataclass

Group = Literal["", "owner", "sector", "stage"]
GROUPS: tuple[Group, ...] = ("", "owner", "sector", "stage")
Key = float | str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A deal, with its figures once it was run, or why it could not be."""

    deal: Deal
    row: DealRow | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """Of the deal."""
        return self.deal.name


@dataclass(frozen=True, slots=True)
class SortColumn:
    """What the list can be sorted by.

    Attributes:
        key: None is unknown: it comes last in either direction.
        largest_first: whether that is what one looks for.
    """

    id: str
    title: str
    key: Callable[[Listed], Key]
    kind: Literal["text", "money", "share", "months"] = "text"
    largest_first: bool = False


def _of_row(figure: Callable[[DealRow], float]) -> Callable[[Listed], Key]:
    return lambda listed: None if listed.row is None else figure(listed.row)


def _date(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


COLUMNS: Mapping[str, SortColumn] = {
    column.id: column
    for column in (
        SortColumn("name", "Deal", lambda listed: listed.name.casefold()),
        SortColumn("weighted", "NPV × chance", _of_row(lambda row: row.weighted), "money", True),
        SortColumn("money", "Money", _of_row(lambda row: row.money), "money", True),
        SortColumn("loss", "Loss in", _of_row(lambda row: row.loss), "share"),
        SortColumn("payback", "Payback", _of_row(lambda row: row.payback), "months"),
        SortColumn("mean", "NPV, mean", _of_row(lambda row: row.mean), "money", True),
        SortColumn("p10", "P10", _of_row(lambda row: row.p10), "money", True),
        SortColumn("p90", "P90", _of_row(lambda row: row.p90), "money", True),
        SortColumn("stage", "Stage", lambda listed: listed.deal.stage.casefold() or None),
        SortColumn("owner", "Owner", lambda listed: listed.deal.owner.casefold() or None),
        SortColumn("close", "Close", lambda listed: _date(listed.deal.close)),
        SortColumn("chance", "Chance", lambda listed: listed.deal.chance, "share", True),
        SortColumn(
            "option", "Option", lambda listed: None if listed.row is None else listed.row.option.casefold()
        ),
        SortColumn("sector", "Sector", lambda listed: listed.deal.sector.casefold() or None),
    )
}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the list is shown.

    Attributes:
        column: an id of `COLUMNS`; `reverse` turns the order that the column begins with round.
        words: all must be in a deal's texts.
        group: "" for none.
    """

    column: str = "weighted"
    reverse: bool = False
    words: tuple[str, ...] = ()
    group: Group = ""


@dataclass(frozen=True, slots=True)
class DealGroup:
    """Deals under a heading; "" for none."""

    heading: str
    deals: tuple[Listed, ...]


def arranged(deals: Sequence[Listed], how: Arrangement) -> tuple[DealGroup, ...]:
    """The deals that hold the words, sorted; the groups in the order of their names, without one last."""
    shown = _sorted([listed for listed in deals if _holds(listed, how.words)], how)
    if not how.group:
        return (DealGroup("", tuple(shown)),) if shown else ()
    headings = sorted(
        {group_of(listed, how.group) for listed in shown}, key=lambda text: (not text, text.casefold())
    )
    return tuple(
        DealGroup(
            heading or f"No {how.group}",
            tuple(listed for listed in shown if group_of(listed, how.group) == heading),
        )
        for heading in headings
    )


def group_of(listed: Listed, group: Group) -> str:
    """What a deal is grouped by."""
    deal = listed.deal
    return {"": "", "owner": deal.owner, "sector": deal.sector, "stage": deal.stage}[group]


def _sorted(deals: list[Listed], how: Arrangement) -> list[Listed]:
    column = COLUMNS[how.column]
    known = [listed for listed in deals if column.key(listed) is not None]
    by_name = sorted(known, key=lambda listed: listed.name.casefold())
    by_name.sort(key=column.key, reverse=column.largest_first != how.reverse)  # type: ignore[arg-type]
    return by_name + [listed for listed in deals if column.key(listed) is None]


def _holds(listed: Listed, words: Sequence[str]) -> bool:
    deal = listed.deal
    text = " ".join((deal.name, deal.title, deal.case, deal.sector, deal.owner, deal.stage)).casefold()
    return all(word.casefold() in text for word in words)


def sums(deals: Sequence[Listed]) -> tuple[float, float, float]:
    """Expected NPV, the same by the chance of closing, and money needed, of those that were run."""
    rows = [listed.row for listed in deals if listed.row is not None]
    figures = ((row.mean, row.weighted, row.money) for row in rows)
    mean, weighted, money = (
        (math.fsum(each) for each in zip(*figures, strict=True)) if rows else (0.0, 0.0, 0.0)
    )
    return mean, weighted, money
