"""The decision in Markdown: verdict, first figures, what must be true, what to ask next, other ways to deploy."""

from __future__ import annotations

from collections.abc import Iterator

from exports.markdown.syntax import bold, bullets, escape, table
from exports.voice.formats import band
from exports.voice.headline import PLAN, headline_rows, share_of
from exports.voice.today import HEADINGS, today_basis, today_cells, today_rows
from exports.voice.verdict import asked_whom, must_be_true, questions, sentence, way_label
from roi.analysis.today import TodayAndThen
from roi.analysis.verdict import Verdict


def decision_sections(verdict: Verdict, changes: TodayAndThen | None = None) -> Iterator[list[str]]:
    """What comes before everything else; parts that there is no ground for are left out.

    Args:
        verdict: the verdict.
        changes: what is spent today and with it; None where there is no difference.
    """
    yield _verdict(verdict)
    if changes is not None:
        yield _today(changes, verdict.headline.currency)
    conditions = _conditions(verdict)
    if conditions:
        yield conditions
    worth_asking = questions(verdict)
    if worth_asking:
        currency = verdict.headline.currency
        rows = [[asked_whom(each), band(each.value, "money", currency)] for each in worth_asking]
        yield ["## Ask next", "What better decisions the answer leads to is what it is worth.",
               table(["Question", "Worth"], rows)]  # fmt: skip
    if verdict.prospects is not None and verdict.prospects.ways:
        yield _ways(verdict)


def _verdict(verdict: Verdict) -> list[str]:
    words = sentence(verdict)
    rest = " ".join(part for part in (words.figures, words.turn, words.step) if part)
    rows = [
        [
            row.label if row.label == PLAN else bold(row.label),
            f"{row.value} {row.error}".strip(),
            row.detail,
        ]
        for row in headline_rows(verdict.headline)
    ]
    return [
        "## Verdict",
        f"{bold(escape(words.lead))} {escape(rest)}",
        table(["", "", ""], rows, figures_from=3),
    ]


def _today(then: TodayAndThen, currency: str) -> list[str]:
    rows = [[change.label, *today_cells(change, currency)] for change in today_rows(then)]
    rows[-1] = [bold(cell) for cell in rows[-1]]
    return [
        "## Today and with it",
        f"{today_basis(then)} In {currency}.",
        table(["", *HEADINGS], rows),
    ]


def _conditions(verdict: Verdict) -> list[str]:
    conditions = must_be_true(verdict)
    rows, text = conditions.rows, conditions.text
    if verdict.word == "no verdict" or verdict.prospects is None or (verdict.word == "go" and not rows):
        return []
    section = [f"## {conditions.lead}", f"{text[:1].upper()}{text[1:]}{':' if rows else ''}"]
    return [*section, bullets(escape(row) for row in rows)] if rows else section


def _ways(verdict: Verdict) -> list[str]:
    assert verdict.prospects is not None
    currency, npv = verdict.headline.currency, verdict.headline.npv
    head = ["Deployed", "Expected NPV", "Above this estimate", "Chance of a loss"]
    rows = [
        [
            bold("As in this estimate"),
            band(npv.expected, "money", currency),
            "",
            share_of(npv.loss),
        ]
    ]
    rows += [
        [
            way_label(way),
            band(way.expected, "money", currency),
            band(way.gain, "money", currency),
            share_of(way.loss),
        ]
        for way in verdict.prospects.ways
    ]
    return ["## Ways to deploy", "On the same draws, with the same answers.", table(head, rows)]
