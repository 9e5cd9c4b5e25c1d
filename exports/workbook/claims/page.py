"""The Claims sheet while it is written: its columns, and where each claim's cells are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from exports.workbook.claims.formulas import Constant
from exports.workbook.writer.book import Page
from exports.workbook.writer.growing import bar
from exports.workbook.writer.styles import number_format
from roi.analysis.audit import Finding, givens_of
from roi.case import EVIDENCE, Case, Claim
from roi.model import ModelInput, resolve
from roi.records import dataclass
from roi.sim.plan import Plan, plan
from roi.units import DeclaredUnit

(NUMBER, TEXT, SOURCE, STATED, COMPUTED, UNIT, RATIO, VERDICT, WHY, FIGURE, IMPLIED, LOW, HIGH, OF, PLACE) = (
    range(1, 16)
)
HEADINGS = {
    NUMBER: "No.", TEXT: "Published claim", SOURCE: "Source", STATED: "Stated", COMPUTED: "Computed",
    UNIT: "Unit", RATIO: "Computed ÷ stated", VERDICT: "Verdict", WHY: "Why (as of export)",
    FIGURE: "It implies", IMPLIED: "Implied value", LOW: "P1 of the evidence",
    HIGH: "P99 of the evidence", OF: "Unit", PLACE: "Within?",
}  # fmt: skip
WIDTHS = {
    NUMBER: 5, TEXT: 40, SOURCE: 17, STATED: 15, COMPUTED: 15, UNIT: 15, RATIO: 11, VERDICT: 20, WHY: 62,
    FIGURE: 26, IMPLIED: 12, LOW: 12, HIGH: 12, OF: 14, PLACE: 9,
}  # fmt: skip
HEAD_ROW = 6
LABEL, VALUE = TEXT, STATED  # columns of the workings beneath the table


@dataclass(slots=True)
class ClaimSheet:
    """What is known while the sheet is written, from bottom to top of its formulas."""

    page: Page
    case: Case
    constant: Constant
    findings: Sequence[Finding]
    last_col: int
    row: int
    plans: dict[str, Plan] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)  # claim → cell of what the figures give
    implied: dict[str, str] = field(default_factory=dict)
    band: dict[str, tuple[str, str]] = field(default_factory=dict)  # claim → cells of P1, P99

    def plan(self, preset: str) -> Plan:
        if preset not in self.plans:
            self.plans[preset] = plan(resolve(self.case, preset=preset))
        return self.plans[preset]

    def givens(self, claim: Claim) -> dict[str, ModelInput]:
        return givens_of(claim, self.plan(EVIDENCE).model.units, self.case)

    def section(self, title: str, note: str = "") -> None:
        self.row += 2
        bar(self.page, self.row, NUMBER, self.last_col, title)
        if note:
            self.row += 1
            self.page.text(self.row, NUMBER, note, style="note")

    def line(self, label: str, unit: str, number: str = "") -> int:
        self.row += 1
        if number:
            self.page.text(self.row, NUMBER, number, style="text_centre")
        self.page.text(self.row, LABEL, label)
        self.page.text(self.row, SOURCE, unit, style="unit")
        return self.row

    def number_of(self, claim: Claim) -> str:
        return str(1 + next(k for k, finding in enumerate(self.findings) if finding.claim is claim))

    def put_constant(self, row: int, col: int, value: float, unit: DeclaredUnit) -> None:
        """A published figure: fractions for a `%`."""
        self.page.put(row, col, value, style="constant", form=number_format(unit, [value]))
