"""What flows are worth as one input is set to other values: by formula where the model is simple in it.

A flow that is a power of the input needs no evaluation, one that is a straight line needs one.  Only the others are
evaluated again for each value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from roi.analysis.ranges import limits
from roi.arrays import Array
from roi.case import DISCOUNT_RATE
from roi.errors import LARGEST, Place, RoiError
from roi.formula.powers import Form, form_of
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import Cut, benefits_of, costs_of
from roi.sim.metrics import METRICS, PV_BENEFITS
from roi.sim.reach import Downstream, downstream, feeding
from roi.sim.worksheet import Worksheet

_SMALL = 1e-6  # of the largest draw: what a difference is divided by, so that its rounding stays small


class Worth(NamedTuple):
    """Present values, (n,) or (1,)."""

    benefits: Array
    costs: Array

    def metric(self, name: str) -> Array:
        """A metric of `METRICS` that is made of present values alone."""
        row = METRICS[name]
        return row.of(*(self.benefits if kept == PV_BENEFITS else self.costs for kept in row.keeps))


Powers = Mapping[int, Worth]
"""By k: what the flows that are the k-th power of the input are worth as drawn; by 0 those that stay."""


@dataclass(frozen=True, slots=True)
class Influence:
    """How the flows that count follow one input, everything else as it is.

    Attributes:
        name: the input.
        forms: of each flow.
        again: steps of the flows that are evaluated for each value; start: of those that are once, at 0.
    """

    model: Model
    name: str
    cut: Cut
    forms: Mapping[str, Form]
    again: Downstream
    start: Downstream

    def powers(self, sheet: Worksheet) -> Powers:
        """Of a block of draws with all of its values.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        each = {form for form in self.forms.values() if isinstance(form, int)}
        powers = {power: self._worth(sheet, power) for power in {0, *each}}
        if self.start.steps:
            at_0 = self._worth(sheet.revised({self.name: np.zeros(1)}, self.start), "straight")
            drawn, none = self._worth(sheet, "straight"), Worth(np.zeros(1), np.zeros(1))
            powers[0] = Worth(*(stays + start for stays, start in zip(powers[0], at_0, strict=True)))
            powers[1] = Worth(
                *(p + d - start for p, d, start in zip(powers.get(1, none), drawn, at_0, strict=True))
            )
        return powers

    def at(self, sheet: Worksheet, powers: Powers, values: Array) -> Worth:
        """The worth with the input at some values, a number or (n,), as formulas see them: (n,) each.

        Args:
            sheet: with the values of `again.stay` at least; `powers`: its own.

        Raises:
            RoiError: a flow that is not a finite number somewhere.
        """
        every = [powers[0]]
        with np.errstate(all="ignore"):
            ratio = np.asarray(values / sheet.inputs[self.name]) if len(powers) > 1 else np.ones(1)
            for power, worth in powers.items():
                if power:
                    factor = ratio if power == 1 else ratio**power
                    every.append(Worth(worth.benefits * factor, worth.costs * factor))
        if "other" in self.forms.values():  # no line may read the discount rate
            revision = sheet.revised({self.name: np.atleast_1d(values)}, self.again)
            every.append(self._worth(revision, "other"))
        benefits, costs = (sum(each, np.zeros(sheet.n)) for each in zip(*every, strict=True))
        if not max(np.abs(benefits).max(), np.abs(costs).max()) < LARGEST:
            where = Place(self.model.case.origin, f"[inputs.{self.name}]")
            raise RoiError("a flow is not a finite number at some value of the input", where)
        return Worth(benefits, costs)

    def _worth(self, sheet: Worksheet, form: Form) -> Worth:
        """Of the flows of one form, added in document order."""
        benefits, costs = (
            sum((sheet.worth[name] for name in names if self.forms[name] == form), np.zeros(1))
            for names in (benefits_of(self.model, self.cut), costs_of(self.model))
        )
        return Worth(benefits, costs)


def influence(model: Model, name: str, drawn: Array, cut: Cut) -> Influence:
    """How the flows follow an input; `drawn`: all of its draws."""
    reached = downstream(model, [name], answered=[name])
    forms = _forms(model, name, drawn, reached)
    counted = (*benefits_of(model, cut), *costs_of(model))
    discounts = name == DISCOUNT_RATE
    of: dict[str, Form] = {flow: "other" if discounts else forms.get(flow, 0) for flow in counted}

    def steps(form: Form) -> Downstream:
        flows = [flow for flow in counted if of[flow] == form]
        return Downstream(reached.lines, feeding(model, reached.steps, flows))

    return Influence(model, name, cut, of, reached if discounts else steps("other"), steps("straight"))


def _forms(model: Model, name: str, drawn: Array, reached: Downstream) -> Mapping[str, Form]:
    """Of each step, and of the input itself."""
    item = model.input(name)
    divides = float(np.abs(drawn).min()) > _SMALL * float(np.abs(drawn).max()) and not item.whole
    positive = float(np.min(drawn)) > 0 and limits(item)[0] >= 0
    forms: dict[str, Form] = {name: 1 if divides else "other"}
    for step, _ in reached.steps:
        forms[step.name] = form_of(step.node, forms, positive=positive)
    return forms
