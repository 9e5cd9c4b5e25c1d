"""Models and their list prices by the token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from cases.prices import SOURCE, TokenPrice, data_until, package_version, vendor_models
from cases.vendors import VENDORS, absent
from roi.errors import Command, RoiError, Word, of_setting, remedy
from tui.views.json_values import picked
from tui.views.style import figures, titled

_EXAMPLES = 3


def models_parts(words: str, token_prices: Sequence[TokenPrice]) -> Iterator[RenderableType]:
    """One row a model.

    Raises:
        RoiError: there is none.
    """
    if not token_prices:
        raise RoiError(
            f"no model matches `{words[:60]}`",
            of_setting("words"),
            remedy(Command("models"), " lists vendors. ", absent()),
        )
    models, heads = Column("Model", overflow="fold"), figures("Read", "Cached", "Written")
    table = titled("List prices, USD per million tokens", models, *heads, "Price")
    for price in token_prices:
        cached = f"{price.cached:g}" if price.cache_listed else "–"
        table.add_row(
            price.ref, f"{price.read:g}", cached, f"{price.written:g}", Text(_said(price), style="dim")
        )
    yield table
    yield Text(dated(token_prices[0]), style="dim")


def vendors_parts(word: Word) -> Iterator[RenderableType]:
    """The vendors that reports name, with some of their models."""
    vendors, some_models = Column("Vendor", no_wrap=True), Column("Some of them", overflow="fold")
    table = titled("Vendors with list prices by the token", vendors, *figures("Models"), some_models)
    first: TokenPrice | None = None
    for vendor in VENDORS:
        token_prices = vendor_models(vendor)
        first = first or (token_prices[0] if token_prices else None)
        offered = [price for price in token_prices if vendor.sells(price.provider)] or token_prices
        some = ", ".join(price.ref for price in offered[-_EXAMPLES:]) or "no public price by the token"
        table.add_row(vendor.name, f"{len(token_prices):,}", Text(some, style="dim"))
    yield table
    yield absent().worded(word)
    yield "More, from all hosts: roi models WORDS, as in roi models mistral large"
    if first is not None:
        yield Text(dated(first), style="dim")


def models_document(token_prices: Sequence[TokenPrice]) -> list[dict[str, object]]:
    """`roi models --json`."""
    return [
        {
            "model": price.ref,
            "host": price.host,
            "unit": "USD/Mtoken",
            **picked(price, "read", "cached", "cache_listed", "written", "on", "since", "until"),
            "first_tier_to_tokens": price.first_tier_to,
            "url": price.url,
        }
        for price in token_prices
    ]


def _said(price: TokenPrice) -> str:
    parts = []
    if price.first_tier_to is not None:
        parts.append(f"dearer above {price.first_tier_to:,} tokens")
    if price.since:
        parts.append(f"since {price.since:%Y-%m-%d}")
    if price.until:
        parts.append(f"until {price.until:%Y-%m-%d}")
    return ", ".join(parts)


def dated(price: TokenPrice) -> str:
    """On which day the prices hold, and how old the data are."""
    return (
        f"Prices of {price.on:%Y-%m-%d}: {SOURCE} {package_version()}, data up to "
        f"{data_until(price.on):%Y-%m-%d}, no network. Choose one by --model PROVIDER:MODEL."
    )
