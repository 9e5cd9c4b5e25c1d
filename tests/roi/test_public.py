"""The door of the engine: what is public, how it shows itself, and what a wrong name gets."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cases
import roi
from roi.errors import RoiError
from roi.names import ByName, UnknownNameError

SOURCE = Path(roi.__file__)
MOST_LINES = 12


@pytest.fixture(scope="module")
def case() -> roi.Case:
    return cases.load("clinical-scribe")


@pytest.fixture(scope="module")
def run(case: roi.Case) -> roi.Run:
    return roi.simulate(case, draws=4_096, seed=1)


def test_dir_is_what_is_public_in_a_fresh_interpreter() -> None:
    code = "import roi; print(dir(roi) == sorted(roi.__all__), 'simulate' in dir(roi), 'Layer' in dir(roi))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]


def test_every_public_name_is_there_and_documented() -> None:
    for name in dir(roi):
        value = getattr(roi, name)
        if callable(value):
            assert value.__doc__, name
            assert value.__name__ == name


def test_types_are_told_of_the_same_names_from_the_same_modules() -> None:
    """Completion and mypy read the imports under TYPE_CHECKING; the interpreter reads the table."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    (block,) = [
        node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    modules = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert modules == roi._LATE


def large_values(case: roi.Case, run: roi.Run) -> list[object]:
    return [
        case, run, run.summary(), run.model, run.prepared, run.model.inputs[0], run.model.lines[0],
        roi.simulate(case, draws=64, scope=("irr",)), roi.simulate(case, draws=64, preset="report"),
        roi.Candidate("now", run.model),
    ]  # fmt: skip


def test_large_values_show_themselves_in_a_few_lines(case: roi.Case, run: roi.Run) -> None:
    for value in large_values(case, run):
        lines = repr(value).splitlines()
        assert 1 <= len(lines) < MOST_LINES, value
        assert max(map(len, lines)) < 2_000, value


def test_a_run_says_what_it_is_of_and_how_sure_it_is(run: roi.Run) -> None:
    text = repr(run)
    assert text.startswith(
        "Run of clinical-scribe: preset evidence, 36 months, USD, 4,096 draws (sobol, seed 1)"
    )
    npv = run.summary().metrics["headline"]["npv"]
    (line,) = [line for line in text.splitlines() if line.startswith("  npv")]
    shown = [float(word.replace(",", "")) for word in line.split()[1:]]
    expected = [
        npv.base,
        npv.mean.value,
        npv.mean.half_width,
        *(npv.percentiles[p].value for p in (10, 50, 90)),
    ]
    assert shown == pytest.approx(expected, rel=1e-3)


def test_text_of_files_is_text_in_a_terminal_and_in_a_notebook(case: roi.Case) -> None:
    from dataclasses import replace

    hostile = "<script>alert(1)</script>\x1b]52;c;x\x07\u202e & more"
    changed = replace(case, header=replace(case.header, title=hostile, sector=hostile))
    assert "\x1b" not in repr(changed)
    assert "\u202e" not in repr(changed)
    html = changed._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html


WRONG: dict[str, tuple[Callable[[roi.Run], object], str]] = {
    "metric": (lambda run: run.values("NPV"), "npv"),
    "cut": (lambda run: run.values("npv", "hedline"), "headline"),
    "metric of a summary": (lambda run: run.summary().metrics["cash"]["payback"], "payback_months"),
    "cut of a summary": (lambda run: run.summary().metrics["headlin"], "headline"),
    "cut of a fan": (lambda run: run.summary().fans["csh"], "cash"),
    "event": (lambda run: run.summary().probability["cash"]["npv_positiv"], "npv_positive"),
    "line of a table": (lambda run: run.summary().plan_table.line("lisence"), "licence"),
    "sum of a table": (lambda run: run.summary().plan_table.total("nett"), "net"),
    "input of a case": (lambda run: run.model.case.inputs["prise"], "price"),
    "option of a case": (lambda run: run.model.case.options["piolt"], "pilot"),
    "input of a model": (lambda run: run.model.input("prise"), "price"),
    "metric of the plan": (lambda run: run.plan.metric("NPV", run.scope.cuts[0]), "npv"),
    "line of the plan": (lambda run: run.plan.values["hours_save"], "hours_saved"),
    "input of the plan": (lambda run: run.plan.inputs["prise"], "price"),
    "candidate": (
        lambda run: roi.compare([roi.Candidate("as it stands", run.model)], draws=1_024).npv["as it stand"],
        "as it stands",
    ),
    "line of a model": (lambda run: run.model.line("hours_save"), "hours_saved"),
    "override": (lambda run: roi.simulate(run.model.case, overrides={"prise": 3}), "price"),
    "option": (lambda run: roi.simulate(run.model.case, option="piolt"), "pilot"),
    "preset": (lambda run: roi.simulate(run.model.case, preset="evidance"), "evidence"),
    "sampler": (lambda run: roi.simulate(run.model.case, sampler="sobl"), "sobol"),
    "scope": (lambda run: roi.simulate(run.model.case, scope=("irrr",)), "irr"),
    "cut of a scope": (lambda run: roi.Scope.of("npv", "csh"), "cash"),
    "solved input": (lambda run: roi.solve(run, "prise", roi.Target()), "price"),
    "metric of a tornado": (lambda run: roi.tornado(run.model, "Payback months"), "payback_months"),
    "kind of plot": (lambda run: run.plot("histgram"), "histogram"),  # type: ignore[arg-type]
    "shipped case": (lambda run: cases.load("clinical-scrib"), "clinical-scribe"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_name_gets_the_nearest(run: roi.Run, what: str) -> None:
    call, near = WRONG[what]
    with pytest.raises(RoiError, match=f"Did you mean '{near}'"):
        call(run)


def test_a_wrong_attribute_gets_the_nearest() -> None:
    with pytest.raises(AttributeError, match="Did you mean 'simulate'"):
        _ = roi.simulat


def test_a_metric_outside_the_scope_is_no_riddle(case: roi.Case) -> None:
    run = roi.simulate(case, draws=64, scope="npv")
    assert run.values("pv_costs").shape == (16, 4)  # NPV is made of it
    with pytest.raises(RoiError, match=r"irr \(headline\) was not worked out in this run"):
        run.values("irr")


def test_arguments_of_another_kind_are_named(case: roi.Case) -> None:
    assert roi.simulate(case, draws=1e3, scope="npv").draws_used == 1_024  # type: ignore[arg-type]
    with pytest.raises(RoiError, match="is not a whole number"):
        roi.simulate(case, draws=10.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="overrides is a mapping of values by input"):
        roi.simulate(case, overrides=["price"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"cases\.load"):
        roi.simulate("clinical-scribe")  # type: ignore[arg-type]


def test_tables_by_name_are_tables_all_the_same() -> None:
    table = ByName("metric", {"npv": 1})
    again = pickle.loads(pickle.dumps(table))
    assert again == table == {"npv": 1}
    assert table.get("NPV") is None
    with pytest.raises(UnknownNameError, match="there is no metric `NPV`") as caught:
        again["NPV"]
    assert isinstance(caught.value, KeyError)
