"""Whatever an analyst types, careless or hostile: a `RoiError` comes out, or a case, and nothing else."""

from __future__ import annotations

import copy
import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import templates
from cases.load import from_raw
from cases.schema import case_from
from cases.toml import read_toml
from cases.use import composed
from roi.case import Case
from roi.errors import RoiError
from tests.fuzz.effort import told_or_done, tried
from tests.fuzz.texts import DEFINITIONS, UNITS, VALUES, formulas
from tests.support.documents import check_case
from tests.support.shipped import SAMPLE

RAW = {
    name: composed(read_toml(path), path, path.name)[0]
    for name, path in templates().items()
    if name in SAMPLE
}
GOOD = Path(__file__).parents[1] / "cases" / "good.toml"
SMALL = tomllib.loads(GOOD.read_text(encoding="utf-8"))

words = st.sampled_from(
    [
        "",
        "id",
        "visits",
        "month",
        "__class__",
        "__proto__",
        "evidence",
        "USD",
        "EUR",
        "start",
        "monthly",
        "1e999",
        "nan",
        "range(1, 2, 3)",
        "range(3, 2, 1)",
        "1 to 2",
        "35%",
        "0.35",
        "1,200 visit/day",
        "data('x.csv', y)",
        "%",
        "hour",
        "visit/year",
        "USD/month",
        "–",
        "hours * wage",
        "((((((",
        "1/0",
        "lag(hours, 1)",
        "\x00",
        "😀",
        "../../etc/passwd",
        "{}",
        "{0.__class__}",
        "%s",
        "month 5",
        "year 1",
        "cash",
        "licence",
        "x" * 3_000,
    ]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 0, 1, -1, 36])
    | st.floats()
    | words
    | st.text(max_size=20)
    | st.just(datetime.date(2026, 1, 1))
    | st.just(datetime.datetime(2026, 1, 1, 12))
    | st.just(datetime.time(12))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(table: Any) -> list[list[str | int]]:
    """Paths to everything in a document."""
    paths: list[list[str | int]] = []
    for key in table if isinstance(table, dict) else range(len(table)):
        paths.append([key])
        if isinstance(table[key], (dict, list)):
            paths += [[key, *rest] for rest in places(table[key])]
    return paths


PLACES = {id(raw): places(raw) for raw in (*RAW.values(), SMALL)}


def mutated(draw: st.DrawFn, raw: dict[str, Any]) -> dict[str, Any]:
    """The document with a few entries replaced, renamed or taken away."""
    result = copy.deepcopy(raw)
    for path in draw(st.lists(st.sampled_from(PLACES[id(raw)]), min_size=1, max_size=3)):
        owner: Any = result
        try:
            for key in path[:-1]:
                owner = owner[key]
            old = owner.pop(path[-1])
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took it away
        action = draw(st.sampled_from(["replace", "replace", "rename", "remove"]))
        if action == "remove":
            continue
        new = draw(values) if action == "replace" else old
        if isinstance(owner, list):
            owner.insert(int(path[-1]), new)
        else:
            owner[draw(words | st.text(max_size=8)) if action == "rename" else path[-1]] = new
    return result


@st.composite
def mutated_templates(draw: st.DrawFn) -> dict[str, Any]:
    return mutated(draw, RAW[draw(st.sampled_from(sorted(RAW)))])


@st.composite
def mutated_small(draw: st.DrawFn) -> dict[str, Any]:
    return mutated(draw, SMALL)


@tried(0.06)
@given(mutated_templates())
def test_case_from_raises_nothing_else(raw: dict[str, Any]) -> None:
    told_or_done(lambda: case_from(raw, "fuzz.toml", "", {}))


@tried(0.14)
@given(mutated_small())
def test_a_small_document_raises_nothing_else_however_far_it_gets(raw: dict[str, Any]) -> None:
    told_or_done(lambda: check_case(from_raw(raw, "fuzz.toml", GOOD.parent)))


@tried(0.02)
@given(values)
def test_a_document_of_anything_raises_nothing_else(raw: Any) -> None:
    told_or_done(lambda: case_from(raw, "fuzz.toml", "", {}))


@tried(0.05)
@given(st.sampled_from(["value", "unit"]), words | VALUES | UNITS)
def test_any_text_of_a_value_or_unit(key: str, text: str) -> None:
    raw = copy.deepcopy(SMALL)
    raw["inputs"]["minutes"][key] = text
    told_or_done(lambda: check_case(from_raw(raw, "fuzz.toml", None)))


@tried(0.05)
@given(
    st.sampled_from(["formula", "unit", "when", "of", "instead_of"]),
    words | UNITS | formulas([*SMALL["inputs"], *SMALL["lines"]]),
)
def test_any_text_of_a_line(key: str, text: str) -> None:
    raw = copy.deepcopy(SMALL)
    raw["lines"]["gain"][key] = text
    told_or_done(lambda: check_case(from_raw(raw, "fuzz.toml", None)))


@pytest.mark.parametrize(
    ("place", "key"), [("inputs", "value"), ("inputs", "unit"), ("inputs", "label"), ("inputs", "source")]
)
def test_ten_megabytes_in_one_text(place: str, key: str) -> None:
    raw = copy.deepcopy(SMALL)
    raw[place]["minutes"][key] = "1 a " * 2_500_000
    told_or_done(lambda: check_case(from_raw(raw, "fuzz.toml", None)))


def test_a_chain_of_a_thousand_lines_does_not_recurse() -> None:
    raw = copy.deepcopy(SMALL)
    chain = {
        f"l{k}": {"label": "x", "unit": "USD", "formula": f"l{k + 1}" if k < 996 else "price"}
        for k in range(997)
    }
    raw["lines"] = {**raw["lines"], **chain}
    case: Case = from_raw(raw, "chain.toml", None)
    check_case(case)


def test_more_entries_than_anyone_reads() -> None:
    raw = copy.deepcopy(SMALL)
    raw["inputs"] |= {f"x{k}": raw["inputs"]["wage"] for k in range(1_001)}
    with pytest.raises(RoiError, match=r"there are 1,005 entries; at most 1,000"):
        case_from(raw, "many.toml", "", {})


@tried(0.03)
@given(st.lists(DEFINITIONS, max_size=6), UNITS)
def test_any_units(definitions: list[str], unit: str) -> None:
    raw = copy.deepcopy(SMALL)
    raw["case"]["units"] = [*raw["case"]["units"], *definitions]
    raw["inputs"]["minutes"]["unit"] = unit
    told_or_done(lambda: check_case(from_raw(raw, "fuzz.toml", None)))
