"""Compile numeric functions once, and never run a stale copy of them.

Numba's disk cache looks only at the file that holds a function: an edit of another file that the
function depends on would go unnoticed. So the cache directory carries a hash of all engine sources.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

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


def is_compiled(name: str) -> bool:
    """Return whether an entry is on disk for some types, so that a call will not take a minute."""
    return any(_cache_folder().rglob(f"*.{name}-*.nbi"))


def _with_cache(compile_it: Callable[[], Any]) -> Any:
    """Return what ``compile_it`` makes with the cache folder of these sources in force."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_cache_folder())
    try:
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
