"""Excel forms, recalculated by LibreOffice, against the quantile functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from roi.distributions import FAMILIES, Distribution, parse
from roi.sip import Sip
from tests.support.libreoffice import worked_out

U = [1e-6, 0.001, 0.05, 0.1, 0.25, 0.3, 0.5, 0.55, 0.7, 0.75, 0.9, 0.94, 0.95, 0.999, 1 - 1e-6]
TEXTS = [
    "50",
    "-5",
    "20 to 40",
    "range(40_000, 48_000, 60_000)",
    "range(-3, 1, 4)",
    "metalog(p5=2, p50=3, p95=7)",
    "metalog(p5=2, p50=3, p95=7, min=-1)",
    "metalog(p5=2, p50=5, p95=7, max=9)",
    "metalog(p2_5=2, p50=3, p97_5=7, min=-1, max=9)",
    "uniform(-2, 5)",
    "triangular(-2, 3, 5)",
    "triangular(2, 2, 5)",
    "pert(-2, 3, 5)",
    "normal(-3, 1)",
    "lognormal(10, 3)",
    "mean_of(-3, 2, 4)",
    "mean_of(lognormal(20, 15), 40)",
    "mean_of(beta(2, 5), 900)",
    "beta(2, 5)",
    "beta(0.5, 0.7, -2, 3)",
    "gamma(2, 3)",
    "gamma(0.3, 1)",
    "dirichlet(12, 50)",
    "pareto(1.5, 1.38)",
    "bernoulli(6%)",
    "discrete(-1, 70%, 5, 20%, 9, 10%)",
]
PERCENT_TEXTS = [
    "35%",
    "range(20%, 35%, 60%)",
    "beta(2, 5)",
    "normal(3%, 1%)",
    "mean_of(normal(30%, 20%), 25)",
    "bernoulli(30%)",
    "gamma(2, 3%)",
    "dirichlet(12, 50)",
]
TRIALS = Sip("SIP_Array", (1.0, 2.0))
WITHOUT = {"poisson", "binomial", "mixture", "truncate", "data", "sip"}

DISTRIBUTIONS = [parse(text) for text in TEXTS] + [parse(text, percent=True) for text in PERCENT_TEXTS]


def numbers(distribution: Distribution) -> dict[str, float]:
    """What the cells hold: on a % input the fraction of each value."""
    given = {name: value for name, value in distribution.arguments.given if isinstance(value, float)}
    shrink = {name for name in given if distribution.percent and distribution.family.kind(name) == "value"}
    return {name: value / 100 if name in shrink else value for name, value in given.items()}


def excel(distribution: Distribution, u: str, cells: Mapping[str, str]) -> str:
    """The Excel form, which the distribution must have."""
    formula = distribution.excel(u, cells)
    assert formula is not None, distribution
    return formula


@pytest.mark.libreoffice
def test_forms_agree_with_the_quantiles(tmp_path: Path) -> None:
    """With all numbers in cells and with all as literals; 1e-9 of the value."""
    formulas, expected, cells = [], [], {}
    for place, u in enumerate(U):
        cells[f"B{place + 1}"] = u
    for row, distribution in enumerate(DISTRIBUTIONS, start=len(U) + 1):
        references = {}
        for column, (name, value) in zip("CDEFGHIJ", numbers(distribution).items(), strict=False):
            cells[f"{column}{row}"] = value
            references[name] = f"{column}{row}"
        x = distribution.quantile(U) / (100 if distribution.percent else 1)
        for place, _ in enumerate(U):
            formulas += [excel(distribution, f"B{place + 1}", given) for given in (references, {})]
            expected += [x[place]] * 2
    values = worked_out(formulas, cells, tmp_path)
    for formula, ours, theirs in zip(formulas, expected, values, strict=True):
        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-12), formula


@pytest.mark.libreoffice
def test_forms_survive_a_range_narrowed_to_one_value(tmp_path: Path) -> None:
    """A user of the workbook sets low = likely = high = 7, or a standard deviation of 0."""
    texts = [
        "uniform(1, 2)",
        "triangular(1, 2, 3)",
        "pert(1, 2, 3)",
        "range(1, 2, 3)",
        "1 to 2",
        "normal(7, 1)",
    ]
    texts += ["lognormal(7, 1)", "metalog(p10=1, p50=2, p90=3, min=0, max=9)"]
    formulas = []
    for distribution in map(parse, texts):
        narrowed = dict.fromkeys(numbers(distribution), "C1")
        narrowed |= {
            name: cell for name, cell in {"sd": "C2", "min": "C2", "max": "C3"}.items() if name in narrowed
        }
        formulas.append(excel(distribution, "B1", narrowed))
    values = worked_out(formulas, {"B1": 0.3, "C1": 7.0, "C2": 0.0, "C3": 9.0}, tmp_path)
    assert values == pytest.approx([7.0] * len(texts), rel=1e-12)


def test_every_family_has_a_form_or_is_known_to_have_none() -> None:
    tested = {distribution.family.name for distribution in DISTRIBUTIONS}
    assert tested | WITHOUT == set(FAMILIES)
    for name in WITHOUT:
        example = FAMILIES[name].example
        assert parse(example, data=lambda *_: (1.0, 2.0), sip=lambda *_: TRIALS).excel("A1") is None
    assert parse(FAMILIES["metalog"].example).excel("A1") is None  # four quantiles
    assert parse("metalog(p10=2, p40=3, p90=5)").excel("A1") is None
    assert parse("discrete(5, 1, 2, 1)").excel("A1") is None  # not ascending


def test_literals_are_safe_in_excel() -> None:
    """Negative literals stand in brackets, since Excel reads -2^2 as 4; a % input has fractions."""
    assert parse("uniform(-2, 5)").excel("$B$1") == "(-2)+$B$1*(5-(-2))"
    assert parse("1e-7").excel("u") == "1E-07"
    assert parse("35%", percent=True).excel("u") == "0.35"
    assert parse("normal(3, 1)").excel("u", {"mean": "in_mean"}) == "in_mean+1*NORMINV(u,0,1)"
    assert np.isfinite(parse("normal(3, 1)").likely)
