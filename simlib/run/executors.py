"""Who plays the worlds: threads, a pool of processes of our own, or any executor handed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

Workers = Literal["threads", "processes", "here"]
"""``threads`` share one process (the compiled engine leaves them free), ``here`` is this thread."""
Job = tuple[Any, ...]
Answer = TypeVar("Answer")
_MOST_ATTEMPTS = 3
_IDLE_SECONDS = 60


def worker_count() -> int:
    """Return how many workers our own pools have: ``SIMLIB_WORKERS``, or one a core."""
    return int(os.environ.get("SIMLIB_WORKERS") or os.cpu_count() or 1)


def refuse_unknown(workers: object) -> None:
    """Raise `InputError` for what is neither the name of workers nor an executor."""
    if isinstance(workers, str) and workers in get_args(Workers):
        return
    if not hasattr(workers, "submit"):
        raise InputError(
            "unknown executor",
            column="executor",
            value=workers,
            allowed=f"{', '.join(get_args(Workers))} or a concurrent.futures.Executor",
        )


def answers(
    function: Callable[..., Answer], jobs: list[Job], workers: Workers | Executor
) -> Generator[tuple[Job, Answer]]:
    """Yield each job with its answer, in the order in which they finish.

    ``"processes"`` is loky's pool: like spawn it shares nothing with this process, but it needs no
    ``if __name__ == "__main__"`` in the caller's script and is kept for the next call. If one of
    its workers dies, the missing jobs are tried again.
    """
    if workers == "here":
        for job in jobs:
            yield job, function(*job)
    elif workers == "threads":
        pool = ThreadPoolExecutor(worker_count(), "simlib")
        try:
            yield from _collect(pool, function, jobs)
        finally:
            # Whoever stops listening, by Ctrl-C too, must not wait for what nobody wants.
            pool.shutdown(cancel_futures=True)
    elif workers == "processes":
        yield from _from_own_pool(function, jobs)
    elif not isinstance(workers, str):
        yield from _collect(workers, function, jobs)


def _from_own_pool(
    function: Callable[..., Answer], jobs: list[Job]
) -> Generator[tuple[Job, Answer]]:
    from loky import get_reusable_executor

    missing = dict(enumerate(jobs))
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        pool = get_reusable_executor(max_workers=worker_count(), timeout=_IDLE_SECONDS)
        numbers = {id(job): number for number, job in missing.items()}
        try:
            for job, answer in _collect(pool, function, list(missing.values()), ours=True):
                del missing[numbers[id(job)]]
                yield job, answer
            return
        except BrokenExecutor:
            if attempt == _MOST_ATTEMPTS:
                raise
        except KeyboardInterrupt:
            pool.shutdown(kill_workers=True)
            raise


def _collect(
    executor: Executor, function: Callable[..., Answer], jobs: list[Job], *, ours: bool = False
) -> Generator[tuple[Job, Answer]]:
    futures: dict[Future[Answer], Job] = {executor.submit(function, *job): job for job in jobs}
    try:
        for future in as_completed(list(futures)):
            # An answer must not stay in memory once it is handed on.
            yield futures.pop(future), future.result()
            del future
    except BaseException as stop:
        # Our own pool is killed on Ctrl-C, and stumbles over jobs that were cancelled before.
        if not (ours and isinstance(stop, KeyboardInterrupt)):
            for future in futures:
                future.cancel()
        raise


class ClusterExecutor(Executor):
    """Plays on the workers of a Dask cluster: ``executor=ClusterExecutor(client)``.

    Parameters
    ----------
    client : distributed.Client

    Notes
    -----
    ``client.get_executor()`` does the same, but in Dask 2026.8 it raises a TypeError where a worker
    dies between giving an answer and its being fetched, though the answer is worked out again.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(
        self, function: Callable[..., Answer], /, *args: Any, **kwargs: Any
    ) -> Future[Answer]:
        """Send a call to the cluster; a worker that dies has its calls made again elsewhere."""
        there: Any = self._client.submit(function, *args, pure=False, **kwargs)
        here: Future[Answer] = Future()
        here.add_done_callback(lambda done: there.cancel() if done.cancelled() else None)
        there.add_done_callback(lambda done: _settle(done, here))
        return here


def _settle(done: Any, answer: Future[Answer]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(done.result())
    except BaseException as error:
        answer.set_exception(error)
