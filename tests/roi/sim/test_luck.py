"""Same luck: options, presets and edits differ by what they change and by nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import cases
import roi
from roi.case import Case, Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import SAMPLERS, planned
from tests.support.documents import case_of, flow, input_table
from tests.support.shipped import SAMPLE

X = ("uniform(0, 1)", "USD/month")
INPUTS = {"a": X, "b": ("normal(5, 1)", "USD/month"), "c": ("range(1, 2, 4)", "USD/month")}
LINES = {"gain": flow("a + b"), "fee": flow("c", class_="run")}
PAIRS = [{"between": ["a", "b"], "rank": 0.5}]


def draws(model: Model, sampler: str = "sobol") -> dict[str, np.ndarray]:
    return prepared(model, sampler).uniforms(3, 16, 48)


def prepared(model: Model, sampler: str = "sobol") -> Prepared:
    return prepare(model, planned(16 * 64, 5, sampler))


def case(**tables: Any) -> Case:
    return case_of(INPUTS, LINES, **({"correlations": PAIRS} | tables))


def edited(document: Case, values: dict[str, str], **arguments: Any) -> Model:
    layer = Layer("set", of_setting("set"), {name: Override(value) for name, value in values.items()})
    return resolve(document, layers=[layer], **arguments)


def same(first: dict[str, np.ndarray], two: dict[str, np.ndarray], names: str) -> None:
    for name in names:
        assert first[name].tobytes() == two[name].tobytes()


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_another_option_in_the_document_changes_no_bit(sampler: str) -> None:
    inputs = {"p": input_table("p", X), "q": input_table("q", X), "b": "normal(9, 1)"}
    options = {"way": {"inputs": inputs, "lines": {"more": {"label": "more", **flow("p + q")}}}}
    before, after = draws(resolve(case()), sampler), draws(resolve(case(options=options)), sampler)
    chosen = draws(resolve(case(options=options), option="way"), sampler)
    assert before.keys() == after.keys()
    same(before, after, "abc")
    same(before, chosen, "abc")


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_an_edit_leaves_the_luck_of_all_others(sampler: str) -> None:
    before = draws(resolve(case()), sampler)
    same(before, draws(edited(case(), {"c": "5"}), sampler), "ab")
    same(before, draws(edited(case(), {"c": "range(1, 3, 4)"}), sampler), "abc")
    # `a` is correlated with `b`: set to a number it still lends `b` its luck.
    layer = Layer("set", of_setting("set"), {"a": Override("5")}, learn=False)
    same(before, draws(resolve(case(), layers=[layer]), sampler), "bc")


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_preset_leaves_the_luck_of_all_others(sampler: str) -> None:
    presets = {"view": {"inputs": {"b": "normal(7, 2)"}}}
    same(
        draws(resolve(case()), sampler), draws(resolve(case(presets=presets), preset="view"), sampler), "abc"
    )


def test_an_option_that_drops_what_uses_an_input_leaves_the_rest() -> None:
    options = {"way": {"drop": ["fee"]}}
    same(draws(resolve(case())), draws(resolve(case(options=options), option="way")), "abc")


def test_an_input_added_to_the_last_option_changes_no_bit() -> None:
    first = {"way": {"inputs": {"p": input_table("p", X)}}}
    two = {"way": {"inputs": {"p": input_table("p", X), "q": input_table("q", X)}}}
    before, after = (draws(resolve(case(options=o), option="way")) for o in (first, two))
    same(before, after, "abcp")


def test_a_varying_discount_rate_is_not_moved_by_options() -> None:
    options = {"way": {"inputs": {"p": input_table("p", X)}}}
    before = draws(edited(case(), {"discount_rate": "range(8, 10, 13)"}))
    after = draws(edited(case(options=options), {"discount_rate": "range(8, 10, 13)"}, option="way"))
    assert before["discount_rate"].tobytes() == after["discount_rate"].tobytes()


def test_a_correlation_moves_only_the_later_of_its_pair() -> None:
    before, after = draws(resolve(case(correlations=[]))), draws(resolve(case()))
    same(before, after, "ac")
    assert before["b"].tobytes() != after["b"].tobytes()


def test_a_horizon_and_a_currency_have_no_luck() -> None:
    same(draws(resolve(case())), draws(resolve(case(), horizon=12)), "abc")


def test_draws_do_not_depend_on_how_many_are_asked_for() -> None:
    """The first draws of a replicate are those of a longer one (Sobol' sequences and streams continue)."""
    model = resolve(case())
    for sampler in ("sobol", "random"):
        few, many = (prepare(model, planned(16 * m, 5, sampler)).uniforms(2, 0, 64) for m in (64, 256))
        same(few, many, "abc")


def test_a_cost_changed_moves_no_benefit() -> None:
    """In a shipped case, to the bit and through the whole run."""
    document = cases.load("code-assistant")
    before = roi.simulate(document, draws=1_024)
    after = roi.simulate(document, draws=1_024, overrides={"build": 1_000_000, "review": 5})
    for metric in ("pv_benefits",):
        assert before.values(metric).tobytes() == after.values(metric).tobytes()
    assert np.all(before.values("pv_costs") != after.values("pv_costs"))


@pytest.mark.parametrize("name", SAMPLE)
def test_options_of_shipped_cases_share_their_luck(name: str) -> None:
    document = cases.load(name)
    plain = draws(resolve(document))
    for option, spec in document.options.items():
        chosen = draws(resolve(document, option=option))
        kept = set(plain) & set(chosen) - set(spec.inputs)
        assert kept
        for key in kept:
            assert plain[key].tobytes() == chosen[key].tobytes()
