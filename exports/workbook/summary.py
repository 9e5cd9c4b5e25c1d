"""The Summary sheet: one printed page that a finance reader can take apart, every figure a link or a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.facts import option_title, preset_title
from exports.workbook.book import Book, Page
from exports.workbook.coordinates import letters
from exports.workbook.layout import Layout, Subject
from exports.workbook.live import Live, Said, words
from exports.workbook.styles import BAD, FORMATS, GOOD, marked
from exports.workbook.summary_charts import summary_charts
from exports.workbook.summary_tables import assumptions, finance_table, money_unit, savings
from exports.workbook.text import wrapped
from exports.workbook.workings import FIRST_COL, InWords, Workings, scale_cells
from roi.case import COST_CLASSES, EVIDENCE

TITLE = "Summary"
WORDS_COL = FIRST_COL + 12  # of figures in words, beside the other workings
LAST = 8  # columns A to H are printed
WIDTHS: Mapping[int, float] = {1: 42, **dict.fromkeys(range(2, LAST + 1), 12.7), LAST + 1: 2, LAST + 2: 2}
LETTERS_A_LINE = 138  # of nine points over the printed width
_LONGEST_SUBJECT = 90  # letters of a line of the ask
_SETTINGS_ROW, _ASK_ROW = 5, 8
_SCALED = ("base_npv", "base_pv_benefits", "base_pv_costs")  # whose largest sets the scale of sentences
_ODDS = 3  # turns of luck that are named


@dataclass(frozen=True, slots=True)
class _Tile:
    """A big figure: where it begins, what it is, and how it is said for a cut (`""` or `"_cash"`)."""

    col: int
    last: int
    label: str
    figure: Said
    cash: Said


def write_summary(book: Book, page: Page, subject: Subject, layout: Layout) -> None:
    """Write the page, after Inputs, Model, Trials, Results and Checks."""
    room = InWords(page, WORDS_COL, 3)
    room.head()
    live = Live(book, subject.model.currency, room)
    work = Workings(page, live, subject, layout)
    page.widths({**WIDTHS, FIRST_COL: 34, **dict.fromkeys(range(FIRST_COL + 1, FIRST_COL + 11), 14)})
    page.text(3, FIRST_COL, "Workings of this page (not printed)", style="label_bold")
    scale_cells(work, _SCALED)
    _cover(page, subject, live)
    row = _ask(page, subject, live, layout)
    row = _tiles(page, row + 1, live, subject)
    row = _figures(page, row + 1, live, subject)
    row = _why(page, row, live, subject)
    row = savings(work, row + 1, LAST)
    row = finance_table(work, row + 1, LAST)
    row = summary_charts(work, row + 1)
    row = assumptions(work, row + 1, LAST)
    row = _foot(page, row, subject)
    page.print_setup(f"A1:{letters(LAST)}{row}", landscape=False, pages_high=1)
    page.worksheet.print_options.horizontalCentered = True
    page.freeze(4, 1)


def _cover(page: Page, subject: Subject, live: Live) -> None:
    header = subject.model.case.header
    page.head(header.title, f"Business case{f' for {subject.prospect}' if subject.prospect else ''}")
    page.height(1, 26)
    marked(page.worksheet, "A3", "master_check=1", GOOD)
    marked(page.worksheet, "A3", "master_check<>1", BAD)
    for row, label, content in (
        (2, "Prepared by", subject.prepared_by or "–"),
        (3, "Date", subject.created),
        (4, "Valid until", subject.valid_until or "not stated"),
    ):
        page.text(row, LAST - 1, label, style="figure_side")
        page.put(row, LAST, content, style="text_right", form="yyyy-mm-dd")
    page.text(1, LAST, "DRAFT", style="draft")
    preset = "the evidence, no preset"
    if subject.model.preset != EVIDENCE:
        preset = f"preset “{preset_title(subject.model)}” ({subject.model.preset})"
    option = (
        f" · option “{option_title(subject.model)}” ({subject.model.option})" if subject.model.option else ""
    )
    page.text(_SETTINGS_ROW, 1, f"Inputs: {preset}{option}", style="note")
    said = live.count("horizon") + words(" months · discounted at ") + live.percent("in_discount_rate")
    said += words(f" a year · money in {subject.model.currency}, nominal, before tax")
    _say(page, _SETTINGS_ROW + 1, said, "note")
    page.height(_SETTINGS_ROW + 2, 6)


def _say(page: Page, row: int, said: Said, style: str) -> None:
    page.put(row, 1, f"={said.formula}", value=said.value, style=style)


def _ask(page: Page, subject: Subject, live: Live, layout: Layout) -> int:
    table, header = layout.table, subject.model.case.header
    assert table is not None
    subjects = f"“{header.title}”{f' at {subject.prospect}' if subject.prospect else ''}"
    total, start = (table.total_cell("costs", column) for column in (table.total, table.initial))
    what = words(f"{subjects[:_LONGEST_SUBJECT]}:")
    if subject.priced:
        lines = [
            words("We ask for ") + live.money(total) + words(" over ") + live.count("horizon") + words(" months, ")
            + live.money(start) + words(" of it at the start, for"),
            what,
            words("as planned it returns ") + live.money(table.total_cell("benefits", table.total))
            + words(" in benefits, a net present value of ") + live.money("base_npv") + words(","),
            words("and the chance that net present value is above zero is ")
            + live.percent("live_prob_npv_positive") + words(" (in cash alone ")
            + live.percent("live_prob_npv_positive_cash") + words(")."),
        ]  # fmt: skip
    else:
        unstated = subject.model.unstated
        missing = "all costs" if len(unstated) == len(COST_CLASSES) else ", ".join(unstated)
        lines = [
            words("There is no ask to decide on, because costs are not stated ") + words(f"({missing}), for"),
            what,
            words("as stated it returns ") + live.money(table.total_cell("benefits", table.total))
            + words(" in benefits over ") + live.count("horizon") + words(" months,"),
            words("a present value of ") + live.money("base_pv_benefits") + words(" (in cash alone ")
            + live.money("base_pv_benefits_cash") + words(")."),
        ]  # fmt: skip
    row = _ASK_ROW
    for said in lines:
        for col in range(1, LAST + 1):
            page.blank(row, col, "ask")
        _say(page, row, said, "ask")
        page.height(row, 17)
        row += 1
    page.height(row, 6)
    return row


def _tiles(page: Page, row: int, live: Live, subject: Subject) -> int:
    """NPV, ROI, payback and the chance, the cash cut under each."""
    tiles = (
        _Tile(1, 1, "Net present value", live.money("base_npv"), live.money("base_npv_cash")),
        _Tile(2, 3, "Return on investment", live.percent("base_roi"), live.percent("base_roi_cash")),
        _Tile(4, 5, "Payback", live.months("base_payback"), live.months("base_payback_cash")),
        _Tile(
            6, LAST, "Chance of NPV > 0", live.percent("live_prob_npv_positive"),
            live.percent("live_prob_npv_positive_cash"),
        ),
    )  # fmt: skip
    for tile in tiles:
        for col in range(tile.col, tile.last + 1):
            for offset, style in enumerate(("figure_label", "figure", "figure_small")):
                page.blank(row + offset, col, style)
        page.text(row, tile.col, tile.label, style="figure_label")
        page.put(row + 1, tile.col, f"={tile.figure.formula}", value=tile.figure.value, style="figure")
        cash = words("cash only: ") + tile.cash
        page.put(row + 2, tile.col, f"={cash.formula}", value=cash.value, style="figure_small")
    page.height(row + 1, 27)
    page.height(row + 3, 6)
    return row + 3


_COLUMNS = ("Plan", "Mean", "P10", "P50", "P90", "Cash: plan", "Cash: P50")
_STATISTICS = ("mean", "p10", "p50", "p90")


def _figures(page: Page, row: int, live: Live, subject: Subject) -> int:
    """Base case beside the trials: plan, mean and percentiles; the cash cut to the right."""
    unit, money = money_unit(live.book, live.currency)
    page.text(row, 1, "Plan and live trials", style="heading")
    for place, title in enumerate(_COLUMNS):
        page.text(row, 2 + place, title, style="heading_right")
    rows = [
        (f"Net present value, {unit}", "npv", money),
        ("Return on investment", "roi", FORMATS["percent"]),
        ("Internal rate of return, a year", "irr", FORMATS["irr"]),
        ("Payback, months", "payback", FORMATS["months"]),
        (f"Present value of benefits, {unit}", "pv_benefits", money),
    ]
    if subject.priced:
        rows.append((f"Present value of costs, {unit}", "pv_costs", money))
    for label, metric, form in rows:
        row += 1
        page.text(row, 1, label, style="label_bold" if metric == "npv" else "label")
        refs = [f"base_{metric}", *(f"live_{metric}_{name}" for name in _STATISTICS)]
        refs += [f"base_{metric}_cash", f"live_{metric}_cash_p50"]
        for place, ref in enumerate(refs):
            _link(page, row, 2 + place, ref, live, form, bold=metric == "npv")
    if subject.priced:
        row += 1
        page.text(row, 1, f"Peak funding, cash only, {unit}")
        _link(page, row, 2 + 5, "base_peak_funding", live, money, bold=False)
    return row + 1


def _link(page: Page, row: int, col: int, ref: str, live: Live, form: str, *, bold: bool) -> None:
    """A link to a named cell; nothing where the workbook has no such figure."""
    if ref in live.book.names:
        style = "link_bold_right" if bold else "link_right"
        page.put(row, col, f"={ref}", value=live.book.value(ref), style=style, form=form)


def _why(page: Page, row: int, live: Live, subject: Subject) -> int:
    """One sentence why plan, mean and P50 differ, and what the plan takes of luck."""
    if not subject.priced:
        lines = wrapped(
            f"{subject.undefined_because[:1].upper()}{subject.undefined_because[1:]}.", LETTERS_A_LINE
        )
        return _notes(page, row, [words(line) for line in lines])
    labels, off = subject.model.labels, [name for name, share in subject.run.off_plan.items() if share > 0]
    said = (
        words("The plan (") + live.money("base_npv") + words(") takes every input at its likely value; the mean (")
        + live.money("live_npv_mean") + words(") and P50 (") + live.money("live_npv_p50")
        + words(") are of trials in which all vary.")
    )  # fmt: skip
    text = "They differ because ranges are lopsided, factors multiply and luck turns"
    lines = [*wrapped(f"{text}{'; of luck the plan takes the likely turn.' if off else '.'}", LETTERS_A_LINE)]
    return _notes(page, row, [said, *(words(line) for line in lines), *_luck(live, labels, off[:_ODDS])])


def _luck(live: Live, labels: Mapping[str, str], names: Sequence[str]) -> list[Said]:
    """In how many trials luck turns otherwise: live, where Trials has the line in a column."""
    said = words("")
    for name in names:
        key = f"live_luck_{name}"
        if key in live.book.names:
            start = "Share of trials with another turn: " if not said.value else ", "
            said = said + words(f"{start}“{labels[name]}” ") + live.percent(key)
    return [said + words(".")] if said.value else []


def _notes(page: Page, row: int, lines: Sequence[Said]) -> int:
    for said in lines:
        if said.formula.startswith('"') and said.formula.count('"') == 2:
            page.text(row, 1, said.value, style="note")
        else:
            _say(page, row, said, "note")
        row += 1
    return row


def _foot(page: Page, row: int, subject: Subject) -> int:
    risks = len(subject.model.case.risks)
    listed = f" {risks} harms with evidence are listed on Sources as risks and not priced." if risks else ""
    text = f"{subject.trials:,} live trials; Results compares them with {subject.run.draws_used:,} draws."
    text += f" Sources lists every figure, Claims checks the published ones.{listed}"
    return _notes(page, row, [words(line) for line in wrapped(text, LETTERS_A_LINE)]) - 1
