"""Audited claims as parts of the JSON document of a run."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from exports.document.parts import Number, Part, said
from exports.voice.formats import number_or_none
from roi.analysis.audit import Finding


class Implied(Part):
    """What a claim needs an input to be, and where that lies in the evidence."""

    model_config = ConfigDict(from_attributes=True)

    input: str = Field(validation_alias="name", description="id of the input")
    label: str = said("what people call it")
    unit: str = said("its declared unit, of all values here")
    value: float = said("what the claim needs it to be")
    p1: float = said("1st percentile of the evidence")
    p99: float = said("99th percentile of the evidence")
    below: float = said("share of the evidence at or below the value")
    plausible: bool = said("whether the value lies within P1 to P99")


class Claim(Part):
    """A published figure, checked against the case."""

    id: str = said("id in the case file")
    text: str = said("what was published")
    source: str = said("id of its source")
    unit: str = said("unit of `stated` and `computed`")
    stated: Number = said("the published figure; null where there is none")
    computed: Number = said("what the figures give; null where nothing can be computed")
    ratio: Number = said("computed / stated")
    verdict: str = said("reconciles, nearly, contradicts, implausible, cannot be checked, or bound")
    implied: Implied | None = said("what it needs an input to be; null where it implies none")
    why: str = said("the verdict in words")


def claim_part(finding: Finding) -> Claim:
    """An audited claim as the entry of `claims`."""
    claim, implied = finding.claim, finding.implied
    return Claim(
        id=claim.id, text=claim.text, source=claim.source, unit=claim.unit, stated=claim.stated,
        computed=number_or_none(finding.computed), ratio=number_or_none(finding.ratio), verdict=finding.verdict,
        implied=None if implied is None else Implied.model_validate(implied), why=finding.why,
    )  # fmt: skip
