"""What an import wrote into the folder of a study, so that the next one loses nobody's edits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.tables import write_text

LIST = ".written.json"
"""Names of the files and hashes of what was written into them."""


def refuse_edited_files(folder: Path, names: Iterable[str]) -> None:
    """Refuse to import over files that somebody edited, or that no import wrote.

    Parameters
    ----------
    folder : Path
        Of the study; need not exist.
    names : iterable of str
        What would be written.

    Raises
    ------
    InputError
        Naming the first such file.
    """
    noted = _noted(folder)
    for file in (folder / name for name in names):
        if file.exists() and noted.get(file.name) != _hash(file):
            raise InputError(
                "this file was edited since it was imported, or no import wrote it; it is left as "
                "it is",
                file=file,
                allowed="another --name, move the file away, or for mapping.yaml: --mapping FILE",
            )


def note_written(folder: Path, names: Iterable[str], own: Iterable[str] = ()) -> None:
    """Note what files hold now, so that edits made later can be told; others are forgotten.

    Parameters
    ----------
    folder : Path
        Of the study.
    names : iterable of str
        What was written.
    own : iterable of str
        Files that may be somebody's own work: noted only if they still are what an import wrote.
    """
    before = _noted(folder)
    noted = {name: _hash(folder / name) for name in names}
    noted |= {name: before[name] for name in own if before.get(name) == _hash(folder / name)}
    write_text(folder / LIST, json.dumps(noted, indent=1, sort_keys=True) + "\n")


def _noted(folder: Path) -> dict[str, str]:
    try:
        plain = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
