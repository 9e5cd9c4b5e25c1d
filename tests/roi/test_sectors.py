"""The sectors of the report: one table, whose shares are those of the audited claim."""

from __future__ import annotations

from pathlib import Path

import pytest

import cases
from roi.sectors import OTHERS, SECTORS, known, misspelt, sector_of


def test_the_table_is_the_claim_of_the_report() -> None:
    claims = {claim.id: claim for claim in cases.load("clinical-scribe").claims}
    given = claims["market-applications"].given
    assert [sector.id for sector in SECTORS] == list(given)
    assert [sector.share for sector in SECTORS] == [float(entry.value) for entry in given.values()]


def test_the_guide_has_the_table() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")
    rows = [f"| {sector.name} | {sector.share:g} % |" for sector in SECTORS]
    assert all(row in guide for row in rows)


def test_no_word_belongs_to_two_sectors() -> None:
    of_each = [{name.casefold() for name in (each.id, each.name, *each.trades)} for each in SECTORS]
    words = [word for names in of_each for word in names]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("word", "sector"),
    [("Banking", "finance"), (" it & TELECOM ", "it_telecom"), ("Shared services", "others")],
)
def test_a_word_of_a_case_belongs_to_a_sector(word: str, sector: str) -> None:
    assert sector_of(word).id == sector
    assert (known(word) is None) == (sector_of(word) is OTHERS)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Heathcare", "Healthcare"),
        ("Manufactoring", "Manufacturing"),
        ("Healthcare", ""),
        ("Shared services", ""),
    ],
)
def test_a_slip_is_told_from_a_word_of_its_own(word: str, meant: str) -> None:
    assert misspelt(word) == meant
