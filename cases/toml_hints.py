"""What was meant by a value that TOML cannot read: dates, figures and words in people's own notation."""

from __future__ import annotations

import datetime
import re
from unicodedata import category

from roi.formula.foreign import POWERS, figure_meant

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_BEFORE = re.compile(r"""(?:^|[\s,{])[\w.'"-]+\s*=\s*""")  # of a value
_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\w)|(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\w)")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?![-\w])")
_LAW = re.compile(r"[a-z_]+\([^\n\"']*?\)(?=\s*(?:[,}#]|$))|-?\d[\d._]*%?\s+to\s+-?\d[\d._]*%?")
_SHARE = re.compile(r"-?\d[\d._]*\s?%")
_CURLY = re.compile("[“”„‘’«](.*?)[“”‘’»]")
_POINT = re.compile(r"([+-]?)(\d*)\.(\d*)(?![\d.])")
_WITH_UNIT = re.compile(r"(\d[\d_.]*)\s?([A-Za-z][A-Za-z/]*)(?!\w)")
_ZEROS = re.compile(r"0+(\d+)(?![\w.])")
_WORD = re.compile(r"[^\W\d][\w -]*")
_TRUTH = {"yes": "true", "true": "true", "on": "true", "no": "false", "false": "false", "off": "false"}
_LISTS = re.compile(r"^\s*\[(correlations|claims|risks)\b")
_ENDED = re.compile(r"""=\s*(?:"[^"]*"|[0-9_.]+|true|false)\s*[,;]\s*$""")
_NOTHING = frozenset({"none", "null", "nil", "n/a", "na"})


def value_hint(text: str, message: str) -> str:
    """How to write the value at the place that the parser's message names; "" where it is none that is known."""
    place = _PLACE.search(message)
    if place is None:
        return ""
    line, column = text.split("\n")[int(place[1]) - 1], int(place[2])
    if (hint := _line_hint(line, message)) != "":
        return hint
    starts = [match.end() for match in _BEFORE.finditer(line) if match.end() < column]
    # Behind `110,` the parser looks for the next key: a value is looked for where the last key ended.
    return _hint(line[starts[-1] :].rstrip("\r")) if starts else ""


def _line_hint(line: str, message: str) -> str:
    """What the whole line is: a remark, a name with letters that are none here, or one with signs nobody sees."""
    unseen = next((sign for sign in line if sign in "\u00a0\u2007\u202f" or category(sign) == "Cf"), "")
    if unseen:
        return f"A sign that nobody sees, U+{ord(unseen):04X}, stands in the line: type it anew."
    if line.lstrip().startswith(("//", "--", ";", "'")):
        return "A remark begins with #."
    listed = _LISTS.search(line)
    if listed is not None and message.startswith(("Cannot", "Duplicate")):
        return f"Each of them has a table of its own, under [[{listed[1]}]] in two brackets."
    name = line.strip().strip("[]")
    if line.lstrip().startswith("[") and not name.isascii() and name.replace(".", "").isidentifier():
        return "A name has the letters a to z, digits and _, without accents."
    if _ENDED.search(line):
        return "Nothing stands behind a value: take the last sign of the line away."
    if "−" in line:
        return "This is a typographic minus; type `-`."
    return ""


def _hint(value: str) -> str:
    if (day := _DAY.match(value)) is not None:
        return _of_day(day)
    if (month := _MONTH.match(value)) is not None:
        return f'A month stands in quotes, "{month[1]}-{int(month[2]):02}"; a date has its day, as in 2026-11-23.'
    if (share := _SHARE.match(value)) is not None:
        written = share[0].replace(" ", "")
        return f'A percentage stands in quotes: "{written}"; where the unit is %, the number alone is enough.'
    if (law := _LAW.match(value)) is not None:
        return f'A distribution stands in quotes: "{law[0]}".'
    if (curly := _CURLY.match(value)) is not None:
        return f'Type straight quotes: "{curly[1]}".'
    with_unit = _WITH_UNIT.match(value)
    if with_unit is not None and with_unit[2].lower() not in POWERS:
        return f"The number stands alone, {with_unit[1]}; the unit of an input stands in the key `unit`."
    if (figure := figure_meant(value, 0)) is not None:
        return figure.hint
    if (point := _POINT.match(value)) is not None and (point[2] == "" or point[3] == ""):
        return f"A decimal point has a digit on both sides: {point[1]}{point[2] or 0}.{point[3] or 0}."
    if (zeros := _ZEROS.match(value)) is not None:
        return f"A number does not begin with 0: {zeros[1]}."
    return _of_word(value)


def _of_day(match: re.Match[str]) -> str:
    year, *parts = (
        (int(each) for each in match.groups() if each) if match[1] else (int(match[6]), match[4], match[5])
    )
    first, second = (int(part) for part in parts)
    orders = [(first, second)] if match[1] else [(second, first), (first, second)]  # 01.10.2026 is in October
    days = [
        f"{year}-{month:02}-{day:02}" for month, day in dict.fromkeys(orders) if _is_day(year, month, day)
    ]
    if not days:
        return f"`{match[0]}` is no day of the calendar; a date is year-month-day, as in 2026-11-23."
    return f"A date is year-month-day: {' or '.join(days)}."


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _of_word(value: str) -> str:
    match = _WORD.match(value)
    if match is None:
        return ""
    word = match[0].strip()
    if word.lower() in _NOTHING:
        return "What is not known is left out: remove the key."
    if word.lower() in _TRUTH:
        return f"Write {_TRUTH[word.lower()]}, in small letters and without quotes."
    return f'A text stands in quotes: "{word}".'
