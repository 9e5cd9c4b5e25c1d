"""Numbers and shares in words: `twelve`, `a dozen`, `two and a half million`, `a third`, `three quarters`."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from roi.answers.numbers import FACTORS
from roi.late_patterns import late

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: Fraction(value) for value, word in enumerate(_ONES)} | {
    word: Fraction(10 * value) for value, word in enumerate(_TENS, start=2)
}
_ORDINALS = "half third quarter fifth sixth seventh eighth ninth tenth".split()
PARTS = {word: Fraction(1, value) for value, word in enumerate(_ORDINALS, start=2)} | {
    "fourth": Fraction(1, 4), "twelfth": Fraction(1, 12), "twentieth": Fraction(1, 20),
    "hundredth": Fraction(1, 100), "thousandth": Fraction(1, 1_000),
}  # fmt: skip
PARTS |= {f"{word}s": value for word, value in PARTS.items() if word != "half"} | {"halves": Fraction(1, 2)}
_WORD = late(r"([A-Za-z]+)(?:[ -]+|(?=[^A-Za-z])|$)")
_LARGE = ("hundred", "thousand", "million", "billion", "dozen")


class Spelled(NamedTuple):
    """A number in words; `part` where it is a share of something; `stop` characters were read.

    `power`: the thousand, million or dozen it ends in, 1 without one.
    """

    value: Fraction
    part: bool
    stop: int
    power: Fraction = Fraction(1)


def spelled(text: str) -> Spelled | None:
    """The number in words at the beginning of a text, as long as it goes; None where there is none."""
    total = group = Fraction(0)
    seen = part = False
    stop = position = 0
    before = ""
    while (match := _WORD.match(text, position)) is not None:
        word, position = match[1].lower(), match.end()
        following = _WORD.match(text, position)
        then = following[1].lower() if following else ""
        if word in ("a", "an"):
            if seen and not (before == "and" and then in PARTS) and not (part and then in _LARGE):
                break
            if not seen and then not in PARTS and then not in _LARGE:
                break
        elif word in PARTS:
            added = seen and before in ("and", "a")  # two and a half
            group = group + PARTS[word] if added else (group or Fraction(1)) * PARTS[word]
            seen, part, stop = True, not added, match.start() + len(word)
        elif word in NUMBERS and (group % 100 == 0 or (group % 10 == 0 and 0 < NUMBERS[word] < 10)):
            group, seen, stop = group + NUMBERS[word], True, match.start() + len(word)
        elif word in _LARGE:
            group = (group or Fraction(1)) * FACTORS[word]
            if word != "hundred":
                total, group = total + group, Fraction(0)
            seen, part, stop = True, False, match.start() + len(word)
        elif word != "and" or not seen:
            break
        before = word
    last = text[:stop].split("-")[-1].split()[-1:]
    power = FACTORS[last[0].lower()] if last and last[0].lower() in _LARGE else Fraction(1)
    return Spelled(total + group, part, stop, power) if seen else None
