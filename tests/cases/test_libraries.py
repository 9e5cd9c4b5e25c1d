"""Inputs from SIPmath libraries and Parquet files beside a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cases
import roi
from cases.columns import MAX_DATA
from cases.estimate import Estimate, Settings, estimate_text, load_estimate
from cases.sipmath import MAX_FILE, stored_sip
from exports.sipmath import write_sipmath
from roi.analysis.remarks import remarks
from roi.model import resolve
from roi.notebook.frames import draws_frame
from roi.sip import Sip
from tests.cases.beside import case_with, refused

METALOG = {
    "name": "minutes",
    "ref": {"source": "rng", "name": "hdr1"},
    "function": "Metalog_1_0",
    "arguments": {"aCoefficients": [0.7, 0.4, 0.1], "lowerBound": 0},
}
TRIALS = {
    "name": "trials",
    "ref": {"source": "rng", "name": "indexRng"},
    "function": "SIP_Array",
    "arguments": {"type": "array", "value": [1.5, 2.5, 2, 3]},
}
TABLE = {
    "name": "table",
    "ref": {"source": "rng", "name": "hdr1"},
    "function": "Lookup_Table",
    "arguments": {"value": [[0.5, 1], [0.9, 2], [0.9999999, 4]]},
}


def library(*sips: Any, **more: Any) -> dict[str, Any]:
    return {
        "objectType": "sipModel",
        "libraryType": "SIPmath_3_0",
        "U01": {"rng": []},
        "sips": list(sips),
    } | more


def written(folder: Path, content: Any, call: str = 'sip("a.sipmath", minutes)') -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "a.sipmath").write_text(text, encoding="utf-8")
    return case_with(folder, call)


def test_a_metalog_trials_and_a_table(tmp_path: Path) -> None:
    read = cases.load(written(tmp_path, library(METALOG, TRIALS, TABLE)))
    assert read.sips == {"a.sipmath|minutes": Sip("Metalog_1_0", (0.7, 0.4, 0.1), low=0.0)}
    assert resolve(read).input("minutes").likely == pytest.approx(np.exp(0.7))
    read = cases.load(case_with(tmp_path, 'sip("a.sipmath", "trials")'))
    assert read.sips["a.sipmath|trials"].numbers == (1.5, 2.5, 2.0, 3.0)
    read = cases.load(case_with(tmp_path, 'sip("a.sipmath", name=table) minute/visit'))
    assert read.sips["a.sipmath|table"].cumulative[-1] == 1.0


def test_a_form_for_one_program_is_passed_over(tmp_path: Path) -> None:
    other = METALOG | {"environment": "ExcelFrontline", "function": "PsiNormal"}
    assert cases.load(written(tmp_path, library(other, METALOG))).sips


def test_draws_are_those_of_the_library(tmp_path: Path) -> None:
    for call in ('sip("a.sipmath", minutes)', 'sip("a.sipmath", trials)', 'sip("a.sipmath", table)'):
        case = cases.load(written(tmp_path, library(METALOG, TRIALS, TABLE), call))
        frame = draws_frame(roi.simulate(case, draws=8_192, seed=3))
        drawn = frame[next(name for name in frame.columns if name.startswith("minutes ["))].to_numpy()
        expected = resolve(case).input("minutes").distribution.quantile((np.arange(8_192) + 0.5) / 8_192)
        # One stratum of 8,192 in each of 16 scrambles: sorted draws lie within 16 ranks of the quantiles.
        assert abs(np.sort(drawn) - np.sort(expected)).mean() < 0.002 * np.ptp(expected)


def test_an_estimate_repeats_its_numbers_without_the_library(tmp_path: Path) -> None:
    import datetime

    case = cases.load(written(tmp_path, library(METALOG, TRIALS)))
    settings = Settings(3, case.id, case.digest, roi.__version__, datetime.date(2026, 11, 27))
    (tmp_path / "e.toml").write_text(estimate_text(Estimate(case, settings)), encoding="utf-8")
    (tmp_path / "a.sipmath").unlink()
    again = load_estimate(tmp_path / "e.toml").case
    assert again.sips == case.sips
    assert again.digest == case.digest
    np.testing.assert_array_equal(
        roi.simulate(again, draws=64).values("npv"), roi.simulate(case, draws=64).values("npv")
    )


def test_the_numbers_of_a_library_are_part_of_the_digest(tmp_path: Path) -> None:
    bounds = (
        {"lowerBound": 0},
        {"lowerBound": 0.5},
        {"lowerBound": 0, "upperBound": ""},
        {"lowerBound": None},
    )
    digests = [
        cases.load(
            written(tmp_path, library(METALOG | {"arguments": {"aCoefficients": [0.7, 0.4, 0.1], **bound}}))
        ).digest
        for bound in bounds
    ]
    assert digests[0] == digests[2]
    assert len({*digests}) == 3


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """A run's own library: an input's metalog has its quantiles, its array its draws."""
    run = roi.simulate(cases.load(Path(__file__).with_name("good.toml")), draws=256)
    write_sipmath(run, tmp_path / "a.sipmath")
    item = run.model.input("minutes")
    name = f"minutes [{item.unit.text}]"
    y = np.arange(1, 100) / 100
    again = resolve(cases.load(case_with(tmp_path, f'sip("a.sipmath", "{name} (metalog)")'))).input("minutes")
    np.testing.assert_allclose(again.quantile(y), item.quantile(y), rtol=1e-12)
    again = resolve(cases.load(case_with(tmp_path, f'sip("a.sipmath", "{name}")'))).input("minutes")
    assert sorted(again.distribution.arguments.sip.numbers) == sorted(draws_frame(run)[name])


def test_the_workbook_holds_its_draws(tmp_path: Path) -> None:
    from exports.story.contents import DocumentRequest
    from exports.workbook.write import workbook
    from tests.support.workbooks import with_formulas

    run = roi.simulate(cases.load(written(tmp_path, library(METALOG))), draws=64)
    workbook(run, tmp_path / "a.xlsx", DocumentRequest(trials=64))
    book = with_formulas(tmp_path / "a.xlsx", "Inputs")
    texts = {
        str(cell.value) for row in book["Inputs"].iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert any("metalog of 3 terms" in text for text in texts)


# ---- what goes together in a library ---------------------------------------------------------------------

TOGETHER = """
[inputs.other]
label = "Another"
unit = "minute/visit"
value = 'sip("a.sipmath", "OTHER")'
grade = "judgement"

[lines.other_line]
label = "Another line"
unit = "minute/visit"
formula = "other"
"""


def told_of(folder: Path, content: Any, other: str, more: str = "") -> list[str]:
    path = written(folder, content)
    path.write_text(
        path.read_text(encoding="utf-8") + TOGETHER.replace("OTHER", other) + more, encoding="utf-8"
    )
    return [remark.text for remark in remarks(resolve(cases.load(path))) if "in their library" in remark.text]


def dependent(score: float) -> dict[str, Any]:
    """Two metalogs under a copula, as PySIPmath writes them: the matrix has its lower half."""
    ref = {"source": "copula", "name": "Gaussian"}
    sips = [
        METALOG | {"ref": ref | {"copulaLayer": "c1"}},
        METALOG | {"name": "b", "ref": ref | {"copulaLayer": "c2"}},
    ]
    names = ["minutes", "b"]
    cells = [
        {"row": "minutes", "col": "minutes", "value": 1.0},
        {"row": "b", "col": "minutes", "value": score},
        {"row": "b", "col": "b", "value": 1.0},
    ]
    copula = {
        "name": "Gaussian",
        "function": "GaussianCopula",
        "copulaLayer": ["c1", "c2"],
        "arguments": {
            "correlationMatrix": {"type": "globalVariables", "value": "m"},
            "rng": ["hdr1", "hdr2"],
        },
    }
    matrix = {"columns": names, "rows": names, "matrix": cells}
    return library(
        *sips, U01={"rng": [], "copula": [copula]}, globalVariables=[{"name": "m", "value": matrix}]
    )


def test_a_copula_that_is_not_taken_over_is_said(tmp_path: Path) -> None:
    (text,) = told_of(tmp_path, dependent(0.6), "b")
    # Spearman's correlation of normal scores with r = 0.6 is 6 asin(0.3) / pi = 0.58 (Pearson 1907).
    assert "`minutes`" in text
    assert "(rank correlation 0.58)" in text
    stated = '\n[[correlations]]\nbetween = ["minutes", "other"]\nrank = 0.58\n'
    assert told_of(tmp_path, dependent(0.6), "b", stated) == []
    assert told_of(tmp_path, dependent(0.0), "b") == []
    assert told_of(tmp_path, library(METALOG, METALOG | {"name": "b"}), "b") == []


def test_trials_that_go_together_are_said(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    x, noise = chance.random(1_000), chance.random(1_000)

    def trials(name: str, values: Any) -> dict[str, Any]:
        return TRIALS | {"name": name, "arguments": {"type": "array", "value": (1 + values).tolist()}}

    (text,) = told_of(tmp_path, library(trials("minutes", x), trials("b", 2 - x - noise)), "b")
    expected = stats.spearmanr(x, -x - noise).statistic
    assert f"(rank correlation {expected:.2f})" in text
    assert told_of(tmp_path, library(trials("minutes", x), trials("b", noise)), "b") == []
    assert told_of(tmp_path, library(trials("minutes", x), trials("b", x[:500])), "b") == []


def test_an_estimate_keeps_what_goes_together(tmp_path: Path) -> None:
    case = cases.load(written(tmp_path, dependent(0.6)))
    sip = case.sips["a.sipmath|minutes"]
    assert (sip.others, sip.scores) == (("b",), (0.6,))
    assert stored_sip(sip)["scores"] == [0.6]


HOSTILE = [
    ("", "is no JSON"),
    ("{", "is no JSON"),
    ("[1, 2]", "it has no list `sips`"),
    ('{"sips": {}}', "it has no list `sips`"),
    ('{"sips": []}', "the library has no variable"),
    ('{"sips": [1, null, {"name": 3}]}', "the library has no variable"),
    (library(METALOG, libraryType="SIPmath_2_0"), 'it says that it is "SIPmath_2_0"'),
    ("[" * 100_000, "nests tables or lists too deeply"),
    ('{"sips":' * 50_000, "nests tables or lists too deeply"),
    ("[" + "[]," * 1_000_000, "more than 1,000,000 lists"),
    ('{"sips": [NaN]}', "holds NaN"),
    ('{"sips": [], "sips": []}', 'the key "sips" twice'),
    ('{"a": ' + "9" * 5_000 + "}", "more than 4,300 digits"),
    ("PK\x03\x04", "archive"),
    (library(METALOG, METALOG), '2 variables "minutes"'),
    (library(METALOG | {"function": "PsiNormal"}), 'made by "PsiNormal"'),
    (library(METALOG | {"function": ["x"]}), "made by a list of 1"),
    (library({"name": "minutes"}), "made by None"),
    (library(METALOG | {"rounding": "nearest"}), "rounded"),
    (library(METALOG | {"arguments": []}), "no list `aCoefficients`"),
    (library(METALOG | {"arguments": {"aCoefficients": []}}), "0 entries"),
    (library(METALOG | {"arguments": {"aCoefficients": [1] * 31}}), "31 entries"),
    (library(METALOG | {"arguments": {"aCoefficients": [1, True]}}), "holds true"),
    (library(METALOG | {"arguments": {"aCoefficients": [1, 10**400]}}), "more than 15 digits"),
    (library(METALOG | {"arguments": {"aCoefficients": [1, "2"]}}), 'holds "2"'),
    (library(METALOG | {"arguments": {"aCoefficients": [1, -2]}}), "no distribution"),
    (library(METALOG | {"arguments": {"aCoefficients": [1, 2], "lowerBound": {}}}), "holds a table"),
    (library(METALOG | {"arguments": {"aCoefficients": [1, 2], "lowerBound": 3, "upperBound": 2}}), "not below"),
    (library(TRIALS | {"name": "minutes", "arguments": {"type": "csv", "url": "//x.example"}}), "lie elsewhere"),
    (library(TRIALS | {"name": "minutes", "arguments": {"type": "array", "value": [1]}}), "1 entries"),
    (library(TRIALS | {"name": "minutes", "arguments": {"type": "array", "value": [1, None]}}), "holds None"),
    (library(TRIALS | {"name": "minutes", "arguments": {"type": "array", "value": [1] * (MAX_DATA + 1)}}), "0,001"),
    (library(TABLE | {"name": "minutes", "arguments": {"value": [[0.5, 1], [0.4, 2]]}}), "do not rise"),
    (library(TABLE | {"name": "minutes", "arguments": {"value": [[0.5, 1], 3]}}), "no pairs"),
    (library({"name": "\x1b]0;pwned\x07\u202e"}), "the library has no variable"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), HOSTILE, ids=[str(k) for k in range(len(HOSTILE))])
def test_a_library_that_cannot_be_used(tmp_path: Path, content: Any, expected: str) -> None:
    message = refused(written(tmp_path, content))
    assert expected in message


def test_libraries_that_are_not_there_or_too_large(tmp_path: Path) -> None:
    assert "cannot be read" in refused(case_with(tmp_path, 'sip("none.sipmath", x)'))
    assert "outside the folder" in refused(case_with(tmp_path, 'sip("../a.sipmath", x)'))
    assert "outside the folder" in refused(case_with(tmp_path, 'sip("/etc/passwd", x)'))
    with (tmp_path / "a.sipmath").open("wb") as stream:
        stream.truncate(MAX_FILE + 1)
    assert "40,000,000 are read" in refused(case_with(tmp_path, 'sip("a.sipmath", x)'))


def test_the_nearest_name_is_offered(tmp_path: Path) -> None:
    assert "Did you mean 'minutes'?" in refused(
        written(tmp_path, library(METALOG), 'sip("a.sipmath", minute)')
    )
