"""roi portfolio fund, in parts: what is funded, the sum, the money, the priority list, what is out, the
questions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from exports.portfolio_paper.parts import PaperPart
from exports.portfolio_paper.show import DISTRIBUTION_HEAD, amounts_of, distribution_row, money_part
from exports.story.parts import StoryTable
from exports.voice.formats import money, share
from exports.voice.funding import floor_sentence, out_sentence
from exports.voice.scales import Scale, money_scale
from roi.notation import digits, grouped
from roi.portfolio.funding.problem import lasting
from roi.portfolio.plan import FundedPlan
from roi.portfolio.questions import SetQuestion
from roi.portfolio.totals import quarter_names

_SHOWN_QUESTIONS = 8
_ASK = "Ask next, over the whole set"


def fund_parts(plan: FundedPlan, questions: Sequence[SetQuestion] | None, top: int) -> Iterator[PaperPart]:
    """All parts, the most important first; `top` rows of long tables."""
    scale = _scale(plan)
    yield _funded(plan, top, scale)
    yield _landed(plan, scale)
    yield _money(plan)
    if any(rung.budget for rung in plan.rungs):
        yield _ladder(plan, scale)
        yield _priority(plan, top)
    yield _out(plan, top)
    if questions is not None:
        yield questions_part(plan, questions)


def _scale(plan: FundedPlan) -> Scale:
    """Of all money that stands beside the sum: one figure has the same digits in every table."""
    amounts = [(each.worth, each.money) for each in plan.taken]
    sums = (sum(column) for column in zip(*amounts, strict=True))
    landed = amounts_of(plan.landed)
    return money_scale((*chain(*amounts), *sums, *landed, *(rung.solution.bound for rung in plan.rungs)))


def _funded(plan: FundedPlan, top: int, scale: Scale) -> PaperPart:
    currency, solution, problem = plan.results.currency, plan.solution, plan.problem
    taken = plan.taken[:top]
    names = quarter_names(plan.results.portfolio.start, int(problem.start.max(initial=0)) + 1)
    rows = [
        (
            each.name, each.option.label, names[each.start - 1],
            scale.text(each.worth), scale.text(each.money),
        )
        for each in taken
    ]  # fmt: skip
    left = plan.taken[top:]
    if left:
        rows.append((f"{grouped(len(left))} more", "", "", scale.text(sum(each.worth for each in left)),
                     scale.text(sum(each.money for each in left))))  # fmt: skip
    rows.append(
        ("Sum", "", "", scale.text(solution.worth), scale.text(sum(each.money for each in plan.taken)))
    )
    deals = f"deals {'is' if len(plan.taken) == 1 else 'are'} funded"
    lead = [
        f"{grouped(len(plan.taken))} of {grouped(len(problem.names))} {deals}: expected net present value "
        f"{money(solution.worth, currency)}.",
        _gap_sentence(plan),
    ]
    floor = floor_sentence(plan)
    return PaperPart(
        f"Funded, {scale.heading(currency)}", (*lead, *([floor] if floor else [])),
        StoryTable(("Deal", "Option", "Start", "NPV", "Money"), tuple(rows), figures_from=3, summed=True),
    )  # fmt: skip


def _gap_sentence(plan: FundedPlan) -> str:
    solution, currency = plan.solution, plan.results.currency
    if solution.gap < 1e-6:
        return "No other set within the limits is worth more."
    bound = f"No set within the limits is worth more than {money(solution.bound, currency)}"
    ended = "" if solution.complete else "; the search ended before it was closer"
    if solution.hurried:
        ended = "; the time was over before it was closer, so that another run may find another set"
    return f"{bound}, which is {share(solution.gap)} above{ended}."


def _landed(plan: FundedPlan, scale: Scale) -> PaperPart:
    return PaperPart(
        f"What the set brings, {scale.heading(plan.results.currency)}",
        table=StoryTable(DISTRIBUTION_HEAD, (distribution_row("Funded", plan.landed, scale),)),
        after=(
            "Each deal closes or not by its chance.",
            "A later start discounts a deal's money by the delay at its own rate.",
            "Its luck is that of a start at once.",
        ),
    )  # fmt: skip


def _money(plan: FundedPlan) -> PaperPart:
    limit = lasting(plan.limits.budget, len(plan.money))
    shown = limit.tolist() if np.isfinite(limit).any() else None
    part = money_part(plan.results, plan.money, None, limit=shown)
    if not plan.limits.limits_people:
        return part
    people = plan.people
    peak = int(people.argmax())
    have = lasting(plan.limits.people, len(people))
    most, there = digits(people[peak], "g"), digits(have[peak], "g")
    sentence = f"People: at most {most} of {there}, in month {peak + 1}."
    return PaperPart(part.title, part.lead, part.table, (*part.after, sentence))


def _ladder(plan: FundedPlan, scale: Scale) -> PaperPart:
    currency = plan.results.currency
    rows = []
    for rung in plan.rungs:
        used = float(plan.problem.money[rung.solution.columns].sum())
        rows.append(
            (
                f"{digits(rung.share, 'g')} ×", money(rung.budget, ""), money(used, ""),
                grouped(len(rung.solution.columns)), scale.text(rung.solution.worth),
            scale.text(rung.solution.bound), )
        )  # fmt: skip
    after: tuple[str, ...] = ("Bound: no set within the budget is worth more.",)
    if plan.price is not None:
        price = plan.price
        exact = price.high - price.low < 0.01 * max(price.high, 1e-9)
        value, low, high = (digits(each, ".2f") for each in (price.value, price.low, price.high))
        between = "" if exact else f" (between {low} and {high} by the bounds)"
        worth = f"The next {currency} of budget is worth {currency} {value}{between}"
        after = (*after, f"{worth}: found with {share(price.share)} more in every quarter.")
    return PaperPart(
        f"What each budget buys, {scale.heading(currency)}",
        table=StoryTable(("Budget", "In all", "Used", "Deals", "NPV", "Bound"), tuple(rows)), after=after,
    )  # fmt: skip


def _priority(plan: FundedPlan, top: int) -> PaperPart:
    if not plan.standings:
        return PaperPart("Priority list", ("No deal is in at any budget that was tried.",))
    rows = []
    for place, each in enumerate(plan.standings[:top], 1):
        name = plan.problem.names[each.deal]
        stays = f"{digits(each.since, 'g')} ×" if math.isfinite(each.since) else "never for good"
        wavers = f"in at {digits(each.firsts, 'g')} ×, out later" if each.wavers else ""
        rows.append((f"{place}", name, stays, wavers))
    more = len(plan.standings) - top
    return PaperPart(
        "Priority list",
        ("A deal is in at this budget and at every larger one that was tried.",),
        StoryTable(("", "Deal", "In from", ""), tuple(rows), figures_from=9),
        (f"{grouped(more)} more are not shown.",) if more > 0 else (),
    )


def _out(plan: FundedPlan, top: int) -> PaperPart:
    names = plan.problem.names
    items = tuple(f"{names[out.deal]}: {out_sentence(plan, out)}." for out in plan.outs[:top])
    more = len(plan.outs) - top
    if not plan.outs:
        return PaperPart("Not funded", ("Every deal is funded.",))
    hidden = f"; {grouped(more)} are not shown" if more > 0 else ""
    lead = (
        "One deal."
        if len(plan.outs) == 1
        else f"{grouped(len(plan.outs))} deals, those that are worth most first{hidden}."
    )
    return PaperPart("Not funded, and why", (lead,), items=items)


def questions_part(plan: FundedPlan, questions: Sequence[SetQuestion]) -> PaperPart:
    """What to measure once, by what it is worth to the choice of the set."""
    currency = plan.results.currency
    known = [each for each in questions if each.measurable][:_SHOWN_QUESTIONS]
    lead = "Worth: what better funding the answer leads to, on average, before what asking costs."
    if not known:
        best = max(questions, key=lambda each: each.value.value, default=None)
        sentence = "No answer is worth more than its error."
        if best is not None:
            which = f"{best.deal or 'all deals'}, {best.label}"
            sentence += f" The highest is {which}: {_worth(best, currency)}."
        return PaperPart(_ASK, (sentence,))
    rows = tuple((each.deal or "all deals", each.ask or each.label, _worth(each, currency)) for each in known)
    return PaperPart(_ASK, (lead,), StoryTable(("Deal", "Question", "Worth"), rows, figures_from=2))


def _worth(question: SetQuestion, currency: str) -> str:
    half = question.value.half_width
    return f"{money(question.value.value, currency)} ± {money(half, '')}"
