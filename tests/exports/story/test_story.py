"""The story of a run: its figures are those of the JSON document, its charts those of the engine."""

from __future__ import annotations

import dataclasses
import datetime
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np
import pytest

import cases
import roi
from exports.brand import Brand
from exports.document.result import result_document
from exports.story import ground
from exports.story.build import BUILDERS, story
from exports.story.charts import FanPicture, HistogramPicture, TornadoPicture, WaterfallPicture, WaysPicture
from exports.story.contents import DocumentRequest
from exports.story.parts import SectionName, Story
from exports.voice.formats import Figure
from roi.analysis.audit import Finding
from roi.case import Case
from roi.notation import NUMBER_STYLES
from roi.observed.realisation import realisation_plan
from roi.sim.cuts import HEADLINE
from tests.support.models import money_case

SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "bn": 1e9, "tn": 1e12}
DAY = datetime.date(2026, 11, 27)
PATHS = {
    "npv.expected": "headline.expected_npv.value",
    "loss": "headline.chance_of_loss.value",
    "payback.p50": "headline.payback_p50_months.value",
    "cash.expected": "headline.cash.expected_npv.value",
    "roi.p50": "headline.roi_p50.value",
    "benefits.expected": "headline.expected_benefits.value",
    "plan.npv": "headline.plan.npv",
    "today.spent": "today.total.today",
    "today.with_it": "today.total.with_it",
    "today.difference": "today.total.better_by",
    "payback.within_horizon": "probability.payback_within_horizon.value",
    "delay_cost.expected": "metrics.delay_cost.mean",
    "costs.expected": "headline.expected_costs.value",
    "funding.p50": "metrics.peak_funding.p50",
    "npv.worst_tenth": "expected_shortfall.value",
}
"""Where the number of each figure of a story stands in the JSON document."""


def at(document: Mapping[str, Any], path: str) -> Any:
    part: Any = document
    for key in path.split("."):
        part = part[key]
    return part


def read(figure: Figure) -> tuple[float, float]:
    """The number that a person reads, and half of its last decimal; a share as a fraction."""
    digits = figure.number.replace(",", "").replace("−", "-")
    match = re.fullmatch(r"-?\d+(?:\.(\d+))?", digits)
    assert match, figure
    scale = 0.01 if figure.unit == "%" else SCALES[figure.scale]
    return float(digits) * scale, 0.5 * 10.0 ** -len(match[1] or "") * scale


@pytest.fixture(scope="module")
def full_story(run: roi.Run, claims: Sequence[Finding]) -> Story:
    return story(run, DocumentRequest(claims, prospect="Acme", prepared_by="Ann", created=DAY))


def test_every_figure_is_that_of_the_json_document_as_printed(run: roi.Run, full_story: Story) -> None:
    document = result_document(run)
    assert set(full_story.facts) <= set(PATHS)
    assert {"npv.expected", "loss", "plan.npv", "costs.expected", "today.difference"} <= set(full_story.facts)
    for name, fact in full_story.facts.items():
        value = at(document, PATHS[name])
        if value is None:
            assert fact.figure.number in ("never", "undefined"), name
            continue
        number, half = read(fact.figure)
        assert number == pytest.approx(value, abs=half * 1.001), name
    around = full_story.facts["npv.expected"].around
    assert around is not None
    for figure, key in ((around.low, "npv_p10"), (around.high, "npv_p90")):
        number, half = read(figure)
        assert number == pytest.approx(at(document, f"headline.{key}.value"), abs=half * 1.001)


def test_one_published_figure_is_one(run: roi.Run, claims: Sequence[Finding]) -> None:
    section = story(run, DocumentRequest(claims[:1])).section("claim")
    assert section is not None
    assert section.lead.startswith("Of 1 published figure: 1 ")


def test_sections_stand_in_the_buyer_s_order_and_what_is_missing_says_why(full_story: Story) -> None:
    order = get_args(SectionName)
    assert tuple(BUILDERS) == order
    names = [section.name for section in full_story.sections]
    assert names == [name for name in order if name in names]
    assert names[0] == "ask"
    assert names[-2:] == ["decision", "method"]
    missing = {absent.name: absent.because for absent in full_story.absent}
    assert set(names) | set(missing) == set(order)
    assert all(because.endswith(".") for because in missing.values())


def test_the_plan_of_benefits_is_that_of_the_run(full_story: Story, run: roi.Run) -> None:
    """A row a benefit, with who answers for it; the fields that a master may repeat say the same."""
    section, plan = full_story.section("realisation"), realisation_plan(run)
    assert section is not None
    assert section.table is not None
    assert [row[0].removesuffix(" (shown, not added)") for row in section.table.rows] == [
        each.line.spec.label for each in plan.benefits
    ]
    assert all("day 30: " in row[-1] and "day 365: " in row[-1] for row in section.table.rows)
    assert full_story.items["benefit"]
    for item in full_story.items["benefit"]:
        assert item["reviews"] in {row[-1] for row in section.table.rows}
        assert item["owner"] == ""  # nobody is named in this case


def test_every_figure_and_every_table_says_why(full_story: Story) -> None:
    assert all(fact.why for fact in full_story.facts.values())
    assert all(why.label for fact in full_story.facts.values() for why in fact.why)
    for name in ("drivers", "evidence"):
        section = full_story.section(name)
        assert section is not None
        assert section.why
    sources = [why for fact in full_story.facts.values() for why in fact.why if why.grade == "measured"]
    assert sources
    assert sources[0].read == datetime.date(2026, 11, 23)
    assert "https://example.org/trial" in sources[0].source


def test_remarks_name_inputs_as_people_do_and_no_folders(run: roi.Run, full_story: Story) -> None:
    request = DocumentRequest(
        notes=("[inputs.letters] is high in /home/ann/acme.toml.",), story=None, created=DAY
    )
    verdict = roi.assess(run, run.summary())
    remarks = story(run, dataclasses.replace(request, verdict=verdict)).remarks
    assert remarks[0] == "“Letters” is high in …/acme.toml."
    assert full_story.remarks == remarks[1:]


def test_variables_name_every_text_once(full_story: Story) -> None:
    texts = full_story.variables()
    fact = full_story.facts["npv.expected"]
    assert texts["npv.expected"] == str(fact.figure)
    assert texts["npv.expected.value"] == fact.figure.value
    assert fact.around is not None
    assert texts["npv.p10"] == fact.around.low.value
    assert texts["prospect"] == "Acme"
    assert texts["date"] == "2026-11-27"
    assert texts["ask"] == full_story.sections[0].lead
    assert texts["benefit.1.title"] == full_story.items["benefit"][0]["title"]
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", name) for name in texts)


def test_charts_say_what_the_engine_says(run: roi.Run, full_story: Story) -> None:
    charts = {type(section.chart): section.chart for section in full_story.sections if section.chart}
    histogram, fan = charts[HistogramPicture], charts[FanPicture]
    assert isinstance(histogram, HistogramPicture)
    assert isinstance(fan, FanPicture)
    npv, scale = run.values("npv", HEADLINE), SCALES[histogram.unit.removeprefix("USD").strip()]
    edges = np.array(histogram.edges) * scale
    assert 0.0 in histogram.edges or edges[0] > 0 or edges[-1] < 0
    inner, _ = np.histogram(npv, edges[1:-1])
    np.testing.assert_allclose(histogram.shares[1:-1], inner / npv.size, atol=1.01 / npv.size)
    assert sum(histogram.shares) == pytest.approx(1)
    assert histogram.cumulative[-1] == 1
    document = result_document(run)
    scale = SCALES[fan.unit.removeprefix("USD").strip()]
    np.testing.assert_allclose(np.array(fan.p50) * scale, np.array(at(document, "fan.headline.p50")))
    net = next(row for row in at(document, "table.plan.rows") if row["id"] == "net")
    assert fan.plan[-1] * scale == pytest.approx(net["total"])
    waterfall, tornado = charts[WaterfallPicture], charts[TornadoPicture]
    assert isinstance(waterfall, WaterfallPicture)
    assert isinstance(tornado, TornadoPicture)
    *steps, left = waterfall.steps
    scale = SCALES[waterfall.unit.removeprefix("USD").strip()]
    assert sum(step.amount for step in steps) == pytest.approx(left.amount)
    assert left.amount * scale == pytest.approx(at(document, PATHS["npv.expected"]))
    widest = roi.tornado(run.model)[0]
    scale = SCALES[tornado.unit.removeprefix("USD").strip()]
    assert tornado.bars[0].label == widest.item.spec.label
    assert (tornado.bars[0].high - tornado.bars[0].low) * scale == pytest.approx(
        widest.metric[1] - widest.metric[0]
    )


def test_ways_are_those_of_the_verdict(run: roi.Run, full_story: Story) -> None:
    section, looked = full_story.section("ways"), roi.assess(run, run.summary()).prospects
    assert looked is not None
    if not looked.ways:
        assert section is None
        return
    assert section is not None
    assert section.table is not None
    assert len(section.table.rows) == 1 + len(looked.ways)
    if isinstance(section.chart, WaysPicture):
        assert [row.current for row in section.chart.rows][:1] == [True]


@pytest.mark.parametrize(
    ("name", "words"), [("clinical-scribe", "lose least: USD "), ("code-assistant", "bring most: USD ")]
)
def test_the_best_way_brings_most_or_loses_least(name: str, words: str) -> None:
    section = story(roi.simulate(cases.load(name), draws=1_024, seed=1), DocumentRequest()).section("ways")
    assert section is not None
    assert words in section.lead
    assert "−" not in section.lead.partition(words)[2]


def test_costs_over_the_horizon_are_told_as_the_present_value_that_they_are(full_story: Story) -> None:
    costs = full_story.section("costs")
    assert costs is not None
    assert costs.lead.endswith(f"{full_story.facts['costs.expected'].figure.value} in present value.")


def test_without_all_costs_it_tells_what_is_known(brochure: roi.Run) -> None:
    shown = story(brochure, DocumentRequest(created=DAY))
    assert shown.sections[0].lead.startswith("First state what it costs (")
    assert set(shown.facts) == {"benefits.expected"}
    assert {"today", "when", "costs", "conditions"} <= {absent.name for absent in shown.absent}
    assert not any("nan" in text for text in shown.variables().values())


def test_what_is_worked_out_already_is_not_asked_again(run: roi.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = roi.assess(run, run.summary())
    monkeypatch.setattr(ground, "assess", None)  # calling it would raise
    monkeypatch.setattr(ground, "tornado", None)
    whole = story(run, DocumentRequest(verdict=verdict, created=DAY))
    assert story(run, DocumentRequest(story=whole)) is whole


def test_numbers_and_days_are_written_as_the_brand_has_them(run: roi.Run) -> None:
    brand = Brand(numbers=NUMBER_STYLES["1.234,5"])
    plain = story(run, DocumentRequest(created=DAY)).facts["loss"].figure.value
    assert story(run, DocumentRequest(created=DAY, brand=brand)).facts["loss"].figure.value == plain.replace(
        ".", ","
    )


def test_nothing_in_it_is_unfinished(full_story: Story) -> None:
    texts = [
        *full_story.variables().values(),
        *(text for section in full_story.sections for text in section.text),
    ]
    assert not [text for text in texts if re.search(r"\bnan\b|\binf\b|None|\{|\}", text)]
    waterfalls = [
        section.chart for section in full_story.sections if isinstance(section.chart, WaterfallPicture)
    ]
    assert all(math.isfinite(step.amount) for chart in waterfalls for step in chart.steps)


def test_of_a_run_in_which_nothing_varies_no_figure_has_an_error(small: Case) -> None:
    fixed = {item.id: item.shown(item.likely) for item in roi.resolve(small).inputs}
    whole = story(roi.simulate(small, draws=256, overrides=fixed), DocumentRequest(created=DAY))
    assert all(not fact.figure.error for fact in whole.facts.values())
    assert {"drivers", "questions"} <= {absent.name for absent in whole.absent}
    assert whole.section("worth") is not None


def test_how_losing_draws_differ_is_said_in_plain_words(full_story: Story) -> None:
    risk = next(part for part in full_story.sections if part.name == "risk")
    assert risk.bullets
    assert "draws that lose money differ from all others" in risk.note


def test_no_sign_stands_before_a_currency(full_story: Story) -> None:
    texts = [*full_story.variables().values(), *(str(part.chart) for part in full_story.sections)]
    assert any(re.search(r"USD \+\d", text) for text in texts)
    assert not [text for text in texts if re.search(r"[+−]USD", text)]


@pytest.mark.parametrize(
    ("horizon", "months"), [(5, [5]), (24, [12, 24]), (30, [12, 24, 30]), (61, [12, 24, 36, 48, 61])]
)
def test_the_running_sum_is_told_up_to_the_horizon(small: Case, horizon: int, months: list[int]) -> None:
    run = roi.simulate(small, draws=64, seed=1, horizon=horizon)
    section = next(each for each in story(run, DocumentRequest(created=DAY)).sections if each.name == "when")
    assert section.table is not None
    assert [row[0] for row in section.table.rows] == [f"After {month} months" for month in months]


@pytest.mark.parametrize(
    ("cost", "label"),
    [("1", "Cost of a month's waiting"), ("90", "Cost of a month's waiting (below 0: it saves)")],
)
def test_a_cost_of_waiting_below_zero_says_what_it_means(cost: str, label: str) -> None:
    run = roi.simulate(money_case("x", {"x": "uniform(1, 2)"}, cost=cost), draws=64, seed=1)
    section = next(each for each in story(run, DocumentRequest(created=DAY)).sections if each.name == "when")
    assert label in [fact.label for fact in section.facts]
