"""The catalogue: what the cards of all cases say, by sector, read without importing the engine."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path

from roi.case_files import CaseFile, listed
from roi.errors import Place, RoiError, nearest, of_setting
from roi.records import dataclass
from roi.sectors import SECTORS, Sector, known, sector_of

_MOST_HEAD = (
    20_000  # characters of a table [case]; the parser's work grows with the square of a key with dots
)
_MOST_ENDS = 8  # lines that begin with a bracket, of which one is the next table
_NEXT_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What the head of a case says of it.

    Attributes:
        id: by which it is opened, with the name of its pack.
        sector: of the report; None where the head cannot be read.
        trade: the case's own word for its sector.
        problem: why there is no more to say.
    """

    id: str
    path: Path
    title: str
    sector: Sector | None
    trade: str = ""
    currency: str = ""
    headline: str = ""
    evidence: str = ""
    problem: RoiError | None = None

    @property
    def pack(self) -> str:
        """The name of its pack; "" of a shipped case."""
        return self.id.rpartition("/")[0]

    def matches(self, words: Sequence[str]) -> bool:
        """Whether every word stands in what is shown of it."""
        sector = self.sector.name if self.sector else ""
        searched = (self.id, self.title, sector, self.trade, self.headline, self.evidence)
        text = " ".join(searched).casefold()
        return all(word.casefold() in text for word in words)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All cases that can be named, sector by sector, and what is wrong with packs."""

    cards: tuple[CaseCard, ...]
    problems: tuple[RoiError, ...] = ()

    def chosen(self, words: Sequence[str] = (), sector: str = "") -> tuple[CaseCard, ...]:
        """The cards that hold every word and, where one is named, are of the sector or of the trade.

        Raises:
            RoiError: there is no such sector, and no case that calls its own so.
        """
        among = self._of_sector(sector) if sector else self.cards
        return tuple(card for card in among if card.matches(words))

    def sectors(self) -> dict[Sector, int]:
        """The report's sectors and how many cases there are of each."""
        return {sector: sum(card.sector is sector for card in self.cards) for sector in SECTORS}

    def _of_sector(self, name: str) -> tuple[CaseCard, ...]:
        sector, folded = known(name), name.strip().casefold()
        cards = tuple(
            c for c in self.cards if (c.sector is sector if sector else c.trade.casefold() == folded)
        )
        if sector is None and not cards:
            names = dict.fromkeys([*(each.name for each in SECTORS), *(each.trade for each in self.cards)])
            raise RoiError(f"there is no sector `{name}`", of_setting("sector"), nearest(name, names))
        return cards


def catalogue() -> Catalogue:
    """The cards of all cases as their files are now."""
    cases, problems = listed()
    order = [*SECTORS, None]
    cards = sorted(map(card, cases), key=lambda card: (order.index(card.sector), bool(card.pack), card.id))
    return Catalogue(tuple(cards), tuple(problems))


def by_sector(cards: Iterable[CaseCard]) -> Iterator[tuple[Sector | None, list[CaseCard]]]:
    """Cards, which stand sector by sector, under their sectors; None: those that cannot be read."""
    for sector, group in groupby(cards, key=lambda card: card.sector):
        yield sector, list(group)


def share_words(sector: Sector) -> str:
    """`18 % of the market`, `share not stated`."""
    return "share not stated" if sector.share is None else f"{sector.share:g} % of the market"


def card(case: CaseFile) -> CaseCard:
    """The card of a case file, from its table `[case]` alone."""
    try:
        if case.problem is not None:
            raise case.problem
        head = _head(case.text, case.path.name)
    except RoiError as error:
        return CaseCard(case.id, case.path, case.path.stem, None, problem=error)
    trade, title, currency, headline, evidence = (
        _text(head, key) for key in ("sector", "title", "currency", "headline", "evidence")
    )
    title = title or case.path.stem
    return CaseCard(case.id, case.path, title, sector_of(trade), trade, currency, headline, evidence)


def _head(text: str, name: str) -> Mapping[str, object]:
    """The table `[case]`, at the beginning of the text: up to the first line in a bracket that makes it whole."""
    after = text.find("]") + 1
    ends = [header.start() for header in islice(_NEXT_TABLE.finditer(text, after), _MOST_ENDS)] or [len(text)]
    first: ValueError | RecursionError | None = None
    for end in ends:
        if end > _MOST_HEAD:
            raise RoiError(f"its table [case] has more than {_MOST_HEAD:,} characters", Place(name))
        try:
            table = tomllib.loads(text[:end]).get("case")
        except (ValueError, RecursionError) as error:
            first = first or error
            continue
        return table if isinstance(table, dict) else {}
    raise RoiError(f"its head cannot be read: {first}", Place(name)) from None


def _text(head: Mapping[str, object], key: str) -> str:
    value = head.get(key, "")
    return value if isinstance(value, str) else ""
