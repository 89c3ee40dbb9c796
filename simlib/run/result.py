"""What a run returns: tidy frames, the scenario they come from, and their provenance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlib.inputs.errors import unknown_name
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import Provenance


@dataclass(frozen=True, eq=False)
class Run:
    """One scenario in many worlds.

    Attributes
    ----------
    scenario : Scenario
    seed, first_world, world_count : int
    provenance : Provenance
    events, monthly, reps, years, worlds : DataFrame
        Tidy frames ordered by world, then time; columns in `simlib.run.schemas`.
    """

    scenario: Scenario
    seed: int
    first_world: int
    world_count: int
    provenance: Provenance
    events: pd.DataFrame
    monthly: pd.DataFrame
    reps: pd.DataFrame
    years: pd.DataFrame
    worlds: pd.DataFrame

    @property
    def label(self) -> str:
        """What people who should not read ``babysitter`` read."""
        return self.scenario.label

    @property
    def months(self) -> np.ndarray:
        """Month numbers 0 to the horizon, shape (months + 1,)."""
        return np.arange(12 * self.scenario.horizon_years + 1)

    @property
    def revenue(self) -> np.ndarray:
        """Annualised revenue, shape (worlds, months + 1)."""
        return self.monthly["revenue"].to_numpy().reshape(self.world_count, -1)

    @property
    def initial_revenue(self) -> float:
        """Revenue a year of the initial book, the pool included."""
        return float(self.revenue[0, 0])

    def __repr__(self) -> str:
        """Return a line without addresses, equal on every machine."""
        return f"Run({self.scenario.name!r}, {self.world_count:,} worlds, seed {self.seed})"


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
