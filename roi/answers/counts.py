"""Counts that answer a question for a share: `2 of 10`, `two out of our last ten`, `eight or nine in ten`."""

from __future__ import annotations

import re
from fractions import Fraction

from roi.answers.figures import IDLE, UNIT_WORDS, SaidFigure
from roi.answers.numbers import NUMERAL, numeral, plain_digits
from roi.answers.phrases import plain_words, spans
from roi.answers.units import InputQuestion
from roi.answers.words import spelled
from roi.errors import RoiError
from roi.late_patterns import late

_OF = late(
    r"(?P<part>.+?)(?:\s+(?:out of|of|in|from)(?:\s+(?:our|the|your|my|those|these|its|their|every|all|last|past|"
    r"previous|recent|latest|a))*\s+|\s*/\s*)(?P<whole>\d.*|[A-Za-z].*)",
    re.I,
)
_NONE = {"none": 0, "not one": 0, "no": 0, "zero": 0, "all": 1, "every one": 1, "every": 1, "each": 1}
_EVEN = late(r"50 ?/ ?50|fifty[- ]fifty", re.I)  # even odds, and not all of fifty
_THEM = late(r"\s+(?:of|out of|from) (?:them|those|these|ours|the lot)$", re.I)


def read_count(words: str, question: InputQuestion) -> list[SaidFigure] | None:
    """The share that a count says, or the two ends of one; None where the text is no count.

    Raises:
        RoiError: more than there are, or digits that can be read in two ways.
    """
    if not question.counts:
        return None
    of = question.of
    if _EVEN.fullmatch(words):
        return [_share(Fraction(1), 2)]
    words = _THEM.sub("", words) if of else words
    if of is not None and words.lower() in _NONE:
        return [_share(Fraction(_NONE[words.lower()] * of), of)]
    match = _OF.fullmatch(words)
    whole = None if match is None else _whole(match["whole"])
    if match is not None and whole:
        parts = _parts(match["part"])
        return None if parts is None else [_share(part, whole) for part in parts]
    if of is None:
        return None
    parts = _parts(words)
    return None if parts is None else [_bare(part, of, words) for part in parts]


def _parts(text: str) -> list[Fraction] | None:
    """One number without unit, two ends, or low, likely and high."""
    each = _plain(text)
    if each is not None:
        return [each]
    three = [_plain(part) for part in text.split()]
    if len(three) == 3 and None not in three:
        return [part for part in three if part is not None]
    for low, high in spans(text):
        pair = _plain(low), _plain(high)
        if pair[0] is not None and pair[1] is not None:
            return [pair[0], pair[1]]
    return None


def _plain(text: str) -> Fraction | None:
    text = plain_words(text.strip())
    if NUMERAL.fullmatch(text):
        return numeral(text)
    count = spelled(text)
    rest = None if count is None or count.part else text[count.stop :].strip()
    return count.value if count is not None and rest == "" else None


def _whole(text: str) -> int | None:
    """Of how many: a number, behind which only the name of what is counted may stand."""
    digits = NUMERAL.match(text)
    if digits is not None:
        value, rest = numeral(digits[0]), text[digits.end() :]
    elif (count := spelled(text)) is not None and not count.part:
        value, rest = count.value, text[count.stop :]
    else:
        return None
    names = rest.split()
    counted = len(names) <= 5 and all(re.fullmatch(r"[A-Za-z'\-]+[.,]?", name) for name in names)
    timed = any(name.lower().removesuffix("s") in _TIMES for name in names)
    return int(value) if value.denominator == 1 and value > 0 and counted and not timed else None


_TIMES = frozenset((*UNIT_WORDS.values(), *UNIT_WORDS)) - IDLE


def _share(part: Fraction, whole: int) -> SaidFigure:
    if not 0 <= part <= whole:
        raise RoiError(
            f"{float(part):g} of {whole:,} is no part of them", hint=f"Type a count from 0 to {whole:,}."
        )
    return SaidFigure(part / whole, share=True)


def _bare(part: Fraction, of: int, words: str) -> SaidFigure:
    """A number alone, where the question counts; one that cannot be a count is refused with both readings."""
    if part.denominator != 1 and part < 1:
        raise RoiError(
            f"“{words}” can mean {float(part):g} of {of} or {float(100 * part):g} %",
            hint=f"Type {float(100 * part):g}%, or a count such as 2 of {of}.",
        )
    if part > of:
        share = f"{plain_digits(part)}% if that is the share, or " if part <= 100 else ""
        raise RoiError(
            f"“{words}” is more than the {of} that are asked about",
            hint=f"Type {share}a count such as 2 of {of}.",
        )
    return _share(part, of)
