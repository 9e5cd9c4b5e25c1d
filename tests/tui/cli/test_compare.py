"""roi compare and roi models as a user meets them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import roi
from roi.analysis.compare import NOTHING
from roi.errors import RoiError
from tests.support.shipped import SAMPLE
from tests.tui.app.pilots import piloted
from tests.tui.cli.comparing import DEARER_WHEN_LONG, FEW, answer_text, document, refused
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

pytestmark = pytest.mark.usefixtures("narrow")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_shipped_case_compares_within_80_columns(name: str) -> None:
    text = answer_text("compare", name, *FEW)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    for option in ("general-api", "open-weights", "pilot", NOTHING):
        assert option in text
    for words in ("Which to choose", "Best on average", "Knowing everything first", "Lowest costs"):
        assert words in text


def test_json_agrees_with_a_run_of_the_option() -> None:
    compared = document("compare", "code-assistant", *FEW, "--seed", "7", "--option", "case,general-api")
    names = [candidate["name"] for candidate in compared["candidates"]]
    assert names == ["case", "general-api", NOTHING]
    request = CaseRequest("code-assistant", option="general-api", draws=1_024, seed=7)
    summary = roi.simulate(open_case(request).model, draws=1_024, seed=7).summary().metrics["headline"]["npv"]
    told_of = compared["candidates"][1]
    assert told_of["plan"] == summary.base
    assert told_of["mean"]["value"] == summary.mean.value
    assert told_of["percentiles"]["p10"]["value"] == summary.percentiles[10].value
    assert sum(candidate["best"]["value"] for candidate in compared["candidates"]) == pytest.approx(
        1, abs=1e-12
    )
    assert {scan["at"] for scan in compared["volumes"]} == {"mean", "base"}
    assert all(lead["measure"] in ("npv", "costs") for scan in compared["volumes"] for lead in scan["leads"])


def test_presets_side_by_side_are_no_choice() -> None:
    names = ["evidence", "conservative", "stretch", "report"]
    compared = document("compare", "bank-chatbot", *FEW, "--preset", ",".join(names))
    assert [candidate["name"] for candidate in compared["candidates"]] == [*names, NOTHING]
    assert "choice" not in compared
    assert compared["volumes"] == []
    report = next(candidate for candidate in compared["candidates"] if candidate["name"] == "report")
    assert report["mean"]["value"] is None
    assert "does not state" in report["undefined"]
    text = answer_text("compare", "bank-chatbot", *FEW, "--preset", ",".join(names))
    assert "costs not stated" in " ".join(text.split())
    assert "Which to choose" not in text


def test_options_under_several_presets_are_all_there() -> None:
    compared = document(
        "compare",
        "code-assistant",
        *FEW,
        "--preset",
        "conservative,stretch",
        "--option",
        "pilot,general-seats",
    )
    assert [candidate["name"] for candidate in compared["candidates"]][:4] == [
        "pilot, conservative", "pilot, stretch", "general-seats, conservative", "general-seats, stretch",
    ]  # fmt: skip


def test_a_model_sets_the_price_where_tokens_are_paid() -> None:
    cheap, dear = (
        document("compare", "bank-chatbot", *FEW, "--option", "case,general-api,routing", "--model", ref)
        for ref in ("openai:gpt-4.1-nano", "openai:gpt-4.1")
    )
    plan = [
        {candidate["name"]: candidate["plan"] for candidate in compared["candidates"]}
        for compared in (cheap, dear)
    ]
    paying = {"general-api", "routing"}
    assert all(plan[0][name] > plan[1][name] for name in paying)
    assert all(plan[0][name] == plan[1][name] for name in plan[0].keys() - paying)
    assert "openai:gpt-4.1 (OpenAI)" in dear["model"]


def test_a_request_takes_the_model_too_and_an_answer_beats_it() -> None:
    request = CaseRequest("code-assistant", option="general-api", model="openai:gpt-4.1")
    opened = open_case(request)
    assert opened.model.input("token_price_in").likely == 2
    assert opened.model.input("token_price_in").spec.grade == "vendor"
    assert "genai-prices" in opened.estimate.overrides["token_price_in"].note
    mine = open_case(
        CaseRequest(
            "code-assistant", option="general-api", model="openai:gpt-4.1", sets=["token_price_in=1.5"]
        )
    )
    assert mine.model.input("token_price_in").likely == 1.5
    with pytest.raises(RoiError, match=r"does not pay by the token\n.*option=general-api"):
        open_case(CaseRequest("code-assistant", model="openai:gpt-4.1"))


def test_both_tiers_are_put_into_the_case() -> None:
    """This model is dearer above 100,000 tokens a request, whatever the likely size is."""
    for tokens in ("90_000", "150_000"):
        request = CaseRequest(
            "code-assistant",
            option="general-api",
            model=DEARER_WHEN_LONG,
            sets=[f"tokens_in={tokens}"],
        )
        model = open_case(request).model
        names = ("token_price_in", "tier_from", "tier_in", "tier_cached", "tier_out")
        assert [model.input(name).likely for name in names] == pytest.approx([0.1, 100_000, 5, 5, 5])
        assert "0.5 read and 2.5 written in requests of more than 100,000" in model.input("tier_in").spec.note
    flat = open_case(CaseRequest("code-assistant", option="general-api", model="openai:gpt-4.1")).model
    assert [flat.input(name).likely for name in names[2:]] == [1, 1, 1]


def test_draws_in_the_dearer_tier_pay_its_price() -> None:
    """Sixty of a hundred requests have 80,000 tokens, forty 200,000: the mean is that of the two plans."""
    costs = []
    for size in ("80_000", "200_000", "discrete(80_000, 60%, 200_000, 40%)"):
        sets = ["model_calls=1", f"tokens_in={size}"]
        tiered = CaseRequest("bank-chatbot", option="general-api", model=DEARER_WHEN_LONG, sets=sets)
        summary = roi.simulate(open_case(tiered).model, draws=8_192).summary()
        costs.append(summary.metrics["headline"]["pv_costs"].mean.value)
    assert costs[1] > costs[0]
    assert costs[2] == pytest.approx(0.6 * costs[0] + 0.4 * costs[1], rel=0.03)


def test_stress_stands_beside_the_baseline(tmp_path: Path) -> None:
    """A dearer build costs every way, a pilot that needs more of it the pilot alone."""
    words = ("compare", str(piloted(tmp_path)), *FEW)
    compared = document(*words, "--stress", "build*=2", "--stress", "part*=2")
    plain = document(*words)
    assert compared["candidates"] == plain["candidates"]
    assert compared["stress"] == ["build*=2", "part*=2"]
    means = {candidate["name"]: candidate["mean"]["value"] for candidate in compared["candidates"]}
    under = {candidate["name"]: candidate["mean"]["value"] for candidate in compared["stressed"]}
    assert set(means) == set(under) == {"case", "pilot", "hosted", NOTHING}
    assert all(under[name] < means[name] for name in means if name != NOTHING)
    alone = {
        candidate["name"]: candidate["mean"]["value"]
        for candidate in document(*words, "--stress", "part*=2")["stressed"]
    }
    assert [name for name in means if alone[name] != means[name]] == ["pilot"]
    assert under["pilot"] < alone["pilot"] < means["pilot"]
    assert "stressed" in answer_text(*words, "--stress", "build*=2")


def test_an_answer_of_one_option_is_left_out_of_the_others() -> None:
    two = ("--option", "case,open-weights")
    compared = document("compare", "code-assistant", *FEW, *two, "--set", "gpu_price=9")
    plain = document("compare", "code-assistant", *FEW, *two)
    changed = [
        candidate["name"] for candidate, other in zip(compared["candidates"], plain["candidates"], strict=True)
        if candidate["plan"] != other["plan"]
    ]  # fmt: skip
    assert changed == ["open-weights"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--option", "cloud"), "there is no `cloud`"),
        (("--option", "pilot,pilot"), "named twice"),
        (("--option", ","), "no name"),
        (("--preset", "hope"), "there is no `hope`"),
        (("--preset", "report"), "does not state all costs"),
        (("--preset", "report,evidence", "--volume", "seats"), "under one preset"),
        (("--volume", "seat"), "Did you mean 'seats'"),
        (("--volume", "luck"), "no volume"),
        (("--model", "rasa:pro"), "no public price"),
        (("--model", "openai:gpt-4.1", "--option", "case,general-seats"), "Compare general-api"),
        (("--set", "gpu_price=3", "--option", "case,pilot"), "Compare open-weights too"),
        (("--set", "gpu_prices=3"), "Did you mean 'gpu_price'"),
        (("--stress", "price"), "no change"),
        (("--stress", "seats~2"), "without uncertainty"),
        (("--draws", "100"), "too few"),
        (("--currency", "ISK"), "no rate"),
    ],
)
def test_bad_input_is_told(arguments: tuple[str, ...], message: str) -> None:
    assert message in refused("compare", "code-assistant", *arguments)


def test_models_are_listed_by_vendor_and_by_words() -> None:
    text = answer_text("models")
    assert max(map(len, text.splitlines())) <= 80
    for vendor in ("OpenAI", "Hugging Face", "Xiaomi", "Huawei", "Rasa"):
        assert vendor in text
    few = answer_text("models", "mistral", "large")
    assert "mistral:mistral-large" in few
    assert all("mistral" in price["model"] for price in document("models", "mistral:"))
    assert "no model matches" in refused("models", "nosuchmodel")


def test_an_estimate_is_compared_with_its_answers(tmp_path: Path) -> None:
    target = tmp_path / "acme.toml"
    answer_text("run", "code-assistant", *FEW, "--set", "seats=2_000", "--save", str(target), "--quiet")
    two = ("--option", "case,general-api")
    compared = document("compare", str(target), *two)
    answered = document("compare", "code-assistant", *FEW, "--set", "seats=2_000", *two)
    assert compared["candidates"] == answered["candidates"]


@pytest.mark.parametrize(
    ("build", "full", "nothing"),
    [("90_000", "below", "above"), ("200_000", "above", "above"), ("800_000", "above", "below")],
)
def test_a_pilot_is_told_beside_all_at_once_and_nothing(
    tmp_path: Path, build: str, full: str, nothing: str
) -> None:
    """The dearer all at once is, the more a pilot is worth beside it, until nothing is better than both."""
    words = ("compare", str(piloted(tmp_path)), "--option", "case,pilot", *FEW, "--set", f"build={build}")
    text = " ".join(answer_text(*words).split())
    reading = rf"mean NPV is USD [^,]* {full} that of all at once, [^,]* {nothing} doing nothing\."
    if nothing == "below":  # and all at once is worse still: the reader hears that neither pays
        reading = (
            r"neither it nor all at once pays on average\. It loses USD [^,]*, all at once USD [^,]* more"
        )
    assert re.search(f"Pilot first: {reading}", text)
    compared = document(*words)
    (gate,) = compared["gates"]
    mean = {candidate["name"]: candidate["mean"]["value"] for candidate in compared["candidates"]}
    assert (gate["name"], gate["full"]) == ("pilot", "case")
    assert gate["mean_over_full"]["value"] == pytest.approx(mean["pilot"] - mean["case"], rel=1e-9)
    assert gate["mean_over_nothing"]["value"] == pytest.approx(mean["pilot"], rel=1e-9)
    assert (mean["pilot"] > mean["case"], mean["pilot"] > 0) == (full == "above", nothing == "above")
    assert "Pilot first" not in answer_text(*words[:2], "--option", "pilot", *FEW)


def test_questions_for_the_choice_stand_beside_it() -> None:
    words = ("compare", "bank-chatbot", "--draws", "4096")
    compared = document(*words)
    questions = compared["questions"]
    values = [question["value"]["value"] for question in questions]
    assert values == sorted(values, reverse=True)
    text = " ".join(answer_text(*words).split())
    assert "Ask next, to choose among all of these" in text
    assert questions[0]["ask"].split()[0] in text
    assert "questions" not in document("compare", "bank-chatbot", *FEW)
    assert "No answer alone changes the choice" in answer_text(
        "compare", "clinical-scribe", "--draws", "4096"
    )


def test_an_answer_moves_the_best_option_and_turns_the_choice() -> None:
    words = (
        "compare", "bank-chatbot", "--draws", "4096",
        "--option", "case,per-session", "--set", "resolution_price=0.7",
    )  # fmt: skip
    compared, text = document(*words), " ".join(answer_text(*words).split())
    best = max(compared["candidates"], key=lambda candidate: candidate["mean"]["value"])
    assert compared["questions_move"] == {
        "option": best["name"],
        "p50_npv": best["percentiles"]["p50"]["value"],
    }
    first = compared["questions"][0]
    assert (first["inputs"], first["unit"], first["best_first"]) == (["net_fall"], "%", NOTHING)
    assert first["p50_if_p10"] < best["percentiles"]["p50"]["value"] < first["p50_if_p90"]
    (turn,) = first["turns"]
    assert (turn["below"], turn["above"]) == (NOTHING, best["name"])
    assert f"best: nothing up to {turn['value']:.3g} %; then {best['name']}" in text
    assert {"net_fall", "resolved"} <= set(compared["together"][0]["inputs"])
    assert "Together net fall in calls" in text
    assert "luck" not in compared["no_measurable_value"]
