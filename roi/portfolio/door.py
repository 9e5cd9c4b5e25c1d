"""Portfolios for Python: `roi.portfolio.load` and `run`.

The engine knows no files of cases and no outputs.  The functions here bring them together, and import each where it
is used.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from roi.portfolio.deals import Portfolio
from roi.portfolio.results import Results
from roi.portfolio.tables import read


def load(path: str | Path) -> Portfolio:
    """The portfolio of a folder of estimates, a pattern such as `deals/*.toml`, or a `portfolio.toml`.

    Estimates that cannot be opened stand under `failed`, with the reason.

    Raises:
        RoiError: no deals, two of one name, prerequisites in a circle, a currency without a rate, or whatever is
            wrong in `portfolio.toml`.
    """
    from cases.portfolio.reading import load as load_portfolio

    return load_portfolio(path)


def run(
    portfolio: Portfolio | str | Path,
    output: str | Path,
    *,
    draws: int = 4_096,
    seed: int = 1,
    workers: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    with_draws: bool = True,
) -> Results:
    """Simulate a portfolio on common luck into a `.parquet` file, and read it.

    Deals that have not changed since the file was written are not run again.  Processes are started anew
    ("spawn"): in a script call it under `if __name__ == "__main__":`.

    Args:
        portfolio: as `load` gives it, or what `load` takes.
        output: the file of results.
        draws: of each deal, rounded up to 16 × a power of two, but for multiples of 16,384.
        seed: of all luck.
        workers: processes of this machine; the numbers are the same.
        cluster: the address of a Dask scheduler, or `local`; needs the extra `cluster`.
        force: run every deal anew.
        progress: given (deals done, deals in all).
        with_draws: whether the results hold the draws of each deal, 48 kB of 4,096.

    Raises:
        RoiError: whatever is wrong with the portfolio, the output or the cluster; deals that fail alone stand under
            `failed`.
    """
    from cases.portfolio.running import run as run_portfolio
    from cases.portfolio.workers import workers_of
    from exports.atomic import write_atomically

    def publish(path: Path, writer: Callable[[Path], object]) -> None:
        write_atomically(path, writer, force=True)

    run_portfolio(
        portfolio,
        Path(output),
        publish,
        draws=draws,
        seed=seed,
        workers=workers_of(workers, cluster),
        afresh=force,
        progress=progress,
    )
    return read(Path(output), draws=with_draws)
