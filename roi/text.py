"""Text of strangers: what a file, a name or a command line says, as nothing but text.

A title may hold an escape sequence that writes to the clipboard, an override that turns a sentence round, a
letter that nobody sees.  `plain` is what every face puts between such a text and its reader; what else a face
reads as more than text (markup, formulas, a table's bars) that face escapes itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roi.notation import grouped

LONGEST = 4_000  # characters of a message

# Patterns, which `re` compiles when there is a text to look through: mostly there is none, and it takes a while.
_BREAKS = "\r\n|[\r\v\f\x85\u2028\u2029]"
# Controls (C0, DEL, C1), soft hyphens, fillers and joiners of no width, marks, embeddings, overrides and isolates
# of writing direction, annotations, tags.
_UNSEEN = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Emoji and some scripts need joiners and variants behind a letter of theirs; Latin letters never do.
_LETTER = "(?<=[\u0300-\u1fff\u2070-\ufdff\ufe10-\U000e00ff])"
_VARIANT = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINER = f"({_LETTER}[{_VARIANT}]?[\u200c\u200d]?)|[\u200c\u200d{_VARIANT}]"
_NO_CHARACTER = (
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(k << 16 | 0xFFFE) + chr(k << 16 | 0xFFFF) for k in range(17))
    + "]"
)

_FORMULA = tuple("=+-@＝＋－＠")  # what a spreadsheet takes for one where a cell begins with it


def plain(text: str, most: int | None = None) -> str:
    """The text without anything that a terminal, a browser or a reader's eye takes for more than letters.

    Line breaks of every kind become `\\n`, tabs spaces.  Controls, marks of writing direction and characters that
    nobody sees go; what is no character (half of a pair, U+FFFE) becomes U+FFFD.  Of a text of more than `most`
    characters the end goes, for an ellipsis.
    """
    if most is not None and len(text) > most:
        text = text[: most - 1] + "…"
    return text if text.isprintable() and text.isascii() else _plain(text)


@lru_cache(1_024)
def _plain(text: str) -> str:
    text = re.sub(_BREAKS, "\n", text).replace("\t", " ")
    return re.sub(_NO_CHARACTER, "\ufffd", re.sub(_JOINER, r"\1", re.sub(_UNSEEN, "", text)))


def one_line(text: str, most: int | None = None) -> str:
    """The same on one line, with single spaces."""
    return plain(" ".join(plain(text).split()), most)


def as_cell(text: str) -> str:
    """The plain text as a cell of CSV that no spreadsheet works out: what begins as a formula has an apostrophe.

    What is a number below 0 has none: no number that is written here begins with a plus.
    """
    text = plain(text)
    below_0 = text.startswith("-") and is_number(text.removesuffix("%"))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) and not below_0 else text


def is_text(text: str) -> bool:
    """Whether it can be written; half of a character stands for a byte of a file name that is not UTF-8."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def counted(count: int, thing: str) -> str:
    """A count of things as it is read: `1 deal`, `2,000 deals`."""
    return f"{grouped(count)} {thing}{'s' * (count != 1)}"


def span_words(low: str, high: str, neither: str = "any number") -> str:
    """What lies between two ends, each "" where there is none."""
    if low and high:
        return f"from {low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else neither


_POINT_OF_THOUSANDS = r"[1-9][0-9]{0,2}\.[0-9]{2}0"


def two_numbers(digits: str) -> tuple[str, str] | None:
    """`105.000` as (`105`, `105_000`): three digits behind a point, the last a 0, are thousands to many people.

    None where a number reads in one way: nobody ends a decimal of another length, or of less than 1, by chance.
    """
    if re.fullmatch(_POINT_OF_THOUSANDS, digits) is None:
        return None
    return digits.rstrip("0").rstrip("."), digits.replace(".", "_")


def is_number(text: str) -> bool:
    """Whether Python reads it as a number, as it does `1e3`, ` 2 ` and `nan`."""
    try:
        float(text)
    except ValueError:
        return False
    return True
