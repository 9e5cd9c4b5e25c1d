"""A buyer's scorecard of models: weights over seven criteria, scores that the buyer gives, a computed price.

Nothing is invented: a score that nobody gave and that cannot be computed is missing, and is told as missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cases.fields import as_table, checked, shown
from cases.toml import read_toml
from roi.errors import Place, RoiError, nearest
from roi.records import dataclass

# The criteria of the market report for choosing a model.
CRITERIA = ("benchmarks", "context", "modality", "price", "latency", "compliance", "fine_tuning")
PRICE, CONTEXT = "price", "context"
BEST = 100.0
_QUESTIONS = {
    "benchmarks": "how well it did on your own tasks",
    "context": "left out: 100 where the window takes in a likely request, else 0",
    "modality": "whether it takes what you have: text, images, speech",
    "price": "computed: the cheapest model's cost by this one's",
    "latency": "how soon it answers",
    "compliance": "where data go, contracts, certificates",
    "fine_tuning": "whether it can be tuned on data of your own",
}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Weights by criterion that make 1, and the buyer's scores by model and criterion, 0 to 100."""

    weights: Mapping[str, float]
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class ModelScore:
    """A model by all criteria.

    Attributes:
        marks: 0 to 100 by criterion, of those that are known.
        computed: criteria that nobody had to score.
    """

    model: str
    marks: Mapping[str, float]
    computed: frozenset[str]
    weights: Mapping[str, float]

    @property
    def known(self) -> float:
        """The share of the weight whose scores are known."""
        return sum(self.weights[name] for name in self.marks)

    @property
    def bounds(self) -> tuple[float, float]:
        """The weighted score if all that is missing were 0, and if it were 100."""
        low = sum(self.weights[name] * mark for name, mark in self.marks.items())
        return low, low + (1 - self.known) * BEST


def read_scorecard(path: Path) -> Scorecard:
    """The file of a buyer.

    Raises:
        RoiError: no TOML, an unknown criterion, a weight below 0, a score outside 0 to 100, a score of the price.
    """
    raw = read_toml(path)
    where = Place(path.name)
    for name in raw:
        if name not in ("weights", "scores"):
            raise RoiError(f"unknown table {shown(name)}", where, nearest(name[:60], ("weights", "scores")))
    weights = _numbers(raw.get("weights", {}), Place(path.name, "[weights]"), None)
    whole = sum(weights.values())
    if whole <= 0:
        raise RoiError(
            "no criterion has a weight", Place(path.name, "[weights]"), "Write price = 3, or the like."
        )
    scores = {}
    for model, table in as_table(raw.get("scores", {}), Place(path.name, "[scores]")).items():
        place = Place(path.name, f"[scores.{model[:80]!r}]")
        scores[model] = _numbers(table, place, BEST)
        if PRICE in scores[model]:
            raise RoiError("the price is computed", place.at_key(PRICE), "Take it out.")
    return Scorecard({name: weights.get(name, 0.0) / whole for name in CRITERIA}, scores)


def _numbers(table: object, where: Place, most: float | None) -> dict[str, float]:
    """Numbers by criterion, none below 0 and none above `most`."""
    numbers: dict[str, float] = {}
    for name, value in as_table(table, where).items():
        if name not in CRITERIA:
            raise RoiError(f"unknown criterion {shown(name)}", where, nearest(name[:60], CRITERIA))
        number = float(checked(float, name, value, where))
        if number < 0 or (most is not None and number > most):
            allowed = "0 or more" if most is None else f"0 to {most:.0f}"
            raise RoiError(f"{name} is {number:g}", where.at_key(name), f"Allowed: {allowed}.")
        numbers[name] = number
    return numbers


def scored(
    card: Scorecard, costs: Mapping[str, float], fits: Mapping[str, bool | None]
) -> tuple[ModelScore, ...]:
    """The models of a scorecard, the best known one first.

    Args:
        card: weights and scores.
        costs: by model, what the case would pay for it; fits: whether its window takes in a likely request, None
            where that is not known.
    """
    least = min((cost for cost in costs.values() if cost > 0), default=0.0)
    scores = []
    for model, given in card.scores.items():
        computed = {PRICE: BEST if costs[model] <= 0 else BEST * least / costs[model]}
        fit = fits[model]
        if CONTEXT not in given and fit is not None:
            computed[CONTEXT] = BEST if fit else 0.0
        marks = {name: {**given, **computed}[name] for name in CRITERIA if name in given or name in computed}
        scores.append(ModelScore(model, marks, frozenset(computed), card.weights))
    return tuple(sorted(scores, key=lambda score: (-score.bounds[0], -score.bounds[1], score.model)))


def skeleton(models: Sequence[str]) -> str:
    """The text of a file to fill in: equal weights, and a table without scores for each model."""
    lines = [
        "# Weights of the criteria by which you choose a model; only their ratios count.",
        "",
        "[weights]",
    ]
    lines += [f"{name} = 1  # {_QUESTIONS[name]}" for name in CRITERIA]
    lines += ["", "# Scores from 0 (useless) to 100 (as good as can be). Leave out what you do not know:"]
    lines += ["# it is told as missing. Add models as `roi models` names them."]
    for model in models:
        lines += ["", f'[scores."{model}"]']
        lines += [f"# {name} = " for name in CRITERIA if name not in (PRICE, CONTEXT)]
    return "\n".join(lines) + "\n"
