"""Parts of the Decisions sheet: the evidence bar, break-even values, what losing outcomes have in common."""

from __future__ import annotations

import math

from exports.voice.formats import number, spread
from exports.voice.wording import (
    better,
    deviations,
    difference,
    endings,
    grade_word,
    losers,
    luck,
    rounded,
    span,
    times,
    where_it_lies,
)
from exports.workbook.decisions.two_inputs import two_inputs
from exports.workbook.writer.charts import Series, bars
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import GAIN
from roi.analysis.common_draws import SOLVED_ON, common_draws
from roi.analysis.drivers import tornado
from roi.analysis.evidence import LUCK, Evidence, evidence
from roi.analysis.loss_profile import losing
from roi.analysis.solve import Solution, Target, checked_solvable, solve
from roi.errors import RoiError
from roi.model import ModelInput
from roi.sim.cuts import HEADLINE

SOLVED = 5  # inputs whose break-even is looked for
LISTED = 6  # inputs that losing outcomes are told of
_MEANING = {
    "measured": "measured in a study", "survey": "said in a survey", "vendor": "said by a vendor",
    "analyst": "an analyst's figure", "judgement": "our judgement", "report": "the report's own figure",
    "customer": "told by the prospect", "seller": "entered by the seller", "implied": "follows from others",
    LUCK: "nobody can know",
}  # fmt: skip
_CHART_CM = (13.5, 4.6)
_CHART_ROWS = 10


def evidence_bar(prose: Prose) -> None:
    """Shares of the variance by grade of evidence, and beside them a bar chart."""
    shares = evidence(prose.subject.run)
    if not shares.shares:
        prose.sentence(shares.none_because, "note")
        return
    prose.heads({1: "Grade of the evidence", 2: "Share"}, right=(2,))
    first = prose.row
    for label, value in _shares(shares):
        prose.page.text(prose.row, 1, label)
        prose.number(2, value, "0.0%", "stored")
        prose.row += 1
    last = prose.row - 1
    labels, values = (prose.page.span(first, col, last, col) for col in (1, 2))
    chart = bars("Share of the variance of NPV", labels, Series("Share", values, GAIN), "0%", _CHART_CM)
    prose.page.chart(
        chart,
        f"D{first}",
        "Bars: the share of the variance of net present value that rests on each grade of evidence and on luck.",
    )
    prose.row = max(prose.row, first + _CHART_ROWS)
    prose.sentence(
        "Shapley shares over grades: how much less NPV would vary if the inputs of a grade were known, on average "
        "over all orders of getting to know the grades.",
        "note",
    )


def _shares(shares: Evidence) -> list[tuple[str, float]]:
    ranked = sorted(shares.shares.items(), key=lambda row: -row[1])
    return [(f"{grade}: {_MEANING[grade]}" if grade in _MEANING else grade, share) for grade, share in ranked]


# Break-even --------------------------------------------------------------------------------------


def break_even(prose: Prose) -> None:
    """The strongest inputs: where NPV is 0 in the base case and at P50, or why nowhere."""
    run, currency = prose.subject.run, prose.subject.model.currency
    prose.heads(
        {1: "Input, strongest first", 2: "Likely", 3: "At base", 4: "At P50", 5: "Grade", 6: "At base",
         7: "At P50"},
        right=(2, 3, 4),
    )  # fmt: skip
    strongest = _strongest(prose)
    common = common_draws(run.prepared, [item.id for item in strongest], SOLVED_ON, "npv", HEADLINE)
    for item in strongest:
        prose.text(1, f"{item.spec.label}\n{item.unit.text}")
        prose.page.text(prose.row, 2, number(rounded(item.shown(item.likely))), style="stored_top")
        prose.page.text(prose.row, 5, grade_word(item.spec.grade), style="unit_top")
        for col, target in ((3, Target(at="base")), (4, Target(at="p50"))):
            try:
                solution = solve(run, item.id, target, common, with_today=False)
            except RoiError as refused:  # such as an input that the base case does not depend on
                root, words = "–", refused.message
            else:
                root, words = _roots(solution), _said(solution, currency)
            prose.page.text(prose.row, col, root, style="stored_top")
            prose.text(col + 3, words, "text_side")
        prose.close()
    prose.sentence(
        "A fact is learnt: what it is correlated with moves along, in the base case and in the draws. "
        "A lever is set: everything else stays.",
        "note",
    )


def _strongest(prose: Prose) -> list[ModelInput]:
    model = prose.subject.model
    swings = [swing for swing in tornado(model) if not swing.item.spec.luck]
    return [checked_solvable(model, swing.item.id) for swing in swings[:SOLVED]]


def _roots(solution: Solution) -> str:
    return " and ".join(number(rounded(root.value)) for root in solution.roots) or "none"


def _said(solution: Solution, currency: str) -> str:
    if not solution.roots:
        reach = spread(*solution.reach, "money", currency)
        return f"no value does: NPV stays within {reach}, from {span(solution.item, *solution.scanned)}"
    fixed = solution.p1 == solution.p99
    texts = [
        f"{better(root)}, {times(root.value, solution.likely) if fixed else where_it_lies(root)}"
        for root in solution.roots
    ]
    return "; ".join(texts)


def both_strongest(prose: Prose) -> None:
    """NPV over the two strongest inputs at once."""
    items = _strongest(prose)
    if len(items) < 2:
        prose.sentence("Fewer than two inputs vary: there is no table of two.", "note")
    else:
        two_inputs(prose, *items[:2])


# Losing outcomes ---------------------------------------------------------------------------------


def losing_outcomes(prose: Prose) -> None:
    """How many draws lose and how much, then what differs in them, a sentence each."""
    run, currency = prose.subject.run, prose.subject.model.currency
    profile = losing(run)
    prose.sentence(losers(profile, run.draws_used, currency), "label_bold")
    if profile.alike:
        return
    rows = [(d.item.spec.label, difference(d), d.size.value) for d in profile.inputs[:LISTED]]
    rows += [(f"{each.line.spec.label} (luck)", luck(each), each.size.value) for each in profile.luck]
    for label, words, size in sorted(rows, key=lambda row: -abs(row[2]) if math.isfinite(row[2]) else 0.0):
        prose.text(1, label)
        tail = f" ({deviations(size)})" if deviations(size) else ""
        prose.page.text(prose.row, 2, f"{words.removesuffix('.')}{tail}.", style="text_top")
        prose.close()
    for label, words in endings(profile, currency):
        prose.sentence(f"{label}: {words}")
    prose.sentence("sd: the difference of the means in standard deviations.", "note")
