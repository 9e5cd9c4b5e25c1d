"""A case as a document: frozen values, as an analyst wrote them, before anything is resolved.

Texts of values, units and formulas stay texts here; `roi.model` resolves and checks them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, field
from typing import Any, Literal, get_args

from roi.card import Card, Carded, listed
from roi.finance import COST_CLASSES as COST_CLASSES
from roi.finance import CostClass as CostClass
from roi.finance import Finance
from roi.names import ByName
from roi.owners import Owner
from roi.records import dataclass
from roi.region import Region
from roi.sip import Sip
from roi.sourced import GRADES as GRADES
from roi.sourced import Grade as Grade
from roi.sourced import Override as Override
from roi.sourced import RateEntry as RateEntry
from roi.sourced import Risk as Risk
from roi.sourced import Seen as Seen
from roi.sourced import Source as Source
from roi.sourced import Speaker as Speaker
from roi.wholes import Whole
from roi.yearly import Yearly

Flow = Literal["benefit", "cost"]
Kind = Literal["cash", "capacity", "soft"]
Discounting = Literal["month-end", "year-end"]
Sense = Literal["image", "audio", "video"]

KINDS: tuple[str, ...] = get_args(Kind)
EVIDENCE = "evidence"  # the reserved preset without overrides
# Candidates of every comparison, which no option and no preset can be called as: the case as it stands, doing
# nothing, the estimate that is open and what it was.
AS_IT_STANDS, NOTHING, ESTIMATE, NOW = RESERVED_WAYS = ("case", "nothing", "estimate", "now")
DISCOUNT_RATE = "discount_rate"  # the reserved input
MAX_HORIZON = 120  # months
ID = re.compile(r"[a-z][a-z0-9_]{0,59}")  # of inputs and lines: names in formulas
DOCUMENT_ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")
REGION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
WHEN = re.compile(r"monthly|yearly-in-advance|start|month ([0-9]{1,4})")
AT = re.compile(r"steady|total|start|year ([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Input:
    """An uncertain figure: `value` is a distribution's text in numbers of `unit`.

    `owner`: who in the organisation can answer the question `ask`; None where nobody is named.
    `answer`: the form in which the question `ask` wants to be answered (see `roi.model.forms`), "" for a number.

    An answer to a fact tells something about what it is correlated with; a `lever` is chosen or negotiated, and
    setting it tells nothing.  `product`: what an answer belongs to, where it is not the deployment as such.
    `threshold_of`: the line whose value must reach this input; unanswered it stands where going on breaks even.
    `yearly`: of what is drawn anew each year around its level, which is the input.
    `local`: what it follows from place to place, such as a wage; nothing where it is the same in every region.
    """

    id: str
    label: str
    unit: str
    value: str
    grade: Grade
    group: str = "Other"
    source: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    likely: float | None = None
    ask: str = ""
    owner: Owner | None = None
    answer: str = ""
    first: int | None = None
    luck: bool = field(default=False, metadata={"key": "chance"})
    lever: bool = False
    product: str = ""
    threshold_of: str = ""
    yearly: Yearly | None = None
    local: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One formula with a unit: an intermediate figure, a benefit or a cost.

    `owner`, `account` and `reviews` of a flow: see `roi.accountability`.
    """

    id: str
    label: str
    unit: str
    formula: str
    flow: Flow | None = None
    kind: Kind | None = None
    cost_class: CostClass | None = field(default=None, metadata={"key": "class"})
    of: str | None = None
    instead_of: str | None = None
    when: str = "monthly"
    show: bool = False
    owner: str = ""
    account: str = ""
    reviews: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman rank correlation between two inputs."""

    between: tuple[str, str]
    rank: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """Named overrides.  Cost classes it does not know make NPV and its kin undefined."""

    id: str
    title: str = ""
    inputs: Mapping[str, Override] = field(default_factory=dict)
    unstated: tuple[CostClass, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A way to deploy: overrides, inputs of its own, lines added or replaced, lines dropped.

    `takes`: beside text, what its model is sent; `rival`: the option that runs another model for the same work.
    """

    id: str
    title: str = ""
    inputs: Mapping[str, Override | Input] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    takes: tuple[Sense, ...] = ()
    rival: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A figure a claim brings along: not an input of the case."""

    value: str
    unit: str = "–"
    source: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A published figure and how to check it: by a line, by a formula of its own, or not at all.

    `included`: the block file that brought it along; "" where it is the case's own.
    """

    id: str
    text: str
    source: str
    unit: str = "–"
    stated: float | None = None
    line: str | None = None
    at: str = "steady"
    preset: str = EVIDENCE
    formula: str | None = None
    given: Mapping[str, Given] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    implies: str | None = None
    implied: str | None = None
    note: str = ""
    included: str = ""


def key_of(field: Field[Any]) -> str:
    """The key of a field in a document: its name, unless its metadata say another."""
    key: str = field.metadata.get("key", field.name)
    return key


@dataclass(frozen=True, slots=True)
class Header:
    """The `[case]` table.

    `start` is the calendar month of month 1, `"2027-04"`; `fiscal_month` the month, 1 to 12, in which the
    buyer's fiscal year begins.  `region` is the region that the case is written for, "" where it is of none.
    """

    id: str
    title: str
    sector: str
    currency: str
    horizon: int
    units: tuple[str, ...] = ()
    summary: str = ""
    headline: str = ""
    evidence: str = ""
    discounting: Discounting = "month-end"
    start: str | None = None
    fiscal_month: int = 1
    region: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Case(Carded):
    """A whole document.

    `origin` is the file it came from, `digest` the SHA-256 of its content, `document` the table it was
    read from (blocks laid under it), which an estimate file stores, `data` the values of data columns by
    "file|column", `sips` the variables of SIPmath libraries by "file|name".
    `brought`: the block file of an entry `[inputs.price]`, or of a key of it; "" is the case's own file.
    """

    header: Header
    inputs: Mapping[str, Input]
    lines: Mapping[str, Line]
    sources: Mapping[str, Source] = field(default_factory=dict)
    rates: Mapping[str, RateEntry] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    shares: Mapping[str, Whole] = field(default_factory=dict)
    presets: Mapping[str, Preset] = field(default_factory=dict)
    options: Mapping[str, Option] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    risks: tuple[Risk, ...] = ()
    finance: Finance | None = None
    data: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    sips: Mapping[str, Sip] = field(default_factory=dict)
    origin: str = "case"
    digest: str = ""
    document: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    brought: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for table in ("inputs", "lines", "sources", "presets", "options", "regions"):
            object.__setattr__(self, table, ByName(table[:-1], getattr(self, table)))

    def card(self) -> Card:
        """What it holds."""
        header = self.header
        rows = (
            ("sector", header.sector),
            ("horizon", f"{header.horizon} months, in {header.currency}"),
            ("inputs", listed(self.inputs)),
            ("lines", listed(self.lines)),
            ("presets", listed([EVIDENCE, *self.presets])),
            ("options", listed(self.options)),
            ("regions", listed(self.regions)),
            ("claims", str(len(self.claims))),
            ("from", self.origin),
        )
        return Card(f"Case {self.id}: {header.title}", rows=rows)

    @property
    def id(self) -> str:
        """The case's id."""
        return self.header.id

    @property
    def own_claims(self) -> tuple[Claim, ...]:
        """The claims about what the case is of, without those of its blocks."""
        return tuple(claim for claim in self.claims if not claim.included)

    def input_ids(self) -> tuple[str, ...]:
        """Every input of the whole document in its order, options included, active or not.

        The discount rate comes before the options' own inputs, stated or not.
        """
        ids = dict.fromkeys([*self.inputs, DISCOUNT_RATE])
        for option in self.options.values():
            ids |= dict.fromkeys(option.inputs)
        return tuple(ids)


class SameCase:
    """A case as a key of a cache: equal to itself alone, for a whole document is dear to compare."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __hash__(self) -> int:
        return id(self.case)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameCase) and other.case is self.case
