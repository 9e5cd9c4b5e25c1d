"""The first figures of an estimate in words, a row each: every face shows these."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from exports.voice.formats import Figure, FigureSpan, figure, measured, measured_chance
from roi.records import dataclass

if TYPE_CHECKING:
    from roi.analysis.headline import Headline, Middle, Money
    from roi.sim.estimate import Statistic
    from roi.sim.metrics import MetricUnit

RowName = Literal["expected", "loss", "payback", "cash", "roi", "worth", "plan"]
PLAN = "If everything goes as planned"


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """A figure with what it is.

    Attributes:
        figure: how much, with its sampling error.
        around: between what eight in ten draws lie; None where that is not said.
        note: a word on it in its place; `brief` where there is less room.
        sign: −1, 0 or 1: a loss, neither, a gain.
    """

    name: RowName
    label: str
    figure: Figure
    around: FigureSpan | None = None
    note: str = ""
    brief_note: str = ""
    sign: int = 0

    @property
    def value(self) -> str:
        """How much, without its sampling error."""
        return self.figure.value

    @property
    def error(self) -> str:
        """Its sampling error, `± 1.90 M`, or a bound; "" where there is none."""
        return self.figure.error

    @property
    def detail(self) -> str:
        """`8 in 10: USD −475 k to −144 k`, or the note."""
        return self.note if self.around is None else f"8 in 10: {self.around}"

    @property
    def brief(self) -> str:
        """The same in fewest words: `−475 to −144 k`."""
        return (self.brief_note or self.note) if self.around is None else self.around.brief


def headline_rows(headline: Headline) -> tuple[HeadlineRow, ...]:
    """Expected NPV, chance of a loss, payback, cash alone, ROI, present values, and below them the plan.

    Nothing but the benefits where a cost class is not stated.
    """
    if headline.undefined:
        return (_worth(headline),)
    rows = _rows(headline)
    if headline.certain:  # what adding up in another order leaves is no sampling error
        return tuple(replace(row, figure=replace(row.figure, band="", bound="")) for row in rows)
    return rows


def _rows(headline: Headline) -> tuple[HeadlineRow, ...]:
    npv, plan, currency = headline.npv, headline.plan, headline.currency
    payback = measured(npv.payback.p50, "months")
    expected = HeadlineRow(
        "expected",
        "Expected NPV",
        measured(npv.expected, "money", currency),
        None if headline.certain else FigureSpan.of(npv.p10.value, npv.p90.value, "money", currency),
        "the same in every draw",
        sign=_sign(npv.expected.value),
    )
    detail = f"payback {figure(plan.payback, 'months', '')}, ROI {figure(plan.roi, 'share', '')}"
    return (
        expected,
        _loss(headline),
        HeadlineRow("payback", "Payback, P50", payback, _around(npv.payback, "months")),
        *([] if headline.cash is None else [_cash(headline.cash, currency)]),
        HeadlineRow(
            "roi", "ROI, P50", measured(headline.roi.p50, "share"), _around(headline.roi, "share"),
            sign=_sign(headline.roi.p50.value),
        ),
        _worth(headline),
        HeadlineRow("plan", PLAN, measured(plan.npv, "money", currency), None, detail, sign=_sign(plan.npv)),
    )  # fmt: skip


def _worth(headline: Headline) -> HeadlineRow:
    costs = measured(headline.costs.value, "money", headline.currency)
    notes = (
        ("not all costs are stated", "") if headline.undefined else (f"costs {costs}", f"costs {costs.bare}")
    )
    return HeadlineRow(
        "worth", "Expected benefits", measured(headline.benefits, "money", headline.currency), None, *notes
    )


def chance_of_loss(headline: Headline) -> str:
    """`97.1 %`, without its sampling error."""
    return share_of(headline.npv.loss)


def share_of(estimate: Statistic) -> str:
    """A probability without its sampling error: `97.1 %`."""
    return measured_chance(estimate).value


def _loss(headline: Headline) -> HeadlineRow:
    loss, p50 = headline.npv.loss, measured(headline.npv.p50, "money", headline.currency)
    sign = 0 if math.isnan(loss.value) else -1 if loss.value > 0.5 else 1
    return HeadlineRow("loss", "Chance of a loss", measured_chance(loss), None, f"P50 {p50.value}", sign=sign)


def _cash(cash: Money, currency: str) -> HeadlineRow:
    value, note = measured(cash.expected, "money", currency), f"a loss in {share_of(cash.loss)}"
    return HeadlineRow("cash", "Cash only", value, None, note, sign=_sign(cash.expected.value))


def _around(middle: Middle, unit: MetricUnit) -> FigureSpan | None:
    """None where the span says no more than the value."""
    around = FigureSpan.of(middle.p10.value, middle.p90.value, unit, "")
    return None if str(around) == measured(middle.p50, unit).value else around


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
