"""run: simulate, and say what it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.records import dataclass
from tui.queries.face import Answer, Document, Face
from tui.queries.parameter import Parameter
from tui.queries.query import DrawnQuery
from tui.queries.shared import By, Currency, Horizon, IncludeSoft, ModelName, Sampler, Start, WithPlan
from tui.queries.simulating import certainty, cut_of, judged, risk_tolerance, simulated

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tui.desk.request import OpenedCase


@dataclass(frozen=True, kw_only=True)
class RunQuery(DrawnQuery):
    """Simulate a case and show its business case."""

    NAME: ClassVar[str] = "run"

    include_soft: IncludeSoft = False
    sampler: Sampler = None
    horizon: Horizon = None
    start: Start = None
    currency: Currency = None
    model: ModelName = None
    by: By = ""
    prospect: Annotated[str, Parameter("The prospect the estimate is for.", name="for")] = ""
    rebase: Annotated[bool, Parameter("Move an estimate to its case as it is now: shipped, or its file.")] = (
        False
    )
    risk_tolerance: Annotated[
        str | None, Parameter("Add the certainty equivalent for it, as “5 M”.", metavar="MONEY")
    ] = None

    with_plan: WithPlan = False

    def tolerance(self, opened_case: OpenedCase) -> float | None:
        """The risk tolerance, where one is given.

        Raises:
            RoiError: no amount of money, or none that can be a tolerance.
        """
        return None if self.risk_tolerance is None else risk_tolerance(opened_case, self.risk_tolerance)

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The business case, the verdict first."""
        from tui.views.result import result_parts

        opened_case = self.opened(face)
        tolerance = self.tolerance(opened_case)
        run = simulated(opened_case, face)
        for note in opened_case.remarks(face.leave):
            face.note(note)
        verdict = judged(run, self.include_soft, face)
        equivalent = None if tolerance is None else certainty(run, tolerance, self.include_soft)

        def document() -> Document:
            from exports.document.result import result_document
            from tui.desk.handover import document_request

            contents = document_request(opened_case, cut_of(self.include_soft))
            contents = replace(contents, with_plan=self.with_plan)
            return result_document(run, replace(contents, verdict=verdict, certainty=equivalent))

        def parts(width: int) -> Iterable[RenderableType]:
            soft, settings = self.include_soft, opened_case.settings
            yield from result_parts(run, settings, verdict, width, include_soft=soft, certainty=equivalent)
            if self.with_plan:
                from tui.views.realisation import plan_parts

                yield from plan_parts(run)

        return Answer(document, parts)
