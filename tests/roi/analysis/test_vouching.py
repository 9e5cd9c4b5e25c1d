"""Defaults of blocks and values of presets and options that nobody vouches for are remarked."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import cases
from roi.analysis.vouching import vouching

CASE = """
[case]
id = "case"
title = "A case"
sector = "Others"
currency = "USD"
horizon = 12
units = ["seat"]
use = ["part"]
summary = "Seats."
headline = "None."
evidence = "None."

[sources.page]
title = "A page"
publisher = "Somebody"
date = 2026-11-01
seen = "primary"
{sources}

[inputs]
{inputs}

[lines.costs]
label = "Costs"
unit = "USD/month"
flow = "cost"
class = "licence"
formula = "price"

[options.other.inputs]
{option}
"""
BLOCK = """
[block]
title = "A part"

[sources.found]
title = "Found"
publisher = "Somebody"
date = 2026-10-01
seen = "quoted"
{source}

[inputs.price]
label = "Price"
unit = "USD/month"
value = 5
grade = "judgement"
{note}
"""
PART = "of the block part"
UNEXPLAINED = "a default that is judged, and no note says why"
SOUND = {"source": 'url = "https://example.org"', "note": 'note = "A guess."'}


@pytest.mark.parametrize(
    ("case", "block", "remarks"),
    [
        ({}, {}, []),
        ({}, {"note": ""}, [(f"[inputs.price] {PART}", UNEXPLAINED)]),
        ({"inputs": "price = 7"}, {"note": ""}, []),  # no default of the block any more
        ({"inputs": 'price = {note = "As last year."}'}, {"note": ""}, []),
        (
            {},
            {"source": ""},
            [(f"[sources.found] {PART}", "it has no address (`url`), and no note says why")],
        ),
        ({}, {"source": 'note = "From a letter."'}, []),
        (
            {"option": 'price = {value = 4, grade = "vendor"}'},
            {},
            [("[options.other.inputs.price]", "graded vendor, but no source is given")],
        ),
        ({"option": 'price = {value = 4, grade = "vendor", source = "page"}'}, {}, []),
        ({"option": "price = 4"}, {}, []),
        (
            {
                "sources": '\n[sources.old]\ntitle = "Old"\npublisher = "x"\ndate = 2025-10-01\nseen = "primary"'
            },
            {},
            [
                (
                    "[sources.old]",
                    "read on 2025-10-01, more than a year before the newest source of the case: look again",
                )
            ],
        ),
    ],
)
def test_what_is_not_vouched_for(
    case: dict[str, str], block: dict[str, str], remarks: list[tuple[str, str]], tmp_path: Path
) -> None:
    texts = {"sources": "", "inputs": "", "option": "", **case}
    (tmp_path / "case.toml").write_text(CASE.format(**texts), encoding="utf-8")
    (tmp_path / "part.toml").write_text(BLOCK.format(**{**SOUND, **block}), encoding="utf-8")
    loaded = cases.load(tmp_path / "case.toml")
    assert [(remark.where, remark.text) for remark in vouching(loaded)] == remarks


@pytest.mark.parametrize("name", cases.templates())
def test_the_shipped_cases_vouch_for_everything(name: str) -> None:
    assert list(vouching(cases.load(name))) == []


def test_a_day_that_is_to_come_is_told_and_makes_nothing_else_old(tmp_path: Path) -> None:
    later = (
        '\n[sources.later]\ntitle = "L"\npublisher = "x"\nyear = 2033\ndate = 2031-01-02\nseen = "primary"'
    )
    (tmp_path / "case.toml").write_text(CASE.format(sources=later, inputs="", option=""), encoding="utf-8")
    (tmp_path / "part.toml").write_text(BLOCK.format(**SOUND), encoding="utf-8")
    loaded = cases.load(tmp_path / "case.toml")
    remarks = [(remark.where, remark.text) for remark in vouching(loaded, datetime.date(2026, 12, 1))]
    assert remarks == [
        ("[sources.later]", "read on 2031-01-02, which is after today"),
        ("[sources.later]", "published in 2033, but read on 2031-01-02"),
    ]
