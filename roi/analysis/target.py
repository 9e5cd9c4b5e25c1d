"""What is to be reached by the value of an input, and whether it can be asked for."""

from __future__ import annotations

import math
from typing import Literal, get_args

from roi.analysis.scores import checked_input, checked_metric
from roi.errors import Command, Place, RoiError, nearest, of_setting, remedy
from roi.model import Model, ModelInput
from roi.records import dataclass
from roi.sim.cuts import HEADLINE, Cut
from roi.sim.metrics import METRICS
from roi.sim.reach import matters

At = Literal["base", "mean", "p50", "probability"]
TARGETS = tuple(name for name, row in METRICS.items() if row.solvable)

_INPUT = of_setting("input")


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached.

    Attributes:
        metric: one of `TARGETS`: to be at least `value`, or at most, where less is better.
        value: in money, as a fraction, in months.
        at: of the base case, of the mean over the draws, of P50, or so that the target is met with
            `probability`.
    """

    metric: str = "npv"
    value: float = 0.0
    at: At = "base"
    probability: float = 0.5
    cut: Cut = HEADLINE


NPV = Target()


def checked_solvable(model: Model, name: str, target: Target = NPV, where: Place = _INPUT) -> ModelInput:
    """The input, if there is something to solve for to reach a target; `where` it was named.

    Raises:
        RoiError: an unknown input, luck, or one that no counted flow reads.
    """
    item = checked_input(model, name, where)
    if item.spec.luck:
        raise RoiError(
            f"`{name}` is luck: nobody can choose or negotiate it",
            Place(table=f"[inputs.{name}]"),
            "Solve for an input it is compared with, such as a chance of failure.",
        )
    if not matters(model, name, target.cut, target.metric):
        raise RoiError(
            f"no cost and no benefit that is counted reads `{name}`",
            Place(table=f"[inputs.{name}]"),
            remedy("Choose an input that matters, see ", Command("drivers"), "."),
        )
    return item


def check_target(model: Model, target: Target) -> None:
    """Raise what is wrong with a target.

    Raises:
        RoiError: an unknown metric, cut or `at`, or a value nothing could reach.
    """
    if target.metric not in TARGETS:
        raise RoiError(
            f"`{target.metric}` cannot be solved for", of_setting("target"), nearest(target.metric, TARGETS)
        )
    checked_metric(model, target.metric, target.cut)
    if target.at not in get_args(At):
        raise RoiError(f"`{target.at}` is unknown", of_setting("at"), nearest(target.at, get_args(At)))
    if not math.isfinite(target.value):
        raise RoiError("the target is not a finite number", of_setting("value"))
    if not 0 < target.probability < 1:
        raise RoiError(
            f"the probability is {target.probability:g}",
            of_setting("probability"),
            "Allowed: above 0, below 1.",
        )
    if METRICS[target.metric].unit == "months" and not 0 <= target.value <= model.horizon:
        raise RoiError(
            f"a payback of {target.value:g} months",
            of_setting("value"),
            f"Allowed: 0 to {model.horizon}, the horizon.",
        )
    if target.at == "mean" and METRICS[target.metric].unit == "months":
        hint = "Ask for it at P50, or with a probability."
        raise RoiError("a payback has no mean: in some draws it never comes", of_setting("at"), hint)
    if target.metric == "roi" and target.value <= -1:
        raise RoiError(
            "a return of -100 % or less is always met", of_setting("value"), "Name a return above -100 %."
        )
