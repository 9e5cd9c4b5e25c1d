"""Estimate files: they repeat their numbers, say what has changed since, and refuse what was tampered with."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import cases
import roi
from cases.estimate import (
    SCHEMA_VERSION,
    Estimate,
    Settings,
    estimate_text,
    load_estimate,
    open_any,
)
from cases.fields import built
from cases.load import from_raw, templates
from cases.newer import differences, newer
from cases.schema import override
from cases.updating import rebased
from roi.case import GRADES, Case, Override
from roi.errors import Place, RoiError
from roi.model import Layer, resolve
from roi.sim.run import Run
from tests.support.documents import case_of, document, flow
from tests.support.shipped import SAMPLE

NAME = "clinical-scribe"


def estimate(case: Case, overrides: dict[str, Override] | None = None, **settings: Any) -> Estimate:
    made = Settings(SCHEMA_VERSION, case.id, case.digest, "0.1", datetime.date(2026, 11, 23))
    return Estimate(case, replace(made, **settings), overrides or {}, "acme.toml")


def saved(folder: Path, kept: Estimate) -> Path:
    path = folder / "acme.toml"
    path.write_text(estimate_text(kept), encoding="utf-8")
    return path


def run(kept: Estimate) -> Run:
    """As the command line runs an estimate."""
    at = kept.settings
    layer = Layer("estimate", Place(table="[overrides]"), kept.overrides, "seller")
    model = resolve(kept.case, option=at.option, preset=at.preset, layers=[layer], horizon=at.horizon)
    return roi.simulate(model, draws=at.draws, seed=at.seed, sampler=at.sampler)


def moved_on(folder: Path, *changes: tuple[str, str]) -> Case:
    """The shipped case as it might be in a later version: a copy of its file with texts replaced."""
    text = templates()[NAME].read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    for part in templates()[NAME].parent.glob("*.toml"):
        (folder / part.name).write_text(part.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / f"{NAME}.toml").write_text(text, encoding="utf-8")
    return cases.load(folder / f"{NAME}.toml")


ANSWERS = {
    "price": Override("199 USD/clinician/month", "customer", (), "Told by Ann, 2026-11-20."),
    "minutes_saved": Override("range(0.2, 0.8, 2)", "seller"),
}


# ---- round trip ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_saved_is_what_is_read(name: str, tmp_path: Path) -> None:
    shipped = cases.load(name)
    settings: dict[str, Any] = {"preset": "report-effects", "horizon": 24, "seed": 0, "prospect": "Acme"}
    settings |= {"option": next(iter(shipped.options), None), "note": 'He said: "now".\nOr never.'}
    written = estimate(shipped, {"price": Override("5")}, **settings)
    read = load_estimate(saved(tmp_path, written))
    assert read.settings == written.settings
    assert read.overrides == written.overrides
    assert read.case.document == shipped.document
    assert replace(read.case, origin=shipped.origin) == shipped
    assert open_any(tmp_path / "acme.toml") == read


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.builds(
        Override,
        value=texts,
        grade=st.none() | st.sampled_from(GRADES),
        source=st.lists(texts.filter(bool), max_size=2).map(tuple),
        note=texts,
    ),
    texts,
    st.integers(0, 2**63 - 1),
)
def test_any_answer_survives_the_file(answer: Override, prospect: str, seed: int) -> None:
    written = estimate(SMALL, {"gain": answer}, prospect=prospect, seed=seed)
    raw = tomllib.loads(estimate_text(written))
    assert built(Settings, raw["estimate"], Place("a.toml")) == written.settings
    assert override(raw["overrides"]["gain"], Place("a.toml")) == answer


SMALL = case_of({"gain": (1, "USD/month")}, {"benefit": flow("gain")})


def test_data_is_stored_with_the_case(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("x\n1.5\n2.25\n2.25\n")
    raw = document({"gain": ('data("times.csv", x)', "USD/month")}, {"benefit": flow("gain")})
    case = from_raw(raw, "case.toml", tmp_path)
    path = saved(tmp_path, estimate(case))
    (tmp_path / "times.csv").unlink()
    read = load_estimate(path)
    assert read.case.data == {"times.csv|x": (1.5, 2.25, 2.25)}
    assert run(read).values("npv").tobytes() == run(estimate(case)).values("npv").tobytes()


def test_an_estimate_is_told_from_a_case(tmp_path: Path) -> None:
    path = saved(tmp_path, estimate(SMALL))
    assert isinstance(open_any(path), Estimate)
    assert isinstance(open_any(NAME), Case)
    assert isinstance(open_any(Path(__file__).with_name("good.toml")), Case)


# ---- the shipped case moves on -------------------------------------------------------------------------

LATER = (
    ('label = "Patient visits in scope"', 'label = "Patient visits"'),
    ("horizon = 36", "horizon = 48"),
    ("[lines.burnout]", "[lines.happiness]"),
    ("[presets.system]", "[presets.network]"),
    ("[presets.system.inputs]", "[presets.network.inputs]"),
    ('rank = 0.5\nnote = "Dearer', 'rank = 0.6\nnote = "Dearer'),
)


def test_it_repeats_its_numbers_after_the_case_has_moved_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = estimate(cases.load(NAME), ANSWERS, draws=1_024, seed=5)
    path = saved(tmp_path, written)
    before = run(written)
    later = moved_on(tmp_path, *LATER)
    monkeypatch.setattr("roi.case_files.SHIPPED", tmp_path)
    read = load_estimate(path)
    after = run(read)
    for metric in ("npv", "pv_costs", "payback_months", "irr"):
        assert before.values(metric).tobytes() == after.values(metric).tobytes()
    assert newer(read, tmp_path).case == later
    assert differences(read.case, later) == (
        "input `visits` changed: label Patient visits in scope → Patient visits",
        "line `happiness` is new",
        "line `burnout` is gone",
        "preset `network` is new",
        "preset `system` is gone",
        "header changed: horizon 36 → 48",
        "correlations changed",
    )


def test_rebasing_takes_the_answers_over(tmp_path: Path) -> None:
    written = estimate(cases.load(NAME), ANSWERS, draws=1_024)
    later = moved_on(tmp_path, *LATER)
    moved = rebased(written, later)
    assert moved.settings.digest == later.digest
    assert moved.overrides == ANSWERS
    model = run(moved).model
    assert model.horizon == 48
    assert model.input("visits").spec.label == "Patient visits"
    assert model.input("price").likely == 199
    again = load_estimate(saved(tmp_path, moved))
    assert again.settings == moved.settings
    assert np.array_equal(run(again).values("npv"), run(moved).values("npv"))


def test_a_case_that_has_not_moved_has_no_twin() -> None:
    assert newer(estimate(cases.load(NAME)), Path()).case is None
    assert "no small.toml beside" in newer(estimate(SMALL), Path()).why
    assert differences(SMALL, SMALL) == ()


# ---- refusals ------------------------------------------------------------------------------------------


def tampered(folder: Path, *path: str, value: object = None) -> Path:
    """An estimate file with one entry replaced; None takes it away."""
    raw = tomllib.loads(estimate_text(estimate(SMALL, {"gain": Override("5")})))
    owner: Any = raw
    for key in path[:-1]:
        owner = owner[key]
    if value is None:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    file = folder / "acme.toml"
    file.write_text(tomli_w.dumps(raw), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ("document", "inputs", "gain", "value"),
            7,
            "acme.toml: the embedded case does not match its digest",
        ),
        (
            ("document", "lines", "benefit", "note"),
            "x",
            "acme.toml: the embedded case does not match its digest",
        ),
        (("estimate", "digest"), "0" * 64, "acme.toml: the embedded case does not match its digest"),
        (("estimate", "digest"), None, "acme.toml: [estimate]: the key `digest` is missing"),
        (
            ("estimate", "drawings"),
            5,
            "acme.toml: [estimate]: unknown key `drawings`\n  Did you mean 'draws'?",
        ),
        (
            ("estimate", "draws"),
            "16384",
            'acme.toml: [estimate] draws: a whole number is needed, found "16384"',
        ),
        (("estimate", "draws"), True, "acme.toml: [estimate] draws: a whole number is needed, found true"),
        (("estimate", "draws"), -5, "acme.toml: [estimate] draws: -5 draws were asked for; allowed are 1 to"),
        (("estimate", "draws"), 2**62, "acme.toml: [estimate] draws: 4,611,686,018,427,387,904 draws were"),
        (("estimate", "seed"), -1, "acme.toml: [estimate] seed: The seed -1 is not a whole number from 0"),
        (("estimate", "sampler"), "dice", "acme.toml: [estimate] sampler: Unknown sampler 'dice'."),
        (("estimate", "created"), "yesterday", "acme.toml: [estimate] created: a date such as"),
        (
            ("estimate", "schema"),
            5,
            "acme.toml: [estimate] schema: the file has schema 5; this version reads 1, 2, 3, 4",
        ),
        (("estimate", "schema"), "one", 'acme.toml: [estimate] schema: the file has schema "one"'),
        (("estimate", "schema"), None, "acme.toml: [estimate]: the key `schema` is missing"),
        (("estimate",), 5, "acme.toml: [estimate]: a table is expected, found 5"),
        (("estimate",), None, "acme.toml: the table [estimate] with who, when and how is missing"),
        (("document",), None, "acme.toml: the table [document] with the case is missing"),
        (("document",), "x", 'acme.toml: [document]: a table is expected, found "x"'),
        (("document", "inputs"), None, "acme.toml: [document]: the table [inputs] is missing"),
        (("overrides",), 5, "acme.toml: [overrides]: a table is expected, found 5"),
        (("overrides", "gain"), {"price": 5}, "acme.toml: [overrides.gain]: unknown key `price`"),
        (("overrides", "gain"), {"value": 5, "grade": "guess"}, "acme.toml: [overrides.gain] grade:"),
        (("overrides", "gain"), {}, "acme.toml: [overrides.gain]: the key `value` is missing"),
        (("data",), 5, "acme.toml: [data]: a table is expected, found 5"),
        (("data",), {"a|b": "x"}, "acme.toml: [data] a|b: a list is needed, found"),
        (("data",), {"a|b": ["x"]}, "acme.toml: [data] a|b: a number is needed, found"),
        (
            ("data",),
            {"a|b": [float("nan")]},
            "acme.toml: [data] a|b: found nan, which is not a finite number",
        ),
        (("sips",), 5, "acme.toml: [sips]: a table is expected, found 5"),
        (("sips",), {"a|b": 5}, 'acme.toml: [sips."a|b"]: a table is expected, found 5'),
        (("sips",), {"a|b": {"numbers": [1.0]}}, 'acme.toml: [sips."a|b"]: the key `function` is missing'),
        (
            ("sips",),
            {"a|b": {"function": "eval", "numbers": [1.0]}},
            'acme.toml: [sips."a|b"] function: "eval" is',
        ),
        (("answers",), {"gain": 5}, 'acme.toml: unknown table "answers"\n  Allowed: data, document'),
    ],
)
def test_a_file_that_was_tampered_with(
    path: tuple[str, ...], value: object, message: str, tmp_path: Path
) -> None:
    with pytest.raises(RoiError) as refusal:
        load_estimate(tampered(tmp_path, *path, value=value))
    assert str(refusal.value).startswith(message)


def test_an_override_of_nothing_says_where(tmp_path: Path) -> None:
    read = load_estimate(tampered(tmp_path, "overrides", "gains", value=5))
    layer = Layer("estimate", Place(read.origin, "[overrides]"), read.overrides, "seller")
    with pytest.raises(RoiError, match=r"acme.toml: \[overrides.gains\]: there is no input `gains`"):
        resolve(read.case, layers=[layer])


def test_a_case_file_is_no_estimate() -> None:
    with pytest.raises(RoiError, match="unknown table"):
        load_estimate(Path(__file__).with_name("good.toml"))
