"""Three nested cuts of the benefits: what each counts, and what it is called wherever it is spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from roi.case import Kind
from roi.errors import of_setting
from roi.names import unknown
from roi.records import dataclass

if TYPE_CHECKING:  # a command that only speaks of cuts pays for no model
    from roi.model import Model, ModelLine


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in a table of money."""

    id: str
    label: str


class Cut(StrEnum):
    """One row a cut, from the narrowest to the widest; a member is its name, which files and options use.

    Attributes:
        kinds: kinds of the benefits that it counts.
        label: in words, beside other cuts.
        short: in a word or two, behind a figure.
        heading: over a column.
        meaning: what it adds to the narrower one.
        suffix: behind the names of figures in a workbook.
        key: in the JSON document.
        benefits, net: its sums in a table of money.
    """

    kinds: tuple[Kind, ...]
    label: str
    short: str
    heading: str
    meaning: str
    suffix: str
    key: Literal["cash", "headline", "with_soft"]
    benefits: Total
    net: Total

    def __new__(
        cls,
        name: str,
        kinds: tuple[Kind, ...],
        label: str,
        short: str,
        heading: str,
        meaning: str,
        suffix: str,
        key: Literal["cash", "headline", "with_soft"],
        benefits: Total,
        net: Total,
    ) -> Cut:
        """A member from its row."""
        member = str.__new__(cls, name)
        member._value_, member.kinds = name, kinds
        member.label, member.short, member.heading = label, short, heading
        member.meaning = meaning
        member.suffix, member.key, member.benefits, member.net = suffix, key, benefits, net
        return member

    CASH = (
        "cash", ("cash",), "cash only", "cash only", "Cash only", "What changes a bank account.", "_cash", "cash",
        Total("cash_benefits", "Cash benefits"), Total("cash_net", "Net, cash only"),
    )  # fmt: skip
    HEADLINE = (
        "headline", ("cash", "capacity"), "cash + capacity", "headline", "Headline (cash + capacity)",
        "And time that people get back, at what it costs.", "", "headline",
        Total("benefits", "Benefits (cash + capacity)"), Total("net", "Net (headline)"),
    )  # fmt: skip
    SOFT = (
        "soft", ("cash", "capacity", "soft"), "with soft benefits", "with soft", "With soft benefits",
        "And what has no account, such as contentment.", "_soft", "with_soft",
        Total("benefits_with_soft", "Benefits with soft"), Total("net_with_soft", "Net with soft"),
    )  # fmt: skip

    @classmethod
    def named(cls, name: str) -> Cut:
        """The cut of that name.

        Raises:
            UnknownNameError: there is none.
        """
        if name not in CUTS:
            raise unknown("cut", name, CUTS).at(of_setting("cut"))
        return cls.__members__[name.upper()]

    def counts(self, line: ModelLine) -> bool:
        """Whether a line is one of its benefits."""
        return line.counted and line.spec.kind in self.kinds

    @property
    def aside(self) -> str:
        """Behind the name of a figure: `, cash only`; the headline goes without."""
        return f", {self.short}" if self.suffix else ""

    @property
    def added(self) -> tuple[Kind, ...]:
        """Kinds that the next narrower cut does not count."""
        narrower = [cut for cut in CUTS if len(cut.kinds) < len(self.kinds)]
        return tuple(kind for kind in self.kinds if not (narrower and kind in narrower[-1].kinds))


CUTS: tuple[Cut, ...] = tuple(Cut)
CASH, HEADLINE, SOFT = CUTS


def benefits_of(model: Model, cut: Cut) -> tuple[str, ...]:
    """Ids of the benefits that a cut counts."""
    if cut not in model.counted:
        counts = Cut.named(cut).counts
        model.counted[cut] = tuple(line.id for line in model.lines if counts(line))
    return model.counted[cut]


def costs_of(model: Model) -> tuple[str, ...]:
    """Ids of all costs."""
    if "costs" not in model.counted:
        model.counted["costs"] = tuple(line.id for line in model.lines if line.spec.flow == "cost")
    return model.counted["costs"]


def distinct_cuts(model: Model) -> Mapping[Cut, Cut]:
    """Each cut → the first one with the same benefits, so that nothing is worked out twice."""
    return _distinct(frozenset(line.spec.kind for line in model.lines if line.counted))


@cache
def _distinct(kinds: frozenset[Kind | None]) -> Mapping[Cut, Cut]:
    """By the kinds of benefits that a model has; costs have none."""
    first: dict[frozenset[Kind | None], Cut] = {}
    return MappingProxyType({cut: first.setdefault(kinds.intersection(cut.kinds), cut) for cut in CUTS})
