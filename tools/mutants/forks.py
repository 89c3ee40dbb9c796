"""Many mutants in forks of a process that has imported ours and collected the tests already.

Which of mutmut's mutants is in force is asked at every call, so a mutant needs nothing imported
anew, unless its function is called while modules are imported: that is past by then. So what
survives here is to be played once more in a process of its own (`tools.mutants.play`).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from multiprocessing.connection import Connection, wait
from zlib import crc32

import pytest

from tools.mutants.play import (
    BROKEN,
    KILLED,
    PYTEST,
    SURVIVED,
    TIMEOUT,
    WARM,
    Order,
    Verdict,
    Watcher,
    enter,
)

_PASSED = b"passed"


def play_in_forks(orders: Mapping[str, Order], jobs: int) -> Iterator[tuple[str, Verdict]]:
    """Play one order a mutant, each in a fork, and say what became of it as it is known.

    Parameters
    ----------
    orders : mapping of str to Order
        All in one tree, none of which changes sources.
    jobs : int
        Processes that fork.

    Yields
    ------
    tuple of str and Verdict
        Not of a mutant whose process died before its turn.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    talking: list[Connection] = []
    mixed = sorted(orders.items(), key=lambda order: crc32(order[0].encode()))
    for job in range(jobs):
        mine = mixed[job::jobs]  # whatever the order, none gets all the slow ones
        if mine:
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_collect_and_fork, args=(mine, sender), daemon=True)
            process.start()
            sender.close()
            talking.append(receiver)
    while talking:
        for each in wait(talking):
            assert isinstance(each, Connection)
            try:
                name, said = each.recv()
                yield name, Verdict(*said)
            except EOFError:
                talking.remove(each)


def _collect_and_fork(orders: Sequence[tuple[str, Order]], sender: Connection) -> None:
    name, first = orders[0]
    enter(first, first.log.with_name(f"forks_{name}.txt"))
    files = sorted({test.partition("::")[0] for _, order in orders for test in order.tests})
    watcher = Watcher()
    pytest.main([*PYTEST, *files], plugins=[watcher, _Forks(orders, sender, watcher)])


class _Forks:
    """In the place of pytest's own loop over tests: one over mutants."""

    def __init__(
        self, orders: Sequence[tuple[str, Order]], sender: Connection, watcher: Watcher
    ) -> None:
        self._orders, self._sender, self._watcher = orders, sender, watcher

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        known = {item.nodeid: item for item in session.items}
        for name, order in self._orders:
            items = [known[test] for test in order.tests if test in known]
            # Plain values: in this process ours has been forgotten, so it cannot be pickled.
            self._sender.send((name, astuple(self._in_a_fork(order, items))))
        return True

    def _in_a_fork(self, order: Order, items: Sequence[pytest.Item]) -> Verdict:
        begun = time.monotonic()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.setsid()  # so that workers of the tests end with it
                os.environ.update(order.environment)
                os.write(writing, self._first_failure(items).encode() or _PASSED)
            finally:
                os._exit(0)
        os.close(writing)
        in_time = bool(select.select([reading], [], [], order.seconds)[0])
        said = os.read(reading, 65536) if in_time else b""
        os.close(reading)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        spent = time.monotonic() - begun
        if not in_time:
            return Verdict(TIMEOUT, f"not done after {order.seconds:.0f} s", spent)
        if not said:
            return Verdict(BROKEN, "the process of the tests died", spent)
        if said == _PASSED:
            return Verdict(SURVIVED, "", spent)
        return Verdict(KILLED, said.decode(), spent)

    def _first_failure(self, items: Sequence[pytest.Item]) -> str:
        for item, following in zip(items, [*items[1:], None], strict=False):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._watcher.killer:
                return self._watcher.killer
        return ""
