"""Synthetic portfolios: folders of made-up estimates of one made-up case, for measuring and for tests.

Every title says that it is synthetic; no figure is of anybody.  The same seed writes the same bytes.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import tomli_w

from cases.estimate import SCHEMA_VERSION, Estimate, Settings, estimate_text
from cases.load import from_raw
from cases.toml import read_toml
from roi.case import Case, Override

SIZES = (10, 200, 2_000, 20_000)
DATE = datetime.date(2026, 1, 5)
SECTORS = ("Synthetic north", "Synthetic south", "Synthetic east")
STAGES = {"lead": 0.1, "offer": 0.4, "contract": 0.8}
OWNERS = ("Owner A", "Owner B", "Owner C", "Owner D")


def case_of(number: int) -> Case:
    """One of the made-up cases: all alike but for their names."""
    raw = read_toml(Path(__file__).with_name("synthetic.toml"))
    raw["case"] |= {
        "id": f"synthetic-{number}",
        "title": f"Synthetic case {number}: requests answered by a model",
        "sector": SECTORS[number % len(SECTORS)],
    }
    return from_raw(raw, f"synthetic-{number}", None)


def write(folder: Path, count: int, *, seed: int = 1, templates: int = 4, options: bool = False) -> None:
    """Write a portfolio: `count` estimates, numbered, and a `portfolio.toml`.

    Args:
        templates: made-up cases that the estimates share.
        options: whether each deal may be had in both options, else as it stands.
    """
    random_ = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    texts = [estimate_text(_estimate(case_of(number), {}, number)) for number in range(templates)]
    deals: dict[str, dict[str, object]] = {}
    for number in range(count):
        case = number % templates
        name = f"deal-{number:05d}"
        text = texts[case].replace("[document.case]", _answers(random_) + "\n[document.case]", 1)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        deals[name] = _facts(random_, number, options)
    head = {"currency": "EUR", "start": "2027-01", "budget": [50_000.0 * count] * 12}
    (folder / "portfolio.toml").write_text(
        tomli_w.dumps({"portfolio": head, "deals": deals}), encoding="utf-8"
    )


def _estimate(case: Case, answers: dict[str, Override], number: int) -> Estimate:
    settings = Settings(
        SCHEMA_VERSION, case.id, case.digest, "0", DATE, prospect=f"Synthetic prospect {number}",
        prepared_by=OWNERS[number % len(OWNERS)],
    )  # fmt: skip
    return Estimate(case, settings, answers)


def _answers(random_: random.Random) -> str:
    """Tables `[overrides]` with what a prospect said: all that differs between estimates of one case."""
    least = random_.uniform(2, 4)
    middle = least * random_.uniform(1.4, 1.6)
    answers = {
        "requests": f"{random_.randrange(10, 200) * 500}",
        "minutes": f"range({least:.2f}, {middle:.2f}, {middle * random_.uniform(1.5, 1.8):.2f})",
        "hour_cost": f"{random_.randrange(25, 60)}",
        "build": f"{random_.randrange(30, 300) * 1_000}",
    }
    tables = {
        name: {"value": value, "who": "prospect", "grade": "customer", "date": DATE}
        for name, value in answers.items()
    }
    return tomli_w.dumps({"overrides": tables})


def _facts(random_: random.Random, number: int, options: bool) -> dict[str, object]:
    stage = random_.choice(list(STAGES))
    facts: dict[str, object] = {
        "stage": stage,
        "chance": STAGES[stage],
        "close": DATE + datetime.timedelta(days=random_.randrange(20, 300)),
        "earliest": random_.randrange(1, 13),
        "people": [float(random_.randrange(1, 5))] * 6,
    }
    if options:
        facts["options"] = ["case", "large"]
    if number % 10 == 9:
        facts["needs"] = [f"deal-{number - 1:05d}"]
    if number % 7 in (2, 3) and number % 10 != 9:
        facts["group"] = f"group-{number // 7}"
    return facts
