"""Folders, patterns and `portfolio.toml`: what is read, and one message for each thing that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.portfolios import write
from cases.estimate import load_estimate
from cases.portfolio.documents import Documents
from cases.portfolio.reading import load
from roi.errors import RoiError

SYNTHETIC = Path(__file__).parents[3] / "benchmarks" / "synthetic.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four estimates of two cases, with their `portfolio.toml`."""
    write(tmp_path / "deals", 4, templates=2)
    return tmp_path / "deals"


def without_file(folder: Path, text: str = "") -> Path:
    """The folder with another `portfolio.toml`, or none."""
    path = folder / "portfolio.toml"
    path.unlink()
    if text:
        path.write_text(text)
    return folder


def test_a_folder_a_pattern_and_a_file_are_the_same_deals(folder: Path) -> None:
    portfolio = load(folder)
    assert [deal.name for deal in portfolio.deals] == [f"deal-0000{number}" for number in range(4)]
    assert load(folder / "portfolio.toml") == portfolio
    bare = load(str(folder / "deal-*.toml"))
    assert [deal.estimate for deal in bare.deals] == [deal.estimate for deal in portfolio.deals]
    first = portfolio.deals[0]
    assert (first.title, first.case, first.currency) == ("Synthetic prospect 0", "synthetic-0", "EUR")
    assert first.owner == "Owner A"
    assert first.stage in ("lead", "offer", "contract")


def test_an_estimate_opened_by_its_parts_is_the_one_of_the_whole_file(folder: Path) -> None:
    documents = Documents()
    for path in sorted(folder.glob("deal-*.toml")):
        whole, (parts, of_an_estimate) = load_estimate(path), documents.estimate(path)
        assert of_an_estimate
        assert (parts.settings, parts.overrides, parts.noted) == (
            whole.settings,
            whole.overrides,
            whole.noted,
        )
        assert parts.case.digest == whole.case.digest


def test_a_text_that_looks_like_the_held_case_is_a_text(folder: Path) -> None:
    path = folder / "deal-00000.toml"
    text = path.read_text().replace(
        "[overrides.requests]", '[estimate.x]\ny = """\n[document.case]\n"""\n', 1
    )
    path.write_text(text)
    with pytest.raises(RoiError, match="unknown key"):
        Documents().estimate(path)


def test_a_case_file_is_an_estimate_without_answers(folder: Path) -> None:
    (folder / "plain.toml").write_text(SYNTHETIC.read_text())
    deal = load(folder).deals[-1]
    assert (deal.name, deal.case, deal.estimate.option) == ("plain", "synthetic", "")


def test_an_estimate_that_no_longer_opens_is_reported_and_stops_nobody(folder: Path) -> None:
    (folder / "deal-00001.toml").write_text("[estimate")
    portfolio = load(folder)
    assert [failed.name for failed in portfolio.failed] == ["deal-00001"]
    assert "not valid TOML" in portfolio.failed[0].reason
    assert len(portfolio.deals) == 3


def test_what_the_file_says_of_deals_and_of_what_they_share(folder: Path) -> None:
    text = """
[portfolio]
currency = "USD"
start = "2027-04"
budget = [1000, 2000]
people = [3]
[rates]
EUR = "range(1.0, 1.1, 1.2)"
[shared]
wage_growth = "3"
market = false
hour_cost = true
[factor]
rank = 0.3
effects = {synthetic-0 = "minutes"}
[budget_lines]
it = [5]
[deals.deal-00000]
owner = "Ann"
close = 2027-03-01
options = ["case", "large"]
needs = ["deal-00001"]
budget_line = "it"
[deals.other]
file = "deal-00003.toml"
"""
    portfolio = load(without_file(folder, text))
    assert [deal.name for deal in portfolio.deals] == ["deal-00000", "deal-00001", "deal-00002", "other"]
    assert (portfolio.currency, portfolio.rates) == ("USD", {"EUR": "range(1.0, 1.1, 1.2)"})
    assert (portfolio.budget, portfolio.people, portfolio.lines) == ((1000, 2000), (3,), {"it": (5,)})
    assert portfolio.shared["wage_growth"] == "3"
    assert portfolio.shared["hour_cost"] == ""
    assert "market" not in portfolio.shared
    assert portfolio.deals[0].ways == ("", "large")
    assert (portfolio.factor.rank, portfolio.factor.effects) == (0.3, {"synthetic-0": "minutes"})


BAD = {
    "no currency": ('[portfolio]\ncurrency = "USD"', "is in EUR, the portfolio is in USD, and there is no rate"),
    "an unknown key": ("[portfolio]\ncurency = 1", "unknown key `curency`"),
    "an unknown table": ("[deal]", "unknown key `deal`"),
    "no such deal": ("[deals.acme]", "there is no estimate `acme.toml`"),
    "an unknown need": ('[deals.deal-00000]\nneeds = ["deal-00009"]', "there is no deal `deal-00009`"),
    "an unknown exclusion": ('[deals.deal-00000]\nexclusive = ["x"]', "there is no deal `x`"),
    "itself": ('[deals.deal-00000]\nneeds = ["deal-00000"]', "a deal cannot name itself"),
    "a circle": (
        '[deals.deal-00000]\nneeds = ["deal-00001"]\n[deals.deal-00001]\nneeds = ["deal-00002"]\n'
        '[deals.deal-00002]\nneeds = ["deal-00000"]',
        "in a circle: deal-00000 → deal-00001 → deal-00002 → deal-00000",
    ),
    "a chance": ("[deals.deal-00000]\nchance = 40", "the chance 40 is not from 0 to 1"),
    "a month": ("[deals.deal-00000]\nearliest = 0", "month 0 is none"),
    "a month of no calendar": ("[deals.deal-00000]\nearliest = 10_000_000_000", "the last 1200"),
    "a rate of nothing": ("[rates]\nUSD = 0", "the rate 0 reaches 0"),
    "a rate that may be none": ('[rates]\nUSD = "normal(1, 1)"', "reaches 0"),
    "no code": ("[rates]\nDollar = 1", "is no currency"),
    "a rank": ("[factor]\nrank = 1", "is not from 0 to below 1"),
    "a budget line": ('[deals.deal-00000]\nbudget_line = "it"', "there is no budget line `it`"),
    "a budget": ("[portfolio]\nbudget = [-1]", "amounts are numbers from 0 on"),
    "a start": ('[portfolio]\nstart = "soon"', '"soon" is no month'),
    "a shared list": ("[shared]\nmarket = [1]", "is not allowed here"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_message_says_what_is_wrong(folder: Path, name: str) -> None:
    text, message = BAD[name]
    with pytest.raises(RoiError) as caught:
        load(without_file(folder, text))
    assert message in str(caught.value)


def test_no_deals_and_two_of_one_name(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RoiError, match="there are no estimates here"):
        load(tmp_path / "empty")
    with pytest.raises(RoiError, match="there is no such folder or file"):
        load(tmp_path / "nowhere")
    (folder / "more").mkdir()
    (folder / "more" / "deal-00000.toml").write_text((folder / "deal-00000.toml").read_text())
    without_file(folder, '[portfolio]\nestimates = ["**/*.toml"]')
    with pytest.raises(RoiError, match="two deals are called `deal-00000`"):
        load(folder)


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_what_is_there_and_no_file_and_names_that_are_no_text(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RoiError, match="this is a device or a pipe"):
        load(tmp_path / "pipe")
    try:
        (folder / "deal-00000.toml").rename(folder / os.fsdecode(b"de\xff.toml"))
    except OSError:
        pytest.skip("this system has no such names")
    with pytest.raises(RoiError, match="the name of this estimate is not UTF-8"):
        load(folder)


def test_currencies_that_differ_need_one_to_be_named(folder: Path) -> None:
    (without_file(folder) / "plain.toml").write_text(SYNTHETIC.read_text().replace("EUR", "USD"))
    with pytest.raises(RoiError, match="`plain` is in USD, others are in EUR, and there is no rate"):
        load(folder)


@pytest.mark.skipif(os.name != "posix", reason="it has no such links")
def test_a_deal_whose_file_is_gone_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "moved.toml").symlink_to("elsewhere/moved.toml")
    (folder / ".#deal-00000.toml").symlink_to("somebody@edits.it")
    assert [(each.name, "no such file" in each.reason) for each in load(folder).failed] == [("moved", True)]
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "portfolio.toml").write_text('[deals.other]\nfile = "loop.toml"\n')
    reasons = {each.name: each.reason for each in load(folder).failed}
    assert "too many levels of symbolic links" in reasons["other"]
    (folder / "portfolio.toml").unlink()
    (folder / "portfolio.toml").symlink_to("portfolio.toml")
    with pytest.raises(RoiError, match="too many levels of symbolic links"):
        load(folder)
