"""score: how good the forecasts of a folder of tracked estimates were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import Query

if TYPE_CHECKING:
    from tui.desk.scoring import Scored


@dataclass(frozen=True, kw_only=True)
class ScoreQuery(Query):
    """Score forecasts: what came true beside what a folder's tracked estimates had said."""

    NAME: ClassVar[str] = "score"

    folder: Annotated[str, Parameter("The folder of the estimates.", metavar="FOLDER", positional=True)]

    def tracked(self, face: Face) -> Scored:
        """What came true, with notes on estimates that say nothing."""
        from tui.desk.scoring import tracked

        with face.progress("Estimates") as progress:
            record = tracked(Path(self.folder), progress)
        for name, problem in record.failed:
            face.note(f"{name} is left out: {problem.worded(face.word, face.word)}", "Warning")
        for older, newer in record.older:
            face.note(f"{older} is left out: {newer} holds all of its observations.")
        if record.unobserved:
            face.note(f"Estimates without observations yet: {record.unobserved:,}.")
        return record

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The scores."""
        return self.answered(self.tracked(face))

    def answered(self, record: Scored) -> Answer:
        """What came true as an answer."""
        from roi.observed.score import scores
        from tui.desk.scoring import class_rows
        from tui.views.score import score_document, score_parts
        from tui.views.score_markdown import score_markdown

        of_all, classed = scores(record.figures), class_rows(record)
        return Answer(
            lambda: score_document(of_all, record, classed),
            lambda _width: score_parts(of_all, record),
            lambda brand: score_markdown(of_all, record, classed, brand),
        )
