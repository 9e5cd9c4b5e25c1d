"""The decision in Markdown: verdict, first figures, what must be true, what to ask next, other ways to deploy."""

from __future__ import annotations

from collections.abc import Iterator

from exports.markdown.syntax import bold, bullets, escape, table
from exports.story.parts import StoryTable
from exports.story.turning import questions_table, ways_table
from exports.voice.headline import PLAN, headline_rows
from exports.voice.today import HEADINGS, today_basis, today_cells, today_rows
from exports.voice.verdict import must_be_true, questions, sentence, worth_note
from roi.analysis.today import TodayAndThen
from roi.analysis.verdict import Verdict


def decision_sections(
    verdict: Verdict, draws: int, changes: TodayAndThen | None = None
) -> Iterator[list[str]]:
    """What comes before everything else; parts that there is no ground for are left out.

    Args:
        verdict: the verdict.
        draws: of the run.
        changes: what is spent today and with it; None where there is no difference.
    """
    yield _verdict(verdict)
    if changes is not None:
        yield _today(changes, verdict.headline.currency)
    conditions = _conditions(verdict)
    if conditions:
        yield conditions
    if questions(verdict):
        yield ["## Ask next", worth_note(verdict, draws),
               _table(questions_table(verdict))]  # fmt: skip
    if verdict.prospects is not None and verdict.prospects.ways:
        yield _ways(verdict)


def _verdict(verdict: Verdict) -> list[str]:
    words = sentence(verdict)
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
        f"{bold(escape(words.lead))} {escape(words.rest)}",
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
    return ["## Ways to deploy", "On the same draws, with the same answers.", _table(ways_table(verdict))]


def _table(of: StoryTable) -> str:
    """A table of the story; the label of its strong row is bold."""
    rows = [
        [bold(cell) if (place, column) == (of.strong, 0) else cell for column, cell in enumerate(row)]
        for place, row in enumerate(of.rows)
    ]
    return table(list(of.head), rows)
