"""Build, check and compare the notebooks: ``python -m tools.notebooks build|check|diff``.

build [NAME ...]
    Run the sources and write the products; the same source gives the same bytes.
check [NAME ...]
    Find what must not be committed, without running anything.
diff [NAME ...] [--since REVISION]
    Run the sources again and show what changed since the revision (HEAD), number by
    number, and whether the change is inside or beyond Monte Carlo error.
"""

from __future__ import annotations

import argparse
import difflib
import multiprocessing
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import nbformat
from nbformat import NotebookNode

from tools.notebook_build import BuildError, execute
from tools.notebook_diff import Change, changes
from tools.notebook_faults import notebook_faults
from tools.notebook_files import (
    NOTEBOOKS,
    cell_label,
    read_product,
    source_paths,
    write_product,
)

PROCESSES = 2

Result = TypeVar("Result")


def build(sources: Sequence[Path]) -> int:
    """Run the sources and write their products; return the number that failed."""
    failed = 0
    for source, result in _in_parallel(_build_one, sources):
        try:
            print(f"  {source.with_suffix('.ipynb').name}  {result.result():.0f} s", flush=True)
        except BuildError as error:
            failed += 1
            print(f"  FAILED, the old one is kept: {error}", flush=True)
    return failed


def _build_one(source: Path) -> float:
    begin = time.monotonic()
    write_product(execute(source), source.with_suffix(".ipynb"))
    return time.monotonic() - begin


def check(sources: Sequence[Path], folder: Path = NOTEBOOKS) -> int:
    """Print what must not be committed; return the number of faults."""
    faults = [fault for source in sources for fault in notebook_faults(source)]
    for product in sorted(folder.glob("*.ipynb")):
        if not product.with_suffix(".py").exists():
            faults.append(f"{product.name}: has no .py beside it")
    for fault in faults:
        print(f"  {fault}")
    print(f"{len(sources)} notebooks, {len(faults)} faults")
    return len(faults)


def diff(sources: Sequence[Path], since: str = "HEAD") -> int:
    """Run the sources again and print old -> new; return the number that do not run."""
    failed = 0
    tally: Counter[str] = Counter()
    for source, result in _in_parallel(execute, sources):
        print(f"\n{source.with_suffix('.ipynb').name}", flush=True)
        try:
            tally.update(_print_changes(_stored(source, since), result.result()))
        except BuildError as error:
            failed += 1
            print(f"  FAILED: {error}")
    counts = ", ".join(f"{count} {what}" for what, count in tally.items()) or "nothing changed"
    print(f"\n{len(sources)} notebooks: {counts}")
    return failed


def _stored(source: Path, since: str) -> NotebookNode | None:
    """Return the product as committed at a revision, else as it lies on disk, if it does."""
    product = source.with_suffix(".ipynb")
    name = f"{since}:./{product.name}"
    try:
        done = subprocess.run(
            ["git", "show", name], cwd=product.parent, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return read_product(product) if product.exists() else None
    notebook: NotebookNode = nbformat.reads(  # type: ignore[no-untyped-call]
        done.stdout.decode(), as_version=4
    )
    return notebook


def _print_changes(stored: NotebookNode | None, now: NotebookNode) -> Iterator[str]:
    """Print what changed, cell by cell; yield a verdict for each change."""
    if stored is None:
        print("  new")
        yield "new"
        return
    for label, found in notebook_changes(stored, now):
        print(f"  {label}")
        for change in found:
            print(f"    {change}")
            yield change.verdict or "other"


def notebook_changes(
    stored: NotebookNode, now: NotebookNode
) -> Iterator[tuple[str, Sequence[Change]]]:
    """Yield the label and the changes of every code cell that changed.

    Cells are matched by their source, so that a cell that was added or moved does not
    make every later one look changed.
    """
    old, new = _code(stored), _code(now)
    sources = [[cell.source for _, cell in side] for side in (old, new)]
    matcher = difflib.SequenceMatcher(a=sources[0], b=sources[1], autojunk=False)
    for kind, a_begin, a_end, b_begin, b_end in matcher.get_opcodes():
        paired = min(a_end - a_begin, b_end - b_begin)
        for a, b in zip(range(a_begin, a_end), range(b_begin, b_end), strict=False):
            found = changes(old[a][1].outputs, new[b][1].outputs)
            if found:
                label = cell_label(now.cells, new[b][0])
                yield label + (" (its code changed)" if kind == "replace" else ""), found
        for a in range(a_begin + paired, a_end):
            yield cell_label(stored.cells, old[a][0]), [Change("cell", "stored", "removed")]
        for b in range(b_begin + paired, b_end):
            yield cell_label(now.cells, new[b][0]), [Change("cell", "not there", "new")]


def _code(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]


def _in_parallel(
    work: Callable[[Path], Result], sources: Sequence[Path]
) -> Iterator[tuple[Path, Future[Result]]]:
    """Yield each source with its finished future, in the order of the sources."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        for source, future in [(source, pool.submit(work, source)) for source in sources]:
            future.exception()  # waits
            yield source, future


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("build", "check", "diff"))
    parser.add_argument("name", nargs="*", help="all notebooks if none is named")
    parser.add_argument("--since", default="HEAD", help="the revision to compare with")
    given = parser.parse_args(arguments)
    sources = source_paths(given.name)
    if given.command == "build":
        return min(1, build(sources))
    if given.command == "check":
        return min(1, check(sources))
    return min(1, diff(sources, given.since))


if __name__ == "__main__":
    sys.exit(main())
