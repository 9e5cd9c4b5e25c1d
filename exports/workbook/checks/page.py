"""A check a row of the Checks page; the seals of every sheet; the verdict that every sheet shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.workbook.checks.seals import IS_FORMULA, VERDICT_CELL, Area, Copies, Seal, seals_of
from exports.workbook.checks.twins import last_printed, twins_of
from exports.workbook.coordinates import letters
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import BAD, CAUTION, GOOD, marked
from roi.records import dataclass

LABEL, THIS, THAT, TOLERANCE, VERDICT, NOTE = range(1, 7)
TWIN, SAME = 8, 9  # beside the printed page: a cell, and whether it is what its formula gives again
HEADER = 5
ROW = "{row}"  # in a formula of a check: the number of its row
FORMAT = '[=1]"ok";[=0]"FAIL";General'
PASSED = "All checks pass"
Rounding = tuple[str, float]  # what two figures may differ by: a formula, and what it is worth now
_COPIES = "Words"
_SEALED = "Cells with a formula, stored figures and words are those of the export; blue cells do not count."
REDERIVED = (
    "Summary", "Years", "Results", "Decisions", "Options", "Claims", "Sources", "Approval", "Realised",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """In a column of a check: a number, or a formula with `=`, in which `ROW` is its row, and what it is worth."""

    col: int
    content: float | str
    value: Value | None
    style: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the page.

    Attributes:
        condition: a formula without `=`, in which `ROW` is that of the check; an error in it fails.
        held: whether it holds now.
        may_fail: by bad luck, and not only by a wrong sheet.
        figures: that it compares.
    """

    label: str
    condition: str
    held: bool
    note: str = ""
    may_fail: bool = False
    figures: tuple[Figure, ...] = ()


def holds(label: str, condition: str, note: str = "") -> Check:
    """A condition that holds as long as nobody changes the sheets."""
    return Check(label, condition, True, note)


def agree(
    label: str,
    this: str,
    that: str,
    values: tuple[Value, Value],
    allowed: Rounding,
    note: str = "",
    form: str = "#,##0.00",
) -> Check:
    """Two figures that must agree."""
    a, b, tolerance = (f"{letters(col)}{ROW}" for col in (THIS, THAT, TOLERANCE))
    condition = f"IF(COUNT({a},{b})=2,ABS({a}-{b})<={tolerance},EXACT({a},{b}))"
    first, second = values
    held = first == second
    if not isinstance(first, str) and not isinstance(second, str):
        held = abs(first - second) <= allowed[1]
    figures = (
        Figure(THIS, f"={this}", first, "link", form),
        Figure(THAT, f"={that}", second, "link", form),
        Figure(TOLERANCE, f"={allowed[0]}", allowed[1], "formula scientific"),
    )
    return Check(label, condition, held, note, figures=figures)


def write_rows(page: Page, row: int, checks: Sequence[Check]) -> int:
    """The checks from this row on; returns the row behind them."""
    for place, check in enumerate(checks, start=row):
        for figure in check.figures:
            content = figure.content
            if isinstance(content, str):
                content = content.replace(ROW, str(place))
            page.put(place, figure.col, content, value=figure.value, style=figure.style, form=figure.form)
        page.put(place, LABEL, check.label)
        condition = check.condition.replace(ROW, str(place))
        text = f"=IF(ISERROR({condition}),0,IF({condition},1,0))"
        page.put(place, VERDICT, text, value=float(check.held), style="verdict", form=FORMAT)
        page.text(place, NOTE, check.note, style="note_side")
    return row + len(checks)


def write_seals(page: Page, last_rows: Mapping[str, int]) -> tuple[list[Check], Copies]:
    """Whether any formula, stored figure or word was overtyped: a check a sheet, grounds beside the printed page.

    Args:
        last_rows: of sheets whose cells are worked out again down to a row only.
    """
    book = page.book
    sheets = [sheet for sheet in book.pages.values() if sheet is not page]
    copies = Copies(book.sheet(_COPIES))
    copies.page.worksheet.sheet_state = "hidden"
    headings(page, HEADER, {TWIN: "Seal, or a cell worked out again", SAME: "Now", SAME + 1: "At export"})
    checks, row = [], HEADER + 1
    for sheet in sheets:
        seals = seals_of(sheet, copies)
        for place, seal in enumerate(seals, start=row):
            _seal(page, place, seal)
        now, then, allowed = (_span(SAME + k, row, row + len(seals) - 1) for k in range(3))
        held = f"SUMPRODUCT((ABS({now}-{then})<={allowed})*1)={len(seals)}"
        checks.append(holds(f"Nothing was overtyped on {sheet.title}", held, _SEALED))
        row += len(seals)
    return checks + _twins(page, row, last_rows), copies


def _span(col: int, first: int, last: int) -> str:
    return f"${letters(col)}${first}:${letters(col)}${last}"


def _seal(page: Page, row: int, seal: Seal) -> None:
    page.text(row, TWIN, seal.label, style="note")
    page.put(row, SAME, f"={seal.formula}", value=seal.value, style="link")
    page.put(row, SAME + 1, seal.value, style="constant")
    page.put(row, SAME + 2, seal.allowed, style="constant")


def _twins(page: Page, row: int, last_rows: Mapping[str, int]) -> list[Check]:
    checks = []
    for sheet in (page.book.pages[title] for title in REDERIVED if title in page.book.pages):
        twins = list(twins_of(sheet, last_printed(sheet), last_rows.get(sheet.title)))
        for place, twin in enumerate(twins, start=row):
            page.text(place, TWIN, twin.cell.replace("$", ""), style="note")
            page.put(place, SAME, f"=({twin.cell}=({twin.formula}))*1", value=1.0, style="link")
        if twins:
            again = f"SUM({_span(SAME, row, row + len(twins) - 1)})={len(twins)}"
            checks.append(holds(f"Every figure of {sheet.title} is what its formula gives again", again))
        row += len(twins)
    return checks


def seals_of_checks(page: Page, copies: Copies, last: int) -> list[Check]:
    """That the checks themselves, down to the row `last`, were not overtyped."""
    # Not the rows that follow: no check can be one of its own grounds.
    areas = [
        Area(1, LABEL, 2, NOTE),
        Area(HEADER, LABEL, last, NOTE),
        Area(HEADER, TWIN, page.last_row, SAME + 2),
    ]
    return [
        holds(
            f"Nothing was overtyped on {seal.label}",
            f"IF(ABS({seal.formula}-{seal.value!r})<={seal.allowed!r},TRUE,FALSE)",
        )
        for seal in seals_of(page, copies, areas)
    ]


def write_master(page: Page, first: int, checks: Sequence[Check]) -> int:
    """The verdict, worked out on every sheet from all checks, never from one cell; returns the last row.

    Args:
        first: the row of the first check; beneath the last one there is room.
    """
    book, row, count = page.book, first + len(checks), len(checks)
    failed = sum(not check.held for check in checks)
    book.define("checks_verdicts", page, first, VERDICT, row - 1, VERDICT)
    whole = f"AND(COUNT(checks_verdicts)={count},SUMPRODUCT({IS_FORMULA}(checks_verdicts)*1)={count})"
    passed = f"IF({whole},IF(SUM(checks_verdicts)={count},TRUE,FALSE),FALSE)"
    fails = f'COUNTIF(checks_verdicts,0)&" of {count} checks fail: see Checks"'
    inputs = 'inputs_changed&IF(inputs_changed=1," input"," inputs")'
    changed = f'IF(inputs_changed>0," ("&{inputs}&" changed since export)","")'
    text = f'IF({passed},"{PASSED}"&{changed},IF({whole},{fails},"A check was overtyped: see Checks"))'
    outcome = PASSED if not failed else f"{failed} of {count} checks fail: see Checks"
    row += 1
    page.put(row, LABEL, "Master check", style="label_bold")
    page.put(row, VERDICT, f"=IF({passed},1,0)", value=float(not failed), style="verdict", form=FORMAT)
    book.define("master_check", page, row, VERDICT)
    page.put(row + 1, LABEL, f"={text}", value=outcome, style="label_bold")
    book.define("master_text", page, row + 1, LABEL)
    conclude(book, f"={text}", outcome, passed)
    return row + 1


def conclude(book: Book, formula: str, outcome: str, passed: str) -> None:
    """The verdict at the head of every page, by a formula of its own.

    Args:
        formula: with `=`; `outcome`: what it gives now.
        passed: the condition that all checks pass, which colours the cell whatever stands in it.
    """
    for page in book.pages.values():
        if page.headed:
            _coloured(page, formula, outcome, passed)


def _coloured(page: Page, formula: str, outcome: str, passed: str) -> None:
    cell = page.put(*VERDICT_CELL, formula, value=outcome, style="check")
    whole = f"IF({IS_FORMULA}(${cell[0]}${cell[1:]}),{passed},FALSE)"
    for condition, colours in (
        (f"IF({whole},inputs_changed=0,FALSE)", GOOD),
        (f"IF({whole},inputs_changed>0,FALSE)", CAUTION),
        (f"NOT({whole})", BAD),
    ):
        marked(page.worksheet, cell, condition, colours)
