"""Total cost of ownership in words: what its rows are called, what its sums hold, and what they do not.

One wording for the screen, the app, documents and workbooks.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.voice.finance import short_year
from exports.voice.formats import money
from exports.voice.wording import quoted
from roi.analysis.comparison import NOTHING
from roi.analysis.ownership import TODAY, Ownership, TotalCosts
from roi.records import dataclass
from roi.text import counted

LEFT_TODAY = "Today's spending, what is left"
SUM = "Total cost"
LESS = "Less than doing nothing"
LESS_AT = {10: f"{LESS}, P10", 90: f"{LESS}, P90"}
CROWDED = 10.0  # today's spending by the largest other sum; beyond it a bar shows nothing but today
_KINDS = {"cash": "money that comes in otherwise", "capacity": "hours given back", "soft": "soft benefits"}


@dataclass(frozen=True, slots=True)
class _BarPart:
    """A part of a bar: its row, and the money of it."""

    row: str
    value: float


def row_label(row: str) -> str:
    """`Licence`; what is left of today's spending."""
    return LEFT_TODAY if row == TODAY else row.capitalize()


def ownership_title(costs: TotalCosts) -> str:
    """`Total cost of ownership over 36 months`."""
    return f"Total cost of ownership over {counted(costs.horizon, 'month')}"


def ownership_basis(costs: TotalCosts) -> tuple[str, ...]:
    """What the sums hold, sentences."""
    if costs.today:
        names = ", ".join(quoted(line.spec.label) for line in costs.today)
        of_today = f"Doing nothing goes on paying {names}; cash savings come off it."
    else:
        of_today = (
            "No cash benefit takes from a line of today's spending, so that doing nothing costs nothing here."
        )
    short = short_year(costs.horizon)
    return (
        f"Expected over all draws, before tax and undiscounted where it does not say present value. {of_today}",
        f"In no sum: hours given back, which are not cash, and money that comes in otherwise. {short}".rstrip(),
    )


def beside_sentence(owner: Ownership, currency: str) -> str:
    """What is in no sum: `general-api, in no sum: hours given back worth USD 1.20 M.`; "" without any."""
    parts = [
        f"{words} {money(owner.beside[kind].total, currency)}"
        for kind, words in _KINDS.items()
        if kind in owner.beside and owner.beside[kind].total
    ]
    return f"{owner.name}, in no sum: {', '.join(parts)}." if parts else ""


def bar_parts(costs: TotalCosts) -> tuple[str, ...]:
    """The rows that bars are made of: without today's spending where they would show nothing else."""
    others = max((owner.sum.total - _today(owner) for owner in costs.owners), default=0.0)
    crowded = max((_today(owner) for owner in costs.owners), default=0.0) > CROWDED * max(others, 0.0)
    return tuple(row for row in costs.classes if not (crowded and others > 0 and row == TODAY))


def bar_title(costs: TotalCosts) -> str:
    """What the bars show."""
    left_out = TODAY in costs.classes and TODAY not in bar_parts(costs)
    return "What each way costs, today's spending left out" if left_out else "Total cost by class"


def bars(costs: TotalCosts) -> Sequence[tuple[Ownership, tuple[_BarPart, ...]]]:
    """The bar of each owner; money below nothing has none."""
    rows = bar_parts(costs)
    stacks = []
    for owner in costs.owners:
        held = {row.id: row.total for row in owner.rows}
        parts = tuple(_BarPart(row, held[row]) for row in rows if held.get(row, 0.0) > 0)
        if owner.name != NOTHING or parts:
            stacks.append((owner, parts))
    return tuple(stacks)


def _today(owner: Ownership) -> float:
    return sum(row.total for row in owner.rows if row.id == TODAY)
