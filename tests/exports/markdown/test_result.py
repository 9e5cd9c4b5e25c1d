import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import cases
import roi
from exports.markdown.result import MOST_CHANGES, result_markdown
from exports.markdown.syntax import Markdown, bold, cell, escape, link, table
from exports.story.contents import DocumentRequest
from roi.analysis.audit import Finding
from roi.case import EVIDENCE, Case
from roi.sim.cuts import CASH, SOFT
from tests.support.golden import kept
from tests.support.models import money_case
from tests.support.shipped import SAMPLE

GOLDEN = Path(__file__).parents[1] / "golden"
MARKDOWN = MarkdownIt("commonmark").enable("table")


def golden(name: str, text: str) -> None:
    """Compare with a file that somebody read; ROI_UPDATE=1 writes it anew, to be read again."""
    path = GOLDEN / name
    text = text.replace(f"roi {roi.__version__},", "roi VERSION,")
    assert text == kept(path, text), f"{path}: ROI_UPDATE=1 pytest writes it anew"


def test_evidence(run: roi.Run, claims: Sequence[Finding]) -> None:
    golden(
        "small.md",
        result_markdown(run, DocumentRequest(claims=claims, notes=["Moved over."], draws_asked=1_000)),
    )


def test_costs_not_stated(brochure: roi.Run) -> None:
    golden("brochure.md", result_markdown(brochure))


def texts(tokens: list[Token]) -> str:
    """What a reader sees of inline tokens."""
    return "".join(token.content for token in tokens if token.type in ("text", "text_special"))


lines = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40)


@given(lines)
@example("# no heading")
@example("1. no list")
@example("- no list")
@example("---")
@example("__no__ *emphasis* <b> [link](x) &copy; a_b_c \\")
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    text = " ".join(text.replace("`", "").split())
    tokens = [token for token in MARKDOWN.parse(escape(text)) if token.type == "inline"]
    assert "".join(texts(token.children or []) for token in tokens) == text


@given(lines)
@example("a | b")
def test_escaped_text_stays_in_its_cell(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {escape(text)} | x |\n"
    cells = [token for token in MARKDOWN.parse(table) if token.type == "td_open"]
    assert len(cells) == 2


@given(lines)
@example("<0.1 %")
@example("a | b")
def test_every_cell_of_a_table_is_escaped_alike(text: str) -> None:
    """Plain, bold or escaped already: it is read as it was written, in its own cell."""
    text = " ".join(text.replace("`", "").split())
    made = table(["a", "b", "c"], [[text, escape(text), "x"], [bold(text), cell(text), Markdown("**x**")]])
    tokens = MARKDOWN.parse(made)
    read = ["".join(texts(token.children or [])) for token in tokens if token.type == "inline"]
    assert sum(token.type == "td_open" for token in tokens) == 6
    assert [shown for shown in read[3:] if shown not in ("x", "**x**")] == [text] * 4 or text in ("", "x")


def test_figures_below_what_is_shown_are_escaped_everywhere(run: roi.Run) -> None:
    rows = [line for line in result_markdown(run).splitlines() if line.startswith("|")]
    assert rows
    assert not [line for line in rows if re.search(r"(?<!\\)<(?!https?://)", line)]


def test_code_stays_code_and_a_stray_backtick_is_text() -> None:
    assert escape("the preset `report-effects`") == "the preset `report-effects`"
    assert escape("a ` b") == "a \\` b"


def test_only_web_addresses_are_links() -> None:
    assert link("https://example.org/a_b") == "<https://example.org/a_b>"
    assert link("javascript:alert(1)") == "javascript:alert(1)"


def tables(text: str) -> list[list[int]]:
    """Cells of each row of each table."""
    counts: list[list[int]] = []
    for token in MARKDOWN.parse(text):
        if token.type == "table_open":
            counts.append([])
        elif token.type == "tr_open":
            counts[-1].append(0)
        elif token.type in ("td_open", "th_open"):
            counts[-1][-1] += 1
    return counts


@pytest.mark.parametrize("name", SAMPLE)
def test_shipped_cases_fit_two_pages_and_show_the_cash_cut(name: str) -> None:
    case = cases.load(name)
    for preset in (EVIDENCE, *case.presets):
        text = result_markdown(roi.simulate(case, draws=256, seed=1, preset=preset))
        assert len(text.splitlines()) < 150
        assert "Cash only" in text
        assert "nan" not in text.lower().replace("finance", "").replace("financial", "").split()
        for rows in tables(text):
            assert len(set(rows)) == 1


def test_three_figures_side_by_side_and_why(run: roi.Run) -> None:
    text = result_markdown(run)
    for label in ("NPV, plan", "NPV, mean", "NPV, P50", "Chance of NPV > 0", "ROI, plan", "Payback, plan"):
        assert label in text
    assert "flaw of averages" in text
    assert "“It works” is 1" in text


def test_money_of_the_plan_alone_or_of_the_mean_alone_has_its_row() -> None:
    """A gain of 0 in the plan and of 10 on average stands there, and so does one of 5 in both; none of 0 does."""
    for gain, stands in (("triangular(0, 0, 30)", True), ("5", True), ("0", False)):
        assert any(row.strip("| *").startswith("Gain") for row in _money_of(gain)) == stands, gain


def _money_of(gain: str) -> list[str]:
    text = result_markdown(roi.simulate(money_case("x", {"x": gain}, cost="4"), draws=64))
    return text.partition("## Money by year")[2].partition("\n## ")[0].splitlines()


def test_soft_benefits_head_the_table_when_asked_for(run: roi.Run) -> None:
    assert "|  | With soft benefits | Cash only |" in result_markdown(run, DocumentRequest(cut=SOFT))
    assert "|  | Cash only |" in result_markdown(run, DocumentRequest(cut=CASH))


def test_what_was_told_last_comes_first_and_a_long_list_is_cut(small: Case) -> None:
    case = cases.load("code-assistant")
    values = {item.id: str(item.shown(item.likely)) for item in roi.resolve(case).inputs if item.id != "luck"}
    text = result_markdown(roi.simulate(case, draws=64, seed=1, preset="report-effects", overrides=values))
    assert f"And {len(values) - MOST_CHANGES} more." in text
    run = roi.simulate(small, draws=64, seed=1, preset="brochure", overrides={"wage": 50})
    rows = result_markdown(run).partition("## Inputs changed")[2].splitlines()[4:7]
    assert [row.split(" | ")[-1] for row in rows] == ["seller |", "preset |", "preset |"]
    assert "`50`" in rows[0]
