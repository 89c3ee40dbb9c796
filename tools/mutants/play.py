"""Play tests against one mutant, in a process of its own, and say which test killed it."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simlib.inputs.files import write_atomically

KILLED, SURVIVED, TIMEOUT, BROKEN = "killed", "survived", "timeout", "broken"
UNDER_TEST = "MUTANT_UNDER_TEST"
"""Environment variable in which mutmut looks for the mutant in force, at every call."""
WARM = "tools.mutants.warm"
_OURS = ("simlib", "tests", "tools", "benchmarks")
PYTEST = (
    *("-x", "-q", "--no-header", "-m", "", "-p", "no:nbval", "-p", "no:cacheprovider"),
    # pytest would rewrite the asserts of plugins, but these are in memory already.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


@dataclass(frozen=True)
class Order:
    """What to play where: tests by their names in a tree, and what is different there."""

    tree: Path
    tests: tuple[str, ...]
    seconds: float
    log: Path
    shared: Mapping[str, str] = field(default_factory=dict)
    """What the environment holds from the start, before anything of ours is imported."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it holds for these tests alone."""
    plugins: tuple[str, ...] = ()
    sources_change: bool = False
    """Whether files of the tree change from one play to the next."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant; ``killer`` is the first test that failed."""

    verdict: str
    killer: str
    seconds: float


class Watcher:
    """Remembers the first test that failed as ``killer``."""

    def __init__(self) -> None:
        self.killer = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of a test that was played."""
        if report.failed:
            self.killer = self.killer or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Hear of a file that was collected."""
        if report.failed:
            self.killer = self.killer or f"{report.nodeid} (while it was collected)"


def play(order: Order) -> Verdict:
    """Play the tests until one fails or the time is up.

    A mutant that runs out of its time, and may loop for ever, is told apart from one that a test
    killed. ``broken`` is one whose tests could not be played at all.
    """
    order.log.parent.mkdir(parents=True, exist_ok=True)
    told = order.log.with_suffix(".json")
    told.unlink(missing_ok=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    process = context.Process(target=_child, args=(order, told))
    begun = time.monotonic()
    process.start()
    process.join(order.seconds)
    in_time = not process.is_alive()
    with contextlib.suppress(ProcessLookupError, TypeError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()
    spent = time.monotonic() - begun
    if not in_time:
        return Verdict(TIMEOUT, f"not done after {order.seconds:.0f} s", spent)
    return _verdict(told, spent)


def _verdict(told: Path, seconds: float) -> Verdict:
    if not told.exists():
        return Verdict(BROKEN, "the process of the tests died", seconds)
    found = json.loads(told.read_bytes())
    if found["status"] == pytest.ExitCode.OK:
        return Verdict(SURVIVED, "", seconds)
    if found["killer"]:
        return Verdict(KILLED, found["killer"], seconds)
    return Verdict(BROKEN, f"pytest ended with status {found['status']}", seconds)


def _child(order: Order, told: Path) -> None:
    os.setsid()  # so that workers of the tests end with it
    enter(order, order.log)
    os.environ.update(order.environment)
    watcher = Watcher()
    plugins = [option for name in order.plugins for option in ("-p", name)]
    status = pytest.main([*PYTEST, *plugins, *order.tests], plugins=[watcher])
    found = {"status": int(status), "killer": watcher.killer}
    write_atomically(told, json.dumps(found).encode())


def enter(order: Order, log: Path) -> None:
    """Go to the tree of an order, where nothing of ours is imported yet; write to a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    _write_to(log)
    os.chdir(order.tree)
    os.environ.update(order.shared)
    _forget_ours(order.tree)
    # Python tells a stale .pyc by size and second only.
    sys.dont_write_bytecode = order.sources_change


def _write_to(log: Path) -> None:
    with log.open("wb") as stream:
        for number in (1, 2):
            os.dup2(stream.fileno(), number)


def _forget_ours(tree: Path) -> None:
    """Let ours be imported from the tree, and nothing of it from where the runner stands."""
    for name in list(sys.modules):
        if name.partition(".")[0] in _OURS:
            del sys.modules[name]
    here = Path(__file__).resolve().parents[2]
    others: Sequence[str] = [p for p in sys.path if p and Path(p).resolve() != here]
    sys.path[:] = [str(tree), *others]
