"""The Options sheet: the engine's comparison, pasted."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl.worksheet.worksheet import Worksheet

import cases
import roi
from exports.story.contents import DocumentRequest
from exports.voice.ownership import LESS, SUM
from exports.voice.wording import volume
from exports.workbook.write import workbook
from roi.analysis.alternatives import Alternatives
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.ownership import TotalCosts
from roi.analysis.stress import parse_stress, twins
from roi.analysis.total_costs import total_costs
from roi.analysis.volume import Scan, leads, scan
from roi.analysis.volume_inputs import volume_input
from roi.case import EVIDENCE, Case
from roi.model import resolve
from roi.sim.plan import plan
from roi.sim.table import plan_table
from tests.support.judged import differences
from tests.support.libreoffice import recalculated
from tests.support.workbooks import with_formulas, with_values

CASE = "code-assistant"
MOST_ROWS_A_PAGE = 46  # of one line, at the scale at which the columns fit its width


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    case = cases.load(CASE)
    ways = {AS_IT_STANDS: None, **{name: name for name in case.options}}
    candidates = [Candidate(name, resolve(case, option=option)) for name, option in ways.items()]
    return compare(candidates, draws=1_024, seed=5)


@pytest.fixture(scope="module")
def worlds() -> Comparison:
    case = cases.load(CASE)
    presets = [EVIDENCE, *case.presets]
    return compare([Candidate(name, resolve(case, preset=name)) for name in presets], draws=1_024, seed=5)


CHANGES = (parse_stress("seats*=0.5"),)


@pytest.fixture(scope="module")
def stressed(comparison: Comparison) -> Comparison:
    return compare(twins(comparison.candidates, CHANGES), draws=1_024, seed=5)


@pytest.fixture(scope="module")
def scans(comparison: Comparison) -> tuple[Scan, ...]:
    name = volume_input(comparison.candidates[0].model)
    assert name is not None
    return tuple(scan(comparison.candidates, name, at=at, seed=5, draws=256) for at in ("mean", "base"))


@pytest.fixture(scope="module")
def owned(comparison: Comparison) -> TotalCosts:
    return total_costs(comparison.candidates, draws=1_024, seed=5)


@pytest.fixture(scope="module")
def written(
    comparison: Comparison,
    owned: TotalCosts,
    worlds: Comparison,
    stressed: Comparison,
    scans: tuple[Scan, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("options") / "options.xlsx"
    workbook(
        roi.simulate(cases.load(CASE), draws=1_024, seed=5),
        path,
        DocumentRequest(
            trials=32,
            alternatives=Alternatives(comparison, worlds, scans, CHANGES, stressed, owned),
        ),
    )
    return path


@pytest.fixture(scope="module")
def sheet(written: Path) -> Worksheet:
    book = with_values(written, "Options")
    assert book.sheetnames.index("Options") == book.sheetnames.index("Decisions") + 1
    return book["Options"]


def rows(sheet: Worksheet, label: str) -> list[list[object]]:
    """The cells to the right of a label of column A, alone or with a title, from top to bottom."""
    texts = {row: str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)}
    titled = (f"{label}: ", f"{label}\n")
    places = [row for row, text in texts.items() if text == label or text.startswith(titled)]
    return [[cell.value for cell in sheet[row][1:]] for row in places]


def test_every_option_stands_with_its_figures(comparison: Comparison, sheet: Worksheet) -> None:
    for standing in comparison.standings:
        row = rows(sheet, standing.name)[0]
        numbers = [
            standing.base,
            standing.npv.mean.value,
            *(standing.npv.percentiles[p].value for p in (10, 50, 90)),
        ]
        assert row[:6] == pytest.approx([*numbers, standing.costs.value], rel=1e-12)
        assert row[7:9] == pytest.approx([standing.best.value, standing.regret.value], rel=1e-12)
        assert row[6] == (None if standing.name == NOTHING else pytest.approx(standing.positive.value))
    assert sum(rows(sheet, each.name)[1][0] for each in comparison.standings) == pytest.approx(1)  # type: ignore[misc]


def test_differences_are_paired(comparison: Comparison, sheet: Worksheet) -> None:
    deployed = [each for each in comparison.standings if each.name != NOTHING]
    against = max(deployed, key=lambda each: each.npv.mean.value).name
    assert rows(sheet, f"NPV less that of {against}")
    for standing in comparison.standings:
        if standing.name == against:
            continue
        gap, row = comparison.difference(standing.name, against), rows(sheet, standing.name)[2]
        assert row[0] == pytest.approx(gap.base, rel=1e-12)
        assert row[1] == pytest.approx(gap.spread.mean.value, rel=1e-12)
        assert row[6] == pytest.approx(gap.better.value, rel=1e-12)


def test_cost_lines_add_up_by_option(comparison: Comparison, sheet: Worksheet) -> None:
    heads = rows(sheet, "Cost line")[0]
    total = rows(sheet, "Costs")[0]
    for place, candidate in enumerate(comparison.candidates):
        assert heads[place] == candidate.name
        table = plan_table(plan(candidate.model))
        costs = [row for row in table.rows if row.role == "cost"]
        assert total[place] == pytest.approx(table.total("costs").present_value, rel=1e-12)
        for row in costs:
            shown = [cells[place] for cells in rows(sheet, f"{row.label} ({row.detail})")]
            assert pytest.approx(row.present_value, rel=1e-12) in shown


def test_presets_stand_side_by_side(worlds: Comparison, sheet: Worksheet) -> None:
    for candidate in worlds.candidates:
        standing = next(each for each in worlds.standings if each.name == candidate.name)
        row = rows(sheet, candidate.name)[-1]
        if standing.undefined:
            assert row[0] == "–"
            continue
        assert row[1] == pytest.approx(standing.npv.mean.value, rel=1e-12)
        if candidate.name == EVIDENCE:
            assert row[7] is None
            continue
        gap = worlds.difference(candidate.name, EVIDENCE)
        assert row[7] == pytest.approx(gap.spread.mean.value, rel=1e-12)
        assert row[9] == pytest.approx(gap.better.value, rel=1e-12)
    assert rows(sheet, NOTHING)[-1] != rows(sheet, "stretch")[-1]


def test_options_stand_as_they_are_and_under_stress(
    comparison: Comparison, stressed: Comparison, sheet: Worksheet
) -> None:
    labels = [str(row[0].value) for row in sheet]
    assert any("seats*=0.5" in text for text in labels)
    for plain, other in zip(comparison.standings, stressed.standings, strict=True):
        if plain.name == NOTHING:
            continue
        plans = pytest.approx([plain.base, other.base], rel=1e-12)
        row = next(cells for cells in rows(sheet, plain.name) if cells[:2] == plans)
        assert row[2:4] == pytest.approx([plain.npv.mean.value, other.npv.mean.value], rel=1e-12)
        assert row[6:8] == pytest.approx([plain.positive.value, other.positive.value], rel=1e-12)
        assert plain.npv.mean.value != other.npv.mean.value


def test_who_leads_at_which_volume(scans: tuple[Scan, ...], sheet: Worksheet) -> None:
    for scanned, at in zip(scans, ("on average", "in the plan"), strict=True):
        for title, names, measure, nothing in leads(scanned):
            lead_text = str(rows(sheet, f"{title}, {at}")[0][0])
            lead = scanned.lead(measure, names, nothing=nothing)
            assert lead_text.startswith(lead.first)
            assert lead_text.count(" up to ") == len(lead.crossings)
            assert all(volume(turn.volume) in lead_text for turn in lead.crossings)


def test_total_costs_stand_by_class_and_by_year_with_live_sums(owned: TotalCosts, written: Path) -> None:
    sheet = with_values(written, "Options")["Options"]
    live = with_formulas(written, "Options")["Options"]
    heads = next(cells for cells in rows(sheet, "All years"))
    assert heads[: len(owned.owners)] == [owner.name for owner in owned.owners]
    totals, formulas = rows(sheet, SUM), rows(live, SUM)
    assert totals[0][: len(owned.owners)] == pytest.approx([owner.sum.total for owner in owned.owners])
    by_year = [owner for owner in owned.owners if owner.rows]
    for owner, cells, texts in zip(by_year, totals[1:], formulas[1:], strict=True):
        whole = [*owner.sum.by_year, owner.sum.total, owner.sum.present_value]
        assert cells[: len(whole)] == pytest.approx(whole)
        assert all(str(text).startswith("=SUM(") for text in texts[: len(whole)])
    assert all(str(text).startswith("=SUM(") for text in formulas[0][: len(owned.owners)])
    less = rows(sheet, LESS)[0]
    assert less[0] is None
    assert less[1 : len(owned.owners)] == pytest.approx([owner.less.total for owner in owned.owners[1:]])
    assert str(rows(live, LESS)[0][1]).startswith("=$B")


def test_each_page_of_costs_by_year_has_its_heads(written: Path) -> None:
    """A printed page that begins within a table says what its columns are; no way to deploy is cut in two."""
    sheet = with_formulas(written, "Options")["Options"]
    label = [str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)]
    begins = [each.id for each in sheet.row_breaks.brk]
    by_year = [row for row in begins if label[row] == f"{SUM} by class and year"]
    assert len(by_year) > 1
    assert all(sheet.cell(row + 1, 2).value == "Initial" for row in by_year)
    for first, last in zip([0, *begins], [*begins, len(label)], strict=True):
        assert last - first <= MOST_ROWS_A_PAGE, label[first]


def test_every_bar_of_the_chances_has_its_label(written: Path) -> None:
    with ZipFile(written) as archive:
        drawn = [archive.read(name).decode() for name in archive.namelist() if "/charts/chart" in name]
    [chances] = [chart for chart in drawn if "Chance of being the best" in chart]
    assert 'tickLblSkip val="1"' in chances


def test_it_is_marked_as_pasted(sheet: Worksheet) -> None:
    texts = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
    assert texts.count("as of export") == 8
    assert any("does not follow Inputs" in text for text in texts)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_agrees(written: Path) -> None:
    assert not differences(written, recalculated(written), ["Options", "Decisions", "Checks"])


def test_there_is_a_column_for_each_of_many_ways(small: Case, tmp_path: Path) -> None:
    model = resolve(small)
    ways = compare([Candidate(f"way-{place}", model) for place in range(14)], draws=1_024)
    path = tmp_path / "ways.xlsx"
    alternatives = Alternatives(ways, None, (), (), None, total_costs(ways.candidates, draws=1_024))
    workbook(roi.simulate(model, draws=64), path, DocumentRequest(trials=32, alternatives=alternatives))
    sheet = with_values(path, "Options")["Options"]
    names = [f"way-{place}" for place in range(14)]
    assert rows(sheet, "Cost line")[0][:14] == names
    assert rows(sheet, "All years")[0][:15] == [NOTHING, *names]
    edge = max(cell.column for row in sheet for cell in row if cell.value == "as of export")
    assert edge == 16
