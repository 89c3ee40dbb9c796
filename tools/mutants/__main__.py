"""``python -m tools.mutants [hand|made|all|page]``: play mutants, write what became of them."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from tools.mutants import hand, made, report
from tools.mutants.choose import likely_killers, sample
from tools.mutants.forks import play_in_forks
from tools.mutants.play import KILLED, SURVIVED, UNDER_TEST, Order, Verdict, play
from tools.mutants.reach import FOLDER, Reached, read_reach
from tools.mutants.report import BY_HAND, Result, Results
from tools.mutants.tree import copy_tree, scratch_folder

_START_SECONDS = 60.0
"""To fork, import and collect; a busy machine is slow at it."""
_FORK_SECONDS = 10.0
"""To fork where all is imported and collected."""
_UNCHANGED_SECONDS = 240.0
"""What the tests of the mutants by hand take when nothing is wrong, generously."""
_TESTED = (
    *(f"tests/unit/{folder}/test_*.py" for folder in ("world", "inputs", "analysis")),
    *(f"tests/unit/model/test_{word}.py" for word in ("plan", "rules")),
    *(f"tests/unit/run/test_{word}.py" for word in ("frames", "run")),
    *(f"tests/known_answers/test_{word}_known.py" for word in ("luck", "survival", "why")),
    "tests/verification/test_forced_and_management.py",
    "tests/verification/test_timetable.py",
    "tests/equality/test_rough_lives.py",
    "tests/faults/test_bad_books.py",
    "tests/faults/test_bad_studies.py",
)
"""Tests of the four packages themselves. Those of studies, pages and the command line would notice
more, but take long and say little about where."""


def main(arguments: list[str]) -> int:
    """Play what the command line asks for; return 1 if tests notice too few somewhere."""
    asked = _parser().parse_args(arguments)
    results = report.read_results()
    if asked.what in ("hand", "all"):
        _play_by_hand(asked, results)
    if asked.what in ("made", "all"):
        _play_made(asked, results)
    excuses = report.read_equivalent()
    report.write_page(results, excuses)
    left, short = results.survivors(excuses), results.short(excuses)
    print(f"{len(results.played)} mutants played, {len(left)} survived: {report.PAGE}")
    if short:
        print(f"fewer than {report.REQUIRED:.0%} noticed of: {', '.join(short)}", file=sys.stderr)
    return 1 if short else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=["hand", "made", "all", "page"])
    parser.add_argument("--package", action="append", choices=made.PACKAGES)
    parser.add_argument("--sample", type=int, default=200, help="of mutmut's; 0 plays them all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=40.0, help="of tests against one mutant")
    parser.add_argument("--patience", type=float, default=8.0, help="times what tests usually take")
    parser.add_argument("--again", choices=["survived", "everything"], help="play these once more")
    parser.add_argument("--anew", action="store_true", help="forget mutmut's played before")
    parser.add_argument("--fresh", action="store_true", help="ask anew which test reaches what")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scratch", type=Path, default=scratch_folder())
    return parser


def _wanted(asked: argparse.Namespace, results: Results, name: str, diff: str) -> bool:
    """Return whether a mutant is still to be played: new, changed, or asked for again."""
    old = results.played.get(name)
    if old is None or old.diff != diff or asked.again == "everything":
        return True
    return asked.again == "survived" and not old.noticed


def _forget(results: Results, package: str, known: Container[str], count: int) -> None:
    """Drop the results of mutants that are no more; remember how many there are."""
    for name in [n for n, r in results.played.items() if r.package == package and n not in known]:
        del results.played[name]
    results.there[package] = count


def _play_by_hand(asked: argparse.Namespace, results: Results) -> None:
    mutants = {f"by hand: {each.name}": each for each in hand.read_mutants()}
    _forget(results, BY_HAND, mutants, len(mutants))
    due = {n: m for n, m in mutants.items() if _wanted(asked, results, n, hand.diff_of(m))}
    trees: SimpleQueue[Path] = SimpleQueue()
    for number in range(asked.jobs):
        trees.put(copy_tree(asked.scratch, f"hand_{number}"))
    if due:
        _must_pass(asked, trees)

    def played(name: str) -> Result:
        mutant, tree = due[name], trees.get()
        try:
            cache = asked.scratch / "cache"
            verdict = hand.play_mutant(mutant, tree, cache, _START_SECONDS * asked.patience)
        finally:
            trees.put(tree)
        return _result(name, BY_HAND, mutant.file, hand.diff_of(mutant), verdict)

    _in_turn(due, played, results, asked.jobs)


def _must_pass(asked: argparse.Namespace, trees: SimpleQueue[Path]) -> None:
    tree = trees.get()
    seconds = _UNCHANGED_SECONDS * asked.patience
    found = hand.play_unchanged(tree, asked.scratch / "cache", seconds)
    trees.put(tree)
    if found.verdict != SURVIVED:
        raise SystemExit(f"without any mutant: {found.verdict}, {found.killer}")


def _play_made(asked: argparse.Namespace, results: Results) -> None:
    tree = copy_tree(asked.scratch, "made")
    there = made.make(tree, tuple(asked.package or made.PACKAGES), asked.jobs)
    names, packages = {m.name for m in there}, Counter(m.package for m in there)
    for package, count in packages.items():
        _forget(results, package, () if asked.anew else names, count)
    chosen = {m.name: m for m in sample(there, asked.sample or len(there), asked.seed)}
    again = {m.name: m for m in there if m.name in results.played}
    due = {n: m for n, m in (again | chosen).items() if _wanted(asked, results, n, m.diff)}
    reached = _reach(tree, asked.scratch / "cache", asked.jobs, asked.fresh) if due else []
    seconds = {each.test: each.seconds for each in reached}
    orders: dict[str, Order] = {}
    for name, mutant in due.items():
        tests = likely_killers(mutant, reached, asked.seconds)
        orders[name] = Order(
            tree=tree,
            tests=tests,
            seconds=_FORK_SECONDS + asked.patience * sum(seconds[test] for test in tests),
            log=asked.scratch / "logs" / f"{name}.txt",
            shared={"SIMLIB_CACHE_DIR": str(asked.scratch / "cache")},
            environment={UNDER_TEST: name},
        )

    def found(name: str, verdict: Verdict) -> Result:
        mutant = due[name]
        return _result(name, mutant.package, mutant.file, mutant.diff, verdict)

    quiet = _in_forks(orders, found, results, asked.jobs)
    _in_turn(quiet, lambda name: found(name, _alone(orders[name])), results, asked.jobs)


def _in_forks(
    orders: Mapping[str, Order],
    found: Callable[[str, Verdict], Result],
    results: Results,
    jobs: int,
) -> list[str]:
    """Play mutants in forks; return those that no test killed there, to be played alone."""
    quiet = dict.fromkeys(orders)
    for name, verdict in play_in_forks({n: o for n, o in orders.items() if o.tests}, jobs):
        if verdict.verdict == KILLED:
            del quiet[name]
            _write_down(found(name, verdict), results, f"{len(orders) - len(quiet)}/{len(orders)}")
    return list(quiet)


def _alone(order: Order) -> Verdict:
    if not order.tests:
        return Verdict(SURVIVED, "", 0.0)
    return play(replace(order, seconds=_START_SECONDS + order.seconds))


def _reach(tree: Path, cache: Path, jobs: int, fresh: bool) -> list[Reached]:
    """Return which test reaches what, asked once for a scratch folder."""
    folder, asking = tree.parent / "reach", tree.parent / "asking"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        shutil.rmtree(asking, ignore_errors=True)
        environment = {**os.environ, FOLDER: str(asking), "SIMLIB_CACHE_DIR": str(cache)}
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "--dist", "loadfile"]
        command += ["-p", "no:nbval", "-p", "no:cacheprovider", "-p", "tools.mutants.reach"]
        command += ["-m", "not slow and not nightly", *_tested(tree)]
        subprocess.run(command, cwd=tree, env=environment, check=False)
        asking.rename(folder)  # so that half an answer is none
    return read_reach(folder)


def _tested(tree: Path) -> list[str]:
    return [
        path.relative_to(tree).as_posix()
        for pattern in _TESTED
        for path in sorted(tree.glob(pattern))
    ]


def _in_turn(
    due: Collection[str],
    played: Callable[[str], Result],
    results: Results,
    jobs: int,
) -> None:
    """Play mutants, some at a time; write the results down after each."""
    with ThreadPoolExecutor(jobs) as pool:
        coming = [pool.submit(played, name) for name in due]
        for number, each in enumerate(as_completed(coming), start=1):
            _write_down(each.result(), results, f"{number}/{len(coming)}")


def _write_down(found: Result, results: Results, place: str) -> None:
    results.played[found.name] = found
    report.write_results(results)
    told = f"{found.verdict:9} {found.seconds:6.1f} s {found.name}  {found.killer}"
    print(f"{place} {told}", flush=True)


def _result(name: str, package: str, file: str, diff: str, verdict: Verdict) -> Result:
    spent = round(verdict.seconds, 1)
    return Result(name, package, file, diff, verdict.verdict, verdict.killer, spent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
