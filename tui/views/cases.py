"""The catalogue: cases under the sectors of the market report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roi.sectors import SOURCE_OF_SHARES, known
from tui.desk.catalogue import CaseCard, by_sector, share_words
from tui.views.json_values import picked

WIDEST_ID = 30  # columns


def cases_parts(cards: Sequence[CaseCard], *, in_full: bool) -> Iterator[RenderableType]:
    """Cases under their sectors: a line each or, in full, with what is claimed and what the evidence says."""
    width = max((cell_len(card.id) for card in cards), default=0)
    for sector, group in by_sector(cards):
        if sector is None:
            yield Text("Cannot be read", style="bold red")
        else:
            yield Text.assemble((sector.name, "bold"), f"  {share_words(sector)}")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=min(width, WIDEST_ID), overflow="fold")
        table.add_column(ratio=1)
        for card in group:
            table.add_row(Text(card.id, style="cyan"), _shown(card, in_full=in_full))
        yield Padding(table, (0, 0, 0 if in_full else 1, 2))
    yield Text(SOURCE_OF_SHARES, style="dim")


def _shown(card: CaseCard, *, in_full: bool) -> RenderableType:
    if card.problem is not None:
        return str(card.problem)
    title = Text(card.title, style="bold" if in_full else "")
    if known(card.trade) is None and card.trade:
        title.append(f"  {card.trade}", style="dim")
    if not in_full:
        return title
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("Claimed", card.headline or "–")
    grid.add_row("Evidence", card.evidence or "–")
    return Group(title, grid, "")


def card_document(card: CaseCard) -> dict[str, object]:
    """A case of `roi cases --json`; `share` is of the market, in per cent."""
    document: dict[str, object] = {
        "id": card.id,
        "title": card.title,
        "sector": card.sector.name if card.sector else None,
        "share": card.sector.share if card.sector else None,
        **picked(card, "trade", "currency"),
        "claimed": card.headline,
        "evidence": card.evidence,
        "pack": card.pack or None,
        "file": str(card.path),
    }
    return document | ({"problem": str(card.problem)} if card.problem else {})
