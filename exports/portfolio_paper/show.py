"""roi portfolio show, in parts: the sum, money by quarter, what moves it, the pipeline, the estimates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from exports.portfolio_paper.parts import PaperPart, chance_cell, with_band
from exports.story.parts import StoryTable
from exports.voice.formats import chance, money, share
from exports.voice.funding import copy_sentences
from exports.voice.scales import Scale, money_scale
from roi.notation import digits, grouped
from roi.portfolio.pipeline import Readiness, Stage
from roi.portfolio.results import Results
from roi.portfolio.totals import SumStatistics, Totals, quarter_names
from roi.text import counted

QUARTERS = 8  # that are shown one by one
_ROUNDS = 0.0005  # to 0.1 %: less is nothing


def show_parts(
    results: Results,
    totals: Totals,
    stages: Sequence[Stage],
    readiness: Sequence[Readiness],
    by: str,
    top: int,
    at_least: float | None = None,
) -> Iterator[PaperPart]:
    """All parts, the most important first.

    Args:
        by: what `stages` are groups of; `top`: rows of long tables; `at_least`: the amount whose chance is told.
    """
    yield _sum(results, totals, at_least)
    yield money_part(results, totals.spend, totals.cash, totals.weighted_spend if totals.uncertain else None)
    yield _moves(totals, top)
    yield _together(results, totals)
    yield _pipeline(results, stages, by)
    yield _estimates(results, readiness, top)
    if results.failed:
        yield PaperPart(
            "Not in these figures", items=tuple(f"{each.name}: {each.reason}" for each in results.failed)
        )


def distribution_row(label: str, of: SumStatistics, scale: Scale) -> tuple[str, ...]:
    """Cells of a distribution: mean with its error, P10, P50, P90, mean of the worst tenth, chance of a loss."""
    percentiles = (scale.text(each.value) for each in (of.p10, of.p50, of.p90, of.shortfall))
    return (label, with_band(of.mean, scale), *percentiles, chance_cell(of.loss))


DISTRIBUTION_HEAD = ("", "Mean", "P10", "P50", "P90", "Worst tenth", "Loss")


def scale_of(*every: SumStatistics) -> Scale:
    """The scale of a table of distributions."""
    return money_scale(value for of in every for value in amounts_of(of))


def amounts_of(of: SumStatistics) -> tuple[float, ...]:
    """The money of a distribution's row that is largest."""
    return tuple(each.value for each in (of.mean, of.p10, of.p90, of.shortfall))


def _sum(results: Results, totals: Totals, at_least: float | None) -> PaperPart:
    currency = results.currency
    named = [("Every deal closes", totals.all_close)]
    if totals.uncertain:
        named.append(("Each by its chance", totals.weighted))
    scale = scale_of(*(of for _, of in named))
    basis = f"Worst tenth: the mean of the worst tenth of {grouped(results.draws)} draws."
    after = [basis, "Loss: the chance of less than 0."]
    if at_least is not None:
        amount = money(at_least, currency)
        for label, of in named:
            if of.reached is not None:
                after.append(f"{label}: at least {amount} with a chance of {chance(of.reached)}.")
    return PaperPart(
        f"Sum of net present value, {scale.heading(currency)}",
        (f"{counted(totals.deals, 'deal')}, each in the first of its options.",),
        StoryTable(DISTRIBUTION_HEAD, tuple(distribution_row(label, of, scale) for label, of in named)),
        (*after, *copy_sentences(results.portfolio)),
    )


def money_part(
    results: Results,
    spend: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]],
    cash: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]] | None,
    weighted: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]] | None = None,
    limit: Sequence[float] | None = None,
) -> PaperPart:
    """Money by quarter: what is needed, with chances, the budget, and what comes in on balance."""
    columns: list[tuple[str, Sequence[float]]] = [("Needed", list(spend))]
    if weighted is not None:
        columns.append(("By chance", list(weighted)))
    if limit is not None:
        columns.append(("Budget", limit))
    if cash is not None:
        columns += [("Net cash", list(cash)), ("Running", np.cumsum(cash).tolist())]
    flows = [value for label, row in columns for value in row if label != "Budget"]
    scale = money_scale(flows if any(flows) else limit or ())  # a budget without end hides no need
    names = quarter_names(results.portfolio.start, len(list(spend)))
    last = [at for at, value in enumerate(spend) if value > 0]
    shown = min(len(names), QUARTERS, (last[-1] if last else 0) + 1 if cash is None else len(names))
    rows = [(names[at], *(_money_cell(row[at], scale) for _, row in columns)) for at in range(shown)]
    later = range(shown, len(names))
    if later and any(row[at] for _, row in columns for at in later if math.isfinite(row[at])):
        sums = (
            _money_cell(row[-1] if label == "Running" else sum(row[at] for at in later), scale)
            for label, row in columns
        )
        rows.append((f"{len(later)} later ones", *sums))
    after = ["Needed: expected costs, nothing taken off, as if every deal closes."]
    if cash is not None:
        after.append("Net cash: expected cash benefits less costs.")
    return PaperPart(
        f"Money by quarter, {scale.heading(results.currency)}",
        table=StoryTable(("", *(label for label, _ in columns)), tuple(rows)), after=tuple(after),
    )  # fmt: skip


def _money_cell(value: float, scale: Scale) -> str:
    return scale.text(value) if math.isfinite(value) else "–"


def offsets(value: float, half_width: float) -> bool:
    """Whether a share of the variance of the sum is of a deal that offsets others: below 0, beyond its error."""
    return value < min(-half_width, -_ROUNDS)


def share_of_variance(value: float, half_width: float) -> str:
    """A deal's share of the variance of the sum; one that lies below 0 by chance, or hardly, is none."""
    return share(value if value >= 0 or offsets(value, half_width) else 0.0)


def _moves(totals: Totals, top: int) -> PaperPart:
    rows = [
        (each.name, share_of_variance(each.share.value, each.share.half_width), share(each.share.half_width))
        for each in totals.by_deal[:top]
    ]
    rest = [each.share for each in totals.by_deal[top:]]
    if rest:
        error = math.hypot(*(each.half_width for each in rest))
        value = share_of_variance(sum(each.value for each in rest), error)
        rows.append((counted(len(rest), "other deal"), value, ""))
    lead = ["A deal's share of the variance of the sum; all deals add up to 100 %."]
    if any(offsets(each.share.value, each.share.half_width) for each in totals.by_deal[:top]):
        lead.append("A deal below 0 offsets others.")
    luck = [f"{each.name}: {share(each.share.value)} of the variance" for each in totals.by_input[:top]]
    after = ("What deals share:",) if luck else ("Nothing that deals share explains a part that stands out.",)
    return PaperPart(
        "What moves the sum", tuple(lead), StoryTable(("Deal", "Share", "±"), tuple(rows)), after, tuple(luck)
    )


def _together(results: Results, totals: Totals) -> PaperPart:
    spread, currency = totals.spread, results.currency
    rows = [
        (label, money(row[0], currency), f"{money(row[1], currency)} to {money(row[2], currency)}")
        for label, row in (
            ("As they are", spread.actual), ("All good or bad at once", spread.dependent),
            ("Nothing in common", spread.independent),
        )
    ]  # fmt: skip
    common, widened = spread.common_luck, "Common luck makes no difference that can be seen."
    if spread.told_apart:
        by_how_much = f"{share(abs(common))} {'wider' if common > 0 else 'narrower'}"
        widened = f"Common luck makes the spread {by_how_much} than that of deals with nothing in common."
    return PaperPart(
        "How far deals go together",
        table=StoryTable(("Deals", "Spread (sd)", "P10 to P90"), tuple(rows)),
        after=(f"Diversification takes away {share(spread.diversification)} of the spread.", widened),
    )


def _pipeline(results: Results, stages: Sequence[Stage], by: str) -> PaperPart:
    scale = money_scale(
        value for each in stages for value in (each.at_stake, each.landed.p10.value, each.landed.p90.value)
    )
    rows = [
        (
            each.name, grouped(each.deals), scale.text(each.at_stake), scale.text(each.expected),
            scale.text(each.landed.p10.value), scale.text(each.landed.p50.value),
            scale.text(each.landed.p90.value), digits(each.closing, ".1f"),
        )
        for each in stages
    ]  # fmt: skip
    head = (by.capitalize(), "Deals", "At stake", "Expected", "P10", "P50", "P90", "Close")
    note = "At stake: if all close. Expected: by their chances; P10 to P90: each deal closes or does not. "
    return PaperPart(
        f"Pipeline by {by}, {scale.heading(results.currency)}", table=StoryTable(head, tuple(rows)),
        after=(note + "Close: deals that are expected to close.",),
    )  # fmt: skip


def _estimates(results: Results, readiness: Sequence[Readiness], top: int) -> PaperPart:
    asks = {result.deal.name: result.maturity.ask for result in results.deals}
    chances = {result.deal.name: result.deal.chance for result in results.deals}
    at_stake = {
        result.deal.name: abs(float(result.options[0].npv.mean())) * chances[result.deal.name]
        for result in results.deals
    }
    first = sorted(readiness, key=lambda each: -at_stake[each.name])[:top]
    rows = tuple(
        (
            each.name, "–" if math.isnan(each.answered) else share(each.answered), share(each.judged),
            "–" if each.age is None else grouped(each.age), asks[each.name] or "–",
        )
        for each in first
    )  # fmt: skip
    stale = tuple(f"{each.name}: {'; '.join(each.stale)}" for each in readiness if each.stale)
    overdue = tuple(
        f"{each.name}: was to close {grouped(each.overdue)} days ago" for each in readiness if each.overdue
    )
    lead = "Answered: questions that the prospect has answered. Judged: inputs on judgement or the seller's word."
    more = (
        f" {counted(len(readiness) - top, 'deal')} of less value not shown." if len(readiness) > top else ""
    )
    after = ("Gone stale, or late:",) if stale or overdue else ("Nothing is stale, and no deal is late.",)
    return PaperPart(
        "How far the estimates have come", (lead + more,),
        StoryTable(("Deal", "Answered", "Judged", "Days", "Ask next"), rows, figures_from=9), after,
        (*overdue, *stale)[: 2 * top],
    )  # fmt: skip
