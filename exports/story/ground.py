"""What the sections of a story are made of: a run with its analyses, each worked out once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import roi
from exports.story.contents import DocumentRequest
from exports.voice.today import today_table
from roi.analysis.audit import Finding, audit
from roi.analysis.drivers import Swing, tornado
from roi.analysis.loss_profile import Losing, losing
from roi.analysis.today import TodayAndThen
from roi.analysis.verdict import Verdict, assess
from roi.errors import RoiError
from roi.model import Model
from roi.observed.realisation import RealisationPlan, realisation_plan
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.summary import Summary


@dataclass(frozen=True, slots=True)
class Ground:
    """A run and what was looked at.

    Attributes:
        then: today and with it; None where there is no difference.
        swings: of the plan by one input at a time, the widest first.
        losing: what losing draws have in common; the reason where that cannot be said.
        claims: the audited claims of the case.
        day: the date of the story.
        plan: what each benefit comes to by month, and who answers for it.
    """

    run: roi.Run
    contents: DocumentRequest
    summary: Summary
    verdict: Verdict
    then: TodayAndThen | None
    swings: Sequence[Swing]
    losing: Losing | str
    claims: Sequence[Finding]
    day: datetime.date
    plan: RealisationPlan

    @property
    def model(self) -> Model:
        """The model that was run."""
        return self.run.model

    @property
    def cut(self) -> Cut:
        """Which benefits count."""
        return self.contents.cut

    @property
    def currency(self) -> str:
        """Of all money."""
        return self.run.model.currency


def grounds(run: roi.Run, contents: DocumentRequest) -> Ground:
    """Everything that is told of; what `contents` holds already is not worked out again."""
    cut, summary = contents.cut, run.summary()
    verdict = contents.verdict or assess(run, summary, cut)
    return Ground(
        run,
        contents,
        summary,
        verdict,
        today_table(run, cut),
        _swings(run, verdict, cut),
        _losing(run, cut),
        contents.claims or audit(run.model.case),
        contents.created or datetime.date.today(),
        realisation_plan(run),
    )


def _swings(run: roi.Run, verdict: Verdict, cut: Cut) -> Sequence[Swing]:
    if verdict.prospects is not None and verdict.prospects.swings:
        return verdict.prospects.swings
    return () if run.model.unstated else tornado(run.model, "npv", cut)


def _losing(run: roi.Run, cut: Cut) -> Losing | str:
    try:
        return losing(run, cut)
    except RoiError as problem:
        return problem.message
