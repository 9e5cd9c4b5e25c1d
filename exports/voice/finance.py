"""What a case says of tax, prices and losses, in sentences, and its plan by quarter: every face shows these."""

from __future__ import annotations

from exports.voice.figures import discounting
from exports.voice.wording import between
from roi.case import DISCOUNT_RATE
from roi.finance import Basis, Losses
from roi.model import Model
from roi.records import dataclass
from roi.sim.cuts import CASH, HEADLINE, distinct_cuts
from roi.sim.payments import MONTHS_A_YEAR
from roi.sim.table import FinanceTable
from roi.text import counted

_LOSSES: dict[Losses, str] = {
    "offset": "A loss saves tax in its year, against other profits of the buyer.",
    "carried-forward": "A loss is carried forward against later income of this case only.",
}
_QUARTER_SUMS = {
    CASH.benefits.id: "Cash benefits", HEADLINE.benefits.id: "Benefits", "costs": "Costs",
    CASH.net.id: "Net, cash only", HEADLINE.net.id: "Net",
}  # fmt: skip
ROUNDED = "Rounded figures may not add up in the last digit."


def last_year(horizon: int) -> str:
    """`year 3 has 6 months`: how long the last year is; "" where it is whole."""
    years, months = divmod(horizon, MONTHS_A_YEAR)
    return f"year {years + 1} has {counted(months, 'month')}" if months else ""


def short_year(horizon: int) -> str:
    """The same as a sentence, `Year 3 has 6 months.`"""
    last = last_year(horizon)
    return f"{last[0].upper()}{last[1:]}." if last else ""


def terms_of(model: Model) -> str:
    """`discounted at 10 % a year, before tax`: on what basis the figures of a run stand; nominal goes without."""
    real = ", real" if basis_of(model) == "real" else ""
    return f"discounted at {discounting(model)}{real}, before tax"


def settings_of_money(model: Model) -> str:
    """`36 months; money in USD, nominal, before tax, discounted at 8 to 12 %/year (month-end).`"""
    start = model.case.header.start
    begins = f", month 1 is {start}" if start else ""
    return (
        f"{counted(model.horizon, 'month')}{begins}; money in {model.currency}, {basis_of(model)}, before tax, "
        f"discounted at {between(model.input(DISCOUNT_RATE))} ({model.case.header.discounting})."
    )


def basis_of(model: Model) -> Basis:
    """Whether money and rates of the case are nominal or real."""
    return "nominal" if model.finance is None else model.finance.terms.basis


def finance_sentences(model: Model) -> tuple[str, ...]:
    """What `[finance]` of the case assumes; () where it has none."""
    if model.finance is None:
        return ()
    terms = model.finance.terms
    ranges = {key: between(model.input(name)) for key, name in terms.inputs.items()}
    sentences = []
    if terms.tax_rate:
        sentences.append(
            f"After tax at {ranges['tax_rate']}, on the benefits that are counted, paid in the last month of each "
            f"plan year. {_LOSSES[terms.losses]}"
        )
    if terms.capitalise:
        sentences.append(
            f"Written down in equal parts over {_years(ranges['useful_life'])}, the rest at the horizon: "
            f"{', '.join(terms.capitalise)}."
        )
    if terms.working_capital:
        label = model.labels[terms.working_capital]
        sentences.append(
            f"Working capital is “{label}”, freed at the horizon, not taxed, and in NPV after tax only."
        )
    if terms.has("finance_rate", "reinvestment_rate"):
        rates = [ranges.get(key, discounting(model)) for key in ("finance_rate", "reinvestment_rate")]
        sentences.append(
            f"MIRR: money is borrowed at {_a_year(rates[0])} and invested at {_a_year(rates[1])}."
        )
    if terms.second_discount_rate:
        sentences.append(f"The second rate is {_a_year(ranges['second_discount_rate'])}.")
    sentences += _end(model, ranges)
    if terms.inflation:
        other = "prices of the start" if terms.basis == "nominal" else "money of its day"
        sentences.append(
            f"Prices rise by {_a_year(ranges['inflation'])}: the same in {other}, at the rate that goes with it, "
            "has the same present value."
        )
    return tuple(sentences)


def _end(model: Model, ranges: dict[str, str]) -> list[str]:
    """What the value at the horizon is."""
    worth = {
        "residual_value": "a residual value of {}",
        "terminal_multiple": "{} times the last year's net, never below 0",
        "terminal_growth": "the last year's net for ever, growing by {} and never below 0",
    }
    assert model.finance is not None
    taxed = ", after tax" if model.finance.terms.tax_rate else ""
    return [
        f"The terminal value is {text.format(_a_year(ranges[key]))}{taxed}; it is in no other figure."
        for key, text in worth.items()
        if key in ranges
    ]


def _a_year(text: str) -> str:
    return text.replace("%/year", "% a year")


def _years(text: str) -> str:
    return text if text == "1 year" else text.removesuffix("s") + "s"


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """Money of a quarter under `QUARTER_HEADS`."""

    label: str
    money: tuple[float, ...]


def quarter_rows(table: FinanceTable, model: Model) -> tuple[tuple[str, ...], tuple[QuarterRow, ...]]:
    """The plan by quarter: headings of the sums, and a row a quarter with the running net at its end.

    Sums that need costs are left out where some are not stated.
    """
    same = distinct_cuts(model)[HEADLINE] != HEADLINE  # no capacity: cash is all that is counted
    hidden = {CASH.benefits.id, CASH.net.id} if same else set()
    names = [
        name
        for name in _QUARTER_SUMS
        if name not in hidden and (not model.unstated or name.endswith("benefits"))
    ]
    heads = [_QUARTER_SUMS[name] for name in names]
    columns = [list(table.total(name).by_year) for name in names]
    if not model.unstated:
        running, so_far = [], 0.0
        for money in columns[-1]:
            so_far += money
            running.append(so_far)
        heads, columns = [*heads, "Running net"], [*columns, running]
    rows = zip(table.columns, zip(*columns, strict=True), strict=True)
    return tuple(heads), tuple(QuarterRow(label, money) for label, money in rows)
