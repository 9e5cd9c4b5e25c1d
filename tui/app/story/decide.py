"""The last pages: what can go wrong, what must be true, what to ask, what to decide."""

from __future__ import annotations

from exports.voice.facts import option_title
from exports.voice.formats import money, share
from exports.voice.turning import go_if
from exports.voice.verdict import must_be_true
from exports.voice.wording import amount
from roi.analysis.information import Information, Question
from roi.analysis.losing import Losing
from roi.errors import RoiError
from tui.app.state import View, headline, verdict_text
from tui.app.story.page import Page, bare, counted, defined, sign
from tui.app.workers.studies import PROSPECTS

MOST_IN_COMMON = 4  # rows of what losing draws have in common


def risk(view: View) -> Page:
    """How often and how much is lost, and what losing draws have in common."""
    assert view.result is not None
    summary, currency = view.result.summary, view.session.model.currency
    defined(summary.metrics[view.cut]["npv"])
    loss = 1 - summary.probability[view.cut]["npv_positive"].value
    worst = money(summary.shortfall[view.cut].value, currency)
    found = view.studies.get("losing")
    rows = _in_common(found) if isinstance(found, Losing) else ()
    common = "Losing draws and the others:" if rows else ""
    return Page(
        big=share(loss),
        caption="of draws lose money",
        sign=-1 if loss > 0.5 else 0,
        text=(f"The worst tenth of draws ends at {worst} on average. {common}".strip(),),
        rows=rows[:MOST_IN_COMMON],
        foot="\n".join(f"Not counted: {one.text}" for one in view.session.model.case.risks[:1]),
    )


def _in_common(found: Losing) -> tuple[tuple[str, str], ...]:
    luck = [
        (one.line.spec.label, f"{share(one.losing)} of them, {share(one.other)} of the others")
        for one in found.luck
    ]
    inputs = [
        (one.item.spec.label, f"{amount(one.item, one.losing)} against {amount(one.item, one.other)}")
        for one in found.inputs
    ]
    return (*luck, *inputs)


def conditions(view: View) -> Page:
    """Values at which the expected net present value turns."""
    _study(view, PROSPECTS)
    found = view.verdict
    assert found is not None
    head, rows = must_be_true(found)
    said = head.partition(": ")[2]
    numbered = tuple((str(place), row) for place, row in enumerate(rows, 1))
    return Page(text=(f"{said[:1].upper()}{said[1:]}",), rows=numbered)


def questions(view: View) -> Page:
    """The three questions whose answers are worth most."""
    found, currency = _study(view, "information"), view.session.model.currency
    assert isinstance(found, Information)
    if not found.ranked and not found.groups:
        return Page(text=("No answer changes the decision: nothing has to be asked before it.",))
    if not found.ranked:
        group = found.groups[0]
        worth = money(group.value.value, currency)
        return Page(
            text=(f"No single answer changes the decision. These do, together; worth {worth}:",),
            rows=tuple(
                (str(place), item.spec.ask or item.spec.label) for place, item in enumerate(group.items, 1)
            ),
            foot="Worth: what better decisions the answers lead to.",
        )
    rows = tuple(
        (
            str(place),
            f"{one.ask or one.items[0].spec.label}\n{_decides(one)}; worth {money(one.value.value, currency)}.",
        )
        for place, one in enumerate(found.ranked[:3], 1)
    )
    return Page(
        text=("What is worth finding out before deciding, the dearest first:",),
        rows=rows,
        foot="Worth: what better decisions the answer leads to.",
    )


def _decides(question: Question) -> str:
    told = go_if(question)
    return told[:1].upper() + told[1:]


def decision(view: View) -> Page:
    """The result, and what follows from it."""
    assert view.result is not None
    model = view.session.model
    mean = defined(view.result.summary.metrics[view.cut]["npv"]).mean
    way = option_title(model)
    return Page(
        big=bare(mean.value, model.currency),
        caption=f"{model.currency} expected net present value",
        sign=sign(mean.value),
        text=(verdict_text(view).plain, headline(view)),
        foot=f"{way + '. ' if way else ''}{counted(view)}",
    )


def _study(view: View, name: str) -> object:
    found = view.studies[name]
    if isinstance(found, RoiError):
        raise found
    return found
