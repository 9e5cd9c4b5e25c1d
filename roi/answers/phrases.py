"""The frame around figures: fillers, `between … and …`, dashes, low–likely–high, one-sided answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from roi.late_patterns import late

_ABOUT = (
    r"about|around|roughly|approximately|approx|circa|ca|some|nearly|almost|maybe|perhaps|probably|say|typically|"
    r"usually|currently|on average|average|an average of|in the order of|somewhere|i think|i guess|i would say|"
    r"i'd say|we think|we guess|we say|it is|it's|that is|that's|they are|there are|we have|we pay|we see|we spend|"
    r"likely|most likely|just over|just under|a good|c"
)
_LEADING = late(rf"(?:(?:{_ABOUT})(?:\.(?!\d))?[,:]?\s+|[~≈]\s*|c\.\s*)", re.I)
_TRAILING = late(
    r"(?:[,\s]*(?:or so|or thereabouts|give or take|more or less|roughly|approximately|approx\.?|about|on average|"
    r"i think|i guess|i'd say|probably|or around that)|(?<=[\d%a-z])-?ish|[.!;,])$",
    re.I,
)
_AS_FIGURES = (
    (late(r"^minus\s+", re.I), "-"),
    (late(r"(?<=\d)\s?-?ish\b", re.I), ""),
    (late(r"\bonce(?=\s+(?:an?|per|each|every)\s)", re.I), "one"),
    (late(r"\btwice(?=\s+(?:an?|per|each|every)\s)", re.I), "two"),
    (late(r"\s+times(?=\s+(?:an?|per|each|every)\s)", re.I), ""),
)
_COUPLE = late(r"^(?:an?\s+)?couple(?:\s+of)?\s+", re.I)
_ONE_SIDED = late(
    r"(?:up to|at most|at least|less than|more than|fewer than|under|over|above|below|no more than|no less than|"
    r"not more than|a minimum of|a maximum of|min\.? \d|max\.? \d|[<>≤≥]).*|.*\d ?\+|"
    r".* (?:or more|or less|at least|at most)",
    re.I,
)
# A dash joins two figures where it is no sign, no exponent and no hyphen between letters.
_JOIN = late(r"\s*(?:\.\.\.?|(?<![eE])(?<=[\w%€$£¥₹.\s])-(?!>))\s*|\s+(?:to|or|bis|à|until|till)\s+", re.I)
_BETWEEN = late(
    r"(?:between\s+(?P<a>.+?)\s+(?:and|&|to|-)\s+(?P<b>.+)|from\s+(?P<c>.+?)\s+(?:to|until|-)\s+(?P<d>.+))",
    re.I,
)
_PLUS_MINUS = late(r"±|\+/-|\+-|plus or minus")

_UNKNOWN = frozenset(
    "not known|unknown|unclear|no idea|no clue|not sure|unsure|dunno|?|??|???|n/a|na|tbd|tbc|hard to say|idk|pass|"
    "not measured|never measured|not tracked|not recorded|no data|no figures|no numbers|who knows|"
    "keine ahnung|weiss nicht|weiß nicht".split("|")
)
# `we don't track that`, `I couldn't say`, `nobody really knows`, `we'd have to check`: no figure stands in them.
_DO = r"know|knew|known|say|tell|track(?:ed)?|measured?|count(?:ed)?|record(?:ed)?|log(?:ged)?|look(?:ed)? at"
_HAVE = r"have (?:(?:that|it|this|those|them|any|an?|the)\b ?)?(?:data|figures?|numbers?|idea|clue)?"
_ADDED = (
    r"really|honestly|sorry|yet|at all|exactly|for sure|offhand|off hand|right now|at the moment|here|that|it|"
    r"this|those|them"
)
_NOBODY_KNOWS = late(
    rf"(?:(?:(?:we|i|they|you)\s+)?(?:(?:really|honestly|just|still|simply)\s+)?"
    rf"(?:do not|don'?t|did not|didn'?t|cannot|can'?t|could not|couldn'?t|have not|haven'?t|have never|never|"
    rf"would not|wouldn'?t)\s+(?:(?:really|even)\s+)?(?:{_DO}|{_HAVE})|"
    rf"(?:nobody|no one|none of us)\s+(?:(?:really|ever)\s+)?(?:knows|can say|can tell|tracks|measures|measured|"
    rf"counts|records)|(?:we|i)(?:'d| would)\s+(?:have|need)\s+to\s+(?:check|ask|look)(?: [a-z]+)*)"
)
_EXCUSES = late(
    rf"^(?:(?:sorry|honestly|well|hm+|i(?:'m| am)|we(?:'re| are)|it(?:'s| is)|to be honest)[,.]?\s+)+|"
    rf"(?:[,.]?\s+(?:{_ADDED}))+$"
)


def says_unknown(text: str) -> bool:
    """Whether the answer is that nobody knows: `no idea`, `we don't track that`, `nobody really knows`."""
    plain = text.lower().rstrip(".!… ")
    short = _EXCUSES.sub("", plain)
    return not _UNKNOWN.isdisjoint((plain, short)) or _NOBODY_KNOWS.fullmatch(short) is not None


def plain_words(text: str) -> str:
    """A text without the fillers around its figures."""
    for phrase, plain in _AS_FIGURES:
        text = phrase.sub(plain, text)
    while True:
        shorter = _TRAILING.sub("", text[_match_end(text) :]).strip()
        if shorter == text or not shorter:
            return _COUPLE.sub("two ", text)
        text = shorter


def _match_end(text: str) -> int:
    match = _LEADING.match(text)
    return match.end() if match else 0


def one_sided(text: str) -> bool:
    """Whether only one end is said: `up to 50`, `100+`, `at least 3`."""
    return _ONE_SIDED.fullmatch(text) is not None


def spans(text: str) -> Iterator[tuple[str, str]]:
    """The ways to part a text into a lower and an upper figure."""
    between = _BETWEEN.fullmatch(text)
    if between is not None:
        low, high = (between["a"], between["b"]) if between["a"] else (between["c"], between["d"])
        yield plain_words(low), plain_words(high)
        return
    for match in _JOIN.finditer(text):
        low, high = text[: match.start()].strip(), text[match.end() :].strip()
        if low and high:
            yield plain_words(low), plain_words(high)


def in_three(text: str) -> Iterator[tuple[str, str, str]]:
    """The ways to read low, likely and high out of numbers side by side: `20 30 50`, `20% 35% 50% a year`."""
    if not re.fullmatch(
        r"[-+]?[\d.][\d.,'_%kKM]*(?: [-+]?[\d.][\d.,'_%kKM]*){2,8}(?: ?[A-Za-z$€£¥₹].*)?", text
    ):
        return
    numbers = re.match(r"(?:[-+]?[\d.][\d.,'_%]*(?:[kKM](?![A-Za-z]),?)?(?: |$))+", f"{text} ")
    tokens = numbers[0].split() if numbers else []
    unit = text[len(" ".join(tokens)) :].strip()
    for first, second in combinations(range(1, len(tokens)), 2):
        parts = (tokens[:first], tokens[first:second], tokens[second:])
        if all(_one_number(part) for part in parts):
            low, likely, high = (" ".join(part).rstrip(",") for part in parts)
            yield f"{low} {unit}".strip(), f"{likely} {unit}".strip(), f"{high} {unit}".strip()


def _one_number(tokens: list[str]) -> bool:
    """Whether the tokens are one number whose thousands are parted by spaces, or one alone."""
    head, *groups = tokens
    if not groups:
        return not re.fullmatch(r"0\d+", head)
    grouped = all(re.fullmatch(r"\d{3}", group) for group in groups[:-1])
    return (
        grouped
        and re.fullmatch(r"[-+]?[1-9]\d{0,2}", head) is not None
        and (re.fullmatch(r"\d{3}(?:[.,]\d+)?%?", groups[-1]) is not None)
    )
