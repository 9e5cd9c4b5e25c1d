"""The Decisions sheet: which question to ask next, on what evidence the result rests, what would have to be true.

Plan, mean and P50 are live.  Everything else takes the full simulation and more work than a sheet can do: it is
pasted, says so, and says when inputs were changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.voice.formats import money, number
from exports.voice.settings import in_words
from exports.voice.turning import go_if, go_if_set, without_value
from exports.voice.verdict import sentence
from exports.voice.wording import amount, between, grade_word
from exports.workbook.decisions.tables import both_strongest, break_even, evidence_bar, losing_outcomes
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import CAUTION, FORMATS, marked
from roi.analysis.information import FEWEST_DRAWS, Information, in_detail, information
from roi.analysis.levers import Lever
from roi.analysis.questions import Question
from roi.errors import RoiError
from roi.notation import grouped
from roi.sim.estimate import Statistic

WIDTHS = {1: 46.0, 2: 13.0, 3: 13.0, 4: 13.0, 5: 13.0, 6: 30.0, 7: 30.0}
SHOWN = 6  # questions in the table, which fits a page
_MONEY = FORMATS["money"]


def write_decisions(book: Book, page: Page, subject: Subject) -> None:
    """Fill the page, after Results and before Checks."""
    page.head("Decisions", "What to ask next, what the result rests on, and what would have to be true.")
    sampling = subject.run.prepared.sampling
    prose = Prose(book, page, subject, WIDTHS)
    prose.sentence(
        f"As of export: results of the full simulation, {number(sampling.draws)} draws, seed {sampling.seed}, "
        f"sampler {sampling.sampler}. They do not follow Inputs: change an input, and the heading of each such "
        "part says so; `roi run` on this file gives them anew.",
        "note",
    )
    _three_numbers(prose)
    if not subject.priced:
        reason = subject.undefined_because
        _left_out(prose, f"There is nothing to decide on: {reason}.")
    elif sampling.draws < FEWEST_DRAWS:
        _left_out(
            prose,
            f"What to ask next and what the result rests on take {number(FEWEST_DRAWS)} draws or more; this run "
            f"has {number(sampling.draws)}.",
        )
    else:
        for title, part in (
            ("Evidence on which the variance of NPV rests", evidence_bar),
            ("Ask next", _ask_next),
            ("Break-even: the value of one input at which NPV is 0", break_even),
            ("The two strongest inputs at once", both_strongest),
            ("What losing outcomes have in common", losing_outcomes),
        ):
            if part in (_ask_next, break_even, losing_outcomes):
                prose.new_page()
            _part(prose, title, part)
    _flags(prose)
    prose.finish()


def _part(prose: Prose, title: str, part: Callable[[Prose], None]) -> None:
    """A section; where the engine has a reason not to work it out, the reason."""
    prose.space()
    prose.section(title)
    try:
        part(prose)
    except RoiError as refused:
        prose.sentence(f"Not worked out: {refused.message}. {refused.hint.worded(in_words)}".strip(), "note")


def _left_out(prose: Prose, reason: str) -> None:
    prose.space()
    prose.section("Ask next, evidence, break-even, losing outcomes")
    prose.sentence(reason, "note")


def _flags(prose: Prose) -> None:
    """Amber where a heading says that inputs were changed."""
    last = prose.page.at(5, prose.last).rpartition("!")[2].replace("$", "")
    column = last.rstrip("0123456789")
    area = f"{column}5:{column}{prose.row}"
    marked(prose.page.worksheet, area, f'{last}="inputs changed since export"', CAUTION)


# Plan, mean and P50 ------------------------------------------------------------------------------


def _three_numbers(prose: Prose) -> None:
    prose.space()
    prose.section("Three numbers of one case: plan, mean and P50", live=True)
    prose.heads(
        {1: "Money and returns", 2: "Plan", 3: "Mean", 4: "P50", 5: "P50 less plan"}, right=(2, 3, 4, 5)
    )
    currency = prose.subject.model.currency
    rows = [(f"Net present value, {currency}", "npv", _MONEY)]
    rows += [(f"Net present value, cash only, {currency}", "npv_cash", _MONEY)]
    if prose.subject.soft:
        rows += [(f"Net present value, with soft, {currency}", "npv_soft", _MONEY)]
    rows += [("Return on investment", "roi", FORMATS["percent"])]
    rows += [("Internal rate of return, a year", "irr", FORMATS["irr"])]
    rows += [("Payback, months", "payback", FORMATS["months"])]
    rows += [(f"Present value of benefits, {currency}", "pv_benefits", _MONEY)]
    for label, metric, form in rows:
        prose.page.text(prose.row, 1, label)
        names = (f"base_{metric}", f"live_{metric}_mean", f"live_{metric}_p50")
        for col, name in enumerate(names, start=2):
            if name in prose.book.names:
                prose.formula(col, name, prose.book.value(name), form)
        if form == _MONEY:
            _gap(prose, names[2], names[0])
        prose.row += 1
    if prose.subject.priced:
        _why_they_differ(prose)


def _gap(prose: Prose, name: str, against: str) -> None:
    a, b = prose.book.value(name), prose.book.value(against)
    formula = f'IF(COUNT({name},{against})=2,{name}-{against},"–")'
    value = "–" if isinstance(a, str) or isinstance(b, str) else float(a) - float(b)
    prose.formula(5, formula, value, _MONEY, "formula_top")


_PLAN = (
    "The plan takes every input at its likely value and the likely turn of every luck; the mean averages all "
    "trials, in which ranges are lopsided, factors multiply and luck turns; half of the trials are below P50."
)
_SIGNS = {
    ">": "The mean lies above P50: a few trials end far better than most.",
    "<": "The mean lies below P50: a few trials end far worse than most.",
}
_OPTIMISM = {
    ">": "The plan is better than what half of the trials reach: judge by P50 and by the chance, not by the plan.",
    "<": "The plan is worse than what half of the trials reach.",
}


def _why_they_differ(prose: Prose) -> None:
    """The flaw of averages; which way it goes is worked out live."""
    mean, middle, plan = (
        float(prose.book.value(f"{n}")) for n in ("live_npv_mean", "live_npv_p50", "base_npv")
    )
    prose.sentence(_PLAN, "note")
    for a, b, x, y, words in (
        ("base_npv", "live_npv_p50", plan, middle, _OPTIMISM),
        ("live_npv_mean", "live_npv_p50", mean, middle, _SIGNS),
    ):
        formula = f'=IF({a}>{b},"{words[">"]}","{words["<"]}")'
        prose.page.put(prose.row, 1, formula, value=words[">" if x > y else "<"], style="label")
        prose.row += 1


# Questions ---------------------------------------------------------------------------------------


def _ask_next(prose: Prose) -> None:
    run, looked = prose.subject.run, prose.subject.verdict.prospects
    known = looked.information if looked else None
    worths = in_detail(known, run, SHOWN) if known else information(run, detailed=SHOWN)
    currency = prose.subject.model.currency
    prose.sentence(str(sentence(prose.subject.verdict)), "label_bold")
    prose.sentence(
        f"The decision that an answer is worth something for: go ahead if the expected NPV is above "
        f"{money(worths.hurdle.amount, currency)}.",
        "note",
    )
    _facts(prose, worths)
    if not worths.ranked:
        prose.sentence("No answer alone changes the decision; break-even tells what would have to be true.")
    else:
        _ranked(prose, worths)
    for group in worths.groups:
        label = " + ".join(item.spec.label for item in group.items)
        prose.text(1, f"Together: {label}")
        _worth(prose, group.value)
        prose.close()
    if worths.unranked:
        prose.sentence(without_value(worths.unranked, currency, named=len(worths.unranked)), "note")
    if worths.levers:
        _negotiable(prose, worths.levers)
    if not worths.ranked:
        return
    few = "" if worths.draws >= run.draws_used else f", {grouped(worths.draws)} of {grouped(run.draws_used)}"
    prose.sentence(
        "Worth: what better decisions the answer leads to (expected value of perfect information on the input), on "
        f"draws that the estimate has not seen{few}; ± is half the 95 % interval. P50: of NPV, if the answer is at "
        "the P10 or the P90 of the evidence. Facts are learnt: what they are correlated with moves along.",
        "note",
    )


def _facts(prose: Prose, worths: Information) -> None:
    currency = prose.subject.model.currency
    for label, estimate in (
        (f"Expected NPV, {currency}", worths.expected),
        (f"Knowing everything before deciding, luck included (EVPI), {currency}", worths.evpi),
    ):
        prose.text(1, label)
        _worth(prose, estimate)
        prose.close()


def _worth(prose: Prose, estimate: Statistic) -> None:
    prose.number(2, estimate.value, _MONEY)
    prose.number(3, estimate.half_width, '"± "#,##0')


def _ranked(prose: Prose, worths: Information) -> None:
    currency = prose.subject.model.currency
    prose.heads(
        {
            1: "Question, and what it is about", 2: f"Worth, {currency}", 3: "±", 4: "P50 of NPV, answer at P10",
            5: "P50 of NPV, answer at P90", 6: "Go ahead", 7: "Evidence, P10 to P90",
        },
        right=(2, 3, 4, 5),
    )  # fmt: skip
    for place, question in enumerate(worths.ranked[:SHOWN], start=1):
        _question(prose, place, question)
    rest = [
        f"{each.ask or each.items[0].spec.label} ({money(each.value.value, currency)})"
        for each in worths.ranked[SHOWN:]
    ]
    if rest:
        prose.sentence(f"Worth less: {' '.join(rest)}")


def _negotiable(prose: Prose, levers: Sequence[Lever]) -> None:
    currency = prose.subject.model.currency
    prose.space()
    prose.heads(
        {
            1: "Worth negotiating: levers, set", 2: "By a tenth", 3: f"Worth, {currency}", 4: "At", 
            5: f"Worth, {currency}", 6: "Go ahead", 7: "Today",
        },
        right=(3, 5),
    )  # fmt: skip
    for lever in levers[:SHOWN]:
        prose.text(1, lever.item.spec.label)
        prose.text(2, "more" if lever.tenth.up else "less", "text_side")
        prose.number(3, lever.tenth.gain.value, _MONEY)
        if lever.end is not None:
            prose.text(4, amount(lever.item, lever.end.value), "text_side")
            prose.number(5, lever.end.gain.value, _MONEY)
        prose.text(6, go_if_set(lever) or "no value turns it", "text_side")
        prose.text(7, between(lever.item), "text_side")
        prose.close()
    prose.sentence(
        "Worth: the change of the expected NPV on the same draws. A lever is chosen or negotiated: setting it "
        "moves nothing else. At: the better of its P10 and P90.",
        "note",
    )


def _question(prose: Prose, place: int, question: Question) -> None:
    item = question.items[0]
    about = ", ".join(each.spec.label for each in question.items)
    text = f"{place}  {question.ask or about}"
    prose.text(1, f"{text}\n{about}" if question.ask else text)
    _worth(prose, question.value)
    for col, value in zip((4, 5), question.moves or (), strict=False):
        prose.number(col, value, _MONEY)
    prose.text(6, go_if(question), "text_side")
    if not question.together:
        prose.text(7, f"{between(item)}, {grade_word(item.spec.grade)}", "text_side")
    prose.close()
