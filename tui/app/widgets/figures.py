"""What the figures of a result are made of, in words: the head of the formula tree."""

from __future__ import annotations

from rich.text import Text

from exports.voice.figures import why_three_figures
from exports.voice.formats import chance, figure, money, number, share
from roi.case import DISCOUNT_RATE
from roi.model import ModelLine
from roi.sim.metrics import METRICS
from tui.app.state import View


def plan_label(view: View) -> Text:
    """`Net present value of the plan = USD 17.1 M`."""
    if _unstated(view):
        return Text.assemble(("Net present value of the plan", "bold"), ": undefined, costs are not stated")
    return Text.assemble(
        ("Net present value of the plan = ", "bold"), (_present(view, view.cut.net.id), "bold")
    )


def sum_label(view: View, flow: str) -> Text:
    """`Benefits  USD 44.6 M today, cash + capacity`; `flow`: benefits or costs."""
    if flow == "costs" and _unstated(view):
        return Text.assemble(("Costs", "bold"), ("  not all are stated", "yellow"))
    name, note = (view.cut.benefits.id, f", {view.cut.label}") if flow == "benefits" else ("costs", "")
    return Text.assemble(
        (flow.capitalize(), "bold"), " = ", (_present(view, name), "bold"), (f" present value{note}", "dim")
    )


def worth(view: View, line: ModelLine) -> str:
    """The present value of a benefit or cost, and whether it counts."""
    kind = line.spec.kind or line.spec.cost_class or ""
    if line.spec.flow == "cost" and kind in _model_unstated(view):
        return f"{kind}, not stated"
    if line.spec.flow == "benefit" and kind not in view.cut.kinds:
        return f"{kind}, not counted"
    monthly = view.known.summary.plan_table.line(line.id)
    return f"PV {money(monthly.present_value, view.known.run.model.currency)}, {kind}"


def why_figure(view: View) -> Text:
    """What the figure is that was asked, and why plan, mean and P50 differ."""
    result = view.known
    run, currency = result.run, result.run.model.currency
    if _unstated(view):
        why = result.summary.undefined_because
        return Text(f"{why[:1].upper()}{why[1:]}.")
    known = view.explained in METRICS or view.explained == "npv_positive"
    name = view.explained if known else "npv"  # the plan, or an input, which stands elsewhere in the tree
    if name == "npv_positive":
        odds = result.summary.probability[view.cut]["npv_positive"]
        text = Text.assemble(
            ("Chance of NPV > 0", "bold"), f": in {chance(odds)} of {run.draws_used:,} draws; ± is half of the "
            "95 % interval, from 16 independent scrambles.",
        )  # fmt: skip
    else:
        metric, estimate = METRICS[name], result.summary.metrics[view.cut][name]
        percentiles = (
            f"P{p} {figure(estimate.percentiles[p].value, metric.unit, currency)}" for p in (10, 50, 90)
        )
        text = Text.assemble(
            (metric.label, "bold"), f": {metric.meaning}. {', '.join(percentiles)}; "
            f"plan {figure(estimate.base, metric.unit, currency)}.",
        )  # fmt: skip
    text.append(
        f"\nPlan, {currency}: benefits {_whole(view, view.cut.benefits.id)} − costs {_whole(view, 'costs')} = "
        f"{_whole(view, view.cut.net.id)}; {_discounting(view)}."
    )
    return text.append(f"\n{why_three_figures(run)}", style="dim")


def _discounting(view: View) -> str:
    model = view.known.run.model
    rate = share(model.input(DISCOUNT_RATE).likely)
    if model.case.header.discounting == "year-end":
        return f"a flow of year k is divided by (1 + {rate})^k"
    return f"a flow of month m is divided by (1 + {rate})^(m/12)"


def _present(view: View, row: str) -> str:
    table = view.known.summary.plan_table
    return money(table.total(row).present_value, view.known.run.model.currency)


def _whole(view: View, row: str) -> str:
    """All digits before the point, so that whoever adds up gets the sum."""
    return number(round(view.known.summary.plan_table.total(row).present_value))


def _model_unstated(view: View) -> tuple[str, ...]:
    return tuple(view.known.run.model.unstated)


def _unstated(view: View) -> bool:
    return bool(_model_unstated(view))
