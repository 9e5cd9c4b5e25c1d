"""Parameters that several queries and commands share, written once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from tui.queries.parameter import Parameter


def _cuts() -> Sequence[str]:
    from roi.sim.cuts import CUTS

    return CUTS


def _samplers() -> Sequence[str]:
    from roi.sim.sampling import SAMPLERS

    return tuple(SAMPLERS)


CaseName = Annotated[
    str,
    Parameter(
        "The id of a case, a case file or an estimate file.", metavar="CASE", positional=True, case=True
    ),
]
Preset = Annotated[str | None, Parameter("Named overrides; `evidence` has none.")]
Option = Annotated[str | None, Parameter("A way to deploy; none is the case as it stands.")]
Region = Annotated[
    str | None, Parameter("Where it is deployed; none is the region that the case is written for.")
]
Sets = Annotated[
    tuple[str, ...],
    Parameter(
        "Values of the seller by input, as in price=30 or price=range(20, 30, 50).",
        name="set",
        metavar="NAME=VALUE",
        pairs=True,
    ),
]
Answers = Annotated[
    tuple[str, ...],
    Parameter(
        "The same, as the prospect says it, as in visits=about 1200 a day.",
        name="answer",
        metavar="NAME=VALUE",
        pairs=True,
    ),
]
ModelName = Annotated[
    str | None,
    Parameter("List price of a model by the token, as in openai:gpt-4.1.", metavar="PROVIDER:MODEL"),
]
Learn = Annotated[
    bool | None,
    Parameter(
        "Whether an answered fact moves what it is correlated with (it does), or is only set.",
        spelling="--learn/--no-learn",
    ),
]
By = Annotated[str, Parameter("Who prepared the estimate.")]
Draws = Annotated[
    int | None, Parameter("Draws, rounded up to 16 × a power of two, but for multiples of 16,384.")
]
Seed = Annotated[int | None, Parameter("The same seed gives the same numbers.")]
Sampler = Annotated[str | None, Parameter("sobol, lhs or random.", allowed=_samplers)]
Horizon = Annotated[int | None, Parameter("Months, 1 to 120.")]
Start = Annotated[str | None, Parameter("The calendar month of month 1, as 2027-01.", metavar="MONTH")]
Currency = Annotated[str | None, Parameter("Show results in another currency of [rates].")]
IncludeSoft = Annotated[bool, Parameter("Count soft benefits in the figures shown.")]
WithPlan = Annotated[
    bool,
    Parameter("Add who answers for each benefit and what is due when, here and in documents.", name="plan"),
]
CutName = Annotated[
    str,
    Parameter("Benefits that count: cash, headline (cash and capacity) or soft.", allowed=_cuts),
]
Stresses = Annotated[
    tuple[str, ...],
    Parameter(
        "price=30, price+=5, price*=1.2, or price~2 (twice as uncertain).", name="stress", metavar="CHANGE"
    ),
]
