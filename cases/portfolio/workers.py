"""Batches of deals here, on processes of this machine, or on a Dask cluster: the same numbers, sooner."""

from __future__ import annotations

import logging
import multiprocessing
import queue
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from cases.portfolio.tasks import RunTerms, Worked, work
from cases.portfolio.todo import Batch, Todo
from roi.errors import RoiError, of_setting
from roi.extras import imported
from roi.portfolio.deals import Failed
from roi.records import dataclass
from roi.stopping import go_on

_AHEAD = 2  # tasks a worker that wait: results are written as they come, and none pile up
# Processes that watch themselves fifty times a second take a tenth of a core from those that work.
_LOCAL = {
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.worker.profile.enabled": False,
}
_ANSWER = "10s"  # a cluster has to answer within
_ALONE = 60.0  # seconds that a cluster may be without any worker
_LOOK = 1.0  # seconds after which it is looked at, where nothing comes
_FINISHED = "What was finished is kept: run the same command again when it is back."


Workers = Callable[[RunTerms, Todo], Iterator[Worked]]
"""Gives what became of all deals, some at a time, in any order."""


def here(terms: RunTerms, todo: Todo) -> Iterator[Worked]:
    """One task after the other in this process, once all deals were read."""
    while todo.read_on():
        pass
    while batch := todo.next():
        yield work(terms, batch.deals)


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine."""

    count: int

    def __call__(self, terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        """See `Workers`.  Where a worker is killed, all are made anew, and what was under way is done again."""
        while todo:
            under_way: dict[Future[Worked], Batch] = {}
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(self.count, mp_context=spawn, initializer=_quiet) as pool:
                try:
                    yield from self._worked_off(pool, terms, todo, under_way)
                except BrokenProcessPool:
                    for batch in under_way.values():
                        more = batch.again()
                        todo.put_back(more)
                        if not more:
                            yield _killed(batch)
                except BaseException:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise

    def _worked_off(
        self,
        pool: ProcessPoolExecutor,
        terms: RunTerms,
        todo: Todo,
        under_way: dict[Future[Worked], Batch],
    ) -> Iterator[Worked]:
        while True:
            go_on()
            while len(under_way) < _AHEAD * self.count and (batch := todo.next()):
                try:
                    with _uninterrupted():
                        future = pool.submit(work, terms, batch.deals)
                except BrokenProcessPool:
                    todo.put_back([batch])  # it was not under way
                    raise
                under_way[future] = batch
            if not under_way:
                return
            while not any(future.done() for future in under_way) and todo.read_on():
                pass
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                worked = future.result()
                del under_way[future]
                yield worked


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster: the address of its scheduler, or `local` for one of `count` processes on this machine."""

    address: str
    count: int = 2

    def __call__(self, terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        """See `Workers`.  Dask does a task again whose worker was lost.

        Raises:
            RoiError: no cluster answers there, it is gone, or all its workers are.
        """
        distributed = imported("distributed", "A cluster", "cluster")
        with self._client(distributed) as client:
            try:
                yield from self._worked_off(client, distributed, terms, todo)
            except OSError as problem:
                message = f"the cluster at {self.address} is gone: {str(problem) or type(problem).__name__}"
                raise RoiError(message, of_setting("cluster"), _FINISHED) from None

    def _worked_off(self, client: Any, distributed: Any, terms: RunTerms, todo: Todo) -> Iterator[Worked]:
        under_way: dict[str, Batch] = {}
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        most, looked = _AHEAD, -_LOOK
        while True:
            go_on()
            if time.monotonic() - looked > _LOOK:  # to ask takes the cluster as long as a task does
                most, looked = _AHEAD * max(1, len(client.nthreads())), time.monotonic()
            while len(under_way) < most and (batch := todo.next()):
                future = client.submit(work, terms, batch.deals, pure=False)
                under_way[future.key] = batch
                future.add_done_callback(done.put)
            if not under_way:
                return
            while done.empty() and todo.read_on():
                pass
            future = self._next(client, done)
            batch = under_way.pop(future.key)
            if future.status == "finished":
                yield future.result()
            elif future.status == "error" and isinstance(future.exception(), distributed.KilledWorker):
                more = batch.again()
                todo.put_back(more)
                if not more:
                    yield _killed(batch)
            elif future.status == "error":
                raise future.exception()
            elif future.status == "lost":
                todo.put_back([batch])  # its worker went with what it had finished
            else:
                raise OSError(f"a task was {future.status}")
            future.release()

    def _next(self, client: Any, done: queue.SimpleQueue[Any]) -> Any:
        """The next task that ended, while there is anybody to work."""
        seen = time.monotonic()
        while True:
            try:
                return done.get(timeout=min(_LOOK, _ALONE))
            except queue.Empty:
                now = time.monotonic()
                seen = now if client.nthreads() else seen
                if now - seen > _ALONE:
                    message = f"the cluster at {self.address} has had no worker for {_ALONE:g} seconds"
                    raise RoiError(message, of_setting("cluster"), _FINISHED) from None

    @contextmanager
    def _client(self, distributed: Any) -> Iterator[Any]:
        """Who talks to the cluster; one of this machine ends with it."""
        if self.address == "local":
            dask = imported("dask", "A cluster", "cluster")
            with (
                dask.config.set(_LOCAL),
                distributed.LocalCluster(
                    n_workers=self.count, threads_per_worker=1, processes=True, dashboard_address=":0",
                    silence_logs=logging.CRITICAL,
                ) as cluster,
                distributed.Client(cluster) as client,
            ):  # fmt: skip
                yield client
            return
        try:
            client = distributed.Client(self.address, timeout=_ANSWER, name="roi")
        except (OSError, ValueError, TimeoutError) as problem:
            reason = str(problem).splitlines()[0] if str(problem) else "no answer"
            hint = "Start one with `dask scheduler`, and write its address, tcp://host:8786, or `local`."
            message = f"no cluster answers at {self.address}: {reason}"
            raise RoiError(message, of_setting("cluster"), hint) from None
        with client:
            yield client


def _killed(batch: Batch) -> Worked:
    return Worked(failed=(Failed(batch.deals[0].name, batch.hopeless()),))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold an interruption back: a worker started meanwhile never gets one, not even while it imports."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _quiet() -> None:
    """A worker leaves an interruption to the process that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def workers_of(count: int | None, cluster: str | None) -> Workers:
    """What works off deals.

    Args:
        count: of processes; None is this one, and two of a local cluster.
        cluster: an address, or `local`.
    """
    if cluster is not None:
        return Cluster(cluster, count or 2)
    return here if count in (None, 1) else Processes(count or 1)
