"""roi portfolio: a folder of estimates as one thing that is run, shown, ranked, funded and reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roi.text import counted
from tui.cli.commands.parameters import AsJson, BrandFile, Force
from tui.cli.commands.queries import command_of, print_answer, with_options
from tui.cli.commands.typed import number
from tui.cli.progress import after_a_second
from tui.queries.portfolio import (
    PortfolioFundQuery,
    PortfolioRankQuery,
    PortfolioReportQuery,
    PortfolioShowQuery,
)
from tui.queries.shared import Draws, Seed

if TYPE_CHECKING:
    from cases.portfolio.running import RunReport

group = typer.Typer(
    help="Run, rank and fund a folder of estimates.", rich_markup_mode=None, no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the group."""
    group.command("run")(with_options(run))
    for name, query in (
        ("show", PortfolioShowQuery),
        ("rank", PortfolioRankQuery),
        ("fund", PortfolioFundQuery),
    ):
        group.command(name, help=query.__doc__)(command_of(query))
    group.command("report", help=PortfolioReportQuery.__doc__)(with_options(report))
    app.add_typer(group, name="portfolio")


def run(
    portfolio: Annotated[
        str,
        typer.Argument(
            help="A folder of estimates, a pattern in quotes, or a portfolio.toml.", metavar="FOLDER"
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The results, a .parquet file.")],
    draws: Draws = None,
    seed: Seed = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes of this machine.", **number("workers", int, 1, 1_024))
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster: tcp://host:8786, or local.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run every deal anew, whatever is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate every estimate of a folder on common luck; what has not changed is not run again."""
    from cases.portfolio.running import DRAWS
    from cases.portfolio.running import run as run_portfolio
    from cases.portfolio.workers import workers_of
    from exports.atomic import write_atomically
    from exports.files import check_targets
    from roi.defaults import SEED
    from tui.cli.console import print_json, say

    def publish(path: Path, writer: Callable[[Path], object]) -> None:
        write_atomically(path, writer, force=True)

    check_targets([output], force=True)
    try:
        with (
            after_a_second("Reading", "estimates") as reading,
            after_a_second("Running", "deals") as progress,
        ):
            ran = run_portfolio(
                portfolio, output, publish,
                draws=DRAWS if draws is None else draws, seed=SEED if seed is None else seed,
                workers=workers_of(workers, cluster), afresh=force, reading=reading, progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("Stopped. Finished deals are kept: the same command goes on from there.")
        raise
    if as_json:
        print_json(_document(ran, output))
    _tell(ran, output)
    if ran.results.failed:
        raise typer.Exit(1)


def report(
    query: PortfolioReportQuery,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A paper, .md, or a workbook, .xlsx; without it the paper is printed."
        ),
    ] = None,
    brand: BrandFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a paper for a committee."""
    from exports.atomic import write_atomically
    from exports.files import check_targets
    from roi.errors import Place, RoiError
    from tui.cli.console import say
    from tui.cli.face import TERMINAL
    from tui.cli.writing import brand_of

    look = brand_of(brand)
    if output is not None and output.suffix.lower() not in (".md", ".xlsx"):
        raise RoiError(f"the suffix {output.suffix!r} is unknown", Place(str(output)), "Allowed: .md, .xlsx.")
    check_targets([output] if output else [], force=force)
    if output is not None and output.suffix.lower() == ".xlsx":
        query.write_book(TERMINAL, output, look)
        say(f"Wrote {output}")
        if as_json:
            print_answer(query.answer(TERMINAL, in_full=True), as_json)
        return
    answer = query.branded(TERMINAL, look)
    if output is None or as_json:
        print_answer(answer, as_json)
    if output is not None:
        text = "".join(f"{part}\n" for part in answer.parts(0))
        write_atomically(output, lambda path: path.write_text(text, encoding="utf-8"), force=force)
        say(f"Wrote {output}")


def _document(ran: RunReport, output: Path) -> dict[str, object]:
    from tui.views.json_values import picked

    results = ran.results
    return {
        "output": str(output),
        **picked(results, "currency", "draws", "seed"),
        "deals": [
            {"name": each.deal.name, "options": list(each.deal.ways), "digest": each.digest}
            for each in results.deals
        ],
        "kept": ran.kept,
        "failed": [picked(each, "name", "reason") for each in results.failed],
    }


def _tell(ran: RunReport, output: Path) -> None:
    """What was done, and what was not, on standard error."""
    from exports.voice.funding import copy_sentences
    from tui.cli.console import err

    results, console = ran.results, err()
    for failed in results.failed:
        console.print(f"Failed: {failed.name}: {failed.reason}", soft_wrap=True)
    for sentence in copy_sentences(results.portfolio):
        console.print(f"Warning: {sentence}", soft_wrap=True, markup=False)
    count = len(results.deals)
    fresh = count - ran.kept
    done = f"{fresh:,} run" + (f", {ran.kept:,} unchanged" if ran.kept else "")
    deals = counted(count, "deal")
    missing = f"; {len(results.failed):,} failed" if results.failed else ""
    console.print(
        f"Wrote {output}: {deals} of {results.draws:,} draws in {results.currency}: {done}{missing}.",
        soft_wrap=True,
    )
