"""The workbook of a run: every sheet in its order."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import roi
from exports.brand import HOUSE, Brand
from exports.voice.remarks import remark_sentences
from exports.voice.since import Older
from exports.workbook.about.sheet import write_about
from exports.workbook.approval import write_approval
from exports.workbook.checks.sheet import write_checks
from exports.workbook.claims.sheet import write_claims
from exports.workbook.decisions.sheet import write_decisions
from exports.workbook.finance.sheet import write_finance
from exports.workbook.inputs.scenarios import write_outcome, write_scenarios
from exports.workbook.inputs.sheet import write_inputs
from exports.workbook.layout import FINANCE, OPTIONS, Subject
from exports.workbook.model.sheet import write_model
from exports.workbook.options.sheet import write_options
from exports.workbook.origin.accountable import write_accountability
from exports.workbook.origin.identity import HIDDEN, identity_of_run, write_identity
from exports.workbook.realised.sheet import write_realised
from exports.workbook.results.sheet import write_results
from exports.workbook.sources import write_sources
from exports.workbook.summary.sheet import write_summary
from exports.workbook.trials.sheet import write_trials
from exports.workbook.writer.book import Book
from exports.workbook.writer.package import save
from exports.workbook.years import write_years
from roi.analysis.alternatives import Alternatives
from roi.analysis.verdict import Verdict, assess
from roi.defaults import TRIALS
from roi.errors import RoiError, of_setting
from roi.memory import give_back
from roi.observed.observations import Observation
from roi.observed.realisation import realisation_plan
from roi.sim.cuts import HEADLINE
from roi.sim.sampling import planned

MOST_TRIALS = 65_536  # a sheet has 1,048,576 rows, and nobody waits for a million


def workbook(
    run: roi.Run,
    path: Path,
    *,
    trials: int = TRIALS,
    prospect: str = "",
    prepared_by: str = "",
    created: datetime.date | None = None,
    valid_until: datetime.date | None = None,
    estimate_text: str = "",
    alternatives: Alternatives | None = None,
    verdict: Verdict | None = None,
    older: Older | None = None,
    observations: Sequence[Observation] = (),
    brand: Brand = HOUSE,
) -> None:
    """Write the live workbook of a run.

    Args:
        run: a simulated case.
        path: the file, written as it stands: move it into place with `exports.files.write_atomically`.
        trials: live trials, rounded up to 16 × a power of two, but for multiples of 16,384.
        prospect, prepared_by: for the cover.
        created: of the estimate, on the cover and in the document's properties; today unless given.
        valid_until: the date until which the figures stand.
        estimate_text: the estimate file that reproduces the run.
        alternatives: other ways to deploy and other presets, for a sheet of their own.
        verdict: on the run, of cash and capacity benefits; None works it out.
        older: a version of the estimate: Approval lists what changed since.
        observations: of the estimate: what of them is money stands on Realised.
        brand: how it looks.

    Raises:
        RoiError: more trials than a sheet is fit for.
        OSError: the file cannot be written.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise RoiError(f"{trials:,} live trials", of_setting("trials"), f"Allowed: 1 to {MOST_TRIALS:,}.")
    rounded = planned(trials, 1, run.prepared.sampling.sampler).draws
    summary = run.summary()
    subject = Subject(
        run=run, summary=summary, verdict=verdict or assess(run, summary),
        trials=rounded, prospect=prospect, prepared_by=prepared_by, created=created or datetime.date.today(),
        valid_until=valid_until, estimate_text=estimate_text, alternatives=alternatives, older=older,
        observations=observations, doubts=remark_sentences(run.model), brand=brand,
    )  # fmt: skip
    save(build(subject), path)


def build(subject: Subject) -> Book:
    """The workbook before it is saved: a sheet after the other, each given the places of those that it names."""
    expected = realisation_plan(subject.run)  # before there are cells: it takes memory for all draws by month
    give_back()
    book = Book(subject.model.case.header.title, subject.created, subject.brand)
    pages = {title: book.sheet(title) for title in subject.sheets}
    write_scenarios(book, pages["Scenarios"], subject)
    inputs = write_inputs(book, pages["Inputs"], subject)
    model = write_model(book, pages["Model"], subject, inputs.constants)
    if (financing := subject.base.outcome.cut(HEADLINE).financing) is not None:
        write_finance(book, pages[FINANCE], subject, financing, model, inputs.constants)
    trials = write_trials(book, pages["Trials"], subject, inputs)
    results = write_results(book, pages["Results"], subject, inputs, trials)
    write_outcome(book, pages["Scenarios"])
    write_decisions(book, pages["Decisions"], subject)
    give_back()
    if subject.alternatives is not None:
        write_options(book, pages[OPTIONS], subject, subject.alternatives)
    write_years(book, pages["Years"], subject, model)
    realised = write_realised(book, pages["Realised"], subject, expected)
    ratios = write_summary(book, pages["Summary"], subject, inputs, model, results)
    write_approval(book, pages["Approval"], subject, model.table)
    write_claims(book, pages["Claims"], subject, {**inputs.constants, **ratios})
    write_sources(book, pages["Sources"], subject, inputs)
    write_about(book, pages["About"], subject)
    write_identity(book, identity_of_run(subject), leave=("Checks",))
    write_accountability(book, book.pages[HIDDEN], subject.model)
    write_checks(book, pages["Checks"], subject, model, trials, realised)
    give_back()
    return book
