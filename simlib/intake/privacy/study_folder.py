"""Where a study lies: a folder of its own, which no name can lead out of."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from simlib.inputs.errors import InputError

_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
_LONGEST = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def study_folder(out: str | Path, name: str) -> Path:
    """Return the folder of a study, which need not exist.

    Parameters
    ----------
    out : str or Path
        The folder of all studies.
    name : str
        Letters, digits, spaces, points, dashes and underscores; no path.

    Raises
    ------
    InputError
        For any other name, or a folder that a symbolic link leads elsewhere.
    """
    text = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(text) or len(text) > _LONGEST or _RESERVED.fullmatch(text):
        raise InputError(
            "not a name for a study",
            column="--name",
            value=name,
            allowed="letters, digits, spaces, points and dashes, at most 80, no path",
        )
    folder = Path(out) / text
    if folder.resolve().parent != Path(out).resolve():
        raise InputError("the folder of this study lies elsewhere", file=folder)
    return folder
