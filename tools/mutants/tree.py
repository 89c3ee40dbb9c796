"""A scratch copy of the project, in which code may be wrong."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("simlib", "tests", "tools", "data", "benchmarks", "notebooks")
_FILES = ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.ipynb", "*.pyc", ".hypothesis")


def scratch_folder() -> Path:
    """Return where trees, caches and logs lie unless the command line says otherwise."""
    return Path(tempfile.gettempdir()) / "simlib-mutants"


def copy_tree(scratch: Path, name: str) -> Path:
    """Bring the copy ``name`` of the sources up to date; return its folder.

    The folder of a copy is called ``simlib`` because mutmut looks for code in a folder that is
    named like the one it stands in. Times of files are kept: Numba's cache looks at them.
    """
    tree = scratch / name / "simlib"
    for folder in _FOLDERS:
        if (tree / folder).exists():
            shutil.rmtree(tree / folder)
        if (ROOT / folder).exists():
            shutil.copytree(ROOT / folder, tree / folder, ignore=_NOT_COPIED)
    for file in _FILES:
        if (ROOT / file).exists():
            shutil.copy2(ROOT / file, tree / file)
    return tree
