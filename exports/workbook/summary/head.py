"""The head of Summary: the big figures of the simulation, and below them the plan, the mean and three trials.

The figures are those of the full simulation, as every other document and screen has them, until an input is
changed in the file; from then on they are those of the live trials.
"""

from __future__ import annotations

from collections.abc import Sequence

from exports.voice.formats import number
from exports.workbook.results.worlds import WORLDS
from exports.workbook.summary.tables import money_unit
from exports.workbook.summary.workings import FIRST_COL, Workings
from exports.workbook.writer.growing import bar, headings
from exports.workbook.writer.live import Said, words
from exports.workbook.writer.styles import FORMATS
from roi.records import dataclass

LAST = 8  # columns A to H are printed
PLAN = "If everything goes as planned"
AS_OF_EXPORT = "As of export: "
_NOW = (
    "npv_mean", "npv_p10", "npv_p50", "npv_p90", "prob_loss", "payback_p50", "roi_p50", "npv_cash_mean",
    "prob_loss_cash", "payback_cash_p50", "pv_benefits_mean", "pv_costs_mean", "roi_mean", "roi_cash_mean",
    "pv_benefits_cash_mean", "peak_funding_mean",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tile:
    """A big figure: the columns it fills, what it is, the figure, and the same in cash alone or around it."""

    col: int
    last: int
    label: str
    figure: Said
    below: Said


def now_cells(work: Workings) -> None:
    """Names `now_…`: the full simulation's figure, or the live trials' once an input was changed."""
    page, book = work.page, work.page.book
    work.heading("Figures of this page: full simulation, then live", "")
    for key in _NOW:
        full, live = f"full_{key}", f"live_{key}"
        work.row += 1
        page.text(work.row, FIRST_COL, key)
        formula = f"=IF(inputs_changed=0,{full},{live})"
        page.put(work.row, FIRST_COL + 1, formula, value=book.value(full), style="link")
        book.define(f"now_{key}", page, work.row, FIRST_COL + 1)


def tiles(work: Workings, row: int) -> int:
    """Expected NPV, what eight in ten draws span, chance of a loss and payback, the cash cut under them."""
    page, live = work.page, work.live
    cash, npv = words("cash only: "), live.money("now_npv_mean")
    span = live.money("now_npv_p10") + words(" to ") + live.money("now_npv_p90")
    rows = (
        _Tile(1, 1, "Expected net present value", npv, cash + live.money("now_npv_cash_mean")),
        _Tile(2, 4, "Chance of a loss", live.percent("now_prob_loss"), cash + live.percent("now_prob_loss_cash")),
        _Tile(5, LAST, "Payback, half of the draws by", live.months("now_payback_p50"),
              cash + live.months("now_payback_cash_p50")),
    )  # fmt: skip
    for tile in rows:
        for offset, style in enumerate(("figure_label", "figure", "figure_small")):
            bar(page, row + offset, tile.col, tile.last, style=style)
        page.text(row, tile.col, tile.label, style="figure_label")
        page.put(row + 1, tile.col, f"={tile.figure.formula}", value=tile.figure.value, style="figure")
        page.put(row + 2, tile.col, f"={tile.below.formula}", value=tile.below.value, style="figure_small")
    bar(page, row + 3, 1, LAST, style="figure_small")
    if work.subject.priced:
        text = words("Eight in ten draws lie from ") + span + words(". ") + _of_what(work)
    else:
        text = words("Undefined, for not all costs are stated. ") + _of_what(work)
    page.put(row + 3, 1, f"={text.formula}", value=text.value, style="figure_small")
    planned = (
        words(f"{PLAN}: ") + live.money("base_npv") + words(", payback ") + live.months("base_payback")
        + words(", ROI ") + live.percent("base_roi") + words("; that is not the average.")
    )  # fmt: skip
    bar(page, row + 4, 1, LAST, style="figure_small")
    if work.subject.priced:
        page.put(row + 4, 1, f"={planned.formula}", value=planned.value, style="figure_small")
    page.height(row + 1, 27)
    page.height(row + 5, 6)
    return row + 5


def _of_what(work: Workings) -> Said:
    draws, trials = work.subject.run.draws_used, work.subject.trials
    full = f"Of {number(draws)} draws."
    live = f"Of {number(trials)} live trials, as inputs were changed."
    return Said(f'IF(inputs_changed=0,"{full}","{live}")', full)


_HEADS = dict(
    enumerate(("As planned", "Mean", *(world.title for world in WORLDS), "Cash, plan", "Cash, mean"), start=2)
)


def figures(work: Workings, row: int) -> int:
    """The plan, the mean, and a poor, a middling and a good trial; the cash cut to the right."""
    page, live = work.page, work.live
    unit, money = money_unit(live.book, live.currency)
    headings(page, row, {1: "Plan, average, and three single trials", **_HEADS}, right=_HEADS)
    rows = [
        (f"Net present value, {unit}", "npv", money),
        ("Return on investment", "roi", FORMATS["percent"]),
        ("Internal rate of return, a year", "irr", FORMATS["irr"]),
        ("Payback, months", "payback", FORMATS["months"]),
        (f"Present value of benefits, {unit}", "pv_benefits", money),
    ]
    if work.subject.priced:
        rows.append((f"Present value of costs, {unit}", "pv_costs", money))
    for label, metric, form in rows:
        row += 1
        page.text(row, 1, label, style="label_bold" if metric == "npv" else "label")
        average = f"now_{metric}_mean" if f"now_{metric}_mean" in live.book.names else f"live_{metric}_mean"
        refs = [f"base_{metric}", average, *(f"{world.name}_{metric}" for world in WORLDS)]
        refs += [f"base_{metric}_cash", f"now_{metric}_cash_mean"]
        for place, ref in enumerate(refs):
            _link(work, row, 2 + place, ref, form, bold=metric == "npv")
    if work.subject.priced:
        row += 1
        page.text(row, 1, f"Peak funding, cash only, {unit}")
        for place, world in enumerate(WORLDS):
            _link(work, row, 4 + place, f"{world.name}_peak_funding", money, bold=False)
        _link(work, row, 2 + 5, "base_peak_funding", money, bold=False)
        _link(work, row, 2 + 6, "now_peak_funding_mean", money, bold=False)
    row += 1
    percentiles = ", ".join(f"P{world.percentile}" for world in WORLDS)
    note = (
        f"{', '.join(world.title.lower() for world in WORLDS)}: single trials, those at {percentiles} of net "
        "present value, each with all its own figures; P10 is the value that one trial in ten lies below."
    )
    page.text(row, 1, f"{note[:1].upper()}{note[1:]}", style="note")
    return row + 1


def _link(work: Workings, row: int, col: int, ref: str, form: str, *, bold: bool) -> None:
    """A link to a named cell; nothing where the workbook has no such figure."""
    book = work.page.book
    if ref in book.names:
        style = "link_bold_right" if bold else "link_right"
        work.page.put(row, col, f"={ref}", value=book.value(ref), style=style, form=form)


def what_can_go_wrong(work: Workings, row: int, room: int, most: int) -> int:
    """Luck that every draw counts, with its share of trials, and harms that have no price."""
    page, live, model = work.page, work.live, work.subject.model
    counted = [name for name, share in work.subject.run.off_plan.items() if share > 0]
    risks = [risk.text for risk in model.risks]
    doubts = work.subject.doubts
    if not counted and not risks and not doubts:
        return row
    bar(page, row, 1, LAST, "What can go wrong", style="heading")
    row += 1
    named = [name for name in counted if f"live_luck_{name}" in live.book.names]
    for name in named:
        counting = words(f"Counted: “{model.labels[name]}” is not as planned in ")
        counting += live.percent(f"live_luck_{name}") + words(" of the trials.")
        page.put(row, 1, f"={counting.formula}", value=counting.value, style="label")
        row += 1
    for text in doubts[:most]:
        advice = as_of_export() + words(_clipped(f"Look at {text}", room - len(AS_OF_EXPORT)))
        page.put(row, 1, f"={advice.formula}", value=advice.value, style="label")
        row += 1
    if len(doubts) > most:
        page.text(row, 1, f"And {len(doubts) - most} more on About.", style="note")
        row += 1
    for text in risks[:most]:
        page.text(row, 1, _clipped(f"Not priced: {text}", room), style="label")
        row += 1
    if len(risks) > most:
        page.text(row, 1, f"And {len(risks) - most} more on Approval.", style="note")
        row += 1
    return row


def as_of_export() -> Said:
    """Before a text that stays as it was exported: once inputs were changed here, it says so."""
    return Said(f'IF(inputs_changed=0,"","{AS_OF_EXPORT}")', "")


def _clipped(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def box(work: Workings, row: int, lines: Sequence[Said], style: str) -> int:
    """Sentences on a coloured ground, a row each."""
    page = work.page
    for line in lines:
        bar(page, row, 1, LAST, style=style)
        page.put(row, 1, f"={line.formula}", value=line.value, style=style)
        page.height(row, 17)
        row += 1
    page.height(row, 6)
    return row
