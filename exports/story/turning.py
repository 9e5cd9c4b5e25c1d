"""Sections of what could turn it: conditions, risks, ways to deploy, questions, what moves the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping

from exports.story import pictures
from exports.story.ground import Ground
from exports.story.parts import Fact, Section, StoryTable, Why
from exports.story.whys import of_input, of_metric, strongest
from exports.voice.formats import band, measured
from exports.voice.headline import share_of
from exports.voice.realisation import accountability_of
from exports.voice.verdict import asked_text, asked_whom, must_be_true, named, way_label, worth_note
from exports.voice.verdict import questions as worth_asking
from exports.voice.wording import endings, grade_word, in_common, losers, quoted
from roi.analysis.conditions import thresholds
from roi.analysis.loss_profile import Losing
from roi.analysis.verdict import Verdict
from roi.analysis.ways import Way
from roi.text import counted

MOST_IN_COMMON = 4  # of what losing draws have in common
MOST_ROWS = 8  # of drivers


def conditions(ground: Ground) -> Section | str:
    """What must be true, or stay true."""
    verdict = ground.verdict
    if verdict.word == "no verdict" or verdict.prospects is None:
        return "There is no verdict that a value could turn."
    must = must_be_true(verdict)
    if verdict.word == "go" and not must.rows:
        return "No single value turns it."
    enough = " one of these holds" if len(must.rows) > 1 else ""  # and not all of them
    return Section(
        "conditions",
        must.lead,
        lead=f"{must.text[:1].upper()}{must.text[1:]}{enough}{':' if must.rows else ''}",
        bullets=must.rows,
        why=tuple(of_input(ground.model, each.item) for each in thresholds(verdict.prospects.conditions)),
    )


def risk(ground: Ground) -> Section | str:
    """How much is lost when it goes wrong, what losing draws have in common, and what has no price."""
    currency, risks = ground.currency, ground.model.risks
    text = [f"Not priced: {each.text}" for each in risks]
    if ground.model.unstated:
        if not text:
            return "Not all costs are stated, and the case lists no harm without a price."
        return Section("risk", "What can go wrong", lead="What has no price:", bullets=tuple(text))
    facts = []
    shortfall = ground.summary.shortfall[ground.cut]
    if not math.isnan(shortfall.value):
        why = (of_metric(ground, "npv"), *strongest(ground))
        figure = measured(shortfall, "money", currency)
        facts.append(
            Fact(
                "npv.worst_tenth",
                "Mean NPV of the worst tenth of draws",
                figure,
                sign=(shortfall.value > 0) - (shortfall.value < 0),
                why=why,
            )
        )
    common: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    if isinstance(ground.losing, Losing):
        lead = losers(ground.losing, ground.run.draws_used, currency)
        common = tuple(f"{quoted(label)}: {words}" for label, words in in_common(ground.losing))[
            :MOST_IN_COMMON
        ]
        ending = tuple(f"{quoted(label)}: {words}" for label, words in endings(ground.losing, currency))
    else:
        lead = f"A loss in {share_of(ground.verdict.headline.npv.loss)} of draws."
    return Section(
        "risk",
        "What can go wrong",
        lead=lead,
        facts=tuple(facts),
        text=ending,
        bullets=(*common, *text),
        note="How draws that lose money differ from all others, by the middle value (median) of each."
        if common
        else "",
        why=(of_metric(ground, "npv"), *strongest(ground)),
    )


def ways(ground: Ground) -> Section | str:
    """Other ways to deploy on the same draws."""
    looked = ground.verdict.prospects
    if looked is None or not looked.ways:
        return "No other way to deploy it was compared."
    chart = pictures.ways(ground)
    unseen = 0 if chart is None else len(looked.ways) + 1 - len(chart.rows)
    return Section(
        "ways",
        "Ways to deploy",
        lead="" if chart is None else chart.alt,
        table=ways_table(ground.verdict),
        chart=chart,
        note="On the same draws, with the same answers."
        + (f" Without a bar: {counted(unseen, 'more way')}." if unseen else ""),
        why=tuple(_way(ground, way) for way in looked.ways),
    )


def _way(ground: Ground, way: Way) -> Why:
    kind = {"option": "An option of the case", "plan": "A plan of the case", "size": "Another size"}[way.kind]
    value = f"{band(way.expected, 'money', ground.currency)} expected"
    pilot = ", a pilot after which somebody decides" if way.gated else ""
    return Why(way_label(way), value, f"{kind}{pilot}: mean NPV over the same draws, and P(NPV < 0).")


def ways_table(verdict: Verdict) -> StoryTable:
    """This estimate, then the other ways, the best first."""
    assert verdict.prospects is not None
    currency, npv = verdict.headline.currency, verdict.headline.npv
    as_it_stands = ("As in this estimate", band(npv.expected, "money", currency), "", share_of(npv.loss))
    rows = tuple(
        (
            way_label(way),
            band(way.expected, "money", currency),
            band(way.gain, "money", currency),
            share_of(way.loss),
        )
        for way in verdict.prospects.ways
    )
    head = ("Deployed", "Expected NPV", "Above this estimate", "Chance of a loss")
    return StoryTable(head, (as_it_stands, *rows), strong=0)


def questions(ground: Ground) -> Section | str:
    """What is worth finding out before deciding, the dearest first."""
    rows, looked = worth_asking(ground.verdict), ground.verdict.prospects
    if looked is None or (looked.information is None and looked.choice is None):
        return "Too few draws, or too little that is uncertain, to tell what an answer is worth."
    if not rows:
        return "No answer is worth more than its error: nothing has to be asked before deciding."
    choice = "choosing among the ways to deploy" if ground.verdict.way is not None else "deciding"
    first = named(rows[0].items)
    return Section(
        "questions",
        "What we suggest to find out first",
        lead=f"Worth most before {choice}: {first}.",
        table=questions_table(ground.verdict),
        note=worth_note(ground.verdict, ground.run.draws_used),
        why=tuple(of_input(ground.model, item) for each in rows for item in each.items),
    )


def questions_table(verdict: Verdict) -> StoryTable:
    """Questions with what their answers are worth."""
    currency = verdict.headline.currency
    rows = ((asked_whom(each), band(each.value, "money", currency)) for each in worth_asking(verdict))
    return StoryTable(("Question", "Worth"), tuple(rows))


def drivers(ground: Ground) -> Section | str:
    """What moves the plan, one input at a time."""
    chart = pictures.tornado(ground)
    if chart is None:
        return "Nothing that matters is uncertain."
    rows = tuple(
        (
            *pictures.named_ends(swing),
            *(measured(value, "money", ground.currency).bare for value in swing.metric),
            grade_word(swing.item.spec.grade),
        )
        for swing in ground.swings[:MOST_ROWS]
    )
    return Section(
        "drivers",
        "What moves it most",
        lead=chart.alt,
        table=StoryTable(("Input", "P10", "P90", "NPV at P10", "NPV at P90", "Known by"), rows),
        chart=chart,
        why=tuple(of_input(ground.model, swing.item) for swing in ground.swings[:MOST_ROWS]),
        note=f"NPV of the plan, {ground.currency}, with one input at its P10 or its P90, all others as planned.",
    )


def items(ground: Ground) -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """What a form may repeat: ways to deploy, benefits, costs, questions, conditions, by kind."""
    verdict, currency = ground.verdict, ground.currency
    looked = verdict.prospects
    options = [
        {
            "title": way_label(way),
            "expected": measured(way.expected, "money", currency).value,
            "gain": measured(way.gain, "money", currency).value,
            "loss": share_of(way.loss),
        }
        for way in (looked.ways if looked else ())
    ]
    lines = {line.id: line for line in ground.model.lines}
    flows: dict[str, list[Mapping[str, str]]] = {"benefit": [], "cost": []}
    for row in ground.summary.mean_table.rows:
        line = lines.get(row.id)
        if row.role in flows and row.counted and line is not None:
            if row.role == "benefit" and not ground.cut.counts(line):
                continue
            value = measured(row.present_value, "money", currency).value
            fields = {"title": row.label, "kind": row.detail, "expected": value}
            if row.role == "benefit":
                fields |= accountability_of(ground.plan, line.id)
            flows[row.role].append(fields)
    rows = [
        {"title": asked_text(each), "worth": measured(each.value, "money", currency).value}
        for each in worth_asking(verdict)
    ]
    must = () if looked is None or verdict.word == "no verdict" else must_be_true(verdict).rows
    return {
        "option": tuple(options),
        "benefit": tuple(flows["benefit"]),
        "cost": tuple(flows["cost"]),
        "question": tuple(rows),
        "condition": tuple({"title": row} for row in must),
        "risk": tuple({"title": each.text} for each in ground.model.risks),
    }
