"""Which question to ask next, and on what evidence the result rests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from exports.voice.formats import band, measured, money, share
from exports.voice.turning import go_if, go_if_set, step_words, without_value
from exports.voice.wording import between, grade_word, in_a_sentence
from roi import Run
from roi.analysis.evidence import LUCK, Evidence
from roi.analysis.information import Information
from roi.analysis.levers import Lever
from roi.analysis.questions import Question
from roi.analysis.thresholds import Flip
from roi.errors import Command, Setting, Word
from roi.owners import owner_label
from roi.sim.estimate import Statistic
from tui.views.inputs import one_sided
from tui.views.json_values import picked
from tui.views.style import GRADE_STYLE, heading

LEVERS = "levers, set: nothing else moves; change of the expected NPV"
_BAR, _WORTH, _MOVES, _EVIDENCE_BAR = 10, 21, 20, 40


def ask_parts(
    run: Run, information: Information, rests: Evidence, top: int, word: Word
) -> Iterator[RenderableType]:
    """The decision, the ranked questions, what has no measurable value, the evidence bar.

    `word`: what settings and commands are called.
    """
    currency = run.model.currency
    yield from decision(information, currency)
    if information.ranked:
        yield (
            Text.assemble(
                ("\nAsk next", "bold"),
                (
                    f"  facts, learnt: worth in {currency}; P50 of NPV if the answer is at its P10 and P90; when "
                    "to go ahead",
                    "dim",
                ),
            )
        )
        yield questions_table(information.ranked, currency, top, go_if)
        if len(information.ranked) > top:
            rest = len(information.ranked) - top
            more = word(Setting("top", str(len(information.ranked))))
            yield Text(f"{rest} more of measurable value: {more}.", style="dim")
    else:
        yield (
            Text(
                f"No answer alone changes the decision. {word(Command('solve'))} tells what would have to be true.",
                style="yellow",
            )
        )
    for group in information.groups:
        yield together(group, currency)
    if any(item.whole for question in (*information.ranked, *information.groups) for item in question.items):
        yield Text(
            "An answer to a part of a whole is its share; the other parts divide what it leaves.", style="dim"
        )
    if information.unranked:
        yield Text(without_value(information.unranked, currency), style="dim")
    if information.levers:
        yield Text.assemble(("\nWorth negotiating", "bold"), (f"  {LEVERS}", "dim"))
        yield levers_table(information.levers, currency, top)
    yield Text("")
    yield evidence_table(rests)
    yield (
        Text(
            "Worth: what better decisions the answer leads to, on draws that the estimate has not seen. ± is "
            "half the 95 % interval; a question is named where its worth stands out among all of them. "
            f"{run.draws_used:,} draws.",
            style="dim",
        )
    )


def decision(information: Information, currency: str) -> Sequence[Text]:
    """What would be decided today, and what knowing everything would be worth."""
    today = "go ahead" if information.go else "do nothing"
    least = (
        f"{share(information.hurdle.on_costs)} of its costs"
        if information.hurdle.on_costs
        else money(information.hurdle.amount, currency)
    )
    return [
        Text.assemble(
            ("Decision ", "bold"), f"go ahead if the expected NPV is above {least}. ",
            "Today: ",
            (today, "green bold" if information.go else "red bold"),
            f" (expected {band(information.expected, 'money', currency)}, "
            f"P50 {money(information.middle, currency)}).",
        ),
        Text.assemble(
            ("Knowing everything", "bold"), ", luck included, before deciding would be worth ",
            (band(information.evpi, "money", currency), "bold"), " (EVPI).",
        ),
    ]  # fmt: skip


def questions_table(
    ranked: Sequence[Question],
    currency: str,
    top: int,
    says: Callable[[Question], str],
    *,
    below: bool = False,
) -> Table:
    """Rank and question; below it what it is about, what it is worth, how far P50 moves, what it decides.

    `says`: what it decides, beside the figures or `below` them.
    """
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    most = ranked[0].value.value
    for place, question in enumerate(ranked[:top], 1):
        item = question.items[0]
        about = Text(", ".join(i.spec.label for i in question.items), style="dim")
        if not question.together:
            about.append(f": {between(item)} from P10 to P90, ")
            about.append(grade_word(item.spec.grade), style=GRADE_STYLE[item.spec.grade])
        if item.spec.owner is not None:
            about.append(f" · {owner_label(item.spec.owner)}")
        facts = Table.grid(padding=(0, 2, 0, 0))
        for width in (_BAR, _WORTH, _MOVES, None):
            facts.add_column(width=width)
        facts.add_row(
            one_sided(question.value.value, most, _BAR),
            Text(band(question.value, "money", currency), style="cyan"),
            moves(question, currency),
            "" if below else says(question),
        )
        parts: list[RenderableType] = [Text(question.ask or item.spec.label, style="bold"), about, facts]
        table.add_row(str(place), Group(*parts, *([says(question)] if below else [])))
    return table


def levers_table(levers: Sequence[Lever], currency: str, top: int) -> Table:
    """What a step of each lever is worth, and where it turns the decision."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column()
    table.add_column(ratio=1)
    for lever in levers[:top]:
        steps = [step_words(lever, lever.tenth, currency, tenth=True)]
        if lever.end is not None:
            steps.append(step_words(lever, lever.end, currency, tenth=False))
        now = between(lever.item)
        label = Text.assemble((lever.item.spec.label, "bold"), (f"\n{now}", "dim"))
        table.add_row(label, Text("\n".join(steps), style="cyan"), go_if_set(lever) or "no value turns it")
    return table


def together(question: Question, currency: str) -> Text:
    """What several answers are worth together."""
    labels = " + ".join(in_a_sentence(item.spec.label) for item in question.items)
    return Text.assemble(
        ("Together ", "bold"), f"{labels}: ", (band(question.value, "money", currency), "cyan")
    )


def evidence_table(rests: Evidence) -> Table:
    """A bar a grade of evidence."""
    table = Table(
        box=None, title=heading("Evidence on which the variance of NPV rests"), title_justify="left",
        show_header=False, padding=(0, 1, 0, 0),
    )  # fmt: skip
    table.add_column(no_wrap=True)
    table.add_column(width=_EVIDENCE_BAR)
    table.add_column(justify="right", no_wrap=True)
    most = max(rests.shares.values(), default=1.0)
    for grade, value in sorted(rests.shares.items(), key=lambda row: -row[1]):
        color = "blue" if grade == LUCK else GRADE_STYLE[grade]
        text = band(Statistic(value, rests.errors[grade]), "share", "")
        table.add_row(grade_word(grade), one_sided(value, most, _EVIDENCE_BAR, color), text)
    if not rests.shares:
        table.add_row(Text(rests.none_because, style="dim"))
    return table


def ask_document(run: Run, information: Information, rests: Evidence) -> dict[str, object]:
    """`roi ask --json`.

    `hurdle` (and `hurdle_return`, a share of the costs), `go` (today's decision), `expected_npv`, `evpi`
    and every `value` (EVPPI) are money in
    `currency`, estimates as {value, error}.  `ranked` questions have `inputs`, `ask`, `owners` (of `inputs`),
    `value`, `p50_if_p10` and `p50_if_p90` (P50 of NPV with the input known there; null beyond the first ones and
    for several inputs) and `flips` (values of the input in its `unit`; `go_above`: go ahead above it).
    `flips` have the standard `error` of their values.  `levers` are set, not learnt: `tenth` (a tenth more or
    less) and `end` (the better of P10 and P90), each with the value it goes to and the gain in mean NPV, and
    `flips`.  `together`: inputs learnt together.  `no_measurable_value`: the rest, `worth_at_most` what each may
    be worth.  `evidence`: shares of the variance of NPV by grade and `luck`, which add up to 1, and
    `evidence_error` their standard errors; both empty where nothing varies or the variance is infinite.
    """
    return {
        "case": run.model.case.id,
        "currency": run.model.currency,
        "draws": run.draws_used,
        "hurdle": information.hurdle.amount,
        "hurdle_return": information.hurdle.on_costs,
        "go": information.go,
        "expected_npv": information.expected,
        "p50_npv": information.middle,
        "evpi": information.evpi,
        "ranked": [_question_document(question) for question in information.ranked],
        "together": [_question_document(question) for question in information.groups],
        "no_measurable_value": [item.id for question in information.unranked for item in question.items],
        "worth_at_most": {
            item.id: max(0.0, question.value.value + question.value.half_width)
            for question in information.unranked
            for item in question.items
        },
        "levers": [lever_document(lever) for lever in information.levers],
        "evidence": rests.shares,
        "evidence_error": rests.errors,
    }


def _question_document(question: Question) -> Mapping[str, object]:
    return asked_document(question) | {"told": "learnt", "flips": _flips_document(question.flips)}


def _flips_document(flips: Sequence[Flip]) -> list[dict[str, object]]:
    return [picked(flip, "value", "error", "go_above") for flip in flips]


def lever_document(lever: Lever) -> Mapping[str, object]:
    return {
        "input": lever.item.id,
        "unit": lever.item.unit.text,
        "told": "set",
        "tenth": lever.tenth,
        "end": lever.end,
        "flips": _flips_document(lever.flips),
    }


def asked_document(question: Question) -> dict[str, object]:
    """What is asked, what the answer is worth, and how far it moves P50."""
    low, high = question.moves or (None, None)
    return {
        "inputs": [item.id for item in question.items],
        "ask": question.ask,
        "owners": [item.spec.owner for item in question.items],
        "value": question.value,
        "p50_if_p10": low,
        "p50_if_p90": high,
        "unit": question.items[0].unit.text if not question.together else None,
    }


def moves(question: Question, currency: str) -> str:
    """P50 if the answer is at its P10 and P90: `−1.2 M to 3.4 M`."""
    if question.moves is None:
        return "–"
    return " to ".join(measured(value, "money", currency).bare for value in question.moves)
