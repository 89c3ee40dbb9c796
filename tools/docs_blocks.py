"""The marked blocks of the documentation, and what code writes into each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from simlib.inputs.errors import unknown_name
from tools.docs_commands import command_table
from tools.docs_gallery import figure_block, gallery
from tools.docs_names import charts, public_names
from tools.docs_tables import (
    book_table,
    cause_table,
    claim_table,
    discipline_table,
    parameter_tables,
)
from tools.docs_times import environment_size, measured, notebook_table, speed
from tools.setup import ROOT

Blocks = Mapping[str, Callable[[], str]]

_MARKED = re.compile(r"(<!-- generated: ([a-z -]+) -->)(.*?)(<!-- end -->)", re.DOTALL)
_EVERYDAY = ("run", "test", "check", "verify", "lab", "explorer")

BLOCKS: Blocks = {
    "books": book_table,
    "causes": cause_table,
    "charts": charts,
    "claims": claim_table,
    "commands": command_table,
    "disciplines": discipline_table,
    "environment size": environment_size,
    "speed": speed,
    "setup time": lambda: measured("setup") or "a few minutes",
    "everyday commands": lambda: command_table(_EVERYDAY),
    "gallery": gallery,
    "headline figure": lambda: figure_block("03_revenue_survival"),
    "notebooks": lambda: notebook_table(brief=False),
    "notebooks in brief": lambda: notebook_table(brief=True),
    "parameters": parameter_tables,
    "public names": public_names,
}
"""What may stand between the marks, by name: Markdown without blank lines at its ends."""


def pages(root: Path = ROOT) -> list[Path]:
    """Return every page of the documentation."""
    named = ("README.md", "CONTRIBUTING.md", "data/README.md", "notebooks/README.md")
    near = sorted((root / "simlib").rglob("README.md"))
    return [*(root / name for name in named), *sorted((root / "docs").glob("*.md")), *near]


def filled(text: str, blocks: Blocks) -> str:
    """Return a page with every block written anew; one that stands within a line stays in it.

    Raises
    ------
    InputError
        For a block that nobody knows how to write.
    """
    return _MARKED.sub(lambda found: _written(found, blocks), text)


def stale_blocks(path: Path, blocks: Blocks) -> Iterator[str]:
    """Yield the names of a page's blocks that code would write otherwise today."""
    for found in _MARKED.finditer(path.read_text(encoding="utf-8")):
        if found.group() != _written(found, blocks):
            yield found.group(2)


def without_blocks(text: str) -> str:
    """Return a page without what code wrote."""
    return _MARKED.sub("", text)


def _written(found: re.Match[str], blocks: Blocks) -> str:
    begin, name, old, end = found.groups()
    if name not in blocks:
        raise unknown_name("generated block", name, blocks)
    edge = "\n\n" if "\n" in old else ""
    return f"{begin}{edge}{blocks[name]()}{edge}{end}"
