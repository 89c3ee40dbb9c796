"""Commands of ours in processes of their own: started, struck, and listened to."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 600.0
_LOOK_EVERY_SECONDS = 0.01
_TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True, slots=True)
class Told:
    """How a process ended: its exit status (minus the signal that killed it) and its words."""

    status: int
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """Return the last line of what it complained of, "no message" if it did not."""
        lines = [line.strip() for line in self.err.splitlines() if line.strip()]
        return lines[-1] if lines else "no message"

    @property
    def seen(self) -> str:
        """Return message and exit status in one line."""
        return f"{self.last_words} (exit {self.status})"

    def unclear(self, *words: str) -> str:
        """Return what the message lacks: it may be no traceback, and must say each of ``words``."""
        if _TRACEBACK in self.err:
            return "a traceback"
        if self.err.rstrip().endswith("None"):
            return "does not say where"
        missing = [word for word in words if word not in self.err + self.out]
        return f"does not say {', '.join(map(repr, missing))}" if missing else ""


def simlib(*arguments: str | Path) -> list[str]:
    """Return the command ``python -m simlib ARGUMENTS``."""
    return [sys.executable, "-m", "simlib", *map(str, arguments)]


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str | None] | None = None,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.Popen[str]:
    """Start a command with some variables of the environment changed (None removes one).

    Parameters
    ----------
    command : sequence of str
    env : mapping of str to str or None, optional
    cwd : Path, optional
        The folder it works in.
    before : callable, optional
        Called in the new process before the command, to limit what it may do.
    """
    changed = {"PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg", **(env or {})}
    kept = {name: value for name, value in os.environ.items() if name not in changed}
    return subprocess.Popen(
        list(command),
        env={**kept, **{name: value for name, value in changed.items() if value is not None}},
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        preexec_fn=before,
    )


def ended(process: subprocess.Popen[str]) -> Told:
    """Wait for a process and return how it ended; one that hangs is killed and told of."""
    try:
        out, err = process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"\nhung for {MOST_SECONDS:.0f} s and was killed"
    return Told(process.returncode, out, err)


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str | None] | None = None,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
) -> Told:
    """Run a command to its end; the parameters are those of `start`."""
    return ended(start(command, env=env, cwd=cwd, before=before))


def happens(process: subprocess.Popen[str], condition: Callable[[], bool]) -> bool:
    """Wait until a condition holds; return False if the process ends, or time is up, before."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if condition():
            return True
        time.sleep(_LOOK_EVERY_SECONDS)
    return False
