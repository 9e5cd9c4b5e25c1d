"""Parts of a whole that are observed: closed forms of Dirichlet laws; what is left of a part is no answer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import roi
from roi.case import Override
from roi.model import resolve
from roi.observed.after import model_after
from roi.observed.observations import Observation, Trials
from roi.observed.results import Update
from roi.observed.update import update
from roi.sim.evaluate import evaluate_block
from roi.sim.prepare import prepare
from roi.sim.sampling import planned
from roi.updated import Updated
from tests.support.documents import case_of, flow

COUNTS = {"low": 12, "middle": 30, "high": 8}
CASE = case_of(
    {name: {"value": f"dirichlet({count}, 50)", "unit": "%"} for name, count in COUNTS.items()}
    | {"worth": ("range(8, 10, 13)", "USD/month")},
    {"gain": flow("low * worth")},
    shares={"tiers": {"label": "Tickets by tier", "parts": list(COUNTS)}},
)


def check(posterior: Update, name: str, exact: tuple[float, float, float]) -> None:
    """P10, P50 and P90 of a share, as stored and drawn again, within 5 % of the distance from P10 to P90."""
    inputs = posterior.after.prepared.inputs_between(0, posterior.after.draws_used)
    values = evaluate_block(posterior.model, inputs).values
    assert sum(values[f"{part}_share"] for part in COUNTS) == pytest.approx(np.ones(len(inputs["low"])))
    seen = np.quantile(values[f"{name}_share"], [0.1, 0.5, 0.9])
    assert np.abs(seen - exact).max() < 0.05 * (exact[2] - exact[0])


def test_trials_of_a_part() -> None:
    """Counts of a Dirichlet law and hits of trials: a beta law for the part and for the others as well."""
    posterior = update(
        roi.simulate(CASE, draws=1_024), [Observation("low", 0.4, Trials(40, 100), source="log")]
    )
    assert posterior.diagnostics.trusted
    assert posterior.model.wholes[0].known == frozenset()
    check(posterior, "low", tuple(stats.beta(52, 98).ppf([0.1, 0.5, 0.9])))
    # What the trials leave over is divided among the others as it was: middle : high is Beta(30, 8), untouched.
    left = stats.beta(98, 52).rvs(100_000, random_state=1) * stats.beta(30, 8).rvs(100_000, random_state=2)
    check(posterior, "middle", tuple(np.quantile(left, [0.1, 0.5, 0.9])))


def test_one_part_alone_has_moved() -> None:
    """Its weight is another, Dirichlet(40, 30, 8), and its share follows: it was not answered."""
    kept = Updated(inputs={"low": Override("dirichlet(40, 50)", "measured")})
    model = model_after(resolve(CASE), kept)
    assert model.wholes[0].known == frozenset()
    inputs = prepare(model, planned(16_384, 1)).inputs_between(0, 16_384)
    drawn = evaluate_block(model, inputs).values["low_share"]
    assert stats.kstest(drawn, stats.beta(40, 38).cdf).statistic < 0.01
