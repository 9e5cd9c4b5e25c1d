"""compare: ways to deploy, presets, regions or snapshots on the same draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from roi.errors import RoiError, Setting, of_setting, remedy
from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import CaseQuery
from tui.queries.shared import (
    Answers,
    By,
    Currency,
    Draws,
    Horizon,
    IncludeSoft,
    Learn,
    ModelName,
    Sampler,
    Seed,
    Sets,
    Stresses,
)

if TYPE_CHECKING:
    from roi.analysis.compare import Comparison
    from roi.analysis.cost_tally import CostTally
    from roi.analysis.disappointment import Disappointment
    from roi.analysis.volume import Scan
    from roi.sim.cuts import Cut
    from tui.desk.comparison import CandidateChoices


@dataclass(frozen=True, kw_only=True)
class CompareQuery(CaseQuery):
    """Compare ways to deploy, presets, or an estimate's snapshots, on the same draws."""

    NAME: ClassVar[str] = "compare"

    options: Annotated[
        str | None,
        Parameter("Options with commas between, `case` for none; all of them by default.", name="option"),
    ] = None
    presets: Annotated[
        str | None, Parameter("Presets with commas between: several are set side by side.", name="preset")
    ] = None
    regions: Annotated[
        str | None, Parameter("Regions with commas between: several are set side by side.", name="region")
    ] = None
    snapshots: Annotated[bool, Parameter("Compare an estimate with the snapshots in its file.")] = False
    volume: Annotated[
        str | None, Parameter("The volume that is scanned; the case's first.", metavar="INPUT")
    ] = None
    known: Annotated[
        str | None,
        Parameter(
            "What is known of such deployments: realised ÷ estimated of scored deals, or mean and spread of NPV.",
            name="class", metavar="FILE.csv|MEAN,SD",
        ),
    ] = None  # fmt: skip
    costs: Annotated[bool, Parameter("Total cost of each and of doing nothing, by class and year.")] = False
    model: ModelName = None
    stresses: Stresses = ()
    sets: Sets = ()
    answers: Answers = ()
    learn: Learn = None
    include_soft: IncludeSoft = False
    cash_only: Annotated[bool, Parameter("Count cash benefits only.")] = False
    draws: Draws = None
    seed: Seed = None
    sampler: Sampler = None
    horizon: Horizon = None
    currency: Currency = None
    by: By = ""

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The candidates side by side."""
        from roi.analysis.information import DETAILED, FEWEST_DRAWS, choice_questions
        from roi.analysis.total_costs import stated
        from roi.sim.cuts import CASH, HEADLINE, SOFT
        from tui.desk.comparison import Compared, choices, kept_choices
        from tui.views.choice import SHOWN
        from tui.views.compare import comparison_markdown, comparison_parts
        from tui.views.compare_document import comparison_document

        request = self.request()
        if self.snapshots:
            self._refuse_beside_snapshots()
            candidates = kept_choices(request, self.stresses)
        else:
            candidates = choices(request, self.options, self.presets, self.stresses, self.regions)
        face.check(candidates.settings)
        cut = SOFT if self.include_soft else CASH if self.cash_only else HEADLINE
        if self.costs:
            _refuse_costs_of_worlds(candidates)
        tally = tally_of(candidates) if self.costs else None
        base, twins = compared(candidates, cut, face, tally)
        in_all = None if tally is None else stated(tally)
        del tally  # it holds sums of each draw: room for what follows
        scans = scanned(candidates, self.volume, cut)
        questions = None
        if not candidates.worlds and base.draws >= FEWEST_DRAWS and len(base.with_mean) > 1:
            with face.progress("What to ask") as progress:
                questions = choice_questions(base, DETAILED if in_full else SHOWN, progress)
        disappointment = self._disappointment(candidates, base)
        for note in (*candidates.notes, *base.remarks):
            face.note(note)
        if candidates.held:
            held, setting = ", ".join(candidates.held), face.word(Setting("snapshots"))
            face.note(f"The file holds snapshots too ({held}); {setting} compares the estimate with them.")
        side_by_side = Compared(candidates, base, twins, scans, questions, in_all, disappointment)
        return Answer(
            lambda: comparison_document(side_by_side),
            lambda width: comparison_parts(side_by_side, width),
            lambda brand: comparison_markdown(side_by_side, brand),
        )

    def _disappointment(self, choices: CandidateChoices, base: Comparison) -> Disappointment | None:
        """Of whoever chooses among ways to deploy; between worlds there is nothing to choose."""
        from roi.analysis.disappointment import disappointment
        from tui.desk.classes import SETTING, typed_class

        if choices.worlds:
            if self.known is not None:
                hint = "Name one preset, or leave the class out."
                raise RoiError("a class is held against ways to deploy", of_setting(SETTING), hint)
            return None
        known = None if self.known is None else typed_class(self.known, base.candidates[0].model)
        return disappointment(base, known)

    def _refuse_beside_snapshots(self) -> None:
        """What a snapshot has of its own cannot be asked for beside it."""
        given: Mapping[str, str | None] = {
            "option": self.options, "preset": self.presets, "region": self.regions, "model": self.model
        }  # fmt: skip
        for name, value in given.items():
            if value is not None:
                message = "snapshots have options, presets and prices of their own"
                hint = remedy(
                    "Leave one of the two out; ", Setting("set"), " changes a value in all snapshots."
                )
                raise RoiError(message, of_setting(name), hint)


def _refuse_costs_of_worlds(choices: CandidateChoices) -> None:
    """What is spent today differs from world to world: there is no doing nothing that all share."""
    if choices.worlds:
        hint = remedy("Name one preset, without ", Setting("snapshots"), ", or leave the costs out.")
        raise RoiError("total costs are compared between ways to deploy", of_setting("costs"), hint)


def compared(
    choices: CandidateChoices, cut: Cut, face: Face, costs: CostTally | None = None
) -> tuple[Comparison, Comparison | None]:
    """The comparison, and that of the stressed twins on the same draws; `costs` are added up with the first."""
    from roi.analysis.compare import compare as put_side_by_side

    settings = choices.settings
    results = []
    for candidates, tally in ((choices.candidates, costs), (choices.twins, None)):
        if candidates:
            with face.progress("Comparing") as progress:
                results.append(
                    put_side_by_side(
                        candidates,
                        draws=settings.draws,
                        seed=settings.seed,
                        sampler=settings.sampler,
                        cut=cut,
                        progress=progress,
                        tally=tally,
                    )
                )
    return results[0], results[1] if len(results) > 1 else None


def tally_of(choices: CandidateChoices) -> CostTally:
    """Total cost of ownership of the candidates, for their comparison to add up.

    Raises:
        RoiError: one whose costs are not all stated.
    """
    from roi.analysis.cost_tally import CostTally

    return CostTally(choices.candidates)


def scanned(choices: CandidateChoices, volume: str | None, cut: Cut) -> tuple[Scan, ...]:
    """Mean and plan over a range of volumes; nothing to scan where only one option is compared.

    Raises:
        RoiError: the option that is compared takes no such volume.
    """
    from roi.analysis.volume import scans
    from roi.analysis.volume_inputs import volume_input

    if choices.worlds:
        if volume is not None:
            raise RoiError(
                "volumes are scanned under one preset", of_setting("volume"), "Name one preset, or no volume."
            )
        return ()
    if len(choices.options) < 2 and volume is None:
        return ()
    if volume is None and volume_input(choices.candidates[0].model) is None:
        return ()
    return scans(choices.candidates, volume, cut=cut, seed=choices.settings.seed)
