"""What nbval 0.11.0 would let pass, and how a failing cell is reported.

nbval runs every cell of a committed notebook and compares the outputs. Each guard below
closes a gap that was seen to be open; tests/notebooks tampers with a small notebook in
every such way and demands that it fails. NB_COMPARE_PNG=0 leaves figures uncompared.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbval.plugin
import pytest
from nbformat import NotebookNode
from nbval.kernel import RunningKernel

from tools.notebook_diff import changes
from tools.notebook_figures import figure_digest
from tools.notebook_files import ENVIRONMENT, cell_label

LONGEST_WAIT_SECONDS = 60
MOST_CHANGES_SHOWN = 12
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class WatchedKernel(RunningKernel):  # type: ignore[misc]
    """nbval's kernel, with the last reply kept."""

    last_reply: dict[str, Any]

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        # nbval passes store_history=False, with which IPython ignores a closing `;`
        # and shows what the stored notebook does not.
        message: str = self.kc.execute(
            cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
        )
        return message

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        # nbval reads errors from the outputs only; a bad %magic has none, it only
        # answers "error".
        while True:
            message = self.get_message(stream="shell", timeout=timeout)
            if message["parent_header"].get("msg_id") == msg_id:
                self.last_reply = message["content"]
                if self.last_reply["status"] == "aborted":
                    raise RuntimeError("the kernel gave up on the cell")
                return


class GuardedCell(nbval.plugin.IPyNbCell):  # type: ignore[misc]
    """A code cell that must have run, must run again and must say the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A busy machine may well be silent for nbval's 5 seconds.
        self.output_timeout = LONGEST_WAIT_SECONDS
        self.stored_outputs = deepcopy(self.cell.get("outputs", []))

    def runtest(self) -> None:
        super().runtest()
        # nbval compares nothing where execution_count is null, so that a notebook
        # stripped of its outputs would pass as a whole.
        if self.cell.source.strip() and self.cell.execution_count is None:
            self.raise_cell_error("the stored cell was never run")
        reply = self.parent.kernel.last_reply
        raised = any(output.output_type == "error" for output in self.test_outputs)
        if reply["status"] == "error" and not raised:
            what = f"{reply.get('ename', 'error')}: {reply.get('evalue', '')}"
            self.raise_cell_error(f"the kernel answered with a hidden error: {what}")
        # nbval allows an expected error, it does not demand it.
        if self.options["check_exception"] and not raised:
            self.raise_cell_error("the cell is tagged raises-exception and raised nothing")

    def compare_outputs(
        self, test: list[NotebookNode], ref: list[NotebookNode], skip_compare: Any = None
    ) -> bool:
        # nbval leaves out image/png. What is compared here are the pixels.
        same: bool = super().compare_outputs(_digested(test), _digested(ref), skip_compare)
        return same

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        error = excinfo.value
        if not isinstance(error, nbval.plugin.NbCellError):
            return f"{self.label}\n  {type(error).__name__}: {error}"
        return "\n".join([self.label, f"  {error}", *self._details(error)])

    @property
    def label(self) -> str:
        return f"{self.path.name} · {cell_label(self.parent.nb.cells, self.position)}"

    @property
    def position(self) -> int:
        cells = self.parent.nb.cells
        return next(i for i, cell in enumerate(cells) if cell is self.cell)

    def _details(self, error: nbval.plugin.NbCellError) -> Iterator[str]:
        """Yield stored -> now of each change; else the traceback, or what nbval says."""
        reason = _COLOURS.sub("", error.inner_traceback or "").strip("\n")
        if str(error) != "Cell outputs differ":
            yield from (f"    {line}" for line in reason.splitlines())
            return
        found = changes(self.stored_outputs, self.test_outputs, self.sanitize)
        yield from (f"    {change}" for change in found[:MOST_CHANGES_SHOWN])
        if len(found) > MOST_CHANGES_SHOWN:
            yield f"    and {len(found) - MOST_CHANGES_SHOWN} more"
        if not found:
            yield from (f"    {line}" for line in reason.splitlines())
        yield f"  All of it: python -m tools.notebooks diff {self.path.stem}"
        yield f"  If it is meant: python -m tools.notebooks build {self.path.stem}"


class GuardedNotebook(nbval.plugin.IPyNbFile):  # type: ignore[misc]
    """A notebook whose cells are guarded and whose figures are compared."""

    skip_compare: tuple[str, ...]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if os.environ.get("NB_COMPARE_PNG", "1") != "0":
            self.skip_compare = tuple(key for key in self.skip_compare if key != "image/png")

    def setup(self) -> None:
        os.environ.update(ENVIRONMENT)  # the kernel inherits it
        super().setup()

    def collect(self) -> Iterator[GuardedCell]:
        for item in super().collect():
            position = next(i for i, cell in enumerate(self.nb.cells) if cell is item.cell)
            yield GuardedCell.from_parent(
                self,
                name=cell_label(self.nb.cells, position),
                cell_num=item.cell_num,
                cell=item.cell,
                options=item.options,
            )


nbval.plugin.RunningKernel = WatchedKernel


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    collectors = yield
    return [
        GuardedNotebook.from_parent(parent, path=file_path)
        if isinstance(collector, nbval.plugin.IPyNbFile)
        else collector
        for collector in collectors
    ]


def _digested(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs with every inline figure replaced by a digest of its pixels."""
    copies = deepcopy(outputs)
    for output in copies:
        data = output.get("data", {})
        if "image/png" in data:
            data["image/png"] = figure_digest(data["image/png"])
    return copies
