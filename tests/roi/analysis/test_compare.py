"""Comparisons where the answer is known: constant differences, ties, one uniform number, straight lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import roi
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate, Comparison, compare
from roi.analysis.volume import leads, scan
from roi.analysis.volume_inputs import volume_input
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.cuts import HEADLINE
from tests.support.documents import case_of, flow, input_table

AT_START = {"unit": "USD", "when": "start"}
DRAWS = 4_096


def start(formula: str, class_: str | None = None) -> dict[str, Any]:
    """An amount at the start, where nothing is discounted."""
    role: dict[str, Any] = {"class_": class_} if class_ else {}
    return flow(formula, "USD", when="start", **role)


def labelled(lines: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"label": name, **entry} for name, entry in lines.items()}


def uniform_case() -> Case:
    """NPV is X = gain − 1 000 with gain uniform from 0 to 2 000; options: X − 100, 2 X, X again."""
    return case_of(
        {"gain": ("uniform(0, 2_000)", "USD"), "price": (1_000, "USD"), "noise": ("normal(0, 1)", "USD")},
        {
            "benefit": start("gain"),
            "licence": start("price", "licence"),
            "spare": {"formula": "noise", "unit": "USD"},
        },
        options={
            "dearer": {"inputs": {"price": 1_100}},
            "twice": {
                "lines": labelled(
                    {"benefit": start("gain + gain"), "licence": start("price + price", "licence")}
                )
            },
            "again": {"inputs": {"own": input_table("own", ("normal(5, 2)", "USD"))}},
        },
    )


def compared(case: Case, *options: str | None, **more: Any) -> Comparison:
    offered = [Candidate(option or AS_IT_STANDS, resolve(case, option=option)) for option in options]
    return compare(offered, **{"draws": DRAWS, **more})


def test_options_a_constant_apart_differ_by_it_in_every_draw() -> None:
    comparison = compared(uniform_case(), None, "dearer")
    gap = comparison.difference("dearer", AS_IT_STANDS)
    # 100 of sums up to 2,000: their rounding is below 1e-12 of them
    assert gap.base == pytest.approx(-100, abs=1e-9)
    assert gap.spread.mean.value == pytest.approx(-100, abs=1e-9)
    assert gap.spread.mean.error < 1e-9
    assert all(at.value == pytest.approx(-100, abs=1e-9) for at in gap.spread.percentiles.values())
    assert (gap.better.value, gap.equal.value) == (0.0, 0.0)
    dearer = next(standing for standing in comparison.standings if standing.name == "dearer")
    assert dearer.best.value == 0.0


def test_the_same_option_twice_ties_in_every_draw_and_shares_what_it_wins() -> None:
    comparison = compared(uniform_case(), None, "again")
    gap = comparison.difference("again", AS_IT_STANDS)
    assert gap.equal.value == 1.0
    assert gap.better.value == 0.0
    assert (comparison.npv["again"] == comparison.npv[AS_IT_STANDS]).all()
    first, second, nothing = comparison.standings
    assert first.best == second.best
    assert first.best.value + second.best.value + nothing.best.value == pytest.approx(1, abs=1e-12)
    assert first.best.value == pytest.approx(0.25, abs=6 * first.best.error)


def test_probabilities_regret_and_evpi_of_one_uniform_number() -> None:
    """X uniform on ±1,000: E max(0, X) = 250; with 2 X on offer 500, and regrets are those minus the means."""
    comparison = compared(uniform_case(), None)
    project, nothing = comparison.standings
    assert comparison.evpi.value == pytest.approx(250, abs=6 * comparison.evpi.error + 1)
    for standing in (project, nothing):
        assert standing.best.value == pytest.approx(0.5, abs=6 * standing.best.error)
        assert standing.regret.value == pytest.approx(250, abs=6 * standing.regret.error + 1)
    assert project.positive.value == pytest.approx(0.5, abs=6 * project.positive.error)
    wider = compared(uniform_case(), None, "twice", "dearer")
    means = {"case": 0.0, "twice": 0.0, "dearer": -100.0, NOTHING: 0.0}
    for standing in wider.standings:
        assert standing.regret.value == pytest.approx(
            500 - means[standing.name], abs=6 * standing.regret.error + 1
        )
    assert wider.evpi.value == pytest.approx(500, abs=6 * wider.evpi.error + 1)
    assert sum(standing.best.value for standing in wider.standings) == pytest.approx(1, abs=1e-12)


def test_the_expected_regret_of_the_choice_is_the_value_of_perfect_information() -> None:
    comparison = compared(uniform_case(), None, "twice", "dearer", "again")
    regrets = {standing.name: standing.regret.value for standing in comparison.standings}
    assert regrets[comparison.choice] == min(regrets.values()) == comparison.evpi.value


@pytest.mark.parametrize("sampler", ["sobol", "lhs", "random"])
def test_the_same_luck_as_a_simulation_to_the_bit_whatever_is_compared(sampler: str) -> None:
    case = uniform_case()
    alone = compared(case, "twice", sampler=sampler, seed=5)
    among = compared(case, "again", "twice", None, sampler=sampler, seed=5)
    run = roi.simulate(case, option="twice", draws=DRAWS, seed=5, sampler=sampler)
    assert (alone.npv["twice"] == among.npv["twice"]).all()
    assert (alone.npv["twice"] == run.values("npv")).all()
    assert among.base["twice"] == run.plan.metric("npv", HEADLINE)


def test_a_preset_without_costs_is_undefined_and_no_rival() -> None:
    case = case_of(
        {"gain": ("uniform(0, 2_000)", "USD"), "price": (1_000, "USD")},
        {"benefit": start("gain"), "licence": start("price", "licence")},
        presets={"story": {"unstated": ["licence"]}},
    )
    stated, story = (Candidate(name, resolve(case, preset=name)) for name in ("evidence", "story"))
    comparison = compare([stated, story], draws=DRAWS)
    unstated = next(standing for standing in comparison.standings if standing.name == "story")
    assert "does not state" in unstated.undefined
    assert all(map(math.isnan, (unstated.npv.mean.value, unstated.base, unstated.best.value)))
    assert math.isnan(comparison.difference("story", "evidence").better.value)
    assert comparison.evpi.value == compare([stated], draws=DRAWS).evpi.value
    with pytest.raises(RoiError, match="does not state"):
        compare([story], draws=DRAWS)


def test_what_cannot_be_compared_is_refused() -> None:
    case = uniform_case()
    candidate = Candidate("one", resolve(case))
    free = case_of({"gain": (5, "USD")}, {"benefit": start("gain"), "none": start("gain", "licence")},
                   options={"free": {"drop": ["none"]}})  # fmt: skip
    other = case_of({"x": (5, "USD")}, {"cost": start("x", "licence")}, header={"id": "other"})
    faults: list[tuple[list[Candidate], int, str]] = [
        ([], DRAWS, "nothing to compare"),
        ([candidate], 512, "too few"),
        ([candidate, candidate], DRAWS, "called `one`"),
        ([Candidate(NOTHING, candidate.model)], DRAWS, "called `nothing`"),
        ([candidate, Candidate("short", resolve(case, horizon=12))], DRAWS, "horizon 12"),
        ([candidate, Candidate("other", resolve(other))], DRAWS, "of the case other"),
        ([Candidate("free", resolve(free, option="free"))], DRAWS, "no costs"),
    ]
    for candidates, draws, message in faults:
        with pytest.raises(RoiError, match=message):
            compare(candidates, draws=draws)
    with pytest.raises(RoiError, match="not compared"):
        compare([candidate], draws=DRAWS).difference("one", "two")


# ---- volumes --------------------------------------------------------------------------------------------

WORTH, DEAR, CHEAP, FIXED = 30.0, 20.0, 4.0, 48_000.0


def volume_case(dear: object = DEAR, changed: Mapping[str, Any] = {}) -> Case:
    """Pays DEAR a unit; the option pays CHEAP a unit and FIXED once: dearer below 3,000 units."""
    return case_of(
        {
            "units": {"value": 1_000, "unit": "seat", "group": "Volume", "min": 0},
            "worth": (WORTH, "USD/seat"),
            "price": (dear, "USD/seat"),
            "fixed": (FIXED, "USD"),
        },
        {"benefit": start("units * worth"), "licence": start("units * price", "licence")},
        header={"units": ["seat"]},
        options={
            "own": {
                "inputs": {"price": CHEAP, **changed},
                "lines": labelled({"build": start("fixed", "integration")}),
            }
        },
    )


def candidates(case: Case) -> list[Candidate]:
    return [Candidate(option or AS_IT_STANDS, resolve(case, option=option)) for option in (None, "own")]


@pytest.mark.parametrize("at", ["base", "mean"])
def test_the_lead_changes_where_two_straight_lines_meet(at: Any) -> None:
    case = volume_case()
    assert volume_input(resolve(case)) == "units"
    scanned = scan(candidates(case), "units", at=at, draws=1_024)
    for measure in ("npv", "costs"):
        lead = scanned.lead(measure, [AS_IT_STANDS, "own"])
        (crossing,) = lead.crossings
        assert (crossing.below, crossing.above, lead.now) == (AS_IT_STANDS, "own", AS_IT_STANDS)
        assert crossing.volume == pytest.approx(FIXED / (DEAR - CHEAP), rel=1e-4)
    against_nothing = scanned.lead("npv", ["own"], nothing=True)
    assert against_nothing.first == NOTHING
    assert against_nothing.crossings[0].volume == pytest.approx(FIXED / (WORTH - CHEAP), rel=1e-4)
    assert scanned.lead("costs", ["own"]).crossings == ()


def test_on_average_the_mean_price_decides() -> None:
    """A triangular price has its mean off its mode: the plan and the average cross at different volumes."""
    price = "triangular(5, 20, 65)"
    case = volume_case(price)
    mean = (5 + 20 + 65) / 3
    lead = {at: scan(candidates(case), "units", at=at, draws=4_096).lead("costs", [AS_IT_STANDS, "own"])
            for at in ("base", "mean")}  # fmt: skip
    assert lead["base"].crossings[0].volume == pytest.approx(FIXED / (20 - CHEAP), rel=1e-4)
    # the mean of 4,096 Sobol' draws is off by less than 0.1 %
    assert lead["mean"].crossings[0].volume == pytest.approx(FIXED / (mean - CHEAP), rel=2e-3)


def test_equal_options_do_not_change_the_lead() -> None:
    case = volume_case()
    twins = [Candidate("one", resolve(case)), Candidate("two", resolve(case))]
    lead = scan(twins, "units").lead("costs", ["one", "two"])
    assert (lead.first, lead.now, lead.crossings) == ("one", "one", ())


@pytest.mark.parametrize("at", ["base", "mean"])
def test_a_way_of_a_volume_of_its_own_keeps_its_share(at: Any) -> None:
    scanned = scan(candidates(volume_case(changed={"units": 900})), "units", at=at, draws=1_024)
    (crossing,) = scanned.lead("npv", [AS_IT_STANDS, "own"]).crossings
    assert crossing.volume == pytest.approx(FIXED / (0.9 * (WORTH - CHEAP) - (WORTH - DEAR)), rel=1e-4)


def test_what_is_no_volume_is_refused() -> None:
    case = case_of(
        {"units": (10, "seat"), "luck": {"value": "uniform(0, 1)", "unit": "–", "chance": True},
         "none": (0, "seat"), "price": (1, "USD/seat")},
        {"cost": start("(units + none) * price * (luck < 1)", "licence")},
        header={"units": ["seat"]},
    )  # fmt: skip
    alone = [Candidate("one", resolve(case))]
    for name, message in (("unit", "no input `unit`"), ("luck", "no volume"), ("none", "no volume")):
        with pytest.raises(RoiError, match=message):
            scan(alone, name)
    with pytest.raises(RoiError, match="not compared"):
        scan(alone, "units").lead("npv", ["two"])
    with pytest.raises(RoiError, match="unknown"):
        scan(alone, "units").lead("irr", ["one"])  # type: ignore[arg-type]


def test_a_scan_gives_what_the_plan_gives() -> None:
    case = volume_case()
    scanned = scan(candidates(case), "units")
    place = int(np.argmin(np.abs(scanned.volumes - 1_000)))
    assert scanned.volumes[place] == pytest.approx(1_000, rel=1e-12)
    assert scanned.values["npv"]["own"][place] == pytest.approx(1_000 * (WORTH - CHEAP) - FIXED)
    assert scanned.values["costs"]["case"][place] == pytest.approx(1_000 * DEAR)


def test_gated_and_rival_options_are_known_by_the_case_and_not_by_their_names() -> None:
    """An option with a gate is not among the cheapest; two that a case calls rivals are held against each other."""
    shared = {"measured": ("normal(1, 1)", "USD"), "units": (1_000, "seat")}
    case = case_of(
        shared | {"price": (20, "USD/seat")},
        {"cost": start("units * price", "licence"), "gain": start("units * price + measured")},
        options={
            "trial": {"lines": labelled({"passed": {"formula": "measured >= 0", "unit": "–"}})},
            "pilot": {"inputs": {"price": 30}},
            "rented": {"inputs": {"price": 10}},
            "owned": {"inputs": {"price": 15}, "rival": "rented"},
        },
        header={"units": ["seat"]},
    )

    def looked_for(*options: str | None) -> dict[str, list[str]]:
        offered = [Candidate(option or AS_IT_STANDS, resolve(case, option=option)) for option in options]
        return {title: names for title, names, *_ in leads(scan(offered, "units"))}

    every = looked_for(None, "trial", "pilot", "rented", "owned")
    assert every["Lowest costs"] == [AS_IT_STANDS, "pilot", "rented", "owned"]
    assert every["Of the two models"] == ["owned", "rented"]
    assert "Of the two models" not in looked_for(None, "trial", "pilot", "owned")
    assert "Of the two models" not in looked_for("rented", "owned")  # they are all that there is
    gated = [Candidate(name, resolve(case, option="trial")) for name in ("low", "high")]
    assert [names for title, names, *_ in leads(scan(gated, "units")) if title == "Lowest costs"] == [
        ["low", "high"]
    ]
