"""Small cases with closed forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi.case import Case, Correlation, Header, Input, Line


def money_case(
    formula: str,
    inputs: Mapping[str, str],
    *,
    correlations: Sequence[tuple[str, str, float]] = (),
    grades: Mapping[str, str] | None = None,
    asks: Mapping[str, str] | None = None,
    luck: Sequence[str] = (),
    limits: Mapping[str, tuple[float | None, float | None]] | None = None,
    cost: str | None = None,
) -> Case:
    """Net present value = formula − cost, both amounts in month 0 over inputs without a unit."""
    specs = {
        name: Input(
            name, name.upper(), "–", value, (grades or {}).get(name, "judgement"),  # type: ignore[arg-type]
            ask=(asks or {}).get(name, ""), luck=name in luck,
            min=(limits or {}).get(name, (None, None))[0], max=(limits or {}).get(name, (None, None))[1],
        )
        for name, value in inputs.items()
    }  # fmt: skip
    specs["dollar"] = Input("dollar", "Dollar", "USD", "1", "judgement")
    lines = {"gain": Line("gain", "Gain", "USD", f"({formula}) * dollar", "benefit", "cash", when="start")}
    if cost is not None:
        text = f"({cost}) * dollar"
        lines["spent"] = Line("spent", "Spent", "USD", text, "cost", cost_class="run", when="start")
    return Case(
        Header("closed", "Closed form", "Test", "USD", 12),
        specs,
        lines,
        correlations=tuple(Correlation((a, b), rank) for a, b, rank in correlations),
    )
