"""Runs that end in the middle: nothing finished is lost, nothing half-written stays, and the bits are the same."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pyarrow
import pyarrow.parquet
import pytest

from cases.portfolio import todo, workers
from cases.portfolio.running import run
from cases.portfolio.tasks import RunTerms, Worked, work
from cases.portfolio.todo import Todo
from roi.errors import RoiError
from roi.portfolio.tables import KEY
from roi.stopping import stopped_by
from tests.cases.portfolio.runs import (
    COUNT,
    DRAWS,
    Stopped,
    backwards,
    copied,
    deals_of,
    numbers,
    publish,
    ran,
)


def test_what_was_finished_before_a_stop_is_kept(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    output = tmp_path / "r.parquet"

    def stopping(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        for deal in reversed(list(deals_of(todo))):
            yield work(terms, [deal])
            if deal.name == "deal-00010":
                raise Stopped

    with pytest.raises(Stopped):
        ran(twenty, output, stopping)
    assert not output.exists()
    assert ran(twenty, output).kept == COUNT - 10
    assert numbers(output) == alone
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.parquet"]


def test_what_is_no_part_of_this_version_is_taken_away_and_run_again(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    output, parts = tmp_path / "r.parquet", tmp_path / ".r.parquet.parts"

    def stopping(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        for deal in list(deals_of(todo))[:5]:
            yield work(terms, [deal])
        raise Stopped

    with pytest.raises(Stopped):
        ran(twenty, output, stopping)
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
    assert ran(twenty, output).kept == 1
    assert numbers(output) == alone
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


def test_a_full_disk_is_one_message_and_loses_nothing_that_was_finished(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    output = tmp_path / "r.parquet"

    def full(path: Path, writer: Callable[[Path], object]) -> None:
        def no_space(_: Path) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        publish(path, no_space if path.name == "000004.arrow" else writer)

    with pytest.raises(RoiError, match="no space left on device") as ended:
        run(twenty, output, full, draws=DRAWS, workers=backwards)
    assert "free some space" in str(ended.value)
    assert not output.exists()
    assert ran(twenty, output).kept == 3
    assert numbers(output) == alone


def test_a_portfolio_that_is_refused_while_others_work_leaves_nothing(twenty: Path, tmp_path: Path) -> None:
    """The last of its deals is in a currency without a rate, which is seen once results are there."""
    deals, output = copied(twenty, tmp_path / "deals", COUNT), tmp_path / "r.parquet"
    worked: list[str] = []

    def early(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        for deal in deals_of(todo):
            worked.append(deal.name)
            yield work(terms, [deal])

    other = copied(twenty, tmp_path / "one", 1)
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


def _killed_while_writing(twenty: Path, output: Path) -> None:
    """Kill this process in the middle of the third part: what the writer has written so far stays behind."""
    original = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == "000003.arrow":
            source.write_bytes(source.read_bytes()[:100])
            os.kill(os.getpid(), signal.SIGKILL)
        original(source, target)

    os.replace = replace  # type: ignore[assignment]
    ran(twenty, output, backwards)


def test_a_writer_that_is_killed_leaves_nothing_half_written(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    output = tmp_path / "r.parquet"
    process = multiprocessing.get_context("fork").Process(target=_killed_while_writing, args=(twenty, output))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not output.exists()
    assert ran(twenty, output).kept == 2
    assert numbers(output) == alone


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
    twenty: Path,
    tmp_path: Path,
    alone: dict[tuple[str, str], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    how: workers.Workers,
) -> None:
    monkeypatch.setattr(todo, "MOST", 2)
    killer, output = Killer(), tmp_path / "r.parquet"
    done = run(twenty, output, publish, draws=DRAWS, workers=how, progress=killer)
    assert killer.killed
    assert not done.results.failed
    assert numbers(output) == alone


@pytest.mark.parametrize(
    "how", [workers.Processes(2), workers.Cluster("local", 2)], ids=["processes", "dask"]
)
def test_who_waits_for_others_asks_whether_to_go_on(
    twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: workers.Workers
) -> None:
    """An interruption that a library took for its own ends the run all the same; what is finished is kept."""
    monkeypatch.setattr(todo, "MOST", 2)
    output, done = tmp_path / "r.parquet", 0

    def progress(finished: int, _total: int) -> None:
        nonlocal done
        done = finished

    def check() -> None:
        if done:
            raise Stopped

    with stopped_by(check), pytest.raises(Stopped):
        run(twenty, output, publish, draws=DRAWS, workers=how, progress=progress)
    assert 0 < done < COUNT
    assert not output.exists()
    assert ran(twenty, output).kept >= done


def test_a_run_beside_another_one_is_refused_and_takes_nothing_away(
    twenty: Path, tmp_path: Path, alone: dict[tuple[str, str], list[bytes]]
) -> None:
    """The first has not finished a deal yet: its folder holds nothing but its lock."""
    output = tmp_path / "r.parquet"

    def beside(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        for _ in range(2):
            with pytest.raises(RoiError, match="another run is writing these results"):
                ran(twenty, output)
        yield from workers.here(terms, todo)

    ran(twenty, output, beside)
    assert numbers(output) == alone
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.parquet"]


def test_a_folder_that_is_taken_away_meanwhile_is_made_anew(
    twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its making and its lock another run ends."""
    made = Path.mkdir
    taken_away: list[Path] = []

    def mkdir(path: Path, *how: Any, **named: Any) -> None:
        made(path, *how, **named)
        if path.suffix == ".parts" and not taken_away:
            path.rmdir()
            taken_away.append(path)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    assert not ran(twenty, tmp_path / "r.parquet").results.failed
    assert taken_away


class Submitted(ThreadPoolExecutor):
    """Keeps which signals are held back where a process would be started."""

    held: ClassVar[list[set[int]]] = []

    def submit(self, work: Any, /, *args: Any, **named: Any) -> Future[Any]:
        self.held.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        return super().submit(work, *args, **named)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_starts_gets_no_interruption(
    twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C reaches all processes of a terminal: each would print where in its imports it was."""
    monkeypatch.setattr(
        workers, "ProcessPoolExecutor", lambda count, mp_context, initializer: Submitted(count)
    )
    run(twenty, tmp_path / "r.parquet", publish, draws=DRAWS, workers=workers.Processes(2))
    assert Submitted.held
    assert all(signal.SIGINT in signals for signals in Submitted.held)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_cluster_whose_workers_all_vanish_is_not_waited_for(
    twenty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
                run(twenty, output, publish, draws=DRAWS, workers=how, progress=killing)
        finally:
            worker.kill()
            worker.wait()
    assert "What was finished is kept" in str(ended.value)
    assert not output.exists()
    assert ran(twenty, output).kept >= 2
