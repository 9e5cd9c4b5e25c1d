"""Published figures: each verdict by a small claim, and the verdicts of the shipped cases."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cases
from roi.analysis.audit import Finding, audit
from roi.errors import RoiError
from roi.model import resolve
from tests.support.documents import case_of, flow, line

SOURCES = {"paper": {"title": "x", "publisher": "x", "date": datetime.date(2026, 1, 1), "seen": "quoted"}}
INPUTS = {
    "hours": (120, "hour/year"),
    "wage": ("range(20, 30, 60)", "USD/hour"),
    "share": (35, "%"),
    "fee": (1_200, "USD/year"),
    "build": (500, "USD"),
    "one": (1, "month"),
}
LINES = {
    "hours_saved": line("hours", "hour/month"),
    "gain": flow("hours_saved * wage"),
    "part": line("share", "%"),
    "licence": flow("fee", "USD/year", class_="licence", when="yearly-in-advance"),
    "setup": flow("build", "USD", class_="integration", when="start"),
    "growing": line("hours * month / one", "hour/month"),
}


def finding(presets: dict[str, Any] | None = None, **claim: Any) -> Finding:
    entry = {"id": "one", "text": "A claim.", "source": "paper", **claim}
    document = case_of(INPUTS, LINES, sources=SOURCES, claims=[entry], presets=presets or {})
    return audit(document)[0]


# ---- verdicts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        (300, "reconciles"),
        (301.5, "reconciles"),
        (298.6, "reconciles"),
        (302, "nearly"),
        (330, "nearly"),
        (275, "nearly"),
        (334, "contradicts"),
        (270, "contradicts"),
        (-300, "contradicts"),
        (0, "contradicts"),
    ],
)
def test_a_line_s_value_within_half_a_per_cent_or_ten(stated: float, verdict: str) -> None:
    """The plan's gain is 10 hours at 30 USD a month."""
    audited = finding(stated=stated, unit="USD/month", line="gain")
    assert audited.computed == pytest.approx(300, rel=1e-12)
    assert audited.verdict == verdict


@example(1.0049)
@example(1.0051)
@example(0.9951)
@example(0.9949)
@example(1.0999)
@example(1.1001)
@example(0.9001)
@example(0.8999)
@given(st.floats(0.01, 100))
def test_the_ratio_decides(ratio: float) -> None:
    audited = finding(stated=300 / ratio, unit="USD/month", line="gain")
    assert audited.ratio == pytest.approx(ratio, rel=1e-12)
    off = abs(ratio - 1)
    if min(abs(off - 0.005), abs(off - 0.1)) > 1e-9:
        expected = "reconciles" if off < 0.005 else "nearly" if off < 0.1 else "contradicts"
        assert audited.verdict == expected


def test_nothing_stated_and_nothing_found_reconciles() -> None:
    given_ = {"none": {"value": 0}}
    assert finding(stated=0, formula="none", given=given_).verdict == "reconciles"
    assert finding(stated=1, formula="none", given=given_).verdict == "contradicts"


def test_without_a_stated_figure_it_is_a_bound() -> None:
    audited = finding(unit="USD/year", line="gain")
    assert (audited.verdict, audited.ratio) == ("bound", None)
    assert audited.computed == pytest.approx(3_600, rel=1e-12)


def test_what_is_not_stated_cannot_be_checked() -> None:
    audited = finding(stated=22, unit="%", needs=["a base", "a control group"])
    assert (audited.verdict, audited.computed, audited.ratio) == ("cannot be checked", None, None)
    assert audited.why.startswith("Not stated: a base, a control group.")


# ---- what a line gives ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line_", "at", "unit", "expected"),
    [
        ("hours_saved", "steady", "hour/month", 10),
        ("hours_saved", "steady", "hour/year", 120),
        ("hours_saved", "year 1", "hour", 120),
        ("hours_saved", "year 2", "hour/year", 120),
        ("hours_saved", "total", "hour", 360),
        ("hours_saved", "total", "minute", 21_600),
        ("growing", "year 1", "hour", 10 * 78),
        ("growing", "year 3", "hour/year", 10 * (300 + 66)),
        ("growing", "steady", "hour/month", 360),
        ("gain", "year 1", "USD", 3_600),
        ("gain", "year 1", "USD/year", 3_600),
        ("gain", "total", "USD", 10_800),
        ("licence", "steady", "USD/year", 1_200),
        ("licence", "year 2", "USD", 1_200),
        ("licence", "total", "USD", 3_600),
        ("setup", "start", "USD", 500),
        ("setup", "total", "USD", 500),
        ("setup", "year 1", "USD", 0),
        ("part", "steady", "%", 35),
        ("part", "steady", "–", 0.35),
    ],
)
def test_a_line_at_a_time_in_a_unit(line_: str, at: str, unit: str, expected: float) -> None:
    assert finding(unit=unit, line=line_, at=at).computed == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("at", ["year 0", "year 4", "year 9999", "year", "year -1", "Steady", ""])
def test_a_time_that_is_not_there(at: str) -> None:
    with pytest.raises(RoiError, match="one: at"):
        finding(unit="USD", line="gain", at=at)


def test_a_short_last_year_is_summed_as_it_is() -> None:
    claim = {"id": "one", "text": "x", "source": "paper", "unit": "USD", "line": "gain", "at": "year 2"}
    document = case_of(INPUTS, LINES, sources=SOURCES, claims=[claim], header={"horizon": 18})
    assert audit(document)[0].computed == pytest.approx(6 * 300, rel=1e-12)


def test_a_preset_is_audited_in_its_own_words() -> None:
    presets = {"report": {"inputs": {"wage": 200}}}
    audited = finding(presets, stated=24_000, unit="USD/year", line="gain", preset="report")
    assert audited.verdict == "reconciles"
    assert finding(presets, stated=24_000, unit="USD/year", line="gain").verdict == "contradicts"


def test_a_formula_of_given_figures() -> None:
    given_ = {"people": {"value": 20}, "each": {"value": "15 - 3", "unit": "minute"}}
    audited = finding(stated=4, unit="hour", formula="people * each", given=given_)
    assert audited.computed == pytest.approx(4, rel=1e-14)
    assert audited.verdict == "reconciles"


def test_a_formula_may_not_use_the_case_s_inputs() -> None:
    with pytest.raises(RoiError, match="the name `wage` is unknown"):
        finding(stated=4, formula="wage", given={})


# ---- what it implies -----------------------------------------------------------------------------------


def test_an_implied_input_inside_the_evidence() -> None:
    presets = {"report": {"inputs": {"wage": 45}}}
    audited = finding(presets, stated=450, unit="USD/month", line="gain", preset="report", implies="wage")
    assert audited.verdict == "reconciles"
    assert audited.implied is not None
    assert audited.implied.plausible
    assert (audited.implied.value, audited.implied.unit) == (45, "USD/hour")
    assert 0.5 < audited.implied.below < 0.9
    wage = resolve(case_of(INPUTS, LINES)).input("wage")
    p1, p99 = wage.quantile(np.array([0.01, 0.99]))
    assert audited.implied.p1 == pytest.approx(p1, rel=1e-12)
    assert audited.implied.p99 == pytest.approx(p99, rel=1e-12)
    assert "within P1–P99" in audited.why


@pytest.mark.parametrize("stated", [2_000, 9_000])
def test_an_implied_input_outside_is_implausible_whatever_the_arithmetic(stated: float) -> None:
    presets = {"report": {"inputs": {"wage": 200}}}
    audited = finding(presets, stated=stated, unit="USD/month", line="gain", preset="report", implies="wage")
    assert audited.verdict == "implausible"
    assert audited.implied is not None
    assert audited.implied.below > 0.99
    assert "outside P1–P99" in audited.why
    assert audited.why.startswith("The arithmetic holds." if stated == 2_000 else "The figures give")


def test_an_implied_input_by_a_formula_in_its_own_unit() -> None:
    given_ = {"money": {"value": 2_000, "unit": "USD"}, "time": {"value": 600, "unit": "minute"}}
    audited = finding(
        stated=2_000, unit="USD", formula="money", given=given_, implies="wage", implied="money / time"
    )
    assert audited.implied is not None
    assert audited.implied.value == pytest.approx(200, rel=1e-12)  # 2,000 USD for 10 hours
    assert audited.verdict == "implausible"


def test_a_percent_input_is_implied_in_percent() -> None:
    given_ = {"part": {"value": 7}, "whole": {"value": 20}}
    audited = finding(stated=7, formula="part", given=given_, implies="share", implied="part / whole")
    assert audited.implied is not None
    assert audited.implied.value == pytest.approx(35, rel=1e-12)
    assert audited.implied.plausible


def test_a_given_may_be_implied() -> None:
    given_ = {"beds": {"value": "10 to 40"}, "told": {"value": 400}}
    audited = finding(stated=400, formula="told", given=given_, implies="beds", implied="told")
    assert (audited.verdict, audited.implied.name if audited.implied else "") == ("implausible", "beds")
    assert finding(stated=400, formula="told", given=given_, implies="beds").implied is None


def test_a_plain_number_that_is_given_is_no_evidence() -> None:
    """It would be held against itself, and always fit: the input of that name is the evidence."""
    given_ = {"wage": {"value": 200, "unit": "USD/hour"}, "time": {"value": 10, "unit": "hour"}}
    stated: dict[str, Any] = {"stated": 2_000, "unit": "USD", "formula": "wage * time", "given": given_}
    audited = finding(**stated, implies="wage", implied="wage")
    assert audited.verdict == "implausible"
    assert audited.implied is not None
    assert audited.implied.p1 < audited.implied.p99 < audited.implied.value == 200
    assert finding(**stated, implies="time", implied="time").implied is None


@pytest.mark.parametrize(
    ("presets", "preset"), [({}, "evidence"), ({"report": {"inputs": {"share": 40}}}, "report")]
)
def test_the_evidence_is_not_held_against_itself(presets: dict[str, Any], preset: str) -> None:
    audited = finding(presets, stated=450, unit="USD/month", line="gain", preset=preset, implies="wage")
    assert audited.implied is None


# ---- the shipped cases ---------------------------------------------------------------------------------

R, N, C, I, X, B = "reconciles", "nearly", "contradicts", "implausible", "cannot be checked", "bound"  # noqa: E741
MARKET = {
    "market-cagr": (N, 11.96),
    "market-12-to-14": (C, 22_355e6),
    "market-forecast-period": (C, 5),
    "market-europe-follows": (C, 0),
    "market-types": (R, 100),
    "market-applications": (R, 100),
    "market-preference": (R, 100),
    "market-regions": (N, 92),
}
VERDICTS: dict[str, dict[str, tuple[str, float | None]]] = {
    "code-assistant": {
        "code-value": (R, 8e6),
        "code-hours": (C, 1.575e6),
        "code-rate": (B, 200),
        "code-seat-value": (B, 66.67),
        "code-defects": (X, None),
        "code-cost": (X, None),
        "uk-trial-days": (R, 28),
    },
    "clinical-scribe": {
        "scribe-hours": (R, 10_000),
        "scribe-value": (R, 2e6),
        "scribe-scale": (I, 2.5e6),
        "scribe-minutes": (I, 12),
        "scribe-cost": (X, None),
        "tpmg-days": (C, 1_974),
        "aha-minutes": (I, 0.7325),
        "ucsf-coding": (R, 3_045),
    },
    "bank-chatbot": {
        "bank-value": (X, None),
        "bank-per-customer": (B, 0.90),
        "bank-calls-avoided": (B, 5.6e6),
        "bank-calls-a-customer": (B, 0.40),
        "bank-per-call": (B, 1.61),
        "bank-csat": (X, None),
        "bank-cost": (X, None),
        "klarna-per-chat": (B, 1.45),
        "cba-posts": (C, 10),
        "klarna-posts": (B, 70_340),
    },
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts_of_the_shipped_claims(name: str) -> None:
    """The audit table of the evidence: verdict and figure of every claim, market report included."""
    findings = {finding.claim.id: finding for finding in audit(cases.load(name))}
    expected = VERDICTS[name] | MARKET
    assert findings.keys() == expected.keys()
    for claim, (verdict, figure) in expected.items():
        assert findings[claim].verdict == verdict, claim
        if figure is None:
            assert findings[claim].computed is None
        else:
            assert findings[claim].computed == pytest.approx(figure, rel=0.005), claim  # rounded as published


def test_what_the_shipped_claims_imply() -> None:
    findings = {finding.claim.id: finding for name in VERDICTS for finding in audit(cases.load(name))}
    scale, minutes = findings["scribe-scale"].implied, findings["scribe-minutes"].implied
    assert scale is not None
    assert minutes is not None
    assert scale.value == pytest.approx(2_500)  # 7 visits a hospital and day
    assert scale.below < 0.01
    assert minutes.value == pytest.approx(12)
    assert minutes.below > 0.99
    assert findings["code-hours"].ratio == pytest.approx(39.375)
    assert findings["tpmg-days"].ratio == pytest.approx(15_791 / 8 / 1_794)


@pytest.mark.parametrize("name", VERDICTS)
def test_every_finding_says_why(name: str) -> None:
    for finding in audit(cases.load(name)):
        assert finding.why.strip().endswith("."), finding.claim.id
        assert "  " not in finding.why
