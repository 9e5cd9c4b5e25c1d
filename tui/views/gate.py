"""What a pilot with a gate is worth beside all at once and beside nothing, in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from rich.text import Text

from exports.voice.formats import band, chance, money
from exports.voice.learning import FAR_OFF
from exports.voice.turning import about
from exports.voice.wording import amount
from roi.analysis.gate import Gate
from roi.sim.estimate import Statistic
from tui.views.json_values import picked

HINDSIGHT = (
    "Best and regret are by hindsight. A pilot buys knowledge: it can be the choice without ever being the best "
    "in hindsight."
)


def gate_reading(gate: Gate, currency: str, label: Callable[[str], str] = str) -> Text:
    """Whether to try it first: against all at once, against nothing, and how often the gate errs.

    `label`: what a candidate is called.
    """
    text = f"{_worth(gate, currency)}. {_at(gate, currency)} passed in {odds(gate.passed)} of draws"
    if not math.isnan(gate.paying.value):
        text += f", and {odds(gate.paying)} of these pay"
    if not math.isnan(gate.missed.value):
        text += f"; of those it stops, {odds(gate.missed)} would have paid all at once"
    name = label(gate.name)
    return Text.assemble((f"{name[:1].upper()}{name[1:]} first: ", "bold"), f"{text}.")


def _worth(gate: Gate, currency: str) -> str:
    """Beside all at once and beside nothing; that neither pays is said first."""
    full, nothing = gate.over_full, gate.over_nothing
    if nothing.value < 0 and nothing.value - full.value < 0:  # the mean NPV of all at once
        more = band(Statistic(abs(full.value), full.error), "money", currency)
        loss = band(Statistic(-nothing.value, nothing.error), "money", currency)
        return (
            f"neither it nor all at once pays on average. It loses {loss} beside doing nothing, all at once "
            f"{more} {'less' if full.value < 0 else 'more'} than that"
        )
    return (
        f"mean NPV is {_above(full, currency)} that of all at once, {_above(nothing, currency)} doing nothing"
    )


def _at(gate: Gate, currency: str) -> str:
    """Where the gate stands, who put it there, and what break-even is worth beside it."""
    item, best = gate.item, gate.decision
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


def gate_document(gate: Gate) -> dict[str, object]:
    """The same in JSON."""
    return {
        "name": gate.name,
        "full": gate.full,
        "gate": None if gate.item is None else gate.item.shown(gate.item.likely),
        "unit": None if gate.item is None else gate.item.unit.text,
        "break_even": None if gate.decision is None else picked(gate.decision, "value", "error"),
        "passed": gate.passed,
        "paying_of_passed": gate.paying,
        "full_paying_of_stopped": gate.missed,
        "mean_over_full": gate.over_full,
        "mean_over_nothing": gate.over_nothing,
    }


def odds(estimate: Statistic) -> str:
    """A probability without its error: the table stays narrow, `--json` has it."""
    if math.isnan(estimate.value):
        return "–"
    if estimate.value in (0, 1):
        return "0 %" if estimate.value == 0 else "100 %"
    return chance(Statistic(estimate.value, float("nan")))


def _above(gap: Statistic, currency: str) -> str:
    size = band(Statistic(abs(gap.value), gap.error), "money", currency)
    return f"{size} {'below' if gap.value < 0 else 'above'}"
