"""The Options sheet: ways to deploy side by side on the same draws, pasted from a comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from exports.voice.formats import band, money, number
from exports.voice.learning import row_notes
from exports.voice.ownership import ownership_title
from exports.voice.wording import ends, rounded
from exports.workbook.coordinates import letters
from exports.workbook.layout import Subject
from exports.workbook.options.costs import costs
from exports.workbook.options.tables import presets, stress, volumes, worth
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.charts import Series, bars
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import CAUTION, FORMATS, GAIN, marked
from roi.analysis.alternatives import Alternatives
from roi.analysis.compare import NOTHING, Comparison, Standing
from roi.case import COST_CLASSES
from roi.model import Model
from roi.sim.plan import plan
from roi.sim.table import plan_table

TITLE = "Options"
GO_LIVE = "go_live"  # the input that says when an option begins to work, where a case has it
_MONEY, _PERCENT = FORMATS["money"], FORMATS["percent"]
_COLUMNS = (
    "Plan", "Mean", "P10", "P50", "P90", "PV of costs, mean", "NPV > 0", "Best", "Expected regret",
    "Go live, months",
)  # fmt: skip
_WIDTH = 13.5
WIDTHS = {1: 40.0, **dict.fromkeys(range(2, 2 + len(_COLUMNS)), _WIDTH)}  # of a few ways to deploy
_CHART_CM, _CHART_ROWS = (16.0, 5.2), 11
_BAR_CM, _ROW_CM = 0.5, 0.46  # a bar that has room for its label; a row of the sheet


def write_options(book: Book, page: Page, subject: Subject, alternatives: Alternatives) -> None:
    """Fill the page."""
    options = alternatives.options
    currency = options.currency
    page.head(
        "Options", "Ways to deploy side by side, on the same draws: their differences carry no other luck."
    )
    prose = Prose(book, page, subject, _widths(alternatives))
    prose.sentence(
        f"As of export: a comparison of {number(options.draws)} draws, seed {options.seed}, sampler "
        f"{options.sampler}, benefits {options.cut.label}, preset {subject.model.preset}. It does "
        "not follow Inputs; "
        "`roi compare` gives it anew.",
        "note",
    )
    prose.space()
    prose.section(f"Net present value and choice, {currency}")
    _standings(prose, options)
    prose.space()
    prose.section("Chance of being the best, by hindsight")
    _chances(prose, options)
    prose.new_page()
    prose.section(f"Difference of NPV to the best on average of those deployed, draw by draw, {currency}")
    _differences(prose, options)
    prose.space()
    prose.section(f"Costs by line, present value in the plan, {currency}")
    _costs(prose, options)
    if alternatives.costs is not None:
        prose.new_page()
        prose.section(f"{ownership_title(alternatives.costs)}, expected, {currency}")
        costs(prose, alternatives.costs)
    if alternatives.presets or alternatives.volumes or alternatives.stressed:
        prose.new_page()
    if alternatives.stressed is not None:
        prose.section(f"The ways to deploy under stress, net present value, {currency}")
        stress(prose, options, alternatives.stressed, alternatives.stresses)
        prose.space()
    if alternatives.presets is not None:
        prose.section(f"Presets side by side, net present value, {currency}")
        presets(prose, alternatives.presets)
        prose.space()
    if alternatives.volumes:
        prose.section("At which volume another option leads")
        volumes(prose, alternatives.volumes)
    edge = letters(prose.last)
    marked(page.worksheet, f"{edge}5:{edge}{prose.row}", f'{edge}5="inputs changed since export"', CAUTION)
    prose.finish()


def _widths(alternatives: Alternatives) -> Mapping[int, float]:
    """Of all columns: costs have one for each way to deploy, and for doing nothing."""
    ways = len(alternatives.options.candidates)
    owners = len(alternatives.costs.owners) if alternatives.costs is not None else 0
    return {**WIDTHS, **dict.fromkeys(range(2, 2 + max(len(_COLUMNS), ways, owners)), _WIDTH)}


def _standings(prose: Prose, comparison: Comparison) -> None:
    prose.heads({1: "Option", **dict(enumerate(_COLUMNS, start=2))}, right=range(2, 2 + len(_COLUMNS)))
    for standing in comparison.standings:
        prose.text(1, _label(standing))
        worth(prose, standing)
        prose.number(9, standing.best.value, _PERCENT)
        prose.number(10, standing.regret.value, _MONEY)
        _go_live(prose, standing.model)
        prose.close()
    for sentence in _readings(comparison):
        prose.sentence(sentence)
    prose.sentence(
        "Best: the share of draws in which no other option, doing nothing included, has a larger NPV. Expected "
        "regret: what is lost on average against the best of each draw. A pilot buys knowledge: it can be the "
        "choice without ever being the best in hindsight. Go live: the input of that name of each option, in "
        "months; a pilot counts it from its gate.",
        "note",
    )


def _label(standing: Standing) -> str:
    if standing.model is None:
        return f"{standing.name}: not to deploy"
    title = (
        standing.model.case.options[standing.model.option].title
        if standing.model.option
        else "the case as it stands"
    )
    undefined = f"\n{standing.undefined}" if standing.undefined else ""
    return "\n".join((f"{standing.name}: {title}{undefined}", *row_notes(standing.model)))


def _go_live(prose: Prose, model: Model | None) -> None:
    item = next((item for item in model.inputs if item.id == GO_LIVE), None) if model else None
    if item is None:
        return
    if item.constant:
        prose.number(11, item.shown(item.likely), "0.#")
    else:
        low, high = (number(rounded(end)) for end in ends(item))
        prose.text(11, f"{number(rounded(item.shown(item.likely)))} ({low} to {high})", "stored_wrap")


def _readings(comparison: Comparison) -> Sequence[str]:
    """The choice, and what knowing everything before it would be worth."""
    currency = comparison.currency
    chosen = next(standing for standing in comparison.standings if standing.name == comparison.choice)
    worth = "to do nothing: no option pays"
    if comparison.choice != NOTHING:
        worth = (
            f"{comparison.choice}, mean NPV {band(chosen.npv.mean, 'money', currency)} (plan "
            f"{money(chosen.base, currency)}, P50 {money(chosen.npv.percentiles[50].value, currency)})"
        )
    return (
        f"Best on average: {worth}.",
        f"Knowing everything first would be worth {band(comparison.evpi, 'money', currency)}: the expected regret "
        "of that choice.",
        *comparison.remarks,
    )


def _differences(prose: Prose, comparison: Comparison) -> None:
    against = comparison.ahead
    prose.heads(
        {1: f"NPV less that of {against}", 2: "Plan", 3: "Mean", 4: "P10", 5: "P50", 6: "P90", 7: "± of the mean",
         8: "Better", 9: "Equal"},
        right=range(2, 10),
    )  # fmt: skip
    for name in comparison.npv:
        if name == against:
            continue
        gap = comparison.difference(name, against)
        prose.text(1, name)
        values = [gap.base, gap.spread.mean.value, *(gap.spread.percentiles[p].value for p in (10, 50, 90))]
        for col, value in enumerate([*values, gap.spread.mean.half_width], start=2):
            prose.number(col, value, _MONEY)
        prose.number(8, gap.better.value, _PERCENT)
        prose.number(9, gap.equal.value, _PERCENT)
        prose.close()


# Costs by line -----------------------------------------------------------------------------------


def _costs(prose: Prose, comparison: Comparison) -> None:
    """A row a cost line, a column an option: the plan's present values, by class."""
    tables = {candidate.name: plan_table(plan(candidate.model)) for candidate in comparison.candidates}
    columns = dict(enumerate(tables, start=2))
    titles = {1: "Cost line", **columns}
    prose.heads(titles, right=tuple(columns))
    # An option may put a line of its own in the place of one of that name: then each has its row.
    rows = {
        way: {(row.id, row.label, row.detail): row for row in table.rows if row.role == "cost"}
        for way, table in tables.items()
    }
    lines = dict.fromkeys(key for row in rows.values() for key in row)
    for key in sorted(lines, key=lambda key: COST_CLASSES.index(key[2])):
        if not prose.fits(4):  # a label of two lines, and what follows the last one
            prose.new_page()
            prose.heads(titles, right=tuple(columns))
        prose.text(1, f"{key[1]} ({key[2]})")
        for col, way in columns.items():
            if key in rows[way]:
                prose.number(col, rows[way][key].present_value, _MONEY)
        prose.close()
    prose.page.text(prose.row, 1, "Costs", style="label_bold")
    for col, way in columns.items():
        prose.number(col, tables[way].total("costs").present_value, _MONEY, "stored_total")
    prose.row += 1
    prose.sentence("Empty: the option has no such line.", "note")


def _chances(prose: Prose, comparison: Comparison) -> None:
    first = prose.row
    for standing in comparison.standings:
        prose.page.text(prose.row, 1, standing.name)
        prose.number(2, standing.best.value, _PERCENT)
        prose.row += 1
    labels, values = (prose.page.span(first, col, prose.row - 1, col) for col in (1, 2))
    more = max(0.0, _BAR_CM * len(comparison.standings) + 1.7 - _CHART_CM[1])
    size = (_CHART_CM[0], _CHART_CM[1] + more)
    chart = bars("Chance of being the best", labels, Series("Chance", values, GAIN), "0%", size)
    chart.y_axis.scaling.max = 1.0
    alt = (
        "Bars: the share of draws in which each option, or doing nothing, has the largest net present value."
    )
    prose.page.chart(chart, f"D{first}", alt)
    prose.row = max(prose.row, first + _CHART_ROWS + math.ceil(more / _ROW_CM))
