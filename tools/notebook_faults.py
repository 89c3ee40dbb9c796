"""What must never be committed in a notebook, found without running it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tools.notebook_files import (
    ROOT,
    cell_ids,
    cell_label,
    output_texts,
    read_product,
    read_source,
    tags,
)

LONGEST_CELL_LINES = 30
ADDRESS = re.compile(r"at 0x[0-9a-fA-F]{6,16}\b")
MANY_DIGITS = re.compile(r"\d\.\d{8,}")
_HOMES = r"(?:/(?:home|Users|root|tmp)/|[A-Z]:\\+Users\\+)\S*"
MACHINE_PATH = re.compile("|".join([re.escape(str(ROOT)), re.escape(sys.prefix), _HOMES]))


def notebook_faults(source: Path) -> list[str]:
    """Return what is wrong with a notebook, one readable line each.

    Parameters
    ----------
    source : Path
        The py:percent source; the product lies beside it.
    """
    product = source.with_suffix(".ipynb")
    if not product.exists():
        return [f"{product.name}: never built; run: make notebooks"]
    wanted, built = read_source(source), read_product(product)
    found = [*_drift(wanted, built), *_cell_faults(built)]
    return [f"{product.name}: {fault}" for fault in found]


def _drift(wanted: NotebookNode, built: NotebookNode) -> Iterator[str]:
    """Compare the cells of source and product; outputs are the tests' business."""
    if built.metadata != wanted.metadata:
        yield "its metadata are not those of a build; run: make notebooks"
    if [cell.get("id") for cell in built.cells] != cell_ids(built.cells):
        yield "its cell ids are not those of a build; run: make notebooks"
    pairs = zip(wanted.cells, built.cells, strict=False)
    for position, (cell, old) in enumerate(pairs):
        if _content(cell) != _content(old):
            label = cell_label(built.cells, position)
            yield f"{label}: not the cell of its .py; run: make notebooks"
            return
    if len(wanted.cells) != len(built.cells):
        yield f"{len(built.cells)} cells, its .py has {len(wanted.cells)}; run: make notebooks"


def _content(cell: NotebookNode) -> tuple[str, str, list[str]]:
    return cell.cell_type, cell.source, tags(cell)


def _cell_faults(built: NotebookNode) -> Iterator[str]:
    for position, cell in enumerate(built.cells):
        if cell.cell_type == "code":
            label = cell_label(built.cells, position)
            yield from (f"{label}: {fault}" for fault in _code_faults(cell))


def _code_faults(cell: NotebookNode) -> Iterator[str]:
    if cell.source.strip() and cell.execution_count is None:
        yield "never run"
    if cell.source.count("\n") >= LONGEST_CELL_LINES:
        yield f"longer than {LONGEST_CELL_LINES} lines"
    for name in _definitions(cell.source):
        yield f"defines {name}; functions and classes belong in simlib"
    raised = any(output.output_type == "error" for output in cell.outputs)
    expected = "raises-exception" in tags(cell)
    if raised and not expected:
        yield "holds an error"
    if expected and not raised:
        yield "is tagged raises-exception and raised nothing"
    for text in output_texts(cell):
        yield from _text_faults(text)


def _text_faults(text: str) -> Iterator[str]:
    for found in MACHINE_PATH.findall(text):
        yield f"shows a path of this machine: {found}"
    for found in ADDRESS.findall(text):
        yield f"shows a memory address ({found}): show something else, or end the line with `;`"
    for found in MANY_DIGITS.findall(text):
        yield f"prints {found}...: round it, the last digits differ between processors"


def _definitions(source: str) -> list[str]:
    """Return the names of functions and classes a cell defines, magics left out."""
    code = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return []  # the run will say it better
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]
