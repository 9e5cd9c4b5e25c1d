"""One figure in people's words: a number, perhaps with a currency, a sign of per cent and a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from roi.answers.numbers import FACTORS, MONEY, NUMERAL, POWER, currencies_of, numeral, other_reading
from roi.answers.words import spelled
from roi.late_patterns import late
from roi.records import dataclass

# Words of money → the sign it stands for; a cent is the hundredth part of the currency wanted.
_MONEY_WORDS = {
    "dollar": "$", "dollars": "$", "bucks": "$", "euro": "€", "euros": "€", "pound": "£", "pounds": "£",
    "quid": "£", "yen": "¥", "cent": "cent", "cents": "cent", "ct": "cent",
}  # fmt: skip
# Short and plural forms of the units of every case; other units go by their names and plurals.
UNIT_WORDS = {
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "h": "hour",
    "hr": "hour", "hrs": "hour", "d": "day", "wk": "week", "wks": "week", "mo": "month", "mos": "month",
    "mth": "month", "mths": "month", "mon": "month", "q": "quarter", "qtr": "quarter", "y": "year",
    "yr": "year", "yrs": "year", "annum": "year", "fte": "FTE", "people": "FTE", "person": "FTE", "employee": "FTE",
    "post": "FTE", "head": "FTE", "staff": "FTE",
}  # fmt: skip
_RATES = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annual": "year", "annually": "year", "pa": "year", "p.a": "year", "p.a.": "year",
}  # fmt: skip
_PER = frozenset(("/", "per", "a", "an", "each", "every", "last", "this", "past"))
_PERCENT = late(r"\s?(?:%|(?:percent|per cent|pct|pc)\b\.?)", re.I)
_TOKEN = late(r"\s*(?P<token>/|\*\*|[A-Za-z_][A-Za-z_'.\-]*|\d[\d.,]*|\S)")
# Words that add nothing behind a figure.
IDLE = frozenset(
    "of our the your my all their these those them in on at is are was were it us me we each total overall "
    "altogether which that".split()
)
_UNFINISHED = frozenset("of in on at the our my your an".split())  # behind which something is still to come
# `3 min 30 sec`, `1h 30`: the smaller unit may be left out.
_HOURS = late(r"(\d{1,3})\s?(?:h|hrs?|hours?)\s?(?:and\s)?([0-5]?\d)(?:\s?(?:m|mins?|minutes?))?\b\.?", re.I)
_MINUTES = late(
    r"(\d{1,3})\s?(?:m|mins?|minutes?)\s?(?:and\s)?([0-5]?\d)(?:\s?(?:s|secs?|seconds?))?\b\.?", re.I
)


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A number as it was said.

    Attributes:
        value: without its per cent sign: 35 for `35 %`.
        percent: whether it had one.
        share: whether it is a part of a whole said in words or by a count: `a third`, `2 of 10`; `value` is
            then the fraction.
        money: the sign or code of a currency, "cent", or "".
        above, below: names of units, as the registry has them.
        power: the factor that was said behind the digits (1,000 for `k`), 1 without one.
        other: what it would be where a comma marks decimals; None where it is nothing else.
    """

    value: Fraction
    percent: bool = False
    share: bool = False
    money: str = ""
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    power: Fraction = Fraction(1)
    other: Fraction | None = None

    @property
    def bare(self) -> bool:
        """A number and nothing else."""
        return not (self.percent or self.share or self.money or self.above or self.below)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words may stand behind a figure that answers one question.

    Attributes:
        units: names of units in small letters → the registry's.
        echo: words of the question itself, which repeat what is counted.
        clock, calendar: whether hours, or months, are counted: `5 m` are minutes then, and else millions.
        counted: what an echo stands for behind a `per`: `a physician` for `FTE`; "" where nothing.
    """

    units: Mapping[str, str]
    echo: frozenset[str] = frozenset()
    clock: bool = False
    calendar: bool = False
    counted: str = ""

    def unit(self, word: str) -> str | None:
        """The unit of a word in any usual spelling."""
        plain = word.lower().rstrip(".")
        for name in (
            plain,
            plain.removesuffix("s"),
            plain.removesuffix("es"),
            f"{plain.removesuffix('ies')}y",
        ):
            if name in self.units:
                return self.units[name]
            if name in UNIT_WORDS:
                return UNIT_WORDS[name]
        return None

    def joined(self, text: str) -> str:
        """`programme minutes × languages` as the registry has it, `programme_minutes languages`."""
        text = text.replace(" × ", " ")
        for name in self.units:
            if "_" in name:
                text = re.sub(rf"\b{name.replace('_', '[ -]')}(?=s?\b)", name, text, flags=re.I)
        return text

    def echoes(self, word: str) -> bool:
        """Whether the question itself uses the word."""
        return stem(word) in self.echo


def stem(word: str) -> str:
    """A word without its plural or genitive: `engineers`, `engineer's` → `engineer`."""
    return word.lower().replace("'s", "").rstrip(".'").removesuffix("s")


@dataclass(slots=True)
class _Behind:
    """What was read of the words behind a number."""

    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    over: Fraction = Fraction(1)  # `per million tokens`


def read_figure(text: str, words: Vocabulary) -> SaidFigure | None:
    """The figure that a text is, from its first to its last character; None where it is none.

    Raises:
        RoiError: digits that can be read in two ways, or too large.
    """
    text = words.joined(text)
    text, money, negative = _before(_in_one_unit(text) if words.clock else text)
    number = _number(text, words)
    if number is None:
        return None
    value, share, power, other, rest = number
    percent = _PERCENT.match(rest)
    rest = _without_whole(rest[percent.end() :], words) if percent else rest
    after, rest = _after(rest)
    behind = _behind(rest, words)
    if behind is None or (money and after) or (percent and (money or after)):
        return None
    if behind.over != 1:
        value, other = value / behind.over, None
    money = money or after
    if money == "cent":
        value = value / 100
    sign = -1 if negative else 1
    return SaidFigure(
        value=sign * value,
        percent=percent is not None,
        share=share and percent is None and not (behind.above or money),
        money=money,
        above=tuple(behind.above),
        below=tuple(behind.below),
        power=power,
        other=None if other is None else sign * other,
    )


def _in_one_unit(text: str) -> str:
    """`210 seconds` for `3 min 30 sec`, and what stands behind it."""
    for pattern, smaller in ((_HOURS, "minutes"), (_MINUTES, "seconds")):
        match = pattern.match(text)
        if match is not None:
            return f"{60 * int(match[1]) + int(match[2])} {smaller}{text[match.end() :]}"
    return text


def _without_whole(rest: str, words: Vocabulary) -> str:
    """What follows a percentage, without what it is a share of where the question says so too: `of the week`."""
    match = re.fullmatch(r"\s+of((?:\s+[A-Za-z'\-]+)+)", rest)
    parts = match[1].split() if match else []
    known = parts and all(word.lower() in IDLE | {"a", "an"} or words.echoes(word) for word in parts)
    return "" if known else rest


def _before(text: str) -> tuple[str, str, bool]:
    """A sign and a currency in front of the digits."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1].strip()}"
    match = re.match(rf"(?P<sign>[-+])?\s?(?:(?P<money>{MONEY})\s?(?=[-+.\d]))?(?P<inner>[-+])?\s?", text)
    assert match is not None
    money = match["money"] or ""
    if money and not currencies_of(money):
        return text, "", False
    signs = [match["sign"], match["inner"]]
    if None not in signs:  # `--5`, `(-5)`
        return text, "", False
    return text[match.end() :], money, "-" in signs


def _after(rest: str) -> tuple[str, str]:
    """The currency behind the digits, and what follows it."""
    match = re.match(rf"\s?(?:({MONEY})|([A-Za-z]+))", rest)
    if match is None:
        return "", rest
    if match[1] and currencies_of(match[1]):
        return match[1], rest[match.end() :]
    word = (match[2] or match[1]).lower()
    if word in _MONEY_WORDS:
        return _MONEY_WORDS[word], rest[match.end() :]
    code = word.upper()
    if len(code) == 3 and currencies_of(code) and code not in ("ALL", "TOP"):  # `all`, `top` are words
        return code, rest[match.end() :]
    return "", rest


def _number(text: str, words: Vocabulary) -> tuple[Fraction, bool, Fraction, Fraction | None, str] | None:
    """Value, whether it is a share in words, the power behind it, its other reading, and the rest."""
    mixed = re.match(r"(?:(\d{1,6}) )?([1-9]\d?)/([2-9]|1\d)(?![\d/])(?=\s|$|[A-Za-z])", text)
    if mixed is not None and mixed[1]:
        value = int(mixed[1]) + Fraction(int(mixed[2]), int(mixed[3]))
        return _powered(value, False, None, text[mixed.end() :], words)
    digits = NUMERAL.match(text)
    if digits is not None:
        core = digits[0]
        return _powered(numeral(core), False, other_reading(core), text[digits.end() :], words)
    count = spelled(text)
    if count is not None:
        value, share, power, other, rest = _powered(count.value, count.part, None, text[count.stop :], words)
        return value, share, power * count.power, other, rest
    alone = re.match(r"(?:an?)\s+(?=([A-Za-z]+))", text, re.I)
    if alone is not None and (words.unit(alone[1]) or alone[1].lower() in _MONEY_WORDS):
        return Fraction(1), False, Fraction(1), None, text[alone.end() :]
    return None


def _powered(
    value: Fraction, share: bool, other: Fraction | None, rest: str, words: Vocabulary
) -> tuple[Fraction, bool, Fraction, Fraction | None, str]:
    """With the factor behind it: `k`, `million`; `m` is one only where no time is counted."""
    match = re.match(rf"\s?(?P<power>{POWER})(?![A-Za-z])\.?", rest, re.I)
    if match is None or (words.clock and match["power"] in ("m", "M")):
        minutes = re.match(r"\s?m(?![A-Za-z])", rest) if words.clock else None
        rest = f" minute{rest[minutes.end() :]}" if minutes else rest
        return value, share, Fraction(1), other, rest
    power = FACTORS[match["power"].lower()]
    return value * power, False, power, None if other is None else other * power, rest[match.end() :]


def _behind(rest: str, words: Vocabulary) -> _Behind | None:
    """The words behind a number as units; None where one of them says something else."""
    behind, over = _Behind(), False
    tokens = [match["token"] for match in _TOKEN.finditer(rest)]
    if tokens and tokens[-1].lower() in _UNFINISHED:
        return None
    place = 0
    while place < len(tokens):
        token = tokens[place]
        lower, place = token.lower(), place + 1
        if lower in _RATES:
            behind.below.append(_RATES[lower])
        elif lower in _PER and place < len(tokens):
            place, over = _divisor(tokens, place, behind), True
        elif lower in ("and", "&") and over:
            continue
        elif (unit := words.unit(token)) is not None:
            (behind.below if over else behind.above).append(unit)
        elif over and words.echoes(token) and words.counted and not behind.below:
            behind.below.append(words.counted)
        elif not (lower in IDLE or lower == "each" or words.echoes(token) or token in ",;"):
            return None
    return behind


def _divisor(tokens: list[str], place: int, behind: _Behind) -> int:
    """Read `1,000` or `million` behind a `per`; the place of what follows."""
    token = tokens[place].lower()
    if token[0].isdigit() and NUMERAL.fullmatch(token):
        behind.over *= numeral(token) or 1
        place += 1
    if place < len(tokens) and tokens[place].lower() in FACTORS and len(tokens[place]) > 2:
        behind.over *= FACTORS[tokens[place].lower()]
        place += 1
    return place
