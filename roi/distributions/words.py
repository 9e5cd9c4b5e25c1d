"""Words of the families whose sentence depends on how many arguments there are."""

from __future__ import annotations

import math
from collections.abc import Mapping

from roi.distributions.family import Arguments, show
from roi.distributions.quantile_laws import probability_of, show_percent
from roi.notation import numerals


def _bounds(a: Arguments, texts: Mapping[str, str]) -> str:
    low, high = a.bounds
    if math.isfinite(low) and math.isfinite(high):
        return f", never outside {texts['min']} to {texts['max']}"
    if math.isfinite(low):
        return f", never below {texts['min']}"
    return f", never above {texts['max']}" if math.isfinite(high) else ""


def range_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`between 40,000 and 60,000 in 8 of 10 cases, 50,000 in the middle`."""
    p10, p50, p90 = (texts[name] for name in ("p10", "p50", "p90"))
    return f"between {p10} and {p90} in 8 of 10 cases, {p50} in the middle{_bounds(a, texts)}"


def quantile_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`below 3 in 10 %, below 5 in 50 %, below 9 in 90 % of cases`."""
    names = sorted((name for name in texts if name not in ("min", "max")), key=probability_of)
    phrases = [f"below {texts[name]} in {show_percent(probability_of(name))} %" for name in names]
    return ", ".join(phrases) + " of cases" + _bounds(a, texts)


def _shares(a: Arguments) -> list[str]:
    weights = a.numbers("weight")
    return [show(round(100 * weight / sum(weights), 1)) + " %" for weight in weights]


def pairs_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`5 (30 %), 10 (70 %)`."""
    values = [text for name, text in texts.items() if name.startswith("value")]
    return ", ".join(f"{value} ({share})" for value, share in zip(values, _shares(a), strict=True))


def mixture_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`in 30 % of cases: …; in 70 %: …`."""
    parts = [text for name, text in texts.items() if name.startswith("distribution")]
    phrases = [f"in {share}: {part}" for share, part in zip(_shares(a), parts, strict=True)]
    return "; ".join([phrases[0].replace(" %:", " % of cases:", 1), *phrases[1:]])


def truncate_words(_a: Arguments, texts: Mapping[str, str]) -> str:
    """`…; only what lies from 0 to 10`."""
    low, high = texts.get("low"), texts.get("high")
    kept = f"at or above {low}" if high is None else f"at or below {high}"
    return f"{texts['distribution']}; only what lies {f'from {low} to {high}' if low and high else kept}"


def data_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`one of 120 measured values, all equally likely (waits.csv, minutes)`."""
    count = numerals(f"{len(a.data):,}")
    return f"one of {count} measured values, all equally likely ({texts['file']}, {texts['column']})"


def sip_words(a: Arguments, texts: Mapping[str, str]) -> str:
    """`one of 1,000 trials, all equally likely (price of a library, prices.sipmath)`."""
    variable, where = a.sip, f"({texts['name']} of a SIPmath library, {texts['file']})"
    count = numerals(f"{len(variable.numbers):,}")
    if variable.function == "SIP_Array":
        return f"one of {count} trials, all equally likely {where}"
    if variable.function == "Lookup_Table":
        return f"one of {count} values, each with its probability {where}"
    return f"a smooth curve, the metalog of {count} terms {where}"
