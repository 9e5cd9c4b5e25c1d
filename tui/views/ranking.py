"""Models ranked by what they would cost a case, and a buyer's scorecard of some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from cases.scorecard import CRITERIA, ModelScore
from exports.voice.formats import money
from exports.voice.scales import money_scale
from exports.voice.wording import between, quoted
from roi.case import AS_IT_STANDS, Sense
from roi.text import counted
from tui.desk.model_costs import ModelCost, ModelCosts
from tui.views.column_widths import Column, fitted
from tui.views.json_values import picked
from tui.views.models import dated

SHOWN = 20
SENSES: dict[Sense, str] = {"image": "images", "audio": "sound", "video": "video"}


def ranking_parts(ranking: ModelCosts, width: int, most: int = SHOWN) -> Iterator[RenderableType]:
    """The tokens of the case, then a row a model, the cheapest first."""
    model, shown = ranking.model, ranking.ranked[:most]
    way = model.case.options[model.option].title if model.option else "the case as it stands"
    yield Text.assemble((model.case.header.title, "bold"), f", {way}, preset {model.preset}")
    tokens = (f"{item.spec.label} {between(item)}" for item in ranking.tokens)
    yield Text(f"{'; '.join(tokens)}.", style="dim")
    scale = money_scale(row.total for row in shown)
    columns = [
        Column("Plan", [Text(scale.text(row.total)) for row in shown]),
        Column("Mean", [Text("–" if row.mean is None else scale.text(row.mean)) for row in shown], 1),
        Column("Read", [Text(f"{row.price.read:g}") for row in shown], 3),
        Column(
            "Cached",
            [Text(_or_none(row.price.cached if row.price.cache_listed else None)) for row in shown],
            5,
        ),
        Column("Cache write", [Text(_or_none(row.price.cache_write)) for row in shown], 7),
        Column("Written", [Text(f"{row.price.written:g}") for row in shown], 3),
        Column("Batch", [Text(_share(row.price.batch)) for row in shown], 6),
        Column("Window", [Text(_window(row)) for row in shown], 2),
        Column("Takes", [Text(_reads(row, ranking)) for row in shown], 1 if ranking.takes else 8),
        Column("Open", [Text("yes" if row.open else "–") for row in shown], 4),
        Column(
            "Since", [Text(f"{row.price.since:%Y-%m-%d}" if row.price.since else "–") for row in shown], 9
        ),
    ]
    labels = [Text(row.price.ref) for row in shown]
    over = f"over {counted(model.horizon, 'month')}, {scale.heading(model.currency)}"
    title = f"Cost of tokens {over}; prices in USD a million"
    yield fitted(title, labels, columns, width)
    yield from (Text(text, style="dim") for text in _notes(ranking, len(shown)))


def _notes(ranking: ModelCosts, shown: int) -> Iterator[str]:
    currency = ranking.model.currency
    if len(ranking.ranked) > shown:
        more = f"{len(ranking.ranked) - shown:,} more"
        yield f"{more}; --json has all, and words choose, as in roi models mistral --for CASE."
    yield (
        f"At its prices now the case pays {money(ranking.chosen, currency)}. A model that several hosts sell "
        "stands once, at the cheapest. The effect is held as it is: a cheaper model may do less."
    )
    yield (
        "Takes: text, and what its price list or its description says. Open: its weights are served at Hugging "
        "Face. A dash: not known. Left out: about to be withdrawn, batches only, a window too small for a likely "
        "call."
    )
    if ranking.takes:
        yield _senses(ranking)
    if ranking.others:
        ways = ", ".join(
            "the case as it stands" if way == AS_IT_STANDS else quoted(way) for way in ranking.others
        )
        yield f"By the token pay as well: {ways}; --option chooses."
    yield dated(ranking.ranked[0].price)


def _reads(row: ModelCost, ranking: ModelCosts) -> str:
    """`text, image`; `image?` of what this way to deploy sends and nothing tells that the model reads it."""
    unknown = (f"{sense}?" for sense in ranking.takes if sense not in row.price.reads)
    return ", ".join(("text", *row.price.reads, *unknown))


def _senses(ranking: ModelCosts) -> str:
    """Which models are ranked where more than text is sent."""
    sent = " and ".join(SENSES[sense] for sense in ranking.takes)
    if ranking.unknown:
        return (
            f"This way sends {sent}: only models are ranked that are said to read them. Of {ranking.unknown:,} "
            "others nothing tells; name one, as in roi models gpt-6.1 --for CASE, to have it ranked all the same."
        )
    return f"This way sends {sent}; a question mark: nothing tells whether the model reads them."


def _window(row: ModelCost) -> str:
    window = row.price.window
    return "–" if window is None else f"{window / 1e3:,.0f} k"


def _or_none(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}".replace("%", " %")


def ranking_document(ranking: ModelCosts) -> dict[str, object]:
    """`roi models --for --json`."""
    model = ranking.model
    return {
        "case": model.case.id,
        **picked(model, "option", "preset", "currency"),
        "horizon_months": model.horizon,
        "tokens": {
            item.id: {"likely": item.shown(item.likely), "unit": item.unit.text} for item in ranking.tokens
        },
        "cost_now": ranking.chosen,
        "sent_beside_text": ranking.takes,
        "not_known_to_read_it": ranking.unknown,
        "models": [
            {
                "model": row.price.ref,
                **picked(row, "total", "present_value", "mean", "npv"),
                **picked(row.price, "read", "cached", "cache_listed", "cache_write", "written", "batch"),
                "window_tokens": row.price.window,
                "priced_beside_text": row.price.senses,
                "reads_beside_text": row.price.reads,
                "open_weights": row.open or None,
                **picked(row.price, "on", "since", "until"),
                "other_hosts": row.hosts,
            }
            for row in ranking.ranked
        ],
    }


def score_parts(scores: Sequence[ModelScore], width: int) -> Iterator[RenderableType]:
    """The buyer's scorecard: what is known of each model, and how much of the weight that is."""
    weights = scores[0].weights
    columns = [
        Column("Score", [Text(_bounds(score)) for score in scores]),
        Column("Known", [Text(_share(score.known)) for score in scores]),
        *(
            Column(
                f"{name.replace('_', '-')}\n{_share(weights[name])}",
                [_mark(score, name) for score in scores],
                1,
            )
            for name in CRITERIA
        ),
    ]
    yield fitted("Scorecard, 0 to 100", [Text(score.model) for score in scores], columns, width)
    yield Text(
        "Score: from all that is missing being 0 to all of it being 100; ordered by the low end. Price: the "
        "cheapest's cost by this one's. Context: 100 where the window takes in a likely request. The rest is "
        "yours; a dash is missing.",
        style="dim",
    )


def _bounds(score: ModelScore) -> str:
    low, high = score.bounds
    return f"{low:.0f}" if high - low < 0.5 else f"{low:.0f} to {high:.0f}"


def _mark(score: ModelScore, name: str) -> Text:
    value = score.marks.get(name)
    computed = name in score.computed
    return Text("–" if value is None else f"{value:.0f}", style="" if not computed else "cyan")


def score_document(scores: Sequence[ModelScore]) -> list[dict[str, object]]:
    """The scorecard as JSON; what is missing is null."""
    return [
        {
            "model": score.model,
            "low": score.bounds[0],
            "high": score.bounds[1],
            "known_weight": score.known,
            "scores": {name: score.marks.get(name) for name in CRITERIA},
            "computed": sorted(score.computed),
        }
        for score in scores
    ]
