"""Have an order played chunk by chunk, and gather what comes back in whatever order it does."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import closing
from typing import Any

from simlib.model.chunk import Chunk
from simlib.model.compiled.engine import is_ready, warm
from simlib.model.plan import plan
from simlib.run.executors import Workers, answers, worker_count
from simlib.run.order import Order, Piece, Sums, sums, work
from simlib.run.store import Store
from simlib.run.until import Precision

_MOST_HERE = 16
_CHUNKS_PER_WORKER = 4
_QUIET_SECONDS = 2.0
Range = tuple[int, int]
"""First world and number of worlds."""


class Gathered:
    """The worlds of an order that have been played, from ``first_world`` on without a gap.

    Parameters
    ----------
    order : Order
    first_world : int
    workers : str or Executor, optional
        As in `simlib.run.simulate.simulate`.
    store : Store, optional
    progress : bool
    """

    def __init__(
        self,
        order: Order,
        first_world: int,
        *,
        workers: Workers | Executor | None = None,
        store: Store | None = None,
        progress: bool = False,
    ) -> None:
        self.order, self.first_world = order, first_world
        self.worlds = 0
        self.sums: Sums | None = None
        self.stopped = ""
        self._pieces: list[Piece] = []
        self._workers, self._store, self._progress = workers, store, progress

    def play(self, worlds: int, until: Precision | None) -> None:
        """Play ``worlds`` worlds, or fewer if a precision is reached before."""
        more = until.worlds_next(None) if until else worlds
        with self._bar(more) as bar:
            while more:
                self._play_next(more, bar, with_sums=until is not None)
                if until is None or self.sums is None:
                    return
                more = until.worlds_next(self.sums)
                bar.total += more * len(self.order.scenarios)
            if until is not None and self.sums is not None:
                self.stopped = until.why(self.sums)

    def chunks(self, place: int) -> list[Chunk]:
        """Return the chunks of one scenario."""
        return [piece.chunks[place] for piece in self._pieces]

    def _play_next(self, worlds: int, bar: Any, *, with_sums: bool) -> None:
        arms = len(self.order.scenarios)
        # Closed at once if this is interrupted: the rest is not to be played.
        with closing(self._played(self.first_world + self.worlds, worlds)) as pieces:
            for piece in pieces:
                if piece.chunks:
                    self._pieces.append(piece)
                if piece.sums is not None:
                    self._add(piece.sums)
                elif with_sums:
                    self._add(sums(self.order.scenarios, piece.chunks))
                bar.update(piece.count * arms)
        self.worlds += worlds

    def _add(self, more: Sums) -> None:
        self.sums = more if self.sums is None else self.sums + more

    def _played(self, first: int, worlds: int) -> Generator[Piece]:
        """Yield the pieces that cover a range of worlds: from the store, and then new ones."""
        missing: list[Range] = []
        for start, count in self._cover(first, first + worlds):
            piece = self._store.read(start, count) if self._store else None
            if piece is None:
                missing.append((start, count))
            else:
                yield piece
        with closing(self._new(missing)) as pieces:
            for piece in pieces:
                if self._store:
                    self._store.write(piece)
                yield piece

    def _new(self, ranges: list[Range]) -> Generator[Piece]:
        workers = self._workers or self._usual_workers(sum(count for _, count in ranges))
        if self.order.engine == "compiled" and ranges and not is_ready():
            if self._talks:
                sys.stderr.write("simlib: compiling the engine, once; about a minute\n")
            # Here, where Ctrl-C can stop it; and cold workers would each compile for themselves.
            warm(plan(self.order.scenarios[0]))
        jobs = [(self.order, first, count) for first, count in ranges]
        with closing(answers(work, jobs, workers)) as found:
            for _, piece in found:
                yield piece

    def _usual_workers(self, worlds: int) -> Workers:
        if worlds * len(self.order.scenarios) <= _MOST_HERE or worker_count() == 1:
            return "here"
        return "threads" if self.order.engine == "compiled" else "processes"

    def _cover(self, first: int, end: int) -> Generator[Range]:
        """Yield ranges that cover ``first`` to ``end`` once: chunks of the store where they fit."""
        known = self._store.ranges() if self._store else {}
        size = self._chunk_worlds(end - first)
        while first < end:
            fitting = [count for count in known.get(first, []) if first + count <= end]
            stop = min(end, (first // size + 1) * size)
            next_known = min((start for start in known if first < start < stop), default=stop)
            count = fitting[0] if fitting else next_known - first
            yield first, count
            first += count

    def _chunk_worlds(self, worlds: int) -> int:
        most = self.order.chunk_worlds
        if self._store or self._workers == "here":
            return most  # the same grid whatever is asked for, so that chunks are found again
        wanted = worlds * len(self.order.scenarios) / (_CHUNKS_PER_WORKER * worker_count())
        return max(1, min(most, math.ceil(wanted)))

    @property
    def _talks(self) -> bool:
        # In a notebook tqdm does not listen to its own TQDM_DISABLE.
        return self._progress and "TQDM_DISABLE" not in os.environ

    def _bar(self, worlds: int) -> Any:
        from tqdm.auto import tqdm

        total = worlds * len(self.order.scenarios)
        return tqdm(
            total=total, unit="world", delay=_QUIET_SECONDS, leave=False, disable=not self._talks
        )
