"""The price of a model by the token on a day, as the package `genai-prices` has it: tiers, cache, batch."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, get_args

from roi.case import Sense
from roi.records import dataclass

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, Provider

SOURCE = "genai-prices"  # the id of the source in the shipped cases
BATCH = {"processing": "batch"}  # what a variant of a price is for
_NOON = datetime.time(12, tzinfo=datetime.UTC)  # where the price depends on the time of day
_SENSES: tuple[Sense, ...] = get_args(Sense)  # beside text
# What the id or the description of a model calls it, that reads these beside text.
_SAYS = {
    "image": r"image|vision|multimodal|omni\b|\bvl\b",
    "audio": r"audio|speech|omni\b",
    "video": r"video",
}
_MAKES = re.compile(
    r"embedding|image generation|image model|[-_]image\b|banana|dall|whisper|tts", re.IGNORECASE
)


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
        later: the price from `until` on.
        cache_write: for tokens written to the cache; None where no price is listed.
        batch: the price in a batch, as a share of this one; None where none is listed.
        window: tokens of a request and its answer, at most; None where the data do not tell.
        deprecated: whether the provider is about to withdraw it.
        senses: beside text, for what else there is a price.
        reads: beside text, what it is known to read: what has a price, and what its description says.
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
    later: TokenPrice | None = None
    cache_write: float | None = None
    batch: float | None = None
    window: int | None = None
    deprecated: bool = False
    senses: tuple[Sense, ...] = ()
    reads: tuple[Sense, ...] = ()

    @property
    def ref(self) -> str:
        """How it is chosen: provider:model."""
        return f"{self.provider}:{self.model}"

    def provenance(self) -> str:
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
def all_providers() -> tuple[Provider, ...]:
    """What the package knows."""
    from genai_prices.data_snapshot import get_snapshot

    return tuple(get_snapshot().providers)


@cache
def data_until(on: datetime.date) -> datetime.date:
    """The last day up to `on` at which the package's data know a price to have changed."""
    starts = (period_of(info, on)[0] for provider in all_providers() for info in provider.models)
    return max((start for start in starts if start), default=on)


def priced_on(
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
    since, until = period_of(info, on)
    return TokenPrice(
        later=None if until is None else priced_on(provider, info, tokens_in, until),
        cache_write=_at(prices.cache_write_mtok, tokens),
        batch=_batch(info, read, tokens, on),
        window=info.context_window,
        deprecated=bool(info.deprecated),
        senses=(senses := tuple(sense for sense in _SENSES if _priced(prices, sense))),
        reads=_reads(info, senses),
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


def _priced(prices: ModelPrice, sense: Sense) -> bool:
    return getattr(prices, f"input_{sense}_mtok", None) is not None


def _reads(info: ModelInfo, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """What it is known to read; nothing of models that make pictures or vectors, which answer no question."""
    text = f"{info.id} {info.name or ''} {info.description or ''}"
    if _MAKES.search(text):
        return ()
    words = re.sub(r"[-_/.:]", " ", text)
    return tuple(s for s in _SENSES if s in senses or re.search(_SAYS[s], words, re.IGNORECASE))


def split_on(
    provider: Provider, info: ModelInfo, tokens_in: float | None, on: datetime.date
) -> TokenPrice | None:
    """The price below the nearest start of a tier, with the one above it; the only price where there is one."""
    moment = datetime.datetime.combine(on, _NOON)
    starts = _tier_starts(info.get_prices(moment).input_mtok)
    if not starts:
        return priced_on(provider, info, tokens_in, on)
    start = min(starts, key=lambda each: abs(each - (tokens_in or 0)))
    below, above = (priced_on(provider, info, tokens, on) for tokens in (start, start + 1))
    return below and replace(below, above=above)


def _batch(info: ModelInfo, read: float, tokens: float, on: datetime.date) -> float | None:
    """The price of tokens read in a batch, as a share of that of others; the latest that holds."""
    held = [
        (begins, share)
        for variant in info.price_variants or ()
        if variant.when == BATCH
        and (begins := getattr(variant.constraint, "start_date", None) or datetime.date.min) <= on
        and (share := _at(variant.prices.input_mtok, tokens))
    ]
    return max(held)[1] / read if held else None


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


def period_of(info: ModelInfo, on: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """When the price of the day began and when the next begins, as far as the data tell."""
    entries = info.prices if isinstance(info.prices, list) else []
    starts = sorted(getattr(entry.constraint, "start_date", None) or datetime.date.min for entry in entries)
    known = [start for start in starts if start != datetime.date.min]
    begun = [start for start in known if start <= on]
    later = [start for start in known if start > on]
    return (begun[-1] if begun else None), (later[0] if later else None)
