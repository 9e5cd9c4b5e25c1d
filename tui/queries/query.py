"""A question to a case, and what most questions share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar

from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.shared import Answers, CaseName, Draws, Learn, Option, Preset, Region, Seed, Sets

if TYPE_CHECKING:
    from tui.desk.opening import CaseRequest
    from tui.desk.request import OpenedCase


@dataclass(frozen=True, kw_only=True)
class Query(ABC):
    """A question; its fields are annotated with a `Parameter` each, its docstring says what it answers."""

    NAME: ClassVar[str]

    @abstractmethod
    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """What there is to answer.

        Args:
            face: who asks.
            in_full: also what stands in the document alone.

        Raises:
            RoiError: something in the question or in the case.
        """


@dataclass(frozen=True, kw_only=True)
class CaseQuery(Query):
    """Of one case or estimate."""

    case: CaseName

    def request(self) -> CaseRequest:
        """What to open: the fields that a request has too."""
        from tui.desk.opening import CaseRequest

        shared = {field.name for field in fields(CaseRequest)} & {field.name for field in fields(self)}
        given: dict[str, Any] = {name: getattr(self, name) for name in shared}
        return CaseRequest(**given)


@dataclass(frozen=True, kw_only=True)
class ModelQuery(CaseQuery):
    """Of a case as it is deployed, with values laid over it."""

    preset: Preset = None
    option: Option = None
    region: Region = None
    sets: Sets = ()
    answers: Answers = ()

    def opened(self, face: Face) -> OpenedCase:
        """The case with all that is laid over it."""
        from tui.desk.request import open_case

        opened_case = open_case(self.request())
        face.check(opened_case.settings)
        return opened_case


@dataclass(frozen=True, kw_only=True)
class DrawnQuery(ModelQuery):
    """Of its draws."""

    learn: Learn = None
    draws: Draws = None
    seed: Seed = None

    def remarked(self, face: Face) -> OpenedCase:
        """The same, with what there is to say of it and of its draws."""
        from roi.sim.moments import heavy_tails
        from roi.sim.prepare import prepare
        from roi.sim.remarks import tail_remarks
        from roi.sim.sampling import planned

        opened_case = self.opened(face)
        at = opened_case.settings
        tails = heavy_tails(prepare(opened_case.model, planned(at.draws, at.seed, at.sampler)))
        for note in (*opened_case.remarks(face.leave), *tail_remarks(tails)):
            face.note(note)
        return opened_case
