"""Which files in a folder are neither absent nor whole: judged by opening every one of them."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

from simlib.inputs.errors import InputError
from simlib.inputs.reading.tables import read_table

_PDF_END, _TAIL_BYTES = b"%%EOF", 32


def half_written(folder: Path, *, like: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
    """Return the files below a folder that are not whole, by name and why.

    Parameters
    ----------
    folder : Path
    like : mapping of str to bytes, optional
        Whole contents by name: a file of that name must be the same to the last byte.

    Notes
    -----
    Files whose names begin with a dot are no results: a writer that was killed may leave its
    scratch file, which nothing reads.
    """
    return tuple(sorted(_faults(folder, like or {})))


def scratch_files(folder: Path) -> int:
    """Return how many hidden files a killed writer has left below a folder."""
    return sum(path.is_file() for path in folder.rglob(".*"))


def _faults(folder: Path, like: Mapping[str, bytes]) -> Iterator[str]:
    for path in folder.rglob("*"):
        if not path.is_file() or path.name.startswith("."):
            continue
        if path.name in like and path.read_bytes() != like[path.name]:
            yield f"{path.name} (not what was to be written)"
        try:
            _OPEN.get(path.suffix, _any)(path)
        # Whatever a reader stumbles over: the file is not whole.
        except Exception as error:
            yield f"{path.name} ({type(error).__name__})"


def _parquet(path: Path) -> None:
    parquet: Any = import_module("pyarrow.parquet")
    parquet.read_table(path, page_checksum_verification=True)


def _csv(path: Path) -> None:
    read_table(path)
    if not path.read_bytes().endswith(b"\n"):
        raise InputError("the last line has no end", file=path)


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        archive.testzip()


def _picture(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()


def _printed(path: Path) -> None:
    if _PDF_END not in path.read_bytes()[-_TAIL_BYTES:]:
        raise InputError("no end of file", file=path)


def _page(path: Path) -> None:
    # A mark of ours may stand behind the end.
    if "</html>" not in path.read_text(encoding="utf-8"):
        raise InputError("no end of page", file=path)


def _compiled(path: Path) -> None:
    """Open a file of Numba's: an index is two pickles, a compiled function one."""
    with path.open("rb") as stream:
        while stream.peek(1):
            pickle.load(stream)


def _any(path: Path) -> None:
    path.read_bytes()


_OPEN: dict[str, Callable[[Path], Any]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".pptx": _archive,
    ".xlsx": _archive,
    ".png": _picture,
    ".pdf": _printed,
    ".html": _page,
    ".json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    ".nbi": _compiled,
    ".nbc": _compiled,
}
