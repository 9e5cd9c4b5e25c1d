"""Dated list prices of models by the token, from the `genai-prices` package, without a network.

The package is imported when a price is asked for: its data take a third of a second to load.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.token_price import SOURCE as SOURCE
from cases.token_price import TokenPrice as TokenPrice
from cases.token_price import all_providers, priced_on, split_on
from cases.token_price import data_until as data_until
from cases.token_price import package_version as package_version
from cases.vendors import HOSTS, VENDORS, Vendor, absent, vendor_of
from roi.case import Case, Override
from roi.errors import Command, Remedy, RoiError, Setting, nearest, of_setting, remedy
from roi.model import Model
from roi.sim.plan import plan

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

UNIT = "USD/Mtoken"
_TOKENS_IN, _CALLS = "tokens_in", "model_calls"  # tokens read of an item, and of how many calls it is made
LATER_FROM, BATCH_PRICE = "later_from", "batch_price"
TIER_FROM = "tier_from"  # a case with this input and the multiples pays each draw in the tier of its tokens
_WHERE = of_setting("model")
_BY_HAND = remedy(
    "Give the offer you have: ",
    Setting("set", f'token_price_in="2 {UNIT}"'),
    " ",
    Setting("set", f'token_price_out="10 {UNIT}"'),
    ".",
)
_VERSION = re.compile(r"[-@:](latest|v?\d[\d.:-]*)")


def price_inputs(price: TokenPrice) -> dict[str, float]:
    """The inputs that a price sets, in `UNIT`."""
    return {
        "token_price_in": price.read,
        "token_price_cached": price.cached,
        "token_price_out": price.written,
    }


def tier_inputs(price: TokenPrice) -> dict[str, float]:
    """The inputs of the next tier: where it begins, in tokens, and multiples of the prices; 1 without one."""
    above = price.above
    if above is None or above.tier_above is None:
        return dict.fromkeys(("tier_in", "tier_cached", "tier_out"), 1.0)
    return {
        TIER_FROM: float(above.tier_above),
        "tier_in": above.read / price.read,
        "tier_cached": above.cached / price.cached if price.cached else 1.0,
        "tier_out": above.written / price.written,
    }


def term_inputs(price: TokenPrice, start: str | None) -> dict[str, float]:
    """The inputs of the other terms of a price list: the cache's writes, a batch, an announced price.

    Args:
        price: on a day.
        start: the calendar month of month 1, `"2027-04"`; None: that of the price's day.
    """
    later = price.later
    terms = {
        "token_price_write": price.read if price.cache_write is None else price.cache_write,
        BATCH_PRICE: 1.0 if price.batch is None else price.batch,
        "later_in": later.read / price.read if later else 1.0,
        "later_cached": later.cached / price.cached if later and price.cached else 1.0,
        "later_out": later.written / price.written if later else 1.0,
    }
    if later is not None and price.until is not None:
        year, month = (int(part) for part in (start or f"{price.on:%Y-%m}").split("-"))
        months = (price.until.year - year) * 12 + price.until.month - month + 1
        terms[LATER_FROM] = float(max(months, 1))
    return terms


def all_inputs(case: Case, price: TokenPrice) -> dict[str, float]:
    """Every input of the case that a list price sets: prices in `UNIT`, multiples and shares as fractions."""
    known = case.input_ids()
    values = price_inputs(price) | (tier_inputs(price) if has_tiers(case) else {})
    return values | {
        name: value for name, value in term_inputs(price, case.header.start).items() if name in known
    }


def price_overrides(case: Case, price: TokenPrice) -> dict[str, Override]:
    """The overrides that put a list price into a case: grade vendor, the source with its date.

    Raises:
        RoiError: neither the case nor one of its options has the inputs.
    """
    known = case.input_ids()
    values = price_inputs(price)
    missing = [name for name in values if name not in known]
    if missing:
        raise RoiError(
            f"{case.id} has no input `{missing[0]}`",
            _WHERE,
            f"A case that pays by the token has the inputs {', '.join(values)}, in {UNIT}.",
        )
    texts = {
        name: f"{value:g} {UNIT}"
        if name.startswith("token_price_")
        else f"{100 * value!r}%"
        if name == BATCH_PRICE
        else repr(value)
        for name, value in all_inputs(case, price).items()
    }
    source = (SOURCE,) if SOURCE in case.sources else ()
    return {name: Override(text, "vendor", source, price.provenance()) for name, text in texts.items()}


def call_size(model: Model) -> float | None:
    """Likely tokens read in a call of the model, which choose the tier; None where the case does not say."""
    items = {item.id: item for item in model.inputs}
    calls = float(items[_CALLS].likely) if _CALLS in items else 1.0
    if _TOKENS_IN in items:
        return items[_TOKENS_IN].shown(items[_TOKENS_IN].likely) / calls
    line = next((line for line in model.lines if line.id == _TOKENS_IN), None)
    return None if line is None else float(plan(model).values[line.id][-1]) / line.unit.scale / calls


def has_tiers(case: Case) -> bool:
    """Whether a case, or one of its options, pays long requests by a tier of their own."""
    return set(case.input_ids()) >= {TIER_FROM, "tier_in", "tier_cached", "tier_out"}


def token_price(
    ref: str, tokens_in: float | None = None, on: datetime.date | None = None, *, tiers: bool = False
) -> TokenPrice:
    """The list price of `provider:model`.

    Args:
        ref: a provider of the package, or a vendor by name; then a model, by its id or an alias.
        tokens_in: tokens read in a request, which choose the tier; None: the first tier.
        on: the day, today if None.
        tiers: for a case in which each draw pays in the tier of its own tokens: the prices on both sides of
            the tier's start, the nearest to `tokens_in` where there are several, the dearer one as `above`.

    Raises:
        RoiError: an unknown provider or model (the nearest are named), one without a price by the token.
    """
    name, colon, model = ref.strip().partition(":")
    if not colon or not name or not model.strip():
        hint = remedy(
            "As in ", Setting("model", "openai:gpt-6.1-sol"), "; ", Command("models", "WORDS"), " lists them."
        )
        raise RoiError(f"`{ref[:80]}` is not of the form provider:model", _WHERE, hint)
    vendor, model = vendor_of(name), model.strip().lower()
    if vendor is not None and not vendor.priced:
        raise RoiError(f"{SOURCE} knows no public price by the token for {vendor.name}", _WHERE, _BY_HAND)
    pool = _pool(name, vendor)
    if not pool:
        names = sorted(
            {*(each.id for each in all_providers()), *(each.key for each in VENDORS if each.priced)}
        )
        raise RoiError(
            f"there is no provider `{name[:60]}`", _WHERE, remedy(nearest(name[:60], names), " ", absent())
        )
    day = on or datetime.date.today()
    named = [entry for entry in pool if _is(model, entry[1])] or [
        entry for entry in pool if _is_dated(model, entry[1])
    ]
    for provider, info in named:
        prices = (
            split_on(provider, info, tokens_in, day) if tiers else priced_on(provider, info, tokens_in, day)
        )
        if prices is not None:
            return prices
    if named:
        raise RoiError(
            f"`{named[0][0].id}:{named[0][1].id}` has no price for tokens read and written",
            _WHERE,
            _BY_HAND,
        )
    raise RoiError(f"{name} has no model `{model[:60]}`", _WHERE, _nearest_models(name, model, pool, day))


def models(words: str = "", on: datetime.date | None = None) -> list[TokenPrice]:
    """All models with a price by the token whose vendor, provider or id holds every word."""
    return _priced(_matching(words), on)


def offers(
    case: Case, tokens_in: float | None, words: str = "", on: datetime.date | None = None
) -> list[TokenPrice]:
    """All models that could be bought for a case: as `models`, in the tier or tiers of its requests.

    Those that are about to be withdrawn, those that are sold in batches only (`:batch`), and those whose window
    is too small for a likely request, are left out.

    Args:
        case: whose inputs say whether each draw pays in the tier of its own tokens.
        tokens_in: likely tokens read in a request; None: not known.
    """
    day, tiers = on or datetime.date.today(), has_tiers(case)
    priced = (
        split_on(provider, info, tokens_in, day) if tiers else priced_on(provider, info, tokens_in, day)
        for provider, info in _matching(words)
    )
    return [
        price
        for price in priced
        if price is not None
        and not price.deprecated
        and not price.model.endswith(":batch")
        and not (price.window is not None and tokens_in is not None and price.window < tokens_in)
    ]


def _matching(words: str) -> Iterator[tuple[Provider, ModelInfo]]:
    """Every model whose vendor, provider or id holds every word."""
    wanted = words.lower().split()
    for provider in all_providers():
        for info in provider.models:
            makers = " ".join(
                vendor.name for vendor in VENDORS if vendor.sells(provider.id) or vendor.made(info.id)
            )
            text = f"{provider.id}:{info.id} {provider.name} {makers}".lower()
            if all(word in text for word in wanted):
                yield provider, info


def vendor_models(vendor: Vendor, on: datetime.date | None = None) -> list[TokenPrice]:
    """The models of a vendor, its own offers first."""
    return _priced(_pool(vendor.key, vendor), on)


def _priced(models: Iterable[tuple[Provider, ModelInfo]], on: datetime.date | None) -> list[TokenPrice]:
    """The prices of those that are sold by the token, on a day or today."""
    prices = (priced_on(provider, info, None, on or datetime.date.today()) for provider, info in models)
    return [price for price in prices if price is not None]


def _pool(name: str, vendor: Vendor | None) -> list[tuple[Provider, ModelInfo]]:
    """The models to look among: the provider's, then a vendor's own, then those that others host."""
    providers = sorted(
        all_providers(), key=lambda each: HOSTS.index(each.id) if each.id in HOSTS else len(HOSTS)
    )
    first_hand = [
        provider
        for provider in providers
        if provider.id == name.lower() or (vendor and vendor.sells(provider.id))
    ]
    pool = [(each, info) for each in first_hand for info in each.models]
    if vendor is not None:
        others = (provider for provider in providers if provider not in first_hand)
        pool += [(other, info) for other in others for info in other.models if vendor.made(info.id)]
    return pool


def _is(model: str, info: ModelInfo) -> bool:
    """Whether a text is the id of a model, or what stands behind its maker's name."""
    model_id = info.id.lower()
    return model_id == model or model_id.endswith((f"/{model}", f".{model}"))


def _is_dated(model: str, info: ModelInfo) -> bool:
    """Whether a text is the id with a date or a version: only then does the package's own match count.

    Alone it would take `gpt-6.1-soll` for a `gpt-6.1-sol`.
    """
    tail = model.removeprefix(info.id.lower())
    return tail != model and _VERSION.fullmatch(tail) is not None and bool(info.is_match(model))


def _nearest_models(
    name: str, model: str, pool: list[tuple[Provider, ModelInfo]], on: datetime.date
) -> Remedy:
    refs: Mapping[str, str] = dict(_short_names(pool, on))
    close = difflib.get_close_matches(model, refs, n=5, cutoff=0.3) or list(refs)[:5]
    listed = ", ".join(refs[each] for each in close)
    return remedy(f"Nearest: {listed}. ", Command("models", name), " lists all.")


def _short_names(pool: list[tuple[Provider, ModelInfo]], on: datetime.date) -> Iterator[tuple[str, str]]:
    """The last part of each model's id → how it is chosen; the first host of a name stands."""
    seen: set[str] = set()
    for provider, info in pool:
        short = info.id.lower().rpartition("/")[2]
        if short not in seen and priced_on(provider, info, None, on) is not None:
            seen.add(short)
            yield short, f"{provider.id}:{info.id}"
