"""The study that is struck: ``python -m tools.verify.player --worlds 6000 --store DIR ...``.

Plays two diaries of a shipped book as an analyst would in a script of his own, says which processes
play them, and prints a hash of every total, so that two plays can be compared to the last bit.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from simlib.run.executors import Workers
    from simlib.run.result import Comparison

BOOK, YEARS, SEED = "hms_associates", 1, 7
RESULT, WORKERS = "result", "workers"
"""First words of the lines with the hash and with the ids of the processes that play."""


def main(arguments: list[str]) -> int:
    """Play as told on the command line; return the exit status."""
    given = _given(arguments)
    with _workers(given.executor) as workers:
        played = play(given.worlds, given.store, workers)
    print(RESULT, digest(played), flush=True)
    return 0


def play(worlds: int, store: str | None, workers: Workers | Executor) -> Comparison:
    """Return two diaries of the book played in ``worlds`` worlds."""
    import simlib as sl

    base = sl.Scenario(book=BOOK, horizon_years=YEARS)
    return sl.compare(
        [base, base.with_(discipline="devoted")],
        worlds=worlds,
        seed=SEED,
        keep="totals",
        store=store,
        executor=workers,
        progress=False,
    )


def digest(played: Comparison) -> str:
    """Return a hash of every total of every diary and of each pair."""
    found = hashlib.sha256()
    for run in played.runs:
        for part in (run.totals, run.pair):
            for field in fields(part) if part is not None else ():
                value = np.asarray(getattr(part, field.name)).tolist()
                found.update(f"{field.name} {value}".encode())
    return found.hexdigest()[:16]


@contextmanager
def _workers(name: str) -> Iterator[Workers | Executor]:
    if name == "processes":
        yield _own_pool()
    elif name == "dask":
        with _cluster() as executor:
            yield executor
    else:
        yield "threads"


def _own_pool() -> Workers:
    """Fill our own pool, so that the ids of its processes are known before anything is played."""
    loky: Any = import_module("loky")
    os.environ["SIMLIB_WORKERS"] = "2"
    pool = loky.get_reusable_executor(max_workers=2, timeout=60)
    _say_workers({pool.submit(os.getpid).result() for _ in range(4)})
    return "processes"


@contextmanager
def _cluster() -> Iterator[Executor]:
    from simlib import ClusterExecutor

    distributed: Any = import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        _say_workers(set(client.run(os.getpid).values()))
        yield ClusterExecutor(client)


def _say_workers(ids: set[int]) -> None:
    print(WORKERS, *sorted(ids), flush=True)


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.verify.player")
    parser.add_argument("--worlds", type=int, default=6_000)
    parser.add_argument("--store")
    parser.add_argument("--executor", choices=("threads", "processes", "dask"), default="threads")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
