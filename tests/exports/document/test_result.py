import json
import math
from collections.abc import Sequence
from typing import Any

import jsonschema
import numpy as np
import pytest

import cases
import roi
from exports.document.result import result_document
from exports.document.schema import schema_of
from exports.story.contents import DocumentRequest
from exports.voice.model_facts import by_year
from roi.analysis.audit import Finding, audit
from roi.case import EVIDENCE, Case
from roi.sim.cuts import CASH, HEADLINE, Cut
from roi.sim.metrics import PERCENTILES, metrics_of
from tests.support.shipped import SAMPLE

VALIDATOR = jsonschema.Draft202012Validator(schema_of("result"))
Document = dict[str, Any]


def documented(run: roi.Run, **more: Any) -> Document:
    """The document after a trip through strict JSON, checked against its schema."""
    document: Document = json.loads(
        json.dumps(result_document(run, DocumentRequest(**more)), allow_nan=False)
    )
    VALIDATOR.validate(document)
    return document


def models() -> list[tuple[str, str, str | None]]:
    combinations: list[tuple[str, str, str | None]] = []
    for name in SAMPLE:
        case = cases.load(name)
        pairs: list[tuple[str, str | None]] = [(EVIDENCE, None), *((preset, None) for preset in case.presets)]
        pairs += [(EVIDENCE, option) for option in case.options]
        combinations += [(name, preset, option) for preset, option in pairs]
    return combinations


@pytest.mark.parametrize(("name", "preset", "option"), models())
def test_documents_of_shipped_cases_keep_to_the_schema(name: str, preset: str, option: str | None) -> None:
    case = cases.load(name)
    run = roi.simulate(case, draws=256, seed=1, preset=preset, option=option)
    document = documented(run, claims=audit(case))
    assert (document["case"], document["preset"], document["option"]) == (name, preset, option)
    assert len(document["claims"]) == len(case.claims)


def test_settings(run: roi.Run, small: Case) -> None:
    document = documented(run, draws_asked=1_000, notes=["Changed since."])
    expected = {
        "schema_version": 2, "version": roi.__version__, "case": "small", "digest": small.digest,
        "preset": "evidence", "option": None, "cut": "headline", "currency": "USD", "draws": 1_024,
        "draws_asked": 1_000, "seed": 1, "sampler": "sobol", "horizon_months": 24,
        "discounting": "month-end", "notes": ["Changed since."], "undefined_because": "",
    }  # fmt: skip
    assert {key: document[key] for key in expected} == expected


def test_numbers_are_those_of_the_summary_unrounded(run: roi.Run) -> None:
    document, summary = documented(run), run.summary()
    for name, statistics in summary.metrics["headline"].items():
        metric = document["metrics"][name]
        pairs = [(metric["mean"], statistics.mean.value), (metric["error"]["mean"], statistics.mean.error)]
        pairs += [(metric["base"], statistics.base), (document["base"][name], statistics.base)]
        pairs += [(metric[f"p{at}"], statistics.percentiles[at].value) for at in PERCENTILES]
        pairs += [(metric["error"][f"p{at}"], statistics.percentiles[at].error) for at in PERCENTILES]
        for written, computed in pairs:
            assert written == computed if math.isfinite(computed) else written is None
        assert metric["shares"] == {"undefined": statistics.undefined, "infinite": statistics.infinite}
    odds = summary.probability["headline"]
    assert {name: entry["value"] for name, entry in document["probability"].items()} == {
        name: estimate.value for name, estimate in odds.items()
    }


def parts(value: Any) -> list[Document]:
    """Every object of a document."""
    if isinstance(value, list):
        return [part for item in value for part in parts(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(part for item in value.values() for part in parts(item))]


def has_gap(value: Any) -> bool:
    return value is None or (isinstance(value, list) and None in value)


def test_every_missing_number_has_a_state(run: roi.Run, brochure: roi.Run) -> None:
    words = {"flow", "kind", "class"}  # null where they do not apply
    for document, states in (
        (documented(run), {"never", "undefined"}),
        (documented(brochure), {"undefined"}),
    ):
        missing = [part for part in parts(document) if isinstance(part.get("state"), dict)]
        assert len(missing) > 20
        for part in missing:
            assert {key for key, value in part.items() if has_gap(value)} - words == set(part["state"])
        assert {word for part in missing for word in part["state"].values()} == states
        for entry in (*document["probability"].values(), document["expected_shortfall"]):
            assert (entry["value"] is None) == (entry["state"] is not None)


def test_never_and_undefined_are_told_apart(run: roi.Run) -> None:
    payback = documented(run)["metrics"]["payback_months"]
    assert payback["p95"] is None
    assert payback["state"]["p95"] == "never"
    assert payback["state"]["mean"] == "undefined"  # some draws never pay back
    assert payback["shares"]["infinite"] > 0


def test_an_irr_without_outflow_is_unbounded(small: Case) -> None:
    free = {"licence_price": 0, "setup": 0, "failure_rate": 0, "minutes": 5}
    irr = documented(roi.simulate(small, draws=256, seed=1, overrides=free))["metrics"]["irr"]
    assert (irr["p50"], irr["state"]["p50"], irr["shares"]["infinite"]) == (None, "unbounded", 1.0)


def test_cuts_stand_beside_where_they_differ(run: roi.Run) -> None:
    document, summary = documented(run), run.summary()
    metrics = document["metrics"]
    for name in ("npv", "roi", "pv_benefits"):
        assert metrics[name]["cash"]["p50"] == summary.metrics["cash"][name].percentiles[50].value
        assert metrics[name]["with_soft"]["p50"] == summary.metrics["soft"][name].percentiles[50].value
    for name in ("pv_costs", "peak_funding", "first_year_net"):
        assert not {"cash", "with_soft", "headline"} & set(metrics[name])
    assert document["base"][CASH]["npv"] == run.plan.metric("npv", CASH)
    assert document["probability"]["npv_positive"]["cash"]["value"] == 0
    soft = documented(run, cut=Cut.named("soft"))
    assert soft["cut"] == "with_soft"
    assert soft["metrics"]["npv"]["p50"] == metrics["npv"]["with_soft"]["p50"]
    assert soft["metrics"]["npv"]["headline"]["p50"] == metrics["npv"]["p50"]
    assert "with_soft" not in soft["metrics"]["npv"]


def test_without_soft_benefits_there_is_no_such_twin(small: Case) -> None:
    run = roi.simulate(small, draws=256, seed=1, overrides={"smiles": 0})
    assert all("with_soft" not in part for part in parts(documented(run)))


def test_costs_that_are_not_stated_leave_no_trace(brochure: roi.Run) -> None:
    document = documented(brochure)
    assert "does not state all costs" in document["undefined_because"]
    assert document["fan"] is None
    assert {line["flow"] for line in document["lines"]} == {None, "benefit"}
    assert {row["role"] for row in document["table"]["plan"]["rows"]} == {"benefit", "total"}
    assert not {"costs", "net"} & {row["id"] for row in document["table"]["mean"]["rows"]}
    for name in metrics_of(brochure.model):
        assert (document["metrics"][name]["p50"] is None) == (name != "pv_benefits")


def test_tables_and_lines_agree(run: roi.Run) -> None:
    document = documented(run)
    for basis in ("plan", "mean"):
        table = document["table"][basis]
        assert table["columns"] == ["Initial", "Year 1", "Year 2"]
        rows = {row["id"]: row for row in table["rows"]}
        for line in document["lines"]:
            if line["flow"] is not None:
                assert line[basis] == rows[line["id"]]["by_year"]
                assert line["by_year_unit"] == "USD"
        # 1e-9: the net is summed over lines here and over months there
        assert rows["net"]["present_value"] == pytest.approx(
            document["metrics"]["npv"]["base" if basis == "plan" else "mean"], rel=1e-9
        )


def test_intermediate_lines_are_means_in_their_declared_unit(run: roi.Run) -> None:
    lines = {line["id"]: line for line in documented(run)["lines"]}
    share = lines["share_drafted"]
    assert (share["unit"], share["by_year_is"], share["counted"]) == ("%", "mean of the months", False)
    assert share["plan"] == pytest.approx([60, 60, 60])  # 60 %, not 0.6
    assert lines["time_felt"]["counted"] is False
    assert lines["build"]["class"] == "integration"


def test_by_year() -> None:
    values = np.arange(31.0)
    assert by_year(values, summed=True) == [0, sum(range(1, 13)), sum(range(13, 25)), sum(range(25, 31))]
    assert by_year(values, summed=False) == [0, 6.5, 18.5, 27.5]
    assert math.isnan(by_year(np.array([0.0, math.inf, -math.inf]), summed=False)[1])


def test_a_line_that_divides_by_zero_is_null_with_a_state(small: Case) -> None:
    run = roi.simulate(small, draws=256, seed=1, overrides={"letters": 0})
    line = next(line for line in documented(run)["lines"] if line["id"] == "share_drafted")
    assert line["plan"] == [None, None, None]
    assert line["state"] == {"plan": "undefined", "mean": "undefined"}


def test_overrides_and_their_sources(brochure: roi.Run, run: roi.Run) -> None:
    document = documented(brochure)
    assert [
        (o["id"], o["value"], o["unit"], o["likely"], o["grade"], o["layer"]) for o in document["overrides"]
    ] == [
        ("minutes", "10", "minute/letter", 10, "report", "preset"),
        ("used", "95%", "%", 95, "implied", "preset"),
    ]
    assert [source["id"] for source in document["sources"]] == ["heard"]
    assert documented(run)["overrides"] == []


def test_fan_is_the_running_net(run: roi.Run) -> None:
    fan = documented(run)["fan"]
    for cut in (CASH, HEADLINE):
        rows = np.sort(run.running[cut], axis=1)
        assert fan[cut]["draws"] == rows.shape[1]
        assert len(fan[cut]["p50"]) == 25
        assert fan[cut]["p50"] == np.quantile(rows, 0.5, axis=1, method="inverted_cdf").tolist()


def test_luck_correlations_and_gaps(run: roi.Run) -> None:
    document = documented(run)
    (works,) = document["chance"]
    assert (works["id"], works["plan"]) == ("works", 1)
    assert works["off_plan"] == run.off_plan["works"]
    repairs = {frozenset((r.a, r.b)): r.used for r in run.repairs}
    assert repairs
    for pair in document["correlations"]:
        assert pair["used"] == repairs[frozenset(pair["between"])] != pair["asked"]
        assert pair["repaired"]
        assert pair["active"]
    assert document["blank_cost_classes"] == ["change", "run", "evaluation", "compliance", "overrun"]
    assert document["risks"] == [{"text": "A wrong letter does harm.", "source": ["trial"]}]


def test_a_correlation_with_a_constant_is_not_active(brochure: roi.Run) -> None:
    active = {tuple(pair["between"]): pair["active"] for pair in documented(brochure)["correlations"]}
    assert active == {("letters", "minutes"): False, ("minutes", "wage"): False, ("letters", "wage"): True}


def test_claims(run: roi.Run, claims: Sequence[Finding]) -> None:
    ten, joy = documented(run, claims=claims)["claims"]
    assert (ten["verdict"], ten["stated"], ten["implied"]["input"]) == ("reconciles", 10, "minutes")
    assert (joy["verdict"], joy["computed"], joy["implied"]) == ("cannot be checked", None, None)
