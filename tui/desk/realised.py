"""What came of an estimate, worked out from the rows that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import roi
from cases.estimate import Estimate
from cases.updating import before_update
from roi.errors import Place, RoiError
from roi.progress import Progress
from roi.records import dataclass
from tui.desk.models import model_of
from tui.desk.studies import Study, StudyBasis

if TYPE_CHECKING:
    from roi.observed.tracked import Tracked

NOTHING = "nothing was observed of this estimate yet"
HOW_TO_BEGIN = (
    "Begin with `roi observe`, which writes a file to fill in; Update (u) takes it into the estimate."
)


@dataclass(frozen=True)
class RealisedStudy(Study["Tracked"]):
    """Realised to date and what is still to come, against the estimate as it was sold."""

    NEEDS_COSTS: ClassVar[bool] = False

    def _of(self, basis: StudyBasis, progress: Progress) -> Tracked:
        return tracked_estimate(basis.session.estimate, basis.cut, progress)


def tracked_estimate(estimate: Estimate, cut: str, progress: Progress) -> Tracked:
    """An estimate held against the rows that it keeps.

    Raises:
        RoiError: it keeps none.
    """
    if not estimate.observations:
        raise RoiError(NOTHING, Place(), HOW_TO_BEGIN)
    at = estimate.settings
    model = model_of(before_update(estimate))
    run = roi.simulate(model, draws=at.draws, seed=at.seed, sampler=at.sampler, progress=progress)
    return roi.track(run, estimate.observations, cut=cut)
