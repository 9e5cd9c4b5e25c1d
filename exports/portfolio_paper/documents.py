"""The answers over a portfolio as documents of values, every figure in the portfolio's currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from exports.voice.funding import out_sentence
from roi.portfolio.pipeline import Readiness, Stage
from roi.portfolio.plan import FundedPlan
from roi.portfolio.questions import SetQuestion
from roi.portfolio.ranking import Ranking
from roi.portfolio.results import Results
from roi.portfolio.totals import Dependence, Totals


def _origin(results: Results) -> dict[str, object]:
    return {
        "currency": results.currency, "draws": results.draws, "seed": results.seed, "version": results.version,
        "failed": results.failed,
    }  # fmt: skip


def _spread(spread: Dependence) -> dict[str, object]:
    rows = {name: getattr(spread, name) for name in ("actual", "dependent", "independent")}
    parts = {name: dict(zip(("sd", "p10", "p90"), row, strict=True)) for name, row in rows.items()}
    return {**parts, "diversification": spread.diversification, "common_luck": spread.common_luck}


def show_document(
    results: Results, totals: Totals, stages: Sequence[Stage], readiness: Sequence[Readiness], by: str
) -> dict[str, object]:
    """`roi portfolio show --json`."""
    return {
        **_origin(results),
        "deals": totals.deals,
        "all_close": totals.all_close,
        "by_chance": totals.weighted,
        "quarters": {
            "spend": totals.spend.tolist(), "cash": totals.cash.tolist(), "spend_by_chance":
        totals.weighted_spend.tolist() },
        "lowest_cash": {"value": totals.lowest[0], "quarter": totals.lowest[1]},
        "variance_by_deal": totals.by_deal,
        "variance_by_shared_input": totals.by_input,
        "spread": _spread(totals.spread),
        "pipeline_by": by,
        "pipeline": [
            {
                "name": each.name, "deals": each.deals, "at_stake": each.at_stake, "expected": each.expected,
                "closing": each.closing, "landed": each.landed,
            }
            for each in stages
        ],
        "estimates": [
            {
                "name": each.name, "answered": each.answered, "judged": each.judged, "age":
                each.age, "stale": each.stale, "overdue": each.overdue, "chance_of_gain": each.chance,
            "ask": result.maturity.ask, }
            for each, result in zip(readiness, results.deals, strict=True)
        ],
    }  # fmt: skip


def rank_document(results: Results, ranking: Ranking) -> dict[str, object]:
    """`roi portfolio rank --json`."""
    return {
        **_origin(results),
        "by": ranking.measure, "k": ranking.k, "within_months": ranking.within,
        "disappointment": ranking.disappointment, "lost_with_hindsight": ranking.lost, "kept_after_shrinkage":
        ranking.kept, "deals": [
            {
                "name": each.name, "option": each.option, "npv": each.npv,
                "by_chance": each.weighted,
                "per_money": each.ratio, "money": each.money, "scarce_money": each.scarce,
                "payback_within": each.payback, "top": each.top, "shrunk": each.shrunk, "class":
            each.prior or None, }
            for each in ranking.rows
        ],
    }  # fmt: skip


def fund_document(plan: FundedPlan, questions: Sequence[SetQuestion] | None) -> dict[str, object]:
    """`roi portfolio fund --json`."""
    names, solution, floor = plan.problem.names, plan.solution, plan.limits.floor
    return {
        **_origin(plan.results),
        "npv": solution.worth, "bound": solution.bound, "gap": solution.gap, "complete": solution.complete,
        "ended_by_clock": solution.hurried,
        "budget": plan.budget,
        "floor": None if floor is None else {**asdict(floor), "kept": plan.kept, "scenarios": solution.scenarios},
        "sum": plan.landed,
        "funded": [
            {
                "name": each.name, "option": each.option.option, "label": each.option.label, "start_quarter":
                each.start, "npv": each.worth, "money": plan.problem.money[each.column].tolist(),
            }
            for each in plan.taken
        ],
        "money": plan.money.tolist(), "people": plan.people.tolist(),
        "budgets": [
            {
                "share": rung.share, "budget": rung.budget, "npv": rung.solution.worth,
                "bound": rung.solution.bound,
                "deals": sorted(names[deal] for deal in plan.problem.deal[rung.solution.columns]),
            }
            for rung in plan.rungs
        ],
        "priority": [
            {"name": names[each.deal], "in_from": each.since, "first_in_at": each.firsts}
            for each in plan.standings
        ],
        "price_of_money": plan.price,
        "out": [
            {
                "name": names[out.deal], "ground": out.ground, "why": out_sentence(plan, out),
                "npv": out.worth, "other": None if out.other is None else names[out.other],
                "in_at_share_of_budget": out.since, "cost_of_forcing": out.loss,
                "displaced": [names[deal] for deal in out.displaced],
            }
            for out in plan.outs
        ],
        "questions": None if questions is None else [
            {
                "deal": each.deal or None, "input": each.id, "label": each.label, "ask": each.ask or None,
                "value": each.value, "measurable": each.measurable,
            }
            for each in questions
        ],
    }  # fmt: skip
