"""The Scenarios sheet: presets and three worlds of a reader's own, a column of values each; one is in force.

What stands under “Your value” on Inputs wins over the scenario, and the scenario over the value of the export.  A
value of a scenario is a constant: it stops the draws of its input, as a value of a preset does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.workbook.coordinates import letters
from exports.workbook.inputs.ranges import limits
from exports.workbook.layout import Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from exports.workbook.writer.setup import LONGEST_CHOICES
from exports.workbook.writer.styles import FORMATS, number_format
from exports.workbook.writer.text import height_of
from roi.case import EVIDENCE
from roi.model import Model, ModelInput
from roi.sim.gate import relaid

TITLE = "Scenarios"
AS_EXPORTED = "As exported"
YOURS = ("Yours 1", "Yours 2", "Yours 3")
LABEL, UNIT, FIRST = 1, 2, 3
SCENARIO = 14  # characters across its column
CHOICE, HEADER = 5, 12
_LIVE = (
    ("Net present value, as planned", "base_npv", "money"),
    ("Net present value, mean of the trials", "live_npv_mean", "money"),
    ("Chance of a loss", "live_prob_loss", "percent"),
    ("Payback, months, half of the trials by", "live_payback_p50", "months"),
)


def scenario_name(name: str) -> str:
    """The defined name of what the scenario in force says of an input: a number, or an empty text."""
    return f"scenario_{name}"


def titles(model: Model) -> tuple[str, ...]:
    """The scenarios that can be chosen beside the export: presets that state their costs, and the reader's own."""
    return (*_presets(model), *YOURS)


def write_scenarios(book: Book, page: Page, subject: Subject) -> None:
    """Fill the page, before Inputs, whose values in use follow it."""
    model, named = subject.model, titles(subject.model)
    page.head(TITLE, "One choice sets the inputs of the whole file; blue columns are yours.")
    page.text(CHOICE, LABEL, "Scenario in force", style="label_bold")
    page.put(CHOICE, FIRST, AS_EXPORTED, style="your")
    choices = _choices(page, (AS_EXPORTED, *named), FIRST + len(named) + 2)
    page.validate(CHOICE, FIRST, choices=choices, says="One of the scenarios of this sheet.")
    book.define("scenario", page, CHOICE, FIRST)
    last = FIRST + len(named) - 1
    heads = f"${letters(FIRST)}${HEADER}:${letters(last)}${HEADER}"
    page.put(CHOICE, FIRST + 1, f"=IFERROR(MATCH(scenario,{heads},0),0)", value=0.0, style="note")
    book.define("place_of_scenario", page, CHOICE, FIRST + 1)
    _heads(page, model, named)
    row = HEADER
    columns = {preset: values_of(model, preset) for preset in _presets(model)}
    for item in model.inputs:
        if not item.spec.luck:
            row += 1
            _row(book, page, item, row, columns, last)
    page.widths({LABEL: 44, UNIT: 18, **dict.fromkeys(range(FIRST, last + 2), SCENARIO)})
    page.freeze(HEADER + 1, FIRST)
    page.print_setup(f"A1:{letters(last + 1)}{row}", rows=(HEADER, HEADER))


def write_outcome(book: Book, page: Page) -> None:
    """What the scenario in force comes to, after Results."""
    for place, (label, name, form) in enumerate(_LIVE, start=CHOICE + 2):
        page.text(place, LABEL, label)
        page.put(place, FIRST, f"={name}", value=book.value(name), style="link", form=FORMATS[form])


def _choices(page: Page, names: Sequence[str], col: int) -> Sequence[str] | str:
    """The names to choose from, or the cells of a column that hold them where they are too long for a rule."""
    if len(",".join(names)) <= LONGEST_CHOICES:
        return names
    for row, name in enumerate(names, start=HEADER):
        page.text(row, col, name, style="note")
    return f"${letters(col)}${HEADER}:${letters(col)}${HEADER + len(names) - 1}"


def _presets(model: Model) -> tuple[str, ...]:
    """The presets that can be chosen: not the one in force, and none that leaves a cost unstated."""
    named = (EVIDENCE, *(name for name, preset in model.case.presets.items() if not preset.unstated))
    return tuple(name for name in named if name != model.preset)


def values_of(model: Model, preset: str) -> Mapping[str, float]:
    """The likely values that a preset has in place of those of the export, as cells hold them."""
    other = relaid(model, model.layers, option=model.option, preset=preset)
    now = {item.id: item for item in model.inputs}
    return {
        item.id: item.likely
        for item in other.inputs
        if not item.answered and item.spec.value != now[item.id].spec.value
    }


def _heads(page: Page, model: Model, named: Sequence[str]) -> None:
    heads = dict(enumerate((*named, "In force"), start=FIRST))
    headings(page, HEADER, {LABEL: "Input", UNIT: "Unit", **heads}, right=heads, side=(UNIT,))
    page.height(HEADER, max(15.0, height_of([(title, SCENARIO) for title in named])))
    unstated = [name for name, preset in model.case.presets.items() if preset.unstated]
    note = (
        "An empty cell leaves the value of the export. Answers of prospect and seller stay in every scenario."
    )
    if unstated:
        note += f" Left out, because they do not state all costs: {', '.join(unstated)}."
    page.text(HEADER - 1, LABEL, note, style="note")


def _row(
    book: Book, page: Page, item: ModelInput, row: int, columns: Mapping[str, Mapping[str, float]], last: int
) -> None:
    """A row an input: a cell a scenario, and what the one in force says."""
    values = [column[item.id] for column in columns.values() if item.id in column]
    form = number_format(item.unit, [*values, item.likely])
    low, high = limits(item)
    page.text(row, LABEL, item.spec.label, style="label_fit")
    page.text(row, UNIT, item.unit.text, style="unit_fit")
    page.height(row, height_of([(item.spec.label, 44.0)]))
    col = FIRST
    for column in columns.values():
        if item.id in column:
            page.put(row, col, column[item.id], style="constant", form=form)
        col += 1
    for place in range(col, last + 1):
        page.blank(row, place, "your", form)
        page.validate(row, place, low=low, high=high)
    cells = f"${letters(FIRST)}{row}:${letters(last)}{row}"
    chosen = f"INDEX({cells},1,place_of_scenario)"
    text = f'=IF(place_of_scenario=0,"",IF(ISNUMBER({chosen}),{chosen},""))'
    page.put(row, last + 1, text, value="", style="formula", form=form)
    book.define(scenario_name(item.id), page, row, last + 1)
