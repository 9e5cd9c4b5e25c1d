"""What a committee is told of deals: why one is out, which are copies of each other."""

from __future__ import annotations

import math

from exports.voice.formats import money, share
from roi.notation import digits, grouped
from roi.portfolio.deals import Deal, Portfolio
from roi.portfolio.funding.reasons import Out
from roi.portfolio.plan import FundedPlan

_NAMED = 3  # deals that are named in a sentence


def copy_sentences(portfolio: Portfolio, of: Deal | None = None) -> tuple[str, ...]:
    """`a.toml and b.toml are the same estimate under 2 names: it counts twice.`; those of one deal, if given."""
    sentences = []
    for deals in portfolio.copies:
        if of is not None and of not in deals:
            continue
        files = [deal.path.name for deal in deals]
        if len(set(files)) < len(files):
            files = [deal.path.as_posix() for deal in deals]
        more = f"{grouped(len(files) - _NAMED)} more" if len(files) > _NAMED else files[-1]
        names = f"{', '.join(files[: min(_NAMED, len(files) - 1)])} and {more}"
        times = "twice" if len(files) == 2 else f"{grouped(len(files))} times"
        sentences.append(
            f"{names} are the same estimate under {grouped(len(files))} names: it counts {times}."
        )
    return tuple(sentences)


def out_sentence(plan: FundedPlan, out: Out) -> str:
    """Why, and what would bring it in."""
    names, currency = plan.problem.names, plan.results.currency
    other = "" if out.other is None else names[out.other]
    sentence = {
        "barred": "left out by whoever asked",
        "late": "cannot start in the quarters that are planned",
        "negative": f"not worth its money in any way: {money(out.worth, currency)} at best",
        "excluded": f"excluded by {other}, which is in",
        "needs": f"needs {other}, which is out",
        "budget": "worth it, but there is no money left that would not bring more elsewhere",
        "people": "worth it, but there are no people left who would not bring more elsewhere",
        "floor": "worth it, but the set would miss the floor on its risk",
        "together": "worth it, but several limits together keep it out",
        "gap": "left open by the search: a longer one may bring it in",
    }[out.ground]
    if math.isinf(out.loss):
        sentence = "takes more than the limits leave, whatever else stays out"
    missing = dict(plan.missing).get(names[out.deal])
    if missing is not None:
        sentence = f"needs {missing}, which could not be run"
    return sentence + _budget(plan, out) + _forced(plan, out)


def _budget(plan: FundedPlan, out: Out) -> str:
    """At what budget it comes in."""
    if out.ground not in ("budget", "together", "floor", "people", "gap"):
        return ""
    if not any(rung.budget for rung in plan.rungs):
        return ""
    if math.isinf(out.since):
        return f"; out at every budget tried, up to {_times(plan.rungs[-1].share)}"
    if out.since <= 1:
        return f"; in at {_times(out.since)} the budget, where it fits better"
    then = next(rung.budget for rung in plan.rungs if rung.share == out.since)
    return f"; in from {_times(out.since)} the budget on ({money(then, plan.results.currency)})"


def _times(value: float) -> str:
    return f"{digits(value, '.3g')} times"


def _forced(plan: FundedPlan, out: Out) -> str:
    """What it would cost to take it in all the same."""
    if not math.isfinite(out.loss):
        return ""
    currency, names = plan.results.currency, [plan.problem.names[deal] for deal in out.displaced]
    if out.loss <= plan.solution.gap * abs(plan.solution.bound):
        return "; taking it in would cost nothing that the search can tell"
    pushed = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    instead = f" and push out {pushed}" if names else ""
    return f"; taking it in would cost {money(out.loss, currency)}{instead}"


def floor_sentence(plan: FundedPlan) -> str:
    """What was asked of the risk, and what the set keeps; "" without a floor."""
    floor, currency = plan.limits.floor, plan.results.currency
    if floor is None:
        return ""
    if floor.measure == "shortfall":
        measure = f"the mean of the worst {share(floor.share)} of the draws (CVaR) is at least"
        kept = money(plan.kept, currency)
        return f"Floor on risk: {measure} {money(floor.least, currency)}; it is {kept} on all draws."
    searched = (
        f"searched on {grouped(plan.solution.scenarios)} draws" if plan.solution.scenarios else "searched"
    )
    return (
        f"Floor on risk: less than {money(floor.least, currency)} in at most {share(floor.share)} of the draws; "
        f"{searched}, it is {share(plan.kept)} on all {grouped(plan.results.draws)}."
    )
