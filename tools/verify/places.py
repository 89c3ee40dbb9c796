"""Places that cannot be written: a disk that is full, a folder that is read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_KILOBYTE = 1024
_READ_ONLY, _AS_USUAL = 0o555, 0o755
NOWHERE = "/proc/no-such-place"
"""A folder that nobody can make, the superuser included."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A small disk, or a stand-in for one.

    Parameters
    ----------
    folder : Path
        Where to write.
    how : str
        What it is, for the table.
    message : str
        What the system says when it is full.
    before : callable, optional
        To be called in the process that writes, before it does.
    """

    folder: Path
    how: str
    message: str
    before: Callable[[], None] | None = None

    def grow(self) -> Disk:
        """Make room: the disk is as large as anybody needs from now on."""
        if self.before is None:
            _mount("-o", "remount,size=256m", str(self.folder))
        return Disk(self.folder, self.how, self.message)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Disk]:
    """Lend a disk of so many kilobytes: a tmpfs if one may be mounted, else a limit on files.

    Parameters
    ----------
    folder : Path
        Where to mount it; it is made.
    kilobytes : int
    """
    folder.mkdir(parents=True)
    mounted = _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    if not mounted:
        how = f"no right to mount a tmpfs: no file beyond {kilobytes} kB instead (RLIMIT_FSIZE)"
        yield Disk(folder, how, "File too large", _limit(kilobytes))
        return
    try:
        yield Disk(folder, f"a tmpfs of {kilobytes} kB", "No space left on device")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _mount(*arguments: str) -> bool:
    if not sys.platform.startswith("linux") or os.geteuid() or not shutil.which("mount"):
        return False
    return not subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode


def _limit(kilobytes: int) -> Callable[[], None]:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * _KILOBYTE,) * 2)

    return limit


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """Take away the right to write in a folder for a while; pair it with `without_rights`."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_READ_ONLY)
    try:
        yield folder
    finally:
        folder.chmod(_AS_USUAL)


def without_rights(command: list[str]) -> list[str] | None:
    """Return a command for whom modes of folders hold; None if the superuser cannot be bound.

    The superuser writes where he likes, so his processes are stripped of that right.
    """
    if os.geteuid():
        return command
    setpriv = shutil.which("setpriv")
    return [setpriv, "--bounding-set=-all", "--inh-caps=-all", *command] if setpriv else None


def how_read_only() -> str:
    """Return how a folder is made read-only, for the table."""
    return "mode 0555" if os.geteuid() else "mode 0555, the superuser stripped of his rights"
