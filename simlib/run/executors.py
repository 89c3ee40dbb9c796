"""Who plays the worlds: this process, a pool of our own, or any executor that is handed in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from typing import Any, TypeVar

Job = tuple[Any, ...]
Answer = TypeVar("Answer")

_MOST_ATTEMPTS = 3
_IDLE_SECONDS = 60


def worker_count() -> int:
    """Return how many processes our own pool has: ``SIMLIB_WORKERS``, or one a core."""
    return int(os.environ.get("SIMLIB_WORKERS") or os.cpu_count() or 1)


def answers(
    function: Callable[..., Answer],
    jobs: list[Job],
    executor: Executor | None,
    in_process: bool,
) -> Iterator[tuple[Job, Answer]]:
    """Yield each job with its answer, in the order in which they finish.

    Our own pool is loky's: like spawn it shares nothing with this process, but it needs no
    ``if __name__ == "__main__"`` in the caller's script and is kept for the next call. If one of
    its workers dies, the missing jobs are tried again.
    """
    if in_process:
        for job in jobs:
            yield job, function(*job)
    elif executor is not None:
        yield from _collect(executor, function, jobs)
    else:
        yield from _from_own_pool(function, jobs)


def _from_own_pool(
    function: Callable[..., Answer], jobs: list[Job]
) -> Iterator[tuple[Job, Answer]]:
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
) -> Iterator[tuple[Job, Answer]]:
    futures: dict[Future[Answer], Job] = {executor.submit(function, *job): job for job in jobs}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BaseException as stop:
        # Our own pool is killed on Ctrl-C, and stumbles over jobs that were cancelled before.
        if not (ours and isinstance(stop, KeyboardInterrupt)):
            for future in futures:
                future.cancel()
        raise
