"""The sizes and prices that the templates' `evidence` tells, worked out again from the cases.

The texts are written by people; each row names a phrase of one, and the command that gives its figure.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
import typer
from typer.testing import CliRunner

import cases
import roi
from roi.analysis.compare import Candidate
from roi.analysis.volume import scan
from tui.cli.commands import decide

DRAWS = "2048"
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_COMMAND = re.compile(r"`roi solve ([a-z-]+) ([^`]*)`")


@dataclass(frozen=True, slots=True)
class Size:
    """A figure of a text.

    Attributes:
        phrase: words of the case's `evidence`, with one number.
        command: of `roi solve`, behind the id of the case, that gives it.
        times: what the number of the phrase is multiplied by.
    """

    case: str
    phrase: str
    command: str
    times: float = 1.0

    @property
    def number(self) -> str:
        """The number of the phrase, as it is written."""
        (digits,) = _NUMBER.findall(self.phrase)
        return str(digits).replace(",", "")

    @property
    def rounded(self) -> float:
        """Half of the last digit that is told: 47,500 is 47,450 to 47,550, and some 12 is 11.5 to 12.5."""
        whole, _, decimals = self.number.partition(".")
        zeros = 0 if decimals else len(whole) - len(whole.rstrip("0"))
        return 0.5 * 10.0 ** (zeros - len(decimals)) * self.times


SIZES = (
    Size("bank-chatbot", "below 1.02 USD", "resolution_price"),
    Size("bank-chatbot", "1.7 calls a customer", "calls_per_customer"),
    Size("bank-chatbot", "below 0.24 USD", "bot_cost --option per-session"),
    Size("clinical-scribe", "1.0 minute a visit", "minutes_saved --preset system --set price=100"),
    Size("code-assistant", "below 115 USD", "price"),
    Size("contract-review", "near 42,000", "contracts"),
    Size("contract-review", "near 12,000", "contracts --set realisation=65"),
    Size("data-labelling", "some 2.3 million frames", "frames", times=1e6),
    Size("data-labelling", "costs 0.33 by hand", "hand_price"),
    Size("dispute-agent", "near 1.6 million", "disputes", times=1e6),
    Size("dispute-agent", "near 660,000", "disputes --set success_rate=80"),
    Size("fraud-alerts", "about 1.25 million", "alerts", times=1e6),
    Size("fraud-alerts", "from about 775,000", "alerts --set price=0.5"),
    Size("fraud-alerts", "from about 470,000", "alerts --option contractors"),
    Size("fraud-alerts", "from about 320,000", "alerts --option tune-rules"),
    Size("localisation", "from 32 % saved", "saved"),
    Size("localisation", "from 188,000 minutes", "programme --set passed_on=70"),
    Size("marking", "cost 812,000 pounds", "external_cost --option external-markers"),
    Size("marking", "from 1,590 teachers", "teachers --set saved=30 --set realisation=60"),
    Size("predictive-maintenance", "some 7 plants", "plants"),
    Size("predictive-maintenance", "costs 16,400 of margin", "hour_cost"),
    Size("predictive-maintenance", "from some 13", "plants --option sensors"),
    Size("product-content", "about 76,000 new products", "new_products"),
    Size("product-content", "about 106,000 (", "new_products --at p50"),
    Size("product-content", "where 38 % of them", "written"),
    Size("radiology-triage", "about 230,000", "examinations --option per-read --set price=1"),
    Size("service-desk", "about 47,500 employees", "employees"),
    Size("service-desk", "about 107,000 (", "employees --at p50"),
)

app = typer.Typer()
decide.register(app)


def worked_out(size: Size) -> tuple[float, float]:
    """The figure that the command gives today, and its standard error."""
    words = ["solve", size.case, *size.command.split(), "--draws", DRAWS, "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.exception
    (root,) = json.loads(result.stdout)["roots"]
    return root["value"], root["error"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.case} {size.number}")
def test_the_text_tells_what_the_case_gives(size: Size) -> None:
    assert size.phrase in cases.load(size.case).header.evidence
    value, error = worked_out(size)
    assert abs(value - float(size.number) * size.times) <= size.rounded + 3 * error


@pytest.mark.parametrize("name", cases.templates())
def test_every_command_of_a_text_is_worked_out(name: str) -> None:
    commands = _COMMAND.findall(cases.load(name).header.evidence)
    assert {(name, command) for case, command in commands if case == name} <= {
        (size.case, size.command) for size in SIZES
    }
    assert commands


def test_the_pilot_of_the_code_assistant_pays_from_the_size_that_its_text_tells() -> None:
    """Its gate is a decision that follows the size, as `roi compare code-assistant --volume seats` has it."""
    case = cases.load("code-assistant")
    phrase = "about 700 engineers (`roi compare code-assistant --volume seats`)"
    assert phrase in case.header.evidence
    scanned = scan([Candidate("pilot", roi.resolve(case, option="pilot"))], "seats", at="mean")
    (crossing, *_) = scanned.lead("npv", ["pilot"], nothing=True).crossings
    assert abs(crossing.volume - 700) < 50
