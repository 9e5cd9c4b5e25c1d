"""Audited claims as parts of the JSON document of a run."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from exports.document.parts import Number, Part, field
from exports.voice.formats import number_or_none
from roi.analysis.audit import Finding


class Implied(Part):
    """What a claim needs an input to be, and where that lies in the evidence."""

    model_config = ConfigDict(from_attributes=True)

    input: str = Field(validation_alias="name", description="id of the input")
    label: str = field("what people call it")
    unit: str = field("its declared unit, of all values here")
    value: float = field("what the claim needs it to be")
    p1: float = field("1st percentile of the evidence")
    p99: float = field("99th percentile of the evidence")
    below: float = field("share of the evidence at or below the value")
    plausible: bool = field("whether the value lies within P1 to P99")


class Claim(Part):
    """A published figure, checked against the case."""

    id: str = field("id in the case file")
    text: str = field("what was published")
    source: str = field("id of its source")
    unit: str = field("unit of `stated` and `computed`")
    stated: Number = field("the published figure; null where there is none")
    computed: Number = field("what the figures give; null where nothing can be computed")
    ratio: Number = field("computed / stated")
    verdict: str = field("reconciles, nearly, contradicts, implausible, cannot be checked, or bound")
    implied: Implied | None = field("what it needs an input to be; null where it implies none")
    why: str = field("the verdict in words")


def claim_part(finding: Finding) -> Claim:
    """An audited claim as the entry of `claims`."""
    claim, implied = finding.claim, finding.implied
    return Claim(
        id=claim.id, text=claim.text, source=claim.source, unit=claim.unit, stated=claim.stated,
        computed=number_or_none(finding.computed), ratio=number_or_none(finding.ratio), verdict=finding.verdict,
        implied=None if implied is None else Implied.model_validate(implied), why=finding.why,
    )  # fmt: skip
