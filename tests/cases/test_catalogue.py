"""Every template keeps the contract of a shipped case, on every face: one test a promise and template."""

from __future__ import annotations

import datetime
import json
import math
from itertools import product
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import cases
import roi
from exports.document.result import result_document
from exports.document.schema import schema_of
from exports.markdown.result import result_markdown
from exports.story.contents import DocumentRequest
from exports.workbook.intake import intake_workbook
from exports.workbook.reader.reading import read_answers
from exports.workbook.write import workbook
from roi.analysis.audit import audit
from roi.analysis.review import review
from roi.case import EVIDENCE, Case, Input
from roi.model import resolve
from roi.sim.cuts import CUTS
from roi.sim.moments import heavy_tails
from tests.support.shipped import ALL_WAYS, RECALCULATED, assert_nothing_is_answered

TEMPLATES = sorted(cases.templates())
DAY = datetime.date(2026, 1, 2)
every_template = pytest.mark.parametrize("name", TEMPLATES)


@pytest.mark.slow
@every_template
def test_it_is_found_by_its_id_and_checks_without_a_remark(name: str) -> None:
    """What `roi check --strict` says of it: every option under every preset and in every region, every claim."""
    case = cases.load(name)
    assert case.id == name
    assert review(case).remarks == ()


@pytest.mark.slow
@every_template
def test_every_option_preset_and_region_runs(name: str) -> None:
    """512 draws: finite sums, NPV = B − C; no mean is infinite.

    Each alone, or with ROI_ALL_WAYS all together.  That every option has a plan of finite sums under every preset
    and in every region is in the review.
    """
    case = cases.load(name)
    options, presets, regions = (None, *case.options), (EVIDENCE, *case.presets), (None, *case.regions)
    for option, preset, region in product(options, presets, regions):
        alone = (option is not None) + (preset != EVIDENCE) + (region is not None) <= 1
        if alone or ALL_WAYS:
            _runs(case, option, preset, region)


def _runs(case: Case, option: str | None, preset: str, region: str | None) -> None:
    run = roi.simulate(case, draws=512, option=option, preset=preset, region=region)
    way = f"{option}, {preset}, {region}"
    assert run.model.currency == ((region and case.regions[region].currency) or case.header.currency), way
    costs = run.values("pv_costs")
    for cut in CUTS:
        benefits = run.values("pv_benefits", cut)
        assert np.isfinite(benefits).all(), way
        if not run.model.unstated:
            assert np.isfinite(costs).all(), way
            np.testing.assert_array_equal(run.values("npv", cut), benefits - costs, way)
    if preset == EVIDENCE:
        assert not heavy_tails(run.prepared), way


@every_template
def test_its_claims_are_audited_and_its_parts_are_sourced(name: str) -> None:
    case = cases.load(name)
    assert case.claims
    for finding in audit(case):
        checkable = finding.claim.stated is not None and not finding.claim.needs
        assert (finding.computed is not None and math.isfinite(finding.computed)) or not checkable
        assert finding.why
        assert finding.claim.source in case.sources
    if "report" in case.presets:
        assert {change.grade for change in case.presets["report"].inputs.values()} <= {"report", "implied"}
    for spec in case.inputs.values():
        assert set(spec.source) <= set(case.sources), spec.id
        assert spec.source or spec.note, spec.id


@every_template
def test_its_documents_keep_their_schema_and_fit_two_pages(name: str) -> None:
    run = roi.simulate(cases.load(name), draws=256)
    document = json.loads(
        json.dumps(result_document(run, DocumentRequest(claims=audit(run.model.case))), allow_nan=False)
    )
    jsonschema.Draft202012Validator(schema_of("result")).validate(document)
    text = result_markdown(run)
    assert len(text.splitlines()) < 150
    assert "Cash only" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*TEMPLATES} - {*RECALCULATED[1:]}))
def test_its_workbook_is_written_and_read_again(name: str, tmp_path: Path) -> None:
    """Untouched, it answers nothing; that of the others is read before LibreOffice works it out, see there."""
    workbook(
        roi.simulate(cases.load(name), draws=64),
        tmp_path / "case.xlsx",
        DocumentRequest(trials=16, created=DAY),
    )
    assert_nothing_is_answered(tmp_path / "case.xlsx")


@every_template
def test_its_questions_are_written_and_read_again(name: str, tmp_path: Path) -> None:
    intake_workbook(resolve(cases.load(name)), tmp_path / "asked.xlsx", created=DAY)
    blank = read_answers(tmp_path / "asked.xlsx", lambda identity: resolve(cases.load(identity.case)))
    assert blank.answers == {}


@every_template
def test_every_question_names_who_can_answer_it(name: str) -> None:
    """Questions of all options too; and nothing is owned that is not asked."""
    case = cases.load(name)
    added = (
        spec for option in case.options.values() for spec in option.inputs.values() if isinstance(spec, Input)
    )
    for spec in (*case.inputs.values(), *added):
        assert bool(spec.owner) == bool(spec.ask), spec.id
    assert len({spec.owner for spec in case.inputs.values() if spec.owner}) >= 4
