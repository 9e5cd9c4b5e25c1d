"""The internal rate of return as a formula, by the definition of `roi.sim.irr`."""

from __future__ import annotations

from dataclasses import dataclass

UNDEFINED, UNBOUNDED = "undefined", "unbounded"


@dataclass(frozen=True, slots=True)
class Flows:
    """Ranges of one row: flows, their running sum, period numbers 0 … last; flows backwards, if there are."""

    net: str
    running: str
    periods: str
    last: int
    per_year: int
    reverse: str


def irr_formula(flows: Flows) -> str:
    """The effective rate a year.

    No inflow: -1; no outflow: `unbounded`; no single change of sign, of flows or of their running sum:
    `undefined`, and so what the spreadsheet's iteration does not find.  A rate below 0 is found from the flows
    backwards, where the iteration is as safe as above 0.
    """
    rises, falls = one_change(flows.net, flows)
    up, down = one_change(flows.running, flows)
    total = f"SUM({flows.net})"
    first = f"IF({rises},-1,1)"  # the sign of the first flow
    guess = "0.01" if flows.per_year == 12 else "0.1"
    power = f"^{flows.per_year}" if flows.per_year > 1 else ""
    forward = f"(1+IRR({flows.net},{guess})){power}-1"
    backward = f"(1+IRR({flows.reverse},{guess}))^(-{flows.per_year})-1"
    conventional = f"IF({total}*{first}<0,{forward},IF({total}=0,0,{backward}))"
    crosses = f"MAX({flows.running})>0,MIN({flows.running})<0"
    norstrom = f'IF(AND({crosses},OR({up},{down}),{total}<>0),{forward},"{UNDEFINED}")'
    either = f"IF(OR({rises},{falls}),{conventional},{norstrom})"
    none = f'IF(SUMPRODUCT(({flows.net}<0)*1)=0,"{UNDEFINED}",-1)'
    lossless = f'IF(SUMPRODUCT(({flows.net}<0)*1)=0,"{UNBOUNDED}",{either})'
    return f'IFERROR(IF(SUMPRODUCT(({flows.net}>0)*1)=0,{none},{lossless}),"{UNDEFINED}")'


def one_change(row: str, flows: Flows) -> tuple[str, str]:
    """Conditions: all below zero before all above, and the reverse (zeros anywhere)."""

    def last(sign: str) -> str:
        return f"SUMPRODUCT(MAX(({row}{sign}0)*({flows.periods}+1)))"

    def first(sign: str) -> str:
        return f"{flows.last + 2}-SUMPRODUCT(MAX(({row}{sign}0)*({flows.last + 1}-{flows.periods})))"

    return f"{last('<')}<{first('>')}", f"{last('>')}<{first('<')}"
