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
_ENGINE_FOLDERS = ("world", "model")


@cache
def engine_hash() -> str:
    """Return a hash (16 hex digits) of every source file that decides what a run computes."""
    digest = hashlib.sha256(numba.__version__.encode())
    for folder in _ENGINE_FOLDERS:
        for path in sorted((_PACKAGE / folder).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def compiled(signature: str) -> Callable[[Function], Function]:
    """Return a decorator that compiles a function for one explicit Numba signature.

    No fastmath: both engines must get the same floats from the same rule.
    """

    def decorate(function: Function) -> Function:
        config: Any = numba.config
        before = config.CACHE_DIR
        config.CACHE_DIR = str(_cache_folder())
        try:
            jitted = numba.njit(signature, cache=True, nogil=True, error_model="numpy")(function)
        finally:
            config.CACHE_DIR = before
        return cast(Function, jitted)

    return decorate


def _cache_folder() -> Path:
    base = os.environ.get("SIMLIB_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    folder = root / "simlib" / engine_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / "simlib-cache" / engine_hash()
        folder.mkdir(parents=True, exist_ok=True)
    return folder
