"""The Checks sheet: the model against itself, in one verdict that every sheet shows."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from exports.workbook.checks import page as at
from exports.workbook.checks.page import (
    Check,
    Figure,
    Rounding,
    agree,
    holds,
    seals_of_checks,
    write_master,
    write_rows,
    write_seals,
)
from exports.workbook.checks.realised import checks_of_realised
from exports.workbook.coordinates import letters
from exports.workbook.layout import FINANCE, Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.model.refs import LAST_MONTH, LAST_YEAR, TOTAL
from exports.workbook.realised.places import Sheet as RealisedSheet
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import FORMATS
from roi.sim.cuts import CASH, HEADLINE, SOFT, benefits_of, costs_of

_CHANGED, _SIZE, _FIRST = (at.HEADER + k for k in (1, 2, 3))  # rows; the last is that of the first check
_HEADS = {
    at.LABEL: "Check", at.THIS: "This", at.THAT: "must equal", at.TOLERANCE: "within", at.VERDICT: "Verdict",
    at.NOTE: "Note",
}  # fmt: skip
SIGMAS = 4  # a live P50 further off than that is no accident


def write_checks(
    book: Book,
    page: Page,
    subject: Subject,
    model: ModelPlaces,
    trials: TrialsPlaces,
    realised: RealisedSheet,
) -> None:
    """Fill the page, after all others, which it seals.

    Raises:
        ValueError: a check fails at export, where it has no right to: the sheets contradict the engine.
    """
    page.head(
        "Checks", "Each line compares two ways to the same figure.  FAIL in any line shows on every sheet."
    )
    headings(page, at.HEADER, _HEADS, right=(at.THIS, at.THAT, at.TOLERANCE), side=(at.VERDICT, at.NOTE))
    _inputs_changed(page)
    rounding = _rounding(page, subject)
    checks = [
        *_trial_zero(book, subject, trials, rounding),
        *_sums(book, subject, model, rounding),
        *_months(subject),
        *checks_of_realised(realised, rounding),
        _ranges(),
        *_errors(book, trials),
        *_sampling(book, subject, trials, rounding),
    ]
    row = write_rows(page, _FIRST, checks)
    # What was typed by month is summed another way above: its head is worked out again, cell by cell.
    seals, copies = write_seals(page, {realised.page.title: realised.total + 2})
    row = write_rows(page, row, seals)
    of_checks = seals_of_checks(page, copies, row - 1)
    write_rows(page, row, of_checks)
    checks += [*seals, *of_checks]
    last = write_master(page, _FIRST, checks)
    if failed := [check.label for check in checks if not check.held and not check.may_fail]:
        raise ValueError(f"checks fail at export: {', '.join(failed)}")
    page.widths({at.LABEL: 58, at.THIS: 20, at.THAT: 20, at.TOLERANCE: 12, at.VERDICT: 12, at.NOTE: 80})
    page.freeze(at.HEADER + 1, at.THIS)
    page.print_setup(f"A1:{letters(at.NOTE)}{last}", rows=(at.HEADER, at.HEADER))


def _inputs_changed(page: Page) -> None:
    page.put(_CHANGED, at.LABEL, "Inputs changed since export")
    page.put(_CHANGED, at.THIS, "=inputs_changed", value=0.0, style="link integer")
    page.text(
        _CHANGED,
        at.NOTE,
        "Not a failure: it only switches off the comparison with the pasted simulation. What is typed is set here; "
        "`roi run` on this file learns from facts, so that correlated inputs move there and not here.",
        style="note_side",
    )


def _rounding(page: Page, subject: Subject) -> Rounding:
    """What rounding may come to, by the size of the case: a formula, and what it is worth now."""
    base = subject.base
    page.put(_SIZE, at.LABEL, "Size of the case: PV of benefits and costs")
    formula = "=ABS(base_pv_benefits_soft)+ABS(base_pv_costs)+1"
    value = abs(base.metric("pv_benefits", SOFT)) + abs(base.metric("pv_costs", CASH)) + 1
    page.put(_SIZE, at.THIS, formula, value=value, style="link money")
    name = page.book.define("case_size", page, _SIZE, at.THIS)
    return f"{name}*1E-9", float(value) * 1e-9


def _trial_zero(book: Book, subject: Subject, trials: TrialsPlaces, rounding: Rounding) -> Iterator[Check]:
    keys = ["pv_benefits", "pv_benefits_cash"]
    if subject.priced:
        keys += ["pv_costs", "npv", "npv_cash", "roi", "roi_cash", "payback", "payback_cash", "peak_funding"]
    for key in keys:
        allowed = rounding
        if key.startswith(("roi", "payback")):
            allowed = (
                "1E-9*MAX(1,ABS(N(base_" + key + ")))",
                1e-9 * max(1.0, _size(book.value(f"base_{key}"))),
            )
        trial = f"Trials!${letters(trials.columns[key])}${trials.base}"
        value = book.value(f"base_{key}")
        label = f"Trial 0 is the base case: {key.replace('_', ' ')}"
        form = FORMATS["months"] if key.startswith("payback") else "#,##0.00"
        yield agree(label, trial, f"base_{key}", (value, value), allowed, form=form)


def _size(value: Value) -> float:
    return 0.0 if isinstance(value, str) else abs(float(value))


def _sums(book: Book, subject: Subject, places: ModelPlaces, allowed: Rounding) -> Iterator[Check]:
    table, model = places.table, subject.model
    model_page = book.pages[table.page]

    def worth(row: int, col: int) -> float:
        return float(model_page.worth(row, col))

    for whole, parts in ((HEADLINE.benefits.id, benefits_of(model, HEADLINE)), ("costs", costs_of(model))):
        for col, what in ((table.total, "total"), (table.present_value, "present value")):
            this = "+".join(table.line_cell(name, col) for name in parts) or "0"
            values = (sum(worth(table.lines[name], col) for name in parts), worth(table.totals[whole], col))
            yield agree(
                f"Lines add up to {whole}: {what}", this, table.total_cell(whole, col), values, allowed
            )
    net = table.totals[HEADLINE.net.id]
    years = f"SUM({table.page}!${letters(table.initial)}${net}:${letters(LAST_YEAR)}${net})"
    in_years = sum(worth(net, col) for col in (table.initial, *table.years))
    yield agree(
        "Years add up to the total: net",
        years,
        table.total_cell("net", TOTAL),
        (in_years, worth(net, TOTAL)),
        allowed,
    )
    by_name = (float(book.value("base_npv_by_function")), worth(net, table.present_value))
    yield agree(
        "NPV by discount factors is that of NPV()",
        "base_npv_by_function",
        table.total_cell("net", table.present_value),
        by_name,
        allowed,
    )


def _months(subject: Subject) -> Iterator[Check]:
    """Of every trial: present value by lines and by months."""
    if not subject.priced:
        return
    size = "MAX(ABS(trial_pv_benefits)+ABS(trial_pv_costs)+1)"
    gap = f"SUMPRODUCT(MAX(ABS(trial_npv_by_month-trial_npv)))/SUMPRODUCT({size})"
    yield agree(
        "NPV of every trial by months is that by lines",
        f"ROUND({gap},12)", "0", (0.0, 0.0), ("1E-9", 1e-9),
        "The largest difference, as a share of the money moved.",
    )  # fmt: skip


def _ranges() -> Check:
    condition = 'SUMPRODUCT((inputs_checks<>"ok")*(inputs_checks<>""))=0'
    note = (
        "An input whose range is not feasible stands at its likely value in every trial until it is mended."
    )
    return holds("Every input: low ≤ likely ≤ high, feasible, inside its limits", condition, note)


def _errors(book: Book, trials: TrialsPlaces) -> Iterator[Check]:
    last = max(trials.columns.values())
    areas = {
        "Inputs": _used(book.pages["Inputs"]),
        "Model": f"$A${at.HEADER}:${letters(LAST_MONTH)}${book.pages['Model'].last_row}",
        "Trials": f"$A${trials.base}:${letters(last)}${trials.last}",
        "Results": _used(book.pages["Results"]),
        "Realised": _used(book.pages["Realised"]),
    }
    if FINANCE in book.pages:
        areas[FINANCE] = _used(book.pages[FINANCE])
    areas |= {title: _used(book.pages[title]) for title in at.REDERIVED if title in book.pages}
    for title, area in areas.items():
        yield holds(f"No error in any cell of {title}", f"SUMPRODUCT(ISERROR({title}!{area})*1)=0")


def _used(page: Page) -> str:
    """All beneath the head, which shows the verdict itself."""
    return f"$A${at.HEADER}:${letters(page.last_col)}${page.last_row}"


def _sampling(book: Book, subject: Subject, trials: TrialsPlaces, rounding: Rounding) -> Iterator[Check]:
    """The live trials against percentiles of the pasted simulation, unless inputs were changed.

    By shares of trials, which hold for distributions of any form: a percentile's own standard error says
    nothing where the distribution has a gap.  A trial that is the percentile itself but for rounding is up to it.
    """
    reach, allowed = rounding
    chosen = [("npv", 10), ("npv", 50), ("npv", 90), ("npv_cash", 50)]
    if not subject.priced:
        chosen = [("pv_benefits", 50), ("pv_benefits_cash", 50)]
    for key, p in chosen:
        full = book.value(f"full_{key}_p{p}")
        column = trials.drawn(key)
        share, n = p / 100, len(column)
        spread = SIGMAS * math.sqrt(share * (1 - share) * (1 / n + 1 / subject.run.draws_used))
        at_most, below = (
            (float(np.mean(column <= full + allowed)), float(np.mean(column < full - allowed)))
            if not isinstance(full, str)
            else (0.0, 0.0)
        )
        yield _shares(
            (key, p), reach, subject.run.draws_used, (at_most, spread),
            at_most >= share - spread and below <= share + spread,
        )  # fmt: skip


def _shares(
    percentile: tuple[str, int], reach: str, draws: int, values: tuple[float, float], held: bool
) -> Check:
    """The share of trials up to a percentile of a metric; `values`: that share, and how far off it may be."""
    key, p = percentile
    trial, rows = f"trial_{key}", f"ROWS(trial_{key})"
    a, b, within = (f"{letters(col)}{at.ROW}" for col in (at.THIS, at.THAT, at.TOLERANCE))
    lower = f"SUMPRODUCT(({trial}<full_{key}_p{p}-{reach})*1)/{rows}<={b}+{within}"
    condition = f"IF(inputs_changed>0,TRUE,AND({a}>={b}-{within},{lower}))"
    allowed = f"={SIGMAS}*SQRT({b}*(1-{b})*(1/{rows}+1/{draws}))"
    figures = (
        Figure(
            at.THIS, f"=SUMPRODUCT(({trial}<=full_{key}_p{p}+{reach})*1)/{rows}", values[0], "link percent"
        ),
        Figure(at.THAT, p / 100, None, "constant percent"),
        Figure(at.TOLERANCE, allowed, values[1], "formula percent"),
    )
    return Check(
        f"Live trials agree with the full simulation: P{p} of {key.replace('_', ' ')}", condition, held,
        f"Share of trials up to the full P{p}. Passed over once inputs are changed.", True, figures,
    )  # fmt: skip
