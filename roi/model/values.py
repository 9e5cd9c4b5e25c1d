"""What resolving a case gives: frozen, picklable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from roi.arrays import Array
from roi.card import Card, Carded, listed
from roi.case import AS_IT_STANDS, Case, Correlation, CostClass, Input, Line
from roi.distributions import Distribution
from roi.formula.nodes import CASE, DRAW, Node, Shape
from roi.formula.shared import LineStep, steps
from roi.model.correlation import Copula
from roi.model.layer import ANSWERS, OBSERVED, Layer, LayerName, Replaced
from roi.model.payments import ModelFinance, Timing
from roi.model.registry import moved_to, registry
from roi.names import unknown
from roi.records import dataclass
from roi.region import Region
from roi.sourced import Override, Risk
from roi.units import Conversion, DeclaredUnit, Units
from roi.wholes import Whole


@dataclass(frozen=True, slots=True, repr=False)
class ModelInput(Carded):
    """An active input.

    Attributes:
        spec: the document's entry with the value, grade and source that won.
        unit: the declared unit; `typed` the unit the winning value was written in.
        distribution: in numbers of `typed`.
        to_formula: a number of `typed` × this is what a formula sees.
        layer: which layer the value comes from.
        override: what put the value in place of the input's own, with its grade and speaker filled in; None
            where the value is the input's own.
        replaced: what an answer replaced, where an option or a preset has a value of its own.
        evidence: the input before the answers, where it was learnt or answers have moved it.
        moved_by: the facts whose answers moved it.
        yearly: likely spread and persistence, as fractions, of what is drawn anew each year.
        luck_of: the input whose year this is the luck of; "" for an input of the document.
        whole: what it is a part of, an id of `[shares]`; "" where it stands alone.
    """

    spec: Input
    unit: DeclaredUnit
    typed: DeclaredUnit
    distribution: Distribution
    to_formula: float
    layer: LayerName
    override: Override | None = None
    replaced: Replaced | None = None
    evidence: ModelInput | None = None
    moved_by: tuple[str, ...] = ()
    yearly: tuple[float, float] | None = None
    luck_of: str = ""
    whole: str = ""

    @property
    def answered(self) -> bool:
        """Whether somebody answered it: neither the document's value nor moved by another answer."""
        return self.layer in ANSWERS

    @property
    def learnt(self) -> bool:
        """Whether it is an answer that tells something about correlated inputs."""
        return self.evidence is not None and not self.moved_by

    @property
    def id(self) -> str:
        """The input's id."""
        return self.spec.id

    @property
    def constant(self) -> bool:
        """Whether every draw has the same value."""
        return self.distribution.constant

    @property
    def shape(self) -> Shape:
        """CASE for a constant, else DRAW."""
        return CASE if self.constant else DRAW

    @property
    def likely(self) -> float:
        """The value of the base case, as a formula sees it."""
        if self.spec.likely is not None:  # an override has taken it away with the value it belonged to
            return self.spec.likely * self.unit.scale
        return self.distribution.likely * self.to_formula

    def quantile(self, uniforms: Array) -> Array:
        """Exact quantiles as a formula sees them, same shape as `uniforms`."""
        return np.asarray(self.distribution.quantile(uniforms) * self.to_formula)

    def card(self) -> Card:
        """What it is, in a line."""
        return Card(f"<Input {self.id}: {self.spec.value} {self.typed.text}, {self.spec.grade}>")

    def shown(self, value: float) -> float:
        """A formula's number in the declared unit: 0.35 of a `%` input is 35."""
        return value / self.unit.scale


@dataclass(frozen=True, slots=True)
class Parts:
    """The active parts of a whole, in its order.

    Attributes:
        whole: as the document has it.
        items: the inputs.
        known: ids of those that have the share they say; empty where every part is a number.
        overridden: of the known ones, those that are no numbers.
    """

    whole: Whole
    items: tuple[ModelInput, ...]
    known: frozenset[str]

    @property
    def overridden(self) -> frozenset[str]:
        """Known parts that are no numbers: answers that are ranges."""
        return frozenset(item.id for item in self.items if item.id in self.known and not item.constant)

    def formula(self, part: str) -> str:
        """The share of a part, in the language of formulas."""
        known = [item.id for item in self.items if item.id in self.known]
        free = [item.id for item in self.items if item.id not in self.known]
        if not known:
            return f"{part} / ({' + '.join(free)})"
        taken = " + ".join(known)
        if part in self.known:
            return f"{part} / max(1, {taken})"
        rest = f"max(0, 1 - ({taken}))" if len(known) > 1 else f"max(0, 1 - {taken})"
        return rest if len(free) == 1 else f"{rest} * {part} / ({' + '.join(free)})"


@dataclass(frozen=True, slots=True, repr=False)
class ModelLine(Carded):
    """A line with its checked tree, capped at the line it saves on.

    `payment` brings a flow's value to the case's currency: a month, a year, or an amount, as `timing` says.
    `reads`: ids of the inputs and lines in the tree.  `level`: the input whose years it holds, "" for a line of the
    document.
    """

    spec: Line
    unit: DeclaredUnit
    node: Node
    timing: Timing
    payment: Conversion | None
    reads: frozenset[str]
    level: str = ""
    _steps: tuple[LineStep, ...] = field(default=(), init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The line's id."""
        return self.spec.id

    @property
    def steps(self) -> tuple[LineStep, ...]:
        """Calls that other lines may share, and the tree over them under the line's id; worked out once."""
        if not self._steps:
            object.__setattr__(self, "_steps", steps(self.id, self.node))
        return self._steps

    def card(self) -> Card:
        """What it is, in a line."""
        role = self.spec.flow or "intermediate"
        return Card(f"<Line {self.id}: {role}, {self.unit.text}, {self.spec.formula}>")

    @property
    def counted(self) -> bool:
        """Whether it is a flow that is added up: alternatives (`instead_of`) are shown only."""
        return self.spec.flow is not None and self.spec.instead_of is None


@dataclass(frozen=True, slots=True, repr=False)
class Model(Carded):
    """Everything a simulation needs; `inputs` and `lines` in document and in evaluation order.

    Attributes:
        horizon: in months.
        currency: of all money.
        region: where it is deployed; None where the case is of no region.
        layers: the overrides over option and preset, the later over the earlier.
        copula: what answers leave of the correlations; None where no answer has to do with them.
        aside: answers that belong to another product than the one deployed, by input.
        luck: of the inputs that are drawn anew each year, one an input and year.
        finance: what `[finance]` adds to the money of the lines, None where the case has none.
        wholes: the inputs that are parts of one whole.
        counted: ids of the flows by what counts them, worked out once.
    """

    case: Case
    option: str | None
    preset: str
    horizon: int
    currency: str
    inputs: tuple[ModelInput, ...]
    lines: tuple[ModelLine, ...]
    correlations: tuple[Correlation, ...]
    unstated: tuple[CostClass, ...]
    region: str | None = None
    layers: tuple[Layer, ...] = ()
    copula: Copula | None = None
    aside: Mapping[str, Override] = field(default_factory=dict)
    luck: tuple[ModelInput, ...] = ()
    finance: ModelFinance | None = None
    wholes: tuple[Parts, ...] = ()
    counted: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def card(self) -> Card:
        """What it is made of."""
        varying = [item.id for item in self.inputs if not item.constant]
        flows = [line for line in self.lines if line.counted]
        answers = [item.id for item in self.inputs if item.answered]
        rows = (
            ("option", self.option or "none: the case as it stands"),
            ("preset", self.preset),
            *([("region", self.region)] if self.region else []),
            ("horizon", f"{self.horizon} months"),
            ("currency", self.currency),
            ("inputs", f"{len(self.inputs)}, {len(varying)} of them uncertain"),
            ("lines", f"{len(self.lines)}, {len(flows)} of them benefits and costs"),
            ("answers", listed(answers)),
        )
        return Card(f"Model of {self.case.id}: {self.case.header.title}", rows=rows)

    @property
    def drawn(self) -> tuple[ModelInput, ...]:
        """Everything that has a value in each draw: the inputs, and the luck of their years."""
        return (*self.inputs, *self.luck)

    @property
    def learns(self) -> bool:
        """Whether answers to facts are learnt from; they are, unless somebody has switched it off."""
        answers = [layer for layer in self.layers if layer.name != OBSERVED]
        return not answers or any(layer.learn for layer in answers)

    @property
    def moved(self) -> tuple[ModelInput, ...]:
        """The inputs that answers to correlated facts have moved."""
        return tuple(item for item in self.inputs if item.moved_by)

    @property
    def place(self) -> Region | None:
        """The region that the case is moved to; None where it is the one that the case is written for."""
        return moved_to(self.case, self.region)

    @property
    def risks(self) -> tuple[Risk, ...]:
        """The harms that are not priced: those of the case, of the region, and of the way to deploy there."""
        here = self.place.risks_of(self.option or AS_IT_STANDS) if self.place else ()
        return (*self.case.risks, *here)

    @property
    def units(self) -> Units:
        """The registry of the case."""
        return registry(self.case)

    def input(self, name: str) -> ModelInput:
        """The active input of that id.

        Raises:
            UnknownNameError: there is none.
        """
        for item in self.drawn:
            if item.id == name:
                return item
        raise unknown("input", name, [item.id for item in self.inputs])

    def line(self, name: str) -> ModelLine:
        """The active line of that id.

        Raises:
            UnknownNameError: there is none.
        """
        for line in self.lines:
            if line.id == name:
                return line
        raise unknown("line", name, [line.id for line in self.lines])

    def fed_by(self, line: ModelLine) -> list[str]:
        """What a formula names, inputs first, in the order of the document; without the luck of years."""
        used = line.reads - {item.id for item in self.luck}
        return [name for name in self.labels if name in used]

    @property
    def labels(self) -> Mapping[str, str]:
        """What people call each input and line."""
        inputs = {item.id: item.spec.label for item in self.drawn}
        return inputs | {line.id: line.spec.label for line in self.lines}
