"""What is spent today beside what is spent with the deployment, a year on average, over all draws.

Less than a year is not made one: a set-up that is paid once would be paid several times.  It is summed.
"""

from __future__ import annotations

import numpy as np

from roi.card import Brief
from roi.errors import RoiError
from roi.formula.word_units import CALENDAR_MONTH
from roi.model import Model, ModelLine
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut, benefits_of
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.result import Simulation
from roi.units import Conversion, Unit


@dataclass(frozen=True, slots=True)
class Change:
    """A line today and with the deployment, in money a year, or over all months where they are less than one.

    Attributes:
        line: what it is of; None for the sum.
        today: what is spent on it; None where the case does not say, or where there is nothing today.
        with_it: what is spent then; None for a gain.
        difference: what is gained; a cost is negative.
    """

    line: ModelLine | None
    label: str
    today: float | None
    with_it: float | None
    difference: float


@dataclass(frozen=True, slots=True, repr=False)
class TodayAndThen(Brief):
    """Every change and their sum, undiscounted expectations over months 0 to the horizon, a year on average.

    Of a horizon of less than a year they are sums over it (`yearly` is false).
    `changes` are in order: what is spent today, gains, costs.  `total.today` is None where the case has no
    line of what is spent today.
    """

    months: int
    changes: tuple[Change, ...]
    total: Change

    @property
    def yearly(self) -> bool:
        """Whether the figures are a year on average: over a year or more."""
        return self.months >= MONTHS_A_YEAR

    @property
    def spent_today(self) -> tuple[Change, ...]:
        """The lines that are paid today already."""
        return tuple(change for change in self.changes if change.today is not None)


def today_and_then(run: Simulation, cut: Cut = HEADLINE) -> TodayAndThen:
    """What the deployment changes in a year, or in less: means over all draws, averaged over the horizon.

    What is spent today are the lines that benefits save on (`of`).  A benefit that saves on none is a gain.
    The difference of the sum, over all years, is the undiscounted net of the mean.

    Raises:
        RoiError: costs that are not stated, or a run that kept no lines.
    """
    model = run.model
    if model.unstated:
        raise RoiError("not all costs are stated: there is no difference to today")
    if not run.scope.detail:
        raise RoiError("the run kept no lines", hint="Simulate with the full scope.")
    a_year = share_a_year(model.horizon)

    def paid(line: ModelLine) -> float:
        return float(np.sum(run.means["payment", line.id])) * a_year

    benefits = [model.line(name) for name in benefits_of(model, cut)]
    costs = [line for line in model.lines if line.spec.flow == "cost" and line.counted]
    savings: dict[str, float] = {}
    changes: list[Change] = []
    gains: list[Change] = []
    for line in benefits:
        of = line.spec.of
        if of is not None and monthly_rate(model, model.line(of)) is not None:
            savings[of] = savings.get(of, 0.0) + paid(line)
        else:
            gains.append(Change(line, line.spec.label, None, None, paid(line)))
    for name, saved in savings.items():
        line = model.line(name)
        conversion = monthly_rate(model, line)
        assert conversion is not None
        spent = float(np.sum(run.means["value", name][1:])) * conversion.factor * a_year
        changes.append(Change(line, line.spec.label, spent, spent - saved, saved))
    changes += gains
    changes += [Change(line, line.spec.label, None, paid(line), -paid(line)) for line in costs]
    before = sum(change.today for change in changes if change.today is not None) if savings else None
    difference = sum(change.difference for change in changes)
    total = Change(None, "Together", before, None if before is None else before - difference, difference)
    return TodayAndThen(model.horizon, tuple(changes), total)


def share_a_year(months: int) -> float:
    """The share of a sum over so many months that is told: that of a year on average, all of less than a year."""
    return MONTHS_A_YEAR / max(months, MONTHS_A_YEAR)


def monthly_rate(model: Model, line: ModelLine) -> Conversion | None:
    """How a value of the line becomes money a month; None where it is no rate of money."""
    return model.units.conversion(line.unit.unit, Unit(((model.currency, 1),)) / CALENDAR_MONTH)
