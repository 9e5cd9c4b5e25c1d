"""A workspace: the same bits as without, and nothing worked out that did not change."""

from __future__ import annotations

from typing import Any

import pytest

import cases
import roi
from roi.case import Override
from roi.errors import of_setting
from roi.model import Layer, Model, resolve
from roi.sim.block import PIECE
from roi.sim.workspace import Workspace
from tests.support.runs import bits

DRAWS = 4_096


def edited(name: str, **texts: str) -> Model:
    layer = Layer("set", of_setting("set"), {key: Override(text) for key, text in texts.items()}, "seller")
    return resolve(cases.load(name), layers=[layer])


EDITS: list[dict[str, str]] = [
    {},
    {"realisation": "range(20, 30, 40)"},
    {"realisation": "35"},  # from a distribution to a number
    {"discount_rate": "uniform(5, 15)"},
    {"discount_rate": "8", "realisation": "range(20, 30, 40)"},
    {},
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["code-assistant", "clinical-scribe"])
def test_a_chain_of_edits_gives_the_bits_of_fresh_runs(name: str) -> None:
    kept = Workspace()
    for edit in EDITS:
        model = edited(name, **edit)
        again = roi.simulate(model, draws=DRAWS, workspace=kept)
        assert bits(again) == bits(roi.simulate(model, draws=DRAWS)), edit


def test_another_seed_size_option_and_horizon_share_a_workspace() -> None:
    kept, case = Workspace(), cases.load("bank-chatbot")
    for more in (
        {"seed": 1},
        {"seed": 2},
        {"seed": 2, "sampler": "lhs"},
        {"seed": 2, "draws": 1_024},
        {"option": "routing"},
        {"horizon": 60},
        {"preset": "conservative"},
        {},
    ):
        arguments: dict[str, Any] = {"draws": DRAWS, **more}
        assert bits(roi.simulate(case, workspace=kept, **arguments)) == bits(roi.simulate(case, **arguments))


def test_only_what_reads_the_change_is_made_again() -> None:
    class Counting(Workspace):
        made: list[str] = []  # noqa: RUF012

        def take(self, name: str, key: object, make: Any, *arguments: Any, **keywords: Any) -> Any:
            def counted(*inner: Any, **more: Any) -> Any:
                self.made.append(name)
                return make(*inner, **more)

            return super().take(name, key, counted, *arguments, **keywords)

        def part(self, name: str) -> Workspace:
            part: Workspace = self.take(f"part {name}", None, Counting)
            return part

    kept = Counting()
    roi.simulate(edited("code-assistant"), draws=DRAWS, workspace=kept)
    Counting.made.clear()
    roi.simulate(edited("code-assistant"), draws=DRAWS, workspace=kept)
    assert Counting.made == []
    roi.simulate(edited("code-assistant", price="30"), draws=DRAWS, workspace=kept)
    made = set(Counting.made)
    assert {"price", "licence", "payment of licence", "cut headline"} <= made
    assert not made & {"time_value", "hours_saved", "uniforms of price", "discount factors", "copula"}


def test_threads_keep_no_draws_in_it() -> None:
    kept, model = Workspace(), edited("bank-chatbot")
    run = roi.simulate(model, draws=DRAWS, workspace=kept, threads=2)
    assert bits(run) == bits(roi.simulate(model, draws=DRAWS))
    assert kept.version("part the plan")
    assert not kept.version(f"part 0 to {PIECE}")
    roi.simulate(model, draws=DRAWS, workspace=kept)
    assert kept.version(f"part 0 to {PIECE}")


def test_a_value_is_kept_while_its_key_is_equal() -> None:
    kept = Workspace()
    first: list[int] = kept.take("x", (1, "a"), list)
    assert kept.take("x", (1, "a"), list) is first
    before = kept.version("x")
    assert kept.take("x", (2, "a"), list) is not first
    assert kept.version("x") != before
    assert kept.version("never seen") == 0
