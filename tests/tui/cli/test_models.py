"""roi models --for: models ranked by what a case's tokens cost, a scorecard, and whether a larger model pays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import roi
from cases import load
from cases.prices import price_overrides, token_price
from roi.analysis.compare import Candidate, compare
from roi.analysis.larger_model import COST, LARGER, STEP, sizes_of
from roi.errors import RoiError, of_setting
from roi.model import Layer
from roi.sim.plan import plan
from tests.cases.test_blocks_of_costs import OPTION, write_case
from tui.cli.commands import compare as comparing
from tui.cli.commands import models
from tui.cli.options import as_option

app = typer.Typer()
models.register(app)
comparing.register(app)
SOME = "openai gpt-6"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")


def called(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["models", *arguments])


def refused(*arguments: str) -> str:
    result = called(*arguments)
    assert isinstance(result.exception, RoiError), result.exception
    return result.exception.worded(as_option, as_option)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small case whose option pays by the token, with all terms of a price list."""
    return str(write_case(tmp_path_factory.mktemp("case"), "price-terms", OPTION))


@pytest.fixture(scope="module")
def document(path: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("cards")
    card = folder / "weights.toml"
    card.write_text(
        '[weights]\nbenchmarks = 1\nprice = 1\n\n[scores."openai:gpt-6.1-sol"]\nbenchmarks = 80\n\n'
        '[scores."anthropic:claude-sonnet-5-5"]\n',
        encoding="utf-8",
    )
    result = called(*SOME.split(), "--for", path, "--weights", str(card), "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def usage(path: str, ref: str) -> tuple[float, float]:
    """Cost of tokens and NPV in the plan, as `--model` gives them."""
    case = load(path)
    prices = price_overrides(case, token_price(ref, 8_000, tiers=True))
    layer = Layer("set", of_setting("model"), prices, "vendor")
    model = roi.resolve(case, option="general-api", layers=[layer])
    base = plan(model)
    return float(base.payments["usage"].sum()), base.metric("npv", roi.CUTS[1])


def test_the_cost_is_that_of_a_run_with_the_model(path: str, document: Any) -> None:
    rows = {row["model"]: row for row in document["models"]}
    assert len(rows) > 3
    checked = [name for name in rows if name.startswith("openai:")][:3]
    assert checked
    for name in checked:
        total, npv = usage(path, name)
        assert rows[name]["total"] == pytest.approx(total, rel=1e-9)
        assert rows[name]["npv"] == pytest.approx(npv, rel=1e-9)
    totals = [row["total"] for row in document["models"]]
    assert totals == sorted(totals)
    names = [row["model"].rpartition("/")[2].rpartition(":")[2].lower() for row in document["models"]]
    assert len(set(names)) == len(names)


def test_means_are_those_of_a_simulation(path: str, document: Any) -> None:
    row = next(row for row in document["models"] if row["mean"] is not None)
    case = load(path)
    prices = price_overrides(case, token_price(row["model"], 8_000, tiers=True))
    layer = Layer("set", of_setting("model"), prices, "vendor")
    run = roi.simulate(roi.resolve(case, option="general-api", layers=[layer]), draws=2_048)
    assert row["mean"] == pytest.approx(float(run.means["payment", "usage"].sum()), rel=1e-9)


def test_the_scorecard_computes_the_price_and_tells_what_is_missing(document: Any) -> None:
    scores = {each["model"]: each for each in document["scorecard"]}
    first, other = scores["openai:gpt-6.1-sol"], scores["anthropic:claude-sonnet-5-5"]
    assert first["scores"]["price"] == pytest.approx(100)  # the same list price
    assert (first["low"], first["high"]) == pytest.approx((90, 90))
    assert other["scores"]["benchmarks"] is None
    assert (other["low"], other["high"]) == pytest.approx((50, 100))
    assert other["known_weight"] == pytest.approx(0.5)


def test_a_scorecard_that_is_not_there_is_written(path: str, tmp_path: Path) -> None:
    card = tmp_path / "mine.toml"
    result = called("claude", "--for", path, "--weights", str(card))
    assert result.exit_code == 0, result.exception
    assert card.read_text(encoding="utf-8").count("[scores.") == 5
    text = result.stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "Quality and cost" in text
    assert "A larger model, general-api:" in text
    assert "Scorecard" not in text


def test_only_ways_that_pay_by_the_token_are_ranked(path: str) -> None:
    message = refused("--for", "bank-chatbot", "--option", "per-session")
    assert "does not pay by the token" in message
    assert "general-api" in message
    assert "--weights" in refused("--weights", "x.toml")
    assert "no model matches" in refused("no-such-model", "--for", path)


def test_a_larger_model_pays_where_the_solution_says(path: str) -> None:
    """With the multiple of the cost that is solved for, the step changes nothing on average."""
    case = load(path)
    model = roi.resolve(case, option="general-api")
    sizes = sizes_of([Candidate("general-api", model)])
    (step,) = sizes.steps
    assert step.cost is not None
    root = step.cost.roots[0]
    at = {STEP: "1", COST: str(root.value)}
    layer = Layer(
        "set", of_setting("set"), {name: roi.Override(text) for name, text in at.items()}, "seller", False
    )
    other = roi.resolve(case, option="general-api", layers=[layer])
    comparison = compare([Candidate("small", model), Candidate("large", other)], draws=sizes.draws)
    gap = comparison.difference("large", "small").spread.mean
    assert abs(gap.value) < 1e-3 * abs(step.gain.spread.mean.value) + 3 * gap.error
    assert step.quality is not None
    loses = step.gain.spread.mean.value < 0
    assert all((other.value > step.quality.likely) == loses for other in step.quality.roots)
    assert step.quality.roots
    assert step.gain.name == f"general-api{LARGER}"
    points = {point.name: point for point in sizes.points}
    assert points[f"general-api{LARGER}"].quality > points["general-api"].quality


def test_a_way_that_sends_images_is_ranked_by_models_that_read_them() -> None:
    result = called("--for", "radiology-triage", "--json")
    assert result.exit_code == 0, result.exception
    shown = json.loads(result.stdout)
    assert shown["sent_beside_text"] == ["image"]
    assert shown["not_known_to_read_it"] > 100
    assert all("image" in row["reads_beside_text"] for row in shown["models"])
    names = {row["model"] for row in shown["models"]}
    assert not any("embedding" in name or "gpt-image" in name for name in names)
    assert any("pixtral" in name for name in names)


def test_a_model_that_is_named_is_ranked_with_a_question_mark() -> None:
    result = called("gpt-6.1-sol", "--for", "radiology-triage")
    assert result.exit_code == 0, result.exception
    assert "image?" in result.stdout
    text = " ".join(result.stdout.split())
    assert "This way sends images; a question mark: nothing tells whether the model reads them." in text


def test_where_nothing_is_paid_by_the_token_one_message_says_so(path: str) -> None:
    text = refused("gpt-6", "--for", path, "--set", "disputes=0")
    assert "at these values nothing is paid by the token" in text
    assert "roi compare" in text


def test_a_tier_goes_by_the_call_and_not_by_the_item(path: str) -> None:
    """An item of 300,000 tokens in four calls stays below a tier that begins at 100,000 tokens of a call."""
    sets = ("--set", "tokens_in=300000", "--set", "tier_from=100000")
    costs = [
        json.loads(called("gpt-6.1-sol", "--for", path, *sets, *more, "--json").stdout)["cost_now"]
        for more in (
            ("--set", "tier_in=3"),
            ("--set", "tier_in=3", "--set", "model_calls=4"),
            ("--set", "tier_in=1"),
        )
    ]
    assert costs[0] > 1.2 * costs[1]
    assert costs[1] == pytest.approx(costs[2], rel=1e-12)
