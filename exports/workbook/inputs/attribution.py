"""Whose word a value on Inputs is, which follows who changed it; and what was changed, from what to what.

A row holds what was said of its value at export beside what is said now: once a reader types a value or a range,
the grade, source and note of the evidence are no longer those of the number.
"""

from __future__ import annotations

from exports.workbook.coordinates import letters
from exports.workbook.inputs import columns as at
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.live import minus, words
from roi.records import dataclass

CHANGED_GRADE = "changed here"
SCENARIO_GRADE = "scenario"
CHANGED_SOURCE = "no source: changed in this file"
_MOST_LETTERS = 300  # of the sentence of all changes, after which more are only counted


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said of a value at export, and of a reader's own in the words column."""

    words: str
    grade: str
    source: str
    note: str
    changed: str = "changed here; at export: "


def is_changed(row: int) -> str:
    """The condition that a reader changed the row, for formulas on Inputs."""
    return f'${letters(at.CHANGED)}{row}="{at.IS_CHANGED}"'


def attribute(page: Page, row: int, words: Attribution) -> None:
    """What is said of the row's value, now and at export."""
    for col, text in (
        (at.WAS_WORDS, words.words), (at.WAS_GRADE, words.grade), (at.WAS_SOURCE, words.source),
        (at.WAS_NOTE, words.note),
    ):  # fmt: skip
        page.text(row, col, text, style="stored")
    changed = is_changed(row)
    chosen = f'AND(${letters(at.YOURS)}{row}="",${letters(at.TAKEN)}{row}<>"")'
    grade = f'IF({chosen},"{SCENARIO_GRADE}","{CHANGED_GRADE}")'
    source = f'IF({chosen},"the scenario “"&scenario&"”","{CHANGED_SOURCE}")'
    was = {col: f"${letters(col)}{row}" for col in (at.WAS_WORDS, at.WAS_GRADE, at.WAS_SOURCE, at.WAS_NOTE)}
    note = was[at.WAS_NOTE]
    for col, formula, value, style in (
        (at.WORDS, f'IF({changed},"{words.changed}","")&{was[at.WAS_WORDS]}', words.words, "note_fit"),
        (at.GRADE, f"IF({changed},{grade},{was[at.WAS_GRADE]})", words.grade, "unit"),
        (at.SOURCE, f'IF({changed},{source},{was[at.WAS_SOURCE]}&"")', words.source, "unit_fit"),
        (
            at.NOTE,
            f'IF(AND({changed},{note}<>""),"of the value at export: ","")&{note}',
            words.note,
            "note_fit",
        ),
    ):
        page.put(row, col, f"={formula}", value=value, style=style)


def change(page: Page, row: int, above: int, shown: str, was: float, form: str) -> None:
    """The change in words, `Price (70 → 50 USD/seat)`, and all changes from the top down to this row.

    Args:
        above: the row of the input above, 0 where there is none.
        shown: a number of this row in words, as a formula in which `{}` is the cell.
        was: the value in use at export, as the cell holds it.
    """
    page.put(row, at.WAS, was, style="stored", form=form)
    label, used, before = (f"${letters(col)}{row}" for col in (at.LABEL, at.USED, at.WAS))
    same = f"ABS({used}-{before})<=1E-9*ABS({before})"
    moved = f'{shown.format(before)}&" → "&{shown.format(used)}'
    text = f'{label}&" ("&IF({same},"its range",{moved})&")"'
    page.put(row, at.CHANGE, f'=IF({is_changed(row)},{text},"")', value="", style="formula")
    here = f"${letters(at.CHANGE)}{row}"
    if above:
        so_far = f"${letters(at.CHANGES)}{above}"
        more = f'IF({so_far}="",{here},{so_far}&"; "&{here})'
        full = f'IF(RIGHT({so_far},1)="…",{so_far},{so_far}&"; …")'
        here = f'IF({here}="",{so_far},IF(LEN({so_far})>{_MOST_LETTERS},{full},{more}))'
    page.put(row, at.CHANGES, f"={here}", value="", style="formula")


def shown_number(form: str, unit: str) -> str:
    """A number with its unit, as a formula in which `{}` is the cell; `form` is the row's number format."""
    decimals = len(form.partition(".")[2].rstrip("%"))
    if form.endswith("%"):
        unit = unit.removeprefix("%")
        return f"{minus(f'FIXED(100*{{}},{decimals})')}&{_braced(f' %{unit}')}"
    return minus(f"FIXED({{}},{decimals})") + ("" if unit == "–" else f"&{_braced(f' {unit}')}")


def _braced(text: str) -> str:
    return words(text).formula.replace("{", "{{").replace("}", "}}")


def define_changes(book: Book, page: Page, last: int) -> None:
    """The name of the sentence of all changes, `changes_text`."""
    book.define("changes_text", page, last, at.CHANGES)
