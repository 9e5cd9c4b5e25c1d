"""A portfolio simulated on common luck, deal by deal, into a file of results."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cases.portfolio.reading import load
from cases.portfolio.tasks import Terms, digest_of, terms_of
from cases.portfolio.workers import Workers, here
from roi.errors import Place, RoiError
from roi.portfolio.deals import Failed, Portfolio
from roi.portfolio.results import DealResult, Results
from roi.portfolio.store import Store, Write
from roi.portfolio.tables import check_parquet
from roi.sim.sampling import planned
from roi.version import __version__

DRAWS = 4_096
SEED = 1
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ran:
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
) -> Ran:
    """Simulate every deal that has changed, and write the results of all.

    Args:
        portfolio: or the folder, pattern or file that it is read from (see `cases.portfolio.reading.load`).
        output: a `.parquet` file; one that is there tells what is finished, and is replaced when all is done.
        write: publishes a file whole.
        draws: of each deal, rounded up to 16 × a power of two.
        seed: of all luck.
        workers: who does it; the numbers are the same.
        afresh: run every deal, whatever is there.
        reading, progress: given (files read, files in all) and (deals done, deals in all).

    Raises:
        RoiError: whatever is wrong with the portfolio as a whole, or with the output.
    """
    check_parquet()
    _check(output)
    sampling = planned(draws, seed)
    store = Store(output, write)
    with store.held(afresh=afresh):
        if not isinstance(portfolio, Portfolio):
            portfolio = load(portfolio, known=store.estimates(), progress=reading)
        terms = terms_of(portfolio, sampling)
        wanted = [DealResult(deal, digest_of(terms, deal), ()) for deal in portfolio.deals]
        about = Results(portfolio, (), sampling.draws, seed, __version__)
        failed = list(portfolio.failed)
        kept, began = sum(result.digest in store.kept for result in wanted), time.monotonic()
        failed += _simulated(wanted, store, terms, workers, progress)
        finished = store.results(wanted)
        if not finished:
            reasons = "; ".join(f"{each.name}: {each.reason}" for each in failed[:3])
            raise RoiError(f"no deal could be run: {reasons}")
        about = replace(about, failed=tuple(sorted(failed, key=lambda each: each.name)))
        store.publish(finished, about)
    return Ran(replace(about, deals=finished), kept, time.monotonic() - began)


def _simulated(
    wanted: list[DealResult],
    store: Store,
    terms: Terms,
    workers: Workers,
    progress: Progress | None,
) -> Iterator[Failed]:
    """Run what is not finished and keep it as it comes; the deals that fail."""
    todo = {result.digest: result.deal for result in wanted if result.digest not in store.kept}
    done = len(wanted) - len(todo)
    for worked in workers(terms, list(todo.values())) if todo else ():
        if worked.digests:
            store.add(worked.part, {digest: todo[digest] for digest in worked.digests})
        yield from worked.failed
        done += len(worked.digests) + len(worked.failed)
        if progress is not None:
            progress(done, len(wanted))


def _check(output: Path) -> None:
    if output.suffix != ".parquet":
        raise RoiError("results are written as .parquet", Place(str(output)), "End the name with .parquet.")
    if not output.parent.is_dir() or not os.access(output.parent, os.W_OK):
        raise RoiError("there is no such folder to write to", Place(str(output)), "Make it first.")
