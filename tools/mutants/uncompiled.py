"""A plugin of pytest that plays the compiled kernel as plain Python: no mutant is compiled.

Compiling the kernel takes a minute, a test of a rough little life a second. The draws stay
compiled; rules and kernel become ordinary functions, and the workspace, which compiled code reads
as one record, ordinary objects. These hold the same numbers: the engines stay equal to the bit.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Function = Callable[..., Any]


class Row:
    """A row of a table: each field an attribute, a short column a list."""

    def __init__(self, record: Any) -> None:
        for name in record.dtype.names:
            setattr(self, name, _plain(record[name]))


class Rows:
    """A table whose rows become objects when somebody asks for them."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._rows: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, place: int) -> Row:
        if place not in self._rows:
            if place < 0:
                raise IndexError(f"row {place}: compiled code would read beside the table")
            self._rows[place] = Row(self._table[place])
        return self._rows[place]


class Column(list[Any]):
    """A column of plain numbers that knows no places from the end."""

    def __getitem__(self, place: Any) -> Any:
        if place < 0:
            raise IndexError(f"place {place}: compiled code would read beside the table")
        return super().__getitem__(place)


def _plain(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value.item()
    if value.dtype.names:
        return Rows(value)
    return Column(value.tolist()) if value.ndim == 1 else value.copy()


def _record_rows(table: Any) -> Any:
    """Return a table that leaves a world so that its fields are attributes."""
    names = getattr(getattr(table, "dtype", None), "names", None)
    return table.view(np.dtype((np.record, table.dtype))) if names else table


def _played_as_objects(play_worlds: Function) -> Function:
    def play(workspace: Any, *given: Any) -> Any:
        firm = Row(workspace[0])
        done = play_worlds([firm], *map(_record_rows, given))
        workspace[0]["full"] = vars(firm)["full"]
        return done

    return play


def pytest_configure(config: pytest.Config) -> None:
    """Let nothing be compiled but the draws."""
    jit = importlib.import_module("simlib.world.jit")
    # Whatever is mutated, the draws are the same: they need not be compiled again.
    vars(jit)["engine_hash"] = lambda: "mutants"
    importlib.import_module("simlib.world.philox")
    vars(jit)["compiled"] = lambda signature: lambda function: function
    vars(jit)["kernel"] = lambda function: function
    vars(jit)["entry"] = _played_as_objects
