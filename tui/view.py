"""What the panes of the estimate screen show: one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exports.figures import CUT_LABELS
from exports.formats import chance, figure, share, spread
from roi.errors import RoiError
from roi.sim.cuts import HEADLINE, Cut
from tui.session import Session
from tui.simulator import Result


@dataclass(frozen=True, slots=True)
class View:
    """An estimate with what is known of it.

    Attributes:
        result: of the estimate as it is, or of the one before until the new one is there (`stale`).
        studies: by name, what was studied of the result, see `tui.study`.
        threshold: of net present value, whose probability is read off.
        asked: the figure that was last asked why, a metric or "npv_positive".
    """

    session: Session
    result: Result | None = None
    stale: bool = True
    cut: Cut = HEADLINE
    present: bool = False
    threshold: float = 0.0
    asked: str = "npv"
    studies: Mapping[str, object | RoiError] = field(default_factory=dict)

    @property
    def outside(self) -> bool:
        """Whether some first questions are unanswered: the result is then an outside view."""
        questions = self.session.questions()
        return bool(questions) and self.session.tally().evidence > 0


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name and a word on it.

    Attributes:
        sign: −1, 0 or 1 colours it.
        asks: what a click asks why.
        short: label and detail where there is less room; "" where they are the same.
    """

    label: str
    value: str
    detail: str = ""
    sign: int = 0
    asks: str = "npv"
    short: tuple[str, str] = ("", "")

    def fitting(self, room: int) -> tuple[str, str]:
        """Label and detail for so many columns."""
        label, detail = self.short
        return (
            self.label if len(self.label) <= room else label or self.label,
            self.detail if len(self.detail) <= room else detail or self.detail,
        )


def outside_words(session: Session) -> str:
    """`Outside view: 2 of 8 answers the prospect's, 1 the seller's`."""
    count = session.tally()
    view = "Outside view" if count.evidence else "Inside view"
    return f"{view}: {count.words}"


def tiles(view: View) -> tuple[Tile, ...]:
    """NPV, ROI, payback, probability, plan against mean, benefits and costs."""
    if view.result is None:
        return ()
    summary, model = view.result.summary, view.result.run.model
    found, currency = summary.metrics[view.cut], model.currency

    def text(name: str, unit: str, percentile: int = 50) -> str:
        return figure(found[name].percentiles[percentile].value, unit, currency)  # type: ignore[arg-type]

    def around(name: str, unit: str) -> str:
        low, high = (found[name].percentiles[p].value for p in (10, 90))
        return spread(low, high, unit, currency)  # type: ignore[arg-type]

    benefits = Tile(
        "PV of benefits", text("pv_benefits", "money"), around("pv_benefits", "money"), asks="pv_benefits"
    )
    if model.unstated:
        return (Tile("Net present value", "undefined", "costs are not stated"), benefits)
    npv, odds = found["npv"], summary.probability[view.cut]["npv_positive"]
    mean = figure(npv.mean.value, "money", currency)
    return (
        Tile("Net present value, P50", text("npv", "money"), around("npv", "money"),
             _sign(npv.percentiles[50].value), short=("NPV, P50", _brief(around("npv", "money"), currency))),
        Tile("Chance of NPV > 0", chance(odds).split(" ±")[0], f"± {share(odds.half_width)}" if odds.error else "",
             1 if odds.value >= 0.5 else -1, "npv_positive", ("NPV > 0", "")),
        Tile("ROI, P50", text("roi", "share"), around("roi", "share"), _sign(found["roi"].percentiles[50].value),
             "roi"),
        Tile("Payback, P50", text("payback_months", "months"), around("payback_months", "months"),
             asks="payback_months"),
        Tile("NPV of the plan", figure(npv.base, "money", currency), f"mean {mean}", _sign(npv.base), "plan"),
        Tile("PV of costs, P50", text("pv_costs", "money"), f"benefits {text('pv_benefits', 'money')}",
             asks="pv_costs", short=("", f"benefits {_brief(benefits.value, currency)}")),
    )  # fmt: skip


def headline(view: View) -> str:
    """The result in one line."""
    shown = tiles(view)
    if not shown:
        return "Simulating …"
    if len(shown) == 2:
        return f"NPV undefined: {shown[0].detail} · PV of benefits {shown[1].value}"
    npv, odds, _, payback, *_ = shown
    around = npv.detail.split(" ", 1)[-1] if npv.detail[:1].isalpha() else npv.detail
    return f"NPV P50 {npv.value} ({around}) · NPV > 0 in {odds.value} · payback {payback.value}"


def cut_words(cut: Cut) -> str:
    """`cash + capacity`."""
    return {"cash": "cash only", "headline": "cash + capacity", "soft": "with soft benefits"}[cut]


def cut_title(cut: Cut) -> str:
    """For a choice."""
    return CUT_LABELS[cut]


def _brief(text: str, currency: str) -> str:
    """`−40.0 to 36.9 M` for `USD −40.0 M to USD 36.9 M`: without the currency, a common unit said once."""
    low, to, high = text.replace(f"{currency} ", "").partition(" to ")
    suffix = high[-2:]
    return f"{low.removesuffix(suffix) if suffix[:1] == ' ' else low}{to}{high}"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
