"""The workbook of a run: every sheet in its order."""

from __future__ import annotations

import datetime
from pathlib import Path

import roi
from exports.story.contents import PLAIN_REQUEST, DocumentRequest
from exports.voice.remarks import remark_sentences
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
from roi.analysis.verdict import assess
from roi.defaults import MOST_TRIALS
from roi.errors import RoiError, of_setting
from roi.memory import give_back
from roi.observed.realisation import realisation_plan
from roi.sim.cuts import HEADLINE
from roi.sim.sampling import planned


def workbook(run: roi.Run, path: Path, contents: DocumentRequest = PLAIN_REQUEST) -> None:
    """Write the live workbook of a run.

    Args:
        run: a simulated case.
        path: the file, written as it stands: move it into place with `exports.files.write_atomically`.
        contents: what stands beside it; its verdict only where it is of cash and capacity benefits, and its trials
            rounded up to 16 × a power of two, but for multiples of 16,384.

    Raises:
        RoiError: more trials than a sheet is fit for.
        OSError: the file cannot be written.
    """
    trials = contents.trials
    if not 1 <= trials <= MOST_TRIALS:
        raise RoiError(f"{trials:,} live trials", of_setting("trials"), f"Allowed: 1 to {MOST_TRIALS:,}.")
    summary = run.summary()
    verdict = contents.verdict if contents.cut == HEADLINE else None
    subject = Subject(
        run=run, summary=summary, verdict=verdict or assess(run, summary), contents=contents,
        trials=planned(trials, 1, run.prepared.sampling.sampler).draws,
        created=contents.created or datetime.date.today(), doubts=remark_sentences(run.model),
    )  # fmt: skip
    save(build(subject), path)


def build(subject: Subject) -> Book:
    """The workbook before it is saved: a sheet after the other, each given the places of those that it names."""
    expected = realisation_plan(subject.run)  # before there are cells: it takes memory for all draws by month
    give_back()
    book = Book(subject.model.case.header.title, subject.created, subject.contents.brand)
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
    if subject.contents.alternatives is not None:
        write_options(book, pages[OPTIONS], subject, subject.contents.alternatives)
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
