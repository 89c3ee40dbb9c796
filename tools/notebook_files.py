"""Where notebooks live, how they are read, and the environment they run in.

The source of a notebook is ``notebooks/NAME.py`` (jupytext, py:percent); the product is
``notebooks/NAME.ipynb``, executed and committed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"

# Whatever a notebook prints must not depend on the machine, the day or the terminal.
# Building and testing use the same settings, or nothing would ever compare equal.
ENVIRONMENT: Mapping[str, str] = {
    "IPYKERNEL_CELL_NAME": "<cell>",  # else warnings show a path that holds the process id
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # sums of products depend on the number of threads
    "PYTHONHASHSEED": "0",  # the order of a printed set
    "TQDM_DISABLE": "1",  # a progress bar prints its speed
    "TZ": "UTC",
}


def source_paths(names: Sequence[str] = (), folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the sources asked for, all of them if no name is given.

    Parameters
    ----------
    names : sequence of str
        Names with or without suffix or folder; the leading number alone is enough.
    folder : Path
        Where to look.

    Raises
    ------
    SystemExit
        If a name fits no source, or more than one.
    """
    every = sorted(p for p in folder.glob("*.py") if p.name != "conftest.py")
    if not names:
        return every
    return [_find(name, every) for name in names]


def _find(name: str, every: list[Path]) -> Path:
    stem = Path(name).stem
    found = [p for p in every if p.stem == stem] or [p for p in every if p.stem.startswith(stem)]
    if len(found) != 1:
        known = ", ".join(p.stem for p in every) or "none"
        raise SystemExit(f"no single notebook is called {name!r}; there are: {known}")
    return found[0]


def read_source(path: Path) -> NotebookNode:
    """Return a py:percent source as an unexecuted notebook with reproducible cell ids."""
    import jupytext

    notebook: NotebookNode = jupytext.read(path, fmt="py:percent")
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell, identity in zip(notebook.cells, cell_ids(notebook.cells), strict=True):
        cell.id = identity
        for layout in ("lines_to_next_cell", "cell_marker"):  # of the .py file, not the cell
            cell.metadata.pop(layout, None)
    return notebook


def read_product(path: Path) -> NotebookNode:
    """Return a committed notebook."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def write_product(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook so that a build that is stopped leaves the old one whole."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    partial = path.with_suffix(".partial")
    partial.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    os.replace(partial, path)


def cell_ids(cells: Sequence[NotebookNode]) -> list[str]:
    """Return an id for each cell made from what it holds; twins are numbered."""
    seen: Counter[str] = Counter()
    ids = []
    for cell in cells:
        identity = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[identity] += 1
        ids.append(identity if seen[identity] == 1 else f"{identity}-{seen[identity]}")
    return ids


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def cell_label(cells: Sequence[NotebookNode], position: int) -> str:
    """Return what a reader calls a code cell: its heading and ``In [n]``.

    Parameters
    ----------
    cells : sequence of cells
        All cells of the notebook.
    position : int
        Index of the code cell among all of them.
    """
    number = sum(cell.cell_type == "code" for cell in cells[: position + 1])
    return f"{heading_above(cells, position)} · In [{number}]"


def heading_above(cells: Sequence[NotebookNode], position: int) -> str:
    """Return the nearest heading above a cell, or ``(no heading)``."""
    for cell in reversed(cells[:position]):
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, flags=re.MULTILINE)
            if headings:
                return str(headings[-1])
    return "(no heading)"


def output_texts(cell: NotebookNode) -> list[str]:
    """Return every text a reader sees below a cell: streams, results, tables."""
    texts: list[Any] = []
    for output in cell.get("outputs", []):
        texts.append(output.get("text", ""))
        data = output.get("data", {})
        texts += [value for mime, value in data.items() if mime.startswith("text/")]
    return [str(text) for text in texts if text]
