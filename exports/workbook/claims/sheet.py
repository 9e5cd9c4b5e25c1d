"""The Claims sheet: what was published, what the figures give, and the verdict, each as a live formula."""

from __future__ import annotations

from collections.abc import Mapping

from exports.workbook.claims import page as at
from exports.workbook.claims.formulas import Constant
from exports.workbook.claims.page import ClaimSheet
from exports.workbook.claims.workings import (
    write_evidence,
    write_formula_claims,
    write_line_claims,
    write_rules,
)
from exports.workbook.coordinates import letters
from exports.workbook.layout import Constants, Subject
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.growing import headings
from exports.workbook.writer.styles import BAD, CAUTION, GOOD, marked, number_format
from exports.workbook.writer.text import height_of, width_of
from roi.analysis.audit import Finding, audit
from roi.case import EVIDENCE, Case


def write_claims(book: Book, page: Page, subject: Subject, constants: Constants) -> None:
    """Write the page; conversions that Inputs does not have stand to the right of what is printed."""
    case = subject.model.case
    titles = {
        name: f"{source.publisher} {source.year or ''}".strip() for name, source in case.sources.items()
    }
    names: dict[tuple[str, float], str] = {}

    def constant(label: str, value: float) -> str:
        if (label, value) in constants:
            return constants[label, value]
        if (label, value) not in names:
            row, col = at.HEAD_ROW + 1 + len(names), at.PLACE + 2
            page.text(at.HEAD_ROW, col, "Unit conversions", style="note")
            page.text(row, col, label, style="unit")
            page.put(row, col + 1, value, style="constant")
            names[label, value] = page.at(row, col + 1)
        return names[label, value]

    claims_sheet(page, case, constant, titles)


def claims_sheet(page: Page, case: Case, constant: Constant, source_titles: Mapping[str, str]) -> None:
    """Write the page.

    Args:
        page: an empty one.
        case: whose claims are audited.
        constant: gives the name of the cell of a conversion ratio: (label, value) → reference.
        source_titles: source id → what is shown for it.
    """
    findings = audit(case)
    page.head("Published claims, checked", "Stated, against what the figures give")
    page.height(1, 26)
    last = at.PLACE if any(finding.implied is not None for finding in findings) else at.WHY
    page.widths({col: width for col, width in at.WIDTHS.items() if col <= last})
    if not findings:
        page.text(at.HEAD_ROW, at.NUMBER, "The case has no published claims.")
        page.print_setup()
        return
    sheet = ClaimSheet(page, case, constant, findings, last, at.HEAD_ROW + len(findings))
    write_rules(sheet)
    write_formula_claims(sheet)
    write_line_claims(sheet)
    write_evidence(sheet)
    _table(sheet, source_titles)
    _coloured(sheet)
    page.freeze(at.HEAD_ROW + 1, at.SOURCE)
    split = at.WHY if last > at.WHY else 0
    page.print_setup(
        f"A1:{letters(last)}{sheet.row}",
        rows=(1, 1),
        columns=(at.NUMBER, at.TEXT) if split else None,
        split_after=split,
    )


def _table(sheet: ClaimSheet, source_titles: Mapping[str, str]) -> None:
    page = sheet.page
    right = {at.STATED, at.COMPUTED, at.RATIO, at.IMPLIED, at.LOW, at.HIGH}
    heads = {col: heading for col, heading in at.HEADINGS.items() if col <= sheet.last_col}
    headings(page, at.HEAD_ROW, heads, right)
    page.height(at.HEAD_ROW, 28)
    units = sheet.plan(EVIDENCE).model.units
    room = float(at.WIDTHS[at.STATED])
    for place, finding in enumerate(sheet.findings):
        row, claim = at.HEAD_ROW + 1 + place, finding.claim
        unit = units.declared(claim.unit)
        numbers = [n * unit.scale for n in (claim.stated, finding.computed) if n is not None]
        form = number_format(unit, numbers)
        room = max([room, *(width_of(number, form) for number in numbers)])
        page.put(row, at.NUMBER, place + 1, style="text_centre_top month")
        page.text(row, at.TEXT, claim.text, style="text_wrap")
        page.text(row, at.SOURCE, source_titles.get(claim.source, claim.source), style="source")
        page.text(row, at.UNIT, "" if not numbers or unit.text == "%" else unit.text, style="unit_top")
        page.text(row, at.WHY, finding.why, style="text_wrap")
        if claim.stated is not None:
            page.put(row, at.STATED, claim.stated * unit.scale, style="constant_top", form=form)
        if claim.id in sheet.computed:
            value = (finding.computed or 0.0) * unit.scale
            page.put(
                row, at.COMPUTED, f"={sheet.computed[claim.id]}", value=value, style="formula_top", form=form
            )
        _implied_cells(sheet, row, finding)
        _verdict(sheet, row, finding)
        page.height(row, height_of([(claim.text, at.WIDTHS[at.TEXT]), (finding.why, at.WIDTHS[at.WHY])]))
    page.widths({at.STATED: room, at.COMPUTED: room})


def _coloured(sheet: ClaimSheet) -> None:
    """Verdicts in the colours of traffic; the words stay."""
    first = f"{letters(at.VERDICT)}{at.HEAD_ROW + 1}"
    area = f"{first}:{letters(at.VERDICT)}{at.HEAD_ROW + len(sheet.findings)}"
    for verdicts, look in (
        (("reconciles",), GOOD),
        (("nearly", "cannot be checked"), CAUTION),
        (("contradicts", "implausible"), BAD),
    ):
        condition = ",".join(f'{first}="{verdict}"' for verdict in verdicts)
        marked(sheet.page.worksheet, area, f"OR({condition})", look)


def _implied_cells(sheet: ClaimSheet, row: int, finding: Finding) -> None:
    implied, page = finding.implied, sheet.page
    if implied is None:
        return
    item = implied.item
    low, high = sheet.band[finding.claim.id]
    page.text(row, at.FIGURE, implied.label, style="text_wrap")
    page.text(row, at.OF, implied.unit, style="unit_top")
    values = [number * item.unit.scale for number in (implied.value, implied.p1, implied.p99)]
    for col, cell, value in zip(
        (at.IMPLIED, at.LOW, at.HIGH), (sheet.implied[finding.claim.id], low, high), values, strict=True
    ):
        page.put(
            row, col, f"={cell}", value=value, style="formula_top", form=number_format(item.unit, [value])
        )
    here, least, most = (page.at(row, col) for col in (at.IMPLIED, at.LOW, at.HIGH))
    text = f'=IF(AND({here}>={least},{here}<={most}),"within","outside")'
    page.put(row, at.PLACE, text, value="within" if implied.plausible else "outside", style="text_top")


def _verdict(sheet: ClaimSheet, row: int, finding: Finding) -> None:
    page, claim = sheet.page, finding.claim
    if claim.needs:
        page.text(row, at.VERDICT, finding.verdict, style="verdict")
        return
    ratio, computed, stated = (page.at(row, col) for col in (at.RATIO, at.COMPUTED, at.STATED))
    if claim.stated is None:
        text = '"bound"'
    elif finding.ratio is None:
        text = '"contradicts"'
    else:
        page.put(
            row, at.RATIO, f'=IF({stated}=0,IF({computed}=0,1,""),{computed}/{stated})', value=finding.ratio,
            style="formula_top", form="0.000",
        )  # fmt: skip
        off = f"ABS({ratio}-1)"
        text = (
            f'IF({off}<={sheet.rules["reconciles"]},"reconciles",'
            f'IF({off}<={sheet.rules["nearly"]},"nearly","contradicts"))'
        )
    if finding.implied is not None:
        text = f'IF({page.at(row, at.PLACE)}="outside","implausible",{text})'
    page.put(row, at.VERDICT, f"={text}", value=finding.verdict, style="verdict")
