"""Files that are either the old ones or the new ones, never half of each."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_ORDINARY_FILE_MODE = 0o666


def write_atomically(path: str | Path, content: bytes) -> Path:
    """Write a file so that an interruption leaves what was there before.

    Parameters
    ----------
    path : str or Path
        Where to write; missing folders are made.
    content : bytes
        The whole file.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    OSError
        If the folder cannot be written; the old file is then untouched.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        _allow_as_usual(scratch)
        os.replace(scratch, target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return target


def _allow_as_usual(path: str) -> None:
    # mkstemp makes files private; a report is meant to be read by colleagues
    umask = os.umask(0)
    os.umask(umask)
    Path(path).chmod(_ORDINARY_FILE_MODE & ~umask)
