"""How good forecasts were: a row a group, what it means, the figures that were furthest off."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from exports.voice.formats import number, share, three_digits
from exports.voice.update import label_text, made_up_sentence
from roi.notation import grouped
from roi.observed.score import FEWEST_DEALS, Between, Came, Score
from roi.text import counted
from tui.desk.scoring import ClassRow, Scored
from tui.views.json_values import picked
from tui.views.style import figures, titled

TITLE = "What came true beside what was said"
HEADS = ("", "Figures", "Deals", "Within P10–P90", "Below P50", "Realised ÷ P50", "Width")
GOOD = (
    "Good forecasts have 80 % within P10 to P90, 50 % below P50, a realised ÷ P50 and a width of 1. "
    "Figures of one deal hang together: intervals (95 %) are of the number of deals."
)
_BARS = "▁▂▃▄▅▆▇█"
_FAR_OFF = 5  # figures that are named
_SAME = 5e-4  # of a score: a difference that no figure shows
_SMALLEST, _LARGEST = 1e-3, 1e3  # of a ratio; beyond them an interval says that there are too few deals


def score_parts(scores: Sequence[Score], record: Scored) -> Iterator[RenderableType]:
    """What is made up, the table, the histogram of all, what follows, and the figures that were furthest off."""
    if made_up := made_up_sentence(record.observations):
        yield Text(made_up, style="bold")
    table = titled(TITLE, HEADS[0], *figures(*HEADS[1:], no_wrap=False))
    for score in scores:
        table.add_row(*map(Text, score_cells(score)))
    yield table
    every = scores[0]
    most = max(every.places)
    bars = "".join(_BARS[round(count / most * (len(_BARS) - 1))] for count in every.places)
    yield Text(f"Places of what came true in its forecast, a bar a tenth, P0 to P100: {bars}  {every.places}")
    yield from (Text(sentence) for sentence in sentences(every))
    far = furthest_off(record.figures, _FAR_OFF)
    named = (f"{each.deal}: {label_text(each.label, each.months)}, at {place_words(each)}" for each in far)
    yield Text(f"Furthest off: {'; '.join(named)}.")
    yield Text(GOOD, style="dim")


def score_cells(score: Score) -> tuple[str, ...]:
    """The cells of a group under `HEADS`."""
    inside, below = (_with_ends(between, share) for between in (score.inside, score.below))
    ratios = (_with_ends(between, ratio_words) for between in (score.bias, score.width))
    return (score.name, grouped(score.figures), grouped(score.deals), inside, below, *ratios)


def furthest_off(figures: Sequence[Came], count: int) -> list[Came]:
    """The figures that lie nearest to an end of their forecast, the nearest first."""
    return sorted(figures, key=lambda each: -abs(each.place - 0.5))[:count]


def place_words(figure: Came) -> str:
    """Where a figure lies in its forecast: `P99.9`."""
    return f"P{number(round(100 * figure.place, 1))}"


def sentences(score: Score) -> Iterator[str]:
    """What follows from the scores of all."""
    if score.width is None or score.shift is None:
        few = f"{counted(score.deals, 'deal')} {'is' if score.deals == 1 else 'are'} too few"
        yield f"{few} to tell whether ranges are too narrow; from {FEWEST_DEALS} on they tell."
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
        if abs(skill) < _SAME:
            yield f"The forecasts were as good as {name} (CRPS)."
        elif math.isfinite(skill):
            word = "better" if skill > 0 else "worse"
            yield f"The forecasts were {share(abs(skill))} {word} than {name} (CRPS)."


def score_document(scores: Sequence[Score], record: Scored, classed: Sequence[ClassRow]) -> dict[str, object]:
    """The same for `--json`, with the reference class."""
    return {
        "made_up": sum(row.made_up for row in record.observations),
        "scores": [_score(score) for score in scores],
        "figures": [
            {
                "estimate": each.deal,
                "by": each.author,
                **picked(each, "name", "label", "kind", "grade", "unit"),
                "first_month": each.months[0] if each.months else None,
                "last_month": each.months[1] if each.months else None,
                **picked(each, "value", "p10", "p50", "p90", "place", "crps"),
                "crps_evidence": each.of_evidence,
                "crps_plan": each.of_plan,
                "ratio": each.ratio,
            }
            for each in record.figures
        ],
        "reference_class": [
            {"estimate": each.deal, **picked(each, "name", "kind", "ratio", "date")} for each in classed
        ],
    }


def _score(score: Score) -> dict[str, object]:
    return {
        **picked(score, "name", "figures", "deals", "inside", "below", "places"),
        "realised_by_p50": score.bias,
        **picked(score, "shift", "width", "skill_evidence", "skill_plan"),
    }


def ratio_words(value: float) -> str:
    """A ratio: `1.87`, `<0.001`, `>1,000`."""
    if value < _SMALLEST:
        return f"<{number(_SMALLEST)}"
    return f">{number(_LARGEST)}" if value > _LARGEST else three_digits(value)


def _with_ends(between: Between | None, words: Callable[[float], str]) -> str:
    """`1.87 (0.369 to 9.53)`: a value with its interval, where there is one."""
    if between is None:
        return "–"
    if not math.isfinite(between.high):
        return words(between.value)
    return f"{words(between.value)} ({words(between.low)} to {words(between.high)})"
