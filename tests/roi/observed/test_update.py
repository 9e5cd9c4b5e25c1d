"""Updates against closed forms, and against importance sampling by brute force."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

import roi
from roi.arrays import Array
from roi.observed.observations import SHARED, Exact, Observation, Sample, StandardError, Trials
from roi.observed.results import PosteriorSpread, Update
from roi.observed.update import update
from tests.support.documents import case_of, flow, line
from tests.support.models import money_case

BRUTE = 4_000_000


def updated(case: roi.Case, *observations: Observation, draws: int = 16_384, seed: int = 1) -> Update:
    return update(roi.simulate(case, draws=draws, seed=seed), observations)


def drawn(posterior: Update, name: str) -> Array:
    """Draws of an input in the run of the stored laws, in its declared unit."""
    prepared = posterior.after.prepared
    rows = [prepared.inputs(b.replicate, b.start, b.stop)[name] for b in prepared.blocks()]
    values = np.concatenate([np.broadcast_to(row, (prepared.sampling.draws_per_replicate,)) for row in rows])
    return np.asarray(values / posterior.model.input(name).unit.scale)


def spread(values: Array, weights: Array | None = None) -> tuple[float, float, float, float]:
    """Mean, P10, P50, P90, of weighted draws."""
    weights = np.ones(len(values)) if weights is None else weights
    order = np.argsort(values)
    at = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return (
        float((values * weights).sum() / weights.sum()),
        *(float(np.interp(p, at, values[order])) for p in (0.1, 0.5, 0.9)),
    )  # type: ignore[return-value]


def of(change: PosteriorSpread) -> tuple[float, float, float, float]:
    return change.mean, change.p10, change.p50, change.p90


# Closed forms ------------------------------------------------------------------------------------------


def test_normal_prior_and_a_normal_error() -> None:
    posterior = updated(money_case("a", {"a": "normal(10, 2)"}), Observation("a", 12, StandardError(1)))
    (change,) = posterior.inputs
    precision = 1 / 4 + 1
    mean, sd = (10 / 4 + 12) / precision, precision**-0.5
    assert posterior.diagnostics.method == "exact"
    assert posterior.diagnostics.trusted
    assert abs(change.after.mean - mean) < 1e-3 * 2
    assert abs(change.after.sd - sd) < 1e-3 * 2
    assert abs(drawn(posterior, "a").mean() - mean) < 1e-3 * 2
    assert abs(drawn(posterior, "a").std() - sd) < 1e-3 * 2
    assert change.value.startswith("normal(")
    assert change.gone == pytest.approx(1 - sd / 2, abs=1e-3)


def test_beta_prior_with_hits_and_misses() -> None:
    posterior = updated(money_case("a", {"a": "beta(2, 5)"}), Observation("a", 0.3, Trials(30, 100)))
    prior, wanted = stats.beta(2, 5), stats.beta(32, 75)
    assert posterior.diagnostics.method == "exact"
    assert abs(drawn(posterior, "a").mean() - wanted.mean()) < 1e-3 * prior.std()
    assert abs(drawn(posterior, "a").std() - wanted.std()) < 1e-3 * prior.std()


def test_more_than_a_law_can_say_is_said_as_near_as_it_can() -> None:
    """Trials beyond the largest shape of a beta law; an error that leaves nothing of a wide prior."""
    inputs = {"a": "beta(2, 5)", "b": "normal(1, 1e7)"}
    many = Observation("a", 0, Trials(600_000_000, 1_000_000_000))
    posterior = updated(
        money_case("a + b", inputs), many, many, Observation("b", 3, StandardError(1e-5)), draws=1_024
    )
    assert posterior.diagnostics.trusted
    a, b = (drawn(posterior, name) for name in "ab")
    assert abs(a.mean() - 0.6) < 1e-6
    assert a.std() < 3e-5
    assert abs(b - 3).max() < 1e-4


def test_a_known_value_conditions_what_is_correlated_with_it() -> None:
    inputs = {"a": "normal(10, 2)", "b": "normal(5, 3)", "c": "normal(1, 1)"}
    case = money_case("a + b + c", inputs, correlations=[("a", "b", 0.7)])
    posterior = updated(case, Observation("a", 13, Exact()))
    r = 2 * math.sin(math.pi * 0.7 / 6)
    assert posterior.updated.inputs["a"].value == "13.0"
    assert set(posterior.updated.inputs) == {"a", "b"}  # c has nothing to do with it
    b = drawn(posterior, "b")
    assert abs(b.mean() - (5 + 3 * r * 1.5)) < 1e-3 * 3
    assert abs(b.std() - 3 * math.sqrt(1 - r * r)) < 1e-3 * 3


def test_what_is_exact_keeps_its_law_beside_what_is_drawn() -> None:
    """Inputs that no observed line reads stand among the draws as they were updated, and are stored so."""
    laws = {"a": "range(2, 5, 9)", "b": "range(1, 2, 4)", "c": "range(10, 20, 40)", "d": "beta(3, 3)"}
    posterior = updated(
        money_case("a * b", laws, cost="c * d"),
        Observation("gain", 12, StandardError(1), months=(0, 0)),
        Observation("c", 25, StandardError(1)),
        Observation("d", 0.8, Trials(80, 100)),
    )
    assert posterior.diagnostics.method != "exact"
    assert posterior.diagnostics.trusted, posterior.diagnostics.problems
    after = {each.datum.response.name: each.after for each in posterior.forecasts}
    assert after["c"].sd < 1.1
    assert after["d"].mean == pytest.approx(83 / 106, abs=0.005)


def test_correlated_normal_inputs_seen_with_errors() -> None:
    inputs = {"a": "normal(10, 2)", "b": "normal(5, 3)"}
    case = money_case("a + b", inputs, correlations=[("a", "b", 0.5)])
    posterior = updated(
        case, Observation("a", 12, StandardError(1)), Observation("b", 3, StandardError(2)), draws=4_096
    )
    r = 2 * math.sin(math.pi * 0.5 / 6)
    cov = np.array([[4, 6 * r], [6 * r, 9]])
    gain = cov @ np.linalg.inv(cov + np.diag([1, 4]))
    mean = np.array([10, 5]) + gain @ (np.array([12, 3]) - [10, 5])
    left = cov - gain @ cov
    a, b = drawn(posterior, "a"), drawn(posterior, "b")
    assert np.allclose([a.mean(), b.mean()], mean, atol=3e-3)
    assert np.allclose([a.std(), b.std()], np.sqrt(np.diag(left)), atol=3e-3)
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(left[0, 1] / math.sqrt(left[0, 0] * left[1, 1]), abs=0.01)


def test_any_single_input_by_quadrature() -> None:
    """A uniform prior and the mean of five values: Student's t, cut at the ends."""
    posterior = updated(
        money_case("a", {"a": "uniform(0, 10)"}), Observation("a", 9, Sample(5, 2)), draws=4_096
    )
    x = np.linspace(0, 10, 200_001)
    weights = stats.t.pdf((x - 9) / (2 / math.sqrt(5)), 4)
    assert posterior.diagnostics.method == "exact"
    assert np.allclose(of(posterior.inputs[0].after), spread(x, weights), atol=0.02 * 8)


# By brute force ----------------------------------------------------------------------------------------


def brute(
    priors: dict[str, Array], level: Callable[[dict[str, Array]], Array]
) -> dict[str, tuple[float, float, float, float]]:
    """Mean, P10, P50, P90 of each input, by weights of draws of the prior."""
    weights = level(priors)
    weights = np.exp(weights - weights.max())
    assert weights.sum() ** 2 / np.square(weights).sum() > 2_000
    return {name: spread(values, weights) for name, values in priors.items()}


def held_against(
    posterior: Update, wanted: dict[str, tuple[float, float, float, float]], within: float = 0.03
) -> None:
    """Every input within that share of its prior's distance from P10 to P90, as stored and as run."""
    for change in posterior.inputs:
        allowed = within * (change.before.p90 - change.before.p10)
        assert np.allclose(of(change.after), wanted[change.name], rtol=0, atol=allowed), change.name
        assert np.allclose(spread(drawn(posterior, change.name)), wanted[change.name], rtol=0, atol=allowed)


def test_linear_line_with_a_prior_that_is_not_normal() -> None:
    inputs = {"a": "lognormal(10, 6)", "b": "triangular(0, 2, 10)", "c": "normal(0, 1)"}
    posterior = updated(
        money_case("2 * a + b", inputs), Observation("gain", 40, StandardError(3), source="ledger")
    )
    random = np.random.default_rng(5)
    sigma = math.sqrt(math.log(1 + 0.36))
    priors = {
        "a": np.exp(math.log(10) - sigma**2 / 2 + sigma * random.standard_normal(BRUTE)),
        "b": random.triangular(0, 2, 10, BRUTE),
    }
    assert {change.name for change in posterior.inputs} == {"a", "b"}
    held_against(posterior, brute(priors, lambda x: -0.5 * ((40 - 2 * x["a"] - x["b"]) / 3) ** 2))
    assert posterior.inputs[0].by[0][0].response.name == "gain"


def test_correlated_inputs_one_of_them_seen() -> None:
    inputs = {"a": "gamma(2, 3)", "b": "uniform(0, 1)"}
    case = money_case("a * b", inputs, correlations=[("a", "b", -0.6)])
    posterior = updated(case, Observation("a", 10, StandardError(1.5)))
    random = np.random.default_rng(6)
    r = -2 * math.sin(math.pi * 0.6 / 6)
    z = random.standard_normal((2, BRUTE // 4))
    z[1] = r * z[0] + math.sqrt(1 - r * r) * z[1]
    priors = {"a": stats.gamma(2, scale=3).ppf(stats.norm.cdf(z[0])), "b": stats.norm.cdf(z[1])}
    held_against(posterior, brute(priors, lambda x: -0.5 * ((10 - x["a"]) / 1.5) ** 2))


def test_a_product_seen_through_one_line_and_one_factor_by_trials() -> None:
    """Adoption × effect × volume: a line that is bent in every input."""
    case = case_of(
        {"adoption": ("range(20, 40, 70)", "%"), "effect": ("range(2, 10, 30)", "%"),
         "volume": ("800 to 1_600", "–"), "worth": ("1", "USD/month"), "ramp_up": ("12", "month")},
        {"done": line("adoption * effect * volume * s_curve(month, ramp_up)", "–", show=True),
         "value": flow("done * worth")},
    )  # fmt: skip
    posterior = updated(
        case,
        Observation("done", 30, StandardError(6), (6, 6), source="log"),
        Observation("done", 70, StandardError(6), (30, 30), source="log"),
        Observation("adoption", 0.5, Trials(20, 40), source="log"),
    )
    model = posterior.before.model
    random = np.random.default_rng(7)
    uniforms = np.clip(random.random((3, BRUTE // 4)), 1e-12, 1 - 1e-12)
    names = ("adoption", "effect", "volume")
    x = dict(
        zip(names, (model.input(n).quantile(u) for n, u in zip(names, uniforms, strict=True)), strict=True)
    )
    curve = posterior.before.plan.values["done"] / posterior.before.plan.values["done"][-1]

    base = posterior.before.plan.inputs
    whole = base["adoption"] * base["effect"] * base["volume"] / posterior.before.plan.values["done"][-1]

    def level(shown: dict[str, Array]) -> Array:
        adoption = shown["adoption"] / 100
        full = adoption * shown["effect"] / 100 * shown["volume"] / whole
        seen = sum(-0.5 * ((y - full * curve[m]) / 6) ** 2 for m, y in ((6, 30), (30, 70)))
        return np.asarray(seen + 20 * np.log(adoption) + 20 * np.log1p(-adoption))

    wanted = brute({n: v / model.input(n).unit.scale for n, v in x.items()}, level)
    held_against(posterior, wanted)
    assert posterior.diagnostics.k < 0.7
    assert posterior.diagnostics.ess > 2_000
    assert posterior.diagnostics.trusted


# Luck, and what cannot be ------------------------------------------------------------------------------


def risky(**more: tuple[str, str]) -> roi.Case:
    return case_of(
        {"rate": ("range(10, 25, 40)", "%"), "luck": {"value": "uniform(0, 1)", "unit": "–", "chance": True},
         "hours": ("50 to 200", "hour/month"), "wage": ("50", "USD/hour"), **more},
        {"live": line("1 if luck > rate else 0", "–"), "saved": line("hours * live", "hour/month", show=True),
         "value": flow("saved * wage")},
    )  # fmt: skip


@pytest.mark.parametrize("seed", [5, 6, 12, 19])
def test_a_product_whatever_the_seed(seed: int) -> None:
    """Of two inputs, by whatever proposal draws are led to it; means against equal steps of both, within 3 %.

    Points of the run that are taken for a smaller proposal have to cover the cube as all do.
    """
    case = money_case("a * b", {"a": "normal(10, 3)", "b": "lognormal(10, 4)"})
    seen = Observation("gain", 120, StandardError(10), months=(0, 0), unit="USD")
    posterior = updated(case, seen, seed=seed)
    z = stats.norm.ppf((np.arange(2_000) + 0.5) / 2_000)
    log_sd = math.sqrt(math.log1p(0.16))
    a, b = np.meshgrid(10 + 3 * z, 10 * np.exp(log_sd * z - log_sd**2 / 2))
    weights = np.exp(-0.5 * ((120 - a * b) / 10) ** 2)
    for name, values in (("a", a), ("b", b)):
        mean = float(np.average(values, weights=weights))
        sd = math.sqrt(float(np.average((values - mean) ** 2, weights=weights)))
        change = next(each for each in posterior.inputs if each.name == name)
        assert abs(change.after.mean - mean) < 0.03 * sd
        assert change.after.sd == pytest.approx(sd, rel=0.03)


def test_what_went_live_is_no_longer_in_the_failure_branch() -> None:
    posterior = updated(risky(), Observation("saved", 120, StandardError(20), (3, 3), source="log"))
    assert posterior.before.off_plan["live"] == pytest.approx(0.25, abs=0.05)
    assert posterior.after.off_plan["live"] == 0.0
    luck = next(change for change in posterior.inputs if change.name == "luck")
    assert luck.settled
    rate = next(change for change in posterior.inputs if change.name == "rate")
    assert rate.after.mean < rate.before.mean  # going live says something of the rate, too


def test_what_failed_stays_failed() -> None:
    posterior = updated(risky(), Observation("saved", 0, StandardError(1), (3, 3), source="log"))
    assert posterior.after.plan.values["live"][0] == 0.0
    assert posterior.after.off_plan["live"] == 0.0
    assert np.allclose(posterior.after.values("npv"), 0)


def test_what_went_well_for_a_year_may_still_end_late() -> None:
    """Luck, a rate of 40 % and an end in month 6 to 18: after twelve good months it fails with 25 %, later."""
    case = case_of(
        {"rate": ("40", "%"), "luck": {"value": "uniform(0, 1)", "unit": "–", "chance": True},
         "last": ("uniform(6, 18)", "month"), "hours": ("50 to 200", "hour/month"), "wage": ("50", "USD/hour")},
        {"abandoned": line("luck < rate", "–"), "works": line("1 - abandoned * (month > last)", "–"),
         "saved": line("hours * works", "hour/month", show=True), "value": flow("saved * wage")},
    )  # fmt: skip
    rows = [
        Observation("saved", 120, StandardError(12), (month, month), source="log") for month in range(5, 13)
    ]
    posterior = updated(case, *rows)
    assert posterior.diagnostics.trusted, posterior.diagnostics.problems
    assert posterior.updated.inputs["luck"].value.startswith("discrete(0.999, 0.7")
    assert posterior.after.off_plan["abandoned"] == pytest.approx(0.25, abs=0.02)
    assert np.mean(drawn(posterior, "last") < 12) < 0.02
    assert drawn(posterior, "last").mean() == pytest.approx(15, abs=0.1)


def test_surprises_stand_first() -> None:
    case = money_case("a + b", {"a": "normal(10, 1)", "b": "normal(0, 1)"})
    posterior = updated(
        case, Observation("b", 0.5, StandardError(1)), Observation("a", 20, StandardError(0.5))
    )
    assert [each.datum.response.name for each in posterior.forecasts] == ["a", "b"]
    assert [each.datum.response.name for each in posterior.surprises] == ["a"]
    assert posterior.surprises[0].place > 0.999


def test_errors_are_widened_where_the_lines_cannot_follow() -> None:
    """Two months of a line that cannot differ, with errors half in common: what is left is not known better than
    they agree."""
    case = case_of(
        {"a": ("normal(100, 30)", "hour/month"), "wage": ("50", "USD/hour"), "none": ("0", "month")},
        {"hours": line("a * ramp(month, none)", "hour/month"), "value": flow("hours * wage")},
    )
    rows = [Observation("hours", x, StandardError(1), (m, m), source="log") for m, x in ((2, 90), (3, 130))]
    posterior = updated(case, *rows)
    assert posterior.diagnostics.widened == pytest.approx(math.sqrt(800 / (1 - SHARED**2)), rel=0.05)
    assert 10 < posterior.inputs[0].after.sd < 25


def test_observations_that_nothing_explains_are_refused() -> None:
    with pytest.raises(roi.RoiError, match="no draw comes near it"):
        updated(risky(), Observation("live", 0.5, Trials(5, 10)))
    with pytest.raises(roi.RoiError, match="cannot be 3: the estimate has it between 1 and 2"):
        updated(money_case("a", {"a": "uniform(1, 2)"}), Observation("a", 3.0, Exact()))


def test_the_same_bits_whatever_the_draws_and_threads() -> None:
    row = Observation("saved", 120, StandardError(20), (3, 3), source="log")
    first = updated(risky(), row, draws=1_024)
    assert updated(risky(), row, draws=1_024).updated == first.updated
    assert updated(risky(), row, draws=2_048).updated == first.updated
    run = roi.simulate(risky(), draws=1_024, threads=2)
    assert update(run, [row]).updated == first.updated
    other = updated(risky(), row, draws=1_024, seed=2)
    assert other.updated.inputs["hours"].value != first.updated.inputs["hours"].value
