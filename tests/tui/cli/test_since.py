"""What changed since an older estimate or workbook is listed in the new workbook and in Markdown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.workbooks import typed, with_formulas
from tests.tui.app.pilots import CASE
from tui.cli.whole import app

DRAWS = ("--draws", "1024", "--quiet", "--trials", "16")


def ran(*arguments: object) -> None:
    result = CliRunner().invoke(app, ["run", *map(str, arguments), *DRAWS])
    assert result.exit_code == 0, result.exception


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same estimate as a file and as a workbook, beside its case."""
    folder = tmp_path_factory.mktemp("older")
    shutil.copy(CASE, folder)
    saved, book = folder / "old.toml", folder / "old.xlsx"
    ran(CASE, "--set", "fee=0.9", "--answer", "letters=12_000", "--save", saved, "-o", book)
    return saved, book


def section(path: Path, title: str) -> list[list[str]]:
    """The rows of Approval beneath a heading, up to the next one."""
    rows = [
        [str(cell or "") for cell in row[:4]]
        for row in with_formulas(path, "Approval")["Approval"].iter_rows(values_only=True)
    ]
    first = next(k for k, row in enumerate(rows) if row[0].startswith(title))
    last = next(k for k, row in enumerate(rows) if row[0].startswith("Review and approval"))
    return rows[first + 1 : last]


def test_inputs_settings_and_figures_with_whose_word_they_are(
    older: tuple[Path, Path], tmp_path: Path
) -> None:
    saved, book = older
    by_suffix = {}
    for since in (saved, book):
        new, text = tmp_path / f"{since.suffix[1:]}.xlsx", tmp_path / f"{since.suffix[1:]}.md"
        ran(
            saved,
            "--set",
            "fee=0.7",
            "--by",
            "Jane",
            "--for",
            "ACME",
            "--horizon",
            "36",
            "--since",
            since,
            "-o",
            new,
            "-o",
            text,
        )
        rows = {row[0]: row[1:] for row in section(new, f"Changes since {since.name}")}
        assert rows["Horizon"][:2] == ["24 months", "36 months"]
        fee = next(row for label, row in rows.items() if label.startswith("Fee a letter"))
        assert fee[0].startswith("0.9 ")
        assert fee[1].startswith("0.7 ")
        assert fee[2].startswith("seller: Jane, ")
        assert not any(label.startswith("Letters") for label in rows)  # as it was
        assert rows["Expected NPV"][0] != rows["Expected NPV"][1]
        by_suffix[since.suffix] = rows
        markdown = text.read_text()
        assert f"## Changes since {since.name}" in markdown
        assert "| Horizon | 24 months | 36 months |" in markdown
    assert by_suffix[".toml"] == by_suffix[".xlsx"]


def test_what_a_reader_typed_into_the_older_workbook_is_part_of_it(
    older: tuple[Path, Path], tmp_path: Path
) -> None:
    saved, book = older
    changed = typed(book, book.with_name("changed.xlsx"), {"your_fee": 0.5})
    new = tmp_path / "new.xlsx"
    ran(saved, "--since", changed, "-o", new)
    rows = section(new, "Changes since changed.xlsx")
    assert any(row[1].startswith("0.5 ") and row[2].startswith("0.9 ") for row in rows)


def test_the_same_estimate_has_no_changes(older: tuple[Path, Path], tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    ran(older[0], "--since", older[0], "-o", new)
    rows = section(new, "Changes since old.toml")
    assert rows[0][0].startswith("None")
    assert all(was == now for label, was, now, _ in rows[2:] if label)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((str(CASE), "--since", "{old}"), "no output is one"),
        (("bank-chatbot", "--since", "{old}", "-o", "{new}"), "is of the case letters"),
        ((str(CASE), "--since", "gone.toml", "-o", "{new}"), "gone.toml"),
    ],
)
def test_nothing_to_compare_with_is_refused_before_anything_is_written(
    older: tuple[Path, Path], tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    new = tmp_path / "new.xlsx"
    given = [argument.format(old=older[0], new=new) for argument in arguments]
    result = CliRunner().invoke(app, ["run", *given, *DRAWS])
    assert says in str(result.exception)
    assert not new.exists()
