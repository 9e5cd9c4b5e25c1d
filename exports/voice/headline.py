"""The first figures of an estimate in words, a row each: every face shows these."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from exports.voice.formats import band, chance, figure, spread
from roi.analysis.headline import Headline, Middle, Money
from roi.sim.estimate import Estimate
from roi.sim.metrics import MetricUnit

RowName = Literal["expected", "loss", "payback", "cash", "roi", "worth", "plan"]
PLAN = "If everything goes as planned"


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """A figure in words.

    Attributes:
        label, value: what it is and how much, without its sampling error; `error`: that, "± USD 1 k" or a
            bound; "" where there is none.
        detail: a word on it.
        sign: −1, 0 or 1: a loss, neither, a gain.
    """

    name: RowName
    label: str
    value: str
    error: str
    detail: str
    sign: int


def headline_rows(found: Headline) -> tuple[HeadlineRow, ...]:
    """Expected NPV, chance of a loss, payback, cash alone, ROI, present values, and below them the plan.

    Nothing but the benefits where a cost class is not stated.
    """
    worth = HeadlineRow(
        "worth",
        "Expected benefits",
        _figure(found.benefits, "money", found.currency),
        _error(found.benefits, "money", found.currency),
        "no costs are stated"
        if found.undefined
        else f"costs {figure(found.costs.value, 'money', found.currency)}",
        0,
    )
    if found.undefined:
        return (worth,)
    npv, plan = found.npv, found.plan
    rows = [
        HeadlineRow(
            "expected",
            "Expected NPV",
            _figure(npv.expected, "money", found.currency),
            _error(npv.expected, "money", found.currency),
            eight_in_ten(found),
            _sign(npv.expected.value),
        ),
        _loss(found),
        HeadlineRow(
            "payback", "Payback, P50", _figure(npv.payback.p50, "months", ""),
            _error(npv.payback.p50, "months", ""), _around(npv.payback, "months", ""), 0,
        ),
    ]  # fmt: skip
    if found.cash is not None:
        rows.append(_cash(found.cash, found.currency))
    roi = found.roi
    rows.append(
        HeadlineRow(
            "roi", "ROI, P50", _figure(roi.p50, "share", ""), _error(roi.p50, "share", ""),
            _around(roi, "share", ""), _sign(roi.p50.value),
        )
    )  # fmt: skip
    planned = figure(plan.npv, "money", found.currency)
    detail = f"payback {figure(plan.payback, 'months', '')}, ROI {figure(plan.roi, 'share', '')}"
    told = (*rows, worth, HeadlineRow("plan", PLAN, planned, "", detail, _sign(plan.npv)))
    if found.certain:  # what adding up in another order leaves is no sampling error
        return tuple(replace(row, error="") for row in told)
    return told


def eight_in_ten(found: Headline) -> str:
    """`8 in 10: USD −475 k to −144 k`; of a certain case, that every draw is the same."""
    if found.certain:
        return "the same in every draw"
    return f"8 in 10: {spread(found.npv.p10.value, found.npv.p90.value, 'money', found.currency)}"


def chance_of_loss(found: Headline) -> str:
    """`97.1 %`, without its sampling error."""
    return share_of(found.npv.loss)


def share_of(estimate: Estimate) -> str:
    """A probability without its sampling error: `97.1 %`."""
    return chance(estimate).partition(" ±")[0].partition(" (")[0]


def _loss(found: Headline) -> HeadlineRow:
    loss = found.npv.loss
    told = chance(loss).removeprefix(share_of(loss)).strip(" ()")
    return HeadlineRow(
        "loss", "Chance of a loss", share_of(loss), told, f"P50 {_figure(found.npv.p50, 'money', found.currency)}",
        0 if math.isnan(loss.value) else -1 if loss.value > 0.5 else 1,
    )  # fmt: skip


def _cash(cash: Money, currency: str) -> HeadlineRow:
    return HeadlineRow(
        "cash",
        "Cash only",
        _figure(cash.expected, "money", currency),
        _error(cash.expected, "money", currency),
        f"a loss in {share_of(cash.loss)}",
        _sign(cash.expected.value),
    )


def _figure(estimate: Estimate, unit: MetricUnit, currency: str) -> str:
    """In the digits that its sampling error leaves it."""
    value, mark, _ = band(estimate, unit, currency).partition(" ±")
    return f"{value} months" if mark and unit == "months" else value


def _error(estimate: Estimate, unit: MetricUnit, currency: str) -> str:
    _, mark, error = band(estimate, unit, currency).partition(" ±")
    return f"±{error.removesuffix(' months')}" if mark else ""


def _around(found: Middle, unit: MetricUnit, currency: str) -> str:
    around = spread(found.p10.value, found.p90.value, unit, currency)
    return "" if around == _figure(found.p50, unit, currency) else f"8 in 10: {around}"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
