"""kill -9: of a worker, of a worker of a cluster, and of the process that gives the orders."""

from __future__ import annotations

import os
import signal
import time
from importlib.util import find_spec
from pathlib import Path
from random import Random
from subprocess import Popen

from tools.verify.bench import Bench, chunks, played_again, result_of, study
from tools.verify.player import WORKERS
from tools.verify.process import Told, ended, happens, run, start
from tools.verify.row import Row, not_injected
from tools.verify.whole import half_written, scratch_files

_KILLS = 3
_CHUNKS_FIRST = 2


def kill_worker(bench: Bench) -> Row:
    """Kill one of two worker processes of our own pool while it plays."""
    return _kill_one(bench, "kill -9 of a worker", "processes", "one of two in the process pool")


def kill_dask_worker(bench: Bench) -> Row:
    """Kill one of two Dask workers while it plays."""
    fault = "kill -9 of a Dask worker"
    if find_spec("distributed") is None:
        return not_injected(fault, "Dask is not installed")
    return _kill_one(bench, fault, "dask", "one of two on a local cluster")


def _kill_one(bench: Bench, fault: str, executor: str, whom: str) -> Row:
    expected, store = bench.digest(), bench.folder(f"kill-{executor}")
    process = start(study(store, executor=executor))
    ids = _worker_ids(process)
    struck = happens(process, lambda: len(chunks(store)) >= _CHUNKS_FIRST)
    if struck:
        os.kill(ids[0], signal.SIGKILL)
    told = ended(process)
    if not struck:
        return not_injected(fault, f"the study ended before a worker was killed: {told.seen}")
    again = _what_is_lost(told, expected)
    seen = "played on and finished" if not again else told.last_words
    how = f"SIGKILL to {whom}, after {_CHUNKS_FIRST} of twelve chunks"
    return Row(fault, how, f"{seen} (exit {told.status})", again, half_written(store))


def _worker_ids(process: Popen[str]) -> list[int]:
    """Return the ids of the workers, which the study says before it plays."""
    assert process.stdout is not None
    words = process.stdout.readline().split()
    return [int(word) for word in words[1:]] if words[:1] == [WORKERS] else []


def kill_main_process(bench: Bench) -> Row:
    """Kill the whole study three times at random moments, and let it go on each time."""
    fault = "kill -9 of the main process"
    expected, store, chance = bench.digest(), bench.folder("kill-main"), Random(1)
    lost: list[str] = []
    torn: list[str] = []
    for _ in range(_KILLS):
        before = chunks(store)
        if not _killed(store, more=chance.randint(1, 2), delay=chance.uniform(0, 0.05)):
            return not_injected(fault, "the study ended before it was killed")
        lost += played_again(before, store)
        torn += half_written(store)
    before = chunks(store)
    told = run(study(store))
    lost += [*played_again(before, store), *_what_is_lost(told, expected)]
    seen = (
        f"resumed with {len(before)} chunks, none played again, identical to the last bit; "
        f"{scratch_files(store)} unread scratch files left"
    )
    how = f"SIGKILL while chunks are written, {_KILLS} times, then resumed"
    return Row(fault, how, seen if not lost else told.seen, tuple(lost), tuple(torn))


def _killed(store: Path, *, more: int, delay: float) -> bool:
    """Start the study and kill it a moment after it has written ``more`` chunks."""
    there = len(chunks(store))
    process = start(study(store))
    struck = happens(process, lambda: len(chunks(store)) >= there + more)
    time.sleep(delay)
    process.kill()
    return ended(process).status == -signal.SIGKILL and struck


def _what_is_lost(told: Told, expected: str) -> tuple[str, ...]:
    found = result_of(told)
    return () if found == expected else (f"the result: {found}, not {expected}",)
