"""Play every shipped book, diary and set of evidence; print the digest of every column as JSON.

Both engines, through the public face alone. A column is named ``book/diary/evidence engine
frame.column``; beside its digest stand its rows and, of numbers, the mean, so that a difference can
be read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import simlib as sl

EVIDENCE = ("graded", "folklore", "low", "high")
FRAMES = ("monthly", "reps", "years", "worlds", "events")
_SMALL = 40  # accounts; SimPy takes a second for a year of a larger book


def main() -> None:
    """Play; everything that is no result goes to stderr."""
    print(f"simlib of {Path(sl.__file__).parents[1]}", file=sys.stderr)
    found: dict[str, str] = {}
    for name, scenario in scenarios():
        small = len(scenario.book.accounts) <= _SMALL
        found[f"{name} key"] = scenario.key()
        found |= _digests(f"{name} compiled", sl.simulate(scenario, worlds=3, seed=11, log="full"))
        short = scenario.with_(horizon_years=2 if small else 1)
        count = 2 if small else 1
        run = sl.simulate(short, worlds=count, seed=12, log="full", engine="simpy", executor="here")
        found |= _digests(f"{name} simpy", run)
        print(f"  {name}", file=sys.stderr, flush=True)
    json.dump(found, sys.stdout, indent=0, ensure_ascii=False)


def scenarios() -> Iterator[tuple[str, Any]]:
    """Yield every combination by name, then what else a scenario can be told."""
    books = sorted(path.stem for path in Path("data/books").glob("*.csv"))
    for book in books:
        for diary in sl.disciplines():
            for evidence in EVIDENCE:
                named = {"book": book, "discipline": diary, "evidence": evidence}
                yield f"{book}/{diary}/{evidence}", sl.Scenario(**named)
    base = sl.Scenario(book="supplier", discipline="one_call_a_month")
    yield "grievances", base.with_(grievances=True)
    yield "spoiling", base.with_(spoiling=True)
    yield "unlimited cash", base.with_(unlimited_cash=True)
    yield "twenty years", base.with_(horizon_years=20)
    yield "stress", base.with_(stress=("lose top:1 in week 52",))
    yield "levers", base.with_(calls_per_month=4, gross_margin="31 %", request_hours=2.0)
    yield "typical new account", base.with_(typical_new_account=123_456.0)


def _digests(name: str, run: Any) -> dict[str, str]:
    found = {}
    for frame in FRAMES:
        table = getattr(run, frame)
        for column in table.columns:
            found[f"{name} {frame}.{column}"] = _digest(table[column])
    return found


def _digest(column: pd.Series[Any]) -> str:
    values = column.to_numpy()
    if values.dtype.kind in "biuf":
        content = np.ascontiguousarray(values).tobytes()
        known = values[~np.isnan(values)] if values.dtype.kind == "f" else values
        mean = f", mean {known.mean():.12g}" if len(known) else ""
    else:
        content, mean = "\0".join(map(str, values)).encode(), ""
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f"{digest} ({len(values)} rows of {column.dtype}{mean})"


if __name__ == "__main__":
    main()
