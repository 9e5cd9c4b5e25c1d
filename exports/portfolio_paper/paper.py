"""A paper for a committee, in Markdown: what is funded and why, what is out and why, totals, money, risks,
questions."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from exports.brand import Brand
from exports.markdown.syntax import document, escape
from exports.portfolio_paper.fund import fund_parts
from exports.portfolio_paper.parts import PaperPart, markdown
from exports.portfolio_paper.show import show_parts
from exports.voice.formats import money, share
from roi.notation import grouped, written_day
from roi.portfolio.pipeline import Readiness, Stage
from roi.portfolio.plan import FundedPlan
from roi.portfolio.questions import SetQuestion
from roi.portfolio.totals import Totals, quarter_names
from roi.text import counted


def paper(
    plan: FundedPlan,
    questions: Sequence[SetQuestion] | None,
    totals: Totals,
    stages: Sequence[Stage],
    readiness: Sequence[Readiness],
    today: datetime.date,
    by: str,
    top: int,
    brand: Brand,
) -> str:
    """The paper as one text, with the lines of a brand."""
    results = plan.results
    blocks: list[str] = [escape(_recommended(plan))]
    blocks += markdown(fund_parts(plan, questions, top))
    blocks += ["# The whole portfolio", *markdown(show_parts(results, totals, stages, readiness, by, top))]
    blocks += markdown([_risks(plan, totals), _basis()])
    deals = counted(len(results.deals), "deal")
    run = f"{deals}, {grouped(results.draws)} draws, seed {results.seed}, roi {results.version}"
    blocks.append(f"{written_day(today)} · {run}")
    return document("Funding of the portfolio", blocks, brand)


_LARGE = 0.2  # share of the variance from which on a deal is a risk by itself


def _recommended(plan: FundedPlan) -> str:
    currency, landed = plan.results.currency, plan.landed
    money_in = money(sum(each.money for each in plan.taken), currency)
    return (
        f"To fund: {grouped(len(plan.taken))} of {grouped(len(plan.problem.names))} deals for {money_in} in all. "
        f"Expected net present value {money(plan.solution.worth, currency)}; eight in ten: "
        f"{money(landed.p10.value, currency)} to {money(landed.p90.value, currency)}; chance of a loss "
        f"{share(landed.loss.value)}."
    )


def _risks(plan: FundedPlan, totals: Totals) -> PaperPart:
    currency, of_all = plan.results.currency, "of the variance of the whole portfolio"
    worst = money(plan.landed.shortfall.value, currency)
    items = [f"In the worst tenth of the draws the funded deals bring {worst} on average."]
    items += [
        f"{each.name} moves several deals at once: {share(each.share.value)} {of_all}."
        for each in totals.by_input[:3]
    ]
    items += [
        f"{each.name} alone is {share(each.share.value)} {of_all}."
        for each in totals.by_deal[:1]
        if each.share.value > _LARGE
    ]
    if totals.lowest[0] < 0:
        low, quarter = totals.lowest
        when = quarter_names(plan.results.portfolio.start, quarter)[-1]
        items.append(f"Were every deal taken up, cash would be {money(-low, currency)} down in {when}.")
    return PaperPart("Risks", items=tuple(items))


def _basis() -> PaperPart:
    return PaperPart(
        "How this was worked out",
        (
            "Deals, options and starts are chosen together, for the highest expected net present value.",
            "Money and people are those of the deals as if all close; worth counts the chance of closing.",
            "The last quarter of a budget holds for all later ones, so that a late start evades nothing.",
            "A later start discounts the net present value of a deal by the delay, at the rate of its estimate;",
            "what deals share by calendar is not drawn anew for it.",
        ),
    )
