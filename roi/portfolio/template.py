"""One case resolved and prepared again and again with other answers: only what the answers change is worked out.

Most answers put another value into an input and change nothing else.  Those that may do more (of correlated facts,
of parts of a whole, of what is drawn anew each year, of `[finance]`, of another product, and all of them where a
gate is worked out) are resolved from the beginning, so that the model is always the one that `resolve` makes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from roi.answers import worked_out
from roi.case import DISCOUNT_RATE, Case
from roi.errors import Place, RoiError
from roi.model import Layer, Model, ModelInput
from roi.model.layer import ANSWERS, has_quotients
from roi.model.layers import Chosen, choose, lay
from roi.model.learning import copula_of
from roi.model.selection import dated, option_of, preset_of
from roi.sim.cuts import HEADLINE
from roi.sim.dimensions import sobol_dimensions
from roi.sim.gate import gate_input, resolve
from roi.sim.plan import plan
from roi.sim.prepare import Prepared, prepare
from roi.sim.sampling import Sampling

_FAR = np.array([0.1, 0.9])  # between which the effect of an input is looked at


class Template:
    """A case in one of its options; see `roi.model.resolve.resolve` for the arguments."""

    def __init__(
        self,
        case: Case,
        option: str | None,
        preset: str,
        horizon: int | None,
        currency: str | None,
        start: str | None,
        region: str | None,
    ) -> None:
        self.case, self.option, self.preset, self.region = case, option, preset, region
        self.horizon, self.currency, self.start = horizon, currency, start
        self._alike: dict[frozenset[str], Model] = {}
        self._base: Prepared | None = None

    def model(self, layers: Sequence[Layer]) -> Model:
        """The model with these answers, as `roi.sim.gate.resolve` has it.

        Raises:
            RoiError: anything wrong in the document or the answers, with its place.
        """
        return worked_out(layers, self._laid) if has_quotients(layers) else self._laid(layers)

    def _laid(self, layers: Sequence[Layer]) -> Model:
        names = {name for layer in layers for name in layer.overrides}
        if any(layer.name not in ANSWERS for layer in layers) or not names.isdisjoint(self._entangled):
            return self._resolved(layers)
        try:
            changed = self._changed(layers, names)
        except RoiError:
            return self._resolved(layers)  # which says the same of the whole document
        if any(self._does_more(item, layers) for item in changed.values()):
            return self._resolved(layers)
        turned = frozenset(
            name for name, item in changed.items() if item.constant != self._plain.input(name).constant
        )
        if turned not in self._alike:
            self._alike[turned] = self._resolved(layers)
        model = self._alike[turned]
        inputs = tuple(changed.get(item.id, item) for item in self._plain.inputs)
        return replace(model, inputs=inputs, layers=tuple(layers))

    def prepared(self, model: Model, sampling: Sampling) -> Prepared:
        """What does not depend on the draws; dimensions and correlations are worked out once for the case."""
        base = self._prepared(sampling)
        quantiles = {
            item.id: base.quantiles[item.id]
            for item in model.drawn
            if not item.constant and self._is_plain(item) and item.id in base.quantiles
        }
        changed = tuple(item for item in model.drawn if not item.constant and item.id not in quantiles)
        if changed:
            quantiles |= prepare(replace(model, inputs=changed, luck=()), sampling).quantiles
        return replace(base, model=model, copula=model.copula or base.copula, quantiles=quantiles)

    @cached_property
    def dimensions(self) -> Mapping[str, int]:
        """See `sobol_dimensions`."""
        return sobol_dimensions(self._plain.case)

    @cached_property
    def varying(self) -> tuple[str, ...]:
        """The uncertain inputs, those that its net present value depends on most first."""
        varying = [item.id for item in self._plain.inputs if not item.constant]
        first = [name for name in self.dimensions if name in varying]
        return (*first, *(name for name in varying if name not in first))

    def effect(self, shared: Collection[str]) -> str:
        """The uncertain input that its net present value depends on most, but for shared ones; "" for none."""
        return next((name for name in self.varying if name not in shared), "")

    def rises(self, name: str) -> bool:
        """Whether more of an input is more net present value, from its P10 to its P90 at the plan."""
        item = self._plain.input(name)
        low, high = (
            float(plan(self._plain, {name: float(value)}).metric("npv", HEADLINE))
            for value in item.quantile(_FAR)
        )
        return high >= low

    @cached_property
    def _plain(self) -> Model:
        """Without an answer."""
        return self._resolved(())

    @cached_property
    def _entangled(self) -> frozenset[str]:
        """Inputs whose values are more than numbers of their own."""
        case, model = self.case, self._plain
        if gate_input(model) is not None:
            return frozenset(case.input_ids())
        finance = () if case.finance is None else (*case.finance.inputs.values(), DISCOUNT_RATE)
        yearly = [item.spec.yearly for item in model.inputs if item.spec.yearly]
        return frozenset(
            (
                *finance,
                *(name for whole in case.shares.values() for name in whole.parts),
                *(text for each in yearly for text in (each.spread, each.persistence)),
                *(item.id for item in model.inputs if item.spec.yearly),
                *(name for name in case.input_ids() if all(item.id != name for item in model.inputs)),
            )
        )

    @cached_property
    def _chosen(self) -> Mapping[str, Chosen]:
        case = dated(self.case, self.start)
        preset = Layer("preset", Place(case.origin), preset_of(case, self.preset).inputs, "judgement")
        return choose(case, option_of(case, self.option), [preset], self._plain.place)

    def _changed(self, layers: Sequence[Layer], names: set[str]) -> dict[str, ModelInput]:
        """The inputs that have answers."""
        case, chosen = self._plain.case, dict(self._chosen)
        lay(case, chosen, layers)
        return {name: chosen[name].read(self._plain.units, case) for name in names}

    def _does_more(self, item: ModelInput, layers: Sequence[Layer]) -> bool:
        """Whether an answer changes more than the value of its input, or may be refused for another reason."""
        if item.id in self._correlated:
            # A lever that is set to a number tells nothing of what it is correlated with.
            set_only = item.spec.lever or item.spec.luck or not any(layer.learn for layer in layers)
            if not (set_only and item.constant):
                return True
        plain = self._by_id[item.id]
        refusable = item.id == DISCOUNT_RATE and item.distribution.support[0] * item.to_formula <= -1
        other = any(
            layer.overrides[item.id].product not in (None, plain.spec.product)
            for layer in layers
            if item.id in layer.overrides
        )
        return refusable or other or "dirichlet" in item.spec.value

    @cached_property
    def _correlated(self) -> frozenset[str]:
        return frozenset(name for pair in self.case.correlations for name in pair.between)

    def _is_plain(self, item: ModelInput) -> bool:
        before = self._by_id.get(item.id)
        return before is not None and (before is item or before.distribution == item.distribution)

    @cached_property
    def _by_id(self) -> Mapping[str, ModelInput]:
        return {item.id: item for item in self._plain.drawn}

    def _prepared(self, sampling: Sampling) -> Prepared:
        if self._base is None or self._base.sampling != sampling:
            quantiles = prepare(self._plain, sampling).quantiles
            copula = self._plain.copula or copula_of(self._plain.case)
            self._base = Prepared(self._plain, sampling, self.dimensions, copula, quantiles)
        return self._base

    def _resolved(self, layers: Sequence[Layer]) -> Model:
        return resolve(
            self.case,
            option=self.option,
            preset=self.preset,
            layers=layers,
            horizon=self.horizon,
            currency=self.currency,
            start=self.start,
            region=self.region,
        )
