"""The audit of published figures: stated, computed, ratio, verdict, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

import numpy as np

from roi.case import AT, EVIDENCE, Case, Claim, Input
from roi.errors import Place, RoiError, located, nearest
from roi.formula.arrays import evaluate, month_axis
from roi.formula.check import Symbol, check
from roi.formula.parse import parse
from roi.formula.word_units import CALENDAR_MONTH, CALENDAR_YEAR
from roi.model import Model, ModelInput, ModelLine, resolve
from roi.model.read import read_input, units_at
from roi.notation import numerals
from roi.records import dataclass
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.plan import Plan, plan
from roi.units import Unit, Units

Verdict = Literal["reconciles", "nearly", "contradicts", "implausible", "cannot be checked", "bound"]
RECONCILES_WITHIN = 0.005  # of the stated figure
NEARLY_WITHIN = 0.10
PLAUSIBLE = (0.01, 0.99)  # probabilities between which an implied input is believed


@dataclass(frozen=True, slots=True)
class Implied:
    """What the claim needs an input to be, and where that lies in the evidence.

    Values in the input's declared unit; `below` is the share of the evidence at or below the value; `item` is what
    it is held against.
    """

    name: str
    label: str
    unit: str
    value: float
    below: float
    p1: float
    p99: float
    item: ModelInput = field(compare=False, repr=False)

    @property
    def plausible(self) -> bool:
        """Whether the value lies within P1 to P99 of the evidence."""
        return self.p1 <= self.value <= self.p99


@dataclass(frozen=True, slots=True)
class Finding:
    """One audited claim.  `computed` is in the claim's unit; None where nothing can be computed."""

    claim: Claim
    computed: float | None
    ratio: float | None
    verdict: Verdict
    implied: Implied | None
    why: str


def audit(case: Case) -> tuple[Finding, ...]:
    """All claims of a case, in document order.

    Raises:
        RoiError: a claim that names no line, preset or input, or whose formula does not check.
    """
    auditor = _Auditor(case)
    return tuple(auditor.finding(claim) for claim in case.claims)


def givens_of(claim: Claim, units: Units, case: Case) -> dict[str, ModelInput]:
    """The figures that a claim gives beside its own, by name, as inputs of the case.

    Raises:
        RoiError: a figure that cannot be read.
    """
    specs = {
        name: Input(name, name.replace("_", " "), given.unit, given.value, "report", source=given.source)
        for name, given in claim.given.items()
    }
    return {
        name: read_input(spec, units, case, Place(key=f"given.{name}"), "case")
        for name, spec in specs.items()
    }


class _Auditor:
    """Resolves each preset once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.plans: dict[str, Plan] = {}

    def plan(self, preset: str) -> Plan:
        if preset not in self.plans:
            self.plans[preset] = plan(resolve(self.case, preset=preset))
        return self.plans[preset]

    @property
    def units(self) -> Units:
        return self.plan(EVIDENCE).model.units

    def finding(self, claim: Claim) -> Finding:
        where = Place(self.case.origin, f"[[claims]] {claim.id}")
        try:
            givens = givens_of(claim, self.units, self.case)
            computed = self.computed(claim, givens)
            implied = self.implied(claim, givens)
        except RoiError as error:
            raise error.at(where).in_file(self.case.origin, self.case.brought) from None
        ratio = computed / claim.stated if computed is not None and claim.stated else None
        if claim.stated == 0 and computed == 0:
            ratio = 1.0  # nothing stated and nothing found
        verdict = _verdict(claim, ratio, implied)
        return Finding(claim, computed, ratio, verdict, implied, _why(claim, ratio, verdict, implied))

    def computed(self, claim: Claim, givens: Mapping[str, ModelInput]) -> float | None:
        declared = units_at(self.units, claim.unit, Place(key="unit"))
        if claim.formula is not None:
            return self.formula("formula", claim.formula, declared.unit, givens) / declared.scale
        if claim.line is None:
            return None
        base = self.plan(claim.preset)
        with located(Place(key="line")):
            line = base.model.line(claim.line)
        return self.at(base, line, claim.at, declared.unit) / declared.scale

    def formula(self, key: str, text: str, unit: Unit, givens: Mapping[str, ModelInput]) -> float:
        symbols = {name: Symbol(given.unit.unit, given.shape) for name, given in givens.items()}
        with located(Place(key=key)):
            node = check(parse(text), text, symbols, self.units, unit)
        values = {name: np.asarray(given.likely) for name, given in givens.items()}
        with np.errstate(all="ignore"):
            value = float(np.ravel(evaluate(node, values, month_axis(1)))[-1])
        if not math.isfinite(value):
            raise RoiError(f"`{text}` gives {value}", Place(key=key), "Does it divide by zero?")
        return value

    def at(self, base: Plan, line: ModelLine, at: str, unit: Unit) -> float:
        """The line's value in `unit`: in the last month, at the start, or summed over a year or all.

        A sum of a flow is that of its payments, the start and years paid in advance included.
        """
        match = AT.fullmatch(at)
        if match is None:
            raise RoiError(
                f"`{at}` is unknown", Place(key="at"), "Allowed: steady, start, total, year 1, year 2 …"
            )
        if at in ("steady", "start"):
            value = base.values[line.id][-1 if at == "steady" else 0]
            return self.converted(float(value), line.unit.unit, unit)
        flow = line.spec.flow is not None
        rows = (base.payments if flow else base.values)[line.id]
        year = None if match[1] is None else int(match[1])
        if year is None:
            rows = rows if flow else rows[1:]
        elif not 1 <= year <= -(-base.model.horizon // MONTHS_A_YEAR):
            raise RoiError(
                f"{at} is not within the horizon of {base.model.horizon} months",
                Place(key="at"),
                "The first is year 1.",
            )
        else:
            rows = rows[MONTHS_A_YEAR * (year - 1) + 1 : MONTHS_A_YEAR * year + 1]
        # A sum of monthly rates is an amount; stated "a year", it is the amount of that year.
        amount = Unit(((base.model.currency, 1),)) if flow else line.unit.unit * CALENDAR_MONTH
        if self.units.conversion(amount, unit) is None and year is not None:
            amount = amount / CALENDAR_YEAR
        return self.converted(float(rows.sum()), amount, unit)

    def converted(self, value: float, source: Unit, target: Unit) -> float:
        conversion = self.units.conversion(source, target)
        if conversion is None:
            hint = f"State it in a unit that {source} converts to, or audit another line."
            raise RoiError(f"the line gives {source}, the claim states {target}", Place(key="unit"), hint)
        if not math.isfinite(value):
            raise RoiError(f"the line is {value} there", Place(key="line"), "Does it divide by zero?")
        return value * conversion.factor

    def implied(self, claim: Claim, givens: Mapping[str, ModelInput]) -> Implied | None:
        name = claim.implies
        if name is None:
            return None
        item = _held_against(claim, self.plan(EVIDENCE).model, givens)
        value = None if item is None else self.needed(claim, name, item, givens)
        if item is None or value is None:
            return None
        p1, p99 = (float(q) for q in item.quantile(np.array(PLAUSIBLE)))
        below = float(item.distribution.cdf(np.array([value / item.to_formula]))[0])
        shown = item.shown
        return Implied(
            name, item.spec.label, item.unit.text, shown(value), below, shown(p1), shown(p99), item
        )

    def needed(
        self, claim: Claim, name: str, item: ModelInput, givens: Mapping[str, ModelInput]
    ) -> float | None:
        """The value that the claim needs of what it implies, as a formula sees it; None where nothing says it."""
        if claim.implied is not None:
            return self.formula("implied", claim.implied, item.unit.unit, givens)
        stated = self.plan(claim.preset).model
        if claim.line is None or item is givens.get(name) or stated.input(name).override is None:
            return None  # the evidence, held against itself, always fits
        return stated.input(name).likely


def _held_against(claim: Claim, evidence: Model, givens: Mapping[str, ModelInput]) -> ModelInput | None:
    """What the value that a claim implies is held against: a figure given as a range, or an input of the evidence.

    None where there is neither: a plain number that a claim gives is part of its arithmetic, and no evidence.

    Raises:
        RoiError: there is nothing of that name.
    """
    name = claim.implies or ""
    known = {item.id: item for item in evidence.inputs}
    known |= {key: given for key, given in givens.items() if not given.constant}
    if name not in known and name not in givens:
        raise RoiError(f"there is no input `{name}`", Place(key="implies"), nearest(name, known))
    return known.get(name)


def _verdict(claim: Claim, ratio: float | None, implied: Implied | None) -> Verdict:
    if claim.needs:
        return "cannot be checked"
    if implied is not None and not implied.plausible:
        return "implausible"
    if claim.stated is None:
        return "bound"
    return _arithmetic(ratio)


def _arithmetic(ratio: float | None) -> Verdict:
    if ratio is None:
        return "contradicts"
    off = abs(ratio - 1)
    if off <= RECONCILES_WITHIN:
        return "reconciles"
    return "nearly" if off <= NEARLY_WITHIN else "contradicts"


def _short(value: float) -> str:
    return numerals(f"{float(f'{value:.4g}'):,.10g}".replace("-", "−"))


def _difference(ratio: float) -> str:
    if ratio <= 0:
        return "The figures give the opposite." if ratio < 0 else "By the figures it is not so."
    times = max(ratio, 1 / ratio)
    if times > 2:
        size = numerals(f"{times:,.3g}")
        share = f"{size} times" if ratio > 1 else f"1/{size} of"
        return f"The figures give {share} what is stated."
    side = "more" if ratio > 1 else "less"
    return f"The figures give {numerals(_percent(abs(ratio - 1)))} % {side} than stated."


def _percent(off: float) -> str:
    """One digit behind the point, two where one would hide on which side of a verdict's limit it lies."""
    text = f"{100 * off:.1f}"
    limits = (RECONCILES_WITHIN, NEARLY_WITHIN)
    return f"{100 * off:.2f}" if any(float(text) == 100 * limit for limit in limits) else text


def _why(claim: Claim, ratio: float | None, verdict: Verdict, implied: Implied | None) -> str:
    """One or two sentences from the figures, then the note of the document."""
    parts: list[str] = []
    if verdict == "cannot be checked":
        parts.append(f"Not stated: {', '.join(claim.needs)}.")
    elif ratio is not None and verdict in ("contradicts", "nearly"):
        parts.append(_difference(ratio))
    elif verdict == "implausible" and ratio is not None:
        holds = _arithmetic(ratio) == "reconciles"
        parts.append("The arithmetic holds." if holds else _difference(ratio))
    if implied is not None:
        place = "within" if implied.plausible else "outside"
        place += f" P1–P99 of the evidence ({_short(implied.p1)} to {_short(implied.p99)})"
        parts.append(
            f"It implies {implied.label.lower()} of {_short(implied.value)} {implied.unit}, {place}."
        )
    if claim.note:
        parts.append(claim.note)
    return " ".join(parts)
