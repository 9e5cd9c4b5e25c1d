"""The sectors of the market report, with their shares: the one vocabulary of `sector` in a case.

Shares are of the market's revenue in 2024, in per cent, as the report states them (QYResearch, Large-scale AI
Models – Global Market Share and Ranking, Overall Sales and Demand Forecast 2026-2032); they are the figures of the
claim `market-applications`, under the same ids.
"""

from __future__ import annotations

from difflib import get_close_matches

from roi.records import dataclass

SOURCE_OF_SHARES = "Shares of 2024 revenue, as the market report states them (QYResearch, 2026)."
_ALIKE = 0.8  # how much of two names is the same where one is taken for a slip in writing the other


@dataclass(frozen=True, slots=True)
class Sector:
    """A field of application.

    Attributes:
        id: as the claim has it.
        name: what people call it.
        share: of the market, in per cent; None where the report does not state it.
        trades: what cases may also say for it.
    """

    id: str
    name: str
    share: float | None
    trades: tuple[str, ...] = ()


SECTORS: tuple[Sector, ...] = (
    Sector("it_telecom", "IT and telecom", 22, ("IT", "Software", "Telecom", "IT & telecom", "Technology")),
    Sector("healthcare", "Healthcare", 18, ("Health", "Health care")),
    Sector(
        "finance", "Banking, finance and insurance", 15,
        ("Banking", "Finance", "Insurance", "Financial services", "BFSI"),
    ),
    Sector("retail", "Retail and e-commerce", 12, ("Retail", "E-commerce", "Retail & eCommerce")),
    Sector("vehicles", "Autonomous vehicles", 8, ("Autonomous driving", "Vehicles")),
    Sector("manufacturing", "Manufacturing", 7, ("Industry",)),
    Sector("entertainment", "Media and entertainment", 6, ("Media", "Entertainment", "Media & entertainment")),
    Sector("education", "Education", 5),
    Sector("others", "Others", 7, ("Other",)),
)  # fmt: skip
OTHERS = SECTORS[-1]

_BY_NAME = {
    name.casefold(): sector for sector in SECTORS for name in (sector.id, sector.name, *sector.trades)
}


def known(name: str) -> Sector | None:
    """The sector of this id or name, or that cases say this for; None where the report has none."""
    return _BY_NAME.get(name.strip().casefold())


def sector_of(trade: str) -> Sector:
    """The sector that a case's own word for it belongs to; what the report does not name is among the others."""
    return known(trade) or OTHERS


def misspelt(name: str) -> str:
    """The name that was meant, where this is nearly one of the report's; "" where it is one, or quite another."""
    folded = name.strip().casefold()
    close = [] if folded in _BY_NAME else get_close_matches(folded, _BY_NAME, n=1, cutoff=_ALIKE)
    if not close:
        return ""
    sector = _BY_NAME[close[0]]
    return next(each for each in (sector.name, *sector.trades, sector.id) if each.casefold() == close[0])
