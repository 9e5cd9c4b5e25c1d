"""What tracking tells of an estimate: realised to date, forecast of the rest, and both against what was sold.

Values that every face shows.  Money is in the model's currency, other lines in their declared unit; months are
counted from the start, of which 0 is the start itself and 1 the first month.
"""

from __future__ import annotations

import datetime
from typing import Literal

from roi.model import Model
from roi.names import unknown
from roi.observed.observations import Observation
from roi.observed.results import Diagnostics
from roi.records import dataclass
from roi.sim.cuts import Cut
from roi.sim.estimate import Statistic
from roi.sim.run import Run

LineKind = Literal["benefit", "cost", "shown line"]


@dataclass(frozen=True, slots=True)
class Bands:
    """Percentiles by month 0 … H, (H + 1,) each."""

    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Mean and percentiles of a sum over months."""

    mean: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure that was observed; all rows of it together.

    Attributes:
        months: the first and the last that it is of; None where it is of no named month.
        value: of money what was paid in these months together, of all else the mean.
        error: its standard error; 0 where it is exact.
        hits, n: of trials; n is 0 of all else.
        rows: how many it was pooled from; sources: where they come from, each once.
    """

    months: tuple[int, int] | None
    value: float
    error: float
    hits: int
    n: int
    rows: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variance:
    """Realised to date beside what was sold of the same months.

    Attributes:
        months: how many were observed; 0 of a line that has one value for all.
        realised: of money the sum, of all else the mean; `error`: its standard error.
        p1, p10, p50, p90, p99: of the same as sold.
        place: share of the forecast below what was realised, its error included.
    """

    months: int
    realised: float
    error: float
    p1: float
    p10: float
    p50: float
    p90: float
    p99: float
    place: float

    @property
    def percentiles(self) -> dict[str, float]:
        """Those as sold, by name."""
        return {"p1": self.p1, "p10": self.p10, "p50": self.p50, "p90": self.p90, "p99": self.p99}

    @property
    def difference(self) -> float:
        """Realised less P50 as sold."""
        return self.realised - self.p50

    @property
    def unlikely(self) -> bool:
        """Whether it lies outside P10 to P90."""
        return not 0.1 <= self.place <= 0.9

    @property
    def surprising(self) -> bool:
        """Whether it lies outside P1 to P99."""
        return not 0.01 <= self.place <= 0.99


@dataclass(frozen=True, slots=True)
class AtCompletion:
    """A benefit or cost over the whole horizon, undiscounted: realised + rest = completion, in every draw.

    Attributes:
        realised: what was observed; rest: the forecast of the other months.
        npv_realised, npv_rest: by how much the expected NPV differs from that sold because of the months that were
            observed, and because of the others; 0 of a line that does not count.
    """

    sold: Range
    realised: float
    rest: Range
    completion: Range
    npv_realised: float
    npv_rest: float


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """A benefit, a cost, or another line that was observed.

    Attributes:
        unit: of every number: the currency for a benefit or cost, what is paid in a month.
        counts: whether it is part of the NPV that is tracked.
        owner, account: who answers for it, in words, and where it is booked; "" where nobody is named.
        reviews: days after the start at which it is looked at.
        sold: what was forecast before anything was observed; updated: given all observations, with what was
            observed in place of the forecast.  None where the line has one value for all months.
        measured: what was observed, by month.
        actual: what is taken as realised of each month 0 … H; None where nothing was observed.  What was observed
            of several months together is spread over them as the updated plan has it: `spread` lists these.
        missing: months that are due and have no figure; they keep their forecast.  Of money a month is due in which
            it moves in half of the draws or more: what has more likely not happened is not asked for.
        to_date: None where nothing was observed; completion: None of a line that is no money.
    """

    name: str
    label: str
    kind: LineKind
    unit: str
    counts: bool
    owner: str
    account: str
    reviews: tuple[int, ...]
    sold: Bands | None
    updated: Bands | None
    measured: tuple[Measured, ...]
    actual: tuple[float | None, ...]
    spread: tuple[int, ...]
    missing: tuple[int, ...]
    to_date: Variance | None
    completion: AtCompletion | None


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Running undiscounted net by month 0 … H.

    Attributes:
        realised: where every benefit and cost that counts has a figure for all months so far; None elsewhere.
        updated: realised and forecast together.
    """

    sold: Bands
    realised: tuple[float | None, ...]
    updated: Bands


@dataclass(frozen=True, slots=True)
class NpvStatistics:
    """A metric over all draws, each statistic with its standard error; undefined ones are nan."""

    mean: Statistic
    p10: Statistic
    p50: Statistic
    p90: Statistic


@dataclass(frozen=True, slots=True)
class NpvAtCompletion:
    """Net present value of what was realised and of the forecast of the rest, against the estimate sold.

    Attributes:
        difference: of the means; realised + rest, the months that were observed and the others.
        share_observed: present value of what was observed, benefits and costs alike, of all of it at completion.
    """

    sold: NpvStatistics
    completion: NpvStatistics
    difference: Statistic
    realised: Statistic
    rest: Statistic
    share_observed: float


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """A day on which benefits are looked at: `day` after the start, in `month`; `date` where the start is known."""

    day: int
    month: int
    date: datetime.date | None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for next of who answers for a line.

    Attributes:
        line: id; months: those that are due and have no figure.
        review: the next day on which it is looked at; None where all are over, or of a cost.
    """

    line: str
    label: str
    owner: str
    account: str
    months: tuple[int, ...]
    review: ReviewDay | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """An estimate held against what came of it.

    Attributes:
        before: the estimate as it was sold; after: given the observations, on the same draws; as it was sold where
            the update cannot be trusted.
        observations: every row; diagnostics: of the update, None where nothing was observed.
        cut: the benefits that count.
        last: the last month that something was observed of, 0 where nothing was; due: figures are due up to it.
        lines: benefits, costs, then other lines that were observed.
        npv: None where a preset leaves costs unstated.
    """

    before: Run
    after: Run
    observations: tuple[Observation, ...]
    diagnostics: Diagnostics | None
    cut: Cut
    last: int
    due: int
    lines: tuple[TrackedLine, ...]
    cumulative: Cumulative
    npv: NpvAtCompletion | None
    requests: tuple[Request, ...]

    @property
    def model(self) -> Model:
        """The case as it was sold."""
        return self.before.model

    @property
    def start(self) -> str | None:
        """The calendar month of month 1, as `2027-01`; None where months have no dates."""
        return self.model.case.header.start

    @property
    def trusted(self) -> bool:
        """Whether the forecast takes in what was observed; else what is still to come is as it was sold."""
        return self.diagnostics is None or self.diagnostics.trusted

    def line(self, name: str) -> TrackedLine:
        """The tracked line of that id.

        Raises:
            UnknownNameError: there is none.
        """
        for each in self.lines:
            if each.name == name:
                return each
        raise unknown("tracked line", name, [each.name for each in self.lines])
