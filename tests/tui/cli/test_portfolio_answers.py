"""roi portfolio show, rank, fund, report on a small file of results, and what is refused."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from roi.portfolio import Deal, DealResult, Maturity, OptionResult, Portfolio, Results, write
from tests.support.workbooks import named
from tui.cli.whole import app

DRAWS = 512


def called(*words: object) -> Result:
    return CliRunner().invoke(app, ["portfolio", *map(str, words)], env={"COLUMNS": "80"})


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three deals: one pays, one pays less and may not close, one does not pay and needs the second."""
    random = np.random.default_rng(2)
    deals = []
    for at, (name, mean, chance) in enumerate((("pays", 9e5, 1.0), ("may", 4e5, 0.5), ("never", -2e5, 1.0))):
        npv = mean + 3e5 * random.standard_normal(DRAWS)
        months = np.full(13, 1e4)
        option = OptionResult(
            "", "as it stands", npv, np.full(DRAWS, 9.0 + at), months, months, *[months] * 3
        )
        needs = ("may",) if name == "never" else ()
        deal = Deal(name, Path(f"{name}.toml"), sector="A", stage="offer", chance=chance, needs=needs)
        deals.append(DealResult(deal, "0", (option,), Maturity(3, 1, {"judgement": 1.0}, ask="How many?")))
    portfolio = Portfolio(tuple(each.deal for each in deals), "EUR", budget=(100_000.0,))
    path = tmp_path_factory.mktemp("results") / "all.parquet"
    write(Results(portfolio, tuple(deals), DRAWS, 1, "1"), path)
    return path


def test_each_answer_is_told_and_is_a_document(file: Path) -> None:
    shown = called("show", file, "--at-least", "1M")
    assert shown.exit_code == 0, shown.output
    assert "Each by its chance" in shown.output
    assert "How many?" in shown.output
    document = json.loads(called("show", file, "--json").stdout)
    assert sum(each["share"]["value"] for each in document["variance_by_deal"]) == pytest.approx(1)
    ranked = json.loads(called("rank", file, "--by", "payback", "--k", 2, "--json").stdout)
    assert [each["name"] for each in ranked["deals"]][:1] == ["pays"]
    funded = json.loads(called("fund", file, "--json").stdout)
    assert [each["name"] for each in funded["funded"]] == ["pays", "may"]
    assert funded["gap"] < 1e-6
    assert {each["name"]: each["ground"] for each in funded["out"]} == {"never": "negative"}
    assert [each["npv"] for each in funded["budgets"]] == sorted(each["npv"] for each in funded["budgets"])
    scarce = called("fund", file, "--budget", "50k")
    assert "1 of 3 deals is funded" in scarce.output
    assert "in from 1.5 times the budget on" in " ".join(scarce.output.split())


def test_who_takes_all_deals_is_told_of_no_choice(file: Path) -> None:
    for k, chosen in ((2, True), (3, False), (5, False)):
        ranked = " ".join(called("rank", file, "--k", k).output.split())
        assert ("there is nothing to choose" in ranked) is not chosen
        assert not chosen or "worth EUR 0 more" not in ranked
        assert chosen or "Who knew everything" not in ranked


def test_paper_and_workbook_have_the_look_of_a_brand(file: Path, tmp_path: Path) -> None:
    Image.new("RGB", (300, 100), "#0b5345").save(tmp_path / "logo.png")
    brand = tmp_path / "brand.toml"
    brand.write_text(
        '[brand]\nprimary = "#0b5345"\nfont = "Georgia"\nlogo = "logo.png"\nlogo_alt = "Acme"\n'
        'footer = "Acme & Co"\nconfidentiality = "For the committee"\ndates = "23.11.2026"\nnumbers = "1.234,5"\n'
    )
    paper, book = tmp_path / "paper.md", tmp_path / "book.xlsx"
    for path in (paper, book):
        ended = called(
            "report", file, "--brief", "--questions", 0, "--output", path, "--brand", brand,
            "--seconds", 20
        )  # fmt: skip
        assert ended.exit_code == 0, ended.output
    text = paper.read_text(encoding="utf-8")
    assert text.startswith("# Funding of the portfolio\n\n**For the committee**\n\nTo fund: 2 of 3 deals")
    assert f"{datetime.date.today():%d.%m.%Y} ·" in text
    assert text.endswith("\n\n---\n\nAcme & Co\n")
    assert re.search(r"EUR \d+,\d\d", text)
    assert not re.search(r"EUR \d+\.\d\d\b", text)
    workbook: Any = openpyxl.load_workbook(book)
    deals = workbook["Deals"]
    assert deals["A1"].font.name == "Georgia"
    assert len(deals._images) == 1
    for sheet in workbook:
        assert sheet.oddHeader.center.text == "For the committee"
        assert sheet.oddFooter.center.text == "Acme && Co"


def test_a_paper_is_written(file: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    ended = called("report", file, "--brief", "--questions", 0, "--output", paper)
    assert ended.exit_code == 0, ended.output
    text = paper.read_text(encoding="utf-8")
    assert text.startswith("# Funding of the portfolio\n\nTo fund: 2 of 3 deals for EUR 260 k in all.")
    for heading in ("## Not funded, and why", "## Risks", "## How far the estimates have come"):
        assert heading in text
    assert called("report", file, "--brief", "--questions", 0).stdout.rstrip("\n") == text.rstrip("\n")


def test_a_workbook_has_the_figures_of_the_document(file: Path, tmp_path: Path) -> None:
    book = tmp_path / "portfolio.xlsx"
    ended = called("report", file, "--total", "150k", "--output", book)
    assert ended.exit_code == 0, ended.output
    pages = openpyxl.load_workbook(book, data_only=True)
    rows = {row[0]: row for row in pages["Deals"].iter_rows(min_row=5, max_row=7, values_only=True)}
    ranked = json.loads(called("rank", file, "--json").stdout)
    for each in ranked["deals"]:
        row = rows[each["name"]]
        shown = (row[6], row[12], row[13], row[14])
        figures = (each["npv"]["value"], each["payback_within"]["value"], each["money"], each["by_chance"])
        assert shown == pytest.approx(figures, rel=1e-12)
    assert named(pages, "typed_budget") == 150_000.0
    refused = called("report", file, "--output", tmp_path / "portfolio.pdf")
    assert "is unknown" in str(refused.exception)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("fund", "--must", "pays", "--budget", "10k"), "least that can be met is 4.000 times the budget"),
        (("fund", "--must", "payz"), "Did you mean 'pays'?"),
        (("fund", "--must", "pays", "--without", "pays"), "must be funded, and it is also left out"),
        (("fund", "--budget", "much"), "no number"),
        (("fund", "--budget", "-5"), "below 0"),
        (("fund", "--budget", "5%"), "not an amount"),
        (("fund", "--floor", "1e9"), "The highest that can be kept is EUR"),
        (("fund", "--floor", "0", "--loss", "5%"), "one floor on risk"),
        (("fund", "--floor", "0", "--worst", "120%"), "not between 0 % and 100 %"),
        (("fund", "--gap", "0"), "not between 0 % and 100 %"),
        (("show", "--by", "colour"), "Allowed: case, owner, sector, stage"),
        (("rank", "--by", "luck"), "Allowed: npv, payback, ratio"),
        (("rank", "--class", "none.csv"), "none.csv"),
        (("report", "--output", "paper.docx"), "Allowed: .md"),
    ],
)
def test_what_is_wrong_is_one_message(
    file: Path,
    words: tuple[str, ...],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tui.cli.main import main

    monkeypatch.setattr("sys.argv", ["roi", "portfolio", words[0], str(file), *words[1:]])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    output = capsys.readouterr().err
    assert output.startswith("Error: ")
    assert message in " ".join(output.split())


def test_no_results_are_no_answer(tmp_path: Path) -> None:
    assert "no such file" in str(called("show", tmp_path / "none.parquet").exception)
    assert "this is a folder" in str(called("show", tmp_path).exception)
