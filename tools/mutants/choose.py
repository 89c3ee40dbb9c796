"""Which mutants are played, and which tests against each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from tools.mutants.made import Made
from tools.mutants.reach import Reached

_MOST_TESTS = 150


def sample(mutants: Iterable[Made], count: int, seed: int) -> list[Made]:
    """Return a random sample, the same share of ``count`` from each package.

    The order is that of a hash of seed and name, so that a larger sample holds the smaller one and
    a mutant stays in it while other code changes.
    """
    by_package: dict[str, list[Made]] = {}
    for each in sorted(mutants, key=lambda mutant: _lot(mutant.name, seed)):
        by_package.setdefault(each.package, []).append(each)
    chosen: list[Made] = []
    while len(chosen) < count and any(by_package.values()):
        chosen += [queue.pop(0) for queue in by_package.values() if queue]
    return chosen[:count]


def _lot(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


def likely_killers(mutant: Made, reached: Sequence[Reached], seconds: float) -> tuple[str, ...]:
    """Return the tests to play against a mutant, likely killers first.

    These are the tests that reach its function: those of its module's own file first, then the
    quick before the slow; then, because what is kept in a cache is reached only once, the other
    tests of those files; if none reaches it, every test that reaches its module. Tests are taken
    until ``seconds`` are used up, as long as they took without a mutant.
    """
    mine = [each for each in reached if mutant.function in each.functions]
    files = {each.file for each in mine}
    module = mutant.function.rpartition(".")[0]
    if not mine:
        files = {e.file for e in reached if any(f.startswith(f"{module}.") for f in e.functions)}
    word = module.rpartition(".")[2]
    known = {each.test for each in mine}
    mates = [each for each in reached if each.file in files and each.test not in known]
    found: list[str] = []
    for group in (mine, mates):
        for each in sorted(group, key=lambda e: (word not in e.file, e.seconds, e.test)):
            if each.seconds <= seconds and len(found) < _MOST_TESTS:
                seconds -= each.seconds
                found.append(each.test)
    return tuple(found)
