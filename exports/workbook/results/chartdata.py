"""Beneath the Results: what the charts are drawn from, live on Trials and Model."""

from __future__ import annotations

from exports.voice.bins import BINS, Bins, bins_of
from exports.voice.wording import parts_sentence
from exports.workbook.coordinates import letters
from exports.workbook.results.fan import write_fan
from exports.workbook.results.places import FanPlace, Histogram, ResultsPlaces, Tornado
from exports.workbook.results.rows import FIRST, LABEL, MONEY, ResultsSheet
from roi.arrays import Array
from roi.sim.cuts import CASH, HEADLINE, Cut

STRONGEST = 10


def write_chart_data(results: ResultsSheet) -> ResultsPlaces:
    """The tables, one under the other."""
    tornado = _tornado(results) if results.trials.values.varying else None
    results.row += 1
    histogram = _histogram(results)
    fans: dict[Cut, FanPlace] = {}
    for cut in (CASH, HEADLINE):
        same = results.subject.cuts[cut]
        results.row += 1
        fans[cut] = fans[same] if same in fans else write_fan(results, same)
    return ResultsPlaces(histogram, fans, tornado)


def _tornado(results: ResultsSheet) -> Tornado:
    """Every input swung alone from its low to its high end, and the strongest of them, sorted."""
    swung, npv = results.trials.values.swung, results.trials.cached["npv"]
    place = results.trials
    sorted_rows = min(STRONGEST, len(swung))
    results.section("The strongest inputs, each swung alone (P10 to P90), sorted")
    results.heads(
        {LABEL: "Input", FIRST: "Rank", FIRST + 1: "Change of NPV, low", FIRST + 2: "Change of NPV, high"}
    )
    first, all_first = results.row, results.row + sorted_rows + 3
    results.row = all_first - 2
    parts = parts_sentence(factor.item for factor in swung if not factor.of_years)
    results.section(f"Swing of each input: NPV with all others at their value in use. {parts}".rstrip(". "))
    results.heads({
        LABEL: "Input", FIRST: "NPV, low", FIRST + 1: "NPV, high", FIRST + 2: "Change, low",
        FIRST + 3: "Change, high", FIRST + 4: "Size", FIRST + 5: "Rank",
    })  # fmt: skip
    all_last = results.row + len(swung) - 1
    labels, sizes = [], []
    swings = npv[1 : 1 + 2 * len(swung)].reshape(-1, 2)
    col = letters(place.columns["npv"])
    # Trial 0 and not the Model: the same formula in another row, so that no effect is exactly no change.
    plan, base = f"Trials!${col}${place.base}", float(npv[0])
    for factor, (low, high) in zip(swung, swings.tolist(), strict=True):
        row, label, at = results.row, factor.item.spec.label, place.swings[factor.id]
        if factor.of_years:
            results.page.text(row, LABEL, label, style="label")
        else:
            results.cell(row, LABEL, f"Inputs!$A${results.inputs.rows[factor.id].row}", label, "link")
        results.cell(row, FIRST, f"Trials!${col}${at[0]}", low, "link money")
        results.cell(row, FIRST + 1, f"Trials!${col}${at[1]}", high, "link money")
        a, b = letters(FIRST), letters(FIRST + 1)
        results.cell(row, FIRST + 2, f"{a}{row}-{plan}", low - base)
        results.cell(row, FIRST + 3, f"{b}{row}-{plan}", high - base)
        results.cell(row, FIRST + 4, f"ABS({b}{row}-{a}{row})", abs(high - low))
        labels.append(label)
        sizes.append(abs(high - low))
        results.row += 1
    ranks = _ranks(results, all_first, all_last, sizes)
    _sorted(results, first, sorted_rows, all_first, all_last, labels, swings - npv[0], ranks)
    last = first + sorted_rows - 1
    return Tornado(
        results.column(LABEL, first, last),
        results.column(FIRST + 1, first, last),
        results.column(FIRST + 2, first, last),
        results.column(FIRST + 5, all_first, all_last),
    )


def _ranks(results: ResultsSheet, first: int, last: int, sizes: list[float]) -> list[int]:
    """1 for the largest; of equal ones the upper first, so that every rank is there once."""
    col = letters(FIRST + 4)
    ranks = []
    for place, size in enumerate(sizes):
        row = first + place
        rank = sum(other > size for other in sizes) + sum(other == size for other in sizes[: place + 1])
        above = f"SUMPRODUCT((${col}${first}:${col}${last}>{col}{row})*1)"
        equal = f"SUMPRODUCT((${col}${first}:{col}{row}={col}{row})*1)"
        results.cell(row, FIRST + 5, f"{above}+{equal}", float(rank), "formula integer")
        ranks.append(rank)
    return ranks


def _sorted(
    results: ResultsSheet,
    first: int,
    count: int,
    all_first: int,
    all_last: int,
    labels: list[str],
    changes: Array,
    ranks: list[int],
) -> None:
    rank_cells = f"${letters(FIRST + 5)}${all_first}:${letters(FIRST + 5)}${all_last}"
    for place in range(count):
        row, source = first + place, ranks.index(place + 1)
        results.page.put(row, FIRST, place + 1, style="constant integer")
        match = f"MATCH(${letters(FIRST)}{row},{rank_cells},0)"
        for col, from_col, value, style in (
            (LABEL, LABEL, labels[source], "formula"),
            (FIRST + 1, FIRST + 2, float(changes[source][0]), MONEY),
            (FIRST + 2, FIRST + 3, float(changes[source][1]), MONEY),
        ):
            cells = f"${letters(from_col)}${all_first}:${letters(from_col)}${all_last}"
            results.cell(row, col, f"INDEX({cells},{match})", value, style)


def _histogram(results: ResultsSheet) -> Histogram:
    """Bins of equal width between P1 and P99 of the trials, with an edge at zero."""
    bins, page = bins_of(results.trials.drawn("npv")), results.page
    results.section(
        "Histogram of NPV, headline: 30 bins from P1 to P99, the first and last hold what lies beyond"
    )
    settings = (
        ("Bins between the ends", str(BINS - 2), float(BINS - 2), "constant integer"),
        ("P1", "SMALL(trial_npv,MAX(1,ROUNDUP(1%*ROWS(trial_npv)-1E-9,0)))", bins.low, MONEY),
        ("P99", "SMALL(trial_npv,MAX(1,ROUNDUP(99%*ROWS(trial_npv)-1E-9,0)))", bins.high, MONEY),
    )
    cells = []
    for label, formula, value, style in settings:
        page.put(results.row, LABEL, label, style="label_indent")
        if style.startswith("constant"):
            page.put(results.row, FIRST, value, style=style)
        else:
            results.cell(results.row, FIRST, formula, value, style)
        cells.append(f"${letters(FIRST)}${results.row}")
        results.row += 1
    between, p1, p99 = cells
    page.put(results.row, LABEL, "Width of a bin", style="label_indent")
    width = results.cell(
        results.row, FIRST, f"IF({p99}>{p1},{p99}-{p1},MAX(1,ABS({p1})))/{between}", bins.step
    )
    page.put(results.row + 1, LABEL, "First edge, in widths", style="label_indent")
    origin = results.cell(results.row + 1, FIRST, f"INT({p1}/{width})", bins.start, "formula integer")
    results.row += 2
    results.heads({
        LABEL: "Bin", FIRST: "From", FIRST + 1: "To", FIRST + 2: "Middle", FIRST + 3: "Below 0",
        FIRST + 4: "Above 0", FIRST + 5: "Cumulative",
    })  # fmt: skip
    return _bins(results, width, origin, bins)


def _bins(results: ResultsSheet, width: str, origin: str, bins: Bins) -> Histogram:
    first, rows, edges = results.row, "ROWS(trial_npv)", bins.edges
    last = first + BINS - 1
    a, b = letters(FIRST), letters(FIRST + 1)
    for k in range(BINS):
        row, low, high, share = first + k, edges[k], edges[k + 1], bins.shares[k]
        results.page.put(row, LABEL, k + 1, style="constant integer")
        results.cell(row, FIRST, f"({origin}+${letters(LABEL)}{row}-1)*{width}", low)
        results.cell(row, FIRST + 1, f"({origin}+${letters(LABEL)}{row})*{width}", high)
        results.cell(row, FIRST + 2, f"({a}{row}+{b}{row})/2", (low + high) / 2)
        above, below = f"(trial_npv>={a}{row})", f"(trial_npv<{b}{row})"
        text = {0: f"{below}*1", BINS - 1: f"{above}*1"}.get(k, f"{above}*{below}")
        counted = f"SUMPRODUCT({text})/{rows}"
        results.cell(
            row, FIRST + 3, f"IF({b}{row}<=0,{counted},0)", share if high <= 0 else 0.0, "formula percent"
        )
        results.cell(
            row, FIRST + 4, f"IF({b}{row}>0,{counted},0)", share if high > 0 else 0.0, "formula percent"
        )
        sums = f"SUM(${letters(FIRST + 3)}${first}:{letters(FIRST + 4)}{row})"
        results.cell(row, FIRST + 5, sums, bins.cumulative[k], "formula percent")
    results.row = last + 1
    return Histogram(
        results.column(FIRST + 2, first, last), results.column(FIRST + 3, first, last),
        results.column(FIRST + 4, first, last), results.column(FIRST + 5, first, last),
    )  # fmt: skip
