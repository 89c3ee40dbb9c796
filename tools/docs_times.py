"""How long notebooks and commands take: measured, kept in ``docs/times.json``, never typed."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.engines import AGAINST_PLAIN_SIMPY
from simlib.inputs.files import write_text
from tools.docs_tables import table
from tools.notebook_build import execute
from tools.notebook_files import read_source, source_paths
from tools.setup import ROOT

TIMES = ROOT / "docs" / "times.json"
_LEFT_BEHIND = (".git", ".venv", "studies", "results", "__pycache__", ".*_cache", ".hypothesis")


def about(seconds: float) -> str:
    """Return a time as somebody would say it, rounded to what a second run would repeat."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 57.5:
        return f"{5 * round(seconds / 5)} s"
    minutes = seconds / 60
    return f"{round(2 * minutes) / 2:g} min" if minutes < 5 else f"{round(minutes)} min"


def measured(name: str) -> str:
    """Return the time of a notebook or make target in words; "" where it was never measured."""
    seconds = _kept()["seconds"].get(name)
    return "" if seconds is None else about(seconds)


def environment_size() -> str:
    """Return what an environment takes on the disk."""
    return f"{_kept()['environment_gigabytes']:.1f} GB"


def speed() -> str:
    """Return how many times as fast as plain SimPy the compiled engine was last measured."""
    groups = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    rows = {row["measure"]: row["value"] for row in groups["engines"]["rows"]}
    return f"{10 * int(rows[AGAINST_PLAIN_SIMPY] / 10):.0f} times"


def notebook_table(*, brief: bool) -> str:
    """Return every notebook with question, reader and run time, as its first cell names them."""
    rows = []
    for source in source_paths():
        title, question, reader = front(source)
        link = f"[`{source.stem}`]({'notebooks/' if brief else ''}{source.stem}.ipynb)"
        rows.append([link, title if brief else question, reader, measured(source.stem)])
    return table(["notebook", "question", "reader", "takes"], rows)


def front(source: Path) -> tuple[str, str, str]:
    """Return title, question and reader from a notebook's first cell, "" for what it lacks."""
    text = str(read_source(source).cells[0].source)
    found = []
    for pattern in (
        r"^# (.+?)$",
        r"^\*\*Question\.\*\* (.+?)(?:\n\n|\Z)",
        r"^\*\*Reader\.\*\* (.+?)(?:\n\n|\Z)",
    ):
        match = re.search(pattern, text, flags=re.MULTILINE | re.DOTALL)
        found.append(" ".join(match.group(1).split()).rstrip(".") if match else "")
    return found[0], found[1], found[2]


def measure(names: Sequence[str]) -> int:
    """Measure notebooks and make targets, all notebooks if none is named; return failures."""
    failed = 0
    _keep_field("environment_gigabytes", _environment_gigabytes())
    for name, work in _asked(names):
        begin = time.monotonic()
        status = work()
        seconds = time.monotonic() - begin
        print(f"  {name}: {seconds:.1f} s" + (", FAILED, not kept" if status else ""), flush=True)
        failed += status != 0
        if not status:
            _keep(name, seconds)
    return min(1, failed)


def _asked(names: Sequence[str]) -> list[tuple[str, Callable[[], int]]]:
    from tools.docs_commands import make_targets

    targets, asked = make_targets(), []
    for name in names or [source.stem for source in source_paths()]:
        if name == "setup":
            asked.append((name, _set_up_a_copy))
        elif name in targets:
            asked.append((name, _command(targets[name].arguments)))
        else:
            (source,) = source_paths([name])
            asked.append((source.stem, _notebook(source)))
    return asked


def _notebook(source: Path) -> Callable[[], int]:
    def run() -> int:
        execute(source)
        return 0

    return run


def _command(arguments: Sequence[str]) -> Callable[[], int]:
    return lambda: _quietly([sys.executable, *arguments], ROOT)


def _set_up_a_copy() -> int:
    """Set up a fresh copy with an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT_BEHIND))
        return _quietly([sys._base_executable, "-m", "tools.setup"], copy)  # type: ignore[attr-defined]


def _environment_gigabytes() -> float:
    """Return what the environment that runs this takes on the disk, links not followed."""
    return round(sum(path.lstat().st_size for path in Path(sys.prefix).rglob("*")) / 1e9, 2)


def _quietly(command: Sequence[str], folder: Path) -> int:
    quiet = subprocess.DEVNULL
    done = subprocess.run(command, cwd=folder, stdout=quiet, stderr=quiet, check=False)
    return done.returncode


def _keep(name: str, seconds: float) -> None:
    _keep_field("seconds", {**_kept()["seconds"], name: round(seconds, 1)})


def _keep_field(field: str, value: Any) -> None:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    fields = {"measured": date.today().isoformat(), "machine": machine, field: value}
    kept = {**_kept(), **fields}
    kept["seconds"] = dict(sorted(kept["seconds"].items()))
    write_text(TIMES, json.dumps(kept, indent=1) + "\n")


def _kept() -> dict[str, Any]:
    if not TIMES.is_file():
        return {"seconds": {}, "environment_gigabytes": 0.0}
    found: dict[str, Any] = json.loads(TIMES.read_text(encoding="utf-8"))
    return found
