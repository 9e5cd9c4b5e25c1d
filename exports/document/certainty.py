"""The certainty equivalent in the JSON document."""

from __future__ import annotations

from exports.document.parts import Estimated, Part, field
from exports.voice.certainty import certainty_sentences
from exports.voice.formats import number_or_none, state
from roi.analysis.certainty import CertaintyEquivalent
from roi.sim.estimate import Estimate


class CertaintyEquivalentPart(Part):
    """−R ln E[exp(−NPV / R)], in the cut of the document, in money."""

    risk_tolerance: float = field("R; the larger, the less risk matters")
    expected: float | None = field("mean net present value of the draws")
    of_all: Estimated = field(
        "of all outcomes; null and infinite where a tail of an input makes it minus infinity"
    )
    to_p0_1: Estimated = field("with no outcome counted as worse than `p0_1`")
    p0_1: float | None = field("net present value that one draw in a thousand does not reach")
    of_worst_thousandth: float = field("share of E[exp(−NPV / R)] that the draws below `p0_1` make")
    because: list[str] = field("ids of inputs whose tails make it minus infinity")
    words: list[str] = field("the same in sentences")


def certainty_part(equivalent: CertaintyEquivalent, currency: str) -> CertaintyEquivalentPart:
    """The part of a certainty equivalent."""
    return CertaintyEquivalentPart(
        risk_tolerance=equivalent.tolerance,
        expected=number_or_none(equivalent.expected),
        of_all=_estimated(equivalent.value),
        to_p0_1=_estimated(equivalent.limited),
        p0_1=number_or_none(equivalent.worst),
        of_worst_thousandth=equivalent.rests_on,
        because=[item.id for item in equivalent.because],
        words=list(certainty_sentences(equivalent, currency)),
    )


def _estimated(estimate: Estimate) -> Estimated:
    return Estimated(
        value=number_or_none(estimate.value),
        error=number_or_none(estimate.error),
        state=state(estimate.value, "money"),
    )
