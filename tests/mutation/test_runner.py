"""The runner can fail: a survivor is reported, a mutant that no longer fits is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tools.mutants.choose import likely_killers, sample
from tools.mutants.forks import play_in_forks
from tools.mutants.hand import Mutant, StaleMutantError, diff_of, mutated, play_mutant, read_mutants
from tools.mutants.made import Made, make
from tools.mutants.play import BROKEN, KILLED, SURVIVED, TIMEOUT, UNDER_TEST, Order, play
from tools.mutants.reach import Reached
from tools.mutants.report import (
    EQUIVALENT,
    Result,
    Results,
    key_of,
    read_equivalent,
    read_results,
    write_page,
    write_results,
)
from tools.mutants.tree import ROOT

SOURCE = "def doubled(x):\n    return x * 2\n"
TEST = "from simlib.twice import doubled\n\n\ndef test_doubled():\n    assert doubled({}) == {}\n"
FORKED = """import os, time
from simlib.world.twice import doubled

def test_near():
    assert doubled(1) in (2, 3)

def test_dies():
    os._exit(3)

def test_never_ends():
    time.sleep(600)
"""
HALF = Mutant("half", "simlib/twice.py", "x * 2", "x / 2", "two halves are one")
LOST = Result("simlib.a.x_f__mutmut_1", "world", "simlib/a.py", "-a\n+b", SURVIVED, "", 1.0)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "copy" / "simlib"
    for name, text in {
        "simlib/world/__init__.py": "",
        "simlib/world/twice.py": SOURCE,
        "simlib/twice.py": SOURCE,
        "tests/test_weak.py": TEST.format(0, 0),
        "tests/test_strong.py": TEST.format(3, 6),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def _made(number: int, package: str = "world") -> Made:
    return Made(f"simlib.a.x_f__mutmut_{number}", package, "simlib/a.py", f"-{number}")


def test_the_mutants_by_hand_fit_the_code() -> None:
    mutants = read_mutants()
    assert len({each.name for each in mutants}) == len(mutants) == 48
    for each in mutants:
        source = (ROOT / each.file).read_text(encoding="utf-8")
        compile(mutated(source, each), each.file, "exec")
        assert each.wrong


@pytest.mark.parametrize("source", ["", "x * 2, x * 2"])
def test_a_mutant_whose_old_text_does_not_stand_there_once_is_refused(source: str) -> None:
    with pytest.raises(StaleMutantError, match=r"'half'.* \d times"):
        mutated(source, HALF)


def test_a_mutant_that_changes_nothing_is_refused() -> None:
    with pytest.raises(StaleMutantError):
        mutated(SOURCE, replace(HALF, new=HALF.old))


@pytest.mark.slow
def test_a_killer_is_named_and_a_survivor_told(tree: Path) -> None:
    def verdict(test: str) -> tuple[str, str]:
        (tree / "simlib/twice.py").write_text(mutated(SOURCE, HALF))
        found = play(Order(tree, (f"tests/{test}.py",), 60.0, tree.parent / "log.txt"))
        return found.verdict, found.killer

    assert verdict("test_weak") == (SURVIVED, "")
    assert verdict("test_strong") == (KILLED, "tests/test_strong.py::test_doubled")


def test_a_tree_is_put_right_after_a_mutant(tree: Path) -> None:
    with pytest.raises(StaleMutantError):
        play_mutant(replace(HALF, old="x * 3"), tree, tree, 60.0)
    assert (tree / "simlib/twice.py").read_text() == SOURCE


def test_mutmut_makes_mutants_that_are_told_apart(tree: Path) -> None:
    root = tree.parent / "root"
    shutil.copytree(tree, root)
    made = make(tree, ("world",), jobs=1, root=root)
    assert make(tree, ("world",), jobs=1, root=root) == made
    assert [each.diff for each in made] == [
        "-    return x * 2\n+    return x / 2",
        "-    return x * 2\n+    return x * 3",
    ]
    assert {each.function for each in made} == {"simlib.world.twice.x_doubled"}
    assert "_mutmut_mutated" in (tree / "simlib/world/twice.py").read_text()


@pytest.mark.slow
def test_mutants_are_played_in_forks_of_one_process(tree: Path) -> None:
    root = tree.parent / "root"
    shutil.copytree(tree, root)
    half, triple = make(tree, ("world",), jobs=1, root=root)
    (tree / "tests/test_forked.py").write_text(FORKED)

    def order(name: str, test: str, seconds: float = 60.0) -> Order:
        tests, log = (f"tests/test_forked.py::{test}",), tree.parent / "log.txt"
        return Order(tree, tests, seconds, log, environment={UNDER_TEST: name})

    orders = {
        "killed": order(half.name, "test_near"),
        "survived": order(triple.name, "test_near"),
        "broken": order(half.name, "test_dies"),
        "timeout": order(half.name, "test_never_ends", 0.5),
        "unknown": order(half.name, "test_none"),
    }
    found = dict(play_in_forks(orders, jobs=2))
    assert {name: found[name].verdict for name in orders} == {
        "killed": KILLED,
        "survived": SURVIVED,
        "broken": BROKEN,
        "timeout": TIMEOUT,
        "unknown": SURVIVED,
    }
    assert found["killed"].killer == "tests/test_forked.py::test_near"


def test_a_sample_is_the_same_again_and_part_of_a_larger_one() -> None:
    there = [_made(n) for n in range(30)] + [_made(n, "inputs") for n in range(100, 105)]
    few, many = sample(there, 8, seed=1), sample(list(reversed(there)), 20, seed=1)
    assert many[:8] == few
    assert len([each for each in few if each.package == "inputs"]) == 4
    assert len([each for each in many if each.package == "inputs"]) == 5
    assert sample(there, 8, seed=2) != few


def test_likely_killers_are_played_first() -> None:
    def reached(test: str, seconds: float, *functions: str) -> Reached:
        return Reached(test, seconds, frozenset(functions))

    found = [
        reached("tests/test_slow.py::one", 9.0, "simlib.a.x_f"),
        reached("tests/test_quick.py::one", 0.1, "simlib.a.x_f"),
        reached("tests/test_a.py::one", 5.0, "simlib.a.x_f"),
        reached("tests/test_a.py::cached", 0.1),
        reached("tests/test_else.py::one", 0.1, "simlib.b.x_f"),
    ]
    names = ["tests/test_a.py::one", "tests/test_quick.py::one", "tests/test_slow.py::one"]
    assert list(likely_killers(_made(1), found, 60.0)) == [*names, "tests/test_a.py::cached"]
    assert list(likely_killers(_made(1), found, 6.0)) == [*names[:2], "tests/test_a.py::cached"]


def test_a_survivor_stands_on_the_page_unless_it_makes_no_difference(tmp_path: Path) -> None:
    page, results = tmp_path / "REPORT.md", Results({LOST.name: LOST}, {"world": 121})
    write_results(results, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == results
    assert results.short({}) == ["world"]
    write_page(results, {}, page)
    assert "| world | 121 | 1 | 0 | 0 | 0.0 % |" in page.read_text()
    assert "## Survivors\n\n`simlib.a.x_f__mutmut_1`" in page.read_text()
    excuse = {key_of(LOST.file, " -a\n +b "): "both are the same"}
    assert (results.survivors(excuse), results.short(excuse)) == ([], [])
    write_page(results, excuse, page)
    assert "None." in page.read_text()
    assert "both are the same" in page.read_text()


def test_every_excuse_is_of_code_that_stands_there() -> None:
    for excuse in read_equivalent(EQUIVALENT):
        file, *lines = excuse.split("\n")
        source = (ROOT / file).read_text(encoding="utf-8").splitlines()
        taken = {line[1:].strip() for line in lines if line.startswith("-")}
        assert taken <= {line.strip() for line in source}


def test_a_mutant_by_hand_is_told_as_a_change() -> None:
    assert diff_of(HALF) == "-x * 2\n+x / 2\n# two halves are one"
