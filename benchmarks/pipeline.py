"""A pipeline of deals as a sales team might have it: estimates of all shipped cases, answered in part.

Prospects, owners and answers are made up; each answer lies within what the evidence of its input leaves likely.
`python -m benchmarks.pipeline FOLDER` writes it; the same seed writes the same deals.
"""

from __future__ import annotations

import argparse
import datetime
import random
from pathlib import Path

import numpy as np
import tomli_w

import cases
from cases import estimate_text
from roi.model import Model
from tui.desk.opening import CaseRequest
from tui.desk.request import open_case

DEALS = 40
PROSPECTS = (
    "Northwind Bank", "Mercy Hospital", "Alder Software", "Lexon Legal", "Pixel Data", "Harbour Retail",
    "Union Card", "Babel Games", "City College", "Forge Works", "Bright Goods", "Lakeside Clinic",
    "Vega Services", "Atlas Insurance",
)  # fmt: skip
OWNERS = ("Ana Ruiz", "Ben Okafor", "Chloe Martin", "Dev Patel")
STAGES = {"Lead": 0.1, "Qualified": 0.25, "Proposal": 0.5, "Negotiation": 0.75}
RATES = {"USD": "0.92", "GBP": "1.17"}  # to EUR, made up


def write(folder: Path, deals: int = DEALS, seed: int = 1) -> None:
    """Write estimates and a `portfolio.toml` into a folder, which is made."""
    chosen = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    names = list(cases.templates())
    facts: dict[str, dict[str, object]] = {}
    for number in range(deals):
        case = names[number % len(names)]
        prospect = PROSPECTS[(number * 5 + number // len(names)) % len(PROSPECTS)]
        name = f"{prospect.split()[0].lower()}-{case}"
        answers = _answers(open_case(CaseRequest(case)).model, chosen)
        owner = OWNERS[number % len(OWNERS)]
        estimate = open_case(CaseRequest(case, answers=answers, prospect=prospect, by=owner)).estimate
        (folder / f"{name}.toml").write_text(estimate_text(estimate), encoding="utf-8")
        facts[name] = _facts(chosen, owner, datetime.date(2027, 1, 15))
    listed = list(facts)
    facts[listed[3]]["exclusive"] = [listed[3 + len(names)]]
    facts[listed[5]]["needs"] = [listed[0]]
    head = {"currency": "EUR", "start": "2027-01"}
    document = {"portfolio": head, "rates": RATES, "deals": facts}
    (folder / "portfolio.toml").write_text(tomli_w.dumps(document), encoding="utf-8")


def _answers(model: Model, chosen: random.Random) -> tuple[str, ...]:
    """Some of what a prospect can be asked, each between P30 and P70 of its range."""
    questions = [item for item in model.inputs if item.spec.ask and not item.constant and not item.spec.luck]
    texts = []
    for item in questions:
        if chosen.random() < 0.5:
            value = item.shown(float(item.quantile(np.array([chosen.uniform(0.3, 0.7)]))[0]))
            texts.append(f"{item.id}={value:.4f} {item.spec.unit}".rstrip(" –"))
    return tuple(texts)


def _facts(chosen: random.Random, owner: str, first: datetime.date) -> dict[str, object]:
    stage = chosen.choice(list(STAGES))
    return {
        "owner": owner,
        "stage": stage,
        "chance": STAGES[stage],
        "close": first + datetime.timedelta(days=chosen.randrange(270)),
    }


def main() -> None:
    """Write it where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--deals", type=int, default=DEALS)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.deals, arguments.seed)


if __name__ == "__main__":
    main()
