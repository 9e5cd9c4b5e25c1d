"""A portfolio beside the screen: run, then planned budget by budget; messages say what there is by now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.message import Message

from exports.portfolio_book.contents import Computed
from exports.portfolio_book.plans import computed, why_out
from roi.errors import RoiError
from roi.portfolio.frontier import Frontier, frontier
from roi.portfolio.funding.budgets import steps
from roi.portfolio.results import Results
from roi.records import dataclass
from tui.app.workers.simulator import Cancelled, Post, SupersededError
from tui.desk.deal_list import Listed
from tui.desk.portfolio_folder import OpenedPortfolio, listed_deals, reopened, run


@dataclass(frozen=True, slots=True)
class PortfolioJob:
    """What to run, and which number its messages have."""

    number: int
    opened: OpenedPortfolio


class Ran(Message):
    """All deals are there; `opened` as the files are now."""

    def __init__(
        self,
        number: int,
        opened: OpenedPortfolio,
        results: Results,
        listed: tuple[Listed, ...],
        plans: Frontier,
    ) -> None:
        super().__init__()
        self.number, self.opened, self.results, self.listed = number, opened, results, listed
        self.plans = plans


class Running(Message):
    """So many deals of all are done."""

    def __init__(self, number: int, done: int, total: int) -> None:
        super().__init__()
        self.number, self.done, self.total = number, done, total


class PlanMade(Message):
    """The best plan of a budget was found; `more`: whether others are on their way."""

    def __init__(self, number: int, computed: Computed, *, more: bool) -> None:
        super().__init__()
        self.number, self.computed, self.more = number, computed, more


class DealExplained(Message):
    """Why a deal is out at a budget."""

    def __init__(self, number: int, budget: float, deal: str, words: str) -> None:
        super().__init__()
        self.number, self.budget, self.deal, self.words = number, budget, deal, words


class NotRun(Message):
    """It cannot be run."""

    def __init__(self, number: int, error: RoiError) -> None:
        super().__init__()
        self.number, self.error = number, error


class Written(Message):
    """The workbook is there."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class NotWritten(Message):
    """It is not."""

    def __init__(self, error: RoiError) -> None:
        super().__init__()
        self.error = error


def run_portfolio(job: PortfolioJob, post: Post, cancelled: Cancelled) -> None:
    """Read the files again, run what changed, then plan; what was finished stays where it is stopped."""

    def progress(done: int, total: int) -> None:
        if cancelled():
            raise SupersededError
        post(Running(job.number, done, total))

    try:
        opened = reopened(job.opened)
        results = run(opened, progress)
        listed = listed_deals(opened.portfolio, results)
        plans = frontier(results)
        if cancelled():
            return
        post(Ran(job.number, opened, results, listed, plans))
        plan(job.number, plans, steps(plans.most), post, cancelled)
    except SupersededError:
        return
    except RoiError as error:
        post(NotRun(job.number, error))


def plan(number: int, plans: Frontier, wanted: Sequence[float], post: Post, cancelled: Cancelled) -> None:
    """The best plans of these budgets, one after the other."""
    try:
        for place, budget in enumerate(wanted, start=1):
            if cancelled():
                return
            best = computed(plans, budget)
            if cancelled():
                return
            post(PlanMade(number, best, more=place < len(wanted)))
    except RoiError as error:
        post(NotRun(number, error))


def explain(number: int, plans: Frontier, budget: float, deal: str, post: Post) -> None:
    """Why a deal is not in a plan."""
    try:
        words = why_out(plans, budget, deal)
    except RoiError as error:
        words = str(error)
    post(DealExplained(number, budget, deal, words))


def write_book(write: Callable[[Path], None], path: Path, post: Post) -> None:
    """Write the workbook."""
    try:
        write(path)
    except RoiError as error:
        post(NotWritten(error))
    else:
        post(Written(path))
