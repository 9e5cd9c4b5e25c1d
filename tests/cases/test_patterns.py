"""The patterns of the guide against the same thing counted out one by one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.load import from_raw
from roi.model import Model, resolve
from roi.sim.evaluate import evaluate_block
from roi.sim.plan import Plan, plan
from roi.sim.prepare import prepare
from roi.sim.sampling import planned

GUIDE = (Path(__file__).parents[2] / "docs" / "patterns.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@cache
def pattern(heading: str, option: str | None = None) -> Model:
    """The case under a heading of the guide, on the header of all patterns."""
    header, _, patterns = GUIDE.partition("\n## ")
    text = f"## {patterns}".partition(f"## {heading}\n")[2]
    (frame, body) = (BLOCK.findall(part)[0] for part in (header, text))
    return resolve(from_raw(tomllib.loads(f"{frame}\n{body}"), "docs/patterns.md", None), option=option)


def at(model: Model, **inputs: float) -> Plan:
    return plan(model, inputs)


# What you stop paying


def last_month(ready: float, end: float, term: float) -> float:
    """Renewal after renewal, until one is reached when nobody needs it any more."""
    while end < ready and term > 0:
        end += term
    return max(ready, end)


MONTHS = st.integers(0, 1_200).map(lambda hundredths: hundredths / 100)  # no tie that is none


@given(go_live=MONTHS, dual=MONTHS, end=st.integers(0, 24), term=st.sampled_from([0, 6, 12]))
def test_a_contract_ends_at_the_first_end_after_both_have_run_side_by_side(
    go_live: float, dual: float, end: int, term: int
) -> None:
    model = pattern("What you stop paying")
    base = at(model, go_live=go_live, dual_running=dual, contract_end=float(end), contract_term=float(term))
    ended_after, saved = base.values["ended_after"][0], base.payments["contract_saved"]
    assume(not term or go_live + dual <= end + 5 * term)  # renewals that the formula counts
    assert ended_after == pytest.approx(last_month(round(go_live + dual, 6), end, term))
    assert list(np.flatnonzero(saved)) == [month for month in range(1, 37) if month > ended_after]


def test_the_new_contract_is_paid_while_the_old_one_runs_on() -> None:
    """Live after month 4, ready after 7, ended after 9: five months in which both are paid."""
    base = at(pattern("What you stop paying"), go_live=4, dual_running=3, contract_end=9, contract_uplift=0)
    both = (base.payments["licence"] > 0) & (base.payments["contract_saved"] == 0)
    assert list(np.flatnonzero(both)) == [5, 6, 7, 8, 9]
    # 300,000 a year, 85 % of it, 27 months of 36.
    assert base.payments["contract_saved"].sum() == pytest.approx(300_000 * 0.85 * 27 / 12)


def test_no_draw_saves_more_than_the_contract_costs_and_some_never_end_it() -> None:
    model = pattern("What you stop paying")
    prepared = prepare(model, planned(1_024, 1, "sobol"))
    n = prepared.sampling.draws_per_replicate
    blocks = [
        evaluate_block(model, prepared.inputs_between(first, first + n)) for first in range(0, 16 * n, n)
    ]
    saved = np.hstack([block.payments["contract_saved"][1:] for block in blocks])
    paid = np.hstack([block.values["contract_today"][1:] for block in blocks])
    assert np.all(saved <= paid)
    ended = saved.any(axis=0)
    assert np.mean(saved[-1][ended] / paid[-1][ended]) == pytest.approx(
        0.81, abs=0.02
    )  # mean of 60, 85, 97 %
    rate = np.mean([prepared.inputs_between(0, 16 * n)["kept_rate"]])
    assert 1 - np.mean(ended) == pytest.approx(rate, abs=0.02)


# An agent


@pytest.mark.parametrize(("steps", "first", "more"), [(1, 5_000, 900), (2, 0, 700), (7, 6_000, 1_500)])
def test_every_step_reads_what_went_before(steps: int, first: float, more: float) -> None:
    """Seven steps at 6,000 and 1,500 more each: 7 · 6,000 + 1,500 · 21 = 73,500."""
    base = at(pattern("An agent: attempts, steps, review"), steps=steps, steps_scatter=0,
              context_start=first, context_growth=more)  # fmt: skip
    counted = sum(first + more * step for step in range(steps))
    assert base.values["tokens_read"][-1] == pytest.approx(counted)
    assert counted == steps * first + more * steps * (steps - 1) / 2


def test_attempts_of_different_length_read_more_than_the_average_one() -> None:
    """Half of them 2 steps, half 10: the mean of what each reads, not what the mean attempt reads."""
    lengths = np.array([2, 10])
    base = at(pattern("An agent: attempts, steps, review"), steps=6, context_start=1_000, context_growth=500,
              steps_scatter=float(lengths.std() / lengths.mean()))  # fmt: skip
    counted = [sum(1_000 + 500 * step for step in range(length)) for length in lengths]
    assert base.values["tokens_read"][-1] == pytest.approx(np.mean(counted))
    assert np.mean(counted) > sum(1_000 + 500 * step for step in range(6))


def test_an_agent_s_cases_end_in_one_of_three_ways() -> None:
    """100 cases, 60 right, 10 wrong, a quarter of the closings reviewed: by hand."""
    base = at(
        pattern("An agent: attempts, steps, review"),
        work=100, tried=1, success_rate=0.6, hard_failure_rate=0.1, review_share=0.25, minutes_today=30,
        clerk_cost=40, realisation=1, review_minutes=6, failure_cost=50, months_to_plateau=0, go_live=0,
        attempts=2, steps=1, steps_scatter=0, context_start=1e6, cached_share=0.5, token_price_in=2,
        token_price_cached=1, tokens_step=0, tool_calls=3, tool_price=0.5,
    )  # fmt: skip
    month = {name: values[5] for name, values in base.payments.items()}
    assert month["time_value"] == pytest.approx((60 + 7.5) * 0.5 * 40)
    assert month["review_cost"] == pytest.approx(70 * 0.25 * 0.1 * 40)
    assert month["failures"] == pytest.approx(10 * 0.75 * 50)
    assert month["usage"] == pytest.approx(100 * 2 * (1e6 * 1.5e-6 + 3 * 0.5))
    assert base.values["cost_a_closing"][5] == pytest.approx(2 * 3.0 / 0.6)


# GPUs


def test_a_bought_gpu_by_hand() -> None:
    """Ten at work and two spare, 1 kW each at a PUE of 1.5, replaced once."""
    model = pattern("A GPU that is rented, or bought", "bought")
    base = at(
        model, least_gpus=10, documents=1, spare_gpus=2, gpu_power=1, pue=1.5, power_price=0.1, hosting=1_200,
        maintenance=0.06, gpu_capex=30_000, gpu_life=24, capex_change=-0.1, hardware_staff=0.5, staff_cost=120_000,
        carbon=0.4,
    )  # fmt: skip
    hours = 8_766 / 12
    assert base.payments["capex"].sum() == pytest.approx(12 * 30_000)
    assert base.payments["replacement"][24] == pytest.approx(12 * 30_000 * 0.9**2)
    assert base.payments["replacement"].sum() == pytest.approx(base.payments["replacement"][24])
    assert base.payments["power_cost"][3] == pytest.approx(12 * 1.5 * hours * 0.1)
    assert base.payments["hosting_cost"][3] == pytest.approx(12 * (100 + 30_000 * 0.06 / 12))
    assert base.payments["hardware_staff_cost"][3] == pytest.approx(5_000)
    assert base.values["emissions"][3] == pytest.approx(12 * 1.5 * hours * 0.4)
    assert "emissions" not in base.payments
    assert "gpu_cost" not in base.payments


def test_a_rented_gpu_follows_the_load() -> None:
    base = at(pattern("A GPU that is rented, or bought"), months_to_plateau=12, least_gpus=0)
    assert all(later > before for before, later in pairwise(base.values["gpus_needed"]))


# Tokens


def test_a_document_s_tokens_by_hand() -> None:
    """1,000 read (400 cached, 100 written to the cache), 50 + 150 written, a third in a batch at half price."""
    model = pattern("What a model costs by the token, in full")
    base = at(
        model, tokens_in=1_000, cached_share=0.4, cache_write_share=0.1, tokens_out=50, reasoning_tokens=150,
        batch_share=1 / 3, batch_price=0.5, token_price_in=2, token_price_cached=0.2,
        token_price_write=2.5, token_price_out=10, later_from=13, later_in=2, later_cached=3, later_out=4,
        retired_after=20, move_cost=9_000,
    )  # fmt: skip
    first = 500 * 2e-6 + 400 * 0.2e-6 + 100 * 2.5e-6 + 200 * 10e-6
    later = (500 * 2e-6 + 100 * 2.5e-6) * 2 + 400 * 0.2e-6 * 3 + 200 * 10e-6 * 4
    assert base.values["token_cost"][12] == pytest.approx(first * 5 / 6)
    assert base.values["token_cost"][13] == pytest.approx(later * 5 / 6)
    assert list(np.flatnonzero(base.payments["moving"])) == [20]
    assert base.payments["moving"][20] == pytest.approx(9_000)
