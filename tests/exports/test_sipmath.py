"""SIPmath libraries, read back by a reader that shares nothing with the writer."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from scipy import stats

import cases
import roi
from exports.sipmath import write_sipmath
from roi.case import Case
from roi.distributions.approximation import LARGEST_ERROR
from roi.errors import Place
from roi.model import Layer, resolve
from roi.notebook.frames import draws_frame
from roi.sourced import Override
from tests.support.sipmath import SCHEMA, Library, hdr, metalog, read_library, trials


def library_of(run: roi.Run, folder: Path) -> Library:
    path = folder / "a.sipmath"
    write_sipmath(run, path)
    return read_library(path)


@pytest.fixture(scope="module")
def library(run: roi.Run, tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(run, tmp_path_factory.mktemp("sipmath"))


def names(library: Library, role: str) -> list[str]:
    return [sip["name"] for sip in library["sips"] if sip["metadata"]["role"] == role]


# Trials that ProbabilityManagement.org prints in the example of its schema of 2021-08-19.
ACCOUNTS = [9.872717622, 1.678242357, 2.54967822, 3.535388319, -13.40905029]
PRODUCTS = [10.28359942, 1.433048092, 1.737463084, 3.927285373, -13.45782811]
FULFILLMENT = [8.93145879, 3.863446641, 6.494528709, -8.804090192, -25.50440804]
PUBLISHED = {
    "Marketing": [4.97377773402723, 5.26303264347232, 11.3668582781926],
    "Accounts": [5.91064824323855, 3.99951401423695, 3.61593085127843],
    "Products": [4.81850430027545, 16.264999616127, 9.21182344011462],
    "Fulfillment": [6.7522436646553, 11.4933053690752, 5.97047076730257],
}


def published() -> Library:
    """That example, as far as its trials are printed."""
    correlated = {"Accounts": ACCOUNTS, "Products": PRODUCTS, "Fulfillment": FULFILLMENT}
    numbers = dict(zip(correlated, (4, 5, 7), strict=True))
    sips = [
        {
            "name": name,
            "ref": {"source": "copula", "name": "Gaussian", "copulaLayer": name},
            "function": "Metalog_1_0",
            "arguments": {"aCoefficients": a},
        }
        for name, a in correlated.items()
    ]
    sips.append({"name": "Marketing", "ref": {"source": "rng", "name": "HDR8"}, "function": "Metalog_1_0",
                 "arguments": {"aCoefficients": ACCOUNTS}})  # fmt: skip
    cells = [{"row": name, "col": name, "value": 1.0} for name in correlated]
    cells.append({"row": "Products", "col": "Fulfillment", "value": 0.75})
    matrix = {"columns": list(correlated), "rows": list(correlated), "matrix": cells}
    rng = [
        {
            "name": f"HDR{number}",
            "function": "HDR_2_0",
            "arguments": {"counter": "PM_Index", "entity": 9039920, "varId": number, "seed3": 0, "seed4": 0},
        }
        for number in (*numbers.values(), 8)
    ]
    copula = {
        "name": "Gaussian",
        "function": "GaussianCopula",
        "arguments": {
            "correlationMatrix": {"type": "globalVariables", "value": "m"},
            "rng": [f"HDR{number}" for number in numbers.values()],
        },
        "copulaLayer": list(correlated),
    }
    return {
        "globalVariables": [{"name": "m", "value": matrix}],
        "U01": {"rng": rng, "copula": [copula]},
        "sips": sips,
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_reader_makes_the_trials_that_are_published(name: str) -> None:
    np.testing.assert_allclose(trials(published(), name, 3), PUBLISHED[name], rtol=1e-13)


def test_a_library_is_as_the_schema_says(library: Library) -> None:
    jsonschema.validate(library, SCHEMA)
    assert len({sip["name"] for sip in library["sips"]}) == len(library["sips"])
    sources = {each["name"] for each in library["U01"]["rng"]}
    assert all(sip["ref"]["name"] in sources | {"Gaussian"} for sip in library["sips"])


def test_arrays_are_the_draws_to_the_bit(run: roi.Run, library: Library) -> None:
    frame = draws_frame(run)
    arrays = names(library, "input") + names(library, "result")
    left_out = [entry["name"] for entry in library["leftOut"]]
    assert {*arrays, *left_out} == set(frame.columns[1:])
    for name in arrays:
        np.testing.assert_array_equal(trials(library, name, len(frame)), frame[name])
    assert "npv [USD]" in arrays


def test_what_json_has_no_number_for_is_left_out_and_told(run: roi.Run, library: Library) -> None:
    frame = draws_frame(run)
    assert library["leftOut"]
    for entry in library["leftOut"]:
        values = frame[entry["name"]]
        assert entry["undefinedTrials"] == values.isna().sum()
        assert entry["infiniteTrials"] == np.isinf(values).sum()
        assert entry["undefinedTrials"] + entry["infiniteTrials"] > 0


def test_generators_have_the_quantiles_of_their_inputs(run: roi.Run, library: Library) -> None:
    """At every percent, within the error that is told; exactly where the input is a metalog itself."""
    y = np.arange(1, 100) / 100
    for name in names(library, "generator"):
        sip = next(each for each in library["sips"] if each["name"] == name)
        item = run.model.input(name.partition(" [")[0])
        given, error = sip["arguments"], sip["metadata"]["error"]
        bounds = given.get("lowerBound"), given.get("upperBound")
        theirs = np.array([metalog(float(p), given["aCoefficients"], *bounds) for p in y])
        ours = item.quantile(y) / item.unit.scale
        spread = float(np.ptp(item.quantile(np.array([0.001, 0.999])))) / item.unit.scale
        assert error <= LARGEST_ERROR
        # 1e-12: the same formula, summed in another order
        assert np.max(np.abs(theirs - ours)) <= (error + 1e-12) * spread
        assert (error < 1e-12) == (item.distribution.family.name in ("range", "metalog", "uniform"))


def test_generators_are_correlated_as_the_draws_are(run: roi.Run, library: Library) -> None:
    count = 4_000
    inputs = ["letters [letter/month]", "minutes [minute/letter]", "wage [USD/hour]"]
    made = np.array([trials(library, f"{name} (metalog)", count) for name in inputs])
    drawn = draws_frame(run)[inputs].to_numpy().T
    theirs, ours = stats.spearmanr(made.T).statistic, stats.spearmanr(drawn.T).statistic
    # three standard errors of a rank correlation of 4,000 and of 1,024
    np.testing.assert_allclose(theirs, ours, atol=3 * (count**-0.5 + run.draws_used**-0.5))


def test_an_answer_that_moves_others_leaves_the_arrays_and_no_matrix(small: Case, tmp_path: Path) -> None:
    moved = roi.simulate(small, draws=256, seed=1, overrides={"letters": "range(1_200, 1_500, 2_000)"})
    assert moved.model.moved
    library = library_of(moved, tmp_path)
    assert "copula" not in library["U01"]
    assert library["globalVariables"] == []
    name = f"{moved.model.moved[0].id} ["
    column = next(each for each in names(library, "input") if each.startswith(name))
    np.testing.assert_array_equal(trials(library, column, 256), draws_frame(moved)[column])


def test_the_same_run_makes_the_same_bytes_and_another_seed_other_generators(
    run: roi.Run, small: Case, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        write_sipmath(run, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    large = library_of(roi.simulate(small, draws=64, seed=2**62), tmp_path)
    seeds = {each["arguments"]["seed3"] for each in large["U01"]["rng"] if each["function"] == "HDR_2_0"}
    assert seeds == {2**62 % 100_000_000}
    # A spreadsheet and JavaScript work with doubles: no product of the generator may pass 2^53.
    assert max(seeds) * 2_299_603 < 2**53


def test_a_generator_is_uniform() -> None:
    """Of HDR as written here: 4,000 trials of two variables, each uniform and independent of the other."""
    u = np.array([[hdr(trial, number, 1, 1, 0) for trial in range(1, 4_001)] for number in (1, 2)])
    assert all(stats.kstest(row, "uniform").pvalue > 1e-4 for row in u)
    assert abs(np.corrcoef(u)[0, 1]) < 0.07


def test_a_library_holds_no_word_of_a_person(tmp_path: Path) -> None:
    case = cases.load("clinical-scribe")
    answer = Override("120", who="prospect", by="Ann Lee", note="do not tell", typed="about 120")
    layer = Layer("estimate", Place("e.toml", "[overrides]"), {"price": answer})
    run = roi.simulate(resolve(case, layers=[layer]), draws=64)
    text = json.dumps(library_of(run, tmp_path))
    assert not any(word in text for word in ("Ann Lee", "do not tell", "about 120"))
