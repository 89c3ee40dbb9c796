"""Print the table of benchmarks and write it as JSON: ``python -m benchmarks``.

Nothing here is a test: times depend on the machine and on what else it does. Ratios are taken
within one run, in turns where two things are compared.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks import analyses, engines, precision, scale
from benchmarks.rows import Row
from simlib.inputs.files import write_atomically
from simlib.world.jit import engine_hash

_OUT = Path(__file__).parent / "results.json"


def main() -> int:
    """Measure what is asked for, all by default."""
    asked = _arguments()
    groups: dict[str, Callable[[], list[Row]]] = {
        "engines": lambda: engines.measure(asked.repetitions),
        "precision": lambda: precision.measure(asked.repetitions),
        "analyses": lambda: analyses.measure(asked.repetitions),
        "scale": lambda: scale.measure(asked.repetitions, asked.worlds),
    }
    for name in asked.groups or groups:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows = groups[name]()
        print("\n".join(_line(row) for row in rows), flush=True)
        _keep(asked.out, name, rows)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", help="names of groups; all by default")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--worlds", type=int, default=1_000_000, help="how many are many")
    parser.add_argument("--out", type=Path, default=_OUT)
    return parser.parse_args()


def _line(row: Row) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    value = f"{row.value:,.2f}" if row.value < 10 else f"{row.value:,.0f}"
    return f"{row.measure:62} {value:>8} {row.unit:3} {row.goal:>8} {verdict:7} {row.note}"


def _keep(path: Path, name: str, rows: list[Row]) -> None:
    """Put the rows of a group in the place of those that the file has of it."""
    groups = json.loads(path.read_text()) if path.exists() else {}
    groups[name] = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "engine": engine_hash(),
        "rows": [{**asdict(row), "goal": row.goal, "met": row.met} for row in rows],
    }
    write_atomically(path, json.dumps(groups, indent=2).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
