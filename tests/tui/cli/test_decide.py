"""roi drivers, ask, solve and losing as a user meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import cases
import roi
from roi.analysis.information import information
from roi.analysis.solve import Target, solve
from roi.errors import RoiError
from roi.sim.cuts import HEADLINE
from tests.support import faces
from tui.cli.commands import decide
from tui.cli.options import as_option
from tui.queries.decide import MEASURES

SHIPPED = {"bank-chatbot": "net_fall", "clinical-scribe": "minutes_saved"}
DRAWS = ("--draws", "4096")
LETTERS = Path(__file__).parents[1] / "app" / "letters.toml"
Roi = Callable[..., Result]
Faces = Callable[..., tuple[str, dict[str, Any]]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Roi:
    monkeypatch.setenv("COLUMNS", "80")
    app = typer.Typer()
    decide.register(app)

    def call(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


@pytest.fixture
def both_faces(monkeypatch: pytest.MonkeyPatch) -> Faces:
    """What a person reads and what a program reads of one answer, which is worked out once."""
    monkeypatch.setenv("COLUMNS", "80")
    app = typer.Typer()
    decide.register(app)

    def call(*words: object) -> tuple[str, dict[str, Any]]:
        both = faces.both_faces(app, [str(word) for word in words])
        return both.text, both.document

    return call


def refusal(result: Result) -> str:
    """What `main` prints before it ends with code 2."""
    assert isinstance(result.exception, RoiError)
    return result.exception.worded(as_option, as_option)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_command_speaks_of_a_shipped_case(both_faces: Faces, name: str) -> None:
    effect = SHIPPED[name]
    for words in (
        ("drivers", name, "--measure", "all"),
        ("ask", name),
        ("solve", name, effect),
        ("losing", name, "--draws", 8192),  # enough of those that do not lose
    ):
        text, document = both_faces(words[0], *DRAWS, *words[1:])
        assert max(map(len, text.splitlines())) <= 80
        assert document["case"] == name


def test_drivers_json(command: Roi, tmp_path: Path) -> None:
    case = tmp_path / "tied.toml"
    tied = '[[correlations]]\nbetween = ["realisation", "wage"]\nrank = 0.5\nnote = "n"\n'
    case.write_text(f"{LETTERS.read_text(encoding='utf-8')}\n{tied}", encoding="utf-8")
    ranking = json.loads(command("drivers", case, "--measure", "sobol", *DRAWS, "--json").stdout)
    first = ranking["drivers"][0]
    assert (first["input"], first["unit"], first["chance"]) == ("realisation", "%", False)
    assert first["at"] == pytest.approx([10, 60])
    widths = [abs(driver["swing"][1] - driver["swing"][0]) for driver in ranking["drivers"]]
    assert widths == sorted(widths, reverse=True)
    assert ranking["base"] == pytest.approx(roi.simulate(cases.load(case)).plan.metric("npv", HEADLINE))
    joint = ranking["sobol"][0]
    assert set(joint["inputs"]) == {"realisation", "wage"}
    assert joint["total"]["value"] > joint["first_order"]["value"]


def test_measures_have_tables_of_their_own(command: Roi) -> None:
    outputs = {m: command("drivers", "code-assistant", "--measure", m, *DRAWS).output for m in MEASURES}
    assert "Share of" in outputs["swing"]
    assert "below P10" in outputs["conditional"]
    assert "rank correlation" in outputs["spearman"]
    assert "correlated, alone not defined" in " ".join(outputs["sobol"].split())
    for measure in MEASURES[:-1]:
        assert outputs[measure].splitlines()[0] in outputs["all"]
    payback = command("drivers", "code-assistant", "--metric", "payback", *DRAWS).output
    assert payback.startswith("Payback, months")


def test_ask_json_is_python(command: Roi) -> None:
    words = ("ask", LETTERS, "--set", "build=280_000", *DRAWS, "--seed", 3, "--json")
    asking = json.loads(command(*words).stdout)
    run = roi.simulate(cases.load(LETTERS), draws=4_096, seed=3, overrides={"build": 280_000})
    expected = information(run)
    assert expected.ranked
    assert [question["inputs"] for question in asking["ranked"]] == [
        [item.id for item in question.items] for question in expected.ranked
    ]
    assert asking["evpi"]["value"] == pytest.approx(expected.evpi.value)
    assert sum(asking["evidence"].values()) == pytest.approx(1)
    assert set(asking["no_measurable_value"]).isdisjoint(q["inputs"][0] for q in asking["ranked"])


def test_ask_tells_the_question_its_worth_and_what_flips_it(command: Roi) -> None:
    words = ("ask", LETTERS, "--set", "build=280_000", *DRAWS)
    text = " ".join(command(*words, "--top", 2).output.split())
    first = " ".join(command(*words, "--top", 1).output.split())
    questions = json.loads(command(*words, "--json").stdout)["ranked"]
    flips = {each["inputs"][0]: each["flips"][0]["value"] for each in questions}
    assert "2 Have you timed letters with and without it?" in text
    printed = [float(number) for number in re.findall(r"go if above ([0-9.]+)", text)]
    assert printed == pytest.approx([flips["realisation"], flips["minutes"]], rel=0.01)
    assert 35 < flips["realisation"] < 50
    assert "EVPI" in text
    assert f"{len(questions) - 1} more of measurable value" in first
    raised = " ".join(command("ask", LETTERS, "--hurdle", "50_000_000", *DRAWS).output.split())
    assert "above USD 50.0 M. Today: do nothing" in raised
    returned = command("ask", LETTERS, "--set", "build=280_000", "--hurdle", "20%", *DRAWS)
    assert "above 20.0 % of its costs. Today: do nothing" in " ".join(returned.output.split())
    none = " ".join(command("ask", LETTERS, "--set", "build=900_000", *DRAWS).output.split())
    assert "No answer alone changes the decision" in none


def test_solve_json_is_python(command: Roi) -> None:
    words = ("solve", "code-assistant", "time_reduction", "--at", "p50", "--no-learn", *DRAWS)
    solution = json.loads(command(*words, "--json").stdout)
    run = roi.simulate(cases.load("code-assistant"), draws=4_096, learn=False)
    (root,) = solve(run, "time_reduction", Target(at="p50")).roots
    assert (solution["told"], solution["moved"]) == ("set", [])
    assert solution["roots"][0]["value"] == pytest.approx(root.value)
    assert solution["roots"][0]["better_above"]
    assert "within the evidence" in command(*words).output


def test_targets_are_read_with_their_units(command: Roi) -> None:
    def target(*words: object) -> dict[str, object]:
        result = command(
            "solve", "code-assistant", "time_reduction", *words, "--no-learn", "--json", "--draws", 1024
        )
        return dict(json.loads(result.stdout)["target"])

    assert target("--target", "roi", "--value", "50%")["value"] == 0.5
    assert target("--target", "roi", "--value", "50")["value"] == 0.5
    assert target("--target", "payback", "--value", "2 year")["value"] == pytest.approx(24)
    assert target("--value", "1,000,000")["value"] == 1e6
    assert target("--probability", "0.4") == {
        "metric": "npv", "value": 0.0, "at": "probability", "probability": 0.4, "cut": "headline",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "filled"),
    [((), "NPV on average at least USD 0"), (("--at", "base"), "NPV of the base case at least USD 0"),
     (("--at", "p50"), "NPV at P50 at least USD 0"),
     (("--probability", "0.4"), "chance of NPV at least USD 0: 40.0 % or more")],
)  # fmt: skip
def test_two_inputs_give_a_table_and_a_map_without_colour(
    both_faces: Faces, words: tuple[str, ...], filled: str
) -> None:
    solving = ("solve", "code-assistant", "time_reduction", "--with", "price", *words, "--draws", 4096)
    text, document = both_faces(*solving)
    lines, document = text.splitlines(), document["two_way"]
    assert max(map(len, lines)) <= 80
    start = next(place for place, line in enumerate(lines) if line.startswith(f"█ {filled}"))
    rows = [line.partition("│") for line in lines[start + 1 : start + 1 + len(document["ys"])]]
    assert [float(label) for label, _, _ in rows] == document["ys"]
    assert sum("◆" in band for _, _, band in rows) == 1
    first, last = document["xs"][0], document["xs"][-1]
    for (_, _, band), roots in zip(rows, document["contour"], strict=True):
        share = band.replace("◆", "").count("█") / len(band)
        inside = max(0.0, (last - roots[0]) / (last - first)) if roots else 0.0
        assert share == pytest.approx(inside, abs=2 / len(band))


def test_a_table_is_shown_where_one_input_alone_never_meets_the_target(command: Roi) -> None:
    words = ("solve", "bank-chatbot", "net_fall", "--probability", "0.5", "--no-learn", "--draws", 1024)
    assert "out of reach" in refusal(command(*words))
    shown = command(*words, "--with", "calls_per_customer").output
    assert "No value does" in shown
    assert "█ chance of NPV" in shown


def test_solve_says_when_there_is_none(command: Roi) -> None:
    dear = ("--set", "build=5_000_000", *DRAWS)
    text = " ".join(command("solve", LETTERS, "minutes", "--at", "p50", *dear).output.split())
    assert "No value does: NPV at P50 stays between USD" in text
    message = refusal(
        command("solve", LETTERS, "letters", "--value", "1_000_000", "--set", "minutes=0.1", *dear)
    )
    assert "out of reach: NPV on average is USD 1.00 M" in message


def test_losing_explains_an_early_stop(command: Roi) -> None:
    text = " ".join(command("losing", "clinical-scribe").output.split())
    assert "Stopping early is the cheaper ending" in text
    assert "Documentation time saved, over all eligible visits: lower" in text


@pytest.mark.parametrize(
    ("share", "expected", "value"),
    [("90", "None of 1,024 draws loses money: the chance of a loss is below 0.293 %", 0),
     ("0.1%", "All of 1,024 draws lose money, USD −", 1)],
)  # fmt: skip
def test_no_losing_draw_is_an_answer(command: Roi, share: str, expected: str, value: int) -> None:
    sets = (f"realisation={share}", "failure_rate=0", "minutes=6", "build=90_000")
    words = ("losing", LETTERS, *(word for setting in sets for word in ("--set", setting)), "--draws", 1024)
    text, document = command(*words), command(*words, "--json")
    assert text.exit_code == document.exit_code == 0
    assert expected in " ".join(text.output.split())
    assert "(95 % bound: 3 / 1,024)" in " ".join(text.output.split())
    profile = json.loads(document.stdout)
    assert profile["share"] == {"value": value, "error": pytest.approx(3 / 1_024)}
    assert (profile["mean_npv"] is None) == (value == 0)
    assert profile["inputs"] == profile["luck"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("drivers", "bank-chatbot", "--measure", "sobl"), "Did you mean 'sobol'"),
        (("drivers", "bank-chatbot", "--metric", "nvp"), "Did you mean 'npv'"),
        (("drivers", "bank-chatbot", "--cut", "hedline"), "Did you mean 'headline'"),
        (("drivers", "bank-chatbot", "--draws", "64"), "needs 2,048 draws"),
        (
            ("drivers", "clinical-scribe", "--metric", "payback", "--measure", "sobol"),
            "no mean and no variance",
        ),
        (("ask", "bank-chatbot", "--draws", "64"), "needs 4,096 draws"),
        (("ask", "bank-chatbot", "--preset", "report"), "does not state all costs"),
        (("ask", "bank-chatbot", "--hurdle", "uniform(0, 1)"), "not one number"),
        (("solve", "bank-chatbot", "net_fal"), "Did you mean 'net_fall'"),
        (("solve", "bank-chatbot", "luck"), "is luck"),
        (("solve", "bank-chatbot", "net_fall", "--target", "roy"), "Did you mean 'roi'"),
        (("solve", "bank-chatbot", "net_fall", "--target", "roi", "--value", "0.5"), "0.5% or 50%"),
        (("solve", "bank-chatbot", "net_fall", "--target", "payback"), "--value 24"),
        (("solve", "bank-chatbot", "net_fall", "--at", "mode"), "Allowed: base, mean, p50, probability"),
        (("solve", "bank-chatbot", "net_fall", "--probability", "1.5"), "above 0, below 1"),
        (("solve", "bank-chatbot", "net_fall", "--at", "base", "--probability", "0.5"), "does not go with"),
        (("solve", "bank-chatbot", "net_fall", "--with", "net_fall"), "two inputs"),
        (("losing", "bank-chatbot", "--draws", "64"), "too few to compare"),
        (("losing", "bank-chatbot", "--preset", "report"), "does not state all costs"),
    ],
)
def test_bad_input(command: Roi, words: tuple[str, ...], message: str) -> None:
    assert message in refusal(command(*words, *(() if "--draws" in words else DRAWS)))


@pytest.mark.parametrize("words", [("ask",), ("drivers",), ("losing",), ("solve", "price")])
def test_answers_are_given_to_every_command_that_decides(command: Roi, words: tuple[str, ...]) -> None:
    """In a prospect's words, as `roi run` takes them."""
    name, *more = words
    refused = refusal(command(name, "clinical-scribe", *more, "--answer", "failure_rate=12 of 10"))
    assert "--answer failure_rate" in refused


@pytest.mark.parametrize(("words", "amount"), [("250k", 250_000), ("$ 2 M", 2e6), ("1_500", 1_500)])
def test_a_hurdle_is_typed_as_people_say_it(command: Roi, words: str, amount: float) -> None:
    printed = command("ask", LETTERS, "--hurdle", words, *DRAWS, "--json")
    assert json.loads(printed.stdout)["hurdle"] == amount


def test_questions_tell_which_answers_were_divided_by_what_is_put_at_other_values(command: Roi) -> None:
    sizes = ("ask", "code-assistant", *DRAWS, "--answer", "defects=24k a year")
    notes = " ".join(command(*sizes).stderr.split())
    assert (
        "“Escaped defects today” stays at 2.4 defect/seat/year, as worked out from “24k a year”; another "
        "“Engineers in scope” that is given works it out again, with another result."
    ) in notes
    assert "works it out again" not in command(*sizes[:-2]).stderr
