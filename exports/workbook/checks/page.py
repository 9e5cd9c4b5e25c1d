"""The Checks page while it grows, a check a row; the seals of every sheet; the verdict that every sheet shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from exports.workbook.checks.seals import IS_FORMULA, Area, Copies, Seal, seals_of
from exports.workbook.checks.twins import last_printed, twins_of
from exports.workbook.coordinates import letters
from exports.workbook.layout import Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from roi.records import dataclass

LABEL, THIS, THAT, TOLERANCE, VERDICT, NOTE = range(1, 7)
TWIN, SAME = 8, 9  # beside the printed page: a cell, and whether it is what its formula gives again
HEADER = 5
FORMAT = '[=1]"ok";[=0]"FAIL";General'
PASSED = "All checks pass"
_COPIES = "Words"
_SEALED = "Cells with a formula, stored figures and words are those of the export; blue cells do not count."
REDERIVED = (
    "Summary",
    "Years",
    "Results",
    "Decisions",
    "Options",
    "Claims",
    "Sources",
    "Approval",
    "Realised",
)


@dataclass(slots=True)
class Checks:
    """The page while it grows."""

    book: Book
    page: Page
    subject: Subject
    model: ModelPlaces
    trials: TrialsPlaces
    row: int = HEADER + 1
    failed: list[str] = field(default_factory=list)
    unlucky: int = 0

    def compare(
        self,
        label: str,
        this: str,
        that: str,
        values: tuple[Value, Value],
        allowed: tuple[str, float],
        note: str = "",
        form: str = "#,##0.00",
    ) -> None:
        """Two figures that must agree within `allowed` (formula, worth now)."""
        a, b, tolerance = (f"{letters(col)}{self.row}" for col in (THIS, THAT, TOLERANCE))
        self.page.put(self.row, THIS, f"={this}", value=values[0], style="link", form=form)
        self.page.put(self.row, THAT, f"={that}", value=values[1], style="link", form=form)
        self.page.put(self.row, TOLERANCE, f"={allowed[0]}", value=allowed[1], style="formula scientific")
        same = f"IF(COUNT({a},{b})=2,ABS({a}-{b})<={tolerance},EXACT({a},{b}))"
        first, second = values
        held = first == second
        if not isinstance(first, str) and not isinstance(second, str):
            held = abs(first - second) <= allowed[1]
        self.verdict(label, same, held, note)

    def verdict(
        self, label: str, condition: str, held: bool, note: str = "", *, may_fail: bool = False
    ) -> None:
        """A condition; an error in it fails.  `may_fail`: by bad luck, and not only by a wrong sheet."""
        self.page.put(self.row, LABEL, label)
        text = f"=IF(ISERROR({condition}),0,IF({condition},1,0))"
        self.page.put(self.row, VERDICT, text, value=float(held), style="verdict", form=FORMAT)
        self.page.text(self.row, NOTE, note, style="note_side")
        if not held:
            self.unlucky += may_fail
            self.failed += [] if may_fail else [label]
        self.row += 1


def write_seals(checks: Checks, last_rows: Mapping[str, int]) -> Copies:
    """Whether any formula, stored figure or word was overtyped: a row a sheet, grounds beside the printed page.

    Args:
        last_rows: of sheets whose cells are worked out again down to a row only.
    """
    book = checks.book
    sheets = list(book.pages.values())
    copies = Copies(book.sheet(_COPIES))
    copies.page.worksheet.sheet_state = "hidden"
    page, row = checks.page, HEADER
    for col, text in ((TWIN, "Seal, or a cell worked out again"), (SAME, "Now"), (SAME + 1, "At export")):
        page.text(row, col, text, style="heading")
    row += 1
    for sheet in sheets:
        if sheet is not page:
            first = row
            for seal in seals_of(sheet, copies):
                _seal(page, row, seal)
                row += 1
            now, then, allowed = (_span(SAME + k, first, row - 1) for k in range(3))
            held = f"SUMPRODUCT((ABS({now}-{then})<={allowed})*1)={row - first}"
            checks.verdict(f"Nothing was overtyped on {sheet.title}", held, True, _SEALED)
    _twins(checks, row, last_rows)
    return copies


def _span(col: int, first: int, last: int) -> str:
    return f"${letters(col)}${first}:${letters(col)}${last}"


def _seal(page: Page, row: int, seal: Seal) -> None:
    page.text(row, TWIN, seal.label, style="note")
    page.put(row, SAME, f"={seal.formula}", value=seal.value, style="link")
    page.put(row, SAME + 1, seal.value, style="constant")
    page.put(row, SAME + 2, seal.allowed, style="constant")


def _twins(checks: Checks, row: int, last_rows: Mapping[str, int]) -> None:
    page = checks.page
    for title in REDERIVED:
        if title not in checks.book.pages:
            continue
        sheet, first = checks.book.pages[title], row
        for twin in twins_of(sheet, last_printed(sheet), last_rows.get(title)):
            page.text(row, TWIN, twin.cell.replace("$", ""), style="note")
            same = f"=({twin.cell}=({twin.formula}))*1"
            page.put(row, SAME, same, value=1.0, style="link")
            row += 1
        if row > first:
            label = f"Every figure of {title} is what its formula gives again"
            checks.verdict(label, f"SUM({_span(SAME, first, row - 1)})={row - first}", True)


def write_master(checks: Checks, first: int, copies: Copies) -> None:
    """The checks themselves, and the verdict: worked out on every sheet from all of them, never from one cell.

    Args:
        first: the row of the first check.
        copies: of the words of all other sheets.
    """
    page, book = checks.page, checks.book
    # Not the rows that follow: no check can be one of its own grounds.
    checks_of_page = [
        Area(1, LABEL, 2, NOTE),
        Area(HEADER, LABEL, checks.row - 1, NOTE),
        Area(HEADER, TWIN, page.last_row, SAME + 2),
    ]
    for seal in seals_of(page, copies, checks_of_page):
        same = f"IF(ABS({seal.formula}-{seal.value!r})<={seal.allowed!r},TRUE,FALSE)"
        checks.verdict(f"Nothing was overtyped on {seal.label}", same, True)
    book.define("checks_verdicts", page, first, VERDICT, checks.row - 1, VERDICT)
    count, failed = checks.row - first, checks.unlucky + len(checks.failed)
    whole = f"AND(COUNT(checks_verdicts)={count},SUMPRODUCT({IS_FORMULA}(checks_verdicts)*1)={count})"
    passed = f"IF({whole},IF(SUM(checks_verdicts)={count},TRUE,FALSE),FALSE)"
    fails = f'COUNTIF(checks_verdicts,0)&" of {count} checks fail: see Checks"'
    inputs = 'inputs_changed&IF(inputs_changed=1," input"," inputs")'
    changed = f'IF(inputs_changed>0," ("&{inputs}&" changed since export)","")'
    text = f'IF({passed},"{PASSED}"&{changed},IF({whole},{fails},"A check was overtyped: see Checks"))'
    outcome = PASSED if not failed else f"{checks.unlucky} of {count} checks fail: see Checks"
    checks.row += 1
    page.put(checks.row, LABEL, "Master check", style="label_bold")
    page.put(checks.row, VERDICT, f"=IF({passed},1,0)", value=float(not failed), style="verdict", form=FORMAT)
    book.define("master_check", page, checks.row, VERDICT)
    page.put(checks.row + 1, LABEL, f"={text}", value=outcome, style="label_bold")
    book.define("master_text", page, checks.row + 1, LABEL)
    book.conclude(f"={text}", outcome, passed)
    checks.row += 1
