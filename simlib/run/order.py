"""What is asked of the workers: the same order for every chunk of worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.model import play as simpy_model
from simlib.model.chunk import Chunk, chunk_of
from simlib.model.chunk import Log as Log
from simlib.model.clock import Process
from simlib.model.compiled.engine import play_chunk as play_compiled
from simlib.model.firm import Firm
from simlib.model.plan import plan
from simlib.run.totals import PairTotals, Totals, numbers, pair_totals, totals
from simlib.world.jit import sources_hash

Engine = Literal["compiled", "simpy"]
"""``compiled`` for many worlds; ``simpy`` to read, extend and check. Equal to the last bit."""
OwnProcess = Callable[[Firm], Process]
"""A process written by an analyst: it gets the firm of a world and lives in it (SimPy only)."""
Keep = Literal["worlds", "totals"]
"""What is kept of the worlds: their rows, or only totals that do not grow with their number."""
CHUNK_WORLDS = 250
_SIMPY_CHUNK_WORLDS = 25
_TOTALS_CHUNK_WORLDS = 500


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


@dataclass(frozen=True, slots=True)
class Order:
    """Scenarios to be played in the same worlds, the first being the reference."""

    scenarios: tuple[Scenario, ...]
    seed: int
    log: Log = "none"
    engine: Engine = "compiled"
    keep: Keep = "worlds"
    own_processes: tuple[OwnProcess, ...] = ()
    sources: str = field(default_factory=lambda: sources_of_numbers())
    """A hash of the sources of whoever gives the order; a worker must have the same."""

    def __post_init__(self) -> None:
        """Refuse what no engine can do."""
        if self.own_processes and self.engine == "compiled":
            raise InputError(
                "the compiled engine plays the model as it is, not a process of your own",
                column="engine",
                value=self.engine,
                allowed='engine="simpy", which plays the same worlds with your process in them',
            )
        if self.keep == "totals" and self.log != "none":
            raise InputError(
                "event rows are not kept where only totals are",
                column="log",
                value=self.log,
                allowed='log="none", or keep="worlds"',
            )

    @property
    def chunk_worlds(self) -> int:
        """How many worlds a chunk has, where nothing else decides."""
        if self.engine == "simpy":
            return _SIMPY_CHUNK_WORLDS
        return _TOTALS_CHUNK_WORLDS if self.keep == "totals" else CHUNK_WORLDS


def sources_of_numbers() -> str:
    """Return a hash of every source file that decides what a worker sends back."""
    return sources_hash("inputs", "world", "model", "run")


@dataclass(frozen=True, eq=False)
class Sums:
    """Totals of every scenario of an order, and of each pair with the reference."""

    arms: tuple[Totals, ...]
    pairs: tuple[PairTotals, ...]

    @property
    def worlds(self) -> int:
        """Number of worlds summed."""
        return self.arms[0].worlds

    def __add__(self, other: Sums) -> Sums:
        """Return the sums over the worlds of both."""
        return Sums(
            tuple(a + b for a, b in zip(self.arms, other.arms, strict=True)),
            tuple(a + b for a, b in zip(self.pairs, other.pairs, strict=True)),
        )


@dataclass(frozen=True, eq=False)
class Piece:
    """What a worker sends back: worlds ``first`` to ``first + count - 1`` of every scenario."""

    first: int
    count: int
    chunks: tuple[Chunk, ...] = ()
    sums: Sums | None = None


def work(order: Order, first: int, count: int) -> Piece:
    """Play worlds ``first`` to ``first + count - 1`` of every scenario of an order.

    Raises
    ------
    RuntimeError
        If this worker has other sources than whoever gives the order.
    """
    if order.sources != sources_of_numbers():
        raise RuntimeError(
            f"this worker's simlib ({sources_of_numbers()}) is not that of the study "
            f"({order.sources}); install the same version everywhere"
        )
    chunks = tuple(
        play_chunk(s, order.seed, first, count, order.log, order.engine, order.own_processes)
        for s in order.scenarios
    )
    if order.keep == "worlds":
        return Piece(first, count, chunks=chunks)
    return Piece(first, count, sums=sums(order.scenarios, chunks))


def sums(scenarios: tuple[Scenario, ...], chunks: tuple[Chunk, ...]) -> Sums:
    """Reduce one chunk of every scenario to sums."""
    found = [numbers(s, chunk) for s, chunk in zip(scenarios, chunks, strict=True)]
    arms = (totals(each, chunk.losses) for each, chunk in zip(found, chunks, strict=True))
    return Sums(tuple(arms), tuple(pair_totals(found[0], other) for other in found[1:]))
