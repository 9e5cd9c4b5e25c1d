"""What to ask before choosing among all options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from exports.voice.turning import step_words, without_value
from exports.voice.wording import best_if, between, in_a_sentence
from roi.analysis.information import Information
from roi.analysis.questions import Question
from tui.views.ask import asked_document, lever_document, questions_table, together

SHOWN = 3
TURNS = (
    "Where another becomes the best is read from a regression on the draws: near it, compare at that value."
)


def choice_parts(
    information: Information, currency: str, label: Callable[[str], str] = str, top: int = SHOWN
) -> Iterator[RenderableType]:
    """The questions worth most; that there is none is an answer too.

    `label`: what a candidate is called.
    """
    head = Text.assemble(("Ask next, to choose among all of these (facts, learnt)", "bold"))
    if information.ranked:
        head.append(
            f"  worth in {currency}; P50 of {label(information.option)} if the answer is at its P10 and P90; the "
            "best on average for which answer",
            style="dim",
        )
        yield head
        yield questions_table(
            information.ranked, currency, top, lambda each: best_if(each, label), below=True
        )
        if any(each.turns for each in information.ranked[:top]):
            yield Text(TURNS, style="dim")
    else:
        yield head
        yield Text.assemble(("No answer alone changes the choice.", "yellow"))
    rest = len(information.ranked) - top
    if rest > 0:
        yield Text(f"{rest} more of measurable value.", style="dim")
    for group in information.groups:
        yield together(group, currency)
    if information.unranked:
        yield Text(without_value(information.unranked, currency), style="dim")
    if information.levers:
        lever = information.levers[0]
        yield Text.assemble(
            ("Worth negotiating ", "bold"),
            f"in {label(information.option)}: {in_a_sentence(lever.item.spec.label)}, {between(lever.item)}; ",
            (step_words(lever, lever.tenth, currency, tenth=True), "cyan"),
            (" of its expected NPV; set: nothing else moves.", "dim"),
        )


def choice_document(information: Information) -> dict[str, object]:
    """All of them, in JSON.

    `questions_move`: the option whose P50 the answers move, and that P50 today.  Of `questions`: `p50_if_p10`
    and `p50_if_p90`, P50 with the input known there (null beyond the first ones and for several inputs);
    `best_first`, the best candidate at the low end of the answers (null as before), and `turns`, values of
    the input in its `unit` at which another one becomes the best, from a regression on the draws.  `levers`: of
    the same option, what a tenth more or less is worth, as in `roi ask`; without values that turn a decision.
    """
    return {
        "questions_move": {"option": information.option, "p50_npv": information.middle},
        "questions": [_question_document(each) for each in information.ranked],
        "together": [_question_document(group) for group in information.groups],
        "levers": [lever_document(lever) for lever in information.levers],
        "no_measurable_value": [item.id for question in information.unranked for item in question.items],
    }


def _question_document(question: Question) -> Mapping[str, object]:
    return asked_document(question) | {"best_first": question.first or None, "turns": question.turns}
