"""What drills share: a folder each, and what an undisturbed run gives."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from threading import Lock

from tools.verify.player import BOOK, RESULT, SEED, YEARS
from tools.verify.process import Told, run, simlib

STUDY_WORLDS = 6_000
"""Worlds of the study that is struck: twelve chunks."""
RUN_WORLDS = 1_000
"""Worlds of a ``simlib run`` with a store: four chunks."""
OUT_WORLDS = 60
"""Worlds of a ``simlib run --out``."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What ``simlib run`` gives when nothing happens."""

    told: Told
    files: dict[str, bytes]
    seconds: float


class Bench:
    """Where drills are done; may be used by two threads.

    Parameters
    ----------
    folder : Path
        Scratch; everything is made below it.
    """

    def __init__(self, folder: Path) -> None:
        self.place = folder
        self._lock = Lock()
        self._digest = ""
        self._runs: dict[tuple[int, bool], Undisturbed] = {}

    def folder(self, name: str) -> Path:
        """Return a new folder for one drill."""
        path = self.place / name
        path.mkdir(parents=True)
        return path

    def digest(self) -> str:
        """Return the hash of the study's result when nothing happens."""
        with self._lock:
            self._digest = self._digest or result_of(run(study()))
            return self._digest

    def undisturbed(self, worlds: int, *, out: bool = False) -> Undisturbed:
        """Return what `run_command` gives when nothing happens; with ``out``, its files too."""
        with self._lock:
            if (worlds, out) not in self._runs:
                self._runs[worlds, out] = self._played(worlds, out=out)
            return self._runs[worlds, out]

    def _played(self, worlds: int, *, out: bool) -> Undisturbed:
        place = self.place / f"undisturbed-{worlds}-{out}"
        begin = time.monotonic()
        told = run(run_command(worlds, out=place if out else None))
        seconds = time.monotonic() - begin
        if told.status:
            raise RuntimeError(f"nothing was done to it, and it failed: {told.err}")
        files = {path.name: path.read_bytes() for path in place.iterdir()} if out else {}
        return Undisturbed(told, files, seconds)


def study(store: Path | None = None, *, executor: str = "threads") -> list[str]:
    """Return the command that plays the study of `tools.verify.player`."""
    command = [sys.executable, "-m", "tools.verify.player", "--worlds", str(STUDY_WORLDS)]
    command += ["--executor", executor]
    return [*command, "--store", str(store)] if store else command


def result_of(told: Told) -> str:
    """Return the hash that a study has printed, "none" if it did not come so far."""
    lines = [line.split() for line in told.out.splitlines()]
    return next((words[1] for words in lines if words[:1] == [RESULT]), "none")


def run_command(worlds: int, *, store: Path | None = None, out: Path | None = None) -> list[str]:
    """Return a ``simlib run`` of the study's book."""
    command = simlib("run", "--book", BOOK, "--years", str(YEARS), "--seed", str(SEED))
    command += ["--worlds", str(worlds)]
    command += ["--store", str(store)] if store else []
    return [*command, "--out", str(out)] if out else command


def otherwise(told: Told, expected: Told) -> tuple[str, ...]:
    """Return the first line in which ``simlib run`` told something else, if it did."""
    both = [
        [line for line in each.out.splitlines() if not line.startswith("  wrote ")]
        for each in (told, expected)
    ]
    if told.status:
        return (f"the result: {told.seen}",)
    pairs = zip_longest(*both, fillvalue="nothing")
    found = [
        f"the result: {line.strip()!r}, not {was.strip()!r}" for line, was in pairs if line != was
    ]
    return tuple(found[:1])


def chunks(store: Path) -> dict[Path, int]:
    """Return the chunks of a store with the times at which they were written."""
    return {path: path.stat().st_mtime_ns for path in store.glob("*/*.parquet")}


def played_again(before: dict[Path, int], store: Path) -> list[str]:
    """Return the chunks that were there before and are gone, or were written again."""
    after = chunks(store)
    return [f"{path.name} played again" for path, at in before.items() if after.get(path) != at]
