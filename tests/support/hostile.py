"""A case, an estimate and a file name of which every free text is hostile."""

from __future__ import annotations

import copy
import dataclasses
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import tomli_w

import roi
import roi.case
from cases import load
from cases.estimate import estimate_text
from roi.analysis.audit import audit
from roi.errors import RoiError
from tui.desk.opened import opened

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "tui" / "app" / "letters.toml"

# Formula, title of the terminal, clipboard, colour, markup of two toolkits, direction of writing, invisible and no
# characters, HTML, Markdown, templates, line breaks of every kind.
HOSTILE = (
    '=A1+cmd|\' /C calc\'!A0 "&HYPERLINK("http://evil.example")&" '
    "\x1b]0;pwned\x07\x1b]52;c;cHdu\x07\x9b31m\x7f\x08[/may] [link=https://evil.example]l[/] [@click=app.bell]c[/] "
    "\u202eeveR\u2066i\u2069 pay\u200bpal \ufffe\U0001ffff <script>alert(1)</script> [x](javascript:alert(1)) "
    "![i](https://evil.example/i) | `tick ``two ~~s~~ $m$ _i_ :smile: &amp; %s {name} "
    "\r\n# heading\n- item\u2028\x85\t\\"
)
SHORT = "=A[/m]\x1b]0;x\x07\u202e<b>|`"
MARK = "[/m"  # of both, still there where a text is shown
LONG = "long [/m]\x1b " * 140

# What the program works out or knows by itself, and names within files.
_NOT_TYPED = {"id", "origin", "digest", "included", "typed", "by"}
_NAMED = ("inputs", "lines", "presets", "options", "sources", "given", "rates", "snapshots", "overrides")
Place = tuple[str | int, ...]


def with_everything() -> dict[str, Any]:
    """A small case that uses every text that a case file may have."""
    raw = tomllib.loads(BASE.read_text(encoding="utf-8"))
    raw["case"]["start"] = "2027-01"
    raw["sources"]["trial"]["note"] = "note"
    raw["rates"] = {"EUR": {"value": 1.1, "date": raw["sources"]["trial"]["date"], "source": "trial"}}
    for entry in (*raw["inputs"].values(), *raw["lines"].values()):
        entry["note"] = "note"
    raw["inputs"]["fee"]["product"] = "product"
    raw["lines"]["paper"]["of"] = "time_value"
    raw["lines"]["post"] = raw["lines"]["time_value"] | {"instead_of": "time_value", "kind": "cash"}
    raw["correlations"] = [{"between": ["minutes", "fee_range"], "rank": 0.3, "note": "note"}]
    raw["inputs"]["fee_range"] = raw["inputs"]["build"] | {"label": "Another", "group": "Price"}
    raw["lines"]["build_cost"]["formula"] = "build + fee_range"
    raw["presets"]["brochure"]["inputs"]["minutes"] |= {"source": "trial", "note": "note", "grade": "vendor"}
    raw["presets"]["cautious"]["note"] = "note"
    raw["options"]["hosted"]["inputs"]["fee"] = {"value": "0.05", "product": "product", "note": "note"}
    raw["options"]["hosted"]["drop"] = ["post"]
    raw["claims"] += [
        {
            "id": "given", "text": "text", "source": "trial", "stated": 3, "unit": "hour/month", "at": "steady",
            "preset": "brochure", "formula": "x * y", "note": "note", "implies": "x",
            "implied": "x", "given": {
                "x": {"value": "0.4 to 0.6", "note": "note", "source": "trial"},
                "y": {"value": "6", "unit": "hour/month", "source": "trial"},
            },
        }
    ]  # fmt: skip
    raw["risks"] = [{"text": "text", "source": ["trial"]}]
    return raw


def places(tree: object, at: Place = ()) -> Iterator[Place]:
    """Where a text stands in a table of TOML."""
    match tree:
        case dict():
            for key, value in tree.items():
                yield from places(value, (*at, key))
        case list():
            for index, value in enumerate(tree):
                yield from places(value, (*at, index))
        case str():
            yield at


def kind(place: Place) -> Place:
    """The place with names and numbers of entries left out: all of a kind are read alike."""
    masked = ["*" if isinstance(part, int) else part for part in place]
    for index, part in enumerate(place[:-1]):
        if part in _NAMED:
            masked[index + 1] = "*"
    return tuple(masked)


def put(tree: dict[str, Any], place: Place, text: str) -> None:
    """Set a text."""
    at: Any = tree
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = text


def written(tree: dict[str, Any], path: Path) -> Path:
    """A table as a file."""
    path.write_text(tomli_w.dumps(tree), encoding="utf-8")
    return path


def texts_of_cases() -> set[str]:
    """The names of all fields of a case that hold text, as its classes have them."""
    texts = set()
    for kind in vars(roi.case).values():
        if dataclasses.is_dataclass(kind) and kind.__module__ == "roi.case" and kind is not roi.case.Case:
            texts |= {
                part.name
                for part in dataclasses.fields(kind)
                if re.search(r"^(?!Mapping).*\bstr\b", str(part.type))
            }
    return texts - _NOT_TYPED


def hostile_case(folder: Path, name: str = "hostile.toml") -> tuple[Path, dict[Place, str]]:
    """The file, and what stands in each kind of place that takes any text."""
    tree = with_everything()
    path, free = folder / name, {}
    assert accepted(written(tree, path))
    kinds: dict[Place, list[Place]] = {}
    for place in places(tree):
        kinds.setdefault(kind(place), []).append(place)
    for shape, where in kinds.items():
        for text in (HOSTILE, SHORT):
            changed = copy.deepcopy(tree)
            for number, place in enumerate(where):
                put(changed, place, f"{text}{number}")  # some must differ
            if accepted(written(changed, path)):
                tree, free[shape] = changed, text
                break
    return written(tree, path), free


def harmless_case(folder: Path, free: Collection[Place]) -> Path:
    """The same file with short words in the same places."""
    tree = with_everything()
    kinds: dict[Place, list[Place]] = {}
    for place in places(tree):
        kinds.setdefault(kind(place), []).append(place)
    for shape in free:
        for number, place in enumerate(kinds[shape]):
            put(tree, place, f"word {number}")
    path = written(tree, folder / "harmless.toml")
    assert accepted(path)
    return path


def accepted(path: Path) -> bool:
    """Whether a case file can be run, with each preset and option, and its claims audited."""
    try:
        case = load(path)
        for preset in ("evidence", *case.presets):
            roi.resolve(case, preset=preset)
        for option in case.options:
            roi.resolve(case, option=option)
        audit(case)
    except RoiError:
        return False
    return True


def hostile_block(folder: Path, name: str) -> Path:
    """A building block whose texts, and names of entries, are hostile wherever a block takes any."""
    entry = dict.fromkeys(("label", "unit", "value", "formula", "grade", "source", "note", "flow"), HOSTILE)
    scope: dict[str, Any] = {
        "inputs": {HOSTILE: entry, SHORT: entry},
        "lines": {HOSTILE: entry, SHORT: entry},
    }
    tree = {
        "block": {"title": HOSTILE, "summary": HOSTILE},
        "parameters": {
            "needed": {"label": HOSTILE}, "given": {"label": HOSTILE, "default": "=A[/m]<b>|`[link=https://evil.example]l[/]"},
        },
        "sources": {HOSTILE: entry}, "claims": [entry | {"id": HOSTILE}], "options": {HOSTILE: scope}, **scope,
    }  # fmt: skip
    return written(tree, folder / name)


def hostile_estimate(case: Path, folder: Path) -> Path:
    """An estimate of it, with a note, names and a snapshot."""
    session = (
        opened(case)
        .edit("letters", "9000")
        .describe(prospect=HOSTILE, prepared_by=HOSTILE, note=HOSTILE, draws=4_096)
    )
    session = session.keep("=A[/m]<b>|`").edit("minutes", "3")
    path = folder / "estimate.toml"
    path.write_text(estimate_text(session.estimate), encoding="utf-8")
    return path
