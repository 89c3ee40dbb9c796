"""Fill and check what code writes in the documentation: ``python -m tools.docs build|check|times``.

build
    Fill every block between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
check
    Name the blocks that are stale, without writing anything.
times [NAME ...]
    Measure how long notebooks (all, if nothing is named) and make targets take, on a machine that
    does nothing else; ``setup`` is measured in a copy, with an environment of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_text
from tools.docs_blocks import BLOCKS, filled, pages, stale_blocks
from tools.docs_times import measure


def build(paths: Sequence[Path]) -> int:
    """Write the pages whose blocks have changed; return the number of failures, 0."""
    for path in paths:
        old = path.read_text(encoding="utf-8")
        new = filled(old, BLOCKS)
        if new != old:
            write_text(path, new)
            print(f"  wrote {path}", flush=True)
    return 0


def check(paths: Sequence[Path]) -> int:
    """Name the blocks that are not what code would write today; return how many."""
    found = [f"{path}: {name}" for path in paths for name in stale_blocks(path, BLOCKS)]
    for fault in found:
        print(f"  stale, run `make docs`: {fault}", flush=True)
    return len(found)


def main(arguments: Sequence[str]) -> int:
    """Run a command; return the exit status."""
    command, *names = arguments or [""]
    if command not in ("build", "check", "times") or (names and command != "times"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if command == "times":
            return measure(names)
        return min(1, build(pages()) if command == "build" else check(pages()))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
