"""Numbers as people write them: what can mean one thing only is read, all else is refused with its readings.

A comma, a space, an apostrophe or several points group thousands, a point marks decimals, and so does a comma
that cannot group.  `1.200` can mean two numbers, and is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from roi.errors import RoiError
from roi.exchange import CURRENCIES
from roi.formula.foreign import POWERS
from roi.late_patterns import late
from roi.records import dataclass

MOST_CHARACTERS = 64  # of a text that can be a number
LARGEST = Fraction(10) ** 15  # spreadsheets keep 15 digits
SMALLEST = 1 / LARGEST
_LONGEST = 60  # characters of a numeral

# A sign of money → the currencies it can mean.
SIGNS = {
    "US$": frozenset({"USD"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
}
MONEY = r"US\$|[$€£¥₹]|[A-Z]{3}(?![A-Za-z])"
# Letters of a short form must not go on.
FACTORS = {name: Fraction(10) ** power for name, power in POWERS.items()} | {
    "dozen": Fraction(12), "lakh": Fraction(10**5), "crore": Fraction(10**7),
}  # fmt: skip
POWER = "|".join(sorted((re.escape(name) for name in FACTORS), key=len, reverse=True))

_FRACTIONS = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅑⅒")
_SPACES = dict.fromkeys("\u00a0\u2007\u2009\u202f\t\n\r", " ")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_TYPOGRAPHY = str.maketrans({**_SPACES, **_DASHES, "\u2018": "'", "\u2019": "'", "\u2026": "..."})
# Digits with what may stand between them; a space groups where exactly three digits follow it.
NUMERAL = late(
    r"""(?:\d{1,3}(?:\ \d{3})+(?!\d)(?:[.,]\d+)? | \d+(?:[.,'_]\d+)* | \.\d+)(?:[eE][-+]?\d{1,4}(?![A-Za-z\d]))?""",
    re.VERBOSE,
)
_WRITTEN = late(
    rf"""(?P<open>\()? (?P<sign>[-+])? (?:(?P<before>{MONEY})\ ?)? (?P<inner>-)?
    (?P<numeral>{NUMERAL.pattern})
    (?:\ ?(?i:(?P<power>{POWER}))(?![A-Za-z]))?
    (?:\ ?(?P<percent>%))? (?:\ ?(?P<after>{MONEY}))? (?P<close>\))?""",
    re.VERBOSE,
)
_UNKNOWN = late(r"[?\-./]+|n/?a\.?|none|nil|unknown|not known|tbd|tbc|nan|null|inf(inity)?", re.I)
_BRACKETED = late(r"\(([\d., '_]+(?:e[-+]?\d+)?%?)\)(?: ?[A-Z%].*)?", re.I)
_UNDECIDED = late(r"(?<![\w.,])[1-9]\d{0,2}\.\d{3}(?![\w.,%])")
HINT = "Type the number alone: 42000 or 42,000, with a point for decimals."


@dataclass(frozen=True, slots=True)
class _Written:
    """A number as it was written.

    Attributes:
        value: 50 for `50%`, 42,000 for `42k`, −500 for `(500)`.
        percent: a percent sign stands behind it.
        money: the sign or code of a currency that stands with it, or "".
    """

    value: Decimal
    percent: bool = False
    money: str = ""


def read_number(text: str) -> _Written:
    """The number that a text can only mean.

    Raises:
        RoiError: no number, more than one number, or a number that can be read in two ways; without a
            place, which the caller knows.
    """
    plain = cleaned(text)
    if len(plain) > MOST_CHARACTERS:
        raise RoiError(f"{len(plain):,} characters are no number", hint=HINT)
    match = _WRITTEN.fullmatch(plain)
    if match is None or not _consistent(match):
        if _UNKNOWN.fullmatch(plain):
            raise RoiError(f"found {plain!r}, which is no number", hint="Leave it empty if it is not known.")
        raise RoiError(f"found {shortened(plain)!r}, which is no number", hint=HINT)
    value = numeral(match["numeral"]) * FACTORS.get((match["power"] or "").lower(), Fraction(1))
    check_size(value)
    negative = match["sign"] == "-" or match["inner"] is not None or match["open"] is not None
    money = match["before"] or match["after"] or ""
    return _Written(_decimal(-value if negative else value), match["percent"] is not None, money)


def numeral(text: str) -> Fraction:
    """The number of digits with their separators, such as `1,200`, `1 200,5`, `1'200.5`, `1.5e3`.

    Raises:
        RoiError: separators that group nothing, a number of two readings, one too large to be kept.
    """
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > _LONGEST or len(exponent) > 4 or (exponent and abs(int(exponent)) > 30):
        raise RoiError("the number is too large, or too near to 0", hint=HINT)
    digits, *others = dict.fromkeys(each for each in _readings(mantissa, scientific=bool(exponent)) if each)
    if others:
        both = [shown(Fraction(each)) for each in (digits, *others)]
        typed = [f"{each}0" if re.search(r"\.\d{3}$", each) else each for each in both]
        message = f"found {text!r}, which can mean {' or '.join(both)}"
        raise RoiError(message, hint=f"Type {' or '.join(typed)}, as you mean it.")
    value = Fraction(digits) * Fraction(10) ** int(exponent or 0)
    check_size(value)
    return value


def refuse_two_readings(text: str) -> None:
    """Refuse in a value of the language what it reads in one way and many people mean in another.

    Raises:
        RoiError: `1.200` or `(500)`, where no brackets say that it is the language; `--5`.
    """
    plain = cleaned(text)
    if match := _BRACKETED.fullmatch(plain):
        alone = match[1].strip()
        raise RoiError(
            f"`{plain}` can mean -{alone} or {alone}", hint=f"Type -{alone} or {alone}, as you mean it."
        )
    if re.match(r"[-+] ?[-+]", plain):
        raise RoiError(f"`{shortened(plain)}` has two signs", hint="Type one.")
    if "(" not in plain:
        for undecided in _UNDECIDED.findall(plain):
            numeral(undecided)


def other_reading(text: str) -> Fraction | None:
    """What a numeral would be where a comma marks decimals: 1.2 for `1,200`; None where it is nothing else."""
    match = re.fullmatch(r"([1-9]\d{0,2}),(\d{3})", text)
    return Fraction(f"{match[1]}.{match[2]}") if match else None


def _readings(mantissa: str, *, scientific: bool) -> list[str]:
    """Plain digits with a point for decimals, one entry a reading.  Before an exponent a point groups nothing."""
    if re.fullmatch(r"\d*(?:\.\d+)?", mantissa):
        whole, point, decimals = mantissa.partition(".")
        plain = f"{whole or '0'}{point}{decimals}"
        guess = not scientific and len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
        return [plain, whole + decimals] if guess else [plain]
    for mark, decimal in ((",", "."), (".", ","), (" ", ".,"), ("'", ".,"), ("_", ".")):
        group = re.escape(mark)
        lakh = rf"|\d{{1,2}}(?:{group}\d{{2}})+{group}\d{{3}}" if mark in ",_" else ""
        start = r"[1-9]\d{0,2}"
        if re.fullmatch(rf"(?:{start}(?:{group}\d{{3}})+{lakh})(?:[{decimal}]\d+)?", mantissa):
            plain = mantissa.replace(mark, "")
            return [plain.replace(",", ".")]
    if re.fullmatch(r"\d+,\d+", mantissa):  # a comma that groups nothing
        return [mantissa.replace(",", ".")]
    raise RoiError(f"found {mantissa!r}, which is no number", hint=HINT)


def check_size(value: Fraction | Decimal) -> None:
    """Refuse what a spreadsheet cannot keep.

    Raises:
        RoiError: a number beyond 1e15, or nearer to 0 than 1e-15.
    """
    finite = value.is_finite() if isinstance(value, Decimal) else True
    if not finite or abs(Fraction(value)) > LARGEST:
        raise RoiError("the number is too large: at most 1,000,000,000,000,000", hint=HINT)
    if value and abs(Fraction(value)) < SMALLEST:
        raise RoiError("the number is too near to 0: at least 1e-15", hint=HINT)


def currencies_of(sign: str) -> frozenset[str]:
    """The currencies a sign or a code can mean; none for letters that are no code."""
    return SIGNS.get(sign) or (frozenset({sign}) & CURRENCIES)


def plain_digits(value: Fraction | Decimal) -> str:
    """As a value of a case is written: `42000`, `0.125`; 12 significant digits where it has no end."""
    exact = _decimal(Fraction(value))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Fraction | Decimal) -> str:
    """`42,000.5`: as the sheet wants it typed."""
    whole, point, decimals = plain_digits(value).partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.lstrip("-") != "0" else f"{whole}{point}{decimals}"


def shortened(text: str, most: int = 40) -> str:
    """A text of a stranger as a message may show it: one line, no control characters, not long."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[: most + 1])
    return f"{line[:most]}…" if len(text) > most else line


def cleaned(text: str) -> str:
    """Full-width forms, digits of other scripts, spaces, dashes and quotes of typography as ASCII.

    Not NFKC, which turns `10²` into `102`.  A fraction in one sign is spelled out, `2½` as `2 1/2`.
    """
    if len(text) > 40 * MOST_CHARACTERS:  # nothing long is worked on
        return text
    letters: list[str] = []
    for letter in text.translate(_TYPOGRAPHY):
        wide = chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" else letter
        if wide.isdecimal():
            letters.append(str(unicodedata.decimal(wide)))
        elif wide in _FRACTIONS:
            over = Fraction(unicodedata.numeric(wide)).limit_denominator(12)
            letters.append(f" {over.numerator}/{over.denominator}")
        else:
            letters.append(wide)
    return " ".join("".join(letters).split(" ")).strip()


def _decimal(value: Fraction) -> Decimal:
    """Exact where it ends within 20 digits; else 12 significant ones, those of a double's safe part."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator == 1:
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(exact) == value:
            return exact
    return Decimal(f"{float(value):.12g}")


def _consistent(match: re.Match[str]) -> bool:
    """Brackets in pairs, one sign, one currency."""
    brackets = [match["open"], match["close"]].count(None)
    signs = [match["open"], match["sign"], match["inner"]].count(None)
    money = match["before"], match["after"]
    known = all(currencies_of(sign) for sign in money if sign)
    return brackets != 1 and signs >= 2 and None in money and known and not (match["percent"] and any(money))
