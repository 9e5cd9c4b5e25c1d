"""The JSON document of a run as one type, and the JSON Schema made from it.

`python -m exports.document.schema` writes `exports/result.schema.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema

from exports.document import parts
from exports.document.claims import Claim
from exports.document.learning import Aside, Moved
from exports.document.part import Part, field
from exports.document.realisation import PlannedBenefit
from exports.document.verdict import CertaintyEquivalentPart, HeadlineFigures, TodayPart, VerdictPart

SCHEMA_VERSION: Literal[2] = 2
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = Path(__file__).parents[1] / "result.schema.json"


class Result(Part):
    """A run of a business case: settings, base case, simulated metrics, tables, audited claims."""

    schema_version: Literal[2] = field("version of this schema")
    version: str = field("version of roi that made it")
    case: str = field("id of the case")
    title: str = field("title of the case")
    digest: str = field("SHA-256 of the content of the case")
    preset: str = field("named overrides; `evidence` has none")
    preset_title: str = field("what people call the preset")
    option: str | None = field("way to deploy; null is the case as it stands")
    option_title: str = field("what people call the option; empty without one")
    region: str | None = field("where it is deployed; null where the case is of no region")
    cut: Literal["cash", "headline", "with_soft"] = field(
        "which benefits count in the figures that have no cut of their own: cash, cash + capacity (headline), "
        "or soft ones too"
    )
    currency: str = field("ISO 4217 code of all money")
    draws: int = field("draws used: 16 replicates of equally many")
    draws_asked: int | None = field("draws asked for, before rounding up; null where not told")
    seed: int = field("the same seed gives the same numbers")
    sampler: str = field("sobol, lhs or random")
    horizon_months: int = field("months after the start")
    discounting: Literal["month-end", "year-end"] = field("when a flow is discounted")
    notes: list[str] = field("remarks, such as what has changed in the case since an estimate was saved")
    verdict: VerdictPart = field("what the estimate says to do")
    headline: HeadlineFigures = field("the first figures: of the draws, the plan below them")
    today: TodayPart | None = field("what is spent today and with it; null where not all costs are stated")
    answers: parts.Answers = field("who answers the case's first questions")
    overrides: list[parts.Override] = field("inputs that do not have the case's own value")
    moved: list[Moved] = field("inputs that answers to correlated facts have moved")
    aside: list[Aside] = field("answers that belong to another product than the one deployed")
    sources: list[parts.Source] = field("sources of `overrides`")
    base: parts.Base = field("metrics of the base case")
    metrics: parts.Metrics = field("metrics over all draws")
    probability: parts.Probability = field("probabilities over all draws")
    expected_shortfall: parts.EstimatedInCuts = field("mean net present value of the worst tenth of draws")
    certainty_equivalent: CertaintyEquivalentPart | None = field(
        "the sum for sure that is worth as much to somebody who dislikes risk; null without a risk tolerance"
    )
    realisation: list[PlannedBenefit] | None = field(
        "the benefit realisation plan: who answers for each benefit; null where it was not asked for"
    )
    lines: list[parts.Line] = field("every line by year, in the order in which they are worked out")
    table: parts.Tables = field("money by line and year")
    fan: parts.Fans | None = field("running undiscounted net by month; null where a cost class is not stated")
    chance: list[parts.Chance] = field("what the plan assumes of luck")
    correlations: list[parts.Correlation] = field("rank correlations between inputs")
    undefined_because: str = field(
        "why there is no net present value, ROI, IRR or payback; empty where there is"
    )
    remarks: list[str] = field("what a reader of the figures must know of them, in sentences")
    blank_cost_classes: list[str] = field("cost classes for which the case has no line")
    unstated_cost_classes: list[str] = field("cost classes that the preset does not state")
    risks: list[parts.Risk] = field("harms that are not priced")
    claims: list[Claim] = field("published figures, audited; empty where no audit was asked for")


class Untitled(GenerateJsonSchema):
    """Without the titles that pydantic makes up from the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(document: type[Part], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a document."""
    schema = document.model_json_schema(mode="serialization", schema_generator=Untitled)
    return {"$schema": DIALECT, **schema, "title": title}


def text_of(schema: dict[str, Any]) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def result_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `exports.document.result.result_document`."""
    return schema_of(Result, "Result of a run of roi")


def schema_text() -> str:
    """The text of `exports/result.schema.json`."""
    return text_of(result_schema())


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8")
