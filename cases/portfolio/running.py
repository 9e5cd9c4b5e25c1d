"""A portfolio simulated on common luck, deal by deal, into a file of results."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from cases.portfolio.reading import PortfolioReading
from cases.portfolio.tasks import digest_of, terms_of
from cases.portfolio.todo import Todo
from cases.portfolio.workers import Workers, here
from roi.defaults import SEED
from roi.errors import Place, RoiError
from roi.portfolio.deals import Deal, Failed, Portfolio
from roi.portfolio.results import DealResult, Results
from roi.portfolio.store import Store, Write
from roi.portfolio.tables import check_parquet
from roi.progress import Progress
from roi.records import dataclass
from roi.sim.sampling import Sampling, planned
from roi.version import __version__

DRAWS = 4_096


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes:
        results: of all deals, without draws and options: `roi.portfolio.read` reads them.
        kept: deals that were finished before.
        seconds: since the first was begun.
    """

    results: Results
    kept: int
    seconds: float


def run(
    portfolio: Portfolio | str | Path,
    output: Path,
    write: Write,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: Workers = here,
    afresh: bool = False,
    reading: Progress | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Simulate every deal that has changed, and write the results of all.

    Args:
        portfolio: or the folder, pattern or file that it is read from (see `cases.portfolio.reading.load`).
        output: a `.parquet` file; one that is there tells what is finished, and is replaced when all is done.
        write: publishes a file whole.
        draws: of each deal, rounded up to 16 × a power of two, but for multiples of 16,384.
        seed: of all luck.
        workers: who does it; the numbers are the same.
        afresh: run every deal, whatever is there.
        reading, progress: given (files read, files in all) and (deals done, deals in all); where others do the work
            they begin while files are still being read.

    Raises:
        RoiError: whatever is wrong with the portfolio as a whole, or with the output.
    """
    check_parquet()
    _check(output)
    sampling = planned(draws, seed)
    store = Store(output, write)
    with store.held(afresh=afresh):
        deals: _Deals = (
            _Given(portfolio)
            if isinstance(portfolio, Portfolio)
            else PortfolioReading(portfolio, known=store.estimates(), progress=reading)
        )
        began = time.monotonic()
        unfinished = _Unfinished(deals, store, sampling)
        failed = list(_simulated(unfinished, store, workers, reading, progress))
        portfolio = deals.portfolio()
        failed += portfolio.failed
        finished = store.results(unfinished.wanted)
        if not finished:
            reasons = "; ".join(f"{each.name}: {each.reason}" for each in failed[:3])
            raise RoiError(f"no deal could be run: {reasons}")
        failed.sort(key=lambda each: each.name)
        about = Results(portfolio, (), sampling.draws, seed, __version__, tuple(failed))
        store.publish(finished, about)
    return RunReport(replace(about, deals=finished), unfinished.kept, time.monotonic() - began)


class _Deals(Protocol):
    """The deals of a portfolio, one after the other: see `cases.portfolio.reading.PortfolioReading`."""

    count: int
    failed: list[Failed]

    def __next__(self) -> Deal: ...

    def __iter__(self) -> Iterator[Deal]: ...

    def head(self) -> Portfolio: ...

    def portfolio(self) -> Portfolio: ...


class _Given:
    """The same of one that was read before."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio, self._deals = portfolio, iter(portfolio.deals)
        self.count = len(portfolio.deals)
        self.failed: list[Failed] = []

    def __next__(self) -> Deal:
        return next(self._deals)

    def __iter__(self) -> Iterator[Deal]:
        return self._deals

    def head(self) -> Portfolio:
        """The whole."""
        return self._portfolio

    portfolio = head


class _Unfinished:
    """Gives the deals that are to be run, as they are read.

    Attributes:
        terms: of the run.
        wanted: all deals that were read, with their digests and without options.
        kept: of these, those that were finished before.
        by_digest: of these, the others.
    """

    def __init__(self, deals: _Deals, store: Store, sampling: Sampling) -> None:
        self._deals, self._store = deals, store
        self._first = next(deals, None)
        self.terms = terms_of(deals.head(), sampling)
        self.wanted: list[DealResult] = []
        self.kept = 0
        self.by_digest: dict[str, Deal] = {}

    def __iter__(self) -> Iterator[Deal]:
        """Nothing is kept of a portfolio that cannot be as a whole.

        Raises:
            RoiError: this is such a one.
        """
        try:
            for deal in chain(() if self._first is None else (self._first,), self._deals):
                digest = digest_of(self.terms, deal)
                self.wanted.append(DealResult(deal, digest, ()))
                if digest in self._store.kept:
                    self.kept += 1
                else:
                    self.by_digest[digest] = deal
                    yield deal
            self._deals.portfolio()
        except RoiError:
            self._store.forget()
            raise

    @property
    def count(self) -> int:
        """Of all deals; at most, until all were read."""
        return self._deals.count - len(self._deals.failed)


def _simulated(
    unfinished: _Unfinished,
    store: Store,
    workers: Workers,
    reading: Progress | None,
    progress: Progress | None,
) -> Iterator[Failed]:
    """Run what is not finished and keep it as it comes; the deals that fail."""
    todo = Todo(unfinished, unfinished.count, unfinished.terms.sampling.draws)
    done = 0
    for worked in workers(unfinished.terms, todo) if todo else ():
        if worked.digests:
            store.add(worked.part, {digest: unfinished.by_digest[digest] for digest in worked.digests})
        yield from worked.failed
        done += len(worked.digests) + len(worked.failed)
        if reading is not None:
            reading(unfinished.count, unfinished.count)  # from now on a person looks at what is done
        if progress is not None:
            progress(unfinished.kept + done, unfinished.count)


def _check(output: Path) -> None:
    if output.suffix != ".parquet":
        raise RoiError("results are written as .parquet", Place(str(output)), "End the name with .parquet.")
    if not os.path.isdir(output.parent):
        raise RoiError("there is no such folder to write to", Place(str(output)), "Make it first.")
    if not os.access(output.parent, os.W_OK):
        message = f"nothing may be written to the folder {output.parent}"
        raise RoiError(message, Place(str(output)), "Choose another folder.")
