"""roi score over a folder of tracked estimates: table, document, a class for the next case, what goes wrong."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import cases
import roi
from cases.estimate import estimate_text, load_estimate
from roi.errors import RoiError
from roi.observed.observations import Exact, Observation, Trials
from tui.cli.whole import app
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case


def called(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "110"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tracked estimates, one without observations, one that is broken, and a case."""
    path = tmp_path_factory.mktemp("deals")
    estimate = open_case(CaseRequest("clinical-scribe")).estimate
    for k in range(3):
        rows = (
            Observation("used", 0.35 + 0.1 * k, Trials(140 + 40 * k, 400), source="log of the tool"),
            Observation("licence", 30_000.0 + 9_000 * k, Exact(), months=(6, 6), source="ledger"),
            Observation("licence", 31_000.0 + 9_000 * k, Exact(), months=(7, 7), source="ledger"),
        )
        settings = replace(estimate.settings, prepared_by=("Ann", "Bob")[k % 2])
        deal = replace(estimate, observations=rows, settings=settings)
        (path / f"deal{k}.toml").write_text(estimate_text(deal), encoding="utf-8")
    (path / "plain.toml").write_text(estimate_text(estimate), encoding="utf-8")
    (path / "broken.toml").write_text("[estimate]\nschema = 99\n", encoding="utf-8")
    return path


def test_table_and_document_are_of_the_same_figures(folder: Path) -> None:
    shown = called("score", folder)
    assert shown.exit_code == 0, shown.output
    assert "broken.toml is left out" in shown.stderr
    assert "Estimates without observations yet: 1." in shown.stderr
    document = json.loads(called("score", folder, "--json").stdout)
    every, *groups = document["scores"]
    assert (every["deals"], every["figures"]) == (3, 9)
    assert {group["name"] for group in groups} >= {"input", "cost", "Ann", "Bob"}
    assert {figure["estimate"] for figure in document["figures"]} == {"deal0", "deal1", "deal2"}
    for figure in document["figures"]:
        assert 0 <= figure["place"] <= 1
        assert figure["p10"] <= figure["p50"] <= figure["p90"]
    paid = [figure for figure in document["figures"] if figure["name"] == "licence"]
    assert [figure["value"] for figure in paid if figure["estimate"] == "deal1"] == [39_000, 40_000]
    assert "What came true beside what was said" in shown.stdout
    assert [(each["name"], each["kind"]) for each in document["reference_class"]] == [("licence", "cost")] * 3


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_markdown_has_the_intervals_the_figures_and_the_class(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "score.md"
    document = json.loads(called("score", folder, "--output", file, "--json").stdout)
    text = file.read_text(encoding="utf-8")
    groups, places, figures, percentiles, classed = (
        [cells(line) for line in block.splitlines()[2:]]
        for block in text.split("\n\n")
        if block.startswith("|")
    )
    assert "a shift of" not in text  # which no column is of
    scores = document["scores"]
    assert [row[:3] for row in groups] == [
        [each["name"], str(each["figures"]), str(each["deals"])] for each in scores
    ]
    for row, each in zip(groups, scores, strict=True):
        inside = each["inside"]
        for end in ("value", "low", "high"):
            assert f"{100 * inside[end]:.1f}" in row[3] or inside[end] in (0, 1), row
    assert places == [["Figures", *map(str, scores[0]["places"])]]
    far = sorted(document["figures"], key=lambda each: -abs(each["place"] - 0.5))
    assert [row[0] for row in figures] == [each["estimate"] for each in far]
    assert any(row[1] == "Subscriptions, month 6, USD/month" for row in figures), figures
    ratios = sorted(each["ratio"] for each in document["reference_class"])
    assert percentiles == [["Costs", "3", "3", *(f"{x:.3g}" for x in (np.mean(ratios), *ratios))]]
    assert [(row[0], row[4]) for row in classed] == [
        (each["estimate"], f"{each['ratio']:.3g}") for each in document["reference_class"]
    ]
    assert "made up" not in text
    assert "- broken.toml could not be read: " in text
    assert "- Estimates without observations yet: 1." in text
    assert isinstance(called("score", folder, "--output", tmp_path / "score.pdf").exception, RoiError)


@pytest.mark.parametrize("name", ["class.csv", "Ann's class.csv", 'a "class".csv'])
def test_the_class_is_an_input_of_the_next_case(folder: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    result = called("score", folder, "--save-class", file)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert [row["estimate"] for row in rows] == ["deal0", "deal1", "deal2"]
    ratios = [float(row["ratio"]) for row in rows]
    assert ratios == sorted(ratios)
    snippet = result.stderr.partition("takes it in with:\n")[2]
    text = (
        '[case]\nid = "next"\ntitle = "Next"\nsector = "Others"\ncurrency = "USD"\nhorizon = 12\n\n' + snippet
        + '\n[inputs.gain]\nlabel = "Gain"\nunit = "USD/month"\nvalue = 100\ngrade = "judgement"\n\n'
        '[inputs.discount_rate]\nlabel = "Discount rate"\nunit = "%/year"\nvalue = 10\ngrade = "judgement"\n\n'
        '[lines.gained]\nlabel = "Gained"\nunit = "USD/month"\nflow = "benefit"\nkind = "cash"\n'
        'formula = "gain * realised"\n'
    )  # fmt: skip
    case = tmp_path / "next.toml"
    case.write_text(text, encoding="utf-8")
    run = roi.simulate(cases.load(case), draws=64)
    law = run.model.input("realised").distribution.law
    assert law.quantile(np.array([0.01, 0.5, 0.99])).tolist() == pytest.approx(ratios, rel=1e-6)


def test_versions_of_one_deal_count_once(folder: Path, tmp_path: Path) -> None:
    """Whoever saves each update as a file of its own has one deal, not many."""
    for name in ("deal0", "deal1", "deal2"):
        (tmp_path / f"{name}.toml").write_bytes((folder / f"{name}.toml").read_bytes())
    estimate = load_estimate(folder / "deal1.toml")
    for name, rows in (("deal1-0", estimate.observations[:2]), ("deal1-2", estimate.observations)):
        older = estimate_text(replace(estimate, observations=rows))
        (tmp_path / f"{name}.toml").write_text(older, encoding="utf-8")
    scored = called("score", tmp_path, "--json")
    known = json.loads(called("score", folder, "--json").stdout)
    assert json.loads(scored.stdout)["scores"] == known["scores"]
    assert "deal1-0.toml is left out: deal1-2.toml holds all of its observations." in scored.stderr
    assert "deal1.toml is left out: deal1-2.toml holds all of its observations." in scored.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "the folder cannot be used: no such file"),
        (("deal.csv",), "this is no folder"),
        ((".",), "no estimate in it"),
        ((".", "--save-class", "a.xlsx"), ".csv"),
    ],
)
def test_bad_folders_end_in_one_message(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deal.csv").write_text("", encoding="utf-8")
    result = called("score", *words)
    assert isinstance(result.exception, RoiError)
    assert says in str(result.exception)
