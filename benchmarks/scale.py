"""Scale: cost and memory of many worlds, and how soon the first answer comes."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.rows import Row

_CHILD = """
import json, time
from pathlib import Path
start = time.perf_counter()
import simlib as sl
firm = sl.Scenario(book="{book}", discipline="weekly_block", evidence="graded")
sl.simulate(firm, worlds=20, seed=1, progress=False)
first = time.perf_counter() - start
start = time.perf_counter()
sl.simulate(firm, worlds={worlds}, seed=1, keep="totals", progress=False)
took = time.perf_counter() - start
# Not getrusage: its peak begins with that of the process that started this one.
status = Path("/proc/self/status").read_text().split()
peak = int(status[status.index("VmHWM:") + 1]) / 1024
print(json.dumps([first, took, peak]))
"""
_FEW = 1_000


def measure(repetitions: int, many: int) -> list[Row]:
    """Return the rows about scale: ``many`` worlds against a thousand, each in a fresh process."""
    few = [_fresh(_FEW) for _ in range(repetitions)]
    first = sorted(each[0] for each in few)[repetitions // 2]
    # A thousand worlds take a second or two: repeated, so that the median means something.
    took = sorted(each[1] for each in few)[repetitions // 2] / _FEW
    memory = sorted(each[2] for each in few)[repetitions // 2]
    _, took_many, memory_many = _fresh(many)
    cost = took_many / many
    return [
        Row(
            f"cost of a world, {many:,} worlds against {_FEW:,}",
            cost / took,
            "x",
            most=1.1,
            note=f"{1e3 * cost:.2f} against {1e3 * took:.2f} ms on all cores; "
            f"{many:,} worlds took {took_many / 60:.1f} min",
        ),
        Row(
            f"peak memory of {many:,} worlds with totals",
            memory_many,
            "MB",
            most=600,
            note=f"{memory:.0f} MB of {_FEW:,} worlds",
        ),
        Row("first answer in a fresh process, compiled code on disk", first, "s", most=2.0),
    ]


def _fresh(worlds: int, book: str = "hms_associates") -> tuple[float, float, float]:
    """Return time to the first answer, time of many worlds and peak memory of a new process."""
    code = _CHILD.format(book=book, worlds=worlds)
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    first, took, peak = json.loads(answer)
    return first, took, peak
