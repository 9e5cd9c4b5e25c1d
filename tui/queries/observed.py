"""observe, update: what is to be measured, and what the measurements say of the estimate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.errors import Command, RoiError, Setting, of_setting, remedy
from roi.records import dataclass
from tui.queries.face import Answer, Document, Face
from tui.queries.parameter import Parameter
from tui.queries.query import DrawnQuery, ModelQuery
from tui.queries.shared import CutName

if TYPE_CHECKING:
    from rich.console import RenderableType

    from exports.brand import Brand
    from roi.observed.results import Update
    from roi.observed.tracked import Tracked
    from roi.sim.scope import Scope
    from tui.desk.observing import Updating


@dataclass(frozen=True, kw_only=True)
class ObserveQuery(ModelQuery):
    """List what can be observed, as a file of observations to fill in."""

    NAME: ClassVar[str] = "observe"

    months: Annotated[int, Parameter("Rows for each line that has months.", least=1, most=120)] = 1
    example: Annotated[bool, Parameter("Rows that are filled in: a made-up example, to try an update.")] = (
        False
    )

    def rows(self, face: Face) -> list[tuple[str, ...]]:
        """Rows to fill in, or those of an example, by the headings of observations."""
        from tui.desk.observing import EXAMPLE_HEAD, example, skeleton

        opened_case = self.opened(face)
        if not self.example:
            return skeleton(opened_case.model, self.months)
        rows = example(opened_case.model.case.id)
        face.note(EXAMPLE_HEAD, "Warning")
        return rows

    def text(self, rows: Sequence[Sequence[str]], suffix: str) -> str:
        """The rows as a file of text."""
        from tui.desk.observing import EXAMPLE_HEAD, skeleton_text

        return skeleton_text(rows, suffix, EXAMPLE_HEAD if self.example else "")

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The rows, as JSON or as CSV."""
        return self.answered(self.rows(face))

    def answered(self, rows: Sequence[Sequence[str]]) -> Answer:
        """Rows as an answer."""
        from rich.text import Text

        from cases.row_tables import COLUMNS

        return Answer(
            lambda: [{key: text for key, text in zip(COLUMNS, row, strict=True) if text} for row in rows],
            lambda _width: [Text(self.text(rows, ".csv").rstrip("\n"), no_wrap=True, overflow="ignore")],
        )


@dataclass(frozen=True, kw_only=True)
class ObservedQuery(DrawnQuery):
    """Of an estimate and what was observed since, in files or in the estimate itself."""

    NOTHING: ClassVar[str]  # what is said where nothing was observed

    observed: Annotated[
        tuple[str, ...], Parameter("Observations: a .csv, .toml or .xlsx file.", metavar="FILE")
    ] = ()
    columns: Annotated[
        tuple[str, ...],
        Parameter(
            "A column of somebody's export as a line or an input.", name="column", metavar="NAME=HEADING"
        ),
    ] = ()
    period: Annotated[
        str, Parameter("The column of the months, in somebody's export.", metavar="HEADING")
    ] = ""
    error: Annotated[
        str, Parameter("How far the figures of such columns may be off: a number, 5%, or exact.")
    ] = "exact"

    def scope(self) -> Scope:
        """The figures of the run that are read."""
        raise NotImplementedError

    def updated(self, face: Face) -> Updating:
        """The update, and the estimate that keeps it.

        Raises:
            RoiError: nothing was observed, or it cannot be read.
        """
        from tui.desk.observing import ObservedFile, refuse_exchanged, updated_by
        from tui.queries.simulating import simulated

        try:
            opened_case = self.opened(face)
        except RoiError:
            refuse_exchanged(self.case)
            raise
        files = [ObservedFile(Path(path), self.columns, self.period, self.error) for path in self.observed]
        if not files and not opened_case.estimate.observations:
            hint = remedy(
                "Add ",
                Setting("observed", "FILE"),
                "; ",
                Command("observe", "CASE"),
                " writes one to fill in.",
            )
            raise RoiError(self.NOTHING, of_setting("observed"), hint)
        updating = updated_by(opened_case, files, lambda prior: simulated(prior, face, self.scope()))
        for note in updating.notes:
            face.note(note)
        return updating


@dataclass(frozen=True, kw_only=True)
class UpdateQuery(ObservedQuery):
    """Update an estimate by what was measured since: inputs, metrics, claims, surprises."""

    NAME: ClassVar[str] = "update"
    NOTHING: ClassVar[str] = "there is nothing to update by"

    top: Annotated[int, Parameter("Rows shown.", least=1)] = 12

    def scope(self) -> Scope:
        """Every metric, of the benefits that count."""
        from roi.sim.scope import Scope

        return Scope.of(Scope().metrics)

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """What the observations say."""
        return self.answered(self.updated(face).update)

    def answered(self, update: Update) -> Answer:
        """An update as an answer."""

        def document() -> Document:
            from exports.document.update import update_document

            return update_document(update)

        def parts(width: int) -> Iterable[RenderableType]:
            from tui.views.update import update_parts

            return update_parts(update, width, self.top)

        def markdown(brand: Brand) -> str:
            from exports.markdown.observed import update_markdown

            return update_markdown(update, brand)

        return Answer(document, parts, markdown)


@dataclass(frozen=True, kw_only=True)
class TrackQuery(ObservedQuery):
    """Realised to date and the forecast of the rest, by line and month, against the estimate as sold."""

    NAME: ClassVar[str] = "track"
    NOTHING: ClassVar[str] = "nothing was observed of it yet"

    months: Annotated[bool, Parameter("Show every month: running net, and each line that was observed.")] = (
        False
    )
    due: Annotated[
        int | None,
        Parameter("Figures are due up to this month; otherwise up to the last one observed.", least=0),
    ] = None
    cut: CutName = "headline"

    def scope(self) -> Scope:
        """Net present value."""
        from roi.sim.scope import Scope

        return Scope.of("npv", (self.cut,))

    def tracked(self, face: Face) -> Tracked:
        """The estimate held against what came of it."""
        from roi.observed.tracking import track_update

        return track_update(self.updated(face).update, due=self.due, cut=self.cut)

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """What came of it."""
        return self.answered(self.tracked(face))

    def answered(self, tracked: Tracked) -> Answer:
        """A tracked estimate as an answer."""

        def document() -> Document:
            from exports.document.track import track_document

            return track_document(tracked)

        def parts(width: int) -> Iterable[RenderableType]:
            from tui.views.track import track_parts

            return track_parts(tracked, width, months=self.months)

        def markdown(brand: Brand) -> str:
            from exports.markdown.observed import track_markdown

            return track_markdown(tracked, brand, months=self.months)

        return Answer(document, parts, markdown)
