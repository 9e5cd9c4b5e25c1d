"""Common luck, judged: the sum of two deals against one case that holds both, and what deals have in common."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

import roi
from benchmarks.portfolios import case_of, write
from cases.load import from_raw
from cases.models import model_of
from cases.portfolio.documents import Documents
from cases.portfolio.reading import load
from cases.portfolio.tasks import run_deals, terms_of
from roi.arrays import Array
from roi.case import Case
from roi.errors import RoiError
from roi.model import Model
from roi.model.correlation import Pair
from roi.portfolio import DealResult, Factor, Portfolio
from roi.portfolio.luck import Common, DealDraws, drawn_deal
from roi.portfolio.template import Template
from roi.sim.sampling import Sampling, planned

DRAWS = 4_096
SHARED = ("wage_growth", "price_change")
HAND = """
[case]
id = "hand"
title = "Two inputs, one of them shared"
sector = "Synthetic"
currency = "EUR"
horizon = 12

[inputs.market]
label = "Market"
unit = "EUR/month"
value = "normal(100, 10)"
grade = "judgement"
[inputs.effect]
label = "Effect"
unit = "EUR/month"
value = "normal(50, 20)"
grade = "judgement"
[inputs.cost]
label = "Cost"
unit = "EUR"
value = 1000
grade = "judgement"
[lines.gain]
label = "Gain"
unit = "EUR/month"
flow = "benefit"
kind = "cash"
formula = "market {sign} effect"
[lines.build]
label = "Build"
unit = "EUR"
flow = "cost"
class = "integration"
when = "start"
formula = "cost"
"""


def hand(sign: str = "+") -> Case:
    return from_raw(tomllib.loads(HAND.format(sign=sign)), "hand", None)


def drawn(case: Case, name: str, common: Common, sampling: Sampling | None = None) -> DealDraws:
    template = Template(case, None, "evidence", None, None, None, None)
    model, at = template.model([]), sampling or planned(DRAWS, 1)
    return drawn_deal(model, name, at, template.prepared(model, at), common)


def both_in_one(case: Case) -> Case:
    """A case with the inputs and lines of another twice, but for what is shared."""
    raw: dict[str, Any] = dict(case.document)
    names = [name for name in (*raw["inputs"], *raw["lines"]) if name not in (*SHARED, "discount_rate")]

    def renamed(text: str, suffix: str) -> str:
        return re.sub(rf"\b({'|'.join(names)})\b", rf"\1_{suffix}", text)

    first: dict[str, Any] = {"case": {**raw["case"], "id": "both"}, "inputs": {}, "lines": {}}
    for suffix in ("a", "b"):
        for name, entry in raw["inputs"].items():
            first["inputs"][name if name not in names else f"{name}_{suffix}"] = dict(entry)
        for name, entry in raw["lines"].items():
            first["lines"][f"{name}_{suffix}"] = {**entry, "formula": renamed(entry["formula"], suffix)}
    return from_raw(first, "both", None)


def npv(results: list[DealResult], name: str) -> Array:
    return next(each for each in results if each.deal.name == name).options[0].npv


def test_the_sum_of_two_deals_is_distributed_as_one_case_that_holds_both(tmp_path: Path) -> None:
    """Percentiles and spread within four standard errors of both; without common luck the spread would differ."""
    source = case_of(0)
    folder = tmp_path / "deals"
    write(folder, 2, templates=1)
    for path in folder.glob("deal-*.toml"):  # no answers: both as the case stands
        text = path.read_text()
        start, stop = text.index("[overrides"), text.index("[document.case]")
        path.write_text(text[:start] + text[stop:])
    portfolio = load(folder)
    terms = terms_of(portfolio, planned(4 * DRAWS, 1))
    ran = [each for each in run_deals(terms, portfolio.deals) if isinstance(each, DealResult)]
    total = npv(ran, "deal-00000") + npv(ran, "deal-00001")
    direct = roi.simulate(both_in_one(source), draws=4 * DRAWS, seed=5).values("npv").ravel()
    for share in (0.1, 0.5, 0.9):
        each = [np.quantile(values.reshape(16, -1), share, axis=1) for values in (total, direct)]
        error = np.sqrt(sum(values.var(ddof=1) / 16 for values in each))
        assert abs(np.quantile(total, share) - np.quantile(direct, share)) < 4 * error
    spreads = [values.reshape(16, -1).std(axis=1) for values in (total, direct)]
    error = np.sqrt(sum(values.var(ddof=1) / 16 for values in spreads))
    assert abs(total.std() - direct.std()) < 4 * error
    assert stats.ks_2samp(total, direct).pvalue > 1e-3


def test_what_is_shared_is_the_same_to_the_bit_and_nothing_else_is(tmp_path: Path) -> None:
    case, common = case_of(0), Common(frozenset(SHARED))
    first, other = (drawn(case, name, common).inputs_between(0, DRAWS) for name in ("one", "other"))
    for name in SHARED:
        assert (first[name] == other[name]).all()
    for name in ("requests", "saved", "hour_cost"):
        assert abs(stats.spearmanr(first[name], other[name]).statistic) < 4 / np.sqrt(DRAWS)
        # The same points, shifted and in another order: each as even as alone.
        assert stats.kstest(drawn(case, "one", common).independent(name, 0, DRAWS), "uniform").pvalue > 0.99


def test_a_sum_of_normal_laws_has_the_variance_of_the_closed_form() -> None:
    """(2 · market)² variance adds up in step, that of effects in squares; in 12 months, undiscounted."""
    common = Common(frozenset({"market"}))
    each = [drawn(hand(), name, common).inputs_between(0, DRAWS) for name in ("a", "b", "c")]
    total = np.add.reduce([values["market"] + values["effect"] for values in each])
    expected = np.sqrt((3 * 10) ** 2 + 3 * 20**2)
    assert total.std() == pytest.approx(expected, rel=4 / np.sqrt(2 * DRAWS))  # error of a standard deviation
    assert total.mean() == pytest.approx(3 * 150, abs=1e-2 * expected)


@pytest.mark.parametrize("rank", [0.3, 0.8])
def test_the_factor_of_a_sector_gives_effects_their_rank_correlation(rank: float) -> None:
    def effect(name: str, sector: str, sign: str = "+") -> Array:
        common = Common(frozenset({"market"}), sector, "effect", sign == "+", rank)
        return drawn(hand(sign), name, common).inputs_between(0, DRAWS)["effect"]

    error = 4 * (1 - rank**2) / np.sqrt(DRAWS)
    assert stats.spearmanr(effect("a", "x"), effect("b", "x")).statistic == pytest.approx(rank, abs=error)
    assert abs(stats.spearmanr(effect("a", "x"), effect("b", "y")).statistic) < 4 / np.sqrt(DRAWS)
    assert effect("a", "x").std() == pytest.approx(20, rel=0.02)
    # Where more is worse, a good draw is a low one.
    assert stats.spearmanr(effect("a", "x"), effect("b", "x", "-")).statistic == pytest.approx(
        -rank, abs=error
    )


def test_the_direction_of_an_effect_is_that_of_the_net_present_value() -> None:
    for sign in "+-":
        template = Template(hand(sign), None, "evidence", None, None, None, None)
        assert template.rises("effect") is (sign == "+")
        assert template.effect({"market"}) == "effect"


def test_an_input_that_is_correlated_with_a_shared_one_follows_it() -> None:
    pair = {"between": ["effect", "market"], "rank": 0.6}
    raw = {**hand().document, "correlations": [pair]}
    case, common = from_raw(raw, "hand", None), Common(frozenset({"market"}))
    first, other = (drawn(case, name, common).inputs_between(0, DRAWS) for name in ("one", "other"))
    plain = drawn(hand(), "one", common).inputs_between(0, DRAWS)
    assert (first["market"] == other["market"]).all()
    assert (first["market"] == plain["market"]).all()
    for values in (first, other):
        assert stats.spearmanr(values["effect"], values["market"]).statistic == pytest.approx(0.6, abs=0.04)
    # Through the market alone: r² of the normal scores.
    latent = (2 * np.sin(np.pi * 0.6 / 6)) ** 2
    expected = 6 / np.pi * np.arcsin(latent / 2)
    assert stats.spearmanr(first["effect"], other["effect"]).statistic == pytest.approx(expected, abs=0.05)


def test_shared_inputs_have_the_rank_correlation_of_the_portfolio() -> None:
    """And a deal's own input keeps its rank correlation with one of them; the luck is the same in every deal."""
    raw = tomllib.loads(HAND.format(sign="+"))
    raw["inputs"]["wage"] = {**raw["inputs"]["market"], "label": "Wage"}
    raw["lines"]["gain"]["formula"] = "market + effect + wage"
    raw["correlations"] = [
        {"between": ["effect", "market"], "rank": 0.5}, {"between": ["market", "wage"], "rank": 0.2}
    ]  # fmt: skip
    both = from_raw(raw, "both", None)
    pairs = (Pair("market", "wage", 0.7),)
    common = Common(frozenset({"market", "wage"}), together=pairs)
    first, other = (drawn(both, name, common).inputs_between(0, DRAWS) for name in ("one", "other"))
    alone = drawn(hand(), "alone", common).inputs_between(0, DRAWS)  # a case without the second
    for name in ("market", "wage"):
        assert (first[name] == other[name]).all()
    assert (first["market"] == alone["market"]).all()
    error = 4 / np.sqrt(DRAWS)
    assert stats.spearmanr(first["market"], first["wage"]).statistic == pytest.approx(0.7, abs=error)
    assert stats.spearmanr(first["effect"], first["market"]).statistic == pytest.approx(0.5, abs=error)
    assert stats.kstest(ndtr((first["wage"] - 100) / 10), "uniform").pvalue > 1e-3


def test_correlations_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    write(tmp_path / "deals", 1)
    file = tmp_path / "deals" / "portfolio.toml"
    text = "[shared]\nc = true\n"
    for a, b, rank in (("wage_growth", "market", 0.9), ("market", "c", 0.9), ("c", "wage_growth", -0.9)):
        text += f'[[correlations]]\nbetween = ["{a}", "{b}"]\nrank = {rank}\n'
    file.write_text(text)
    with pytest.raises(RoiError, match="contradicts the others"):
        load(tmp_path / "deals")
    file.write_text('[[correlations]]\nbetween = ["wage_growth", "effect"]\nrank = 0.2')
    with pytest.raises(RoiError, match="`effect` is not shared"):
        load(tmp_path / "deals")
    file.write_text('[[correlations]]\nbetween = ["wage_growth", "market"]\nrank = 0.2')
    loaded = load(tmp_path / "deals")
    assert loaded.correlations == (Pair("wage_growth", "market", 0.2),)
    assert isinstance(run_deals(terms_of(loaded, planned(64, 1)), loaded.deals)[0], DealResult)


def test_answers_that_move_correlated_inputs_move_them_here_too(tmp_path: Path) -> None:
    """A learnt model, with its copula in another order, keeps the laws that the answer leaves."""
    write(tmp_path / "deals", 1, templates=1)
    estimate, _ = Documents().estimate(tmp_path / "deals" / "deal-00000.toml")
    raw = {**estimate.case.document, "correlations": [
        {"between": ["hour_cost", "saved"], "rank": 0.5}, {"between": ["saved", "wage_growth"], "rank": 0.4}
    ]}  # fmt: skip
    case = from_raw(raw, "correlated", None)
    model: Model = model_of(replace(estimate, case=case))
    assert model.moved
    template = Template(case, None, "evidence", None, None, None, None)
    at = planned(DRAWS, 1)
    deal = drawn_deal(model, "x", at, template.prepared(model, at), Common(frozenset(SHARED)))
    alone = template.prepared(model, at)
    assert deal.copula.ids[0] == "wage_growth"
    mine, usual = deal.inputs_between(0, DRAWS), alone.inputs_between(0, DRAWS)
    for name in ("saved", "wage_growth"):
        for share in (0.1, 0.5, 0.9):
            width = np.ptp(np.quantile(usual[name], [0.1, 0.9]))
            assert abs(np.quantile(mine[name], share) - np.quantile(usual[name], share)) < 0.05 * width


def test_an_uncertain_rate_is_drawn_once(tmp_path: Path) -> None:
    write(tmp_path / "deals", 2)
    loaded = load(tmp_path / "deals")
    plain = [
        each
        for each in run_deals(terms_of(loaded, planned(64, 1)), loaded.deals)
        if isinstance(each, DealResult)
    ]
    moved = Portfolio(loaded.deals, "USD", {"EUR": "range(0.8, 1.1, 1.5)"})
    other = [
        each
        for each in run_deals(terms_of(moved, planned(64, 1)), loaded.deals)
        if isinstance(each, DealResult)
    ]
    ratios = [
        first.options[0].npv / second.options[0].npv for first, second in zip(other, plain, strict=True)
    ]
    np.testing.assert_allclose(ratios[0], ratios[1], rtol=1e-12)
    assert ratios[0].min() < 0.8 < 1.5 < ratios[0].max()
    assert (other[0].options[0].payback == plain[0].options[0].payback).all()


def test_an_effect_that_is_no_input_is_told(tmp_path: Path) -> None:
    write(tmp_path / "deals", 1)
    loaded = load(tmp_path / "deals")
    bad = Portfolio(loaded.deals, "EUR", factor=Factor(0.3, {"synthetic-0": "nothing"}))
    (failed,) = run_deals(terms_of(bad, planned(64, 1)), loaded.deals)
    assert "the effect `nothing` is no uncertain input of synthetic-0" in getattr(failed, "reason", "")
