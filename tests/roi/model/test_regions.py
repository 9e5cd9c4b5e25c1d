"""A case in another region: what moves, by how much, on whose word, and what stays."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi.analysis.remarks import remarks
from roi.case import Case, Override
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, ModelInput, resolve
from roi.model.regions import currency_of
from roi.sim.cuts import HEADLINE
from roi.sim.plan import plan
from tests.support.documents import case_of, flow

Z = 1.2815515655446004  # the normal score of P90
DATE = datetime.date(2026, 1, 1)
SOURCES = {
    name: {"title": name, "publisher": "x", "date": DATE, "seen": "primary"} for name in ("office", "bureau")
}
RATES = {"EUR": {"value": 1.25, "date": DATE, "source": "office"}}
INPUTS = {
    "wage": {"value": "range(40, 50, 70)", "unit": "USD/hour", "local": "wages", "min": 20, "max": 200,
             "grade": "measured", "source": "bureau"},
    "post": {"value": 100_000, "unit": "USD/FTE/year", "local": ["wages", "hours"]},
    "training": {"value": "triangular(10, 20, 60)", "unit": "USD", "local": "wages"},
    "growth": {"value": 3, "unit": "%/year", "local": "wage-growth"},
    "tokens": (10, "USD/month"),
    "work": (100, "hour/month"),
    "staff": (2, "FTE"),
}  # fmt: skip
LINES = {
    "saved": flow("work * wage * grow(growth, month)"),
    "people": flow("staff * post", "USD/year", class_="run"),
    "usage": flow("tokens", class_="licence"),
    "learning": flow("training", "USD", class_="change", when="start"),
}


def region(**tables: Any) -> dict[str, Any]:
    return {"title": "There", **tables}


def case(there: dict[str, Any] | None = None, **tables: Any) -> Case:
    home = {
        "title": "Home",
        "currency": "USD",
        "levels": {"wages": "50 USD/hour", "hours": "1_800 hour/year"},
        "values": {"wage-growth": 3},
    }
    away = region(
        currency="EUR",
        levels={
            "wages": {"value": "range(20, 32, 40) EUR/hour", "grade": "survey", "source": "office"},
            "hours": {"value": "1_575 hour/year", "grade": "measured", "source": "office"},
        },
        values={"wage-growth": {"value": "normal(4, 1)", "note": "From there."}},
        risks=[{"text": "Data stays.", "source": "office"}],
        options={"case": "Not offered there."},
    )
    return case_of(
        INPUTS, LINES, header={"region": "home"}, rates=RATES, sources=SOURCES,
        regions={"home": home, "there": away if there is None else there}, **tables,
    )  # fmt: skip


def moved(name: str, **given: Any) -> ModelInput:
    return resolve(case(**given.pop("tables", {})), region="there", **given).input(name)


def quantiles(item: ModelInput) -> list[float]:
    return [item.shown(float(value)) for value in item.quantile(np.array([0.1, 0.5, 0.9]))]


# ---- by how much ---------------------------------------------------------------------------------------


def test_a_figure_is_multiplied_by_the_ratio_of_two_levels_in_their_money() -> None:
    """32 EUR at 1.25 are 40 USD, against 50 at home."""
    assert quantiles(moved("wage"))[1] == pytest.approx(50 * 0.8, rel=1e-3)


def test_the_spread_of_the_ratio_joins_that_of_the_figure() -> None:
    """On either side of the median squares of logarithms add up, as for a product of lognormals."""
    low, middle, high = quantiles(moved("wage"))
    down, up = (
        math.hypot(math.log(50 / 40), math.log(32 / 20)),
        math.hypot(math.log(70 / 50), math.log(40 / 32)),
    )
    assert (math.log(middle / low), math.log(high / middle)) == pytest.approx((down, up), rel=1e-3)


@given(st.floats(0.01, 0.55), st.floats(0.01, 0.55), st.floats(0.05, 5))
def test_of_two_lognormals_it_is_their_product(sd_level: float, other: float, level: float) -> None:
    """P10, P50 and P90 of a lognormal times a lognormal, in closed form."""
    ends = [f"{level * math.exp(sign * Z * other):.9g}" for sign in (-1, 0, 1)]
    at_home, there = ({"title": name, "levels": {"wages": value}} for name, value in (
        ("Home", 1), ("There", f"range({', '.join(ends)})"),
    ))  # fmt: skip
    value = (
        f"metalog(p10={100 * math.exp(-Z * sd_level):.9g}, p50=100, p90={100 * math.exp(Z * sd_level):.9g})"
    )
    document = case_of(
        {"wage": {"value": value, "unit": "USD/month", "local": "wages", "min": 0}}, {"cost": flow("wage")},
        header={"region": "home"}, regions={"home": at_home, "there": there},
    )  # fmt: skip
    sd = math.hypot(sd_level, other)
    expected = [100 * level * math.exp(sign * Z * sd) for sign in (-1, 0, 1)]
    assert quantiles(resolve(document, region="there").input("wage")) == pytest.approx(expected, rel=2e-3)


def test_a_figure_may_follow_two_things() -> None:
    """A post of a year: the hourly wage there, for the hours that are worked there."""
    assert quantiles(moved("post"))[1] == pytest.approx(100_000 * 0.8 * 1_575 / 1_800, rel=1e-3)


def test_the_value_of_the_base_case_moves_with_it() -> None:
    """The mode of a triangle, and not its median, is what is planned with."""
    assert moved("training").shown(moved("training").likely) == pytest.approx(20 * 0.8)


def test_limits_leave_room_and_are_never_closer_than_at_home() -> None:
    spec = moved("wage").spec
    assert spec.min is not None
    assert spec.max is not None
    assert spec.min < 20 * 0.8
    assert spec.max >= 200


def test_a_certain_ratio_moves_every_quantile_alike() -> None:
    there = region(levels={"wages": "25 USD/hour"})
    assert quantiles(moved("wage", tables={"there": there})) == pytest.approx([20, 25, 35], rel=1e-9)


# ---- on whose word -------------------------------------------------------------------------------------


def test_what_is_moved_names_both_its_sources_and_is_known_no_better_than_the_worse() -> None:
    spec = moved("wage").spec
    assert spec.source == ("bureau", "office")
    assert spec.grade == "judgement"  # of the level at home, a bare number
    assert spec.note.startswith("range(40, 50, 70) in Home × 0.8 (0.5 to 1), wages in There.")


def test_a_value_of_the_region_takes_the_place_of_the_case() -> None:
    item = moved("growth")
    assert (item.layer, item.spec.value, item.spec.note) == ("region", "normal(4, 1)", "From there.")


def test_the_region_brings_its_risks_and_what_to_know_of_an_option() -> None:
    there, home = (resolve(case(), region=name) for name in ("there", None))
    assert [risk.text for risk in there.risks] == ["Data stays.", "Not offered there."]
    assert home.risks == ()


# ---- order ---------------------------------------------------------------------------------------------


def test_presets_and_answers_stand_as_they_were_given() -> None:
    tables = {"presets": {"claim": {"inputs": {"wage": 60}}}}
    layer = Layer("set", of_setting("set"), {"post": Override("90_000")}, "seller")
    model = resolve(case(**tables), preset="claim", region="there", layers=[layer])
    assert quantiles(model.input("wage"))[1] == 60
    assert quantiles(model.input("post"))[1] == 90_000


def test_an_option_is_written_for_the_same_region_as_its_case() -> None:
    guard = {"label": "Guard", "value": 10, "unit": "USD/hour", "local": "wages", "grade": "judgement"}
    tables = {"options": {"way": {"inputs": {"wage": 100, "guard": guard}}}}
    model = resolve(case(**tables), option="way", region="there")
    assert quantiles(model.input("wage"))[1] == pytest.approx(80)
    assert quantiles(model.input("guard"))[1] == pytest.approx(8)


def test_a_value_of_an_option_stands_above_that_of_the_region() -> None:
    tables = {"options": {"way": {"inputs": {"growth": 2}}}}
    assert moved("growth", tables=tables, option="way").spec.value == "2"


def test_an_input_that_the_region_names_is_not_moved_by_a_level() -> None:
    there = region(levels={"wages": "25 USD/hour"}, inputs={"wage": "31 EUR/hour"})
    item = moved("wage", tables={"there": there})
    assert item.shown(item.likely) == pytest.approx(31 * 1.25)


def test_an_answer_is_held_against_what_the_region_says() -> None:
    """An answer that is the region's own figure tells nothing of what it is correlated with."""
    pairs = [{"between": ["wage", "training"], "rank": 0.5}]
    text = moved("wage").spec.value
    layer = Layer("set", of_setting("set"), {"wage": Override(text)}, "seller")
    assert not resolve(case(correlations=pairs), region="there", layers=[layer]).moved


# ---- the region that the case is written for -----------------------------------------------------------


def figures(model: Model) -> tuple[object, ...]:
    return model.inputs, model.currency, model.risks, plan(model).outcome.metric("npv", HEADLINE).tobytes()


def test_its_own_region_changes_nothing() -> None:
    assert figures(resolve(case(), region="home")) == figures(resolve(case()))


def test_without_a_region_the_document_is_as_ever() -> None:
    document = case_of({"tokens": (10, "USD/month")}, {"usage": flow("tokens")})
    assert resolve(document).region is None
    with pytest.raises(RoiError, match="does not say of which region"):
        resolve(document, region="EU")


# ---- money ---------------------------------------------------------------------------------------------


def test_results_are_in_the_money_of_the_region_unless_another_is_asked_for() -> None:
    assert resolve(case(), region="there").currency == "EUR"
    assert resolve(case(), region="there", currency="USD").currency == "USD"
    assert currency_of(case(), "home") == "USD"


def test_a_price_in_dollars_stays_one_and_is_converted() -> None:
    """What the place does not move costs 10 USD a month there too: 8 EUR."""
    base, there = plan(resolve(case())), plan(resolve(case(), region="there"))
    assert there.payments["usage"] == pytest.approx(base.payments["usage"] / 1.25)


# ---- what cannot be ------------------------------------------------------------------------------------


FAULTS = {
    "has no region `ther`": (None, "ther"),
    "a level must lie above 0": (region(levels={"wages": 0}), "there"),
    "does not convert to USD/hour": (region(levels={"wages": "3 hour"}), "there"),
    "Home has no level of `rent`": (region(levels={"rent": 1}), "there"),
    "there is no rate for JPY": (region(currency="JPY"), "there"),
}


@pytest.mark.parametrize("message", FAULTS)
def test_one_message(message: str) -> None:
    there, name = FAULTS[message]
    document = case(there)
    if "rent" in message:
        wage = {**document.document["inputs"]["wage"], "local": "rent"}  # type: ignore[index]
        with pytest.raises(RoiError, match="no region knows"):
            case_of({"wage": wage}, {"cost": flow("wage * 0")}, header={"region": "home"},
                    regions=document.document["regions"], sources=SOURCES, rates=RATES)  # fmt: skip
        return
    with pytest.raises(RoiError, match=message):
        resolve(document, region=name)


def test_what_may_be_nothing_cannot_be_multiplied_by_what_is_uncertain() -> None:
    tables = {"options": {"way": {"inputs": {"training": "range(-10, 20, 60)"}}}}
    with pytest.raises(RoiError, match="may be 0 or less"):
        moved("training", tables=tables, option="way")


def test_what_a_region_says_nothing_of_is_remarked_on() -> None:
    there = region(levels={"wages": "25 USD/hour"})
    texts = [remark.text for remark in remarks(resolve(case(there), region="there"))]
    assert "has nothing on `hours`: post as in the case" in texts
    assert "has nothing on `wage-growth`: growth as in the case" in texts
