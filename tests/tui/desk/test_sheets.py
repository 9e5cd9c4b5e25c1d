"""Sheets of questions of several owners, sent apart and put together again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import cases
from cases.estimate import estimate_text, load_estimate
from exports.story.contents import DocumentRequest
from exports.workbook.intake import intake_workbook
from exports.workbook.origin.identity import NOBODY
from exports.workbook.questions import asked_inputs, benefits, owners, questions, who_name
from exports.workbook.reader.reading import read_answers
from exports.workbook.write import workbook
from roi.accountability import Accountability
from roi.errors import RoiError
from roi.model import Model, resolve
from roi.owners import OWNERS
from roi.sim.run import simulate
from tests.exports.workbook.archives import filled
from tui.desk.opening import CaseRequest
from tui.desk.request import OpenedCase, open_case

ASKED = Path(__file__).parents[2] / "exports" / "workbook" / "asked.toml"
DAY = datetime.date(2026, 1, 5)
OWNED = {"letters": "operations", "minutes": "operations", "wage": "finance", "price": "procurement"}


@pytest.fixture(scope="module")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose questions have owners, but for some."""
    text = ASKED.read_text(encoding="utf-8")
    for name, owner in OWNED.items():
        start = text.index(f"[inputs.{name}]")
        place = text.index("ask = ", start)
        text = f'{text[:place]}owner = "{owner}"\n{text[place:]}'
    path = tmp_path_factory.mktemp("owned") / "asked-case.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(case_file: Path) -> Model:
    return resolve(cases.load(case_file))


@pytest.fixture(scope="module")
def sheets(case_file: Path, model: Model) -> Mapping[str, Path]:
    """A sheet for each owner, beside the case, as it is sent."""
    paths: dict[str, Path] = {}
    for owner in owners(model):
        path = case_file.parent / f"sent-{owner or NOBODY}.xlsx"
        intake_workbook(model, path, prospect="Acme", prepared_by="Jo", created=DAY, of=(owner,))
        paths[owner or NOBODY] = path
    whole = case_file.parent / "sent.xlsx"
    intake_workbook(model, whole, created=DAY)
    return paths | {"all": whole}


def answered(sheet: Path, name: str, by: str = "", **answers: object) -> Path:
    """A copy of the sheet with `wage_likely=…` typed in."""
    teller: dict[str, object] = {"told_by": by} if by else {}
    return filled(
        sheet, sheet.with_name(name), teller | {f"ask_{key}": value for key, value in answers.items()}
    )


def opened(case_file: Path, *paths: Path, answers: tuple[str, ...] = ()) -> OpenedCase:
    return open_case(CaseRequest(str(case_file), sheets=paths, answers=answers))


def test_questions_stand_by_owner_the_first_ones_on_top(model: Model) -> None:
    assert owners(model) == ("operations", "finance", "procurement", None)
    order = {heading: [item.id for item in members] for heading, members in questions(model)}
    assert list(order.items())[:4] == [
        ("Operations: first, if time is short", ["letters"]),
        ("Operations: Effect", ["minutes"]),
        ("Finance: first, if time is short", ["wage"]),
        ("Procurement: Cost", ["price"]),
    ]
    assert all(heading.startswith("Anybody who knows: ") for heading in list(order)[4:])
    assert list(OWNERS)[:2] == ["operations", "finance"]


def test_each_sheet_has_its_owner_s_questions_and_together_they_have_all(
    model: Model, sheets: Mapping[str, Path]
) -> None:
    parts = {name: read_answers(path, lambda _: model) for name, path in sheets.items()}
    blanks = [name for part, answers in parts.items() if part != "all" for name in answers.blank]
    assert sorted(blanks) == sorted(item.id for item in asked_inputs(model)) == sorted(parts["all"].blank)
    assert set(parts["finance"].blank) == {"wage"}
    assert not parts["finance"].notes


def test_a_sheet_says_what_it_is_for(sheets: Mapping[str, Path]) -> None:
    import openpyxl

    text = openpyxl.load_workbook(sheets["finance"])["Questions"]["A3"].value
    assert isinstance(text, str)
    assert re.fullmatch(
        r"For Finance: 1 of \d+ questions\. The others go to Operations, Procurement, Anybody who knows; all "
        r"answers are put together afterwards\.",
        text,
    )
    assert openpyxl.load_workbook(sheets["all"])["Questions"]["A3"].value is None


def test_answers_of_several_come_together(
    case_file: Path, sheets: Mapping[str, Path], tmp_path: Path
) -> None:
    finance = answered(sheets["finance"], "f.xlsx", "Ann", wage_likely=50)
    operations = answered(sheets["operations"], "o.xlsx", "Bob", letters_likely=9000)
    both = opened(case_file, finance, operations)
    given = both.estimate.overrides
    assert {name: (each.value, each.by) for name, each in given.items()} == {
        "wage": ("50", "Ann"), "letters": ("9000", "Bob"),
    }  # fmt: skip
    assert both.settings.prospect == "Acme"
    assert both.model.input("wage").override is not None
    notes = " ".join(both.notes)
    assert "No sheet came from Procurement, Anybody who knows" in notes
    assert "Left blank, the case's own values are kept: Minutes saved." in notes
    path = tmp_path / "kept.toml"
    path.write_text(estimate_text(both.estimate), encoding="utf-8")
    assert load_estimate(path).overrides.keys() == given.keys()


def test_order_does_not_matter(case_file: Path, sheets: Mapping[str, Path]) -> None:
    paths = [sheets["finance"], answered(sheets["operations"], "o2.xlsx", letters_likely=9000)]
    first, second = opened(case_file, *paths), opened(case_file, *reversed(paths))
    assert first.estimate.overrides == second.estimate.overrides


def test_disagreements_are_named_all_at_once(case_file: Path, sheets: Mapping[str, Path]) -> None:
    first = answered(sheets["all"], "a.xlsx", "Ann", wage_likely=50, letters_likely=9000)
    second = answered(sheets["finance"], "b.xlsx", "Bob", wage_likely=55)
    third = answered(sheets["operations"], "c.xlsx", letters_likely=9500)
    with pytest.raises(RoiError) as caught:
        opened(case_file, first, second, third)
    message = str(caught.value)
    assert "2 questions have different answers:" in message
    wage = next(line for line in message.splitlines() if "(wage)" in line)
    assert "Finance: 50 USD/hour in a.xlsx, Questions!F" in wage
    assert "(Ann" in wage
    assert "55 USD/hour in b.xlsx" in wage
    assert "(letters), Operations: 9000 letter/year in a.xlsx" in message
    settled = opened(case_file, first, second, third, answers=("wage=52", "letters=9100"))
    assert {name: each.value for name, each in settled.estimate.overrides.items()} == {
        "wage": "52", "letters": "9100",
    }  # fmt: skip


def test_the_same_in_another_unit_is_no_disagreement(case_file: Path, sheets: Mapping[str, Path]) -> None:
    first = answered(sheets["all"], "y.xlsx", letters_likely=12000)
    second = answered(sheets["operations"], "m.xlsx", letters_likely="1000 a month")
    assert opened(case_file, first, second).estimate.overrides["letters"].value == "12000"


def test_an_answer_of_the_estimate_gives_way_and_it_is_said(
    case_file: Path, sheets: Mapping[str, Path], tmp_path: Path
) -> None:
    before = opened(case_file, answered(sheets["finance"], "old.xlsx", wage_likely=40))
    path = tmp_path / "before.toml"
    path.write_text(estimate_text(replace(before.estimate)), encoding="utf-8")
    after = open_case(
        CaseRequest(str(path), sheets=(answered(sheets["finance"], "new.xlsx", wage_likely=45),))
    )
    assert after.estimate.overrides["wage"].value == "45"
    assert [note for note in after.notes if "was 40 and is 45 now, by new.xlsx" in note]


def test_a_sheet_as_the_case_is_one_of_them(sheets: Mapping[str, Path]) -> None:
    first = answered(sheets["all"], "first.xlsx", wage_likely=50)
    second = answered(sheets["finance"], "second.xlsx", wage_likely=55)
    with pytest.raises(RoiError, match="different answers"):
        open_case(CaseRequest(str(first), sheets=(second,)))


def test_what_is_no_sheet_of_this_case_is_refused(
    case_file: Path, model: Model, sheets: Mapping[str, Path], tmp_path: Path
) -> None:
    finance = sheets["finance"]
    text = tmp_path / "text.xlsx"
    text.write_text("no workbook")
    live = tmp_path / "live.xlsx"
    workbook(simulate(model, draws=64), live, DocumentRequest(trials=16, created=DAY))
    other = tmp_path / "other.toml"
    other.write_text(
        case_file.read_text(encoding="utf-8").replace('id = "asked"', 'id = "other"'), encoding="utf-8"
    )
    owner = filled(finance, tmp_path / "owner.xlsx", {"meta_owner": "king"})
    version = filled(finance, tmp_path / "version.xlsx", {"meta_version": "0"})
    kind = filled(finance, tmp_path / "kind.xlsx", {"meta_kind": "thing"})
    for case, paths, message in (
        (case_file, (finance, finance), "named twice"),
        (case_file, (text,), "text.xlsx"),
        (case_file, (live,), "a workbook with a model, not a sheet of questions"),
        (other, (finance,), "asks about the case asked, and this is other"),
        (case_file, (owner,), "the owner of its questions is unknown"),
        (case_file, (version,), "this version reads 1"),
        (case_file, (kind,), "the hidden sheet was changed"),
        (case_file, (tmp_path / "none.xlsx",), "none.xlsx"),
    ):
        with pytest.raises(RoiError, match=re.escape(message)):
            opened(case, *paths)


def test_an_owner_that_is_none_is_refused_with_the_nearest(case_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(case_file.read_text(encoding="utf-8").replace('"finance"', '"finanse"'), encoding="utf-8")
    with pytest.raises(RoiError, match="Did you mean 'finance'"):
        cases.load(path)


def test_who_answers_for_a_benefit_comes_back_with_the_sheet_of_finance(
    case_file: Path, model: Model, sheets: Mapping[str, Path]
) -> None:
    """Owner, account and days are asked once, read as text and whole days, and kept in the estimate."""
    (line,) = benefits(model)
    assert [owner for owner in owners(model) if benefits(model, (owner,))] == ["finance"]
    entries = {"owner": "Anna Weber", "account": 6420, "review_1": 60, "review_3": 400}
    typed = {who_name(line, key): value for key, value in entries.items()}
    sheet = filled(sheets["finance"], case_file.parent / "who.xlsx", typed)
    kept = opened(case_file, sheet).estimate
    assert kept.lines == {line.id: Accountability("Anna Weber", "6420", (60, 400))}
    again = case_file.parent / "kept.toml"
    again.write_text(estimate_text(kept), encoding="utf-8")
    other = filled(sheets["finance"], case_file.parent / "who-2.xlsx", {who_name(line, "account"): "6421"})
    over = opened(again, other)
    assert over.estimate.lines == {line.id: Accountability("Anna Weber", "6421", (60, 400))}
    assert over.model.line(line.id).spec.owner == "Anna Weber"
    with pytest.raises(RoiError, match="name different owners, accounts or reviews"):
        opened(case_file, sheet, other)


def test_what_is_no_day_or_no_name_is_told_at_its_cells(case_file: Path, sheets: Mapping[str, Path]) -> None:
    (line,) = benefits(resolve(cases.load(case_file)))
    typed: dict[str, object] = {
        who_name(line, "review_1"): 90, who_name(line, "review_2"): 30, "ask_wage_likely": "much",
    }  # fmt: skip
    with pytest.raises(RoiError) as refused:
        opened(case_file, filled(sheets["finance"], case_file.parent / "wrong.xlsx", typed))
    text = str(refused.value)
    assert "2 answers cannot be read" in text
    assert re.search(r"Questions!E\d+, Questions!F\d+: “.*”: day 30 stands behind day 90", text)
