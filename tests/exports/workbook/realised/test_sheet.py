"""The sheet Realised: what is typed month by month, worked out by LibreOffice and by hand, and read back."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import roi
from exports.story.contents import DocumentRequest
from exports.workbook.layout import ACTUALS, ORIGINS
from exports.workbook.reader.actuals import SOURCE
from exports.workbook.reader.answers import Replies
from exports.workbook.reader.reading import read_answers, read_realised
from exports.workbook.write import workbook
from roi.accountability import Accountability, with_accountability
from roi.errors import RoiError
from roi.model import resolve
from roi.observed.observations import Exact, Observation
from roi.observed.realisation import RealisationPlan, realisation_plan
from roi.observed.tracking import track
from roi.sim.run import Run
from tests.support.documents import case_of, flow
from tests.support.libreoffice import Typed, recalculated, saved_again, with_typed
from tests.support.values import Values, values_of
from tests.support.workbooks import compared, typed, with_formulas

DAY = datetime.date(2026, 11, 28)
CASE = case_of(
    {
        "volume": ("range(80, 100, 130)", "1/month"),
        "worth": ("range(5, 8, 12)", "USD"),
        "go_live": ("triangular(1, 2, 4)", "month"),
        "fee": ("range(200, 240, 300)", "USD/month"),
        "build": (900, "USD"),
        "discount_rate": ("range(6, 9, 12)", "%/year"),
    },
    {
        "sold": {**flow("volume * worth * (month > go_live)"), "owner": "operations", "account": "=6420"},
        "goodwill": flow("volume * 1 * worth", kind="soft"),
        "never": flow("volume * 0 * worth"),
        "licence": flow("fee", class_="licence"),
        "set_up": flow("build", "USD", class_="integration", when="start"),
    },
    header={"horizon": 12, "start": "2027-04"},
)


@pytest.fixture(scope="module")
def run() -> Run:
    return roi.simulate(resolve(CASE), draws=256, seed=3)


@pytest.fixture(scope="module")
def plan(run: Run) -> RealisationPlan:
    return realisation_plan(run)


@pytest.fixture(scope="module")
def exported(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("realised") / "sent.xlsx"
    workbook(run, path, DocumentRequest(trials=32, created=DAY))
    return path


def cell(path: Path, name: str, month: int, first: int = 1) -> str:
    """`Realised!G40`: where the figure of a month stands."""
    area = values_of(path).names[name]
    parts = re.fullmatch(r"(\w+)!\$([A-Z]+)\$(\d+)(?::.*)?", area)
    assert parts is not None, area
    return f"{parts[1]}!{parts[2]}{int(parts[3]) + month - first}"


def actuals(path: Path, figures: Mapping[tuple[str, int], float | str]) -> dict[str, float | str]:
    first = {"set_up": 0}
    return {
        cell(path, f"{ACTUALS}{name}", month, first.get(name, 1)): value for (name, month), value in figures.items()
    }  # fmt: skip


PAID = {
    ("set_up", 0): 1000.0,
    ("licence", 1): 250.0,
    ("licence", 2): 250.0,
    ("sold", 2): 120.0,
    ("sold", 3): 700.0,
}


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of a case in which nothing moves."""
    case = case_of({"volume": (0, "1/month"), "worth": (8, "USD")}, {"sold": flow("volume * worth")})
    path = tmp_path_factory.mktemp("nothing") / "nothing.xlsx"
    workbook(roi.simulate(case, draws=64), path, DocumentRequest(trials=32))
    return path


@pytest.fixture(scope="module")
def again(exported: Path) -> dict[str, Values]:
    """By name of a change, what LibreOffice makes of the workbook with it typed in."""
    paid = actuals(exported, PAID)
    sold = cell(exported, f"{ACTUALS}sold", 3)
    taken_there, worth_there = (sold.replace("!G", f"!{column}") for column in "HK")
    changes: dict[str, Typed] = {
        "paid": paid, "empty": {},
        "words": {**paid, cell(exported, f"{ACTUALS}licence", 3): "about 250"},  # no number: left out by all
        "another_sum": {**paid, taken_there: f"=2*{sold.partition('!')[2]}"},  # a formula, but not the sheet's
        "another_worth": {**paid, worth_there: f"={sold.partition('!')[2]}"},
    }  # fmt: skip
    return with_typed(exported, changes)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_what_is_typed_is_worked_out_and_read_back(
    run: Run, plan: RealisationPlan, exported: Path, again: dict[str, Values], tmp_path: Path
) -> None:
    """Totals, NPV at completion, the chart's points and the checks, by LibreOffice; then the reader."""
    typed_values, empty = again["paid"], again["empty"]
    checks = [again[name].named("master_check") for name in ("words", "another_sum", "another_worth")]
    assert checks == [1, 0, 0]
    for each in (typed_values, empty):
        assert not each.errors()
        assert each.named("master_check") == 1
        assert each.named("inputs_changed") == 0
    assert empty.named("realised_npv") == pytest.approx(float(run.values("npv").mean()), rel=1e-9)
    lines = {each.line.id: each for each in plan.lines}
    taken = {
        name: [PAID.get((name, month), each.mean[month]) for month in range(13)]
        for name, each in lines.items()
    }
    worth = {
        name: [
            PAID[name, month] * plan.factors[month] if (name, month) in PAID else each.worth[month]
            for month in range(13)
        ]
        for name, each in lines.items()
    }
    signs = {"sold": 1, "licence": -1, "set_up": -1}
    net = sum(sign * math.fsum(taken[name]) for name, sign in signs.items())
    npv = sum(sign * sum(worth[name]) for name, sign in signs.items())
    assert typed_values.named("realised_net") == pytest.approx(net, rel=1e-9)
    assert typed_values.named("realised_running") == pytest.approx(net, rel=1e-9)
    assert typed_values.named("realised_npv") == pytest.approx(npv, rel=1e-9)
    # Month 1: the benefit moves in no draw before go-live at 1; the licence of month 3 is open.
    assert (empty.named("realised_last"), typed_values.named("realised_last")) == (-1, 2)
    paid = typed(exported, tmp_path / "paid.xlsx", actuals(exported, PAID))
    back = read(saved_again(paid, tmp_path))
    assert {(row.name, row.months, row.value) for row in back.observations} == {
        (name, (month, month), value) for (name, month), value in PAID.items()
    }
    assert {(row.source, row.unit, row.error) for row in back.observations} == {(SOURCE, "USD", Exact())}
    assert read(exported).observations == ()
    tracked = track(run, back.observations)
    assert tracked.line("sold").actual[2:4] == (120.0, 700.0)
    assert tracked.line("licence").sold == lines["licence"].bands
    assert tracked.cumulative.sold.p50 == pytest.approx(plan.running.p50)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_nothing_moves_and_there_is_nothing_to_type(nothing: Path) -> None:
    ours, theirs = values_of(nothing), recalculated(nothing)
    assert compared(dict(ours.cells()), dict(theirs.cells()), 1e-9).wrong == ()
    assert not theirs.errors()
    assert ours.named("realised_last") == -1


def read(path: Path) -> Replies:
    return read_answers(path, lambda identity: resolve(CASE, start=identity.start))


def test_a_workbook_without_actuals_is_the_estimate(run: Run, plan: RealisationPlan, exported: Path) -> None:
    values = values_of(exported)
    assert values.named("realised_npv") == pytest.approx(float(run.values("npv").mean()), rel=1e-9)
    assert set(values.column(f"{ACTUALS}sold")) == {None}
    assert read(exported).lines == {}
    assert f"{ACTUALS}never" not in values.names  # no draw pays it
    texts = [text for text in values.sheets["Realised"].values() if isinstance(text, str)]
    assert "Owner: Operations" in texts
    assert "Account: =6420" in texts  # text, and no formula
    assert [text for text in texts if text == "2027-05-01"]  # 30 days after the first of April
    assert [text for text in texts if text.startswith("goodwill (shown, not added)")]


def test_who_answers_comes_back_with_the_workbook(tmp_path: Path) -> None:
    """What an estimate says beside the case, of costs too; what the case says itself is not told again."""
    accountabilities = {
        "licence": Accountability("Anna Weber", "=7000", (20, 200)),
        "sold": Accountability("Ben Ode"),
    }
    path = tmp_path / "who.xlsx"
    run = roi.simulate(resolve(with_accountability(CASE, accountabilities)), draws=64)
    workbook(run, path, DocumentRequest(trials=16, created=DAY))
    assert read(path).lines == {**accountabilities, "sold": Accountability("Ben Ode", "=6420")}


def test_all_that_cannot_be_read_is_told_at_its_cell(exported: Path, tmp_path: Path) -> None:
    wrong = typed(
        exported,
        tmp_path / "wrong.xlsx",
        actuals(exported, {("sold", 2): "about 700", ("licence", 3): "n/a"}),
    )
    with pytest.raises(RoiError) as refused:
        read(wrong)
    text = str(refused.value)
    assert "2 answers cannot be read" in text
    assert f"{cell(exported, f'{ACTUALS}sold', 2)}: “sold”: found the text 'about 700'" in text
    assert "in USD" in text


def test_figures_of_the_estimate_stand_there_with_their_source_and_are_locked(
    run: Run, tmp_path: Path
) -> None:
    rows = [
        Observation("sold", 640.0, Exact(), (3, 3), "USD", "ledger", by="Anna"),
        Observation("volume", 101.0, Exact(), source="ERP"),
    ]
    path = tmp_path / "known.xlsx"
    workbook(run, path, DocumentRequest(trials=32, created=DAY, observations=rows))
    values = values_of(path)
    assert values.column(f"{ACTUALS}sold")[2] == 640
    assert values.column(f"{ORIGINS}sold")[2] == "as observed: ledger"
    assert [row.source for row in read(path).observations] == ["ledger"]
    assert read_realised(path, run.model) == ()  # the estimate has it already
    more = typed(path, tmp_path / "more.xlsx", {cell(path, f"{ACTUALS}sold", 4): 655.0,
                                                cell(path, f"{ORIGINS}sold", 4): "ledger of July"})  # fmt: skip
    assert [(row.value, row.source) for row in read(more).observations] == [
        (640.0, "ledger"), (655.0, "ledger of July"),
    ]  # fmt: skip
    assert [row.value for row in read_realised(more, run.model) or ()] == [655.0]
    other = resolve(case_of({"fee": (1, "USD/month")}, {"licence": flow("fee")}, header={"id": "other"}))
    with pytest.raises(RoiError, match="is of the case small, and this estimate of other"):
        read_realised(more, other)


def test_a_line_that_would_break_begins_a_page_and_measures_stand_beside_their_plan(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.workbook.realised.blocks._PAGE", 25 * 15.0)  # one line of twelve months
    path = tmp_path / "small.xlsx"
    workbook(run, path, DocumentRequest(trials=16))
    book = with_formulas(path, "Realised")
    sheet = book["Realised"]
    begins = [each.id + 1 for each in sheet.row_breaks.brk]
    blocks = [
        [cell.row for cell in sheet[area.replace("$", "").rpartition("!")[2]] for cell in cell]
        for name, defined in book.defined_names.items()
        if name.startswith(ACTUALS)
        for area in [defined.attr_text]
        if ":" in area
    ]
    assert max(map(len, blocks)) >= 12
    for rows in blocks:
        assert not [row for row in begins if rows[0] - 2 < row <= rows[-1]], (rows, begins)
    assert len(begins) > 3
    (head,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "Measured by"]
    assert sheet.cell(head.row, head.column - 1).value == "P90"
    assert sheet.cell(head.row + 1, head.column).value
