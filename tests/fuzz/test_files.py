"""Files as they may be found: any bytes, any table of values, estimate files that somebody changed."""

from __future__ import annotations

import datetime
import io
import json
import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import cases
import roi
from cases import Estimate, Settings, estimate_text
from roi.case import Override
from tests.fuzz.effort import told_or_done, tried
from tests.fuzz.test_documents import GOOD, PLACES, mutated, places
from tests.fuzz.texts import VALUES
from tests.support.documents import check_case

CORPUS = sorted(path for path in Path(__file__).with_name("corpus").iterdir() if path.suffix == ".toml")
CSV = GOOD.read_text(encoding="utf-8").replace('"range(1, 2, 4)"', "'data(\"times.csv\", minutes)'")
SIP = GOOD.read_text(encoding="utf-8").replace('"range(1, 2, 4)"', "'sip(\"a.sipmath\", NAME)'")
LIBRARY: dict[str, Any] = {
    "libraryType": "SIPmath_3_0",
    "U01": {
        "copula": [
            {"name": "g", "copulaLayer": ["a", "b"], "arguments": {"correlationMatrix": {"value": "m"}}}
        ]
    },
    "globalVariables": [
        {"name": "m", "value": {"rows": ["a", "b"], "matrix": [{"row": "a", "col": "b", "value": 0.5}]}}
    ],
    "sips": [
        {
            "name": "minutes",
            "function": "Metalog_1_0",
            "arguments": {"aCoefficients": [0.7, 0.4], "lowerBound": 0},
            "ref": {"name": "g", "copulaLayer": "a"},
        },
        {"name": "other", "ref": {"name": "g", "copulaLayer": "b"}},
        {"name": "trials", "function": "SIP_Array", "arguments": {"type": "array", "value": [1.5, 2.5, 2]}},
        {"name": "table", "function": "Lookup_Table", "arguments": {"value": [[0.5, 1], [1.0, 2]]}},
    ],
}
PIECES = [
    "\n",
    "[a]",
    "[[a]]",
    "a = 1",
    'a = "',
    "'''",
    '"""',
    "{",
    "}",
    "[",
    "]",
    ",",
    "=",
    ".",
    "#",
    "\\u",
    "\r",
    "\x00",
    "1979-05-27T07:32:00Z",
    "07:32:00",
    "1e999",
    "0x",
    "inf",
    "true",
    "a.b.c",
    " ",
    "é",
    "\ud7ff",
    "“",
]


def checked(path: Path) -> None:
    opened = cases.open_any(path)
    check_case(opened.case if isinstance(opened, Estimate) else opened)


def kept() -> dict[str, Any]:
    """The estimate file of the small case, as a table."""
    case = cases.load(GOOD)
    settings = Settings(2, case.id, case.digest, roi.__version__, datetime.date(2026, 1, 2))
    wage = {"wage": Override("50", "customer", (), "Told.")}
    return tomllib.loads(estimate_text(Estimate(case, settings, wage, noted={"visits": "kept"})))


def parquet() -> bytes:
    """A Parquet file with a column of numbers and one of texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"minutes": [1.0, 2.5, 4.0] * 50, "day": ["a", "b", "c"] * 50})
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


KEPT = kept()
PLACES[id(KEPT)] = places(KEPT)
PLACES[id(LIBRARY)] = places(LIBRARY)
PARQUET = parquet()


@st.composite
def mutated_estimates(draw: st.DrawFn) -> dict[str, Any]:
    return mutated(draw, KEPT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_was_once_a_fault_is_none(path: Path) -> None:
    told_or_done(lambda: checked(path))


@tried(0.05)
@given(raw=mutated_estimates())
def test_an_estimate_file_that_was_changed(raw: dict[str, Any], folder: Path) -> None:
    path = folder / "estimate.toml"
    try:
        path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    except (TypeError, ValueError, AttributeError):  # no TOML holds it
        return
    told_or_done(lambda: checked(path))


@tried(0.04)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40))
def test_any_text_in_a_case_file(pieces: list[str], folder: Path) -> None:
    path = folder / "any.toml"
    path.write_text("".join(pieces), encoding="utf-8", errors="replace")
    told_or_done(lambda: checked(path))


@tried(0.04)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 8))
def test_a_case_file_with_damaged_bytes(seed: int, times: int, folder: Path) -> None:
    content, chance = bytearray(GOOD.read_bytes()), random.Random(seed)
    for _ in range(times):
        start = chance.randrange(len(content))
        DAMAGE[chance.randrange(len(DAMAGE))](content, start, chance)
    path = folder / "damaged.toml"
    path.write_bytes(bytes(content))
    told_or_done(lambda: checked(path))


def flipped(content: bytearray, start: int, chance: random.Random) -> None:
    content[start] = chance.randrange(256)


def cut(content: bytearray, start: int, chance: random.Random) -> None:
    del content[start : start + chance.randrange(1, 40)]
    content += b"\n"


def doubled(content: bytearray, start: int, chance: random.Random) -> None:
    content[start:start] = content[start : start + chance.randrange(1, 200)]


def typed(content: bytearray, start: int, chance: random.Random) -> None:
    content[start:start] = chance.choice(PIECES).encode(errors="replace")


DAMAGE: tuple[Callable[[bytearray, int, random.Random], None], ...] = (flipped, cut, doubled, typed)
CELLS = VALUES | st.sampled_from(
    ["minutes", "1", "2.5", "1,5", '"1\n2"', '"', "", " 3 ", "1e999", "-1e100", "é"]
)


@tried(0.04)
@given(
    rows=st.lists(st.lists(CELLS, max_size=4), max_size=8),
    separator=st.sampled_from([",", ",", ",", ";", "\t", "|"]),
    heading=st.sampled_from(["minutes", "id,minutes", "minutes,minutes", "Minutes", "id;minutes", ""]),
)
def test_any_table_of_values(rows: list[list[str]], separator: str, heading: str, folder: Path) -> None:
    (folder / "case.toml").write_text(CSV, encoding="utf-8")
    lines = [heading, *(separator.join(row) for row in rows)]
    (folder / "times.csv").write_text("\n".join(lines), encoding="utf-8", errors="replace")
    told_or_done(lambda: checked(folder / "case.toml"))


@st.composite
def mutated_libraries(draw: st.DrawFn) -> dict[str, Any]:
    return mutated(draw, LIBRARY)


@tried(0.05)
@given(raw=mutated_libraries(), name=st.sampled_from(["minutes", "trials", "table", "none"]))
def test_a_library_that_was_changed(raw: dict[str, Any], name: str, folder: Path) -> None:
    (folder / "case.toml").write_text(SIP.replace("NAME", name), encoding="utf-8")
    text = json.dumps(raw, default=str, skipkeys=True)
    (folder / "a.sipmath").write_text(text, encoding="utf-8", errors="replace")
    told_or_done(lambda: checked(folder / "case.toml"))


@tried(0.05)
@given(seed=st.integers(0, 2**32), times=st.integers(1, 8), kind=st.sampled_from(["sipmath", "parquet"]))
def test_a_file_beside_a_case_with_damaged_bytes(seed: int, times: int, kind: str, folder: Path) -> None:
    whole, text = (
        (json.dumps(LIBRARY).encode(), SIP.replace("NAME", "trials"))
        if kind == "sipmath"
        else (PARQUET, CSV.replace("times.csv", "a.parquet"))
    )
    content, chance = bytearray(whole), random.Random(seed)
    for _ in range(times):
        start = chance.randrange(len(content))
        DAMAGE[chance.randrange(len(DAMAGE))](content, start, chance)
    (folder / f"a.{kind}").write_bytes(bytes(content))
    (folder / "case.toml").write_text(text, encoding="utf-8")
    told_or_done(lambda: checked(folder / "case.toml"))


@tried(0.02)
@given(
    used=st.lists(
        st.sampled_from(["case", "part", "failure", "x" * 300, "..", "/etc", ".", "", "a\x00", "pipe"]),
        max_size=3,
    ),
    part=st.lists(st.sampled_from(PIECES), max_size=12),
)
def test_any_block(used: list[str], part: list[str], folder: Path) -> None:
    raw = tomllib.loads(GOOD.read_text(encoding="utf-8"))
    raw["case"]["use"] = used
    (folder / "case.toml").write_text(tomli_w.dumps(raw), encoding="utf-8")
    text = '[block]\ntitle = "A part"\n' + "".join(part)
    (folder / "part.toml").write_text(text, encoding="utf-8", errors="replace")
    told_or_done(lambda: checked(folder / "case.toml"))
