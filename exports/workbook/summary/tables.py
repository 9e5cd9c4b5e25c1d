"""Tables of Summary: what is saved, the finance table, the assumptions that matter."""

from __future__ import annotations

from exports.voice.finance import last_year
from exports.voice.scales import table_scale
from exports.workbook.coordinates import letters
from exports.workbook.results.places import Tornado
from exports.workbook.summary.workings import Lookup, Workings, lookup
from exports.workbook.writer.book import Book
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import FORMATS
from roi.model import ModelInput
from roi.model.factors import factors_of
from roi.sim.cuts import CASH, HEADLINE, SOFT
from roi.sim.payments import MONTHS_A_YEAR

_LOOKUP = {2: "said", 6: "label_indent", 7: "unit"}  # columns that are looked up → their looks
MOST = 8  # assumptions that are listed
NAMED_YEARS = 3  # columns of their own in the finance table


def money_unit(book: Book, currency: str) -> tuple[str, str]:
    """`USD thousand` and its number format: the unit of all tables of the page."""
    totals = (_number(book, f"base_{name}") for name in ("pv_benefits", "pv_costs", "npv"))
    scale = table_scale(totals)
    form = FORMATS[{1e3: "money_thousand", 1e6: "money_million"}.get(scale.factor, "money")]
    return scale.heading(currency), form


def _number(book: Book, name: str) -> float:
    value = book.value(name)
    return 0.0 if isinstance(value, str) else float(value)


def finance_table(work: Workings, row: int) -> int:
    """Money by Initial, Year 1 to 3, the years after, Total and Present value, of the plan."""
    page, table = work.page, work.model.table
    columns = [table.initial, *table.years[:NAMED_YEARS], 0, table.total, table.present_value]
    rows = _rows(work)
    unit, form = money_unit(work.page.book, work.live.currency)
    years = (f"Year {k + 1}" for k in range(NAMED_YEARS))
    titles = dict(enumerate(("Initial", *years, "Later years", "Total", "Present value"), start=2))
    headings(page, row, titles, right=titles)
    over = f"MOD(horizon,{MONTHS_A_YEAR})"
    short = f'"; year "&INT(horizon/{MONTHS_A_YEAR})+1&" has "&{over}&IF({over}=1," month"," months")'
    title, now = f"Plan, {unit}", last_year(work.subject.model.horizon)
    shown = f"{title}; {now}" if now else title
    page.put(row, 1, f'="{title}"&IF({over}=0,"",{short})', value=shown, style="heading")
    for label, name, style in rows:
        row += 1
        page.text(row, 1, label, style="label_bold" if style != "link" else "label")
        for place, column in enumerate(columns):
            formula, value = _money(work, name, column)
            page.put(row, 2 + place, f"={formula}", value=value, style=style, form=form)
    page.height(row + 1, 6)
    return row + 1


def _rows(work: Workings) -> list[tuple[str, str, str]]:
    """Label, row of the Model's table, and style.  What needs costs is left out where they are not stated."""
    kinds = {line.spec.kind for line in work.subject.model.lines if line.counted}
    priced = work.subject.priced
    rows = [(CASH.benefits.label, CASH.benefits.id, "link")]
    if kinds.intersection(HEADLINE.added):
        rows.append(("Capacity benefits", "capacity", "link"))
    rows.append((HEADLINE.benefits.label, HEADLINE.benefits.id, "total_link"))
    if priced:
        rows += [
            ("Costs", "costs", "link"), (HEADLINE.net.label, HEADLINE.net.id, "total_link"),
            (CASH.net.label, CASH.net.id, "link"),
        ]  # fmt: skip
    if kinds.intersection(SOFT.added):
        rows.append(
            ("With soft benefits: net", SOFT.net.id, "link")
            if priced
            else (SOFT.benefits.label, SOFT.benefits.id, "link")
        )
    return rows


def _money(work: Workings, name: str, column: int) -> tuple[str, float]:
    """The formula of a cell of the finance table; column 0 is the sum of the years after the named ones."""
    table = work.model.table
    if name == "capacity":
        (more, a), (less, b) = (
            _money(work, HEADLINE.benefits.id, column),
            _money(work, CASH.benefits.id, column),
        )
        return f"{more}-{less}", a - b
    if column:
        cell = table.total_cell(name, column)
        return cell, work.live.number(cell) or 0.0
    later = table.years[NAMED_YEARS:]
    value = sum(work.live.number(table.total_cell(name, year)) or 0.0 for year in later)
    row = table.totals[name]
    return f"SUM({table.page}!${letters(later[0])}${row}:${letters(later[-1])}${row})", value


def assumptions(work: Workings, row: int) -> int:
    """The inputs that move NPV most, by the live tornado; without NPV the ones to be asked first."""
    page, tornado = work.page, work.results.tornado
    model, (unit, form) = work.subject.model, money_unit(work.page.book, work.live.currency)
    if tornado is None:
        return _asked_first(work, row)
    swung = [factor.members[0] for factor in factors_of(model)]
    looked_up = lookup(work, swung)
    count = min(MOST, tornado.labels.row2 - tornado.labels.row + 1, len(swung))
    heads = (f"What moves NPV most, by {unit}", "In use", "", "at P10", "at P90", "  Grade", "Source", "")
    headings(page, row, dict(enumerate(heads, start=1)), right=(4, 5))
    for place in range(count):
        row += 1
        _assumption(work, tornado, row, place, looked_up, form)
    return row + 1


def _assumption(work: Workings, tornado: Tornado, row: int, place: int, looked_up: Lookup, form: str) -> None:
    page, live = work.page, work.live
    at = tornado.labels.row + place
    label, low, high = (
        f"{cells.page}!${letters(cells.col)}${at}" for cells in (tornado.labels, tornado.low, tornado.high)
    )
    page.put(row, 1, f"={label}", value=str(live.book.value(label)), style="link")
    ranks = tornado.ranks
    order = [
        live.book.value(f"{ranks.page}!{letters(ranks.col)}{at}") for at in range(ranks.row, ranks.row2 + 1)
    ]
    held = looked_up.rows[order.index(place + 1)]
    for col, column, value in zip((2, 6, 7), looked_up.columns, held, strict=True):
        text = f"=INDEX({column},MATCH({place + 1},{ranks.ref},0))"
        page.put(row, col, text, value=value, style=_LOOKUP[col])
    for col, ref in ((4, low), (5, high)):
        page.put(row, col, f"={ref}", value=live.book.value(ref), style="link", form=form)


def _asked_first(work: Workings, row: int) -> int:
    page = work.page
    chosen = sorted((item for item in work.subject.model.inputs if item.spec.first is not None), key=_first)[
        :MOST
    ]
    looked_up = lookup(work, chosen)
    heads = ("Figures to ask for first", "In use", "", "", "", "  Grade", "Source", "")
    headings(page, row, dict(enumerate(heads, start=1)))
    for place, item in enumerate(chosen):
        row += 1
        page.text(row, 1, item.spec.label, style="label_shrunk")
        held = looked_up.rows[place]
        for col, column, value in zip((2, 6, 7), looked_up.columns, held, strict=True):
            page.put(row, col, f"=INDEX({column},{place + 1})", value=value, style=_LOOKUP[col])
    return row + 1


def _first(item: ModelInput) -> int:
    return item.spec.first or 0
