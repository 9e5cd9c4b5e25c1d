"""What an estimate file holds beside the estimate: snapshots, and questions that brought no answer."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from cases.estimate import SCHEMA_VERSION, Estimate, Noted, Settings, estimate_text, load_estimate
from cases.snapshots import LONGEST_NAME, MOST_SNAPSHOTS, Snapshot, checked_name
from cases.updating import rebased
from roi.case import GRADES, Override
from roi.errors import RoiError
from tests.support.documents import case_of, flow
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

CASE = case_of(
    {"gain": (5, "USD/month"), "fee": (1, "USD/month"), "size": (2, "1")},
    {"benefit": flow("gain * size"), "cost": flow("fee", class_="licence")},
)
MADE = Settings(SCHEMA_VERSION, CASE.id, CASE.digest, "0.1", datetime.date(2026, 11, 23))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
answers = st.builds(
    Override,
    value=texts,
    grade=st.none() | st.sampled_from(GRADES),
    source=st.lists(texts.filter(bool), max_size=2).map(tuple),
    note=texts,
)


def _nameable(name: str) -> bool:
    try:
        checked_name(name)
    except RoiError:
        return False
    return True


names = st.text(min_size=1, max_size=LONGEST_NAME).map(lambda text: " ".join(text.split())).filter(_nameable)
snapshots = st.builds(
    Snapshot,
    preset=texts,
    option=st.none() | texts,
    horizon=st.none() | st.integers(1, 600),
    overrides=st.dictionaries(texts, answers, max_size=3),
)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    """Any estimate; an input has an answer or is noted, never both."""
    given: dict[str, Override | Noted | None] = draw(
        st.fixed_dictionaries(
            {name: st.none() | answers | st.sampled_from(["kept", "unknown"]) for name in CASE.inputs}
        )
    )
    return Estimate(
        CASE,
        MADE,
        {name: answer for name, answer in given.items() if isinstance(answer, Override)},
        "acme.toml",
        {name: answer for name, answer in given.items() if isinstance(answer, str)},
        draw(st.dictionaries(names, snapshots, max_size=4)),
    )


@given(estimates())
def test_what_is_saved_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, estimate: Estimate) -> None:
    path = tmp_path_factory.mktemp("saved") / "acme.toml"
    path.write_text(estimate_text(estimate), encoding="utf-8")
    read = load_estimate(path)
    assert replace(read, case=estimate.case) == estimate
    assert list(read.snapshots) == list(estimate.snapshots)
    assert estimate_text(read) == estimate_text(estimate)


def tampered(folder: Path, **tables: Any) -> Path:
    """An estimate file with other tables."""
    raw = tomllib.loads(estimate_text(Estimate(CASE, MADE, {"fee": Override("2")})))
    path = folder / "acme.toml"
    path.write_text(tomli_w.dumps({**raw, **tables}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"dear": 5}, "acme.toml: [snapshots.dear]: a table is expected, found 5", "key = value"),
        ({"dear": {"presets": "x"}}, "acme.toml: [snapshots.dear]: unknown key `presets`", "'preset'"),
        ({"dear": {"horizon": "36"}}, "acme.toml: [snapshots.dear] horizon: a whole number", "without quotes"),
        ({"dear": {"preset": ["x"]}}, "acme.toml: [snapshots.dear] preset: a text is needed", "one text"),
        ({"dear": {"overrides": 1}}, "acme.toml: [snapshots.dear.overrides]: a table is expected", "key = value"),
        (
            {"a b": {"overrides": {"fee": {"value": 1, "grade": "hunch"}}}},
            'acme.toml: [snapshots."a b".overrides.fee] grade: "hunch" is not allowed',
            "judgement",
        ),
        ({"": {}}, "acme.toml: [snapshots]: a name of 0 characters", "1 to 40"),
        ({"x" * 41: {}}, "acme.toml: [snapshots]: a name of 41 characters", "1 to 40"),
        ({"a  b": {}}, "acme.toml: [snapshots]: the name 'a  b' has signs that do not show", "One space"),
        ({"a\u202eb": {}}, "acme.toml: [snapshots]: the name 'a\\u202eb' has signs", "One space"),
        ({"Nothing": {}}, "acme.toml: [snapshots]: `Nothing` is in every comparison", "another name"),
        ({str(k): {} for k in range(MOST_SNAPSHOTS + 1)}, "acme.toml: [snapshots]: 25 snapshots", "At most 24"),
        (5, "acme.toml: [snapshots]: a table is expected, found 5", "key = value"),
        # What only the case can tell is told before anything is simulated.
        ({"dear": {"preset": "x"}}, "acme.toml: [snapshots.dear]: preset: ", "evidence"),
        ({"dear": {"option": "x"}}, "acme.toml: [snapshots.dear]: option: ", "none"),
        ({"dear": {"horizon": 0}}, "acme.toml: [snapshots.dear]: horizon: 0 months", "36"),
        (
            {"dear": {"overrides": {"fees": 3}}},
            "acme.toml: [snapshots.dear.overrides.fees]: there is no input `fees`",
            "'fee'",
        ),
        (
            {"dear": {"overrides": {"fee": "range(3, 2, 1)"}}},
            "acme.toml: [snapshots.dear.overrides.fee]",
            "",
        ),
    ],
)  # fmt: skip
def test_a_snapshot_that_cannot_be(table: object, message: str, hint: str, tmp_path: Path) -> None:
    path = tampered(tmp_path, snapshots=table)
    with pytest.raises(RoiError) as refusal:
        open_case(CaseRequest(str(path)))
    assert str(refusal.value).startswith(message)
    assert hint in str(refusal.value.hint)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"asked": ["gain"]}, "acme.toml: [interview]: unknown key `asked`"),
        ({"kept": "gain"}, 'acme.toml: [interview] kept: a list is needed, found "gain"'),
        ({"unknown": [5]}, "acme.toml: [interview] unknown: a text is needed, found 5"),
        ({"unknown": ["gains"]}, 'acme.toml: [interview] unknown: there is no input "gains"'),
        ({"kept": ["gain"], "unknown": ["gain"]}, "acme.toml: [interview] unknown: `gain` is listed twice"),
        ({"kept": ["gain", "gain"]}, "acme.toml: [interview] kept: `gain` is listed twice"),
        ({"kept": ["fee"]}, "acme.toml: [interview] kept: `fee` has an answer under [overrides]"),
        (5, "acme.toml: [interview]: a table is expected, found 5"),
    ],
)
def test_an_interview_that_cannot_be(table: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(RoiError) as refusal:
        load_estimate(tampered(tmp_path, interview=table))
    assert str(refusal.value).startswith(message)
    assert str(refusal.value.hint)


def test_a_file_of_the_older_schema_is_read(tmp_path: Path) -> None:
    path = tampered(tmp_path)
    older = path.read_text(encoding="utf-8").replace(f"schema = {SCHEMA_VERSION}", "schema = 1")
    path.write_text(older, encoding="utf-8")
    read = load_estimate(path)
    assert read.settings == MADE
    assert read.noted == {}
    assert read.snapshots == {}


def test_an_answer_of_the_command_line_ends_a_question(tmp_path: Path) -> None:
    path = tampered(tmp_path, interview={"unknown": ["gain", "size"]})
    opened = open_case(CaseRequest(str(path), sets=("gain=7",)))
    assert opened.estimate.noted == {"size": "unknown"}
    path.write_text(estimate_text(opened.estimate), encoding="utf-8")
    assert load_estimate(path).overrides["gain"].value == "7"


def test_on_another_case_only_its_own_questions_are_noted() -> None:
    other = case_of({"gain": (5, "USD/month")}, {"benefit": flow("gain")})
    moved = rebased(Estimate(CASE, MADE, noted={"gain": "kept", "size": "unknown"}), other)
    assert moved.noted == {"gain": "kept"}
