"""Where the shipped data lie: inside an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file, which need not exist.

    Parameters
    ----------
    *parts : str
        Folders and file name below the data folder, e.g. ``"books", "dealer.csv"``.
    """
    installed = _PACKAGE / "_data"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "data"
    return folder.joinpath(*parts)
