"""Compile numeric functions once, and never run a stale copy of them.

Numba's disk cache looks only at the file that holds a function: an edit of another file that the
function depends on would go unnoticed. So the cache directory carries a hash of all engine sources.
"""

from __future__ import annotations

import _thread
import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

_OUT_OF_THE_CALLBACK_SECONDS = 0.05
_PACKAGE = Path(__file__).resolve().parents[1]
_ENGINE = ("world", "model", "inputs/disciplines.py", "inputs/units.py")
"""Folders and files: with the numbers of the kinds of task, and weeks a month and year."""


def engine_hash() -> str:
    """Return a hash (16 hex digits) of every source file that decides what a world computes."""
    return sources_hash(*_ENGINE)


@cache
def sources_hash(*places: str) -> str:
    """Return a hash (16 hex digits) of source files of the package, folders or single ones."""
    digest = hashlib.sha256(numba.__version__.encode())
    for place in places:
        base = _PACKAGE / place
        for path in sorted(base.rglob("*.py")) if base.is_dir() else [base]:
            name = path.relative_to(_PACKAGE).as_posix()
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def compiled(signature: str) -> Callable[[Function], Function]:
    """Return a decorator that compiles a function for one explicit Numba signature.

    No fastmath: both engines must get the same floats from the same rule. Calls between kernels
    pass results through memory, so all are laid into the entry that needs them.
    """

    def decorate(function: Function) -> Function:
        jit = numba.njit(signature, cache=True, nogil=True, error_model="numpy", forceinline=True)
        return cast(Function, _with_cache(lambda: jit(function)))

    return decorate


def kernel(function: Function) -> Function:
    """Let compiled code call a function; it is compiled as a part of the entry that needs it."""
    jit = numba.njit(nogil=True, error_model="numpy", forceinline=True)
    return cast(Function, jit(function))


def entry(function: Function) -> Function:
    """Let Python call a kernel, compiled for the types it meets and kept on disk."""
    jit = numba.njit(cache=True, nogil=True, error_model="numpy")
    return cast(Function, _with_cache(lambda: jit(function)))


def is_compiled(function: Any) -> bool:
    """Return whether an entry is there, or on disk for these very sources: no minute of waiting."""
    # Numba has no public door to this; another clone's files do not count, nor those of an edit.
    return bool(function.signatures or function._cache._cache_file._load_index())


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C stop a compilation, and always as a KeyboardInterrupt.

    LLVM calls back into Python, where an interrupt is told to nobody and lost; what is missing then
    comes to light as an error of another name, or at the end of a minute. So it is sent once more.
    """
    before, lost = sys.unraisablehook, list[threading.Timer]()

    def noted(what: Any) -> None:
        if not issubclass(what.exc_type, KeyboardInterrupt):
            before(what)
            return
        lost.append(threading.Timer(_OUT_OF_THE_CALLBACK_SECONDS, _thread.interrupt_main))
        lost[-1].daemon = True
        lost[-1].start()

    sys.unraisablehook = noted
    try:
        yield
    except Exception:
        if not lost:
            raise
    finally:
        for timer in lost:
            timer.cancel()
        sys.unraisablehook = before
    if lost:
        raise KeyboardInterrupt


def _with_cache(compile_it: Callable[[], Any]) -> Any:
    """Return what ``compile_it`` makes with the cache folder of these sources in force."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_cache_folder())
    try:
        with stoppable():
            return compile_it()
    finally:
        config.CACHE_DIR = before


def _cache_folder() -> Path:
    base = os.environ.get("SIMLIB_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    # Numba's own key does not tell code with bounds checks from code without.
    name = engine_hash() + ("-checked" if cast(Any, numba.config).BOUNDSCHECK else "")
    folder = root / "simlib" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / "simlib-cache" / name
        folder.mkdir(parents=True, exist_ok=True)
    return folder
