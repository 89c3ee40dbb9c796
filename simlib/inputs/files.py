"""Files that are either the old ones or the new ones, never half of each."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from simlib.inputs.errors import InputError

SEPARATORS = ",;\t|"
"""What may stand between the cells of a text table."""
_ORDINARY_FILE_MODE = 0o666
_PACKAGE = Path(__file__).resolve().parents[1]


def write_atomically(path: str | Path, content: bytes) -> Path:
    """Write a file so that an interruption leaves what was there before.

    Parameters
    ----------
    path
        Where to write; missing folders are made.
    content
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


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file, which need not exist.

    Parameters
    ----------
    *parts
        Folders and file name below the data folder, e.g. ``"books", "dealer.csv"``.
    """
    installed = _PACKAGE / "_data"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "data"
    return folder.joinpath(*parts)


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as comma-separated text with line feeds, the same bytes on every machine."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def comment_line(text: str) -> str:
    """Return a ``#`` line that survives a spreadsheet: quoted where it holds a separator."""
    line = f"# {text}".rstrip()
    if any(mark in line for mark in (*SEPARATORS, '"')):
        line = '"' + line.replace('"', '""') + '"'
    return f"{line}\n"


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 ``text`` so that the old file or the whole new one is there, never a part.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written; nothing is left behind.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise InputError("cannot be written: no such folder", file=target)
    try:
        write_atomically(target, text.encode("utf-8"))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=target) from None
