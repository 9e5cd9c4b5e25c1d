"""The first sections: what is asked, today and with it, what it is worth."""

from __future__ import annotations

from collections.abc import Iterator

from exports.story.ground import Ground
from exports.story.parts import Fact, Section, StoryTable, Why
from exports.story.pictures import histogram
from exports.story.whys import feeding, of_line, of_metric, strongest
from exports.voice.ask import ask_sentence, way_asked_for
from exports.voice.figures import three_figures, why_three_figures
from exports.voice.formats import measured
from exports.voice.headline import HeadlineRow, RowName, headline_rows
from exports.voice.model_facts import preset_title
from exports.voice.today import HEADINGS, today_basis, today_cells, today_period, today_rows, today_sentence
from exports.voice.verdict import sentence
from roi.sim.cuts import CASH

NAMES: dict[RowName, str] = {
    "expected": "npv.expected",
    "loss": "loss",
    "payback": "payback.p50",
    "cash": "cash.expected",
    "roi": "roi.p50",
    "worth": "benefits.expected",
    "plan": "plan.npv",
}


def ask(ground: Ground) -> Section:
    """The ask in one sentence, and the verdict that it follows from."""
    verdict = ground.verdict
    words = sentence(verdict)
    turn = "" if way_asked_for(verdict) else words.turn  # which the lead has said
    return Section(
        "ask",
        "What we ask",
        lead=ask_sentence(verdict),
        text=tuple(part for part in (turn, words.step) if part),
        note=words.lead,
    )


def today(ground: Ground) -> Section | str:
    """What is spent today, what is spent with it, and the difference."""
    then, currency = ground.then, ground.currency
    if then is None:
        return "Not all costs are stated: there is no difference to today."
    total, period = then.total, today_period(then)
    paid = tuple(each.line for each in then.spent_today if each.line is not None)
    behind = (*(of_line(ground, line) for line in paid), *feeding(ground, paid))
    facts = [] if total.today is None or total.with_it is None else [
        Fact("today.spent", f"Today, {period}", measured(total.today, "money", currency), why=behind),
        Fact("today.with_it", f"With it, {period}", measured(total.with_it, "money", currency), why=behind),
    ]  # fmt: skip
    lines = tuple(each.line for each in then.changes if each.line is not None)
    facts.append(
        Fact(
            "today.difference",
            f"Better by, {period}",
            measured(total.difference, "money", currency),
            sign=(total.difference > 0) - (total.difference < 0),
            why=tuple(of_line(ground, line) for line in lines),
        )
    )
    rows = tuple((each.label, *today_cells(each, currency)) for each in today_rows(then))
    return Section(
        "today",
        "Today and with it",
        lead=today_sentence(then, currency),
        facts=tuple(facts),
        table=StoryTable(("", *HEADINGS), rows, summed=True),
        note=f"{today_basis(then)} In {currency}.",
        why=tuple(of_line(ground, line) for line in lines),
    )


def worth(ground: Ground) -> Section:
    """What it is worth: expected value, eight in ten, chance of a loss, cash beside it, the plan named as such."""
    verdict, cut = ground.verdict, ground.cut
    text = [] if ground.model.unstated else [
        three_figures(ground.run, ground.summary, cut), why_three_figures(ground.run, cut)
    ]  # fmt: skip
    return Section(
        "worth",
        "What it is worth",
        lead=sentence(verdict).figures,
        facts=tuple(_fact(ground, row) for row in headline_rows(verdict.headline)),
        text=tuple(part for part in text if part),
        chart=histogram(ground),
        note=f"Net present value, before tax. Counted: {cut.label}.",
    )


def _fact(ground: Ground, row: HeadlineRow) -> Fact:
    return Fact(
        NAMES[row.name], row.label, row.figure, row.around, row.note, row.sign, tuple(_why(ground, row.name))
    )


def _why(ground: Ground, name: RowName) -> Iterator[Why]:
    if name == "plan":
        preset = preset_title(ground.model)
        yield Why("The plan", "", f"Every input at its likely value; view of the inputs: {preset}.")
    elif name == "cash":
        yield Why("Cash only", "", CASH.meaning)
    metric = {"payback": "payback_months", "roi": "roi", "worth": "pv_benefits"}.get(name, "npv")
    yield of_metric(ground, metric)
    if name == "worth":
        benefits = [line for line in ground.model.lines if ground.cut.counts(line)]
        yield from (of_line(ground, line) for line in benefits)
        yield from feeding(ground, benefits)
    else:
        yield from strongest(ground)
