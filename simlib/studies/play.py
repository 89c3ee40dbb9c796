"""Play many small comparisons: the rows of a design, all in the same worlds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from simlib.inputs.scenario import Scenario
from simlib.run.chunk import Log
from simlib.run.result import Comparison
from simlib.run.simulate import compare

Reading = TypeVar("Reading")


def play_rows(
    rows: Sequence[Sequence[Scenario]],
    read: Callable[[Comparison], Reading],
    *,
    worlds: int,
    seed: int,
    first_world: int = 0,
    log: Log = "none",
    apart: bool = False,
) -> list[Reading]:
    """Play each row's scenarios in the same worlds and keep only what is read from them.

    Parameters
    ----------
    rows : sequence of sequences of Scenario
        One comparison a row; the same worlds for all rows.
    read : callable
        From a row's comparison to what is wanted of it (its runs are dropped afterwards).
    worlds, seed, first_world, log
        As in `simlib.compare`.
    apart : bool
        Each row in worlds of its own (its scenarios still share them), so that a mean over rows
        does not hang on a few worlds.

    Returns
    -------
    list
        What was read, row by row.
    """

    def play(place: int, row: Sequence[Scenario]) -> Reading:
        return read(
            compare(
                row,
                worlds=worlds,
                seed=seed,
                first_world=first_world + place * worlds * apart,
                log=log,
                keep="worlds",
                executor="here",
                progress=False,
            )
        )

    # The compiled engine lets go of the interpreter, so rows run side by side.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(play, range(len(rows)), rows))
