"""A screen with a portfolio: what is worked out for it beside the screen, and what comes of that."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on
from textual.worker import Worker, WorkerState, get_current_worker

from roi.errors import RoiError
from tui.app.portfolio_state import PortfolioState
from tui.app.screens.dialogs import Told
from tui.app.screens.editing import Listing
from tui.app.workers.portfolio import (
    DealExplained,
    NotRun,
    PlanMade,
    PortfolioJob,
    Ran,
    Running,
    explain,
    plan,
    run_portfolio,
)
from tui.desk.portfolio_folder import OpenedPortfolio, listed_deals, stamps


class PortfolioHost(Listing):
    """A portfolio with what is known of it, and the threads that work for it."""

    def __init__(self, opened: OpenedPortfolio, *, present: bool = False) -> None:
        super().__init__()
        self.state = PortfolioState(opened, listed_deals(opened.portfolio, None), present)
        self._number = 0
        self.files: Mapping[Path, tuple[int, int]] = {}  # as they were when they were last run

    def action_run(self) -> None:
        """Run what changed, and plan again."""
        self._number += 1
        self.files = stamps(self.state.opened.portfolio)
        self.state = replace(self.state, running=(0, 0), points=(), plans=None, reasons={})
        self.show_state()
        job = PortfolioJob(self._number, self.state.opened)
        self.in_thread("portfolio", partial(run_portfolio, job, self.post_message, _cancelled))

    def in_thread(self, group: str, work: Callable[[], None]) -> None:
        """Run work beside the screen, in place of what still runs of its group."""
        self.run_worker(
            work, name=group, group=group, description=group, thread=True, exclusive=True, exit_on_error=False,
        )  # fmt: skip

    @on(Running)
    def _progressed(self, event: Running) -> None:
        if event.number == self._number:
            self.state = replace(self.state, running=(event.done, event.total))
            self.show_state()

    @on(Ran)
    def _ran(self, event: Ran) -> None:
        if event.number == self._number:
            first = self.state.results is None
            budget = event.plans.first if self.state.budget is None else self.state.budget
            self.state = replace(
                self.state, opened=event.opened,
                listed=event.listed, results=event.results, plans=event.plans, running=None,
                planning=True, budget=min(budget, event.plans.most),
            )  # fmt: skip
            self.list_deals(stay=not first)
            self.show_state()

    @on(PlanMade)
    def _planned(self, event: PlanMade) -> None:
        if event.number == self._number:
            self.state = self.state.with_point(event.computed, planning=event.more)
            self.show_state()
            if not event.more and self.state.budget is not None:
                self.plan_exactly(self.state.budget)

    @on(DealExplained)
    def _explained(self, event: DealExplained) -> None:
        if event.number == self._number:
            reasons = {**self.state.reasons, (event.budget, event.deal): event.words}
            self.state = replace(self.state, reasons=reasons)
            self.show_reason()

    @on(NotRun)
    def _not_run(self, event: NotRun) -> None:
        if event.number == self._number:
            self.state = replace(self.state, running=None, planning=False)
            self.show_state()
            self.app.push_screen(Told("The portfolio cannot be run", event.error, present=self.state.present))

    @on(Worker.StateChanged)
    def _worker_ended(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw ends in a dialog too; the app stays up."""
        if event.state is WorkerState.ERROR:
            problem = event.worker.error
            error = RoiError(
                f"{event.worker.group} ended with {type(problem).__name__}: {problem}",
                hint="Ctrl+R runs it again; what was finished is kept.",
            )
            self.state = replace(self.state, running=None, planning=False)
            self.show_state()
            self.app.push_screen(Told("Something failed", error, present=self.state.present))

    def plan_exactly(self, budget: float) -> None:
        """The plan of the budget itself, once it rests there and the others are computed."""
        state = self.state
        if state.budget != budget or state.plans is None or state.planning:
            return
        if any(point.budget == budget for point in state.points):
            self.explain_soon()
            return
        number, plans = self._number, state.plans
        self.state = replace(state, planning=True)
        self.show_state()
        self.in_thread("plan", partial(plan, number, plans, [budget], self.post_message, _cancelled))

    def explain_soon(self) -> None:
        """Why the chosen deal is out of the plan that is shown, worked out beside the screen."""
        state, point = self.state, self.state.point
        if state.plans is None or point is None or not state.chosen or state.planning:
            return
        key = (point.budget, state.chosen)
        listed = state.chosen_deal
        if key in state.reasons or state.chosen in point.ways or listed is None or listed.row is None:
            return
        number, plans, deal = self._number, state.plans, state.chosen
        self.in_thread("why", partial(explain, number, plans, point.budget, deal, self.post_message))

    @abstractmethod
    def list_deals(self, *, stay: bool = True) -> None:
        """Put the deals into the list; `stay`: the cursor does."""

    @abstractmethod
    def show_state(self) -> None:
        """Put what is known on the screen."""

    @abstractmethod
    def show_reason(self) -> None:
        """The same of the chosen deal alone."""


def _cancelled() -> bool:
    return get_current_worker().is_cancelled
