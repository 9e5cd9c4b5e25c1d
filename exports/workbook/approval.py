"""The Approval sheet: what is to be decided, who answers for each benefit and risk, what was changed by whom, and
room to sign.

Blue cells are for the buyer to fill in; nothing in the model reads them.
"""

from __future__ import annotations

import hashlib

from exports.voice.formats import number
from exports.voice.model_facts import (
    changed_inputs,
    option_title,
    preset_title,
    provenance,
    region_title,
    with_unit,
)
from exports.voice.since import Older, changes_since, figures_since
from exports.voice.wording import grade_word, value_text
from exports.workbook.layout import Subject
from exports.workbook.model.places import TablePlace
from exports.workbook.summary.tables import money_unit
from exports.workbook.writer.book import Book, Page
from exports.workbook.writer.prose import Prose
from exports.workbook.writer.styles import FORMATS
from exports.workbook.writer.text import height_of
from roi.case import EVIDENCE
from roi.model import ModelInput
from roi.notation import written_day
from roi.version import __version__

TITLE = "Approval"
WIDTHS = {1: 40.0, 2: 23.0, 3: 23.0, 4: 20.0, 5: 26.0}
_SIGNATORIES = ("Prepared by", "Reviewed by finance", "Owner of the deployment", "Approved by the sponsor")
_A_PAGE = 60  # rows after which the signatures begin a page of their own
_DIGITS = 12  # of the estimate's digest: enough to tell two versions apart


def write_approval(book: Book, page: Page, subject: Subject, table: TablePlace) -> None:
    """Fill the page, after Results, Checks and Summary, whose scale of money it shares."""
    page.head(TITLE, "For the decision: owners, changes and signatures. Blue cells are yours to fill in.")
    prose = Prose(book, page, subject, WIDTHS)
    _version(prose, subject)
    prose.space()
    _benefits(prose, subject, table)
    prose.space()
    _risks(prose, subject)
    prose.space()
    _changes(prose, subject)
    prose.space()
    if subject.contents.older is not None:
        _since(prose, subject, subject.contents.older)
        prose.space()
    _signatures(prose, subject)
    prose.finish(landscape=False)


def _fill_in(prose: Prose, *cols: int) -> None:
    for col in cols:
        prose.page.blank(prose.row, col, "input_text")


def _version(prose: Prose, subject: Subject) -> None:
    """What exactly is signed: the estimate by its digest, its settings, and whether the file was changed."""
    model, sampling = subject.model, subject.run.prepared.sampling
    prose.section("What is decided on", live=True)
    preset = "the evidence" if model.preset == EVIDENCE else f"preset “{preset_title(model)}”"
    option = f", option “{option_title(model)}”" if model.option else ""
    region = f", in {region_title(model)}" if model.place else ""
    estimate, prospect = subject.contents.estimate_text, subject.contents.prospect
    tables = sorted(estimate.strip().split("\n["))  # the order of answers is no other version
    digest = hashlib.sha256("\n[".join(table.strip() for table in tables).encode()).hexdigest()[:_DIGITS]
    rows = [
        ("Case", f"{model.case.header.title}{f', for {prospect}' if prospect else ''}"),
        ("Inputs", f"{preset}{option}{region}"),
        ("Date of the estimate", written_day(subject.created)),
        ("Written by", f"roi {__version__}"),
        ("Simulation", f"{number(sampling.draws)} draws, seed {sampling.seed}"),
        ("Version of the estimate", digest if estimate else "not kept with this file"),
    ]  # fmt: skip
    for label, content in rows:
        prose.page.text(prose.row, 1, label)
        prose.page.text(prose.row, 2, content)
        prose.row += 1
    prose.page.text(prose.row, 1, "Inputs changed in this file since")
    prose.formula(2, "inputs_changed", prose.book.value("inputs_changed"), FORMATS["integer"], "link")
    prose.row += 1


def _benefits(prose: Prose, subject: Subject, table: TablePlace) -> None:
    """A row a counted benefit, with its present value in the plan and room for who answers for it."""
    unit, form = money_unit(prose.book, subject.model.currency)
    prose.section(f"Benefits, present value as planned, {unit}, and who answers for them", live=True)
    heads = {
        1: "Benefit",
        2: "Kind",
        3: "Present value",
        4: "Owner",
        5: "Budget line it shows in, and from when",
    }
    prose.heads(heads, right=(3,))
    for line in subject.model.lines:
        if line.counted and line.spec.flow == "benefit":
            cell = table.line_cell(line.id, table.present_value)
            prose.text(1, line.spec.label)
            prose.text(2, line.spec.kind or "", "unit_top")
            prose.formula(3, cell, prose.book.value(cell), form)
            _fill_in(prose, 4, 5)
            prose.close()


def _risks(prose: Prose, subject: Subject) -> None:
    """Luck that is counted, harms that are not priced, and room for who watches each."""
    prose.section("What can go wrong, and who watches it", live=True)
    prose.heads(
        {1: "Risk", 2: "Counted?", 3: "Share of trials", 4: "Owner", 5: "What is done about it"}, right=(3,)
    )
    labels, off_plan = subject.model.labels, subject.run.off_plan
    for name, share in off_plan.items():
        if share > 0:
            prose.text(1, labels[name])
            prose.text(2, "yes, in every draw", "unit_top")
            key = f"live_luck_{name}"
            if key in prose.book.names:
                prose.formula(3, key, prose.book.value(key), FORMATS["percent"])
            else:
                prose.number(3, share, FORMATS["percent"])
            _fill_in(prose, 4, 5)
            prose.close()
    for risk in subject.model.risks:
        prose.text(1, risk.text)
        prose.text(2, "listed, not priced", "unit_top")
        _fill_in(prose, 4, 5)
        prose.close()
    if not subject.model.risks and not any(off_plan.values()):
        prose.sentence("The case names none.", "note")


def _changes(prose: Prose, subject: Subject) -> None:
    """Every input that does not have the case's own value: was, is, on whose word."""
    prose.section("Changes against the evidence, as of export")
    changed = changed_inputs(subject.model)
    if not changed:
        prose.sentence("None: every input is the evidence's.", "note")
        return
    prose.heads({1: "Input", 2: "Was", 3: "Is", 4: "On whose word", 5: "Where it was set"})
    for item in changed:
        value = subject.model.case.inputs.get(item.id)
        prose.text(1, item.spec.label)
        prose.text(2, with_unit(value.value, value.unit) if value is not None else "–", "text_side")
        prose.text(3, with_unit(value_text(item), item.unit.text, item.typed.text), "text_side")
        prose.text(4, provenance(item.override) or grade_word(item.spec.grade), "text_side")
        prose.text(5, _where(subject, item), "text_side")
        prose.close()


def _since(prose: Prose, subject: Subject, older: Older) -> None:
    """What changed against an older file, and what came of it."""
    prose.section(f"Changes since {older.file}, as of export")
    for note in older.notes:
        prose.sentence(note, "note")
    changed = changes_since(older, subject.model)
    if not changed:
        prose.sentence("None: inputs and settings are those of that file.", "note")
    else:
        prose.heads({1: "Input or setting", 2: "Was", 3: "Is", 4: "On whose word"})
    for change in changed:
        prose.text(1, change.label)
        prose.text(2, change.was, "text_side")
        prose.text(3, change.now, "text_side")
        prose.text(4, change.by, "text_side")
        prose.close()
    prose.heads({1: "Figure", 2: "Was", 3: "Is"})
    for change in figures_since(older, subject.verdict.headline):
        prose.text(1, change.label)
        prose.text(2, change.was, "text_side")
        prose.text(3, change.now, "text_side")
        prose.close()


def _where(subject: Subject, item: ModelInput) -> str:
    """The layer in words."""
    model = subject.model
    return {
        "preset": f"preset “{preset_title(model)}”",
        "option": f"option “{option_title(model)}”",
        "region": region_title(model),
        "observed": "observations",
        "estimate": "the estimate",
        "set": "this run",
    }.get(item.layer, item.layer)


def _signatures(prose: Prose, subject: Subject) -> None:
    if prose.row > _A_PAGE:
        prose.new_page()
    prose.section("Review and approval", live=True)
    prose.heads(
        {1: "Role", 2: "Name", 3: "Date", 4: "Decision: go, pilot, not yet", 5: "Signature or remark"}
    )
    for role in _SIGNATORIES:
        prose.text(1, role)
        _fill_in(prose, 2, 3, 4, 5)
        name = subject.contents.prepared_by if role == _SIGNATORIES[0] else ""
        if name:
            prose.page.text(prose.row, 2, name, style="input_text")
        prose.page.height(prose.row, max(26.0, height_of([(name, WIDTHS[2] - 2)])))
        prose.texts.clear()
        prose.row += 1
