"""Run a notebook source and keep only what is the same on every run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tools.notebook_files import ENVIRONMENT, cell_label, read_source

CELL_TIMEOUT_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class BuildError(Exception):
    """A notebook that does not run; the message names heading and cell."""


def execute(path: Path) -> NotebookNode:
    """Return the notebook of a source, executed and byte-reproducible.

    Parameters
    ----------
    path : Path
        The py:percent source; its folder is the working directory of the cells.

    Raises
    ------
    BuildError
        If a cell fails, takes too long or kills the kernel.
    """
    notebook = read_source(path)
    reached = [0]
    try:
        _run(notebook, path.parent, reached)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        label = cell_label(notebook.cells, reached[-1])
        last_lines = _COLOURS.sub("", str(error)).strip().splitlines()[-3:]
        raise BuildError("\n    ".join([f"{path.name} · {label}", *last_lines])) from error
    return normalised(notebook)


def _run(notebook: NotebookNode, folder: Path, reached: list[int]) -> None:
    """Execute in place, noting the index of every cell that is begun."""
    from jupyter_client.manager import AsyncKernelManager
    from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

    # The kernel of this environment, as in the tests; a kernel that the user has
    # registered under the name python3 may belong to another one.
    manager = AsyncKernelManager(
        kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager()
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=CELL_TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        on_cell_start=lambda cell, cell_index: reached.append(cell_index),
    )
    # What cells print to stderr is in their outputs; this is the kernel's own chatter.
    settings = {**os.environ, **ENVIRONMENT}
    client.execute(env=settings, stderr=subprocess.DEVNULL, cleanup_kc=True)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what differs between two equal runs."""
    notebook.metadata.pop("widgets", None)  # random model ids
    # The kernel describes itself down to its patch level.
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times
        if cell.cell_type == "code":
            cell.outputs = merged_streams(cell.outputs)
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)  # random model ids
                if output.output_type == "error":  # the frames show paths of this machine
                    output.traceback = [f"{output.ename}: {output.evalue}"]
    return notebook


def merged_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join the pieces of each stream between two displays, stdout before stderr.

    The kernel sends text in pieces that depend on the clock, and the order of the two
    streams is not defined.
    """
    merged: list[NotebookNode] = []
    waiting: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            merged += [waiting[name] for name in sorted(waiting, reverse=True)]
            waiting = {}
            merged.append(output)
        elif output.name in waiting:
            waiting[output.name].text += output.text
        else:
            waiting[output.name] = output
    return merged + [waiting[name] for name in sorted(waiting, reverse=True)]
