"""What is spent today, what is spent with it, and the difference: words and rows that every face shows.

One convention: a year on average over the horizon, or all of one that is shorter, of the expected values, what it
costs included and nothing discounted.  A gain is positive: "better by".
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.voice.formats import changed, measured, money
from roi.analysis.today import Change, TodayAndThen, today_and_then
from roi.errors import RoiError
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.result import Simulation
from roi.text import counted

HEADINGS = ("Today", "With it", "Better by")
MOST_ROWS = 6  # of the table, the sum among them
ALL_COSTS = "All that it costs"
AVERAGED, SUMMED = "A year on average over ", "Over "  # so many months
INCLUDED = ", its costs included"


def today_table(run: Simulation, cut: Cut = HEADLINE) -> TodayAndThen | None:
    """The changes; None where there is no difference: costs are not stated, or the run kept no lines."""
    try:
        return today_and_then(run, cut)
    except RoiError:
        return None


def today_title(then: TodayAndThen) -> str:
    """What all figures are of: `A year on average over 36 months, its costs included`."""
    return f"{today_span(then)}{INCLUDED}"


def today_span(then: TodayAndThen) -> str:
    """`A year on average over 36 months`, `Over 6 months`."""
    return f"{AVERAGED if then.yearly else SUMMED}{counted(then.months, 'month')}"


def today_period(then: TodayAndThen) -> str:
    """What a figure is of, behind its name: `a year`, `in all`."""
    return "a year" if then.yearly else "in all"


def today_basis(then: TodayAndThen) -> str:
    """The convention, a sentence."""
    return f"{today_title(then)}: expected values, over all draws, not discounted."


def today_rows(then: TodayAndThen, most: int = MOST_ROWS) -> tuple[Change, ...]:
    """What changes, all costs in one, and the sum: at most so many rows."""
    others = gains(then)
    shown = others if len(others) <= most - 2 else others[: most - 3]
    rows = list(shown)
    if len(shown) < len(others):
        rows.append(joined(f"{len(others) - len(shown)} more", others[len(shown) :]))
    return (*rows, joined(ALL_COSTS, costs(then)), then.total)


def gains(then: TodayAndThen) -> list[Change]:
    """What is spent today already, and gains."""
    return [change for change in then.changes if change.line is None or change.line.spec.flow != "cost"]


def costs(then: TodayAndThen) -> list[Change]:
    """What the deployment costs."""
    return [change for change in then.changes if change.line is not None and change.line.spec.flow == "cost"]


def joined(label: str, changes: Sequence[Change]) -> Change:
    """Several changes as one."""

    def summed(values: list[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    return Change(
        None,
        label,
        summed([change.today for change in changes]),
        summed([change.with_it for change in changes]),
        sum(change.difference for change in changes),
    )


def today_cells(change: Change, currency: str) -> tuple[str, str, str]:
    """Today, with it, better by: amounts without their currency, the last with its sign."""
    better = changed(change.difference, currency).bare
    return _bare(change.today, currency), _bare(change.with_it, currency), better


def today_sentence(then: TodayAndThen, currency: str) -> str:
    """`A year on average …: today USD 7.83 M, with it USD 7.91 M, worse by USD 80.4 k.`"""
    total = then.total
    word = "worse" if total.difference < 0 else "better"
    parts = [] if total.today is None or total.with_it is None else [
        f"today {money(total.today, currency)}", f"with it {money(total.with_it, currency)}",
    ]  # fmt: skip
    parts.append(f"{word} by {money(abs(total.difference), currency)}")
    return f"{today_title(then)}: {', '.join(parts)}."


def _bare(value: float | None, currency: str) -> str:
    return "–" if value is None else measured(value, "money", currency).bare
