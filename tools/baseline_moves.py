"""How far numbers of the baseline moved, judged by their Monte Carlo error, for the changelog.

A move is *inside* if it is no more than what two independent sets of as many futures often differ
by (half-widths added in quadrature), *beyond* otherwise. Both baselines come from the same seed, so
that even a move inside is an effect of the change and not of luck; inside only says that nobody
could have told the two numbers apart by looking at their intervals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from simlib.inputs.disciplines import TASK_KINDS
from simlib.model.records import EVENT_KINDS
from simlib.run.result import Run
from tools.changelog import bullet
from tools.notebook_diff import BEYOND, INSIDE, NO_INTERVAL

CONFIDENCE = 0.95
SHORTEST_REASON_WORDS = 3
_SHOWN = 8
_GRAVITY = (BEYOND, NO_INTERVAL, INSIDE)

Numbers = Mapping[str, float | str]


@dataclass(frozen=True)
class Move:
    """One number of the baseline before and after.

    Attributes
    ----------
    place : str
        Scenario and name.
    stored, now : float or str
        ``-`` where one side has no such number.
    half_width : float or None
        Of the number now, in its own unit; None where it has none.
    """

    place: str
    stored: float | str
    now: float | str
    half_width: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the move is inside or beyond Monte Carlo error, if that can be said."""
        if self._distance is None or self.half_width is None:
            return NO_INTERVAL
        # The stored number came from as many futures, so its half-width is about the same.
        return INSIDE if self._distance <= self.half_width * 2**0.5 else BEYOND

    @property
    def gravity(self) -> tuple[int, float]:
        """What sorts moves: those beyond first, and the farthest first."""
        far = (self._distance or 0.0) / (self.half_width or 1.0)
        return _GRAVITY.index(self.verdict), -far

    def __str__(self) -> str:
        """Return the move on one line."""
        error = f" (± {self.half_width:.2g})" if self.half_width is not None else ""
        return f"{self.place}: {self.stored} -> {self.now}{error}  [{self.verdict}]"

    @property
    def _distance(self) -> float | None:
        if isinstance(self.stored, str) or isinstance(self.now, str):
            return None
        return abs(self.now - self.stored)


def moves(
    stored: Mapping[str, Numbers],
    now: Mapping[str, Numbers],
    half_widths: Mapping[str, Mapping[str, float]],
) -> list[Move]:
    """Return every number that is not the same in two baselines, in their order.

    Parameters
    ----------
    stored, now : mapping of str to mapping
        Scenario to its numbers by name.
    half_widths : mapping of str to mapping
        Scenario to the half-widths of its numbers now; those without one are left out.
    """
    found = []
    for scenario in sorted(stored.keys() | now.keys()):
        before, after = stored.get(scenario, {}), now.get(scenario, {})
        for name in [*before, *(name for name in after if name not in before)]:
            old, new = before.get(name, "-"), after.get(name, "-")
            if old != new:
                half = half_widths.get(scenario, {}).get(name)
                found.append(Move(f"{scenario}: {name}", old, new, half))
    return found


def half_widths(run: Run) -> dict[str, float]:
    """Return the half-widths at 95 % of the numbers of a run that are sums or means over worlds."""
    count = len(run.worlds)
    totals: dict[str, np.ndarray] = {
        f"mean revenue, year {year}": run.revenue[:, 12 * year] / count
        for year in range(1, run.scenario.horizon_years + 1)
    }
    for name in ("drawdown", "lowest_share_24_months", "idle_hours", "undone_hours"):
        totals[f"mean {name}"] = run.worlds[name].to_numpy(dtype=float) / count
    totals["mean pipeline"] = run.monthly.groupby("world")["pipeline"].mean().to_numpy() / count
    totals["worlds out of cash"] = run.worlds["ruin_week"].notna().to_numpy(dtype=float)
    for kind in TASK_KINDS:
        totals[f"hours, {kind}"] = run.reps.groupby("world")[f"{kind}_hours"].sum().to_numpy()
    rows = run.events.groupby(["world", "kind"], observed=False).size().unstack(fill_value=0)
    rows = rows.reindex(run.worlds["world"], columns=EVENT_KINDS, fill_value=0)
    totals |= {f"rows, {kind}": rows[kind].to_numpy(dtype=float) for kind in EVENT_KINDS}
    return {name: _of_a_total(values) for name, values in totals.items()}


def entry(because: str, found: Sequence[Move], numbers: int) -> str:
    """Return what the changelog says of an update: the reason, how many moved, the gravest.

    Parameters
    ----------
    because : str
        Why the numbers moved, as the user gave it.
    found : sequence of Move
        What moved.
    numbers : int
        How many numbers there are in all.
    """
    grave = sorted(found, key=lambda move: move.gravity)
    beyond = sum(move.verdict == BEYOND for move in found)
    details = [str(move) for move in grave[:_SHOWN]]
    if len(grave) > _SHOWN:
        details.append(
            f"and {len(grave) - _SHOWN} more: `git log -p tests/regression/baseline.json`"
        )
    says = because.strip().rstrip(".")
    return bullet(
        f"{says}. {len(found)} of {numbers} numbers of the regression baseline moved, "
        f"{beyond} of them beyond Monte Carlo error.",
        details,
    )


def explains(because: str) -> bool:
    """Tell whether a reason is one: a few words on one line."""
    return len(because.split()) >= SHORTEST_REASON_WORDS and "\n" not in because.strip()


def _of_a_total(values: np.ndarray) -> float:
    """Return the half-width of the sum of what independent worlds add."""
    quantile = stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)
    return float(quantile * np.std(values, ddof=1) * len(values) ** 0.5)
