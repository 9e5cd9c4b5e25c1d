"""The ways to deploy of the shipped cases: complete, sourced, and with the economics they claim."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import cases
import roi
from cases.prices import package_version, price_inputs, token_price
from roi.analysis.compare import AS_IT_STANDS, NOTHING, Candidate
from roi.analysis.volume import scan
from roi.analysis.volume_inputs import volume_input
from roi.case import ESTIMATE, EVIDENCE, RESERVED_WAYS, Case, Input, Override
from roi.errors import RoiError, of_setting
from roi.model import Layer, Model, resolve
from roi.sim.cuts import HEADLINE
from roi.sim.plan import Plan, plan
from roi.sim.summary import blank_classes
from tests.support.documents import case_of, flow

NAMES = ("bank-chatbot", "clinical-scribe", "code-assistant")
EFFECT = {"bank-chatbot": "net_fall", "clinical-scribe": "minutes_saved", "code-assistant": "time_reduction"}
# Inputs of which less is better: a conservative value is above the middle.
DEAR = ("months_to_plateau", "failure_rate")
# Contested by those who pay it: a conservative case counts none of it, instead of a quartile.
CONTESTED = ("coding_gain",)
every_case = pytest.mark.parametrize("name", NAMES)


@cache
def shipped(name: str) -> Case:
    return cases.load(name)


def model(name: str, option: str | None = None, preset: str = EVIDENCE, **values: str) -> Model:
    overrides = {key: Override(value) for key, value in values.items()}
    return resolve(
        shipped(name), option=option, preset=preset, layers=[Layer("set", of_setting("set"), overrides)]
    )


def planned(name: str, option: str | None = None, preset: str = EVIDENCE, **values: str) -> Plan:
    return plan(model(name, option, preset, **values))


def own_inputs(name: str) -> list[tuple[str, Input]]:
    case = shipped(name)
    return [
        (f"{option.id}: {key}", entry)
        for option in case.options.values()
        for key, entry in option.inputs.items()
        if isinstance(entry, Input)
    ]


@every_case
def test_every_option_has_every_class_of_cost(name: str) -> None:
    for option in shipped(name).options:
        assert blank_classes(model(name, option)) == (), option


@every_case
def test_inputs_of_options_can_be_asked_and_say_where_they_come_from(name: str) -> None:
    sources = shipped(name).sources
    for where, entry in own_inputs(name):
        assert entry.luck or entry.ask, where
        assert entry.source or entry.grade == "judgement", where
        assert entry.note, where
        assert set(entry.source) <= set(sources), where
    for option in shipped(name).options.values():
        for key, changed in option.inputs.items():
            assert changed.grade, f"{option.id}: {key}"
            assert changed.note or changed.source, f"{option.id}: {key}"


@every_case
def test_what_options_share_is_one_input(name: str) -> None:
    """The same luck needs the same input: an option that changed its text would compare two things."""
    known: dict[str, Input] = {}
    for where, entry in own_inputs(name):
        if entry.id not in ("quality", "least_gpus", "fine_tuning"):
            assert known.setdefault(entry.id, entry) == entry, where


@every_case
def test_options_leave_the_evidence_alone(name: str) -> None:
    case = shipped(name)
    bare = replace(case, options={}, correlations=tuple(
        pair for pair in case.correlations if set(pair.between) <= set(case.inputs)
    ))  # fmt: skip
    with_options, without = (roi.simulate(document, draws=1_024).values("npv") for document in (case, bare))
    assert (with_options == without).all()


@every_case
def test_scenarios_are_the_quartiles_of_the_evidence(name: str) -> None:
    case, evidence = shipped(name), model(name)
    for preset, low in (("conservative", True), ("stretch", False)):
        changed = case.presets[preset].inputs
        assert EFFECT[name] in changed
        for key in changed:
            item = model(name, preset=preset).input(key)
            if low and key in CONTESTED:
                assert item.likely == 0
                continue
            quarter = 0.25 if low == (key not in DEAR) else 0.75
            quantile = float(evidence.input(key).quantile(np.array([quarter]))[0])
            assert item.likely == pytest.approx(quantile, rel=5e-3)  # three digits are written
            assert item.spec.grade == "implied"
    npv = [
        planned(name, preset=preset).metric("npv", HEADLINE)
        for preset in ("conservative", EVIDENCE, "stretch")
    ]
    assert npv == sorted(npv)


@every_case
def test_open_weights_are_fixed_cost_and_the_api_is_not(name: str) -> None:
    """At a hundredth of the volume one's own GPUs and staff cost more; one more unit costs less."""
    case = shipped(name)
    volume = volume_input(resolve(case))
    assert volume is not None
    scanned = scan(
        [Candidate(option, resolve(case, option=option)) for option in ("general-api", "open-weights")],
        volume,
    )
    costs, volumes = scanned.values["costs"], scanned.volumes
    hosted, api = costs["open-weights"], costs["general-api"]
    assert hosted[0] > api[0]
    slope = {key: (values[-1] - values[-2]) / (volumes[-1] - volumes[-2]) for key, values in costs.items()}
    assert slope["open-weights"] < slope["general-api"]


@every_case
def test_a_larger_model_costs_its_multiple_and_is_better_by_its_gain(name: str) -> None:
    line = {"bank-chatbot": "usage"}.get(name, "licence")
    for step, cost, gain in (("0", 1.0, 0.0), ("1", 15.0, 0.075), ("0.5", 15**0.5, 0.0375)):
        before, after = planned(name, "general-api"), planned(name, "general-api", size_step=step)
        assert after.payments[line].sum() == pytest.approx(cost * before.payments[line].sum())
        quality = [float(run.values["quality_reached"][-1]) for run in (before, after)]
        assert quality[1] == pytest.approx(quality[0] * (1 + gain))


@every_case
def test_tokens_cost_their_list_price_month_by_month(name: str) -> None:
    """By hand: use × (fresh × price + cached × its price + written × its price) × the change of price."""
    plan = planned(name, "general-api")
    value = plan.inputs
    use = {
        "bank-chatbot": lambda: plan.values["sessions"][36],
        "clinical-scribe": lambda: value["visits"] / 12 * plan.values["adoption"][36],
        "code-assistant": lambda: plan.values["active_seats"][36] * value["requests"],
    }[name]()
    fresh, cached = 1 - value["cached_share"], value["cached_share"]
    price = fresh * value["token_price_in"] + cached * value["token_price_cached"]
    unit = (value["tokens_in"] * price + value["tokens_out"] * value["token_price_out"]) / 1e6
    month = 36 if name == "bank-chatbot" else 35  # quoted for the start, or for the first month
    paid = use * unit * (1 + value["price_change"]) ** (month / 12)
    line = "usage" if name == "bank-chatbot" else "licence"
    assert plan.payments[line][36] == pytest.approx(paid, rel=1e-12)


@every_case
@pytest.mark.parametrize(
    "lever", ["quantisation", "distillation", "mixture_of_experts", "speculative_decoding", "utilisation"]
)
def test_every_lever_saves_gpus_until_the_least(name: str, lever: str) -> None:
    value = {"utilisation": "80%"}.get(lever, "3.2")
    factor = {"utilisation": 80 / 40, "quantisation": 3.2 / 1.6}.get(lever, 3.2)
    busy = {"least_gpus": "0"}
    before, after = (
        planned(name, "open-weights", **busy),
        planned(name, "open-weights", **busy, **{lever: value}),
    )
    assert before.values["gpus"][36] == pytest.approx(factor * after.values["gpus"][36])
    assert planned(name, "open-weights", least_gpus="1_000").values["gpus"][36] == 1_000


@every_case
def test_gpus_follow_tokens_throughput_and_utilisation(name: str) -> None:
    plan = planned(name, "open-weights", least_gpus="0")
    value = plan.inputs
    seconds = 8_766 / 12 * 3_600
    one_gpu = value["throughput"] * value["quantisation"] * value["utilisation"] * seconds
    assert plan.values["gpus"][36] == pytest.approx(plan.values["work"][36] / one_gpu, rel=1e-12)
    hours = plan.values["gpus"][36] * 8_766 / 12
    price = value["gpu_price"] * (1 + value["gpu_hidden"]) * (1 + value["gpu_price_change"]) ** 3
    assert plan.payments["gpu_cost"][36] == pytest.approx(hours * price, rel=1e-12)


@every_case
def test_a_better_model_never_helps_less_and_slows_no_more(name: str) -> None:
    line = {"bank-chatbot": "fall", "clinical-scribe": "saved_per_visit", "code-assistant": "effect"}[name]
    for effect in ("5", "-0.4" if name == "clinical-scribe" else "-5"):
        low, high = (
            float(
                planned(name, "general-api", **{EFFECT[name]: effect, "quality": quality})
                .values[line]
                .ravel()[-1]
            )
            for quality in ("80", "120")
        )
        assert low <= high


# ---- the pilot ------------------------------------------------------------------------------------------

PILOT_ONLY = {
    "pilot_costs", "measurement_cost", "training_of_pilot", "learning_cost", "licence", "usage", "platform_cost",
    "run_cost",
}  # fmt: skip


@every_case
def test_before_the_gate_only_the_pilot_is_paid(name: str) -> None:
    plan = planned(name, "pilot", gate="-5" if name == "clinical-scribe" else "0")
    assert float(plan.values["passed"].ravel()[-1]) == 1
    gate = int(plan.values["gate_month"][-1])  # the month in which the rest is bought
    before = {key: paid[:gate].sum() for key, paid in plan.payments.items()}
    costs = {line.id for line in plan.model.lines if line.spec.flow == "cost"}
    assert {key for key in costs if before[key]} <= PILOT_ONLY
    full = planned(name)
    whole = sum(full.payments[key][:gate].sum() for key in costs if key in full.payments)
    assert 0 < sum(before[key] for key in costs) < whole / 3


@every_case
def test_the_gate_knows_the_measurement_and_not_the_effect(name: str) -> None:
    """A bad pilot of a good product stops it, a lucky one of a bad product does not."""
    unit = "" if name == "clinical-scribe" else "%"
    sure = {"gate": f"2{unit}", "luck": "0.99"}
    for effect, error, passes in (("5", "0", 1), ("1", "0", 0), ("5", "-4", 0), ("1", "2", 1)):
        values = {EFFECT[name]: effect + unit, "measurement_error": error + unit, **sure}
        if name == "clinical-scribe":
            values["note_minutes"] = "10"
        assert float(planned(name, "pilot", **values).values["passed"].ravel()[-1]) == passes


@every_case
def test_a_pilot_that_fails_pays_nothing_after_the_gate(name: str) -> None:
    low = {EFFECT[name]: "0.1" if name == "clinical-scribe" else "0"}
    plan = planned(name, "pilot", **low)
    gate = int(plan.values["gate_month"][-1])
    assert all(paid[gate + 1 :].sum() == 0 for paid in plan.payments.values())


@every_case
def test_the_noise_of_the_pilot_is_luck_and_its_failures_show_by_their_share(name: str) -> None:
    resolved = model(name, "pilot")
    assert resolved.input("measurement_error").spec.luck
    for seen, passes in (("0", 1), ("100", 0)):  # luck 0.1 is below every chance of failure of 30 %
        values = {
            EFFECT[name]: "4" if name == "clinical-scribe" else "25",
            "tried_first": "90",
            "luck": "0.1",
        }
        if name != "bank-chatbot":
            del values["tried_first"]
        done = planned(name, "pilot", seen_in_pilot=seen, failure_rate="30", **values)
        assert float(done.values["passed"].ravel()[-1]) == passes


# ---- prices ---------------------------------------------------------------------------------------------


@every_case
@pytest.mark.parametrize(
    "ref", ["openai:gpt-6.1-sol", "anthropic:claude-sonnet-5-5", "google:gemini-4-argon"]
)
def test_the_default_price_is_what_its_note_says(name: str, ref: str) -> None:
    if package_version() != "0.2.3":
        pytest.skip("the note speaks of genai-prices 0.2.3")
    resolved = model(name, "general-api")
    prices = price_inputs(token_price(ref, resolved.input("tokens_in").likely, datetime.date(2026, 11, 23)))
    assert {key: resolved.input(key).likely for key in prices} == prices
    assert all(ref in resolved.input(key).spec.note for key in prices)


def test_as_it_stands_is_no_option() -> None:
    assert all(AS_IT_STANDS not in shipped(name).options for name in NAMES)


@pytest.mark.parametrize("name", RESERVED_WAYS)
@pytest.mark.parametrize("table", ["options", "presets"])
def test_the_names_of_every_comparison_are_no_ids(table: str, name: str) -> None:
    with pytest.raises(RoiError, match=f"`{name}` stands in every comparison already"):
        case_of({"x": (1, "USD")}, {"c": flow("x", "USD", class_="run", when="start")}, **{table: {name: {}}})


def test_every_candidate_of_a_comparison_is_reserved() -> None:
    assert {AS_IT_STANDS, NOTHING, ESTIMATE} <= set(RESERVED_WAYS)


@pytest.mark.parametrize("option", ["contractors", "tune-rules"])
def test_no_alternative_stands_where_it_is_not_one(option: str) -> None:
    """Drafts of a model value the agency's hours at the analysts' cost; rules without a model draft nothing."""
    case = cases.load("fraud-alerts")
    assert "narrative_value" in {line.id for line in resolve(case).lines}
    assert "narrative_value" not in {line.id for line in resolve(case, option=option).lines}


def test_an_agency_s_hours_are_paid_once() -> None:
    """What an agency works is not in the cost of one's own analysts beside it."""
    case = cases.load("fraud-alerts")
    how: dict[str, str] = {"agency_share": "40", "agency_rate": "65", "analyst_cost": "65"}
    alone = roi.today_and_then(roi.simulate(case, draws=64, overrides={"analyst_cost": "65"})).total.today
    both = roi.today_and_then(roi.simulate(case, draws=64, option="contractors", overrides=how)).total.today
    assert alone is not None
    assert both == pytest.approx(alone, rel=1e-12)
