"""What both front ends hand over: the documents and workbooks of an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.brand import HOUSE, Brand
from roi.defaults import TRIALS
from roi.notation import notation

if TYPE_CHECKING:
    from exports.story.contents import DocumentRequest
    from roi.sim.cuts import Cut
    from tui.desk.request import OpenedCase


def document_request(
    opened_case: OpenedCase, cut: Cut, trials: int = TRIALS, brand: Brand = HOUSE
) -> DocumentRequest:
    """What files carry beside the run: the audited claims, the remarks, for whom, by whom and how they look."""
    from cases.estimate import estimate_text, handed_over
    from exports.story.contents import DocumentRequest
    from roi.analysis.audit import audit

    settings = opened_case.settings
    with notation(brand.numbers, brand.dates):
        claims, notes = audit(opened_case.model.case), opened_case.remarks()
    return DocumentRequest(
        claims,
        notes,
        settings.draws,
        cut,
        trials=trials,
        prospect=settings.prospect,
        prepared_by=settings.prepared_by,
        valid_until=settings.valid_until,
        created=settings.created,
        estimate_text=estimate_text(handed_over(opened_case.estimate)),
        observations=opened_case.estimate.observations,
        brand=brand,
    )
