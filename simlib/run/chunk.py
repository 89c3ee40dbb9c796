"""What a worker does: play a chunk of worlds with one of the two engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from simlib.inputs.scenario import Scenario
from simlib.model import play as simpy_model
from simlib.model.chunk import Chunk, chunk_of
from simlib.model.chunk import Log as Log
from simlib.model.clock import Process
from simlib.model.compiled.engine import play_chunk as play_compiled
from simlib.model.firm import Firm
from simlib.model.plan import plan

Engine = Literal["compiled", "simpy"]
"""``compiled`` for many worlds; ``simpy`` to read, extend and check. Equal to the last bit."""
OwnProcess = Callable[[Firm], Process]
"""A process written by an analyst: it gets the firm of a world and lives in it (SimPy only)."""


def play_chunk(
    scenario: Scenario,
    seed: int,
    first: int,
    count: int,
    log: Log,
    engine: Engine = "compiled",
    processes: tuple[OwnProcess, ...] = (),
) -> Chunk:
    """Play ``count`` worlds of a scenario from world number ``first``."""
    ready = plan(scenario)
    if engine == "compiled":
        return play_compiled(ready, seed, first, count, log)
    worlds = range(first, first + count)
    outcomes = [simpy_model.play(ready, seed, world, processes) for world in worlds]
    return chunk_of(ready, first, outcomes, log)
