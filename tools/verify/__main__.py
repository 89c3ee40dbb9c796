"""Prove it here and now: ``python -m tools.verify [--only faults|oracles] [--out FILE]``.

Injects every fault for real and prints what came of it, then plays the oracles and prints each
beside its theory. Ends with 1 if a fault is not survived or an oracle disagrees. ``--out`` keeps
both tables as ``.json`` or ``.html``; ``--drill NAME`` plays some drills alone.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from simlib.inputs.errors import InputError
from tools.verify.bench import Bench
from tools.verify.oracles import Oracles, oracles
from tools.verify.register import DRILLS, faults
from tools.verify.row import Row, Verdict
from tools.verify.table import fault_frame, fault_headline, print_table, write_report


def main(arguments: Sequence[str]) -> int:
    """Print both tables; return 0 if everything held."""
    given = _given(arguments)
    # Drills that interrupt need processes that listen, even where this one runs in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    begin = time.monotonic()
    rows = _faults(given.drill) if given.only != "oracles" else []
    found = _oracles() if given.only != "faults" and not given.drill else None
    if given.out is not None:
        write_report(given.out, rows, found.frame if found else None)
    bad = sum(row.verdict is Verdict.NOT_HELD for row in rows) + (found.failed if found else 0)
    print(f"{'All held' if not bad else f'{bad} FAILED'}, in {time.monotonic() - begin:.0f} s")
    return int(bad > 0)


def _faults(names: Sequence[str]) -> list[Row]:
    drills = [drill for drill in DRILLS if not names or drill.name in names]
    rows = []
    with TemporaryDirectory(prefix="simlib-verify-", ignore_cleanup_errors=True) as folder:
        for row in faults(Bench(Path(folder)), drills):
            print(f"  {row.verdict}: {row.fault} ({row.seconds:.0f} s)", flush=True)
            rows.append(row)
    print_table(fault_frame(rows), fault_headline(rows))
    return rows


def _oracles() -> Oracles:
    print("  playing the oracles ...", flush=True)
    found = oracles()
    print_table(found.frame, found.headline)
    return found


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.verify", description=__doc__)
    parser.add_argument("--only", choices=("faults", "oracles"))
    parser.add_argument("--drill", action="append", choices=[drill.name for drill in DRILLS])
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.out and given.out.suffix not in (".json", ".html"):
        raise SystemExit("--out: .json or .html")
    return given


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        sys.exit(f"tools.verify: {error}")
