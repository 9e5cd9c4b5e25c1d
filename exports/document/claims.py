"""Audited claims as parts of the JSON document of a run."""

from __future__ import annotations

from pydantic import AliasPath

from exports.document.part import Number, Part, field


class Implied(Part):
    """What a claim needs an input to be, and where that lies in the evidence."""

    input: str = field("id of the input", of="name")
    label: str = field("what people call it")
    unit: str = field("its declared unit, of all values here")
    value: float = field("what the claim needs it to be")
    p1: float = field("1st percentile of the evidence")
    p99: float = field("99th percentile of the evidence")
    below: float = field("share of the evidence at or below the value")
    plausible: bool = field("whether the value lies within P1 to P99")


class Claim(Part):
    """A published figure, checked against the case."""

    id: str = field("id in the case file", of=AliasPath("claim", "id"))
    text: str = field("what was published", of=AliasPath("claim", "text"))
    source: str = field("id of its source", of=AliasPath("claim", "source"))
    unit: str = field("unit of `stated` and `computed`", of=AliasPath("claim", "unit"))
    stated: Number = field("the published figure; null where there is none", of=AliasPath("claim", "stated"))
    computed: Number = field("what the figures give; null where nothing can be computed")
    ratio: Number = field("computed / stated")
    verdict: str = field("reconciles, nearly, contradicts, implausible, cannot be checked, or bound")
    implied: Implied | None = field("what it needs an input to be; null where it implies none")
    why: str = field("the verdict in words")
