"""The Summary sheet: one printed page that a finance reader can take apart, every figure a link or a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from exports.voice.finance import basis_of
from exports.voice.formats import number
from exports.voice.model_facts import changed_inputs, option_title, preset_title, region_title
from exports.voice.verdict import must_be_true, sentence
from exports.workbook.coordinates import letters
from exports.workbook.inputs.places import InputsPlaces
from exports.workbook.layout import Constants, Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.model.refs import MONTH_1, VALUE
from exports.workbook.results.places import ResultsPlaces
from exports.workbook.summary.charts import summary_charts
from exports.workbook.summary.head import (
    LAST,
    as_of_export,
    box,
    figures,
    now_cells,
    tiles,
    what_can_go_wrong,
)  # fmt: skip
from exports.workbook.summary.tables import assumptions, finance_table, money_unit
from exports.workbook.summary.today import today_and_with_it
from exports.workbook.summary.workings import FIRST_COL, InWords, Workings, scale_cells
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import bar
from exports.workbook.writer.live import Live, Said, words
from exports.workbook.writer.logo import place_logo
from exports.workbook.writer.styles import CAUTION, marked
from exports.workbook.writer.text import wrapped
from roi.analysis.gate import PASSED, has_gate
from roi.case import EVIDENCE, Speaker

TITLE = "Summary"
WORDS_COL = FIRST_COL + 12  # of figures in words, beside the other workings
WIDTHS: Mapping[int, float] = {1: 42, **dict.fromkeys(range(2, LAST + 1), 12.7), LAST + 1: 2, LAST + 2: 2}
LETTERS_A_BOLD_LINE = 104  # of eleven points over the printed width
LETTERS_A_LABEL = 115  # of ten points over the printed width, units with their capitals among them
LETTERS_A_LINE = 138  # of nine points over the printed width
LOGO_COL = 5  # to the left of who prepared it; a title that goes on there has the logo below
_LETTERS_BESIDE_LOGO = 44  # of 18 points
_SETTINGS_ROW, _VERDICT_ROW = 5, 8
_SCALED = ("base_npv", "base_pv_benefits", "base_pv_costs")  # whose largest sets the scale of sentences
_RISKS = 3  # harms without a price that are listed


def write_summary(
    book: Book, page: Page, subject: Subject, inputs: InputsPlaces, model: ModelPlaces, results: ResultsPlaces
) -> Constants:
    """Write the page, after Results; returns the cells of the conversions that Inputs does not have."""
    room = InWords(page, WORDS_COL, 3)
    room.head()
    live = Live(book, subject.model.currency, room)
    work = Workings(page, live, subject, inputs, model, results)
    page.widths({**WIDTHS, FIRST_COL: 34, **dict.fromkeys(range(FIRST_COL + 1, FIRST_COL + 11), 14)})
    page.text(3, FIRST_COL, "Workings of this page (not printed)", style="label_bold")
    scale_cells(work, _SCALED)
    _cover(page, subject, live)
    now_cells(work)
    row = _verdict(work, _VERDICT_ROW)
    row = tiles(work, row + 1)
    row = figures(work, row + 1)
    row = _must_be_true(work, row + 1)
    row = what_can_go_wrong(work, row + 1, LETTERS_A_LINE, _RISKS)
    row = today_and_with_it(work, row + 1, *money_unit(page.book, subject.model.currency))
    row = finance_table(work, row + 1)
    row = summary_charts(work, row + 1)
    row = assumptions(work, row + 1)
    row = _foot(page, row, subject)
    page.print_setup(f"A1:{letters(LAST)}{row}", landscape=False, pages_high=1)
    page.worksheet.print_options.horizontalCentered = True
    page.freeze(4, 1)
    return work.ratios


def _cover(page: Page, subject: Subject, live: Live) -> None:
    header, contents = subject.model.case.header, subject.contents
    page.head(header.title, f"Business case{f' for {contents.prospect}' if contents.prospect else ''}")
    page.height(1, 26)
    if contents.brand.confidentiality:
        page.text(4, 1, contents.brand.confidentiality, style="label_bold")
    long = len(header.title) > _LETTERS_BESIDE_LOGO
    place_logo(page, 2 if long else 1, LOGO_COL, LAST - 2, 28 if long else 54)
    for row, label, content in (
        (2, "Prepared by", contents.prepared_by or "–"),
        (3, "Date", subject.created),
        (4, "Valid until", contents.valid_until or "not stated"),
    ):
        page.text(row, LAST - 1, label, style="figure_side")
        page.put(row, LAST, content, style="text_open", form="yyyy-mm-dd")
    page.text(1, LAST, "DRAFT", style="draft_open")
    preset = "the evidence, no preset"
    if subject.model.preset != EVIDENCE:
        preset = f"preset “{preset_title(subject.model)}” ({subject.model.preset})"
    option = (
        f" · option “{option_title(subject.model)}” ({subject.model.option})" if subject.model.option else ""
    )
    region = f" · in {region_title(subject.model)}" if subject.model.place else ""
    page.text(_SETTINGS_ROW, 1, f"Inputs: {preset}{option}{region}{_answers(subject)}", style="note")
    terms = live.whole_months("horizon") + words(" · discounted at ") + live.percent("in_discount_rate")
    terms += words(f" a year · money in {subject.model.currency}, {basis_of(subject.model)}, before tax")
    _say(page, _SETTINGS_ROW + 1, terms, "note")
    row, count = _SETTINGS_ROW + 2, 'inputs_changed&IF(inputs_changed=1," input"," inputs")'
    text = f'IF(inputs_changed>0,{count}&" changed in this file: "&changes_text,"")'
    page.put(row, 1, f"={text}", value="", style="note")
    marked(page.worksheet, f"A{row}:{letters(LAST)}{row}", "inputs_changed>0", CAUTION)


def _answers(subject: Subject) -> str:
    """How many values in force are somebody's answer, and whose; Approval lists them."""
    given = [
        item.override
        for item in changed_inputs(subject.model)
        if item.override and item.override.who is not None
    ]
    counts = [
        f"{count} of the {who}{f' ({names})' if names else ''}"
        for who in get_args(Speaker)
        if (count := sum(each.who == who for each in given))
        for names in [", ".join(dict.fromkeys(each.by for each in given if each.who == who and each.by))]
    ]
    return f" · answers in force: {', '.join(counts)}; Approval lists them" if counts else ""


def _say(page: Page, row: int, text: Said, style: str) -> None:
    page.put(row, 1, f"={text.formula}", value=text.value, style=style)


def _verdict(work: Workings, row: int) -> int:
    """What the estimate says to do, as of export; what it takes, live."""
    subject, live, place = work.subject, work.live, work.model.table
    text = str(sentence(subject.verdict))
    first, *rest = wrapped(text, LETTERS_A_BOLD_LINE)
    before = Said('IF(inputs_changed=0,"","Before inputs were changed here: ")', "")
    total, start = (place.total_cell("costs", column) for column in (place.total, place.initial))
    if subject.priced:
        takes = (
            Said('IF(N(now_npv_mean)>0,"Asked for: ","It would cost ")', _asks(live))
            + live.money(total) + words(" over ") + live.whole_months("horizon") + words(", ")
            + live.money(start) + words(" of it at the start (planned, undiscounted).")
        )  # fmt: skip
    else:
        takes = (
            words("It brings, as stated, ") + live.money(place.total_cell("benefits", place.total))
            + words(" in benefits over ") + live.whole_months("horizon") + words("; nothing is asked for yet.")
        )  # fmt: skip
    return box(work, row, [before + words(first), *map(words, rest), takes, *_stopped(work)], "ask")


def _stopped(work: Workings) -> list[Said]:
    """Of a pilot whose plan does not pass its gate: what is paid on average, where some trials go on."""
    model, live = work.subject.model, work.live
    if not (work.subject.priced and has_gate(model)):
        return []
    timed = model.line(PASSED).node.shape.month
    passed = f"Model!${letters(MONTH_1 if timed else VALUE)}${work.model.lines[PASSED]}"
    text = (
        words("So planned it stops at the gate. Over all trials, of which some go on, costs are ")
        + live.money("live_pv_costs_mean")
        + words(" on average, in present value.")
    )
    stops = live.number(passed) == 0
    return [Said(f'IF({passed}=0,{text.formula},"")', text.value if stops else "")]


def _asks(live: Live) -> str:
    return "Asked for: " if (live.number("now_npv_mean") or 0.0) > 0 else "It would cost "


def _must_be_true(work: Workings, row: int) -> int:
    """The values at which the expected net present value turns."""
    conditions = must_be_true(work.subject.verdict)
    page = work.page
    if not work.subject.priced:
        return row
    bar(page, row, 1, LAST, style="heading")
    title = as_of_export() + words(conditions.head)
    page.put(row, 1, f"={title.formula}", value=title.value, style="heading_line")
    for condition in conditions.rows:
        for text in wrapped(condition, LETTERS_A_LABEL):
            row += 1
            page.text(row, 1, text, style="label")
    return row + 1


def _notes(page: Page, row: int, lines: Sequence[Said]) -> int:
    for line in lines:
        if line.formula.startswith('"') and line.formula.count('"') == 2:
            page.text(row, 1, line.value, style="note")
        else:
            _say(page, row, line, "note")
        row += 1
    return row


def _foot(page: Page, row: int, subject: Subject) -> int:
    text = (
        f"{number(subject.trials)} live trials; Results compares them with {number(subject.run.draws_used)} draws. "
        "Sources lists every figure, Claims checks the published ones, Approval has owners and signatures. The "
        "headline counts cash and capacity (time put to other work); luck is what nobody can be asked about; an "
        "IRR below 0 % means that the money put in does not come back."
    )
    return _notes(page, row, [words(line) for line in wrapped(text, LETTERS_A_LINE)]) - 1
