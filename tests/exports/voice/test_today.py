"""Today, with it, better by: one convention and the same rows on every face."""

from __future__ import annotations

import json

import pytest

import cases
import roi
from exports.document.result import result_document
from exports.markdown.result import result_markdown
from exports.story.contents import DocumentRequest
from exports.voice.today import costs, gains, today_cells, today_rows, today_sentence, today_table
from roi.analysis.verdict import assess
from tests.support.models import money_case


@pytest.mark.parametrize("name", ["clinical-scribe", "code-assistant", "bank-chatbot"])
def test_rows_add_up_to_the_sum(name: str) -> None:
    table = today_table(roi.simulate(cases.load(name), draws=1_024))
    assert table is not None
    for most in (3, 4, 6, 20):
        *rows, total = today_rows(table, most)
        assert len(rows) + 1 <= most
        assert sum(row.difference for row in rows) == pytest.approx(total.difference)
        assert sum(row.today or 0.0 for row in rows) == pytest.approx(total.today or 0.0)
        assert rows[-1].difference == pytest.approx(-sum(cost.with_it or 0.0 for cost in costs(table)))
    assert len(gains(table)) + len(costs(table)) == len(table.changes)


def test_a_gain_is_better_and_a_loss_is_worse() -> None:
    """A gain of 5 and a cost of 4 in a year of 12 months, and the other way round."""
    for formula, cost, words, cells in (
        ("x", "4", "better by USD 1.00.", ("–", "–", "+1.00")),
        ("x - 2", "4", "worse by USD 1.00.", ("–", "–", "−1.00")),
    ):
        table = today_table(roi.simulate(money_case(formula, {"x": "5"}, cost=cost), draws=16))
        assert table is not None
        sentence = today_sentence(table, "USD")
        assert sentence == f"A year on average over 12 months, its costs included: {words}"
        assert today_cells(table.total, "USD") == cells


def test_documents_have_the_same_figures() -> None:
    run = roi.simulate(cases.load("bank-chatbot"), draws=1_024)
    table, judged = today_table(run), assess(run, run.summary())
    assert table is not None
    document = json.loads(json.dumps(result_document(run, DocumentRequest(verdict=judged)), allow_nan=False))[
        "today"
    ]
    assert document["total"]["better_by"] == table.total.difference
    assert [row["label"] for row in document["rows"]] == [change.label for change in table.changes]
    text = result_markdown(run, DocumentRequest(verdict=judged))
    total = today_cells(table.total, "USD")
    assert f"| **Together** | {' | '.join(f'**{cell}**' for cell in total)} |" in text


def test_without_costs_there_is_no_difference() -> None:
    run = roi.simulate(cases.load("clinical-scribe"), draws=1_024, preset="report")
    assert today_table(run) is None
    assert result_document(run)["today"] is None
    assert "## Today and with it" not in result_markdown(run)


def test_gains_stand_by_themselves_where_all_have_room() -> None:
    table = today_table(roi.simulate(cases.load("clinical-scribe"), draws=256))
    assert table is not None
    labels = [each.label for each in gains(table)]
    assert len(labels) >= 2
    room = len(labels) + 2  # for the costs and the sum
    assert [row.label for row in today_rows(table, room)[:-2]] == labels
    *kept, rest = (row.label for row in today_rows(table, room - 1)[:-2])
    assert kept == labels[: len(labels) - 2]
    assert rest.startswith("2 more")
