"""What `roi run` and `roi demo` share: the run, the verdict on it, and the files made of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.brand import Brand
    from exports.files import Said
    from roi import Run
    from roi.analysis.verdict import Verdict
    from roi.sim.cuts import Cut
    from tui.desk.request import OpenedCase


@dataclass(frozen=True, slots=True)
class Effort:
    """How a run is worked off: to which precision (a share, or None), by which engine, on how many threads."""

    precision: float | None = None
    engine: str = "arrays"
    threads: int = 1


def simulated(opened_case: OpenedCase) -> Run:
    """The run, by arrays, with as many draws as its settings say."""
    return worked_off(opened_case, Effort())[0]


def worked_off(opened_case: OpenedCase, how: Effort) -> tuple[Run, OpenedCase]:
    """The run, and the request with what there is to say of it.

    A progress bar shows on standard error once it takes longer than a second.
    """
    import roi
    from roi.sim.engines import chosen_engine
    from tui.cli.progress import after_a_second

    settings, engine = opened_case.settings, chosen_engine(how.engine)
    with after_a_second("Simulating") as progress:
        if how.precision is None:
            run = roi.simulate(
                opened_case.model,
                draws=settings.draws,
                seed=settings.seed,
                sampler=settings.sampler,
                engine=engine,
                threads=how.threads,
                progress=progress,
            )
            return run, opened_case
        run, precision = roi.simulate_to(
            opened_case.model,
            how.precision,
            draws=settings.draws,
            seed=settings.seed,
            sampler=settings.sampler,
            engine=engine,
            threads=how.threads,
            progress=progress,
        )
    estimate = replace(opened_case.estimate, settings=replace(settings, draws=run.draws_used))
    return run, replace(opened_case, estimate=estimate, notes=(*opened_case.notes, precision.words()))


def cut_of(include_soft: bool) -> Cut:
    """The benefits that are counted."""
    from roi.sim.cuts import HEADLINE, SOFT

    return SOFT if include_soft else HEADLINE


def brand_of(file: Path | None) -> Brand:
    """The brand of a file, that of the house without one.

    Raises:
        RoiError: a file that cannot be read, or says what cannot be.
    """
    from exports.brand import HOUSE

    if file is None:
        return HOUSE
    from tui.desk.brand import load_brand

    return load_brand(file)


def judged(run: Run, include_soft: bool) -> Verdict:
    """The verdict; a progress bar shows once it takes longer than a second."""
    from roi.analysis.verdict import assess
    from tui.cli.progress import after_a_second

    with after_a_second("Judging") as progress:
        return assess(run, run.summary(), cut_of(include_soft), progress)


def write_files(
    opened_case: OpenedCase,
    run: Run,
    contents: Said,
    outputs: list[Path],
    save: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write the outputs and the estimate file, and say so."""
    from cases import estimate_text
    from exports.atomic import write_atomically
    from exports.files import export
    from tui.cli.console import err

    for path in outputs:
        export(run, path, contents, force=force)
    if save is not None:
        text = estimate_text(opened_case.estimate)
        write_atomically(save, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    if not quiet:
        for path in [*outputs, *([save] if save else [])]:
            err().print(f"Wrote {path}")
