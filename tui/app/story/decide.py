"""The last pages: what can go wrong, what must be true, what to ask, what to decide."""

from __future__ import annotations

from exports.voice.formats import band, money, share
from exports.voice.model_facts import option_title
from exports.voice.verdict import asked_text, condition, must_be_true
from exports.voice.verdict import questions as worth_asking
from exports.voice.wording import in_common
from roi.analysis.conditions import thresholds
from roi.analysis.loss_profile import Losing
from roi.analysis.questions import Question
from roi.analysis.verdict import Verdict
from roi.errors import RoiError
from tui.app.state import View, headline, verdict_text
from tui.app.story.page import StoryPage, bare, counted, defined, sign
from tui.desk.studies import LosingStudy, ProspectsStudy

MOST_IN_COMMON = 4  # rows of what losing draws have in common


def risk(view: View) -> StoryPage:
    """How often and how much is lost, and what losing draws have in common."""
    summary, currency = view.known.summary, view.session.model.currency
    defined(summary.metrics[view.cut]["npv"])
    loss = 1 - summary.probability[view.cut]["npv_positive"].value
    worst = money(summary.shortfall[view.cut].value, currency)
    losing = view.result_of(LosingStudy())
    rows = in_common(losing) if isinstance(losing, Losing) else ()
    common = "What losing draws have that the others have not:" if rows else ""
    return StoryPage(
        big=share(loss),
        caption="of draws lose money",
        sign=-1 if loss > 0.5 else 0,
        text=(f"The worst tenth of draws ends at {worst} on average. {common}".strip(),),
        rows=rows[:MOST_IN_COMMON],
        foot="\n".join(f"Not counted: {each.text}" for each in view.session.model.risks[:1]),
    )


def conditions(view: View) -> StoryPage:
    """Values at which the expected net present value turns."""
    _known(view)
    conditions = must_be_true(view.verdict)
    numbered = tuple((str(place), row) for place, row in enumerate(conditions.rows, 1))
    enough = " one of these holds" if len(numbered) > 1 else ""  # and not all of them
    return StoryPage(text=(f"{conditions.text[:1].upper()}{conditions.text[1:]}{enough}",), rows=numbered)


def questions(view: View) -> StoryPage:
    """The questions whose answers are worth most, as many as on every page."""
    _known(view)
    verdict, currency = view.verdict, view.session.model.currency
    questions = worth_asking(verdict)
    if not questions:
        return StoryPage(text=("No answer changes the decision: nothing has to be asked before it.",))
    foot = "Worth: what better decisions the answers lead to."
    if len({item.spec.ask or item.id for item in questions[0].items}) > 1:
        worth = band(questions[0].value, "money", currency)
        return StoryPage(
            text=(f"No single answer changes the decision. These do, together; worth {worth}:",),
            rows=tuple(
                (str(place), item.spec.ask or item.spec.label)
                for place, item in enumerate(questions[0].items, 1)
            ),
            foot=foot,
        )
    rows = tuple(
        (
            str(place),
            f"{asked_text(each)}\n{_turns(verdict, each)}orth {band(each.value, 'money', currency)}.",
        )
        for place, each in enumerate(questions, 1)
    )
    choice = "choosing among the ways to deploy" if verdict.way is not None else "deciding"
    return StoryPage(
        text=(f"What is worth finding out before {choice}, the dearest first:",), rows=rows, foot=foot
    )


def _turns(verdict: Verdict, question: Question) -> str:
    """What an answer must be, where one of the conditions is of it: `Pays once … ; w`, else `W`."""
    looked = verdict.prospects
    known = (
        {threshold.item.id: threshold for threshold in thresholds(looked.conditions)}
        if looked and not looked.choice
        else {}
    )
    turned = known.get(question.items[0].id) if len(question.items) == 1 else None
    if turned is None:
        return "W"
    loses = not verdict.headline.npv.expected.value > 0
    return f"{'Pays' if loses else 'Stops paying'} once {condition(turned, verdict.model, pays=loses)}; w"


def decision(view: View) -> StoryPage:
    """The result, and what follows from it."""
    model = view.session.model
    mean = defined(view.known.summary.metrics[view.cut]["npv"]).mean
    way = option_title(model)
    return StoryPage(
        big=bare(mean.value, model.currency),
        caption=f"{model.currency} expected net present value",
        sign=sign(mean.value),
        text=(verdict_text(view).plain, headline(view)),
        foot=f"{way + '. ' if way else ''}{counted(view)}",
    )


def _known(view: View) -> None:
    """Refuse a page that rests on what could turn the verdict, where nothing could be found.

    Raises:
        RoiError: why.
    """
    prospects = view.result_of(ProspectsStudy())
    if isinstance(prospects, RoiError):
        raise prospects
