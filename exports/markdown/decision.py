"""The decision in Markdown: verdict, first figures, what must be true, what to ask next, other ways to deploy."""

from __future__ import annotations

from collections.abc import Iterator

from exports.markdown.syntax import bold, bullets, escape, table
from exports.voice.formats import band
from exports.voice.headline import PLAN, headline_rows, share_of
from exports.voice.today import HEADINGS, today_basis, today_cells, today_rows
from exports.voice.verdict import asked_text, must_be_true, questions, sentence, way_label
from roi.analysis.today import TodayAndThen
from roi.analysis.verdict import Verdict


def decision_sections(found: Verdict, changes: TodayAndThen | None = None) -> Iterator[list[str]]:
    """What comes before everything else; parts that there is no ground for are left out.

    Args:
        found: the verdict.
        changes: what is spent today and with it; None where there is no difference.
    """
    yield _verdict(found)
    if changes is not None:
        yield _today(changes, found.headline.currency)
    conditions = _conditions(found)
    if conditions:
        yield conditions
    asked = questions(found)
    if asked:
        currency = found.headline.currency
        rows = [[asked_text(one), band(one.value, "money", currency)] for one in asked]
        yield ["## Ask next", "What better decisions the answer leads to is what it is worth.",
               table(["Question", "Worth"], rows)]  # fmt: skip
    if found.prospects is not None and found.prospects.ways:
        yield _ways(found)


def _verdict(found: Verdict) -> list[str]:
    said = sentence(found)
    rest = " ".join(part for part in (said.figures, said.turn, said.step) if part)
    rows = [
        [
            row.label if row.label == PLAN else bold(row.label),
            f"{row.value} {row.error}".strip(),
            row.detail,
        ]
        for row in headline_rows(found.headline)
    ]
    return [
        "## Verdict",
        f"{bold(escape(said.lead))} {escape(rest)}",
        table(["", "", ""], rows, figures_from=3),
    ]


def _today(found: TodayAndThen, currency: str) -> list[str]:
    rows = [[one.label, *today_cells(one, currency)] for one in today_rows(found)]
    rows[-1] = [bold(cell) for cell in rows[-1]]
    return [
        "## Today and with it",
        f"{today_basis(found)} In {currency}.",
        table(["", *HEADINGS], rows),
    ]


def _conditions(found: Verdict) -> list[str]:
    told = must_be_true(found)
    rows, text = told.rows, told.text
    if found.word == "no verdict" or found.prospects is None or (found.word == "go" and not rows):
        return []
    section = [f"## {told.lead}", f"{text[:1].upper()}{text[1:]}{':' if rows else ''}"]
    return [*section, bullets(escape(row) for row in rows)] if rows else section


def _ways(found: Verdict) -> list[str]:
    assert found.prospects is not None
    currency, own = found.headline.currency, found.headline.npv
    head = ["Deployed", "Expected NPV", "Above this estimate", "Chance of a loss"]
    rows = [
        [
            bold("As in this estimate"),
            band(own.expected, "money", currency),
            "",
            share_of(own.loss),
        ]
    ]
    rows += [
        [
            way_label(way),
            band(way.expected, "money", currency),
            band(way.gain, "money", currency),
            share_of(way.loss),
        ]
        for way in found.prospects.ways
    ]
    return ["## Ways to deploy", "On the same draws, with the same answers.", table(head, rows)]
