"""What a pilot with a gate is worth beside all at once and beside nothing, in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from rich.text import Text

from exports.document.measures import number_or_none
from exports.voice.formats import band, chance, money
from exports.voice.learning import FAR_OFF
from exports.voice.turning import about
from exports.voice.wording import amount
from roi.analysis.gate import Gate
from roi.sim.estimate import Estimate
from tui.views.inputs import estimate_document

HINDSIGHT = (
    "Best and regret are by hindsight. A pilot buys knowledge: it can be the choice without ever being the best "
    "in hindsight."
)


def gate_reading(found: Gate, currency: str, label: Callable[[str], str] = str) -> Text:
    """Whether to try it first: against all at once, against nothing, and how often the gate errs.

    `label`: what a candidate is called.
    """
    told = (
        f"mean NPV is {_above(found.over_full, currency)} that of all at once, "
        f"{_above(found.over_nothing, currency)} doing nothing. {_at(found, currency)} passed "
        f"in {odds(found.passed)} of draws"
    )
    if not math.isnan(found.paying.value):
        told += f", and {odds(found.paying)} of these pay"
    if not math.isnan(found.missed.value):
        told += f"; of those it stops, {odds(found.missed)} would have paid all at once"
    name = label(found.name)
    return Text.assemble((f"{name[:1].upper()}{name[1:]} first: ", "bold"), f"{told}.")


def _at(found: Gate, currency: str) -> str:
    """Where the gate stands, who put it there, and what break-even is worth beside it."""
    item, best = found.item, found.decision
    if item is None or not item.constant:
        return "Its gate is"
    value = item.shown(item.likely)
    if best is None:
        return f"Its gate of {amount(item, value)} is"
    if item.layer in ("case", "option"):
        return f"Its gate of {about(item, value, best.error)}, from where on going on breaks even, is"
    more = best.better(value)
    if not more.value > FAR_OFF * more.error:
        return f"Its gate of {amount(item, value)}, which somebody gave, is"
    at = about(item, best.value, best.error)
    return (
        f"Its gate of {amount(item, value)}, which somebody gave (break-even at {at} is worth "
        f"{money(more.value, currency)} more), is"
    )


def gate_document(one: Gate) -> dict[str, object]:
    """The same in JSON."""
    return {
        "name": one.name,
        "full": one.full,
        "gate": None if one.item is None else number_or_none(one.item.shown(one.item.likely)),
        "unit": None if one.item is None else one.item.unit.text,
        "break_even": None
        if one.decision is None
        else {"value": one.decision.value, "error": number_or_none(one.decision.error)},
        "passed": estimate_document(one.passed),
        "paying_of_passed": estimate_document(one.paying),
        "full_paying_of_stopped": estimate_document(one.missed),
        "mean_over_full": estimate_document(one.over_full),
        "mean_over_nothing": estimate_document(one.over_nothing),
    }


def odds(estimate: Estimate) -> str:
    """A probability without its error: the table stays narrow, `--json` has it."""
    if math.isnan(estimate.value):
        return "–"
    if estimate.value in (0, 1):
        return "0 %" if estimate.value == 0 else "100 %"
    return chance(Estimate(estimate.value, float("nan")))


def _above(gap: Estimate, currency: str) -> str:
    size = band(Estimate(abs(gap.value), gap.error), "money", currency)
    return f"{size} {'below' if gap.value < 0 else 'above'}"
