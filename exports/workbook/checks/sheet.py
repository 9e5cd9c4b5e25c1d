"""The Checks sheet: the model against itself, in one verdict that every sheet shows."""

from __future__ import annotations

import math

import numpy as np

from exports.workbook.checks import page as at
from exports.workbook.checks.page import Checks, write_master, write_seals
from exports.workbook.checks.realised import check_realised
from exports.workbook.coordinates import letters
from exports.workbook.layout import FINANCE, Subject
from exports.workbook.model.places import ModelPlaces
from exports.workbook.model.refs import LAST_MONTH, LAST_YEAR, TOTAL
from exports.workbook.realised.places import Sheet as RealisedSheet
from exports.workbook.trials.places import TrialsPlaces
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.cells import Value
from exports.workbook.writer.styles import FORMATS
from roi.sim.cuts import CASH, HEADLINE, SOFT, benefits_of, costs_of

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
    for col, text in (
        (at.LABEL, "Check"),
        (at.THIS, "This"),
        (at.THAT, "must equal"),
        (at.TOLERANCE, "within"),
        (at.VERDICT, "Verdict"),
        (at.NOTE, "Note"),
    ):
        right, side = col in (at.THIS, at.THAT, at.TOLERANCE), col in (at.VERDICT, at.NOTE)
        page.put(at.HEADER, col, text, style=f"heading{'_right' if right else '_side' if side else ''}")
    checks = Checks(book, page, subject, model, trials)
    _changes(checks)
    _scale(checks)
    first = checks.row
    _trial_zero(checks)
    _sums(checks)
    _months(checks)
    check_realised(checks, realised, _rounding(checks))
    _ranges(checks)
    _errors(checks)
    _sampling(checks)
    # What was typed by month is summed another way above: its head is worked out again, cell by cell.
    write_master(checks, first, write_seals(checks, {realised.page.title: realised.total + 2}))
    if checks.failed:
        raise ValueError(f"checks fail at export: {', '.join(checks.failed)}")
    page.widths({at.LABEL: 58, at.THIS: 20, at.THAT: 20, at.TOLERANCE: 12, at.VERDICT: 12, at.NOTE: 80})
    page.freeze(at.HEADER + 1, at.THIS)
    page.print_setup(f"A1:{letters(at.NOTE)}{checks.row}", rows=(at.HEADER, at.HEADER))


def _changes(checks: Checks) -> None:
    page = checks.page
    page.put(checks.row, at.LABEL, "Inputs changed since export")
    page.put(checks.row, at.THIS, "=inputs_changed", value=0.0, style="link integer")
    page.text(
        checks.row,
        at.NOTE,
        "Not a failure: it only switches off the comparison with the pasted simulation. What is typed is set here; "
        "`roi run` on this file learns from facts, so that correlated inputs move there and not here.",
        style="note_side",
    )
    checks.row += 1


def _scale(checks: Checks) -> None:
    """What rounding is measured by."""
    page, base = checks.page, checks.subject.base
    page.put(checks.row, at.LABEL, "Size of the case: PV of benefits and costs")
    formula = "=ABS(base_pv_benefits_soft)+ABS(base_pv_costs)+1"
    value = abs(base.metric("pv_benefits", SOFT)) + abs(base.metric("pv_costs", CASH)) + 1
    page.put(checks.row, at.THIS, formula, value=value, style="link money")
    checks.book.define("case_size", page, checks.row, at.THIS)
    checks.row += 1


def _rounding(checks: Checks) -> tuple[str, float]:
    return "case_size*1E-9", float(checks.book.value("case_size")) * 1e-9


def _trial_zero(checks: Checks) -> None:
    place, book = checks.trials, checks.book
    keys = ["pv_benefits", "pv_benefits_cash"]
    if checks.subject.priced:
        keys += ["pv_costs", "npv", "npv_cash", "roi", "roi_cash", "payback", "payback_cash", "peak_funding"]
    for key in keys:
        allowed = _rounding(checks)
        if key.startswith(("roi", "payback")):
            allowed = (
                "1E-9*MAX(1,ABS(N(base_" + key + ")))",
                1e-9 * max(1.0, _size(book.value(f"base_{key}"))),
            )
        trial = f"Trials!${letters(place.columns[key])}${place.base}"
        value = book.value(f"base_{key}")
        label = f"Trial 0 is the base case: {key.replace('_', ' ')}"
        form = FORMATS["months"] if key.startswith("payback") else "#,##0.00"
        checks.compare(label, trial, f"base_{key}", (value, value), allowed, form=form)


def _size(value: Value) -> float:
    return 0.0 if isinstance(value, str) else abs(float(value))


def _sums(checks: Checks) -> None:
    table, model = checks.model.table, checks.subject.model
    book, allowed = checks.book, _rounding(checks)
    model_page = book.pages[table.page]

    def worth(row: int, col: int) -> float:
        return float(model_page.worth(row, col))

    for whole, parts in ((HEADLINE.benefits.id, benefits_of(model, HEADLINE)), ("costs", costs_of(model))):
        for col, what in ((table.total, "total"), (table.present_value, "present value")):
            this = "+".join(table.line_cell(name, col) for name in parts) or "0"
            values = (sum(worth(table.lines[name], col) for name in parts), worth(table.totals[whole], col))
            checks.compare(
                f"Lines add up to {whole}: {what}", this, table.total_cell(whole, col), values, allowed
            )
    net = table.totals[HEADLINE.net.id]
    years = f"SUM({table.page}!${letters(table.initial)}${net}:${letters(LAST_YEAR)}${net})"
    in_years = sum(worth(net, col) for col in (table.initial, *table.years))
    checks.compare(
        "Years add up to the total: net",
        years,
        table.total_cell("net", TOTAL),
        (in_years, worth(net, TOTAL)),
        allowed,
    )
    by_name = (float(book.value("base_npv_by_function")), worth(net, table.present_value))
    checks.compare(
        "NPV by discount factors is that of NPV()",
        "base_npv_by_function",
        table.total_cell("net", table.present_value),
        by_name,
        allowed,
    )


def _months(checks: Checks) -> None:
    """Of every trial: present value by lines and by months."""
    if not checks.subject.priced:
        return
    size = "MAX(ABS(trial_pv_benefits)+ABS(trial_pv_costs)+1)"
    gap = f"SUMPRODUCT(MAX(ABS(trial_npv_by_month-trial_npv)))/SUMPRODUCT({size})"
    checks.compare(
        "NPV of every trial by months is that by lines",
        f"ROUND({gap},12)", "0", (0.0, 0.0), ("1E-9", 1e-9),
        "The largest difference, as a share of the money moved.",
    )  # fmt: skip


def _ranges(checks: Checks) -> None:
    condition = 'SUMPRODUCT((inputs_checks<>"ok")*(inputs_checks<>""))=0'
    note = (
        "An input whose range is not feasible stands at its likely value in every trial until it is mended."
    )
    checks.verdict("Every input: low ≤ likely ≤ high, feasible, inside its limits", condition, True, note)


def _errors(checks: Checks) -> None:
    place, book = checks.trials, checks.book
    last = max(place.columns.values())
    areas = {
        "Inputs": _used(book.pages["Inputs"]),
        "Model": f"$A${at.HEADER}:${letters(LAST_MONTH)}${book.pages['Model'].last_row}",
        "Trials": f"$A${place.base}:${letters(last)}${place.last}",
        "Results": _used(book.pages["Results"]),
        "Realised": _used(book.pages["Realised"]),
    }
    if FINANCE in book.pages:
        areas[FINANCE] = _used(book.pages[FINANCE])
    areas |= {title: _used(book.pages[title]) for title in at.REDERIVED if title in book.pages}
    for title, area in areas.items():
        checks.verdict(f"No error in any cell of {title}", f"SUMPRODUCT(ISERROR({title}!{area})*1)=0", True)


def _used(page: Page) -> str:
    """All beneath the head, which shows the verdict itself."""
    return f"$A${at.HEADER}:${letters(page.last_col)}${page.last_row}"


def _sampling(checks: Checks) -> None:
    """The live trials against percentiles of the pasted simulation, unless inputs were changed.

    By shares of trials, which hold for distributions of any form: a percentile's own standard error says
    nothing where the distribution has a gap.  A trial that is the percentile itself but for rounding is up to it.
    """
    subject, draws = checks.subject, checks.subject.run.draws_used
    reach, allowed = _rounding(checks)
    chosen = [("npv", 10), ("npv", 50), ("npv", 90), ("npv_cash", 50)]
    if not subject.priced:
        chosen = [("pv_benefits", 50), ("pv_benefits_cash", 50)]
    for key, p in chosen:
        full = checks.book.value(f"full_{key}_p{p}")
        column = checks.trials.drawn(key)
        share, n = p / 100, len(column)
        spread = SIGMAS * math.sqrt(share * (1 - share) * (1 / n + 1 / draws))
        at_most, below = (
            (float(np.mean(column <= full + allowed)), float(np.mean(column < full - allowed)))
            if not isinstance(full, str)
            else (0.0, 0.0)
        )
        page, row = checks.page, checks.row
        trial, rows = f"trial_{key}", f"ROWS(trial_{key})"
        page.put(
            row,
            at.THIS,
            f"=SUMPRODUCT(({trial}<=full_{key}_p{p}+{reach})*1)/{rows}",
            value=at_most,
            style="link percent",
        )
        page.put(row, at.THAT, share, style="constant percent")
        formula = f"={SIGMAS}*SQRT({letters(at.THAT)}{row}*(1-{letters(at.THAT)}{row})*(1/{rows}+1/{draws}))"
        page.put(row, at.TOLERANCE, formula, value=spread, style="formula percent")
        a, b, within = (f"{letters(col)}{row}" for col in (at.THIS, at.THAT, at.TOLERANCE))
        lower = f"SUMPRODUCT(({trial}<full_{key}_p{p}-{reach})*1)/{rows}<={b}+{within}"
        condition = f"IF(inputs_changed>0,TRUE,AND({a}>={b}-{within},{lower}))"
        held = at_most >= share - spread and below <= share + spread
        note = f"Share of trials up to the full P{p}. Passed over once inputs are changed."
        checks.verdict(
            f"Live trials agree with the full simulation: P{p} of {key.replace('_', ' ')}",
            condition,
            held,
            note,
            may_fail=True,
        )
