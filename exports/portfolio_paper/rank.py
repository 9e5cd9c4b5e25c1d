"""roi portfolio rank, in parts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from exports.portfolio_paper.parts import PaperPart, chance_cell, with_band
from exports.story.parts import StoryTable
from exports.voice.formats import money, share, three_digits
from exports.voice.scales import money_scale
from roi.notation import grouped
from roi.portfolio.ranking import Ranking
from roi.portfolio.results import Results
from roi.sim.estimate import Statistic

MEASURES = {
    "npv": "expected net present value",
    "ratio": "net present value for the money that is short",
    "payback": "chance of payback",
}


def rank_parts(results: Results, ranking: Ranking, top: int) -> Iterator[PaperPart]:
    """The list, and how far it can be trusted."""
    rows = ranking.rows[:top]
    scale = money_scale(value for each in rows for value in (each.npv.value, each.weighted, each.shrunk))
    weighted = any(result.deal.chance < 1 for result in results.deals)
    head = ["", "Deal", "NPV", *(["By chance"] if weighted else []), "Ratio", f"In {ranking.within}",
            f"Top {ranking.k}", "Shrunk"]  # fmt: skip
    cells = [
        (
            f"{place}", each.name, with_band(Statistic(each.npv.value, math.nan), scale),
            *([scale.text(each.weighted)] if weighted else []),
            three_digits(each.ratio) if math.isfinite(each.ratio) else "no money",
            chance_cell(each.payback), share(each.top), scale.text(each.shrunk),
        )
        for place, each in enumerate(rows, 1)
    ]  # fmt: skip
    best = "the best" if ranking.k == 1 else f"one of the {ranking.k} best"
    notes = [
        "Ratio: expected net present value for each unit of money needed.",
        f"In {ranking.within}: chance of payback within so many months.",
        f"Top {ranking.k}: chance that it is {best}, on the same draws.",
        "Shrunk: the estimate drawn towards its class, the more the wider the answers given for it.",
    ]
    errors = [each.npv.half_width for each in rows if math.isfinite(each.npv.half_width)]
    if errors:
        notes.append(f"Sampling errors of NPV: at most ± {money(max(errors), results.currency)}.")
    left = len(ranking.rows) - len(rows)
    yield PaperPart(
        f"Deals by {MEASURES[ranking.measure]}, {scale.heading(results.currency)}",
        table=StoryTable(tuple(head), tuple(cells), figures_from=2),
        after=(*notes, *([f"{grouped(left)} more are not shown."] if left else [])),
    )
    yield _trust(results, ranking)


def _trust(results: Results, ranking: Ranking) -> PaperPart:
    currency, k = results.currency, ranking.k
    sentences, chosen = [], k < len(ranking.rows)
    classes = sorted({each.prior for each in ranking.rows if each.prior})
    if classes:
        named = ", ".join(classes[:4]) + (", …" if len(classes) > 4 else "")
        if ranking.disappointment > 0:
            less = money(ranking.disappointment, currency)
            luck = f"expect {less} less of the first {k} than their estimates say"
        else:
            luck = f"the first {k} are not expected to bring less than their estimates say"
        sentences.append(f"Whoever picks the highest estimates picks luck as well: {luck} (class: {named}).")
        if chosen:
            sentences.append(
                f"After drawing in, {ranking.kept} of these {k} are still among the first {k} by value."
            )
    else:
        sentences.append("Fewer than ten deals say too little of a class, so that nothing is drawn in.")
    if not chosen:
        sentences.append("The list is no longer than what is to be taken: there is nothing to choose.")
    elif ranking.lost > 0:
        lost = money(ranking.lost, currency)
        sentences.append(
            f"Who knew everything would choose others in some draws, worth {lost} more on average."
        )
    return PaperPart("How sure the order is", tuple(sentences))
