"""Dated list prices of models by the token, from the `genai-prices` package, without a network.

The package is imported when a price is asked for: its data take a third of a second to load.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cases.vendors import HOSTS, VENDORS, Vendor, absent, vendor_of
from roi.case import Case, Override
from roi.errors import Command, Remedy, RoiError, Setting, nearest, of_setting, remedy

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

SOURCE = "genai-prices"  # the id of the source in the shipped cases
UNIT = "USD/Mtoken"
TOKENS_IN = "tokens_in"  # tokens read in a request: they choose the tier
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
_NOON = datetime.time(12, tzinfo=datetime.UTC)  # where the price depends on the time of day


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """The list price of a model on a day, USD per million tokens.

    Attributes:
        read, cached, written: for tokens read, read from the cache, and written.
        cache_listed: whether the provider has a price for the cache; else `cached` is `read`.
        tier_above: the tokens of a request above which the price is that of a dearer tier; None: the first.
        first_tier_to: the tokens of a request up to which the first tier goes; None: there is only one.
        above: the price in the next dearer tier, where it was asked for and there is one.
        since, until: days on which this price began and another begins; None where the data do not tell.
    """

    provider: str
    host: str
    model: str
    read: float
    cached: float
    written: float
    on: datetime.date
    cache_listed: bool
    tier_above: int | None = None
    first_tier_to: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    url: str = ""
    above: TokenPrice | None = None

    @property
    def ref(self) -> str:
        """How it is chosen: provider:model."""
        return f"{self.provider}:{self.model}"

    def told(self) -> str:
        """Where the price comes from, with its date: the note of an override."""
        parts = [f"List price of {self.ref} ({self.host}) on {self.on:%Y-%m-%d}"]
        if self.since:
            parts.append(f"in force since {self.since:%Y-%m-%d}")
        if self.until:
            parts.append(f"another from {self.until:%Y-%m-%d}")
        if self.tier_above is not None:
            parts.append(f"the tier of requests above {self.tier_above:,} tokens")
        if self.above is not None:
            parts.append(
                f"{self.above.read:g} read and {self.above.written:g} written in requests of more than "
                f"{self.above.tier_above:,} tokens"
            )
        if not self.cache_listed:
            parts.append("no price for cached tokens, so they cost as much as others")
        data = f"{SOURCE} {package_version()}, data up to {data_until(self.on):%Y-%m-%d}"
        return f"{'; '.join(parts)}. {data}."


def package_version() -> str:
    """The version of the package."""
    return version(SOURCE)


@cache
def data_until(on: datetime.date) -> datetime.date:
    """The last day up to `on` at which the package's data know a price to have changed."""
    starts = (_period(info, on)[0] for provider in _providers() for info in provider.models)
    return max((start for start in starts if start), default=on)


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
    texts = {name: f"{value:g} {UNIT}" for name, value in values.items()}
    if has_tiers(case):
        texts |= {name: repr(value) for name, value in tier_inputs(price).items()}
    source = (SOURCE,) if SOURCE in case.sources else ()
    return {name: Override(text, "vendor", source, price.told()) for name, text in texts.items()}


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
        names = sorted({*(each.id for each in _providers()), *(each.key for each in VENDORS if each.priced)})
        raise RoiError(
            f"there is no provider `{name[:60]}`", _WHERE, remedy(nearest(name[:60], names), " ", absent())
        )
    day = on or datetime.date.today()
    named = [entry for entry in pool if _is(model, entry[1])] or [
        entry for entry in pool if _is_dated(model, entry[1])
    ]
    for provider, info in named:
        found = _split(provider, info, tokens_in, day) if tiers else _priced(provider, info, tokens_in, day)
        if found is not None:
            return found
    if named:
        raise RoiError(
            f"`{named[0][0].id}:{named[0][1].id}` has no price for tokens read and written",
            _WHERE,
            _BY_HAND,
        )
    raise RoiError(f"{name} has no model `{model[:60]}`", _WHERE, _nearest_models(name, model, pool, day))


def models(words: str = "", on: datetime.date | None = None) -> list[TokenPrice]:
    """All models with a price by the token whose vendor, provider or id holds every word."""
    wanted = words.lower().split()
    day = on or datetime.date.today()
    found = []
    for provider in _providers():
        for info in provider.models:
            makers = " ".join(
                vendor.name for vendor in VENDORS if vendor.sells(provider.id) or vendor.made(info.id)
            )
            text = f"{provider.id}:{info.id} {provider.name} {makers}".lower()
            price = _priced(provider, info, None, day) if all(word in text for word in wanted) else None
            if price is not None:
                found.append(price)
    return found


def vendor_models(vendor: Vendor, on: datetime.date | None = None) -> list[TokenPrice]:
    """The models of a vendor, its own offers first."""
    day = on or datetime.date.today()
    priced = (_priced(provider, info, None, day) for provider, info in _pool(vendor.key, vendor))
    return [price for price in priced if price is not None]


@cache
def _providers() -> tuple[Provider, ...]:
    from genai_prices.data_snapshot import get_snapshot

    return tuple(get_snapshot().providers)


def _pool(name: str, vendor: Vendor | None) -> list[tuple[Provider, ModelInfo]]:
    """The models to look among: the provider's, then a vendor's own, then those that others host."""
    providers = sorted(
        _providers(), key=lambda each: HOSTS.index(each.id) if each.id in HOSTS else len(HOSTS)
    )
    own = [
        provider
        for provider in providers
        if provider.id == name.lower() or (vendor and vendor.sells(provider.id))
    ]
    pool = [(each, info) for each in own for info in each.models]
    if vendor is not None:
        others = (provider for provider in providers if provider not in own)
        pool += [(other, info) for other in others for info in other.models if vendor.made(info.id)]
    return pool


def _is(model: str, info: ModelInfo) -> bool:
    """Whether a text is the id of a model, or what stands behind its maker's name."""
    own = info.id.lower()
    return own == model or own.endswith((f"/{model}", f".{model}"))


def _is_dated(model: str, info: ModelInfo) -> bool:
    """Whether a text is the id with a date or a version: only then does the package's own match count.

    Alone it would take `gpt-6.1-soll` for a `gpt-6.1-sol`.
    """
    tail = model.removeprefix(info.id.lower())
    return tail != model and _VERSION.fullmatch(tail) is not None and bool(info.is_match(model))


def _priced(
    provider: Provider, info: ModelInfo, tokens_in: float | None, on: datetime.date
) -> TokenPrice | None:
    """The price on a day; None without one, or with a price of 0, which is a trial with limits."""
    moment = datetime.datetime.combine(on, _NOON)
    prices = info.get_prices(moment)
    tokens = tokens_in or 0
    read, written = (_at(value, tokens) for value in (prices.input_mtok, prices.output_mtok))
    if not read or not written:
        return None
    cached = _at(prices.cache_read_mtok, tokens)
    starts = _tier_starts(prices.input_mtok)
    passed = [start for start in starts if tokens > start]
    since, until = _period(info, on)
    return TokenPrice(
        provider=provider.id,
        host=provider.name,
        model=info.id,
        read=read,
        cached=read if cached is None else cached,
        written=written,
        on=on,
        cache_listed=cached is not None,
        tier_above=passed[-1] if passed else None,
        first_tier_to=starts[0] if starts else None,
        since=since,
        until=until,
        url=provider.pricing_urls[0] if provider.pricing_urls else "",
    )


def _split(
    provider: Provider, info: ModelInfo, tokens_in: float | None, on: datetime.date
) -> TokenPrice | None:
    """The price below the nearest start of a tier, with the one above it; the only price where there is one."""
    moment = datetime.datetime.combine(on, _NOON)
    starts = _tier_starts(info.get_prices(moment).input_mtok)
    if not starts:
        return _priced(provider, info, tokens_in, on)
    start = min(starts, key=lambda each: abs(each - (tokens_in or 0)))
    below, above = (_priced(provider, info, tokens, on) for tokens in (start, start + 1))
    return below and replace(below, above=above)


def _at(value: Any, tokens: float) -> float | None:
    """A price at a size of the request: crossing a tier's start gives its price to all tokens."""
    if value is None:
        return None
    for tier in reversed(getattr(value, "tiers", ())):
        if tokens > tier.start:
            return float(tier.price)
    return float(getattr(value, "base", value))


def _tier_starts(value: Any) -> list[int]:
    return [tier.start for tier in getattr(value, "tiers", ())]


def _period(info: ModelInfo, on: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """When the price of the day began and when the next begins, as far as the data tell."""
    entries = info.prices if isinstance(info.prices, list) else []
    starts = sorted(getattr(entry.constraint, "start_date", None) or datetime.date.min for entry in entries)
    known = [start for start in starts if start != datetime.date.min]
    begun = [start for start in known if start <= on]
    later = [start for start in known if start > on]
    return (begun[-1] if begun else None), (later[0] if later else None)


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
        if short not in seen and _priced(provider, info, None, on) is not None:
            seen.add(short)
            yield short, f"{provider.id}:{info.id}"
