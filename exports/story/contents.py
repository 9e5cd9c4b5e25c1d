"""What goes into documents beside a run."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from exports.brand import HOUSE, Brand
from roi.defaults import TRIALS
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut

if TYPE_CHECKING:  # a command that writes no file pays for no writer
    from exports.archive.presentation import Master
    from exports.story.parts import Story
    from exports.voice.since import Older
    from roi.analysis.alternatives import Alternatives
    from roi.analysis.audit import Finding
    from roi.analysis.certainty import CertaintyEquivalent
    from roi.analysis.verdict import Verdict
    from roi.observed.observations import Observation


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """What goes into a document beside the run itself; see `exports.document.result.result_document`."""

    claims: Sequence[Finding] = ()
    notes: Sequence[str] = ()
    draws_asked: int | None = None
    cut: Cut = HEADLINE
    trials: int = TRIALS
    prospect: str = ""
    prepared_by: str = ""
    valid_until: datetime.date | None = None
    created: datetime.date | None = None  # what stands on it as its date; None: today
    estimate_text: str = ""
    alternatives: Alternatives | None = None  # for a sheet of a workbook, and the costs of Markdown
    older: Older | None = None  # a version of the estimate: what changed since is listed
    observations: Sequence[Observation] = ()  # of the estimate, for the sheet Realised of a workbook
    certainty: CertaintyEquivalent | None = None  # where a risk tolerance is given
    by_quarter: bool = False  # whether Markdown has the plan by quarter too
    with_plan: bool = False  # whether JSON, Markdown, PDF and deck have the benefit realisation plan
    verdict: Verdict | None = None  # on the run in this cut; None: writers work it out
    brand: Brand = HOUSE  # how documents that people read look
    master: Master | None = None  # somebody else's presentation, to be filled
    story: Story | None = None  # of all this, where several forms tell it; None: writers work it out


PLAIN_REQUEST = DocumentRequest()
