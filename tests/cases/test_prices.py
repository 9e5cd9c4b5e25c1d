"""List prices by the token: found by provider or vendor, dated, with tiers and cache as the package has them."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from genai_prices import Usage, calc_price
from genai_prices.data_snapshot import get_snapshot

import cases
from cases.open_weights import open_weights, short_name
from cases.prices import (
    TokenPrice,
    data_until,
    has_tiers,
    models,
    offers,
    package_version,
    price_inputs,
    price_overrides,
    tier_inputs,
    token_price,
    vendor_models,
)
from cases.vendors import VENDORS, absent, vendor_of
from roi.errors import RoiError, of_setting
from roi.model import Layer, resolve
from tests.support.documents import case_of, flow

ON = datetime.date(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
NAMED = (
    "OpenAI", "Google", "Microsoft", "Meta", "NVIDIA", "AWS", "IBM", "Anthropic", "Hugging Face", "Cohere",
    "Mistral", "Baidu", "Tencent", "Alibaba", "Xiaomi", "Huawei", "Rasa",
)  # fmt: skip


def tiered() -> list[TokenPrice]:
    makers = ("openai", "anthropic", "google")
    tiers = [price for price in models(on=ON) if price.first_tier_to is not None and price.provider in makers]
    assert len(tiers) > 12
    return tiers[:: len(tiers) // 12]


@pytest.mark.parametrize("name", NAMED)
def test_every_vendor_of_the_report_can_be_chosen_or_says_why_not(name: str) -> None:
    vendor = vendor_of(name)
    assert vendor is not None
    offered = vendor_models(vendor, ON)
    if not vendor.priced:
        assert not offered
        assert name in str(absent())
        with pytest.raises(RoiError, match=rf"no public price by the token for {name}\n.*set=token_price_in"):
            token_price(f"{name}:anything")
        return
    assert offered
    price = offered[0]
    by_vendor = token_price(f"{name}:{price.model.rpartition('/')[2]}", on=ON)
    assert by_vendor.read > 0
    assert by_vendor.written > 0


def test_the_table_of_vendors_names_providers_that_exist() -> None:
    ids = {provider.id for provider in get_snapshot().providers}
    for vendor in VENDORS:
        for pattern in vendor.providers:
            assert any(
                known == pattern or (pattern.endswith("*") and known.startswith(pattern[:-1]))
                for known in ids
            ), pattern


def test_every_price_is_chosen_by_the_name_it_is_listed_under() -> None:
    for price in models(on=ON)[::40]:
        assert token_price(price.ref, on=ON) == price


def test_prices_are_those_the_package_charges_whatever_the_tier() -> None:
    """A million-token bill of the package, by its own calculation, against ours."""
    for price in tiered():
        assert price.first_tier_to is not None
        for tokens in (price.first_tier_to, price.first_tier_to + 1):
            charged = token_price(price.ref, tokens, ON)
            usage = Usage(input_tokens=tokens, output_tokens=1_000)
            bill = calc_price(usage, price.model, provider_id=price.provider, genai_request_timestamp=NOON)
            assert charged.read * tokens / 1e6 == pytest.approx(float(bill.input_price), rel=1e-9)
            assert charged.written * 1_000 / 1e6 == pytest.approx(float(bill.output_price), rel=1e-9)
            assert (charged.tier_above is None) == (tokens == price.first_tier_to)
            cached = Usage(input_tokens=tokens, cache_read_tokens=tokens, output_tokens=0)
            if charged.cache_listed:
                paid = calc_price(
                    cached, price.model, provider_id=price.provider, genai_request_timestamp=NOON
                )
                assert charged.cached * tokens / 1e6 == pytest.approx(float(paid.input_price), rel=1e-9)


def test_without_a_price_for_the_cache_nothing_is_saved_by_it() -> None:
    price = next(price for price in models("cohere", ON) if not price.cache_listed)
    assert price.cached == price.read
    assert "no price for cached tokens" in price.provenance()


def test_a_price_is_that_of_its_day_and_says_when_it_changes() -> None:
    price = next(price for price in models(on=ON) if price.until is not None)
    assert price.until is not None
    assert price.until > ON
    later = token_price(price.ref, on=price.until)
    assert later.since == price.until
    assert f"another from {price.until:%Y-%m-%d}" in price.provenance()


def test_the_source_is_dated() -> None:
    provenance = token_price("openai:gpt-4.1", on=ON).provenance()
    assert "2026-11-23" in provenance
    assert package_version() in provenance
    assert f"{data_until(ON):%Y-%m-%d}" in provenance
    assert data_until(ON) <= ON


def test_vendors_and_aliases() -> None:
    assert vendor_of("hugging-face") is vendor_of("HuggingFace") is vendor_of("Hugging Face")
    assert token_price("anthropic:claude-sonnet-4-5-20250929", on=ON).model == "claude-sonnet-4-5"
    assert token_price("OpenAI:GPT-4.1", on=ON).model == "gpt-4.1"


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("gpt-4.1", "not of the form provider:model"),
        (":x", "not of the form"),
        ("openai:", "not of the form"),
        ("opnai:gpt-4.1", "no provider `opnai`\n.*Did you mean 'openai'"),
        ("openai:gpt-4.11", r"no model `gpt-4.11`\n.*Nearest: .*openai:gpt-4.1.*roi models openai"),
        ("openai:text-embedding-3-large", "no price for tokens read and written\n.*set="),
        ("x" * 300 + ":y", "no provider"),
    ],
)
def test_what_has_no_price_is_told_with_a_way_out(ref: str, message: str) -> None:
    with pytest.raises(RoiError, match=f"(?s){message}"):
        token_price(ref)


def test_words_filter_by_vendor_provider_and_id() -> None:
    matching = models("xiaomi pro", ON)
    assert matching
    assert all("pro" in price.ref.lower() for price in matching)
    assert models("no such model at all") == []
    assert len(models("", ON)) > 1_000


def test_a_price_becomes_an_override_of_grade_vendor() -> None:
    case = cases.load("bank-chatbot")
    price = token_price("anthropic:claude-opus-4-5", on=ON)
    overrides = price_overrides(case, price)
    assert {override.grade for override in overrides.values()} == {"vendor"}
    assert {override.source for override in overrides.values()} == {("genai-prices",)}
    model = resolve(case, option="general-api", layers=[Layer("set", of_setting("model"), overrides)])
    assert {name: model.input(name).likely for name in overrides} == {
        **price_inputs(price), **tier_inputs(price)
    }  # fmt: skip
    assert model.input("token_price_in").spec.note == price.provenance()


def test_a_case_without_tokens_says_what_is_missing() -> None:
    case = case_of({"x": (5, "USD")}, {"cost": flow("x", "USD", when="start", class_="licence")})
    with pytest.raises(RoiError, match="no input `token_price_in`"):
        price_overrides(case, token_price("openai:gpt-4.1"))


def test_both_sides_of_a_tier() -> None:
    """The next dearer tier stands above the price of short requests; of several, the nearest start counts."""
    split = token_price("openai:gpt-6.1-sol", 40_000, ON, tiers=True)
    assert split.above is not None
    assert (split.read, split.above.read, split.above.tier_above) == (2, 4, 272_000)
    assert tier_inputs(split) == {"tier_from": 272_000, "tier_in": 2, "tier_cached": 2, "tier_out": 1.5}
    assert "4 read and 15 written in requests of more than 272,000 tokens" in split.provenance()
    several = "openrouter:qwen/qwen3-coder-flash"
    for size, start, prices in ((20_000, 32_000, (0.195, 0.325)), (150_000, 128_000, (0.325, 0.52))):
        price = token_price(several, size, ON, tiers=True)
        assert price.above is not None
        assert (price.read, price.above.read) == prices
        assert price.above.tier_above == start
    assert token_price("openai:gpt-4.1", on=ON, tiers=True).above is None


def test_every_tiered_model_splits_at_its_first_start() -> None:
    """The prices on both sides are those that the package itself charges, as tested above."""
    for price in tiered():
        start = price.first_tier_to
        assert start is not None
        split = token_price(price.ref, start, ON, tiers=True)
        assert split.above == token_price(price.ref, start + 1, ON)
        assert replace(split, above=None) == token_price(price.ref, start, ON)


def test_a_case_without_the_tier_keeps_the_price_at_its_likely_size() -> None:
    case = cases.load("bank-chatbot")
    general = case.options["general-api"]
    inputs = {name: entry for name, entry in general.inputs.items() if not name.startswith("tier_")}
    plain = replace(case, options={"general-api": replace(general, inputs=inputs)})
    assert has_tiers(case)
    assert not has_tiers(plain)
    price = token_price("openai:gpt-6.1-sol", 300_000, ON)
    assert set(price_overrides(plain, price)) == set(price_inputs(price))
    assert price_overrides(plain, price)["token_price_in"].value == "4 USD/Mtoken"


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-instruct"),
        ("global.anthropic.claude-opus-4-8-v1:0", "claude-opus-4.8"),
        ("aws/us.amazon.nova-pro-v1:0", "nova-pro"),
        ("~deepseek/deepseek-v4", "deepseek-v4"),
    ],
)
def test_hosts_spell_one_model_in_many_ways(spelling: str, other: str) -> None:
    assert short_name(spelling) == short_name(other)


@pytest.mark.parametrize(("name", "other"), [("gpt-6.1-sol", "gpt-6-sol"), ("qwen3-4b", "qwen3-8b")])
def test_other_models_are_others(name: str, other: str) -> None:
    assert short_name(name) != short_name(other)


def test_what_is_offered_can_be_bought_for_the_case() -> None:
    offered = offers(cases.load("bank-chatbot"), 8_000, on=ON)
    assert len(offered) > 500
    assert not any(price.deprecated or price.model.endswith(":batch") for price in offered)
    assert all(price.window is None or price.window >= 8_000 for price in offered)
    listed = {price.ref: price for price in models(on=ON)}
    assert sum(price.deprecated for price in listed.values()) > 10
    opened = {short_name(price.model) for price in offered if open_weights(price)}
    assert {"gpt-oss-120b", "llama-3-3-70b-instruct"} <= opened
    assert not any("gpt-6" in name or "claude" in name or "gemini" in name for name in opened)


def test_a_batch_is_half_the_price_at_those_who_list_one() -> None:
    for ref in ("openai:gpt-6.1-sol", "anthropic:claude-sonnet-5-5", "google:gemini-4-argon"):
        assert token_price(ref, on=ON).batch == pytest.approx(0.5)
    assert token_price("anthropic:claude-sonnet-5-5", on=ON).cache_write == 2.5
    assert token_price("google:gemini-4-argon", on=ON).cache_write is None
