"""Runs of portfolios: the same bits however they are run, nothing finished is lost, common luck is common."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from benchmarks.portfolios import write
from cases.models import model_of
from cases.portfolio import todo, workers
from cases.portfolio.documents import Documents
from cases.portfolio.reading import load
from cases.portfolio.running import Ran, run
from cases.portfolio.tasks import Terms, Worked, digest_of, terms_of, work
from cases.portfolio.todo import Todo
from exports.atomic import write_atomically
from roi.errors import RoiError
from roi.model import Layer
from roi.portfolio import Deal, read
from roi.portfolio.tables import KEY
from roi.portfolio.template import Template
from roi.sim import sampling, sobol
from roi.sim.sampling import planned

DRAWS = 64
COUNT = 20


def publish(path: Path, writer: Callable[[Path], object]) -> None:
    write_atomically(path, writer, force=True)


def ran(folder: Path | str, output: Path, how: workers.Workers = workers.here, **more: int) -> Ran:
    return run(folder, output, publish, workers=how, **{"draws": DRAWS, **more})  # type: ignore[arg-type]


def numbers(output: Path) -> dict[tuple[str, str], list[bytes]]:
    """Every array of every deal and option, as bytes."""
    return {
        (result.deal.name, option.option): [
            getattr(option, name).tobytes()
            for name in ("npv", "payback", "cash", "spend", "low", "middle", "high")
        ]
        for result in read(output).deals
        for option in result.options
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty deals of four cases, each in two options."""
    path = tmp_path_factory.mktemp("many") / "deals"
    write(path, COUNT, options=True)
    return path


@pytest.fixture(scope="module")
def alone(folder: Path) -> dict[tuple[str, str], list[bytes]]:
    """What one process makes of it."""
    output = folder.parent / "alone.parquet"
    assert ran(folder, output).kept == 0
    return numbers(output)


def test_every_deal_is_there_in_every_option(folder: Path, alone: dict[tuple[str, str], list[bytes]]) -> None:
    assert len(alone) == 2 * COUNT
    results = read(folder.parent / "alone.parquet")
    assert (results.draws, results.seed, results.currency, results.failed) == (DRAWS, 1, "EUR", ())
    first = results.deals[0]
    assert first.options[0].npv.shape == (DRAWS,)
    assert first.maturity.questions == 4
    assert first.maturity.answers == 3  # nobody asks for the build
    assert sum(first.maturity.grades.values()) == pytest.approx(1)


def deals_of(todo: Todo) -> Iterator[Deal]:
    while batch := todo.next():
        yield from batch.deals


def backwards(terms: Terms, todo: Todo) -> Iterator[Worked]:
    """One deal at a time, the last first."""
    for deal in reversed(list(deals_of(todo))):
        yield work(terms, [deal])


def test_the_same_bits_in_another_order(
    folder: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    ran(folder, tmp_path / "r.parquet", backwards)
    assert numbers(tmp_path / "r.parquet") == alone


def test_a_deal_does_not_know_the_others(
    folder: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    for name in ("deal-00003", "deal-00008"):
        (tmp_path / f"{name}.toml").write_bytes((folder / f"{name}.toml").read_bytes())
    ran(tmp_path, tmp_path / "r.parquet")
    some = numbers(tmp_path / "r.parquet")
    assert some == {key: alone[key] for key in (("deal-00003", ""), ("deal-00008", ""))}


def test_a_fast_model_is_the_one_of_a_whole_resolution(folder: Path) -> None:
    documents = Documents()
    for deal in load(folder).deals:
        estimate, _ = documents.estimate(deal.path)
        template = documents.template(estimate, None)
        fast = template.model(
            [Layer("estimate", model_of(estimate).layers[0].where, estimate.overrides, "seller")]
        )
        slow = model_of(estimate)
        assert fast.inputs == slow.inputs
        assert [(line.id, line.node) for line in fast.lines] == [(line.id, line.node) for line in slow.lines]
        assert (fast.copula, fast.layers) == (slow.copula, slow.layers)


# What was finished -----------------------------------------------------------------------------------


def copied(folder: Path, target: Path, count: int = 6) -> Path:
    target.mkdir()
    for path in sorted(folder.glob("deal-*.toml"))[:count]:
        (target / path.name).write_bytes(path.read_bytes())
    return target


def test_what_has_not_changed_is_not_run_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals, output = copied(folder, tmp_path / "deals"), tmp_path / "r.parquet"
    ran(deals, output)
    before = numbers(output)
    done: list[str] = []

    def counted(terms: Terms, todo: Todo) -> Iterator[Worked]:
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


class Stopped(BaseException):
    """As Ctrl+C is."""


def test_rows_of_other_draws_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = load(folder)
    terms, deal = terms_of(portfolio, planned(DRAWS, 1)), portfolio.deals[0]
    digest = digest_of(terms, deal)
    monkeypatch.setattr(sampling, "DRAWS_VERSION", sampling.DRAWS_VERSION + 1)
    assert digest_of(terms, deal) != digest
    monkeypatch.undo()
    monkeypatch.setattr(sobol, "table_digest", lambda: "another table")
    assert digest_of(terms, deal) != digest
    monkeypatch.undo()
    assert digest_of(terms, deal) == digest


def test_what_was_finished_before_a_stop_is_kept(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.parquet"

    def stopping(terms: Terms, todo: Todo) -> Iterator[Worked]:
        for deal in reversed(list(deals_of(todo))):
            yield work(terms, [deal])
            if deal.name == "deal-00010":
                raise Stopped

    with pytest.raises(Stopped):
        ran(folder, output, stopping)
    assert not output.exists()
    assert ran(folder, output).kept == COUNT - 10
    assert numbers(output) == numbers(folder.parent / "alone.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.parquet"]


def test_what_is_no_part_of_this_version_is_taken_away_and_run_again(folder: Path, tmp_path: Path) -> None:
    output, parts = tmp_path / "r.parquet", tmp_path / ".r.parquet.parts"

    def stopping(terms: Terms, todo: Todo) -> Iterator[Worked]:
        for deal in list(deals_of(todo))[:5]:
            yield work(terms, [deal])
        raise Stopped

    with pytest.raises(Stopped):
        ran(folder, output, stopping)
    truncated, foreign, other, text, _ = sorted(parts.glob("*.arrow"))
    truncated.write_bytes(truncated.read_bytes()[:-100])
    with pyarrow.ipc.open_file(foreign) as file:
        rows = file.read_all()
    for path, metadata in ((foreign, {KEY: b'{"schema": 99, "version": "9"}'}), (other, {})):
        kind = rows.schema.with_metadata(metadata)
        with pyarrow.ipc.new_file(path, kind) as writer:
            writer.write_table(rows.replace_schema_metadata(metadata))
    text.write_bytes(b"")
    pyarrow.parquet.write_table(rows, parts / "000001.parquet")
    assert ran(folder, output).kept == 1
    assert numbers(output) == numbers(folder.parent / "alone.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


def test_a_full_disk_is_one_message_and_loses_nothing_that_was_finished(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.parquet"

    def full(path: Path, writer: Callable[[Path], object]) -> None:
        def no_space(_: Path) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        publish(path, no_space if path.name == "000004.arrow" else writer)

    with pytest.raises(RoiError, match="no space left on device") as ended:
        run(folder, output, full, draws=DRAWS, workers=backwards)
    assert "free some space" in str(ended.value)
    assert not output.exists()
    assert ran(folder, output).kept == 3
    assert numbers(output) == numbers(folder.parent / "alone.parquet")


def test_a_portfolio_that_is_refused_while_others_work_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """The last of its deals is in a currency without a rate, which is seen once results are there."""
    deals, output = copied(folder, tmp_path / "deals", COUNT), tmp_path / "r.parquet"
    worked: list[str] = []

    def early(terms: Terms, todo: Todo) -> Iterator[Worked]:
        for deal in deals_of(todo):
            worked.append(deal.name)
            yield work(terms, [deal])

    other = copied(folder, tmp_path / "one", 1)
    assert ran(other, output).kept == 0
    before = output.read_bytes()
    case = (Path(__file__).parents[3] / "benchmarks" / "synthetic.toml").read_text(encoding="utf-8")
    (deals / "other.toml").write_text(case.replace('currency = "EUR"', 'currency = "USD"'), encoding="utf-8")
    (deals / "portfolio.toml").write_text('[portfolio]\ncurrency = "EUR"')
    with pytest.raises(RoiError, match="is in USD, the portfolio is in EUR, and there is no rate"):
        ran(deals, output, early)
    assert len(worked) >= COUNT - 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deals", "one", "r.parquet"]
    assert output.read_bytes() == before


def _killed_while_writing(folder: Path, output: Path) -> None:
    """Kill this process in the middle of the third part: what the writer has written so far stays behind."""
    original = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == "000003.arrow":
            source.write_bytes(source.read_bytes()[:100])
            os.kill(os.getpid(), signal.SIGKILL)
        original(source, target)

    os.replace = replace  # type: ignore[assignment]
    ran(folder, output, backwards)


def test_a_writer_that_is_killed_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "r.parquet"
    process = multiprocessing.get_context("fork").Process(target=_killed_while_writing, args=(folder, output))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not output.exists()
    assert ran(folder, output).kept == 2
    assert numbers(output) == numbers(folder.parent / "alone.parquet")


class Killer:
    """Kills the first worker that answers."""

    def __init__(self) -> None:
        self.killed = 0

    def __call__(self, done: int, _total: int) -> None:
        children = multiprocessing.active_children()
        if children and not self.killed:
            self.killed = children[0].pid or 0
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.parametrize(
    "how", [workers.Processes(2), workers.Cluster("local", 2)], ids=["processes", "dask"]
)
def test_the_same_bits_elsewhere_and_a_killed_worker_costs_time_alone(
    folder: Path,
    tmp_path: Path,
    alone: dict[tuple[str, str], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    how: workers.Workers,
) -> None:
    monkeypatch.setattr(todo, "MOST", 2)
    killer, output = Killer(), tmp_path / "r.parquet"
    done = run(folder, output, publish, draws=DRAWS, workers=how, progress=killer)
    assert killer.killed
    assert not done.results.failed
    assert numbers(output) == alone


def test_a_cluster_whose_workers_all_vanish_is_not_waited_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its only worker is killed with deals under way, and nobody starts another."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(todo, "MOST", 2)
    monkeypatch.setattr(workers, "_ALONE", 0.3)
    output = tmp_path / "r.parquet"
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard")
        command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, *options]
        worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with distributed.Client(cluster) as client:
                client.wait_for_workers(1, timeout=30)

            def killing(done: int, _total: int) -> None:
                if done:
                    worker.kill()

            how = workers.Cluster(cluster.scheduler_address)
            with pytest.raises(RoiError, match=r"has had no worker for 0\.3 seconds") as ended:
                run(folder, output, publish, draws=DRAWS, workers=how, progress=killing)
        finally:
            worker.kill()
            worker.wait()
    assert "What was finished is kept" in str(ended.value)
    assert not output.exists()
    assert ran(folder, output).kept >= 2


# What cannot be --------------------------------------------------------------------------------------


def test_a_failing_deal_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    deals = copied(folder, tmp_path / "deals")
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


def test_outputs_that_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RoiError, match=r"written as \.parquet"):
        ran(folder, tmp_path / "r.csv")
    other = tmp_path / "r.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), other)
    before = other.read_bytes()
    with pytest.raises(RoiError, match="holds no results of a portfolio"):
        ran(folder, other)
    assert other.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]
    monkeypatch.setattr(workers, "_ANSWER", "0.2s")
    with pytest.raises(RoiError, match="no cluster answers at tcp://127"):
        ran(folder, tmp_path / "new.parquet", workers.Cluster("tcp://127.0.0.1:9"))
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


def test_templates_are_worked_out_once(folder: Path) -> None:
    documents = Documents()
    estimates = [documents.estimate(deal.path)[0] for deal in load(folder).deals]
    assert len({id(documents.template(estimate, None)) for estimate in estimates}) == 4
    assert isinstance(documents.template(estimates[0], "large"), Template)
