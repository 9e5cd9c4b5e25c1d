"""Models by their names: one model that many hosts spell in their own way, and whose weights are in the open."""

from __future__ import annotations

import re
from functools import cache

from cases.token_price import TokenPrice, all_providers
from cases.vendors import VENDORS

# Region and maker before an id, the version of the hosting behind it.
_HOSTED = re.compile(r"^~?(?:[a-z]+\.)+(?=[a-z])|-v\d+:\d+$|^~")


def open_weights(price: TokenPrice) -> bool:
    """Whether a host of Hugging Face serves a model of that name, whose weights are then in the open."""
    return short_name(price.model) in _on_hugging_face()


def short_name(model: str) -> str:
    """An id as all hosts of a model have it: without its maker, its region and the version of the hosting.

    `meta-llama/Llama-3.3-70B` and `llama-3.3-70b` are one, `global.anthropic.claude-opus-4-8-v1:0` and
    `claude-opus-4.8` too.
    """
    return _HOSTED.sub("", model.lower().rpartition("/")[2]).replace(".", "-")


@cache
def _on_hugging_face() -> frozenset[str]:
    hosts = next(vendor for vendor in VENDORS if vendor.name == "Hugging Face")
    return frozenset(
        short_name(info.id)
        for provider in all_providers()
        if hosts.sells(provider.id)
        for info in provider.models
    )
