"""A TOML file as a table, or one message that says how to mend it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from roi.errors import Place, RoiError
from roi.reading import read_text

MAX_FILE = 2_000_000  # bytes of a case file
MAX_ESTIMATE = 8_000_000  # bytes of an estimate file that holds columns of measured values
_HOLDS_DATA = re.compile(r"^(?:\[(?:data|sips\..*)\]|\[\[observations\]\]|observations = \[)$", re.MULTILINE)
LONG = 'Put long columns of values into a CSV file: data("file.csv", column).'
MOST_PARTS = 20  # of a key with dots: the parser's work grows with their square
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_DEEP_KEY = re.compile(rf"(?:^|[\[{{,])[ \t\[]{{0,8}}(?:{_PART}\.[ \t]*){{{MOST_PARTS}}}", re.MULTILINE)
# How the parser's message begins → how to mend it.
_HINTS = (
    (("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate"),
     "A table or key stands there twice: keep one of them."),
    (("Invalid initial character for a key part", "Unclosed inline table"),
     "A table in braces stands on one line, without a comma before the closing brace. For several lines write "
     "its name in brackets, as in [inputs.price], and below it a line for each key."),
    (("Unclosed array",), "A list ends with ] and has a comma between its entries."),
    (("Expected ']",), "The name of a table stands in brackets on a line of its own: [inputs.price]."),
    (("Expected '='",),
     'Write key = value, as in label = "Visits"; a remark begins with #, a number has no comma: 2_400.'),
    (("Unterminated string", "Illegal character"),
     'A text ends on the line it begins, with the quotes it began with; longer ones stand between """ and """.'),
    (("Unescaped",), "A backslash in a text is written twice, or the text stands in single quotes: 'C:\\data'."),
    (("Invalid value", "Expected newline", "Invalid statement"),
     "Texts, percentages and distributions need straight quotes, decimals a point, thousands _ or nothing, dates "
     "the form 2026-11-23; true and false have small letters."),
)  # fmt: skip


def read_toml(path: Path, name: str = "") -> dict[str, Any]:
    """A TOML file as a table; `name` is what messages call it, its own by default.

    Raises:
        RoiError: no file to be read (see `roi.reading.opened`), no UTF-8 text, no TOML.
    """
    return table_of(read_text(path, MAX_ESTIMATE, LONG, name), name or path.name)


def table_of(text: str, name: str, most: int = MAX_FILE) -> dict[str, Any]:
    """The text of a TOML file as a table.

    Args:
        name: what messages call the file.
        most: characters of a text that holds no columns of data.

    Raises:
        RoiError: too much text, or no TOML.
    """
    if len(text) > most and _HOLDS_DATA.search(text) is None:
        raise RoiError(f"the file has {len(text):,} bytes; at most {most:,} are read", Place(name), LONG)
    if _DEEP_KEY.search(text):
        raise RoiError(f"a key has more than {MOST_PARTS} parts", Place(name), "Flatten it.")
    try:
        return tomllib.loads(text, parse_float=_float)
    except tomllib.TOMLDecodeError as error:
        raise RoiError(f"the file is not valid TOML: {error}", Place(name), _hint(text, str(error))) from None
    except RecursionError:
        raise RoiError("the file nests tables or lists too deeply", Place(name), "Flatten it.") from None
    except ValueError:  # the only one that is left: a whole number of more than 4,300 digits
        message = "the file holds a number of more than 4,300 digits"
        raise RoiError(message, Place(name), "Shorten it.") from None


class WrittenNumber(float):
    """A number that keeps how it was written, where that can be read in two ways: `105.000`."""

    written: str


def _float(text: str) -> float:
    if text[-1:] != "0" or text[-4:-3] != ".":  # a column of data has hundreds of thousands
        return float(text)
    number = WrittenNumber(text)
    number.written = text.lstrip("+-")
    return number


def _hint(text: str, message: str) -> str:
    from cases.toml_hints import value_hint  # where something is no TOML

    return value_hint(text, message) or next(
        (hint for begins, hint in _HINTS if message.startswith(begins)), ""
    )
