"""The mutants made by hand: what they change, why that is wrong, and how they are played."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from tools.mutants.play import Order, Verdict, play
from tools.mutants.tree import ROOT

LIST = ROOT / "tests" / "mutation" / "by_hand.yaml"
_UNCOMPILED = "tools.mutants.uncompiled"
_RULES = "simlib/model/rules.py"
_OF_RULES = ("tests/unit/model/test_rules.py", "tests/verification/test_timetable.py")
_OF_KERNEL = ("tests/equality/test_rough_lives.py",)


@dataclass(frozen=True)
class Mutant:
    """A piece of a file that must stand there exactly once, and what takes its place."""

    name: str
    file: str
    old: str
    new: str
    wrong: str
    first: str = ""
    """A test, or the part of a name, to be played before all others."""


class StaleMutantError(ValueError):
    """A mutant by hand no longer fits the code it was written for."""


def read_mutants(path: Path = LIST) -> list[Mutant]:
    """Return the mutants of a list."""
    return [Mutant(**row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def mutated(source: str, mutant: Mutant) -> str:
    """Return a source with one mutant in it.

    Raises
    ------
    StaleMutantError
        If its old text does not stand there exactly once, or the new one is the same.
    """
    found = source.count(mutant.old)
    if found != 1 or mutant.old == mutant.new:
        raise StaleMutantError(
            f"mutant {mutant.name!r}: its old text stands {found} times in {mutant.file}, "
            "not once; write it anew in tests/mutation/by_hand.yaml"
        )
    return source.replace(mutant.old, mutant.new)


def tests_for(mutant: Mutant) -> tuple[str, ...]:
    """Return who ought to notice: numbers by hand for a rule, the other engine for the kernel."""
    usual = _OF_RULES if mutant.file == _RULES else _OF_KERNEL
    return (*([mutant.first] if mutant.first else []), *usual)


def play_mutant(mutant: Mutant, tree: Path, cache: Path, seconds: float) -> Verdict:
    """Play one mutant by hand in a scratch tree, which is put right again afterwards."""
    path = tree / mutant.file
    source = path.read_text(encoding="utf-8")
    path.write_text(mutated(source, mutant), encoding="utf-8")
    try:
        return play(_order(tree, tests_for(mutant), cache, seconds))
    finally:
        path.write_text(source, encoding="utf-8")


def play_unchanged(tree: Path, cache: Path, seconds: float) -> Verdict:
    """Play all their tests without a mutant: nothing may fail, or every verdict is worthless."""
    return play(_order(tree, (*_OF_RULES, *_OF_KERNEL), cache, seconds))


def _order(tree: Path, tests: tuple[str, ...], cache: Path, seconds: float) -> Order:
    return Order(
        tree=tree,
        tests=tests,
        seconds=seconds,
        log=tree.parent / "log.txt",
        shared={"SIMLIB_CACHE_DIR": str(cache)},
        plugins=(_UNCOMPILED,),
        sources_change=True,
    )


def diff_of(mutant: Mutant) -> str:
    """Return what a mutant changes, like a diff, and why that is wrong."""
    old = [f"-{line}" for line in mutant.old.rstrip("\n").splitlines()]
    new = [f"+{line}" for line in mutant.new.rstrip("\n").splitlines()]
    return "\n".join([*old, *new, f"# {mutant.wrong}"])
