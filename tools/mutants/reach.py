"""Which test reaches which function: a plugin of pytest, and what it wrote, read again.

In the tree of mutmut's mutants every function reports itself when it is called, if the environment
says ``MUTANT_UNDER_TEST=stats``. Only tests that pass there count: one that fails without a mutant
would fail with any.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simlib.inputs.files import write_atomically

FOLDER = "SIMLIB_MUTANTS_REACH"
"""Environment variable: where to write what was reached."""
_hit: set[str] = set()
_tests: dict[str, dict[str, object]] = {}


@dataclass(frozen=True)
class Reached:
    """A test, how long it took, and the functions it reached as mutmut spells them."""

    test: str
    seconds: float
    functions: frozenset[str]

    @property
    def file(self) -> str:
        """The file of the test."""
        return self.test.partition("::")[0]


def read_reach(folder: Path) -> list[Reached]:
    """Return every test that passed in the tree, from what the workers wrote."""
    return [
        Reached(test, found["seconds"], frozenset(found["functions"]))
        for path in sorted(folder.glob("*.json"))
        for test, found in json.loads(path.read_bytes()).items()
        if found["passed"]
    ]


def pytest_configure(config: pytest.Config) -> None:
    """Write down the calls instead of what mutmut would do with them."""
    trampoline = importlib.import_module("mutmut.mutation.trampoline")
    vars(trampoline)["record_trampoline_hit"] = lambda name, caller=None: _hit.add(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Forget what was called before this test."""
    _hit.clear()
    os.environ["MUTANT_UNDER_TEST"] = "stats"
    _tests[item.nodeid] = {"seconds": 0.0, "passed": True}
    yield
    _tests[item.nodeid]["functions"] = sorted(_hit)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of a test; remember whether it passed."""
    if report.nodeid in _tests:
        found = _tests[report.nodeid]
        found["seconds"] = float(str(found["seconds"])) + report.duration
        found["passed"] = bool(found["passed"]) and report.passed


def pytest_sessionfinish() -> None:
    """Write what the tests of this process reached."""
    if _tests:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        path = Path(os.environ[FOLDER]) / f"{worker}.json"
        write_atomically(path, json.dumps(_tests).encode())
