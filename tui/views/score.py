"""How good forecasts were: a row a group, what it means, and the reference class."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.formats import number, number_or_none, share
from roi.observed.score import FEWEST_DEALS, Between, Came, Score
from tui.views.style import box, heading

GOOD = "Good forecasts have 80 % within P10 to P90 and 50 % below P50, a shift of 0 and a width of 1."
_BARS = "▁▂▃▄▅▆▇█"
_FAR_OFF = 5  # figures that are named


def score_parts(scores: Sequence[Score], figures: Sequence[Came]) -> Iterator[RenderableType]:
    """The table, the histogram of all, what follows, and the figures that were furthest off."""
    table = Table(box=box(), title=heading("What came true beside what was said"), title_justify="left")
    table.add_column("")
    for column in ("Figures", "Deals", "Within P10–P90", "Below P50", "Realised ÷ P50", "Width"):
        table.add_column(column, justify="right")
    for score in scores:
        table.add_row(
            Text(score.name),
            f"{score.figures:,}",
            f"{score.deals:,}",
            _shares(score.inside),
            _shares(score.below),
            _numbers(score.bias),
            _numbers(score.width),
        )
    yield table
    every = scores[0]
    most = max(every.places)
    bars = "".join(_BARS[round(count / most * (len(_BARS) - 1))] for count in every.places)
    yield Text(f"Places of what came true in its forecast, a bar a tenth, P0 to P100: {bars}  {every.places}")
    yield from (Text(sentence) for sentence in sentences(every))
    far = sorted(figures, key=lambda each: -abs(each.place - 0.5))[:_FAR_OFF]
    yield Text("Furthest off: " + "; ".join(
        f"{each.deal}: “{each.label}” at P{number(round(100 * each.place, 1))}" for each in far) + ".")  # fmt: skip
    yield Text(
        f"{GOOD} Figures of one deal hang together: intervals (95 %) are of the number of deals.", style="dim"
    )


def sentences(score: Score) -> Iterator[str]:
    """What follows from the scores of all."""
    if score.width is None or score.shift is None:
        few = f"{score.deals} deals are too few to tell whether ranges are too narrow"
        yield f"{few}; from {FEWEST_DEALS} on they tell."
    else:
        if score.width.low > 1:
            yield f"Ranges were too narrow: {number(score.width.value)} times as wide would have been right."
        elif score.width.high < 1:
            yield f"Ranges were too wide: {number(score.width.value)} times their width would have been right."
        else:
            yield "So few deals do not show that ranges were too narrow or too wide."
        if score.shift.low > 0 or score.shift.high < 0:
            side = "above" if score.shift.value > 0 else "below"
            yield f"What came true lies {side} its forecast: {number(abs(score.shift.value))} spreads on average."
        else:
            yield "So few deals do not show a bias."
    for name, skill in (("the evidence alone", score.skill_evidence), ("the plan alone", score.skill_plan)):
        if math.isfinite(skill):
            word = "better" if skill > 0 else "worse"
            yield f"The forecasts were {share(abs(skill))} {word} than {name} (CRPS)."


def score_document(scores: Sequence[Score], figures: Sequence[Came]) -> dict[str, object]:
    """The same for `--json`."""
    return {
        "scores": [_score(score) for score in scores],
        "figures": [
            {
                "estimate": each.deal, "by": each.author, "name": each.name, "label": each.label, "kind": each.kind,
                "grade": each.grade, "value": number_or_none(each.value), "p10": each.p10, "p50": each.p50,
                "p90": each.p90, "place": each.place, "crps": each.crps, "crps_evidence": each.of_evidence,
                "crps_plan": each.of_plan, "ratio": number_or_none(each.ratio),
            }
            for each in figures
        ],
    }  # fmt: skip


def _score(score: Score) -> dict[str, object]:
    return {
        "name": score.name,
        "figures": score.figures,
        "deals": score.deals,
        "inside": _between(score.inside),
        "below": _between(score.below),
        "places": list(score.places),
        "realised_by_p50": _between(score.bias),
        "shift": _between(score.shift),
        "width": _between(score.width),
        "skill_evidence": number_or_none(score.skill_evidence),
        "skill_plan": number_or_none(score.skill_plan),
    }


def _between(value: Between | None) -> dict[str, float | None] | None:
    if value is None:
        return None
    ends = {"value": value.value, "low": value.low, "high": value.high}
    return {key: number_or_none(end) for key, end in ends.items()}


def _shares(value: Between) -> str:
    return f"{share(value.value)} ({share(value.low)} to {share(value.high)})"


def _numbers(value: Between | None) -> str:
    if value is None:
        return "–"
    if not math.isfinite(value.high):
        return f"{value.value:.3g}"
    return f"{value.value:.3g} ({value.low:.3g} to {value.high:.3g})"
