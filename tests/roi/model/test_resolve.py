"""Options, presets, horizon and currency of a resolved case."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

import cases
import roi
from roi.case import Case
from roi.errors import RoiError
from roi.model import resolve
from roi.sim.cuts import HEADLINE
from roi.sim.metrics import metrics_of
from roi.sim.plan import plan
from tests.support.documents import case_of, flow, input_table, line
from tests.support.shipped import SAMPLE

RATE = {"EUR": {"value": 1.1, "date": datetime.date(2026, 1, 1), "source": "judgement"}}


def case(**tables: Any) -> Case:
    inputs = {"x": (10, "USD/month"), "fee": (60, "USD")}
    lines = {
        "level": line("x", "USD/month"),
        "gain": flow("level"),
        "licence": flow("fee", "USD", class_="licence", when="start"),
        "build": flow("fee", "USD", class_="integration", when="start"),
    }
    return case_of(inputs, lines, **tables)


def ids(model: roi.model.Model) -> list[str]:
    return [line.id for line in model.lines]


def test_an_option_drops_replaces_and_adds_lines_and_inputs() -> None:
    server = input_table("server", (3, "USD/month"))
    option = {
        "inputs": {"server": server, "fee": 90},
        "lines": {
            "level": {"label": "level", **line("2 * x", "USD/month")},
            "machine": {"label": "machine", **flow("server", class_="run")},
        },
        "drop": ["licence"],
    }
    hosted = plan(resolve(case(options={"hosted": option}), option="hosted"))
    assert ids(hosted.model) == ["level", "gain", "build", "machine"]
    assert hosted.payments["gain"][1] == 20.0
    assert hosted.payments["build"][0] == 90.0
    assert hosted.payments["machine"][1] == 3.0
    assert [item.id for item in hosted.model.inputs] == ["x", "fee", "server", "discount_rate"]
    plain = resolve(case(options={"hosted": option}))
    assert ids(plain) == ["level", "gain", "licence", "build"]
    assert [item.id for item in plain.inputs] == ["x", "fee", "discount_rate"]


def test_a_replaced_line_keeps_its_place() -> None:
    option = {"lines": {"gain": {"label": "gain", **flow("3 * level")}}}
    assert ids(resolve(case(options={"more": option}), option="more")) == ids(resolve(case()))


def test_an_option_without_anything_changes_nothing() -> None:
    document = case(options={"same": {}})
    base, same = plan(resolve(document)), plan(resolve(document, option="same"))
    for name, paid in base.payments.items():
        np.testing.assert_array_equal(paid, same.payments[name])


def test_presets_name_unstated_classes() -> None:
    document = case(presets={"silent": {"unstated": ["licence", "run"]}})
    assert resolve(document).unstated == ()
    assert resolve(document, preset="silent").unstated == ("licence", "run")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"option": "hosted"}, "small has no option `hosted`"),
        ({"preset": "reprot"}, "small has no preset `reprot`"),
        ({"horizon": 0}, "0 months are not between 1 and 120"),
        ({"horizon": 121}, "121 months are not between 1 and 120"),
        ({"currency": "EUR"}, "small has no rate for `EUR`"),
    ],
)
def test_what_is_not_there_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(RoiError) as refusal:
        resolve(case(), **arguments)
    assert refusal.value.message == message
    assert str(refusal.value.where) == next(iter(arguments))
    assert refusal.value.hint


@pytest.mark.parametrize("horizon", [1, 12, 120])
def test_the_horizon_of_the_command_line(horizon: int) -> None:
    base = plan(resolve(case(), horizon=horizon))
    assert len(base.payments["gain"]) == horizon + 1


def test_results_in_another_currency_are_results_over_the_rate() -> None:
    """Every amount of money is 1/1.1 of itself and every ratio is itself, to 1e-12."""
    document = case(rates=RATE)
    dollars = roi.simulate(document, draws=32).summary()
    euros = roi.simulate(document, draws=32, currency="EUR").summary()
    for name, row in metrics_of(resolve(document)).items():
        scale = 1 / 1.1 if row.unit == "money" else 1.0
        usd, eur = (figures.metrics["headline"][name] for figures in (dollars, euros))
        assert eur.base == pytest.approx(usd.base * scale, rel=1e-12)
        for at, estimate in usd.percentiles.items():
            assert eur.percentiles[at].value == pytest.approx(estimate.value * scale, rel=1e-12)


@pytest.mark.parametrize("name", SAMPLE)
def test_shipped_cases_in_euros(name: str) -> None:
    document = cases.load(name)
    rate = document.rates["EUR"].value
    for preset in ("evidence", "report-effects"):
        dollars = plan(resolve(document, preset=preset))
        euros = plan(resolve(document, preset=preset, currency="EUR"))
        for metric, row in metrics_of(dollars.model).items():
            scale = 1 / rate if row.unit == "money" else 1.0
            expected = dollars.metric(metric, HEADLINE) * scale
            assert euros.metric(metric, HEADLINE) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_a_rate_does_not_move_the_case_s_own_currency() -> None:
    with_rate, without = plan(resolve(case(rates=RATE))), plan(resolve(case()))
    assert with_rate.metric("npv", HEADLINE) == without.metric("npv", HEADLINE)
