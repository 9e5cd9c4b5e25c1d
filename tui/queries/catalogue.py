"""cases, show, why, audit: what there is, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import CaseQuery, ModelQuery, Query

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, kw_only=True)
class CasesQuery(Query):
    """List the cases by sector of the report; those looked for with what is claimed and what the evidence says."""

    NAME: ClassVar[str] = "cases"

    words: Annotated[
        tuple[str, ...], Parameter("Only cases that hold every word.", metavar="[SEARCH]", positional=True)
    ] = ()
    sector: Annotated[str | None, Parameter("Only a sector of the report, or what cases call theirs.")] = None

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The cards of the cases; what is wrong with packs is noted."""
        from tui.desk.catalogue import CaseCard, catalogue
        from tui.views.cases import card_document, cases_parts

        every = catalogue()
        for problem in every.problems:
            face.note(problem.worded(face.word, face.word), "Warning")
        words = tuple(word for text in self.words for word in text.split())
        cards: tuple[CaseCard, ...] = every.chosen(words, self.sector or "")

        def parts(_: int) -> Iterator[RenderableType]:
            if cards:
                yield from cases_parts(cards, in_full=bool(words or self.sector))
            elif words:
                yield f"No case holds these words: {' '.join(words)}."
            else:
                yield "No case is of this sector yet; `roi new NAME` writes one to start from."

        return Answer(lambda: [card_document(card) for card in cards], parts)


@dataclass(frozen=True, kw_only=True)
class ShowQuery(ModelQuery):
    """Show a case: inputs with range, grade and source; lines in words."""

    NAME: ClassVar[str] = "show"

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The model."""
        from tui.views.catalogue import model_document, model_parts

        model = self.opened(face).model
        return Answer(lambda: model_document(model), lambda _: model_parts(model))


@dataclass(frozen=True, kw_only=True)
class WhyQuery(ModelQuery):
    """Ask a number why: what feeds a line, with values, units and conversions, down to the sources."""

    NAME: ClassVar[str] = "why"

    name: Annotated[str, Parameter("A line or an input.", metavar="NAME", positional=True)]

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The tree below a name."""
        from tui.views.why import explain, explain_document

        model = self.opened(face).model
        return Answer(lambda: explain_document(model, self.name), lambda _: [explain(model, self.name)])


@dataclass(frozen=True, kw_only=True)
class AuditQuery(CaseQuery):
    """Audit the published figures: stated, computed, ratio, verdict, and why."""

    NAME: ClassVar[str] = "audit"

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The findings."""
        from exports.document.claims import Claim
        from roi.analysis.audit import audit
        from tui.desk.request import open_case
        from tui.views.audit import NO_CLAIMS, audit_table

        case = open_case(self.request()).estimate.case
        findings = audit(case)
        return Answer(
            lambda: [Claim.model_validate(finding).model_dump() for finding in findings],
            lambda _: [audit_table(case, findings) if findings else NO_CLAIMS],
        )
