"""What a run returns: tidy frames, the scenario they come from, and their provenance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.quantity import left_to_right
from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk
from simlib.model.plan import plan
from simlib.run.provenance import Provenance
from simlib.run.totals import PairTotals, Totals

if TYPE_CHECKING:
    import pandas as pd

    from simlib.run.frames import Frames


@dataclass(frozen=True, eq=False)
class Run:
    """One scenario in many worlds."""

    scenario: Scenario
    seed: int
    first_world: int
    world_count: int
    provenance: Provenance
    chunks: tuple[Chunk, ...] = ()
    """What the rows of every world are made of; empty where only totals are kept."""
    totals: Totals | None = None
    """Totals over all worlds, kept in place of the rows."""
    reference_hash: str = ""
    pair: PairTotals | None = None
    """In a comparison of which only totals are kept: the scenario hash of the reference, and what
    the two do in the same worlds.
    """

    @property
    def label(self) -> str:
        """What people who should not read ``babysitter`` read."""
        return self.scenario.label

    @property
    def months(self) -> np.ndarray:
        """Month numbers 0 to the horizon, shape (months + 1,)."""
        return np.arange(12 * self.scenario.horizon_years + 1)

    @property
    def initial_revenue(self) -> float:
        """Revenue a year of the initial book, the pool included."""
        book = self.scenario.book
        return left_to_right(a.annual_revenue for a in book.accounts) + book.pool_revenue

    @property
    def causes(self) -> tuple[str, ...]:
        """What can end an account, in the order of `losses`."""
        return plan(self.scenario).cause_names

    @property
    def losses(self) -> np.ndarray:
        """Accounts lost over all worlds, shape (months, 2, causes): of today's, and won since."""
        if self.totals is not None:
            return self.totals.losses
        return np.asarray(np.sum([chunk.losses for chunk in self.chunks], axis=0))

    @property
    def revenue(self) -> np.ndarray:
        """Annualised revenue, shape (worlds, months + 1)."""
        return self._rows.revenue

    @property
    def events(self) -> pd.DataFrame:
        """One row an event that the log keeps; see `simlib.run.frames` for all columns."""
        return self._rows.events

    @property
    def monthly(self) -> pd.DataFrame:
        """One row a world and month, from month 0."""
        return self._rows.monthly

    @property
    def reps(self) -> pd.DataFrame:
        """One row a world, month and seat."""
        return self._rows.reps

    @property
    def years(self) -> pd.DataFrame:
        """One row a world and year."""
        return self._rows.years

    @property
    def worlds(self) -> pd.DataFrame:
        """One row a world."""
        return self._rows.worlds

    def month_values(self, column: str) -> np.ndarray:
        """Return a column of ``monthly``, shape (worlds, months + 1), without making the frame."""
        return self._rows.month_values(column)

    def seat_values(self, column: str) -> np.ndarray:
        """Return a column of ``reps``, shape (worlds, months + 1, seats)."""
        return self._rows.seat_values(column)

    def year_values(self, column: str) -> np.ndarray:
        """Return a column of ``years``, shape (worlds, years)."""
        return self._rows.year_values(column)

    def world_values(self, column: str) -> np.ndarray:
        """Return a column of ``worlds`` as floats, shape (worlds,)."""
        return self._rows.world_values(column)

    def __repr__(self) -> str:
        """Return a line without addresses, equal on every machine."""
        return f"Run({self.scenario.name!r}, {self.world_count:,} worlds, seed {self.seed})"

    @cached_property
    def _rows(self) -> Frames:
        from simlib.run import frames  # loads pandas

        if not self.chunks:
            raise InputError(
                f"of {self.world_count:,} worlds only totals are kept, no rows",
                allowed='fewer worlds, or keep="worlds" where memory allows',
            )
        return frames.Frames(self.scenario, self.seed, self.chunks)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several scenarios played in the same worlds; the first is the reference."""

    runs: tuple[Run, ...]

    @property
    def reference(self) -> Run:
        """What the others are compared with."""
        return self.runs[0]

    @property
    def others(self) -> tuple[Run, ...]:
        """All but the reference."""
        return self.runs[1:]

    def run(self, name: str) -> Run:
        """Return the run of the scenario called ``name``."""
        for found in self.runs:
            if found.scenario.name == name:
                return found
        raise unknown_name("scenario", name, [found.scenario.name for found in self.runs])

    def __repr__(self) -> str:
        """Return a line without addresses, equal on every machine."""
        return f"Comparison({', '.join(run.scenario.name for run in self.runs)})"
