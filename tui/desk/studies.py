"""Studies of a result that take longer than a redraw: each is a frozen value that says what it finds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from roi.case import AS_IT_STANDS
from roi.errors import RoiError
from roi.progress import Progress
from roi.records import dataclass

if TYPE_CHECKING:
    import roi
    from roi.analysis.compare import Comparison
    from roi.analysis.disappointment import Disappointment
    from roi.analysis.drivers import Driver
    from roi.analysis.evidence import Evidence
    from roi.analysis.gate import Gate
    from roi.analysis.information import Information
    from roi.analysis.larger_model import Sizes
    from roi.analysis.loss_profile import Losing
    from roi.analysis.ownership import TotalCosts
    from roi.analysis.prospects import Prospects
    from roi.analysis.solve import At, Solution
    from roi.analysis.stress import Stress
    from roi.analysis.twoway import TwoWay
    from roi.analysis.volume import Scan
    from roi.sim.cuts import Cut
    from tui.desk.candidates import Kind
    from tui.desk.model_costs import ModelCosts
    from tui.desk.session import Session

QUICK_DRAWS = 4_096  # of what is answered at once
MODELS = 8  # shown beside the ways to deploy, the cheapest
Result = TypeVar("Result", covariant=True)


@dataclass(frozen=True, slots=True)
class StudyBasis:
    """What is studied: a run of a session's model, and the benefits that count."""

    run: roi.Run
    session: Session
    cut: Cut


@dataclass(frozen=True)
class Study(ABC, Generic[Result]):
    """A question to a result."""

    NEEDS_COSTS: ClassVar[bool] = True  # without costs there is no net present value to study

    def of(self, basis: StudyBasis, progress: Progress) -> Result:
        """What it finds.

        Raises:
            RoiError: why there is nothing to find.
        """
        if self.NEEDS_COSTS and basis.run.model.unstated:
            raise RoiError("the preset does not state all costs: without costs there is no NPV")
        return self._of(basis, progress)

    @abstractmethod
    def _of(self, basis: StudyBasis, progress: Progress) -> Result:
        """What it finds, of a result that has a net present value where one is needed."""


@dataclass(frozen=True)
class ProspectsStudy(Study["Prospects"]):
    """What could turn the verdict."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Prospects:
        from roi.analysis.prospects import prospects

        return prospects(basis.run, basis.cut, progress)


@dataclass(frozen=True)
class RemarksStudy(Study[tuple[str, ...]]):
    """What is worth a second look in the case."""

    NEEDS_COSTS: ClassVar[bool] = False

    def _of(self, basis: StudyBasis, progress: Progress) -> tuple[str, ...]:
        from exports.voice.remarks import remark_sentences

        return remark_sentences(basis.run.model)


@dataclass(frozen=True)
class DriversStudy(Study["tuple[Driver, ...]"]):
    """What net present value hangs on."""

    def _of(self, basis: StudyBasis, progress: Progress) -> tuple[Driver, ...]:
        from roi.analysis.drivers import drivers

        return tuple(drivers(basis.run, "npv", basis.cut))


@dataclass(frozen=True)
class LosingStudy(Study["Losing"]):
    """What the draws that lose money have in common."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Losing:
        from roi.analysis.loss_profile import losing

        return losing(basis.run, basis.cut)


@dataclass(frozen=True)
class InformationStudy(Study["Information"]):
    """What answers are worth for going on or not."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Information:
        from roi.analysis.information import information

        return information(basis.run, 0.0, basis.cut)


@dataclass(frozen=True)
class EvidenceStudy(Study["Evidence"]):
    """On whose word the variance rests."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Evidence:
        from roi.analysis.evidence import evidence

        return evidence(basis.run, basis.cut)


@dataclass(frozen=True)
class BreakEvenStudy(Study["tuple[Solution, ...]"]):
    """What must be true of NPV on average, or at P50."""

    at: At = "p50"

    def _of(self, basis: StudyBasis, progress: Progress) -> tuple[Solution, ...]:
        from roi.analysis.conditions import conditions
        from roi.analysis.scores import enough_draws
        from roi.analysis.solve import FEWEST_DRAWS

        enough_draws(basis.run, FEWEST_DRAWS, "What must be true")
        return conditions(basis.run, basis.cut, at=self.at)


@dataclass(frozen=True)
class TwoInputsStudy(Study["TwoWay"]):
    """NPV over two inputs: at P50, or the chance that it is 0 or more, and where that is even.

    Attributes:
        across, down: ids of the inputs; "" is the strongest driver that is not taken yet.
    """

    across: str = ""
    down: str = ""
    at: At = "p50"

    def _of(self, basis: StudyBasis, progress: Progress) -> TwoWay:
        from roi.analysis.drivers import tornado
        from roi.analysis.target import Target
        from roi.analysis.twoway import two_way

        swings = tornado(basis.run.model, "npv", basis.cut)
        taken = [name for name in (self.across, self.down) if name]
        free = [swing.item.id for swing in swings if not swing.item.spec.luck and swing.item.id not in taken]
        if len(free) + len(taken) < 2:
            raise RoiError("fewer than two inputs vary: there is no table of two")
        across = self.across or free.pop(0)
        down = self.down or free.pop(0)
        target = Target(at=self.at, probability=0.5, cut=basis.cut)
        return two_way(basis.run, across, down, target, progress)


@dataclass(frozen=True)
class ComparisonStudy(Study["Comparison"]):
    """Candidates of a kind on the same draws, under stresses or none; `whole`: on as many as the estimate has."""

    NEEDS_COSTS: ClassVar[bool] = False
    kind: Kind
    stresses: tuple[Stress, ...] = ()
    whole: bool = False

    def _of(self, basis: StudyBasis, progress: Progress) -> Comparison:
        draws = _draws_of(basis) if self.whole else QUICK_DRAWS
        return comparison(basis.session, self.kind, basis.cut, draws, progress, self.stresses)


def _draws_of(basis: StudyBasis) -> int:
    from roi.analysis.ways import MOST_COMPARED

    return min(max(basis.session.settings.draws, QUICK_DRAWS), MOST_COMPARED)


@dataclass(frozen=True, slots=True)
class Choosing:
    """Ways to deploy side by side, and what there is to learn before choosing among them."""

    comparison: Comparison
    gates: tuple[Gate, ...]
    questions: Information
    disappointment: Disappointment | None


@dataclass(frozen=True)
class ChoiceStudy(Study[Choosing]):
    """All ways to deploy on as many draws as the estimate has, with gates and questions."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Choosing:
        from roi.analysis.disappointment import disappointment
        from roi.analysis.gate import gates
        from roi.analysis.information import choice_questions

        compared = comparison(basis.session, "options", basis.cut, _draws_of(basis), progress)
        questions = choice_questions(compared, progress=progress)
        return Choosing(compared, tuple(gates(compared)), questions, disappointment(compared))


@dataclass(frozen=True)
class VolumesStudy(Study["tuple[Scan, ...]"]):
    """Which way to deploy leads at which volume, on average and in the plan."""

    def _of(self, basis: StudyBasis, progress: Progress) -> tuple[Scan, ...]:
        from roi.analysis.volume import scans
        from tui.desk.candidates import ways

        seed = basis.session.settings.seed
        return tuple(scans(ways(basis.session), cut=basis.cut, seed=seed, progress=progress))


@dataclass(frozen=True)
class CostsStudy(Study["TotalCosts"]):
    """What each way to deploy costs in all, beside doing nothing."""

    def _of(self, basis: StudyBasis, progress: Progress) -> TotalCosts:
        from roi.analysis.total_costs import total_costs
        from tui.desk.candidates import candidates

        at = basis.session.settings
        return total_costs(
            candidates(basis.session, "options"),
            draws=QUICK_DRAWS,
            seed=at.seed,
            sampler=at.sampler,
            progress=progress,
        )


@dataclass(frozen=True, slots=True)
class Sizing:
    """Whether a larger model pays, and what each model would cost; None where there is nothing to say."""

    sizes: Sizes | None
    models: ModelCosts | None


@dataclass(frozen=True)
class SizingStudy(Study[Sizing]):
    """Models by what their tokens cost, in the first way to deploy that pays by the token; the step in size."""

    def _of(self, basis: StudyBasis, progress: Progress) -> Sizing:
        from roi.analysis.larger_model import STEP, sizes_of
        from tui.desk.candidates import ways
        from tui.desk.model_costs import ranking_of, ways_that_pay

        session = basis.session
        every, paying = ways(session), ways_that_pay(session.model.case)
        steps = any(STEP in {item.id for item in each.model.inputs} for each in every)
        sizes = (
            sizes_of(every, cut=basis.cut, seed=session.settings.seed, progress=progress) if steps else None
        )
        name = (paying[0] or AS_IT_STANDS) if paying else ""
        model = next((each.model for each in every if each.name == name), None)
        ranking = None if model is None else ranking_of(model, cut=basis.cut, averaged=MODELS)
        return Sizing(sizes, ranking)


def comparison(
    session: Session,
    kind: Kind,
    cut: Cut,
    draws: int = QUICK_DRAWS,
    progress: Progress | None = None,
    stresses: tuple[Stress, ...] = (),
) -> Comparison:
    """Candidates of a kind on the same draws.

    Raises:
        RoiError: nothing to compare with, or models that cannot be compared.
    """
    from roi.analysis.compare import compare
    from tui.desk.candidates import candidates

    beside = candidates(session, kind)
    if stresses:
        from roi.analysis.stress import twins

        beside = twins(beside, stresses)
    at = session.settings
    return compare(beside, draws=draws, seed=at.seed, sampler=at.sampler, cut=cut, progress=progress)
