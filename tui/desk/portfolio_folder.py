"""A folder of estimates as one portfolio: opened, run, planned under a budget, written as a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cases.portfolio.reading import load
from cases.portfolio.running import run as run_portfolio
from exports.atomic import write_atomically
from exports.brand import HOUSE, Brand
from exports.portfolio_book.contents import Computed
from exports.portfolio_book.plans import computed
from exports.portfolio_book.rows import deal_row
from roi.notation import notation
from roi.portfolio.deals import Portfolio
from roi.portfolio.frontier import Frontier
from roi.portfolio.funding.budgets import steps
from roi.portfolio.results import Results
from roi.portfolio.tables import SCHEMA, read
from roi.private import private_folder
from roi.reading import real_path
from roi.records import dataclass
from roi.text import counted
from tui.desk.deal_list import Listed


@dataclass(frozen=True, slots=True)
class OpenedPortfolio:
    """What was opened.

    Attributes:
        path: of the folder, or of the file that tells of the portfolio.
        kept: the file that its results are kept in.
    """

    path: Path
    portfolio: Portfolio
    kept: Path

    @property
    def title(self) -> str:
        """What it is called among recent files."""
        return f"{counted(len(self.portfolio.deals), 'deal')} as a portfolio"

    @property
    def folder(self) -> Path:
        """Of the estimates."""
        return self.path if self.path.is_dir() else self.path.parent


def opened_portfolio(path: Path, kept: Path) -> OpenedPortfolio:
    """A portfolio, before it is run.

    Args:
        path: see `OpenedPortfolio`.
        kept: the private folder in which results are kept.

    Raises:
        RoiError: whatever `cases.portfolio.reading.load` raises.
    """
    place = real_path(path)
    name = hashlib.sha256(str(place).encode()).hexdigest()[:24]
    return OpenedPortfolio(place, load(place), kept / f"{name}-{SCHEMA}.parquet")


def reopened(opened: OpenedPortfolio) -> OpenedPortfolio:
    """The same as its files are now."""
    return replace(opened, portfolio=load(opened.path))


def run(opened: OpenedPortfolio, progress: Callable[[int, int], None]) -> Results:
    """Run what is not kept; what was finished stays kept whatever `progress` raises.

    Raises:
        RoiError: pyarrow is not installed, or another program runs the same portfolio.
    """

    def publish(path: Path, writer: Callable[[Path], object]) -> None:
        write_atomically(path, writer, force=True, private=True)

    private_folder(opened.kept.parent)
    run_portfolio(opened.portfolio, opened.kept, publish, progress=progress)
    return read(opened.kept)


def listed_deals(portfolio: Portfolio, results: Results | None) -> tuple[Listed, ...]:
    """The deals of a portfolio, with figures where they were run."""
    known = {} if results is None else {result.deal.name: result for result in results.deals}
    failed = {each.name: each.reason for each in (() if results is None else results.failed)}
    return tuple(
        Listed(deal, deal_row(known[deal.name]) if deal.name in known else None, failed.get(deal.name, ""))
        for deal in portfolio.deals
    )


def report(
    frontier: Frontier,
    points: Sequence[Computed],
    budget: float,
    title: str,
    path: Path,
    brand: Brand = HOUSE,
) -> None:
    """Write the workbook of a portfolio, whole or not at all.

    Raises:
        RoiError: the file cannot be written.
    """
    import datetime

    from exports.portfolio_book.build import contents_of
    from exports.portfolio_book.write import portfolio_book

    by_budget = {point.budget: point for point in (*points, computed(frontier, budget)) if point.feasible}
    with notation(brand.numbers, brand.dates):
        contents = contents_of(
            frontier,
            [by_budget[each] for each in sorted(by_budget)],
            budget,
            title=title,
            folder=path.parent,
            created=datetime.date.today(),
        )
        write_atomically(path, lambda target: portfolio_book(contents, target, brand), force=True)


def report_of(
    frontier: Frontier, title: str, path: Path, brand: Brand, progress: Callable[[int, int], None]
) -> None:
    """The same, with plans of budgets from nothing to all, and of the budget that stands in the cell.

    Args:
        progress: is given (budgets done, in all).

    Raises:
        RoiError: the file cannot be written.
    """
    begin = frontier.first
    points, wanted = [], steps(frontier.most)
    for done, budget in enumerate(wanted, start=1):
        points.append(computed(frontier, budget))
        progress(done, len(wanted))
    report(frontier, points, begin, title, path, brand)


def stamps(portfolio: Portfolio) -> Mapping[Path, tuple[int, int]]:
    """When each estimate was last written, and its size: enough to see whether one was."""
    written: dict[Path, tuple[int, int]] = {}
    for deal in portfolio.deals:
        with suppress(OSError):  # gone: which is a change too
            status = deal.path.stat()
            written[deal.path] = (status.st_mtime_ns, status.st_size)
    return written
