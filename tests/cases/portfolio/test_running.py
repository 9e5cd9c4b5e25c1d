"""Runs of portfolios: the same bits in any order, what is unchanged is kept, what fails is reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from cases.models import model_of
from cases.portfolio import workers
from cases.portfolio.documents import Documents
from cases.portfolio.reading import load
from cases.portfolio.tasks import RunTerms, Worked, digest_of, terms_of, work
from cases.portfolio.todo import Todo
from roi.errors import RoiError
from roi.model import Layer
from roi.portfolio import read
from roi.portfolio.template import Template
from roi.sim import sampling, sobol
from roi.sim.sampling import planned
from tests.cases.portfolio.runs import COUNT, DRAWS, backwards, copied, deals_of, numbers, ran


def test_every_deal_is_there_in_every_option(twenty: Path, alone: dict[tuple[str, str], list[bytes]]) -> None:
    assert len(alone) == 2 * COUNT
    results = read(twenty.parent / "alone.parquet")
    assert (results.draws, results.seed, results.currency, results.failed) == (DRAWS, 1, "EUR", ())
    first = results.deals[0]
    assert first.options[0].npv.shape == (DRAWS,)
    assert first.maturity.questions == 4
    assert first.maturity.answers == 3  # nobody asks for the build
    assert sum(first.maturity.grades.values()) == pytest.approx(1)


def test_the_same_bits_in_another_order(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    ran(twenty, tmp_path / "r.parquet", backwards)
    assert numbers(tmp_path / "r.parquet") == alone


def test_a_deal_does_not_know_the_others(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    for name in ("deal-00003", "deal-00008"):
        (tmp_path / f"{name}.toml").write_bytes((twenty / f"{name}.toml").read_bytes())
    ran(tmp_path, tmp_path / "r.parquet")
    some = numbers(tmp_path / "r.parquet")
    assert some == {key: alone[key] for key in (("deal-00003", ""), ("deal-00008", ""))}


def test_a_fast_model_is_the_one_of_a_whole_resolution(twenty: Path) -> None:
    documents = Documents()
    for deal in load(twenty).deals:
        estimate, _ = documents.estimate(deal.path)
        template = documents.template(estimate, None)
        fast = template.model(
            [Layer("estimate", model_of(estimate).layers[0].where, estimate.overrides, "seller")]
        )
        slow = model_of(estimate)
        assert fast.inputs == slow.inputs
        assert [(line.id, line.node) for line in fast.lines] == [(line.id, line.node) for line in slow.lines]
        assert (fast.copula, fast.layers) == (slow.copula, slow.layers)


def test_what_has_not_changed_is_not_run_again(
    twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals, output = copied(twenty, tmp_path / "deals"), tmp_path / "r.parquet"
    ran(deals, output)
    before = numbers(output)
    done: list[str] = []

    def counted(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        for deal in deals_of(todo):
            done.append(deal.name)
            yield work(terms, [deal])

    assert ran(deals, output, counted).kept == 6
    path = deals / "deal-00002.toml"
    path.write_text(
        path.read_text().replace("[overrides.requests]\nvalue = ", "[overrides.requests]\nvalue = '1'#", 1)
    )
    (deals / "portfolio.toml").write_text('[deals.deal-00001]\nowner = "Ann"')
    assert ran(deals, output, counted).kept == 5
    assert done == ["deal-00002"]
    after = numbers(output)
    assert {key for key in before if before[key] != after[key]} == {("deal-00002", "")}
    assert read(output).deals[1].deal.owner == "Ann"
    assert ran(deals, output, counted, seed=2).kept == 0
    assert ran(deals, output, counted, draws=2 * DRAWS).kept == 0


def test_rows_of_other_draws_are_not_kept(twenty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = load(twenty)
    terms, deal = terms_of(portfolio, planned(DRAWS, 1)), portfolio.deals[0]
    digest = digest_of(terms, deal)
    monkeypatch.setattr(sampling, "DRAWS_VERSION", sampling.DRAWS_VERSION + 1)
    assert digest_of(terms, deal) != digest
    monkeypatch.undo()
    monkeypatch.setattr(sobol, "table_digest", lambda: "another table")
    assert digest_of(terms, deal) != digest
    monkeypatch.undo()
    assert digest_of(terms, deal) == digest


def test_a_failing_deal_does_not_stop_the_others(twenty: Path, tmp_path: Path) -> None:
    deals = copied(twenty, tmp_path / "deals")
    path = deals / "deal-00001.toml"
    path.write_text(
        path.read_text().replace("[overrides.requests]\nvalue = ", "[overrides.requests]\nvalue = 'many'#")
    )
    (deals / "deal-00002.toml").write_text("[estimate")
    (deals / "portfolio.toml").write_text('[deals.deal-00003]\noptions = ["huge"]')
    results = ran(deals, tmp_path / "r.parquet").results
    assert [failed.name for failed in results.failed] == ["deal-00001", "deal-00002", "deal-00003"]
    assert "[overrides.requests]" in results.failed[0].reason
    assert "deal-00001.toml" in results.failed[0].reason
    assert "there is no option `huge`" in results.failed[2].reason
    assert len(read(tmp_path / "r.parquet").deals) == 3


def test_outputs_that_are_refused(twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RoiError, match=r"written as \.parquet"):
        ran(twenty, tmp_path / "r.csv")
    other = tmp_path / "r.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), other)
    before = other.read_bytes()
    with pytest.raises(RoiError, match="holds no results of a portfolio"):
        ran(twenty, other)
    assert other.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]
    monkeypatch.setattr(workers, "_ANSWER", "0.2s")
    with pytest.raises(RoiError, match="no cluster answers at tcp://127"):
        ran(twenty, tmp_path / "new.parquet", workers.Cluster("tcp://127.0.0.1:9"))
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


def test_templates_are_worked_out_once(twenty: Path) -> None:
    documents = Documents()
    estimates = [documents.estimate(deal.path)[0] for deal in load(twenty).deals]
    assert len({id(documents.template(estimate, None)) for estimate in estimates}) == 4
    assert isinstance(documents.template(estimates[0], "large"), Template)
