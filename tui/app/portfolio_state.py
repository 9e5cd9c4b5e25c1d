"""What the portfolio screen shows: one frozen value, and its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import field, replace

from rich.text import Text

from exports.portfolio_book.contents import Computed
from exports.portfolio_book.plans import spread
from exports.voice.formats import money, share
from exports.voice.funding import copy_sentences
from roi.portfolio.frontier import Frontier
from roi.portfolio.results import Results
from roi.records import dataclass
from roi.text import counted
from tui.desk.deal_list import Arrangement, Listed, sums
from tui.desk.portfolio_folder import OpenedPortfolio
from tui.desk.redaction import shown_path

_ROOMY = 110  # columns from which the totals say more


@dataclass(frozen=True, slots=True)
class PortfolioState:
    """A portfolio with what is known of it by now.

    Attributes:
        listed: the deals, with figures where there are.
        results, plans: None until the deals were run.
        points: plans by budget, from small to large.
        running: deals done and in all, while they are run; (0, 0) before the first.
        planning: whether plans are on their way.
        budget: None until there are results.
        chosen: the name of the deal under the cursor, or "".
        reasons: why a deal is out, by the budget of a plan and the deal.
    """

    opened: OpenedPortfolio
    listed: tuple[Listed, ...]
    present: bool = False
    results: Results | None = None
    plans: Frontier | None = None
    points: tuple[Computed, ...] = ()
    running: tuple[int, int] | None = None
    planning: bool = False
    budget: float | None = None
    chosen: str = ""
    arrangement: Arrangement = field(default_factory=Arrangement)
    reasons: Mapping[tuple[float, str], str] = field(default_factory=dict)

    @property
    def chosen_deal(self) -> Listed | None:
        """The deal under the cursor."""
        return next((listed for listed in self.listed if listed.name == self.chosen), None)

    @property
    def point(self) -> Computed | None:
        """The plan of the largest computed budget within the one that is chosen."""
        if self.budget is None:
            return None
        place = bisect_right([point.budget for point in self.points], self.budget)
        return self.points[place - 1] if place else None

    def with_point(self, computed: Computed, *, planning: bool) -> PortfolioState:
        """With one more plan; a smaller one that is worth as much for less budget holds for the larger too."""
        others = [point for point in self.points if point.budget != computed.budget]
        points = tuple(sorted((*others, computed), key=lambda point: point.budget))
        return replace(self, points=points, planning=planning)


def title_of(state: PortfolioState) -> Text:
    """What it is, and what is being done."""
    name = state.opened.path.name if state.present else shown_path(state.opened.path, state.present)
    text = Text.assemble(("Portfolio ", "bold cyan"), (name, "bold"), no_wrap=True, overflow="ellipsis")
    how = state.arrangement
    shown = "" if not how.words else f"  holding “{' '.join(how.words)}”"
    text.append(f"  {counted(len(state.opened.portfolio.deals), 'deal')}{shown}")
    if how.group:
        text.append(f", by {how.group}")
    if state.running is not None:
        done, total = state.running
        text.append(f"  running {done:,} of {total:,} …" if total else "  reading …", style="bold yellow")
    elif state.planning:
        text.append("  planning …", style="yellow")
    return text


def totals_of(state: PortfolioState, room: int) -> Text:
    """What is in within the budget, and all deals together."""
    if state.results is None:
        return Text("The deals are simulated on common luck; what is finished is kept.\n", style="dim")
    currency = state.results.currency
    mean, weighted, needed = sums([listed for listed in state.listed if listed.row is not None])
    every = (
        f"All {len(state.results.deals):,}: NPV {money(mean, currency)}, × chance {money(weighted, currency)}"
    )
    every += f", money needed {money(needed, currency)}"
    if state.results.failed:
        every += f"; {len(state.results.failed):,} could not be run"
    return Text.assemble(*_funded(state, room), f"\n{every}", no_wrap=True, overflow="ellipsis")


def _funded(state: PortfolioState, room: int) -> tuple[str | tuple[str, str], ...]:
    point = state.point
    assert state.results is not None
    currency = state.results.currency
    if point is None or state.budget is None:
        return (("The best plans are being computed …", "dim"),)
    plan = f"{len(point.ways):,} in, NPV {money(point.worth, currency)}, need {money(point.money, currency)}"
    exact = point.budget == state.budget
    stated = state.plans.stated if state.plans is not None and state.plans.patterned else 0.0
    times = f" in all, {state.budget / stated:.3g} × that stated" if stated else ""
    where = times if exact else f"{times} (plan of {money(point.budget, currency)})"
    wide = ""
    if room >= _ROOMY and state.plans is not None:
        low, high, loss = spread(state.plans.plan(point.budget))
        wide = f"; 8 in 10: {money(low, currency)} to {money(high, currency)}, a loss in {share(loss)}"
    return ((f"Budget {money(state.budget, currency)}", "bold yellow"), f"{where}: {plan}{wide}")


def reason_of(state: PortfolioState) -> Text:
    """The chosen deal: what it is, and whether it is in and why."""
    listed, point = state.chosen_deal, state.point
    if listed is None:
        return Text("Choose a deal to see why it is in or out.", style="dim")
    deal = listed.deal
    text = Text.assemble((deal.name, "bold"))
    if deal.title and deal.title != deal.name:
        text.append(f"  {deal.title}")
    text.append("\n")
    for sentence in copy_sentences(state.opened.portfolio, deal):
        text.append(f"{sentence}\n", style="yellow")
    if listed.problem:
        return text.append(f"Could not be run: {listed.problem}", style="red")
    if listed.row is None or point is None or state.results is None:
        return text.append("Not known yet.", style="dim")
    way = point.ways.get(deal.name)
    currency = state.results.currency
    if way is not None:
        option = f" {way.option}," if way.option else ""
        start = "at once" if way.start == 1 else f"from quarter {way.start}"
        text.append("In", style="bold green")
        return text.append(
            f":{option} {start}; needs {money(way.money, currency)}, brings {money(way.worth, currency)}."
        )
    reason = state.reasons.get((point.budget, deal.name))
    text.append("Out", style="bold")
    return text.append(
        f". {reason}" if reason else ": why is being worked out …", style="" if reason else "dim"
    )
