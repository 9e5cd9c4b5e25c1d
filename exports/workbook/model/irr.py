"""The internal rate of return as a formula, by the definition of `roi.sim.irr`."""

from __future__ import annotations

from roi.records import dataclass

UNDEFINED, UNBOUNDED = "undefined", "unbounded"


@dataclass(frozen=True, slots=True)
class FlowRanges:
    """Ranges of one row: flows, their running sum, period numbers 0 … last; flows backwards, if there are."""

    net: str
    running: str
    periods: str
    last: int
    per_year: int
    reverse: str


# Growth factors a period at which NPV is looked at, to tell one root from several.
_GROWTH = (
    0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.98,
    1.02, 1.06, 1.12, 1.2, 1.35, 1.6, 2, 2.6, 4, 8, 30,
)  # fmt: skip


def irr_formula(flows: FlowRanges) -> str:
    """The effective rate a year.

    No inflow: -1; no outflow: `unbounded`; a first flow that comes in, several rates or none: `undefined`, and so
    what the spreadsheet's iteration does not find.  A rate below 0 is found from the flows backwards, where the
    iteration is as safe as above 0.
    """
    total = f"SUM({flows.net})"
    power = f"^{flows.per_year}" if flows.per_year > 1 else ""
    forward = f"(1+{iterated(flows.net, flows)}){power}-1"
    backward = f"(1+{iterated(flows.reverse, flows)})^(-{flows.per_year})-1"
    rate = f"IF({total}>0,{forward},IF({total}=0,0,{backward}))"
    text = f'IF({has_one_rate(flows)},{rate},"{UNDEFINED}")'
    none = f'IF(SUMPRODUCT(({flows.net}<0)*1)=0,"{UNDEFINED}",-1)'
    lossless = f'IF(SUMPRODUCT(({flows.net}<0)*1)=0,"{UNBOUNDED}",{text})'
    return f'IFERROR(IF(SUMPRODUCT(({flows.net}>0)*1)=0,{none},{lossless}),"{UNDEFINED}")'


def iterated(row: str, flows: FlowRanges) -> str:
    """The spreadsheet's iteration for a rate above 0, begun elsewhere where it does not end."""
    guess = "0.01" if flows.per_year == 12 else "0.1"
    return f"IFERROR(IRR({row},{guess}),IFERROR(IRR({row},0),IRR({row},0.5)))"


def has_one_rate(flows: FlowRanges) -> str:
    """A condition: money goes out first, and one rate stands for the flows, by the rules of `roi.sim.irr`.

    Where no rule of signs decides, NPV at growth factors from small to large must be above zero up to one of them
    and below from there on: the sum of 1, 2, 4 … over those above zero is then one less than a power of 2.
    """
    net, running, periods = flows.net, flows.running, flows.periods
    one_sign = f"{_last(net, '<', flows)}<{_first(net, '>', flows)}"
    rising_sum = f"{_last(running, '<', flows)}<{_first(running, '>', flows)}"
    norstrom = f"AND(MAX({running})>0,{rising_sum},SUMPRODUCT({net})>0)"
    out_first = f"{_first(net, '<', flows)}<{_first(net, '>', flows)}"
    in_last = f"{_last(net, '>', flows)}>{_last(net, '<', flows)}"
    growth = ";".join(f"{factor:g}" for factor in _GROWTH)
    weights = ";".join(str(2**place) for place in range(len(_GROWTH)))
    npv = f"MMULT({{{growth}}}^(-{periods})*{net},ROW($1:${flows.last + 1})^0)"
    above = f"LOG(1+SUMPRODUCT(({npv}>0)*{{{weights}}}),2)"
    counted = f"IF({in_last},MOD({above}+1E-9,1)<2E-9,FALSE)"
    return f"IF({one_sign},TRUE,IF({out_first},IF({norstrom},TRUE,{counted}),FALSE))"


def _last(row: str, sign: str, flows: FlowRanges) -> str:
    """The last period above or below zero, counted from 1; 0 where there is none."""
    return f"SUMPRODUCT(MAX(({row}{sign}0)*({flows.periods}+1)))"


def _first(row: str, sign: str, flows: FlowRanges) -> str:
    """The first period above or below zero, counted from 1; beyond the last where there is none."""
    return f"({flows.last + 2}-SUMPRODUCT(MAX(({row}{sign}0)*({flows.last + 1}-{flows.periods}))))"
