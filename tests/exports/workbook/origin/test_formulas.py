"""Cells overtyped anywhere on a printed sheet: the check of that sheet fails, and every other sheet says so."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.workbook.layout import SHEETS
from exports.workbook.write import workbook
from tests.exports.conftest import SMALL
from tests.support.overtyping import Overtype, overtyped
from tests.support.sheets import number, text
from tests.support.values import values_of
from tests.support.workbooks import present, with_formulas

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]
ROUNDS = 4  # figures of each sheet that are overtyped
SEED = 20261127
GREEN = "All checks pass"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overtyped") / "small.xlsx"
    workbook(
        roi.simulate(cases.load(SMALL), draws=256, seed=1),
        path,
        DocumentRequest(trials=16, estimate_text="a = 1\n"),
    )
    return path


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overtyped") / "scribe.xlsx"
    run = roi.simulate(cases.load("clinical-scribe"), draws=256, seed=1)
    workbook(run, path, DocumentRequest(trials=16, estimate_text="a = 1\n"))
    return path


def verdicts(path: Path) -> Mapping[str, str]:
    """The cell of Checks that says whether a sheet was overtyped, by sheet."""
    cells = values_of(path).sheets["Checks"]
    places: dict[str, str] = {}
    for row in range(6, max(int(re.sub("[A-Z]", "", address)) for address in cells) + 1):
        label = str(cells.get(f"A{row}"))
        if label.startswith("Nothing was overtyped on "):
            title = label.removeprefix("Nothing was overtyped on ").partition(":")[0]
            places.setdefault(title, f"Checks!E{row}")
    return places


def sample(path: Path) -> list[list[Overtype]]:
    """Rounds of one locked cell of every sheet: figures by another number, in the last one words out of order."""
    chance = random.Random(SEED)
    formulas, values = with_formulas(path), values_of(path)
    rounds: list[list[Overtype]] = [[] for _ in range(ROUNDS + 1)]
    for sheet in formulas:
        if sheet.sheet_state != "visible" or sheet.title == "Checks":
            continue
        cells = [
            c for c in present(sheet) if c.value is not None and c.protection.locked and c.coordinate != "A3"
        ]
        rows = [c.value.ref for c in cells if isinstance(c.value, ArrayFormula) and ":" in c.value.ref]
        # A part of such a row cannot be typed over: the program refuses it.
        refused = {part.coordinate for ref in rows for part in sheet[ref][0]}
        figures = [c for c in cells if c.data_type in "fnd" and c.coordinate not in refused]
        for cells_of_round, cell in zip(rounds, chance.sample(figures, ROUNDS), strict=False):
            now = values.sheets[sheet.title].get(cell.coordinate)
            number = now * 1.37 + 13 if isinstance(now, int | float) and not isinstance(now, bool) else 13.0
            cells_of_round.append(Overtype(sheet.title, cell.coordinate, repr(number)))
        word = chance.choice([c for c in cells if c.data_type == "s" and moved(text(c.value)) != c.value])
        rounds[-1].append(Overtype(sheet.title, word.coordinate, moved(text(word.value))))
    return rounds


def moved(text: str) -> str:
    """The same words in another order, or letters where there is one word."""
    words = text.split()
    return " ".join([*words[1:], words[0]]) if len(words) > 1 else text[1:] + text[:1]


def test_at_least_95_of_100_overtypes_are_seen(shipped: Path) -> None:
    """Each by the check of its own sheet, which no other overtype moves; the verdict of all sheets follows."""
    rounds, places = sample(shipped), verdicts(shipped)
    assert {cell.sheet for cells in rounds for cell in cells} == set(SHEETS) - {"Checks"}
    watched = ["Summary!A3", *places.values()]
    unseen = []
    shown_again = overtyped(shipped, rounds, watched)
    assert shown_again.restored == (GREEN, *["ok"] * len(places))
    for cells, shown in zip(rounds, shown_again.rounds, strict=True):
        assert shown[0].endswith("checks fail: see Checks")
        state = dict(zip(places, shown[1:], strict=True))
        unseen += [cell for cell in cells if state[cell.sheet] != "FAIL"]
    assert len(unseen) <= 0.05 * sum(map(len, rounds)), unseen


def cell_of(book: openpyxl.Workbook, name: str) -> tuple[str, str]:
    sheet, cell = next(iter(book.defined_names[name].destinations))
    return sheet, cell.replace("$", "")


@pytest.fixture(scope="module")
def book(written: Path) -> openpyxl.Workbook:
    """Its formulas."""
    return with_formulas(written)


def summed_up(book: openpyxl.Workbook) -> str:
    """A cell of Summary with a formula."""
    return next(str(c.coordinate) for c in book["Summary"]["B"] if c.data_type == "f")


ALLOWED = {"your_wage": "44", "your_licence_price": "=800+50", "par_setup_high": "70000", "typed_horizon": "36",
           "par_discount_rate_value": "0.07", "par_letters_p50": "=2*520"}  # fmt: skip


def allowed_and_hidden(book: openpyxl.Workbook) -> list[list[Overtype]]:
    """What a reader may change, and by round a figure that another formula, not a constant, hides."""
    changed = [cell_of(book, name) for name in ("live_npv_p50", "in_wage", "base_npv")]
    changed.append(("Summary", summed_up(book)))
    allowed = [Overtype(*cell_of(book, name), text) for name, text in ALLOWED.items()]
    return [allowed, *([Overtype(*cell, "=1000+1")] for cell in changed)]


def hiding(book: openpyxl.Workbook, places: Mapping[str, str]) -> list[list[Overtype]]:
    """A figure of Summary is overtyped; with it whatever on Checks says so, in turn."""
    rows = range(6, 99)
    ground = next(r for r in rows if book["Checks"].cell(r, 8).value == "Summary: cells with a formula")
    count = number(book["Checks"].cell(ground, 10).value)
    again = next(
        r for r in rows if str(book["Checks"].cell(r, 1).value).startswith("Every figure of Summary")
    )
    master, text = cell_of(book, "master_check"), cell_of(book, "master_text")
    hidden = [
        Overtype("Checks", places["Summary"].partition("!")[2], "1"),
        Overtype("Checks", f"E{again}", "1"),
        Overtype("Checks", f"I{ground}", repr(count)),
        Overtype("Checks", f"J{ground}", repr(count - 1)),
        Overtype(*master, "1"),
        Overtype(*text, GREEN),
    ]
    return [[Overtype("Summary", summed_up(book), "1"), cell] for cell in hidden]


@pytest.fixture(scope="module")
def shown(written: Path, book: openpyxl.Workbook) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """What Summary and Results say after each round of what is allowed or hidden, and of hiding that it was."""
    first, then = allowed_and_hidden(book), hiding(book, verdicts(written))
    rounds = overtyped(written, [*first, *then], ["Summary!A3", "Results!A3"]).rounds
    return rounds[: len(first)], rounds[len(first) :]


def test_what_a_reader_may_change_stays_green_and_what_hides_a_change_does_not(
    shown: tuple[list[tuple[str, ...]], list[tuple[str, ...]]],
) -> None:
    (allowed, *hidden), _ = shown
    assert allowed[0] == f"{GREEN} ({len(ALLOWED)} inputs changed since export)"
    assert len(hidden) == 4
    assert all("checks fail" in heads[1] for heads in hidden)


def test_no_one_cell_turns_a_failing_verdict_green(
    shown: tuple[list[tuple[str, ...]], list[tuple[str, ...]]],
) -> None:
    _, hiding_it = shown
    assert len(hiding_it) == 6
    assert not any(head.startswith(GREEN) for heads in hiding_it for head in heads)
