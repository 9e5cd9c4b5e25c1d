"""Values as people say them, `ca. 5`, `TBD`, `up to 20`, `2 bis 25`, and what to write for them."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?%?"
_NOT_KNOWN = (
    r"(?:tbd|tba|tbc|todo|n\.?/?a\.?|\?+|unknown|not known|none|nil|open|pending|missing|x{2,}|-+|–|offen|unbekannt"
    r"|see\b.*|siehe\b.*)"
)
_APART = r"\s*(?:bis|und|and|to|à|\.{2,3}|…|–|—|-|/|;|,)\s*"
_WIDE = (
    "What nobody knows yet is a wide range with the grade `judgement`, as in range(10, 20, 60); "
    "its question stands under `ask`."
)
# Families of other programs: what has their place here.
OTHER_FAMILIES = {
    **dict.fromkeys(("tri", "triang", "triangle"), "Write triangular(low, mode, high)."),
    **dict.fromkeys(("gauss", "gaussian", "norm", "norminv"), "Write normal(mean, sd)."),
    **dict.fromkeys(("unif", "rand", "randbetween", "runiform"), "Write uniform(low, high)."),
    **dict.fromkeys(("exponential", "exp", "expon"), "Write gamma(1, mean)."),
    **dict.fromkeys(("const", "constant", "fixed", "point"), "Write the number alone."),
    **dict.fromkeys(
        ("weibull", "student", "t", "cauchy", "logistic", "gumbel", "burr"),
        "Write what it says of its quantiles: metalog(p10=…, p50=…, p90=…), or range(p10, p50, p90).",
    ),
    **dict.fromkeys(("min", "max", "clip", "if", "sum", "average"), "It belongs into the formula of a line."),
}


def _about(words: re.Match[str]) -> str:
    return f"Write {words[1]}, or in what span it lies in nine of ten cases, as in 20 to 40."


def _limit(words: re.Match[str]) -> str:
    return "A limit alone is no value: write what it may be, as in uniform(0, 20) or range(5, 12, 20)."


def _span(words: re.Match[str]) -> str:
    return f"Write {words[1]} to {words[2]}, in which nine of ten cases lie."


def _either(words: re.Match[str]) -> str:
    return f"Write discrete({words[1]}, 50%, {words[2]}, 50%), with the chance of each."


def _three(words: re.Match[str]) -> str:
    numbers = re.findall(_NUMBER, words[0])
    low, middle, high = sorted(numbers, key=lambda each: float(each.rstrip("%").replace("_", "")))
    return f"Write range({low}, {middle}, {high}): one in ten below the first, half below the second."


def _money(words: re.Match[str]) -> str:
    return f"Write {words[1]}; the currency stands in the key `unit`."


# In the order in which they are tried; a text is one of them as a whole.
_SAYINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (_NOT_KNOWN, lambda words: _WIDE),
    (rf"(?:~|≈|ca\.?|circa|c\.|about|around|approx\.?|approximately|roughly|some|rund|etwa|ungefähr|env\.)"
     rf"\s*({_NUMBER})(?:\s*\w+)?", _about),
    (rf"(?:[<>≤≥]=?|max\.?|min\.?|maximum|minimum|up to|at least|at most|less than|more than|over|under|below|above"
     rf"|bis zu|mindestens|höchstens)\s*({_NUMBER})|{_NUMBER}\s*\+", _limit),
    (rf"({_NUMBER})\s*(?:or|oder|ou)\s*({_NUMBER})", _either),
    (rf"({_NUMBER})\s*(?:\+/-|\+-)\s*({_NUMBER})",
     lambda words: "Write range(p10, p50, p90), or for the ends of a 90 % interval `40 to 60`."),
    (rf"(?:between|from|zwischen|von|entre|de|low)\s*({_NUMBER}){_APART}(?:high)?\s*({_NUMBER})", _span),
    (rf"({_NUMBER})\s*(?:bis|à|\.{{2,3}}|…|–|—)\s*({_NUMBER})(?:\s*%)?", _span),
    (rf"(?:(?:range|low)\s+|\()?{_NUMBER}[\s,;/a-z]+{_NUMBER}[\s,;/a-z]+{_NUMBER}\)?", _three),
    (rf"[A-Z]{{3}}\s*({_NUMBER})", _money),
)  # fmt: skip


def spoken(text: str) -> str:
    """What to write for a text that is no value of the language; "" where nothing is known to be meant."""
    for form, hint in _SAYINGS:
        words = re.fullmatch(form, text.strip(), re.IGNORECASE)
        if words is not None:
            return hint(words)
    return ""
