"""The last pages: what can go wrong, what must be true, what to ask, what to decide."""

from __future__ import annotations

from collections.abc import Sequence

from exports.facts import option_title
from exports.formats import money, share
from exports.turning import go_if
from exports.wording import amount
from roi.analysis.information import Information, Question
from roi.analysis.losing import Losing
from roi.analysis.solve import Solution
from roi.errors import RoiError
from tui.story.page import Page, bare, counted, defined, sign
from tui.view import View, headline

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
    """Values at which it turns."""
    found = _study(view, "break_even")
    assert isinstance(found, tuple)
    solutions: Sequence[Solution] = found
    if not solutions:
        return Page(text=("No single answer turns it.",))
    pays = solutions[0].today >= 0
    rows = []
    for one in solutions:
        inside = [root for root in one.roots if root.inside] or list(one.roots)
        root = min(inside, key=lambda root: abs(root.value - one.likely))
        side = "above" if root.better_above != pays else "below"
        beyond = "" if root.inside else ", outside the evidence"
        now = amount(one.item, one.likely)
        rows.append((one.item.spec.label, f"{side} {amount(one.item, root.value)} (now {now}){beyond}"))
    lead = "It stops paying" if pays else "It pays"
    return Page(text=(f"{lead}, all else as planned, once one of these is",), rows=tuple(rows))


def questions(view: View) -> Page:
    """The three questions whose answers are worth most."""
    found = _study(view, "information")
    assert isinstance(found, Information)
    currency = view.session.model.currency
    if not found.ranked:
        return Page(text=("No single answer changes the decision: nothing has to be asked before it.",))
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
        text=(headline(view),),
        foot=f"{way + '. ' if way else ''}{counted(view)}",
    )


def _study(view: View, name: str) -> object:
    found = view.studies[name]
    if isinstance(found, RoiError):
        raise found
    return found
