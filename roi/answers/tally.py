"""Who answers a case's first questions: the prospect, the seller, or nobody, where the evidence stands."""

from __future__ import annotations

from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.text import counted

MOST_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of questions by who answers them."""

    prospect: int
    seller: int
    evidence: int

    @property
    def total(self) -> int:
        """All questions."""
        return self.prospect + self.seller + self.evidence

    @property
    def words(self) -> str:
        """`of 8 answers 3 are the prospect's, 1 the seller's, 4 the evidence's`."""
        parts = [f"{self.prospect} {'is' if self.prospect == 1 else 'are'} the prospect's"]
        parts += [f"{self.seller} the seller's"] if self.seller else []
        parts += [f"{self.evidence} the evidence's"] if self.evidence else []
        return f"of {counted(self.total, 'answer')} {', '.join(parts)}"


def first_questions(model: Model) -> tuple[ModelInput, ...]:
    """The case's first questions, in their order."""
    first = [item for item in model.inputs if item.spec.first is not None]
    return tuple(sorted(first, key=lambda item: item.spec.first or 0)[:MOST_QUESTIONS])


def tally(model: Model) -> Tally:
    """Who answers the first questions."""
    voices = [item.override.who if item.override else None for item in first_questions(model)]
    prospect, seller = voices.count("prospect"), voices.count("seller")
    return Tally(prospect, seller, len(voices) - prospect - seller)
