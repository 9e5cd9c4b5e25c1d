"""The shipped regions: whole, sourced, and usable by every case that says where it is written for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cases.load import from_raw
from cases.regions import shipped, with_regions
from roi.analysis.review import review
from roi.case import Case
from roi.model import resolve
from tests.support.documents import document, flow

FILE = shipped()
REGIONS = FILE["regions"]
HOME = "US"
WAGE = {"value": "range(55, 95, 145)", "unit": "USD/hour", "local": "software-wages", "min": 20, "max": 250}


def case(**tables: Any) -> Case:
    header = {"region": HOME, **tables.pop("header", {})}
    inputs = {"wage": WAGE, "work": (10, "hour/month")}
    return placed(document(inputs, {"cost": flow("wage * work")}, header=header, **tables))


def placed(raw: dict[str, Any]) -> Case:
    return from_raw(with_regions(raw), "small.toml", None)


def test_there_are_five_and_each_has_the_same_levels() -> None:
    assert list(REGIONS) == ["US", "EU", "UK", "India", "Japan"]
    assert len({tuple(region["levels"]) for region in REGIONS.values()}) == 1


def test_every_source_of_the_file_is_used_and_every_one_used_is_there() -> None:
    used = case().sources
    assert set(FILE["sources"]) == set(used)


@pytest.mark.parametrize("name", REGIONS)
def test_a_judgement_says_why_and_anything_else_has_a_source(name: str) -> None:
    region = REGIONS[name]
    for entry in [*region["levels"].values(), *region.get("values", {}).values()]:
        assert entry.get("note") if entry["grade"] in ("judgement", "implied") else entry.get("source"), entry


@pytest.mark.parametrize("name", REGIONS)
def test_every_level_moves_a_figure(name: str) -> None:
    for kind, level in REGIONS[HOME]["levels"].items():
        raw = document(
            {"figure": {"value": "range(50, 100, 150)", "unit": "USD/month", "local": kind, "min": 0}},
            {"cost": flow("figure")},
            header={"region": HOME},
        )
        item = resolve(placed(raw), region=name).input("figure")
        if name == HOME:
            assert item.layer == "case", level
        else:
            assert item.layer == "region", kind
            assert 1 < item.likely < 400


def test_wages_lie_in_the_order_that_everybody_knows() -> None:
    """United States, United Kingdom, European Union, Japan, India."""
    likely = {name: resolve(case(), region=name, currency="USD").input("wage").likely for name in REGIONS}
    assert sorted(likely, key=likely.__getitem__, reverse=True) == ["US", "UK", "EU", "Japan", "India"]


def test_a_case_in_another_currency_has_the_rates_in_its_own() -> None:
    pounds = case(header={"currency": "GBP", "region": "UK"})
    dollars = FILE["rates"]
    assert pounds.rates["EUR"].value == pytest.approx(dollars["EUR"]["value"] / dollars["GBP"]["value"])
    assert pounds.rates["USD"].value == pytest.approx(1 / dollars["GBP"]["value"])
    assert resolve(pounds, region="Japan").currency == "JPY"
    assert "GBP" not in pounds.rates


def test_what_the_case_says_stands_above_the_file() -> None:
    rate = {"value": 1.2, "date": datetime.date(2026, 1, 1), "source": "judgement"}
    regions = {
        "EU": {"inputs": {"work": 7}, "levels": {"software-wages": {"value": "60 EUR/hour", "note": "Ours."}}}
    }
    merged = case(
        rates={"EUR": rate},
        regions={**regions, "Brazil": {"title": "Brazil", "levels": {"software-wages": 1}}},
    )
    assert merged.rates["EUR"].value == 1.2
    assert merged.regions["EU"].levels["software-wages"].value == "60 EUR/hour"
    assert merged.regions["EU"].levels["hours"].value == REGIONS["EU"]["levels"]["hours"]["value"]
    assert resolve(merged, region="EU").input("work").likely == 7
    assert "Brazil" in merged.regions


def test_a_case_of_no_region_takes_nothing_in() -> None:
    raw = document({"work": (10, "USD/month")}, {"cost": flow("work")})
    assert with_regions(raw) == raw


def test_a_case_in_regions_checks_without_a_remark_of_them() -> None:
    assert not [remark for remark in review(case()).remarks if "region" in remark.where]


def test_the_check_says_what_keeps_a_case_from_a_region() -> None:
    wage = {**WAGE, "value": "range(-5, 95, 145)", "min": -50}
    inputs = {"wage": wage, "work": (1, "hour")}
    raw = document(inputs, {"cost": flow("wage * work", "USD")}, header={"region": HOME})
    raw["lines"]["cost"] |= {"when": "start"}
    errors = [remark for remark in review(placed(raw)).remarks if remark.level == "error"]
    (where,) = {remark.where for remark in errors}  # one mistake, with all the places where it holds
    assert set(where.split("; ")) == {f"region {name}" for name in REGIONS if name != HOME}
