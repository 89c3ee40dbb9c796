"""Show that two checkouts say the same.

``cd CHECKOUT; python /path/to/tools/sameness record FOLDER [--only logs,decks]``
    Record the checkout one stands in, which need not know this tool. All parts take about a quarter
    of an hour on two cores. ``--tests "tests/unit -k plots"`` chooses whose pictures are recorded,
    by default those of all fast tests; ``--workers 1`` leaves a core to others.
``python /path/to/tools/sameness compare OLD NEW [--only logs,decks] [--most 20]``
    List every difference, old -> new, at most so many a part and a file; exit status 1 if any.

Parts: pictures (that tests draw), logs (of events, and monthly frames, of both engines), imports
(of the data in ``data/raw``), decks (of those studies), committed (figures, notebooks, results),
commands (what the command line prints and writes).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:  # run by its path, in a checkout that has other tools
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.sameness.compare import compared
from tools.sameness.record import PARTS, recorded


def main(arguments: Sequence[str]) -> int:
    """Record or compare; return the exit status."""
    said = _parser().parse_args(arguments)
    unknown = set(said.only) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    if said.command == "compare":
        return compared(said.old, said.new, parts=said.only, most=said.most)
    if not Path("simlib").is_dir():
        print("stand in the checkout that is to be recorded")
        return 2
    recorded(Path.cwd(), said.folder, parts=said.only, tests=said.tests, workers=said.workers)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "sameness", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    record, compare = commands.add_parser("record"), commands.add_parser("compare")
    record.add_argument("folder", type=Path)
    record.add_argument("--tests", default="tests", help="what pytest is told to run")
    record.add_argument("--workers", type=int, default=2)
    compare.add_argument("old", type=Path)
    compare.add_argument("new", type=Path)
    compare.add_argument("--most", type=int, default=sys.maxsize)
    for each in (record, compare):
        each.add_argument(
            "--only", type=lambda text: text.split(","), default=list(PARTS), metavar="PART,PART"
        )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
