"""The compiled engine as Python sees it: a plan in, a chunk of worlds out."""

from __future__ import annotations

import numpy as np

from simlib.model.chunk import TALLY_DTYPE, WORLD_EVENT_DTYPE, Chunk, Log
from simlib.model.compiled.layout import FULL
from simlib.model.compiled.play import play_worlds
from simlib.model.compiled.workspace import Workspace
from simlib.model.plan import Plan
from simlib.model.records import EVENT_KINDS, MONTHLY_COLUMNS, REP_COLUMNS, STORY_KINDS
from simlib.world.jit import is_compiled, stoppable

_ROWS_A_WORLD = {"none": 0, "story": 4_000, "full": 20_000}
"""Event rows to make room for at first; more are made when they are needed."""
_KINDS_KEPT = {"none": 0, "story": len(STORY_KINDS), "full": len(EVENT_KINDS)}
"""For each log how many of the kinds, in their order, leave a row."""


def play_chunk(plan: Plan, seed: int, first: int, count: int, log: Log) -> Chunk:
    """Play ``count`` worlds of a plan from world number ``first``, with the rows ``log`` keeps.

    A table that runs full in a world is made larger, and the chunk is played again: nothing is ever
    dropped, and nothing is compiled for it.
    """
    firm = Workspace.of(plan, _KINDS_KEPT[log])
    chunk, rows = _empty_chunk(plan, first, count), _ROWS_A_WORLD[log] * count
    while True:
        events = np.empty(rows, dtype=WORLD_EVENT_DTYPE)
        chunk.losses[:] = 0
        done, used = play_worlds(
            firm.record,
            np.uint64(seed),
            first,
            count,
            chunk.monthly,
            chunk.reps,
            chunk.retention,
            chunk.tallies,
            chunk.losses,
            events,
        )
        if done == count:
            return _with_events(chunk, events[:used])
        if full := int(firm.record[0]["full"]):
            firm.enlarge(FULL[full])
        else:
            rows *= 2


def is_ready() -> bool:
    """Return whether the engine is compiled, so that nobody has to wait a minute."""
    return is_compiled(play_worlds)


def warm(plan: Plan) -> None:
    """Compile the engine, or load it from disk, before workers would do so each.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C is pressed meanwhile; nothing half-compiled is kept.
    """
    with stoppable():
        play_chunk(plan, 0, 0, 0, "none")


def _empty_chunk(plan: Plan, first: int, count: int) -> Chunk:
    months, seats = plan.months + 1, len(plan.rep_entities)
    return Chunk(
        first=first,
        events=np.empty(0, dtype=WORLD_EVENT_DTYPE),
        monthly=np.empty((count, months, len(MONTHLY_COLUMNS))),
        reps=np.empty((count, months, seats, len(REP_COLUMNS))),
        retention=np.empty((count, plan.scenario.horizon_years, 2)),
        tallies=np.empty(count, dtype=TALLY_DTYPE),
        losses=np.zeros((plan.months, 2, len(plan.cause_names)), dtype=np.int64),
    )


def _with_events(chunk: Chunk, events: np.ndarray) -> Chunk:
    # A copy, so that the room made for more rows is given back.
    return Chunk(
        chunk.first,
        events.copy(),
        chunk.monthly,
        chunk.reps,
        chunk.retention,
        chunk.tallies,
        chunk.losses,
    )
